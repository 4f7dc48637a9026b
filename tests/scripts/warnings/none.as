// rules: WARN-21, CONV-09, CONV-14, EXPR-30, EXPR-47, VAR-04
// Nothing is said about these.
int unused(int parameter) { int local; return 1; }
class A { int member; void f() { int member = 1; } }
int g;
void main() {
    unused(1);
    1 + 1;
    int a = 300; int8 b = a; uint c = a; float f = 0.1; double d = f; f = d; int64 big = a; a = big;
    switch (a) { case 1: a = 2; case 2: a = 3; }
    bool t;
    if (t = true) a = 1;
    if (f == d) a = 2;
    int main = 3, A = 4;
    { int fresh = 1; } { int fresh = 2; }
    for (int i = 0; i < 1; i++) {} for (int i = 0; i < 1; i++) {}
    try { int x = 1; } catch { int x = 2; }
    uint8 small = 200; small += 100; small = small + 1; small <<= 2;
    const int k = 5; uint u = k; uint64 v = 5; float exact = 16777216; int whole = 2.0;
    bool cmp = u < 5 && u == k && small > 3;
    while (false) a++;
    { return; }
}
