#include <stdlib.h>

enum { N = 160 };

static double *make(double seed) {
    double *m = malloc(N * N * sizeof(double));
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            m[i * N + j] = seed * (i - j) * (i + j);
    return m;
}

int run(void) {
    double *a = make(0.01), *b = make(0.02), *c = make(0);
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
            double sum = 0;
            for (int k = 0; k < N; k++)
                sum += a[i * N + k] * b[k * N + j];
            c[i * N + j] = sum;
        }
    }
    int result = (int)c[N / 2 * N + N / 2];
    free(a);
    free(b);
    free(c);
    return result;
}
