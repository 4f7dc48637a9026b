// A script's own functions and classes may be called like registered methods and template parameters.
void reverse() { print("reverse"); }
uint length() { return 3; }
void insertLast(int) {}
class T { int v = 5; }
class K { T t; }
int f(int) { return 1; }
void main() {
    reverse(); // expect: reverse
    T t;
    array<T> a(2);
    a[1].v = 6;
    K k;
    print("" + length() + t.v + a[0].v + a[1].v + k.t.v); // expect: 35565
    a.reverse();
    print("" + a[0].v); // expect: 6
}
