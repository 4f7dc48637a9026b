// rules: LIFE-12, FUNC-02, LAMBDA-07
// Members of registered value types are never seen without having been constructed, are never moved as bytes, and are
// destroyed exactly once, whatever fails. (NV knows its own address, and the test checks it.)
class Base {
    Base() { look(); }
    Base(int) { look(); throw("base"); }
    void look() {}
}
class Holder : Base {
    NV a;
    NV b = NV(7);
    array<NV> list(3);
    Holder() { super(); }
    Holder(int x) { super(x); }
    Holder(bool) { NV local(3); b = local; throw("late"); }
    void look() override { seen += a.v + b.v; a = b; }
}
class Own {
    NV m;
    Own(int v) { m = NV(v); }
    NV get() const { return m; }
}
int seen = 0;
NV make(int v) { NV x(v); return x; }
int take(NV a, int b, NV c) { return a.v * 100 + b * 10 + c.v; }
funcdef int Take(NV a, int b, NV c);
class Taker {
    int k = 1;
    int take(NV a, int b, NV c) { return a.v * 100 + b * 10 + c.v + k; }
    NV echo(NV a, NV b) { return k == 1 ? a : b; }
}
funcdef NV Echo(NV a, NV b);
void main() {
    { Holder t; assert(t.b.v == 7); }
    try { Holder t(1); } catch {}
    try { Holder t(true); } catch {}
    assert(liveNV() == 0);
    {
        Own o(5);
        Own p(0);
        p = o;
        assert(p.get().v == 5 && make(3).v == 3);
        assert(take(make(1), 2, NV(3)) == 123);
        assert(take(NV(take(make(1), 2, o.get())), int(make(2).v), make(make(4).v)) == 12524);
        Taker@ k = Taker();
        Take@ d = Take(k.take);
        assert(d(make(1), 2, NV(3)) == 124);
        Echo@ e = Echo(k.echo);
        assert(e(NV(8), make(9)).v == 8);
        k.k = 2;
        assert(e(NV(8), make(9)).v == 9);
        array<NV> a;
        for (int i = 0; i < 20; i++) a.insertLast(make(i));
        a.insertAt(0, NV(99));
        a.removeAt(1);
        assert(a[0].v == 99 && a[19].v == 19);
        array<NV> b = a;
        assert(b[5].v == 5);
        dictionary dict;
        dict["x"] = make(6);
        NV back = NV(dict["x"]);
        assert(back.v == 6);
    


        NV chosen = seen > 100000 ? make(1) : NV(2);
        assert(chosen.v == 2);
        grid<NV> g(2, 2);
        g[1, 1] = make(12);
        assert(g[1, 1].v == 12);
        const array<NV> c = {NV(1), make(2), NV(3)};
        assert(c[0].v + c[1].v + c[2].v == 6);
    }
    gc();
    assert(liveNV() == 0);
}
