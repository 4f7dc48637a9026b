// rules: EXPR-55, CLASS-10, CLASS-11, CLASS-23, ERR-071, ERR-089
// `this` is the object, read-only in const methods, and is no variable.
class A {
    int v;
    A@ me;
    A() { this.v = 1; @me = this; }
    ~A() { this.v = 0; }
    A@ open() const { return this; } // error: E0065
    const A@ fixed() const { return this; }
    void change() {}
    void look() const { this.v = 1; change(); this.fixed(); } // error: E0071, E0089
    void rebind() { @this = null; } // error: E0070
    void assign(A@ o) { this = o; }
}
void main() { this.v = 1; } // error: E0020
