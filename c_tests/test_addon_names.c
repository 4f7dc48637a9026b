/* How the add-ons look: classic and STL-like names, accessors (STR-40, ARR-35, DICT-24, MATH-01), and which strings they
 * need. */
#include "harness.h"

static int run(uint32_t set, const char *body) {
    as_context *context = harness_context(set);
    char script[1024];
    snprintf(script, sizeof script, "int main() { %s }", body);
    as_unit *unit = harness_build(context, script);
    as_vm *vm = harness_vm(context, unit);
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "main"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    int result = as_call_get_int(call);
    as_call_free(call);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
    return result;
}

static bool builds(uint32_t set, const char *body) {
    as_context *context = harness_context(set);
    char script[1024];
    snprintf(script, sizeof script, "int main() { %s }", body);
    as_unit *unit = as_unit_new(context);
    as_unit_add_source(unit, "names.as", script, strlen(script));
    bool built = as_unit_build(unit, NULL) == AS_OK;
    as_unit_release(unit);
    as_context_release(context);
    return built;
}

static const uint32_t set = AS_ADDON_STRING | AS_ADDON_ARRAY | AS_ADDON_DICTIONARY | AS_ADDON_MATH;
static const char stl[] =
    "array<int> a; a.push_back(1); a.push_back(2); a.insert(1, 5); a.erase(0); a.pop_back();"
    "array<int> b = {7, 8}; a.insert(1, b);"
    "string s = 'hello hello'; dictionary d = {{'x', 1}, {'y', 2}}; bool gone = d.erase('x'); uint n = d.size(); d.clear();"
    "return int(a.size() * 1000 + a[0] * 100 + s.find('lo') * 10 + s.rfind('he')) + (a.empty() || s.empty() || !d.empty() ? 5000 : 0)"
    "  + int(s.size()) * 10000 + (gone ? 1000000 : 0) + int(n) * 2000000;";
static const char classic[] = "array<int> a; a.insertLast(1); string s = 'abc'; dictionary d; return int(a.length() + s.length() + d.getSize());";
static const char accessors[] = "array<int> a; a.length = 4; string s = 'abc'; s.length = 2; s.length = s.length + 3; return int(a.length * 10 + s.length);";

/* What connects two add-ons is there in whatever order they come, once. */
static void add_ons_come_one_by_one(void) {
    const uint32_t orders[][3] = {
        {AS_ADDON_STRING, AS_ADDON_ARRAY, AS_ADDON_DICTIONARY},
        {AS_ADDON_ARRAY, AS_ADDON_STRING, AS_ADDON_DICTIONARY},
        {AS_ADDON_STRING | AS_ADDON_DICTIONARY, AS_ADDON_ARRAY, AS_ADDON_MATH},
        {AS_ADDON_STRING | AS_ADDON_ARRAY, AS_ADDON_DICTIONARY, AS_ADDON_MATH},
    };
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        as_context *context = as_context_new(AS_VERSION);
        for (size_t k = 0; k < 3; k++) {
            CHECK_OK(as_context_install(context, orders[i][k], &error));
        }
        as_unit *unit = harness_build(context,
                                      "int main() { dictionary d = {{'a', 1}, {'b', 2}};\n"
                                      "  return join('x y z'.split(' '), '').length() * 10 + d.getKeys().length(); }");
        as_vm *vm = harness_vm(context, unit);
        as_call *call = as_call_new(vm, as_unit_find_function(unit, "main"));
        CHECK(as_call_run(call) == AS_RUN_FINISHED);
        CHECK(as_call_get_int(call) == 32);
        as_call_free(call);
        as_vm_free(vm);
        as_unit_release(unit);
        as_context_release(context);
    }
}

int main(void) {
    RUN(add_ons_come_one_by_one);
    harness_test = "addon names";
    CHECK(run(set | AS_ADDON_WITH_STL_NAMES, stl) == 3113536);
    CHECK(!builds(set, stl));
    CHECK(run(set, classic) == 4);
    CHECK(run(set | AS_ADDON_WITH_STL_NAMES, classic) == 4);
    CHECK(!builds(set, accessors));
    CHECK(run(set | AS_ADDON_WITH_ACCESSORS, accessors) == 45);
    CHECK(run(set | AS_ADDON_WITH_ACCESSORS | AS_ADDON_WITH_STL_NAMES, accessors) == 45);
    CHECK(!builds(set | AS_ADDON_WITH_ACCESSORS, classic));
    const char *precise = "return sqrt(2.0) == sqrt(2.0f) ? 1 : 0;";
    CHECK(run(set, precise) == 1);
    CHECK(run(set | AS_ADDON_WITH_DOUBLE_MATH, "double x = 2; return sqrt(x) * sqrt(x) - 2 < 1e-12 ? 1 : 0;") == 1);

    as_context *context = as_context_new(AS_VERSION);
    CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_context_install(context, 1u << 28, &error));
    /* Those that use strings take no others than the library's. */
    CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_context_install(context, AS_ADDON_PRINT, &error));
    CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_context_install(context, AS_ADDON_DICTIONARY | AS_ADDON_ARRAY, &error));
    CHECK_OK(as_context_install(context, AS_ADDON_STRING, &error));
    CHECK_OK(as_context_install(context, AS_ADDON_PRINT | AS_ADDON_DICTIONARY, &error));
    as_error *error = NULL;
    as_context *layer = as_context_extend(context, &error);
    CHECK(layer != NULL);
    CHECK_OK(as_context_install(layer, AS_ADDON_EXCEPTIONS, &error));
    as_context_release(layer);
    as_context_release(context);
    return harness_result();
}
