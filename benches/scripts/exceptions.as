class Guard {
    int level;
    Guard(int l) {
        level = l;
    }
}

int divide(int a, int b) {
    Guard guard(a);
    return a / b + guard.level;
}

int deep(int depth, int a, int b) {
    if (depth == 0)
        return divide(a, b);
    return deep(depth - 1, a, b) + 1;
}

int run() {
    int sum = 0;
    for (int i = 0; i < 300000; i++) {
        try {
            sum += deep(3, i & 255, i & 3);
        } catch {
            sum += 7;
        }
    }
    return sum;
}
