// rules: ERR-081
interface I {}
void main() {
    I@ a;
    I@ b;
    a = b;      // error: E0081
}
