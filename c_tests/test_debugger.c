/* Debuggers: breakpoints, steps, stops at exceptions, values by path. */
#define _POSIX_C_SOURCE 200809L
#include "harness.h"

#include <pthread.h>
#include <time.h>

static as_context *context;
static as_unit *unit;
static as_vm *vm;
static as_debugger *debugger;

static void setup(const char *script) {
    context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY | AS_ADDON_EXCEPTIONS);
    unit = harness_build(context, script);
    vm = harness_vm(context, unit);
    debugger = as_debugger_new(vm);
    CHECK(debugger != NULL);
}

static void teardown(void) {
    as_debugger_free(debugger);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
}

static as_run run(const char *function) {
    as_call *call = as_call_new(vm, as_unit_find_function(unit, function));
    as_run result = as_call_run(call);
    as_call_free(call);
    return result;
}

/* A front end that writes down where it stops, and answers as it was told. */
static struct {
    uint32_t answers[32];
    uint32_t answer_count;
    uint32_t lines[32];
    as_stop_reason reasons[32];
    uint32_t breakpoints[32];
    uint32_t count;
} front;

static uint32_t stopped(as_debugger *d, const as_stop *stop, void *user_data) {
    CHECK(d == debugger && user_data == &front && stop->vm == vm && stop->size == sizeof *stop);
    if (front.count == 32) {
        return AS_RESUME_CONTINUE;
    }
    front.lines[front.count] = as_vm_stack_line(stop->vm, 0);
    front.reasons[front.count] = stop->reason;
    front.breakpoints[front.count] = stop->breakpoint;
    /* A debugger that has stopped a script is not freed. */
    as_debugger_free(d);
    uint32_t at = front.count++;
    return at < front.answer_count ? front.answers[at] : AS_RESUME_CONTINUE;
}

static void attach(uint32_t count, const uint32_t *answers) {
    memset(&front, 0, sizeof front);
    front.answer_count = count;
    if (count > 0) {
        memcpy(front.answers, answers, count * sizeof *answers);
    }
    CHECK(as_debugger_set_callback(debugger, stopped, &front, NULL) == AS_OK);
}

#define STOPPED_AT(...)                                                                                                \
    do {                                                                                                               \
        static const uint32_t expected_[] = {__VA_ARGS__};                                                             \
        CHECK(front.count == sizeof expected_ / sizeof *expected_);                                                    \
        for (uint32_t i_ = 0; i_ < front.count && i_ < sizeof expected_ / sizeof *expected_; i_++) {                   \
            if (front.lines[i_] != expected_[i_]) {                                                                    \
                fprintf(stderr, "stop %u is in line %u, not %u\n", i_, front.lines[i_], expected_[i_]);                \
            }                                                                                                          \
            CHECK(front.lines[i_] == expected_[i_]);                                                                   \
        }                                                                                                              \
    } while (0)

static const char steps[] = "int twice(int x) {\n"        /* 1 */
                            "  int y = x;\n"               /* 2 */
                            "  return y + x;\n"            /* 3 */
                            "}\n"                          /* 4 */
                            "\n"                           /* 5 */
                            "// a comment\n"               /* 6 */
                            "int run() {\n"                /* 7 */
                            "  int sum = 0;\n"             /* 8 */
                            "  for (int i = 0; i < 3; i++) {\n" /* 9 */
                            "\n"                           /* 10 */
                            "    sum += twice(i);\n"       /* 11 */
                            "  }\n"                        /* 12 */
                            "  sum = twice(sum);\n"        /* 13 */
                            "  return sum;\n"              /* 14 */
                            "}\n";

