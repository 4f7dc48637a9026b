/* Compiled for its warnings only: the C++ header alone, twice, with one use of each of its templates' families. */
#include <angel.hpp>
#include <angel.hpp>

struct point {
    int x;
    int get() const { return x; }
};

int main() {
    angel::context c;
    c.function("f", [](int a, const std::string &b) { return a + static_cast<int>(b.size()); });
    c.value_type<point>("point").property("x", &point::x).method("get", &point::get);
    return c.ok() ? 0 : 1;
}
