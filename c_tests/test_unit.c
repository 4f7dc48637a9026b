/* Units: sources, building, diagnostics, and what a unit declares. */
#include "harness.h"

#include <pthread.h>

static void null_and_wrong_handles_are_answered(void) {
    CHECK(as_unit_new(NULL) == NULL);
    as_unit_release(NULL);
    CHECK(as_unit_retain(NULL) == NULL);
    CHECK(as_unit_add_source(NULL, "a", "", 0) == AS_ERROR_NULL);
    CHECK(as_unit_add_source_part(NULL, "a", "", 0, 1) == AS_ERROR_NULL);
    CHECK(as_unit_set_access_mask(NULL, 1) == AS_ERROR_NULL);
    CHECK_STATUS(AS_ERROR_NULL, as_unit_build(NULL, &error));
    CHECK(!as_unit_is_built(NULL));
    CHECK(as_unit_diagnostic_count(NULL) == 0);
    CHECK(as_unit_error_count(NULL) == 0);
    CHECK(as_unit_diagnostic_at(NULL, 0) == NULL);
    CHECK(as_unit_function_count(NULL) == 0);
    CHECK(as_unit_function_at(NULL, 0) == NULL);
    CHECK(as_unit_find_function(NULL, "void f()") == NULL);
    CHECK(as_unit_global_count(NULL) == 0);
    CHECK_STR("", as_unit_global_name(NULL, 0));
    CHECK(as_unit_global_type(NULL, 0).type_ == NULL);
    CHECK(as_unit_class_count(NULL) == 0);
    CHECK(as_unit_class_at(NULL, 0) == NULL);
    CHECK(as_unit_find_class(NULL, "A") == NULL);
    as_context *context = as_context_new(AS_VERSION);
    CHECK_STATUS(AS_ERROR_WRONG_HANDLE, as_unit_build((as_unit *)context, &error));
    as_unit *unit = as_unit_new(context);
    CHECK(as_unit_add_source(unit, NULL, "", 0) == AS_ERROR_NULL);
    CHECK(as_unit_add_source(unit, "a", NULL, 3) == AS_ERROR_NULL);
    CHECK(as_unit_add_source(unit, "a", NULL, 0) == AS_OK);
    CHECK(as_unit_find_function(unit, NULL) == NULL);
    as_unit_release(unit);
    as_context_release(context);
}

static void a_unit_is_built_once(void) {
    as_context *context = as_context_new(AS_VERSION);
    as_unit *unit = as_unit_new(context);
    CHECK(as_context_is_sealed(context));
    CHECK(!as_unit_is_built(unit));
    CHECK(as_unit_add_source(unit, "a.as", "int f() { return g(); }", 23) == AS_OK);
    CHECK(as_unit_add_source(unit, "b.as", "int g() { return 7; }  ignored", 21) == AS_OK);
    CHECK_OK(as_unit_build(unit, &error));
    CHECK(as_unit_is_built(unit));
    CHECK_STATUS(AS_ERROR_ALREADY_BUILT, as_unit_build(unit, &error));
    CHECK(as_unit_add_source(unit, "c.as", "", 0) == AS_ERROR_ALREADY_BUILT);
    CHECK(as_unit_set_access_mask(unit, 1) == AS_ERROR_ALREADY_BUILT);
    as_unit_release(unit);
    as_context_release(context);
}

static void a_unit_without_sources_is_empty(void) {
    as_context *context = as_context_new(AS_VERSION);
    as_unit *unit = as_unit_new(context);
    CHECK_OK(as_unit_build(unit, &error));
    CHECK(as_unit_function_count(unit) == 0);
    as_unit_release(unit);
    as_context_release(context);
}

