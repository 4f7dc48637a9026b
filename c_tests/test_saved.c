/* Saved units: saving through a write function, loading, running what was loaded, and misuse. */
#include "harness.h"

typedef struct {
    unsigned char bytes[65536];
    size_t size;
    int calls;
    int refuse;
} buffer;

static bool keep(void *user_data, const void *data, size_t size) {
    buffer *b = user_data;
    b->calls++;
    if (b->refuse || size > sizeof b->bytes - b->size) return false;
    memcpy(b->bytes + b->size, data, size);
    b->size += size;
    return true;
}

static int host_scale(int x) {
    return 10 * x;
}

/* Another API has another signature. */
static as_context *make_context(int other) {
    as_context *context = as_context_new(AS_VERSION);
    CHECK_OK(as_context_install(context, AS_ADDON_STRING | AS_ADDON_ARRAY, &error));
    const char *declaration = other ? "int64 scale(int64)" : "int scale(int)";
    CHECK_OK(as_register_function(context, declaration, AS_NATIVE(host_scale), &error));
    return context;
}

static const char source[] =
    "class Node { Node@ next; int v; }\n"
    "int total = 5;\n"
    "int compute(int n) {\n"
    "    array<Node@> all(n); int sum = total;\n"
    "    for (int i = 0; i < n; i++) { @all[i] = Node(); all[i].v = i; sum += scale(all[i].v); }\n"
    "    return sum;\n"
    "}\n"
    "void fails() {\n"
    "    Node@ none;\n"
    "    none.v = 1;\n"
    "}\n";

static as_unit *build(as_context *context) {
    as_unit *unit = as_unit_new(context);
    CHECK(as_unit_add_source(unit, "saved.as", source, sizeof source - 1) == AS_OK);
    CHECK_OK(as_unit_build(unit, &error));
    return unit;
}

static void run(as_context *context, as_unit *unit, uint32_t line) {
    as_vm *vm = as_vm_new(context);
    CHECK_OK(as_vm_link(vm, unit, &error));
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "int compute(int)"));
    CHECK(as_call_set_int(call, 0, 4) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 65);
    as_call_free(call);
    call = as_call_new(vm, as_unit_find_function(unit, "void fails()"));
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_STR("Null pointer access", as_call_exception_text(call));
    CHECK(as_call_exception_line(call) == line);
    as_call_free(call);
    as_vm_free(vm);
}

static void a_unit_is_saved_loaded_and_run(void) {
    static buffer full, again, bare;
    memset(&full, 0, sizeof full);
    memset(&again, 0, sizeof again);
    memset(&bare, 0, sizeof bare);
    as_context *context = make_context(0);
    as_unit *unit = build(context);
    CHECK(as_unit_has_debug_info(unit));
    CHECK_OK(as_unit_save(unit, 0, keep, &full, &error));
    CHECK_OK(as_unit_save(unit, AS_SAVE_STRIP, keep, &bare, &error));
    CHECK(full.calls > 0 && bare.size < full.size);
    as_unit_release(unit);
    as_context_release(context);

    context = make_context(0);
    unit = as_unit_new(context);
    CHECK_OK(as_unit_load(unit, full.bytes, full.size, &error));
    CHECK(as_unit_is_built(unit));
    CHECK(as_unit_has_debug_info(unit));
    CHECK(as_unit_diagnostic_count(unit) == 0);
    CHECK_OK(as_unit_load_code(unit, &error));
    CHECK_OK(as_unit_save(unit, 0, keep, &again, &error));
    CHECK(again.size == full.size && memcmp(again.bytes, full.bytes, full.size) == 0);
    run(context, unit, 10);
    as_unit_release(unit);

    unit = as_unit_new(context);
    CHECK_OK(as_unit_load(unit, bare.bytes, bare.size, &error));
    CHECK(!as_unit_has_debug_info(unit));
    run(context, unit, 0);
    as_unit_release(unit);
    as_context_release(context);
}

