// The C++ layer: limits, callbacks before lines, imports, saved programs, coroutines, profilers. With exceptions and without.

#include <angel.hpp>

#include "harness.h"

#include <memory>
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

const char *script = "import int twice(int) from 'other';\n"
                     "import int none(int) from 'nowhere';\n"
                     "int through(int n) { return twice(n); }\n"
                     "void forever() { while (true) {} }\n"
                     "void grow() { string s = 'some text'; while (true) { s += s; } }\n"
                     "int deep(int n) { return n == 0 ? 0 : 1 + deep(n - 1); }\n"
                     "int work(int n) { int sum = 0;\n  for (int i = 0; i < n; i++) {\n    sum += i;\n  }\n  return sum; }\n"
                     "int turns(int n) { int done = 0; for (int i = 0; i < n; i++) { yield(); done++; } return done; }\n"
                     "void rest() { sleep(100); }\n";

struct fixture {
    angel::context context;
    angel::unit unit;
    angel::vm vm;

    fixture() : context(make()), unit(MUST(context.build("r.as", script))), vm(MUST(context.vm())) { MUST(vm.link(unit)); }
    static angel::context make() {
        angel::context c;
        c.install(AS_ADDON_STRING | AS_ADDON_ARRAY | AS_ADDON_DICTIONARY | AS_ADDON_COROUTINE);
        return c;
    }
};

void limits() {
    fixture f;
    auto forever = MUST(f.unit.function<void()>("forever"));
    MUST(angel::limit_time(f.vm, std::chrono::milliseconds(5)));
    CHECK(failure([&] { return forever(f.vm); }).run == AS_RUN_SUSPENDED);
    CHECK(failure([&] { return angel::limit_time(f.vm, std::chrono::nanoseconds(-1)); }).status == AS_ERROR_INVALID_ARGUMENT);
    MUST(angel::limit_time(f.vm, std::chrono::nanoseconds(0)));
    CHECK(angel::fuel_left(f.vm) > UINT64_MAX / 2);
    f.vm.set_fuel(10000);
    CHECK(failure([&] { return forever(f.vm); }).run == AS_RUN_SUSPENDED);
    CHECK(angel::fuel_left(f.vm) == 0);
    f.vm.set_fuel(UINT64_MAX);
    MUST(angel::limit_memory(f.vm, 1 << 20));
    auto grow = MUST(f.unit.function<void()>("grow"));
    CHECK(failure([&] { return grow(f.vm); }).is_script_exception());
    CHECK(angel::memory_used(f.vm) < 1 << 20);
    MUST(angel::limit_memory(f.vm, 0));
    auto deep = MUST(f.unit.function<int32_t(int32_t)>("deep"));
    MUST(angel::limit_depth(f.vm, 50));
    CHECK(MUST(deep(f.vm, 20)) == 20);
    CHECK(failure([&] { return deep(f.vm, 100); }).is_script_exception());
    MUST(angel::limit_depth(f.vm, 0));
    CHECK(MUST(deep(f.vm, 100)) == 100);
}

void lines() {
    auto alive = std::make_shared<int>(0);
    std::weak_ptr<int> watch = alive;
    {
        fixture f;
        auto work = MUST(f.unit.function<int32_t(int32_t)>("work"));
        MUST(angel::on_line(f.vm, [alive](angel::vm_ref) { ++*alive; }));
        CHECK(MUST(work(f.vm, 10)) == 45);
        CHECK(*alive > 10);
        MUST(angel::on_line(f.vm, [](angel::vm_ref vm) { vm.raise("not further"); }));
        CHECK(watch.use_count() == 1);
        CHECK(failure([&] { return work(f.vm, 1); }).message == "not further");
#if ANGEL_EXCEPTIONS
        MUST(angel::on_line(f.vm, [](angel::vm_ref) { throw std::runtime_error("thrown"); }));
        CHECK(failure([&] { return work(f.vm, 1); }).message == "thrown");
#endif
        MUST(angel::off_line(f.vm));
        CHECK(MUST(work(f.vm, 3)) == 3);
        MUST(angel::on_line(f.vm, [alive](angel::vm_ref) {}));
        CHECK(watch.use_count() == 2);
    }
    CHECK(watch.use_count() == 1);
}

