// rules: ERR-185, ERR-186, ERR-188, ERR-189, ERR-190, PROP-02
class A {
    int get_plain() { return 1; }
    int readOnly { get { return 1; } }
    int writeOnly { set { } }
    int both { get { return 1; } set { } }
    int get_at(int i) property { return 1; }
}
void main() {
    A a;
    a.plain = 1;
    int x = a.plain;
    a.readOnly = 1;
    x = a.writeOnly;
    a.both++;
    a.readOnly += 1;
    x = a.at;
    a.at[1] = 2;
    a.both[0] = 1;
    const A k;
    x = k.readOnly;
}
