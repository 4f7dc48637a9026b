typedef struct Counter Counter;
struct Counter {
    int (*next)(Counter *, int);
    int at;
};

static int up(Counter *c, int k) { return c->at += k; }
static int down(Counter *c, int k) { return c->at -= k; }

int run(void) {
    Counter counters[2] = {{up, 0}, {down, 0}};
    Counter *volatile hidden = counters;
    Counter *a = &hidden[0], *b = &hidden[1];
    int sum = 0;
    for (int i = 0; i < 5000000; i++) {
        sum = (sum + a->next(a, i & 7)) & 0xFFFF;
        sum = (sum + b->next(b, 1)) & 0xFFFF;
    }
    return sum;
}
