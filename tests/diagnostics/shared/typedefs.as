typedef string text;
typedef void nothing;
typedef int number;
typedef float number;
funcdef F();
funcdef void G() {}
void main() { number n = "x"; }
