private int a;
shared int b;
int c = "x";
const int d = 1;
Nothing e;
int f = g(;
void main() { d = 2; }
