/* Functions of the host as what a call is prepared for, by themselves and behind handles and delegates (EXEC-02, HOST-161). */
#include "harness.h"

typedef struct {
    float x, y, z;
} Vec3;
typedef struct {
    int32_t refs, value;
} Counted;

static int counted_alive;

static double mix(bool a, int8_t b, int64_t c, float d, double e) { return a + b + (double)c + (double)d + e; }
static Vec3 vec_add(const Vec3 *a, const Vec3 *b) { return (Vec3){a->x + b->x, a->y + b->y, a->z + b->z}; }
static float vec_sum(Vec3 v) { return v.x + v.y + v.z; }
static void vec_construct(Vec3 *self, float x, float y, float z) { *self = (Vec3){x, y, z}; }
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
static int32_t counted_plus(Counted *c, int32_t by) { return c->value + by; }
static Counted *counted_pass(Counted *c) { return c; } /* the reference goes on */
static int32_t *counted_ref(Counted *c) { return &c->value; }
static as_string greet(as_vm *vm, const as_string *name) {
    char text[200];
    int len = snprintf(text, sizeof text, "hello, dear %.*s, how are you", AS_STR_ARG(as_string_get(name)));
    return as_string_new(vm, text, (size_t)len);
}
static void fail(as_vm *vm, int32_t code) {
    CHECK(as_vm_stack_count(vm) == 1);
    CHECK_STR("void Game::fail(int)", as_vm_stack_function(vm, 0));
    CHECK(code == 42 && as_vm_raise(vm, "failed") == AS_OK);
}
static as_string fail_late(as_vm *vm, as_string given) {
    as_string made = as_string_new(vm, "never seen, and longer than fifteen", 35);
    CHECK(as_vm_raise(vm, "late") == AS_OK);
    CHECK(as_string_get(&given).len == 33);
    return made;
}
static int32_t pause_here(as_vm *vm) {
    CHECK(as_vm_suspend(vm) == AS_OK);
    return 77;
}
static int32_t any_kind(const void *value, uintptr_t word) {
    as_type_use type = as_type_of_word(word);
    CHECK(value != NULL && type.type_ != NULL);
    return (int32_t)as_type_get_kind(type.type_);
}
static void g_sum(as_generic *call) { AS_RETURN(call, int32_t, (int32_t)call->arg_count); }
static void g_twice(as_generic *call) {
    const Counted *self = AS_OBJECT(call, const Counted);
    AS_RETURN(call, int32_t, 2 * self->value + AS_ARG(call, int32_t, 0));
}

static const char script[] =
    "funcdef int F(int); funcdef double M(bool, int8, int64, float, double);\n"
    "int later(int x) { return x + 1; }\n"
    "M@ mixing() { return mix; }\n"
    "F@ method(int v) { Counted c; c.value = v; return F(c.plus); }\n"
    "F@ generic(int v) { Counted c; c.value = v; return F(c.twice); }\n"
    "F@ own() { return later; }\n"
    "import int imported(int) from 'elsewhere';\n"
    "F@ import_() { return imported; }\n";

static as_context *context;
static as_vm *vm;
static as_unit *unit;
static as_call *call;

static const as_function *find(const char *declaration) {
    const as_function *found = as_context_find_function(context, declaration);
    CHECK(found != NULL);
    return found;
}

static void prepare(const char *declaration) { CHECK_OK(as_call_prepare(call, find(declaration), &error)); }

