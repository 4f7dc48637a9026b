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
 * this are told at the function. Nothing depends on which thread calls: nothing outlives a call in thread-local storage.
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

/** What functions that look for a number answer if there is none. */
#define AS_NOT_FOUND SIZE_MAX

#ifndef AS_API
#  define AS_API
#endif

/* A cast that compilers of both languages take without a warning. */
#ifdef __cplusplus
#  define AS_CAST(type, value) static_cast<type>(value)
#else
#  define AS_CAST(type, value) ((type)(value))
#endif

#ifdef __cplusplus
#  define AS_CODE(fn) reinterpret_cast<as_code>(fn)
#else
#  define AS_CODE(fn) ((as_code)(fn))
#endif

/** A C function, called with the arguments of its declaration. */
#define AS_NATIVE(fn) as_native_of(AS_CODE(fn), AS_CALL_NATIVE, 0)
/** The same, with the calling `as_vm *` before all other arguments. */
#define AS_NATIVE_VM(fn) as_native_of(AS_CODE(fn), AS_CALL_NATIVE, AS_NATIVE_PASS_VM)
/** A function `void f(as_generic *call)`. */
#define AS_GENERIC(fn) as_native_of_generic(fn)

/** In a generic function: the value of argument `index`, of a C type that fits the declaration. */
#define AS_ARG(call, type, index) (*AS_CAST(type *, (call)->args[index]))
/** In a generic function: the object of argument `index`, for objects and value types. */
#define AS_ARG_OBJECT(call, type, index) AS_CAST(type *, (call)->args[index])
/** In a generic function: the object of a method. */
#define AS_OBJECT(call, type) AS_CAST(type *, (call)->object)
/** In a generic function: sets the result. For structures this copies plain bytes. */
#define AS_RETURN(call, type, value) ((void)(*AS_CAST(type *, (call)->ret) = (value)))

/** The arguments for "%.*s" that print an `as_str`; `str` is evaluated twice. */
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
 * `void f(as_generic *)`: works for every declaration and on every platform.
 */
#define AS_CALL_GENERIC 0

/**
 * A C function whose arguments are those of the registered declaration; methods get the object first.
 */
#define AS_CALL_NATIVE 1

/**
 * The same, but methods get the object last.
 */
#define AS_CALL_NATIVE_OBJECT_LAST 2

/**
 * Native conventions: the function gets the calling `as_vm *` before all other arguments.
 */
#define AS_NATIVE_PASS_VM 1

/**
 * Native conventions: the function gets its user data after all other arguments.
 */
#define AS_NATIVE_PASS_USER_DATA 2

/**
 * Objects are reached by pointer; scripts use handles (`Foo@`) or the object.
 */
#define AS_TYPE_REF 1

/**
 * Objects live where they are declared: in variables, in other objects, in arrays.
 */
#define AS_TYPE_VALUE (1 << 1)

/**
 * Objects may be part of circles of references: the type has the collector behaviours.
 */
#define AS_TYPE_GC (1 << 2)

/**
 * A value type of plain bytes: it is copied as bytes and needs no constructor or destructor.
 */
#define AS_TYPE_POD (1 << 3)

/**
 * A reference type without handles: scripts reach objects through what the host gives them.
 */
#define AS_TYPE_NOHANDLE (1 << 4)

/**
 * A reference type whose objects belong to the variable that holds them, and end with it (release behaviour).
 */
#define AS_TYPE_SCOPED (1 << 5)

/**
 * A template; follows from a name with parameters.
 */
#define AS_TYPE_TEMPLATE (1 << 6)

/**
 * A type that acts as a handle itself.
 */
#define AS_TYPE_ASHANDLE (1 << 7)

/**
 * Passing by value in native calls: the C++ type is a class …
 */
#define AS_TYPE_APP_CLASS (1 << 8)

/**
 * … with a constructor of its own,
 */
#define AS_TYPE_APP_CLASS_CONSTRUCTOR (1 << 9)

/**
 * … with a destructor of its own: it is passed by address, and values are never moved as bytes (they may hold addresses of
 * themselves), but copied and destroyed,
 */
#define AS_TYPE_APP_CLASS_DESTRUCTOR (1 << 10)

/**
 * … with an assignment operator of its own,
 */
#define AS_TYPE_APP_CLASS_ASSIGNMENT (1 << 11)

/**
 * … with a copy constructor of its own: it is passed by address.
 */
#define AS_TYPE_APP_CLASS_COPY_CONSTRUCTOR (1 << 12)

/**
 * The C type is an integer, a pointer or an enum.
 */
#define AS_TYPE_APP_PRIMITIVE (1 << 13)

/**
 * The C type is a `float` or `double`.
 */
#define AS_TYPE_APP_FLOAT (1 << 14)

/**
 * The C type is an array: it is passed by address.
 */
#define AS_TYPE_APP_ARRAY (1 << 15)

/**
 * All members of the structure are integers or pointers. Structures of up to 16 bytes that native functions take or
 * return by value need this flag or the next one, or properties that cover all their bytes but padding: then how they are
 * passed follows from the properties, floats and integers mixed, other value types inside, in whatever order all is
 * registered. Sealing reports by-value uses of which neither tells enough, and properties that contradict a flag. Types
 * with destructor or copy constructor, larger ones, references and generic functions need nothing. Private members are
 * members: what is in the place of padding is taken for padding. Needs `AS_TYPE_APP_CLASS`.
 */
#define AS_TYPE_APP_CLASS_ALLINTS (1 << 16)

/**
 * All members of the structure are floating point numbers of one type; see `AS_TYPE_APP_CLASS_ALLINTS`.
 */
#define AS_TYPE_APP_CLASS_ALLFLOATS (1 << 17)

/**
 * A reference type whose handles are not counted: the host sees to it that objects live long enough.
 */
#define AS_TYPE_NOCOUNT (1 << 18)

/**
 * Objects are aligned to 8 bytes, though no member needs it.
 */
#define AS_TYPE_APP_CLASS_ALIGN8 (1 << 19)

/**
 * The plain name of the type means a handle.
 */
#define AS_TYPE_IMPLICIT_HANDLE (1 << 20)

/**
 * The structure holds a union. Properties may lie in the same bytes in any case; bytes in which one of them is an integer
 * are passed as integers.
 */
#define AS_TYPE_APP_CLASS_UNION (1 << 21)

/**
 * … with further constructors.
 */
#define AS_TYPE_APP_CLASS_MORE_CONSTRUCTORS (1u << 31)

/**
 * Objects are aligned to 16 bytes (vector registers).
 */
#define AS_TYPE_ALIGN16 (1 << 25)

/**
 * Add-on: `string`, the type of string literals, with `formatInt` and its like.
 */
#define AS_ADDON_STRING 1

/**
 * Add-on: `array<T>`, also written `T[]`.
 */
#define AS_ADDON_ARRAY (1 << 1)

/**
 * Add-on: mathematical functions.
 */
#define AS_ADDON_MATH (1 << 2)

/**
 * Add-on: `void print(const string &in)`, which writes to the standard output. Needs `AS_ADDON_STRING`.
 */
#define AS_ADDON_PRINT (1 << 3)

/**
 * Add-on: `void assert(bool)`, which raises an exception.
 */
#define AS_ADDON_ASSERT (1 << 4)

/**
 * Add-on: `void throw(const string &in)` and `string getExceptionInfo()`. Needs `AS_ADDON_STRING`.
 */
#define AS_ADDON_EXCEPTIONS (1 << 5)

/**
 * Add-on: `dictionary` and `dictionaryValue`. Needs `AS_ADDON_STRING`.
 */
#define AS_ADDON_DICTIONARY (1 << 6)

/**
 * Add-on: `any`, a container of one value of any type.
 */
#define AS_ADDON_ANY (1 << 7)

/**
 * Add-on: `ref`, a handle to an object of any type.
 */
#define AS_ADDON_REF (1 << 8)

/**
 * Add-on: `weakref<T>` and `const_weakref<T>`.
 */
#define AS_ADDON_WEAKREF (1 << 9)

/**
 * Add-on: `complex`, a complex number.
 */
#define AS_ADDON_COMPLEX (1 << 10)

/**
 * Add-on: `grid<T>`, an array of two dimensions.
 */
#define AS_ADDON_GRID (1 << 11)

/**
 * Add-on: `datetime`.
 */
#define AS_ADDON_DATETIME (1 << 12)

/**
 * Add-on: `yield`, `sleep` and `createCoRoutine`, for scripts that an `as_scheduler` runs. Needs `AS_ADDON_DICTIONARY`. Not
 * among all.
 */
#define AS_ADDON_COROUTINE (1 << 13)

/**
 * Add-on: `socket`, connections by TCP. Needs `AS_ADDON_STRING`. Not among all: scripts of others had better not have it.
 */
#define AS_ADDON_SOCKET (1 << 14)

/**
 * All add-ons of this version of the library that need nothing else of the host.
 */
#define AS_ADDON_ALL ((1 << 13) - 1)

/**
 * With add-ons: `length` of strings and arrays is a property instead of a method.
 */
#define AS_ADDON_WITH_ACCESSORS (1 << 29)

/**
 * With add-ons: beside the usual names of methods there are those of C++'s standard library: `size`, `empty`, `push_back`,
 * `pop_back`, `insert`, `erase`, `find`, `rfind`; `clear` of dictionaries.
 */
#define AS_ADDON_WITH_STL_NAMES (1 << 30)

/**
 * With `AS_ADDON_MATH`: the functions calculate in `double` instead of `float`.
 */
#define AS_ADDON_WITH_DOUBLE_MATH (1u << 31)

/**
 * For `as_context_install_files`: scripts may not change anything; the writing functions are missing.
 */
#define AS_FILES_READ_ONLY 1

/**
 * `const T`, or `const T@`: the object is read-only.
 */
#define AS_USE_CONST 1

/**
 * `T@`
 */
#define AS_USE_HANDLE 2

/**
 * `T@ const`: the handle cannot be rebound.
 */
#define AS_USE_CONST_HANDLE 4

/**
 * `T &in`
 */
#define AS_USE_REF_IN 8

/**
 * `T &out`
 */
#define AS_USE_REF_OUT 16

/**
 * `T &`, `T &inout`
 */
#define AS_USE_REF_INOUT 24

/**
 * `T@+`, in host functions: the library counts the handle.
 */
#define AS_USE_AUTO_HANDLE 32

/**
 * `abstract` class.
 */
#define AS_TRAIT_ABSTRACT 1

/**
 * `final` class.
 */
#define AS_TRAIT_FINAL 2

/**
 * `shared` type.
 */
#define AS_TRAIT_SHARED 4

/**
 * `external` type.
 */
#define AS_TRAIT_EXTERNAL 8

/**
 * `const`: does not change its object.
 */
#define AS_FUNCTION_IS_CONST 1

/**
 * `final`
 */
#define AS_FUNCTION_IS_FINAL (1 << 1)

/**
 * `override`
 */
#define AS_FUNCTION_IS_OVERRIDE (1 << 2)

/**
 * `explicit`
 */
#define AS_FUNCTION_IS_EXPLICIT (1 << 3)

/**
 * An accessor of a virtual property.
 */
#define AS_FUNCTION_IS_PROPERTY (1 << 4)

/**
 * `delete`
 */
#define AS_FUNCTION_IS_DELETED (1 << 5)

/**
 * `private`
 */
#define AS_FUNCTION_IS_PRIVATE (1 << 6)

/**
 * `protected`
 */
#define AS_FUNCTION_IS_PROTECTED (1 << 7)

/**
 * `shared`
 */
#define AS_FUNCTION_IS_SHARED (1 << 8)

/**
 * `external`
 */
#define AS_FUNCTION_IS_EXTERNAL (1 << 9)

/**
 * The last parameter may be repeated.
 */
#define AS_FUNCTION_IS_VARIADIC (1 << 10)

/**
 * Made by the compiler.
 */
#define AS_FUNCTION_IS_GENERATED (1 << 11)



/**
 * For `as_unit_save`: without positions and local variables. Exceptions still tell the function, but line 0.
 */
#define AS_SAVE_STRIP 1

/**
 * What `as_debugger_run_command` answers if the script stays where it is.
 */
#define AS_COMMAND_STAY 4294967295

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
     * Something of a type is registered in another named group than the type.
     */
    AS_ERROR_WRONG_GROUP = -21,
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
     * A handle that was released or freed. Debug builds of the library notice it, others only while its memory was not used
     * for something else.
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
    /**
     * Data that should be a saved unit is none, is damaged, or breaks a rule of the machine.
     */
    AS_ERROR_BAD_DATA = -113,
    /**
     * The registered API is not the one that a saved unit was built with: the error's details have everything that does
     * not fit.
     */
    AS_ERROR_API_MISMATCH = -114,
    /**
     * The host's function that takes saved data has refused it.
     */
    AS_ERROR_WRITE_FAILED = -115,
    /**
     * The VM runs in another thread.
     */
    AS_ERROR_WRONG_THREAD = -116,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_status as_status;
#else
typedef int32_t as_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a type is.
 */
enum as_type_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * No type.
     */
    AS_KIND_NONE = 0,
    /**
     * A word of the language: `void`, `bool`, `int8` to `uint64`, `float`, `double`.
     */
    AS_KIND_PRIMITIVE = 1,
    /**
     * An enum: a 32-bit signed integer.
     */
    AS_KIND_ENUM = 2,
    /**
     * A registered value type.
     */
    AS_KIND_VALUE = 3,
    /**
     * A registered reference type.
     */
    AS_KIND_REFERENCE = 4,
    /**
     * A class of a script.
     */
    AS_KIND_CLASS = 5,
    /**
     * An interface.
     */
    AS_KIND_INTERFACE = 6,
    /**
     * A function type.
     */
    AS_KIND_FUNCDEF = 7,
    /**
     * A parameter of a template: what `T` is in the members of `array<T>`.
     */
    AS_KIND_TEMPLATE_PARAM = 8,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_type_kind as_type_kind;
#else
typedef uint32_t as_type_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Who may use a member.
 */
enum as_access
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Everybody.
     */
    AS_ACCESS_PUBLIC = 0,
    /**
     * The class itself.
     */
    AS_ACCESS_PRIVATE = 1,
    /**
     * The class and those that derive from it.
     */
    AS_ACCESS_PROTECTED = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_access as_access;
#else
typedef uint32_t as_access;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a function is for.
 */
enum as_function_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * No function.
     */
    AS_FUNCTION_NONE = 0,
    /**
     * A global function.
     */
    AS_FUNCTION_GLOBAL = 1,
    /**
     * A method.
     */
    AS_FUNCTION_METHOD = 2,
    /**
     * A method of an interface.
     */
    AS_FUNCTION_INTERFACE_METHOD = 3,
    /**
     * A constructor.
     */
    AS_FUNCTION_CONSTRUCTOR = 4,
    /**
     * Makes an object of a reference type.
     */
    AS_FUNCTION_FACTORY = 5,
    /**
     * Makes an object from an initialisation list.
     */
    AS_FUNCTION_LIST_CONSTRUCTOR = 6,
    /**
     * A destructor.
     */
    AS_FUNCTION_DESTRUCTOR = 7,
    /**
     * Another behaviour, which scripts cannot name.
     */
    AS_FUNCTION_BEHAVIOR = 8,
    /**
     * The signature of a function type.
     */
    AS_FUNCTION_SIGNATURE = 9,
    /**
     * An imported function.
     */
    AS_FUNCTION_IMPORT = 10,
    /**
     * An anonymous function, or one of the compiler's own.
     */
    AS_FUNCTION_HIDDEN = 11,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_function_kind as_function_kind;
#else
typedef uint32_t as_function_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How bad a message is.
 */
enum as_severity
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The build fails.
     */
    AS_SEVERITY_ERROR = 0,
    /**
     * The build goes on.
     */
    AS_SEVERITY_WARNING = 1,
    /**
     * Tells more about another message.
     */
    AS_SEVERITY_NOTE = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_severity as_severity;
#else
typedef int32_t as_severity;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What sort of token a text begins with.
 */
enum as_token_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Starts no token.
     */
    AS_TOKEN_UNKNOWN = 0,
    /**
     * A reserved word, operator or punctuation.
     */
    AS_TOKEN_KEYWORD = 1,
    /**
     * A literal; also one that is not closed.
     */
    AS_TOKEN_VALUE = 2,
    /**
     * A name.
     */
    AS_TOKEN_IDENTIFIER = 3,
    /**
     * A comment.
     */
    AS_TOKEN_COMMENT = 4,
    /**
     * White space, as one run.
     */
    AS_TOKEN_WHITE_SPACE = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_token_kind as_token_kind;
#else
typedef uint32_t as_token_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How running ended.
 */
enum as_run
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The function returned; its result can be read.
     */
    AS_RUN_FINISHED = 0,
    /**
     * It was suspended, by request or by a limit; `as_call_run` goes on.
     */
    AS_RUN_SUSPENDED = 1,
    /**
     * It was aborted.
     */
    AS_RUN_ABORTED = 2,
    /**
     * A script exception ended it; see `as_call_exception_text`.
     */
    AS_RUN_EXCEPTION = 3,
    /**
     * It could not be run: nothing is prepared, or an argument was set wrongly; see `as_call_get_error`.
     */
    AS_RUN_ERROR = 7,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_run as_run;
#else
typedef int32_t as_run;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a call is doing.
 */
enum as_call_state
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * It finished; the result can be read.
     */
    AS_CALL_FINISHED = 0,
    /**
     * It is suspended and can go on.
     */
    AS_CALL_SUSPENDED = 1,
    /**
     * It was aborted.
     */
    AS_CALL_ABORTED = 2,
    /**
     * An exception ended it.
     */
    AS_CALL_EXCEPTION = 3,
    /**
     * A function is prepared, arguments can be set.
     */
    AS_CALL_PREPARED = 4,
    /**
     * Nothing is prepared.
     */
    AS_CALL_IDLE = 5,
    /**
     * It runs.
     */
    AS_CALL_ACTIVE = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_call_state as_call_state;
#else
typedef int32_t as_call_state;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Why a call was suspended or aborted.
 */
enum as_suspend_reason
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Someone asked for it.
     */
    AS_SUSPEND_REQUESTED = 0,
    /**
     * The fuel is used up; see `as_vm_set_fuel`.
     */
    AS_SUSPEND_FUEL = 1,
    /**
     * The time is over; see `as_vm_set_time_limit`.
     */
    AS_SUSPEND_TIME = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_suspend_reason as_suspend_reason;
#else
typedef int32_t as_suspend_reason;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Why a script is stopped.
 */
enum as_stop_reason
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * At a breakpoint.
     */
    AS_STOP_BREAKPOINT = 0,
    /**
     * A step is done.
     */
    AS_STOP_STEP = 1,
    /**
     * `as_debugger_suspend` was called.
     */
    AS_STOP_PAUSE = 2,
    /**
     * An exception was raised that no script will catch; `as_vm_exception_text` has its text.
     */
    AS_STOP_EXCEPTION = 3,
    /**
     * An exception was raised that a script will catch.
     */
    AS_STOP_CAUGHT_EXCEPTION = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_stop_reason as_stop_reason;
#else
typedef uint32_t as_stop_reason;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a function does for a type.
 */
