/* Configuration files: reading and writing them, what is wrong in them, and running against an API without code. */
#include "harness.h"

static const char api[] = "ep 1 1\n"
                          "objtype \"string\" 2 16 8\n"
                          "objbeh \"string\" 0 \"void f()\"\n"
                          "objbeh \"string\" 2 \"void f()\"\n"
                          "objmthd \"string\" \"string &opAssign(const string &in)\"\n"
                          "objtype \"Vec2\" 10\n"
                          "objprop \"Vec2\" \"float x\" 0 0\n"
                          "objprop \"Vec2\" \"float y\" 0 0\n"
                          "enum Mood\n"
                          "enumval Mood Calm -1\n"
                          "namespace \"Game\"\n"
                          "func \"float lerp(float a, float b, float t = 0.5f)\"\n"
                          "begingroup \"physics\"\n"
                          "prop \"Vec2 gravity\"\n"
                          "endgroup\n"
                          "namespace \"\"\n"
                          "strfactory \"string\"\n";

/* Text that grows. */
typedef struct Text {
    char *data;
    size_t size;
    int stop;
} Text;

static bool add(void *user_data, const void *data, size_t size) {
    Text *text = user_data;
    if (text->stop) {
        return false;
    }
    char *bytes = realloc(text->data, text->size + size + 1);
    if (bytes == NULL) {
        return false;
    }
    memcpy(bytes + text->size, data, size);
    text->data = bytes;
    text->size += size;
    bytes[text->size] = '\0';
    return true;
}

static as_context *load(const char *text, size_t size) {
    as_context *context = as_context_new(AS_VERSION);
    CHECK_OK(as_context_load_config(context, text, size, &error));
    CHECK_OK(as_context_seal(context, &error));
    return context;
}

static void null_and_wrong_handles_are_answered(void) {
    Text text = {NULL, 0, 0};
    CHECK_STATUS(AS_ERROR_NULL, as_context_load_config(NULL, "", 0, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_context_write_config(NULL, add, &text, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_context_write_predefined(NULL, add, &text, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_context_write_json(NULL, add, &text, &error));
    as_context *context = as_context_new(AS_VERSION);
    CHECK_STATUS(AS_ERROR_NULL, as_context_load_config(context, NULL, 4, &error));
    CHECK_OK(as_context_load_config(context, NULL, 0, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_context_write_config(context, NULL, &text, &error));
    CHECK_OK(as_context_write_config(context, add, &text, &error));
    CHECK(as_context_is_sealed(context));
    CHECK_STATUS(AS_ERROR_ALREADY_SEALED, as_context_load_config(context, api, sizeof api - 1, &error));
    text.stop = 1;
    CHECK_STATUS(AS_ERROR_GENERAL, as_context_write_json(context, add, &text, &error));
    free(text.data);
    as_context_release(context);
    CHECK(as_error_detail_line(NULL, 0) == 0);
}

static void what_is_written_loads_again(void) {
    Text first = {NULL, 0, 0}, second = {NULL, 0, 0};
    as_context *context = load(api, sizeof api - 1);
    CHECK_OK(as_context_write_config(context, add, &first, &error));
    as_context *again = load(first.data, first.size);
    CHECK_OK(as_context_write_config(again, add, &second, &error));
    CHECK(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
    CHECK(strstr(first.data, "func \"float lerp(float a, float b, float t = 0.5f)\"") != NULL);
    CHECK(strstr(first.data, "begingroup \"physics\"") != NULL);
    as_context_release(again);
    free(second.data);

    /* The same with all add-ons. */
    as_context *addons = harness_context(AS_ADDON_ALL);
    Text third = {NULL, 0, 0}, fourth = {NULL, 0, 0};
    CHECK_OK(as_context_write_config(addons, add, &third, &error));
    again = load(third.data, third.size);
    CHECK_OK(as_context_write_config(again, add, &fourth, &error));
    CHECK(third.size == fourth.size && memcmp(third.data, fourth.data, third.size) == 0);
    as_context_release(again);
    as_context_release(addons);
    free(third.data), free(fourth.data);

    Text other = {NULL, 0, 0};
    CHECK_OK(as_context_write_predefined(context, add, &other, &error));
    CHECK(strstr(other.data, "namespace Game {\nfloat lerp(float a, float b, float t = 0.5f);") != NULL);
    other.size = 0;
    CHECK_OK(as_context_write_json(context, add, &other, &error));
    CHECK(strstr(other.data, "{\"name\":\"Calm\",\"value\":-1}") != NULL);
    free(other.data), free(first.data);
    as_context_release(context);
}

static void all_wrong_lines_are_told(void) {
    static const char text[] = "func \"void good()\"\nfunc \"void bad(\"\n// nothing\nobjmthd \"Good\"\nfunc \"void better()\"\r\n";
    as_context *context = as_context_new(AS_VERSION);
    as_error *error = NULL;
    CHECK(as_context_load_config(context, text, sizeof text - 1, &error) == AS_ERROR_INVALID_DECLARATION);
    CHECK(as_error_detail_count(error) == 2);
    CHECK(as_error_detail_line(error, 0) == 2 && as_error_detail_line(error, 1) == 4);
    CHECK(as_error_detail_line(error, 2) == 0);
    CHECK_STR("func \"void bad(\"", as_error_detail_declaration(error, 0));
    CHECK_CONTAINS("2 words, not 1", as_error_detail_message(error, 1));
    CHECK_CONTAINS("line 4:", as_error_message(error));
    as_error_free(error);
    CHECK_OK(as_context_seal(context, &error));
    CHECK(as_context_function_count(context) == 2);
    as_context_release(context);
}

static void functions_of_a_file_raise_exceptions(void) {
    as_context *context = load(api, sizeof api - 1);
    as_unit *unit = harness_build(context, "float f() { Vec2 v; v.x = 3; Game::gravity.y = v.x; return Game::gravity.y; }\n"
                                           "void g() { Game::lerp(1, 2); }\nvoid h() { string s = \"text\"; }");
    as_vm *vm = harness_vm(context, unit);
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "f"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_float(call) == 3.0f);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "g"), &error));
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_CONTAINS("'float Game::lerp(float a, float b, float t = 0.5f)'", as_call_exception_text(call));
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "h"), &error));
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    as_call_free(call);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
}

int main(void) {
    RUN(null_and_wrong_handles_are_answered);
    RUN(what_is_written_loads_again);
    RUN(all_wrong_lines_are_told);
    RUN(functions_of_a_file_raise_exceptions);
    return harness_result();
}
