/* Functions of the host, called by scripts: native and generic, and what they may do. */
#include "harness.h"

typedef struct {
    float x, y, z;
} Vec3;
typedef struct {
    int32_t refs, value;
} Counted;

static int counted_alive;

/* ---- native ---- */

static int64_t mix(bool a, int8_t b, uint8_t c, int16_t d, uint16_t e, int32_t f, uint32_t g, int64_t h, uint64_t i, float j, double k) {
    return (int64_t)a + b + c + d + e + f + g + h + (int64_t)i + (int64_t)j + (int64_t)k;
}
static Vec3 vec_add(const Vec3 *a, const Vec3 *b) { return (Vec3){a->x + b->x, a->y + b->y, a->z + b->z}; }
static float vec_sum(Vec3 v) { return v.x + v.y + v.z; }
static void vec_construct(Vec3 *self, float x, float y, float z) { *self = (Vec3){x, y, z}; }
static void vec_scale(Vec3 *v, double by) {
    v->x *= (float)by;
    v->y *= (float)by;
    v->z *= (float)by;
}
static void swap(int32_t *a, int32_t *b) {
    int32_t t = *a;
    *a = *b;
    *b = t;
}
static Counted *counted_new(void) {
    Counted *c = malloc(sizeof *c);
    c->refs = 1;
    c->value = 10;
    counted_alive++;
    return c;
}
static void counted_add_ref(Counted *c) { c->refs++; }
static void counted_release(Counted *c) {
    if (--c->refs == 0) {
        free(c);
        counted_alive--;
    }
}
static int32_t counted_value(Counted *c) {
    if (c == NULL) {
        return -1;
    }
    int32_t value = c->value;
    counted_release(c); /* a handle given by value is the callee's */
    return value;
}
static int32_t with_user_data(int32_t x, void *user_data) { return x + *(int32_t *)user_data; }
static as_string greet(as_vm *vm, const as_string *name) {
    char text[200];
    int len = snprintf(text, sizeof text, "hello, dear %.*s, how are you", AS_STR_ARG(as_string_get(name)));
    return as_string_new(vm, text, (size_t)len);
}
static void fail(as_vm *vm, int32_t code) {
    char text[64];
    snprintf(text, sizeof text, "failed with %d", code);
    CHECK(as_vm_raise(vm, text) == AS_OK);
}
static int32_t pause_here(as_vm *vm) {
    CHECK(as_vm_suspend(vm) == AS_OK);
    return 77;
}
static int stack_seen;
static void look_at_stack(as_vm *vm) {
    CHECK(as_vm_depth(vm) == 1);
    CHECK(as_vm_stack_count(vm) == 2);
    CHECK_STR("void inner()", as_vm_stack_function(vm, 0));
    CHECK(as_vm_stack_line(vm, 1) > 0);
    CHECK_STR("test.as", as_vm_stack_file(vm, 0));
    as_vm_free(vm); /* refused: it runs */
    stack_seen++;
}
static as_unit *nested_unit;
static int32_t call_back(as_vm *vm, int32_t depth) {
    as_call *call = as_call_new(vm, as_unit_find_function(nested_unit, "int nest(int)"));
    as_call_set_int(call, 0, depth - 1);
    int32_t result = as_call_run(call) == AS_RUN_FINISHED ? as_call_get_int(call) : -1000;
    as_call_free(call);
    return result + 1;
}
static int32_t any_kind(const void *value, uintptr_t word) {
    as_type_use type = as_type_of_word(word);
    CHECK(value != NULL && type.type_ != NULL);
    return (int32_t)as_type_get_kind(type.type_) * 10 + (int32_t)(type.flags & AS_USE_HANDLE);
}

/* ---- generic ---- */

static void g_join(as_generic *call) {
    CHECK(call->arg_count == 3 && call->object == NULL);
    int32_t a = AS_ARG(call, int32_t, 0);
    double b = AS_ARG(call, double, 1);
    const Vec3 *c = AS_ARG_OBJECT(call, Vec3, 2);
    AS_RETURN(call, double, a + b + c->x + *(int32_t *)call->user_data);
}
static void g_vec(as_generic *call) { AS_RETURN(call, Vec3, ((Vec3){AS_ARG(call, float, 0), 2, 3})); }
static void g_length(as_generic *call) {
    const Vec3 *self = AS_OBJECT(call, const Vec3);
    AS_RETURN(call, float, self->x + self->y + self->z);
}
static void g_out(as_generic *call) { AS_ARG(call, int32_t, 0) = 99; }
static void g_text(as_generic *call) {
    as_str text = as_string_get(AS_ARG_OBJECT(call, as_string, 0));
    as_string made = as_string_new(call->vm, text.data, text.len);
    AS_RETURN(call, as_string, made);
}
static void g_fail(as_generic *call) { as_vm_raise(call->vm, "generic failure \xff"); }
static void g_sum(as_generic *call) {
    int32_t sum = 0;
    for (uint32_t i = 0; i < call->arg_count; i++) {
        as_type_use type = as_type_of_word(call->arg_types[i]);
        CHECK_STR("int", as_type_name(type.type_));
        sum += AS_ARG(call, int32_t, i);
    }
    AS_RETURN(call, int32_t, sum);
}