enum as_behavior
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Value types: `void f(…)` initialises the memory it is given.
     */
    AS_BEHAVIOR_CONSTRUCT = 0,
    /**
     * Value types: `void f(const int &in) {pattern}` initialises memory from a list `{…}`.
     *
     * A pattern is the types of the elements: `{float, float}`; `repeat T` at the end of a level stands for any number of
     * them, `repeat_same T` for as many as in the lists beside it, a pattern in a pattern for a list in a list, `?` for a value
     * of any type: `{repeat {string, ?}}`.
     *
     * The function gets the address of a buffer, in which the values lie in this order, with a `uint32_t` count where the
     * pattern repeats and an eight-byte type word (see `as_type_of_word`) in front of the value of a `?`. What has four bytes
     * and more begins at the next multiple of four, so that eight-byte values are to be read with `memcpy`. Numbers
     * and value types are there themselves, objects of reference types and handles as pointers. What is in the buffer is
     * released after the call: the function copies what it keeps, or adds a reference to it.
     */
    AS_BEHAVIOR_LIST_CONSTRUCT = 1,
    /**
     * Value types: `void f()` ends the life of a value.
     */
    AS_BEHAVIOR_DESTRUCT = 2,
    /**
     * Reference types: `T@ f(…)` makes an object, with one reference.
     */
    AS_BEHAVIOR_FACTORY = 3,
    /**
     * Reference types: `T@ f(const int &in) {pattern}` makes an object from a list `{…}`; see
     * `AS_BEHAVIOR_LIST_CONSTRUCT`.
     */
    AS_BEHAVIOR_LIST_FACTORY = 4,
    /**
     * `void f()` adds a reference.
     */
    AS_BEHAVIOR_ADD_REF = 5,
    /**
     * `void f()` drops a reference; for `AS_TYPE_SCOPED` it destroys the object.
     */
    AS_BEHAVIOR_RELEASE = 6,
    /**
     * `int &f()` gives the flag that weak references watch.
     */
    AS_BEHAVIOR_WEAK_REF_FLAG = 7,
    /**
     * Templates: `bool f(int &in, bool &out)` judges the arguments of an instance.
     */
    AS_BEHAVIOR_TEMPLATE_CALLBACK = 8,
    /**
     * Collector: `int f()` gives the number of references.
     */
    AS_BEHAVIOR_GET_REF_COUNT = 9,
    /**
     * Collector: `void f()` sets the mark.
     */
    AS_BEHAVIOR_SET_GC_FLAG = 10,
    /**
     * Collector: `bool f()` gives the mark.
     */
    AS_BEHAVIOR_GET_GC_FLAG = 11,
    /**
     * Collector: `void f(int &in)` reports each reference that is held.
     */
    AS_BEHAVIOR_ENUM_REFS = 12,
    /**
     * Collector: `void f(int &in)` drops each reference that is held.
     */
    AS_BEHAVIOR_RELEASE_REFS = 13,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_behavior as_behavior;
#else
typedef uint32_t as_behavior;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * An option of a context. Values are 0 or 1 (off or on) where nothing else is said.
 */
enum as_option
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * `&` and `&inout` refer to the caller's variable for every type. Default: off.
     */
    AS_OPTION_ALLOW_UNSAFE_REFERENCES = 1,
    /**
     * The code is optimised. Default: on.
     */
    AS_OPTION_OPTIMIZE_BYTECODE = 2,
    /**
     * Added sources are copied. Default: on.
     */
    AS_OPTION_COPY_SCRIPT_SECTIONS = 3,
    /**
     * Most bytes of data stack; 0 is no limit. Default: 0.
     */
    AS_OPTION_MAX_STACK_SIZE = 4,
    /**
     * `'a'` is a number. Default: off.
     */
    AS_OPTION_USE_CHARACTER_LITERALS = 5,
    /**
     * String literals may contain line feeds. Default: off.
     */
    AS_OPTION_ALLOW_MULTILINE_STRINGS = 6,
    /**
     * Implicit handle types. Default: off.
     */
    AS_OPTION_ALLOW_IMPLICIT_HANDLE_TYPES = 7,
    /**
     * Fewer line marks. Default: off.
     */
    AS_OPTION_BUILD_WITHOUT_LINE_CUES = 8,
    /**
     * Globals are initialised by the build. Default: on.
     */
    AS_OPTION_INIT_GLOBAL_VARS_AFTER_BUILD = 9,
    /**
     * Enum values must be written `Enum::Value`. Default: off.
     */
    AS_OPTION_REQUIRE_ENUM_SCOPE = 10,
    /**
     * 1: sources are UTF-8, 0: bytes. 0 to 1. Default: 1.
     */
    AS_OPTION_SCRIPT_SCANNER = 11,
    /**
     * Entry points for a JIT compiler. Default: off.
     */
    AS_OPTION_INCLUDE_JIT_INSTRUCTIONS = 12,
    /**
     * 0: string constants are bytes, 1: UTF-16. 0 to 1. Default: 0.
     */
    AS_OPTION_STRING_ENCODING = 13,
    /**
     * Which functions are property accessors. 0 to 3. Default: 3.
     */
    AS_OPTION_PROPERTY_ACCESSOR_MODE = 14,
    /**
     * Messages show `array<T>` rather than `T[]`. Default: off.
     */
    AS_OPTION_EXPAND_DEF_ARRAY_TO_TMPL = 15,
    /**
     * Collection work is done along with running. Default: on.
     */
    AS_OPTION_AUTO_GARBAGE_COLLECT = 16,
    /**
     * Scripts have no global variables. Default: off.
     */
    AS_OPTION_DISALLOW_GLOBAL_VARS = 17,
    /**
     * When a default constructor is generated. 0 to 2. Default: 0.
     */
    AS_OPTION_ALWAYS_IMPL_DEFAULT_CONSTRUCT = 18,
    /**
     * 0: no warnings, 1: warnings, 2: warnings are errors. 0 to 2. Default: 1.
     */
    AS_OPTION_COMPILER_WARNINGS = 19,
    /**
     * No `=` on objects of reference types. Default: off.
     */
    AS_OPTION_DISALLOW_VALUE_ASSIGN_FOR_REF_TYPE = 20,
    /**
     * `name = value` as a named argument. 0 to 2. Default: 0.
     */
    AS_OPTION_ALTER_SYNTAX_NAMED_ARGS = 21,
    /**
     * `/` on integers gives a double. Default: off.
     */
    AS_OPTION_DISABLE_INTEGER_DIVISION = 22,
    /**
     * No omitted elements in initialisation lists. Default: off.
     */
    AS_OPTION_DISALLOW_EMPTY_LIST_ELEMENTS = 23,
    /**
     * Inherited private properties give a warning only. Default: off.
     */
    AS_OPTION_PRIVATE_PROP_AS_PROTECTED = 24,
    /**
     * Bytes of 128 and above are identifier characters. Default: off.
     */
    AS_OPTION_ALLOW_UNICODE_IDENTIFIERS = 25,
    /**
     * How heredoc strings are trimmed. 0 to 2. Default: 1.
     */
    AS_OPTION_HEREDOC_TRIM_MODE = 26,
    /**
     * How deep executions may nest. Default: 100.
     */
    AS_OPTION_MAX_NESTED_CALLS = 27,
    /**
     * Who counts the handles of functions of the generic convention. 1: as they are declared, as for all others. 0, the old
     * way: handles by value stay the caller's, and what a function returns has a reference of its own, `@+` or not.
     * Default: 1.
     */
    AS_OPTION_GENERIC_CALL_MODE = 28,
    /**
     * Bytes of the first stack block. Default: 4096.
     */
    AS_OPTION_INIT_STACK_SIZE = 29,
    /**
     * Calls there is room for at first. Default: 10.
     */
    AS_OPTION_INIT_CALL_STACK_SIZE = 30,
    /**
     * Most nested calls; 0 is no limit. Default: 0.
     */
    AS_OPTION_MAX_CALL_STACK_SIZE = 31,
    /**
     * A shared interface may be declared again. Default: off.
     */
    AS_OPTION_IGNORE_DUPLICATE_SHARED_INTF = 32,
    /**
     * No debug files. Default: off.
     */
    AS_OPTION_NO_DEBUG_OUTPUT = 33,
    /**
     * Script classes are not collected. Default: off.
     */
    AS_OPTION_DISABLE_SCRIPT_CLASS_GC = 34,
    /**
     * Interface of the JIT compiler. 1 to 2. Default: 1.
     */
    AS_OPTION_JIT_INTERFACE_VERSION = 35,
    /**
     * When `opAssign` is generated. 0 to 2. Default: 0.
     */
    AS_OPTION_ALWAYS_IMPL_DEFAULT_COPY = 36,
    /**
     * When a copy constructor is generated. 0 to 2. Default: 0.
     */
    AS_OPTION_ALWAYS_IMPL_DEFAULT_COPY_CONSTRUCT = 37,
    /**
     * Order of member initialisation. 0 to 1. Default: 1.
     */
    AS_OPTION_MEMBER_INIT_MODE = 38,
    /**
     * What converts to `bool` in conditions. 0 to 1. Default: 0.
     */
    AS_OPTION_BOOL_CONVERSION_MODE = 39,
    /**
     * `foreach` exists. 0 to 1. Default: 1.
     */
    AS_OPTION_FOREACH_SUPPORT = 40,
    /**
     * What a script declaration does that has the name of a registered one: 0 hides it with a warning, 1 is an error (as
     * in the C++ original), 2 hides it silently. Default: 0.
     */
    AS_OPTION_SHADOWING = 100,
    /**
     * How many threads may work on one large unit (some thousands of lines): 0 for as many as the machine has, up to eight;
     * 1 for the calling thread alone; at most 64. What is built does not depend on it. Default: 0.
     */
    AS_OPTION_BUILD_THREADS = 101,
    /**
     * Extension of the language: enums may choose their type: `enum E : uint8 { … }`. Default: off.
     */
    AS_OPTION_ENUM_BASE_TYPES = 110,
    /**
     * Extension of the language: numbers may be written with separators: `1'000'000`. Default: off.
     */
    AS_OPTION_DIGIT_SEPARATORS = 111,
    /**
     * Extension of the language: `a = b` sets the handle `a` where its type has no value assignment. Default: off.
     */
    AS_OPTION_IMPLICIT_HANDLE_ASSIGNMENT = 112,
    /**
     * Extension of the language: `++` and `--` on properties, and compound assignment on indexed ones. Default: off.
     */
    AS_OPTION_PROPERTY_UPDATES = 113,
    /**
     * Extension of the language: constructors that call others of their class: `this(…);`. Default: off.
     */
    AS_OPTION_CONSTRUCTOR_DELEGATION = 114,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_option as_option;
#else
typedef uint32_t as_option;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What to do after a stop: answer of an `as_stop_fn`.
 */
enum as_resume
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Go on until something else stops the script.
     */
    AS_RESUME_CONTINUE = 0,
    /**
     * Stop at the next line, also of a function that is called.
     */
    AS_RESUME_STEP_IN = 1,
    /**
     * Stop at the next line of the function, or of the one it returns to.
     */
    AS_RESUME_STEP_OVER = 2,
    /**
     * Stop when the function has returned to another one.
     */
    AS_RESUME_STEP_OUT = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_resume as_resume;
#else
typedef uint32_t as_resume;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * At which exceptions to stop.
 */
enum as_exception_stop
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * At none.
     */
    AS_EXCEPTIONS_NEVER = 0,
    /**
     * At those that no script catches.
     */
    AS_EXCEPTIONS_UNCAUGHT = 1,
    /**
     * At all.
     */
    AS_EXCEPTIONS_ALL = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_exception_stop as_exception_stop;
#else
typedef uint32_t as_exception_stop;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * One execution in a VM: a function, its arguments, and after running its result or exception.
 *
 * One owner; used by the thread of its VM, which it keeps alive. Calls are made to be prepared again and again, which
 * allocates nothing. Several may exist side by side, each suspended where it is: they are coroutines.
 *
 * A setter that fails – wrong index, wrong type – also makes the next `as_call_run` answer `AS_RUN_ERROR`, so that a
 * host may look at that only.
 */
typedef struct as_call as_call;

/**
 * A host's API: first it is registered, then sealed, and from then on units are built against it.
 *
 * Counted. Registering needs the context for one thread alone; a sealed context may be used by any number of threads at
 * once, through all functions. Units and VMs made from a context keep what they need of it.
 */
typedef struct as_context as_context;

/**
 * A debugger of one VM: breakpoints, steps, and values by name while a script is stopped.
 *
 * One owner; used by the thread of its VM, which it keeps alive. A VM has one debugger at a time: a new one takes the
 * place of another. While a VM has one, its scripts are several times slower; a VM without one does not pay for it.
 *
 * Functions of one expression are compiled in place of their calls, and nothing stops in them, unless the context was told not
 * to optimise (`AS_OPTION_OPTIMIZE_BYTECODE` set to 0) before the unit was built.
 */
typedef struct as_debugger as_debugger;

/**
 * A message of a build: an error or a warning, with notes.
 *
 * Borrowed: it lives as long as its unit, as do the texts it hands out. Any thread.
 */
typedef struct as_diagnostic as_diagnostic;

/**
 * What went wrong in a call, with a text for people and, where there are several things, the list of them.
 *
 * One owner; may be used and freed in any thread. Texts it hands out live as long as the error.
 */
typedef struct as_error as_error;

/**
 * A function: global or method, of a script or of the host.
 *
 * Borrowed: a function of a script lives as long as its unit, and as long as a VM that the unit is linked to; one of the
 * host as long as its context and everything built with it. Any thread. Texts handed out live as long as the function.
 */
typedef struct as_function as_function;

/**
 * What `AS_BEHAVIOR_ENUM_REFS` gets as its argument: it tells it each reference that the object holds. Valid during the behaviour.
 */
typedef struct as_gc_visitor as_gc_visitor;

/**
 * An `#include` that a build has met. Lives during the call of the host's function only.
 */
typedef struct as_include as_include;

/**
 * A bundle of registrations – a library of functions, a part of an engine – that can be installed into any number of
 * contexts.
 *
 * One owner; one thread at a time. The contexts it was installed into do not need it any more.
 */
typedef struct as_module as_module;

/**
 * An object with the library's own header: of a script class, a function handle, or a container of an add-on.
 *
 * The pointer is what scripts have in their handles. A reference is owned by whoever adds one (`as_object_retain`), made
 * the object, or is said to get one. Objects belong to their VM: they are used by its thread, and gone when it is.
 */
typedef struct as_object as_object;

/**
 * A profiler of one VM; it counts from when it is made until it is freed.
 *
 * One owner; used by the thread of its VM, which it keeps alive. A VM has one profiler at a time: a new one takes the
 * place of another. A VM without one does not pay for it.
 */
typedef struct as_profiler as_profiler;

/**
 * A `ref` of scripts: a handle to an object of any reference type. It is what lies at the address of such a variable or
 * member (`as_vm_find_global`, `as_object_find_property`), and what native functions get for `ref &in`.
 *
 * Only for the host to point to; as valid as the variable.
 */
typedef struct as_ref as_ref;

/**
 * Runs scripts of one VM in turns: threads of scripts, each a ring of coroutines. Scripts switch by the functions of
 * `AS_ADDON_COROUTINE`.
 *
 * One owner; used by the thread of its VM, which it keeps alive. A VM has one scheduler at a time.
 */
typedef struct as_scheduler as_scheduler;

/**
 * Saves the values of a unit's global variables with all objects they reach, and restores them: in the same process or
 * another, into the same unit or one that was built from changed sources. What a stream has and what becomes of it is told
 * in docs/serializer.md.
 *
 * One owner; used by one thread at a time. It belongs to no VM: one can be saved and another restored. With objects added or
 * restored by name it keeps their VM alive until `as_serializer_clear`.
 */
typedef struct as_serializer as_serializer;

/**
 * A type: of the language, of the host, of a script, or an instance of a template.
 *
 * Borrowed: a type of a script lives as long as its unit, and as long as a VM that the unit is linked to; one of the
 * host as long as its context and everything built with it. Types are equal if their addresses are. Any thread. Texts
 * handed out live as long as the type.
 */
typedef struct as_type as_type;

/**
 * One compilation: sources in, an immutable program or diagnostics out.
 *
 * Counted. Sources are added and built by one thread at a time; a built unit may be used by any number of threads at
 * once, and run in any number of VMs. A unit keeps what it needs of its context.
 */
typedef struct as_unit as_unit;

/**
 * A value of any type: of an entry of a dictionary, of a `dictionaryValue`, or of an `any`. Integers are kept as `int64`,
 * floats as `double`; other types as they are.
 *
 * Borrowed from the object it is in: valid until its key is removed, or the object ends.
 */
typedef struct as_variant as_variant;

/**
 * A running instance: the global variables of the units linked to it, and the objects that scripts make.
 *
 * One owner. A VM with its calls and objects is used by one thread at a time, and may move to another thread while nothing
 * runs. Any number of VMs can run the same units at the same time. Calls keep their VM alive. Functions that another thread
 * calls while it runs change nothing and answer `AS_ERROR_WRONG_THREAD`; those that answer no status give what they give for NULL.
 */
typedef struct as_vm as_vm;

/**
 * A weak reference of the host: it tells whether an object is still there, and does not keep it.
 *
 * One owner; used by the thread of its VM, which it keeps alive.
 */
typedef struct as_weak as_weak;

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

/**
 * Ends the life of user data.
 */
typedef void (*as_free_fn)(void *user_data);

/**
 * A type as it is used by a variable, parameter or result.
 */
typedef struct as_type_use {
    /**
     * The type; NULL where there is none, as for `?`.
     */
    const struct as_type *type_;
    /**
     * A set of `AS_USE_*`. `AS_USE_REF_INOUT` is both reference bits.
     */
    uint32_t flags;
} as_type_use;

/**
 * Takes a part of what is written: `size` bytes at `data`, which are valid during the call only. The parts come in order.
 * Gives back whether it has taken them; after `false` it is not called again. Must not call into the handle that is being
 * written and must not throw.
 */
typedef bool (*as_write_fn)(void *user_data, const void *data, size_t size);

/**
 * The address of a function of the host, whatever its type. Functions are cast to it; the macros `AS_NATIVE` and
 * `AS_GENERIC` do so.
 */
typedef void (*as_code)(void);

/**
 * A function of the host with all the library must know to call it. Made by `AS_NATIVE(f)`, `AS_NATIVE_VM(f)`,
 * `AS_GENERIC(f)` and `as_native_with`.
 *
 * With the native conventions the types of the C function are those of the declaration: `int8` to `uint64` are `int8_t`
 * to `uint64_t`, `float`, `double` and `bool` are themselves, enums are `int32_t`, handles and objects of reference types
 * are pointers to the object, references are pointers to the value, registered value types are the structure itself,
 * and `?` is two arguments: the address of the value and its type word (see `as_type_of_word`).
 */
typedef struct as_native {
    /**
     * The function.
     */
    as_code code;
    /**
     * One of `AS_CALL_*`.
     */
    uint32_t convention;
    /**
     * A set of `AS_NATIVE_PASS_*`.
     */
    uint32_t flags;
    /**
     * Whatever the host likes.
     */
    void *user_data;
    /**
     * Called once with the user data when the function is not needed any more. May be NULL.
     */
    as_free_fn user_data_free;
    /**
     * NULL.
     */
    void *reserved;
} as_native;

/**
 * How string literals become objects. All functions may be called from any thread.
 */
typedef struct as_string_factory {
    /**
     * Gives an immutable string of this content, at an address that stays valid until it is released. Equal contents
     * may share. `text` is not terminated. NULL if it cannot be made.
     */
    const void *(*get)(const char *text, size_t size, void *user_data);
    /**
     * Undoes one `get`. May be NULL.
     */
    void (*release)(const void *string, void *user_data);
    /**
     * Gives the length of a string's content and, unless `text` is NULL, copies it there. May be NULL.
     */
    size_t (*raw)(const void *string, char *text, void *user_data);
    /**
     * Given to each of them.
     */
    void *user_data;
    /**
     * Called once with the user data when it is not needed any more. May be NULL.
     */
    as_free_fn user_data_free;
} as_string_factory;

/**
 * Finds the source that an `#include` names, and answers with `as_include_set_source` or `as_include_set_failure`.
 */
typedef void (*as_include_fn)(struct as_include *include, void *user_data);

/**
 * Acts on `#pragma TEXT`. `text`: what stands behind the word; `file`, `line`: where. The texts live during the call.
 * Returns false to refuse it, which fails the build.
 */
typedef bool (*as_pragma_fn)(struct as_str text, struct as_str file, uint32_t line, void *user_data);

/**
 * A string of scripts, with `AS_ADDON_STRING`. Native functions get a pointer to it for `const string &in` and return it
 * by value for `string`. It can be moved in memory. Its content is bytes, by convention UTF-8.
 */
typedef struct as_string {
    /**
     * For the library only.
     */
    uint64_t words[2];
} as_string;

/**
 * A function with everything that it is to be called with, for `as_vm_run_function`. Set what is not needed to 0.
 *
 * `args[i]` is what generic functions get as `args[i]` (see `as_generic`): the address of a number, value, string or handle,
 * the address of the variable for references, the object itself for objects of reference types. Values, handles and objects
 * are copied or counted as the declaration says; what is passed by reference is used where it lies.
 */
