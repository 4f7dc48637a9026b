void f() {}
class A { auto v = 1; }
void g(auto a) {}
void main() {
    auto a;
    auto b = null;
    auto c = f;
    auto d = {1, 2};
    auto e = function() {};
}
