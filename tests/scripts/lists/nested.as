// rules: INIT-01, INIT-04, INIT-05, INIT-16, GRAM-01
class P { int x = 1, y = 2; P(int a, int b) { x = a; y = b; } P() {} }
int f(int x) { return x * x; }
array<array<int>> global = {{1, 2, 3}, {}, {4}};
array<array<array<string>>> deep = {{{"a", "b"}, {}}, {}, {{"c"}}};
array<array<P>> points = {{P(3, 4), P()}, {}};
void main() {
    print("" + global.length() + global[0].length() + global[1].length() + global[2][0]); // expect: 3304
    print(deep[0][0][1] + deep[2][0][0] + deep[0].length()); // expect: bc2
    print("" + points[0][0].x + points[0][1].y); // expect: 32
    array<int> a = {f(1), f(f(2)), a0(), -3};
    print("" + a[0] + a[1] + a[2] + a[3]); // expect: 1167-3
    array<double> d = {1, 2.5f, f(3)};
    print("" + (d[0] + d[1] + d[2])); // expect: 12.5
    array<array<int>@> h = {global[0], array<int> = {7, 8}, null};
    h[0][0] = 99;
    print("" + global[0][0] + h[1][1] + (h[2] is null)); // expect: 998true
    dictionary dict = {{"n", 5}, {"s", "t"}, {"l", array<int> = {1, 2}}};
    array<int>@ l = cast<array<int>>(dict["l"]);
    print("" + int(dict["n"]) + string(dict["s"]) + l[1]); // expect: 5t2
    print("" + total(array<int> = {1, 2, 3}) + total(array<int> = {4})); // expect: 64
    int[] short = {1, 2};
    int[][] m = {{1}, {2}};
    print("" + short[1] + m[1][0]); // expect: 22
    array<string> e = {};
    array<bool> b = {true, 1 > 2, f(2) == 4};
    print("" + e.length() + b[0] + b[1] + b[2]); // expect: 0truefalsetrue
}
int a0() { return 7; }
int total(array<int> a) { int s = 0; for (uint i = 0; i < a.length(); i++) s += a[i]; return s; }