typedef struct as_invocation {
    /**
     * The function: of a script or of the host; a method, a constructor, a factory.
     */
    const struct as_function *function;
    /**
     * For members of templates the instance, as `array<int>`; objects with the library's header know theirs. Else NULL.
     */
    const struct as_type *type_;
    /**
     * The object of a method. For constructors of value types the memory for the value. For constructors of script classes
     * NULL, which makes a new object, or one that `as_object_new_uninitialized` made.
     */
    void *object;
    /**
     * The arguments; NULL if there are none.
     */
    void *const *args;
    /**
     * What they are; NULL if none is told. Needed for `?` arguments; others may be without type.
     */
    const struct as_type_use *arg_types;
    /**
     * How many arguments there are.
     */
    uint32_t arg_count;
    /**
     * 0.
     */
    uint32_t reserved;
    /**
     * Where the result goes, which is just as large as its type: a number, the address for a reference, the pointer for a
     * handle or object, whose reference is the host's then; for value types memory in which the value is made. NULL drops
     * it, which value types do not allow. Constructors of script classes give the new object.
     */
    void *result;
} as_invocation;

/**
 * What the collector of a VM knows and has done.
 */
typedef struct as_gc_statistics {
    /**
     * Objects with the library's header that are alive.
     */
    size_t objects;
    /**
     * Objects of the host that were announced and are still known.
     */
    size_t announced;
    /**
     * Objects that wait to be looked at: a reference to them was dropped, and it was not the last.
     */
    size_t candidates;
    /**
     * Objects that the cycle under way has met; 0 if none is under way.
     */
    size_t walked;
    /**
     * Objects that were found to be garbage in circles, ever.
     */
    uint64_t found;
    /**
     * Cycles that were completed, ever.
     */
    uint64_t cycles;
} as_gc_statistics;

/**
 * Called for an object that the collector has found to be garbage in a circle, after its destructor and before its members are
 * dropped. It may look at the object, but must not keep it. `type`: its type; `object`: an `as_object`, or an object of the host.
 */
typedef void (*as_garbage_fn)(struct as_vm *vm, void *object, const struct as_type *type_, void *user_data);

/**
 * A function on a call stack. The texts live as long as the unit.
 */
typedef struct as_frame {
    /**
     * `sizeof(as_frame)`, set by the caller.
     */
    size_t size;
    /**
     * The function; borrowed.
     */
    const struct as_function *function;
    /**
     * The name of its source; empty if positions are not known.
     */
    struct as_str file;
    /**
     * The line that is executed, from 1; on outer levels that of the call. 0 if it is not known.
     */
    uint32_t line;
    /**
     * The column, from 1; 0 if it is not known.
     */
    uint32_t column;
    /**
     * The object of a method; NULL for other functions.
     */
    void *object;
    /**
     * The class of the method; NULL for other functions. The object may be of a derived class (`as_object_type`).
     */
    const struct as_type *object_type;
    /**
     * How many named variables the function has; see `as_vm_stack_variable_at`.
     */
    size_t variable_count;
    /**
     * A function of the host or the VM itself began the run that this is the outermost function of, while another one was
     * under way, which is found on the next level.
     */
    bool is_nested;
} as_frame;

/**
 * A named variable of a function on a call stack.
 */
typedef struct as_variable {
    /**
     * `sizeof(as_variable)`, set by the caller.
     */
    size_t size;
    /**
     * Its name; lives as long as the unit.
     */
    struct as_str name;
    /**
     * Its type, without reference.
     */
    struct as_type_use type_;
    /**
     * Where its value lies: a number, a value type, or the pointer of a handle or object. For references what they refer
     * to. It may be changed there, with care for the references that handles count. Valid as long as the stack does not
     * move on. NULL where there is no value: outside of the scope, and where an object is not made yet or gone already.
     */
    void *address;
    /**
     * Whether the place that is executed lies in its scope.
     */
    bool in_scope;
    /**
     * Whether it is a parameter.
     */
    bool is_parameter;
} as_variable;

/**
 * Called before a statement; the stack (`as_vm_stack_at`) tells where. It may look at variables and change them, and call
 * `as_vm_suspend`, `as_vm_abort` and `as_vm_raise`, which take effect before the statement is executed. Scripts that it
 * runs itself are not told to it.
 */
typedef void (*as_line_fn)(struct as_vm *vm, void *user_data);

/**
 * Called when a script exception is raised, with the stack still as it was; `as_vm_exception_text` has its text.
 * `is_caught`: a script will catch it.
 */
typedef void (*as_exception_fn)(struct as_vm *vm, bool is_caught, void *user_data);

/**
 * Where a script is stopped. The stack is told by `as_vm_stack_at` and its like.
 */
typedef struct as_stop {
    /**
     * `sizeof(as_stop)`.
     */
    size_t size;
    /**
     * The VM.
     */
    struct as_vm *vm;
    /**
     * Why.
     */
    as_stop_reason reason;
    /**
     * The number of the breakpoint; 0 for other reasons.
     */
    uint32_t breakpoint;
} as_stop;

/**
 * A front end: called where a script stops, before the line is executed. It returns when the script is to go on, and answers
 * with one of `as_resume`. It may look at the stack, change variables, change breakpoints, run calls (which do not stop), and
 * call `as_vm_suspend` or `as_vm_abort` to stop for good.
 */
typedef uint32_t (*as_stop_fn)(struct as_debugger *debugger, const struct as_stop *stop, void *user_data);

/**
 * A breakpoint.
 */
typedef struct as_breakpoint {
    /**
     * `sizeof(as_breakpoint)`, set by the caller.
     */
    size_t size;
    /**
     * Its number.
     */
    uint32_t id;
    /**
     * The line it was set to; 0 for breakpoints of functions.
     */
    uint32_t wanted_line;
    /**
     * The line with code where it is; 0 as long as no linked unit has it.
     */
    uint32_t line;
    /**
     * Whether it stops.
     */
    bool is_enabled;
    /**
     * The source it was set in, or the function. Lives until the breakpoints are counted again.
     */
    struct as_str place;
    /**
     * How often it was met.
     */
    uint64_t hits;
} as_breakpoint;

/**
 * Tells a value of a type of the host as text, for people: `(1, 2)`. Writes at most `capacity` bytes of it and returns how many
 * there are; it is called again with more room if that was not enough.
 *
 * `value`: the address of the value or object.
 */
typedef size_t (*as_type_text_fn)(const void *value, char *buffer, size_t capacity, void *user_data);

/**
 * What was counted of a function, or of a line of it.
 */
typedef struct as_profile_entry {
    /**
     * `sizeof(as_profile_entry)`, set by the caller.
     */
    size_t size;
    /**
     * The function; borrowed.
     */
    const struct as_function *function;
    /**
     * The line in the function's source; 0 for the function as a whole.
     */
    uint32_t line;
    /**
     * How often the function was called; for profilers that count.
     */
    uint64_t calls;
    /**
     * How many of its statements were executed; for profilers that count.
     */
    uint64_t hits;
    /**
     * How many samples were in it; for profilers that take samples.
     */
    uint64_t samples;
    /**
     * How many samples were in the function or in what it had called; 0 for lines.
     */
    uint64_t total_samples;
} as_profile_entry;

/**
 * Gives the time in milliseconds, from whenever.
 */
typedef uint64_t (*as_clock_fn)(void *user_data);

/**
 * Told of a coroutine that has ended. `call`: its result or exception can be read; it is borrowed, and used again for others
 * afterwards. `result`: how it ended.
 */
typedef void (*as_coroutine_end_fn)(struct as_scheduler *scheduler, struct as_call *call, as_run result, void *user_data);

/**
 * Writes a value of a registered type: calls `as_serializer_write` as often as it likes. `false`: it cannot be saved, which
 * becomes a problem.
 *
 * `value`: for value types and for objects of reference types their address.
 */
typedef bool (*as_save_value_fn)(struct as_serializer *serializer, struct as_vm *vm, const struct as_type *type_, const void *value, void *user_data);

/**
 * Reads a value of a registered type. `false`: it cannot be restored, which becomes a problem. The data may be anything if it
 * comes from where others could change it.
 *
 * `value`: for value types the address of a value made by the default constructor. For reference types the address of a
 * pointer that is NULL: the function puts the object there, with a reference for the library if the type is counted.
 * `data`, `size`: what was written; valid during the call.
 */
typedef bool (*as_load_value_fn)(struct as_serializer *serializer, struct as_vm *vm, const struct as_type *type_, void *value, const void *data, size_t size, void *user_data);

/**
 * A call of a generic function. Lives during the call only.
 *
 * `args[i]` points to the value of argument `i`:
 *
 * | parameter | what `args[i]` is |
 * |---|---|
 * | number, `bool`, enum; by value or `&in` | the address of the value |
 * | handle; by value or `&in` | the address of the handle (of a pointer to the object) |
 * | `&out`, `&inout` of numbers and handles | the address of the variable |
 * | value type; by value or by reference | the address of the value |
 * | object of a reference type; by value or by reference | the object |
 * | `?` | the address of the value; for objects of reference types the object |
 *
 * Read with `AS_ARG(call, int32_t, i)` and `AS_ARG_OBJECT(call, Type, i)`; answer with `AS_RETURN(call, int32_t, value)`.
 */
typedef struct as_generic {
    /**
     * The VM that calls.
     */
    void *vm;
    /**
     * The function that is called, for the library's own use.
     */
    const void *function;
    /**
     * The user data of the function.
     */
    void *user_data;
    /**
     * The object of a method; for constructors of value types the memory to be initialised. NULL for global functions.
     */
    void *object;
    /**
     * For factories and constructors of template types the type of the instance; for template functions a type whose
     * arguments are the types of the call (`as_type_arg_at`); else NULL.
     */
    const void *instance;
    /**
     * The arguments.
     */
    void *const *args;
    /**
     * For `?` arguments their type words (see `as_type_of_word`), 0 for all others.
     */
    const size_t *arg_types;
    /**
     * How many arguments there are.
     */
    uint32_t arg_count;
    /**
     * 0.
     */
    uint32_t reserved;
    /**
     * Where the result goes: for numbers, handles and references eight zeroed bytes, for value types memory in which
     * the function makes the result. A function that raises an exception leaves it alone.
     */
    void *ret;
} as_generic;

/**
 * A function that gets its arguments as one structure.
 */
typedef void (*as_generic_fn)(struct as_generic *call);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

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
 * The line of a file in which mistake number `index` stands, from 1; 0 if it stands in no file.
 */
AS_API uint32_t as_error_detail_line(const struct as_error *error, size_t index);

/**
 * The name of a status, as in this header: `AS_ERROR_NULL`; `AS_ERROR_UNKNOWN` for numbers that are none. Ends with a
 * NUL and lives as long as the library.
 */
AS_API const char *as_status_name(int32_t status);

/**
 * Gives a type a pointer of the host, which means nothing to the library: for types of the host in all units and VMs of its
 * context, for types of scripts in all VMs of their unit. Any thread.
 *
 * `user_data_free`, unless NULL, is called once when the pointer is replaced or the type is gone, which may be later than its
 * context or unit; also if this call fails.
 */
AS_API as_status as_type_set_user_data(const struct as_type *type_, void *user_data, as_free_fn user_data_free);

/**
 * The pointer given by `as_type_set_user_data`; NULL if there is none. Any thread.
 */
AS_API void *as_type_get_user_data(const struct as_type *type_);

/**
 * The name, as scripts write it: with namespace and template arguments.
 */
AS_API struct as_str as_type_name(const struct as_type *type_);

/**
 * What the type is.
 */
AS_API as_type_kind as_type_get_kind(const struct as_type *type_);

/**
 * Bytes of a value or an object; 0 where the library does not know.
 */
AS_API size_t as_type_size(const struct as_type *type_);

/**
 * Whether objects are reached by pointer: reference types, script classes, interfaces and function types.
 */
AS_API bool as_type_is_reference(const struct as_type *type_);

/**
 * Whether objects of the type are script objects (`as_object`): of script classes, function handles and containers of the
 * library's add-ons.
 */
AS_API bool as_type_is_managed(const struct as_type *type_);

/**
 * The base class of a script class; NULL if there is none.
 */
AS_API const struct as_type *as_type_base(const struct as_type *type_);

/**
 * Whether a script class is another type, derives from it, or implements it.
 */
AS_API bool as_type_is_a(const struct as_type *type_, const struct as_type *other);

/**
 * How many interfaces the type implements, inherited ones included.
 */
AS_API size_t as_type_interface_count(const struct as_type *type_);

/**
 * Interface number `index`; NULL if there is none of this number.
 */
AS_API const struct as_type *as_type_interface_at(const struct as_type *type_, size_t index);

/**
 * How many template arguments the type has.
 */
AS_API size_t as_type_arg_count(const struct as_type *type_);

/**
 * Template argument number `index`; without a type if there is none of this number.
 */
AS_API struct as_type_use as_type_arg_at(const struct as_type *type_, size_t index);

/**
 * How many methods the type has; for script classes inherited ones included.
 */
AS_API size_t as_type_method_count(const struct as_type *type_);

/**
 * Method number `index`; NULL if there is none of this number.
 */
AS_API const struct as_function *as_type_method_at(const struct as_type *type_, size_t index);

/**
 * The method of a class, an interface or a type of the host that a declaration denotes, inherited ones included; NULL if there is none.
 * What is found is the method that objects of this very class have. Those of templates and their instances are written as they were
 * registered, with the template's parameters.
 *
 * `declaration`: `void update(float) const`, where names of parameters and namespaces of types do not matter; or the name
 * alone if there is only one method with it.
 */
AS_API const struct as_function *as_type_find_method(const struct as_type *type_, const char *declaration);

/**
 * The method that objects of a script class have for one that was found in a base class or interface: it has the same name and
 * parameters. NULL if there is none.
 */
AS_API const struct as_function *as_type_find_override(const struct as_type *type_, const struct as_function *method);

/**
 * How many properties objects of the type have; for script classes inherited ones included and first.
 */
AS_API size_t as_type_property_count(const struct as_type *type_);

/**
 * The name of property number `index`; empty if there is none of this number.
 */
AS_API struct as_str as_type_property_name(const struct as_type *type_, size_t index);

/**
 * The type of property number `index`.
 */
AS_API struct as_type_use as_type_property_type(const struct as_type *type_, size_t index);

/**
 * Where property number `index` lies in the object, in bytes.
 */
AS_API int32_t as_type_property_offset(const struct as_type *type_, size_t index);

/**
 * How many values an enum has.
 */
AS_API size_t as_type_enum_value_count(const struct as_type *type_);

/**
 * The name of value number `index` of an enum; empty if there is none of this number.
 */
AS_API struct as_str as_type_enum_value_name(const struct as_type *type_, size_t index);

/**
 * Value number `index` of an enum; 0 if there is none of this number. Values of `uint64` enums are to be cast.
 */
AS_API int64_t as_type_enum_value_at(const struct as_type *type_, size_t index);

/**
 * The type of a type word, as `?` arguments of native and generic functions have it.
 */
AS_API struct as_type_use as_type_of_word(size_t word);

/**
 * The namespace it is declared in: `A::B`, empty for the global one.
 */
AS_API struct as_str as_type_namespace(const struct as_type *type_);

/**
 * The name alone, without namespace, owner and template arguments.
 */
AS_API struct as_str as_type_short_name(const struct as_type *type_);

/**
 * What the host said when it registered an object type: `AS_TYPE_*`. 0 for all other types.
 */
AS_API uint32_t as_type_flags(const struct as_type *type_);

/**
 * What a script says of a type: a set of `AS_TRAIT_*`. 0 for types of the host.
 */
AS_API uint32_t as_type_traits(const struct as_type *type_);

/**
 * The alignment of values or objects in bytes.
 */
AS_API size_t as_type_align(const struct as_type *type_);

/**
 * Which units see a type of the host: its access mask. All bits for others.
 */
AS_API uint32_t as_type_access_mask(const struct as_type *type_);

/**
 * The named group that a type of the host was registered in; empty if there is none.
 */
AS_API struct as_str as_type_group(const struct as_type *type_);

/**
 * Whether it is a template: its arguments are its parameters then.
 */
AS_API bool as_type_is_template(const struct as_type *type_);

/**
 * The template that an instance comes from; NULL for other types.
 */
AS_API const struct as_type *as_type_template(const struct as_type *type_);

/**
 * The type that a function type is declared in; NULL if there is none.
 */
AS_API const struct as_type *as_type_owner(const struct as_type *type_);

/**
 * What functions of a function type look like; NULL for other types.
 */
AS_API const struct as_function *as_type_signature(const struct as_type *type_);

/**
 * How many behaviours were registered for a type of the host; for script classes, how many constructors there are.
 */
AS_API size_t as_type_behavior_count(const struct as_type *type_);

/**
 * The function of behaviour number `index`; NULL if there is none of this number.
 */
AS_API const struct as_function *as_type_behavior_at(const struct as_type *type_, size_t index);

/**
 * The constructor of a script class, or the constructor or factory of a type of the host, that takes these parameters. NULL if
 * there is none. Call it with `as_vm_run_function`.
 *
 * `declaration`: only what stands in parentheses matters, and of that not the names: `Foo(int, const string &in)`, `()`. Those of
 * templates and their instances are written as they were registered, with the template's parameters.
 */
AS_API const struct as_function *as_type_find_constructor(const struct as_type *type_, const char *declaration);

/**
 * Which behaviour number `index` is: `AS_BEHAVIOR_*`; `UINT32_MAX` if there is none of this number.
 */
AS_API uint32_t as_type_behavior_kind(const struct as_type *type_, size_t index);

/**
 * Who may use property number `index`.
 */
AS_API as_access as_type_property_access(const struct as_type *type_, size_t index);

/**
 * Which units see property number `index` of a type of the host: its access mask.
 */
AS_API uint32_t as_type_property_access_mask(const struct as_type *type_, size_t index);

/**
 * Whether property number `index` lies behind a pointer, which is at the property's offset in the object.
 *
 * `inner_offset`: gets where the property lies in what the pointer points to. May be NULL.
 */
AS_API bool as_type_property_is_behind_pointer(const struct as_type *type_, size_t index, int32_t *inner_offset);

/**
 * The name of the source in which a type of a script is declared; empty for others.
 */
AS_API struct as_str as_type_file(const struct as_type *type_);

/**
 * The line in which a type of a script is declared, from 1; 0 for others.
 */
AS_API uint32_t as_type_line(const struct as_type *type_);

/**
 * The name, without namespace and class. Empty for behaviours and anonymous functions.
 */
AS_API struct as_str as_function_name(const struct as_function *function);

/**
 * The whole declaration, as scripts would write it: `int Game::count(const string &in name, int from = 0)`. Default arguments
 * are those of host functions only.
 */
AS_API struct as_str as_function_declaration(const struct as_function *function);

/**
 * Whether it is a method that does not change its object.
 */
AS_API bool as_function_is_const(const struct as_function *function);

/**
 * Whether it is a function of the host, not of a script.
 */
AS_API bool as_function_is_native(const struct as_function *function);

/**
 * The type it is a method, constructor or behaviour of; NULL for global functions.
 */
AS_API const struct as_type *as_function_object_type(const struct as_function *function);

/**
 * What it returns.
 */
AS_API struct as_type_use as_function_return_type(const struct as_function *function);

/**
 * How many parameters it has.
 */
AS_API size_t as_function_param_count(const struct as_function *function);

/**
 * The type of parameter `index`; without a type if there is no such parameter.
 */
AS_API struct as_type_use as_function_param_type(const struct as_function *function, size_t index);

/**
 * The name of parameter `index`; empty if it has none, or if the unit was loaded without debug information.
 */
AS_API struct as_str as_function_param_name(const struct as_function *function, size_t index);

/**
 * The default argument of parameter `index`, as it was written; empty if it has none, or if the unit has no sources.
 */
AS_API struct as_str as_function_param_default(const struct as_function *function, size_t index);

/**
 * What a function is for. Methods and constructors of units that were loaded, not built, cannot be told apart.
 */
AS_API as_function_kind as_function_get_kind(const struct as_function *function);

