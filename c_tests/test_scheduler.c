/* Schedulers: coroutines that yield and sleep, threads of them, what ends. */
#include "harness.h"

static as_context *context;
static as_unit *unit;
static as_vm *vm;
static as_scheduler *scheduler;
static char said[512];

static void say(const as_string *text) {
    as_str part = as_string_get(text);
    size_t len = strlen(said);
    snprintf(said + len, sizeof said - len, "%.*s ", AS_STR_ARG(part));
}

static void stop_all(void) { CHECK(as_scheduler_abort(scheduler) == AS_OK); }

static void run_round(void) {
    /* Within a round nothing happens. */
    CHECK(as_scheduler_run(scheduler) == as_scheduler_count(scheduler));
    as_scheduler_free(scheduler);
}

static void setup(const char *script) {
    context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY | AS_ADDON_DICTIONARY | AS_ADDON_EXCEPTIONS | AS_ADDON_COROUTINE);
    CHECK_OK(as_register_function(context, "void say(const string &in)", AS_NATIVE(say), &error));
    CHECK_OK(as_register_function(context, "void stopAll()", AS_NATIVE(stop_all), &error));
    CHECK_OK(as_register_function(context, "void runRound()", AS_NATIVE(run_round), &error));
    unit = harness_build(context, script);
    vm = harness_vm(context, unit);
    scheduler = as_scheduler_new(vm);
    CHECK(scheduler != NULL);
    said[0] = 0;
}

static void teardown(void) {
    as_scheduler_free(scheduler);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
}

static as_call *add(const char *function) {
    as_error *error = NULL;
    as_call *call = as_scheduler_add(scheduler, as_unit_find_function(unit, function), &error);
    CHECK(call != NULL && error == NULL);
    return call;
}

static void expect(const char *text) {
    if (strcmp(said, text) != 0) {
        fprintf(stderr, "said '%s', not '%s'\n", said, text);
    }
    CHECK(strcmp(said, text) == 0);
    said[0] = 0;
}

static void null_is_answered(void) {
    CHECK(as_scheduler_new(NULL) == NULL);
    as_scheduler_free(NULL);
    CHECK(as_scheduler_add(NULL, NULL, NULL) == NULL);
    CHECK(as_scheduler_run(NULL) == 0);
    CHECK(as_scheduler_count(NULL) == 0);
    CHECK(as_scheduler_abort(NULL) == AS_ERROR_NULL);
    CHECK(as_scheduler_suspend(NULL, NULL, 1) == AS_ERROR_NULL);
    CHECK(as_scheduler_set_clock(NULL, NULL, NULL, NULL) == AS_ERROR_NULL);
    CHECK(as_scheduler_set_callback(NULL, NULL, NULL, NULL) == AS_ERROR_NULL);
    setup("void alone() { yield(); say('on'); } void tired() { sleep(1); } void maker() { createCoRoutine(f, null); }\n"
          "void f(dictionary@ args) {}");
    CHECK(as_scheduler_new(vm) == NULL);
    as_error *error = NULL;
    CHECK(as_scheduler_add(scheduler, NULL, &error) == NULL && error != NULL);
    as_error_free(error);
    CHECK(as_scheduler_run(scheduler) == 0);
    CHECK(as_scheduler_set_clock(scheduler, NULL, NULL, NULL) == AS_ERROR_NULL);
    CHECK(as_scheduler_suspend(scheduler, NULL, 1) == AS_ERROR_NULL);
    /* Outside of a scheduler, yield suspends; the others cannot work. */
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "alone"));
    CHECK(as_scheduler_suspend(scheduler, call, 1) == AS_ERROR_NO_FUNCTION);
    CHECK(as_call_run(call) == AS_RUN_SUSPENDED);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    expect("on ");
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "tired"), &error));
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_CONTAINS("scheduler", as_call_exception_text(call));
    /* A coroutine from outside of a round begins a thread of its own. */
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "maker"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_scheduler_count(scheduler) == 1);
    CHECK(as_scheduler_run(scheduler) == 0);
    as_scheduler_free(scheduler);
    scheduler = NULL;
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "maker"), &error));
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    as_call_free(call);
    teardown();
}

