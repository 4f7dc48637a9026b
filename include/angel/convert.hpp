/* Part of angel.hpp: how C++ types are declared to scripts, and how their values go in and out. */

#ifndef ANGEL_CONVERT_HPP
#define ANGEL_CONVERT_HPP

#include "handles.hpp"

#include <atomic>
#include <new>
#include <unordered_map>

namespace angel {
inline namespace ANGEL_MODE {

/** A parameter of any type, declared `const ?&in`: the address of the value (of the object for objects of reference
 * types) and its type. */
struct any_value {
    void *address;
    as_type_use type_;
};

namespace detail {

template <class P> using bare = std::remove_cv_t<std::remove_reference_t<P>>;

/** Stands for a C++ type without RTTI: by its address. */
template <class T> inline char key_of = 0;

/** How the objects of a registered type live. */
enum class life { enumeration, value, counted, uncounted };

/** A function object that scripts call, shared by all registrations of it. */
struct block {
    std::atomic<unsigned> refs{1};
    void (*destroy)(block *);
    explicit block(void (*d)(block *)) noexcept : destroy(d) {}
    block *retain() noexcept {
        refs.fetch_add(1, std::memory_order_relaxed);
        return this;
    }
    /** Drops a reference; an `as_free_fn`. */
    static void release(void *self) noexcept {
        block *b = static_cast<block *>(self);
        if (b != nullptr && b->refs.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            b->destroy(b);
        }
    }
};

/** A member of a registered type, kept for the types derived from it. */
struct member {
    std::string declaration;
    as_generic_fn code; /* NULL for a property that lies in the object */
    std::shared_ptr<block> data;
    int32_t offset;
};

struct name_entry {
    std::string name;
    life how;
    bool boxed;
    std::vector<member> members;
};

/** The C++ types that were registered in a context or module. */
struct names {
    std::unordered_map<const void *, name_entry> types;
    bool unsafe_references = false;

    const name_entry *find(const void *key) const noexcept {
        auto at = types.find(key);
        return at == types.end() ? nullptr : &at->second;
    }
};

/** The word of the language for an arithmetic type; NULL for others. */
template <class T> constexpr const char *word() noexcept {
    if constexpr (std::is_same_v<T, bool>) {
        return "bool";
    } else if constexpr (std::is_same_v<T, float>) {
        return "float";
    } else if constexpr (std::is_same_v<T, double>) {
        return "double";
    } else if constexpr (std::is_integral_v<T>) {
        constexpr const char *words[] = {"int8", "uint8", "int16", "uint16", "int", "uint", "int64", "uint64"};
        return words[(sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 2 : sizeof(T) == 4 ? 4 : 6) + (std::is_unsigned_v<T> ? 1 : 0)];
    } else {
        return nullptr;
    }
}

template <class T> constexpr bool is_text = std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>;
template <class T> constexpr bool is_number = word<T>() != nullptr;
template <class T> constexpr bool is_scalar = is_number<T> || std::is_enum_v<T>;
/** Whether the C++ value lies in memory as the script's does, so that it can be referred to. */
template <class T> constexpr bool in_place = is_number<T> || (std::is_enum_v<T> && sizeof(T) == 4);
template <class T>
constexpr bool is_special = std::is_same_v<T, vm_ref> || std::is_same_v<T, as_vm *> || std::is_same_v<T, any_value>;

/** Passing by reference that changes the argument. */
template <class P>
constexpr bool is_mutable_ref = std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>;

/** Writes declarations of C++ types; keeps what it has no name for. */
struct writer {
    const names &known;
    std::string text;
    const char *wrong = nullptr;

    template <class T> const name_entry *name() {
        if constexpr (is_number<T>) {
            text += word<T>();
        } else if constexpr (is_text<T>) {
            text += "string";
        } else if constexpr (std::is_same_v<T, object>) {
            wrong = "the C++ type does not tell which script objects: give the whole declaration";
        } else {
            static_assert(!std::is_pointer_v<T>, "scripts have no pointers to pointers, numbers or texts");
            const name_entry *entry = known.find(&key_of<T>);
            if (entry == nullptr) {
                wrong = "a C++ type of the function is not registered yet";
                return nullptr;
            }
            text += entry->name;
            return entry;
        }
        return nullptr;
    }

    template <class Pointer> void handle(bool automatic) {
        using target = std::remove_pointer_t<Pointer>;
        text += std::is_const_v<target> ? "const " : "";
        if (const name_entry *entry = name<std::remove_cv_t<target>>()) {
            if (entry->how == life::value || entry->how == life::enumeration) {
                wrong = "a pointer to a value type has no declaration: use a reference";
            }
            text += automatic && entry->how == life::counted ? "@+" : "@";
        }
    }

    /** A parameter; special ones write nothing. */
    template <class P> void param() {
        using T = bare<P>;
        if constexpr (std::is_same_v<T, any_value>) {
            separate();
            text += "const ?&in";
        } else if constexpr (!is_special<T>) {
            separate();
            if constexpr (std::is_pointer_v<T>) {
                static_assert(!is_mutable_ref<P>, "references to pointers need a declaration as text and a generic function");
                handle<T>(true);
            } else if constexpr (is_mutable_ref<P>) {
                static_assert(in_place<T> || !std::is_enum_v<T>, "enums that scripts change have four bytes");
                static_assert(!std::is_same_v<T, std::string_view>, "a string_view cannot be changed");
                const name_entry *entry = name<T>();
                bool object = entry != nullptr && (entry->how == life::counted || entry->how == life::uncounted);
                text += object || known.unsafe_references ? " &inout" : " &out";
            } else if constexpr (is_scalar<T>) {
                name<T>();
            } else {
                text += "const ";
                name<T>();
                text += " &in";
            }
        }
    }

    template <class R> void returned() {
        using T = bare<R>;
        if constexpr (std::is_void_v<R>) {
            text += "void";
        } else if constexpr (std::is_same_v<T, const char *>) {
            text += "string";
        } else if constexpr (std::is_pointer_v<T>) {
            handle<T>(true);
        } else if constexpr (std::is_reference_v<R> && !is_text<T> && (is_mutable_ref<R> || !is_scalar<T>)) {
            static_assert(in_place<T> || !std::is_enum_v<T>, "enums that are referred to have four bytes");
            text += is_mutable_ref<R> ? "" : "const ";
            name<T>();
            text += " &";
        } else {
            name<T>();
        }
    }

private:
    void separate() {
        if (text.back() != '(') {
            text += ", ";
        }
    }
};

/** How many of these parameters scripts see, up to number `I`. */
template <class... P> struct places {
    template <size_t I> static constexpr uint32_t at() noexcept {
        constexpr bool seen[] = {(std::is_same_v<bare<P>, any_value> || !is_special<bare<P>>)..., false};
        uint32_t n = 0;
        for (size_t i = 0; i < I; i++) {
            n += seen[i] ? 1 : 0;
        }
        return n;
    }
};

/** An argument of a generic call, as parameter type P wants it. Lives while the function runs. */
template <class P, class = void> struct argument {
    /* A registered type: by value, by reference. */
    bare<P> &value;
    argument(as_generic *c, uint32_t i) noexcept : value(*static_cast<bare<P> *>(c->args[i])) {}
    decltype(auto) get() noexcept {
        if constexpr (std::is_rvalue_reference_v<P>) {
            static_assert(!std::is_rvalue_reference_v<P>, "scripts keep their values: take them by value or const reference");
        } else if constexpr (is_mutable_ref<P>) {
            return (value);
        } else {
            return std::as_const(value);
        }
    }
};
template <class P> struct argument<P, std::enable_if_t<is_scalar<bare<P>>>> {
    static constexpr bool changes = is_mutable_ref<P>;
    using T = bare<P>;
    std::conditional_t<changes, T &, T> value;
    static decltype(auto) read(void *from) noexcept {
        if constexpr (changes || is_number<T>) {
            return (*static_cast<T *>(from));
        } else {
            return static_cast<T>(*static_cast<int32_t *>(from));
        }
    }
    argument(as_generic *c, uint32_t i) noexcept : value(read(c->args[i])) {}
    T &get() noexcept { return value; }
};
template <class P> struct argument<P, std::enable_if_t<std::is_pointer_v<bare<P>> && !is_special<bare<P>>>> {
    bare<P> value;
    argument(as_generic *c, uint32_t i) noexcept : value(*static_cast<bare<P> *>(c->args[i])) {}
    bare<P> &get() noexcept { return value; }
};
template <class P> struct argument<P, std::enable_if_t<is_text<bare<P>> && !is_mutable_ref<P>>> {
    bare<P> value;
    argument(as_generic *c, uint32_t i) : value(view(as_string_get(static_cast<as_string *>(c->args[i])))) {}
    bare<P> &&get() noexcept { return std::move(value); }
};
template <class P> struct argument<P, std::enable_if_t<is_text<bare<P>> && is_mutable_ref<P>>> {
    as_generic *call;
    as_string *place;
    std::string value;
    argument(as_generic *c, uint32_t i)
        : call(c), place(static_cast<as_string *>(c->args[i])), value(view(as_string_get(place))) {}
    argument(const argument &) = delete;
    ~argument() {
        if (as_string_set(static_cast<as_vm *>(call->vm), place, value.data(), value.size()) != AS_OK) {
            as_vm_raise(static_cast<as_vm *>(call->vm), "out of memory");
        }
    }
    std::string &get() noexcept { return value; }
};
template <class P> struct argument<P, std::enable_if_t<std::is_same_v<bare<P>, object> && !is_mutable_ref<P>>> {
    bare<P> value;
    argument(as_generic *c, uint32_t i) noexcept
        : value(static_cast<as_vm *>(c->vm), *static_cast<as_object **>(c->args[i])) {}
    bare<P> &&get() noexcept { return std::move(value); }
};
template <class P> struct argument<P, std::enable_if_t<is_special<bare<P>>>> {
    bare<P> value;
    static bare<P> read(as_generic *c, uint32_t i) noexcept {
        if constexpr (std::is_same_v<bare<P>, any_value>) {
            return {c->args[i], as_type_of_word(c->arg_types[i])};
        } else {
            (void)i;
            return static_cast<as_vm *>(c->vm);
        }
    }
    argument(as_generic *c, uint32_t i) noexcept : value(read(c, i)) {}
    bare<P> &get() noexcept { return value; }
};

/** Calls `f`, which returns R, and gives its result to the script. */
template <class R, class F> void answer(as_generic *c, F &&f) {
    using T = bare<R>;
    if constexpr (std::is_void_v<R>) {
        f();
    } else if constexpr (std::is_same_v<T, const char *> || is_text<T>) {
        auto &&result = f();
        std::string_view text;
        if constexpr (std::is_pointer_v<T>) {
            text = result == nullptr ? std::string_view() : std::string_view(result);
        } else {
            text = result;
        }
        ::new (c->ret) as_string(as_string_new(static_cast<as_vm *>(c->vm), text.data(), text.size()));
    } else if constexpr (std::is_same_v<T, object>) {
        /* The script gets a reference of its own. */
        T result = f();
        ::new (c->ret) as_object *(as_object_retain(static_cast<as_vm *>(c->vm), result.raw()));
    } else if constexpr (std::is_pointer_v<T>) {
        ::new (c->ret) const void *(f());
    } else if constexpr (std::is_reference_v<R> && (is_mutable_ref<R> || !is_scalar<T>)) {
        ::new (c->ret) const void *(std::addressof(f()));
    } else if constexpr (std::is_enum_v<T>) {
        ::new (c->ret) int32_t(static_cast<int32_t>(f()));
    } else {
        ::new (c->ret) T(f());
    }
}

} // namespace detail
} // namespace ANGEL_MODE
} // namespace angel

#endif