/**
 * Its properties: a set of `AS_FUNCTION_IS_*`; none for functions of units that were loaded, not built.
 */
AS_API uint32_t as_function_traits(const struct as_function *function);

/**
 * The namespace it is declared in, for members that of their type: `A::B`, empty for the global one.
 */
AS_API struct as_str as_function_namespace(const struct as_function *function);

/**
 * For accessors the name of the virtual property: `x` for `get_x` and `set_x`; empty for others.
 */
AS_API struct as_str as_function_property(const struct as_function *function);

/**
 * Which units see a function of the host: its access mask. All bits for others.
 */
AS_API uint32_t as_function_access_mask(const struct as_function *function);

/**
 * The named group that a function of the host was registered in; empty if there is none.
 */
AS_API struct as_str as_function_group(const struct as_function *function);

/**
 * How many type parameters a template function of the host has.
 */
AS_API size_t as_function_type_param_count(const struct as_function *function);

/**
 * Type parameter number `index`; NULL if there is none of this number.
 */
AS_API const struct as_type *as_function_type_param_at(const struct as_function *function, size_t index);

/**
 * The name of the source in which a script function is declared; empty for others.
 */
AS_API struct as_str as_function_file(const struct as_function *function);

/**
 * The line in which a script function is declared, from 1; 0 for others.
 */
AS_API uint32_t as_function_line(const struct as_function *function);

/**
 * The column in which a script function is declared, from 1, in bytes; 0 for others.
 */
AS_API uint32_t as_function_column(const struct as_function *function);

/**
 * How many named variables a script function has: parameters that have names first, then local variables in the order in which they
 * come into being. None for others, and for units that were loaded without debug information. Constants that need no place
 * are not among them.
 */
AS_API size_t as_function_variable_count(const struct as_function *function);

/**
 * The name of variable number `index`; empty if there is none of this number. Variables of different blocks may have the same name.
 */
AS_API struct as_str as_function_variable_name(const struct as_function *function, size_t index);

/**
 * The type of variable number `index`, of parameters without the reference; without a type if there is none of this number. What it holds is found while it runs: see
 * `as_vm_stack_variable_at`.
 */
AS_API struct as_type_use as_function_variable_type(const struct as_function *function, size_t index);

/**
 * The first line from `line` on that has code of a script function, for breakpoints; 0 if there is none, or if the
 * function is another or without lines.
 */
AS_API uint32_t as_function_find_line(const struct as_function *function, uint32_t line);

/**
 * A new context in which nothing is registered. The caller owns it.
 *
 * `version`: `AS_VERSION`. NULL if the library that is loaded is not compatible with the header.
 */
AS_API struct as_context *as_context_new(uint32_t version);

/**
 * Gives the context a pointer of the host, which means nothing to the library. Any thread, before and after sealing.
 *
 * `user_data_free`, unless NULL, is called once when the pointer is replaced or the context is gone; also if this call fails.
 */
AS_API as_status as_context_set_user_data(struct as_context *context, void *user_data, as_free_fn user_data_free);

/**
 * The pointer given by `as_context_set_user_data`; NULL if there is none. Any thread.
 */
AS_API void *as_context_get_user_data(const struct as_context *context);

/**
 * Adds a reference, and returns the context. Any thread.
 */
AS_API struct as_context *as_context_retain(const struct as_context *context);

/**
 * Drops a reference. NULL is allowed. Any thread.
 */
AS_API void as_context_release(struct as_context *context);

/**
 * Registers a set of the library's add-ons.
 *
 * `addons`: `AS_ADDON_*`, and with them `AS_ADDON_WITH_*` for how they look. If a name of one is taken, nothing is
 * registered. Those that need `AS_ADDON_STRING` are installed with it or later. `AS_ERROR_NOT_SUPPORTED`: the library has no
 * such add-on, or one needs the library's strings, which the context does not have. What connects two add-ons, as
 * `string.split` does strings and arrays, comes with the second of them.
 */
AS_API as_status as_context_install(struct as_context *context, uint32_t addons, struct as_error **out_error);

/**
 * Registers `file` and `filesystem`, with which scripts use the files of one directory. `AS_ADDON_ALL` does not contain
 * them.
 *
 * They see the directory as the root of all there is: paths that begin with `/` start there, `..` does not lead above it, and
 * symbolic links out of it are not followed, and neither links nor directories with links in them are moved by scripts. Other
 * programs must not change it in ways that defeat this. Needs
 * `AS_ADDON_STRING`, installed before, `AS_ADDON_ARRAY` and `AS_ADDON_DATETIME`.
 *
 * `root`: the directory, which must exist. `flags`: 0 or `AS_FILES_READ_ONLY`. `AS_ERROR_INVALID_ARGUMENT`: the directory cannot
 * be used. `AS_ERROR_NOT_SUPPORTED`: the context does not have the library's strings.
 */
AS_API as_status as_context_install_files(struct as_context *context, const char *root, uint32_t flags, struct as_error **out_error);

/**
 * Registers everything of a bundle.
 *
 * `module` is not changed and may be freed afterwards. If a name of it is taken, nothing is registered.
 */
AS_API as_status as_context_install_module(struct as_context *context, const struct as_module *module, struct as_error **out_error);

/**
 * Ends the registration phase: resolves all names of the registered declarations, and makes what building needs.
 *
 * Sealing a sealed context does nothing. Making the first unit seals too. If declarations do not fit together, the error
 * lists every problem (`as_error_detail_count`), and nothing can be built with the context.
 */
AS_API as_status as_context_seal(struct as_context *context, struct as_error **out_error);

/**
 * Whether the registration phase is over.
 */
AS_API bool as_context_is_sealed(const struct as_context *context);

/**
 * A new context in its registration phase that has everything of this one, which is sealed if it is not yet. Nothing is
 * copied, and what was built with this one is not affected. The caller owns the new context. NULL in case of failure.
 */
AS_API struct as_context *as_context_extend(struct as_context *context, struct as_error **out_error);

/**
 * Sets the namespace of what is registered next, in which its declarations look names up first.
 *
 * `path`: `A::B`, or an empty text for the global namespace.
 */
AS_API as_status as_context_set_namespace(struct as_context *context, const char *path, struct as_error **out_error);

/**
 * The namespace of what is registered next. Lives until it is changed.
 */
AS_API struct as_str as_context_get_namespace(const struct as_context *context);

/**
 * Sets the access mask of what is registered next: a unit sees what shares a bit with its own mask. At first all bits
 * are set.
 */
AS_API as_status as_context_set_access_mask(struct as_context *context, uint32_t mask, struct as_error **out_error);

/**
 * The access mask of what is registered next.
 */
AS_API uint32_t as_context_get_access_mask(const struct as_context *context);

/**
 * Sets the named group of what is registered next, a label that `as_type_group` and its like tell. The group before ends
 * and cannot be continued. Members of a type must be in the group of the type, which sealing checks.
 *
 * `name`: any text; NULL or empty for no group. `AS_ERROR_NAME_TAKEN`: there is a group of this name already.
 */
AS_API as_status as_context_set_group(struct as_context *context, const char *name, struct as_error **out_error);

/**
 * The named group of what is registered next; empty if there is none. Lives until it is changed.
 */
AS_API struct as_str as_context_get_group(const struct as_context *context);

/**
 * Sets an option: `AS_OPTION_*`, see there for the values. Options hold for all units built with the context; they can
 * be changed until it is sealed.
 */
AS_API as_status as_context_set_option(struct as_context *context, uint32_t option, uint64_t value, struct as_error **out_error);

/**
 * The value of an option; 0 for unknown ones.
 */
AS_API uint64_t as_context_get_option(const struct as_context *context, uint32_t option);

/**
 * How many namespaces the host has, the global one not counted. This and all other counts are 0 before sealing.
 */
AS_API size_t as_context_namespace_count(const struct as_context *context);

/**
 * Namespace number `index` by its path: `A::B`; empty if there is none of this number. Lives as long as the context.
 */
AS_API struct as_str as_context_namespace_at(const struct as_context *context, size_t index);

/**
 * How many named groups there are.
 */
AS_API size_t as_context_group_count(const struct as_context *context);

/**
 * The name of group number `index`; empty if there is none of this number. Lives as long as the context.
 */
AS_API struct as_str as_context_group_at(const struct as_context *context, size_t index);

/**
 * How many types are registered: object types, enums, interfaces and function types, in the order of registration.
 */
AS_API size_t as_context_type_count(const struct as_context *context);

/**
 * Type number `index`; NULL if there is none of this number. Borrowed from the context.
 */
AS_API const struct as_type *as_context_type_at(const struct as_context *context, size_t index);

/**
 * The type that a text means, as scripts would write it in the global namespace: `int`, `Game::Entity`, `array<int>`. NULL
 * if there is none. Modifiers (`const`, `@`) have no effect.
 */
AS_API const struct as_type *as_context_find_type(const struct as_context *context, const char *name);

/**
 * How many global functions are registered.
 */
AS_API size_t as_context_function_count(const struct as_context *context);

/**
 * Global function number `index`; NULL if there is none of this number. Borrowed from the context.
 */
AS_API const struct as_function *as_context_function_at(const struct as_context *context, size_t index);

/**
 * The global function that a declaration denotes; NULL if there is none, or more than one fits. Borrowed from the context.
 *
 * `declaration`: `int Game::count(const string &in)`, where names of parameters and namespaces of types do not matter; or the
 * name alone, with its namespace, if there is only one function with it.
 */
AS_API const struct as_function *as_context_find_function(const struct as_context *context, const char *declaration);

/**
 * How many global properties are registered.
 */
AS_API size_t as_context_global_count(const struct as_context *context);

/**
 * The name of global property number `index`, with its namespace; empty if there is none of this number. Lives as long as
 * the context.
 */
AS_API struct as_str as_context_global_name(const struct as_context *context, size_t index);

/**
 * The number of the global property of a name, with its namespace; `AS_NOT_FOUND` if there is none.
 */
AS_API size_t as_context_find_global(const struct as_context *context, const char *name);

/**
 * The address with which global property number `index` was registered; NULL if there is none of this number.
 */
AS_API void *as_context_global_at(const struct as_context *context, size_t index);

/**
 * The type of global property number `index`.
 */
AS_API struct as_type_use as_context_global_type(const struct as_context *context, size_t index);

/**
 * Which units see global property number `index`: its access mask.
 */
AS_API uint32_t as_context_global_access_mask(const struct as_context *context, size_t index);

/**
 * The named group that global property number `index` was registered in; empty if there is none.
 */
AS_API struct as_str as_context_global_group(const struct as_context *context, size_t index);

/**
 * How many typedefs are registered.
 */
AS_API size_t as_context_typedef_count(const struct as_context *context);

/**
 * The name of typedef number `index`, with its namespace; empty if there is none of this number. Lives as long as the
 * context.
 */
AS_API struct as_str as_context_typedef_name(const struct as_context *context, size_t index);

/**
 * What typedef number `index` stands for; NULL if there is none of this number.
 */
AS_API const struct as_type *as_context_typedef_type(const struct as_context *context, size_t index);

/**
 * Registers what a configuration file declares: the dump of another engine's API, or what `as_context_write_config` has
 * written. Scripts of a host can be checked and built without it: functions that come from a file raise an exception when
 * they are called, and global properties have zeroed memory of their own.
 *
 * `text`, `size`: the file. Its engine properties are set as well, and default arguments that name what does not exist are
 * no problem until they are used. `AS_ERROR_INVALID_DECLARATION`: some lines are wrong in themselves; the error lists all
 * of them (`as_error_detail_line`, `as_error_detail_declaration`), and everything else is registered. Names are looked up
 * when the context is sealed.
 */
AS_API as_status as_context_load_config(struct as_context *context, const char *text, size_t size, struct as_error **out_error);

/**
 * Writes the API of a context as a configuration file, which `as_context_load_config` loads into an equal API but for the
 * functions behind it. The context is sealed if it is not yet.
 *
 * `write_fn`: gets the text, in one or several pieces. `AS_ERROR_GENERAL`: it answered false.
 */
AS_API as_status as_context_write_config(struct as_context *context, as_write_fn write_fn, void *user_data, struct as_error **out_error);

/**
 * Writes the API of a context as declarations in the syntax of scripts: the file `as.predefined` by which language servers
 * know a host. For the rest see `as_context_write_config`.
 */
AS_API as_status as_context_write_predefined(struct as_context *context, as_write_fn write_fn, void *user_data, struct as_error **out_error);

/**
 * Writes the API of a context as JSON, for editors and generators of bindings. For the rest see `as_context_write_config`.
 */
AS_API as_status as_context_write_json(struct as_context *context, as_write_fn write_fn, void *user_data, struct as_error **out_error);

/**
 * A new empty bundle, owned by the caller.
 */
AS_API struct as_module *as_module_new(void);

/**
 * Frees a bundle. NULL is allowed. Contexts into which it was installed are not affected.
 */
AS_API void as_module_free(struct as_module *module);

/**
 * Sets the namespace of what is registered next, in which its declarations look names up first.
 *
 * `path`: `A::B`, or an empty text for the global namespace.
 */
AS_API as_status as_module_set_namespace(struct as_module *module, const char *path, struct as_error **out_error);

/**
 * Sets the named group of what is registered next.
 *
 * See `as_context_set_group`.
 */
AS_API as_status as_module_set_group(struct as_module *module, const char *name, struct as_error **out_error);

/**
 * Sets the access mask of what is registered next: a unit sees what shares a bit with its own mask. At first all bits
 * are set.
 */
AS_API as_status as_module_set_access_mask(struct as_module *module, uint32_t mask, struct as_error **out_error);

/**
 * Registers a global function.
 *
 * `declaration`: as scripts would write it, `float lerp(float a, float b, float t = 0.5f)`; a scope in front of the name
 * (`Math::lerp`) is the namespace. `native`: the function, `AS_NATIVE(lerp)`.
 *
 * Types may be registered later: names are looked up when the context is sealed. Fails if the declaration cannot be read
 * or the name stands for something else; the user data is taken in every case.
 */
AS_API as_status as_register_function(struct as_context *context, const char *declaration, struct as_native native, struct as_error **out_error);

/**
 * Registers an object type.
 *
 * `name`: `Vec3`; `list<class T>` for a template; `list<int>` for a specialisation of one. `size`: `sizeof` the C type;
 * 0 for reference types whose size does not matter. `flags`: `AS_TYPE_*`, with exactly one of `AS_TYPE_REF` and
 * `AS_TYPE_VALUE`.
 */
AS_API as_status as_register_type(struct as_context *context, const char *name, size_t size, uint32_t flags, struct as_error **out_error);

/**
 * Registers a method of a type.
 *
 * `type_name`: the type, which may be registered later. `declaration`: `float length() const`; names like `opAdd` make
 * operators, `get_x` and `set_x` marked `property` a property. `native`: a function that gets the object as first
 * argument (`AS_CALL_NATIVE_OBJECT_LAST`: as last one); its user data is taken in every case.
 */
AS_API as_status as_register_method(struct as_context *context, const char *type_name, const char *declaration, struct as_native native, struct as_error **out_error);

/**
 * Registers a behaviour of a type: how its objects are made, copied, counted and destroyed.
 *
 * `behavior`: `AS_BEHAVIOR_*`. `declaration`: its signature, `void f(int x)`; the name means nothing. `native`: the
 * function, which gets the object as first argument (factories and template callbacks have none); its user data is taken
 * in every case. Constructors initialise the memory they are given; factories return an object with one reference.
 */
AS_API as_status as_register_behavior(struct as_context *context, const char *type_name, uint32_t behavior, const char *declaration, struct as_native native, struct as_error **out_error);

/**
 * Registers a property of a type that lies in the object.
 *
 * `declaration`: `float x`; `const float x` if scripts must not write it; `T &x` if the object holds a pointer to it.
 * `offset`: `offsetof` the C member, from -32768 to 32767.
 */
AS_API as_status as_register_property(struct as_context *context, const char *type_name, const char *declaration, int32_t offset, struct as_error **out_error);

/**
 * Registers a property of a type that lies in a part of the object.
 *
 * `part_offset`: where the part lies in the object; `is_pointer`: there lies a pointer to the part, not the part itself;
 * `offset`: where the property lies in the part. For the rest see `as_register_property`.
 */
AS_API as_status as_register_part_property(struct as_context *context, const char *type_name, const char *declaration, int32_t part_offset, bool is_pointer, int32_t offset, struct as_error **out_error);

/**
 * Registers a method of a type that is called on a part of the object.
 *
 * `native`: gets the part as its object. `part_offset`: where the part lies in the object, from -32768 to 32767; `is_pointer`: there
 * lies a pointer to the part, not the part itself; if that is NULL, the call raises a null pointer exception. For the rest see
 * `as_register_method`.
 */
AS_API as_status as_register_part_method(struct as_context *context, const char *type_name, const char *declaration, struct as_native native, int32_t part_offset, bool is_pointer, struct as_error **out_error);

/**
 * Registers a global property, which scripts read and write in place.
 *
 * `declaration`: `float gravity`; `const float gravity` if scripts must not write it; `Foo @current` for a pointer that
 * scripts may rebind. `address`: of the value, which must stay valid as long as scripts can run; for objects of reference
 * types of the object. Not NULL. Every VM sees the same value: guard against threads yourself.
 */
AS_API as_status as_register_global(struct as_context *context, const char *declaration, void *address, struct as_error **out_error);

/**
 * Registers an enum; its values are 32-bit signed integers. Values are added by `as_register_enum_value`.
 */
AS_API as_status as_register_enum(struct as_context *context, const char *name, struct as_error **out_error);

/**
 * Adds a value to a registered enum.
 */
AS_API as_status as_register_enum_value(struct as_context *context, const char *enum_name, const char *name, int32_t value, struct as_error **out_error);

/**
 * Registers an interface that script classes may implement.
 */
AS_API as_status as_register_interface(struct as_context *context, const char *name, struct as_error **out_error);

/**
 * Adds a method to a registered interface; script classes must have it. `declaration`: `void hit(float damage)`.
 */
AS_API as_status as_register_interface_method(struct as_context *context, const char *interface_name, const char *declaration, struct as_error **out_error);

/**
 * Registers a function type: `bool Filter(int)`, or `bool Foo::Filter(int)` for one that belongs to a type.
 */
AS_API as_status as_register_funcdef(struct as_context *context, const char *declaration, struct as_error **out_error);

/**
 * Registers another name of a primitive type. `name`: the new name; `type_name`: `int64`, say.
 */
AS_API as_status as_register_typedef(struct as_context *context, const char *name, const char *type_name, struct as_error **out_error);

/**
 * Sets the type that string literals have, and the functions that make them.
 *
 * Not needed with `AS_ADDON_STRING`. `factory`: its user data is taken in every case.
 */
AS_API as_status as_register_string_factory(struct as_context *context, const char *type_name, struct as_string_factory factory, struct as_error **out_error);

/**
 * Sets the template that `T[]` stands for: one with one parameter.
 *
 * Not needed with `AS_ADDON_ARRAY`.
 */
AS_API as_status as_register_default_array(struct as_context *context, const char *type_name, struct as_error **out_error);

/**
 * Registers a global function.
 *
 * See `as_register_function`.
 */
AS_API as_status as_module_register_function(struct as_module *module, const char *declaration, struct as_native native, struct as_error **out_error);

/**
 * Registers an object type.
 *
 * See `as_register_type`.
 */
AS_API as_status as_module_register_type(struct as_module *module, const char *name, size_t size, uint32_t flags, struct as_error **out_error);

/**
 * Registers a method of a type.
 *
 * See `as_register_method`.
 */
AS_API as_status as_module_register_method(struct as_module *module, const char *type_name, const char *declaration, struct as_native native, struct as_error **out_error);

/**
 * Registers a behaviour of a type: how its objects are made, copied, counted and destroyed.
 *
 * See `as_register_behavior`.
 */
AS_API as_status as_module_register_behavior(struct as_module *module, const char *type_name, uint32_t behavior, const char *declaration, struct as_native native, struct as_error **out_error);

/**
 * Registers a property of a type that lies in the object.
 *
 * See `as_register_property`.
 */
AS_API as_status as_module_register_property(struct as_module *module, const char *type_name, const char *declaration, int32_t offset, struct as_error **out_error);

