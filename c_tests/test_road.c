/* The road of a host, as short as it must stay: from a new context to a script's result. */
#include "harness.h"

static float lerp(float a, float b, float t) { return a + (b - a) * t; }

static const char script[] =
    "float last;\n"
    "void tick(float dt) { last = lerp(0, 10, dt); }\n"
    "float result() { return last; }\n";

static void from_a_context_to_a_result(void) {
    as_error *error = NULL;
    as_context *context = as_context_new(AS_VERSION);
    CHECK(as_context_install(context, AS_ADDON_STRING | AS_ADDON_ARRAY, &error) == AS_OK);
    CHECK(as_register_function(context, "float lerp(float a, float b, float t = 0.5f)", AS_NATIVE(lerp), &error) == AS_OK);
    CHECK(as_context_seal(context, &error) == AS_OK);
    as_unit *unit = as_unit_new(context);
    CHECK(as_unit_add_source(unit, "ai.as", script, strlen(script)) == AS_OK);
    CHECK(as_unit_build(unit, &error) == AS_OK);
    CHECK(as_unit_diagnostic_count(unit) == 0);
    as_vm *vm = as_vm_new(context);
    CHECK(as_vm_link(vm, unit, &error) == AS_OK);
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "void tick(float)"));
    as_call_set_float(call, 0, 0.25f);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_prepare(call, as_unit_find_function(unit, "result"), &error) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_float(call) == 2.5f);
    CHECK(error == NULL);
    /* Any order of release is right. */
    as_context_release(context);
    as_unit_release(unit);
    as_vm_free(vm);
    as_call_free(call);
}

int main(void) {
    RUN(from_a_context_to_a_result);
    return harness_result();
}