static void setup(void) {
    as_context *c = context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    CHECK_OK(as_context_set_option(c, AS_OPTION_ALLOW_UNSAFE_REFERENCES, 1, &error));
    CHECK_OK(as_register_function(c, "double mix(bool, int8, int64, float, double)", AS_NATIVE(mix), &error));
    CHECK_OK(as_register_type(c, "Vec3", sizeof(Vec3), AS_TYPE_VALUE | AS_TYPE_POD | AS_TYPE_APP_CLASS | AS_TYPE_APP_CLASS_ALLFLOATS, &error));
    CHECK_OK(as_register_behavior(c, "Vec3", AS_BEHAVIOR_CONSTRUCT, "void f(float, float, float)", AS_NATIVE(vec_construct), &error));
    CHECK_OK(as_register_method(c, "Vec3", "Vec3 opAdd(const Vec3 &in) const", AS_NATIVE(vec_add), &error));
    CHECK_OK(as_register_function(c, "float sum(Vec3)", AS_NATIVE(vec_sum), &error));
    CHECK_OK(as_register_function(c, "void swap(int &inout, int &inout)", AS_NATIVE(swap), &error));
    CHECK_OK(as_register_type(c, "Counted", 0, AS_TYPE_REF, &error));
    CHECK_OK(as_register_behavior(c, "Counted", AS_BEHAVIOR_FACTORY, "Counted@ f()", AS_NATIVE(counted_new), &error));
    CHECK_OK(as_register_behavior(c, "Counted", AS_BEHAVIOR_ADD_REF, "void f()", AS_NATIVE(counted_add_ref), &error));
    CHECK_OK(as_register_behavior(c, "Counted", AS_BEHAVIOR_RELEASE, "void f()", AS_NATIVE(counted_release), &error));
    CHECK_OK(as_register_property(c, "Counted", "int value", offsetof(Counted, value), &error));
    CHECK_OK(as_register_method(c, "Counted", "int plus(int)", AS_NATIVE(counted_plus), &error));
    CHECK_OK(as_register_method(c, "Counted", "int twice(int) const", AS_GENERIC(g_twice), &error));
    CHECK_OK(as_register_method(c, "Counted", "int &ref()", AS_NATIVE(counted_ref), &error));
    CHECK_OK(as_register_function(c, "Counted@ pass(Counted@)", AS_NATIVE(counted_pass), &error));
    CHECK_OK(as_register_function(c, "Counted@+ keep(Counted@+)", AS_NATIVE(counted_pass), &error));
    CHECK_OK(as_register_function(c, "string greet(const string &in)", AS_NATIVE_VM(greet), &error));
    CHECK_OK(as_register_function(c, "string late(string)", AS_NATIVE_VM(fail_late), &error));
    CHECK_OK(as_register_function(c, "int pause()", AS_NATIVE_VM(pause_here), &error));
    CHECK_OK(as_register_function(c, "int kind(const ?&in)", AS_NATIVE(any_kind), &error));
    CHECK_OK(as_register_function(c, "int add(const ?&in ...)", AS_GENERIC(g_sum), &error));
    CHECK_OK(as_context_set_namespace(c, "Game", &error));
    CHECK_OK(as_register_function(c, "void fail(int)", AS_NATIVE_VM(fail), &error));
    CHECK_OK(as_context_set_namespace(c, "", &error));
    CHECK_OK(as_context_seal(c, &error));
    unit = harness_build(c, script);
    vm = harness_vm(c, unit);
    call = as_call_new(vm, NULL);
}

static void teardown(void) {
    as_call_free(call);
    as_unit_release(unit);
    as_vm_free(vm);
    as_context_release(context);
    CHECK(counted_alive == 0);
}

