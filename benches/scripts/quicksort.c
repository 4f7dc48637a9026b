#include <stdlib.h>

static void quicksort(int *a, int lo, int hi) {
    while (lo < hi) {
        int pivot = a[(lo + hi) / 2], i = lo, j = hi;
        while (i <= j) {
            while (a[i] < pivot)
                i++;
            while (a[j] > pivot)
                j--;
            if (i <= j) {
                int t = a[i];
                a[i++] = a[j];
                a[j--] = t;
            }
        }
        quicksort(a, lo, j);
        lo = i;
    }
}

int run(void) {
    const int n = 500000;
    int *a = malloc(n * sizeof(int));
    int seed = 42, sum = 0;
    for (int i = 0; i < n; i++) {
        seed = (seed * 1103 + 12345) % 65536;
        a[i] = seed;
    }
    quicksort(a, 0, n - 1);
    for (int i = 1; i < n; i++) {
        if (a[i] < a[i - 1])
            return -1;
        sum = (sum * 31 + a[i]) % 65536;
    }
    free(a);
    return sum;
}
