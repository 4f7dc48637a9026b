// The C++ layer: debuggers, and everything that is declared as lists. With exceptions and without.

#include <angel.hpp>

#include "harness.h"

#include <stdexcept>

namespace {

#if ANGEL_EXCEPTIONS
template <class F> angel::error failure(F &&f) {
    try {
        (void)f();
    } catch (const angel::exception &e) {
        return e.error();
    }
    return {};
}
#define MUST(call) (call)
#else
template <class T> T must(angel::result<T> r) {
    if (!r) {
        fprintf(stderr, "%s: %s\n", harness_test, r.error().message.c_str());
        exit(EXIT_FAILURE);
    }
    if constexpr (!std::is_void_v<T>) {
        return *std::move(r);
    }
}
template <class F> angel::error failure(F &&f) { return f().error(); }
#define MUST(call) must(call)
#endif

const char *script = "enum Color { Red = 3, Green }\n"
                     "interface Named { string name(); }\n"
                     "class Base { protected int hidden = 1; }\n"
                     "[shown] class Enemy : Base, Named {\n"
                     "  int hp = 10; string title = 'orc'; array<int> marks = {1, 2};\n"
                     "  string name() { return title; }\n"
                     "  int hit(int by, int times = 2) {\n"
                     "    hp -= by * times;\n"
                     "    return hp;\n"
                     "  }\n"
                     "}\n"
                     "namespace Game { int score = 5; [tool] int twice(int x) { return 2 * x; } }\n"
                     "funcdef int F(int);\n"
                     "int run() { Enemy e; int left = e.hit(2); Game::score += left; return left; }\n"
                     "int fail() { Enemy@ none; return none.hp; }\n";

int plain_sum(int a, int b) { return a + b; }

struct fixture {
    angel::context context;
    angel::unit unit;
    angel::vm vm;

