// rules: EXPR-38, EXPR-39, EVAL-02, EVAL-05
// Numbers that are members of objects, changed by compound assignment and by steps: any type, any way to the object.
class Inner { int n = 1; float f = 0.5f; }
class A {
    int i = 2147483647; uint u = 0; float f = 1.5f; double d = 2.5; int64 l = 5; uint8 b = 250; int16 s = 32767; Inner inner; A@ next;
    void all(int k, float x, double y) {
        i += k; u -= 1; f += x; d -= y; l += k; b += 10; s++; inner.n -= k; inner.f *= x; d *= y; f -= 1; i -= 40000; i -= 7;
    }
    int chained() { return (i += 2) + i; }
    int both() { i = 10; return i++ + ++i + (i -= 3); }
    A@ self() { u += 100; return this; }
}
A@ nothing() { return null; }
int calls = 0;
int counted(int x) { calls++; return x; }
void main() {
    A a;
    a.all(3, 0.25f, 1.5);
    print(a.i + " " + a.u + " " + a.f + " " + a.d + " " + a.l + " " + a.b + " " + a.s + " " + a.inner.n + " " + a.inner.f);
    // expect: 2147443643 4294967295 0.75 1.5 8 4 -32768 -2 0.125
    a.i = 5;
    print(a.chained() + " " + a.both()); // expect: 14 31
    // The right side comes first, and the object is found once.
    a.self().i += counted(int(a.u) & 0xff);
    print(a.i + " " + a.u + " " + calls); // expect: 264 99 1
    @a.next = A();
    a.next.i -= 7;
    a.next.f *= 2.0f;
    a.next.d *= a.next.f;
    a.next.u++;
    --a.next.u;
    a.next.inner.n--;
    print(a.next.i + " " + a.next.f + " " + a.next.d + " " + a.next.u + " " + a.next.inner.n); // expect: 2147483640 3 7.5 0 0
    a.i += int(1.75f);
    a.f += 1;
    a.u += 2;
    print(a.i + " " + a.f + " " + a.u); // expect: 265 1.75 101
    int sum = 0;
    array<A@> list = {a, a.next};
    for (uint k = 0; k < list.length(); k++) {
        list[k].i -= 1;
        sum += (list[k].i += int(k) * 2);
    }
    print(sum + " " + a.i + " " + list[1].i); // expect: -2147483391 264 2147483641
    // Nothing is changed where there is no object, and the right side has been evaluated.
    for (int k = 0; k < 4; k++) {
        try {
            switch (k) {
                case 0: nothing().i += counted(1); break;
                case 1: nothing().f -= float(counted(1)); break;
                case 2: nothing().u++; break;
                case 3: nothing().d *= double(counted(2)); break;
            }
        } catch {
            print(getExceptionInfo()); // expect: Null pointer access
            // expect: Null pointer access
            // expect: Null pointer access
            // expect: Null pointer access
        }
    }
    print("" + calls); // expect: 4
}
