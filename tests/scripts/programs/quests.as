// A quest log: quests with goals, needs and rewards, an order that respects the needs, circles found, and a journal of what
// changed.

namespace Journal {
    array<string> entries;
    void write(const string &in text) {
        entries.insertLast(text);
    }
    string flush() {
        string all = join(entries, "; ");
        entries.resize(0);
        return all;
    }
}
enum State { Hidden, Open, Active, Complete, Failed }
string name(State s) {
    const array<string> names = {"hidden", "open", "active", "complete", "failed"};
    return names[s];
}
mixin class Noted {
    private State state_ = Hidden;
    State get_state() const property {
        return state_;
    }
    void set_state(State to) property {
        if (to == state_)
            return;
        Journal::write(title + ":" + name(to));
        state_ = to;
    }
}
class Goal {
    string what;
    int need, have = 0;
    Goal() {
        need = 0;
    }
    Goal(const string &in w, int n) {
        what = w;
        need = n;
    }
    bool reached() const {
        return have >= need;
    }
}
class Quest : Noted {
    string title;
    array<Goal> goals;
    array<string> needs;
    int gold;
    Quest(const string &in t, int gold, const array<string> &in needs = array<string>()) {
        title = t;
        this.gold = gold;
        this.needs = needs;
    }
    Quest@ goal(const string &in what, int n) {
        goals.insertLast(Goal(what, n));
        return this;
    }
    bool finished() const {
        foreach (const Goal g : goals)
            if (!g.reached())
                return false;
        return true;
    }
}
class Log {
    private dictionary quests;
    private array<string> order;
    int gold = 0;
    void add(Quest@ q) {
        if (quests.exists(q.title))
            throw("two quests " + q.title);
        @quests[q.title] = q;
        order.insertLast(q.title);
    }
    Quest@ opIndex(const string &in title) {
        Quest@ q;
        if (!quests.get(title, @q))
            throw("no quest " + title);
        return q;
    }
    void refresh() {
        foreach (string title : order) {
            Quest@ q = this[title];
            if (q.state != Hidden)
                continue;
            bool ready = true;
            foreach (string n : q.needs)
                ready = ready && this[n].state == Complete;
            if (ready)
                q.state = Open;
        }
    }
    void start(const string &in title) {
        Quest@ q = this[title];
        if (q.state != Open)
            throw(title + " is " + name(q.state));
        q.state = Active;
    }
    int happen(const string &in what, int n = 1) {
        int touched = 0;
        foreach (string title : order) {
            Quest@ q = this[title];
            if (q.state != Active)
                continue;
            for (uint i = 0; i < q.goals.length(); i++) {
                if (q.goals[i].what == what && !q.goals[i].reached()) {
                    q.goals[i].have += n;
                    touched++;
                }
            }
            if (q.finished()) {
                q.state = Complete;
                gold += q.gold;
            }
        }
        refresh();
        return touched;
    }
    array<string> plan() {
        array<string> result;
        dictionary marks;
        foreach (string title : order)
            visit(title, marks, result);
        return result;
    }
    private void visit(const string &in title, dictionary &inout marks, array<string> &inout result) {
        int mark = 0;
        marks.get(title, mark);
        if (mark == 2)
            return;
        if (mark == 1)
            throw("circle at " + title);
        marks[title] = 1;
        foreach (string n : this[title].needs)
            visit(n, marks, result);
        marks[title] = 2;
        result.insertLast(title);
    }
}
void main() {
    Log log;
    log.add(Quest("dragon", 500, {"sword", "map"}).goal("dragon", 1));
    log.add(Quest("sword", 10, {"ore"}).goal("forge", 1));
    log.add(Quest("map", 20).goal("page", 3).goal("ink", 1));
    log.add(Quest("ore", 5).goal("ore", 4));
    print(join(log.plan(), " ")); // expect: ore sword map dragon
    log.refresh();
    print(Journal::flush()); // expect: map:open; ore:open
    log.start("ore");
    log.start("map");
    assert(log.happen("ore", 3) == 1 && log.happen("page", 3) == 1 && log.happen("dragon") == 0);
    print(Journal::flush()); // expect: ore:active; map:active
    assert(log.happen("ore") == 1 && log.gold == 5);
    print(Journal::flush()); // expect: ore:complete; sword:open
    string why;
    try {
        log.start("dragon");
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "dragon is hidden");
    log.happen("ink");
    log.start("sword");
    log.happen("forge", 9);
    log.start("dragon");
    log.happen("dragon");
    print(Journal::flush() + " " + log.gold); // expect: map:complete; sword:active; sword:complete; dragon:open; dragon:active; dragon:complete 535
    log["ore"].needs.insertLast("dragon");
    try {
        log.plan();
    } catch {
        why = getExceptionInfo();
    }
    print(why); // expect: circle at dragon
    try {
        log["none"].state = Failed;
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "no quest none" && Journal::entries.isEmpty());
}