static void errors_are_a_list_with_places(void) {
    as_context *context = as_context_new(AS_VERSION);
    as_unit *unit = as_unit_new(context);
    const char *text = "void f() {\n    int length = 1;\n    lenght = 2;\n    g(3);\n}\n";
    CHECK(as_unit_add_source_part(unit, "part.as", text, strlen(text), 100) == AS_OK);
    as_error *error = NULL;
    CHECK(as_unit_build(unit, &error) == AS_ERROR_BUILD_FAILED);
    CHECK(as_error_status(error) == AS_ERROR_BUILD_FAILED);
    as_error_free(error);
    CHECK(!as_unit_is_built(unit));
    CHECK(as_unit_error_count(unit) == 2);
    CHECK(as_unit_diagnostic_count(unit) >= 2);
    const as_diagnostic *first = as_unit_diagnostic_at(unit, 0);
    CHECK(as_diagnostic_severity(first) == AS_SEVERITY_ERROR);
    CHECK(as_diagnostic_code(first) != 0);
    CHECK_STR("part.as", as_diagnostic_file(first));
    CHECK(as_diagnostic_line(first) == 103);
    CHECK(as_diagnostic_column(first) == 5);
    CHECK_STR("lenght", as_diagnostic_source(first));
    CHECK_CONTAINS("lenght", as_diagnostic_message(first));
    CHECK_CONTAINS("part.as:103:5: error: ", as_diagnostic_rendered(first));
    CHECK_CONTAINS("    lenght = 2;", as_diagnostic_rendered(first));
    CHECK(as_diagnostic_note_count(first) == 1);
    const as_diagnostic *note = as_diagnostic_note_at(first, 0);
    CHECK(as_diagnostic_severity(note) == AS_SEVERITY_NOTE);
    CHECK_CONTAINS("length", as_diagnostic_message(note));
    CHECK(as_diagnostic_note_at(first, 1) == NULL);
    CHECK(as_unit_diagnostic_at(unit, 99) == NULL);
    CHECK(as_unit_find_function(unit, "void f()") == NULL);
    /* The list lives on without the context. */
    as_context_release(context);
    CHECK(as_unit_diagnostic_at(unit, 0) == first);
    as_unit_release(unit);
    CHECK_STR("", as_diagnostic_message(NULL));
    CHECK(as_diagnostic_line(NULL) == 0);
    CHECK(as_diagnostic_note_at(NULL, 0) == NULL);
}

static void any_bytes_are_taken(void) {
    as_context *context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    const char text[] = "void f() { \xff\xfe\0 \x01 string s = \"\xc3\x28\"; } \"";
    as_unit *unit = as_unit_new(context);
    CHECK(as_unit_add_source(unit, "bytes", text, sizeof text - 1) == AS_OK);
    CHECK_STATUS(AS_ERROR_BUILD_FAILED, as_unit_build(unit, &error));
    for (size_t i = 0; i < as_unit_diagnostic_count(unit); i++) {
        CHECK(as_diagnostic_rendered(as_unit_diagnostic_at(unit, i)).len > 0);
    }
    as_unit_release(unit);
    as_context_release(context);
}

static void a_context_that_cannot_be_sealed_tells_at_building(void) {
    as_context *context = as_context_new(AS_VERSION);
    CHECK_OK(as_register_function(context, "void f(Missing@ m)", AS_NATIVE(null_and_wrong_handles_are_answered), &error));
    as_unit *unit = as_unit_new(context);
    CHECK(unit != NULL);
    CHECK(as_unit_add_source(unit, "a.as", "", 0) == AS_OK);
    for (int i = 0; i < 2; i++) {
        as_error *error = NULL;
        CHECK(as_unit_build(unit, &error) == AS_ERROR_INVALID_CONFIGURATION);
        CHECK(as_error_detail_count(error) == 1);
        CHECK_CONTAINS("Missing", as_error_message(error));
        as_error_free(error);
    }
    CHECK(as_vm_new(context) == NULL);
    as_unit_release(unit);
    as_context_release(context);
}

static const char declarations[] =
    "int score = 3;\n"
    "namespace Game { const float gravity = 9.81f; int step(int n, float dt = 0.5f) { return n; } }\n"
    "interface Named { string name() const; }\n"
    "class Base { int a; void hit(int n) { a += n; } void hit(float f) {} }\n"
    "class Derived : Base, Named { double b; string name() const { return \"d\"; } void hit(int n) override { a -= n; } }\n"
    "void over(int x) {}\n"
    "void over(string x) {}\n"
    "Base@ make(const array<Derived@> &in list, uint8[] bytes, int &out count) { count = 0; return null; }\n";

