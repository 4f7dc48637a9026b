// rules: OVERLOAD-03, FUNC-35, ERR-100
// At least one argument more than the parameters that have names.
void main() {
    format("{}"); // error: E0100
    format(); // error: E0100
    format(1, 2); // error: E0100
    int i;
    scan("5"); // error: E0100
    scan("5", 7); // error: E0105
}