static int freed;
static void count_free(void *user_data) {
    freed++;
    (void)user_data;
}

static const char script[] =
    "int64 numbers() { return mix(true, -2, 3, -4, 5, -6, 7, -8, 9, 10.5f, -11.5); }\n"
    "float vectors() { Vec3 a(1, 2, 3), b(10, 20, 30); Vec3 c = a + b; c.scale(2); c.x += 1; return sum(c); }\n"
    "int references() { int a = 1, b = 20; swap(a, b); return a * 100 + b; }\n"
    "int handles() { Counted@ c = Counted(); Counted@ d = c; d.value = 33; return valueOf(c) + valueOf(null); }\n"
    "int data() { return addData(2); }\n"
    "string text() { return greet(\"somebody with a rather long name\"); }\n"
    "int raising() { fail(42); return 1; }\n"
    "int catching() { try { fail(1); } catch { return 5; } return 6; }\n"
    "int suspending() { int x = pause(); return x + 1; }\n"
    "void inner() { look(); } void outer() { inner(); }\n"
    "int nest(int n) { return n <= 0 ? 100 : callBack(n); }\n"
    "int kinds() { Vec3 v(1, 2, 3); int i = 1; Counted@ c = Counted(); string s; return kind(i) + kind(v) + kind(@c) + kind(s); }\n"
    "double generic() { Vec3 v(0.5f, 0, 0); return join(1, 2.25, v); }\n"
    "float genericVec() { Vec3 v = makeVec(7); return v.length(); }\n"
    "int genericOut() { int x = 1; setOut(x); return x; }\n"
    "string genericText() { return echo(\"a text of more than fifteen bytes\"); }\n"
    "void genericRaising() { gfail(); }\n"
    "int variadic() { int a = 4; return add(1, 2, 3, a); }\n"
    "int defaults() { return scaled(7) + scaled(7, 3); }\n"
    "float property() { return gravity * 2; } void change() { gravity = 1.5f; }\n"
    "int32 masked() { return Color::GREEN + RED; }\n";

static int32_t scaled(int32_t x, int32_t by) { return x * by; }

static void g_value(as_generic *call) {
    Counted *c = AS_ARG(call, Counted *, 0);
    AS_RETURN(call, int32_t, c == NULL ? -1 : c->value);
}
static void g_release_value(as_generic *call) {
    Counted *c = AS_ARG(call, Counted *, 0);
    AS_RETURN(call, int32_t, c->value);
    counted_release(c);
}
static void g_make(as_generic *call) { AS_RETURN(call, Counted *, counted_new()); }

/* ENGP-28: who counts the handles of generic functions. Native ones are as they are declared in both modes. */
static void handles_of_generic_functions(void) {
    for (uint64_t mode = 0; mode < 2; mode++) {
        as_context *c = harness_context(AS_ADDON_STRING);
        CHECK_OK(as_context_set_option(c, AS_OPTION_GENERIC_CALL_MODE, mode, &error));
        CHECK_OK(as_register_type(c, "Counted", 0, AS_TYPE_REF, &error));
        CHECK_OK(as_register_behavior(c, "Counted", AS_BEHAVIOR_FACTORY, "Counted@ f()", AS_NATIVE(counted_new), &error));
        CHECK_OK(as_register_behavior(c, "Counted", AS_BEHAVIOR_ADD_REF, "void f()", AS_NATIVE(counted_add_ref), &error));
        CHECK_OK(as_register_behavior(c, "Counted", AS_BEHAVIOR_RELEASE, "void f()", AS_NATIVE(counted_release), &error));
        CHECK_OK(as_register_property(c, "Counted", "int value", offsetof(Counted, value), &error));
        CHECK_OK(as_register_function(c, "int native(Counted@)", AS_NATIVE(counted_value), &error));
        CHECK_OK(as_register_function(c, "int looked(Counted@)", mode == 0 ? AS_GENERIC(g_value) : AS_GENERIC(g_release_value), &error));
        CHECK_OK(as_register_function(c, "int kept(Counted@+)", AS_GENERIC(g_value), &error));
        CHECK_OK(as_register_function(c, mode == 0 ? "Counted@+ make()" : "Counted@ make()", AS_GENERIC(g_make), &error));
        CHECK_OK(as_register_method(c, "Counted", "int with(Counted@, Counted@+)", mode == 0 ? AS_GENERIC(g_value) : AS_GENERIC(g_release_value), &error));
        as_unit *unit = harness_build(c, "int main() { Counted a; a.value = 3; Counted@ b = make(); b.value = 40;\n"
                                         "  return native(a) + looked(a) + looked(b) + kept(b) + b.with(a, b) + looked(Counted()) + kept(make()); }");
        as_vm *vm = harness_vm(c, unit);
        as_call *call = as_call_new(vm, as_unit_find_function(unit, "main"));
        CHECK(as_call_run(call) == AS_RUN_FINISHED && as_call_get_int(call) == 3 + 3 + 40 + 40 + 3 + 10 + 10);
        as_call_free(call);
        as_vm_free(vm);
        as_unit_release(unit);
        as_context_release(c);
        CHECK(counted_alive == 0);
    }
}