static void a_unit_tells_what_it_declares(void) {
    as_context *context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    as_unit *unit = harness_build(context, declarations);
    CHECK(as_unit_function_count(unit) == 4);
    CHECK(as_unit_function_at(unit, 4) == NULL);
    for (size_t i = 0; i < 4; i++) {
        CHECK(as_function_name(as_unit_function_at(unit, i)).len > 0);
    }
    const as_function *step = as_unit_find_function(unit, "int Game::step(int, float)");
    CHECK(step != NULL);
    CHECK(as_unit_find_function(unit, "int Game::step(int n, float dt = 1)") == step);
    CHECK(as_unit_find_function(unit, "Game::step") == step);
    CHECK(as_unit_find_function(unit, "step") == NULL);
    CHECK(as_unit_find_function(unit, "int step(int, float)") == NULL);
    CHECK(as_unit_find_function(unit, "float Game::step(int, float)") == NULL);
    CHECK(as_unit_find_function(unit, "int Game::step(int") == NULL);
    CHECK_STR("step", as_function_name(step));
    CHECK(as_function_param_count(step) == 2);
    CHECK_STR("dt", as_function_param_name(step, 1));
    CHECK_STR("float", as_type_name(as_function_param_type(step, 1).type_));
    CHECK(as_function_param_type(step, 2).type_ == NULL);
    CHECK_STR("int", as_type_name(as_function_return_type(step).type_));
    CHECK_STR("test.as", as_function_file(step));
    CHECK(as_function_line(step) == 2);
    CHECK(!as_function_is_native(step));
    CHECK(as_function_object_type(step) == NULL);
    CHECK(as_unit_find_function(unit, "over") == NULL);
    CHECK(as_unit_find_function(unit, "void over(int)") != NULL);
    CHECK(as_unit_find_function(unit, "void over(string)") != as_unit_find_function(unit, "void over(int)"));

    const as_function *make = as_unit_find_function(unit, "Base@ make(const array<Derived@> &in, array<uint8>, int &out)");
    CHECK(make != NULL);
    CHECK(as_unit_find_function(unit, "Base@ make(const Derived@[] &in, uint8[], int &out)") == make);
    as_type_use list = as_function_param_type(make, 0);
    CHECK(list.flags == (AS_USE_CONST | AS_USE_REF_IN));
    CHECK(as_type_arg_count(list.type_) == 1);
    CHECK(as_type_arg_at(list.type_, 0).flags == AS_USE_HANDLE);
    CHECK(as_function_param_type(make, 2).flags == AS_USE_REF_OUT);
    CHECK(as_function_return_type(make).flags == AS_USE_HANDLE);

    CHECK(as_unit_global_count(unit) == 2);
    CHECK_STR("score", as_unit_global_name(unit, 0));
    CHECK_STR("Game::gravity", as_unit_global_name(unit, 1));
    CHECK_STR("int", as_type_name(as_unit_global_type(unit, 0).type_));
    CHECK(as_unit_global_type(unit, 1).flags == AS_USE_CONST);
    CHECK_STR("", as_unit_global_name(unit, 2));

    CHECK(as_unit_class_count(unit) == 2);
    const as_type *base = as_unit_find_class(unit, "Base"), *derived = as_unit_find_class(unit, "Derived");
    CHECK(base != NULL && derived != NULL && as_unit_find_class(unit, "Named") == NULL);
    CHECK(as_type_get_kind(derived) == AS_KIND_CLASS);
    CHECK(as_type_base(derived) == base && as_type_base(base) == NULL);
    CHECK(as_type_is_a(derived, base) && !as_type_is_a(base, derived));
    CHECK(as_type_is_reference(base) && as_type_is_managed(base));
    CHECK(as_type_interface_count(derived) == 1);
    CHECK_STR("Named", as_type_name(as_type_interface_at(derived, 0)));
    CHECK(as_type_get_kind(as_type_interface_at(derived, 0)) == AS_KIND_INTERFACE);
    CHECK(as_type_is_a(derived, as_type_interface_at(derived, 0)));
    CHECK(as_type_property_count(derived) == 2);
    CHECK_STR("a", as_type_property_name(derived, 0));
    CHECK_STR("b", as_type_property_name(derived, 1));
    CHECK_STR("double", as_type_name(as_type_property_type(derived, 1).type_));
    CHECK(as_type_property_offset(derived, 1) > as_type_property_offset(derived, 0));
    const as_function *hit = as_type_find_method(derived, "void hit(int)");
    CHECK(hit != NULL && hit != as_type_find_method(base, "void hit(int)"));
    CHECK(as_function_object_type(hit) == derived);
    CHECK(as_type_find_method(derived, "void hit(float)") == as_type_find_method(base, "void hit(float)"));
    CHECK(as_type_find_method(derived, "hit") == NULL);
    CHECK(as_type_find_method(derived, "name") != NULL);
    CHECK(as_function_is_const(as_type_find_method(derived, "string name() const")));
    CHECK(as_type_find_method(derived, "string name()") == NULL);
    CHECK(as_type_method_count(derived) >= 3);
    CHECK(as_type_method_at(derived, 99) == NULL);
    as_unit_release(unit);
    as_context_release(context);
}

static void *build_many(void *context) {
    for (int i = 0; i < 50; i++) {
        as_unit *unit = harness_build(context, declarations);
        as_unit_release(unit);
    }
    return NULL;
}

static void threads_build_at_the_same_time(void) {
    as_context *context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    CHECK_OK(as_context_seal(context, &error));
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, build_many, context);
    }
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    as_context_release(context);
}

static void masks_hide_what_is_registered(void) {
    as_context *context = as_context_new(AS_VERSION);
    CHECK_OK(as_context_set_access_mask(context, 2, &error));
    CHECK_OK(as_register_function(context, "void hidden()", AS_NATIVE(masks_hide_what_is_registered), &error));
    const char *text = "void f() { hidden(); }";
    for (uint32_t mask = 1; mask <= 2; mask++) {
        as_unit *unit = as_unit_new(context);
        as_unit_add_source(unit, "a.as", text, strlen(text));
        CHECK(as_unit_set_access_mask(unit, mask) == AS_OK);
        CHECK_STATUS(mask == 2 ? AS_OK : AS_ERROR_BUILD_FAILED, as_unit_build(unit, &error));
        as_unit_release(unit);
    }
    as_context_release(context);
}

