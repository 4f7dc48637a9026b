// A timeline: values that move by curves through delegates and properties, in sequence, side by side and repeated.
funcdef float Curve(float);
funcdef void Setter(float);
funcdef void Done();
namespace Curves {
    float line(float t) {
        return t;
    }
    float square(float t) {
        return t * t;
    }
    float out_(float t) {
        return 1 - (1 - t) ** 2;
    }
    float smooth(float t) {
        return t < 0.5f ? 2 * t * t : 1 - 2 * (1 - t) ** 2;
    }
    array<Curve@> all = {line, square, out_, smooth};
}
interface Step {
    // Goes on by some time; gives what is left of it, or less than 0 while it goes on.
    float advance(float dt);
    void rewind();
}
class Tween : Step {
    private Setter@ set;
    private Curve@ curve;
    private float from, to, time, at = 0;
    Tween(Setter@ s, float from, float to, float time, Curve@ c = Curves::line) {
        @set = s;
        @curve = c;
        this.from = from;
        this.to = to;
        this.time = time;
    }
    float advance(float dt) {
        at += dt;
        float t = at >= time ? 1 : at / time;
        set(from + (to - from) * curve(t));
        return at - time;
    }
    void rewind() {
        at = 0;
    }
}
class Wait : Step {
    private float time, at = 0;
    Wait(float t) {
        time = t;
    }
    float advance(float dt) {
        at += dt;
        return at - time;
    }
    void rewind() {
        at = 0;
    }
}
class Call : Step {
    private Done@ f;
    Call(Done@ f) {
        @this.f = f;
    }
    float advance(float dt) {
        f();
        return dt;
    }
    void rewind() {
    }
}
class Sequence : Step {
    private array<Step@> steps;
    private uint at = 0;
    Sequence@ then(Step@ s) {
        steps.insertLast(s);
        return this;
    }
    float advance(float dt) {
        while (at < steps.length()) {
            dt = steps[at].advance(dt);
            if (dt < 0)
                return dt;
            at++;
        }
        return dt;
    }
    void rewind() {
        at = 0;
        foreach (Step@ s : steps)
            s.rewind();
    }
}
class Together : Step {
    private array<Step@> steps;
    private array<bool> over;
    Together(const array<Step@> &in s) {
        steps = s;
        over.resize(s.length());
    }
    float advance(float dt) {
        float left = dt;
        foreach (Step@ s, uint i : steps) {
            float rest = over[i] ? dt : s.advance(dt);
            over[i] = rest >= 0;
            if (rest < left)
                left = rest;
        }
        return left;
    }
    void rewind() {
        for (uint i = 0; i < steps.length(); i++) {
            steps[i].rewind();
            over[i] = false;
        }
    }
}
class Repeat : Step {
    private Step@ what;
    private int times, left;
    Repeat(Step@ s, int times) {
        @what = s;
        this.times = left = times;
    }
    float advance(float dt) {
        while (left > 0) {
            dt = what.advance(dt);
            if (dt < 0)
                return dt;
            what.rewind();
            left--;
        }
        return dt;
    }
    void rewind() {
        left = times;
        what.rewind();
    }
}
class Sprite {
    private float x_ = 0;
    float y = 0;
    int moved = 0, told = 0;
    float x {
        get const {
            return x_;
        }
        set {
            x_ = value;
            moved++;
        }
    }
    void moveX(float v) {
        x = v;
    }
    void moveY(float v) {
        y = v;
    }
    void tell() {
        told++;
    }
}
void main() {
    foreach (Curve@ c, uint i : Curves::all) {
        assert(c(0) == 0 && c(1) == 1);
        float last = 0;
        for (float t = 0; t <= 1; t += 0.125f) {
            assert(c(t) >= last);
            last = c(t);
        }
    }
    Sprite s;
    Sequence@ q = Sequence().then(Tween(Setter(s.moveX), 0, 10, 2)).then(Wait(1)).then(Call(Done(s.tell))).then(Tween(Setter(s.moveX), 10, 0, 2, Curves::square));
    assert(q.advance(1) < 0 && s.x == 5);
    assert(q.advance(1.5f) < 0 && s.x == 10 && s.told == 0);
    assert(q.advance(1.5f) < 0 && s.told == 1 && s.x == 7.5f);
    assert(q.advance(2) == 1 && s.x == 0);
    q.rewind();
    assert(q.advance(100) == 95 && s.x == 0 && s.told == 2);
    Together@ both = Together({Tween(Setter(s.moveX), 0, 4, 1), Tween(Setter(s.moveY), 8, 0, 2, Curves::out_)});
    assert(both.advance(1) < 0 && s.x == 4 && s.y == 2);
    int moved = s.moved;
    assert(both.advance(1.25f) == 0.25f && s.y == 0 && s.moved == moved);
    Repeat r(Sequence().then(Wait(0.5f)).then(Call(Done(s.tell))), 5);
    s.told = 0;
    float left = -1;
    int steps = 0;
    while (left < 0) {
        left = r.advance(0.75f);
        steps++;
    }
    assert(steps == 4 && s.told == 5 && left == 0.5f);
    r.rewind();
    assert(r.advance(10) == 7.5f && s.told == 10);
    string why;
    try {
        Tween(null, 0, 1, 1).advance(0.5f);
    } catch {
        why = getExceptionInfo();
    }
    print(why); // expect: Unbound function called
}
