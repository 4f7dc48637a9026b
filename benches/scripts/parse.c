#include <stdio.h>
#include <stdlib.h>

int run(void) {
    char *text = malloc(200000 * 16), *at = text;
    for (int i = 0; i < 200000; i++)
        at += sprintf(at, i > 0 ? ",%d=%d" : "%d=%d", i * 7 % 10007, i % 13);
    int total = 0;
    at = text;
    for (;;) {
        total += (int)strtol(at, &at, 10);
        total += (int)strtol(at + 1, &at, 10);
        if (*at++ != ',')
            break;
    }
    free(text);
    return total;
}
