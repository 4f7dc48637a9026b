// Times run() of a twin, prints its result and the seconds.
#include <stdio.h>
#include <time.h>

int run(void);

int main(void) {
    clock_t start = clock();
    int result = run();
    printf("%d %.6f\n", result, (double)(clock() - start) / CLOCKS_PER_SEC);
    return 0;
}
