int x = 1;
enum A { P = "s", Q = x, R = 1.5, S, S }
enum B : uint8 { T }
enum C { U = 5000000000 }
void main() {
    A a = 1;
    A b = A();
    A c = C::U;
}
