// rules: OP-01, OP-07, OP-24
// Each binary operator has its method, and one for when the object stands on the right.
class A {
    string opAdd(int x) { return "+" + x; } string opAdd_r(int x) { return x + "+r "; }
    string opSub(int x) { return "-" + x; } string opSub_r(int x) { return x + "-r "; }
    string opMul(int x) { return "*" + x; } string opMul_r(int x) { return x + "*r "; }
    string opDiv(int x) { return "/" + x; } string opDiv_r(int x) { return x + "/r "; }
    string opMod(int x) { return "%" + x; } string opMod_r(int x) { return x + "%r "; }
    string opPow(int x) { return "**" + x; } string opPow_r(int x) { return x + "**r "; }
    string opAnd(int x) { return "&" + x; } string opAnd_r(int x) { return x + "&r "; }
    string opOr(int x) { return "|" + x; } string opOr_r(int x) { return x + "|r "; }
    string opXor(int x) { return "^" + x; } string opXor_r(int x) { return x + "^r "; }
    string opShl(int x) { return "<<" + x; } string opShl_r(int x) { return x + "<<r "; }
    string opShr(int x) { return ">>" + x; } string opShr_r(int x) { return x + ">>r "; }
    string opUShr(int x) { return ">>>" + x; } string opUShr_r(int x) { return x + ">>>r "; }
}
void main() {
    A a;
    print((a + 1) + (a - 2) + (a * 3) + (a / 4) + (a % 5) + (a ** 6)); // expect: +1-2*3/4%5**6
    print((a & 1) + (a | 2) + (a ^ 3) + (a << 4) + (a >> 5) + (a >>> 6)); // expect: &1|2^3<<4>>5>>>6
    print((1 + a) + (2 - a) + (3 * a) + (4 / a) + (5 % a) + (6 ** a)); // expect: 1+r 2-r 3*r 4/r 5%r 6**r 
    print((1 & a) + (2 | a) + (3 ^ a) + (4 << a) + (5 >> a) + (6 >>> a)); // expect: 1&r 2|r 3^r 4<<r 5>>r 6>>>r 
}
