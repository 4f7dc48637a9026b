/* Structures that native functions take and return by value: how they are passed follows from flags or properties. */
#include "harness.h"

#include <stddef.h>

typedef struct {
    float x, y;
} V2;
typedef struct {
    double d;
    int64_t n;
} DoubleInt;
typedef struct {
    int64_t n;
    double d;
} IntDouble;
typedef struct {
    float x, y;
    int32_t n;
} FloatsInt;
typedef struct {
    int8_t small;
    float x; /* in eight bytes with an integer: passed as one */
    double d;
} Padded;
typedef struct {
    V2 from, to;
} Line;
typedef struct {
    float m[3];
} Floats3;
typedef struct {
    double a;
    int64_t n;
    double b;
} Three;

static V2 v2_turn(V2 v) { return (V2){-v.y, v.x}; }
static float v2_dot(const V2 *self, V2 o) { return self->x * o.x + self->y * o.y; }
static V2 v2_add(const V2 *self, V2 o) { return (V2){self->x + o.x, self->y + o.y}; }
static DoubleInt double_int(DoubleInt v, int32_t by) { return (DoubleInt){v.d * by, v.n + by}; }
static IntDouble int_double(int32_t by, IntDouble v) { return (IntDouble){v.n + by, v.d * by}; }
static FloatsInt floats_int(FloatsInt v) { return (FloatsInt){v.x + 1, v.y + 2, v.n + 3}; }
static Padded padded(Padded v) { return (Padded){(int8_t)(v.small + 1), v.x * 2, v.d * 3}; }
static Line line_swap(Line l) { return (Line){l.to, l.from}; }
static Floats3 floats3(Floats3 v, float by) { return (Floats3){{v.m[0] * by, v.m[1] * by, v.m[2] * by}}; }
static Three three(Three v, DoubleInt w) { return (Three){v.a + w.d, v.n + w.n, v.b}; }
/* So many that the registers of both kinds run out: whole structures go to the stack. */
static double many(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, IntDouble f, IntDouble g, V2 h, double i) {
    return (double)(a + b + c + d + e + f.n + g.n) + f.d + g.d + h.x + h.y + i;
}

static const char script[] =
    "bool v2() { V2 v; v.x = 1; v.y = 2; V2 t = turn(v); V2 s = v.add(t); return t.x == -2 && t.y == 1 && s.x == -1 && s.y == 3 && v.dot(t) == 0 && v.dot(v) == 5; }\n"
    "bool doubleInt() { DoubleInt v; v.d = 1.5; v.n = 7; v = f(v, 2); return v.d == 3 && v.n == 9; }\n"
    "bool intDouble() { IntDouble v; v.d = 1.5; v.n = 7; v = f(2, v); return v.d == 3 && v.n == 9; }\n"
    "bool floatsInt() { FloatsInt v; v.x = 1; v.y = 2; v.n = 3; v = f(v); return v.x == 2 && v.y == 4 && v.n == 6; }\n"
    "bool padded() { Padded v; v.small = -3; v.x = 2; v.d = 1.5; v = f(v); return v.small == -2 && v.x == 4 && v.d == 4.5; }\n"
    "bool line() { Line l; l.from.x = 1; l.from.y = 2; l.to.x = 3; l.to.y = 4; l = swap(l); return l.from.x == 3 && l.from.y == 4 && l.to.x == 1 && l.to.y == 2; }\n"
    "bool floats3() { Floats3 v; v.x = 1; v.z = 3; v = f(v, 2); return v.x == 2 && v.z == 6; }\n"
    "bool three() { Three v; v.a = 1.5; v.n = 2; v.b = 3.5; DoubleInt w; w.d = 10; w.n = 20; v = f(v, w); return v.a == 11.5 && v.n == 22 && v.b == 3.5; }\n"
    "bool many() { IntDouble f; f.n = 6; f.d = 0.5; IntDouble g; g.n = 7; g.d = 0.25; V2 h; h.x = 8; h.y = 9; return manyOf(1, 2, 3, 4, 5, f, g, h, 10) == 55.75; }\n";

