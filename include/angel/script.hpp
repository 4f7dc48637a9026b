/* Part of angel.hpp: functions and objects of scripts in the hands of C++. */

#ifndef ANGEL_SCRIPT_HPP
#define ANGEL_SCRIPT_HPP

#include "types.hpp"

#include <array>

namespace angel {
inline namespace ANGEL_MODE {

/**
 * A counted handle to an object of a script class (or of a container of the add-ons, or a function handle). Used by the
 * thread of its VM; must be gone before the VM is. May be empty.
 */
class object {
    as_vm *vm_ = nullptr;
    as_object *raw_ = nullptr;

    template <class T> outcome<void *> place(const unit &u, std::string_view name) const;

public:
    object() = default;
    /** A new reference to an object of a VM. */
    object(vm_ref vm, as_object *borrowed) noexcept : vm_(vm.raw()), raw_(as_object_retain(vm.raw(), borrowed)) {}
    /** Takes over a reference. */
    static object adopt(vm_ref vm, as_object *owned) noexcept {
        object made;
        made.vm_ = vm.raw();
        made.raw_ = owned;
        return made;
    }
    object(const object &other) noexcept : vm_(other.vm_), raw_(other.raw_ ? as_object_retain(other.vm_, other.raw_) : nullptr) {}
    object(object &&other) noexcept : vm_(other.vm_), raw_(std::exchange(other.raw_, nullptr)) {}
    object &operator=(object other) noexcept {
        std::swap(vm_, other.vm_);
        std::swap(raw_, other.raw_);
        return *this;
    }
    ~object() {
        if (raw_ != nullptr) {
            as_object_release(vm_, raw_);
        }
    }

    as_object *raw() const noexcept { return raw_; }
    vm_ref owner() const noexcept { return vm_; }
    explicit operator bool() const noexcept { return raw_ != nullptr; }
    /** Its true type. */
    angel::type type() const noexcept { return as_object_type(raw_); }
    uint32_t ref_count() const noexcept { return as_object_ref_count(raw_); }

    /** The value of a property; fails if there is none of this name or it is of another type. T is a number, `bool`, enum,
     * `std::string`, registered value type, or angel::object for handles and objects of scripts. `u`: a unit of the
     * context, which knows the C++ types. */
    template <class T> outcome<T> get(const unit &u, std::string_view name) const;
    /** Changes a property. */
    template <class T> outcome<void> set(const unit &u, std::string_view name, const T &value);
    /** Calls a method once: `call<int(float)>(unit, "int hit(float)", 2)`. To call it often use unit::method. */
    template <class Signature, class... A>
    auto call(const unit &u, const std::string &declaration, A &&...args) const;
};

namespace detail {

/** Whether a type as scripts use it is the C++ type T, whatever reference it is passed by. */
template <class T> bool matches(const names *known, as_type_use use) {
    const std::string_view is = view(as_type_name(use.type_));
    const bool handle = (use.flags & AS_USE_HANDLE) != 0;
    if constexpr (std::is_void_v<T>) {
        return use.type_ == nullptr || is == "void";
    } else if constexpr (std::is_same_v<T, object>) {
        return use.type_ != nullptr && as_type_is_managed(use.type_);
    } else if constexpr (std::is_same_v<T, const char *> || is_text<T>) {
        return !handle && is == "string";
    } else if constexpr (is_number<T>) {
        return !handle && is == word<T>();
    } else if constexpr (std::is_enum_v<T>) {
        /* Enums of scripts have no C++ type of their own; a registered one must be the same. */
        const name_entry *entry = known != nullptr ? known->find(&key_of<T>) : nullptr;
        return as_type_get_kind(use.type_) == AS_KIND_ENUM && (entry == nullptr || entry->name == is);
    } else if constexpr (std::is_pointer_v<T>) {
        const name_entry *entry = known != nullptr ? known->find(&key_of<bare<std::remove_pointer_t<T>>>) : nullptr;
        return handle && entry != nullptr && entry->name == is;
    } else {
        const name_entry *entry = known != nullptr ? known->find(&key_of<T>) : nullptr;
        return !handle && entry != nullptr && entry->name == is;
    }
}

/** Gives an argument to a call. */
template <class P> void give(as_call *c, uint32_t i, bool by_reference, std::remove_reference_t<P> &value) {
    using T = bare<P>;
    if constexpr (is_mutable_ref<P>) {
        static_assert(!is_text<T>, "scripts cannot change a std::string of the host");
        as_call_set_address(c, i, static_cast<void *>(std::addressof(value)));
    } else if constexpr (std::is_same_v<T, object>) {
        as_call_set_object(c, i, value.raw());
    } else if constexpr (std::is_same_v<T, const char *>) {
        std::string_view text = value == nullptr ? std::string_view() : std::string_view(value);
        as_call_set_string(c, i, text.data(), text.size());
    } else if constexpr (is_text<T>) {
        as_call_set_string(c, i, value.data(), value.size());
    } else if constexpr (std::is_pointer_v<T>) {
        as_call_set_object(c, i, const_cast<void *>(static_cast<const void *>(value)));
    } else if constexpr (!is_scalar<T>) {
        if (by_reference) {
            as_call_set_address(c, i, const_cast<T *>(std::addressof(value)));
        } else {
            as_call_set_value(c, i, std::addressof(value));
        }
    } else if (by_reference && in_place<T>) {
        as_call_set_address(c, i, const_cast<T *>(std::addressof(value)));
    } else if constexpr (std::is_same_v<T, bool>) {
        as_call_set_bool(c, i, value);
    } else if constexpr (std::is_same_v<T, float>) {
        as_call_set_float(c, i, value);
    } else if constexpr (std::is_same_v<T, double>) {
        as_call_set_double(c, i, value);
    } else if constexpr (std::is_enum_v<T> || sizeof(T) == 4) {
        as_call_set_int(c, i, static_cast<int32_t>(value));
    } else if constexpr (sizeof(T) == 1) {
        as_call_set_int8(c, i, static_cast<int8_t>(value));
    } else if constexpr (sizeof(T) == 2) {
        as_call_set_int16(c, i, static_cast<int16_t>(value));
    } else {
        as_call_set_int64(c, i, static_cast<int64_t>(value));
    }
}

/** The result of a call that finished. */
template <class R> decltype(auto) fetch(vm_ref vm, as_call *c) {
    using T = bare<R>;
    if constexpr (std::is_void_v<R>) {
        (void)vm, (void)c;
    } else if constexpr (std::is_reference_v<R>) {
        return *static_cast<std::remove_reference_t<R> *>(as_call_get_address(c));
    } else if constexpr (std::is_same_v<T, object>) {
        return object(vm, as_call_get_object(c));
    } else if constexpr (is_text<T>) {
        return T(view(as_string_get(as_call_get_string(c))));
    } else if constexpr (std::is_pointer_v<T>) {
        return static_cast<T>(as_call_get_host_object(c));
    } else if constexpr (std::is_same_v<T, bool>) {
        return as_call_get_bool(c);
    } else if constexpr (std::is_same_v<T, float>) {
        return as_call_get_float(c);
    } else if constexpr (std::is_same_v<T, double>) {
        return as_call_get_double(c);
    } else if constexpr (std::is_enum_v<T>) {
        return static_cast<T>(as_call_get_int(c));
    } else if constexpr (is_number<T>) {
        if constexpr (sizeof(T) == 1) {
            return static_cast<T>(as_call_get_int8(c));
        } else if constexpr (sizeof(T) == 2) {
            return static_cast<T>(as_call_get_int16(c));
        } else if constexpr (sizeof(T) == 4) {
            return static_cast<T>(as_call_get_int(c));
        } else {
            return static_cast<T>(as_call_get_int64(c));
        }
    } else {
        return T(*static_cast<const T *>(as_call_get_value(c)));
    }
}

} // namespace detail

/**
 * A function of a script that is called as a C++ one. Made by unit::function and unit::method, which compare the types.
 *
 * Arguments are numbers, `bool`, enums, texts, registered types, handles (`T *` for registered types, angel::object for
 * script objects). Results likewise; results that are pointers, references or a `std::string_view` are borrowed and live
 * until the VM calls again. Calling allocates nothing once the VM has a call to use again; with a vm_ref a call is made
 * each time. A call that is suspended counts as failed, with the status `AS_ERROR_NOT_FINISHED`, and is ended: for
 * coroutines use angel::call.
 */
template <class R, class... A> class script_function<R(A...)> {
    unit unit_;
    angel::function raw_;
    object handle_;
    std::array<bool, sizeof...(A) + 1> by_reference_{};

    static constexpr bool borrowed =
        std::is_reference_v<R> || std::is_pointer_v<R> || std::is_same_v<R, std::string_view>;

    template <size_t... I>
    outcome<R> run(vm_ref vm, call &c, const object *self, std::index_sequence<I...>, std::remove_reference_t<A> &...args) const {
        as_error *what = nullptr;
        as_status status = handle_ ? as_call_prepare_handle(c.raw(), handle_.raw(), &what)
                                   : as_call_prepare(c.raw(), raw_.raw(), &what);
        if (status != AS_OK) {
            return detail::fail<R>(error::take(status, what));
        }
        if (self != nullptr) {
            as_call_set_this(c.raw(), self->raw());
        }
        (detail::give<A>(c.raw(), static_cast<uint32_t>(I), by_reference_[I], args), ...);
        const as_run how = c.run();
        if (how != AS_RUN_FINISHED) {
            error failure = c.failure(how);
            if (how == AS_RUN_SUSPENDED) {
                as_call_abort_suspended(c.raw());
            }
            as_call_reset(c.raw()); /* what the stack holds ends here */
            return detail::fail<R>(std::move(failure));
        }
        if constexpr (std::is_void_v<R>) {
            return detail::done();
        } else if constexpr (borrowed || detail::is_scalar<R> || detail::is_text<R>) {
            return detail::fetch<R>(vm, c.raw());
        } else {
            /* The call would keep its object until it is used again. */
            const resetting after{c.raw()};
            return detail::fetch<R>(vm, c.raw());
        }
    }

    /** Lets a call go of what it holds. */
    struct resetting {
        as_call *call;
        ~resetting() { as_call_reset(call); }
    };

    /** Gives a call back to its VM however the function is left. */
    struct lent {
        angel::vm &owner;
        angel::call used;
        explicit lent(angel::vm &vm) : owner(vm), used(vm.borrow_call()) {}
        lent(const lent &) = delete;
        ~lent() { owner.give_back(std::move(used)); }
    };

public:
    /** `handle`: the function handle that is called, if it is one; see unit::callback. */
    script_function(unit u, angel::function f, object handle = {}) : unit_(std::move(u)), raw_(f), handle_(std::move(handle)) {
        for (size_t i = 0; i < sizeof...(A); i++) {
            by_reference_[i] = (f.param_type(i).flags & AS_USE_REF_INOUT) != 0;
        }
    }
    angel::function raw() const noexcept { return raw_; }

    /** Calls a global function. The unit must be linked to the VM. */
    outcome<R> operator()(angel::vm &vm, A... args) const {
        lent c(vm);
        return run(vm, c.used, nullptr, std::index_sequence_for<A...>{}, args...);
    }
    outcome<R> operator()(vm_ref vm, A... args) const {
        static_assert(!borrowed, "through a vm_ref only values come back: take a copy");
        call c(vm, nullptr);
        return run(vm, c, nullptr, std::index_sequence_for<A...>{}, args...);
    }
    /** Calls a method of an object. */
    outcome<R> on(angel::vm &vm, const object &self, A... args) const {
        lent c(vm);
        return run(vm, c.used, &self, std::index_sequence_for<A...>{}, args...);
    }
    outcome<R> on(vm_ref vm, const object &self, A... args) const {
        static_assert(!borrowed, "through a vm_ref only values come back: take a copy");
        call c(vm, nullptr);
        return run(vm, c, &self, std::index_sequence_for<A...>{}, args...);
    }
};

namespace detail {

template <class Signature> struct binder;
template <class R, class... A> struct binder<R(A...)> {
    /** Why the function cannot be called so; empty if it can. */
    static std::string wrong(const names *known, function f) {
        if (f.param_count() != sizeof...(A)) {
            return "it has " + std::to_string(f.param_count()) + " parameters, the C++ type " + std::to_string(sizeof...(A));
        }
        [[maybe_unused]] uint32_t i = 0;
        uint32_t bad = 0;
        bool changes = false;
        ((one<A>(known, f.param_type(i), i + 1, bad, changes), i++), ...);
        if (bad != 0) {
            return "parameter " + std::to_string(bad) + (changes ? " is a reference in C++ only" : " is of another type");
        }
        const as_type_use use = f.return_type();
        const bool reference = (use.flags & AS_USE_REF_INOUT) != 0;
        if (!matches<std::conditional_t<std::is_void_v<R>, void, bare<R>>>(known, use) || reference != std::is_reference_v<R>) {
            return "the result is of another type";
        }
        return {};
    }
    template <class P> static void one(const names *known, as_type_use use, uint32_t number, uint32_t &bad, bool &changes) {
        const bool alone = is_mutable_ref<P> && (use.flags & AS_USE_REF_OUT) == 0;
        if (bad == 0 && (alone || !matches<bare<P>>(known, use))) {
            bad = number;
            changes = alone;
        }
    }
};

template <class Signature>
outcome<script_function<Signature>> bind(const unit &u, function f, const std::string &declaration, object handle = {}) {
    if (!f) {
        return fail<script_function<Signature>>(
            error::make(AS_ERROR_NO_FUNCTION, "there is no function '" + declaration + "', or several"));
    }
    std::string wrong = binder<Signature>::wrong(u.names().get(), f);
    if (!wrong.empty()) {
        return fail<script_function<Signature>>(
            error::make(AS_ERROR_INVALID_TYPE, "'" + std::string(f.declaration()) + "' does not fit: " + wrong));
    }
    return script_function<Signature>(u, f, std::move(handle));
}

} // namespace detail

template <class Signature>
outcome<script_function<Signature>> unit::function(const std::string &declaration) const {
    return detail::bind<Signature>(*this, find(declaration), declaration);
}

template <class Signature>
outcome<script_function<Signature>> unit::method(const std::string &class_name, const std::string &declaration) const {
    const type of = find_class(class_name);
    return detail::bind<Signature>(*this, as_type_find_method(of.raw(), declaration.c_str()), class_name + ": " + declaration);
}

template <class Signature> outcome<script_function<Signature>> unit::callback(const object &handle) const {
    const angel::function called = as_object_function(handle.owner().raw(), handle.raw());
    return detail::bind<Signature>(*this, called, "behind the handle", handle);
}

inline outcome<object> vm::create(type of) {
    as_error *what = nullptr;
    as_object *made = as_object_new(raw(), of.raw(), &what);
    if (made == nullptr) {
        return detail::fail<object>(error::take(as_error_status(what), what));
    }
    return object::adopt(*this, made);
}

template <class T> outcome<T *> vm::global(const unit &u, const std::string &name) {
    static_assert(detail::in_place<T> || !(detail::is_scalar<T> || detail::is_text<T> || std::is_pointer_v<T>),
                  "the address of such a variable is not that of a C++ value");
    for (size_t i = 0; i < as_unit_global_count(u.raw()); i++) {
        if (view(as_unit_global_name(u.raw(), i)) == name) {
            void *address = as_vm_global_at(raw(), u.raw(), i);
            if (!detail::matches<T>(u.names().get(), as_unit_global_type(u.raw(), i))) {
                return detail::fail<T *>(error::make(AS_ERROR_INVALID_TYPE, "'" + name + "' is of another type"));
            }
            if (address == nullptr) {
                return detail::fail<T *>(error::make(AS_ERROR_NOT_LINKED, "the unit is not linked to the VM"));
            }
            return static_cast<T *>(address);
        }
    }
    return detail::fail<T *>(error::make(AS_ERROR_NO_GLOBAL, "there is no global variable '" + name + "'"));
}

template <class T> outcome<void *> object::place(const unit &u, std::string_view name) const {
    const angel::type of = type();
    for (size_t i = 0; i < of.property_count(); i++) {
        if (of.property_name(i) == name) {
            if (!detail::matches<T>(u.names().get(), of.property_type(i))) {
                return detail::fail<void *>(error::make(AS_ERROR_INVALID_TYPE,
                    std::string(of.name()) + "::" + std::string(name) + " is of another type"));
            }
            return as_object_property_at(raw_, i);
        }
    }
    return detail::fail<void *>(error::make(AS_ERROR_INVALID_ARGUMENT,
        raw_ == nullptr ? "the object is null" : std::string(of.name()) + " has no property '" + std::string(name) + "'"));
}

namespace detail {

template <class T> T load(vm_ref vm, void *from) {
    if constexpr (std::is_same_v<T, object>) {
        return object(vm, *static_cast<as_object **>(from));
    } else if constexpr (is_text<T>) {
        return T(view(as_string_get(static_cast<as_string *>(from))));
    } else if constexpr (std::is_enum_v<T>) {
        (void)vm;
        return static_cast<T>(*static_cast<int32_t *>(from));
    } else {
        (void)vm;
        static_assert(!std::is_pointer_v<T> || !std::is_arithmetic_v<std::remove_pointer_t<T>>, "not a handle");
        return *static_cast<T *>(from);
    }
}

} // namespace detail

template <class T> outcome<T> object::get(const unit &u, std::string_view name) const {
#if ANGEL_EXCEPTIONS
    return detail::load<T>(vm_, place<T>(u, name));
#else
    auto at = place<T>(u, name);
    if (!at) {
        return at.error();
    }
    return detail::load<T>(vm_, *at);
#endif
}

template <class T> outcome<void> object::set(const unit &u, std::string_view name, const T &value) {
    using V = std::conditional_t<std::is_convertible_v<const T &, std::string_view>, std::string_view, T>;
    static_assert(!std::is_pointer_v<V>, "handles to registered types are counted by scripts: set them by a method");
#if ANGEL_EXCEPTIONS
    void *const to = place<V>(u, name);
#else
    auto found = place<V>(u, name);
    if (!found) {
        return found.error();
    }
    void *const to = *found;
#endif
    if constexpr (std::is_same_v<V, object>) {
        as_object **slot = static_cast<as_object **>(to);
        as_type_use use{};
        for (size_t i = 0; i < type().property_count(); i++) {
            if (type().property_name(i) == name) {
                use = type().property_type(i);
            }
        }
        if ((use.flags & AS_USE_HANDLE) == 0 || (value && !value.type().is_a(use.type_))) {
            return detail::fail<void>(error::make(AS_ERROR_INVALID_TYPE, "'" + std::string(name) + "' does not take this object"));
        }
        if (value && value.vm_ != vm_) {
            return detail::fail<void>(error::make(AS_ERROR_FOREIGN, "the object belongs to another VM"));
        }
        as_object *old = std::exchange(*slot, as_object_retain(vm_, value.raw_));
        as_object_release(vm_, old);
        return detail::done();
    } else if constexpr (std::is_same_v<V, std::string_view>) {
        const std::string_view text = value;
        return detail::check(as_string_set(vm_, static_cast<as_string *>(to), text.data(), text.size()));
    } else if constexpr (std::is_enum_v<V>) {
        *static_cast<int32_t *>(to) = static_cast<int32_t>(value);
        return detail::done();
    } else {
        *static_cast<V *>(to) = value;
        return detail::done();
    }
}

template <class Signature, class... A>
auto object::call(const unit &u, const std::string &declaration, A &&...args) const {
    angel::function f = as_type_find_method(type().raw(), declaration.c_str());
#if ANGEL_EXCEPTIONS
    return detail::bind<Signature>(u, f, declaration).on(owner(), *this, std::forward<A>(args)...);
#else
    auto bound = detail::bind<Signature>(u, f, declaration);
    using answer = decltype((*bound).on(owner(), *this, std::forward<A>(args)...));
    if (!bound) {
        return answer(bound.error());
    }
    return (*bound).on(owner(), *this, std::forward<A>(args)...);
#endif
}

} // namespace ANGEL_MODE
} // namespace angel

#endif