int main(void) {
    RUN(handles_of_generic_functions);
    harness_test = "natives";
    static int32_t five = 5;
    static float gravity = 9.5f;
    as_context *c = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    CHECK_OK(as_context_set_option(c, AS_OPTION_ALLOW_UNSAFE_REFERENCES, 1, &error));
    CHECK_OK(as_register_function(c, "int64 mix(bool, int8, uint8, int16, uint16, int, uint, int64, uint64, float, double)", AS_NATIVE(mix), &error));
    CHECK_OK(as_register_type(c, "Vec3", sizeof(Vec3), AS_TYPE_VALUE | AS_TYPE_POD | AS_TYPE_APP_CLASS | AS_TYPE_APP_CLASS_ALLFLOATS, &error));
    CHECK_OK(as_register_property(c, "Vec3", "float x", offsetof(Vec3, x), &error));
    CHECK_OK(as_register_behavior(c, "Vec3", AS_BEHAVIOR_CONSTRUCT, "void f(float, float, float)", AS_NATIVE(vec_construct), &error));
    CHECK_OK(as_register_method(c, "Vec3", "Vec3 opAdd(const Vec3 &in) const", AS_NATIVE(vec_add), &error));
    CHECK_OK(as_register_method(c, "Vec3", "void scale(double by)", AS_NATIVE(vec_scale), &error));
    CHECK_OK(as_register_method(c, "Vec3", "float length() const", AS_GENERIC(g_length), &error));
    CHECK_OK(as_register_function(c, "float sum(Vec3)", AS_NATIVE(vec_sum), &error));
    CHECK_OK(as_register_function(c, "void swap(int &inout, int &inout)", AS_NATIVE(swap), &error));
    CHECK_OK(as_register_type(c, "Counted", 0, AS_TYPE_REF, &error));
    CHECK_OK(as_register_behavior(c, "Counted", AS_BEHAVIOR_FACTORY, "Counted@ f()", AS_NATIVE(counted_new), &error));
    CHECK_OK(as_register_behavior(c, "Counted", AS_BEHAVIOR_ADD_REF, "void f()", AS_NATIVE(counted_add_ref), &error));
    CHECK_OK(as_register_behavior(c, "Counted", AS_BEHAVIOR_RELEASE, "void f()", AS_NATIVE(counted_release), &error));
    CHECK_OK(as_register_property(c, "Counted", "int value", offsetof(Counted, value), &error));
    CHECK_OK(as_register_function(c, "int valueOf(Counted@)", AS_NATIVE(counted_value), &error));
    as_native data = as_native_with(AS_NATIVE(with_user_data), &five, count_free);
    data.flags |= AS_NATIVE_PASS_USER_DATA;
    CHECK_OK(as_register_function(c, "int addData(int)", data, &error));
    CHECK_OK(as_register_function(c, "string greet(const string &in)", AS_NATIVE_VM(greet), &error));
    CHECK_OK(as_register_function(c, "void fail(int)", AS_NATIVE_VM(fail), &error));
    CHECK_OK(as_register_function(c, "int pause()", AS_NATIVE_VM(pause_here), &error));
    CHECK_OK(as_register_function(c, "void look()", AS_NATIVE_VM(look_at_stack), &error));
    CHECK_OK(as_register_function(c, "int callBack(int)", AS_NATIVE_VM(call_back), &error));
    CHECK_OK(as_register_function(c, "int kind(const ?&in)", AS_NATIVE(any_kind), &error));
    CHECK_OK(as_register_function(c, "double join(int, double, const Vec3 &in)", as_native_with(AS_GENERIC(g_join), &five, count_free), &error));
    CHECK_OK(as_register_function(c, "Vec3 makeVec(float)", AS_GENERIC(g_vec), &error));
    CHECK_OK(as_register_function(c, "void setOut(int &out)", AS_GENERIC(g_out), &error));
    CHECK_OK(as_register_function(c, "string echo(const string &in)", AS_GENERIC(g_text), &error));
    CHECK_OK(as_register_function(c, "void gfail()", AS_GENERIC(g_fail), &error));
    CHECK_OK(as_register_function(c, "int add(const ?&in ...)", AS_GENERIC(g_sum), &error));
    CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_register_function(c, "int add2(const ?&in ...)", AS_NATIVE(swap), &error));
    CHECK_OK(as_register_function(c, "int scaled(int x, int by = 10 - 5 * 1)", AS_NATIVE(scaled), &error));
    CHECK_OK(as_register_global(c, "float gravity", &gravity, &error));
    CHECK_OK(as_register_enum(c, "Color", &error));
    CHECK_OK(as_register_enum_value(c, "Color", "RED", 1, &error));
    CHECK_OK(as_register_enum_value(c, "Color", "GREEN", 20, &error));
    CHECK_OK(as_context_seal(c, &error));

    as_unit *unit = harness_build(c, script);
    nested_unit = unit;
    as_vm *vm = harness_vm(c, unit);
    as_call *call = as_call_new(vm, NULL);
