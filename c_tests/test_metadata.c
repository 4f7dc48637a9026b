/* Metadata: texts in brackets before declarations, by reflection; saved units; misuse. */
#include "harness.h"

static const char script[] =
    "[a] [b(1, [2])] class C { [speed] [max \"]\"] float x, y; int[] list = {1, 2};\n"
    "  [act /* ] */ now] int act() { return list[0]; } [prop] int p { get { return 1; } } }\n"
    "[d] class D : C { int own; }\n"
    "[color] enum E { [first] A, B }\n"
    "namespace N { [g1][g2] int g = 4, h; }\n"
    "int last;\n"
    "[f] int f(int[] a) { return a[0]; }\n"
    "[i] interface I { [im] void im(); }\n";

typedef struct {
    unsigned char bytes[65536];
    size_t size;
} saved;

static bool keep(void *user_data, const void *data, size_t size) {
    saved *s = user_data;
    if (size > sizeof s->bytes - s->size) return false;
    memcpy(s->bytes + s->size, data, size);
    s->size += size;
    return true;
}

static as_unit *build(as_context *context, const char *text, bool allowed) {
    as_unit *unit = as_unit_new(context);
    CHECK(as_unit_set_metadata(unit, allowed) == AS_OK);
    CHECK(as_unit_add_source(unit, "meta.as", text, strlen(text)) == AS_OK);
    as_unit_build(unit, NULL);
    return unit;
}

static void check_all(as_unit *unit, bool is_loaded) {
    const as_type *c = as_unit_find_class(unit, "C"), *d = as_unit_find_class(unit, "D");
    CHECK(as_type_metadata_count(c) == 2 && as_type_metadata_count(d) == 1);
    CHECK_STR("a", as_type_metadata_at(c, 0));
    CHECK_STR("b(1, [2])", as_type_metadata_at(c, 1));
    CHECK_STR("", as_type_metadata_at(c, 2));
    CHECK(as_type_property_count(d) == 4);
    for (size_t i = 0; i < 2; i++) {
        CHECK(as_type_property_metadata_count(c, i) == 2 && as_type_property_metadata_count(d, i) == 2);
        CHECK_STR("speed", as_type_property_metadata_at(c, i, 0));
        CHECK_STR("max \"]\"", as_type_property_metadata_at(d, i, 1));
    }
    CHECK(as_type_property_metadata_count(c, 2) == 0 && as_type_property_metadata_count(c, (size_t)-1) == 0);
    CHECK_STR("", as_type_property_metadata_at(c, 99, 0));
    const as_function *act = as_type_find_method(d, "int act()");
    CHECK(as_function_metadata_count(act) == 1);
    CHECK_STR("act /* ] */ now", as_function_metadata_at(act, 0));
    CHECK_STR("prop", as_function_metadata_at(as_type_find_method(c, "get_p"), 0));
    const as_function *f = as_unit_find_function(unit, "f");
    CHECK_STR("f", as_function_metadata_at(f, 0));
    CHECK_STR("", as_function_metadata_at(f, 1));
    const as_type *e = NULL, *i = NULL;
    for (size_t n = 0; n < as_unit_type_count(unit); n++) {
        const as_type *type = as_unit_type_at(unit, n);
        if (as_type_get_kind(type) == AS_KIND_ENUM) e = type;
        if (as_type_get_kind(type) == AS_KIND_INTERFACE) i = type;
    }
    CHECK((e == NULL) == is_loaded && (i == NULL) == is_loaded);
    if (!is_loaded) {
        CHECK_STR("color", as_type_metadata_at(e, 0));
        CHECK(as_type_enum_value_metadata_count(e, 0) == 1 && as_type_enum_value_metadata_count(e, 1) == 0);
        CHECK_STR("first", as_type_enum_value_metadata_at(e, 0, 0));
        CHECK_STR("", as_type_enum_value_metadata_at(e, 2, 0));
        CHECK_STR("i", as_type_metadata_at(i, 0));
        CHECK_STR("im", as_function_metadata_at(as_type_method_at(i, 0), 0));
    }
    CHECK(as_unit_global_count(unit) == 3);
    for (size_t n = 0; n < 3; n++) {
        bool is_described = as_unit_global_name(unit, n).data[0] == 'N';
        CHECK(as_unit_global_metadata_count(unit, n) == (is_described ? 2 : 0));
        CHECK_STR(is_described ? "g2" : "", as_unit_global_metadata_at(unit, n, 1));
    }
    CHECK(as_unit_global_metadata_count(unit, 3) == 0);
}

static void test_all(void) {
    as_context *context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    as_unit *unit = build(context, script, true);
    check_all(unit, false);
    CHECK(as_unit_set_metadata(unit, true) == AS_ERROR_ALREADY_BUILT);
    for (int flags = 0; flags <= AS_SAVE_STRIP; flags++) {
        saved file = {.size = 0};
        CHECK_OK(as_unit_save(unit, (uint32_t)flags, keep, &file, &error));
        as_unit *loaded = as_unit_new(context);
        CHECK_OK(as_unit_load(loaded, file.bytes, file.size, &error));
        check_all(loaded, true);
        as_unit_release(loaded);
    }
    as_unit_release(unit);
    as_context_release(context);
}

static void test_off(void) {
    as_context *context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    as_unit *unit = build(context, script, false);
    CHECK(!as_unit_is_built(unit) || as_unit_error_count(unit) > 0);
    as_unit_release(unit);
    as_context_release(context);
}

static void test_misuse(void) {
    as_context *context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    CHECK(as_unit_set_metadata(NULL, true) == AS_ERROR_NULL);
    CHECK(as_unit_set_metadata((as_unit *)context, true) == AS_ERROR_WRONG_HANDLE);
    CHECK(as_function_metadata_count(NULL) == 0 && as_type_metadata_count(NULL) == 0);
    CHECK(as_type_property_metadata_count(NULL, 0) == 0 && as_type_enum_value_metadata_count(NULL, 0) == 0);
    CHECK(as_unit_global_metadata_count(NULL, 0) == 0);
    CHECK_STR("", as_function_metadata_at(NULL, 0));
    CHECK_STR("", as_type_metadata_at(NULL, 0));
    CHECK_STR("", as_unit_global_metadata_at(NULL, 0, 0));
    const as_type *string = as_context_find_type(context, "string");
    CHECK(string == NULL || as_type_metadata_count(string) == 0);
    as_unit *unit = as_unit_new(context);
    CHECK(as_unit_global_metadata_count(unit, 0) == 0);
    as_unit_release(unit);
    as_context_release(context);
}

int main(void) {
    RUN(test_all);
    RUN(test_off);
    RUN(test_misuse);
    return harness_result();
}
