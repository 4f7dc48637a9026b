// rules: VAR-05, VAR-02, VAR-03, GLOB-14, ERR-032, ERR-035, ERR-024, WARN-07
// Registered types, functions and properties keep their names; a name is used once in a block.
int dictionary = 1; // error: E0032
int print = 1; // error: E0027
int hostValue = 1; // error: E0026
void f(int a) {
    int array = 1; // error: E0035
    int a = 2; // error: E0024
    { int a = 3; } // warning: W0007
    int print = 2;
    int b, b; // error: E0024
}
void main() {}
