#include <stdbool.h>

// What C has instead: each function tells whether it failed.
static bool divide(int a, int b, int *result) {
    if (b == 0)
        return false;
    *result = a / b + a;
    return true;
}

static bool deep(int depth, int a, int b, int *result) {
    if (depth == 0)
        return divide(a, b, result);
    if (!deep(depth - 1, a, b, result))
        return false;
    *result += 1;
    return true;
}

int run(void) {
    int sum = 0;
    for (int i = 0; i < 300000; i++) {
        int result;
        if (deep(3, i & 255, i & 3, &result))
            sum += result;
        else
            sum += 7;
    }
    return sum;
}
