int run() {
    int count = 0;
    for (int round = 0; round < 5; round++) {
        array<bool> composite(1000001);
        count = 0;
        for (int i = 2; i <= 1000000; i++) {
            if (!composite[i]) {
                count++;
                for (int j = i + i; j <= 1000000; j += i) {
                    composite[j] = true;
                }
            }
        }
    }
    return count;
}
