int f(bool b) { if (b) return 1; }
int g() { return; }
void h() { return 1; }
int i() { while (true) {} }
string j() { return 1.5; }
void main() {
    break;
    continue;
    return;
    print("x");
}
