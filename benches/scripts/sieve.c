#include <stdbool.h>
#include <stdlib.h>

int run(void) {
    int count = 0;
    for (int round = 0; round < 5; round++) {
        bool *composite = calloc(1000001, sizeof(bool));
        count = 0;
        for (int i = 2; i <= 1000000; i++) {
            if (composite[i])
                continue;
            count++;
            for (int j = i + i; j <= 1000000; j += i)
                composite[j] = true;
        }
        free(composite);
    }
    return count;
}
