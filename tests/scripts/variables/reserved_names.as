// rules: VAR-27, LEX-13, ERR-005
void main() {
    int while = 1; // error: E0005
    int xor = 2; // error: E0005
    int int = 3; // error: E0005
}
