#include <angel.h>
#include <stdio.h>
#include <string.h>

static float lerp(float a, float b, float t) { return a + (b - a) * t; }

int main(void) {
    static const char text[] = "float last; void tick(float dt) { last = lerp(0, 10, dt); print(\"\" + last + \"\\n\"); }";
    as_error *error = NULL;
    as_context *context = as_context_new(AS_VERSION);
    if (as_context_install(context, AS_ADDON_STRING | AS_ADDON_ARRAY | AS_ADDON_PRINT, &error) != AS_OK ||
        as_register_function(context, "float lerp(float a, float b, float t = 0.5f)", AS_NATIVE(lerp), &error) != AS_OK ||
        as_context_seal(context, &error) != AS_OK) {   /* sealing reports all that does not fit together at once */
        printf("%.*s\n", AS_STR_ARG(as_error_message(error)));
        return 1;
    }
    as_unit *unit = as_unit_new(context);
    as_unit_add_source(unit, "tick.as", text, strlen(text));
    if (as_unit_build(unit, NULL) != AS_OK) {
        for (size_t i = 0; i < as_unit_diagnostic_count(unit); i++)
            printf("%.*s", AS_STR_ARG(as_diagnostic_rendered(as_unit_diagnostic_at(unit, i))));
        return 1;
    }
    as_vm *vm = as_vm_new(context);
    as_vm_link(vm, unit, NULL);                        /* global variables are initialised here */
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "void tick(float)"));
    as_call_set_float(call, 0, 0.25f);
    if (as_call_run(call) == AS_RUN_EXCEPTION) printf("%.*s\n", AS_STR_ARG(as_call_exception_text(call)));
    as_call_free(call), as_vm_free(vm), as_unit_release(unit), as_context_release(context);
    return 0;
}
