/* Profilers: samples, counts, folded stacks. */
#include "harness.h"

static as_context *context;
static as_unit *unit;
static as_vm *vm;

static const char script[] = "int work(int n) {\n"
                             "  int x = 0;\n"
                             "  for (int i = 0; i < n; i++) {\n"
                             "    x += i % 7; }\n"
                             "  return x;\n"
                             "}\n"
                             "int light() { return work(10); }\n"
                             "int heavy() { int s = 0; while (s >= 0 && work(100000) > 0) { s++; if (s == 40) break; } return s; }\n"
                             "int run() { return light() + heavy(); }\n"
                             "int fac(int n) { return n < 2 ? 1 : n * fac(n - 1); }\n"
                             "int recursive() { return fac(6) + fac(4); }\n";

static void setup(void) {
    context = harness_context(AS_ADDON_STRING);
    unit = harness_build(context, script);
    vm = harness_vm(context, unit);
}

static void teardown(void) {
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
}

static void run(const char *function) {
    as_call *call = as_call_new(vm, as_unit_find_function(unit, function));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    as_call_free(call);
}

/* The entry of a function (line 0) or of a line of it; its size is 0 if there is none. */
static as_profile_entry entry_of(as_profiler *profiler, const char *function, uint32_t line) {
    as_profile_entry entry = {0}, none = {0};
    entry.size = sizeof entry;
    size_t count = as_profiler_entry_count(profiler);
    for (size_t i = 0; i < count; i++) {
        CHECK(as_profiler_entry_at(profiler, i, &entry) == AS_OK);
        as_str name = as_function_name(entry.function);
        if (entry.line == line && name.len == strlen(function) && memcmp(name.data, function, name.len) == 0) {
            return entry;
        }
    }
    CHECK(as_profiler_entry_at(profiler, count, &entry) == AS_ERROR_INDEX);
    return none;
}

static void null_is_answered(void) {
    as_profile_entry entry = {0};
    CHECK(as_profiler_new_sampling(NULL, 0) == NULL);
    CHECK(as_profiler_new_counting(NULL) == NULL);
    as_profiler_free(NULL);
    CHECK(as_profiler_reset(NULL) == AS_ERROR_NULL);
    CHECK(as_profiler_entry_count(NULL) == 0);
    CHECK(as_profiler_entry_at(NULL, 0, &entry) == AS_ERROR_NULL);
    CHECK_STR("", as_profiler_folded(NULL));
    setup();
    as_profiler *profiler = as_profiler_new_counting(vm);
    CHECK(as_profiler_entry_at(profiler, 0, NULL) == AS_ERROR_NULL);
    CHECK(as_profiler_entry_at(profiler, 0, &entry) == AS_ERROR_INVALID_ARGUMENT);
    entry.size = sizeof entry;
    CHECK(as_profiler_entry_at(profiler, 0, &entry) == AS_ERROR_INDEX);
    CHECK(as_profiler_entry_count(profiler) == 0);
    CHECK_STR("", as_profiler_folded(profiler));
    as_profiler_free(profiler);
    teardown();
}

static void statements_and_calls_are_counted(void) {
    setup();
    as_profiler *profiler = as_profiler_new_counting(vm);
    run("light");
    run("light");
    CHECK(entry_of(profiler, "light", 0).calls == 2);
    CHECK(entry_of(profiler, "work", 0).calls == 2);
    CHECK(entry_of(profiler, "work", 2).hits == 2);
    CHECK(entry_of(profiler, "work", 4).hits == 20);
    CHECK(entry_of(profiler, "work", 5).hits == 2);
    CHECK(entry_of(profiler, "work", 0).hits >= 24);
    CHECK(entry_of(profiler, "work", 0).samples == 0);
    CHECK(entry_of(profiler, "heavy", 0).size == 0);
    run("recursive");
    CHECK(entry_of(profiler, "fac", 0).calls == 10);
    CHECK(as_profiler_reset(profiler) == AS_OK);
    CHECK(as_profiler_entry_count(profiler) == 0);
    run("light");
    CHECK(entry_of(profiler, "work", 4).hits == 10);
    /* Another one takes the place; what the first has counted stays. */
    as_profiler *second = as_profiler_new_counting(vm);
    run("light");
    CHECK(entry_of(profiler, "light", 0).calls == 1);
    CHECK(entry_of(second, "light", 0).calls == 1);
    as_profiler_free(profiler);
    run("light");
    CHECK(entry_of(second, "light", 0).calls == 2);
    as_profiler_free(second);
    run("light");
    teardown();
}

static void samples_tell_where_time_goes(void) {
    setup();
    as_profiler *profiler = as_profiler_new_sampling(vm, 20000);
    run("run");
    as_profile_entry heavy = entry_of(profiler, "heavy", 0), work = entry_of(profiler, "work", 0);
    as_profile_entry whole = entry_of(profiler, "run", 0);
    CHECK(work.samples > 10);
    CHECK(heavy.total_samples >= work.samples * 9 / 10);
    CHECK(whole.total_samples >= heavy.total_samples);
    CHECK(work.total_samples == work.samples);
    CHECK(work.calls == 0 && work.hits == 0);
    as_str folded = as_profiler_folded(profiler);
    CHECK_CONTAINS("run;heavy;work ", folded);
    /* The numbers of all stacks together are all samples. */
    uint64_t sum = 0;
    for (const char *at = folded.data; at < folded.data + folded.len;) {
        const char *end = memchr(at, '\n', (size_t)(folded.data + folded.len - at));
        CHECK(end != NULL);
        const char *space = end;
        while (*space != ' ') {
            space--;
        }
        sum += strtoull(space, NULL, 10);
        at = end + 1;
    }
    CHECK(sum == whole.total_samples);
    as_profiler_free(profiler);
    teardown();
}

int main(void) {
    RUN(null_is_answered);
    RUN(statements_and_calls_are_counted);
    RUN(samples_tell_where_time_goes);
    return harness_result();
}
