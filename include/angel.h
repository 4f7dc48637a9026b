/*
 * libangel: AngelScript for game engines.
 *
 * Conventions
 *
 * Handles. A pointer to one of the opaque types is a handle. Kinds with `_retain` and `_release` are counted and may be
 * retained and released in any thread; kinds with `_free` have one owner. Whoever makes a handle (`_new` and other
 * functions that say so) owns one reference and gives it back with `_release` or `_free`. Handles keep alive what they
 * stand on, so they can be given back in any order. NULL may be given back. Handles that are said to be borrowed
 * (`const as_type *`, `const as_function *`, …) belong to another handle, live as long as that one, and are not given
 * back.
 *
 * Threads. A `const T *` may be used by several threads at once. A `T *` is used by one thread at a time. Exceptions to
 * this are told at the function. Nothing depends on which thread calls: nothing is kept in thread-local storage.
 *
 * Errors. Functions that can fail return an `as_status` or NULL, and take as last argument a place for an `as_error`,
 * which may be NULL. It is written in case of failure only, and owned by the caller then (`as_error_free`). All other
 * outputs are written in case of success only. What a script does wrong while it runs is no error of the interface: it
 * is a result of running. Mistakes of a program (NULL or wrong handles, wrong order of calls, …) are answered by an error
 * wherever they can be noticed; functions without a way to tell an error answer 0, NULL or an empty text.
 *
 * Text. Names and declarations given to the library end with a NUL byte and are UTF-8; sources and data are given as
 * address and size. Text handed out is a borrowed `as_str`, whose life is told at the function.
 *
 * Functions of the host. A pair or triple `fn, user_data, user_data_free` means: `fn` gets `user_data`, and
 * `user_data_free(user_data)` is called exactly once when the library does not need it any more, also when the call
 * that takes it fails. Functions of the host must not leave by `longjmp` or a C++ exception.
 *
 * Growth. Numbers of enumerations and layouts of structures do not change within a major version. Structures that may
 * grow start with their size.
 */

#ifndef ANGEL_H
#define ANGEL_H


/* Made from src/capi by cbindgen; do not edit. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef AS_API
#  define AS_API
#endif

/* A cast that compilers of both languages take without a warning. */
#ifdef __cplusplus
#  define AS_CAST(type, value) static_cast<type>(value)
#else
#  define AS_CAST(type, value) ((type)(value))
#endif

/** The arguments for "%.*s" that print an `as_str`. */
#define AS_STR_ARG(str) as_str_printable_len(str), (str).data


/**
 * The version of the library this header belongs to: 10000 × major + 100 × minor + patch. To be given to
 * `as_context_new`, which refuses a header that does not fit the library.
 */
#define AS_VERSION 100

/**
 * The level of the language, as the C++ original counts it (2.38.0).
 */
#define AS_LANGUAGE_VERSION 23800

/**
 * How a call ended: 0 is success, errors are negative. The numbers down to -28 are those of the C++ original.
 *
 * New errors may be added; take any negative number for a failure.
 */
enum as_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The call did what it was asked to do.
     */
    AS_OK = 0,
    /**
     * A failure without a number of its own; the error's text tells it.
     */
    AS_ERROR_GENERAL = -1,
    /**
     * The call, or the VM, is running.
     */
    AS_ERROR_ACTIVE = -2,
    /**
     * The call has not finished, so that there is no result.
     */
    AS_ERROR_NOT_FINISHED = -3,
    /**
     * Nothing is prepared in the call.
     */
    AS_ERROR_NOT_PREPARED = -4,
    /**
     * An argument has a value that it must not have.
     */
    AS_ERROR_INVALID_ARGUMENT = -5,
    /**
     * There is no such function.
     */
    AS_ERROR_NO_FUNCTION = -6,
    /**
     * The library does not do this.
     */
    AS_ERROR_NOT_SUPPORTED = -7,
    /**
     * A name is no identifier, or a reserved word.
     */
    AS_ERROR_INVALID_NAME = -8,
    /**
     * A name already stands for something else.
     */
    AS_ERROR_NAME_TAKEN = -9,
    /**
     * A declaration does not make sense.
     */
    AS_ERROR_INVALID_DECLARATION = -10,
    /**
     * An object is of the wrong type.
     */
    AS_ERROR_INVALID_OBJECT = -11,
    /**
     * A type is not possible here.
     */
    AS_ERROR_INVALID_TYPE = -12,
    /**
     * The same was registered before.
     */
    AS_ERROR_ALREADY_REGISTERED = -13,
    /**
     * More than one function matches.
     */
    AS_ERROR_MULTIPLE_FUNCTIONS = -14,
    /**
     * There is no such module.
     */
    AS_ERROR_NO_MODULE = -15,
    /**
     * There is no such global variable.
     */
    AS_ERROR_NO_GLOBAL = -16,
    /**
     * The registered API has errors, so that nothing can be built with it.
     */
    AS_ERROR_INVALID_CONFIGURATION = -17,
    /**
     * An imported function and the one bound to it have different signatures.
     */
    AS_ERROR_INVALID_INTERFACE = -18,
    /**
     * Some imported functions could not be bound.
     */
    AS_ERROR_CANT_BIND_ALL = -19,
    /**
     * A behaviour that the flags of its type do not allow.
     */
    AS_ERROR_ILLEGAL_BEHAVIOR = -23,
    /**
     * A native function cannot be called in this way.
     */
    AS_ERROR_WRONG_CONVENTION = -24,
    /**
     * The unit is being built.
     */
    AS_ERROR_BUILD_IN_PROGRESS = -25,
    /**
     * The initialisation of a global variable raised an exception.
     */
    AS_ERROR_INIT_FAILED = -26,
    /**
     * There is not enough memory, or a limit is reached.
     */
    AS_ERROR_OUT_OF_MEMORY = -27,
    /**
     * The context is sealed: nothing can be registered any more.
     */
    AS_ERROR_ALREADY_SEALED = -100,
    /**
     * The context must be sealed first.
     */
    AS_ERROR_NOT_SEALED = -101,
    /**
     * A handle or an argument that must not be NULL is NULL.
     */
    AS_ERROR_NULL = -102,
    /**
     * A pointer that is no handle, or a handle of another kind.
     */
    AS_ERROR_WRONG_HANDLE = -103,
    /**
     * A handle that was released or freed. Noticed only while its memory was not used for something else.
     */
    AS_ERROR_RELEASED = -104,
    /**
     * The library failed in itself (a bug). The handle it happened on cannot be used any more, only be released.
     */
    AS_ERROR_INTERNAL = -105,
    /**
     * The handle cannot be used any more since an earlier call failed with `AS_ERROR_INTERNAL`.
     */
    AS_ERROR_POISONED = -106,
    /**
     * The sources of a unit have errors: see the unit's diagnostics.
     */
    AS_ERROR_BUILD_FAILED = -107,
    /**
     * The unit is built already, and does not change any more.
     */
    AS_ERROR_ALREADY_BUILT = -108,
    /**
     * The unit is not built.
     */
    AS_ERROR_NOT_BUILT = -109,
    /**
     * Things of two different contexts, or of two different VMs, cannot be used together.
     */
    AS_ERROR_FOREIGN = -110,
    /**
     * The unit is not linked to this VM.
     */
    AS_ERROR_NOT_LINKED = -111,
    /**
     * An index is not below the number of things there are.
     */
    AS_ERROR_INDEX = -112,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_status as_status;
