// The C++ layer: arrays and dictionaries of scripts. Compiled with exceptions and without.

#include <angel.hpp>

#include "harness.h"

#include <algorithm>
#include <numeric>

namespace {

struct Vec3 {
    float x = 0, y = 0, z = 0;
};

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

const char *script = "class Item { int id = 7; }\n"
                     "float sum(array<float>@ a) { float s = 0; for (uint i = 0; i < a.length(); i++) s += a[i]; return s; }\n"
                     "array<Vec3>@ points() { array<Vec3> p(3); p[1].y = 5; return p; }\n"
                     "array<string>@ words() { return {'one', 'two words that are longer than a slot'}; }\n"
                     "array<Item@>@ handles() { return {Item(), null}; }\n"
                     "array<Item>@ items() { array<Item> a(2); a[1].id = 8; return a; }\n"
                     "dictionary@ table() { return {{'a', 1}, {'b', 2.5}, {'c', 'text'}, {'d', Item()}}; }\n"
                     "int read(dictionary@ d, const string &in k) { return int(d[k]); }\n"
                     "string join2(array<string>@ a) { return join(a, '+'); }\n";

struct fixture {
    angel::unit unit;
    angel::vm vm;

    static angel::context context() {
        angel::context c;
        c.install(AS_ADDON_STRING | AS_ADDON_ARRAY | AS_ADDON_DICTIONARY);
        c.value_type<Vec3>("Vec3").property("x", &Vec3::x).property("y", &Vec3::y);
        return c;
    }
    explicit fixture(angel::context c) : unit(MUST(c.build("c.as", script))), vm(MUST(c.vm())) { MUST(vm.link(unit)); }
    fixture() : fixture(context()) {}

