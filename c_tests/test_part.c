/* Methods that the host registers for a part of an object. */
#include "harness.h"

typedef struct {
    int32_t power;
} engine;
typedef struct {
    double weight;
    engine own;
    engine *other;
} car;
typedef struct {
    float x, y;
} vec;
static int vecs;
static int32_t power(const engine *e) { return e->power; }
static void tune(int32_t by, engine *e) { e->power += by; }
static void scale(as_generic *call) { ((engine *)call->object)->power *= AS_ARG(call, int32_t, 0); }
static vec place(const engine *e, float y) {
    vecs++;
    return (vec){(float)e->power, y};
}
static int32_t named(const engine *e, as_string *name) { return e->power + (int32_t)as_string_get(name).len; }
static void vec_new(vec *v) {
    v->x = v->y = 0;
    vecs++;
}
static void vec_copy(vec *v, const vec *from) {
    *v = *from;
    vecs++;
}
static void vec_delete(vec *v) {
    (void)v;
    vecs--;
}
static float vec_y(const float *y) { return *y; }

static const char script[] =
    "int own() { return the.power(); }\n"
    "int sums() { the.tune(5); the.scale(2); return the.power(); }\n"
    "int other() { the.other_tune(1); return the.other_power(); }\n"
    "float placed() { vec v = the.other_place(1.5f); return v.x + v.second(); }\n"
    "int text(const string &in s) { return the.named(s) + the.other_named(s + \"!\"); }\n"
    "int guarded() { int n = 0; try { n = the.other_power(); } catch { n = -1; }\n"
    "  try { vec v = the.other_place(2); n += 100; } catch { n -= 1; }\n"
    "  try { n += the.other_named(\"some\" + n); } catch { n -= 1; } return n; }\n"
    "funcdef int Get(); int apply(Get@ g) { return g(); } int bound() { return apply(Get(the.power)); }\n";

int main(void) {
    harness_test = "parts";
    static engine second = {7};
    static car the = {1.0, {40}, &second};
    as_context *c = harness_context(AS_ADDON_STRING);
    CHECK_OK(as_register_type(c, "vec", sizeof(vec), AS_TYPE_VALUE, &error));
    CHECK_OK(as_register_property(c, "vec", "float x", 0, &error));
    CHECK_OK(as_register_property(c, "vec", "float y", 4, &error));
    CHECK_OK(as_register_behavior(c, "vec", AS_BEHAVIOR_CONSTRUCT, "void f()", AS_NATIVE(vec_new), &error));
    CHECK_OK(as_register_behavior(c, "vec", AS_BEHAVIOR_CONSTRUCT, "void f(const vec &in)", AS_NATIVE(vec_copy), &error));
    CHECK_OK(as_register_behavior(c, "vec", AS_BEHAVIOR_DESTRUCT, "void f()", AS_NATIVE(vec_delete), &error));
    CHECK_OK(as_register_part_method(c, "vec", "float second() const", AS_NATIVE(vec_y), 4, false, &error));
    CHECK_OK(as_register_type(c, "car", 0, AS_TYPE_REF | AS_TYPE_NOCOUNT, &error));
    int32_t own = offsetof(car, own), other = offsetof(car, other);
    as_native last = AS_NATIVE(tune);
    last.convention = AS_CALL_NATIVE_OBJECT_LAST;
    const struct {
        const char *declaration, *behind;
        as_native native;
    } methods[] = {
        {"int power() const", "int other_power() const", AS_NATIVE(power)},
        {"void tune(int by)", "void other_tune(int by)", last},
        {"void scale(int by)", "void other_scale(int by)", AS_GENERIC(scale)},
        {"vec place(float y) const", "vec other_place(float y) const", AS_NATIVE(place)},
        {"int named(const string &in) const", "int other_named(const string &in) const", AS_NATIVE(named)},
    };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        CHECK_OK(as_register_part_method(c, "car", methods[i].declaration, methods[i].native, own, false, &error));
        CHECK_OK(as_register_part_method(c, "car", methods[i].behind, methods[i].native, other, true, &error));
    }
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT,
                 as_register_part_method(c, "car", "int far()", AS_NATIVE(power), 32768, false, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_register_part_method(c, "car", "int no()", (as_native){0}, 0, false, &error));
    CHECK_OK(as_register_global(c, "car the", &the, &error));
    as_unit *unit = harness_build(c, script);
    as_vm *vm = harness_vm(c, unit);
    as_call *call = as_call_new(vm, NULL);
    const struct {
        const char *function;
        int32_t expected;
    } runs[] = {{"own", 40}, {"sums", 90}, {"other", 8}, {"bound", 90}};
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, runs[i].function), &error));
        CHECK(as_call_run(call) == AS_RUN_FINISHED && as_call_get_int(call) == runs[i].expected);
    }
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "placed"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED && as_call_get_float(call) == 9.5f && vecs == 0);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "text"), &error));
    CHECK(as_call_set_string(call, 0, "four", 4) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED && as_call_get_int(call) == 94 + 13);
    /* From the host: the object is the whole. */
    int32_t result = 0;
    const as_type *type = as_context_find_type(c, "car");
    as_invocation ask = {.function = as_type_find_method(type, "int other_power() const"), .object = &the, .result = &result};
    CHECK_OK(as_vm_run_function(vm, &ask, &error));
    CHECK(result == 8);

    /* A part that is not there. */
    the.other = NULL;
    CHECK_STATUS(AS_ERROR_GENERAL, as_vm_run_function(vm, &ask, &error));
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "guarded"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED && as_call_get_int(call) == -3 && vecs == 0);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "other"), &error));
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_CONTAINS("ull", as_call_exception_text(call));
    as_call_free(call);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(c);
    return harness_result();
}
