#include <angel.hpp>

int main() {
    angel::context context;
    context.function("twice", [](int x) { return 2 * x; });
    angel::unit unit = context.build("main.as", "int f(int x) { return twice(x) + 1; }");
    angel::vm vm = context.vm();
    vm.link(unit);
    return unit.function<int(int)>("f")(vm, 20) == 41 ? 0 : 1;
}
