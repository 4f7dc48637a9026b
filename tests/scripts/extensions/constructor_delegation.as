// A constructor calls another one of its class, which does all that a constructor does before its body.
// properties: 114=1
// rules: CLASS-42, CLASS-43, CLASS-61
class Part {
    string name;
    Part(string n) {
        name = n;
        note("part " + n);
    }
    ~Part() {
        note("gone " + name);
    }
}
class Base {
    int b;
    Base() {
        b = 1;
        note("base");
    }
    Base(int x) {
        b = x;
        note("base " + x);
    }
}
class A : Base {
    Part p = Part("own");
    int v = 5;
    string s;
    array<int> list = {1, 2};
    A@ other;
    A(int x, string t) {
        super(x);
        v = x;
        s = t;
        note("full " + v + s);
    }
    A(int x) {
        note("before");
        string t = "t";
        this(x + 1, t + x);
        // A value that the other constructor has given is assigned anew.
        v += 10;
        s = s + "!";
        b = 7;
        note("after");
    }
    // Default arguments, names, the constructor behind it, and a choice.
    A() {
        this(t: "named", x: 3);
    }
    A(bool big) {
        if (big)
            this(100);
        else {
            this();
            list.insertLast(3);
        }
        @other = this;
        @other = null;
    }
    // In place of the copy that the compiler would make.
    A(const A &in o) {
        this(o.v, o.s);
    }
    // The body runs on after the call, and may leave.
    A(double d) {
        this(int(d), "t");
        if (d > 1)
            return;
        note("small");
    }
}
// The constructor that is called throws: what is made is ended, and nothing of the caller's body runs.
class Thrower {
    Part p = Part("thrown");
    Thrower(int x) {
        if (x > 0)
            throw("no");
    }
    Thrower() {
        this(1);
        note("never");
    }
}
// Members that have a constructor of their own, made once.
int made = 0;
class Counted {
    int n;
    Counted() {
        n = ++made;
    }
}
class Holder {
    Counted c;
    private Counted d;
    Holder() {
        note("holder " + c.n + d.n);
    }
    Holder(int) {
        this();
    }
    private Holder(int, int) {
        this(1);
    }
    Holder(string) {
        this(1, 2);
    }
}
// The words mean what they always do everywhere else.
class Callable {
    int got;
    void opCall(int x) {
        got = x;
    }
    int opCall(int x, int y) {
        return x + y;
    }
    void method() {
        this(4);
    }
    Callable() {
        got = this(1, 2);
        this.opCall(got + 1);
    }
}
// Derived classes call constructors that delegate.
class B : A {
    int w = 2;
    B() {
        super(1);
    }
    B(int x) {
        this();
        w += x;
    }
}
mixin class Mixed {
    int m = 4;
}
class Mixing : Mixed {
    int k = 5;
    Mixing(int x) {
        k += x;
    }
    Mixing() {
        this(10);
    }
}
string said;
void note(string s) {
    said += s + "|";
}
void expect(string s) {
    if (said != s)
        print("got " + said);
    said = "";
}
void main() {
    {
        A a(1);
        expect("before|part own|base 2|full 2t1|after|");
        assert(a.v == 12 && a.s == "t1!" && a.b == 7 && a.list.length() == 2);
        A copy = a;
        expect("part own|base 12|full 12t1!|");
        assert(copy.v == 12 && copy.s == "t1!" && copy.b == 12);
    }
    expect("gone own|gone own|");
    {
        A named;
        expect("part own|base 3|full 3named|");
        A small(0.5);
        expect("part own|base 0|full 0t|small|");
    }
    said = "";
    {
        A big(true), few(false);
        expect("before|part own|base 101|full 101t100|after|part own|base 3|full 3named|");
        assert(big.v == 111 && few.list.length() == 3 && few.other is null);
    }
    said = "";
    try {
        Thrower t;
        assert(false);
    } catch {
        note("caught");
    }
    expect("part thrown|gone thrown|caught|");
    Holder h("x");
    expect("holder 12|");
    assert(made == 2);
    Callable c;
    assert(c.got == 4);
    c.method();
    assert(c.got == 4);
    {
        B b(3);
        expect("before|part own|base 2|full 2t1|after|");
        assert(b.w == 5 && b.v == 12);
    }
    Mixing m;
    assert(m.k == 15);
    print("done"); // expect: done
}
