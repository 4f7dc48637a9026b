/* Snippets: code compiled against a built unit, and text that is run at once (HELP-02, MOD rules about single functions). */
#include "harness.h"

static as_context *context;
static as_unit *unit;
static as_vm *vm;

static const char script[] =
    "enum Color { Red = 1, Blue = 4 }\n"
    "funcdef int F(int);\n"
    "interface Named { string name(); }\n"
    "namespace Game { int score = 11; int twice(int x) { return 2 * x; } }\n"
    "string motto = 'a motto that is longer than fifteen bytes';\n"
    "array<Enemy@> all;\n"
    "class Enemy : Named {\n"
    "  int hp = 10; private int secret = 3; Enemy@ target;\n"
    "  string name() { return 'enemy'; }\n"
    "  int hit(int by) { hp -= by; Game::score++; return hp; }\n"
    "  int opIndex(int i) { return i + secret; }\n"
    "}\n"
    "class Boss : Enemy { string name() override { return 'boss'; } }\n"
    "int last = 1;\n"
    "int naming(Named@ n) { return n.name().length(); }\n"
    "int calls(F@ f) { return f(20) + last; }\n"
    "void setup() { all.insertLast(Enemy()); all.insertLast(Boss()); }\n"
    "int spare = 7;\n";

static void setup(void) {
    context = harness_context(AS_ADDON_ALL);
    unit = harness_build(context, script);
    vm = harness_vm(context, unit);
}

static void teardown(void) {
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
}

/* The value of an expression. */
static int32_t value(const char *text) {
    char whole[512];
    snprintf(whole, sizeof whole, "return %s;", text);
    as_error *error = NULL;
    as_call *call = as_call_new_string(vm, unit, "int", whole, &error);
    if (call == NULL) {
        fprintf(stderr, "%.*s\n", AS_STR_ARG(as_error_message(error)));
        as_error_free(error);
        CHECK(call != NULL);
        return -1;
    }
    as_run run = as_call_run(call);
    if (run != AS_RUN_FINISHED) {
        fprintf(stderr, "%s: %.*s\n", text, AS_STR_ARG(as_call_exception_text(call)));
    }
    CHECK(run == AS_RUN_FINISHED);
    int32_t result = as_call_get_int(call);
    as_call_free(call);
    return result;
}

static void run(const char *text) {
    as_error *error = NULL;
    as_call *call = as_call_new_string(vm, unit, NULL, text, &error);
    if (call == NULL) {
        fprintf(stderr, "%.*s\n", AS_STR_ARG(as_error_message(error)));
        as_error_free(error);
    }
    CHECK(call != NULL && as_call_run(call) == AS_RUN_FINISHED);
    as_call_free(call);
}

static void text_sees_what_the_unit_declares(void) {
    setup();
    CHECK(value("1 + 2") == 3);
    CHECK(value("Game::score") == 11);
    CHECK(value("Game::twice(last + spare)") == 16);
    CHECK(value("Blue + Color::Red") == 5);
    CHECK(value("motto.length()") == 41);
    CHECK(value("calls(function(x) { return x + Game::score; })") == 20 + 11 + 1);
    CHECK(value("calls(Game::twice)") == 41);
    CHECK(value("all.length()") == 0);
    run("setup();");
    CHECK(value("all.length()") == 2);
    CHECK(value("all[0].hit(3)") == 7);
    CHECK(value("Game::score") == 12);
    CHECK(value("all[1].name() == 'boss' && cast<Boss>(all[1]) !is null && cast<Boss>(all[0]) is null ? 1 : 0") == 1);
    CHECK(value("all[0][4]") == 7);
    /* What it makes is what the unit makes. */
    run("Boss b; b.hp = 99; @b.target = all[0]; all.insertLast(b); @all[0].target = b; last = b.hit(9); motto = 'new';");
    CHECK(value("all[2].hp + all[2].target.hp + last") == 90 + 7 + 90);
    CHECK(value("motto == 'new' ? 1 : 0") == 1);
    run("array<Enemy@> fewer = {all[1], null}; all = fewer; Named@ n = all[0]; motto = n.name();");
    CHECK(value("all.length() + motto.length()") == 6);
    int32_t *score = as_vm_find_global(vm, unit, "Game::score");
    CHECK(score != NULL && *score == 13);
    *score = 50;
    CHECK(value("Game::score") == 50);
    as_vm_collect(vm);
    teardown();
}

