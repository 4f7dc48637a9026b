// rules: ERR-100
void main() {
    array<int> a;
    takesStrings(a); // error: E0100
}
