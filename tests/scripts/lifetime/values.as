// rules: LIFE-03, LIFE-07, LIFE-12, EXC-11
// Values of the host live where they are: in blocks, owners, temporaries, outputs, lists and across exceptions.
class Owner { NV v = NV(5); array<NV> l = {NV(1), NV(2)}; NV get() const { return v; } NV &ref() { return v; } }
NV make(int x) { NV n(x); if (x > 5) return n; return NV(x * 2); }
void give(NV &out n) { n = NV(9); }
int take(NV n) { n.v++; return n.v; }
int look(const NV &in n) { return n.v + liveNV() * 1000; }
void fail(NV n) { NV m = n; throw("x"); }
NV global = NV(3);
void main() {
    print("" + liveNV()); // expect: 1
    {
        NV a(1), b = a, c;
        c = b = NV(4);
        print("" + liveNV() + c.v); // expect: 44
    }
    print("" + liveNV()); // expect: 1
    { Owner o, p = o; p.v.v = 6; print("" + liveNV() + o.v.v + o.get().v + o.ref().v + liveNV()); } // expect: 75557
    print("" + liveNV() + make(3).v + make(7).v + take(make(1)) + liveNV()); // expect: 16731
    print("" + look(NV(1)) + " " + look(global) + " " + liveNV()); // expect: 2001 2003 1
    NV o;
    give(o); give(global); give(void);
    print("" + o.v + global.v + liveNV()); // expect: 992
    for (int i = 0; i < 3; i++) { NV n(i); if (i == 1) continue; try { fail(n); } catch { } if (i == 2) break; }
    print("" + liveNV()); // expect: 2
    dictionary d; d["k"] = NV(8); any x; x.store(o); NV back = NV(d["k"]); back.v = 9;
    print("" + liveNV() + back.v + NV(d["k"]).v); // expect: 598
    array<NV> l(10); l.resize(3); l.removeAt(0); l.insertLast(o); l = {NV(1)};
    print("" + liveNV() + l[0].v); // expect: 61
    bool t = o.v > 0;
    NV either = t ? o : back;
    const NV fixed = t ? NV(2) : NV(3);
    print("" + liveNV() + either.v + fixed.v); // expect: 892
}
