// Exact fractions with all operators and conversions, continued fractions, and a solver of linear equations that uses them.

int64 gcd(int64 a, int64 b) {
    return b == 0 ? (a < 0 ? -a : a) : gcd(b, a % b);
}
class Fraction {
    private int64 n = 0, d = 1;
    Fraction() {
    }
    Fraction(int64 n) {
        this.n = n;
    }
    Fraction(int64 n, int64 d) {
        if (d == 0)
            throw("zero below");
        int64 g = gcd(n, d) * (d < 0 ? -1 : 1);
        this.n = n / g;
        this.d = d / g;
    }
    int64 upper {
        get const {
            return n;
        }
    }
    int64 lower {
        get const {
            return d;
        }
    }
    Fraction opAdd(const Fraction &in o) const {
        return Fraction(n * o.d + o.n * d, d * o.d);
    }
    Fraction opSub(const Fraction &in o) const {
        return Fraction(n * o.d - o.n * d, d * o.d);
    }
    Fraction opMul(const Fraction &in o) const {
        return Fraction(n * o.n, d * o.d);
    }
    Fraction opDiv(const Fraction &in o) const {
        return Fraction(n * o.d, d * o.n);
    }
    Fraction opAdd(int64 o) const {
        return this + Fraction(o);
    }
    Fraction opAdd_r(int64 o) const {
        return Fraction(o) + this;
    }
    Fraction opSub_r(int64 o) const {
        return Fraction(o) - this;
    }
    Fraction opDiv_r(int64 o) const {
        return Fraction(o) / this;
    }
    Fraction opNeg() const {
        return Fraction(-n, d);
    }
    Fraction &opSubAssign(const Fraction &in o) {
        this = this - o;
        return this;
    }
    Fraction &opPreInc() {
        n += d;
        return this;
    }
    Fraction opPostInc() {
        Fraction old = this;
        n += d;
        return old;
    }
    int opCmp(const Fraction &in o) const {
        int64 x = n * o.d - o.n * d;
        return x < 0 ? -1 : x > 0 ? 1 : 0;
    }
    bool opEquals(const Fraction &in o) const {
        return n == o.n && d == o.d;
    }
    double opImplConv() const {
        return double(n) / d;
    }
    int64 opConv() const {
        return n / d;
    }
    string text() const {
        return d == 1 ? "" + n : n + "/" + d;
    }
}
array<int64> continued(Fraction f) {
    array<int64> parts;
    while (true) {
        int64 whole = int64(f);
        parts.insertLast(whole);
        f -= Fraction(whole);
        if (f == Fraction(0))
            return parts;
        f = 1 / f;
    }
    return parts;
}
Fraction folded(const array<int64> &in parts) {
    Fraction f(parts[parts.length() - 1]);
    for (uint i = parts.length() - 1; i-- > 0;)
        f = parts[i] + 1 / f;
    return f;
}
array<Fraction> solve(array<array<Fraction>> m) {
    uint n = m.length();
    for (uint c = 0; c < n; c++) {
        uint p = c;
        while (p < n && m[p][c] == Fraction(0))
            p++;
        if (p == n)
            throw("singular");
        array<Fraction> row = m[p];
        m[p] = m[c];
        m[c] = row;
        for (uint r = 0; r < n; r++) {
            if (r == c)
                continue;
            Fraction by = m[r][c] / m[c][c];
            for (uint k = c; k <= n; k++)
                m[r][k] -= by * m[c][k];
        }
    }
    array<Fraction> x(n);
    for (uint i = 0; i < n; i++)
        x[i] = m[i][n] / m[i][i];
    return x;
}
void main() {
    Fraction a(1, 2), b(-3, -9);
    print((a + b).text() + " " + (a - b).text() + " " + (a * b).text() + " " + (a / b).text()); // expect: 5/6 1/6 1/6 3/2
    assert((1 + a).text() == "3/2" && (1 - b).text() == "2/3" && (a + 2).text() == "5/2");
    assert(a > b && b < a && a >= Fraction(2, 4) && a == Fraction(-1, -2));
    Fraction c = a++;
    assert(c == Fraction(1, 2) && a == Fraction(3, 2) && (++a).upper == 5);
    double real = Fraction(1, 8);
    assert(real == 0.125 && int64(Fraction(-7, 2)) == -3 && (-b).text() == "-1/3");
    string parts;
    foreach (int64 p : continued(Fraction(415, 93)))
        parts += p + " ";
    print(parts); // expect: 4 2 6 7 
    assert(folded({4, 2, 6, 7}) == Fraction(415, 93));
    Fraction harmonic;
    for (int i = 1; i <= 12; i++)
        harmonic = harmonic + Fraction(1, i);
    print(harmonic.text()); // expect: 86021/27720
    array<array<Fraction>> m(3, array<Fraction>(4));
    array<int> numbers = {0, 2, 1, 7, 1, -2, -3, -12, 3, 1, 4, 17};
    for (uint i = 0; i < numbers.length(); i++)
        m[i / 4][i % 4] = Fraction(numbers[i]);
    array<Fraction> x = solve(m);
    for (uint r = 0; r < 3; r++) {
        Fraction sum;
        for (uint k = 0; k < 3; k++)
            sum = sum + m[r][k] * x[k];
        assert(sum == m[r][3]);
    }
    string why;
    try {
        m[2] = m[0];
        solve(m);
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "singular");
    try {
        Fraction f(1, 0);
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "zero below");
}
