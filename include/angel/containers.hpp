/* Part of angel.hpp: arrays and dictionaries of scripts in the hands of C++. */

#ifndef ANGEL_CONTAINERS_HPP
#define ANGEL_CONTAINERS_HPP

#include "script.hpp"

namespace angel {
inline namespace ANGEL_MODE {

/**
 * An `array<T>` of scripts, with a reference. Nothing is copied: numbers, enums and registered value types are the elements
 * themselves (`data`, `begin`, `end`, `[]`), an `array<std::string_view>` (of `string`) gives views, an `array<object>` (of
 * objects or handles of scripts) handles. What points into the array is valid until it is resized, here or by a script.
 */
template <class T> class array {
    static constexpr bool views = std::is_same_v<T, std::string_view>;
    static constexpr bool objects = std::is_same_v<T, object>;
    static constexpr bool in_memory = !views && !objects;
    static_assert(!std::is_pointer_v<T> && (!std::is_enum_v<T> || sizeof(T) == 4) && !std::is_same_v<T, std::string>,
                  "elements are numbers, enums of four bytes, registered value types, std::string_view or angel::object");
    object object_;

    explicit array(object of) noexcept : object_(std::move(of)) {}
    as_vm *vm() const noexcept { return object_.owner().raw(); }

    static outcome<void> checked(as_status status, as_error *what) { return detail::check(status, what); }
    outcome<void> put(bool insert, size_t i, const void *value) {
        as_error *what = nullptr;
        const as_status status = insert ? as_array_insert(vm(), object_.raw(), i, value, &what)
                                        : as_array_set(vm(), object_.raw(), i, value, &what);
        return checked(status, what);
    }
    outcome<void> put(bool insert, size_t i, const T &value, int) {
        if constexpr (views) {
            as_string text = as_string_new(vm(), value.data(), value.size());
            struct freed {
                as_vm *vm;
                as_string *text;
                ~freed() { as_string_free(vm, text); }
            } after{vm(), &text};
            return put(insert, i, &text);
        } else if constexpr (objects) {
            as_object *raw = value.raw();
            const bool handle = (as_array_element_type(object_.raw()).flags & AS_USE_HANDLE) != 0;
            return handle ? put(insert, i, static_cast<const void *>(&raw)) : put(insert, i, static_cast<const void *>(raw));
        } else {
            return put(insert, i, static_cast<const void *>(std::addressof(value)));
        }
    }

public:
    /** The array behind an object; fails if it is none, or its elements are no Ts. `u`: a unit of the context, which knows
     * the C++ types. */
    static outcome<array> of(const unit &u, object from) {
        const as_type_use element = as_array_element_type(from.raw());
        if (element.type_ == nullptr || !detail::matches<T>(u.names().get(), element)) {
            const std::string name = from ? std::string(from.type().name()) : "null";
            return detail::fail<array>(error::make(AS_ERROR_INVALID_TYPE, "'" + name + "' is not an array of such elements"));
        }
        return array(std::move(from));
    }
    /** A new array of numbers or strings. */
    static outcome<array> make(vm_ref vm, size_t size = 0) {
        static_assert(detail::is_number<T> || views, "make others by vm::create with their type");
        const char *word = views ? "string" : detail::word<T>();
        as_error *what = nullptr;
        as_object *made = as_array_new(vm.raw(), ("array<" + std::string(word) + ">").c_str(), size, &what);
        if (made == nullptr) {
            return detail::fail<array>(error::take(as_error_status(what), what));
        }
        return array(object::adopt(vm, made));
    }

    /** The object, to be given to scripts. */
    const object &handle() const noexcept { return object_; }
    size_t size() const noexcept { return as_array_size(object_.raw()); }
    bool empty() const noexcept { return size() == 0; }

    /** The elements; NULL if there are none. */
    T *data() const noexcept {
        static_assert(in_memory, "such elements have no address as C++ values: use []");
        return static_cast<T *>(as_array_data(object_.raw()));
    }
    T *begin() const noexcept { return data(); }
    T *end() const noexcept { return data() + size(); }
    /** An element, which must exist: a reference, for strings a view, for objects a handle. */
    decltype(auto) operator[](size_t i) const noexcept {
        if constexpr (views) {
            return view(as_string_get(static_cast<as_string *>(as_array_at(object_.raw(), i))));
        } else if constexpr (objects) {
            const as_type_use element = as_array_element_type(object_.raw());
            void *at = as_array_at(object_.raw(), i);
            const bool handle = (element.flags & AS_USE_HANDLE) != 0;
            return object(vm(), handle ? *static_cast<as_object **>(at) : static_cast<as_object *>(at));
        } else {
            return (*static_cast<T *>(as_array_at(object_.raw(), i)));
        }
    }

    /** Assigns to an element; fails if there is none of this number. */
    outcome<void> set(size_t i, const T &value) { return put(false, i, value, 0); }
    /** Inserts before an element. */
    outcome<void> insert(size_t i, const T &value) { return put(true, i, value, 0); }
    /** Appends. */
    outcome<void> push(const T &value) { return put(true, size(), value, 0); }
    /** Sets the number of elements; new ones are zero, empty, null or default objects. */
    outcome<void> resize(size_t size) {
        as_error *what = nullptr;
        const as_status status = as_array_resize(vm(), object_.raw(), size, &what);
        return checked(status, what);
    }
    /** Removes elements. */
    outcome<void> erase(size_t i, size_t count = 1) {
        as_error *what = nullptr;
        const as_status status = as_array_remove(vm(), object_.raw(), i, count, &what);
        return checked(status, what);
    }
};

/** A value of any type: of a dictionary or an `any`. Borrowed: valid until it is removed. */
class variant {
    as_vm *vm_;
    as_variant *raw_;

public:
    variant(vm_ref vm, as_variant *raw) noexcept : vm_(vm.raw()), raw_(raw) {}
    as_variant *raw() const noexcept { return raw_; }
    /** Its type; none if there is no value. */
    angel::type type() const noexcept { return as_variant_type(raw_).type_; }

    /** The value as a number, `bool`, `std::string`, `std::string_view` or angel::object; empty if it is no such thing. */
    template <class T> std::optional<T> get() const {
        if constexpr (std::is_same_v<T, object>) {
            as_object *found = as_variant_get_object(raw_);
            return found == nullptr ? std::optional<T>() : object(vm_, found);
        } else if constexpr (detail::is_text<T>) {
            as_str text{};
            return as_variant_get_string(vm_, raw_, &text) ? std::optional<T>(T(view(text))) : std::optional<T>();
        } else if constexpr (std::is_floating_point_v<T>) {
            double value = 0;
            return as_variant_get_double(raw_, &value) ? std::optional<T>(static_cast<T>(value)) : std::optional<T>();
        } else {
            static_assert(detail::is_scalar<T>, "dictionaries give numbers, texts and angel::object");
            int64_t value = 0;
            if (!as_variant_get_int64(raw_, &value)) {
                return std::nullopt;
            }
            if constexpr (std::is_same_v<T, bool>) {
                return value != 0;
            } else {
                return static_cast<T>(value);
            }
        }
    }

    /** Sets a number, `bool`, text, or handle to an object. */
    template <class T> outcome<void> set(const T &value) const {
        if constexpr (std::is_same_v<T, object>) {
            return detail::check(as_variant_set_object(vm_, raw_, value.raw()));
        } else if constexpr (std::is_convertible_v<const T &, std::string_view>) {
            const std::string_view text = value;
            return detail::check(as_variant_set_string(vm_, raw_, text.data(), text.size()));
        } else if constexpr (std::is_same_v<T, bool>) {
            return detail::check(as_variant_set_bool(vm_, raw_, value));
        } else if constexpr (std::is_floating_point_v<T>) {
            return detail::check(as_variant_set_double(vm_, raw_, static_cast<double>(value)));
        } else {
            static_assert(detail::is_scalar<T>, "dictionaries take numbers, texts and angel::object");
            return detail::check(as_variant_set_int64(vm_, raw_, static_cast<int64_t>(value)));
        }
    }
};

/** A `dictionary` of scripts, with a reference. */
class dictionary {
    object object_;

    explicit dictionary(object of) noexcept : object_(std::move(of)) {}

public:
    /** The dictionary behind an object. */
    static outcome<dictionary> of(object from) {
        if (!from || from.type().name() != "dictionary") {
            return detail::fail<dictionary>(error::make(AS_ERROR_INVALID_TYPE, "the object is no dictionary"));
        }
        return dictionary(std::move(from));
    }
    /** A new empty one. */
    static outcome<dictionary> make(vm_ref vm) {
        as_error *what = nullptr;
        as_object *made = as_dictionary_new(vm.raw(), &what);
        if (made == nullptr) {
            return detail::fail<dictionary>(error::take(as_error_status(what), what));
        }
        return dictionary(object::adopt(vm, made));
    }

    /** The object, to be given to scripts. */
    const object &handle() const noexcept { return object_; }
    size_t size() const noexcept { return as_dictionary_size(object_.raw()); }
    bool contains(std::string_view key) const noexcept {
        return as_dictionary_find(object_.raw(), key.data(), key.size()) != nullptr;
    }
    /** The value of a key; empty if there is none, or of another type. See variant::get. */
    template <class T> std::optional<T> get(std::string_view key) const {
        as_variant *found = as_dictionary_find(object_.raw(), key.data(), key.size());
        return found == nullptr ? std::optional<T>() : variant(object_.owner(), found).get<T>();
    }
    /** Adds a key, or sets its value. */
    template <class T> outcome<void> set(std::string_view key, const T &value) {
        as_error *what = nullptr;
        as_variant *place = as_dictionary_add(object_.owner().raw(), object_.raw(), key.data(), key.size(), &what);
        if (place == nullptr) {
            return detail::fail<void>(error::take(as_error_status(what), what));
        }
        return variant(object_.owner(), place).set(value);
    }
    /** Removes a key; `false` if it is not there. */
    bool erase(std::string_view key) noexcept {
        return as_dictionary_remove(object_.owner().raw(), object_.raw(), key.data(), key.size());
    }
    void clear() noexcept { as_dictionary_clear(object_.owner().raw(), object_.raw()); }

    /** Calls `f(std::string_view key, variant value)` for all entries, in the order of adding. */
    template <class F> void each(F &&f) const {
        size_t position = 0;
        as_str key;
        as_variant *value;
        while (as_dictionary_next(object_.raw(), &position, &key, &value)) {
            f(view(key), variant(object_.owner(), value));
        }
    }
};

} // namespace ANGEL_MODE
} // namespace angel

#endif
