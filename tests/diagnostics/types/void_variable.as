void nothing() {}
void main() {
    void v;
    auto a = nothing();
    int b = 1 + nothing();
}
