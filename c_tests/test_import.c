/* Imports: functions that scripts declare and the host binds. MOD-15, MOD-16, SHARED-04, SHARED-05. */
#include "harness.h"

static int host_value = 5;

static int host_number(int x) { return x + host_value; }

static const char importer[] =
    "shared interface Named { string name() const; }\n"
    "import int number(int x) from \"numbers\";\n"
    "namespace N { import string name(const string &in s, int n = 2) from \"texts\"; }\n"
    "import void swap(Named@, double &out d) from \"numbers\";\n"
    "int ask(int x) { return number(x); }\n"
    "string name() { return N::name(\"a\"); }\n"
    "funcdef int F(int);\n"
    "int later() { F@ f = number; return f(1) * 10 + number(2); }\n";

static const char first[] =
    "int called; int number(int x) { called++; return x * 2; }\n"
    "int number(float x) { return 0; }\n"
    "namespace N { string name(const string &in s, int n) { string r; for (int i = 0; i < n; i++) r += s; return r; } }\n"
    "class Owner { int number(int x) { return 0; } }\n";

static const char second[] = "int number(int x) { return x * 3; } int64 other(int x) { return x; }\n";

static const as_function *host_function(as_context *context, const char *declaration) {
    for (size_t i = 0; i < as_context_function_count(context); i++) {
        const as_function *function = as_context_function_at(context, i);
        as_str text = as_function_declaration(function);
        if (text.len == strlen(declaration) && memcmp(text.data, declaration, text.len) == 0) {
            return function;
        }
    }
    return NULL;
}

/* Calls a function that takes an int, or nothing, and gives an int; -1 for an exception. */
static int ask(as_vm *vm, as_unit *unit, const char *declaration, int x) {
    as_call *call = as_call_new(vm, as_unit_find_function(unit, declaration));
    if (strstr(declaration, "(int") != NULL) {
        as_call_set_int(call, 0, x);
    }
    int result = -1;
    if (as_call_run(call) == AS_RUN_FINISHED) {
        result = (int)as_call_get_int(call);
    } else {
        CHECK_STR("Unbound function called", as_call_exception_text(call));
    }
    as_call_free(call);
    return result;
}

static void imports_are_listed(void) {
    as_context *context = harness_context(AS_ADDON_STRING);
    as_unit *unit = harness_build(context, importer);
    CHECK(as_unit_import_count(unit) == 3);
    CHECK_STR("number", as_unit_import_name(unit, 0));
    CHECK_STR("N::name", as_unit_import_name(unit, 1));
    CHECK_CONTAINS("number(int", as_unit_import_declaration(unit, 0));
    CHECK_CONTAINS("name(const string &in", as_unit_import_declaration(unit, 1));
    CHECK_STR("numbers", as_unit_import_source(unit, 0));
    CHECK_STR("texts", as_unit_import_source(unit, 1));
    CHECK_STR("", as_unit_import_name(unit, 3));
    CHECK_STR("", as_unit_import_declaration(unit, SIZE_MAX));
    CHECK_STR("", as_unit_import_source(NULL, 0));
    CHECK(as_unit_import_count(NULL) == 0);
    as_unit_release(unit);
    as_context_release(context);
}

