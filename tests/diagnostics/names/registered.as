int print;
class string {}
void array() {}
void main() { int dictionary = 1; }
