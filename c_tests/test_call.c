/* Calls: arguments and results of every kind, suspending, exceptions, wrong use. */
#define _POSIX_C_SOURCE 200809L
#include "harness.h"

#include <pthread.h>
#include <time.h>

static void null_is_answered(void) {
    CHECK(as_call_new(NULL, NULL) == NULL);
    as_call_free(NULL);
    CHECK_STATUS(AS_ERROR_NULL, as_call_prepare(NULL, NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_call_prepare_handle(NULL, NULL, &error));
    CHECK(as_call_reset(NULL) == AS_ERROR_NULL);
    CHECK(as_call_set_this(NULL, NULL) == AS_ERROR_NULL);
    CHECK(as_call_set_int(NULL, 0, 1) == AS_ERROR_NULL);
    CHECK(as_call_set_object(NULL, 0, NULL) == AS_ERROR_NULL);
    CHECK(as_call_run(NULL) == AS_RUN_ERROR);
    as_call_suspend(NULL);
    as_call_abort(NULL);
    CHECK(as_call_abort_suspended(NULL) == AS_ERROR_NULL);
    CHECK(as_call_get_state(NULL) == AS_CALL_IDLE);
    CHECK(as_call_get_error(NULL) == NULL);
    CHECK(as_call_get_int(NULL) == 0);
    CHECK(as_call_get_double(NULL) == 0);
    CHECK(as_call_get_object(NULL) == NULL);
    CHECK(as_call_get_string(NULL) == NULL);
    CHECK_STR("", as_call_exception_text(NULL));
    CHECK(as_call_stack_count(NULL) == 0);
    CHECK_STR("", as_call_stack_function(NULL, 0));
    CHECK(as_call_get_user_data(NULL) == NULL);
}

static as_context *context;
static as_unit *unit;
static as_vm *vm;

static void setup(const char *script) {
    context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    unit = harness_build(context, script);
    vm = harness_vm(context, unit);
}

static void teardown(void) {
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
}

/* A call of the function with this declaration or name. */
static as_call *call_of(const char *function) {
    const as_function *found = as_unit_find_function(unit, function);
    CHECK(found != NULL);
    return as_call_new(vm, found);
}

static void every_number_goes_in_and_comes_out(void) {
    setup("bool fb(bool x) { return !x; }\n"
          "int8 f8(int8 x) { return x - 1; } uint8 fu8(uint8 x) { return x + 1; }\n"
          "int16 f16(int16 x) { return x - 1; } uint16 fu16(uint16 x) { return x + 1; }\n"
          "int f32(int x) { return x - 1; } uint fu32(uint x) { return x + 1; }\n"
          "int64 f64(int64 x) { return x - 1; } uint64 fu64(uint64 x) { return x + 1; }\n"
          "float ff(float x) { return x / 2; } double fd(double x) { return x / 2; }\n"
          "enum E { A = 3, B = -7 } E fe(E x) { return x == A ? B : A; }\n");
#define ROUND(name, setter, in, getter, out)                                                                           \
    do {                                                                                                               \
        as_call *call = call_of(name);                                                                                 \
        CHECK(setter(call, 0, in) == AS_OK);                                                                           \
        CHECK(as_call_run(call) == AS_RUN_FINISHED);                                                                   \
        CHECK(getter(call) == (out));                                                                                  \
        as_call_free(call);                                                                                            \
    } while (0)
    ROUND("fb", as_call_set_bool, true, as_call_get_bool, false);
    ROUND("fb", as_call_set_bool, false, as_call_get_bool, true);
    ROUND("f8", as_call_set_int8, -128, as_call_get_int8, 127);
    ROUND("fu8", as_call_set_int8, -1, as_call_get_int8, 0);
    ROUND("f16", as_call_set_int16, -5, as_call_get_int16, -6);
    ROUND("fu16", as_call_set_int16, 7, as_call_get_int16, 8);
    ROUND("f32", as_call_set_int, -5, as_call_get_int, -6);
    ROUND("fu32", as_call_set_uint, 4294967295u, as_call_get_uint, 0u);
    ROUND("f64", as_call_set_int64, -5000000000, as_call_get_int64, -5000000001);
    ROUND("fu64", as_call_set_uint64, 18446744073709551615u, as_call_get_uint64, 0u);
    ROUND("ff", as_call_set_float, 3.0f, as_call_get_float, 1.5f);
    ROUND("fd", as_call_set_double, 3.0, as_call_get_double, 1.5);
    ROUND("fe", as_call_set_int, 3, as_call_get_int, -7);
    teardown();
}

static void wrong_arguments_are_errors(void) {
    setup("int f(int a, float b) { return a; } void g(string s) {} double d() { return 1; }");
    as_call *call = call_of("f");
    CHECK(as_call_set_int(call, 2, 1) == AS_ERROR_INDEX);
    CHECK(as_call_run(call) == AS_RUN_ERROR);
    CHECK(as_error_status(as_call_get_error(call)) == AS_ERROR_INDEX);
    CHECK(as_error_message(as_call_get_error(call)).len > 0);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "f"), &error));
    CHECK(as_call_get_error(call) == NULL);
    CHECK(as_call_set_int64(call, 0, 1) == AS_ERROR_INVALID_TYPE);
    CHECK(as_call_set_float(call, 0, 1) == AS_ERROR_INVALID_TYPE);
    CHECK(as_call_set_int(call, 1, 1) == AS_ERROR_INVALID_TYPE);
    CHECK(as_call_set_string(call, 0, "x", 1) == AS_ERROR_INVALID_TYPE);
    CHECK(as_call_set_address(call, 0, call) == AS_ERROR_INVALID_TYPE);
    CHECK(as_call_set_value(call, 0, NULL) == AS_ERROR_NULL);
    CHECK(as_call_set_object(call, 0, NULL) != AS_OK);
    CHECK(as_call_set_this(call, NULL) == AS_ERROR_NULL);
    CHECK(as_call_run(call) == AS_RUN_ERROR);
    /* Results of another kind are 0. */
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "d"), &error));
    CHECK(as_call_get_double(call) == 0);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 0 && as_call_get_float(call) == 0 && as_call_get_object(call) == NULL);
    CHECK(as_call_get_double(call) == 1);
    CHECK(as_call_run(call) == AS_RUN_ERROR);
    /* Nothing is prepared. */
    CHECK(as_call_reset(call) == AS_OK);
    CHECK(as_call_get_state(call) == AS_CALL_IDLE);
    CHECK(as_call_set_int(call, 0, 1) == AS_ERROR_NOT_PREPARED);
    CHECK(as_call_run(call) == AS_RUN_ERROR);
    CHECK_STATUS(AS_ERROR_NULL, as_call_prepare(call, NULL, &error));
    CHECK_STATUS(AS_ERROR_WRONG_HANDLE, as_call_prepare(call, (const as_function *)(void *)unit, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_call_prepare_handle(call, NULL, &error));
    as_call_free((as_call *)(void *)vm);
    as_call_free(call);
    teardown();
}