static void misuse_is_answered(void) {
    static buffer b;
    memset(&b, 0, sizeof b);
    as_context *context = make_context(0);
    CHECK_STATUS(AS_ERROR_NULL, as_unit_save(NULL, 0, keep, &b, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_unit_load(NULL, "x", 1, &error));
    CHECK(!as_unit_has_debug_info(NULL));
    CHECK_STATUS(AS_ERROR_WRONG_HANDLE, as_unit_save((as_unit *)context, 0, keep, &b, &error));
    CHECK_STATUS(AS_ERROR_WRONG_HANDLE, as_unit_load((as_unit *)context, "x", 1, &error));

    as_unit *unit = as_unit_new(context);
    CHECK_STATUS(AS_ERROR_NOT_BUILT, as_unit_save(unit, 0, keep, &b, &error));
    CHECK_STATUS(AS_ERROR_NOT_BUILT, as_unit_load_code(unit, &error));
    CHECK(!as_unit_has_debug_info(unit));
    CHECK_STATUS(AS_ERROR_NULL, as_unit_load(unit, NULL, 7, &error));
    CHECK(as_unit_add_source(unit, "a.as", "int x;", 6) == AS_OK);
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_unit_load(unit, "x", 1, &error));
    CHECK_OK(as_unit_build(unit, &error));
    CHECK_OK(as_unit_load_code(unit, &error));
    CHECK_STATUS(AS_ERROR_ALREADY_BUILT, as_unit_load(unit, "x", 1, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_unit_save(unit, 0, NULL, &b, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_unit_save(unit, 2, keep, &b, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_unit_save(unit, 0xFFFFFFFFu, keep, &b, &error));
    CHECK(b.calls == 0);
    b.refuse = 1;
    CHECK_STATUS(AS_ERROR_WRITE_FAILED, as_unit_save(unit, 0, keep, &b, &error));
    CHECK(b.calls == 1);
    as_unit_release(unit);

    /* After a failure the unit has no program, and cannot be tried again. */
    const char *garbage[] = {"", "garbage", "int f() { return 1; }", "\x93" "angel\r\n", "\x93" "angel\r\n and more of it, thirty bytes"};
    for (size_t i = 0; i < sizeof garbage / sizeof *garbage; i++) {
        unit = as_unit_new(context);
        CHECK_STATUS(AS_ERROR_BAD_DATA, as_unit_load(unit, garbage[i], strlen(garbage[i]), &error));
        CHECK(!as_unit_is_built(unit));
        CHECK_STATUS(AS_ERROR_ALREADY_BUILT, as_unit_load(unit, garbage[i], strlen(garbage[i]), &error));
        CHECK_STATUS(AS_ERROR_NOT_BUILT, as_unit_save(unit, 0, keep, &b, &error));
        CHECK(as_unit_find_function(unit, "f") == NULL);
        as_unit_release(unit);
    }
    as_context_release(context);
}

static void damage_is_refused(void) {
    static buffer b, changed;
    memset(&b, 0, sizeof b);
    as_context *context = make_context(0);
    as_unit *unit = build(context);
    CHECK_OK(as_unit_save(unit, 0, keep, &b, &error));
    as_unit_release(unit);
    for (size_t at = 0; at < b.size; at++) {
        memcpy(&changed, &b, sizeof b);
        changed.bytes[at] ^= 0x10;
        unit = as_unit_new(context);
        CHECK_STATUS(AS_ERROR_BAD_DATA, as_unit_load(unit, changed.bytes, changed.size, &error));
        as_unit_release(unit);
        unit = as_unit_new(context);
        CHECK_STATUS(AS_ERROR_BAD_DATA, as_unit_load(unit, b.bytes, at, &error));
        as_unit_release(unit);
    }
    as_context_release(context);
}

static void an_api_that_does_not_fit_is_told(void) {
    static buffer b;
    memset(&b, 0, sizeof b);
    as_context *context = make_context(0);
    as_unit *unit = build(context);
    CHECK_OK(as_unit_save(unit, 0, keep, &b, &error));
    as_unit_release(unit);
    as_context_release(context);

    context = make_context(1);
    unit = as_unit_new(context);
    as_error *error = NULL;
    CHECK(as_unit_load(unit, b.bytes, b.size, &error) == AS_ERROR_API_MISMATCH);
    CHECK(as_error_detail_count(error) == 1);
    CHECK(as_error_detail_status(error, 0) == AS_ERROR_API_MISMATCH);
    CHECK_STR("function 'int scale(int)' is not registered", as_error_detail_message(error, 0));
    CHECK_CONTAINS("int scale(int)", as_error_message(error));
    as_error_free(error);
    as_unit_release(unit);
    as_context_release(context);

    /* Nothing is registered at all. */
    context = as_context_new(AS_VERSION);
    unit = as_unit_new(context);
    error = NULL;
    CHECK(as_unit_load(unit, b.bytes, b.size, &error) == AS_ERROR_API_MISMATCH);
    CHECK(as_error_detail_count(error) >= 2);
    CHECK_CONTAINS("type 'array' is not registered", as_error_message(error));
    as_error_free(error);
    as_unit_release(unit);
    as_context_release(context);
}

int main(void) {
    RUN(a_unit_is_saved_loaded_and_run);
    RUN(misuse_is_answered);
    RUN(damage_is_refused);
    RUN(an_api_that_does_not_fit_is_told);
    return harness_result();
}
