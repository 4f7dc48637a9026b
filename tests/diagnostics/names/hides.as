int g;
void main() {
    int g = 1;
    int a = 1;
    { int a = 2; }
    for (int a = 0; a < 1; a++) {}
}