static void mistakes_are_told_in_lines_of_the_text(void) {
    setup();
    as_error *error = NULL;
    CHECK(as_call_new_string(vm, unit, NULL, "int x = 1;\nx = yy;\n", &error) == NULL);
    CHECK(as_error_status(error) == AS_ERROR_BUILD_FAILED);
    CHECK_CONTAINS("text:2:5: error: 'yy' is not declared here", as_error_message(error));
    as_error_free(error);
    static const char *const wrong[] = {"return 1;", "}", "{", "int last2 = ", "all[0].secret = 1;",
                                        "} int last = 1; void f() {", "} import int g() from 'm'; void f() {", "} class Enemy {} void f() {"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        error = NULL;
        CHECK(as_call_new_string(vm, unit, NULL, wrong[i], &error) == NULL);
        CHECK(as_error_status(error) == AS_ERROR_BUILD_FAILED);
        as_error_free(error);
    }
    as_call *call = as_call_new_string(vm, unit, "int", "Enemy@ none;\nreturn none.hp;", NULL);
    CHECK(call != NULL && as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_STR("Null pointer access", as_call_exception_text(call));
    CHECK(as_call_stack_line(call, 0) == 2);
    as_call_free(call);
    call = as_call_new_string(vm, unit, "int", "return all[7].hit(1);", NULL);
    CHECK(call != NULL && as_call_run(call) == AS_RUN_EXCEPTION);
    as_call_free(call);
    teardown();
}

static bool nowhere(void *user_data, const void *data, size_t size) {
    (void)data, (void)size, (void)user_data;
    return true;
}

/* Functions are added to a unit that lives, one after another. */
static void functions_are_added(void) {
    setup();
    as_unit *more = as_unit_new_snippet(unit, NULL);
    static const char added[] = "class Ally : Enemy { int heal() { hp += 5; return hp; } }\n"
                                "int power(Enemy@ e) { return e.hp * Game::score; }\n"
                                "Enemy@ ally() { return Ally(); }\n";
    CHECK(as_unit_add_source(more, "more.as", added, sizeof added - 1) == AS_OK);
    CHECK_STATUS(AS_ERROR_NOT_BUILT, as_vm_link(vm, more, &error));
    CHECK_OK(as_unit_build(more, &error));
    CHECK(as_unit_diagnostic_count(more) == 0);
    as_vm *other = as_vm_new(context);
    CHECK_STATUS(AS_ERROR_NOT_LINKED, as_vm_link(other, more, &error));
    as_vm_free(other);
    CHECK_OK(as_vm_link(vm, more, &error));
    as_unit *base = unit;
    unit = more;
    CHECK(value("power(Enemy())") == 110);
    run("all.insertLast(ally()); Named@ n = all[0]; motto = n.name(); last = naming(n);");
    CHECK(value("last") == 5);
    CHECK(value("cast<Ally>(all[0]).heal()") == 15);
    /* The unit that was there before uses the new class. */
    as_call *call = as_call_new(vm, as_unit_find_function(base, "int calls(F@)"));
    as_call_free(call);
    unit = base;
    CHECK(value("all[0].hit(5)") == 10);
    CHECK(value("all[0].name().length()") == 5);
    /* It is not saved. */
    CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_unit_save(more, 0, nowhere, NULL, &error));
    /* It has no variables to reset; those of the base stay. */
    CHECK_OK(as_vm_reset_globals(vm, more, &error));
    CHECK(value("all.length()") == 1 && value("Game::score") == 12);
    CHECK_OK(as_vm_reset_globals(vm, unit, &error));
    CHECK(value("all.length() + Game::score") == 11);
    CHECK_OK(as_vm_unlink(vm, more, &error));
    CHECK(value("Game::score") == 11);
    as_unit_release(more);
    teardown();
}

