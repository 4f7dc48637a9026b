#include <stdio.h>
#include <string.h>

int run(void) {
    int total = 0;
    for (int i = 0; i < 300000; i++) {
        char s[32];
        snprintf(s, sizeof s, "item%d,%d!", i, i % 10);
        if (strcmp(s, "item77,7!") == 0)
            total += 1000;
        total += (int)strlen(s);
    }
    return total;
}
