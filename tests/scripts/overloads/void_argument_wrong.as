// rules: OVERLOAD-18, OVERLOAD-03, FUNC-13
void v() {}
void none() {}
void one(int) {}
void output(int &out) {}
void main() {
    none(v());
    none(v(), v()); // error: E0100
    one(v()); // error: E0073
    none(1); // error: E0100
    output(v()); // error: E0105
}
