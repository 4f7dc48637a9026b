int a = b;
int b = c + 1;
int c = a;
auto d = d;
void main() {}