static void imports_are_bound_and_bound_again(void) {
    as_context *context = harness_context(AS_ADDON_STRING);
    CHECK_OK(as_register_function(context, "int hostNumber(int)", AS_NATIVE(host_number), &error));
    CHECK_OK(as_register_function(context, "int hostWide(int64)", AS_NATIVE(host_number), &error));
    as_unit *unit = harness_build(context, importer);
    as_unit *one = harness_build(context, first);
    as_unit *two = harness_build(context, second);
    as_vm *vm = harness_vm(context, unit);
    const as_function *number = as_unit_find_function(one, "int number(int)");
    CHECK(ask(vm, unit, "int ask(int)", 4) == -1);
    CHECK_STATUS(AS_ERROR_NOT_LINKED, as_vm_bind_import(vm, unit, 0, number, &error));
    CHECK_OK(as_vm_link(vm, one, &error));
    CHECK_OK(as_vm_link(vm, two, &error));
    CHECK(!as_vm_is_import_bound(vm, unit, 0));
    CHECK_OK(as_vm_bind_import(vm, unit, 0, number, &error));
    CHECK(as_vm_is_import_bound(vm, unit, 0));
    CHECK(ask(vm, unit, "int ask(int)", 4) == 8);
    CHECK(*(int *)as_vm_find_global(vm, one, "called") == 1);
    CHECK_OK(as_vm_bind_import(vm, unit, 0, as_unit_find_function(two, "int number(int)"), &error));
    CHECK(ask(vm, unit, "int ask(int)", 4) == 12);
    CHECK(ask(vm, unit, "int later()", 0) == 36);
    CHECK_OK(as_vm_bind_import(vm, unit, 0, host_function(context, "int hostNumber(int)"), &error));
    CHECK(ask(vm, unit, "int ask(int)", 4) == 9);
    CHECK(ask(vm, unit, "int later()", 0) == 67);
    /* Another VM has its own bindings. */
    as_vm *other = harness_vm(context, unit);
    CHECK(ask(other, unit, "int ask(int)", 4) == -1);
    as_vm_free(other);
    CHECK_OK(as_vm_unbind_import(vm, unit, 0, &error));
    CHECK(ask(vm, unit, "int ask(int)", 4) == -1);
    CHECK_OK(as_vm_unbind_import(vm, unit, 0, &error));

    CHECK_STATUS(AS_ERROR_INVALID_INTERFACE,
                 as_vm_bind_import(vm, unit, 0, as_unit_find_function(one, "int number(float)"), &error));
    CHECK_STATUS(AS_ERROR_INVALID_INTERFACE,
                 as_vm_bind_import(vm, unit, 0, as_unit_find_function(two, "int64 other(int)"), &error));
    CHECK_STATUS(AS_ERROR_INVALID_INTERFACE,
                 as_vm_bind_import(vm, unit, 0, host_function(context, "int hostWide(int64)"), &error));
    const as_function *method = as_type_find_method(as_unit_find_class(one, "Owner"), "int number(int)");
    CHECK(method != NULL);
    CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_vm_bind_import(vm, unit, 0, method, &error));
    CHECK_STATUS(AS_ERROR_INDEX, as_vm_bind_import(vm, unit, 3, number, &error));
    CHECK_STATUS(AS_ERROR_INDEX, as_vm_unbind_import(vm, unit, SIZE_MAX, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_vm_bind_import(vm, unit, 0, NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_vm_bind_import(vm, NULL, 0, number, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_vm_bind_import(NULL, unit, 0, number, &error));
    as_context *foreign = harness_context(AS_ADDON_STRING);
    CHECK_OK(as_register_function(foreign, "int hostNumber(int)", AS_NATIVE(host_number), &error));
    CHECK_OK(as_context_seal(foreign, &error));
    CHECK_STATUS(AS_ERROR_FOREIGN, as_vm_bind_import(
                                       vm, unit, 0, host_function(foreign, "int hostNumber(int)"), &error));
    as_context_release(foreign);
    CHECK(!as_vm_is_import_bound(vm, unit, 0));
    as_unit_release(two);
    as_unit_release(one);
    as_unit_release(unit);
    as_vm_free(vm);
    as_context_release(context);
}

static void imports_are_bound_together(void) {
    as_context *context = harness_context(AS_ADDON_STRING);
    as_unit *unit = harness_build(context, importer);
    as_unit *one = harness_build(context, first);
    as_vm *vm = harness_vm(context, unit);
    CHECK_STATUS(AS_ERROR_NOT_LINKED, as_vm_bind_imports(vm, unit, NULL, one, &error));
    CHECK_OK(as_vm_link(vm, one, &error));
    CHECK_OK(as_vm_bind_imports(vm, unit, "nothing", one, &error));
    CHECK_OK(as_vm_bind_imports(vm, unit, "texts", one, &error));
    CHECK(as_vm_is_import_bound(vm, unit, 1) && !as_vm_is_import_bound(vm, unit, 0));
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "string name()"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK_STR("aa", as_string_get(as_call_get_string(call)));
    as_call_free(call);
    as_error *error = NULL;
    CHECK(as_vm_bind_imports(vm, unit, NULL, one, &error) == AS_ERROR_CANT_BIND_ALL);
    CHECK(as_error_detail_count(error) == 1);
    CHECK_CONTAINS("swap", as_error_message(error));
    as_error_free(error);
    CHECK(as_vm_is_import_bound(vm, unit, 0) && !as_vm_is_import_bound(vm, unit, 2));
    CHECK(ask(vm, unit, "int ask(int)", 10) == 20);
    as_unit_release(one);
    as_unit_release(unit);
    as_vm_free(vm);
    as_context_release(context);
}

static void types_of_imports_are_shared_or_registered(void) {
    as_context *context = harness_context(AS_ADDON_STRING);
    as_unit *unit = as_unit_new(context);
    const char *text = "class A {} import void f(A@) from \"m\"; import A@ g() from \"m\";";
    as_unit_add_source(unit, "a.as", text, strlen(text));
    CHECK_STATUS(AS_ERROR_BUILD_FAILED, as_unit_build(unit, &error));
    CHECK(as_unit_error_count(unit) == 2);
    as_unit_release(unit);
    as_context_release(context);
}

int main(void) {
    RUN(imports_are_listed);
    RUN(imports_are_bound_and_bound_again);
    RUN(imports_are_bound_together);
    RUN(types_of_imports_are_shared_or_registered);
    return harness_result();
}
