// rules: DICT-03, DICT-07, DICT-09, DICT-18, DICT-21, DICT-23
class Node { dictionary links; int n = 3; }

void main() {
    dictionary d;
    d.set("i", 5);
    d.set("f", 2.5);
    d.set("s", "text");
    d.set("i", int64(6));
    string keys;
    string[]@ all = d.getKeys();
    all.sortAsc();
    print(join(all, ",")); // expect: f,i,s

    const Node@ fixed = Node();
    d.set("c", @fixed);
    Node@ open = Node();
    print("" + d.get("c", @open) + (open is null)); // expect: falsetrue
    const Node@ closed;
    print("" + d.get("c", @closed) + (closed is fixed)); // expect: truetrue

    int rounds = 0;
    foreach (auto value, auto key : d) {
        rounds++;
        d["new" + rounds] = 1;
    }
    print("" + rounds); // expect: 1
    rounds = 0;
    foreach (auto value, auto key : d) {
        rounds++;
        d[key] = rounds;
    }
    print("" + rounds + d.getSize()); // expect: 55

    // A circle through the dictionary is collected (the test looks for what is left).
    Node@ node = Node();
    @node.links["self"] = node;
}
