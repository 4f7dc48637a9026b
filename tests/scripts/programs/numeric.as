// Numeric code: matrices, linear equations, integration, big numbers, random numbers, sorting, FFT with complex numbers.
class Matrix {
    private array<double> a; uint rows, cols;
    Matrix(uint r, uint c) { rows = r; cols = c; a.resize(r * c); }
    Matrix(const array<array<double>> &in v) { rows = v.length(); cols = v[0].length(); for (uint i = 0; i < rows; i++) for (uint j = 0; j < cols; j++) a.insertLast(v[i][j]); }
    double opIndex(uint i, uint j) const { return a[i * cols + j]; }
    void set(uint i, uint j, double v) { a[i * cols + j] = v; }
    Matrix@ opMul(const Matrix &in o) const {
        if (cols != o.rows) throw("sizes " + cols + " and " + o.rows);
        Matrix m(rows, o.cols);
        for (uint i = 0; i < rows; i++) for (uint j = 0; j < o.cols; j++) {
            double s = 0;
            for (uint k = 0; k < cols; k++) s += this[i, k] * o[k, j];
            m.set(i, j, s);
        }
        return m;
    }
    Matrix@ opMul(double f) const { Matrix m(rows, cols); for (uint i = 0; i < a.length(); i++) m.a[i] = a[i] * f; return m; }
    Matrix@ opMul_r(double f) const { return this * f; }
    Matrix@ opAdd(const Matrix &in o) const { Matrix m(rows, cols); for (uint i = 0; i < a.length(); i++) m.a[i] = a[i] + o.a[i]; return m; }
    Matrix@ opNeg() const { return this * -1; }
    bool opEquals(const Matrix &in o) const { return rows == o.rows && cols == o.cols && a == o.a; }
    string opImplConv() const { string s; for (uint i = 0; i < a.length(); i++) s += (i == 0 ? "" : i % cols == 0 ? "|" : ",") + a[i]; return s; }
    Matrix@ pow(uint n) const {
        Matrix@ r = Matrix(rows, cols);
        for (uint i = 0; i < rows; i++) r.set(i, i, 1);
        Matrix@ b = this * 1;
        while (n > 0) { if (n & 1 == 1) @r = r * b; @b = b * b; n >>= 1; }
        return r;
    }
}
array<double>@ solve(array<array<double>> m, array<double> y) {
    uint n = y.length();
    for (uint c = 0; c < n; c++) {
        uint best = c;
        for (uint r = c + 1; r < n; r++) if (abs(float(m[r][c])) > abs(float(m[best][c]))) best = r;
        if (m[best][c] == 0) throw("singular");
        array<double> t = m[c]; m[c] = m[best]; m[best] = t;
        double ty = y[c]; y[c] = y[best]; y[best] = ty;
        for (uint r = 0; r < n; r++) {
            if (r == c) continue;
            double f = m[r][c] / m[c][c];
            for (uint k = c; k < n; k++) m[r][k] -= f * m[c][k];
            y[r] -= f * y[c];
        }
    }
    for (uint i = 0; i < n; i++) y[i] /= m[i][i];
    return y;
}
class Big {
    array<uint> digits;
    Big(uint64 v = 0) { do { digits.insertLast(uint(v % 1000)); v /= 1000; } while (v > 0); }
    Big(const Big &in o) { digits = o.digits; }
    Big@ opMulAssign(uint f) { uint carry = 0; for (uint i = 0; i < digits.length(); i++) { uint v = digits[i] * f + carry; digits[i] = v % 1000; carry = v / 1000; } while (carry > 0) { digits.insertLast(carry % 1000); carry /= 1000; } return this; }
    Big@ opAddAssign(const Big &in o) { uint carry = 0; for (uint i = 0; i < o.digits.length() || carry > 0; i++) { if (i == digits.length()) digits.insertLast(0); uint v = digits[i] + carry + (i < o.digits.length() ? o.digits[i] : 0); digits[i] = v % 1000; carry = v / 1000; } return this; }
    string opImplConv() const { string s = "" + digits[digits.length() - 1]; for (int i = int(digits.length()) - 2; i >= 0; i--) s += formatUInt(digits[i], "0", 3); return s; }
}
funcdef double Fn(double);
double integrate(Fn@ f, double a, double b, int n = 1000) { double h = (b - a) / n, s = f(a) + f(b); for (int i = 1; i < n; i++) s += f(a + i * h) * (i % 2 == 0 ? 2 : 4); return s * h / 3; }
double newton(Fn@ f, Fn@ df, double x) { for (int i = 0; i < 50; i++) { double d = f(x) / df(x); x -= d; if (d * d < 1e-24) break; } return x; }
class Random { private uint s; Random(uint s) { this.s = s; } uint next() { s ^= s << 13; s ^= s >> 17; s ^= s << 5; return s; } int opCall(int n) { return int(next() % uint(n)); } }
void quick(array<int> &inout a, int lo, int hi) {
    if (lo >= hi) return;
    int p = a[(lo + hi) / 2], i = lo, j = hi;
    while (i <= j) { while (a[i] < p) i++; while (a[j] > p) j--; if (i <= j) { int t = a[i]; a[i++] = a[j]; a[j--] = t; } }
    quick(a, lo, j); quick(a, i, hi);
}
array<complex>@ fft(const array<complex> &in x) {
    uint n = x.length();
    if (n == 1) return array<complex>(1, x[0]);
    array<complex> even, odd, r(n);
    for (uint i = 0; i < n; i++) { if (i % 2 == 0) even.insertLast(x[i]); else odd.insertLast(x[i]); }
    array<complex>@ e = fft(even), o = fft(odd);
    for (uint k = 0; k < n / 2; k++) {
        float angle = -2 * 3.14159265f * k / n;
        complex t = complex(cos(angle), sin(angle)) * o[k];
        r[k] = e[k] + t;
        r[k + n / 2] = e[k] - t;
    }
    return r;
}
void main() {
    Matrix f({{1, 1}, {1, 0}});
    print(string(f.pow(40))); // expect: 1.6558e+08,1.02334e+08|1.02334e+08,6.3246e+07
    print(string(2.0 * f + -f * 0.5)); // expect: 1.5,1.5|1.5,0
    assert(f.pow(3) == f * f * f && !(f == f.pow(2)));
    try { f * Matrix(3, 1); } catch { print(getExceptionInfo()); } // expect: sizes 2 and 3
    array<double>@ x = solve({{2, 1, -1}, {-3, -1, 2}, {-2, 1, 2}}, {8, -11, -3});
    print(formatFloat(x[0], "", 0, 6) + " " + formatFloat(x[1], "", 0, 6) + " " + formatFloat(x[2], "", 0, 6)); // expect: 2.000000 3.000000 -1.000000
    Big b(1);
    for (uint i = 2; i <= 30; i++) b *= i;
    print(b); // expect: 265252859812191058636308480000000
    Big p(0), q(1);
    for (int i = 0; i < 150; i++) { Big t = q; q += p; p = t; }
    print(p); // expect: 9969216677189303386214405760200
    print(formatFloat(integrate(function(v) { return v * v; }, 0, 3), "", 0, 6) + " " + formatFloat(newton(function(v) { return v * v - 2; }, function(v) { return 2 * v; }, 1), "", 0, 9)); // expect: 9.000000 1.414213562
    Random r(2463534242);
    array<int> a, c;
    for (int i = 0; i < 2000; i++) a.insertLast(r(10000) - 5000);
    c = a;
    quick(a, 0, int(a.length()) - 1);
    c.sortAsc();
    assert(a == c && a[0] <= a[1] && a[0] < 0);
    array<complex> wave;
    for (int i = 0; i < 64; i++) wave.insertLast(complex(sin(2 * 3.14159265f * 5 * i / 64), 0));
    array<complex>@ s = fft(wave);
    uint peak = 0;
    for (uint i = 0; i < 32; i++) if (s[i].abs() > s[peak].abs()) peak = i;
    print("" + peak + " " + formatFloat(s[peak].abs(), "", 0, 2)); // expect: 5 32.00
    uint64 h = 14695981039346656037;
    foreach (auto part : array<string> = {"foobar"}) for (uint i = 0; i < part.length(); i++) { h ^= part[i]; h *= 1099511628211; }
    print("" + (h == 0x85944171f73967e8)); // expect: true
    uint bits = 0;
    for (uint i = 0; i < 1000; i++) { uint v = i; while (v != 0) { v &= v - 1; bits++; } }
    print("" + bits); // expect: 4932
}
