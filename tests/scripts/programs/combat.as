// Fighters with effects that stack, wear off and change what they do; classes over classes, mixins, and calls of what a base
// class does.
namespace Dice {
    uint state = 12345;
    int roll(int sides) {
        state = state * 1664525 + 1013904223;
        return int((state >> 8) % uint(sides)) + 1;
    }
}
shared enum Element { Plain, Fire, Ice }
shared interface Effect {
    string label() const;
    int change(int damage, Element e);
    bool turn(Fighter@ f);
}
mixin class Lasting {
    protected int turns = 2;
    bool last() {
        return --turns > 0;
    }
}
class Burning : Effect, Lasting {
    string label() const {
        return "burning" + turns;
    }
    int change(int damage, Element e) {
        return e == Ice ? damage / 2 : damage;
    }
    bool turn(Fighter@ f) {
        f.hurt(3, Fire);
        return last();
    }
}
class Shielded : Effect, Lasting {
    private int left = 5;
    string label() const {
        return "shield" + left;
    }
    int change(int damage, Element e) {
        int taken = damage < left ? damage : left;
        left -= taken;
        return damage - taken;
    }
    bool turn(Fighter@ f) {
        return left > 0;
    }
}
shared abstract class Fighter {
    string name;
    private int health_;
    private int most;
    private array<Effect@> effects;
    string told;
    Fighter(const string &in n, int health) {
        name = n;
        most = health_ = health;
    }
    int health {
        get const final {
            return health_;
        }
        set {
            health_ = value < 0 ? 0 : value > most ? most : value;
        }
    }
    bool alive() const {
        return health > 0;
    }
    int hurt(int damage, Element e) {
        foreach (Effect@ effect : effects)
            damage = effect.change(damage, e);
        damage = armour(damage, e);
        health = health - damage;
        told += name + "-" + damage + " ";
        return damage;
    }
    protected int armour(int damage, Element e) const {
        return damage;
    }
    Fighter@ add(Effect@ e) {
        effects.insertLast(e);
        return this;
    }
    void turn() {
        for (uint i = effects.length(); i-- > 0;)
            if (!effects[i].turn(this))
                effects.removeAt(i);
    }
    string state() const {
        array<string> labels;
        foreach (const Effect@ e : effects)
            labels.insertLast(e.label());
        return name + health + "[" + join(labels, ",") + "]";
    }
    void attack(Fighter@ other) {
        other.hurt(4, Element(0));
    }
}
class Knight : Fighter {
    int hits = 0;
    Knight(const string &in n) {
        super(n, 20);
    }
    protected int armour(int damage, Element e) const override {
        int rest = Fighter::armour(damage, e) - (e == Plain ? 2 : 0);
        return rest < 0 ? 0 : rest;
    }
    void attack(Fighter@ other) override {
        Fighter::attack(other);
        if (++hits % 2 == 0)
            Fighter::attack(other);
    }
}
class Mage : Fighter {
    private Element next = Fire;
    Mage(const string &in n, int health = 12) {
        super(n, health);
    }
    void attack(Fighter@ other) override {
        other.hurt(next == Fire ? 5 : 6, next);
        if (next == Fire)
            other.add(Burning());
        next = next == Fire ? Ice : Fire;
    }
}
class Archmage : Mage {
    Archmage(const string &in n) {
        super(n, 14);
        add(Shielded());
    }
    int hurt(int damage, Element e) override {
        return e == Fire ? 0 : Mage::hurt(damage, e);
    }
}
int duel(Fighter@ a, Fighter@ b) {
    int rounds = 0;
    while (a.alive() && b.alive() && rounds < 50) {
        rounds++;
        a.attack(b);
        if (b.alive())
            b.attack(a);
        a.turn();
        b.turn();
    }
    return rounds;
}
void main() {
    Knight@ k = Knight("k");
    Mage@ m = Mage("m");
    m.attack(k);
    print(k.state()); // expect: k15[burning2]
    k.turn();
    print(k.state()); // expect: k12[burning1]
    m.attack(k);
    print(k.state() + " " + k.told); // expect: k9[burning1] k-5 k-3 k-3 
    k.turn();
    assert(k.health == 6 && k.state() == "k6[]");
    k.health = 100;
    assert(k.health == 20);
    Archmage@ a = Archmage("a");
    assert(a.hurt(9, Fire) == 0 && a.hurt(3, Ice) == 0 && a.hurt(3, Plain) == 1);
    print(a.state()); // expect: a13[shield0]
    a.turn();
    assert(a.state() == "a13[]");
    Fighter@ one = Knight("one"), two = Archmage("two");
    int rounds = duel(one, two);
    assert(rounds < 50 && one.alive() != two.alive());
    array<Fighter@> all = {Knight("x"), Mage("y"), Archmage("z"), Knight("w")};
    int alive = int(all.length());
    for (int i = 0; i < 400 && alive > 1; i++) {
        Fighter@ from = all[Dice::roll(4) - 1], to = all[Dice::roll(4) - 1];
        if (from is to || !from.alive() || !to.alive())
            continue;
        int before = to.health;
        from.attack(to);
        assert(to.health <= before);
        if (!to.alive())
            alive--;
    }
    assert(alive == 1);
    int mages = 0;
    foreach (Fighter@ f : all)
        if (cast<Mage>(f) !is null)
            mages++;
    assert(mages == 2 && cast<Archmage>(all[1]) is null && cast<Knight>(all[3]) !is null);
}
