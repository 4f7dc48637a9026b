// Containers of the script's own that foreach runs over: a list, a tree in order, ranges, filters over others, and pairs.
interface Ints {
    int first();
    bool over(int it);
    int next(int it);
    int at(int it);
}
mixin class Walked {
    int opForBegin() {
        return first();
    }
    bool opForEnd(int it) {
        return over(it);
    }
    int opForNext(int it) {
        return next(it);
    }
    int opForValue0(int it) {
        return at(it);
    }
    int opForValue1(int it) {
        return it;
    }
}
class Range : Ints, Walked {
    private int low, high, step;
    Range(int low, int high, int step = 1) {
        if (step == 0)
            throw("step of 0");
        this.low = low;
        this.high = high;
        this.step = step;
    }
    int first() {
        return low;
    }
    bool over(int it) {
        return step > 0 ? it >= high : it <= high;
    }
    int next(int it) {
        return it + step;
    }
    int at(int it) {
        return it;
    }
}
funcdef bool Keep(int);
class Filter : Ints, Walked {
    private Ints@ source;
    private Keep@ keep;
    Filter(Ints@ source, Keep@ keep) {
        @this.source = source;
        @this.keep = keep;
    }
    private int skip(int it) {
        while (!source.over(it) && !keep(source.at(it)))
            it = source.next(it);
        return it;
    }
    int first() {
        return skip(source.first());
    }
    bool over(int it) {
        return source.over(it);
    }
    int next(int it) {
        return skip(source.next(it));
    }
    int at(int it) {
        return source.at(it);
    }
}
class Node {
    string key;
    Node@ left, right, parent;
    int count = 1;
    Node(const string &in k, Node@ up) {
        key = k;
        @parent = up;
    }
}
class Tree {
    private Node@ root;
    uint size = 0;
    Tree@ add(const string &in key) {
        Node@ up;
        Node@ n = root;
        while (n !is null) {
            int c = key.opCmp(n.key);
            if (c == 0) {
                n.count++;
                return this;
            }
            @up = n;
            @n = c < 0 ? n.left : n.right;
        }
        @n = Node(key, up);
        if (up is null)
            @root = n;
        else if (key < up.key)
            @up.left = n;
        else
            @up.right = n;
        size++;
        return this;
    }
    private Node@ lowest(Node@ n) const {
        while (n !is null && n.left !is null)
            @n = n.left;
        return n;
    }
    Node@ opForBegin() const {
        return lowest(root);
    }
    bool opForEnd(Node@ n) const {
        return n is null;
    }
    Node@ opForNext(Node@ n) const {
        if (n.right !is null)
            return lowest(n.right);
        while (n.parent !is null && n.parent.right is n)
            @n = n.parent;
        return n.parent;
    }
    const string &opForValue0(Node@ n) const {
        return n.key;
    }
    int opForValue1(Node@ n) const {
        return n.count;
    }
}
string shown(Range r) {
    string all;
    foreach (int v : r)
        all += v + " ";
    return all;
}
bool odd(int v) {
    return v % 2 != 0;
}
Tree@ made(int &out times) {
    times++;
    return Tree().add("m").add("c").add("x").add("a").add("m").add("d").add("y");
}
void main() {
    print(shown(Range(0, 5))); // expect: 0 1 2 3 4 
    print(shown(Range(5, -4, -3))); // expect: 5 2 -1 
    print(shown(Range(3, 3))); // expect: 
    string all;
    foreach (int v : Filter(Filter(Range(0, 40), odd), function(v) { return v % 3 == 0; }))
        all += v + " ";
    print(all); // expect: 3 9 15 21 27 33 39 
    int times = 0;
    string keys;
    foreach (string key, int count : made(times))
        keys += key + count;
    print(keys); // expect: a1c1d1m2x1y1
    foreach (auto none : Tree())
        assert(false);
    // Loops in loops, left by break and continue.
    int pairs = 0;
    foreach (int a : Range(1, 100)) {
        foreach (int b : Range(a, 100)) {
            if (a * b > 50)
                break;
            if ((a + b) % 2 == 0)
                continue;
            pairs++;
        }
    }
    int expected = 0;
    for (int a = 1; a < 100; a++)
        for (int b = a; b < 100; b++)
            if (a * b <= 50 && (a + b) % 2 != 0)
                expected++;
    assert(pairs == expected && pairs > 0);
    string why;
    try {
        foreach (int v : Range(0, 3, 0))
            assert(false);
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "step of 0");
    try {
        foreach (int v : Filter(Range(0, 9), null))
            assert(false);
    } catch {
        why = getExceptionInfo();
    }
    print(why); // expect: Unbound function called
}
