#include <stdlib.h>

typedef struct {
    int (*call)(void *, int);
    void *object;
} Step;

static int add(void *total, int by) { return *(int *)total += by; }
static int twice(void *nothing, int x) { return (void)nothing, x * 2; }
static int change(void *nothing, int x) { return (void)nothing, x ^ 5; }

int run(void) {
    int a = 1, b = 2, sum = 0;
    Step made[] = {{add, &a}, {twice, NULL}, {add, &b}, {change, NULL}};
    Step *volatile hidden = made;
    Step *steps = hidden;
    for (int i = 0; i < 1000000; i++)
        for (int k = 0; k < 4; k++)
            sum = (sum + steps[k].call(steps[k].object, i & 15)) & 0xffffff;
    for (int i = 0; i < 1000000; i++) {
        Step *volatile step = malloc(sizeof(Step));
        *step = (Step){add, &a};
        sum = (sum + step->call(step->object, 1)) & 0xffffff;
        free(step);
    }
    return sum;
}
