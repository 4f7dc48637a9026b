// rules: TYPE-12, TYPE-14, TYPE-15, HANDLE-12, HANDLE-13, CONV-47
// What `const` in front and behind makes read-only, and what not: in front of `T@[]` it is the array.
class A { int v; void change() {} void look() const {} }
void main() {
    const A@ a = A();
    @a = A();
    a.look();
    a.v = 1; // error: E0071
    a.change(); // error: E0089
    A@ const b = A();
    b.v = 1;
    b.change();
    @b = null; // error: E0071
    @b = A(); // error: E0071
    const A@ const c = A();
    c.look();
    c.v = 1; // error: E0071
    @c = null; // error: E0071
    A@ open = a; // error: E0065
    open = a;
    @open = b;
    const int[] d = {1};
    d[0] = 2; // error: E0071
    const int[]@ e = array<int>(2);
    @e = d;
    e[0] = 1; // error: E0071
    e.insertLast(1); // error: E0089
    const A@[] f(1);
    @f[0] = a; // error: E0071
    f[0].v = 1;
    A@[]@ g = array<A@>(1);
    @g[0] = open;
    g[0].v = 2;
}