/* A unit that adds to `unit`, built and linked. */
static as_unit *add(const char *text, as_status wanted) {
    as_unit *more = as_unit_new_snippet(unit, NULL);
    CHECK(as_unit_add_source(more, "more.as", text, strlen(text)) == AS_OK);
    CHECK_OK(as_unit_build(more, &error));
    for (size_t i = 0; i < as_unit_diagnostic_count(more); i++) {
        fprintf(stderr, "%.*s", AS_STR_ARG(as_diagnostic_rendered(as_unit_diagnostic_at(more, i))));
    }
    CHECK_STATUS(wanted, as_vm_link(vm, more, &error));
    return more;
}

/* MOD-12: variables are added to a unit that lives, and variables to those. */
static void variables_are_added(void) {
    setup();
    run("setup(); Game::score = 20;");
    as_unit *base = unit;
    as_unit *first = add("int start = Game::score + last; string text = 'a text that is longer than fifteen'; Enemy@ hero = all[1];\n"
                         "array<string> names = {'one', text}; namespace Game { double speed = 0.5; const int LIMIT = start * 2; }\n"
                         "datetime opened(2020, 1, 2); uint8 small = 200; F@ twice = Game::twice;\n"
                         "int grow() { start += 1; small += 100; text += '!'; hero.hit(1); return start; }\n",
                         AS_OK);
    CHECK(as_unit_global_count(first) == as_unit_global_count(base) + 9);
    unit = first;
    CHECK(value("start") == 21 && value("Game::LIMIT") == 42 && value("int(Game::speed * 10)") == 5);
    CHECK(value("grow() + small + text.length() + names.length()") == 22 + 44 + 35 + 2);
    CHECK(value("hero is all[1] && hero.hp == 9 && opened.day == 2 && twice(4) == 8 ? 1 : 0") == 1);
    int32_t *start = as_vm_find_global(vm, first, "start");
    CHECK(start != NULL && *start == 22 && as_vm_find_global(vm, base, "start") == NULL);
    *start = 30;
    CHECK(as_vm_find_global(vm, first, "Game::score") == as_vm_find_global(vm, base, "Game::score"));
    /* One that adds to that one, and sees both. */
    as_unit *second = add("int third = start * 2; string text2 = text + names[0]; class Ally : Enemy { ~Ally() { Game::score += third; start++; } }\n"
                          "Ally ally; int use() { start++; third++; ally.hp = third; return start + third + ally.hp + Game::score + last; }\n"
                          "complex number(1.5f, 2.5f); array<array<int>> cells = {{1, 2}, {3}};\n",
                          AS_OK);
    unit = second;
    CHECK(value("third") == 60 && value("text2.length()") == 38);
    CHECK(value("use()") == 31 + 61 + 61 + 21 + 1);
    CHECK(*start == 31 && value("int(number.i * 2) + cells[1][0] + int(cells.length())") == 5 + 3 + 2);
    CHECK(*(int32_t *)as_vm_find_global(vm, second, "third") == 61);
    /* Another VM has its own. */
    as_vm *here = vm;
    vm = as_vm_new(context);
    CHECK_OK(as_vm_link(vm, base, &error));
    CHECK_STATUS(AS_ERROR_NOT_LINKED, as_vm_link(vm, second, &error));
    CHECK_STATUS(AS_ERROR_INIT_FAILED, as_vm_link(vm, first, &error)); /* all[1] is not there */
    unit = base;
    run("setup();");
    CHECK_OK(as_vm_reset_globals(vm, first, &error));
    CHECK_OK(as_vm_link(vm, second, &error));
    unit = second;
    CHECK(value("use()") == 13 + 25 + 25 + 11 + 1);
    as_vm_free(vm);
    vm = here;
    CHECK(value("start") == 31);
    /* They are reset and released by themselves. */
    run("third = 5;");
    CHECK_OK(as_vm_reset_globals(vm, second, &error));
    CHECK(value("third") == 64 && value("start") == 32 && value("Game::score") == 21 + 5 && value("ally.hp") == 10);
    CHECK_OK(as_vm_unlink(vm, second, &error));
    CHECK(*start == 33);
    CHECK_STATUS(AS_ERROR_NOT_LINKED, as_vm_unlink(vm, second, &error));
    unit = first;
    CHECK(value("Game::score") == 26 + 64);
    as_unit_release(second);
    /* What fails leaves nothing behind, and works later. */
    as_unit *failing = add("string kept = 'a text that is longer than fifteen'; int bad = 10 / (start - 33); int after = 5;", AS_ERROR_INIT_FAILED);
    CHECK(value("++start") == 34);
    CHECK_OK(as_vm_reset_globals(vm, failing, &error));
    unit = failing;
    CHECK(value("bad + after + kept.length()") == 15 + 34);
    as_unit_release(failing);
    as_unit_release(first);
    unit = base;
    as_vm_collect(vm);
    teardown();
}

