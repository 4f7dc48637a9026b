// rules: WARN-01, WARN-02, WARN-03, WARN-04, WARN-05, WARN-06, WARN-08, WARN-09, WARN-15, WARN-16, WARN-17
int f(float p) {
    uint a = -1;
    int8 b = 300;
    int c = 1.5, d = p;
    bool e = a < c;
    int g;
    int h = g + 1;
    string s = "\q\u12\uD800";
    while (e) { break; c = 2; }
    return 1;
    c = 3;
}
void main() {}
