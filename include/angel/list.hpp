/* Part of angel.hpp: initialisation lists, as the functions that take them see them. */

#ifndef ANGEL_LIST_HPP
#define ANGEL_LIST_HPP

#include "thunk.hpp"

#include <cstring>
#include <string>

namespace angel {
inline namespace ANGEL_MODE {

/** Reads an initialisation list in the order of the pattern that it was registered with: the number of elements where the
 * pattern repeats something, then the elements. What it does not read is released after the call all the same. */
class list_reader {
    const unsigned char *at_;

    template <class T> T take() noexcept {
        /* Values of four bytes and more begin at a multiple of four. */
        if constexpr (sizeof(T) >= 4) {
            at_ += (4 - reinterpret_cast<uintptr_t>(at_) % 4) % 4;
        }
        T value;
        std::memcpy(static_cast<void *>(&value), at_, sizeof(T));
        at_ += sizeof(T);
        return value;
    }

public:
    explicit list_reader(const void *buffer) noexcept : at_(static_cast<const unsigned char *>(buffer)) {}
    /** How many elements follow, where the pattern says `repeat` or `repeat_same`. */
    uint32_t count() noexcept { return take<uint32_t>(); }
    /** The type of the next element, where the pattern says `?`: it comes in front of the value, and tells how to read it. */
    as_type_use any() noexcept { return as_type_of_word(static_cast<size_t>(take<uint64_t>())); }
    /**
     * The next element: a number, `bool` or enum; a registered value type that is plain bytes; `std::string`, a copy of the text of a
     * string; `T *`, an object or handle, to which a reference must be added if it is kept (NULL for `null`).
     */
    template <class T> T next() noexcept(!std::is_same_v<T, std::string>) {
        if constexpr (std::is_same_v<T, std::string>) {
            const as_string bytes = take<as_string>();
            return std::string(view(as_string_get(&bytes)));
        } else {
            static_assert(std::is_trivially_copyable_v<T>, "a value that is more than its bytes cannot be taken out of a list");
            return take<T>();
        }
    }
};

namespace detail {

/** What a list constructor does: `T f(list_reader &)`. */
template <class T, class F> void construct_from_list(as_generic *c) noexcept {
    guarded(c, [c] {
        list_reader in(c->args[0]);
        ::new (c->object) T(kept<F>::of(c->user_data)(in));
    });
}
/** What a list factory does: `T *f(list_reader &)`. */
template <class T, class F> void make_from_list(as_generic *c) noexcept {
    guarded(c, [c] {
        list_reader in(c->args[0]);
        T *made = kept<F>::of(c->user_data)(in);
        ::new (c->ret) void *(made);
    });
}

} // namespace detail

} // namespace ANGEL_MODE
} // namespace angel

#endif
