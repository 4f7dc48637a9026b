#include <math.h>
#include <stdbool.h>

enum { N = 200 };

static double a(int i, int j) { return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1); }

static void times(const double *v, double *out, bool transposed) {
    for (int i = 0; i < N; i++) {
        double sum = 0;
        for (int j = 0; j < N; j++)
            sum += (transposed ? a(j, i) : a(i, j)) * v[j];
        out[i] = sum;
    }
}

int run(void) {
    double u[N], v[N] = {0}, t[N] = {0}, uv = 0, vv = 0;
    for (int i = 0; i < N; i++)
        u[i] = 1;
    for (int k = 0; k < 10; k++) {
        times(u, t, false);
        times(t, v, true);
        times(v, t, false);
        times(t, u, true);
    }
    for (int i = 0; i < N; i++) {
        uv += u[i] * v[i];
        vv += v[i] * v[i];
    }
    return (int)(sqrtf((float)(uv / vv)) * 1000);
}
