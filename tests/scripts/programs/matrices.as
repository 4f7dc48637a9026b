// Matrices by operators: products, determinants, inverses, powers, solving, rotation of points, and errors of wrong sizes.
class Matrix {
    private array<double> values;
    private uint n_ = 0, m_ = 0;
    Matrix() {
    }
    Matrix(uint n, uint m) {
        n_ = n;
        m_ = m;
        values.resize(n * m);
    }
    Matrix(const array<array<double>> &in rows) {
        n_ = rows.length();
        m_ = n_ == 0 ? 0 : rows[0].length();
        foreach (array<double> row : rows) {
            if (row.length() != m_)
                throw("rows differ");
            foreach (double v : row)
                values.insertLast(v);
        }
    }
    uint n {
        get const {
            return n_;
        }
    }
    uint m {
        get const {
            return m_;
        }
    }
    double &opIndex(uint i, uint k) {
        return values[i * m_ + k];
    }
    const double &opIndex(uint i, uint k) const {
        return values[i * m_ + k];
    }
    private void same(const Matrix &in o) const {
        if (n_ != o.n_ || m_ != o.m_)
            throw("sizes " + n_ + "x" + m_ + " and " + o.n_ + "x" + o.m_);
    }
    Matrix opAdd(const Matrix &in o) const {
        same(o);
        Matrix r = this;
        for (uint i = 0; i < values.length(); i++)
            r.values[i] += o.values[i];
        return r;
    }
    Matrix opSub(const Matrix &in o) const {
        return this + o * -1;
    }
    Matrix opMul(double by) const {
        Matrix r = this;
        for (uint i = 0; i < r.values.length(); i++)
            r.values[i] *= by;
        return r;
    }
    Matrix opMul_r(double by) const {
        return this * by;
    }
    Matrix opMul(const Matrix &in o) const {
        if (m_ != o.n_)
            throw("sizes " + n_ + "x" + m_ + " and " + o.n_ + "x" + o.m_);
        Matrix r(n_, o.m_);
        for (uint i = 0; i < n_; i++)
            for (uint k = 0; k < o.m_; k++)
                for (uint j = 0; j < m_; j++)
                    r[i, k] += this[i, j] * o[j, k];
        return r;
    }
    Matrix opPow(uint e) const {
        Matrix r = unit(n_), b = this;
        while (e > 0) {
            if (e & 1 == 1)
                r = r * b;
            b = b * b;
            e >>= 1;
        }
        return r;
    }
    bool opEquals(const Matrix &in o) const {
        if (n_ != o.n_ || m_ != o.m_)
            return false;
        for (uint i = 0; i < values.length(); i++)
            if (!closeTo(values[i], o.values[i], 1e-9))
                return false;
        return true;
    }
    Matrix transposed() const {
        Matrix r(m_, n_);
        for (uint i = 0; i < n_; i++)
            for (uint k = 0; k < m_; k++)
                r[k, i] = this[i, k];
        return r;
    }
    // Gives the determinant, and the inverse if it is not zero.
    double invert(Matrix &out inverse) const {
        if (n_ != m_)
            throw("not square");
        Matrix a = this, b = unit(n_);
        double det = 1;
        for (uint c = 0; c < n_; c++) {
            uint p = c;
            for (uint i = c + 1; i < n_; i++)
                if (abs(a[i, c]) > abs(a[p, c]))
                    p = i;
            if (abs(a[p, c]) < 1e-12)
                return 0;
            if (p != c) {
                det = -det;
                a.swapRows(p, c);
                b.swapRows(p, c);
            }
            double pivot = a[c, c];
            det *= pivot;
            for (uint k = 0; k < n_; k++) {
                a[c, k] /= pivot;
                b[c, k] /= pivot;
            }
            for (uint i = 0; i < n_; i++) {
                double by = a[i, c];
                if (i == c || by == 0)
                    continue;
                for (uint k = 0; k < n_; k++) {
                    a[i, k] -= by * a[c, k];
                    b[i, k] -= by * b[c, k];
                }
            }
        }
        inverse = b;
        return det;
    }
    private void swapRows(uint a, uint b) {
        for (uint k = 0; k < m_; k++) {
            double t = this[a, k];
            this[a, k] = this[b, k];
            this[b, k] = t;
        }
    }
}
Matrix unit(uint n) {
    Matrix r(n, n);
    for (uint i = 0; i < n; i++)
        r[i, i] = 1;
    return r;
}
double abs(double v) {
    return v < 0 ? -v : v;
}
string thrown(int which) {
    Matrix a(2, 3), b(2, 2), c;
    try {
        switch (which) {
        case 0:
            c = a + b;
            break;
        case 1:
            c = a * b;
            break;
        case 2:
            a.invert(c);
            break;
        case 3:
            c = Matrix({{1, 2}, {3}});
            break;
        default:
            b[2, 0] = 1;
        }
    } catch {
        return getExceptionInfo();
    }
    return "fine";
}
void main() {
    Matrix a = Matrix({{2, 1, 0}, {1, 3, 1}, {0, 1, 4}});
    Matrix inverse;
    double det = a.invert(inverse);
    assert(closeTo(det, 18, 1e-9));
    assert(a * inverse == unit(3) && inverse * a == unit(3));
    assert((a - a) == Matrix(3, 3) && 2 * a == a + a && a.transposed() == a);
    Matrix fib = Matrix({{1, 1}, {1, 0}}) ** 40;
    print("" + int(fib[0, 1])); // expect: 102334155
    assert(fib ** 0 == unit(2));
    Matrix turn = Matrix({{0, -1}, {1, 0}}), point = Matrix({{3}, {4}});
    assert(turn ** 4 == unit(2) && turn * turn * point == point * -1);
    Matrix singular = Matrix({{1, 2}, {2, 4}});
    assert(singular.invert(inverse) == 0);
    Matrix swapped = Matrix({{0, 1}, {1, 0}});
    assert(closeTo(swapped.invert(inverse), -1.0, 1e-12) && inverse == swapped);
    print(thrown(0)); // expect: sizes 2x3 and 2x2
    print(thrown(1)); // expect: sizes 2x3 and 2x2
    print(thrown(2)); // expect: not square
    print(thrown(3)); // expect: rows differ
    print(thrown(4)); // expect: Index out of bounds
}
