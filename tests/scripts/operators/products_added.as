// rules: EXPR-02, EXPR-05, EXPR-38
// Products and masks that are added to something: each as if by itself.
float f(float x) { return x; }
void main() {
    double d = 1, e = 3;
    d += e * e; assert(d == 10);
    d -= e * 2; assert(d == 4);
    d = d + e * d; assert(d == 16);
    d = e * d + d; assert(d == 64);
    d = d - d * e; assert(d == -128);
    d = e * d - d; assert(d == -256);
    float a = 0.1f, b = 3;
    a += b * b; assert(a == 0.1f + 9.0f);
    a -= b * f(2); assert(a == (0.1f + 9.0f) - 6.0f);
    // Rounded twice: the product of the two is not exact.
    double t = 1.0 / 3, u = -1.0 / 9;
    u += t * t; assert(u == -1.0 / 9 + (1.0 / 3) * (1.0 / 3));
    int i = 5, k = 7;
    i += k * k; assert(i == 54);
    i += k & 3; assert(i == 57);
    i = i + (k & -2); assert(i == 63);
    i = (k & 5) + i; assert(i == 68);
    i += 2147483647 * k; assert(i == 68 + 2147483641);
    i = 1; i += (k > 3 ? k * k : i * 2); assert(i == 50);
    i = 1; i += (k < 3 ? k * k : i * 2); assert(i == 3);
    i = k * k + k * 2 + i * i; assert(i == 72);
    uint8 s = 250; s += s & 15; assert(s == 4);
    int8 n = 100; n += n * 3; assert(n == int8(400));
    int64 w = 1 << 30; w += w * 8; assert(w == 9663676416);
    for (int x = 0; x < 3; x++) { i += x * x; i += x & 1; d += x * 0.5; }
    assert(i == 78 && d == -254.5);
    array<double> v = {1, 2, 3};
    double sum = 0;
    for (uint x = 0; x < 3; x++) sum += v[x] * v[x];
    assert(sum == 14);
}
