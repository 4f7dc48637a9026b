/* Part of angel.hpp: what went wrong, and how a function tells it. */

#ifndef ANGEL_ERROR_HPP
#define ANGEL_ERROR_HPP

#include "../angel.h"

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#if !defined(ANGEL_NO_EXCEPTIONS) && (defined(__cpp_exceptions) || defined(_CPPUNWIND))
#  define ANGEL_EXCEPTIONS 1
#  include <exception>
#  define ANGEL_MODE throwing
#else
#  define ANGEL_EXCEPTIONS 0
#  include <cstdlib>
#  define ANGEL_MODE quiet
#endif

namespace angel {
inline namespace ANGEL_MODE {

/** A borrowed text of the library; lives as long as the function that gave it says. */
inline std::string_view view(as_str text) noexcept { return {text.data, text.len}; }

/** A level of the call stack of a script. */
struct frame {
    std::string function; /**< Its declaration. */
    std::string file;     /**< The name of the source. */
    unsigned line = 0;    /**< From 1; 0 if unknown. */
};

/** What went wrong: a value that owns its texts. */
struct error {
    /** One of several mistakes that sealing finds. */
    struct detail {
        as_status status;        /**< What sort of mistake. */
        std::string message;     /**< One sentence. */
        std::string declaration; /**< The declaration it is in; may be empty. */
        unsigned column;         /**< Where in it, from 1; 0 for nowhere. */
    };

    as_status status = AS_OK;    /**< `AS_OK` if nothing went wrong. */
    as_run run = AS_RUN_ERROR;   /**< For calls of scripts: how running ended. */
    std::string message;         /**< For people, without a line feed at the end. */
    std::vector<detail> details; /**< All mistakes, where a call reports several. */
    std::vector<frame> stack;    /**< For calls of scripts: the call stack, innermost first. */

    /** Whether a script exception ended a call. */
    bool is_script_exception() const noexcept { return run == AS_RUN_EXCEPTION; }
    /** For script exceptions: the declaration of the function that raised it; else empty. */
    std::string_view function() const noexcept { return stack.empty() ? std::string_view() : stack[0].function; }
    /** For script exceptions: the source in which it was raised; else empty. */
    std::string_view file() const noexcept { return stack.empty() ? std::string_view() : stack[0].file; }
    /** For script exceptions: the line in which it was raised, from 1; else 0. */
    unsigned line() const noexcept { return stack.empty() ? 0 : stack[0].line; }

    /** Makes an error of a status and, if there is one, the C error that came with it, which is freed. */
    static error take(as_status status, as_error *from) {
        error made = of(from);
        made.status = status;
        if (from == nullptr) {
            made.message = as_status_name(status);
        }
        as_error_free(from);
        return made;
    }

    /** Makes an error of a borrowed C error. */
    static error of(const as_error *from) {
        error made;
        made.status = as_error_status(from);
        made.message = view(as_error_message(from));
        for (size_t i = 0; i < as_error_detail_count(from); i++) {
            made.details.push_back({as_error_detail_status(from, i), std::string(view(as_error_detail_message(from, i))),
                                    std::string(view(as_error_detail_declaration(from, i))),
                                    as_error_detail_column(from, i)});
        }
        return made;
    }

    /** Makes an error of a status and a text. */
    static error make(as_status status, std::string message) {
        error made;
        made.status = status;
        made.message = std::move(message);
        return made;
    }
};

/** A value, or what went wrong instead. References are kept as addresses. */
template <class T> class [[nodiscard]] result {
    using stored = std::conditional_t<std::is_reference_v<T>, std::remove_reference_t<T> *, T>;
    std::optional<stored> value_;
    angel::error error_;

public:
    result(angel::error what) : error_(std::move(what)) {}
    template <class U = T, class = std::enable_if_t<!std::is_same_v<std::decay_t<U>, result> &&
                                                    !std::is_same_v<std::decay_t<U>, angel::error> &&
                                                    std::is_constructible_v<T, U &&>>>
    result(U &&value) {
        if constexpr (std::is_reference_v<T>) {
            value_.emplace(&value);
        } else {
            value_.emplace(std::forward<U>(value));
        }
    }

    /** Whether there is a value. */
    explicit operator bool() const noexcept { return value_.has_value(); }
    /** The value; must be there. */
    std::remove_reference_t<T> &operator*() & noexcept {
        if constexpr (std::is_reference_v<T>) {
            return **value_;
        } else {
            return *value_;
        }
    }
    /** The value, moved out; must be there. */
    T operator*() && noexcept {
        if constexpr (std::is_reference_v<T>) {
            return **value_;
        } else {
            return std::move(*value_);
        }
    }
    std::remove_reference_t<T> *operator->() noexcept { return &**this; }
    /** What went wrong. Its status is `AS_OK` if there is a value. */
    const angel::error &error() const noexcept { return error_; }
};

/** Success, or what went wrong. */
template <> class [[nodiscard]] result<void> {
    angel::error error_;

public:
    result() = default;
    result(angel::error what) : error_(std::move(what)) {}
    explicit operator bool() const noexcept { return error_.status == AS_OK; }
    const angel::error &error() const noexcept { return error_; }
};

#if ANGEL_EXCEPTIONS

/** A failed call of the library. */
class exception : public std::exception {
    angel::error error_;

public:
    explicit exception(angel::error what) : error_(std::move(what)) {}
    const char *what() const noexcept override { return error_.message.c_str(); }
    /** All that is known. */
    const angel::error &error() const noexcept { return error_; }
};

/** An exception that a script raised and did not catch. */
class script_exception : public exception {
public:
    using exception::exception;
    std::string_view function() const noexcept { return error().function(); }
    std::string_view file() const noexcept { return error().file(); }
    unsigned line() const noexcept { return error().line(); }
};

/** What a function that can fail returns: the value; failures are thrown. */
template <class T> using outcome = T;

#else

/** What a function that can fail returns. */
template <class T> using outcome = result<T>;

#endif

namespace detail {

#if ANGEL_EXCEPTIONS
template <class T> [[noreturn]] inline outcome<T> fail(error what) {
    if (what.is_script_exception()) {
        throw script_exception(std::move(what));
    }
    throw exception(std::move(what));
}
inline void done() {}
#else
template <class T> inline outcome<T> fail(error what) { return outcome<T>(std::move(what)); }
inline result<void> done() { return {}; }
#endif

/** The outcome of a C call without a value. */
inline outcome<void> check(as_status status, as_error *what = nullptr) {
    if (status != AS_OK) {
        return fail<void>(error::take(status, what));
    }
    return done();
}

} // namespace detail
} // namespace ANGEL_MODE
} // namespace angel

#endif
