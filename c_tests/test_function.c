/* Functions: what reflection tells of them, and arguments and results of every type in both directions. */

#include "harness.h"

typedef struct point {
    float x, y;
} point;

static point middle(point a, point b) {
    point m = {(a.x + b.x) / 2, (a.y + b.y) / 2};
    return m;
}
static int32_t seven(int32_t a) { return a + 7; }

static as_context *make_context(void) {
    as_context *c = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    CHECK_OK(as_register_type(c, "Point", sizeof(point), AS_TYPE_VALUE | AS_TYPE_POD | AS_TYPE_APP_CLASS | AS_TYPE_APP_CLASS_ALLFLOATS,
                              &error));
    CHECK_OK(as_register_property(c, "Point", "float x", 0, &error));
    CHECK_OK(as_register_property(c, "Point", "float y", 4, &error));
    CHECK_OK(as_register_function(c, "Point middle(Point a, Point b)", AS_NATIVE(middle), &error));
    CHECK_OK(as_register_function(c, "int seven(int start = 3 * 5)", AS_NATIVE(seven), &error));
    return c;
}

static const char script[] =
    "bool   f_bool(bool a)     { return !a; }\n"
    "int8   f_int8(int8 a)     { return -a; }\n"
    "uint8  f_uint8(uint8 a)   { return a + 1; }\n"
    "int16  f_int16(int16 a)   { return -a; }\n"
    "uint16 f_uint16(uint16 a) { return a + 1; }\n"
    "int    f_int(int a)       { return -a; }\n"
    "uint   f_uint(uint a)     { return a + 1; }\n"
    "int64  f_int64(int64 a)   { return -a; }\n"
    "uint64 f_uint64(uint64 a) { return a + 1; }\n"
    "float  f_float(float a)   { return -a; }\n"
    "double f_double(double a) { return -a; }\n"
    "string f_string(string a, const string &in b) { return b + a; }\n"
    "Point  f_point(Point a)   { return middle(a, Point()); }\n"
    "int   &f_ref()            { return counter; }\n"
    "void   f_out(int &out a, Point &out p) { a = 5; p.x = 2; }\n"
    "int counter = 41;\n"
    "class Thing { int v; Thing(int v) { this.v = v; } int add(int n) const { return v + n; } }\n"
    "Thing@ f_thing(Thing@ t, int n = 4) { return Thing(t is null ? n : t.v + n); }\n"
    "int f_defaults() { return seven() + seven(1); }\n";

#define VALUE(name, set, get, in, out)                                                                                 \
    do {                                                                                                               \
        as_call *call = as_call_new(vm, as_unit_find_function(unit, name));                                            \
        CHECK(set(call, 0, in) == AS_OK);                                                                              \
        CHECK(as_call_run(call) == AS_RUN_FINISHED);                                                                   \
        CHECK(get(call) == (out));                                                                                     \
        CHECK(set(call, 1, in) != AS_OK);                                                                              \
        as_call_free(call);                                                                                            \
    } while (0)

