interface Counter {
    int next(int k);
}

class Up : Counter {
    int at = 0;
    int next(int k) {
        at += k;
        return at;
    }
}

class Down : Counter {
    int at = 0;
    int next(int k) {
        at -= k;
        return at;
    }
}

int run() {
    Counter@ a = Up();
    Counter@ b = Down();
    int sum = 0;
    for (int i = 0; i < 5000000; i++) {
        sum = (sum + a.next(i & 7)) & 0xFFFF;
        sum = (sum + b.next(1)) & 0xFFFF;
    }
    return sum;
}
