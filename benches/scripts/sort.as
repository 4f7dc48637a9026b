bool before(const int &in a, const int &in b) { return a < b; }

int run() {
    array<int> list(1000000);
    uint seed = 1;
    for (uint i = 0; i < list.length(); i++) {
        seed = seed * 1664525 + 1013904223;
        list[i] = int(seed >> 8);
    }
    list.sort(before);
    int sum = 0;
    for (uint i = 1; i < list.length(); i++) {
        if (list[i - 1] > list[i])
            return -1;
        sum += (list[i] & 0xff) * int(i & 7);
    }
    return sum;
}
