/* A VM is used by one thread at a time: another one that tries, while a script runs, is told so and changes nothing. */
#include "harness.h"
#include <pthread.h>

static as_context *context;
static as_unit *unit;
static as_vm *vm;
static as_call *running, *idle;
static as_debugger *debugger;
static as_scheduler *scheduler;
static as_profiler *profiler;
static as_weak *weak;

static const char script[] = "int total = 5;\n"
                             "int twice(int x) { return 2 * x; }\n"
                             "int work() { meet(); return twice(total); }\n";

/* Refused, by functions that give no error. */
#define REFUSED(call) CHECK((call) == AS_ERROR_WRONG_THREAD)

/* Refused, with a text. */
static void told(as_error **error) {
    CHECK(as_error_status(*error) == AS_ERROR_WRONG_THREAD);
    CHECK_CONTAINS("another thread", as_error_message(*error));
    as_error_free(*error);
    *error = NULL;
}

/* Runs in another thread, while the VM waits in `meet`. */
static void *intrude(void *unused) {
    as_error *error = NULL;
    const as_function *twice = as_unit_find_function(unit, "twice");
    CHECK(twice != NULL); /* units and contexts are for all threads */
    CHECK_STATUS(AS_ERROR_WRONG_THREAD, as_call_prepare(idle, twice, &error));
    CHECK(as_call_run(idle) == AS_RUN_ERROR && as_call_run(running) == AS_RUN_ERROR);
    REFUSED(as_call_set_int(running, 0, 1));
    REFUSED(as_call_reset(running));
    REFUSED(as_call_abort_suspended(running));
    CHECK(as_call_get_state(running) == AS_CALL_ACTIVE && as_call_get_state(idle) == AS_CALL_ACTIVE);
    CHECK(as_call_new(vm, twice) == NULL);
    CHECK(as_object_new(vm, NULL, &error) == NULL);
    told(&error);
    CHECK(as_array_new(vm, "array<int>", 3, &error) == NULL);
    told(&error);
    CHECK_STATUS(AS_ERROR_WRONG_THREAD, as_vm_link(vm, unit, &error));
    CHECK_STATUS(AS_ERROR_WRONG_THREAD, as_vm_reset_globals(vm, unit, &error));
    REFUSED(as_vm_raise(vm, "no"));
    REFUSED(as_vm_suspend(vm));
    REFUSED(as_vm_abort(vm));
    REFUSED(as_vm_set_fuel(vm, 1));
    int32_t one = 1;
    void *args[] = {&one};
    as_invocation invocation = {.function = twice, .args = args, .arg_count = 1, .result = &one};
    CHECK_STATUS(AS_ERROR_WRONG_THREAD, as_vm_run_function(vm, &invocation, &error));
    CHECK(as_vm_find_global(vm, unit, "total") == NULL && as_vm_collect(vm) == 0 && as_vm_stack_count(vm) == 0);
    uint32_t id;
    CHECK_STATUS(AS_ERROR_WRONG_THREAD, as_debugger_add_breakpoint(debugger, "test.as", 2, &id, &error));
    CHECK(as_scheduler_run(scheduler) == 0);
    CHECK(as_profiler_entry_count(profiler) == 0 && as_profiler_folded(profiler).len == 0);
    REFUSED(as_profiler_reset(profiler));
    CHECK(as_weak_get(weak) == NULL);
    as_profiler_free(profiler);
    as_weak_free(weak);
    as_call_free(running);
    as_call_free(idle);
    as_vm_free(vm);
    /* What is for all threads. */
    as_call_suspend(running);
    return unused;
}

static void meet(void) {
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, intrude, NULL) == 0);
    pthread_join(thread, NULL);
}

static void *run_all(void *unused) {
    CHECK_OK(as_call_prepare(running, as_unit_find_function(unit, "work"), &error));
    CHECK(as_call_run(running) == AS_RUN_SUSPENDED); /* asked for by the other thread */
    CHECK(as_call_run(running) == AS_RUN_FINISHED && as_call_get_int(running) == 10);
    return unused;
}

int main(void) {
    harness_test = "threads";
    context = harness_context(AS_ADDON_ALL);
    CHECK_OK(as_register_function(context, "void meet()", AS_NATIVE(meet), &error));
    unit = harness_build(context, script);
    vm = harness_vm(context, unit);
    running = as_call_new(vm, NULL);
    idle = as_call_new(vm, as_unit_find_function(unit, "twice"));
    debugger = as_debugger_new(vm);
    scheduler = as_scheduler_new(vm);
    profiler = as_profiler_new_counting(vm);
    as_error *error = NULL;
    as_object *list = as_array_new(vm, "array<int>", 3, &error);
    weak = as_weak_new(vm, list, &error);
    run_all(NULL);
    CHECK(as_profiler_entry_count(profiler) > 0);
    as_object *found = as_weak_get(weak);
    CHECK(found == list && list != NULL);
    as_object_release(vm, found);
    as_object_release(vm, list);
    CHECK(as_weak_get(weak) == NULL);
    /* When nothing runs, it goes to another thread. */
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, run_all, NULL) == 0);
    pthread_join(thread, NULL);
    CHECK(as_call_set_int(idle, 0, 4) == AS_OK && as_call_run(idle) == AS_RUN_FINISHED && as_call_get_int(idle) == 8);
    as_weak_free(weak);
    as_profiler_free(profiler);
    as_scheduler_free(scheduler);
    as_debugger_free(debugger);
    as_call_free(running);
    as_call_free(idle);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
    return harness_result();
}
