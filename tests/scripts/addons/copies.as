// rules: DICT-18, ANY-03, ANY-06
// Objects whose class forbids copies are not copied by containers either.
class A {
    int x = 3;
    A() {}
    A(const A &in) delete;
    A &opAssign(const A &in) delete;
}

int caught = 0;

void failed() {
    if (getExceptionInfo() == "Cannot create copy of object")
        caught++;
}

void main() {
    A a;
    dictionary d;
    any y;
    array<A> list(2), other;
    try { d["k"] = a; } catch { failed(); }
    try { d.set("k", a); } catch { failed(); }
    try { y.store(a); } catch { failed(); }
    try { list.insertLast(a); } catch { failed(); }
    try { other = list; } catch { failed(); }
    print("" + caught); // expect: 5
    @d["k"] = a;
    y.store(@a);
    print("" + (cast<A>(d["k"]) is a) + list.length() + other.length()); // expect: true20
    // A value of one kind is retrieved as that kind.
    any truth(true), number(5), mood(CALM);
    bool b = false;
    int64 i = 1;
    double f = 1;
    Mood m = Mood(0);
    print("" + truth.retrieve(i) + truth.retrieve(f) + number.retrieve(b)); // expect: falsefalsefalse
    print("" + truth.retrieve(b) + b + number.retrieve(i) + i + number.retrieve(f) + f + mood.retrieve(m) + int(m)); // expect: truetruetrue5true5true4
}

enum Mood { CALM = 4 }
