// rules: LAMBDA-06, LAMBDA-08, LAMBDA-09, LAMBDA-13, LAMBDA-14, LAMBDA-25, HANDLE-09, CONV-45
// Function handles are compared by identity, convert between equal signatures and live wherever handles do.
funcdef int F(int);
funcdef int SameAsF(int);
namespace N { funcdef int F(int); shared funcdef void Shared(); }
int f(int x) { return x; }
int f(string s) { return -1; }
class A {
    funcdef int Child(A@);
    int v = 3; F@ member; dictionary stored; array<F@> list(2);
    int m(int x) { return v * x; }
    int run(Child@ c) { return c(this); }
}
class B : A { int m(int x) override { return -v * x; } Child@ child = own; }
int own(A@ a) { return a.v; }
F@ identity(F@ g) { return g; }
void main() {
    F@ a = f, b = @f; SameAsF@ c = a; N::F@ d = f;
    print("" + (a is b) + (c is a) + (d is c) + (a !is null) + (identity(f) is a)); // expect: truetruetruetruetrue
    A o; B p; A@ h = p;
    F@ x = F(o.m), y = F(o.m), z = x, w = F(h.m);
    print("" + (x is y) + (x is z) + x(2) + w(2) + F(f)(8)); // expect: falsetrue6-68
    @o.member = a;
    @o.list[1] = w;
    o.stored.set("w", @w);
    F@ got;
    o.stored.get("w", @got);
    print("" + o.member(1) + o.list[1](1) + (got is w) + (o.list[0] is null)); // expect: 1-3truetrue
    A::Child@ child = own;
    B::Child@ same = child;
    print("" + o.run(child) + p.run(p.child) + (same is child) + o.run(function(q) { return q.v + 1; })); // expect: 33true4
    const F@ k = a;
    @a = null;
    print("" + k(4) + (a is null)); // expect: 4true
}
