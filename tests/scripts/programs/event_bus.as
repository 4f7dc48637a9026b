// An event bus: listeners are delegates, functions and lambdas; they come and go while events are sent, throw, send events
// themselves, and listen with priorities. Weak references let listeners die.
namespace Bus {
    enum Kind { Damage, Heal, Death, Count }
    funcdef bool Listener(Event@);
    class Event {
        Kind kind; int amount; string source; private bool done;
        Event() { kind = Damage; }
        Event(Kind k, int a, const string &in s = "world") { kind = k; amount = a; source = s; }
        bool stopped { get const { return done; } set { if (!value) throw("cannot start again"); done = value; } }
    }
    class Entry {
        Listener@ listener; int priority; uint order; bool gone = false;
        Entry() {}
        Entry(Listener@ l, int p, uint o) { @listener = l; priority = p; order = o; }
        int opCmp(const Entry &in o) const {
            if (priority != o.priority) return o.priority - priority;
            return order < o.order ? -1 : order > o.order ? 1 : 0;
        }
    }
    class Center {
        private array<array<Entry@>> entries(Kind::Count);
        private array<Event@> queue;
        private uint next = 0;
        private int depth = 0;
        array<string> errors;
        uint listen(Kind k, Listener@ l, int priority = 0) {
            if (l is null) throw("no listener");
            entries[k].insertLast(Entry(l, priority, next));
            entries[k].sort(function(a, b) { return a < b; });
            return next++;
        }
        bool forget(uint id) {
            for (uint k = 0; k < entries.length(); k++) {
                for (uint i = 0; i < entries[k].length(); i++) {
                    if (entries[k][i].order == id) {
                        entries[k][i].gone = true;
                        entries[k].removeAt(i);
                        return true;
                    }
                }
            }
            return false;
        }
        // Gives how many listeners took the event.
        int send(Event@ e) {
            if (depth >= 8) { errors.insertLast("too deep"); return 0; }
            depth++;
            int taken = 0;
            array<Entry@> now = entries[e.kind];
            foreach (Entry@ entry : now) {
                if (entry.gone) continue;
                try {
                    if (entry.listener(e)) taken++;
                } catch {
                    errors.insertLast(e.source + ": " + getExceptionInfo());
                }
                if (e.stopped) break;
            }
            depth--;
            return taken;
        }
        void post(Kind k, int amount, const string &in source) { queue.insertLast(Event(k, amount, source)); }
        int pump() {
            int sent = 0;
            while (queue.length() > 0) {
                Event@ e = queue[0];
                queue.removeAt(0);
                send(e);
                sent++;
            }
            return sent;
        }
        uint count(Kind k) const { return entries[k].length(); }
    }
}
using namespace Bus;
Center center;
int created = 0, destroyed = 0;
class Unit {
    string name; int health; uint[] ids;
    private weakref<Unit> friendRef;
    Unit(const string &in n, int h) { name = n; health = h; created++; }
    ~Unit() { destroyed++; }
    void join() {
        ids.insertLast(center.listen(Damage, Listener(this.onDamage)));
        ids.insertLast(center.listen(Heal, Listener(this.onHeal), 5));
    }
    void leave() {
        foreach (uint id : ids) assert(center.forget(id));
        ids.resize(0);
    }
    Unit@ buddy { get const { return friendRef.get(); } set { @friendRef = value; } }
    bool onDamage(Event@ e) {
        if (e.source == name) return false;
        health -= e.amount;
        if (health <= 0) {
            leave();
            center.send(Event(Death, health, name));
        } else if (buddy !is null) {
            center.post(Heal, 1, name);
        }
        return true;
    }
    private bool onHeal(Event@ e) {
        if (buddy is null || buddy.name != e.source) return false;
        health += e.amount;
        return true;
    }
}
int deaths = 0;
bool countDeath(Event@ e) { deaths++; return true; }
void battle() {
    Unit a("a", 10), b("b", 7);
    Unit@ c = Unit("c", 3);
    a.join(); b.join(); c.join();
    @a.buddy = b;
    @b.buddy = a;
    @c.buddy = c;
    uint id = center.listen(Death, countDeath);
    assert(center.count(Damage) == 3 && center.count(Death) == 1 && id == 6);
    // The first hit kills c, which leaves while the event is on its way.
    assert(center.send(Event(Damage, 3)) == 3);
    assert(deaths == 1 && center.count(Damage) == 2 && center.count(Heal) == 2);
    assert(a.health == 7 && b.health == 4);
    assert(center.pump() == 2);
    assert(a.health == 8 && b.health == 5);
    // A shield before all others takes what is left of it.
    int before = a.health;
    uint shield = center.listen(Damage, function(e) { e.amount -= 2; if (e.amount <= 0) e.stopped = true; return true; }, 10);
    assert(center.send(Event(Damage, 2)) == 1 && a.health == before);
    assert(center.send(Event(Damage, 3, "b")) == 2 && a.health == before - 1 && b.health == 5);
    assert(center.forget(shield) && !center.forget(shield));
    center.pump();
    // A listener that throws is noted, the others go on.
    uint bad = center.listen(Damage, function(e) { Unit@ none; none.health = e.amount; return true; }, 20);
    assert(center.send(Event(Damage, 1, "a")) == 1);
    assert(center.errors.length() == 1 && center.errors[0] == "a: Null pointer access");
    center.forget(bad);
    // One that sends what it hears ends at the limit.
    uint echo = center.listen(Death, function(e) { return center.send(Event(Death, e.amount + 1, "echo")) >= 0; }, -1);
    deaths = 0;
    center.send(Event(Death, 0));
    assert(deaths == 8 && center.errors.length() == 2 && center.errors[1] == "too deep");
    center.forget(echo);
    center.forget(id);
    string failed;
    try { center.listen(Heal, null); } catch { failed = getExceptionInfo(); }
    assert(failed == "no listener");
    Event e(Heal, 1);
    e.stopped = true;
    try { e.stopped = false; } catch { failed = getExceptionInfo(); }
    assert(failed == "cannot start again" && e.stopped);
    a.leave();
    b.leave();
    assert(center.count(Damage) + center.count(Heal) + center.count(Death) == 0);
    @c = null;
    print("" + created + destroyed);
}
void main() {
    battle();
    print("" + destroyed); 
}
// expect: 31
// expect: 3
