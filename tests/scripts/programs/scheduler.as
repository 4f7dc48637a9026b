// Tasks that take turns: each is a state machine in steps, waits for time, for others or for messages, and may fail.
enum Wants { Again, Sleep, Message, Finished }
abstract class Task {
    string name;
    Scheduler@ home;
    uint64 wake = 0;
    int priority = 0;
    Wants wants = Again;
    array<int> inbox;
    protected int stage = 0;
    Task(const string &in name, int priority = 0) {
        this.name = name;
        this.priority = priority;
    }
    Wants step() {
        return Finished;
    }
    protected Wants sleep(uint64 ticks) {
        wake = home.now + ticks;
        return Sleep;
    }
    protected int receive() {
        int v = inbox[0];
        inbox.removeAt(0);
        return v;
    }
    bool ready() const {
        switch (wants) {
        case Again:
            return true;
        case Sleep:
            return home.now >= wake;
        case Message:
            return !inbox.isEmpty();
        }
        return false;
    }
}
class Scheduler {
    private array<Task@> tasks;
    uint64 now = 0;
    int steps = 0;
    string log;
    void add(Task@ t) {
        @t.home = this;
        tasks.insertLast(t);
    }
    Task@ find(const string &in name) {
        foreach (Task@ t : tasks)
            if (t.name == name)
                return t;
        return null;
    }
    bool send(const string &in to, int value) {
        Task@ t = find(to);
        if (t is null)
            return false;
        t.inbox.insertLast(value);
        return true;
    }
    private Task@ pick() {
        Task@ best;
        foreach (Task@ t : tasks)
            if (t.ready() && (best is null || t.priority > best.priority))
                @best = t;
        return best;
    }
    void note(const string &in text) {
        log += text + now + " ";
    }
    // Runs until nothing is left, or until all that is left waits for messages; then false.
    bool run(int most = 1000) {
        while (!tasks.isEmpty()) {
            Task@ t = pick();
            if (t is null) {
                uint64 next = uint64(-1);
                foreach (const Task@ s : tasks)
                    if (s.wants == Sleep && s.wake < next)
                        next = s.wake;
                if (next == uint64(-1))
                    return false;
                now = next;
                continue;
            }
            if (++steps > most)
                throw("too many steps");
            tasks.removeAt(uint(tasks.findByRef(t)));
            try {
                t.wants = t.step();
            } catch {
                note(t.name + "!" + getExceptionInfo() + "@");
                t.wants = Finished;
            }
            if (t.wants != Finished)
                tasks.insertLast(t);
        }
        return true;
    }
    uint waiting {
        get const {
            return tasks.length();
        }
    }
}
class Ticker : Task {
    private int times;
    private uint64 every;
    Ticker(const string &in n, int times, uint64 every) {
        super(n);
        this.times = times;
        this.every = every;
    }
    Wants step() override {
        if (stage++ == times)
            return Finished;
        home.note(name);
        return sleep(every);
    }
}
class Producer : Task {
    Producer(const string &in n) {
        super(n, 1);
    }
    Wants step() override {
        if (stage == 4) {
            home.send("sum", -1);
            return Finished;
        }
        home.send("sum", ++stage * 10);
        return stage % 2 == 0 ? sleep(3) : Again;
    }
}
class Sum : Task {
    int total = 0;
    Sum(const string &in n) {
        super(n, 2);
    }
    Wants step() override {
        while (!inbox.isEmpty()) {
            int v = receive();
            if (v < 0) {
                home.note("sum=" + total + "@");
                return Finished;
            }
            total += v;
        }
        return Message;
    }
}
class Broken : Task {
    Broken() {
        super("broken", -1);
    }
    Wants step() override {
        if (stage++ < 1)
            return sleep(4);
        receive();
        return Again;
    }
}
class Spinner : Task {
    Spinner() {
        super("spin", -5);
    }
    Wants step() override {
        return Again;
    }
}
void main() {
    Scheduler s;
    s.add(Ticker("a", 3, 2));
    s.add(Ticker("b", 2, 5));
    s.add(Producer("p"));
    s.add(Sum("sum"));
    s.add(Broken());
    assert(s.run());
    print(s.log); // expect: a0 b0 a2 a4 broken!Index out of bounds@4 b5 sum=100@6 
    assert(s.now == 10 && s.waiting == 0 && !s.send("sum", 1));
    s.add(Sum("sum"));
    assert(!s.run() && s.waiting == 1 && s.send("sum", 7));
    assert(!s.run() && cast<Sum>(s.find("sum")).total == 7);
    s.send("sum", -1);
    assert(s.run());
    s.add(Spinner());
    string why;
    try {
        s.run(100);
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "too many steps");
}
