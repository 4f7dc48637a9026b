class A {
    int get_plain() { return 1; }
    int readOnly { get { return 1; } }
    int writeOnly { set { } }
    int both { get { return 1; } set { } }
    int get_at(int i) property { return 1; }
    int empty { }
    int wrong { fetch { return 1; } }
    int noBody { get; }
}
void main() {}
