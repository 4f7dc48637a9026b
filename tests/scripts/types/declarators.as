// rules: GRAM-07, GRAM-08, GRAM-09, GRAM-11, TYPE-13, TYPE-14, ERR-059
// Each declarator takes the whole type, and may have an initialiser of its own form.
class A { int v; A() { v = 1; } A(int x) { v = x; } }
A@ x = A(2), y, z = x;
array<int>[] nested = {{1, 2}}, empty;
class H { A a(5), b, c = A(7); A@ d, e = A(8); int[] f = {9}, g; }
int[]@ make() { return array<int>(3); }
void main() {
    A a(5), b(), c, d = A(6);
    print("" + a.v + b.v + c.v + d.v + (z is x) + (y is null)); // expect: 5116truetrue
    print("" + nested[0][1] + empty.length()); // expect: 20
    H h;
    print("" + h.a.v + h.b.v + h.c.v + (h.d is null) + h.e.v + h.f[0] + h.g.length()); // expect: 517true890
    int[][] rows = {{1}, {2, 3}}, more;
    A@[] handles(2), others = {x, y};
    A[]@ none, some = array<A>(2);
    print("" + rows[1][1] + more.length() + (handles[1] is null) + (others[0] is x) + (none is null) + some[0].v); // expect: 30truetruetrue1
    print("" + make().length()); // expect: 3
}
