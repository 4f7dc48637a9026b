void main() {
    int a = 10u;
    float f = 5f;
    int b = 0b102;
    uint64 c = 99999999999999999999;
}
