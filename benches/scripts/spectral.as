double a(int i, int j) {
    return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
}

void times(const array<double> &v, array<double> &out_, bool transposed) {
    int n = v.length();
    for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
            sum += (transposed ? a(j, i) : a(i, j)) * v[j];
        }
        out_[i] = sum;
    }
}

int run() {
    const int n = 200;
    array<double> u(n, 1);
    array<double> v(n);
    array<double> t(n);
    for (int k = 0; k < 10; k++) {
        times(u, t, false);
        times(t, v, true);
        times(v, t, false);
        times(t, u, true);
    }
    double uv = 0;
    double vv = 0;
    for (int i = 0; i < n; i++) {
        uv += u[i] * v[i];
        vv += v[i] * v[i];
    }
    return int(sqrt(float(uv / vv)) * 1000);
}