static void run(void) {
    static const char *names[] = {"v2", "doubleInt", "intDouble", "floatsInt", "padded", "line", "floats3", "three", "many"};
    const uint32_t pod = AS_TYPE_VALUE | AS_TYPE_POD;
    as_context *c = harness_context(0);
    /* The functions come before the types, and those before their properties. */
    CHECK_OK(as_register_function(c, "V2 turn(V2)", AS_NATIVE(v2_turn), &error));
    CHECK_OK(as_register_function(c, "DoubleInt f(DoubleInt, int)", AS_NATIVE(double_int), &error));
    CHECK_OK(as_register_function(c, "IntDouble f(int, IntDouble)", AS_NATIVE(int_double), &error));
    CHECK_OK(as_register_function(c, "FloatsInt f(FloatsInt)", AS_NATIVE(floats_int), &error));
    CHECK_OK(as_register_function(c, "Padded f(Padded)", AS_NATIVE(padded), &error));
    CHECK_OK(as_register_function(c, "Line swap(Line)", AS_NATIVE(line_swap), &error));
    CHECK_OK(as_register_function(c, "Floats3 f(Floats3, float)", AS_NATIVE(floats3), &error));
    CHECK_OK(as_register_function(c, "Three f(Three, DoubleInt)", AS_NATIVE(three), &error));
    CHECK_OK(as_register_function(c, "double manyOf(int64, int64, int64, int64, int64, IntDouble, IntDouble, V2, double)", AS_NATIVE(many), &error));
    CHECK_OK(as_register_type(c, "Line", sizeof(Line), pod, &error));
    CHECK_OK(as_register_type(c, "V2", sizeof(V2), pod, &error));
    CHECK_OK(as_register_method(c, "V2", "float dot(V2) const", AS_NATIVE(v2_dot), &error));
    CHECK_OK(as_register_method(c, "V2", "V2 add(V2) const", AS_NATIVE(v2_add), &error));
    CHECK_OK(as_register_type(c, "DoubleInt", sizeof(DoubleInt), pod | AS_TYPE_APP_CLASS | AS_TYPE_APP_CLASS_ALIGN8, &error));
    CHECK_OK(as_register_type(c, "IntDouble", sizeof(IntDouble), pod, &error));
    CHECK_OK(as_register_type(c, "FloatsInt", sizeof(FloatsInt), pod, &error));
    CHECK_OK(as_register_type(c, "Padded", sizeof(Padded), pod, &error));
    CHECK_OK(as_register_type(c, "Floats3", sizeof(Floats3), pod | AS_TYPE_APP_CLASS | AS_TYPE_APP_CLASS_ALLFLOATS, &error));
    CHECK_OK(as_register_type(c, "Three", sizeof(Three), pod, &error));
    CHECK_OK(as_register_property(c, "Line", "V2 to", offsetof(Line, to), &error));
    CHECK_OK(as_register_property(c, "Line", "V2 from", offsetof(Line, from), &error));
    CHECK_OK(as_register_property(c, "V2", "float x", offsetof(V2, x), &error));
    CHECK_OK(as_register_property(c, "V2", "float y", offsetof(V2, y), &error));
    CHECK_OK(as_register_property(c, "DoubleInt", "double d", offsetof(DoubleInt, d), &error));
    CHECK_OK(as_register_property(c, "DoubleInt", "int64 n", offsetof(DoubleInt, n), &error));
    CHECK_OK(as_register_property(c, "IntDouble", "int64 n", offsetof(IntDouble, n), &error));
    CHECK_OK(as_register_property(c, "IntDouble", "double d", offsetof(IntDouble, d), &error));
    CHECK_OK(as_register_property(c, "FloatsInt", "float x", offsetof(FloatsInt, x), &error));
    CHECK_OK(as_register_property(c, "FloatsInt", "float y", offsetof(FloatsInt, y), &error));
    CHECK_OK(as_register_property(c, "FloatsInt", "int n", offsetof(FloatsInt, n), &error));
    CHECK_OK(as_register_property(c, "Padded", "int8 small", offsetof(Padded, small), &error));
    CHECK_OK(as_register_property(c, "Padded", "float x", offsetof(Padded, x), &error));
    CHECK_OK(as_register_property(c, "Padded", "double d", offsetof(Padded, d), &error));
    CHECK_OK(as_register_property(c, "Floats3", "float x", 0, &error));
    CHECK_OK(as_register_property(c, "Floats3", "float z", 8, &error));
    CHECK_OK(as_register_property(c, "Three", "double a", offsetof(Three, a), &error));
    CHECK_OK(as_register_property(c, "Three", "int64 n", offsetof(Three, n), &error));
    CHECK_OK(as_register_property(c, "Three", "double b", offsetof(Three, b), &error));
    CHECK_OK(as_context_seal(c, &error));
    as_unit *unit = harness_build(c, script);
    as_vm *vm = harness_vm(c, unit);
    as_call *call = as_call_new(vm, NULL);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        harness_test = names[i];
        CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, names[i]), &error));
        CHECK(as_call_run(call) == AS_RUN_FINISHED);
        CHECK(as_call_get_bool(call));
    }
    as_call_free(call);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(c);
}