/* CM-04, CM-06: one round runs each thread until it yields, and tells how many are left. */
static void threads_take_turns(void) {
    setup("void count(int n, string name) { for (int i = 0; i < n; i++) { say(name + i); yield(); } say(name + 'end'); }");
    as_call *a = add("count"), *b = add("count");
    CHECK(as_call_set_int(a, 0, 2) == AS_OK && as_call_set_string(a, 1, "a", 1) == AS_OK);
    CHECK(as_call_set_int(b, 0, 1) == AS_OK && as_call_set_string(b, 1, "b", 1) == AS_OK);
    /* It is the scheduler's. */
    CHECK(as_call_run(a) == AS_RUN_ERROR);
    as_call_free(a);
    CHECK(as_scheduler_run(scheduler) == 2);
    expect("a0 b0 ");
    CHECK(as_scheduler_run(scheduler) == 1);
    expect("a1 bend ");
    CHECK(as_scheduler_run(scheduler) == 0);
    expect("aend ");
    CHECK(as_scheduler_run(scheduler) == 0);
    teardown();
}

/* CM-01, CM-02, CM-03: a ring with its arguments; a null function is ignored. */
static void coroutines_share_a_thread(void) {
    setup("void other(dictionary@ args) { int n = int(args['n']); for (int i = 0; i < n; i++) { say('o' + i); yield(); } }\n"
          "class Item { string name = 'item'; void work(dictionary@ args) { say(name + (args is null)); } }\n"
          "void main() { dictionary d = {{'n', 2}}; createCoRoutine(other, d); Item i; createCoRoutine(coroutine(i.work), null);\n"
          "  createCoRoutine(null, d); for (int k = 0; k < 3; k++) { say('m' + k); yield(); } runRound(); }\n");
    add("main");
    for (int i = 0; i < 6; i++) {
        CHECK(as_scheduler_run(scheduler) == 1);
    }
    expect("m0 o0 itemtrue m1 o1 m2 ");
    as_scheduler_run(scheduler);
    CHECK(as_scheduler_run(scheduler) == 0);
    expect("");
    teardown();
}

static uint64_t now;
static uint64_t tell_time(void *user_data) {
    CHECK(user_data == &now);
    return now;
}

/* CM-05: also the host puts a thread to sleep. */
static void sleeping_threads_wait(void) {
    setup("void main() { say('a'); sleep(100); say('b'); yield(); say('c'); } void steady() { while (true) { say('.'); yield(); } }");
    now = 1000;
    CHECK(as_scheduler_set_clock(scheduler, tell_time, &now, NULL) == AS_OK);
    as_call *sleeper = add("main");
    add("steady");
    as_scheduler_run(scheduler);
    as_scheduler_run(scheduler);
    now = 1100;
    as_scheduler_run(scheduler);
    expect("a . . . ");
    now = 1101;
    as_scheduler_run(scheduler);
    expect("b . ");
    CHECK(as_scheduler_suspend(scheduler, sleeper, 9) == AS_OK);
    as_scheduler_run(scheduler);
    expect(". ");
    now = 1111;
    CHECK(as_scheduler_run(scheduler) == 1);
    expect("c . ");
    CHECK(as_scheduler_abort(scheduler) == AS_OK);
    CHECK(as_scheduler_count(scheduler) == 0);
    teardown();
}

static int ended[5];
static void note_end(as_scheduler *s, as_call *call, as_run result, void *user_data) {
    CHECK(s == scheduler && user_data == ended);
    ended[result < 4 ? result : 4]++;
    if (result == AS_RUN_EXCEPTION) {
        CHECK_STR("oh", as_call_exception_text(call));
        CHECK(as_call_exception_line(call) == 2);
    } else if (result == AS_RUN_FINISHED) {
        CHECK(as_call_get_int(call) == 7);
    }
}

