// rules: LAMBDA-01, LAMBDA-05, LAMBDA-12, CONV-45
// Nothing but the very signature fits a funcdef.
funcdef int F(int, const string &in);
funcdef void G(int &out);
class A {}
class B : A {}
funcdef A@ H(B@);
int right(int a, const string &in b) { return 1; }
int64 result(int a, const string &in b) { return 1; }
int wide(int64 a, const string &in b) { return 1; }
int mode(int a, string b) { return 1; }
int open(int a, string &in b) { return 1; }
int more(int a, const string &in b, int c = 1) { return 1; }
int less(int a) { return 1; }
void in1(int &in a) {}
void plain(int a) {}
B@ covariant(B@ b) { return b; }
A@ contravariant(A@ a) { return a; }
A@ exact(B@ b) { return b; }
void main() {
    F@ f = right;
    @f = result; // error: E0065
    @f = wide; // error: E0065
    @f = mode; // error: E0065
    @f = open; // error: E0065
    @f = more; // error: E0065
    @f = less; // error: E0065
    G@ g;
    @g = in1; // error: E0065
    @g = plain; // error: E0065
    H@ h;
    @h = covariant; // error: E0065
    @h = contravariant; // error: E0065
    @h = exact;
    F none; // error: E0040
}
