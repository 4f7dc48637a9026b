// rules: ENUM-02, ENUM-03, ENUM-09, ENUM-15, ENUM-16, CONV-16, CONV-17, ENUM-14
int variable = 1;
const int unknown = variable;
enum A {
    P = "s", // error: E0065
    Q = variable, // error: E0223
    R = 1.5, // warning: W0003
    S = unknown, // error: E0223
    T = 5000000000 // warning: W0002
}
enum A { X } // error: E0029
void main() {
    A a = 1; // error: E0065
    A b = A(); // error: E0078
    P = 1; // error: E0070
}