/* CM-07: an exception ends its own thread only. */
static void ends_are_told(void) {
    setup("int good() { yield(); return 7; }\n"
          "void bad() { throw('oh'); }\n"
          "int destroyed; class Guard { ~Guard() { destroyed++; } }\n"
          "void forever() { Guard g; while (true) yield(); }\n"
          "void killer() { Guard g; yield(); stopAll(); while (true) {} }\n"
          "void args(int a) {}\n");
    memset(ended, 0, sizeof ended);
    CHECK(as_scheduler_set_callback(scheduler, note_end, ended, NULL) == AS_OK);
    add("good");
    add("bad");
    CHECK(as_scheduler_run(scheduler) == 1);
    CHECK(ended[AS_RUN_EXCEPTION] == 1 && ended[AS_RUN_FINISHED] == 0);
    CHECK(as_scheduler_run(scheduler) == 0);
    CHECK(ended[AS_RUN_FINISHED] == 1);
    /* Wrong arguments. */
    CHECK(as_call_set_float(add("args"), 0, 1) == AS_ERROR_INVALID_TYPE);
    CHECK(as_scheduler_run(scheduler) == 0);
    CHECK(ended[4] == 1);
    /* Everything aborted, from inside and from outside. */
    add("forever");
    add("killer");
    add("forever");
    CHECK(as_scheduler_run(scheduler) == 3);
    CHECK(as_scheduler_run(scheduler) <= 1);
    CHECK(as_scheduler_run(scheduler) == 0);
    CHECK(ended[AS_RUN_ABORTED] == 3);
    int32_t *destroyed = as_vm_find_global(vm, unit, "destroyed");
    CHECK(*destroyed == 3);
    add("forever");
    add("forever");
    CHECK(as_scheduler_run(scheduler) == 2);
    CHECK(as_scheduler_abort(scheduler) == AS_OK);
    CHECK(*destroyed == 5);
    add("forever");
    CHECK(as_scheduler_run(scheduler) == 1);
    /* Fuel that is used up only ends a turn. */
    CHECK(as_vm_set_fuel(vm, 0) == AS_OK);
    CHECK(as_scheduler_run(scheduler) == 1);
    CHECK(as_vm_set_fuel(vm, UINT64_MAX) == AS_OK);
    as_scheduler_free(scheduler);
    CHECK(*destroyed == 6);
    scheduler = NULL;
    teardown();
}

/* CM-08: each execution is followed by a piece of the collector's work, also where it does not work by itself. */
static void garbage_is_collected_between(void) {
    context = as_context_new(AS_VERSION);
    CHECK_OK(as_context_set_option(context, AS_OPTION_AUTO_GARBAGE_COLLECT, 0, &error));
    CHECK_OK(as_context_install(context, AS_ADDON_STRING | AS_ADDON_ARRAY | AS_ADDON_DICTIONARY | AS_ADDON_COROUTINE, &error));
    CHECK_OK(as_context_seal(context, &error));
    unit = harness_build(context,
                         "class Node { Node@ self; int[] filling(100); Node() { @self = this; } }\n"
                         "void waste() { for (;;) { Node n; yield(); } }\n"
                         "void keep() { for (int i = 0; i < 1000; i++) { Node n; } }\n");
    vm = harness_vm(context, unit);
    scheduler = as_scheduler_new(vm);
    /* Nothing else collects: a thousand nodes are there until the host asks. Their memory is kept for others. */
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "keep"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    as_call_free(call);
    size_t thousand = as_vm_get_memory_used(vm);
    CHECK(thousand > 400000 && as_vm_collect(vm) == 1000);
    for (int i = 0; i < 4; i++) {
        add("waste");
    }
    for (int i = 0; i < 1000; i++) {
        CHECK(as_scheduler_run(scheduler) == 4);
    }
    CHECK(as_vm_get_memory_used(vm) <= thousand);
    teardown();
}

int main(void) {
    RUN(null_is_answered);
    RUN(threads_take_turns);
    RUN(coroutines_share_a_thread);
    RUN(sleeping_threads_wait);
    RUN(ends_are_told);
    RUN(garbage_is_collected_between);
    return harness_result();
}