static void functions_of_units_that_are_not_linked_cannot_run(void) {
    setup("");
    as_unit *other = harness_build(context, "void f() {}");
    as_call *call = as_call_new(vm, as_unit_find_function(other, "f"));
    CHECK(as_call_run(call) == AS_RUN_ERROR);
    CHECK(as_error_status(as_call_get_error(call)) == AS_ERROR_NOT_LINKED);
    CHECK_OK(as_vm_link(vm, other, &error));
    CHECK_OK(as_call_prepare(call, as_unit_find_function(other, "f"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    as_unit_release(other);
    as_call_free(call);
    teardown();
}

static void strings_go_in_and_come_out(void) {
    setup("string twice(string s) { return s + s; } uint count(const string &in s) { return s.length(); }\n"
          "void fill(string &out s, int &out n) { s = \"filled with a text that is long enough\"; n = 12; }\n");
    as_call *call = call_of("twice");
    CHECK(as_call_set_string(call, 0, "long enough not to fit inline, ", 31) == AS_OK);
    CHECK(as_call_set_string(call, 0, "a longer text that replaces it ", 31) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK_STR("a longer text that replaces it a longer text that replaces it ", as_string_get(as_call_get_string(call)));
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "twice"), &error));
    CHECK(as_call_set_string(call, 0, "set, but never run: nothing may leak", 36) == AS_OK);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "count"), &error));
    as_string text = as_string_new(vm, "some text that the host has made", 32);
    CHECK(as_call_set_address(call, 0, &text) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_uint(call) == 32);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "fill"), &error));
    int32_t number = 0;
    CHECK(as_call_set_address(call, 0, &text) == AS_OK);
    CHECK(as_call_set_address(call, 1, &number) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(number == 12);
    CHECK_STR("filled with a text that is long enough", as_string_get(&text));
    CHECK(as_string_set(vm, &text, "new", 3) == AS_OK);
    CHECK_STR("new", as_string_get(&text));
    as_string_free(vm, &text);
    CHECK_STR("", as_string_get(&text));
    as_call_free(call);
    CHECK(as_string_set(vm, NULL, "x", 1) == AS_ERROR_NULL);
    CHECK_STR("", as_string_get(NULL));
    as_string_free(vm, NULL);
    teardown();
}

