// rules: PROP-08, PROP-09, PROP-12, PROP-14, PROP-15, PROP-21, ERR-185, ERR-186, ERR-187, ERR-188, ERR-193
class A {
    int r { get { return 1; } }
    int w { set {} }
    int both { get const { return 1; } set {} }
    int get_i(int i) property { return 1; }
    int get_many() property { return 1; }
    int64 get_twice() property { return 1; }
    void set_over(int v) property {}
    void set_over(string v) property {}
    void set_index(int i, int v) property {}
}
void main() {
    A a; const A k; int i;
    a.r = 1; // error: E0186
    i = a.w; // error: E0185
    i = a.both = 2; // error: E0073
    i = k.both;
    i = k.r; // error: E0089
    k.both = 1; // error: E0089
    a.over = 1; // error: E0187
    a.over = "s"; // error: E0187
    i = a.i; // error: E0188
    i = a.r[0]; // error: E0085
    a.index = 1; // error: E0188
    i = a.index[0]; // error: E0185
    i = a.i[0, 1]; // error: E0188
    @a.both = null; // error: E0193
}
