// rules: HANDLE-18, CLASS-29, CLASS-31, HANDLE-16
// Copies share what handles refer to and own what is there by value; containers are copied with their elements.
class In { int v; In() {} In(int x) { v = x; } }
class A { In@ h = In(1); In o = In(2); array<In@> hs = {In(3)}; array<In> os = {In(4)}; dictionary d = {{"k", 5}}; string s = "s"; }
class B : A { In extra = In(6); In@ none; }
A make() { A a; return a; }
void main() {
    B a;
    B b = a, c(a), d;
    d = a;
    array<B> all = {a, b};
    B@ e = B(c);
    for (int i = 0; i < 5; i++) {
        B@ x = i == 0 ? @b : i == 1 ? @c : i == 2 ? @d : i == 3 ? @all[0] : @e;
        bool shares = x.h is a.h && x.hs[0] is a.hs[0] && x.none is null;
        bool owns = x.o !is a.o && x.os[0] !is a.os[0] && x.extra !is a.extra;
        x.o.v++; x.os[0].v++; x.extra.v++; x.s += "x"; x.d["k"] = 9; x.hs.insertLast(null);
        print("" + shares + owns + a.o.v + a.os[0].v + a.extra.v + a.s + int(a.d["k"]) + a.hs.length());
    }
    // expect: truetrue246s51
    // expect: truetrue246s51
    // expect: truetrue246s51
    // expect: truetrue246s51
    // expect: truetrue246s51
    const B k = a;
    k.h.v = 50;
    print("" + a.h.v + k.hs[0].v); // expect: 503
    A part = a;
    print("" + (part.h is a.h) + (cast<B>(part) is null)); // expect: truetrue
}
