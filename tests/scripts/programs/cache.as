// A cache that forgets what was used longest ago: a list with links both ways, which form circles, a dictionary into it, loading by
// a function, and what is dropped is told.
funcdef string Load(const string &in);
funcdef void Dropped(const string &in, const string &in);
int nodes = 0;
class Node {
    string key, value;
    Node@ before, after;
    Node() {
        nodes++;
    }
    ~Node() {
        nodes--;
    }
    void unlink() {
        @before.after = after;
        @after.before = before;
        @before = null;
        @after = null;
    }
    void linkAfter(Node@ other) {
        @before = other;
        @after = other.after;
        @other.after.before = this;
        @other.after = this;
    }
}
class Cache {
    private Node@ head = Node();
    private dictionary index;
    private uint limit;
    private Load@ load;
    Dropped@ dropped;
    int hits = 0, misses = 0;
    Cache(uint limit, Load@ load) {
        if (limit == 0)
            throw("a cache of nothing");
        this.limit = limit;
        @this.load = load;
        @head.before = head;
        @head.after = head;
    }
    uint length {
        get const {
            return index.getSize();
        }
    }
    string opIndex(const string &in key) {
        Node@ n;
        if (index.get(key, @n)) {
            hits++;
            n.unlink();
        } else {
            misses++;
            string value = load(key);
            @n = Node();
            n.key = key;
            n.value = value;
            if (length == limit)
                forget(head.before);
            @index[key] = n;
        }
        n.linkAfter(head);
        return n.value;
    }
    private void forget(Node@ n) {
        n.unlink();
        index.delete(n.key);
        if (dropped !is null)
            dropped(n.key, n.value);
    }
    bool remove(const string &in key) {
        Node@ n;
        if (!index.get(key, @n))
            return false;
        forget(n);
        return true;
    }
    string keys() const {
        string all;
        for (const Node@ n = head.after; n !is head; @n = n.after)
            all += n.key;
        return all;
    }
    bool sound() const {
        uint count = 0;
        for (const Node@ n = head; ; @n = n.after) {
            if (n.after.before !is n)
                return false;
            if (n.after is head)
                break;
            count++;
        }
        return count == length;
    }
}
string doubled(const string &in key) {
    if (key == "!")
        throw("cannot load !");
    return key + key;
}
string told;
void use() {
    Cache c(3, doubled);
    @c.dropped = function(k, v) { told += "-" + k + v.length(); };
    assert(c["a"] == "aa" && c["b"] == "bb" && c["c"] == "cc");
    print(c.keys()); // expect: cba
    c["a"];
    print(c.keys()); // expect: acb
    c["d"];
    print(c.keys() + told); // expect: dac-b2
    assert(c.hits == 1 && c.misses == 4 && c.sound());
    string why;
    try {
        c["!"];
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "cannot load !" && c.keys() == "dac" && c.sound());
    assert(c.remove("a") && !c.remove("a") && c.length == 2);
    uint seed = 1;
    array<string> letters = {"p", "q", "r", "s", "t", "u", "v"};
    for (int i = 0; i < 500; i++) {
        seed = seed * 1664525 + 1013904223;
        string k = letters[seed >> 24 & 7 % letters.length()];
        assert(c[k] == k + k);
        assert(c.length <= 3 && c.keys().findFirst(k) == 0);
        if (i % 50 == 0)
            assert(c.sound());
    }
    assert(c.hits + c.misses == 506 && nodes == 4);
    try {
        Cache none(0, doubled);
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "a cache of nothing");
}
void main() {
    use();
    gc();
    assert(nodes == 0);
}
