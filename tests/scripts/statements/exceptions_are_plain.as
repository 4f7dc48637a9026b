// rules: STMT-19, STMT-21, STMT-23, STMT-25, EXC-11
// There is only a text; blocks may be left from try and catch, and what lived in them is released on the way.
class A { string n; A(string s) { n = s; } ~A() { trace += "~" + n; } }
string trace;
int leave(int how) {
    A outer("o");
    for (int i = 0; i < 3; i++) {
        A loop("l" + i);
        try {
            A inner("t");
            if (how == 0) return 1;
            if (how == 1) break;
            if (how == 2) continue;
            throw("x");
        } catch {
            A c("c");
            if (how == 3) return 2;
            if (how == 4) break;
            if (how == 5) continue;
            throw("again " + getExceptionInfo());
        }
    }
    return 3;
}
void main() {
    for (int i = 0; i < 7; i++) {
        trace = "";
        int r = -1;
        try { r = leave(i); } catch { trace += getExceptionInfo(); }
        print("" + i + " " + r + " " + trace);
    }
    // expect: 0 1 ~t~l0~o
    // expect: 1 3 ~t~l0~o
    // expect: 2 3 ~t~l0~t~l1~t~l2~o
    // expect: 3 2 ~t~c~l0~o
    // expect: 4 3 ~t~c~l0~o
    // expect: 5 3 ~t~c~l0~t~c~l1~t~c~l2~o
    // expect: 6 -1 ~t~c~l0~oagain x
}
