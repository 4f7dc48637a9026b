class Vec {
    Vec(float x, float y) {}
    Vec(const string &in s) explicit {}
}
void main() {
    Vec a;
    Vec b(1);
    Vec c = "s";
    Vec d(1, 2, 3);
    Vec e = Vec("a", "b");
}
