// `a = b` of handles whose types have no value assignment.
// properties: 112=1
interface I { int f(); }
class A : I { int v; A(int v) { this.v = v; } int f() { return v; } }
class Owner {
    I@ member;
    private I@ hidden;
    I@ prop { get { return hidden; } set { print("set"); @hidden = value; } }
}
I@ global;

I@ make(int v) { return A(v); }

void main() {
    I@ a = make(1);
    I@ b = make(2);
    a = b;
    print("" + a.f() + (a is b));           // expect: 2true
    global = a;
    print("" + (global is b));              // expect: true
    global = make(3);
    print("" + global.f() + a.f());         // expect: 32
    Owner o;
    o.member = global;
    print("" + o.member.f());               // expect: 3
    o.prop = a;                             // expect: set
    print("" + o.prop.f());                 // expect: 2
    array<I@> list(2);
    list[0] = a;
    list[1] = list[0];
    print("" + (list[1] is a));             // expect: true
    a = null;
    print("" + (a is null) + (b is null));  // expect: truefalse
    // A class has a value assignment, which is what is meant.
    A@ x = A(5);
    A@ y = A(6);
    x = y;
    print("" + x.v + (x is y));             // expect: 6false
}
