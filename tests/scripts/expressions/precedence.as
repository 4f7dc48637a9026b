// rules: GRAM-20, GRAM-22, GRAM-23, GRAM-24
// Each level of the table against the one below it.
class A {}
void main() {
    A@ n;
    print("" + 2 * 3 ** 2 + " " + 12 / 2 ** 2 + " " + 9 % 2 ** 3); // expect: 18 3 1
    print("" + (1 + 2 * 3) + " " + (7 - 6 / 2) + " " + (1 + 7 % 4)); // expect: 7 4 4
    print("" + (1 << 2 + 1) + " " + (64 >> 2 - 1) + " " + (64 >>> 1 + 1)); // expect: 8 32 16
    print("" + (6 & 1 << 1) + " " + (5 ^ 6 & 3) + " " + (8 | 3 ^ 1)); // expect: 2 7 10
    print("" + (1 | 2 < 4) + " " + (4 > 2 ^ 1) + " " + (6 & 3 >= 2)); // expect: true true true
    print("" + (1 < 2 == true) + " " + (false != 3 >= 4) + " " + (n is null == true)); // expect: true false true
    print("" + (true ^^ true && false) + " " + (true xor false or true)); // expect: false true
    print("" + (true || true && false) + " " + (false && false || true)); // expect: true true
    print("" + (false || true ? 1 : 2) + " " + (false ? 1 : 2 + 3)); // expect: 1 5
    print("" + (10 - 4 - 3) + " " + (100 / 10 / 5) + " " + (2 ** 3 ** 2) + " " + (256 >> 2 >> 1)); // expect: 3 2 64 32
    print("" + (true == false == false) + " " + (1 ^ 3 ^ 7)); // expect: true 5
    print("" + -2 ** 2 + " " + ~1 * 2 + " " + (!true == false) + " " + (not false and true)); // expect: 4 4294967292 true true
    array<int> l = {5, 7};
    int i = 0;
    print("" + -l[1] + " " + ~l[0] + " " + -l[i++] + " " + i); // expect: -7 4294967290 -5 1
    print("" + (false ? 1 : false ? 2 : 3) + (true ? false ? 1 : 2 : 3)); // expect: 32
}
