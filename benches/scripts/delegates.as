funcdef int Step(int);

class Counter {
    int total;
    Counter(int start) {
        total = start;
    }
    int add(int by) {
        total += by;
        return total;
    }
}

int twice(int x) {
    return x * 2;
}

int run() {
    Counter a(1);
    Counter b(2);
    array<Step@> steps = {Step(a.add), twice, Step(b.add), function(x) { return x ^ 5; }};
    int sum = 0;
    for (int i = 0; i < 1000000; i++) {
        for (uint k = 0; k < 4; k++)
            sum = (sum + steps[k](i & 15)) & 0xffffff;
    }
    // Making one costs an object.
    for (int i = 0; i < 1000000; i++) {
        Step@ step = Step(a.add);
        sum = (sum + step(1)) & 0xffffff;
    }
    return sum;
}
