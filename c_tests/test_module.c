/* Modules: bundles of registrations for any number of contexts. */
#include "harness.h"

static float lerp(float a, float b, float t) { return a + (b - a) * t; }

static int freed;
static void count_free(void *user_data) {
    freed++;
    (void)user_data;
}

static void a_module_goes_into_many_contexts(void) {
    freed = 0;
    as_module *module = as_module_new();
    CHECK_OK(as_module_set_namespace(module, "Math", &error));
    as_native native = as_native_with(AS_NATIVE(lerp), NULL, count_free);
    CHECK_OK(as_module_register_function(module, "float lerp(float a, float b, float t = 0.5f)", native, &error));
    as_context *one = as_context_new(AS_VERSION), *two = as_context_new(AS_VERSION);
    CHECK_OK(as_context_install_module(one, module, &error));
    CHECK_OK(as_context_install_module(two, module, &error));
    as_module_free(module);
    CHECK_OK(as_context_seal(one, &error));
    CHECK_OK(as_context_seal(two, &error));
    as_context_release(one);
    CHECK(freed == 0);
    as_context_release(two);
    CHECK(freed == 1);
}

static void a_name_that_is_taken_installs_nothing(void) {
    as_module *module = as_module_new();
    CHECK_OK(as_module_register_enum(module, "Fresh", &error));
    CHECK_OK(as_module_register_enum(module, "Taken", &error));
    as_context *context = as_context_new(AS_VERSION);
    CHECK_OK(as_register_enum(context, "Taken", &error));
    CHECK_STATUS(AS_ERROR_ALREADY_REGISTERED, as_context_install_module(context, module, &error));
    CHECK_OK(as_register_enum(context, "Fresh", &error));
    as_module_free(module);
    as_context_release(context);
}

static void everything_can_be_registered(void) {
    as_module *m = as_module_new();
    CHECK_OK(as_module_register_enum(m, "Color", &error));
    CHECK_OK(as_module_register_enum_value(m, "Color", "RED", 1, &error));
    CHECK_STATUS(AS_ERROR_ALREADY_REGISTERED, as_module_register_enum_value(m, "Color", "RED", 2, &error));
    CHECK_OK(as_module_register_typedef(m, "entity_id", "uint", &error));
    CHECK_OK(as_module_register_interface(m, "Hearer", &error));
    CHECK_OK(as_module_register_interface_method(m, "Hearer", "void hear(int what)", &error));
    CHECK_OK(as_module_register_funcdef(m, "bool Filter(entity_id id)", &error));
    CHECK_OK(as_module_register_type(m, "Vec2", 8, AS_TYPE_VALUE | AS_TYPE_POD | AS_TYPE_APP_CLASS | AS_TYPE_APP_CLASS_ALLFLOATS, &error));
    CHECK_OK(as_module_register_property(m, "Vec2", "float x", 0, &error));
    CHECK_OK(as_module_register_property(m, "Vec2", "float y", 4, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_module_register_property(m, "Vec2", "float z", 40000, &error));
    CHECK_OK(as_module_register_method(m, "Vec2", "Vec2 opAdd(const Vec2 &in) const", AS_NATIVE(lerp), &error));
    CHECK_OK(as_module_register_behavior(m, "Vec2", AS_BEHAVIOR_CONSTRUCT, "void f(float x, float y)", AS_NATIVE(lerp), &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_module_register_behavior(m, "Vec2", 77, "void f()", AS_NATIVE(lerp), &error));
    CHECK_OK(as_module_register_type(m, "list<class T>", 0, AS_TYPE_REF, &error));
    static float gravity = 9.81f;
    CHECK_OK(as_module_register_global(m, "float gravity", &gravity, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_module_register_global(m, "float other", NULL, &error));
    CHECK_STATUS(AS_ERROR_NAME_TAKEN, as_module_register_enum(m, "gravity", &error));
    CHECK_OK(as_module_set_access_mask(m, 1, &error));
    as_module_free(m);
    as_module_free(NULL);
}

static void wrong_registrations_are_answered(void) {
    as_module *m = as_module_new();
    as_native none = AS_NATIVE(lerp);
    none.code = NULL;
    CHECK_STATUS(AS_ERROR_NULL, as_module_register_function(m, "void f()", none, &error));
    as_native odd = AS_NATIVE(lerp);
    odd.convention = 99;
    CHECK_STATUS(AS_ERROR_WRONG_CONVENTION, as_module_register_function(m, "void f()", odd, &error));
    odd = AS_NATIVE(lerp);
    odd.flags = 1u << 20;
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_module_register_function(m, "void f()", odd, &error));
    CHECK_STATUS(AS_ERROR_INVALID_NAME, as_module_register_type(m, "class", 0, AS_TYPE_REF, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_module_register_type(m, "A", 0, AS_TYPE_REF | AS_TYPE_VALUE, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_module_register_type(m, "A", 0, AS_TYPE_REF | 1u << 24, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_module_register_type(m, "A", (size_t)1 << 40, AS_TYPE_VALUE | AS_TYPE_POD, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_module_register_function(m, "void \xff()", AS_NATIVE(lerp), &error));
    as_error *error = NULL;
    CHECK(as_module_register_function(m, "void f(int x, %)", AS_NATIVE(lerp), &error) == AS_ERROR_INVALID_DECLARATION);
    CHECK(as_error_detail_count(error) == 1);
    CHECK(as_error_detail_column(error, 0) == 15);
    CHECK_STR("void f(int x, %)", as_error_detail_declaration(error, 0));
    as_error_free(error);
    as_module_free(m);
}

int main(void) {
    RUN(a_module_goes_into_many_contexts);
    RUN(a_name_that_is_taken_installs_nothing);
    RUN(everything_can_be_registered);
    RUN(wrong_registrations_are_answered);
    return harness_result();
}
