// rules: TYPE-18, LEX-17, ERR-036
typedef int number;
void f(int a) {}
void f(number a) {} // error: E0036
void g(int64 a) {}
void g(int32 a) {}
void g(int a) {} // error: E0036
void main() {}
