#include <angel.h>
#include <stdio.h>
#include <string.h>

static float lerp(float a, float b, float t) { return a + (b - a) * t; }

int main(void) {
    const char *script = "float speed(float level, string name = \"you\") { return lerp(10, 20, level) + name.length(); }";
    as_error *error = NULL;
    as_context *context = as_context_new(AS_VERSION);
    as_context_install(context, AS_ADDON_STRING | AS_ADDON_ARRAY, &error);
    as_register_function(context, "float lerp(float a, float b, float t = 0.5f)", AS_NATIVE(lerp), &error);
    as_unit *unit = as_unit_new(context); /* ends registering: from here on any number of units, in any thread */
    as_unit_add_source(unit, "speed.as", script, strlen(script));
    if (as_unit_build(unit, &error) != AS_OK) {
        for (size_t i = 0; i < as_unit_diagnostic_count(unit); i++)
            fprintf(stderr, "%.*s", AS_STR_ARG(as_diagnostic_rendered(as_unit_diagnostic_at(unit, i))));
        return 1;
    }
    as_vm *vm = as_vm_new(context);
    as_vm_link(vm, unit, &error); /* global variables are initialised here */
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "float speed(float, string)"));
    as_call_set_float(call, 0, 0.25f);
    as_call_set_string(call, 1, "abc", 3);
    if (as_call_run(call) == AS_RUN_FINISHED)
        printf("speed: %g\n", as_call_get_float(call));
    else
        fprintf(stderr, "%.*s\n", AS_STR_ARG(as_call_exception_text(call)));
    as_call_free(call), as_vm_free(vm), as_unit_release(unit), as_context_release(context);
    return 0;
}
