void f(int a = nothing, string s = 5) {}
void g(int a = 1, int b) {}
void main() {
    f();
    f(1);
    f(1, "x");
}
