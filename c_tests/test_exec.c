/* Execution as a host sees it: nested calls, exceptions in both directions, stacks and variables, line callbacks. */
#define _POSIX_C_SOURCE 200809L
#include "harness.h"

#include <pthread.h>
#include <time.h>

static as_context *context;
static as_unit *unit;
static as_vm *vm;

/* What the registered functions do. */
static void (*on_visit)(as_vm *vm, int32_t number);

static void visit(as_vm *caller, int32_t number) {
    if (on_visit != NULL) {
        on_visit(caller, number);
    }
}

static void setup(const char *script) {
    context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY | AS_ADDON_EXCEPTIONS);
    CHECK_OK(as_register_function(context, "void visit(int number)", AS_NATIVE_VM(visit), &error));
    CHECK_OK(as_context_set_option(context, AS_OPTION_ALLOW_UNSAFE_REFERENCES, 1, &error));
    unit = harness_build(context, script);
    vm = harness_vm(context, unit);
    on_visit = NULL;
}

static void teardown(void) {
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
}

static as_call *call_of(const char *function) {
    const as_function *found = as_unit_find_function(unit, function);
    CHECK(found != NULL);
    return as_call_new(vm, found);
}

static void null_is_answered(void) {
    as_frame frame = {0};
    as_variable variable = {0};
    frame.size = sizeof frame;
    variable.size = sizeof variable;
    CHECK(as_vm_active_call(NULL) == NULL);
    CHECK_STR("", as_vm_exception_text(NULL));
    CHECK(as_vm_stack_at(NULL, 0, &frame) == AS_ERROR_NULL);
    CHECK(as_vm_stack_variable_at(NULL, 0, 0, &variable) == AS_ERROR_NULL);
    CHECK(as_vm_stack_find_variable(NULL, 0, "x", &variable) == AS_ERROR_NULL);
    CHECK(as_call_stack_at(NULL, 0, &frame) == AS_ERROR_NULL);
    CHECK(as_call_stack_variable_at(NULL, 0, 0, &variable) == AS_ERROR_NULL);
    CHECK(as_call_stack_find_variable(NULL, 0, "x", &variable) == AS_ERROR_NULL);
    CHECK(as_vm_set_line_callback(NULL, NULL, NULL, NULL) == AS_ERROR_NULL);
    CHECK(as_vm_set_exception_callback(NULL, NULL, NULL, NULL) == AS_ERROR_NULL);
    setup("void f() {}");
    CHECK(as_vm_active_call(vm) == NULL);
    CHECK(as_vm_stack_at(vm, 0, &frame) == AS_ERROR_INDEX);
    as_call *call = call_of("f");
    CHECK(as_call_stack_at(call, 0, &frame) == AS_ERROR_INDEX);
    CHECK(as_call_stack_find_variable(call, 0, "x", &variable) == AS_ERROR_INDEX);
    CHECK(as_call_stack_find_variable(call, 0, NULL, &variable) == AS_ERROR_NULL);
    as_call_free(call);
    teardown();
}

/* ---- nested calls and exceptions ---- */

static as_call *inner;
static as_run inner_result;
static int32_t inner_value;
static void *inner_data;

static void run_inner(as_vm *caller, int32_t number) {
    CHECK(as_vm_depth(caller) == 1);
    as_call *outer = as_vm_active_call(caller);
    CHECK(as_call_get_state(outer) == AS_CALL_ACTIVE);
    inner_data = as_call_get_user_data(outer);
    CHECK_OK(as_call_prepare(inner, as_unit_find_function(unit, "int half(int)"), &error));
    as_call_set_int(inner, 0, number);
    inner_result = as_call_run(inner);
    inner_value = as_call_get_int(inner);
    CHECK(as_vm_active_call(caller) == outer);
}

static void calls_nest(void) {
    setup("int half(int n) { if (n < 0) throw('negative'); if (n == 7) visit(7); return n / 2; }\n"
          "int run(int n) { try { visit(n); } catch { return -1; } return 1; }\n");
    inner = as_call_new(vm, NULL);
    as_call *outer = call_of("run");
    int mine = 0;
    as_call_set_user_data(outer, &mine, NULL);
    on_visit = run_inner;
    as_call_set_int(outer, 0, 42);
    CHECK(as_call_run(outer) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(outer) == 1);
    CHECK(inner_result == AS_RUN_FINISHED && inner_value == 21 && inner_data == &mine);
    /* An exception of the inner call is its own; the outer `try` does not see it. */
    CHECK_OK(as_call_prepare(outer, as_unit_find_function(unit, "run"), &error));
    as_call_set_int(outer, 0, -5);
    CHECK(as_call_run(outer) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(outer) == 1);
    CHECK(inner_result == AS_RUN_EXCEPTION);
    CHECK_STR("negative", as_call_exception_text(inner));
    as_call_free(inner);
    as_call_free(outer);
    teardown();
}

