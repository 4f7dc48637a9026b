/* VMs: linking, globals, limits, collecting, user data. */
#define _POSIX_C_SOURCE 200809L
#include "harness.h"

#include <time.h>

static void null_and_wrong_handles_are_answered(void) {
    CHECK(as_vm_new(NULL) == NULL);
    as_vm_free(NULL);
    CHECK_STATUS(AS_ERROR_NULL, as_vm_link(NULL, NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_vm_reset_globals(NULL, NULL, &error));
    CHECK(!as_vm_is_linked(NULL, NULL));
    CHECK(as_vm_global_at(NULL, NULL, 0) == NULL);
    CHECK(as_vm_find_global(NULL, NULL, "x") == NULL);
    CHECK(as_vm_get_user_data(NULL) == NULL);
    CHECK(as_vm_set_fuel(NULL, 1) == AS_ERROR_NULL);
    CHECK(as_vm_get_fuel(NULL) == 0);
    CHECK(as_vm_set_time_limit(NULL, 1) == AS_ERROR_NULL);
    CHECK(as_vm_set_memory_limit(NULL, 1) == AS_ERROR_NULL);
    CHECK(as_vm_get_memory_used(NULL) == 0);
    CHECK(as_vm_set_max_depth(NULL, 1) == AS_ERROR_NULL);
    CHECK(as_vm_set_stack_size(NULL, 1) == AS_ERROR_NULL);
    CHECK(as_vm_collect(NULL) == 0);
    CHECK(!as_vm_collect_step(NULL, 1));
    CHECK(as_vm_raise(NULL, "x") == AS_ERROR_NULL);
    CHECK(as_vm_suspend(NULL) == AS_ERROR_NULL);
    CHECK(as_vm_abort(NULL) == AS_ERROR_NULL);
    CHECK(as_vm_depth(NULL) == 0);
    CHECK(as_vm_stack_count(NULL) == 0);
    CHECK_STR("", as_vm_stack_function(NULL, 0));
    as_context *context = as_context_new(AS_VERSION);
    as_vm *vm = as_vm_new(context);
    CHECK_STATUS(AS_ERROR_NULL, as_vm_link(vm, NULL, &error));
    CHECK_STATUS(AS_ERROR_WRONG_HANDLE, as_vm_link(vm, (as_unit *)context, &error));
    CHECK_STATUS(AS_ERROR_WRONG_HANDLE, as_vm_link((as_vm *)context, NULL, &error));
    as_unit *unit = as_unit_new(context);
    CHECK_STATUS(AS_ERROR_NOT_BUILT, as_vm_link(vm, unit, &error));
    /* Nothing runs. */
    CHECK(as_vm_raise(vm, "x") == AS_ERROR_NOT_PREPARED);
    CHECK(as_vm_suspend(vm) == AS_ERROR_NOT_PREPARED);
    CHECK(as_vm_depth(vm) == 0);
    as_vm_free((as_vm *)context);
    as_unit_release(unit);
    as_vm_free(vm);
    as_context_release(context);
}

static void units_of_other_contexts_are_refused(void) {
    as_context *one = as_context_new(AS_VERSION), *two = as_context_new(AS_VERSION);
    as_unit *unit = harness_build(one, "int x;");
    as_vm *vm = as_vm_new(two);
    CHECK_STATUS(AS_ERROR_FOREIGN, as_vm_link(vm, unit, &error));
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(one);
    as_context_release(two);
}

static void each_vm_has_its_own_globals(void) {
    as_context *context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    as_unit *unit = harness_build(context,
                                  "int counter = 5; double ratio = 0.5; namespace N { string text = \"abc\"; }\n"
                                  "int next() { return ++counter; }\n");
    as_vm *a = harness_vm(context, unit), *b = harness_vm(context, unit);
    CHECK(as_vm_is_linked(a, unit));
    CHECK_OK(as_vm_link(a, unit, &error));
    as_call *call = as_call_new(a, as_unit_find_function(unit, "next"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 6);
    int32_t *in_a = as_vm_find_global(a, unit, "counter"), *in_b = as_vm_find_global(b, unit, "counter");
    CHECK(in_a != NULL && in_b != NULL && in_a != in_b);
    CHECK(*in_a == 6 && *in_b == 5);
    *in_a = 40;
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "next"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 41);
    CHECK(*(double *)as_vm_find_global(a, unit, "ratio") == 0.5);
    CHECK_STR("abc", as_string_get(as_vm_find_global(a, unit, "N::text")));
    CHECK(as_vm_find_global(a, unit, "text") == NULL);
    CHECK(as_vm_global_at(a, unit, 0) == (void *)in_a);
    CHECK(as_vm_global_at(a, unit, 3) == NULL);
    CHECK_OK(as_vm_reset_globals(a, unit, &error));
    CHECK(*(int32_t *)as_vm_find_global(a, unit, "counter") == 5);
    as_call_free(call);
    as_vm_free(a);
    as_vm_free(b);
    as_unit_release(unit);
    as_context_release(context);
}

static void an_initialiser_that_raises_is_an_error(void) {
    as_context *context = as_context_new(AS_VERSION);
    as_unit *unit = harness_build(context, "int zero = 0; int bad = 1 / zero;");
    as_vm *vm = as_vm_new(context);
    as_error *error = NULL;
    CHECK(as_vm_link(vm, unit, &error) == AS_ERROR_INIT_FAILED);
    CHECK_CONTAINS("bad", as_error_message(error));
    CHECK_CONTAINS("ivide by zero", as_error_message(error));
    as_error_free(error);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
}

static void fuel_and_time_suspend(void) {
    as_context *context = as_context_new(AS_VERSION);
    as_unit *unit = harness_build(context, "int spin(int n) { int x = 0; for (int i = 0; i < n; i++) x += i % 3; return x; }");
    as_vm *vm = harness_vm(context, unit);
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "spin"));
    as_call_set_int(call, 0, 2000000000);
    CHECK(as_vm_get_fuel(vm) == UINT64_MAX);
    CHECK(as_vm_set_fuel(vm, 100000) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_SUSPENDED);
    CHECK(as_call_get_state(call) == AS_CALL_SUSPENDED);
    CHECK(as_call_get_suspend_reason(call) == AS_SUSPEND_FUEL);
    CHECK(as_vm_get_fuel(vm) < 100000);
    CHECK(as_call_stack_count(call) == 1);
    CHECK(as_call_stack_line(call, 0) == 1);
    CHECK_STATUS(AS_ERROR_ACTIVE, as_call_prepare(call, as_unit_find_function(unit, "spin"), &error));
    CHECK(as_vm_set_fuel(vm, UINT64_MAX) == AS_OK);
    CHECK(as_call_abort_suspended(call) == AS_OK);
    CHECK(as_call_get_state(call) == AS_CALL_ABORTED);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "spin"), &error));
    as_call_set_int(call, 0, 2000000000);
    CHECK(as_vm_set_time_limit(vm, 2000000) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_SUSPENDED);
    CHECK(as_call_get_suspend_reason(call) == AS_SUSPEND_TIME);
    CHECK(as_vm_set_time_limit(vm, 0) == AS_OK);
    CHECK(as_call_abort_suspended(call) == AS_OK);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "spin"), &error));
    as_call_set_int(call, 0, 10);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 9);
    as_call_free(call);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
}

