// rules: EVAL-02
// The right side of an assignment is evaluated first, and stays what it was while the left side runs.
class W { string s = "w"; int n = 3; }
class Held { W w; string s = "a text that is long enough for the heap"; string[] a = {"one", "two"}; int n = 5; string prop { get { return s; } set { s = value; } } string t { set { s = value + "!"; } } }
class B { uint64 a = 0x1000; uint64 b = 0x8000000000000010; }
Held@ gv;
array<B@> keep;
array<string> texts = {""};
array<W> ws(2);
array<Held> held(1);
array<array<string>> lists(1);
array<Held@> list;
uint kill() { @gv = null; list.resize(0); for (int i = 0; i < 50; i++) keep.insertLast(B()); return 0; }
string key() { kill(); return "k"; }
Held@ other(Held@ h) { kill(); return h; }
int x = 1;
void set() { @gv = Held(); list = {Held()}; keep.resize(0); texts[0] = ""; }
void main() {
    set(); ws[kill()] = gv.w; print(ws[0].s); // expect: w
    set(); texts[kill()] = gv.s; print(texts[0]); // expect: a text that is long enough for the heap
    set(); texts[kill()] += gv.s; print(texts[0]); // expect: a text that is long enough for the heap
    set(); texts[kill()] = list[0].s; print(texts[0]); // expect: a text that is long enough for the heap
    set(); lists[kill()] = gv.a; print(lists[0][1]); // expect: two
    set(); held[kill()].s = gv.s; print(held[0].s); // expect: a text that is long enough for the heap
    set(); held[kill()].prop = gv.s; print(held[0].s); // expect: a text that is long enough for the heap
    set(); held[kill()].t = gv.prop; print(held[0].s); // expect: a text that is long enough for the heap!
    set(); Held@ mine = Held(); mine.s = "mine"; other(mine).s = gv.s; print(mine.s); // expect: a text that is long enough for the heap
    set(); held[kill()].n = gv.n; print(held[0].n + ""); // expect: 5
    set(); array<Held@> hs(1); @hs[kill()] = gv; print(hs[0].n + ""); // expect: 5
    dictionary d;
    set(); d.set(key(), gv.s); print(string(d["k"])); // expect: a text that is long enough for the heap
    set(); d[key()] = gv.s; print(string(d["k"])); // expect: a text that is long enough for the heap
    set(); @d[key()] = gv; print(cast<Held>(d["k"]).n + ""); // expect: 5
    int[] ints = {0, 0, 0, 0};
    int i = 1;
    ints[i++] = i; print(ints[1] + " " + i); // expect: 1 2
    ints[i++] += i; print(ints[2] + " " + i); // expect: 2 3
    string l = "old";
    string[] two = {"", ""};
    two[(l = "new").length() - 3] = l; print(two[0]); // expect: old
}