static void raise_number(as_vm *caller, int32_t number) {
    char text[32];
    snprintf(text, sizeof text, "number %d", (int)number);
    CHECK(as_vm_raise(caller, text) == AS_OK);
}

static int raised, raised_caught;

static void on_exception(as_vm *caller, bool is_caught, void *user_data) {
    CHECK(user_data == &raised);
    CHECK_STR("number 3", as_vm_exception_text(caller));
    CHECK(as_vm_stack_count(caller) == 2);
    as_frame frame = {0};
    frame.size = sizeof frame;
    CHECK(as_vm_stack_at(caller, 0, &frame) == AS_OK);
    CHECK_STR("void deep(int n)", as_function_declaration(frame.function));
    raised++;
    raised_caught += is_caught;
}

static void exceptions_go_both_ways(void) {
    setup("int destroyed; class Guard { ~Guard() { destroyed++; } }\n"
          "void deep(int n) { Guard g; visit(n); }\n"
          "string caught(int n) { try { deep(n); } catch { return getExceptionInfo(); } return 'none'; }\n"
          "void uncaught(int n) { deep(n); }\n");
    raised = raised_caught = 0;
    CHECK(as_vm_set_exception_callback(vm, on_exception, &raised, NULL) == AS_OK);
    on_visit = raise_number;
    as_call *call = call_of("caught");
    as_call_set_int(call, 0, 3);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK_STR("number 3", as_string_get(as_call_get_string(call)));
    int32_t *destroyed = as_vm_find_global(vm, unit, "destroyed");
    CHECK(*destroyed == 1);
    CHECK(raised == 1 && raised_caught == 1);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "uncaught"), &error));
    as_call_set_int(call, 0, 3);
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_STR("number 3", as_call_exception_text(call));
    CHECK(as_call_exception_line(call) == 2);
    CHECK(raised == 2 && raised_caught == 1);
    /* What lives on the stack stays until the call is reset. */
    CHECK(*destroyed == 1);
    CHECK(as_call_reset(call) == AS_OK);
    CHECK(*destroyed == 2);
    CHECK(as_vm_set_exception_callback(vm, NULL, NULL, NULL) == AS_OK);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "uncaught"), &error));
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK(raised == 2);
    as_call_free(call);
    teardown();
}

static void memory_that_is_not_there_can_be_caught(void) {
    setup("class Node { Node@ next; array<int> data(1000); }\n"
          "int hoard() { Node@ all; int n = 0; try { while (true) { Node m; @m.next = all; @all = m; n++; } } catch { }\n"
          "  return n; }\n"
          "string info() { try { hoard(); string s = 'x'; while (true) s += s; } catch { return getExceptionInfo(); } return ''; }\n");
    size_t before = as_vm_get_memory_used(vm);
    CHECK(as_vm_set_memory_limit(vm, before + 200000) == AS_OK);
    as_call *call = call_of("hoard");
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) > 10 && as_call_get_int(call) < 100);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "info"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK_STR("Out of memory", as_string_get(as_call_get_string(call)));
    /* Nothing is lost: again and again takes no more. */
    as_vm_collect(vm);
    size_t after = as_vm_get_memory_used(vm);
    for (int i = 0; i < 5; i++) {
        CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "hoard"), &error));
        CHECK(as_call_run(call) == AS_RUN_FINISHED);
    }
    as_vm_collect(vm);
    CHECK(as_vm_get_memory_used(vm) < after + 8192);
    as_call_free(call);
    teardown();
}

/* ---- other threads ---- */

static void *suspend_often(void *call) {
    for (int i = 0; i < 5; i++) {
        struct timespec pause = {0, 2000000};
        nanosleep(&pause, NULL);
        as_call_suspend(call);
    }
    return NULL;
}

