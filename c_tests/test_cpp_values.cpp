// The C++ layer: values of any type, calls of any function, weak references, function handles. With exceptions and without.

#include <angel.hpp>

#include "harness.h"

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

const char *script = "interface Named { string name(); }\n"
                     "class Item : Named { int id = 7; Item() {} Item(int i, const string &in n) { id = i + n.length(); }\n"
                     "  string name() { return 'item'; } int plus(int n) { return id + n; } Item@ self; }\n"
                     "class Special : Item {}\n"
                     "class Other { Other(int x) { x = 1 / x; } }\n"
                     "funcdef int Op(int);\n"
                     "array<Item@>@ all() { return null; }\n"
                     "int twice(int n) { return 2 * n; }\n"
                     "Op@ adder(int by) { Item i(by, 'two'); i.id = by + 7; return Op(i.plus); }\n"
                     "Op@ native() { return hundred; }\n"
                     "int apply(Op@ op, int n) { return op(n); }\n"
                     "string join2(const string &in a, string b) { return a + b; }\n";

struct fixture {
    angel::context context;
    angel::unit unit;
    angel::vm vm;

    fixture() : context(make()), unit(MUST(context.build("v.as", script))), vm(MUST(context.vm())) { MUST(vm.link(unit)); }
    static angel::context make() {
        angel::context c;
        c.install(AS_ADDON_STRING | AS_ADDON_ARRAY);
        c.function("hundred", [](int32_t n) { return 100 * n; });
        return c;
    }
    as_type_use use(const char *text) const { return MUST(angel::type_use(unit, text)); }
    angel::type item() const { return unit.find_class("Item"); }
};

void types_and_tokens() {
    fixture f;
    CHECK(angel::declaration(f.use("array<Item@>")) == "array<Item@>");
    CHECK(angel::declaration(MUST(angel::type_use(f.context, "const int"))) == "const int");
    CHECK(failure([&] { return angel::type_use(f.unit, "array<Nothing>"); }).message.find("Nothing") != std::string::npos);
    CHECK(failure([&] { return angel::type_use(f.context, "Item"); }).status != AS_OK);
    angel::token t = angel::token_at(f.context, "while(x)");
    CHECK(t.kind == AS_TOKEN_KEYWORD && t.text == "while");
    t = angel::token_at(f.context, "");
    CHECK(t.text.empty());
}

void values() {
    fixture f;
    const as_type_use string = f.use("string");
    angel::value a = MUST(angel::value::make(f.vm, string));
    CHECK(a && a.text().empty());
    angel::value b = MUST(angel::value::copy(f.vm, string, a.data()));
    const char *text = "a text that needs memory of its own, for it is long";
    CHECK(as_string_set(f.vm.raw(), &b.as<as_string>(), text, strlen(text)) == AS_OK);
    MUST(a.set(b.data()));
    CHECK(a.text() == text && b.text() == text);
    angel::value moved = std::move(a);
    CHECK(!a && moved.text() == text);
    a = std::move(moved);
    CHECK(a.text() == text);
    angel::value number = MUST(angel::value::make(f.vm, f.use("int64")));
    CHECK(number.as<int64_t>() == 0);
    const int64_t big = INT64_C(1) << 40;
    MUST(number.set(&big));
    CHECK(number.as<int64_t>() == big);
    /* A handle counts. */
    angel::object item = MUST(f.vm.create(f.item()));
    {
        as_object *raw = item.raw();
        angel::value handle = MUST(angel::value::copy(f.vm, f.use("Item@"), &raw));
        CHECK(item.ref_count() == 2 && handle.as<as_object *>() == raw);
    }
    CHECK(item.ref_count() == 1);
    /* What cannot be made is told. */
    CHECK(failure([&] { return angel::value::make(f.vm, as_type_use{}); }).status != AS_OK);
    CHECK(failure([&] { return angel::value::make(f.vm, f.use("Named")); }).status != AS_OK);
}

