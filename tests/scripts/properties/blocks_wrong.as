// rules: PROP-04, PROP-19, ERR-180, ERR-181, ERR-182
class A {
    int none {} // error: E0180
    int foo { foo { return 1; } } // error: E0181
    int bodiless { get; } // error: E0182
}
void main() {}
