// The C++ layer: functions, types, calls and objects. Compiled with exceptions and without.

#include <angel.hpp>

#include "harness.h"

#include <cmath>
#include <stdexcept>

namespace {

// ---- what a game has ----

struct Vec3 {
    float x = 0, y = 0, z = 0;
    Vec3() = default;
    Vec3(float a, float b, float c) : x(a), y(b), z(c) {}
    float length() const { return std::sqrt(x * x + y * y + z * z); }
    void scale(float by) { x *= by, y *= by, z *= by; }
    Vec3 operator+(const Vec3 &o) const { return {x + o.x, y + o.y, z + o.z}; }
    Vec3 operator*(const float &f) const { return {x * f, y * f, z * f}; }
    Vec3 operator-() const { return {-x, -y, -z}; }
    Vec3 &operator+=(const Vec3 &o) { return *this = *this + o; }
    bool operator==(const Vec3 &o) const { return x == o.x && y == o.y && z == o.z; }
    bool operator<(const Vec3 &o) const { return length() < o.length(); }
    float &operator[](uint32_t i) { return i == 0 ? x : i == 1 ? y : z; }
};

// Knows its own address: moving its bytes would break it.
int names_alive = 0, names_broken = 0;
class Name {
    const Name *self_;
    std::string text_;

public:
    Name() : self_(this) { names_alive++; }
    explicit Name(const std::string &text) : self_(this), text_(text) { names_alive++; }
    Name(const Name &o) : self_(this), text_(o.text_) { names_alive++, names_broken += o.self_ != &o; }
    Name &operator=(const Name &o) {
        names_broken += self_ != this || o.self_ != &o;
        text_ = o.text_;
        return *this;
    }
    ~Name() { names_alive--, names_broken += self_ != this; }
    const std::string &text() const { return text_; }
};

enum class Mood : uint8_t { calm = 1, angry = 200 };

int things_alive = 0;
struct Thing : angel::ref_counted<Thing> {
    int32_t health;
    std::string label = "thing";
    explicit Thing(int32_t h) : health(h) { things_alive++; }
    virtual ~Thing() { things_alive--; }
    virtual std::string what() const { return "thing"; }
    int32_t hurt(int32_t by) { return health -= by; }
    int32_t hurt(float by) { return health -= static_cast<int32_t>(by * 100); }
    int32_t get_twice() const { return health * 2; }
    void set_twice(int32_t v) { health = v / 2; }
    static Thing *weak() { return new Thing(1); }
};
struct Marked {
    int32_t mark = 5;
    virtual ~Marked() = default;
};
// Its Thing is not at its start.
struct Enemy : Marked, Thing {
    explicit Enemy(int32_t h) : Thing(h) {}
    std::string what() const override { return "enemy"; }
    int32_t rage() const { return health + mark; }
};

struct Boxed {
    int32_t n;
    static int alive;
    explicit Boxed(int32_t v) : n(v) { alive++; }
    Boxed(const Boxed &) = delete;
    ~Boxed() { alive--; }
};
int Boxed::alive = 0;

struct Own {
    int refs = 1;
    int32_t add_reference() { return ++refs; }
    static void drop(Own *o) {
        if (--o->refs == 0) {
            delete o;
        }
    }
};
struct World {
    int32_t level = 4;
    Thing *best = nullptr;
};

// ---- functions ----

int64_t mix(bool a, int8_t b, uint8_t c, int16_t d, uint16_t e, int32_t f, uint32_t g, int64_t h, uint64_t i, float j, double k) {
    return a + b + c + d + e + f + int64_t(g) + h + int64_t(i) + int64_t(j) + int64_t(k);
}
int8_t minus_one() noexcept { return -1; }
std::string greet(const std::string &name, std::string_view mark) { return "hello " + name + std::string(mark); }
void split(int32_t value, int32_t &tens, std::string &text) {
    tens = value / 10;
    text = text + std::to_string(value % 10);
}
const char *constant() { return "constant"; }
Mood worse(Mood m) { return m == Mood::calm ? Mood::angry : Mood::calm; }
int32_t health_of(const Thing *t) { return t == nullptr ? -1 : t->health; }
Thing *same(Thing *t) { return t; }
int32_t read(const Thing &t) { return t.health; }
void poke(Thing &t) { t.health += 1000; }
Name twice(Name n) { return Name(n.text() + n.text()); }
int32_t power(int32_t base, int32_t exponent) { return exponent <= 0 ? 1 : base * power(base, exponent - 1); }
void stop(angel::vm_ref vm, int32_t code) { vm.raise("stopped with " + std::to_string(code)); }
int32_t kind(angel::any_value v) { return static_cast<int32_t>(as_type_get_kind(v.type_.type_)); }
#if ANGEL_EXCEPTIONS
int32_t risky(int32_t x) {
    if (x == 1) {
        throw std::runtime_error("no ones");
    }
    if (x == 2) {
        throw 2;
    }
    return x;
}
#endif

// A result in either mode: ends the test program with the text of a failure.
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

bool contains(const std::string &text, const char *part) { return text.find(part) != std::string::npos; }

angel::context make_context() {
    angel::context c;
    c.install(AS_ADDON_STRING | AS_ADDON_ARRAY);
    return c;
}

// ---- tests ----

void functions() {
    static float gravity = 9.5f;
    int32_t count = 0;
    auto state = std::make_shared<int>(7);
    std::weak_ptr<int> watch = state;
    {
        angel::context c = make_context();
        c.enum_type<Mood>("Mood").value("calm", Mood::calm).value("angry", Mood::angry);
        c.function("mix", &mix).function("minus_one", minus_one).function("greet", &greet).function("split", &split);
        c.function("constant", &constant).function("worse", &worse).function<&power>("int pow(int base, int exponent = 2)");
        c.function("stop", &stop).function("kind", &kind).function<&greet>("greet2");
        c.function("add", [](int32_t a, int32_t b) { return a + b; });
        c.function("counted", [&count, state](int32_t by) { return (count += by) + *state; });
        state.reset();
        c.global("gravity", &gravity).set_namespace("Deep::Down").function("answer", [] { return 42u; }).set_namespace("");
        MUST(c.seal());
        angel::unit u = MUST(c.build("f.as",
            "int64 numbers() { return mix(true, -2, 3, -4, 5, -6, 7, -8, 9, 10.5f, -11.5) + minus_one(); }\n"
            "string texts() { int t; string s; split(57, t, s); return greet('you', '!') + t + s + constant() + greet2('a', 'b'); }\n"
            "int moods(Mood m) { return worse(m) == Mood::angry ? int(worse(Mood::calm)) : -1; }\n"
            "int others() { return pow(3) + pow(2, 5) + add(1, 2) + counted(5) + counted(5) + Deep::Down::answer(); }\n"
            "int kinds() { string s; return kind(1) * 10 + kind(s); }\n"
            "float fall() { gravity *= 2; return gravity; }\n"
            "int stopping() {\n  stop(3);\n  return 1; }\n"
            "void inner(int x) { array<int> a; a[x] = 1; }\n"
            "int many(int8 a, uint8 b, int16 c, uint16 d, uint e, int64 f, uint64 g, float h, double i, bool j)"
            " { return a + b + c + d + int(e) + int(f) + int(g) + int(h) + int(i) + (j ? 1 : 0); }\n"
            "string echo(const string &in a, string b) { return a + b; }\n"
            "void output(int &out x) { x = 12; }\n"
            "int8 small() { return -5; } uint64 large() { return 0xFFFFFFFFFFFFFFFF; } bool yes() { return true; }\n"
            "void forever() { while (true) {} }\n"
            "int global = 31; void overload(int) {} void overload(float) {}\n"));
        angel::vm vm = MUST(c.vm());
        MUST(vm.link(u));
        CHECK(MUST(MUST(u.function<int64_t()>("numbers"))(vm)) == 3);
        CHECK(MUST(MUST(u.function<std::string()>("texts"))(vm)) == "hello you!57constanthello ab");
        CHECK(MUST(MUST(u.function<int(Mood)>("moods"))(vm, Mood::calm)) == 200);
        CHECK(MUST(MUST(u.function<int()>("int others()"))(vm)) == 9 + 32 + 3 + 12 + 17 + 42);
        CHECK(count == 10);
        CHECK(MUST(MUST(u.function<int()>("kinds"))(vm)) == AS_KIND_PRIMITIVE * 10 + AS_KIND_VALUE);
        CHECK(MUST(MUST(u.function<float()>("fall"))(vm)) == 19.0f && gravity == 19.0f);
        auto many = MUST(u.function<int(int8_t, uint8_t, int16_t, uint16_t, uint32_t, int64_t, uint64_t, float, double, bool)>("many"));
        CHECK(MUST(many(vm, -1, 2, -3, 4, 5, -6, 7, 8.5f, 9.5, true)) == 26);
        auto echo = MUST(u.function<std::string(const std::string &, const char *)>("string echo(const string &in, string)"));
        for (int i = 0; i < 3; i++) {
            CHECK(MUST(echo(vm, "a rather long text, longer than fits", "b")) == "a rather long text, longer than fitsb");
        }
        int32_t x = 0;
        MUST(MUST(u.function<void(int32_t &)>("output"))(vm, x));
        CHECK(x == 12);
        CHECK(MUST(MUST(u.function<int8_t()>("small"))(vm)) == -5);
        CHECK(MUST(MUST(u.function<uint64_t()>("large"))(vm)) == UINT64_MAX);
        CHECK(MUST(MUST(u.function<bool()>("yes"))(vm)));
        CHECK(*MUST(vm.global<int32_t>(u, "global")) == 31);
        CHECK(failure([&] { return vm.global<float>(u, "global"); }).status == AS_ERROR_INVALID_TYPE);
        CHECK(failure([&] { return vm.global<float>(u, "none"); }).status == AS_ERROR_NO_GLOBAL);

        // What scripts do wrong.
        auto stopping = MUST(u.function<int()>("stopping"));
        angel::error e = failure([&] { return stopping(vm); });
        CHECK(e.is_script_exception() && e.message == "stopped with 3" && e.line() == 8 && e.function() == "int stopping()");
        CHECK(e.file() == "f.as");
        auto inner = MUST(u.function<void(int)>("inner"));
        CHECK(contains(failure([&] { return inner(vm, 3); }).message, "out of bounds"));
#if ANGEL_EXCEPTIONS
        try {
            stopping(vm);
            CHECK(false);
        } catch (const angel::script_exception &s) {
            CHECK(s.line() == 8 && std::string(s.what()) == "stopped with 3");
        }
#endif
        vm.set_fuel(1000);
        auto forever = MUST(u.function<void()>("forever"));
        CHECK(failure([&] { return forever(vm); }).run == AS_RUN_SUSPENDED);
        vm.set_fuel(UINT64_MAX);
        CHECK(MUST(MUST(u.function<bool()>("yes"))(vm)));

        // What C++ does wrong.
        CHECK(failure([&] { return u.function<int()>("none"); }).status == AS_ERROR_NO_FUNCTION);
        CHECK(failure([&] { return u.function<void(int)>("overload"); }).status == AS_ERROR_NO_FUNCTION);
        CHECK(contains(failure([&] { return u.function<float()>("others"); }).message, "result"));
        CHECK(contains(failure([&] { return u.function<int(float)>("moods"); }).message, "parameter 1"));
        CHECK(contains(failure([&] { return u.function<int()>("moods"); }).message, "1 parameters"));
        CHECK(contains(failure([&] { return u.function<void(int &)>("inner"); }).message, "reference in C++ only"));
        CHECK(!watch.expired());
        angel::error broken = failure([&] { return c.build("b.as", "int f() { return nothing; }"); });
        CHECK(broken.status == AS_ERROR_BUILD_FAILED && contains(broken.message, "b.as:1:"));
    }
    CHECK(watch.expired());
}

void values() {
    {
        angel::context c = make_context();
        c.value_type<Vec3>("Vec3")
            .constructor<float, float, float>()
            .property("x", &Vec3::x)
            .property("const float y", &Vec3::y)
            .method("length", &Vec3::length)
            .method<&Vec3::scale>("scale")
            .method("sum", [](const Vec3 &v) { return v.x + v.y + v.z; })
            .op_add()
            .op_mul<float>()
            .op_neg()
            .op_add_assign()
            .op_equals()
            .op_cmp()
            .op_index();
        c.value_type<Name>("Name").constructor<const std::string &>().accessor("text", &Name::text);
        c.function("twice", &twice).function("cross", [](Vec3 a, const Vec3 &b) { return Vec3(a.y, b.x, 0); });
        angel::unit u = MUST(c.build("v.as",
            "float vectors() { Vec3 zero, a(1, 2, 2), b = a * 2 + a; b += a; b.x += 1; a.scale(2); b[2] = 50;\n"
            "  Vec3 d = cross(a, b);\n"
            "  return a.length() * 100 + (-b).x + b[2] + (zero < a && !(a == b) ? 1000 : 0) + zero.sum() + d.sum(); }\n"
            "Name names() { Name a('x'), b = a; b = twice(twice(a)); array<Name> list(3); list[1] = b; list.insertLast(twice(b));\n"
            "  list.removeAt(0); Name c; c = list[list.length() - 1]; return c; }\n"
            "string text(Name a, const Name &in b) { return a.text + b.text; }\n"
            "class Holder { Vec3 at(1, 2, 3); Name name('held'); int id = 4; float f = 0.5f; string s = 'text'; Mood2 m = B;\n"
            "  Holder@ next; int plus(int x, const string &in t) { return id + x + int(t.length()); }\n"
            "  int fails() { return id / (id - id); } }\n"
            "enum Mood2 { A, B }\n"
            "Holder@ hold(Holder@ h) { h.id++; return h; }\n"
            "Vec3 half(const Vec3 &in v) { return v * 0.5f; }\n"));
        angel::vm vm = MUST(c.vm());
        MUST(vm.link(u));
        CHECK(MUST(MUST(u.function<float()>("vectors"))(vm)) == 600 - 5 + 50 + 1000 + 0 + 4 + 5);
        CHECK(MUST(MUST(u.function<Name()>("names"))(vm)).text() == "xxxxxxxx");
        Name left("l"), right("r");
        auto text = MUST(u.function<std::string(const Name &, const Name &)>("text"));
        CHECK(MUST(text(vm, left, right)) == "lr");
        auto half = MUST(u.function<Vec3(const Vec3 &)>("half"));
        CHECK(MUST(half(vm, Vec3(2, 4, 6))) == Vec3(1, 2, 3));

        // Objects of scripts.
        angel::object holder = MUST(vm.create(u.find_class("Holder")));
        CHECK(holder.ref_count() == 1 && holder.type().name() == "Holder");
        CHECK(MUST(holder.get<int32_t>(u, "id")) == 4);
        MUST(holder.set(u, "id", 40));
        MUST(holder.set(u, "s", "a text of more than fifteen bytes"));
        MUST(holder.set(u, "at", Vec3(7, 8, 9)));
        MUST(holder.set(u, "name", Name("new")));
        CHECK(MUST(holder.get<std::string>(u, "s")) == "a text of more than fifteen bytes");
        CHECK(MUST(holder.get<Vec3>(u, "at")) == Vec3(7, 8, 9));
        CHECK(MUST(holder.get<Name>(u, "name")).text() == "new");
        enum Plain { A, B };
        CHECK(MUST(holder.get<Plain>(u, "m")) == B);
        CHECK(failure([&] { return holder.get<float>(u, "id"); }).status == AS_ERROR_INVALID_TYPE);
        CHECK(failure([&] { return holder.get<float>(u, "none"); }).status == AS_ERROR_INVALID_ARGUMENT);
        CHECK(failure([&] { return holder.set(u, "f", 1); }).status == AS_ERROR_INVALID_TYPE);
        CHECK(!MUST(holder.get<angel::object>(u, "next")));
        angel::object second = MUST(vm.create(u.find_class("Holder")));
        MUST(holder.set(u, "next", second));
        CHECK(second.ref_count() == 2 && MUST(holder.get<angel::object>(u, "next")).raw() == second.raw());
        MUST(holder.set(u, "next", angel::object()));
        CHECK(second.ref_count() == 1);
        CHECK(MUST(holder.call<int(int, const char *)>(u, "int plus(int, const string &in)", 2, "abc")) == 45);
        auto plus = MUST(u.method<int(int, std::string_view)>("Holder", "plus"));
        for (int i = 0; i < 3; i++) {
            CHECK(MUST(plus.on(vm, holder, i, "ab")) == 42 + i);
        }
        auto fails = MUST(u.method<int()>("Holder", "fails"));
        CHECK(contains(failure([&] { return fails.on(vm, holder); }).message, "Divide by zero"));
        CHECK(failure([&] { return fails.on(vm, angel::object()); }).run != AS_RUN_FINISHED);
        auto hold = MUST(u.function<angel::object(const angel::object &)>("hold"));
        angel::object back = MUST(hold(vm, holder));
        CHECK(holder.ref_count() == 2);
        CHECK(back.raw() == holder.raw() && MUST(back.get<int32_t>(u, "id")) == 41);
        angel::object copy = back;
        copy = std::move(back);
        CHECK(copy && !back);
    }
    CHECK(names_alive == 0);
    CHECK(names_broken == 0);
}

void references() {
    World world;
    {
        angel::context c = make_context();
        auto thing = c.ref_type<Thing>("Thing");
        thing.factory<int32_t>()
            .factory(&Thing::weak)
            .property("health", &Thing::health)
            .property("label", &Thing::label)
            .method("what", &Thing::what)
            .method("hurt", angel::overload<int32_t>(&Thing::hurt))
            .method("hurt", angel::overload<float>(&Thing::hurt))
            .accessor("twice", &Thing::get_twice, &Thing::set_twice);
        c.ref_type<Enemy>("Enemy").factory<int32_t>("Enemy@ f(int health = 50)").method("rage", &Enemy::rage).base<Thing>();
        c.ref_type<Boxed>("Boxed", angel::counting::boxed).factory<int32_t>().property("n", &Boxed::n);
        c.ref_type<Own>("Own").count(&Own::add_reference, &Own::drop).factory<>();
        c.ref_type<World>("World", angel::counting::none).property("level", &World::level).property("best", &World::best);
        c.global("world", &world);
        c.function("health_of", &health_of).function("same", &same).function("read", &read).function("poke", &poke);
        c.function("world_ptr", [&world]() -> World * { return &world; });
        c.function("make_boxed", [] { return angel::make_boxed<Boxed>(8); });
        static const char script[] =
            "int things() { Thing@ a = Thing(10), b = same(a); b.hurt(3); a.hurt(0.01f); b.twice = b.twice + 4; poke(a);\n"
            "  a.label = a.label + '!';\n"
            "  return health_of(same(b)) + health_of(null) + read(a) + (a.label == 'thing!' ? 1 : 0) + Thing().health; }\n"
            "string derived() { Enemy e; Thing@ t = e; e.hurt(10); poke(e); e.health++;\n"
            "  return t.what() + e.what() + e.rage() + ' ' + t.health + e.label; }\n"
#ifdef __cpp_rtti
            "bool down() { Enemy e; Thing@ t = e; Enemy@ again = cast<Enemy>(t); const Thing@ c = t;\n"
            "  return again is e && cast<Enemy>(Thing(3)) is null && cast<const Enemy>(c) is e && e.rage() == 55; }\n"
#endif
            "int boxes() { Boxed a(3); Boxed@ b = a; b.n++; array<Boxed@> all = {a, b, Boxed(5)}; return a.n + all[2].n; }\n"
            "void owns() { Own a; Own@ b = a; array<Own@> all = {a, b}; }\n"
            "int worlds() { world.level++; World@ w = world_ptr(); w.level *= 2; @w.best = Thing(77); return world.level; }\n"
            "Thing@ pick(Thing@ a, const Thing@ b) { a.health += b.health; return a; }\n"
            "void end() { @world.best = null; }\n";
        angel::unit u = MUST(c.build("r.as", script));
        angel::vm vm = MUST(c.vm());
        MUST(vm.link(u));
        CHECK(MUST(MUST(u.function<int()>("things"))(vm)) == 1008 - 1 + 1008 + 1 + 1);
        CHECK(MUST(MUST(u.function<std::string()>("derived"))(vm)) == "enemyenemy1046 1041thing");
#ifdef __cpp_rtti
        CHECK(MUST(MUST(u.function<bool()>("down"))(vm)));
#endif
        CHECK(things_alive == 0);
        CHECK(MUST(MUST(u.function<int()>("boxes"))(vm)) == 9);
        CHECK(Boxed::alive == 0);
        MUST(MUST(u.function<void()>("owns"))(vm));
        CHECK(MUST(MUST(u.function<int()>("worlds"))(vm)) == 10);
        CHECK(things_alive == 1 && world.best->health == 77 && world.best->ref_count() == 1);
        MUST(MUST(u.function<void()>("end"))(vm));
        CHECK(things_alive == 0);
        Thing *a = new Thing(1), *b = new Thing(2);
        CHECK(MUST(MUST(u.function<Thing *(Thing *, const Thing *)>("pick"))(vm, a, b)) == a);
        CHECK(a->health == 3 && a->ref_count() > 1);
        a->release(), b->release();
    }
    CHECK(things_alive == 0);
}

void generic_twice(as_generic *call) { AS_RETURN(call, int32_t, AS_ARG(call, int32_t, 0) * 2); }

// What scripts change through references, and their own objects in functions of the host.
void changes() {
    angel::context c = make_context();
    c.option(AS_OPTION_ALLOW_UNSAFE_REFERENCES, 1);
    c.value_type<Vec3>("Vec3").constructor<float, float, float>().property("x", &Vec3::x);
    c.interface_type("Listener", {"int heard(int)"}).funcdef("int Callback(int)").type_alias("money", "int64");
    c.generic("int twice(int)", generic_twice);
    c.function("enlarge", [](Vec3 &v) { v.x *= 10; }).function("swap", [](int32_t &a, int32_t &b) { std::swap(a, b); });
    c.function("append", [](std::string &s, char, bool) { s += "!"; });
    c.function("Listener@ pick(Listener@+ a, Listener@+ b)", [](const angel::object &a, angel::object b) {
        CHECK(!a || a.ref_count() >= 2);
        return a ? a : b;
    });
    c.function("int call(Callback@+ f, int x)", [](angel::vm_ref vm, angel::object f, int32_t x) {
        angel::call call(vm, nullptr);
        CHECK(as_call_prepare_handle(call.raw(), f.raw(), nullptr) == AS_OK);
        as_call_set_int(call.raw(), 0, x);
        return call.run() == AS_RUN_FINISHED ? as_call_get_int(call.raw()) : -1;
    });
    angel::unit u = MUST(c.build("c.as",
        "int alive = 0;\n"
        "class Ear : Listener { Ear() { alive++; } ~Ear() { alive--; } int heard(int x) { return x + 1; } }\n"
        "int thrice(int x) { return 3 * x; }\n"
        "int main() { Vec3 v(2, 0, 0); enlarge(v); int a = 1, b = 5; swap(a, b); string s = 'hey'; append(s, 65, true);\n"
        "  money m = twice(4);\n"
        "  return int(v.x) + a * 100 + b * 1000 + int(s.length()) * 10000 + int(m) * 100000; }\n"
        "int ears() { Ear e; Listener@ got = pick(null, e); return pick(Ear(), null).heard(got.heard(1)) + call(thrice, 7); }\n"
        "Ear@ make() { return Ear(); }\n"
        "void fails() { Ear e; int z = 0; z = 1 / z; }\n"));
    angel::vm vm = MUST(c.vm());
    MUST(vm.link(u));
    CHECK(MUST(MUST(u.function<int()>("main"))(vm)) == 20 + 500 + 1000 + 40000 + 800000);
    CHECK(MUST(MUST(u.function<int()>("ears"))(vm)) == 24);
    const int32_t *alive = MUST(vm.global<int32_t>(u, "alive"));
    CHECK(*alive == 0);
    // Neither results nor a stack that an exception left behind outlive the call.
    (void)MUST(MUST(u.function<angel::object()>("make"))(vm));
    CHECK(*alive == 0);
    auto fails = MUST(u.function<void()>("fails"));
    CHECK(failure([&] { return fails(vm); }).stack.size() == 1);
    CHECK(*alive == 0);
}

void modules() {
    angel::module bundle;
    bundle.set_namespace("Geo").value_type<Vec3>("Vec3").constructor<float, float, float>().method("length", &Vec3::length);
    bundle.function("unit_x", [] { return Vec3(1, 0, 0); }).set_namespace("");
    angel::context first = make_context(), second = make_context();
    first.install(bundle);
    second.install(bundle).function("flat", [](const Vec3 &v) { return v.z == 0; });
    for (angel::context c : {first, second}) {
        angel::unit u = MUST(c.build("m.as", "float f(Geo::Vec3 v) { return v.length() + Geo::unit_x().length(); }"));
        angel::vm vm = MUST(c.vm());
        MUST(vm.link(u));
        CHECK(MUST(MUST(u.function<float(const Vec3 &)>("f"))(vm, Vec3(3, 4, 0))) == 6);
    }
    angel::context more = MUST(second.extend());
    more.function("more", [](Vec3 v) { return v; });
    angel::unit u = MUST(more.build("m.as", "bool f() { return flat(more(Geo::unit_x())); }"));
    angel::vm vm = MUST(more.vm());
    MUST(vm.link(u));
    CHECK(MUST(MUST(u.function<bool()>("f"))(vm)));
}

// Each mistake of a registration is told.
template <class F> angel::error mistake(F &&f) {
    angel::context c = make_context();
#if ANGEL_EXCEPTIONS
    try {
        f(c);
        c.seal();
    } catch (const angel::exception &e) {
        return e.error();
    }
    return {};
#else
    f(c);
    auto sealed = c.seal();
    CHECK(c.ok() || sealed.error().message == c.error().message);
    return sealed.error();
#endif
}

void mistakes() {
    using angel::context;
    CHECK(mistake([](context &) {}).status == AS_OK);
    CHECK(mistake([](context &c) { c.function("read", &read); }).status == AS_ERROR_INVALID_TYPE);
    CHECK(mistake([](context &c) { c.function("int read(", &minus_one); }).status == AS_ERROR_INVALID_DECLARATION);
    CHECK(mistake([](context &c) { c.value_type<Vec3>("Vec3"), c.value_type<Vec3>("Vec3"); }).status == AS_ERROR_ALREADY_REGISTERED);
    CHECK(mistake([](context &c) { c.ref_type<Enemy>("Enemy").base<Thing>(); }).status == AS_ERROR_INVALID_TYPE);
    CHECK(mistake([](context &c) { c.value_type<Vec3>("V"), c.function("f", [](Vec3 *) {}); }).status == AS_ERROR_INVALID_TYPE);
    CHECK(mistake([](context &c) { c.set_namespace("1x"); }).status != AS_OK);
    CHECK(mistake([](context &c) { c.function("Unknown f()", &minus_one); }).details.size() == 1);
    CHECK(mistake([](context &c) { c.ref_type<Own>("Own").factory<>(); }).status != AS_OK);
    CHECK(mistake([](context &c) { c.function("f", [](angel::object) {}); }).status == AS_ERROR_INVALID_TYPE);
    CHECK(mistake([](context &c) {
        c.ref_type<Thing>("Thing");
        c.ref_type<Enemy>("Enemy", angel::counting::none).base<Thing>();
    }).status == AS_ERROR_INVALID_TYPE);
    // What was captured is freed although the declaration is wrong.
    auto state = std::make_shared<int>(1);
    CHECK(mistake([&](context &c) { c.function("wrong(", [state] { return *state; }); }).status != AS_OK);
    CHECK(mistake([&](context &c) { c.function("read", [state](const Thing &) { return *state; }); }).status != AS_OK);
    CHECK(state.use_count() == 1);
}

void exceptions() {
#if ANGEL_EXCEPTIONS
    angel::context c = make_context();
    c.function("risky", &risky);
    angel::unit u = c.build("e.as", "int f(int x) { return risky(x); }\n"
                                    "int g(int x) { try { return risky(x); } catch { return -1; } }");
    angel::vm vm = c.vm();
    vm.link(u);
    auto f = u.function<int(int)>("f"), g = u.function<int(int)>("g");
    CHECK(f(vm, 5) == 5);
    CHECK(failure([&] { return f(vm, 1); }).message == "no ones");
    CHECK(failure([&] { return f(vm, 2); }).message == "C++ exception");
    CHECK(g(vm, 1) == -1 && g(vm, 7) == 7);
#endif
}

// A script calls C++, which calls the script again, and so on.
angel::script_function<int(int)> *deeper = nullptr;
int32_t descend(angel::vm_ref vm, int32_t depth) { return MUST((*deeper)(vm, depth - 1)) + 1; }

void nested() {
    angel::context c = make_context();
    c.function("descend", &descend);
    angel::unit u = MUST(c.build("n.as", "int f(int n) { return n <= 0 ? 100 : descend(n); }"));
    angel::vm vm = MUST(c.vm());
    MUST(vm.link(u));
    auto f = MUST(u.function<int(int)>("f"));
    deeper = &f;
    CHECK(MUST(f(vm, 6)) == 106);
    angel::vm moved = std::move(vm);
    CHECK(MUST(f(moved, 2)) == 102);
    // Several calls side by side.
    angel::call one(moved, u.find("f"));
    as_call_set_int(one.raw(), 0, 1);
    CHECK(one.run() == AS_RUN_FINISHED && as_call_get_int(one.raw()) == 101 && one.state() == AS_CALL_FINISHED);
}

} // namespace

static void directives() {
    angel::context c;
    angel::unit none = MUST(c.build("none.as", "int a;"));
    angel::unit u(as_unit_new(c.raw()), none.names());
    MUST(u.define("SEVEN"));
    MUST(u.include_files());
    MUST(u.add("m.as", "#if SEVEN\nint f() { return 7; }\n#endif"));
    MUST(u.build());
    angel::vm vm = MUST(c.vm());
    MUST(vm.link(u));
    auto f = MUST(u.function<int()>("int f()"));
    CHECK(MUST(f(vm)) == 7);
}

int main() {
    RUN(directives);
    RUN(functions);
    RUN(values);
    RUN(references);
    RUN(changes);
    RUN(modules);
    RUN(mistakes);
    RUN(exceptions);
    RUN(nested);
    return harness_result();
}
