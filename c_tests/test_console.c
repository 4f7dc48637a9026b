/* The debugger's front end for terminals: commands and answers as text (DBG-01). */
#include "harness.h"

typedef struct vec2 {
    float x, y;
} vec2;

static as_context *context;
static as_unit *unit;
static as_vm *vm;
static as_debugger *debugger;

/* What is typed, and where the answers go: the host's own input and output (DBG-04). */
static const char *const *typed;
static char screen[8192];

static void show(as_str text) {
    size_t used = strlen(screen);
    if (used + text.len < sizeof screen) {
        memcpy(screen + used, text.data, text.len);
        screen[used + text.len] = 0;
    }
}

static uint32_t ask(as_debugger *d, const as_stop *stop, void *user_data) {
    (void)stop;
    (void)user_data;
    as_str text;
    CHECK(as_debugger_get_stop_text(d, &text) == AS_OK);
    show(text);
    while (*typed != NULL) {
        uint32_t resume = 99;
        CHECK_OK(as_debugger_run_command(d, *typed++, &text, &resume, &error));
        show(text);
        if (resume != AS_COMMAND_STAY) {
            return resume;
        }
    }
    return AS_RESUME_CONTINUE;
}

static size_t vec2_text(const void *value, char *buffer, size_t capacity, void *user_data) {
    const vec2 *v = value;
    ++*(int *)user_data;
    return (size_t)snprintf(buffer, capacity, "(%g, %g)", v->x, v->y);
}

/* Asks for more room than it is given, every time. */
static size_t endless_text(const void *value, char *buffer, size_t capacity, void *user_data) {
    (void)value;
    (void)user_data;
    memset(buffer, 'x', capacity);
    return capacity + 1;
}

static void freed(void *user_data) {
    *(int *)user_data += 1000;
}

static void setup(void) {
    context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY | AS_ADDON_EXCEPTIONS);
    CHECK_OK(as_register_type(context, "vec2", sizeof(vec2), AS_TYPE_VALUE | AS_TYPE_POD, &error));
    CHECK_OK(as_register_property(context, "vec2", "float x", 0, &error));
    CHECK_OK(as_register_property(context, "vec2", "float y", 4, &error));
    unit = harness_build(context,
                         "int total = 7;\n"                             /* 1 */
                         "class Enemy {\n"                              /* 2 */
                         "  int hp = 10; vec2 place; Enemy@ target;\n"  /* 3 */
                         "  void hit(int by) {\n"                       /* 4 */
                         "    hp -= by;\n"                              /* 5 */
                         "\n"                                           /* 6 */
                         "    total += by;\n"                           /* 7 */
                         "  }\n"                                        /* 8 */
                         "}\n"                                          /* 9 */
                         "int run() {\n"                                /* 10 */
                         "  Enemy e; e.place.x = 1.5; e.place.y = 2;\n" /* 11 */
                         "  for (int i = 1; i < 3; i++) {\n"            /* 12 */
                         "    e.hit(i);\n"                              /* 13 */
                         "  }\n"                                        /* 14 */
                         "  return total;\n"                            /* 15 */
                         "}\n");
    vm = harness_vm(context, unit);
    debugger = as_debugger_new(vm);
    CHECK(as_debugger_set_callback(debugger, ask, NULL, NULL) == AS_OK);
    screen[0] = 0;
}

static void teardown(void) {
    as_debugger_free(debugger);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
}

/* Sets breakpoints before the run, types the rest at the stops, and gives how the run ended. */
static as_run run(const char *first, const char *const *rest) {
    as_str text;
    uint32_t resume;
    CHECK_OK(as_debugger_run_command(debugger, first, &text, &resume, &error));
    CHECK(resume == AS_COMMAND_STAY);
    show(text);
    typed = rest;
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "run"));
    as_run result = as_call_run(call);
    as_call_free(call);
    return result;
}

static void expect(const char *text) {
    if (strcmp(screen, text) != 0) {
        fprintf(stderr, "expected:\n%s\nfound:\n%s\n", text, screen);
    }
    CHECK(strcmp(screen, text) == 0);
}

static void breakpoints_and_steps(void) {
    setup();
    static const char *const rest[] = {"n", "n", "s", "s", "s", "o", "r 1", "c", NULL};
    CHECK(run("b some/where/test.as:11", rest) == AS_RUN_FINISHED);
    expect("breakpoint 1 at some/where/test.as:11\n"
           "breakpoint 1: test.as:11 in int run()\n    Enemy e; e.place.x = 1.5; e.place.y = 2;\n"
           "test.as:12 in int run()\n    for (int i = 1; i < 3; i++) {\n"
           "test.as:13 in int run()\n    e.hit(i);\n"
           "test.as:5 in void Enemy::hit(int by)\n    hp -= by;\n"
           "test.as:7 in void Enemy::hit(int by)\n    total += by;\n"
           "test.as:8 in void Enemy::hit(int by)\n    }\n"
           "test.as:12 in int run()\n    for (int i = 1; i < 3; i++) {\n");
    teardown();
}

