// rules: EVAL-01, LIFE-08
// What stands left of an operator is held, or copied, while the right side runs, whatever that releases or changes.
class Held {
    int x = 1;
    string s = "a text that is long enough for the heap";
    Held@ opAdd(int o) { x = 7; return this; }
    Held@ opSub(int o) { @gv = null; fill(); x = 7; return this; }
    bool opEquals(const Held &in o) { return x == o.x; }
    Held@ self { get { return this; } }
}
Held@ made(int n) { return Held(); }
class B { int x = 5; uint64 a = 0x4141414141414141; uint64 b = 0x4141414141414141; }
Held@ gv;
array<B@> keep;
array<string> texts;
array<Held@> list;
string g;
void fill() { for (int i = 0; i < 50; i++) keep.insertLast(B()); }
int kill() { @gv = null; texts.resize(0); list.resize(0); g = "new"; fill(); return 1; }
string word() { kill(); return "x"; }
string prop { get { kill(); return "p"; } }
class Text { string opImplConv() const { kill(); return "t"; } }
string setText(string &out s) { s = "changed"; return "!"; }
void set() { @gv = Held(); keep.resize(0); texts = {"first text, long enough for the heap"}; list = {Held()}; g = "old"; }
void check(const string &in what) {
    for (uint i = 0; i < keep.length(); i++) if (keep[i].x != 5 || keep[i].a != 0x4141414141414141) { print(what + " writes to another object"); return; }
}
void main() {
    set(); Held@ r = gv + kill(); check("opAdd");
    print(r.x + ""); // expect: 7
    set(); @r = gv - 1; check("opSub");
    print(r.x + ""); // expect: 7
    set(); print((gv == made(kill())) + ""); check("opEquals"); // expect: true
    set(); @r = list[0] + kill(); check("element");
    print(r.x + ""); // expect: 7
    set(); print(gv.s + word()); // expect: a text that is long enough for the heapx
    set(); print(gv.self.s + word()); // expect: a text that is long enough for the heapx
    set(); print(gv.s + prop); // expect: a text that is long enough for the heapp
    set(); print(list[0].s + word()); // expect: a text that is long enough for the heapx
    set(); print(texts[0] + word()); // expect: first text, long enough for the heapx
    set(); print(texts[0] + (kill() + "")); // expect: first text, long enough for the heap1
    set(); print(g + word()); // expect: oldx
    set(); Text t; print(g + string(t)); // expect: oldt
    set(); print((g == word()) + "" + (g < "a")); // expect: falsefalse
    string l = "local"; print(l + setText(l)); // expect: local!
    set(); if (g == "old" && word() + g == "xnew") print("ok"); // expect: ok
}