/* Functions of the add-ons that do much take fuel, and the time is looked at behind them. */
static void native_work_is_limited(void) {
    as_context *context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    as_unit *unit = harness_build(context,
                                  "void find() { string s; s.resize(4000000); while (true) s.findFirst('x'); }\n"
                                  "void turn() { array<int> a(1000000); while (true) a.reverse(); }\n"
                                  "void take() { array<int> a(1000000); while (true) { a.removeAt(0); a.insertLast(1); } }\n"
                                  "void order() { array<int> a(20000);\n"
                                  "  while (true) a.sort(function(x, y) { return true; }); }\n"
                                  "class Made { int x; Made() { x = 1; } ~Made() { x = 2; } }\n"
                                  "void make() { while (true) { array<Made> a(20000); } }\n"
                                  "class Rank { int opCmp(const Rank &in) const { return 0; } }\n"
                                  "void rank() { array<Rank> a(20000); while (true) a.sortAsc(); }\n");
    as_vm *vm = harness_vm(context, unit);
    as_call *call = as_call_new(vm, NULL);
    const char *const busy[] = {"find", "turn", "take", "order", "make", "rank"};
    for (int i = 0; i < 6; i++) {
        CHECK(as_vm_set_time_limit(vm, 50000000) == AS_OK);
        CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, busy[i]), &error));
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        as_run result = as_call_run(call);
        clock_gettime(CLOCK_MONOTONIC, &end);
        CHECK(result == AS_RUN_SUSPENDED || (i >= 3 && result == AS_RUN_ABORTED));
        CHECK(as_call_get_suspend_reason(call) == AS_SUSPEND_TIME);
        CHECK((end.tv_sec - start.tv_sec) < 10);
        CHECK(as_vm_set_time_limit(vm, 0) == AS_OK);
        CHECK(result == AS_RUN_ABORTED || as_call_abort_suspended(call) == AS_OK);
        CHECK(as_vm_set_fuel(vm, 200000) == AS_OK);
        CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, busy[i]), &error));
        clock_gettime(CLOCK_MONOTONIC, &start);
        result = as_call_run(call);
        clock_gettime(CLOCK_MONOTONIC, &end);
        CHECK(result == AS_RUN_SUSPENDED || (i >= 3 && result == AS_RUN_ABORTED));
        CHECK(as_call_get_suspend_reason(call) == AS_SUSPEND_FUEL);
        CHECK((end.tv_sec - start.tv_sec) < 20);
        CHECK(as_vm_set_fuel(vm, UINT64_MAX) == AS_OK);
        CHECK(result == AS_RUN_ABORTED || as_call_abort_suspended(call) == AS_OK);
    }
    as_call_free(call);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
}

