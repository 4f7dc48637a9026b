// An event bus with delegates, priorities and weak subscriptions, a state machine driven by it, and an inventory that listens.
funcdef void Handler(Event@);
class Event {
    string name; dictionary data; bool stopped = false;
    Event(const string &in n) { name = n; }
    Event@ with(const string &in key, int value) { data[key] = value; return this; }
    int number(const string &in key) { return int(data[key]); }
}
class Subscription { string name; Handler@ handler; int priority; int id; bool once;
    int opCmp(const Subscription &in o) const { return priority != o.priority ? o.priority - priority : id - o.id; } }
class Bus {
    private array<Subscription@> all; private int ids = 0; private array<Event@> queue; private bool busy = false;
    int delivered = 0;
    int on(const string &in name, Handler@ h, int priority = 0, bool once = false) {
        Subscription s;
        s.name = name; @s.handler = h; s.priority = priority; s.id = ++ids; s.once = once;
        all.insertLast(s);
        all.sortAsc();
        return s.id;
    }
    bool off(int id) {
        for (uint i = 0; i < all.length(); i++) if (all[i].id == id) { all.removeAt(i); return true; }
        return false;
    }
    void send(Event@ e) {
        queue.insertLast(e);
        if (busy) return;
        busy = true;
        while (!queue.isEmpty()) {
            Event@ next = queue[0];
            queue.removeAt(0);
            array<Subscription@> now = all;
            foreach (auto s : now) {
                if (s.name != next.name && s.name != "*") continue;
                delivered++;
                if (s.once) off(s.id);
                try { s.handler(next); } catch { print("! " + getExceptionInfo() + " in " + next.name); }
                if (next.stopped) break;
            }
        }
        busy = false;
    }
    uint count() const { return all.length(); }
    void clear() { all.resize(0); }
}
namespace States {
    abstract class State { Machine@ machine; string name() const { return "?"; } void enter() {} void leave() {} State@ handle(Event@ e) { return null; } }
    class Machine {
        State@ state; string trace;
        Machine(State@ first) { change(first); }
        void change(State@ s) {
            if (state !is null) { state.leave(); @state.machine = null; }
            @state = s;
            @s.machine = this;
            trace += s.name() + ";";
            s.enter();
        }
        void handle(Event@ e) { State@ n = state.handle(e); if (n !is null) change(n); }
    }
    class Idle : State { string name() const override { return "idle"; } State@ handle(Event@ e) override { if (e.name == "see") return Chase(e.number("id")); return null; } }
    class Chase : State {
        private int target; private int steps = 0;
        Chase(int t) { target = t; }
        string name() const override { return "chase" + target; }
        State@ handle(Event@ e) override {
            if (e.name == "tick" && ++steps == 3) return Attack(this);
            if (e.name == "lost") return Idle();
            return null;
        }
    }
    class Attack : State {
        private Chase@ before;
        Attack(Chase@ b) { @before = b; }
        string name() const override { return "attack"; }
        void enter() override { machine.trace += "!"; }
        State@ handle(Event@ e) override { if (e.name == "hit") return before; if (e.name == "lost") return Idle(); return null; }
    }
}
class Item { string name; int count; float weight; Item(const string &in n, int c, float w) { name = n; count = c; weight = w; } }
class Inventory {
    private array<Item@> items; private dictionary byName; float limit = 20;
    float weight { get const { float w = 0; for (uint i = 0; i < items.length(); i++) w += items[i].weight * items[i].count; return w; } }
    bool add(Item@ item) {
        if (weight + item.weight * item.count > limit) return false;
        Item@ have = cast<Item>(byName[item.name]);
        if (have !is null) { have.count += item.count; return true; }
        items.insertLast(item);
        @byName[item.name] = item;
        return true;
    }
    int opIndex(const string &in name) { Item@ i = cast<Item>(byName[name]); return i is null ? 0 : i.count; }
    void onPickup(Event@ e) { e.data["done"] = add(Item("coin", e.number("n"), 0.5f)); }
    string list() { items.sort(function(a, b) { return a.name < b.name; }); string s; foreach (auto i : items) s += i.name + "x" + i.count + " "; return s; }
}
Bus@ bus = Bus();
string logged;
void main() {
    Inventory inv;
    States::Machine machine(States::Idle());
    bus.on("pickup", Handler(inv.onPickup));
    int all = bus.on("*", Handler(machine.handle), -5);
    bus.on("*", function(e) { logged += e.name.substr(0, 1); }, 10);
    bus.on("bad", function(e) { array<int> a; a[0] = 1; });
    bus.on("bad", function(e) { e.stopped = true; }, -1);
    bus.on("chain", function(e) { if (e.number("n") > 0) bus.send(Event("chain").with("n", e.number("n") - 1)); });
    bus.on("once", function(e) { print("once"); }, 0, true);
    Event@ p = Event("pickup").with("n", 30);
    bus.send(p);
    print("" + inv["coin"] + " " + inv.weight + " " + bool(p.data["done"])); // expect: 30 15 true
    bus.send(@p = Event("pickup").with("n", 11));
    print("" + inv["coin"] + " " + bool(p.data["done"])); // expect: 30 false
    assert(inv.add(Item("axe", 1, 2)) && inv.add(Item("rope", 2, 0.25f)) && inv.add(Item("axe", 1, 2)));
    print(inv.list() + inv["none"]); // expect: axex2 coinx30 ropex2 0
    bus.send(Event("see").with("id", 7));
    for (int i = 0; i < 5; i++) bus.send(Event("tick"));
    bus.send(Event("hit"));
    bus.send(Event("lost"));
    print(machine.trace); // expect: idle;chase7;attack;!chase7;idle;
    bus.send(Event("bad")); // expect: ! Index out of bounds in bad
    bus.send(Event("chain").with("n", 4));
    bus.send(Event("once")); // expect: once
    bus.send(Event("once"));
    print(logged); // expect: ppsttttthlbcccccoo
    print("" + bus.off(all) + bus.off(all) + bus.count()); // expect: truefalse5
    bus.clear();
    bus.send(Event("bad"));
    print("" + bus.delivered); // expect: 45
}
