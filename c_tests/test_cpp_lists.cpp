// Initialisation lists that C++ functions take: values, objects, nested and repeated patterns, exceptions.

#include <angel.hpp>

#include "harness.h"

#include <numeric>
#include <stdexcept>

namespace {

struct Vec2 {
    float x, y;
};
struct Name {
    std::string text;
    int parts = 0;
};
struct Path : angel::ref_counted<Path> {
    static int alive;
    std::vector<Vec2> points;
    std::string name;
    int64_t sum = 0;
    Path() { alive++; }
    Path(const Path &) = delete;
    Path &operator=(const Path &) = delete;
    ~Path() { alive--; }
};
int Path::alive = 0;
struct Bag : angel::ref_counted<Bag> {
    std::string text;
};
struct Chain : angel::ref_counted<Chain> {
    Path *first = nullptr;
    int nulls = 0, count = 0;
    ~Chain() {
        if (first != nullptr) {
            first->release();
        }
    }
};
enum class Kind { plain = 2, special = 5 };

angel::context make() {
    angel::context c;
    c.install(AS_ADDON_STRING | AS_ADDON_ARRAY);
    c.enum_type<Kind>("Kind").value("Plain", Kind::plain).value("Special", Kind::special);
    c.value_type<Vec2>("Vec2").property("x", &Vec2::x).property("y", &Vec2::y).list_constructor(
        "{float, float}", [](angel::list_reader &in) {
            const float x = in.next<float>();
            return Vec2{x, in.next<float>()};
        });
    c.value_type<Name>("Name")
        .property("text", &Name::text)
        .property("parts", &Name::parts)
        .list_constructor("{repeat string}", [](angel::list_reader &in) {
            Name made;
            for (uint32_t n = in.count(); n > 0; n--, made.parts++) {
                made.text += in.next<std::string>();
            }
            return made;
        });
    c.ref_type<Path>("Path")
        .list_factory("{string, Kind, int8, {repeat {bool, double}}, repeat Vec2}",
                      [](angel::list_reader &in) {
                          Path *made = new Path;
                          made->name = in.next<std::string>();
                          made->sum = static_cast<int>(in.next<Kind>()) + in.next<int8_t>();
                          for (uint32_t n = in.count(); n > 0; n--) {
                              const bool negative = in.next<bool>();
                              const double value = in.next<double>();
                              made->sum += static_cast<int64_t>(negative ? -value : value);
                          }
                          for (uint32_t n = in.count(); n > 0; n--) {
                              made->points.push_back(in.next<Vec2>());
                          }
                          return made;
                      })
        .accessor("name", [](const Path &p) { return p.name; })
        .accessor("sum", [](const Path &p) { return p.sum; })
        .method("total", [](const Path &p) {
            return std::accumulate(p.points.begin(), p.points.end(), 0.0f, [](float s, Vec2 v) { return s + v.x * v.y; });
        });
    c.ref_type<Chain>("Chain")
        .list_factory("{repeat Path@}",
                      [](angel::list_reader &in) {
                          Chain *made = new Chain;
                          made->count = static_cast<int>(in.count());
#if ANGEL_EXCEPTIONS
                          if (made->count > 3) {
                              made->release();
                              throw std::length_error("too many");
                          }
#endif
                          for (int i = 0; i < made->count; i++) {
                              Path *path = in.next<Path *>();
                              made->nulls += path == nullptr;
                              if (made->first == nullptr && path != nullptr) {
                                  path->add_ref();
                                  made->first = path;
                              }
                          }
                          return made;
                      })
        .property("nulls", &Chain::nulls)
        .property("count", &Chain::count)
        .method("name", [](const Chain &c) { return c.first->name; });
    c.ref_type<Bag>("Bag")
        .list_factory("{repeat {string, ?}}",
                      [](angel::list_reader &in) {
                          Bag *made = new Bag;
                          for (uint32_t n = in.count(); n > 0; n--) {
                              made->text += in.next<std::string>();
                              const as_type_use type = in.any();
                              const std::string name(angel::view(as_type_name(type.type_)));
                              if (name == "int") {
                                  made->text += std::to_string(in.next<int32_t>());
                              } else if (name == "string") {
                                  made->text += in.next<std::string>();
                              } else if ((type.flags & AS_USE_HANDLE) != 0) {
                                  made->text += in.next<Path *>()->name;
                              }
                          }
                          return made;
                      })
        .accessor("text", [](const Bag &b) { return b.text; });
    return c;
}

const char script[] =
    "float values() { Vec2 v = {1.5f, 2}; Vec2 w = {v.x * 2, v.y}; return w.x * 10 + w.y; }\n"
    "string names() { Name n = {'a text that is rather long', ', ', 'b'}; Name none = {}; return n.text + n.parts + none.parts; }\n"
    "double objects() { Path@ p = {'p', Special, -1, {{true, 10.0}, {false, 200.0}}, {2, 3}, {4, 5}};\n"
    "  Path@ q = {'q', Plain, 3, {}}; return p.total() * 1000 + p.sum + q.sum + q.total() + p.name.length(); }\n"
    "string handles() { Path@ p = {'kept', Plain, 0, {}}; Chain@ c = {null, p, null}; @p = null; return c.name() + c.nulls + c.count; }\n"
    "string any() { Path@ p = {'path', Plain, 0, {}}; Bag@ b = {{'i', 12}, {'s', 'text'}, {'p', @p}}; return b.text; }\n"
    "int many() { Path@ p = {'p', Plain, 0, {}}; Chain@ c = {p, p, p, p}; return c.count; }\n";

} // namespace

int main() {
    harness_test = "lists";
    {
        angel::context context = make();
        CHECK_OK(as_context_seal(context.raw(), &error));
        as_unit *unit = harness_build(context.raw(), script);
        as_vm *vm = harness_vm(context.raw(), unit);
        as_call *call = as_call_new(vm, as_unit_find_function(unit, "values"));
        CHECK(as_call_run(call) == AS_RUN_FINISHED && as_call_get_float(call) == 32);
        CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "names"), &error));
        CHECK(as_call_run(call) == AS_RUN_FINISHED);
        CHECK_STR("a text that is rather long, b30", as_string_get(as_call_get_string(call)));
        CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "objects"), &error));
        CHECK(as_call_run(call) == AS_RUN_FINISHED && as_call_get_double(call) == 26000 + (5 - 1 - 10 + 200) + (2 + 3) + 1);
        CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "handles"), &error));
        CHECK(as_call_run(call) == AS_RUN_FINISHED);
        CHECK_STR("kept23", as_string_get(as_call_get_string(call)));
        CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "any"), &error));
        CHECK(as_call_run(call) == AS_RUN_FINISHED);
        CHECK_STR("i12stextppath", as_string_get(as_call_get_string(call)));
        CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "many"), &error));
#if ANGEL_EXCEPTIONS
        CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
        CHECK_STR("too many", as_call_exception_text(call));
#else
        CHECK(as_call_run(call) == AS_RUN_FINISHED && as_call_get_int(call) == 4);
#endif
        as_call_free(call);
        as_vm_free(vm);
        as_unit_release(unit);
        CHECK(Path::alive == 0);
    }
    return harness_result();
}