static void memory_and_depth_are_limited(void) {
    as_context *context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY | AS_ADDON_EXCEPTIONS);
    as_unit *unit = harness_build(context,
                                  "class Node { Node@ next; }\n"
                                  "void hoard() { Node@ all; while (true) { Node n; @n.next = all; @all = n; } }\n"
                                  "void grow() { string s = \"x\"; while (true) s += s; }\n"
                                  "int deep(int n) { return deep(n + 1); }\n"
                                  "void fill() { array<int> a; while (true) a.insertLast(1); }\n"
                                  "class Large { double a, b, c, d, e, f, g, h; array<double> more = {1, 2, 3}; }\n"
                                  "int hold(array<Node@>@ all) {\n"
                                  "    try { while (true) all.insertLast(Node()); } catch { }\n"
                                  "    int n = all.length(); all.resize(0); return n; }\n"
                                  "int hold(array<Large@>@ all) {\n"
                                  "    try { while (true) all.insertLast(Large()); } catch { }\n"
                                  "    int n = all.length(); all.resize(0); return n; }\n"
                                  "void reuse() {\n"
                                  "    int first = hold(array<Large@>()), small = hold(array<Node@>());\n"
                                  "    int second = hold(array<Large@>());\n"
                                  "    if (small < 5000 || second < first * 9 / 10) throw('' + first + ' ' + second); }\n");
    as_vm *vm = harness_vm(context, unit);
    size_t before = as_vm_get_memory_used(vm);
    CHECK(as_vm_set_memory_limit(vm, before + 1000000) == AS_OK);
    const char *const hungry[] = {"hoard", "grow", "fill"};
    as_call *call = as_call_new(vm, NULL);
    for (int i = 0; i < 3; i++) {
        CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, hungry[i]), &error));
        CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
        CHECK(as_vm_get_memory_used(vm) <= before + 1000000);
        CHECK(as_call_exception_text(call).len > 0);
        CHECK(as_call_reset(call) == AS_OK);
    }
    // What objects of one size have left is there for others.
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "reuse"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_reset(call) == AS_OK);
    as_vm_collect(vm);
    CHECK(as_vm_get_memory_used(vm) < before + 100000);
    CHECK(as_vm_set_memory_limit(vm, 0) == AS_OK);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "deep"), &error));
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_CONTAINS("verflow", as_call_exception_text(call));
    CHECK(as_vm_set_max_depth(vm, 50) == AS_OK);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "deep"), &error));
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK(as_call_stack_count(call) <= 51);
    as_call_free(call);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
}

static void circles_are_collected(void) {
    as_context *context = as_context_new(AS_VERSION);
    as_unit *unit = harness_build(context,
                                  "int gone; class Ring { Ring@ other; ~Ring() { gone++; } }\n"
                                  "void circle() { Ring a; Ring b; @a.other = b; @b.other = a; }\n");
    as_vm *vm = harness_vm(context, unit);
    as_call *call = as_call_new(vm, NULL);
    for (int i = 0; i < 5; i++) {
        CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "circle"), &error));
        CHECK(as_call_run(call) == AS_RUN_FINISHED);
    }
    as_vm_collect(vm);
    CHECK(*(int32_t *)as_vm_find_global(vm, unit, "gone") == 10);
    CHECK(as_vm_collect(vm) == 0);
    while (as_vm_collect_step(vm, 10)) {
    }
    as_call_free(call);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
}

