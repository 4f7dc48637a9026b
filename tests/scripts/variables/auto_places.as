// rules: VAR-13, VAR-15, VAR-16, ERR-016, ERR-045
// Where `auto` finds no type, and where it may not stand.
void f() {}
class A { auto v = 1; } // error: E0016
void parameter(auto a) {} // error: E0016
auto result() { return 1; } // error: E0016
void main() {
    auto a; // error: E0045
    auto b = null; // error: E0045
    auto c = f; // error: E0045
    auto d = function() {}; // error: E0045
    auto e = {1, 2}; // error: E0045
    auto@ g = 1; // error: E0050
    array<auto> h; // error: E0016
    auto i = f(); // error: E0045
}
