class A {}
void main() {
    int i = 1;
    string s;
    A@ a;
    if (i) {}
    if (a) {}
    while (s) {}
    bool b = !i && a;
    i = 1 ? 2 : 3;
}