static void other_threads_suspend_and_the_call_goes_on(void) {
    setup("int64 count(int64 n) { int64 x = 0; for (int64 i = 0; i < n; i++) x += i & 1; return x; }");
    as_call *call = call_of("count");
    as_call_set_int64(call, 0, 3000000);
    as_call_suspend(call);
    CHECK(as_call_run(call) == AS_RUN_SUSPENDED);
    pthread_t thread;
    pthread_create(&thread, NULL, suspend_often, call);
    as_run result;
    int stops = 1;
    while ((result = as_call_run(call)) == AS_RUN_SUSPENDED) {
        CHECK(as_call_get_suspend_reason(call) == AS_SUSPEND_REQUESTED);
        stops++;
    }
    pthread_join(thread, NULL);
    CHECK(result == AS_RUN_FINISHED);
    CHECK(as_call_get_int64(call) == 1500000);
    CHECK(stops >= 1 && stops <= 7);
    as_call_free(call);
    teardown();
}

/* ---- stacks and variables ---- */

static as_variable find(as_vm *running, size_t level, const char *name) {
    as_variable v = {0};
    v.size = sizeof v;
    CHECK(as_vm_stack_find_variable(running, level, name, &v) == AS_OK);
    return v;
}

static int inspected;

static void inspect(as_vm *running, int32_t number) {
    as_frame frame = {0};
    as_variable v = {0};
    frame.size = sizeof frame;
    v.size = sizeof v;
    inspected++;
    CHECK(number == 5);
    CHECK(as_vm_stack_count(running) == 2);
    CHECK(as_vm_stack_at(running, 0, &frame) == AS_OK);
    CHECK_STR("int Hero::act(int power, int & total, const string &in word)", as_function_declaration(frame.function));
    CHECK_STR("test.as", frame.file);
    CHECK(frame.line == 6 && frame.column > 0 && !frame.is_nested);
    CHECK_STR("Hero", as_type_name(frame.object_type));
    CHECK(frame.object != NULL && *(int32_t *)as_object_find_property(frame.object, "level") == 9);
    /* By index: parameters, then locals. */
    static const char *const names[] = {"power", "total", "word", "early", "i", "inner", "late"};
    CHECK(frame.variable_count == 7);
    for (size_t i = 0; i < frame.variable_count; i++) {
        CHECK(as_vm_stack_variable_at(running, 0, i, &v) == AS_OK);
        CHECK_STR(names[i], v.name);
        CHECK(v.is_parameter == (i < 3));
        CHECK(v.in_scope == (i < 6));
        CHECK((v.address == NULL) == (i == 6));
    }
    CHECK(as_vm_stack_variable_at(running, 0, 7, &v) == AS_ERROR_INDEX);
    CHECK(as_vm_stack_variable_at(running, 9, 0, &v) == AS_ERROR_INDEX);
    CHECK(as_vm_stack_find_variable(running, 0, "late", &v) == AS_ERROR_INDEX);
    /* By name, with values of each kind. */
    CHECK(*(int32_t *)find(running, 0, "power").address == 4);
    CHECK_STR("abc", as_string_get(find(running, 0, "word").address));
    CHECK_STR("early text that is longer than fits inline", as_string_get(find(running, 0, "early").address));
    v = find(running, 0, "inner");
    CHECK_STR("Hero", as_type_name(v.type_.type_));
    CHECK((v.type_.flags & AS_USE_HANDLE) != 0);
    CHECK(*(void **)v.address == frame.object);
    /* References lead to the caller's variable. */
    CHECK(find(running, 0, "total").address == find(running, 1, "sum").address);
    *(int32_t *)find(running, 0, "total").address += 1000;
    *(int32_t *)find(running, 0, "power").address = 40;
    CHECK(as_vm_stack_at(running, 1, &frame) == AS_OK);
    CHECK(frame.line == 10 && frame.object == NULL && frame.object_type == NULL);
    /* A structure that does not say its size. */
    frame.size = 0;
    CHECK(as_vm_stack_at(running, 0, &frame) == AS_ERROR_INVALID_ARGUMENT);
    CHECK(as_vm_stack_at(running, 0, NULL) == AS_ERROR_NULL);
}

