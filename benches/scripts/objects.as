class Pair {
    int a;
    int b;
    Pair(int x, int y) {
        a = x;
        b = y;
    }
}

int run() {
    int sum = 0;
    for (int i = 0; i < 3000000; i++) {
        Pair p(i, 1);
        sum = (sum + p.a + p.b) & 0xFFFFFF;
    }
    return sum;
}
