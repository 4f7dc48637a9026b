// rules: STMT-20, STMT-21, STMT-25
class A { string n; A(string n) { this.n = n; } ~A() { print("~" + n); } }
int f(int how) {
    A a("f" + how);
    for (int i = 0; i < 3; i++) {
        A b("loop" + i);
        try {
            A c("try");
            if (how == 0) return i;
            if (how == 1) break;
            if (how == 2 && i == 0) continue;
            throw("x");
        } catch {
            A d("catch");
            if (how == 2) return 10 + i;
            if (how == 3) { try { throw("y"); } catch { A e("inner"); continue; } }
        }
    }
    return -1;
}
void main() {
    print("" + f(0));
    // expect: ~try
    // expect: ~loop0
    // expect: ~f0
    // expect: 0
    print("" + f(1));
    // expect: ~try
    // expect: ~loop0
    // expect: ~f1
    // expect: -1
    print("" + f(2));
    // expect: ~try
    // expect: ~loop0
    // expect: ~try
    // expect: ~catch
    // expect: ~loop1
    // expect: ~f2
    // expect: 11
    print("" + f(3));
    // expect: ~try
    // expect: ~inner
    // expect: ~catch
    // expect: ~loop0
    // expect: ~try
    // expect: ~inner
    // expect: ~catch
    // expect: ~loop1
    // expect: ~try
    // expect: ~inner
    // expect: ~catch
    // expect: ~loop2
    // expect: ~f3
    // expect: -1
}