static const char hero[] = "class Hero { int level = 9;\n"
                           "  int act(int power, int &inout total, const string &in word) {\n"
                           "    string early = 'early text that is longer than fits inline';\n"
                           "    for (int i = 0; i < 1; i++) {\n"
                           "      Hero@ inner = this;\n"
                           "      visit(5);\n"
                           "    }\n"
                           "    int late = power + total; if (late == -1) throw('never'); return late; } }\n"
                           "int run(int start) { int sum = start; Hero h;\n"
                           "  int r = h.act(4, sum, 'abc');\n"
                           "  return r * 10000 + sum; }\n";

static void variables_are_seen_and_changed_from_callbacks(void) {
    setup(hero);
    inspected = 0;
    on_visit = inspect;
    as_call *call = call_of("run");
    as_call_set_int(call, 0, 2);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(inspected == 1);
    /* `&inout` works on the caller's own variable here: what was written there is what the script goes on with. */
    CHECK(as_call_get_int(call) == (40 + 1002) * 10000 + 1002);
    as_call_free(call);
    teardown();
}

static void suspend_here(as_vm *running, int32_t number) {
    (void)number;
    CHECK(as_vm_suspend(running) == AS_OK);
}

static void stopped_calls_are_inspected(void) {
    setup(hero);
    on_visit = suspend_here;
    as_call *call = call_of("run");
    as_call_set_int(call, 0, 2);
    CHECK(as_call_run(call) == AS_RUN_SUSPENDED);
    as_frame frame = {0};
    as_variable v = {0};
    frame.size = sizeof frame;
    v.size = sizeof v;
    CHECK(as_call_stack_count(call) == 2);
    CHECK(as_call_stack_at(call, 0, &frame) == AS_OK);
    CHECK(frame.line == 7);
    CHECK(frame.object != NULL);
    CHECK(as_call_stack_find_variable(call, 0, "power", &v) == AS_OK);
    *(int32_t *)v.address = 7;
    CHECK(as_call_stack_find_variable(call, 1, "sum", &v) == AS_OK);
    CHECK(*(int32_t *)v.address == 2);
    CHECK(as_call_stack_find_variable(call, 1, "r", &v) == AS_ERROR_INDEX);
    CHECK(as_call_stack_variable_at(call, 1, 0, &v) == AS_OK);
    CHECK_STR("start", v.name);
    /* What is refused while it is suspended does not keep it from going on. */
    CHECK(as_call_set_int(call, 0, 1) == AS_ERROR_ACTIVE);
    CHECK_STATUS(AS_ERROR_ACTIVE, as_call_prepare(call, as_unit_find_function(unit, "run"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 9 * 10000 + 2);
    CHECK(as_call_stack_count(call) == 0);
    /* After an exception. */
    on_visit = raise_number;
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "run"), &error));
    as_call_set_int(call, 0, 3);
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK(as_call_stack_at(call, 0, &frame) == AS_OK);
    CHECK(frame.line == 6);
    CHECK(as_call_stack_find_variable(call, 0, "early", &v) == AS_OK);
    CHECK_STR("early text that is longer than fits inline", as_string_get(v.address));
    CHECK(as_call_stack_find_variable(call, 0, "total", &v) == AS_OK);
    CHECK(*(int32_t *)v.address == 3);
    as_call_free(call);
    teardown();
}

/* ---- line callbacks ---- */

static int lines[64], line_count, line_freed;

static void note_line(as_vm *running, void *user_data) {
    as_frame frame = {0};
    frame.size = sizeof frame;
    CHECK(user_data == lines);
    CHECK(as_vm_stack_at(running, 0, &frame) == AS_OK);
    if (line_count < 64) {
        lines[line_count++] = (int)frame.line;
    }
}

static void free_line(void *user_data) {
    CHECK(user_data == lines);
    line_freed++;
}

static void change_at_five(as_vm *running, void *user_data) {
    (void)user_data;
    if (as_vm_stack_line(running, 0) == 5) {
        *(int32_t *)find(running, 0, "x").address = 100;
        CHECK(as_vm_suspend(running) == AS_OK);
    }
}

static void abort_at_four(as_vm *running, void *user_data) {
    (void)user_data;
    if (as_vm_stack_line(running, 0) == 4) {
        CHECK(as_vm_abort(running) == AS_OK);
    }
}

static void listen_from_here(as_vm *running, int32_t number) {
    (void)number;
    line_count = 0;
    CHECK(as_vm_set_line_callback(running, note_line, lines, free_line) == AS_OK);
}