/**
 * Registers a property of a type that lies in a part of the object.
 *
 * See `as_register_part_property`.
 */
AS_API as_status as_module_register_part_property(struct as_module *module, const char *type_name, const char *declaration, int32_t part_offset, bool is_pointer, int32_t offset, struct as_error **out_error);

/**
 * Registers a method of a type that is called on a part of the object.
 *
 * See `as_register_part_method`.
 */
AS_API as_status as_module_register_part_method(struct as_module *module, const char *type_name, const char *declaration, struct as_native native, int32_t part_offset, bool is_pointer, struct as_error **out_error);

/**
 * Registers a global property, which scripts read and write in place.
 *
 * See `as_register_global`.
 */
AS_API as_status as_module_register_global(struct as_module *module, const char *declaration, void *address, struct as_error **out_error);

/**
 * Registers an enum; its values are 32-bit signed integers. Values are added by `as_module_register_enum_value`.
 *
 * See `as_register_enum`.
 */
AS_API as_status as_module_register_enum(struct as_module *module, const char *name, struct as_error **out_error);

/**
 * Adds a value to a registered enum.
 *
 * See `as_register_enum_value`.
 */
AS_API as_status as_module_register_enum_value(struct as_module *module, const char *enum_name, const char *name, int32_t value, struct as_error **out_error);

/**
 * Registers an interface that script classes may implement.
 *
 * See `as_register_interface`.
 */
AS_API as_status as_module_register_interface(struct as_module *module, const char *name, struct as_error **out_error);

/**
 * Adds a method to a registered interface; script classes must have it. `declaration`: `void hit(float damage)`.
 *
 * See `as_register_interface_method`.
 */
AS_API as_status as_module_register_interface_method(struct as_module *module, const char *interface_name, const char *declaration, struct as_error **out_error);

/**
 * Registers a function type: `bool Filter(int)`, or `bool Foo::Filter(int)` for one that belongs to a type.
 *
 * See `as_register_funcdef`.
 */
AS_API as_status as_module_register_funcdef(struct as_module *module, const char *declaration, struct as_error **out_error);

/**
 * Registers another name of a primitive type. `name`: the new name; `type_name`: `int64`, say.
 *
 * See `as_register_typedef`.
 */
AS_API as_status as_module_register_typedef(struct as_module *module, const char *name, const char *type_name, struct as_error **out_error);

/**
 * Sets the type that string literals have, and the functions that make them.
 *
 * See `as_register_string_factory`.
 */
AS_API as_status as_module_register_string_factory(struct as_module *module, const char *type_name, struct as_string_factory factory, struct as_error **out_error);

/**
 * Sets the template that `T[]` stands for: one with one parameter.
 *
 * See `as_register_default_array`.
 */
AS_API as_status as_module_register_default_array(struct as_module *module, const char *type_name, struct as_error **out_error);

/**
 * How bad it is.
 */
AS_API as_severity as_diagnostic_severity(const struct as_diagnostic *diagnostic);

/**
 * Its number, which never changes its meaning; errors and warnings are numbered apart. 0 for notes.
 */
AS_API uint32_t as_diagnostic_code(const struct as_diagnostic *diagnostic);

/**
 * What it says, in one line.
 */
AS_API struct as_str as_diagnostic_message(const struct as_diagnostic *diagnostic);

/**
 * The name of the source it is about; empty if it is about none.
 */
AS_API struct as_str as_diagnostic_file(const struct as_diagnostic *diagnostic);

/**
 * The line, from 1; 0 if it has no place.
 */
AS_API uint32_t as_diagnostic_line(const struct as_diagnostic *diagnostic);

/**
 * The column in bytes, from 1; 0 if it has no place.
 */
AS_API uint32_t as_diagnostic_column(const struct as_diagnostic *diagnostic);

/**
 * The text of the source that it is about.
 */
AS_API struct as_str as_diagnostic_source(const struct as_diagnostic *diagnostic);

/**
 * The message as people read it, over several lines that end with line feeds: `FILE:LINE:COLUMN: error: TEXT`, the line of
 * the source with a marker, and the notes. Empty for notes.
 */
AS_API struct as_str as_diagnostic_rendered(const struct as_diagnostic *diagnostic);

/**
 * How many notes it has.
 */
AS_API size_t as_diagnostic_note_count(const struct as_diagnostic *diagnostic);

/**
 * Note number `index`; NULL if there is none of this number.
 */
AS_API const struct as_diagnostic *as_diagnostic_note_at(const struct as_diagnostic *diagnostic, size_t index);

/**
 * A new unit without sources, built against a context, which is sealed if it is not yet. The caller owns it. NULL if
 * the context is NULL.
 *
 * If the context cannot be sealed, the unit is made all the same, and `as_unit_build` tells why.
 */
AS_API struct as_unit *as_unit_new(struct as_context *context);

/**
 * Adds a reference, and returns the unit. Any thread.
 */
AS_API struct as_unit *as_unit_retain(const struct as_unit *unit);

/**
 * Drops a reference. NULL is allowed. Any thread. VMs that run the unit keep what they need of it.
 */
AS_API void as_unit_release(struct as_unit *unit);

/**
 * Adds a source. All sources of a unit are compiled together as one program; their order matters for the initialisation of
 * global variables only.
 *
 * `name`: how messages call it, as a rule the file's name. `text`, `size`: UTF-8, copied; `text` may be NULL if `size` is 0.
 */
AS_API as_status as_unit_add_source(struct as_unit *unit, const char *name, const char *text, size_t size);

/**
 * The same for a source that is a part of a file. `line_offset`: added to the line numbers of messages.
 */
AS_API as_status as_unit_add_source_part(struct as_unit *unit, const char *name, const char *text, size_t size, int32_t line_offset);

/**
 * Sets which registered entities the sources see: those whose access mask shares a bit with this one. At first all.
 */
AS_API as_status as_unit_set_access_mask(struct as_unit *unit, uint32_t mask);

/**
 * Compiles the sources. Once; a unit without sources builds to an empty program.
 *
 * `AS_ERROR_BUILD_FAILED`: the sources have errors, which are among the unit's diagnostics.
 * `AS_ERROR_INVALID_CONFIGURATION`: the context could not be sealed; the error has all that is wrong with it.
 * `AS_ERROR_ALREADY_BUILT`: the unit was built before.
 */
AS_API as_status as_unit_build(struct as_unit *unit, struct as_error **out_error);

/**
 * Whether the unit was built without errors.
 */
AS_API bool as_unit_is_built(const struct as_unit *unit);

/**
 * How many errors and warnings the build found. 0 before building.
 */
AS_API size_t as_unit_diagnostic_count(const struct as_unit *unit);

/**
 * How many of the diagnostics are errors.
 */
AS_API size_t as_unit_error_count(const struct as_unit *unit);

/**
 * Diagnostic number `index`; NULL if there is none of this number. Borrowed: lives as long as the unit.
 */
AS_API const struct as_diagnostic *as_unit_diagnostic_at(const struct as_unit *unit, size_t index);

/**
 * How many global functions the unit declares.
 */
AS_API size_t as_unit_function_count(const struct as_unit *unit);

/**
 * Global function number `index`; NULL if there is none of this number.
 */
AS_API const struct as_function *as_unit_function_at(const struct as_unit *unit, size_t index);

/**
 * The global function that a declaration denotes; NULL if there is none.
 *
 * `declaration`: `void tick(float)`, with the namespace before the name (`void Game::tick(float)`), where names of
 * parameters and namespaces of types do not matter; or the name alone if there is only one function with it.
 */
AS_API const struct as_function *as_unit_find_function(const struct as_unit *unit, const char *declaration);

/**
 * How many sources a built unit was made of, included ones among them; 0 if it keeps no positions.
 */
AS_API size_t as_unit_source_count(const struct as_unit *unit);

/**
 * The name of source number `index`, those that were added in their order, then those that they include; empty if there is none
 * of this number. Lives as long as the unit.
 */
AS_API struct as_str as_unit_source_at(const struct as_unit *unit, size_t index);

/**
 * How many global variables the unit declares.
 */
AS_API size_t as_unit_global_count(const struct as_unit *unit);

/**
 * The name of global variable number `index`, with its namespace; empty if there is none of this number. Lives as long
 * as the unit. For its address see `as_vm_global_at`.
 */
AS_API struct as_str as_unit_global_name(const struct as_unit *unit, size_t index);

/**
 * The type of global variable number `index`.
 */
AS_API struct as_type_use as_unit_global_type(const struct as_unit *unit, size_t index);

/**
 * The declaration of global variable number `index` (`const int Game::limit`); empty if there is none of this number.
 * Lives as long as the unit.
 */
AS_API struct as_str as_unit_global_declaration(const struct as_unit *unit, size_t index);

/**
 * The number of the global variable that a name or a declaration denotes, with its namespace: `Game::limit`,
 * `const int Game::limit`. `AS_NOT_FOUND` if there is none.
 */
AS_API size_t as_unit_find_global(const struct as_unit *unit, const char *declaration);

/**
 * Gives the unit a pointer of the host, which means nothing to the library. Any thread.
 *
 * `user_data_free`, unless NULL, is called once when the pointer is replaced or the unit is gone; also if this call fails.
 */
AS_API as_status as_unit_set_user_data(struct as_unit *unit, void *user_data, as_free_fn user_data_free);

/**
 * The pointer given by `as_unit_set_user_data`; NULL if there is none. Any thread.
 */
AS_API void *as_unit_get_user_data(const struct as_unit *unit);

/**
 * How many types the unit declares: classes, interfaces, enums and function types. 0 for units that were loaded, not built,
 * as for typedefs and namespaces: saved units hold only what running needs, which their classes are part of.
 */
AS_API size_t as_unit_type_count(const struct as_unit *unit);

/**
 * Type number `index`; NULL if there is none of this number.
 */
AS_API const struct as_type *as_unit_type_at(const struct as_unit *unit, size_t index);

/**
 * The type of this name, with its namespace (`Game::Mood`); NULL if there is none.
 */
AS_API const struct as_type *as_unit_find_type(const struct as_unit *unit, const char *name);

/**
 * How many typedefs the unit declares.
 */
AS_API size_t as_unit_typedef_count(const struct as_unit *unit);

/**
 * The name of typedef number `index`, with its namespace; empty if there is none of this number. Lives as long as the
 * unit.
 */
AS_API struct as_str as_unit_typedef_name(const struct as_unit *unit, size_t index);

/**
 * What typedef number `index` stands for; NULL if there is none of this number.
 */
AS_API const struct as_type *as_unit_typedef_type(const struct as_unit *unit, size_t index);

/**
 * How many namespaces the unit adds to those of the host.
 */
AS_API size_t as_unit_namespace_count(const struct as_unit *unit);

/**
 * Namespace number `index` by its path; empty if there is none of this number. Lives as long as the unit.
 */
AS_API struct as_str as_unit_namespace_at(const struct as_unit *unit, size_t index);

/**
 * How many classes the unit declares.
 */
AS_API size_t as_unit_class_count(const struct as_unit *unit);

/**
 * Class number `index`; NULL if there is none of this number.
 */
AS_API const struct as_type *as_unit_class_at(const struct as_unit *unit, size_t index);

/**
 * The class of this name, with its namespace (`Game::Player`); NULL if there is none.
 */
AS_API const struct as_type *as_unit_find_class(const struct as_unit *unit, const char *name);

/**
 * The type that a text means, of a script or of the host: `int`, `const array<Game::Item@>@`, `string[]`. What `as_type_use` tells of it are
 * its constness and handle; references are no part of types.
 *
 * `unit`: a built unit, whose types and typedefs are known by their whole names. Instances of templates over its own types are found if
 * the unit uses them. `AS_ERROR_INVALID_TYPE`: the text names no type, with the place in the message. `AS_ERROR_NOT_BUILT`.
 */
AS_API as_status as_unit_get_type_use(const struct as_unit *unit, const char *text, struct as_type_use *out, struct as_error **out_error);

/**
 * The same for the types of a sealed context. An instance of a template that nobody has named yet is made.
 */
AS_API as_status as_context_get_type_use(const struct as_context *context, const char *text, struct as_type_use *out, struct as_error **out_error);

/**
 * The text of a type as scripts would write it: `const array<Game::Item@>@`, with `&in` and the like for parameters. Gives its length
 * in bytes without the NUL; 0 if there is no type.
 *
 * `buffer`: gets at most `size` bytes, the last a NUL; may be NULL if `size` is 0.
 */
AS_API size_t as_type_use_declaration(struct as_type_use type_, char *buffer, size_t size);

/**
 * What sort of token a text begins with. Words that mean something only in certain places, as `final`, are names.
 *
 * `context`: its options count, such as those about string literals; in any phase. `length`: gets the length of the token in bytes:
 * from 1, but 0 for an empty text. May be NULL.
 */
AS_API as_token_kind as_context_token_at(const struct as_context *context, const char *text, size_t size, size_t *length);

/**
 * Defines a word: what stands between `#if WORD` and the next `#elif`, `#else` or `#endif` is compiled. Before building.
 *
 * `word`: letters, digits and `_`.
 */
AS_API as_status as_unit_add_word(struct as_unit *unit, const char *word, struct as_error **out_error);

/**
 * Sets the function that finds what `#include` names. Without one, includes are errors. Before building.
 *
 * The function is called by `as_unit_build`, in its thread, for each `#include` that stands outside of functions and
 * classes; it cannot use the unit. Each source is read once, whatever the circles. Included sources are initialised
 * behind the one that includes them. If the function fails, the build does, with an error at the line of the `#include`.
 *
 * `user_data_free` is called once with the user data when the function is not needed any more, in the thread that builds
 * or releases the unit. It may be NULL.
 */
AS_API as_status as_unit_set_include(struct as_unit *unit, as_include_fn function, void *user_data, as_free_fn user_data_free, struct as_error **out_error);

/**
 * What stands between the quotes. Lives during the call of the host's function.
 */
AS_API struct as_str as_include_path(const struct as_include *include);

/**
 * The name of the source that the `#include` stands in. Lives during the call of the host's function.
 */
AS_API struct as_str as_include_from(const struct as_include *include);

/**
 * Whether a source of this name is a part of the unit already: giving its text again would change nothing. Names are
 * compared without `.`, `..` and repeated slashes.
 */
AS_API bool as_include_is_known(const struct as_include *include, const char *name);

/**
 * Answers with a source. `name`: how messages call it, and by which it is read only once. `text`, `size`: copied; `text`
 * may be NULL if `size` is 0. The last answer counts.
 */
AS_API as_status as_include_set_source(struct as_include *include, const char *name, const char *text, size_t size);

/**
 * Answers that there is no such source. `why`: for the message, copied.
 */
AS_API as_status as_include_set_failure(struct as_include *include, const char *why);

/**
 * Lets the sources include files, by paths relative to the file that includes them: the names of sources are then taken
 * for paths. Instead of `as_unit_set_include`. Before building.
 */
AS_API as_status as_unit_set_include_files(struct as_unit *unit, struct as_error **out_error);

/**
 * Sets the function that acts on `#pragma`. Without one, pragmas are errors. Before building.
 *
 * The function is called by `as_unit_build`, in its thread; it cannot use the unit. User data as for
 * `as_unit_set_include`.
 */
AS_API as_status as_unit_set_pragma(struct as_unit *unit, as_pragma_fn function, void *user_data, as_free_fn user_data_free, struct as_error **out_error);

/**
 * Sets whether the declarations of the unit's sources may have metadata in front, as `[editable, range(0, 10)] float
 * speed;`; at first not: a `[` there is an error then. Before building.
 *
 * Metadata stands before classes, mixins, interfaces, enums and their values, funcdefs, functions, variables and members
 * of classes. Several brackets in a row are several texts. The library does not look into them; brackets in strings and
 * comments do not end them. Saved units keep them, except those of methods of interfaces and of funcdefs.
 */
AS_API as_status as_unit_set_metadata(struct as_unit *unit, bool allowed);

/**
 * How many texts of metadata a function has; functions of the host have none. Accessors of a virtual property have those of
 * the property, methods from a mixin those that stand there.
 */
AS_API size_t as_function_metadata_count(const struct as_function *function);

/**
 * Text number `index` of a function's metadata, without the brackets; empty if there is none of this number. Lives as long
 * as the function.
 */
AS_API struct as_str as_function_metadata_at(const struct as_function *function, size_t index);

/**
 * How many texts of metadata a type has; only types that scripts declare have any.
 */
AS_API size_t as_type_metadata_count(const struct as_type *type_);

/**
 * Text number `index` of a type's metadata; empty if there is none of this number. Lives as long as the type.
 */
AS_API struct as_str as_type_metadata_at(const struct as_type *type_, size_t index);

/**
 * How many texts of metadata property number `property` of a script class has, inherited ones as in the base class.
 */
AS_API size_t as_type_property_metadata_count(const struct as_type *type_, size_t property);

/**
 * Text number `index` of these; empty if there is none of this number. Lives as long as the type.
 */
AS_API struct as_str as_type_property_metadata_at(const struct as_type *type_, size_t property, size_t index);

/**
 * How many texts of metadata value number `value` of a script's enum has.
 */
AS_API size_t as_type_enum_value_metadata_count(const struct as_type *type_, size_t value);

/**
 * Text number `index` of these; empty if there is none of this number. Lives as long as the type.
 */
AS_API struct as_str as_type_enum_value_metadata_at(const struct as_type *type_, size_t value, size_t index);

/**
 * How many texts of metadata global variable number `global` of a unit has, in the order of `as_unit_global_name`.
 */
AS_API size_t as_unit_global_metadata_count(const struct as_unit *unit, size_t global);

/**
 * Text number `index` of these; empty if there is none of this number. Lives as long as the unit.
 */
AS_API struct as_str as_unit_global_metadata_at(const struct as_unit *unit, size_t global, size_t index);

/**
 * Saves the program of a built unit, for `as_unit_load`. The same unit gives the same data on every platform. Texts of the
 * sources are not saved. Any thread.
 *
 * `flags`: 0 or `AS_SAVE_STRIP`. `write`: called once or more, in this thread, before the function returns.
 *
 * `AS_ERROR_NOT_BUILT`: there is no program. `AS_ERROR_WRITE_FAILED`: `write` has refused the data.
 */
AS_API as_status as_unit_save(const struct as_unit *unit, uint32_t flags, as_write_fn write, void *user_data, struct as_error **out_error);

/**
 * Makes the program of a unit from saved data, in place of adding sources and building. Afterwards the unit is built, or
 * has no program if the call fails; another attempt needs a new unit. `data` is not kept.
 *
 * The data is bound to the registered API by the names and declarations of what it uses. It is checked so that damaged
 * data is refused: its tables at once, the code of each function when it is called first, which then raises an exception
 * (or by `as_unit_load_code`). Data that somebody has made with intent may still harm the process: load only what you
 * would run as native code of the host.
 *
 * `AS_ERROR_BAD_DATA`: it is no saved unit, was saved by another version of the library, or is damaged.
 * `AS_ERROR_API_MISMATCH`: what it uses is not registered, or otherwise; the error's details have all of it.
 * `AS_ERROR_ALREADY_BUILT`: the unit was built or loaded before. `AS_ERROR_INVALID_ARGUMENT`: it has sources (and keeps
 * them). `AS_ERROR_INVALID_CONFIGURATION`: the context could not be sealed.
 */
AS_API as_status as_unit_load(struct as_unit *unit, const void *data, size_t size, struct as_error **out_error);

/**
 * Loads the code of all functions of a loaded unit at once, that is, checks it, so that no call of one can be refused
 * later: for tools, and for hosts that would rather pay for it while they load. Of a unit that was built there is nothing
 * to check. May be called from any thread, also while scripts of the unit run.
 *
 * `AS_ERROR_BAD_DATA`: a function is refused, and the error tells which and why. `AS_ERROR_NOT_BUILT`: there is no program.
 */
AS_API as_status as_unit_load_code(const struct as_unit *unit, struct as_error **out_error);

/**
 * Whether the unit is built, or loaded, with positions and local variables.
 */
AS_API bool as_unit_has_debug_info(const struct as_unit *unit);