/* An exception records function, line, column, section and text (EXC-13); globals keep what they were given (EXC-14). */
static void exceptions_tell_text_place_and_stack(void) {
    setup("class A { int x; int get(int depth)\n"
          "  {\n"
          "    if (depth > 0) return get(depth - 1);\n"
          "    A@ none;\n"
          "    return none.x;\n"
          "  } }\n"
          "int run() { A a; return a.get(2); }\n"
          "int given = 1;\n"
          "int zero() { int z = 0; given = 2; given = 3 + 5 / z; return given; }\n");
    as_call *call = call_of("run");
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK(as_call_get_state(call) == AS_CALL_EXCEPTION);
    CHECK_CONTAINS("ull pointer", as_call_exception_text(call));
    CHECK_STR("int A::get(int depth)", as_call_exception_function(call));
    CHECK_STR("test.as", as_call_exception_file(call));
    CHECK(as_call_exception_line(call) == 5);
    CHECK(as_call_exception_column(call) == 5);
    CHECK(as_call_stack_count(call) == 4);
    CHECK(as_call_stack_line(call, 0) == 5);
    CHECK(as_call_stack_line(call, 1) == 3);
    CHECK_STR("int run()", as_call_stack_function(call, 3));
    CHECK_STR("test.as", as_call_stack_file(call, 3));
    CHECK(as_call_stack_column(call, 3) > 0);
    CHECK_STR("", as_call_stack_function(call, 4));
    CHECK(as_call_get_int(call) == 0);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "zero"), &error));
    CHECK_STR("", as_call_exception_text(call));
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_CONTAINS("ivide by zero", as_call_exception_text(call));
    CHECK(as_call_get_state(call) == AS_CALL_EXCEPTION);
    CHECK(*(int32_t *)as_vm_find_global(vm, unit, "given") == 2);
    as_call_free(call);
    teardown();
}

static void *stop_soon(void *call) {
    struct timespec pause = {0, 20000000};
    nanosleep(&pause, NULL);
    as_call_abort(call);
    return NULL;
}

static void calls_are_suspended_and_aborted_from_anywhere(void) {
    setup("int n; void forever() { while (true) n++; } int count() { int x = 0; for (int i = 0; i < 10; i++) x++; return x; }");
    as_call *call = call_of("forever"), *other = call_of("count");
    as_call_suspend(call);
    CHECK(as_call_run(call) == AS_RUN_SUSPENDED);
    CHECK(as_call_get_suspend_reason(call) == AS_SUSPEND_REQUESTED);
    /* Another call runs meanwhile. */
    CHECK(as_call_run(other) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(other) == 10);
    pthread_t thread;
    pthread_create(&thread, NULL, stop_soon, call);
    CHECK(as_call_run(call) == AS_RUN_ABORTED);
    pthread_join(thread, NULL);
    CHECK(as_call_get_state(call) == AS_CALL_ABORTED);
    CHECK(as_call_run(call) == AS_RUN_ERROR);
    CHECK(as_call_abort_suspended(call) == AS_ERROR_NOT_PREPARED);
    /* One that is suspended is freed as it is. */
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "forever"), &error));
    as_call_suspend(call);
    CHECK(as_call_run(call) == AS_RUN_SUSPENDED);
    as_call_free(call);
    as_call_free(other);
    teardown();
}

static void function_handles_are_prepared(void) {
    setup("funcdef int F(int); int twice(int x) { return 2 * x; } F@ get() { return twice; }\n"
          "class A { int n = 5; int add(int x) { return x + n; } } F@ bound() { A a; return F(a.add); } A@ object() { return A(); }\n");
    as_call *maker = call_of("get"), *call = as_call_new(vm, NULL);
    CHECK(as_call_run(maker) == AS_RUN_FINISHED);
    CHECK_OK(as_call_prepare_handle(call, as_call_get_object(maker), &error));
    CHECK(as_call_set_int(call, 0, 21) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 42);
    CHECK_OK(as_call_prepare(maker, as_unit_find_function(unit, "bound"), &error));
    CHECK(as_call_run(maker) == AS_RUN_FINISHED);
    CHECK_OK(as_call_prepare_handle(call, as_call_get_object(maker), &error));
    CHECK(as_call_set_int(call, 0, 1) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 6);
    CHECK_OK(as_call_prepare(maker, as_unit_find_function(unit, "object"), &error));
    CHECK(as_call_run(maker) == AS_RUN_FINISHED);
    CHECK_STATUS(AS_ERROR_INVALID_OBJECT, as_call_prepare_handle(call, as_call_get_object(maker), &error));
    as_call_free(call);
    as_call_free(maker);
    teardown();
}

static int freed;
static void count_free(void *user_data) {
    freed++;
    (void)user_data;
}

static void user_data_goes_with_the_call(void) {
    setup("");
    freed = 0;
    as_call *call = as_call_new(vm, NULL);
    CHECK(as_call_get_user_data(call) == NULL);
    CHECK(as_call_set_user_data(call, &freed, count_free) == AS_OK);
    CHECK(as_call_get_user_data(call) == &freed);
    CHECK(as_call_set_user_data(call, NULL, NULL) == AS_OK);
    CHECK(freed == 1);
    CHECK(as_call_set_user_data(call, call, count_free) == AS_OK);
    as_call_free(call);
    CHECK(freed == 2);
    teardown();
}

int main(void) {
    RUN(null_is_answered);
    RUN(every_number_goes_in_and_comes_out);
    RUN(wrong_arguments_are_errors);
    RUN(functions_of_units_that_are_not_linked_cannot_run);
    RUN(strings_go_in_and_come_out);
    RUN(exceptions_tell_text_place_and_stack);
    RUN(calls_are_suspended_and_aborted_from_anywhere);
    RUN(function_handles_are_prepared);
    RUN(user_data_goes_with_the_call);
    return harness_result();
}
