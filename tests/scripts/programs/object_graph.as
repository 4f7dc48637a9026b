// A graph of objects with cycles: what is reachable stays, what is not goes, weak references notice.
int alive = 0;
class Person {
    string name; Person@ partner; array<Person@> friends; dictionary notes; Person@ self; any holder; Callback@ callback;
    Person(const string &in n) { name = n; alive++; }
    ~Person() { alive--; }
    void meet(Person@ other) { friends.insertLast(other); other.friends.insertLast(this); }
    string call() { return name; }
}
funcdef string Callback();
class Town {
    array<Person@> people; dictionary byName; private weakref<Person> mayor;
    Person@ add(const string &in n) { Person p(n); people.insertLast(p); @byName[n] = p; return p; }
    Person@ opIndex(const string &in n) { return cast<Person>(byName[n]); }
    void elect(const string &in n) { mayor = weakref<Person>(this[n]); }
    string mayorName() { Person@ p = mayor.get(); return p is null ? "nobody" : p.name; }
    void leave(const string &in n) { int i = people.findByRef(this[n]); if (i >= 0) people.removeAt(uint(i)); byName.delete(n); }
}
uint reach(Person@ from) {
    array<Person@> open = {from}, seen = {from};
    while (!open.isEmpty()) {
        Person@ p = open[open.length() - 1];
        open.removeLast();
        for (uint i = 0; i < p.friends.length(); i++) if (seen.findByRef(p.friends[i]) < 0) { seen.insertLast(p.friends[i]); open.insertLast(p.friends[i]); }
    }
    return seen.length();
}
class Tree { Tree@ left, right; weakref<Tree> parent; int v; int opCmp(const Tree &in o) const { return v - o.v; }
    Tree(int v) { this.v = v; alive++; } ~Tree() { alive--; }
    void add(int x) {
        if (x == v) return;
        Tree@ child = x < v ? left : right;
        if (child !is null) { child.add(x); return; }
        Tree t(x);
        t.parent = weakref<Tree>(this);
        if (x < v) @left = t; else @right = t;
    }
    int sum() const { return v + (left is null ? 0 : left.sum()) + (right is null ? 0 : right.sum()); }
    int level() const { const Tree@ p = parent.get(); return p is null ? 0 : 1 + p.level(); }
    Tree@ find(int x) { if (x == v) return this; Tree@ c = x < v ? left : right; return c is null ? null : c.find(x); }
}
void main() {
    Town town;
    for (int i = 0; i < 50; i++) town.add("p" + i);
    for (int i = 0; i < 50; i++) if (i % 10 != 9) town["p" + i].meet(town["p" + (i + 1)]);
    print("" + alive + " " + reach(town["p0"]) + " " + reach(town["p25"])); // expect: 50 10 10
    town["p9"].meet(town["p20"]);
    print("" + reach(town["p3"])); // expect: 20
    Person@ a = town["p1"], b = town["p2"];
    @a.partner = b; @b.partner = a; @a.self = a;
    @a.notes["partner"] = b; a.holder.store(@b); @b.callback = Callback(b.call);
    print(b.callback() + a.partner.partner.name); // expect: p2p1
    town.elect("p1");
    print(town.mayorName()); // expect: p1
    for (int i = 0; i < 10; i++) town.leave("p" + i);
    gc();
    print("" + alive + town.mayorName()); // expect: 50p1
    // The group hangs on p20 still; cut it.
    town["p20"].friends.removeLast();
    gc();
    print("" + alive); // expect: 50
    @a = null;
    @b = null;
    gc();
    print("" + alive + town.mayorName()); // expect: 40nobody
    town.people.resize(0);
    town.byName.deleteAll();
    gc();
    print("" + alive); // expect: 0
    {
        Tree root(500);
        uint x = 7;
        for (int i = 0; i < 300; i++) {
            x = (x * 37 + 11) % 1009;
            root.add(int(x));
        }
        print("" + (alive > 70) + (root.sum() > 0) + root.find(500).level()); // expect: truetrue0
        Tree@ deep = root.find(int(x));
        assert(deep is root || deep.level() > 0);
        assert(root.find(5000) is null);
    }
    print("" + alive); // expect: 0
    // A long list: releasing it does not overflow anything.
    Person@ head = Person("head");
    for (int i = 0; i < 20000; i++) {
        Person@ p = Person("x");
        @p.partner = head;
        @head = p;
    }
    print("" + alive); // expect: 20001
    @head = null;
    print("" + alive); // expect: 0
    for (int i = 0; i < 20000; i++) {
        Person@ p = Person("x"), q = Person("y");
        @p.partner = q;
        @q.partner = p;
    }
    gc();
    print("" + alive); // expect: 0
}
