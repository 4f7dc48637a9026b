// rules: DT-04, DT-06, DT-07, DT-08, MATH-11
class NoDefault { NoDefault(int) {} }

void main() {
    datetime now, wrong(2021, 2, 30, 13, 14, 15);
    print("" + wrong.hour + wrong.minute + wrong.second); // expect: 131415
    print("" + (wrong - now < 86400) + (now - wrong < 86400)); // expect: truetrue
    datetime a(2020, 1, 2), b = 60 - a;
    print("" + (a - b)); // expect: 60
    datetime c = a;
    print("" + (a == c) + (b < a) + (a >= c)); // expect: truetruetrue
    datetime far = a + 0x7fffffffffffffff;
    print("" + (far > a)); // expect: true
    complex zero, one(1, 1);
    complex q = one / zero;
    print("" + q.r + q.i); // expect: 00
    grid<string> g(2, 2, "x");
    print(g[1, 1]); // expect: x
}
