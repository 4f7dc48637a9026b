#include <stdlib.h>

static int compare(const void *a, const void *b) {
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

int run(void) {
    const int n = 1000000;
    int *list = malloc(n * sizeof(int));
    unsigned seed = 1;
    for (int i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        list[i] = (int)(seed >> 8);
    }
    qsort(list, n, sizeof(int), compare);
    unsigned sum = 0;
    for (int i = 1; i < n; i++) {
        if (list[i - 1] > list[i])
            return -1;
        sum += (unsigned)((list[i] & 0xff) * (i & 7));
    }
    free(list);
    return (int)sum;
}
