private int a;
shared int b;
void main() {}