void imported() {
    fixture f;
    angel::unit other = MUST(f.context.build("o.as", "int twice(int n) { return 2 * n; } float wrong(int n) { return n; }"));
    auto through = MUST(f.unit.function<int32_t(int32_t)>("through"));
    const auto all = angel::imports(f.unit);
    CHECK(all.size() == 2 && all[0].name == "twice" && all[0].source == "other" && all[1].source == "nowhere");
    CHECK(!angel::is_import_bound(f.vm, f.unit, 0));
    CHECK(failure([&] { return through(f.vm, 4); }).is_script_exception());
    CHECK(failure([&] { return angel::bind_import(f.vm, f.unit, 0, other.find("twice")); }).status == AS_ERROR_NOT_LINKED);
    MUST(f.vm.link(other));
    MUST(angel::bind_import(f.vm, f.unit, 0, other.find("twice")));
    CHECK(angel::is_import_bound(f.vm, f.unit, 0) && MUST(through(f.vm, 4)) == 8);
    CHECK(failure([&] { return angel::bind_import(f.vm, f.unit, 0, other.find("wrong")); }).status == AS_ERROR_INVALID_INTERFACE);
    CHECK(failure([&] { return angel::bind_import(f.vm, f.unit, 2, other.find("twice")); }).status == AS_ERROR_INDEX);
    CHECK(failure([&] { return angel::bind_import(f.vm, f.unit, SIZE_MAX, other.find("twice")); }).status == AS_ERROR_INDEX);
    MUST(angel::unbind_import(f.vm, f.unit, 0));
    CHECK(failure([&] { return through(f.vm, 4); }).is_script_exception());
    MUST(angel::bind_imports(f.vm, f.unit, other, "other"));
    CHECK(MUST(through(f.vm, 5)) == 10);
    angel::error missing = failure([&] { return angel::bind_imports(f.vm, f.unit, other); });
    CHECK(missing.status == AS_ERROR_CANT_BIND_ALL && missing.details.size() == 1);
}

void saved() {
    fixture f;
    std::string data = MUST(angel::save(f.unit));
    CHECK(MUST(angel::save(f.unit, AS_SAVE_STRIP)).size() < data.size());
    angel::unit loaded = MUST(f.context.unit());
    CHECK(failure([&] { return angel::save(loaded); }).status == AS_ERROR_NOT_BUILT);
    MUST(angel::load(loaded, data));
    MUST(angel::load_code(loaded));
    CHECK(failure([&] { return angel::load(loaded, data); }).status == AS_ERROR_ALREADY_BUILT);
    angel::vm vm = MUST(f.context.vm());
    MUST(vm.link(loaded));
    CHECK(MUST(MUST(loaded.function<int32_t(int32_t)>("work"))(vm, 10)) == 45);
    angel::unit bad = MUST(f.context.unit());
    CHECK(failure([&] { return angel::load(bad, data.substr(0, data.size() / 2)); }).status == AS_ERROR_BAD_DATA);
}

void coroutines() {
    fixture f;
    uint64_t now = 0;
    int32_t results = 0, aborted = 0;
    {
        angel::scheduler s = MUST(angel::scheduler::make(f.vm));
        CHECK(failure([&] { return angel::scheduler::make(f.vm); }).status != AS_OK);
        CHECK(failure([&] { return s.add(nullptr); }).status == AS_ERROR_NULL);
        MUST(s.set_clock([&now]() noexcept { return now; }));
        MUST(s.on_end([&](as_call *call, as_run how) noexcept {
            if (how != AS_RUN_FINISHED) {
                aborted++;
            } else if (as_type_get_kind(as_call_result_type(call).type_) == AS_KIND_PRIMITIVE) { /* 'rest' gives none */
                results += as_call_get_int(call);
            }
        }));
        as_call *two = MUST(s.add(f.unit.find("turns")));
        as_call_set_int(two, 0, 2);
        as_call *three = MUST(s.add(f.unit.find("turns")));
        as_call_set_int(three, 0, 3);
        MUST(s.add(f.unit.find("rest")));
        CHECK(s.count() == 3 && s.run() == 3 && s.run() == 3);
        CHECK(s.run() == 2 && results == 2);
        CHECK(s.run() == 1 && results == 5);
        now = 200;
        CHECK(s.run() == 0 && aborted == 0);
        as_call *last = MUST(s.add(f.unit.find("rest")));
        CHECK(failure([&] { return s.suspend(last, std::chrono::milliseconds(-1)); }).status == AS_ERROR_INVALID_ARGUMENT);
        MUST(s.suspend(last, std::chrono::milliseconds(50)));
        CHECK(s.run() == 1);
        MUST(s.abort());
        CHECK(s.count() == 0);
    }
    MUST(angel::scheduler::make(f.vm)); /* the other is gone */
}

void profiled() {
    fixture f;
    auto work = MUST(f.unit.function<int32_t(int32_t)>("work"));
    angel::profiler p = angel::profiler::counting(f.vm);
    CHECK(MUST(work(f.vm, 100)) == 4950);
    bool found = false;
    for (const as_profile_entry &e : p.entries()) {
        if (e.line == 0 && angel::function(e.function).name() == "work") {
            found = e.calls == 1 && e.hits >= 100;
        }
    }
    CHECK(found);
    MUST(p.reset());
    CHECK(p.entries().empty());
    p = angel::profiler();
    angel::profiler samples = angel::profiler::sampling(f.vm, std::chrono::microseconds(10));
    CHECK(MUST(work(f.vm, 60000)) == 1799970000);
    CHECK(samples.folded().find("work") != std::string::npos);
}

} // namespace

int main() {
    RUN(limits);
    RUN(lines);
    RUN(imported);
    RUN(saved);
    RUN(coroutines);
    RUN(profiled);
    return harness_result();
}
