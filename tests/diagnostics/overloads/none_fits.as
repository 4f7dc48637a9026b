// rules: OVERLOAD-17, ERR-100
void draw(int x, int y) {}
void draw(const string &in name, float scale = 1) {}
void draw(array<int>@ points) {}
class A {}
void main() {
    A a;
    draw(a);
    draw();
    draw(1, 2, 3);
    draw("a", "b");
    draw(x: 1, z: 2);
}