/* MOD-17: what refers to a unit that was taken off goes on to work; linked again it starts anew. */
static void units_are_unlinked(void) {
    setup();
    run("setup(); all[1].hit(1); Game::score = 40;");
    as_object *held = as_object_new(vm, as_unit_find_class(unit, "Boss"), NULL);
    CHECK(held != NULL);
    as_unit *newer = harness_build(context, "class Enemy { int version = 2; } Enemy e; int score = e.version;");
    CHECK_OK(as_vm_unlink(vm, unit, &error));
    CHECK(!as_vm_is_linked(vm, unit));
    CHECK_STATUS(AS_ERROR_NOT_LINKED, as_vm_unlink(vm, unit, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_vm_unlink(vm, NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_vm_unlink(NULL, unit, &error));
    CHECK_OK(as_vm_link(vm, newer, &error));
    CHECK(*(int32_t *)as_vm_find_global(vm, newer, "score") == 2);
    CHECK(as_call_new_string(vm, unit, "int", "return 1;", NULL) == NULL);
    as_object_release(vm, held);
    CHECK_OK(as_vm_link(vm, unit, &error));
    CHECK(value("Game::score + all.length() + motto.length()") == 11 + 41);
    as_unit_release(newer);
    teardown();
}

/* What a text has compiled goes with its call, whatever it leaves, and in whatever state the call is. */
static void what_was_compiled_goes(void) {
    setup();
    run("setup();");
    /* Strings that view literals, function handles, objects and instances of templates outlive the text. */
    run("motto = 'another motto that is longer than fifteen bytes';");
    run("array<Color> colors = {Red, Blue}; @all[1].target = all[0]; last = colors.length();");
    CHECK(value("calls(function(x) { return 2 * x; })") == 42);
    run("dictionary d = {{'a key of more than fifteen bytes', 'and its value, which is longer'}};"
        "motto = motto + string(d['a key of more than fifteen bytes']);");
    for (int i = 0; i < 50; i++) {
        CHECK(value("motto.length() + last") == 77 + 2);
    }

    /* Calls that stopped in functions of the unit, freed in another order; and one that goes on. */
    as_call *stopped[4];
    for (int i = 0; i < 4; i++) {
        stopped[i] = as_call_new_string(vm, unit, "int",
                                        "string s = 'a text that is longer than fifteen bytes';"
                                        "int n = all[9 - all.length()].hit(1); return n;", NULL);
        CHECK(stopped[i] != NULL && as_call_run(stopped[i]) == AS_RUN_EXCEPTION);
    }
    as_call_free(stopped[1]);
    CHECK(value("all.length()") == 2);
    CHECK_STR("Index out of bounds", as_call_exception_text(stopped[2]));
    CHECK_CONTAINS("text", as_call_exception_file(stopped[2]));
    as_call_free(stopped[0]);
    as_call_free(stopped[3]);
    as_call_free(stopped[2]);
    as_call *deep = as_call_new_string(vm, unit, "int", "return naming(null);", NULL);
    CHECK(deep != NULL && as_call_run(deep) == AS_RUN_EXCEPTION);
    CHECK(value("1") == 1);
    CHECK_STR("int naming(Named@ n)", as_call_exception_function(deep));
    CHECK_CONTAINS("__snippet", as_call_stack_function(deep, 1));
    /* A call that is used for something else lets go of the text. */
    CHECK_OK(as_call_prepare(deep, as_unit_find_function(unit, "setup"), NULL));
    CHECK(as_call_run(deep) == AS_RUN_FINISHED);
    CHECK(value("all.length()") == 4);
    as_call_free(deep);
    static const char *const loop = "int n = 0; for (int i = 0; i < 1000; i++) n += Game::twice(i); return n;";
    as_call *waits = as_call_new_string(vm, unit, "int", loop, NULL);
    as_vm_set_fuel(vm, 100);
    CHECK(waits != NULL && as_call_run(waits) == AS_RUN_SUSPENDED);
    as_vm_set_fuel(vm, UINT64_MAX);
    run("last = 5;");
    CHECK(as_call_run(waits) == AS_RUN_FINISHED && as_call_get_int(waits) == 999000);
    as_vm_set_fuel(vm, 100);
    as_call *left = as_call_new_string(vm, unit, "int", loop, NULL);
    CHECK(left != NULL && as_call_run(left) == AS_RUN_SUSPENDED);
    as_vm_set_fuel(vm, UINT64_MAX);
    as_call_free(waits);
    as_call_free(left);

    /* A unit is given back while a snippet that adds to it is still there. */
    as_unit *first = add("int one = 1; int inc() { return ++one; }", AS_OK);
    as_error *error = NULL;
    as_unit *second = as_unit_new_snippet(first, &error);
    const char *two_text = "int two() { return inc() + one; }";
    CHECK(as_unit_add_source(second, "second", two_text, strlen(two_text)) == AS_OK);
    CHECK_OK(as_unit_build(second, &error));
    CHECK_OK(as_vm_link(vm, second, &error));
    as_call *two = as_call_new(vm, as_unit_find_function(second, "two"));
    CHECK(as_call_run(two) == AS_RUN_FINISHED && as_call_get_int(two) == 4);
    CHECK_OK(as_vm_unlink(vm, first, &error));
    as_unit_release(first);
    CHECK_OK(as_call_prepare(two, as_unit_find_function(second, "two"), &error));
    CHECK(as_call_run(two) == AS_RUN_FINISHED && as_call_get_int(two) == 2);
    CHECK_OK(as_vm_unlink(vm, second, &error));
    CHECK_OK(as_call_prepare(two, as_unit_find_function(second, "two"), &error));
    as_unit_release(second);
    CHECK(as_call_run(two) == AS_RUN_FINISHED && as_call_get_int(two) == 4);
    as_call_free(two);
    CHECK(value("last") == 5);
    teardown();
}

static void misuse_is_answered(void) {
    setup();
    CHECK(as_unit_new_snippet(NULL, NULL) == NULL);
    as_error *error = NULL;
    as_unit *open = as_unit_new(context);
    CHECK(as_unit_new_snippet(open, &error) == NULL);
    CHECK(as_error_status(error) == AS_ERROR_NOT_BUILT);
    as_error_free(error);
    error = NULL;
    CHECK(as_call_new_string(vm, open, NULL, ";", &error) == NULL);
    CHECK(as_error_status(error) == AS_ERROR_NOT_BUILT);
    as_error_free(error);
    as_unit_release(open);
    CHECK(as_call_new_string(NULL, unit, NULL, ";", NULL) == NULL);
    CHECK(as_call_new_string(vm, NULL, NULL, ";", NULL) == NULL);
    CHECK(as_call_new_string(vm, unit, NULL, NULL, NULL) == NULL);
    CHECK(as_call_new_string(vm, unit, "nonsense(", ";", NULL) == NULL);
    as_vm *other = as_vm_new(context);
    error = NULL;
    CHECK(as_call_new_string(other, unit, NULL, ";", &error) == NULL);
    CHECK(as_error_status(error) == AS_ERROR_NOT_LINKED);
    as_error_free(error);
    as_vm_free(other);
    teardown();
}

int main(void) {
    RUN(text_sees_what_the_unit_declares);
    RUN(mistakes_are_told_in_lines_of_the_text);
    RUN(functions_are_added);
    RUN(variables_are_added);
    RUN(units_are_unlinked);
    RUN(what_was_compiled_goes);
    RUN(misuse_is_answered);
    return harness_result();
}
