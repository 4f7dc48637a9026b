// rules: ERR-065
void main() {
    array<int> a;
    takesStrings(a); // error: E0100
}
