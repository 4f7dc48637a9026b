// An inventory: items behind an interface, stacks, a weight limit as a property with checks, mixins for what things can
// do, containers in containers, and a log that shows in which order things go.
namespace Log {
    array<string> lines;
    void add(const string &in text) { lines.insertLast(text); }
    string take() {
        string all;
        foreach (string line : lines) all += (all.isEmpty() ? "" : ",") + line;
        lines.resize(0);
        return all;
    }
}
enum Rarity { Common = 1, Rare = 5, Epic = 25 }
interface Goods {
    string name { get const; }
    double weight() const;
    Goods@ copy() const;
}
interface Usable { bool use(int times); }
mixin class Wears {
    private int life = 3;
    int get_left() const property { return life; }
    bool wear(int by) {
        if (life < by) return false;
        life -= by;
        return true;
    }
}
abstract class Item : Goods {
    private string itemName;
    protected double itemWeight;
    Rarity rarity = Common;
    Item(const string &in n, double w, Rarity r = Common) { itemName = n; itemWeight = w; rarity = r; }
    ~Item() { Log::add("-" + itemName); }
    string name { get const override { return itemName; } }
    double weight() const { return itemWeight; }
    Goods@ copy() const { return null; }
    int value() const { return int(weight() * 10) * int(rarity); }
    int opCmp(const Item &in o) const {
        if (value() != o.value()) return value() < o.value() ? -1 : 1;
        return itemName.opCmp(o.itemName);
    }
    bool opEquals(const Item &in o) const { return opCmp(o) == 0; }
}
class Tool : Item, Wears, Usable {
    Tool(const string &in n, double w, Rarity r = Common) { super(n, w, r); }
    Goods@ copy() const override { return Tool(name, itemWeight, rarity); }
    bool use(int times) {
        for (int i = 0; i < times; i++) if (!wear(1)) return false;
        return true;
    }
    int value() const override { return Item::value() + left; }
}
class Stack : Item {
    private int n;
    Stack(const string &in name, double each, int count) { super(name, each); n = count; }
    int count {
        get const { return n; }
        set { if (value < 0) throw("negative stack of " + name); n = value; }
    }
    double weight() const override { return itemWeight * n; }
    Goods@ copy() const override { return Stack(name, itemWeight, n); }
    Stack@ split(int some) {
        count -= some;
        return Stack(name, itemWeight, some);
    }
    Stack@ opAddAssign(Stack@ o) {
        if (o.name != name) throw(name + " is not " + o.name);
        n += o.n;
        o.n = 0;
        return this;
    }
}
class Bag : Goods {
    private array<Goods@> things;
    private double most = 10;
    private string bagName = "bag";
    Bag() {}
    Bag(const string &in n, double limit) { bagName = n; most = limit; }
    string name { get const override { return bagName; } }
    double limit {
        get const { return most; }
        set {
            if (value < content()) throw("too tight");
            most = value;
        }
    }
    double content() const {
        double sum = 0;
        for (uint i = 0; i < things.length(); i++) sum += things[i].weight();
        return sum;
    }
    double weight() const { return 0.5 + content(); }
    Goods@ copy() const override {
        Bag b(bagName, most);
        for (uint i = 0; i < things.length(); i++) b << things[i].copy();
        return b;
    }
    // Puts something in, and gives the bag for more.
    Bag@ opShl(Goods@ t) {
        if (t is null) throw("nothing");
        if (t is this) throw("a bag in itself");
        if (content() + t.weight() > most) throw(t.name + " is too heavy for the " + bagName);
        auto@ s = cast<Stack>(t);
        if (s !is null) {
            auto@ same = cast<Stack>(find(s.name));
            if (same !is null) { same += s; return this; }
        }
        things.insertLast(t);
        return this;
    }
    Goods@ find(const string &in n) const {
        for (uint i = 0; i < things.length(); i++) {
            if (things[i].name == n) return things[i];
            auto@ inner = cast<Bag>(things[i]);
            Goods@ found = inner is null ? null : inner.find(n);
            if (found !is null) return found;
        }
        return null;
    }
    Goods@ take(const string &in n) {
        for (uint i = 0; i < things.length(); i++) {
            if (things[i].name == n) {
                Goods@ t = things[i];
                things.removeAt(i);
                return t;
            }
            auto@ inner = cast<Bag>(things[i]);
            if (inner !is null) {
                auto@ t = inner.take(n);
                if (t !is null) return t;
            }
        }
        return null;
    }
    Goods@ opIndex(const string &in n) { return find(n); }
    uint opForBegin() const { return 0; }
    bool opForEnd(uint i) const { return i >= things.length(); }
    uint opForNext(uint i) const { return i + 1; }
    Goods@ opForValue(uint i) const { return things[i]; }
    uint size() const { return things.length(); }
}
string names(const Bag@ bag) {
    string all;
    foreach (auto@ t : bag) all += t.name + " ";
    return all;
}
string tried(Bag@ bag, Goods@ t) {
    try { bag << t; return "ok"; } catch { return getExceptionInfo(); }
}
void fill() {
    Bag bag;
    Bag pouch("pouch", 2);
    bag << Tool("axe", 3) << Stack("arrow", 0.1, 10) << pouch;
    pouch << Tool("key", 0.25, Epic) << Stack("coin", 0.01, 50);
    assert(names(bag) == "axe arrow pouch " && names(pouch) == "key coin ");
    assert(bag.content() > 5.24 && bag.content() < 5.26);
    assert(tried(bag, Tool("anvil", 90)) == "anvil is too heavy for the bag");
    assert(tried(bag, null) == "nothing" && tried(bag, bag) == "a bag in itself");
    assert(Log::take() == "-anvil");
    assert(tried(bag, Stack("arrow", 0.1, 5)) == "ok" && Log::take() == "-arrow");
    assert(cast<Stack>(bag["arrow"]).count == 15 && bag.size() == 3);
    // Two thirds of the arrows leave, come back, and cannot become less than none.
    Stack@ arrows = cast<Stack>(bag["arrow"]);
    Stack@ some = arrows.split(10);
    assert(arrows.count == 5 && some.count == 10);
    arrows += some;
    assert(arrows.count == 15 && some.count == 0);
    string failed;
    try { arrows.count = -1; } catch { failed = getExceptionInfo(); }
    assert(failed == "negative stack of arrow" && arrows.count == 15);
    try { arrows += cast<Stack>(bag["coin"]); } catch { failed = getExceptionInfo(); }
    assert(failed == "arrow is not coin");
    try { bag.limit = 1; } catch { failed = getExceptionInfo(); }
    assert(failed == "too tight" && bag.limit == 10);
    bag.limit *= 2;
    assert(bag.limit == 20);
    @some = null;
    assert(Log::take() == "-arrow");
    // Wear is each tool's own.
    Usable@ axe = cast<Usable>(bag["axe"]);
    assert(axe.use(2) && cast<Tool>(axe).left == 1 && !axe.use(2) && cast<Tool>(axe).left == 0);
    assert(cast<Usable>(bag["coin"]) is null);
    assert(cast<Tool>(bag["key"]).value() == 2 * 25 + 3);
    // A copy shares nothing with what it was made from.
    Bag@ other = cast<Bag>(bag.copy());
    assert(other !is bag && names(other) == "axe arrow pouch " && cast<Tool>(other["axe"]).left == 3);
    Goods@ key = other.take("key");
    assert(other["key"] is null && bag["key"] !is null && bag["key"] !is key);
    assert(cast<Item>(key) == cast<Item>(bag["key"]));
    @other = null;
    assert(Log::take() == "-axe,-arrow,-coin");
    @key = null;
    assert(Log::take() == "-key");
    array<Item@> sorted;
    foreach (auto@ t : bag) {
        auto@ item = cast<Item>(t);
        if (item !is null) sorted.insertLast(item);
    }
    sorted.insertLast(cast<Item>(bag["key"]));
    sorted.sort(function(a, b) { return a < b; });
    string order;
    foreach (auto@ item : sorted) order += item.name + item.value() + " ";
    print(order);
    @arrows = null;
    @axe = null;
}
void main() {
    fill();
    print("" + Log::lines.length());
}
// expect: arrow15 axe30 key53 
// expect: 4