/**
 * A new VM of a context, which is sealed if it is not yet. The caller owns it. NULL if the context is NULL or cannot be
 * sealed (`as_context_seal` tells why).
 *
 * The VM takes the context's options about running as they are now: 4 and 31 (sizes of stacks), 27 (how deep executions
 * may nest), 16 (whether circles are collected by themselves), and 9 (whether `as_vm_link` initialises global variables).
 */
AS_API struct as_vm *as_vm_new(struct as_context *context);

/**
 * Frees a VM: its globals are released, destructors run, all objects go. NULL is allowed. Calls that still exist keep
 * it alive until they are freed. Not from a function that the VM calls.
 */
AS_API void as_vm_free(struct as_vm *vm);

/**
 * Makes a unit part of the VM: its global variables get memory and are initialised in order, unless property 9 is off:
 * then they are zero and null until `as_vm_reset_globals`. A unit that is linked already is left as it is.
 *
 * `AS_ERROR_INIT_FAILED`: the initialiser of a variable raised an exception, whose text the error has.
 * `AS_ERROR_FOREIGN`: the unit was built with another context. `AS_ERROR_NOT_BUILT`: it was not built.
 * `AS_ERROR_NOT_LINKED`: it is a snippet, and the unit that it adds to is not linked.
 */
AS_API as_status as_vm_link(struct as_vm *vm, const struct as_unit *unit, struct as_error **out_error);

/**
 * Releases the global variables of a unit and initialises them anew; a unit that is not linked is linked. For the errors
 * see `as_vm_link`.
 */
AS_API as_status as_vm_reset_globals(struct as_vm *vm, const struct as_unit *unit, struct as_error **out_error);

/**
 * Takes a unit off the VM: its global variables are released, its imports are unbound. What scripts
 * hold of it, objects and function handles, goes on to work; its variables are zero and null for them. It may be linked again,
 * and then starts anew; to put a newer build in its place, link that one. Not while the VM runs.
 *
 * `AS_ERROR_NOT_LINKED`: it is not linked. If it declares types, or function handles were made of its functions, what was
 * compiled of it stays in memory until the VM goes, since objects may live on; else it goes when the unit and all calls prepared
 * for it are freed.
 */
AS_API as_status as_vm_unlink(struct as_vm *vm, const struct as_unit *unit, struct as_error **out_error);

/**
 * Whether a unit is linked to the VM.
 */
AS_API bool as_vm_is_linked(const struct as_vm *vm, const struct as_unit *unit);

/**
 * The address of global variable `index` of a unit, in the order of `as_unit_global_name`; NULL if there is none, or if
 * the unit is not linked.
 *
 * There lies the value: a number, a value type, or the pointer of a handle or script object. It stays at this address until
 * the unit is unlinked, also when variables are reset.
 */
AS_API void *as_vm_global_at(struct as_vm *vm, const struct as_unit *unit, size_t index);

/**
 * The same for a variable by its name, with its namespace: `score`, `Game::score`.
 */
AS_API void *as_vm_find_global(struct as_vm *vm, const struct as_unit *unit, const char *name);

/**
 * Gives the VM a pointer of the host, which functions called by scripts can ask for.
 *
 * `user_data_free`, unless NULL, is called once when the pointer is replaced, or when the VM is gone with everything in
 * it; also if this call fails.
 */
AS_API as_status as_vm_set_user_data(struct as_vm *vm, void *user_data, as_free_fn user_data_free);

/**
 * The pointer given by `as_vm_set_user_data`; NULL if there is none.
 */
AS_API void *as_vm_get_user_data(const struct as_vm *vm);

/**
 * Limits how much scripts may do from now on: the number of rounds of loops and calls they may make. It is handed out in
 * portions of 4,096, so calls may do so much more. Work of the add-ons counts too, 64 bytes or elements as a round, where it is
 * much. When it is used up, `as_call_run` returns `AS_RUN_SUSPENDED`; what runs for the library itself, as destructors and
 * comparators do, is aborted, and `as_call_run` returns `AS_RUN_ABORTED`. `UINT64_MAX`: no limit, as at first.
 */
AS_API as_status as_vm_set_fuel(struct as_vm *vm, uint64_t fuel);

/**
 * What is left of the limit; `UINT64_MAX` if there is none.
 */
AS_API uint64_t as_vm_get_fuel(const struct as_vm *vm);

/**
 * Limits the time until which scripts may run, counted from now; then `as_call_run` returns `AS_RUN_SUSPENDED`, or
 * `AS_RUN_ABORTED` where a native function waits for a script. The clock is looked at now and then, and behind functions of the
 * add-ons that do much; a single call of one, such as sorting a large array, runs to its end.
 *
 * `nanoseconds`: 0 for no limit, as at first.
 */
AS_API as_status as_vm_set_time_limit(struct as_vm *vm, uint64_t nanoseconds);

/**
 * Limits the memory of objects and strings of scripts; what would exceed it raises an exception. `bytes`: 0 for no limit,
 * as at first.
 */
AS_API as_status as_vm_set_memory_limit(struct as_vm *vm, size_t bytes);

/**
 * The memory that objects and strings of scripts take at the moment, in bytes.
 */
AS_API size_t as_vm_get_memory_used(const struct as_vm *vm);

/**
 * Limits how deep calls of scripts may nest; deeper ones raise an exception. `frames`: 0 for as deep as the stack allows,
 * as at first.
 */
AS_API as_status as_vm_set_max_depth(struct as_vm *vm, uint32_t frames);

/**
 * Sets the size of the stacks of calls that are made from now on. `bytes`: 8 MiB at first, of which only what is used
 * takes memory.
 */
AS_API as_status as_vm_set_stack_size(struct as_vm *vm, size_t bytes);

/**
 * Frees all objects that are only kept by circles of references. Gives the number of objects freed.
 */
AS_API uint64_t as_vm_collect(struct as_vm *vm);

/**
 * Does a small piece of the work of `as_vm_collect`, of about `budget` objects. Gives whether more is to be done.
 */
AS_API bool as_vm_collect_step(struct as_vm *vm, size_t budget);

/**
 * From a function that a script calls: raises a script exception, which takes effect when the function returns. Another
 * one before that replaces the first. The result is dropped: a native function still has to return a valid one (NULL for
 * a handle will do), a generic function makes none.
 *
 * `text`: what it says. Bytes that are no UTF-8 are replaced: what it says may come from a script's text.
 */
AS_API as_status as_vm_raise(struct as_vm *vm, const char *text);

/**
 * From a function that a script calls: suspends the running call when the function returns.
 */
AS_API as_status as_vm_suspend(struct as_vm *vm);

/**
 * From a function that a script calls: aborts the running call when the function returns.
 */
AS_API as_status as_vm_abort(struct as_vm *vm);

/**
 * How deep executions nest at the moment: 0 if nothing runs.
 */
AS_API uint32_t as_vm_depth(const struct as_vm *vm);

/**
 * The call that runs: the innermost one, if they are nested. NULL if none runs, or if what runs was begun by the VM itself:
 * an initialiser of a global variable, or a destructor while nothing else runs.
 */
AS_API struct as_call *as_vm_active_call(const struct as_vm *vm);

/**
 * While scripts run: the text of the last exception of the running call, also of one that was caught; empty if there was
 * none. Lives until the next exception, at most until the call ends.
 */
AS_API struct as_str as_vm_exception_text(const struct as_vm *vm);

/**
 * How many functions the unit imports.
 */
AS_API size_t as_unit_import_count(const struct as_unit *unit);

/**
 * The name of import number `index`, with its namespace; empty if there is none of this number. Lives as long as the
 * unit.
 */
AS_API struct as_str as_unit_import_name(const struct as_unit *unit, size_t index);

/**
 * The declaration of import number `index`: `int f(const string &in)`. Lives as long as the unit.
 */
AS_API struct as_str as_unit_import_declaration(const struct as_unit *unit, size_t index);

/**
 * What stands behind `from` in the declaration of import number `index`: where the script expects the function. Lives as
 * long as the unit.
 */
AS_API struct as_str as_unit_import_source(const struct as_unit *unit, size_t index);

/**
 * Binds import number `index` of a unit, in this VM, to a global function of the same signature: one of a unit that is
 * linked to the VM, or one of the host. It may be bound already. Possible at any time: calls that run end in the old
 * function, later ones go to the new. The binding ends with the VM.
 *
 * `AS_ERROR_INVALID_INTERFACE`: the signatures differ. `AS_ERROR_NOT_SUPPORTED`: it is no global function.
 * `AS_ERROR_NOT_LINKED`: one of the units is not linked. `AS_ERROR_INDEX`: there is no such import.
 */
AS_API as_status as_vm_bind_import(struct as_vm *vm, const struct as_unit *unit, size_t index, const struct as_function *function, struct as_error **out_error);

/**
 * Takes the binding of import number `index` of a unit away: calling it raises an exception, as at first.
 */
AS_API as_status as_vm_unbind_import(struct as_vm *vm, const struct as_unit *unit, size_t index, struct as_error **out_error);

/**
 * Whether import number `index` of a unit is bound in this VM.
 */
AS_API bool as_vm_is_import_bound(const struct as_vm *vm, const struct as_unit *unit, size_t index);

/**
 * Binds the imports of a unit to the functions of another unit that have their names, namespaces and signatures. Both
 * units are linked to the VM.
 *
 * `source`: only imports whose source is this; NULL for all. `from`: the unit that has the functions.
 *
 * `AS_ERROR_CANT_BIND_ALL`: for some there is no such function, which are the details of the error; the others are bound.
 */
AS_API as_status as_vm_bind_imports(struct as_vm *vm, const struct as_unit *unit, const char *source, const struct as_unit *from, struct as_error **out_error);

/**
 * A new object of a script class by its default constructor, with one reference, which the caller gets. NULL in case of
 * failure: `AS_ERROR_INVALID_TYPE` for types that are not managed, `AS_ERROR_GENERAL` with the text of the exception if
 * the constructor raised one.
 */
AS_API struct as_object *as_object_new(struct as_vm *vm, const struct as_type *type_, struct as_error **out_error);

/**
 * A copy of an object, as scripts would make it, with one reference, which the caller gets. NULL in case of failure.
 */
AS_API struct as_object *as_object_new_copy(struct as_vm *vm, const struct as_object *from, struct as_error **out_error);

/**
 * Adds a reference, and returns the object. NULL is allowed.
 */
AS_API struct as_object *as_object_retain(struct as_vm *vm, struct as_object *object);

/**
 * Drops a reference; the object ends with its last one. NULL is allowed.
 */
AS_API void as_object_release(struct as_vm *vm, struct as_object *object);

/**
 * The true type of an object; NULL if it is NULL.
 */
AS_API const struct as_type *as_object_type(const struct as_object *object);

/**
 * Compares two objects as scripts do: by `opCmp` of the class that they have in common, or of the nearest base that has one.
 *
 * `out`: negative, 0 or positive. `AS_ERROR_NO_FUNCTION`: there is no such method, or several. `AS_ERROR_GENERAL`: it raised an
 * exception.
 */
AS_API as_status as_object_get_order(struct as_vm *vm, struct as_object *a, struct as_object *b, int32_t *out, struct as_error **out_error);

/**
 * Whether two objects are equal, as scripts see it: by `opEquals`, or by `opCmp` if there is none. For errors see
 * `as_object_get_order`.
 */
AS_API as_status as_object_get_equal(struct as_vm *vm, struct as_object *a, struct as_object *b, bool *out, struct as_error **out_error);

/**
 * The number of references to an object; 0 if it is NULL.
 */
AS_API uint32_t as_object_ref_count(const struct as_object *object);

/**
 * The address of a property of a script object by its name; NULL if it has none of that name.
 *
 * There lies the value: a number, a value type, or the pointer of a handle or object. It is valid as long as the object.
 */
AS_API void *as_object_find_property(struct as_object *object, const char *name);

/**
 * The same by the number of the property in the object's type; see `as_type_property_count`.
 */
AS_API void *as_object_property_at(struct as_object *object, size_t index);

/**
 * The content of a string; valid as long as the string is neither changed nor moved. Empty for NULL.
 */
AS_API struct as_str as_string_get(const struct as_string *string);

/**
 * A new string, to be returned from a native function, given to a script or freed by `as_string_free`. If the memory
 * limit of the VM is reached, an exception is raised in the running script and the string is empty.
 *
 * `vm`: where it is used. `text`, `size`: its content; `text` may be NULL if `size` is 0.
 */
AS_API struct as_string as_string_new(struct as_vm *vm, const char *text, size_t size);

/**
 * Changes the content of a string.
 *
 * `AS_ERROR_OUT_OF_MEMORY`: the memory limit of the VM is reached; the string is as it was.
 */
AS_API as_status as_string_set(struct as_vm *vm, struct as_string *string, const char *text, size_t size);

/**
 * Frees the content of a string that was made by `as_string_new` and not given away; it is empty then.
 */
AS_API void as_string_free(struct as_vm *vm, struct as_string *string);

/**
 * Makes a default value in memory of the host: numbers zero, handles null, values and objects by their default constructor or
 * factory.
 *
 * `type`: the type, with `AS_USE_HANDLE` for a handle. `memory`: as large and aligned as the type; for handles and objects of
 * reference types a pointer, which then has the object. End it with `as_value_release`, before the VM is gone. For values in
 * script objects and variables there is `as_value_set`: they are made already.
 *
 * `AS_ERROR_NO_FUNCTION`: the type has no default constructor. `AS_ERROR_INVALID_TYPE`: there are no values of it.
 * `AS_ERROR_GENERAL`: an exception was raised, whose text the error has. The memory holds no value then.
 */
AS_API as_status as_value_new(struct as_vm *vm, struct as_type_use type_, void *memory, struct as_error **out_error);

/**
 * Makes a copy of a value in memory of the host: handles get a reference, values and objects are copied.
 *
 * `from`: the address of the number, value, string or handle; for objects of reference types the object. See also
 * `as_value_new`. `AS_ERROR_NO_FUNCTION`, `AS_ERROR_NOT_SUPPORTED`: the type cannot be copied. `AS_ERROR_INVALID_OBJECT`: the
 * object is of another class.
 */
AS_API as_status as_value_new_copy(struct as_vm *vm, struct as_type_use type_, void *memory, const void *from, struct as_error **out_error);

/**
 * Assigns to a value: handles are rebound, with their references; values and objects are assigned by their own rules.
 *
 * `to`: where the value lies – for objects of reference types the address of the pointer to the object, as members, global
 * variables and `as_value_new` have them. `from`: as for `as_value_new_copy`. `AS_ERROR_NOT_SUPPORTED`: the type has no
 * assignment, or it is a reference type and `AS_OPTION_DISALLOW_VALUE_ASSIGN_FOR_REF_TYPE` was on when the VM was made.
 * `AS_ERROR_GENERAL`: it raised an exception.
 */
AS_API as_status as_value_set(struct as_vm *vm, struct as_type_use type_, void *to, const void *from, struct as_error **out_error);

/**
 * Ends a value in memory of the host: handles and objects lose their reference, values are destroyed. A pointer is NULL
 * afterwards.
 *
 * `value`: made by `as_value_new`, `as_value_new_copy` or `as_vm_run_function`, and not ended yet.
 */
AS_API as_status as_value_release(struct as_vm *vm, struct as_type_use type_, void *value, struct as_error **out_error);

/**
 * The value of an `any`; NULL for objects that are none.
 */
AS_API struct as_variant *as_any_value(struct as_object *any);

/**
 * The type of a value; without a type if there is no value.
 */
AS_API struct as_type_use as_variant_type(const struct as_variant *value);

/**
 * The value by reference: the address of a number, value, string or handle, or the object itself if an object is held by
 * value. NULL if there is no value. Valid until the value is set again.
 */
AS_API void *as_variant_address(struct as_variant *value);

/**
 * Reads a number, `bool` or enum as integer; floats are cut. `false`: it is none of them, and `out` is left alone.
 */
AS_API bool as_variant_get_int64(const struct as_variant *value, int64_t *out);

/**
 * Reads a number, `bool` or enum as `double`. `false`: it is none of them, and `out` is left alone.
 */
AS_API bool as_variant_get_double(const struct as_variant *value, double *out);

/**
 * Reads a string of the library's own. `false`: it is none, and `out` is left alone. The text is valid until the value is
 * set again or removed.
 */
AS_API bool as_variant_get_string(struct as_vm *vm, const struct as_variant *value, struct as_str *out);

/**
 * The script object that is held, by handle or by value: borrowed. NULL if there is none, or one of another kind.
 */
AS_API struct as_object *as_variant_get_object(const struct as_variant *value);

/**
 * Sets the value to an `int64`.
 */
AS_API as_status as_variant_set_int64(struct as_vm *vm, struct as_variant *value, int64_t to);

/**
 * Sets the value to a `double`.
 */
AS_API as_status as_variant_set_double(struct as_vm *vm, struct as_variant *value, double to);

/**
 * Sets the value to a `bool`.
 */
AS_API as_status as_variant_set_bool(struct as_vm *vm, struct as_variant *value, bool to);

/**
 * Sets the value to a copy of a text, as a string of the library's own.
 *
 * `AS_ERROR_NOT_SUPPORTED`: the context has another string type. `AS_ERROR_OUT_OF_MEMORY`: the limit of the VM is reached.
 */
AS_API as_status as_variant_set_string(struct as_vm *vm, struct as_variant *value, const char *text, size_t size);

/**
 * Sets the value to a handle to a script object, which gets a reference; NULL leaves no value.
 */
AS_API as_status as_variant_set_object(struct as_vm *vm, struct as_variant *value, struct as_object *to);

/**
 * Sets the value to one of any type: numbers are widened, handles shared, objects and values copied.
 *
 * `type`: what it is; with `AS_USE_HANDLE` a handle. `from`: as `as_variant_address` gives it. `AS_ERROR_GENERAL`: objects of
 * the type cannot be copied, or copying raised an exception; the value is as it was.
 */
AS_API as_status as_variant_set(struct as_vm *vm, struct as_variant *value, struct as_type_use type_, const void *from, struct as_error **out_error);

/**
 * Leaves no value.
 */
AS_API as_status as_variant_clear(struct as_vm *vm, struct as_variant *value);

/**
 * A new array with default elements and one reference, which the caller gets (`as_object_release`). Arrays of a script's
 * own types are made by `as_object_new` with their type, as a global variable or parameter has it.
 *
 * `type`: what scripts write: `array<float>`, `string[]`. `size`: how many elements. NULL in case of failure:
 * `AS_ERROR_INVALID_TYPE` if the context has no such array type, `AS_ERROR_GENERAL` with the text of the exception that
 * making an element raised, or if there is not enough memory.
 */
AS_API struct as_object *as_array_new(struct as_vm *vm, const char *type_, size_t size, struct as_error **out_error);

/**
 * How many elements an array has; 0 for NULL and objects that are no arrays.
 */
AS_API size_t as_array_size(const struct as_object *array);

/**
 * The type of an array's elements; without a type for NULL and objects that are no arrays.
 */
AS_API struct as_type_use as_array_element_type(const struct as_object *array);

/**
 * The distance from an element to the next in bytes; 0 for NULL and objects that are no arrays.
 */
AS_API size_t as_array_stride(const struct as_object *array);

/**
 * The elements, one behind the other: an `array<float>` is a `float *` and `as_array_size`, an `array<Vec3>` of a registered
 * value type a `Vec3 *`, an `array<string>` an `as_string *`. Elements that are handles or objects of reference types are
 * pointers to objects. NULL for an array without elements, and for objects that are no arrays; look at
 * `as_array_element_type` first.
 *
 * The address is valid until the array is resized, by the host or a script. Numbers and plain values may be written;
 * strings are changed by `as_string_set`, handles and objects by `as_array_set`.
 */
AS_API void *as_array_data(struct as_object *array);

/**
 * Element number `index` by reference: the address of a number, value, string or handle, or the object itself in an array of
 * objects. NULL if there is none of this number. Valid until the array is resized.
 */
AS_API void *as_array_at(struct as_object *array, size_t index);

/**
 * Assigns to element number `index`. Handles get a reference, objects and values are copied.
 *
 * `value`: as `as_array_at` gives it – for handles the address of the pointer to the object, which may be NULL.
 * `AS_ERROR_INDEX`: there is no such element. `AS_ERROR_INVALID_OBJECT`: the object is of another class.
 */
