int c = "x";
const int d = 1;
Nothing e = Nothing();
void f;
int g = h();
void main() { d = 2; }
