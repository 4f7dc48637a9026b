array<array<double>> make(int n, double seed) {
    array<array<double>> m(n);
    for (int i = 0; i < n; i++) {
        m[i].resize(n);
        for (int j = 0; j < n; j++) {
            m[i][j] = seed * (i - j) * (i + j);
        }
    }
    return m;
}

int run() {
    const int n = 160;
    array<array<double>> a = make(n, 0.01);
    array<array<double>> b = make(n, 0.02);
    array<array<double>> c = make(n, 0);
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int k = 0; k < n; k++) {
                sum += a[i][k] * b[k][j];
            }
            c[i][j] = sum;
        }
    }
    return int(c[n / 2][n / 2]);
}