/* Sealing fails, and each text is part of the message. */
static void check_refused(as_context *c, size_t count, const char *const *texts) {
    as_error *error = NULL;
    CHECK(as_context_seal(c, &error) != AS_OK);
    for (size_t i = 0; i < count; i++) {
        CHECK_CONTAINS(texts[i], as_error_message(error));
    }
    as_error_free(error);
    as_context_release(c);
}

static void refusals(void) {
    const uint32_t pod = AS_TYPE_VALUE | AS_TYPE_POD;
    harness_test = "undeclared";
    as_context *c = harness_context(0);
    CHECK_OK(as_register_type(c, "V2", sizeof(V2), pod, &error));
    CHECK_OK(as_register_property(c, "V2", "float x", 0, &error));
    CHECK_OK(as_register_type(c, "Three", sizeof(Three), pod, &error)); /* in memory: needs nothing */
    CHECK_OK(as_register_function(c, "Three f(Three)", AS_NATIVE(three), &error));
    CHECK_OK(as_register_function(c, "float g(int, V2 v)", AS_NATIVE(v2_turn), &error));
    CHECK_OK(as_register_method(c, "V2", "V2 h() const", AS_NATIVE(v2_turn), &error));
    CHECK_OK(as_register_function(c, "void i(const V2 &in)", AS_NATIVE(v2_turn), &error));
    const char *undeclared[] = {
        "'V2' is passed by value, but nothing tells whether its members are integers or floats",
        "in 'float g(int, V2 v)' at column 14",
        "'V2' is returned by value",
        "in 'V2 h() const' at column 1",
    };
    check_refused(c, 4, undeclared);

    harness_test = "contradiction";
    c = harness_context(0);
    CHECK_OK(as_register_function(c, "DoubleInt f(DoubleInt)", AS_NATIVE(double_int), &error));
    CHECK_OK(as_register_type(c, "DoubleInt", sizeof(DoubleInt), pod | AS_TYPE_APP_CLASS | AS_TYPE_APP_CLASS_ALLFLOATS, &error));
    CHECK_OK(as_register_property(c, "DoubleInt", "double d", 0, &error));
    CHECK_OK(as_register_property(c, "DoubleInt", "const int64 n", 8, &error));
    const char *contradiction[] = {
        "the flags of 'DoubleInt' say that all its members are floats, but 'n' is none, in 'const int64 n' at column ",
    };
    check_refused(c, 1, contradiction);

    harness_test = "both flags";
    c = harness_context(0);
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_register_type(c, "V2", 8, pod | AS_TYPE_APP_CLASS | AS_TYPE_APP_CLASS_ALLFLOATS | AS_TYPE_APP_CLASS_ALLINTS, &error));
    as_context_release(c);
}

/* More than a native call can pass is told when sealing, all of it, and not when a script calls. */
typedef struct big {
    int64_t v[16];
} big;

static int64_t sum(big a, big b) {
    return a.v[0] + b.v[15];
}

static void generic_nothing(as_generic *call) {
    (void)call;
}

static void too_much_is_told_when_sealing(void) {
    as_context *c = as_context_new(AS_VERSION);
    const uint32_t flags = AS_TYPE_VALUE | AS_TYPE_POD | AS_TYPE_APP_CLASS | AS_TYPE_APP_CLASS_ALLINTS;
    CHECK_OK(as_register_type(c, "Big", sizeof(big), flags, &error));
    CHECK_OK(as_register_function(c, "int64 sum(Big, Big)", AS_NATIVE(sum), &error));
    CHECK_OK(as_register_function(c, "int64 again(int, Big, Big)", AS_NATIVE(sum), &error));
    CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_register_method(c, "Big", "void m<T>()", AS_GENERIC(generic_nothing), &error));
    as_error *error = NULL;
    CHECK(as_context_seal(c, &error) != AS_OK);
    CHECK(as_error_detail_count(error) == 2);
    CHECK(as_error_detail_status(error, 0) == AS_ERROR_WRONG_CONVENTION);
    CHECK_STR("int64 sum(Big, Big)", as_error_detail_declaration(error, 0));
    CHECK_CONTAINS("too many arguments for the native convention", as_error_detail_message(error, 0));
    as_error_free(error);
    as_context_release(c);
}

int main(void) {
    run();
    refusals();
    RUN(too_much_is_told_when_sealing);
    return harness_result();
}
