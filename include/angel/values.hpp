/* Part of angel.hpp: values of any type, calls of any function, weak references, function handles. */

#ifndef ANGEL_VALUES_HPP
#define ANGEL_VALUES_HPP

#include "script.hpp"

#include <initializer_list>
#include <new>

namespace angel {
inline namespace ANGEL_MODE {

/** The text of a type as scripts use it: `const Item@`. */
inline std::string declaration(as_type_use use) {
    std::string text(as_type_use_declaration(use, nullptr, 0), '\0');
    as_type_use_declaration(use, text.data(), text.size() + 1);
    return text;
}

/** The type that a text denotes in a unit, with the classes of its scripts: `array<Item@>`. */
inline outcome<as_type_use> type_use(const unit &u, const std::string &text) {
    as_type_use use{};
    as_error *what = nullptr;
    as_status status = as_unit_get_type_use(u.raw(), text.c_str(), &use, &what);
    if (status != AS_OK) {
        return detail::fail<as_type_use>(error::take(status, what));
    }
    return use;
}

/** The type that a text denotes in a sealed context: `array<int>`. */
inline outcome<as_type_use> type_use(const context &c, const std::string &text) {
    as_type_use use{};
    as_error *what = nullptr;
    as_status status = as_context_get_type_use(c.raw(), text.c_str(), &use, &what);
    if (status != AS_OK) {
        return detail::fail<as_type_use>(error::take(status, what));
    }
    return use;
}

/**
 * A value of any type of scripts with its memory: a number, a string, a handle, a registered value. Has one owner, is used by
 * the thread of its VM, and must be gone before the VM is. Empty after it was moved from.
 */
class value {
    as_vm *vm_ = nullptr;
    as_type_use use_{};
    void *data_ = nullptr;

    static size_t align_of(as_type_use use) noexcept {
        const size_t wanted = (use.flags & AS_USE_HANDLE) != 0 ? alignof(void *) : as_type_align(use.type_);
        return wanted < alignof(std::max_align_t) ? alignof(std::max_align_t) : wanted;
    }
    static size_t size_of(as_type_use use) noexcept {
        const size_t size = as_type_size(use.type_);
        return (use.flags & AS_USE_HANDLE) != 0 || size < sizeof(void *) ? sizeof(void *) : size;
    }
    void drop_memory() noexcept {
        ::operator delete(std::exchange(data_, nullptr), std::align_val_t(align_of(use_)));
    }
    template <class F> static outcome<value> fill(vm_ref vm, as_type_use use, F &&fill_memory) {
        value made;
        made.vm_ = vm.raw();
        made.use_ = use;
        made.data_ = ::operator new(size_of(use), std::align_val_t(align_of(use)));
        as_error *what = nullptr;
        as_status status = fill_memory(made.data_, &what);
        if (status != AS_OK) {
            made.drop_memory();
            return detail::fail<value>(error::take(status, what));
        }
        return made;
    }

public:
    value() = default;
    /** A new value, as scripts make it where they declare a variable. */
    static outcome<value> make(vm_ref vm, as_type_use use) {
        return fill(vm, use, [&](void *to, as_error **what) { return as_value_new(vm.raw(), use, to, what); });
    }
    /** A copy of a value of the type at `from`; a new reference if it is a handle. */
    static outcome<value> copy(vm_ref vm, as_type_use use, const void *from) {
        return fill(vm, use, [&](void *to, as_error **what) { return as_value_new_copy(vm.raw(), use, to, from, what); });
    }
    value(value &&other) noexcept
        : vm_(other.vm_), use_(other.use_), data_(std::exchange(other.data_, nullptr)) {}
    value &operator=(value &&other) noexcept {
        std::swap(vm_, other.vm_);
        std::swap(use_, other.use_);
        std::swap(data_, other.data_);
        return *this;
    }
    ~value() {
        if (data_ != nullptr) {
            as_value_release(vm_, use_, data_, nullptr);
            drop_memory();
        }
    }

    explicit operator bool() const noexcept { return data_ != nullptr; }
    /** Its type. */
    as_type_use use() const noexcept { return use_; }
    /** Where it lies: for handles and objects of reference types there lies the pointer. */
    void *data() const noexcept { return data_; }
    /** The value as a C++ type, which must be that of its type. */
    template <class T> T &as() const noexcept { return *static_cast<T *>(data_); }
    /** The text of a string. */
    std::string_view text() const noexcept { return view(as_string_get(static_cast<as_string *>(data_))); }
    /** Assigns a value of the same type at `from`. */
    outcome<void> set(const void *from) {
        as_error *what = nullptr;
        as_status status = as_value_set(vm_, use_, data_, from, &what);
        return detail::check(status, what);
    }
};

/** An argument of `run`: the address of its value, and for `?` parameters its type. */
struct argument {
    void *address;
    as_type_use use{};

    argument(void *at, as_type_use what = {}) noexcept : address(at), use(what) {}
    argument(const value &v) noexcept : address(v.data()), use(v.use()) {}
};

/**
 * Calls any function – of scripts or of the host, constructors and factories too – with arguments in memory; see
 * `as_vm_run_function`. `self`: the object of a method, the memory for a constructor of a value type, or NULL. `result`: where the
 * result goes, or NULL. `instance`: the instance for members of templates.
 */
inline outcome<void> run(vm_ref vm, function f, void *self, std::initializer_list<argument> args, void *result = nullptr,
                         type instance = nullptr) {
    std::vector<void *> addresses;
    std::vector<as_type_use> uses;
    for (const argument &a : args) {
        addresses.push_back(a.address);
        uses.push_back(a.use);
    }
    as_invocation asked{};
    asked.function = f.raw();
    asked.type_ = instance.raw();
    asked.object = self;
    asked.args = addresses.data();
    asked.arg_types = uses.data();
    asked.arg_count = static_cast<uint32_t>(addresses.size());
    asked.result = result;
    as_error *what = nullptr;
    as_status status = as_vm_run_function(vm.raw(), &asked, &what);
    return detail::check(status, what);
}

/** A new object of a script class by the constructor of this declaration, `Item(int, float)` or `(int, float)`. */
inline outcome<object> create(vm_ref vm, type of, const std::string &constructor, std::initializer_list<argument> args) {
    const as_function *found = as_type_find_constructor(of.raw(), constructor.c_str());
    if (found == nullptr) {
        return detail::fail<object>(error::make(
            AS_ERROR_NO_FUNCTION, "there is no constructor '" + constructor + "' of '" + std::string(of.name()) + "'"));
    }
    as_object *made = nullptr;
#if ANGEL_EXCEPTIONS
    run(vm, found, nullptr, args, &made);
#else
    auto done = run(vm, found, nullptr, args, &made);
    if (!done) {
        return done.error();
    }
#endif
    return object::adopt(vm, made);
}

/** A copy of an object, made as scripts copy it. */
inline outcome<object> copy(const object &from) {
    as_error *what = nullptr;
    as_object *made = as_object_new_copy(from.owner().raw(), from.raw(), &what);
    if (made == nullptr) {
        return detail::fail<object>(error::take(as_error_status(what), what));
    }
    return object::adopt(from.owner(), made);
}

/** An object as another type (class, base, interface, or by a cast operator); empty if it is none. */
inline outcome<object> cast(const object &from, type to, bool implicit_only = false) {
    void *found = nullptr;
    as_error *what = nullptr;
    as_status status = as_object_get_cast(from.owner().raw(), from.raw(), from.type().raw(), to.raw(), implicit_only, &found, &what);
    if (status != AS_OK) {
        return detail::fail<object>(error::take(status, what));
    }
    return object::adopt(from.owner(), static_cast<as_object *>(found));
}

/** A function handle for scripts: to a global function, or with an object to its method (a delegate). */
inline outcome<object> function_handle(vm_ref vm, function f, void *self = nullptr) {
    as_error *what = nullptr;
    as_object *made = as_object_new_function(vm.raw(), f.raw(), self, &what);
    if (made == nullptr) {
        return detail::fail<object>(error::take(as_error_status(what), what));
    }
    return object::adopt(vm, made);
}
inline outcome<object> function_handle(function f, const object &self) {
    return function_handle(self.owner(), f, self.raw());
}

/** The function that a function handle calls; empty if it is none. */
inline function function_of(const object &handle) noexcept { return as_object_function(handle.owner().raw(), handle.raw()); }

/** A reference to an object that does not keep it; see `as_weak`. Must be gone before its VM is. */
class weak {
    vm_ref vm_ = nullptr;
    detail::owned<as_weak, as_weak_free> raw_;

    weak(vm_ref vm, as_weak *owned) noexcept : vm_(vm), raw_(owned) {}

public:
    weak() = default;
    static outcome<weak> to(const object &target) {
        as_error *what = nullptr;
        as_weak *made = as_weak_new(target.owner().raw(), target.raw(), &what);
        if (made == nullptr) {
            return detail::fail<weak>(error::take(as_error_status(what), what));
        }
        return weak(target.owner(), made);
    }
    as_weak *raw() const noexcept { return raw_.get(); }
    /** The object; empty if it is gone. */
    object lock() const noexcept { return raw_ ? object::adopt(vm_, as_weak_get(raw_.get())) : object(); }
};

/** What the collector of a VM knows and has done. */
inline as_gc_statistics gc_statistics(vm_ref vm) noexcept {
    as_gc_statistics statistics{};
    as_vm_get_gc_statistics(vm.raw(), &statistics);
    return statistics;
}

/** A token at the start of a text. */
struct token {
    as_token_kind kind;    /**< What it is. */
    std::string_view text; /**< Its part of the text. */
};

/** The first token of a text, by the options of a context; white space and comments are tokens. */
inline token token_at(const context &c, std::string_view text) noexcept {
    size_t length = 0;
    as_token_kind kind = as_context_token_at(c.raw(), text.data(), text.size(), &length);
    return {kind, text.substr(0, length)};
}

} // namespace ANGEL_MODE
} // namespace angel

#endif
