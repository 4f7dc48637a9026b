// rules: LAMBDA-03, LAMBDA-04, LAMBDA-06, LAMBDA-07, LAMBDA-15, CONV-45
funcdef int Op(int, int);
funcdef void Action();
funcdef string Show(const string &in, array<int>@);
class Counter {
    int n;
    Counter(int n) { this.n = n; }
    ~Counter() { print("~" + n); }
    int add(int a, int b) { n += a + b; return n; }
    void tick() { n++; }
    Op@ op() { return Op(add); }
}
int mul(int a, int b) { return a * b; }
int mul(string, int) { return -1; }
int apply(Op@ f, int a, int b = 10) { return f is null ? -1 : f(a, b); }
int apply3(Op@ f, Op@ g, Op@ h) { return f(g(1, 2), h(3, 4)); }
void main() {
    print("" + apply(mul, 3)); // expect: 30
    print("" + apply(function(a, b) { return a - b; }, 3, 1)); // expect: 2
    print("" + apply(null, 3)); // expect: -1
    print("" + apply3(function(a, b) { return a * 100 + b; }, mul, function(int x, int y) { return x + y; })); // expect: 207
    Op@ d;
    { Counter c(5); @d = Op(c.add); Action@ t = Action(c.tick); t(); t(); }
    print("" + d(1, 1) + " " + apply(d, 1, 0)); // expect: 9 10
    @d = Counter(40).op();
    // expect: ~10
    print("" + d(1, 1)); // expect: 42
    array<Op@> ops = {mul, function(a, b) { return b; }, d, null};
    print("" + ops[0](2, 3) + ops[1](4, 5) + ops[2](0, 0) + (ops[3] is null)); // expect: 6542true
    Show@ s = function(t, l) { string r = t; foreach (int v : l) r += v; return r; };
    print(s("x" + mul(2, 2), array<int> = {1, 2})); // expect: x412
    dictionary f;
    @ops[2] = null;
    @d = null; // expect: ~42
    Op@ m = mul;
    print("" + (m is ops[0])); // expect: true
    try { ops[3](1, 2); } catch { print(getExceptionInfo()); } // expect: Unbound function called
}