void calls() {
    fixture f;
    int32_t n = 21, result = 0;
    MUST(angel::run(f.vm, f.unit.find("twice"), nullptr, {&n}, &result));
    CHECK(result == 42);
    angel::value a = MUST(angel::value::make(f.vm, f.use("string")));
    as_string_set(f.vm.raw(), &a.as<as_string>(), "abc", 3);
    angel::value joined = MUST(angel::value::make(f.vm, f.use("string")));
    as_value_release(f.vm.raw(), joined.use(), joined.data(), nullptr); /* the result is made there */
    MUST(angel::run(f.vm, f.unit.find("join2"), nullptr, {a, a}, joined.data()));
    CHECK(joined.text() == "abcabc");
    angel::object item = MUST(angel::create(f.vm, f.item(), "(int, const string &in)", {&n, a}));
    CHECK(MUST(item.get<int32_t>(f.unit, "id")) == 24);
    CHECK(failure([&] { return angel::create(f.vm, f.item(), "(bool)", {}); }).message ==
          "there is no constructor '(bool)' of 'Item'");
    int32_t zero = 0;
    CHECK(failure([&] { return angel::create(f.vm, f.unit.find_class("Other"), "(int)", {&zero}); }).message.find("Divide by zero") !=
          std::string::npos);
    CHECK(failure([&] { return angel::create(f.vm, f.item(), "(int, const string &in)", {&n}); }).status != AS_OK);
}

void objects() {
    fixture f;
    angel::object special = MUST(f.vm.create(f.unit.find_class("Special")));
    angel::object as_item = MUST(angel::cast(special, f.item()));
    CHECK(as_item.raw() == special.raw() && special.ref_count() == 2);
    CHECK(!MUST(angel::cast(special, f.unit.find_class("Other"))));
    MUST(special.set<int32_t>(f.unit, "id", 5));
    angel::object second = MUST(angel::copy(special));
    CHECK(second.raw() != special.raw() && MUST(second.get<int32_t>(f.unit, "id")) == 5);
    CHECK(failure([&] { return angel::copy(angel::object()); }).status != AS_OK);

    /* Weak references do not keep. */
    angel::weak weak = MUST(angel::weak::to(second));
    CHECK(weak.lock().raw() == second.raw());
    CHECK(second.ref_count() == 1);
    second = angel::object();
    CHECK(!weak.lock() && !angel::weak().lock());
    CHECK(failure([&] { return angel::weak::to(angel::object()); }).status != AS_OK);

    /* Function handles, with an object and without. */
    auto apply = MUST((f.unit.function<int32_t(angel::object, int32_t)>("int apply(Op@, int)")));
    angel::object op = MUST(angel::function_handle(f.vm, f.unit.find("twice")));
    CHECK(MUST(apply(f.vm, op, 4)) == 8 && angel::function_of(op).name() == "twice");
    angel::object bound = MUST(angel::function_handle(as_type_find_method(f.item().raw(), "plus"), special));
    CHECK(MUST(apply(f.vm, bound, 4)) == 9);
    CHECK(!angel::function_of(special));
    CHECK(failure([&] { return angel::function_handle(f.vm, nullptr); }).status == AS_ERROR_NULL);

    /* Callbacks that the host keeps: of a script, of an object that nothing else holds, and of the host itself. */
    auto kept = MUST(f.unit.callback<int32_t(int32_t)>(op));
    auto kept_bound = MUST(f.unit.callback<int32_t(int32_t)>(bound));
    auto maker = MUST(f.unit.function<angel::object(int32_t)>("Op@ adder(int)"));
    auto kept_alone = MUST(f.unit.callback<int32_t(int32_t)>(MUST(maker(f.vm, 5))));
    auto native = MUST(f.unit.callback<int32_t(int32_t)>(MUST(MUST(f.unit.function<angel::object()>("Op@ native()"))(f.vm))));
    op = angel::object();
    bound = angel::object();
    for (int32_t i = 0; i < 3; i++) {
        CHECK(MUST(kept(f.vm, i)) == 2 * i && MUST(kept_bound(f.vm, i)) == 5 + i);
        CHECK(MUST(kept_alone(angel::vm_ref(f.vm), i)) == 12 + i && MUST(native(f.vm, i)) == 100 * i);
    }
    CHECK(failure([&] { return f.unit.callback<int32_t(float)>(MUST(maker(f.vm, 5))); }).status == AS_ERROR_INVALID_TYPE);
    CHECK(failure([&] { return f.unit.callback<int32_t(int32_t)>(special); }).status == AS_ERROR_NO_FUNCTION);
    CHECK(failure([&] { return f.unit.callback<int32_t(int32_t)>(angel::object()); }).status == AS_ERROR_NO_FUNCTION);

    /* A circle is found. */
    angel::object circle = MUST(f.vm.create(f.item()));
    MUST(circle.set<angel::object>(f.unit, "self", circle));
    circle = angel::object();
    CHECK(f.vm.collect() == 1 && angel::gc_statistics(f.vm).found == 1);
}

} // namespace

int main() {
    RUN(types_and_tokens);
    RUN(values);
    RUN(calls);
    RUN(objects);
    return harness_result();
}