#define START(name)                                                                                                    \
    do {                                                                                                               \
        harness_test = name;                                                                                           \
        CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, name), &error));                                    \
    } while (0)
#define FINISH(name)                                                                                                   \
    do {                                                                                                               \
        START(name);                                                                                                   \
        CHECK(as_call_run(call) == AS_RUN_FINISHED);                                                                   \
        CHECK_STR("", as_call_exception_text(call));                                                                   \
    } while (0)

    FINISH("numbers");
    CHECK(as_call_get_int64(call) == 4);
    FINISH("vectors");
    CHECK(as_call_get_float(call) == 133.0f);
    FINISH("references");
    CHECK(as_call_get_int(call) == 2001);
    FINISH("handles");
    CHECK(as_call_get_int(call) == 32);
    CHECK(counted_alive == 0);
    FINISH("data");
    CHECK(as_call_get_int(call) == 7);
    FINISH("text");
    CHECK_STR("hello, dear somebody with a rather long name, how are you", as_string_get(as_call_get_string(call)));
    START("raising");
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_STR("failed with 42", as_call_exception_text(call));
    CHECK(as_call_exception_line(call) == 7);
    FINISH("catching");
    CHECK(as_call_get_int(call) == 5);
    START("suspending");
    CHECK(as_call_run(call) == AS_RUN_SUSPENDED);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 78);
    FINISH("outer");
    CHECK(stack_seen == 1);
    START("nest");
    as_call_set_int(call, 0, 5);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 105);
    FINISH("kinds");
    CHECK(as_call_get_int(call) == AS_KIND_PRIMITIVE * 10 + AS_KIND_VALUE * 10 + AS_KIND_REFERENCE * 10 + AS_USE_HANDLE + AS_KIND_VALUE * 10);
    CHECK(counted_alive == 0);
    FINISH("generic");
    CHECK(as_call_get_double(call) == 8.75);
    FINISH("genericVec");
    CHECK(as_call_get_float(call) == 12.0f);
    FINISH("genericOut");
    CHECK(as_call_get_int(call) == 99);
    FINISH("genericText");
    CHECK_STR("a text of more than fifteen bytes", as_string_get(as_call_get_string(call)));
    START("genericRaising");
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    /* Bytes that are no text are replaced. */
    CHECK_STR("generic failure \xef\xbf\xbd", as_call_exception_text(call));
    FINISH("variadic");
    CHECK(as_call_get_int(call) == 10);
    FINISH("defaults");
    CHECK(as_call_get_int(call) == 56);
    FINISH("property");
    CHECK(as_call_get_float(call) == 19.0f);
    FINISH("change");
    CHECK(gravity == 1.5f);
    FINISH("masked");
    CHECK(as_call_get_int(call) == 21);

    as_call_free(call);
    as_unit_release(unit);
    as_context_release(c);
    CHECK(freed == 0);
    as_vm_free(vm);
    CHECK(freed == 2);
    return harness_result();
}
