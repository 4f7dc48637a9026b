// rules: OVERLOAD-20, NS-18, FUNC-36, ERR-026, ERR-028, ERR-030
class A {}
void A() {} // error: E0028
funcdef void F();
void F() {} // error: E0030
int v;
void v() {} // error: E0026
void main() {}
