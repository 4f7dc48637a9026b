// rules: FUNC-35, GRAM-04, ERR-004
void several(int ...) {} // error: E0001
void any1(?&in a) {} // error: E0004
class A { void any2(const ?&in a) {} } // error: E0004
void main() {
}