static int freed;
static void count_free(void *user_data) {
    freed++;
    *(int *)user_data += 1;
}

static void user_data_goes_with_the_vm(void) {
    freed = 0;
    int one = 0, two = 0;
    as_context *context = as_context_new(AS_VERSION);
    as_vm *vm = as_vm_new(context);
    CHECK(as_vm_get_user_data(vm) == NULL);
    CHECK(as_vm_set_user_data(vm, &one, count_free) == AS_OK);
    CHECK(as_vm_get_user_data(vm) == &one);
    CHECK(as_vm_set_user_data(vm, &two, count_free) == AS_OK);
    CHECK(freed == 1 && one == 1);
    CHECK(as_vm_set_user_data(NULL, &one, count_free) == AS_ERROR_NULL);
    CHECK(freed == 2 && one == 2);
    /* A call keeps the VM. */
    as_call *call = as_call_new(vm, NULL);
    as_vm_free(vm);
    as_vm_free(vm);
    CHECK(freed == 2);
    as_call_free(call);
    CHECK(freed == 3 && two == 1);
    as_context_release(context);
}

static void destructors_run_when_a_vm_ends(void) {
    static int32_t destroyed;
    destroyed = 0;
    as_context *context = as_context_new(AS_VERSION);
    CHECK_OK(as_register_global(context, "int destroyed", &destroyed, &error));
    as_unit *unit = harness_build(context,
                                  "class A { A@ self; ~A() { destroyed++; } } A global; A@ circle = A();\n"
                                  "void tie() { @circle.self = circle; }\n");
    as_vm *vm = harness_vm(context, unit);
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "tie"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    as_call_free(call);
    as_unit_release(unit);
    as_context_release(context);
    CHECK(destroyed == 0);
    as_vm_free(vm);
    CHECK(destroyed == 2);
}

static as_vm *nesting_vm;
static as_unit *nesting_unit;

/* Calls itself through the host. */
static int32_t again(int32_t depth) {
    as_call *call = as_call_new(nesting_vm, as_unit_find_function(nesting_unit, "nest"));
    as_call_set_int(call, 0, depth + 1);
    int32_t result = as_call_run(call) == AS_RUN_FINISHED ? as_call_get_int(call) : depth;
    as_call_free(call);
    return result;
}

static void options_limit_vms(void) {
    as_context *context = as_context_new(AS_VERSION);
    CHECK_OK(as_register_function(context, "int again(int depth)", AS_NATIVE(again), &error));
    CHECK_OK(as_context_set_option(context, AS_OPTION_MAX_NESTED_CALLS, 7, &error));
    CHECK_OK(as_context_set_option(context, AS_OPTION_MAX_CALL_STACK_SIZE, 30, &error));
    CHECK_OK(as_context_set_option(context, AS_OPTION_AUTO_GARBAGE_COLLECT, 0, &error));
    nesting_unit = harness_build(context,
                                 "int nest(int depth) { return again(depth); }\n"
                                 "int deep(int n) { return n == 0 ? 0 : 1 + deep(n - 1); }\n"
                                 "class Ring { Ring@ other; } void circles() { for (int i = 0; i < 50000; i++) { Ring r; @r.other = r; } }\n");
    as_vm *vm = nesting_vm = harness_vm(context, nesting_unit);
    as_call *call = as_call_new(vm, as_unit_find_function(nesting_unit, "nest"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 6);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(nesting_unit, "deep"), &error));
    as_call_set_int(call, 0, 20);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(nesting_unit, "deep"), &error));
    as_call_set_int(call, 0, 40);
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_CONTAINS("verflow", as_call_exception_text(call));
    /* Nothing is collected unless somebody asks for it. */
    CHECK_OK(as_call_prepare(call, as_unit_find_function(nesting_unit, "circles"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_vm_collect(vm) == 50000);
    as_call_free(call);
    as_vm_free(vm);
    as_unit_release(nesting_unit);
    as_context_release(context);
}

int main(void) {
    RUN(options_limit_vms);
    RUN(null_and_wrong_handles_are_answered);
    RUN(units_of_other_contexts_are_refused);
    RUN(each_vm_has_its_own_globals);
    RUN(an_initialiser_that_raises_is_an_error);
    RUN(fuel_and_time_suspend);
    RUN(native_work_is_limited);
    RUN(memory_and_depth_are_limited);
    RUN(circles_are_collected);
    RUN(user_data_goes_with_the_vm);
    RUN(destructors_run_when_a_vm_ends);
    return harness_result();
}
