// rules: ARR-16, ARR-17, ARR-19, ARR-20, ARR-21, ARR-22
// Numbers are sorted stably: equal ones keep their order, as the two zeros do.
class Item { int key; int place; Item(int k, int p) { key = k; place = p; } int opCmp(const Item &in o) const { return key - o.key; } }
enum E { A = 3, B = 1, C = 2 }
string signs(const array<double> &in l) { string s; for (uint i = 0; i < l.length(); i++) s += fpToIEEE(l[i]) >> 63 == 1 ? "-" : "+"; return s; }
void main() {
    double minus = -1.0;
    array<double> zeros = {0.0, 0.0 * minus, 0.0, 0.0 * minus, -1, 1};
    zeros.sortAsc();
    print(signs(zeros)); // expect: -+-+-+
    zeros.sortDesc();
    print(signs(zeros)); // expect: ++-+--
    array<bool> bools = {true, false, true, false};
    bools.sortAsc();
    print("" + bools[0] + bools[1] + bools[2]); // expect: falsefalsetrue
    array<E> enums = {A, B, C};
    enums.sortDesc();
    print("" + int(enums[0]) + int(enums[1]) + int(enums[2])); // expect: 321
    array<string> texts = {"b", "", "B", "a"};
    texts.sortAsc();
    print(join(texts, ",")); // expect: ,B,a,b
    array<uint8> part = {200, 9, 100, 1};
    part.sortAsc(1, 2);
    print("" + part[0] + " " + part[1] + " " + part[2] + " " + part[3]); // expect: 200 9 100 1
    part.sort(function(a, b) { return a > b; }, 2);
    part.sort(function(a, b) { return a < b; }, 0, 50);
    print("" + part[0] + part[1] + part[2] + part[3]); // expect: 19100200
    array<Item@> items = {Item(2, 0), Item(1, 1), null, Item(3, 2)};
    items.sort(function(a, b) { return a !is null && (b is null || a.key > b.key); });
    print("" + items[0].key + items[1].key + items[2].key + (items[3] is null)); // expect: 321true
    part.sortAsc(3, 2); // throws: Index out of bounds
}
