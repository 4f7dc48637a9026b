// rules: ERR-020
// Methods of registered types are no global functions.
void main() {
    length(); // error: E0020
}
