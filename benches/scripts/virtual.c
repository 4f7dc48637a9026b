typedef struct Shape Shape;
struct Shape {
    int (*area)(const Shape *, int);
    int a, b;
};

static int square(const Shape *s, int k) { return s->a * s->a + k; }
static int box(const Shape *s, int k) { return s->a * s->b - k; }

int run(void) {
    Shape shapes[2] = {{square, 3, 0}, {box, 2, 5}};
    Shape *volatile hidden = shapes;
    const Shape *a = &hidden[0], *b = &hidden[1];
    int sum = 0;
    for (int i = 0; i < 5000000; i++) {
        sum += a->area(a, i & 7);
        sum += b->area(b, i & 3);
    }
    return sum;
}
