int run(void) {
    int sum = 0;
    for (int i = 0; i < 4000; i++)
        for (int j = 0; j < 5000; j++)
            sum += (i ^ j) & 15;
    return sum;
}
