void f() {}
void main() {
    f;
    int a = 1, b = 0;
    a / 0;
    a = 2 ** 40;
    5 = a;
    a + b = 3;
    (a ? 1 : 2);
    true ? a : "x";
    int c = int(1, 2);
    int d = int();
    a.x = 1;
    a();
    a[0] = 1;
    string s = null;
    a++ ++;
    @a;
}