    angel::object call(const char *name) { return MUST(MUST(unit.function<angel::object()>(name))(vm)); }
};

void arrays() {
    fixture f;
    auto floats = MUST(angel::array<float>::make(f.vm, 4));
    std::iota(floats.begin(), floats.end(), 1.0f);
    MUST(floats.push(10));
    auto sum = MUST(f.unit.function<float(angel::object)>("sum"));
    CHECK(MUST(sum(f.vm, floats.handle())) == 20);
    MUST(floats.erase(0, 2));
    MUST(floats.resize(4));
    floats[3] = 0.5f;
    std::sort(floats.begin(), floats.end());
    CHECK(floats.size() == 4 && floats[0] == 0.5f && floats[3] == 10);
    CHECK(failure([&] { return floats.set(4, 1); }).status == AS_ERROR_INDEX);

    auto points = MUST(angel::array<Vec3>::of(f.unit, f.call("points")));
    CHECK(points.size() == 3 && points[1].y == 5 && points.data() + 1 == &points[1]);
    MUST(points.insert(0, Vec3{1, 2, 3}));
    CHECK(points.size() == 4 && points[0].z == 3 && points[2].y == 5);

    auto words = MUST(angel::array<std::string_view>::of(f.unit, f.call("words")));
    CHECK(words.size() == 2 && words[0] == "one" && words[1].size() == 37);
    MUST(words.set(1, "a text that does not fit into sixteen bytes"));
    MUST(words.push("x"));
    auto join = MUST(f.unit.function<std::string(angel::object)>("join2"));
    CHECK(MUST(join(f.vm, words.handle())) == "one+a text that does not fit into sixteen bytes+x");

    auto handles = MUST(angel::array<angel::object>::of(f.unit, f.call("handles")));
    CHECK(handles.size() == 2 && MUST(handles[0].get<int32_t>(f.unit, "id")) == 7 && !handles[1]);
    MUST(handles.set(1, handles[0]));
    CHECK(handles[0].ref_count() == 3 && handles[1].raw() == handles[0].raw());
    CHECK(failure([&] { return handles.set(0, words.handle()); }).status == AS_ERROR_INVALID_OBJECT);
    auto items = MUST(angel::array<angel::object>::of(f.unit, f.call("items")));
    CHECK(MUST(items[1].get<int32_t>(f.unit, "id")) == 8);
    MUST(items.push(items[1]));
    CHECK(items.size() == 3 && items[2].raw() != items[1].raw());

    CHECK(failure([&] { return angel::array<double>::of(f.unit, floats.handle()); }).status == AS_ERROR_INVALID_TYPE);
    CHECK(failure([&] { return angel::array<float>::of(f.unit, {}); }).status == AS_ERROR_INVALID_TYPE);
    CHECK(failure([&] { return angel::array<float>::of(f.unit, items[0]); }).status == AS_ERROR_INVALID_TYPE);
}

void dictionaries() {
    fixture f;
    auto table = MUST(angel::dictionary::of(f.call("table")));
    CHECK(table.size() == 4 && table.contains("a") && !table.contains("z"));
    CHECK(table.get<int>("a") == 1 && table.get<double>("b") == 2.5 && table.get<int>("b") == 2);
    CHECK(table.get<std::string>("c") == "text" && !table.get<int>("c") && !table.get<int>("z"));
    CHECK(table.get<bool>("a") == true && !table.get<std::string_view>("a"));
    CHECK(MUST(table.get<angel::object>("d")->get<int32_t>(f.unit, "id")) == 7);
    MUST(table.set("a", 70));
    MUST(table.set("new", "value"));
    MUST(table.set("yes", true));
    MUST(table.set("half", 0.5));
    MUST(table.set("o", *table.get<angel::object>("d")));
    auto read = MUST(f.unit.function<int32_t(angel::object, std::string)>("read"));
    CHECK(MUST(read(f.vm, table.handle(), "a")) == 70);
    CHECK(table.get<angel::object>("o")->raw() == table.get<angel::object>("d")->raw());
    CHECK(table.erase("b") && !table.erase("b"));
    std::string keys;
    table.each([&](std::string_view key, angel::variant value) {
        keys.append(key).append(value.get<int>() ? "# " : " ");
    });
    CHECK(keys == "a# c d new yes# half# o ");
    auto made = MUST(angel::dictionary::make(f.vm));
    MUST(made.set("in", table.handle()));
    CHECK(MUST(angel::dictionary::of(*made.get<angel::object>("in"))).size() == 7);
    table.clear();
    CHECK(table.size() == 0);
    CHECK(failure([&] { return angel::dictionary::of({}); }).status == AS_ERROR_INVALID_TYPE);
}

/* The state of scripts through bytes, into another program. */
void states() {
    angel::context c;
    c.install(AS_ADDON_STRING | AS_ADDON_ARRAY | AS_ADDON_DICTIONARY);
    c.value_type<Vec3>("Vec3").property("x", &Vec3::x).property("y", &Vec3::y);
    auto before = MUST(c.build("before.as", "class Item { int id = 1; string name; Vec3 at; Item@ next; } Item@ first; int gone = 4;\n"
                                            "void change() { @first = Item(); first.id = 5; first.name = 'five'; first.at.y = 2; @first.next = first; }"));
    auto after = MUST(c.build("after.as", "class Item { double id; Item@ next; int fresh = 3; Vec3 at; string name; } Item@ first; int added = 8;"
                                          "Item@ get() { return first; } bool circle() { return first.next is first && added == 8; }"));
    angel::serializer s;
    MUST(s.plain_type<Vec3>("Vec3"));
    std::string data;
    {
        auto vm = MUST(c.vm());
        MUST(vm.link(before));
        MUST(MUST(before.function<void()>("change"))(vm));
        data = MUST(s.save(vm, before));
        CHECK(s.problems().empty() && data == MUST(s.save(vm, before)));
    }
    auto vm = MUST(c.vm());
    MUST(vm.link(after));
    MUST(s.load(vm, after, data));
    CHECK(s.problems().empty());
    {
        auto first = MUST(MUST(after.function<angel::object()>("get"))(vm));
        CHECK(MUST(first.get<double>(after, "id")) == 5 && MUST(first.get<int32_t>(after, "fresh")) == 3);
        CHECK(MUST(first.get<std::string>(after, "name")) == "five" && MUST(first.get<Vec3>(after, "at")).y == 2);
        MUST(s.add("item", first));
        CHECK(s.find(vm, "item").raw() == first.raw() && !s.find(vm, "other"));
        s.clear();
    }
    CHECK(MUST(MUST(after.function<bool()>("circle"))(vm)));
    CHECK(failure([&] { return s.load(vm, after, "damaged"); }).status == AS_ERROR_BAD_DATA);
}

} // namespace

int main() {
    RUN(states);
    RUN(arrays);
    RUN(dictionaries);
    return harness_result();
}