static int freed_data;

static void free_data(void *user_data) {
    (void)user_data;
    freed_data++;
}

static void variables_and_lines_are_found(void) {
    as_context *context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    as_unit *unit = harness_build(context, "int score = 1;\n"
                                           "namespace Game { array<int>@ list; const string title = \"t\"; }\n"
                                           "int f(int x) {\n\n\n  x++;\n\n  return x;\n}\n"
                                           "class C { int m(const string &in s, float) {\n"
                                           "  for (int i = 0; i < 2; i++) { string part = s; C@ c = this; }\n"
                                           "  double part = 1; return int(part); } }\n");
    size_t score = as_unit_find_global(unit, "score");
    CHECK(score != AS_NOT_FOUND && score == as_unit_find_global(unit, " int  score "));
    CHECK_STR("int score", as_unit_global_declaration(unit, score));
    size_t list = as_unit_find_global(unit, "array < int > @ Game::list");
    CHECK(list != AS_NOT_FOUND && list != score);
    CHECK_STR("Game::list", as_unit_global_name(unit, list));
    size_t title = as_unit_find_global(unit, "const string Game::title");
    CHECK(title != AS_NOT_FOUND && title == as_unit_find_global(unit, "Game::title"));
    static const char *const none[] = {"", "list", "float score", "string Game::title", "intscore", "int score x", NULL};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) CHECK(as_unit_find_global(unit, none[i]) == AS_NOT_FOUND);
    CHECK(as_unit_global_declaration(unit, 99).len == 0);
    CHECK(as_unit_find_global(NULL, "score") == AS_NOT_FOUND);

    const as_function *f = as_unit_find_function(unit, "f");
    CHECK(as_function_find_line(f, 4) == 6);
    CHECK(as_function_find_line(f, 7) == 8);
    CHECK(as_function_find_line(f, 6) == 6);
    CHECK(as_function_find_line(f, 100) == 0);
    CHECK(as_function_find_line(NULL, 1) == 0);
    CHECK(as_function_line(f) == 3 && as_function_column(f) == 5 && as_function_column(NULL) == 0);
    CHECK(as_function_variable_count(f) == 1 && as_function_variable_count(NULL) == 0);
    const as_function *m = as_type_find_method(as_unit_find_class(unit, "C"), "m");
    CHECK(as_function_line(m) == 10 && as_function_column(m) == 15);
    static const char *const variables[][2] = {
        {"s", "const string"}, {"i", "int"}, {"part", "string"}, {"c", "C@"}, {"part", "double"}};
    CHECK(as_function_variable_count(m) == 5);
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        char type[32] = "";
        as_type_use_declaration(as_function_variable_type(m, i), type, sizeof type);
        CHECK_STR(variables[i][0], as_function_variable_name(m, i));
        CHECK_STR(variables[i][1], ((as_str){type, strlen(type)}));
    }
    CHECK(as_function_variable_name(m, 5).len == 0 && as_function_variable_type(m, 5).type_ == NULL);
    const as_function *host = as_type_method_at(as_context_find_type(context, "string"), 0);
    CHECK(host != NULL && as_function_column(host) == 0 && as_function_variable_count(host) == 0);

    int one = 1, two = 2;
    CHECK(as_unit_get_user_data(unit) == NULL);
    CHECK(as_unit_set_user_data(unit, &one, free_data) == AS_OK);
    CHECK(as_unit_get_user_data(unit) == &one);
    CHECK(as_unit_set_user_data(unit, &two, free_data) == AS_OK);
    CHECK(freed_data == 1 && as_unit_get_user_data(unit) == &two);
    CHECK(as_unit_set_user_data(NULL, &one, free_data) == AS_ERROR_NULL);
    CHECK(freed_data == 2);
    as_unit_release(unit);
    CHECK(freed_data == 3);
    as_context_release(context);
}

int main(void) {
    RUN(null_and_wrong_handles_are_answered);
    RUN(a_unit_is_built_once);
    RUN(a_unit_without_sources_is_empty);
    RUN(errors_are_a_list_with_places);
    RUN(any_bytes_are_taken);
    RUN(a_context_that_cannot_be_sealed_tells_at_building);
    RUN(a_unit_tells_what_it_declares);
    RUN(threads_build_at_the_same_time);
    RUN(masks_hide_what_is_registered);
    RUN(variables_and_lines_are_found);
    return harness_result();
}
