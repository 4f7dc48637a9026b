/* Part of angel.hpp: the state of scripts as bytes, and back. */

#ifndef ANGEL_SERIALIZER_HPP
#define ANGEL_SERIALIZER_HPP

#include "script.hpp"

#include <cstring>
#include <vector>

namespace angel {
inline namespace ANGEL_MODE {

/** Saves the global variables of a unit with all objects they reach, and restores them, also into a unit that was built from
 * changed sources. One owner; see docs/serializer.md. */
class serializer {
    as_serializer *raw_ = as_serializer_new();

public:
    serializer() = default;
    serializer(serializer &&other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
    serializer &operator=(serializer &&other) noexcept {
        std::swap(raw_, other.raw_);
        return *this;
    }
    ~serializer() { as_serializer_free(raw_); }
    as_serializer *raw() const noexcept { return raw_; }

    /** Values of a type are saved and restored byte by byte: for plain types without pointers. */
    template <class T> outcome<void> plain_type(const char *name) {
        static_assert(std::is_trivially_copyable_v<T>, "values that are more than their bytes need functions of their own");
        as_error *what = nullptr;
        const as_status status = as_serializer_register_type(
            raw_, name,
            [](as_serializer *s, as_vm *, const as_type *, const void *value, void *) noexcept {
                return as_serializer_write(s, value, sizeof(T));
            },
            [](as_serializer *, as_vm *, const as_type *, void *value, const void *data, size_t size, void *) noexcept {
                if (size == sizeof(T)) {
                    std::memcpy(value, data, size);
                }
                return size == sizeof(T);
            },
            nullptr, nullptr, &what);
        return detail::check(status, what);
    }

    /** Saves; the bytes are the result. Look at problems() afterwards. */
    outcome<std::string> save(vm_ref vm, const unit &u) {
        std::string data;
        as_error *what = nullptr;
        const as_status status = as_serializer_save(
            raw_, vm.raw(), u.raw(),
            [](void *to, const void *bytes, size_t size) noexcept {
                static_cast<std::string *>(to)->append(static_cast<const char *>(bytes), size);
                return true;
            },
            &data, &what);
        if (status != AS_OK) {
            return detail::fail<std::string>(error::take(status, what));
        }
        return data;
    }

    /** Restores. Look at problems() afterwards. */
    outcome<void> load(vm_ref vm, const unit &u, std::string_view data) {
        as_error *what = nullptr;
        const as_status status = as_serializer_load(raw_, vm.raw(), u.raw(), data.data(), data.size(), &what);
        return detail::check(status, what);
    }

    /** Adds an object that the host holds to what is saved. */
    outcome<void> add(const char *name, const object &o) {
        as_error *what = nullptr;
        const as_status status = as_serializer_add_object(raw_, o.owner().raw(), name, o.raw(), &what);
        return detail::check(status, what);
    }

    /** The object of a name, added or restored; empty if there is none. `vm`: where it is. */
    object find(vm_ref vm, const char *name) const { return object(vm, as_serializer_find_object(raw_, name)); }

    /** Releases the objects and forgets the problems. */
    void clear() { as_serializer_clear(raw_); }

    /** What was left out, and why. */
    std::vector<std::string> problems() const {
        std::vector<std::string> all;
        for (size_t i = 0; i < as_serializer_problem_count(raw_); i++) {
            all.emplace_back(view(as_serializer_problem_at(raw_, i)));
        }
        return all;
    }
};

} // namespace ANGEL_MODE
} // namespace angel

#endif