AS_API as_status as_array_set(struct as_vm *vm, struct as_object *array, size_t index, const void *value, struct as_error **out_error);

/**
 * Inserts a copy of a value before element number `index`; with the size of the array behind the last one. See `as_array_set`.
 */
AS_API as_status as_array_insert(struct as_vm *vm, struct as_object *array, size_t index, const void *value, struct as_error **out_error);

/**
 * Removes `count` elements from number `index` on. `AS_ERROR_INDEX`: there are not so many, and none is removed.
 */
AS_API as_status as_array_remove(struct as_vm *vm, struct as_object *array, size_t index, size_t count, struct as_error **out_error);

/**
 * Sets the number of elements: those behind are dropped, new ones are zero, null or default objects.
 *
 * `AS_ERROR_GENERAL`: there is not enough memory, or making an element raised an exception, whose text the error has.
 */
AS_API as_status as_array_resize(struct as_vm *vm, struct as_object *array, size_t size, struct as_error **out_error);

/**
 * A new empty dictionary with one reference, which the caller gets (`as_object_release`). NULL in case of failure:
 * `AS_ERROR_INVALID_TYPE` if the VM's context has no `AS_ADDON_DICTIONARY`.
 */
AS_API struct as_object *as_dictionary_new(struct as_vm *vm, struct as_error **out_error);

/**
 * How many keys a dictionary has; 0 for NULL and objects that are no dictionaries.
 */
AS_API size_t as_dictionary_size(const struct as_object *dictionary);

/**
 * The value of a key; NULL if there is none. It stays at its address until the key is removed.
 *
 * `key`, `size`: the bytes of the key.
 */
AS_API struct as_variant *as_dictionary_find(const struct as_object *dictionary, const char *key, size_t size);

/**
 * The value of a key, which is added without a value if it is not there: `as_variant_set_int64(vm, as_dictionary_add(…), 5)`.
 * NULL in case of failure.
 */
AS_API struct as_variant *as_dictionary_add(struct as_vm *vm, struct as_object *dictionary, const char *key, size_t size, struct as_error **out_error);

/**
 * Removes a key with its value; `false` if it is not there.
 */
AS_API bool as_dictionary_remove(struct as_vm *vm, struct as_object *dictionary, const char *key, size_t size);

/**
 * Removes all keys.
 */
AS_API as_status as_dictionary_clear(struct as_vm *vm, struct as_object *dictionary);

/**
 * Walks over the entries in the order in which their keys were added: begin with `*position` 0 and call until it answers
 * `false`. Values may be changed and keys removed meanwhile; if keys are added, others may be left out or met again.
 *
 * `position`: where the walk is; only for this function. `out_key`: the key, valid until it is removed; may be NULL.
 * `out_value`: its value; may be NULL.
 */
AS_API bool as_dictionary_next(const struct as_object *dictionary, size_t *position, struct as_str *out_key, struct as_variant **out_value);

/**
 * The type of what a `ref` refers to, as handle: for script objects the type by which it was set, which may be a base or
 * interface of theirs (`as_object_type` tells their own). Without a type if it refers to nothing.
 */
AS_API struct as_type_use as_ref_type(const struct as_ref *reference);

/**
 * The object that a `ref` refers to: borrowed. For objects with the library's header an `as_object`, for others what the
 * host has made. NULL if there is none.
 */
AS_API void *as_ref_get(const struct as_ref *reference);

/**
 * The object that a `ref` refers to, if it has the library's header: borrowed. NULL if there is none, or one of another kind.
 */
AS_API struct as_object *as_ref_get_object(const struct as_ref *reference);

/**
 * The object that a `ref` refers to as one of another type: borrowed. NULL if it is none of it, as a cast of a script would
 * give.
 *
 * `type`: a class, a base class, an interface or a registered type.
 */
AS_API void *as_ref_cast(const struct as_ref *reference, const struct as_type *type_);

/**
 * Makes a `ref` refer to an object, which gets a reference; to nothing for NULL.
 *
 * `vm`: that of the `ref`. `type`: of the object; with `AS_USE_CONST` scripts can only read it. `AS_ERROR_INVALID_TYPE`: it is
 * no reference type, or one without counting. `AS_ERROR_INVALID_OBJECT`: the object has the library's header and is none of
 * the type.
 */
AS_API as_status as_ref_set(struct as_vm *vm, struct as_ref *reference, struct as_type_use type_, void *to, struct as_error **out_error);

/**
 * The same for an object with the library's header, by its own type.
 */
AS_API as_status as_ref_set_object(struct as_vm *vm, struct as_ref *reference, struct as_object *to);

/**
 * A new object of a script class without running a constructor, with one reference, which the caller gets: numbers are zero,
 * handles and members that are objects null, value types of the library's own and of the host as their default. For hosts that
 * restore objects: what a constructor would do is left to them, or to `as_vm_run_function` with a constructor.
 *
 * NULL in case of failure: `AS_ERROR_INVALID_TYPE` for types that are no script classes, `AS_ERROR_NO_FUNCTION` for abstract ones.
 */
AS_API struct as_object *as_object_new_uninitialized(struct as_vm *vm, const struct as_type *type_, struct as_error **out_error);

/**
 * Casts an object as scripts do: to a class or interface that it is of, or else by its own `opImplCast` or `opCast`.
 *
 * `object`: an object, or for value types with such operators the value. `from`: its type; NULL for objects with the
 * library's header, whose true type counts in any case. `implicit_only`: not by `opCast`. `out`: the object of type `to`, with a
 * reference, which the caller gets; NULL if it cannot be cast, which is no error.
 *
 * `AS_ERROR_GENERAL`: an operator raised an exception.
 */
AS_API as_status as_object_get_cast(struct as_vm *vm, void *object, const struct as_type *from, const struct as_type *to, bool implicit_only, void **out, struct as_error **out_error);

/**
 * A function handle as scripts have them, with one reference, which the caller gets: an argument for parameters of function
 * types, a value for variables of such. Scripts call it, and so does `as_call_prepare_handle`.
 *
 * `function`: a global function of a script or the host, or a method. `object`: NULL for global functions; for methods the object,
 * which gets a reference: that makes a delegate. Of a method of a base class or interface the one of the object's own class is
 * meant.
 *
 * NULL in case of failure: `AS_ERROR_NO_FUNCTION`: what is no function that can be called so. `AS_ERROR_INVALID_OBJECT`: the object does
 * not have the method. `AS_ERROR_INVALID_TYPE`: its type has no handles. `AS_ERROR_NOT_LINKED`: the function's unit is not linked.
 */
AS_API struct as_object *as_object_new_function(struct as_vm *vm, const struct as_function *function, void *object, struct as_error **out_error);

/**
 * The function that a function handle calls; for a delegate the method. NULL for other objects, and for handles to imports.
 * Borrowed as functions are.
 */
AS_API const struct as_function *as_object_function(const struct as_vm *vm, const struct as_object *object);

/**
 * The object of a delegate, without a reference; NULL for other objects.
 *
 * `type`: gets its type; may be NULL.
 */
AS_API void *as_object_bound(const struct as_object *object, struct as_type_use *type_);

/**
 * Gives an object with the library's header a pointer of the host.
 *
 * `user_data_free`, unless NULL, is called once when the pointer is replaced or the object ends: after its destructor, before its
 * members are gone; also if this call fails. It must not use the object.
 */
AS_API as_status as_object_set_user_data(struct as_vm *vm, struct as_object *object, void *user_data, as_free_fn user_data_free);

/**
 * The pointer given by `as_object_set_user_data`; NULL if there is none.
 */
AS_API void *as_object_get_user_data(struct as_vm *vm, const struct as_object *object);

/**
 * A weak reference to an object with the library's header. The caller owns it. NULL in case of failure.
 */
AS_API struct as_weak *as_weak_new(struct as_vm *vm, struct as_object *object, struct as_error **out_error);

/**
 * Frees a weak reference. NULL is allowed. While its VM runs in another thread nothing happens.
 */
AS_API void as_weak_free(struct as_weak *weak);

/**
 * The object, with a new reference, which the caller gets; NULL when its last reference was dropped before.
 */
AS_API struct as_object *as_weak_get(const struct as_weak *weak);

/**
 * Calls a function and waits until it is over. Also while scripts run, from a function that they call.
 *
 * A method of a script is the very one that was found (see `as_type_find_override`), one of an interface that of the object's
 * class. What would be suspended ends as aborted, with `AS_ERROR_GENERAL`; use an `as_call` for what may be suspended. An exception
 * does not go on to a script that runs: raise it again if it should.
 *
 * `AS_ERROR_NO_FUNCTION`: the function has no code, or is of an abstract class whose object is to be made.
 * `AS_ERROR_INVALID_ARGUMENT`: another number of arguments. `AS_ERROR_INVALID_TYPE`: an argument is of another type, as far as
 * can be seen, or a type that is needed was not told. `AS_ERROR_INVALID_OBJECT`: the object is none of the method's class.
 * `AS_ERROR_FOREIGN`, `AS_ERROR_NOT_LINKED`: the function is not of the VM's context, or its unit is not linked.
 * `AS_ERROR_GENERAL`: it raised an exception, whose text the error has.
 */
AS_API as_status as_vm_run_function(struct as_vm *vm, const struct as_invocation *invocation, struct as_error **out_error);

/**
 * Tells what the collector of a VM knows and has done. Takes time in proportion to the number of objects.
 */
AS_API as_status as_vm_get_gc_statistics(const struct as_vm *vm, struct as_gc_statistics *out);

/**
 * Lists the objects with the library's header that are alive in a VM, to find what is kept for too long. Gives how many there
 * are.
 *
 * `type`: only those of this class and classes derived from it; NULL for all. `objects`: gets at most `capacity` of them, in no
 * particular order; without references, so that they are good until something is released. NULL if `capacity` is 0.
 */
AS_API size_t as_vm_find_objects(const struct as_vm *vm, const struct as_type *type_, struct as_object **objects, size_t capacity);

/**
 * Sets a function that is told of garbage in circles; NULL for none. `user_data_free`, unless NULL, is called once when another
 * is set or the VM is gone; also if this call fails.
 */
AS_API as_status as_vm_set_garbage_callback(struct as_vm *vm, as_garbage_fn callback, void *user_data, as_free_fn user_data_free);

/**
 * Tells the collector of an object that the host counts and that scripts have not held yet, so that circles through it are
 * found. What a script has held is found anyway. The collector keeps a reference until nobody else does.
 *
 * `type`: registered with `AS_TYPE_GC` and its behaviours, `AS_ERROR_INVALID_TYPE` if not. `object`: of that type.
 */
AS_API as_status as_vm_add_collected(struct as_vm *vm, const struct as_type *type_, void *object, struct as_error **out_error);

/**
 * From `AS_BEHAVIOR_ENUM_REFS`, that is `void f(int &in)` in scripts and `void f(T *object, as_gc_visitor *visitor)` in C: tells a value
 * that the object holds. Each reference is told once; what cannot be part of a circle may be told or not.
 *
 * `vm`: that of the behaviour, which gets it with `AS_NATIVE_VM`. `type`, `value`: as for `as_value_set`: with `AS_USE_HANDLE` the
 * address of the pointer, which may be NULL; a value of a container's type parameter is told as it lies there.
 * `AS_BEHAVIOR_RELEASE_REFS` drops the same with `as_value_release`.
 */
AS_API as_status as_gc_visitor_add(struct as_vm *vm, struct as_gc_visitor *visitor, struct as_type_use type_, void *value);

/**
 * A new call of a VM, prepared for a function. The caller owns it. NULL if `vm` is NULL.
 *
 * `function`: as for `as_call_prepare`. If it is of another VM's unit, or NULL, the call is made all the same, and
 * running it answers `AS_RUN_ERROR`.
 */
AS_API struct as_call *as_call_new(struct as_vm *vm, const struct as_function *function);

/**
 * Frees a call: what it holds is released; a suspended function is unwound, with its destructors. NULL is allowed. A call
 * that runs is left alone, and so is one of a scheduler.
 */
AS_API void as_call_free(struct as_call *call);

/**
 * Prepares a function: what the call held before is released, and all arguments are zero. Not while it runs or is
 * suspended.
 *
 * `function`: of a unit that is linked to the VM, or of the host. Constructors, members of templates, variadic functions and
 * methods of interfaces of the host are `AS_ERROR_NOT_SUPPORTED`: `as_vm_run_function` calls them.
 */
AS_API as_status as_call_prepare(struct as_call *call, const struct as_function *function, struct as_error **out_error);

/**
 * Prepares what a function handle of a script calls; a delegate brings its object along.
 *
 * `handle`: an object of a function type.
 */
AS_API as_status as_call_prepare_handle(struct as_call *call, struct as_object *handle, struct as_error **out_error);

/**
 * Releases everything the call holds, the function included. A suspended call must be aborted first.
 */
AS_API as_status as_call_reset(struct as_call *call);

/**
 * Sets the object of a method. The call keeps a reference until it is over, if the object's type counts them.
 *
 * `object`: a script object, or for methods of the host's types the object or value, which cannot be checked: one of another
 * type is not noticed.
 */
AS_API as_status as_call_set_this(struct as_call *call, struct as_object *object);

/**
 * Sets a `bool` argument. `index` counts from 0.
 */
AS_API as_status as_call_set_bool(struct as_call *call, uint32_t index, bool value);

/**
 * Sets an `int8` or `uint8` argument.
 */
AS_API as_status as_call_set_int8(struct as_call *call, uint32_t index, int8_t value);

/**
 * Sets an `int16` or `uint16` argument.
 */
AS_API as_status as_call_set_int16(struct as_call *call, uint32_t index, int16_t value);

/**
 * Sets an `int` or enum argument, or a `uint` one by its bits.
 */
AS_API as_status as_call_set_int(struct as_call *call, uint32_t index, int32_t value);

/**
 * Sets a `uint` argument, or an `int` one by its bits.
 */
AS_API as_status as_call_set_uint(struct as_call *call, uint32_t index, uint32_t value);

/**
 * Sets an `int64` argument, or a `uint64` one by its bits.
 */
AS_API as_status as_call_set_int64(struct as_call *call, uint32_t index, int64_t value);

/**
 * Sets a `uint64` argument, or an `int64` one by its bits.
 */
AS_API as_status as_call_set_uint64(struct as_call *call, uint32_t index, uint64_t value);

/**
 * Sets a `float` argument.
 */
AS_API as_status as_call_set_float(struct as_call *call, uint32_t index, float value);

/**
 * Sets a `double` argument.
 */
AS_API as_status as_call_set_double(struct as_call *call, uint32_t index, double value);

/**
 * Sets an argument that is passed by reference: the address of a variable, of a value, or of an object. It must stay
 * valid until the call is over.
 */
AS_API as_status as_call_set_address(struct as_call *call, uint32_t index, void *address);

/**
 * Sets an argument that is a handle, or an object given by value, which is copied. Handles get a reference.
 *
 * `object`: a script object of the call's own VM – one of another VM is not noticed, and its counts are not for two
 * threads –, or an object of the host for handles to registered types; NULL for handles only.
 */
AS_API as_status as_call_set_object(struct as_call *call, uint32_t index, void *object);

/**
 * Sets a `?` argument of a function of the host: the address of the value and its type, for handles the address of the
 * handle. It must stay valid until the call is over.
 */
AS_API as_status as_call_set_any(struct as_call *call, uint32_t index, void *value, struct as_type_use type_);

/**
 * Sets an argument of a registered value type that is passed by value: it is copied.
 */
AS_API as_status as_call_set_value(struct as_call *call, uint32_t index, const void *value);

/**
 * Sets a `string` or `const string &in` argument of the library's own `string`. The call keeps a copy of the text until it
 * is prepared again, reset or freed.
 */
AS_API as_status as_call_set_string(struct as_call *call, uint32_t index, const char *text, size_t size);

/**
 * Runs the prepared function, or goes on where it was suspended, until it finishes, is suspended or aborted, or raises an
 * exception.
 */
AS_API as_run as_call_run(struct as_call *call);

/**
 * Asks the call to suspend at its next loop or call. Any thread, at any time before the call is freed; if it does not run,
 * it will suspend when it does.
 */
AS_API void as_call_suspend(const struct as_call *call);

/**
 * Asks the call to end at its next loop or call; scripts cannot catch that. Any thread, at any time before the call is
 * freed.
 */
AS_API void as_call_abort(const struct as_call *call);

/**
 * Ends a suspended call for good: it is aborted and can be prepared again.
 */
AS_API as_status as_call_abort_suspended(struct as_call *call);

/**
 * What the call is doing; `AS_CALL_IDLE` for NULL, `AS_CALL_ACTIVE` while the VM runs in another thread.
 */
AS_API as_call_state as_call_get_state(const struct as_call *call);

/**
 * Why the call was suspended or aborted.
 */
AS_API as_suspend_reason as_call_get_suspend_reason(const struct as_call *call);

/**
 * What the last failed function of the call said; NULL if none failed since it was prepared. Lives until the call is
 * prepared again, reset or freed.
 */
AS_API const struct as_error *as_call_get_error(const struct as_call *call);

/**
 * A `bool` result. This and the other getters of results answer 0 if the call is not finished or the result is of another
 * type.
 */
AS_API bool as_call_get_bool(const struct as_call *call);

/**
 * An `int8` or `uint8` result.
 */
AS_API int8_t as_call_get_int8(const struct as_call *call);

/**
 * An `int16` or `uint16` result.
 */
AS_API int16_t as_call_get_int16(const struct as_call *call);

/**
 * An `int` or enum result, or the bits of a `uint` one.
 */
AS_API int32_t as_call_get_int(const struct as_call *call);

/**
 * A `uint` result.
 */
AS_API uint32_t as_call_get_uint(const struct as_call *call);

/**
 * An `int64` result.
 */
AS_API int64_t as_call_get_int64(const struct as_call *call);

/**
 * A `uint64` result.
 */
AS_API uint64_t as_call_get_uint64(const struct as_call *call);

/**
 * A `float` result.
 */
AS_API float as_call_get_float(const struct as_call *call);

/**
 * A `double` result.
 */
AS_API double as_call_get_double(const struct as_call *call);

/**
 * The result of a function that returns a reference: the address of the value, or the object.
 */
AS_API void *as_call_get_address(const struct as_call *call);

/**
 * The script object that the function returned, by handle or by value. The call keeps the reference: retain the object
 * to keep it beyond the next prepare.
 */
AS_API struct as_object *as_call_get_object(const struct as_call *call);

/**
 * The same for an object of a registered type, which the host made.
 */
AS_API void *as_call_get_host_object(const struct as_call *call);

/**
 * The value that a function returned whose result is a registered value type. It lives until the call is prepared again.
 */
AS_API void *as_call_get_value(const struct as_call *call);

/**
 * The string that a function returned by value. It lives until the call is prepared again. NULL if the result is of another
 * type.
 */
AS_API const struct as_string *as_call_get_string(const struct as_call *call);

/**
 * The type of the prepared function's result.
 */
AS_API struct as_type_use as_call_result_type(const struct as_call *call);

/**
 * What the exception that ended the call says; empty if none did. Lives until the call is prepared again, reset or freed,
 * as all texts about the exception and the stack do.
 */
AS_API struct as_str as_call_exception_text(const struct as_call *call);

/**
 * The declaration of the function that raised the exception; empty if there is none.
 */
AS_API struct as_str as_call_exception_function(const struct as_call *call);

/**
 * The name of the source in which the exception was raised.
 */
AS_API struct as_str as_call_exception_file(const struct as_call *call);

/**
 * The line in which the exception was raised, from 1; 0 if there is none.
 */
AS_API uint32_t as_call_exception_line(const struct as_call *call);

/**
 * The column in which the exception was raised, from 1; 0 if there is none.
 */
AS_API uint32_t as_call_exception_column(const struct as_call *call);

/**
 * Gives the call a pointer of the host. `user_data_free`, unless NULL, is called once when the pointer is replaced or the
 * call freed; also if this call fails.
 */
AS_API as_status as_call_set_user_data(struct as_call *call, void *user_data, as_free_fn user_data_free);

/**
 * The pointer given by `as_call_set_user_data`; NULL if there is none. Functions that scripts call find their call by
 * `as_vm_active_call`.
 */
AS_API void *as_call_get_user_data(const struct as_call *call);

