// rules: EXPR-22
// The prefix form is the variable itself, the postfix form its earlier value.
enum E { X = 2, Y }
void set(int &out v) { v = 50; }
void main() {
    int i = 1;
    ++i = 9;
    print("" + i); // expect: 9
    ++(++i);
    print("" + i + i-- + i + --i); // expect: 1111109
    (--i) *= 2;
    print("" + i); // expect: 16
    set(++i);
    print("" + i); // expect: 50
    float f = 0.5f; double d = -0.5;
    print("" + f++ + f + --d + d); // expect: 0.51.5-1.5-1.5
    uint8 u = 255; int64 w = 4294967295;
    print("" + u++ + u + ++w); // expect: 25504294967296
    E e = X;
    e++;
    print("" + (e == Y)); // expect: true
    e--;
    e--;
    print("" + int(e)); // expect: 1
    array<int> l = {1, 2};
    int n = 0;
    l[n++]++;
    ++l[n];
    print("" + l[0] + l[1] + n); // expect: 231
}