static void null_is_answered(void) {
    as_breakpoint breakpoint = {0};
    as_variable variable = {0};
    as_str text;
    uint32_t id;
    CHECK(as_debugger_new(NULL) == NULL);
    as_debugger_free(NULL);
    as_debugger_suspend(NULL);
    CHECK(as_debugger_set_callback(NULL, NULL, NULL, NULL) == AS_ERROR_NULL);
    CHECK(as_debugger_set_exceptions(NULL, 0) == AS_ERROR_NULL);
    CHECK_STATUS(AS_ERROR_NULL, as_debugger_add_breakpoint(NULL, "x", 1, &id, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_debugger_add_function_breakpoint(NULL, "x", &id, &error));
    CHECK(as_debugger_remove_breakpoint(NULL, 1) == AS_ERROR_NULL);
    CHECK(as_debugger_set_breakpoint_enabled(NULL, 1, true) == AS_ERROR_NULL);
    CHECK(as_debugger_breakpoint_count(NULL) == 0);
    CHECK(as_debugger_breakpoint_at(NULL, 0, &breakpoint) == AS_ERROR_NULL);
    CHECK_STATUS(AS_ERROR_NULL, as_debugger_find_value(NULL, 0, "x", &variable, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_debugger_find_text(NULL, 0, "x", 1, &text, &error));
    setup(steps);
    CHECK_STATUS(AS_ERROR_NULL, as_debugger_add_breakpoint(debugger, NULL, 1, &id, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_debugger_add_breakpoint(debugger, "test.as", 0, &id, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_debugger_add_function_breakpoint(debugger, NULL, NULL, &error));
    CHECK(as_debugger_set_exceptions(debugger, 3) == AS_ERROR_INVALID_ARGUMENT);
    CHECK(as_debugger_remove_breakpoint(debugger, 1) == AS_ERROR_INDEX);
    CHECK(as_debugger_set_breakpoint_enabled(debugger, 1, false) == AS_ERROR_INDEX);
    CHECK(as_debugger_breakpoint_at(debugger, 0, NULL) == AS_ERROR_NULL);
    CHECK(as_debugger_breakpoint_at(debugger, 0, &breakpoint) == AS_ERROR_INVALID_ARGUMENT);
    breakpoint.size = sizeof breakpoint;
    CHECK(as_debugger_breakpoint_at(debugger, 0, &breakpoint) == AS_ERROR_INDEX);
    variable.size = sizeof variable;
    /* Nothing runs. */
    CHECK_STATUS(AS_ERROR_INDEX, as_debugger_find_value(debugger, 0, "x", &variable, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_debugger_find_text(debugger, 0, "x", 1, NULL, &error));
    /* Without a front end nothing stops. */
    CHECK_OK(as_debugger_add_breakpoint(debugger, "test.as", 11, NULL, &error));
    CHECK(run("run") == AS_RUN_FINISHED);
    teardown();
}

static void breakpoints_stop(void) {
    setup(steps);
    attach(0, NULL);
    uint32_t inside, moved, entry, nowhere;
    CHECK_OK(as_debugger_add_breakpoint(debugger, "some/where/test.as", 11, &inside, &error));
    CHECK_OK(as_debugger_add_breakpoint(debugger, "test.as", 12, &moved, &error));
    CHECK_OK(as_debugger_add_function_breakpoint(debugger, "twice", &entry, &error));
    CHECK_OK(as_debugger_add_breakpoint(debugger, "other.as", 11, &nowhere, &error));
    CHECK(as_debugger_set_breakpoint_enabled(debugger, entry, false) == AS_OK);
    CHECK(run("run") == AS_RUN_FINISHED);
    STOPPED_AT(11, 11, 11, 13);
    CHECK(front.reasons[0] == AS_STOP_BREAKPOINT && front.breakpoints[0] == inside && front.breakpoints[3] == moved);
    CHECK(as_debugger_breakpoint_count(debugger) == 4);
    as_breakpoint b = {0};
    b.size = sizeof b;
    CHECK(as_debugger_breakpoint_at(debugger, 0, &b) == AS_OK);
    CHECK(b.id == inside && b.wanted_line == 11 && b.line == 11 && b.hits == 3 && b.is_enabled);
    CHECK_STR("some/where/test.as", b.place);
    CHECK(as_debugger_breakpoint_at(debugger, 1, &b) == AS_OK);
    CHECK(b.id == moved && b.wanted_line == 12 && b.line == 13 && b.hits == 1);
    CHECK(as_debugger_breakpoint_at(debugger, 2, &b) == AS_OK);
    CHECK(b.id == entry && b.wanted_line == 0 && b.line == 2 && b.hits == 0 && !b.is_enabled);
    CHECK(as_debugger_breakpoint_at(debugger, 3, &b) == AS_OK);
    CHECK(b.line == 0);
    CHECK(as_debugger_remove_breakpoint(debugger, inside) == AS_OK);
    CHECK(as_debugger_remove_breakpoint(debugger, inside) == AS_ERROR_INDEX);
    CHECK(as_debugger_set_breakpoint_enabled(debugger, entry, true) == AS_OK);
    attach(0, NULL);
    CHECK(run("run") == AS_RUN_FINISHED);
    STOPPED_AT(2, 2, 2, 13, 2);
    /* Units that are linked later are searched. */
    as_unit *later = as_unit_new(context);
    static const char text[] = "\n\nint later() {\n  return 5; }\n";
    as_unit_add_source(later, "dir/other.as", text, sizeof text - 1);
    CHECK_OK(as_unit_build(later, &error));
    CHECK_OK(as_vm_link(vm, later, &error));
    CHECK(as_debugger_remove_breakpoint(debugger, nowhere) == AS_OK);
    CHECK_OK(as_debugger_add_breakpoint(debugger, "other.as", 3, &nowhere, &error));
    attach(0, NULL);
    as_call *call = as_call_new(vm, as_unit_find_function(later, "later"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    as_call_free(call);
    STOPPED_AT(4);
    as_unit_release(later);
    teardown();
}

static void steps_go_line_by_line(void) {
    setup(steps);
    uint32_t id;
    CHECK_OK(as_debugger_add_breakpoint(debugger, "test.as", 8, &id, &error));
    static const uint32_t over[] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
    attach(10, over);
    CHECK(run("run") == AS_RUN_FINISHED);
    STOPPED_AT(8, 9, 11, 9, 11, 9, 11, 9, 13, 14);
    /* In, and out again. */
    static const uint32_t in[] = {2, 2, 1, 1, 1, 2, 1, 3, 0};
    attach(9, in);
    CHECK(run("run") == AS_RUN_FINISHED);
    STOPPED_AT(8, 9, 11, 2, 3, 9, 11, 2, 9);
    CHECK(front.reasons[3] == AS_STOP_STEP);
    /* Out of the outermost function: it runs to its end. */
    static const uint32_t out[] = {3};
    attach(1, out);
    CHECK(run("run") == AS_RUN_FINISHED);
    STOPPED_AT(8);
    teardown();
}

static void exceptions_stop(void) {
    setup("void bad() { throw('x'); }\n"
          "void caught() {\n"
          "  try { bad(); } catch {\n"
          "    int x = 1; } }\n");
    attach(0, NULL);
    CHECK(run("bad") == AS_RUN_EXCEPTION);
    CHECK(front.count == 0);
    CHECK(as_debugger_set_exceptions(debugger, AS_EXCEPTIONS_UNCAUGHT) == AS_OK);
    CHECK(run("caught") == AS_RUN_FINISHED);
    CHECK(front.count == 0);
    CHECK(run("bad") == AS_RUN_EXCEPTION);
    STOPPED_AT(1);
    CHECK(front.reasons[0] == AS_STOP_EXCEPTION);
    CHECK(as_debugger_set_exceptions(debugger, AS_EXCEPTIONS_ALL) == AS_OK);
    static const uint32_t over[] = {2};
    attach(1, over);
    CHECK(run("caught") == AS_RUN_FINISHED);
    STOPPED_AT(1, 4);
    CHECK(front.reasons[0] == AS_STOP_CAUGHT_EXCEPTION && front.reasons[1] == AS_STOP_STEP);
    teardown();
}

static void *pause_soon(void *d) {
    struct timespec moment = {0, 10000000};
    nanosleep(&moment, NULL);
    as_debugger_suspend(d);
    return NULL;
}

static uint32_t end_the_loop(as_debugger *d, const as_stop *stop, void *user_data) {
    (void)user_data;
    CHECK(stop->reason == AS_STOP_PAUSE);
    as_variable v = {0};
    v.size = sizeof v;
    CHECK_OK(as_debugger_find_value(d, 0, "go", &v, &error));
    *(bool *)v.address = false;
    front.count++;
    return AS_RESUME_CONTINUE;
}

static void other_threads_pause(void) {
    setup("bool go = true; int run() {\n  int n = 0;\n  while (go) {\n    n++; }\n  return n; }");
    front.count = 0;
    CHECK(as_debugger_set_callback(debugger, end_the_loop, NULL, NULL) == AS_OK);
    pthread_t thread;
    pthread_create(&thread, NULL, pause_soon, debugger);
    CHECK(run("run") == AS_RUN_FINISHED);
    pthread_join(thread, NULL);
    CHECK(front.count == 1);
    teardown();
}

#define DESCRIBED(expected, level, path, depth)                                                                        \
    do {                                                                                                               \
        as_str text_ = {"", 0};                                                                                        \
        CHECK_OK(as_debugger_find_text(d, level, path, depth, &text_, &error));                                         \
        CHECK_STR(expected, text_);                                                                                    \
    } while (0)

static void refused(as_debugger *d, const char *path, const char *why) {
    as_error *error = NULL;
    as_str text = {"", 0};
    CHECK(as_debugger_find_text(d, 0, path, 1, &text, &error) == AS_ERROR_INVALID_ARGUMENT);
    CHECK_CONTAINS(why, as_error_message(error));
    as_error_free(error);
}

static uint32_t look(as_debugger *d, const as_stop *stop, void *user_data) {
    (void)stop, (void)user_data;
    front.count++;
    DESCRIBED("7", 0, "power", 1);
    DESCRIBED("\"a \\\"word\\\"\"", 0, "word", 1);
    DESCRIBED("2.5", 0, "half", 1);
    DESCRIBED("true", 0, "yes", 1);
    DESCRIBED("Blue (4)", 0, "color", 1);
    DESCRIBED("{1, 2, 3}", 0, "list", 1);
    DESCRIBED("{… 3 …}", 0, "list", 0);
    DESCRIBED("3", 0, "list[2]", 1);
    DESCRIBED("2", 0, " list [ index ] ", 1);
    DESCRIBED("Hero {level = 9, name = \"Ann\", next = null, point = Point {x = 1, y = 2}}", 0, "this", 2);
    DESCRIBED("Hero {level = 9, name = \"Ann\", next = null, point = Point {…}}", 0, "this", 1);
    DESCRIBED("9", 0, "level", 1);
    DESCRIBED("9", 0, "this.level", 1);
    DESCRIBED("2", 0, "this.point.y", 1);
    DESCRIBED("\"Bob\"", 0, "heroes[1].name", 1);
    DESCRIBED("\"Ann\"", 0, "heroes[1].next.name", 1);
    DESCRIBED("null", 0, "nobody", 1);
    DESCRIBED("11", 0, "Game::score", 1);
    DESCRIBED("12", 0, "total", 1);
    DESCRIBED("13", 0, "shared_number", 1);
    DESCRIBED("int call_me(int x)", 0, "function", 1);
    DESCRIBED("3", 1, "outer", 1);
    refused(d, "unknown", "'unknown' is not known here");
    refused(d, "", "does not begin with a name");
    refused(d, "this.", "name of a member");
    refused(d, "this.nothing", "has no member 'nothing'");
    refused(d, "nobody.level", "is null");
    refused(d, "list[3]", "3 elements");
    refused(d, "list[0 y]", "does not begin with a name");
    refused(d, "list[", "']' is missing");
    refused(d, "power[0]", "no elements");
    refused(d, "power + 1", "not by '+ 1'");
    refused(d, "late", "not known");
    as_variable v = {0};
    v.size = sizeof v;
    CHECK_OK(as_debugger_find_value(d, 0, "heroes[1].level", &v, &error));
    CHECK_STR("int", as_type_name(v.type_.type_));
    *(int32_t *)v.address = 77;
    DESCRIBED("77", 0, "heroes[1].level", 1);
    CHECK_STATUS(AS_ERROR_INDEX, as_debugger_find_value(d, 9, "x", &v, &error));
    return AS_RESUME_CONTINUE;
}

static void values_are_found_by_path(void) {
    static int32_t shared_number = 13;
    context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    CHECK_OK(as_register_global(context, "int shared_number", &shared_number, &error));
    unit = harness_build(context,
                         "enum Color { Red = 1, Blue = 4 }\n"
                         "funcdef int F(int); int call_me(int x) { return x; }\n"
                         "namespace Game { int score = 11; }\n"
                         "int total = 12;\n"
                         "class Point { int x = 1; int y = 2; }\n"
                         "class Hero { int level = 9; string name; Hero@ next; Point point;\n"
                         "  int act(int power, const string &in word, array<Hero@>@ heroes) {\n"
                         "    double half = 2.5; bool yes = true; Color color = Blue; array<int> list = {1, 2, 3};\n"
                         "    uint8 index = 1; Hero@ nobody; F@ function = call_me;\n"
                         "    int here = power;\n"
                         "    int late = here; return late + index; } }\n"
                         "int run() { int outer = 3; Hero a; a.name = 'Ann'; Hero b; b.name = 'Bob'; @b.next = a;\n"
                         "  array<Hero@> all = {a, b};\n"
                         "  return a.act(7, 'a \"word\"', all) + b.level; }\n");
    vm = harness_vm(context, unit);
    debugger = as_debugger_new(vm);
    front.count = 0;
    CHECK(as_debugger_set_callback(debugger, look, NULL, NULL) == AS_OK);
    CHECK_OK(as_debugger_add_breakpoint(debugger, "test.as", 10, NULL, &error));
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "run"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 8 + 77);
    CHECK(front.count == 1);
    as_call_free(call);
    teardown();
}

static uint32_t look_into_containers(as_debugger *d, const as_stop *stop, void *user_data) {
    (void)stop;
    (void)user_data;
    front.count++;
    as_str text = {NULL, 0};
    const struct {
        const char *path, *text;
    } expected[] = {
        {"d", "dictionary {\"k\" = 4, \"s\" = \"str\", \"none\" = null, \"a\" = A {x = 3}}"},
        {"d['k']", "4"},
        {"d[\"a\"].x", "3"},
        {"empty", "dictionary {}"},
        {"y", "any {5}"},
        {"anything.x", "3"},
        {"r", "ref {A {x = 3}}"},
        {"r.x", "3"},
        {"w", "weakref<A> {A {x = 3}}"},
        {"w.x", "3"},
        {"gone", "weakref<A> {null}"},
        {"g", "grid<int> {{1, 2}, {3, 4}}"},
        {"g[1,0]", "2"},
        {"t", "2020-01-02 03:04:05"},
        {"dv", "dictionaryValue {\"x\"}"},
        {"large", "1e300"},
        {"small", "-2.5e-9"},
        {"usual", "1234567.25"},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        CHECK_OK(as_debugger_find_text(d, 0, expected[i].path, 2, &text, &error));
        CHECK_STR(expected[i].text, text);
    }
    const char *const wrong[] = {"d['z']", "d.k", "g[2,0]", "g[0]", "gone.x", "usual['a']", "d['k"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_debugger_find_text(d, 0, wrong[i], 2, &text, &error));
    }
    return AS_RESUME_CONTINUE;
}

static void containers_show_what_they_hold(void) {
    context = harness_context(AS_ADDON_ALL & ~AS_ADDON_PRINT);
    unit = harness_build(context,
                         "class A { int x = 3; }\n"
                         "void run() { A a; dictionary d = {{'k', 4}, {'s', 'str'}, {'none', null}, {'a', @a}}, empty;\n"
                         "  any y(5), anything(@a); ref@ r = a; weakref<A> w(a), gone; grid<int> g = {{1, 2}, {3, 4}};\n"
                         "  datetime t(2020, 1, 2, 3, 4, 5); dictionaryValue dv; dv = 'x';\n"
                         "  double large = 1e300, small = -2.5e-9, usual = 1234567.25;\n"
                         "  int end = 1;\n"
                         "}\n");
    vm = harness_vm(context, unit);
    debugger = as_debugger_new(vm);
    front.count = 0;
    CHECK(as_debugger_set_callback(debugger, look_into_containers, NULL, NULL) == AS_OK);
    CHECK_OK(as_debugger_add_breakpoint(debugger, "test.as", 6, NULL, &error));
    CHECK(run("run") == AS_RUN_FINISHED);
    CHECK(front.count == 1);
    teardown();
}

static void a_second_debugger_takes_the_place(void) {
    setup(steps);
    as_debugger *first = debugger;
    attach(0, NULL);
    CHECK_OK(as_debugger_add_breakpoint(first, "test.as", 8, NULL, &error));
    debugger = as_debugger_new(vm);
    attach(0, NULL);
    CHECK_OK(as_debugger_add_breakpoint(debugger, "test.as", 14, NULL, &error));
    as_debugger_free(first);
    CHECK(run("run") == AS_RUN_FINISHED);
    STOPPED_AT(14);
    teardown();
}

int main(void) {
    RUN(null_is_answered);
    RUN(breakpoints_stop);
    RUN(steps_go_line_by_line);
    RUN(exceptions_stop);
    RUN(other_threads_pause);
    RUN(values_are_found_by_path);
    RUN(containers_show_what_they_hold);
    RUN(a_second_debugger_takes_the_place);
    return harness_result();
}