static void statements_are_told(void) {
    setup("int f(int n) {\n"
          "  int x = n;\n"
          "  while (x < 3) {\n"
          "    x++; }\n"
          "  return x; }\n"
          "int g() {\n"
          "  visit(1);\n"
          "  int y = 1;\n"
          "  return y; }\n");
    line_count = line_freed = 0;
    CHECK(as_vm_set_line_callback(vm, note_line, lines, free_line) == AS_OK);
    as_call *call = call_of("f");
    as_call_set_int(call, 0, 2);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(line_count >= 4 && lines[0] == 2 && lines[line_count - 1] == 5);
    CHECK(as_vm_set_line_callback(vm, change_at_five, NULL, NULL) == AS_OK);
    CHECK(line_freed == 1);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "f"), &error));
    CHECK(as_call_run(call) == AS_RUN_SUSPENDED);
    CHECK(as_call_stack_line(call, 0) == 5);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 100);
    CHECK(as_vm_set_line_callback(vm, abort_at_four, NULL, NULL) == AS_OK);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "f"), &error));
    CHECK(as_call_run(call) == AS_RUN_ABORTED);
    CHECK(as_vm_set_line_callback(vm, NULL, NULL, NULL) == AS_OK);
    /* Set while a script runs, it is told of what comes next. */
    on_visit = listen_from_here;
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "g"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(line_count == 2 && lines[0] == 8 && lines[1] == 9);
    as_call_free(call);
    CHECK(line_freed == 1);
    teardown();
    CHECK(line_freed == 2);
}

static int stops;

static void cut(as_vm *running) {
    as_object *items = *(as_object **)as_vm_find_global(running, unit, "items");
    CHECK_OK(as_array_resize(running, items, 1, &error));
}

static void cut_at_five(as_vm *running, void *user_data) {
    (void)user_data;
    if (as_vm_stack_line(running, 0) == 5 && ++stops == 2) {
        cut(running);
        CHECK(as_vm_set_line_callback(running, NULL, NULL, NULL) == AS_OK);
    }
}

static void stop_at_five(as_vm *running, void *user_data) {
    (void)user_data;
    if (as_vm_stack_line(running, 0) == 5 && ++stops == 2) {
        CHECK(as_vm_suspend(running) == AS_OK);
    }
}

/* What a statement has found out about an array does not hold for the next one if the host comes in between. */
static void arrays_change_between_statements(void) {
    setup("array<int> items = {1, 2, 3, 4};\n"
          "int sum(array<int>@ a) { int s = 0;\n"
          "  for (uint i = 0; i < a.length(); i++) {\n"
          "    s += a[i];\n"
          "    s += a[i] * 10;\n"
          "  }\n"
          "  return s; }\n"
          "int f() { items = {1, 2, 3, 4}; return sum(items); }\n");
    as_call *call = call_of("f");
    stops = 0;
    CHECK(as_vm_set_line_callback(vm, cut_at_five, NULL, NULL) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_STR("Index out of bounds", as_call_exception_text(call));

    stops = 0;
    CHECK(as_vm_set_line_callback(vm, stop_at_five, NULL, NULL) == AS_OK);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "f"), &error));
    CHECK(as_call_run(call) == AS_RUN_SUSPENDED);
    CHECK(as_vm_set_line_callback(vm, NULL, NULL, NULL) == AS_OK);
    cut(vm);
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_STR("Index out of bounds", as_call_exception_text(call));

    /* At the end of a round the length is looked at when the run goes on. */
    int suspended = 0;
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "f"), &error));
    CHECK(as_vm_set_fuel(vm, 4) == AS_OK);
    as_run result;
    while ((result = as_call_run(call)) == AS_RUN_SUSPENDED && suspended < 100) {
        if (++suspended == 1) {
            cut(vm);
        }
        CHECK(as_vm_set_fuel(vm, 1) == AS_OK);
    }
    CHECK(suspended > 0);
    CHECK(result == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) > 0 && as_call_get_int(call) < 110);
    as_call_free(call);
    teardown();
}

int main(void) {
    RUN(arrays_change_between_statements);
    RUN(null_is_answered);
    RUN(calls_nest);
    RUN(exceptions_go_both_ways);
    RUN(memory_that_is_not_there_can_be_caught);
    RUN(other_threads_suspend_and_the_call_goes_on);
    RUN(variables_are_seen_and_changed_from_callbacks);
    RUN(stopped_calls_are_inspected);
    RUN(statements_are_told);
    return harness_result();
}