#else
typedef int32_t as_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What went wrong in a call, with a text for people and, where there are several things, the list of them.
 *
 * One owner; may be used and freed in any thread. Texts it hands out live as long as the error.
 */
typedef struct as_error as_error;

/**
 * Text or bytes handed out by the library, borrowed: it stays valid as long as the function that returns it says.
 *
 * `data` is never NULL. There is no NUL byte at the end, and texts of scripts may contain NUL bytes; print it with
 * `printf("%.*s", AS_STR_ARG(text))`.
 */
typedef struct as_str {
    /**
     * First byte; UTF-8 unless told otherwise.
     */
    const char *data;
    /**
     * Number of bytes.
     */
    size_t len;
} as_str;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Frees an error. NULL is allowed.
 */
AS_API void as_error_free(struct as_error *error);

/**
 * The status that the failed call returned. `AS_OK` if `error` is NULL.
 */
AS_API as_status as_error_status(const struct as_error *error);

/**
 * What went wrong, in one or more lines without a line feed at the end. Empty if `error` is NULL. Lives as long as the
 * error.
 */
AS_API struct as_str as_error_message(const struct as_error *error);

/**
 * How many things are wrong, for calls that report several at once, as `as_context_seal` does; 0 for all others. The
 * error's text contains all of them.
 */
AS_API size_t as_error_detail_count(const struct as_error *error);

/**
 * What sort of mistake number `index` is; `AS_OK` if there is none of this number.
 */
AS_API as_status as_error_detail_status(const struct as_error *error, size_t index);

/**
 * What is wrong, as one sentence; empty if there is no mistake of this number. Lives as long as the error.
 */
AS_API struct as_str as_error_detail_message(const struct as_error *error, size_t index);

/**
 * The declaration in which mistake number `index` stands, as it was registered; empty if there is none. Lives as long
 * as the error.
 */
AS_API struct as_str as_error_detail_declaration(const struct as_error *error, size_t index);

/**
 * Where in its declaration mistake number `index` stands: the column in bytes, from 1; 0 if it has no place.
 */
AS_API uint32_t as_error_detail_column(const struct as_error *error, size_t index);

/**
 * The name of a status, as in this header: `AS_ERROR_NULL`; `AS_ERROR_UNKNOWN` for numbers that are none. Ends with a
 * NUL and lives as long as the library.
 */
AS_API const char *as_status_name(int32_t status);

/**
 * The version of the library that is loaded, counted as `AS_VERSION` is.
 */
AS_API uint32_t as_version(void);

/**
 * The version of the library that is loaded, as text: `0.1.0`. Lives as long as the library.
 */
AS_API struct as_str as_version_text(void);

/**
 * Whether the loaded library can serve a program that was compiled with a header of this version: it has the same major
 * version (before 1.0: the same minor version) and is not older.
 */
AS_API bool as_version_is_compatible(uint32_t version);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus


/** The length of a text as `printf` wants it. */
static inline int as_str_printable_len(as_str text) {
    return text.len > 0x7fffffff ? 0x7fffffff : AS_CAST(int, text.len);
}

#endif /* ANGEL_H */
