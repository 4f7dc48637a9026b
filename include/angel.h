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
 * … with a destructor of its own: it is passed by address,
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
 * All members of the structure are integers or pointers.
 */
#define AS_TYPE_APP_CLASS_ALLINTS (1 << 16)

/**
 * All members of the structure are floating point numbers of one type. Needed for structures of floats that are
 * passed by value in native calls, together with `AS_TYPE_APP_CLASS`.
 */
#define AS_TYPE_APP_CLASS_ALLFLOATS (1 << 17)

/**
 * A reference type whose handles are not counted: the host sees to it that objects live long enough.
 */
#define AS_TYPE_NOCOUNT (1 << 18)

/**
 * Objects are aligned to 8 bytes.
 */
#define AS_TYPE_APP_CLASS_ALIGN8 (1 << 19)

/**
 * The plain name of the type means a handle.
 */
#define AS_TYPE_IMPLICIT_HANDLE (1 << 20)

/**
 * The structure holds a union.
 */
#define AS_TYPE_APP_CLASS_UNION (1 << 21)

/**
 * … with further constructors.
 */
#define AS_TYPE_APP_CLASS_MORE_CONSTRUCTORS (1 << 31)

/**
 * Objects are aligned to 16 bytes (vector registers).
 */
#define AS_TYPE_ALIGN16 (1 << 25)

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
     * Reference types: `T@ f(const int &in) {pattern}` makes an object from a list `{…}`.
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
     * Who counts handles in generic calls. 0 to 1. Default: 1.
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
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum as_option as_option;
#else
typedef uint32_t as_option;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A host's API: first it is registered, then sealed, and from then on units are built against it.
 *
 * Counted. Registering needs the context for one thread alone; a sealed context may be used by any number of threads at
 * once, through all functions. Units and VMs made from a context keep what they need of it.
 */
typedef struct as_context as_context;

/**
 * What went wrong in a call, with a text for people and, where there are several things, the list of them.
 *
 * One owner; may be used and freed in any thread. Texts it hands out live as long as the error.
 */
typedef struct as_error as_error;

/**
 * A bundle of registrations – a library of functions, a part of an engine – that can be installed into any number of
 * contexts.
 *
 * One owner; one thread at a time. The contexts it was installed into do not need it any more.
 */
typedef struct as_module as_module;

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
 * The address of a function of the host, whatever its type. Functions are cast to it; the macros `AS_NATIVE` and
 * `AS_GENERIC` do so.
 */
typedef void (*as_code)(void);

/**
 * Ends the life of user data.
 */
typedef void (*as_free_fn)(void *user_data);

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
     * For factories and constructors of template types the type of the instance; else NULL.
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
 * The name of a status, as in this header: `AS_ERROR_NULL`; `AS_ERROR_UNKNOWN` for numbers that are none. Ends with a
 * NUL and lives as long as the library.
 */
AS_API const char *as_status_name(int32_t status);

/**
 * A new context in which nothing is registered. The caller owns it.
 *
 * `version`: `AS_VERSION`. NULL if the library that is loaded is not compatible with the header.
 */
AS_API struct as_context *as_context_new(uint32_t version);

/**
 * Adds a reference, and returns the context. Any thread.
 */
AS_API struct as_context *as_context_retain(const struct as_context *context);

/**
 * Drops a reference. NULL is allowed. Any thread.
 */
AS_API void as_context_release(struct as_context *context);

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
 * Sets an option: `AS_OPTION_*`, see there for the values. Options hold for all units built with the context; they can
 * be changed until it is sealed.
 */
AS_API as_status as_context_set_option(struct as_context *context, uint32_t option, uint64_t value, struct as_error **out_error);

/**
 * The value of an option; 0 for unknown ones.
 */
AS_API uint64_t as_context_get_option(const struct as_context *context, uint32_t option);

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
