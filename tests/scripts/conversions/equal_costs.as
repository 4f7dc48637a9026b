// rules: CONV-54
// Lambdas, lists and `void` cost the same for every function that takes them: the other arguments decide.
funcdef void F(int);
funcdef void G(string);
void l(F@, int64) { print("F"); }
void l(G@, int) { print("G"); }
void i(array<int>, int64) { print("ints"); }
void i(array<string>, int) { print("strings"); }
void o(int &out a, double) { print("int"); }
void o(string &out a, int) { print("string"); }
void main() {
    int n = 1; int64 w = 1;
    l(function(x) {}, n); // expect: G
    l(function(x) {}, w); // expect: F
    i({}, n); // expect: strings
    i({}, w); // expect: ints
    o(void, n); // expect: string
    o(void, 1.5); // expect: int
}
