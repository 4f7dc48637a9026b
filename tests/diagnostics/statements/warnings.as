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