static void arguments_and_results_of_every_kind(void) {
    setup();
    prepare("mix");
    CHECK(as_call_set_bool(call, 0, true) == AS_OK && as_call_set_int8(call, 1, -2) == AS_OK);
    CHECK(as_call_set_int64(call, 2, INT64_C(1) << 40) == AS_OK && as_call_set_float(call, 3, 0.5f) == AS_OK);
    CHECK(as_call_set_double(call, 4, 0.25) == AS_OK && as_call_set_int(call, 5, 1) == AS_ERROR_INDEX);
    CHECK(as_call_run(call) == AS_RUN_ERROR);
    for (int i = 0; i < 3; i++) {
        prepare("double mix(bool, int8 b, int64, float, double)");
        CHECK(as_call_set_int8(call, 1, (int8_t)-i) == AS_OK && as_call_set_double(call, 4, 0.5) == AS_OK);
        CHECK(as_call_run(call) == AS_RUN_FINISHED);
        CHECK(as_call_get_double(call) == 0.5 - i && as_call_get_int(call) == 0);
    }
    prepare("sum");
    Vec3 a = {1, 2, 3}, b = {10, 20, 30};
    CHECK(as_call_set_value(call, 0, &a) == AS_OK && as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_float(call) == 6);
    const as_type *vec = as_context_find_type(context, "Vec3");
    CHECK_OK(as_call_prepare(call, as_type_find_method(vec, "opAdd"), &error));
    CHECK(as_call_set_address(call, 0, &b) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION); /* no object */
    CHECK_STR("Null pointer access", as_call_exception_text(call));
    CHECK_OK(as_call_prepare(call, as_type_find_method(vec, "opAdd"), &error));
    CHECK(as_call_set_this(call, (as_object *)&a) == AS_OK && as_call_set_address(call, 0, &b) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    const Vec3 *sum = as_call_get_value(call);
    CHECK(sum != NULL && sum->x == 11 && sum->y == 22 && sum->z == 33);
    int32_t one = 1, two = 2;
    prepare("swap");
    CHECK(as_call_set_address(call, 0, &one) == AS_OK && as_call_set_address(call, 1, &two) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED && one == 2 && two == 1);
    prepare("string greet(const string &in)");
    CHECK(as_call_set_string(call, 0, "somebody with a rather long name", 32) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK_STR("hello, dear somebody with a rather long name, how are you", as_string_get(as_call_get_string(call)));
    prepare("kind");
    CHECK(as_call_set_address(call, 0, &a) == AS_ERROR_INVALID_TYPE);
    prepare("kind");
    CHECK(as_call_set_any(call, 0, NULL, (as_type_use){vec, 0}) == AS_ERROR_NULL);
    prepare("kind");
    CHECK(as_call_run(call) == AS_RUN_ERROR); /* not set */
    prepare("kind");
    CHECK(as_call_set_any(call, 0, &a, (as_type_use){vec, 0}) == AS_OK && as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == AS_KIND_VALUE);
    prepare("mix");
    CHECK(as_call_set_any(call, 0, &a, (as_type_use){vec, 0}) == AS_ERROR_INVALID_TYPE);
    teardown();
}

static void references_are_counted(void) {
    setup();
    Counted *c = counted_new();
    for (int i = 0; i < 2; i++) {
        prepare(i == 0 ? "pass" : "keep");
        CHECK(as_call_set_object(call, 0, c) == AS_OK && as_call_set_object(call, 0, c) == AS_OK);
        CHECK(c->refs == 2);
        CHECK(as_call_run(call) == AS_RUN_FINISHED);
        CHECK(as_call_get_host_object(call) == c && c->refs == 2);
        CHECK(as_call_reset(call) == AS_OK && c->refs == 1);
        /* Arguments of what never ran. */
        prepare(i == 0 ? "pass" : "keep");
        CHECK(as_call_set_object(call, 0, c) == AS_OK && as_call_reset(call) == AS_OK && c->refs == 1);
    }
    const as_type *counted = as_context_find_type(context, "Counted");
    CHECK_OK(as_call_prepare(call, as_type_find_method(counted, "int plus(int)"), &error));
    CHECK(as_call_set_this(call, (as_object *)c) == AS_OK && as_call_set_int(call, 0, 5) == AS_OK && c->refs == 2);
    CHECK(as_call_run(call) == AS_RUN_FINISHED && as_call_get_int(call) == 15 && c->refs == 1);
    CHECK_OK(as_call_prepare(call, as_type_find_method(counted, "twice"), &error));
    CHECK(as_call_set_this(call, NULL) == AS_ERROR_NULL);
    CHECK_OK(as_call_prepare(call, as_type_find_method(counted, "twice"), &error));
    CHECK(as_call_set_this(call, (as_object *)c) == AS_OK && as_call_set_int(call, 0, 5) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED && as_call_get_int(call) == 25);
    CHECK_OK(as_call_prepare(call, as_type_find_method(counted, "ref"), &error));
    CHECK(as_call_set_this(call, (as_object *)c) == AS_OK && as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_address(call) == &c->value);
    counted_release(c);
    teardown();
}

static void stopping_and_raising(void) {
    setup();
    prepare("Game::fail");
    CHECK(as_call_set_int(call, 0, 42) == AS_OK && as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_STR("failed", as_call_exception_text(call));
    CHECK_STR("void Game::fail(int)", as_call_exception_function(call));
    CHECK(as_call_exception_line(call) == 0 && as_call_exception_file(call).len == 0);
    CHECK(as_call_stack_count(call) == 1 && as_call_stack_line(call, 0) == 0);
    as_frame frame = {.size = sizeof frame};
    CHECK(as_call_stack_at(call, 0, &frame) == AS_OK && frame.function == find("Game::fail"));
    prepare("late");
    CHECK(as_call_set_string(call, 0, "a text of more than fifteen bytes", 33) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_STR("late", as_call_exception_text(call));
    prepare("pause");
    CHECK(as_call_run(call) == AS_RUN_SUSPENDED);
    CHECK(as_call_stack_at(call, 0, &frame) == AS_OK && frame.function == find("pause"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED && as_call_get_int(call) == 77);
    prepare("pause");
    CHECK(as_call_run(call) == AS_RUN_SUSPENDED && as_call_abort_suspended(call) == AS_OK);
    teardown();
}

/* What the function handle in the call's result calls. */
static int32_t through_handle(const char *maker, int32_t arg, int32_t with) {
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, maker), &error));
    if (as_call_get_state(call) == AS_CALL_PREPARED && arg != 0) {
        CHECK(as_call_set_int(call, 0, arg) == AS_OK);
    }
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    as_object *handle = as_call_get_object(call);
    as_object_retain(vm, handle);
    CHECK_OK(as_call_prepare_handle(call, handle, &error));
    as_object_release(vm, handle);
    CHECK(as_call_set_int(call, 0, with) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    return as_call_get_int(call);
}

static void handles_and_delegates(void) {
    setup();
    CHECK(through_handle("method", 30, 4) == 34);
    CHECK(through_handle("generic", 30, 4) == 64);
    CHECK(through_handle("own", 0, 4) == 5);
    CHECK(as_call_reset(call) == AS_OK && counted_alive == 0);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "mixing"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    as_object *handle = as_object_retain(vm, as_call_get_object(call));
    CHECK_OK(as_call_prepare_handle(call, handle, &error));
    CHECK(as_call_set_double(call, 4, 1.5) == AS_OK && as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_double(call) == 1.5);
    as_object_release(vm, handle);
    /* An import that is not bound, and then is. */
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "import_"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    handle = as_object_retain(vm, as_call_get_object(call));
    CHECK_STATUS(AS_ERROR_NO_FUNCTION, as_call_prepare_handle(call, handle, &error));
    as_object_release(vm, handle);
    CHECK_OK(as_vm_bind_import(vm, unit, 0, as_unit_find_function(unit, "later"), &error));
    CHECK(through_handle("import_", 0, 7) == 8);
    teardown();
}

static void what_cannot_be_prepared(void) {
    setup();
    CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_call_prepare(call, find("add"), &error));
    const as_type *array = as_context_find_type(context, "array<int>");
    CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_call_prepare(call, as_type_find_method(array, "insertLast"), &error));
    const as_type *vec = as_context_find_type(context, "Vec3");
    CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_call_prepare(call, as_type_find_constructor(vec, "(float, float, float)"), &error));
    CHECK(as_call_get_state(call) == AS_CALL_IDLE && as_call_run(call) == AS_RUN_ERROR);
    as_context *other = harness_context(AS_ADDON_STRING);
    CHECK_OK(as_register_function(other, "double mix(bool, int8, int64, float, double)", AS_NATIVE(mix), &error));
    CHECK_OK(as_context_seal(other, &error));
    CHECK_STATUS(AS_ERROR_FOREIGN, as_call_prepare(call, as_context_find_function(other, "mix"), &error));
    as_context_release(other);
    CHECK(as_context_find_function(context, "nothing") == NULL && as_context_find_function(context, "fail") == NULL);
    CHECK(as_context_find_function(context, "float mix(bool, int8, int64, float, double)") == NULL);
    CHECK(as_context_find_function(context, "void ::Game::fail(int)") == find("Game::fail"));
    CHECK(as_context_find_function(context, NULL) == NULL && as_context_find_function(context, "(") == NULL);
    /* A prepared function outlives the unit that was linked first. */
    prepare("pause");
    CHECK_OK(as_vm_unlink(vm, unit, &error));
    CHECK(as_call_run(call) == AS_RUN_SUSPENDED && as_call_run(call) == AS_RUN_FINISHED);
    teardown();
}

int main(void) {
    RUN(arguments_and_results_of_every_kind);
    RUN(references_are_counted);
    RUN(stopping_and_raising);
    RUN(handles_and_delegates);
    RUN(what_cannot_be_prepared);
    return harness_result();
}
