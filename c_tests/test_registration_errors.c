/* Mistakes in registering: each is told with what was registered and the value that is wrong. */
#include "harness.h"

static void host(void) {}
static void host_generic(as_generic *call) { (void)call; }

static int given_back;
static void give_back(void *user_data) {
    (void)user_data;
    given_back++;
}

enum target { FUNCTION, METHOD, BEHAVIOR, PART_METHOD };

static as_status add(as_context *c, as_module *m, enum target what, const char *type, const char *declaration,
                     as_native native, as_error **error) {
    native.user_data_free = give_back;
    if (m != NULL) {
        switch (what) {
        case FUNCTION: return as_module_register_function(m, declaration, native, error);
        case METHOD: return as_module_register_method(m, type, declaration, native, error);
        case BEHAVIOR: return as_module_register_behavior(m, type, AS_BEHAVIOR_ADD_REF, declaration, native, error);
        default: return as_module_register_part_method(m, type, declaration, native, 0, false, error);
        }
    }
    switch (what) {
    case FUNCTION: return as_register_function(c, declaration, native, error);
    case METHOD: return as_register_method(c, type, declaration, native, error);
    case BEHAVIOR: return as_register_behavior(c, type, AS_BEHAVIOR_ADD_REF, declaration, native, error);
    default: return as_register_part_method(c, type, declaration, native, 0, false, error);
    }
}

/* The error has the status, its text the parts, and its one detail the declaration. */
static void check_error(as_status expected, as_status got, as_error *error, const char *message, const char *declaration,
                        unsigned column) {
    CHECK(got == expected && as_error_status(error) == expected);
    CHECK_CONTAINS(message, as_error_message(error));
    CHECK_CONTAINS(declaration, as_error_message(error));
    CHECK(as_error_detail_count(error) == 1);
    CHECK(as_error_detail_status(error, 0) == expected);
    CHECK_CONTAINS(message, as_error_detail_message(error, 0));
    CHECK_STR(declaration, as_error_detail_declaration(error, 0));
    CHECK(as_error_detail_column(error, 0) == column);
    as_error_free(error);
}

static void functions(void) {
    const as_native good = AS_NATIVE(host);
    as_native none = good, convention = good, flags = good, generic_flags = AS_GENERIC(host_generic), reserved = good;
    none.code = NULL;
    convention.convention = 77;
    flags.flags = 0x14;
    generic_flags.flags = AS_NATIVE_PASS_VM;
    reserved.reserved = &none;
    const struct {
        as_native native;
        const char *type, *declaration;
        as_status status;
        const char *message, *told;
        unsigned column;
    } table[] = {
        {none, "T", "void f()", AS_ERROR_NULL, "the function is NULL", "void f()", 0},
        {convention, "T", "void f()", AS_ERROR_WRONG_CONVENTION, "77 is no calling convention", "void f()", 0},
        {flags, "T", "void f()", AS_ERROR_INVALID_ARGUMENT, "unknown flags 0x14", "void f()", 0},
        {generic_flags, "T", "void f()", AS_ERROR_INVALID_ARGUMENT, "flags 0x1: generic", "void f()", 0},
        {reserved, "T", "void f()", AS_ERROR_INVALID_ARGUMENT, "reserved member", "void f()", 0},
        {good, "T", "void f\xc3\x28()", AS_ERROR_INVALID_ARGUMENT, "is not UTF-8 (byte 0xc3)", "void f\xef\xbf\xbd(()", 7},
    };
    for (int in_module = 0; in_module < 2; in_module++) {
        as_context *c = as_context_new(AS_VERSION);
        as_module *m = in_module ? as_module_new() : NULL;
        for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
            for (int what = FUNCTION; what <= PART_METHOD; what++) {
                as_error *error = NULL;
                given_back = 0;
                as_status status = add(c, m, (enum target)what, table[i].type, table[i].declaration, table[i].native, &error);
                check_error(table[i].status, status, error, table[i].message, table[i].told, table[i].column);
                CHECK(given_back == 1);
            }
        }
        /* Without a declaration the type is told. */
        for (int what = METHOD; what <= PART_METHOD; what++) {
            as_error *error = NULL;
            as_status status = add(c, m, (enum target)what, "Owner", NULL, good, &error);
            check_error(AS_ERROR_NULL, status, error, "the declaration is NULL", "Owner", 0);
        }
        CHECK_STATUS(AS_ERROR_NULL, add(c, m, FUNCTION, NULL, NULL, good, &error));
        CHECK_STATUS(AS_ERROR_NULL, add(c, m, METHOD, NULL, "void f()", good, &error));
        as_module_free(m);
        as_context_release(c);
    }
}

static void others(void) {
    as_context *c = as_context_new(AS_VERSION);
    as_error *error = NULL;
    as_status status = as_register_type(c, "Huge", ((size_t)1 << 24) + 1, AS_TYPE_VALUE | AS_TYPE_POD, &error);
    check_error(AS_ERROR_INVALID_ARGUMENT, status, error, "16777217 bytes are too many", "Huge", 0);
    error = NULL;
    status = as_register_type(c, "Huge", SIZE_MAX, AS_TYPE_VALUE | AS_TYPE_POD, &error);
    check_error(AS_ERROR_INVALID_ARGUMENT, status, error, "an object has 16777216 at most", "Huge", 0);
    for (int bit = 0; bit < 32; bit++) { /* whatever the flags, an answer with a text that names the type */
        char name[16];
        snprintf(name, sizeof name, "Bit%d", bit);
        error = NULL;
        if (as_register_type(c, name, 4, 1u << bit, &error) != AS_OK) {
            CHECK(as_error_detail_count(error) == 1);
            CHECK_STR(name, as_error_detail_declaration(error, 0));
        }
        as_error_free(error);
    }
    error = NULL;
    status = as_register_part_method(c, "T", "void f()", AS_NATIVE(host), 40000, false, &error);
    check_error(AS_ERROR_INVALID_ARGUMENT, status, error, "the offset 40000 of a part", "void f()", 0);
    error = NULL;
    status = as_register_behavior(c, "T", 99, "void f()", AS_NATIVE(host), &error);
    check_error(AS_ERROR_INVALID_ARGUMENT, status, error, "99 is no behaviour", "void f()", 0);
    error = NULL;
    as_string_factory factory = {.get = NULL, .user_data = &error, .user_data_free = give_back};
    given_back = 0;
    status = as_register_string_factory(c, "T", factory, &error);
    check_error(AS_ERROR_NULL, status, error, "the function that makes strings is NULL", "T", 0);
    CHECK(given_back == 1);
    error = NULL;
    status = as_register_enum_value(c, "E", NULL, 1, &error);
    check_error(AS_ERROR_NULL, status, error, "the name is NULL", "E", 0);
    error = NULL;
    status = as_register_typedef(c, "number", NULL, &error);
    check_error(AS_ERROR_NULL, status, error, "the type name is NULL", "number", 0);
    error = NULL;
    status = as_register_interface_method(c, "I", NULL, &error);
    check_error(AS_ERROR_NULL, status, error, "the declaration is NULL", "I", 0);
    error = NULL;
    status = as_register_enum(c, "\x80", &error);
    check_error(AS_ERROR_INVALID_ARGUMENT, status, error, "the name is not UTF-8 (byte 0x80)", "\xef\xbf\xbd", 1);
    as_context_release(c);
}

int main(void) {
    RUN(functions);
    RUN(others);
    return harness_result();
}
