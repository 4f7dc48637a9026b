#include <stdlib.h>

typedef struct {
    int a, b;
} Pair;

int run(void) {
    int sum = 0;
    for (int i = 0; i < 3000000; i++) {
        // Through a volatile pointer: else the compiler leaves the object out.
        Pair *volatile p = malloc(sizeof(Pair));
        p->a = i;
        p->b = 1;
        sum = (sum + p->a + p->b) & 0xFFFFFF;
        free(p);
    }
    return sum;
}
