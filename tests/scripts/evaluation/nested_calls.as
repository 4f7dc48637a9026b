// rules: EVAL-05
// Temporaries of outer calls survive inner ones.
class B {
    string log;
    int n;
    B@ add(int a, int b) { n += a * b; log += "(" + a + "," + b + ")"; return this; }
    B@ add(const string &in s) { log += s; return this; }
    B copy() const { B b; b.log = log; b.n = n; return b; }
    int val(int x) { return n + x; }
    int val(B@ x, int y) { return n * 100 + x.n * 10 + y; }
    int opIndex(int i) { log += "[" + i + "]"; return i * 2; }
}
int sum(int a, int b, int c, int d) { return a * 1000 + b * 100 + c * 10 + d; }
string cat(string a, const string &in b, string c) { return a + "-" + b + "-" + c; }
int id(int x) { return x; }
B@ mk(int n) { B b; b.n = n; return b; }
void main() {
    B b;
    b.add(id(1), id(2)).add(b.val(1), b.val(b.val(1))).add(cat("x", cat("p", "q" + id(3), "r"), "z")).add(id(b.copy().val(0)), 1);
    print(b.log); // expect: (1,2)(1,1)x-p-q3-r-z(0,1)
    print("" + b.n); // expect: 3
    print("" + sum(id(1), sum(0, 0, 0, id(2)), id(id(3)), sum(0, 0, 0, sum(0, 0, 0, 4)))); // expect: 1234
    print("" + mk(1).val(mk(2), mk(3).val(mk(4), mk(5).val(0)))); // expect: 465
    print("" + b[b[b[1]]] + b[id(b[2])]); // expect: 88
    string s = "a" + ("b" + ("c" + ("d" + cat("e", "f" + id(1), "g" + ("h" + id(2)))))) + id(9);
    print(s); // expect: abcde-f1-gh29
    print(cat(cat("1", "2", "3"), cat("4", "5", "6"), cat("7", cat("8", "9", "0"), "!"))); // expect: 1-2-3-4-5-6-7-8-9-0-!
    print("" + mk(mk(mk(3).n + mk(4).n).n * mk(2).n).copy().copy().val(mk(1).val(1))); // expect: 16
    B@ h = mk(5);
    @h = h.add(1, 1).add(h.n, h.n);
    print("" + h.n); // expect: 31
}
