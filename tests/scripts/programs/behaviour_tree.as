// A behaviour tree: sequences, selectors, decorators and leaves that are lambdas or delegates, ticked over time.

enum Status { Failed, Running, Done }
funcdef Status Action(Agent@);
funcdef bool Test(const Agent@);
abstract class Node {
    protected array<Node@> children;
    int ticks = 0;
    Node@ add(Node@ child) {
        children.insertLast(child);
        return this;
    }
    Status tick(Agent@ a) final {
        ticks++;
        Status s = run(a);
        if (s != Running)
            reset();
        return s;
    }
    protected Status run(Agent@ a) {
        return Failed;
    }
    protected void reset() {
    }
    int count() const {
        int n = 1;
        foreach (const Node@ c : children)
            n += c.count();
        return n;
    }
}
class Sequence : Node {
    private uint at = 0;
    protected Status run(Agent@ a) override {
        for (; at < children.length(); at++) {
            Status s = children[at].tick(a);
            if (s != Done)
                return s;
        }
        return Done;
    }
    protected void reset() override {
        at = 0;
    }
}
class Selector : Node {
    protected Status run(Agent@ a) override {
        foreach (Node@ c : children) {
            Status s = c.tick(a);
            if (s != Failed)
                return s;
        }
        return Failed;
    }
}
class Do : Node {
    private Action@ action;
    Do(Action@ f) {
        @action = f;
    }
    protected Status run(Agent@ a) override {
        return action(a);
    }
}
class If : Node {
    private Test@ test;
    If(Test@ t) {
        @test = t;
    }
    protected Status run(Agent@ a) override {
        return test(a) ? Done : Failed;
    }
}
class Not : Node {
    Not(Node@ child) {
        add(child);
    }
    protected Status run(Agent@ a) override {
        switch (children[0].tick(a)) {
        case Failed:
            return Done;
        case Done:
            return Failed;
        }
        return Running;
    }
}
class Repeat : Node {
    private int times, left;
    Repeat(int times, Node@ child) {
        this.times = left = times;
        add(child);
    }
    protected Status run(Agent@ a) override {
        Status s = children[0].tick(a);
        if (s == Failed)
            return Failed;
        if (s == Done && --left == 0)
            return Done;
        return Running;
    }
    protected void reset() override {
        left = times;
    }
}
class Agent {
    int health = 10, ammo = 2, x = 0;
    int enemy = 6;
    string log;
    Status shoot(Agent@ self) {
        assert(self is this);
        if (ammo == 0)
            return Failed;
        ammo--;
        log += "s";
        return Done;
    }
    int distance {
        get const {
            return enemy > x ? enemy - x : x - enemy;
        }
    }
}
Node@ build(Agent@ a) {
    Node@ flee = Sequence()
        .add(If(function(a) { return a.health < 4; }))
        .add(Do(function(a) { a.x--; a.log += "f"; return a.x <= 0 ? Done : Running; }));
    Node@ attack = Sequence()
        .add(If(function(a) { return a.distance <= 2; }))
        .add(Not(If(function(a) { return a.ammo == 0; })))
        .add(Do(Action(a.shoot)));
    Node@ reload = Sequence()
        .add(If(function(a) { return a.ammo == 0; }))
        .add(Repeat(2, Do(function(a) { a.ammo++; a.log += "r"; return Done; })));
    Node@ walk = Do(function(a) { a.x += a.enemy > a.x ? 1 : -1; a.log += "w"; return Done; });
    return Selector().add(flee).add(attack).add(reload).add(walk);
}
void main() {
    Agent a;
    Node@ tree = build(a);
    assert(tree.count() == 14);
    for (int i = 0; i < 10; i++)
        tree.tick(a);
    print(a.log); // expect: wwwwssrsrs
    a.health = 3;
    int steps = 0;
    while (tree.tick(a) == Running)
        steps++;
    print(a.log.substr(10) + steps); // expect: ffff3
    assert(a.x == 0 && tree.ticks == 14);
    a.health = 10;
    a.ammo = 1;
    tree.tick(a);
    assert(a.x == 1 && a.ammo == 1);
    Node@ never = Selector();
    assert(never.tick(a) == Failed);
    Node@ broken = Sequence().add(Do(null));
    string why;
    try {
        broken.tick(a);
    } catch {
        why = getExceptionInfo();
    }
    print(why); // expect: Unbound function called
}
