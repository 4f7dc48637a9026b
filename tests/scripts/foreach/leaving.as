// rules: FOREACH-03, FOREACH-04, FOREACH-05, FOREACH-06, FOREACH-07, FOREACH-08, FOREACH-12, FOREACH-14
// continue takes the next, break leaves; containers may change; iterators may be objects and values handles or copies.
class It { int i; It(int x) { i = x; } ~It() { its--; } It(const It &in o) { i = o.i; its++; } It() {} }
int its = 0;
class Item { int v; Item(int x) { v = x; } Item() {} }
class Range {
    array<Item@> items;
    int ends = 0, nexts = 0;
    Range(int n) { for (int i = 0; i < n; i++) items.insertLast(Item(i)); }
    It@ opForBegin() const { its++; return It(0); }
    bool opForEnd(It@ it) const { return it.i >= int(items.length()); }
    It@ opForNext(It@ it) const { its++; return It(it.i + 1); }
    Item@ opForValue0(It@ it) { return items[it.i]; }
    const Item@ opForValue0(It@ it) const { return items[it.i]; }
    string opForValue1(It@ it) const { return "k" + it.i; }
}
class Derived : Range { Derived() { super(3); } }
void main() {
    Range r(6);
    string s;
    foreach (Item@ item, string key : r) {
        if (item.v == 1) continue;
        if (item.v == 4) break;
        item.v *= 10;
        s += key + "=" + item.v + " ";
    }
    print(s); // expect: k0=0 k2=20 k3=30 
    const Range@ c = r;
    int sum = 0;
    foreach (auto item : c) sum += item.v;
    print("" + sum); // expect: 60
    foreach (Item copy : c) copy.v = 0;
    print("" + r.items[2].v + its); // expect: 200
    Derived d;
    foreach (auto a : d) foreach (auto b : d) { if (b.v > a.v) break; sum += a.v * 10 + b.v; }
    print("" + sum); // expect: 144
    array<int> l = {1, 2, 3};
    s = "";
    foreach (int x, uint i : l) { s += x; if (i == 0) l.insertLast(9); if (i == 1) l.removeAt(0); }
    print(s); // expect: 129
    array<array<string>> rows = {{"a", "b"}, {}, {"c"}};
    s = "";
    foreach (auto row, uint y : rows) foreach (auto cell, uint x : row) s += cell + x + y + " ";
    print(s); // expect: a00 b10 c02 
    dictionary dict = {{"one", 1}, {"two", 2}};
    int total = 0;
    foreach (auto value, string key : dict) total += int(value) * int(key.length());
    print("" + total); // expect: 9
}