/**
 * While scripts run, from a function that a script calls or a callback: how many functions are on the stack, those of outer
 * calls included. 0 if nothing runs.
 */
AS_API size_t as_vm_stack_count(const struct as_vm *vm);

/**
 * The function on level `level` of the stack of a VM that runs, where 0 is the innermost, with the place that is executed.
 *
 * `out`: its `size` is set by the caller. `AS_ERROR_INDEX`: there is no such level.
 */
AS_API as_status as_vm_stack_at(const struct as_vm *vm, size_t level, struct as_frame *out);

/**
 * Variable `index` of the function on level `level` of the stack of a VM that runs: parameters come first, then the others
 * in the order of their declarations. Constants that the compiler knows the value of are not among them, nor are
 * temporaries; a unit that was saved without debug information has none.
 *
 * `out`: its `size` is set by the caller. `AS_ERROR_INDEX`: there is no such level or variable.
 */
AS_API as_status as_vm_stack_variable_at(const struct as_vm *vm, size_t level, size_t index, struct as_variable *out);

/**
 * The same for the variable that a name means at the place that is executed. `AS_ERROR_INDEX`: none of this name is in
 * scope.
 */
AS_API as_status as_vm_stack_find_variable(const struct as_vm *vm, size_t level, const char *name, struct as_variable *out);

/**
 * While scripts run: the declaration of the function on level `level` of the stack. Lives as long as the unit; empty if there
 * is no such level.
 */
AS_API struct as_str as_vm_stack_function(const struct as_vm *vm, size_t level);

/**
 * While scripts run: the line that level `level` of the stack is at; 0 if there is no such level.
 */
AS_API uint32_t as_vm_stack_line(const struct as_vm *vm, size_t level);

/**
 * While scripts run: the name of the source that level `level` of the stack is in. Lives as long as the unit; empty if
 * there is no such level.
 */
AS_API struct as_str as_vm_stack_file(const struct as_vm *vm, size_t level);

/**
 * How many levels the stack of a call has that is suspended, was aborted or ended by an exception. Its variables live until
 * the call is prepared again, reset or freed.
 */
AS_API size_t as_call_stack_count(const struct as_call *call);

/**
 * As `as_vm_stack_at`, for a call that is suspended, was aborted or ended by an exception.
 */
AS_API as_status as_call_stack_at(const struct as_call *call, size_t level, struct as_frame *out);

/**
 * As `as_vm_stack_variable_at`, for a call that is suspended, was aborted or ended by an exception.
 */
AS_API as_status as_call_stack_variable_at(const struct as_call *call, size_t level, size_t index, struct as_variable *out);

/**
 * As `as_vm_stack_find_variable`, for a call that is suspended, was aborted or ended by an exception.
 */
AS_API as_status as_call_stack_find_variable(const struct as_call *call, size_t level, const char *name, struct as_variable *out);

/**
 * The declaration of the function on level `level` of the stack, where 0 is the innermost; empty if there is no such level.
 */
AS_API struct as_str as_call_stack_function(const struct as_call *call, size_t level);

/**
 * The name of the source that level `level` of the stack is in.
 */
AS_API struct as_str as_call_stack_file(const struct as_call *call, size_t level);

/**
 * The line that level `level` of the stack is at, from 1.
 */
AS_API uint32_t as_call_stack_line(const struct as_call *call, size_t level);

/**
 * The column that level `level` of the stack is at, from 1.
 */
AS_API uint32_t as_call_stack_column(const struct as_call *call, size_t level);

/**
 * Sets a function that is called before each statement of the scripts of a VM; NULL for none. Scripts that run take notice
 * at their next loop or call. While there is one, scripts are several times slower; while there is none, it costs nothing.
 */
AS_API as_status as_vm_set_line_callback(struct as_vm *vm, as_line_fn callback, void *user_data, as_free_fn user_data_free);

/**
 * Sets a function that is called when a script exception is raised; NULL for none.
 */
AS_API as_status as_vm_set_exception_callback(struct as_vm *vm, as_exception_fn callback, void *user_data, as_free_fn user_data_free);

/**
 * Attaches a debugger to a VM. Scripts that run take notice at their next loop or call. A debugger that the VM has loses its
 * place: it stops nothing any more. The caller owns the new one. NULL if `vm` is NULL.
 */
AS_API struct as_debugger *as_debugger_new(struct as_vm *vm);

/**
 * Takes a debugger off its VM: scripts go on. NULL is allowed. Not while it has stopped a script: then nothing happens.
 */
AS_API void as_debugger_free(struct as_debugger *debugger);

/**
 * Sets the front end; NULL for none: then nothing stops.
 */
AS_API as_status as_debugger_set_callback(struct as_debugger *debugger, as_stop_fn callback, void *user_data, as_free_fn user_data_free);

/**
 * Asks for a stop at the next statement. Any thread, as long as the debugger is not freed.
 */
AS_API void as_debugger_suspend(const struct as_debugger *debugger);

/**
 * Says at which exceptions to stop; at none at first.
 *
 * `which`: one of `as_exception_stop`. `AS_ERROR_INVALID_ARGUMENT`: it is none.
 */
AS_API as_status as_debugger_set_exceptions(struct as_debugger *debugger, uint32_t which);

/**
 * Adds a breakpoint at a line. If the line has no code, it is at the next one that has; units that are linked later are
 * searched then.
 *
 * `file`: the name of a source; directories do not matter. `line`: from 1. `out_id`: gets its number; NULL is allowed.
 */
AS_API as_status as_debugger_add_breakpoint(struct as_debugger *debugger, const char *file, uint32_t line, uint32_t *out_id, struct as_error **out_error);

/**
 * Adds a breakpoint at the beginning of all functions of a name: `tick`, or with class or namespace `Enemy::tick`.
 */
AS_API as_status as_debugger_add_function_breakpoint(struct as_debugger *debugger, const char *function, uint32_t *out_id, struct as_error **out_error);

/**
 * Removes a breakpoint. `AS_ERROR_INDEX`: there is none of this number.
 */
AS_API as_status as_debugger_remove_breakpoint(struct as_debugger *debugger, uint32_t id);

/**
 * Switches a breakpoint on or off. `AS_ERROR_INDEX`: there is none of this number.
 */
AS_API as_status as_debugger_set_breakpoint_enabled(struct as_debugger *debugger, uint32_t id, bool is_enabled);

/**
 * How many breakpoints there are.
 */
AS_API size_t as_debugger_breakpoint_count(struct as_debugger *debugger);

/**
 * Breakpoint `index` of those that `as_debugger_breakpoint_count` counted last, in the order in which they were added.
 *
 * `out`: its `size` is set by the caller. `AS_ERROR_INDEX`: there is none of this index.
 */
AS_API as_status as_debugger_breakpoint_at(const struct as_debugger *debugger, size_t index, struct as_breakpoint *out);

/**
 * The value that a path means in a function on the stack of the VM, while it runs.
 *
 * `level`: the function; 0 is the innermost. `path`: a variable, a member of `this`, or a global variable, followed by any
 * number of `.member` and `[index]`: `target.items[i].name`. `out`: gets type and address, its `name` is empty; its
 * `size` is set by the caller.
 *
 * `AS_ERROR_INVALID_ARGUMENT`: the path means nothing there; the error says why.
 */
AS_API as_status as_debugger_find_value(struct as_debugger *debugger, size_t level, const char *path, struct as_variable *out, struct as_error **out_error);

/**
 * The same value as text, for people: `42`, `"text"`, `Enemy {hp = 3, target = null}`.
 *
 * `depth`: how many levels of members are shown. `out`: gets the text, which lives until the debugger is asked for
 * another one.
 */
AS_API as_status as_debugger_find_text(struct as_debugger *debugger, size_t level, const char *path, uint32_t depth, struct as_str *out, struct as_error **out_error);

/**
 * Sets how the debugger tells values of a type; NULL: by their members.
 *
 * `type_`: a type of the VM's context or its units. `user_data`: given to the function; freed by `user_data_free` when it is
 * replaced or the debugger goes.
 */
AS_API as_status as_debugger_set_type_text(struct as_debugger *debugger, const struct as_type *type_, as_type_text_fn text, void *user_data, as_free_fn user_data_free);

/**
 * Does what a line of text says, as a front end for terminals: `c` goes on, `s` steps into functions, `n` over them, `o` out of
 * this one, `b` and `r` set and remove breakpoints, `l` lists them, variables, members, globals or statistics, `p` prints a value,
 * `w` shows the call stack, `f` chooses one of its functions, `a` ends the script, `h` explains all of these. Where lines come
 * from and answers go to is up to the host. To be called by an `as_stop_fn`; breakpoints may be set and listed at any time.
 *
 * `line`: what was typed; nonsense is answered with what is wrong with it. `out_text`: gets the answer, any number of whole lines;
 * it lives until the debugger is asked for another text. `out_resume`: gets what the `as_stop_fn` is to return, or
 * `AS_COMMAND_STAY` if another command is wanted first.
 */
AS_API as_status as_debugger_run_command(struct as_debugger *debugger, const char *line, struct as_str *out_text, uint32_t *out_resume, struct as_error **out_error);

/**
 * Where and why the script is stopped, as text for people, with the line of the source if its text is there: for a front end
 * to begin with.
 *
 * `out_text`: as for `as_debugger_run_command`; empty if no script is stopped.
 */
AS_API as_status as_debugger_get_stop_text(struct as_debugger *debugger, struct as_str *out_text);

/**
 * Begins to look at the call stack of a VM about once in an interval, at a loop or call: it costs next to nothing. The caller
 * owns the profiler. NULL if `vm` is NULL.
 *
 * `interval_ns`: nanoseconds from one sample to the next; 0 for a millisecond.
 */
AS_API struct as_profiler *as_profiler_new_sampling(struct as_vm *vm, uint64_t interval_ns);

/**
 * Begins to count each statement and call of a VM: scripts are several times slower meanwhile. The caller owns the profiler.
 * NULL if `vm` is NULL.
 */
AS_API struct as_profiler *as_profiler_new_counting(struct as_vm *vm);

/**
 * Ends a profiler. NULL is allowed. While its VM runs in another thread nothing happens.
 */
AS_API void as_profiler_free(struct as_profiler *profiler);

/**
 * Forgets what was counted.
 */
AS_API as_status as_profiler_reset(struct as_profiler *profiler);

/**
 * Counts up what is known by now, and gives how many entries there are: functions, each followed by its lines. Functions with
 * the most samples come first, or those with the most statements.
 */
AS_API size_t as_profiler_entry_count(struct as_profiler *profiler);

/**
 * Entry `index` of those that `as_profiler_entry_count` counted last.
 *
 * `out`: its `size` is set by the caller. `AS_ERROR_INDEX`: there is none of this index.
 */
AS_API as_status as_profiler_entry_at(const struct as_profiler *profiler, size_t index, struct as_profile_entry *out);

/**
 * The samples as folded stacks, one a line, `main;Enemy::update;lerp 42`, as tools that draw flame graphs read them. Lives
 * until the profiler is asked again.
 */
AS_API struct as_str as_profiler_folded(struct as_profiler *profiler);

/**
 * A new scheduler of a VM. The caller owns it. NULL if `vm` is NULL, or if it has a scheduler.
 */
AS_API struct as_scheduler *as_scheduler_new(struct as_vm *vm);

/**
 * Frees a scheduler with all its calls: what is suspended is unwound, with its destructors. NULL is allowed. Not while
 * `as_scheduler_run` runs: then nothing happens.
 */
AS_API void as_scheduler_free(struct as_scheduler *scheduler);

/**
 * Adds a thread that begins with a function, and gives its call, prepared: set arguments there before the next round. The
 * call is borrowed until it has ended; it is not to be run, prepared again or freed by the host. NULL in case of failure.
 */
AS_API struct as_call *as_scheduler_add(struct as_scheduler *scheduler, const struct as_function *function, struct as_error **out_error);

/**
 * One round: each thread that does not sleep runs until it yields, sleeps, is suspended or ends. Gives how many threads there
 * are afterwards, sleeping ones included. Within a round nothing happens.
 */
AS_API size_t as_scheduler_run(struct as_scheduler *scheduler);

/**
 * How many threads there are.
 */
AS_API size_t as_scheduler_count(const struct as_scheduler *scheduler);

/**
 * Aborts all threads: what is suspended is unwound, with its destructors. Within a round, threads end when their turn comes.
 */
AS_API as_status as_scheduler_abort(struct as_scheduler *scheduler);

/**
 * Puts the thread of a call to sleep: it runs again in the first round whose time is later than `milliseconds` from now.
 *
 * `AS_ERROR_NO_FUNCTION`: the call is none of the scheduler's.
 */
AS_API as_status as_scheduler_suspend(struct as_scheduler *scheduler, const struct as_call *call, uint64_t milliseconds);

/**
 * Sets the clock that sleeping threads go by; NULL is not allowed. At first it is the time since the scheduler was made. A
 * game gives the time of its frames here, so that scripts sleep as long as it pauses.
 */
AS_API as_status as_scheduler_set_clock(struct as_scheduler *scheduler, as_clock_fn clock, void *user_data, as_free_fn user_data_free);

/**
 * Sets a function that is told of each coroutine that ends: finished, with an exception, or aborted; NULL for none.
 * Coroutines that end because the scheduler is freed or `as_scheduler_abort` is called between rounds are not told.
 */
AS_API as_status as_scheduler_set_callback(struct as_scheduler *scheduler, as_coroutine_end_fn callback, void *user_data, as_free_fn user_data_free);

/**
 * A new serializer without types of the host. The caller owns it.
 */
AS_API struct as_serializer *as_serializer_new(void);

/**
 * Frees a serializer, and releases the objects it has. NULL is allowed. Not from a function that it calls.
 */
AS_API void as_serializer_free(struct as_serializer *serializer);

/**
 * Says how values of a registered type are saved and restored; what was said of the type before is forgotten. Types of the
 * add-ons need nothing; neither do those of scripts.
 *
 * `name`: the type as scripters write it, with its namespace; for instances of templates with arguments: `Stack<int>`.
 * `save`, `load`: see there. `user_data_free`: may be NULL.
 *
 * `AS_ERROR_NULL`: a function or the name is NULL. `AS_ERROR_ACTIVE`: the serializer is in use.
 */
AS_API as_status as_serializer_register_type(struct as_serializer *serializer, const char *name, as_save_value_fn save, as_load_value_fn load, void *user_data, as_free_fn user_data_free, struct as_error **out_error);

/**
 * From a function that saves a value: appends bytes. `false`: nothing is being saved.
 */
AS_API bool as_serializer_write(struct as_serializer *serializer, const void *data, size_t size);

/**
 * Adds an object to what is saved: one that the host holds. It gets a reference until `as_serializer_clear`.
 *
 * `name`: by which it is found when it was restored; one that is there is replaced.
 */
AS_API as_status as_serializer_add_object(struct as_serializer *serializer, struct as_vm *vm, const char *name, struct as_object *object, struct as_error **out_error);

/**
 * The object of a name, added or restored: borrowed, until it is replaced or `as_serializer_clear`. NULL if there is none.
 */
AS_API struct as_object *as_serializer_find_object(const struct as_serializer *serializer, const char *name);

/**
 * Releases all objects, and forgets the problems. The types stay.
 */
AS_API as_status as_serializer_clear(struct as_serializer *serializer);

/**
 * Saves the values of a unit's global variables that are no constants, the objects added, and all that they reach. Values
 * that cannot be saved are left out and become problems (`as_serializer_problem_count`); the call succeeds. Same state, same
 * bytes, on every platform. The VM may be running a function of the host that calls this.
 *
 * `write`: called once or more, in this thread, before the function returns.
 *
 * `AS_ERROR_INVALID_ARGUMENT`: the unit is not linked to the VM. `AS_ERROR_FOREIGN`: an object added is of another VM.
 * `AS_ERROR_WRITE_FAILED`: `write` has refused the data.
 */
AS_API as_status as_serializer_save(struct as_serializer *serializer, struct as_vm *vm, const struct as_unit *unit, as_write_fn write, void *user_data, struct as_error **out_error);

/**
 * Gives the global variables of a linked unit the values that were saved, and makes the objects that were added then. By
 * name and type: variables and members that are not in the data keep what their initialisers gave them; what is in the data
 * only is dropped; numbers are converted; what does not fit stays as it is and becomes a problem
 * (`as_serializer_problem_count`), and the call succeeds. The data is checked: it may come from anywhere.
 *
 * `AS_ERROR_BAD_DATA`: it is no saved state, or its form is damaged; the text tells where. `AS_ERROR_ACTIVE`: the VM is running.
 * `AS_ERROR_INVALID_ARGUMENT`: the unit is not linked to the VM, or its variables are not initialised.
 * `AS_ERROR_OUT_OF_MEMORY`: the memory limit of the VM is reached. After an error all variables are as they were.
 */
AS_API as_status as_serializer_load(struct as_serializer *serializer, struct as_vm *vm, const struct as_unit *unit, const void *data, size_t size, struct as_error **out_error);

/**
 * How many values were left out by the last save or load that succeeded.
 */
AS_API size_t as_serializer_problem_count(const struct as_serializer *serializer);

/**
 * What was left out and why, one line: `member 'target' of 'Ship': an object of 'Rock', of which there is no type, …`. Valid
 * until the next save or load. Empty if there is no such problem.
 */
AS_API struct as_str as_serializer_problem_at(const struct as_serializer *serializer, size_t index);

/**
 * A new unit that adds to a built one, in the VMs where that is linked: its functions see the classes, functions, variables and
 * imports of `base` as if they stood there. Sources are added, it is built and linked as others are, after `base`; then its
 * functions are found and called. So functions are entered at a console, or tried in a game that runs.
 *
 * Its variables are initialised when it is linked. It has no imports of its own, and cannot be saved. Building it takes as long as building both. A snippet may be
 * the base of another. What was compiled before does not call the functions of a snippet, unless the host hands them over as
 * function handles. `base`: built, and not loaded from a file. The caller owns the unit.
 *
 * NULL with an error: `AS_ERROR_NOT_BUILT`; `AS_ERROR_NOT_SUPPORTED`: `base` has no texts to compile with.
 */
AS_API struct as_unit *as_unit_new_snippet(const struct as_unit *base, struct as_error **out_error);

/**
 * Compiles text as the body of a function, with all that a unit declares, links it, and gives a call prepared for it: run it
 * with `as_call_run`, and read what it returns. The caller owns the call. Local variables end with it; what it does to the unit's
 * variables stays. What was compiled goes with the call, unless it makes function handles, or objects of types that `base` does not have
 * (as `array<Item@>` may be): then it stays as long as the VM.
 *
 * `base`: a unit as for `as_unit_new_snippet` that is linked to the VM. `result`: the type of what the text returns, as in `return hp * 2;`;
 * NULL if nothing. `text`: statements.
 *
 * NULL with an error: `AS_ERROR_BUILD_FAILED` with the messages, whose lines count from the beginning of the text, and those of
 * `as_unit_new_snippet` and `as_vm_link`.
 */
AS_API struct as_call *as_call_new_string(struct as_vm *vm, const struct as_unit *base, const char *result, const char *text, struct as_error **out_error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus


/** The length of a text as `printf` wants it. */
static inline int as_str_printable_len(as_str text) {
    return text.len > 0x7fffffff ? 0x7fffffff : AS_CAST(int, text.len);
}

/** A function of the host without user data; see `AS_NATIVE`. */
static inline as_native as_native_of(as_code code, uint32_t convention, uint32_t flags) {
    as_native native = {code, convention, flags, NULL, NULL, NULL};
    return native;
}

/** The same for a generic function; see `AS_GENERIC`. */
static inline as_native as_native_of_generic(as_generic_fn fn) {
    return as_native_of(AS_CODE(fn), AS_CALL_GENERIC, 0);
}

/**
 * A function of the host with user data, which generic functions find in their call, and native ones get as last
 * argument if `AS_NATIVE_PASS_USER_DATA` is among the flags. `user_data_free` may be NULL.
 */
static inline as_native as_native_with(as_native native, void *user_data, as_free_fn user_data_free) {
    native.user_data = user_data;
    native.user_data_free = user_data_free;
    return native;
}

#endif /* ANGEL_H */