    static angel::unit build(angel::context &c) {
        angel::unit u = MUST(c.unit());
        MUST(u.allow_metadata());
        MUST(u.add("d.as", script));
        MUST(u.build());
        return u;
    }
    fixture() : context(make()), unit(build(context)), vm(MUST(context.vm())) { MUST(vm.link(unit)); }
    static angel::context make() {
        angel::context c;
        c.install(AS_ADDON_STRING | AS_ADDON_ARRAY);
        c.set_namespace("Host").function("int sum(int a, int b = 7)", plain_sum).set_namespace("");
        c.enum_type<Mode>("Mode").value("Slow", Mode::slow).value("Fast", Mode::fast);
        static float gravity = 9.5f;
        c.global("gravity", &gravity);
        MUST(c.seal());
        return c;
    }
    enum class Mode { slow = 1, fast = 20 };
};

template <class List, class Name> bool has(const List &list, Name &&name) {
    for (const auto &entry : list) {
        if (name(entry)) {
            return true;
        }
    }
    return false;
}

void declarations_are_lists() {
    fixture f;
    const auto named = [](const char *wanted) { return [wanted](const auto &e) { return e.name() == wanted; }; };
    CHECK(has(angel::types(f.context), named("string")) && has(angel::types(f.context), named("Mode")));
    CHECK(angel::types(f.unit).size() == 5 && has(angel::types(f.unit), named("Enemy")) && has(angel::types(f.unit), named("F")));
    CHECK(has(angel::functions(f.context), named("sum")) && angel::functions(f.unit).size() == 3);
    const angel::function sum = angel::find_function(f.context, "int Host::sum(int, int)");
    CHECK(bool(sum) && !angel::find_function(f.context, "sum"));
    const auto params = angel::params(sum);
    CHECK(params.size() == 2 && params[1].name == "b" && params[1].default_value == "7" && params[0].default_value.empty());
    CHECK(params[0].type.type_ == as_context_find_type(f.context.raw(), "int"));
    const auto host = angel::globals(f.context);
    CHECK(host.size() == 1 && host[0].name == "gravity");
    CHECK(*static_cast<float *>(as_context_global_at(f.context.raw(), host[0].index)) == 9.5f);
    const auto own = angel::globals(f.unit);
    CHECK(own.size() == 1 && own[0].name == "Game::score");
    CHECK(*static_cast<int *>(as_vm_global_at(f.vm.raw(), f.unit.raw(), own[0].index)) == 5);
    const angel::type enemy = f.unit.find_class("Enemy");
    CHECK(angel::methods(enemy).size() == 2 && angel::interfaces(enemy).size() == 1 && angel::interfaces(enemy)[0].name() == "Named");
    const auto fields = angel::properties(enemy);
    CHECK(fields.size() == 4 && fields[0].name == "hidden" && fields[0].access == AS_ACCESS_PROTECTED && fields[1].name == "hp");
    CHECK(fields[1].access == AS_ACCESS_PUBLIC && fields[1].offset > 0);
    const angel::type color = as_unit_find_type(f.unit.raw(), "Color");
    const auto values = angel::enum_values(color);
    CHECK(values.size() == 2 && values[1].name == "Green" && values[1].value == 4);
    CHECK(angel::enum_values(as_context_find_type(f.context.raw(), "Mode"))[1].value == 20);
    const auto args = angel::type_args(as_context_find_type(f.context.raw(), "array<string>"));
    CHECK(args.size() == 1 && angel::type(args[0].type_).name() == "string");
    CHECK(!angel::behaviors(as_context_find_type(f.context.raw(), "string")).empty());
    CHECK(angel::metadata(enemy).size() == 1 && angel::metadata(enemy)[0] == "shown");
    CHECK(angel::metadata(f.unit.find("Game::twice"))[0] == "tool" && angel::metadata(sum).empty());
    static int mark = 3, freed = 0;
    const auto free = [](void *) noexcept { freed++; };
    MUST(angel::set_user_data(enemy, &mark, free));
    MUST(angel::set_user_data(f.unit, &mark, free));
    MUST(angel::set_user_data(f.context, &mark, free));
    CHECK(angel::user_data<int>(enemy) == &mark && angel::user_data<int>(f.unit) == &mark);
    CHECK(angel::user_data<int>(f.context) == &mark && angel::user_data<int>(color) == nullptr);
    MUST(angel::set_user_data(enemy, nullptr));
    CHECK(freed == 1);
}

void scripts_stop_where_they_are_told() {
    fixture f;
    angel::debugger d = angel::debugger::attach(f.vm);
    const uint32_t line = MUST(d.add_breakpoint("d.as", 8));
    const uint32_t entry = MUST(d.add_breakpoint("run"));
    CHECK(line != entry && d.breakpoints().size() == 2 && d.breakpoints()[0].line == 8);
    std::vector<std::string> seen;
    MUST(d.on_stop([&](as_debugger *raw, const as_stop &stop) -> as_resume {
        CHECK(raw == d.raw() && stop.vm == f.vm.raw());
        if (stop.breakpoint == entry) {
            seen.push_back("run");
            return AS_RESUME_CONTINUE;
        }
        if (stop.reason == AS_STOP_STEP) {
            seen.push_back("step hp " + MUST(d.text("hp")));
            return AS_RESUME_CONTINUE;
        }
        const as_variable hp = MUST(d.find("hp"));
        *static_cast<int *>(hp.address) = 100;
        seen.push_back(MUST(d.text("marks[1]")) + " " + MUST(d.text("title")) + " " + MUST(d.text("by")) + " " + MUST(d.text("e.hp", 1)));
        CHECK(d.stop_text().find("hp -= by * times") != std::string::npos);
        const auto said = MUST(d.command("p times"));
        CHECK(said.text.find("2") != std::string::npos && said.resume == AS_COMMAND_STAY);
        CHECK(failure([&] { return d.text("nothing.there"); }).status == AS_ERROR_INVALID_ARGUMENT);
        return AS_RESUME_STEP_OVER;
    }));
    auto run = MUST(f.unit.function<int()>("run"));
    CHECK(MUST(run(f.vm)) == 96);
    CHECK(seen.size() == 3 && seen[0] == "run" && seen[1] == "2 \"orc\" 2 100" && seen[2] == "step hp 96");
    CHECK(d.breakpoints()[0].hits == 1);
    MUST(d.enable_breakpoint(line, false));
    MUST(d.remove_breakpoint(entry));
    seen.clear();
    CHECK(MUST(run(f.vm)) == 6 && seen.empty());
    CHECK(failure([&] { return d.remove_breakpoint(entry); }).status != AS_OK);
    // Exceptions, a stop that was asked for, and one that throws.
    int stops = 0;
    MUST(d.stop_at(AS_EXCEPTIONS_ALL));
    const auto front = [&](as_debugger *, const as_stop &stop) {
        stops++;
        CHECK(stop.reason == AS_STOP_EXCEPTION || stop.reason == AS_STOP_PAUSE);
#if ANGEL_EXCEPTIONS
        if (stop.reason == AS_STOP_PAUSE) {
            throw std::runtime_error("from the front end");
        }
#endif
        return AS_RESUME_CONTINUE;
    };
    MUST(d.on_stop(front));
    auto fail = MUST(f.unit.function<int()>("fail"));
    CHECK(!failure([&] { return fail(f.vm); }).message.empty() && stops == 1);
    d.pause();
#if ANGEL_EXCEPTIONS
    CHECK(failure([&] { return run(f.vm); }).message.find("from the front end") != std::string::npos);
#else
    CHECK(MUST(run(f.vm)) == 6 && stops == 2);
#endif
    d = angel::debugger();
    CHECK(MUST(run(f.vm)) == 6);
}

} // namespace

int main() {
    RUN(declarations_are_lists);
    RUN(scripts_stop_where_they_are_told);
    return harness_result();
}