static void functions_are_breakpoints_too(void) {
    setup();
    static const char *const rest[] = {"l b", "b 6", "b other.as:3", "l b", "r all", "l b", "c", NULL};
    CHECK(run("b Enemy::hit", rest) == AS_RUN_FINISHED);
    /* A line without code: the next one of the function that has some (DBG-02). */
    expect("breakpoint 1 at Enemy::hit, line 5\n"
           "breakpoint 1: test.as:5 in void Enemy::hit(int by)\n    hp -= by;\n"
           "1 Enemy::hit, met 1 times\n"
           "breakpoint 2 at test.as:7\n"
           "breakpoint 3: nothing fits other.as:3 yet\n"
           "1 Enemy::hit, met 1 times\n2 test.as:7, met 0 times\n3 other.as:3, met 0 times, nowhere yet\n"
           "no breakpoints\n");
    teardown();
}

/* Values are told by type, by the host if it wants to, and objects to a depth (DBG-03). */
static void values_are_listed_and_printed(void) {
    setup();
    int calls = 0;
    const as_type *type = as_context_find_type(context, "vec2");
    CHECK(type != NULL);
    CHECK(as_debugger_set_type_text(debugger, type, vec2_text, &calls, freed) == AS_OK);
    static const char *const rest[] = {"l v", "l m", "p place", "p this.place.x", "l g", "w", "f 1", "l v", "w", "c", NULL};
    CHECK(run("b 7", rest) == AS_RUN_FINISHED);
    /* Without a run, lines have no file. */
    expect("nothing runs\n");
    screen[0] = 0;
    CHECK(run("b test.as:7", rest) == AS_RUN_FINISHED);
    expect("breakpoint 1 at test.as:7\n"
           "breakpoint 1: test.as:7 in void Enemy::hit(int by)\n    total += by;\n"
           "by = 1\n"
           "hp = 9\nplace = (1.5, 2)\ntarget = null\n"
           "(1.5, 2)\n"
           "1.5\n"
           "total = 10\n"
           ">0 test.as:7 in void Enemy::hit(int by)\n 1 test.as:13 in int run()\n"
           "test.as:13 in int run()\n    e.hit(i);\n"
           "e = Enemy {hp = 9, place = (1.5, 2), target = null}\ni = 1\n"
           " 0 test.as:7 in void Enemy::hit(int by)\n>1 test.as:13 in int run()\n"
           "breakpoint 1: test.as:7 in void Enemy::hit(int by)\n    total += by;\n");
    CHECK(calls == 3);
    /* Others than the last are given back. */
    CHECK(as_debugger_set_type_text(debugger, type, endless_text, NULL, NULL) == AS_OK);
    CHECK(calls == 1003);
    screen[0] = 0;
    static const char *const once[] = {"r all", "p place", "c", NULL};
    CHECK(run("b test.as:7", once) == AS_RUN_FINISHED);
    CHECK(strstr(screen, "xxxx") != NULL);
    CHECK(as_debugger_set_type_text(debugger, type, NULL, NULL, NULL) == AS_OK);
    screen[0] = 0;
    CHECK(run("b test.as:7", once) == AS_RUN_FINISHED);
    CHECK(strstr(screen, "vec2 {x = 1.5, y = 2}") != NULL);
    teardown();
}

static void scripts_are_ended(void) {
    setup();
    static const char *const rest[] = {"l s", "a", NULL};
    CHECK(run("b run", rest) == AS_RUN_ABORTED);
    CHECK(strstr(screen, " on the stack, 1 unit\n") != NULL);
    teardown();
}

static void nonsense_is_answered(void) {
    setup();
    as_str text;
    uint32_t resume;
    static const char *const lines[] = {"x", "b", "b :", "b x:0", "b ::", "r", "r 7", "l", "l x", "p", "p x", "w 1", "f", "f 9",
                                        "c c", "f -1", "b 99999999999", "\xff\xfe", "l v"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        as_status status = as_debugger_run_command(debugger, lines[i], &text, &resume, NULL);
        CHECK(status == AS_OK ? text.len > 0 && resume == AS_COMMAND_STAY : status == AS_ERROR_INVALID_ARGUMENT);
    }
    CHECK_OK(as_debugger_run_command(debugger, "", &text, &resume, &error));
    CHECK(text.len == 0 && resume == AS_COMMAND_STAY);
    CHECK_OK(as_debugger_run_command(debugger, "h", &text, &resume, &error));
    CHECK_CONTAINS("where: the call stack", text);
    CHECK(as_debugger_get_stop_text(debugger, &text) == AS_OK && text.len == 0);
    CHECK_STATUS(AS_ERROR_NULL, as_debugger_run_command(NULL, "h", &text, &resume, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_debugger_run_command(debugger, NULL, &text, &resume, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_debugger_run_command(debugger, "h", NULL, &resume, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_debugger_run_command(debugger, "h", &text, NULL, &error));
    CHECK(as_debugger_get_stop_text(NULL, &text) == AS_ERROR_NULL);
    CHECK(as_debugger_get_stop_text(debugger, NULL) == AS_ERROR_NULL);
    int calls = 0;
    CHECK(as_debugger_set_type_text(debugger, NULL, vec2_text, &calls, freed) == AS_ERROR_NULL && calls == 1000);
    CHECK(as_debugger_set_type_text(NULL, NULL, vec2_text, &calls, freed) == AS_ERROR_NULL && calls == 2000);
    teardown();
}

int main(void) {
    RUN(breakpoints_and_steps);
    RUN(functions_are_breakpoints_too);
    RUN(values_are_listed_and_printed);
    RUN(scripts_are_ended);
    RUN(nonsense_is_answered);
    return harness_result();
}
