// rules: ARR-06, ARR-14, ARR-19, ARR-20, ARR-27, ARR-34, ARR-37
class Item {
    int key;
    int place;
    Item(int k, int p) { key = k; place = p; }
    int opCmp(const Item &in other) const { return key - other.key; }
}
class Twice {
    int opCmp(const Twice &in other) const { return 0; }
    int opCmp(const Twice@ other) const { return 0; }
}
void resize(array<int> &inout a, int &out value) { a.resize(100); value = 5; }

void main() {
    array<int> a;
    print("" + a.isEmpty() + a.length()); // expect: true0
    a = {1, 2, 3, 4};
    print("" + a.isEmpty() + a.length()); // expect: false4
    a.removeRange(2, uint(-1));
    print("" + a.length()); // expect: 2

    Item one(1, 0);
    array<Item@> items = {Item(2, 0), null, one, null};
    items.sortAsc();
    print("" + (items[0] is null) + (items[1] is null) + items[2].key + items[3].key); // expect: truetrue12
    items.sortDesc();
    print("" + items[0].key + items[1].key + (items[2] is null) + (items[3] is null)); // expect: 21truetrue

    array<Item@> many;
    for (int i = 0; i < 50; i++)
        many.insertLast(Item(i % 3, i));
    many.sortAsc();
    bool ordered = true;
    for (uint i = 1; i < many.length(); i++)
        ordered = ordered && many[i - 1].key <= many[i].key;
    print("" + ordered); // expect: true

    array<ref> refs(2);
    @refs[0] = one;
    array<ref> others = refs;
    print("" + (others[0] is one) + (others[1] is null)); // expect: truetrue

    array<int> grown = {1};
    resize(grown, grown[0]);
    print("" + grown.length() + grown[0]); // expect: 1005

    array<Twice> twice(2);
    try {
        twice.sortAsc();
    } catch {
        print(getExceptionInfo()); // expect: Type 'Twice' has multiple matching opCmp methods
    }
}