static void every_type(void) {
    as_context *c = make_context();
    as_unit *unit = harness_build(c, script);
    as_vm *vm = harness_vm(c, unit);
    VALUE("f_bool", as_call_set_bool, as_call_get_bool, true, false);
    VALUE("f_int8", as_call_set_int8, as_call_get_int8, 100, -100);
    VALUE("f_uint8", as_call_set_int8, as_call_get_int8, (int8_t)200, (int8_t)201);
    VALUE("f_int16", as_call_set_int16, as_call_get_int16, -32767, 32767);
    VALUE("f_uint16", as_call_set_int16, as_call_get_int16, (int16_t)65535, 0);
    VALUE("f_int", as_call_set_int, as_call_get_int, 2147483647, -2147483647);
    VALUE("f_uint", as_call_set_uint, as_call_get_uint, 4294967294u, 4294967295u);
    VALUE("f_int64", as_call_set_int64, as_call_get_int64, INT64_C(1) << 62, -(INT64_C(1) << 62));
    VALUE("f_uint64", as_call_set_uint64, as_call_get_uint64, UINT64_MAX, 0);
    VALUE("f_float", as_call_set_float, as_call_get_float, 1.5f, -1.5f);
    VALUE("f_double", as_call_set_double, as_call_get_double, 1e300, -1e300);

    as_call *call = as_call_new(vm, as_unit_find_function(unit, "f_string"));
    CHECK(as_call_set_string(call, 0, "world", 5) == AS_OK);
    CHECK(as_call_set_string(call, 1, "hello, long enough for the heap, ", 33) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK_STR("hello, long enough for the heap, world", as_string_get(as_call_get_string(call)));
    as_call_free(call);

    call = as_call_new(vm, as_unit_find_function(unit, "f_point"));
    point p = {4, 6};
    CHECK(as_call_set_value(call, 0, &p) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    const point *half = (const point *)as_call_get_value(call);
    CHECK(half != NULL && half->x == 2 && half->y == 3);
    CHECK_STR("Point", as_type_name(as_call_result_type(call).type_));
    as_call_free(call);

    call = as_call_new(vm, as_unit_find_function(unit, "f_ref"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    int32_t *counter = (int32_t *)as_call_get_address(call);
    CHECK(counter != NULL && *counter == 41);
    CHECK((as_call_result_type(call).flags & AS_USE_REF_INOUT) != 0);
    as_call_free(call);

    int32_t out = 0;
    call = as_call_new(vm, as_unit_find_function(unit, "f_out"));
    CHECK(as_call_set_address(call, 0, &out) == AS_OK);
    CHECK(as_call_set_address(call, 1, &p) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(out == 5 && p.x == 2);
    as_call_free(call);

    call = as_call_new(vm, as_unit_find_function(unit, "f_defaults"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 30);
    as_call_free(call);

    /* A script object out and in again; the call keeps its own reference. */
    call = as_call_new(vm, as_unit_find_function(unit, "f_thing"));
    CHECK(as_call_set_object(call, 0, NULL) == AS_OK);
    CHECK(as_call_set_int(call, 1, 30) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    as_object *thing = as_call_get_object(call);
    CHECK(thing != NULL);
    as_object_retain(vm, thing);
    as_call_free(call);
    const as_type *type = as_object_type(thing);
    call = as_call_new(vm, as_type_find_method(type, "int add(int) const"));
    CHECK(as_call_set_this(call, thing) == AS_OK);
    CHECK(as_call_set_int(call, 0, 12) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 42);
    as_call_free(call);
    as_object_release(vm, thing);

    as_unit_release(unit);
    as_vm_free(vm);
    as_context_release(c);
}

static void reflection(void) {
    as_context *c = make_context();
    as_unit *unit = harness_build(c, script);
    const as_function *f = as_unit_find_function(unit, "f_thing");
    CHECK_STR("f_thing", as_function_name(f));
    CHECK_STR("Thing@ f_thing(Thing@ t, int n)", as_function_declaration(f));
    CHECK(as_function_param_count(f) == 2);
    CHECK_STR("n", as_function_param_name(f, 1));
    CHECK_STR("Thing", as_type_name(as_function_param_type(f, 0).type_));
    CHECK((as_function_param_type(f, 0).flags & AS_USE_HANDLE) != 0);
    CHECK_STR("int", as_type_name(as_function_param_type(f, 1).type_));
    CHECK(as_function_param_type(f, 2).type_ == NULL);
    CHECK_STR("", as_function_param_name(f, 2));
    CHECK(!as_function_is_native(f) && !as_function_is_const(f) && as_function_object_type(f) == NULL);
    CHECK_STR("test.as", as_function_file(f));
    CHECK(as_function_line(f) == 18);
    const as_type *thing = as_function_return_type(f).type_;
    const as_function *add = as_type_find_method(thing, "add");
    CHECK(as_function_is_const(add) && as_function_object_type(add) == thing);
    CHECK_STR("int", as_type_name(as_function_return_type(add).type_));
    CHECK((as_function_param_type(as_unit_find_function(unit, "f_out"), 0).flags & AS_USE_REF_INOUT) == AS_USE_REF_OUT);

    /* Functions of the host, through the types they are members of. */
    const as_type *string = as_function_return_type(as_unit_find_function(unit, "f_string")).type_;
    size_t defaults = 0;
    for (size_t i = 0; i < as_type_method_count(string); i++) {
        const as_function *m = as_type_method_at(string, i);
        CHECK(as_function_is_native(m) && as_function_object_type(m) == string && as_function_line(m) == 0);
        for (size_t p = 0; p < as_function_param_count(m); p++) defaults += as_function_param_default(m, p).len > 0;
    }
    CHECK(defaults > 3);
    CHECK(as_type_method_at(string, as_type_method_count(string)) == NULL);

    CHECK(as_function_param_count(NULL) == 0 && as_function_name(NULL).len == 0 && as_function_return_type(NULL).type_ == NULL);
    as_unit_release(unit);
    as_context_release(c);
}

int main(void) {
    RUN(every_type);
    RUN(reflection);
    return harness_result();
}
