int run() {
    string[] names = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"};
    string text;
    uint seed = 1;
    for (int i = 0; i < 300000; i++) {
        seed = seed * 1664525 + 1013904223;
        text += names[(seed >> 24) % 10];
        text += (seed >> 16) % 100;
        text += " ";
    }
    dictionary counts;
    int start = 0;
    int total = 0;
    while (true) {
        int end = text.findFirst(" ", start);
        if (end < 0)
            break;
        string word = text.substr(start, end - start);
        counts[word] = int(counts[word]) + 1;
        counts["all"] = int(counts["all"]) + 1;
        start = end + 1;
    }
    string[]@ keys = counts.getKeys();
    int most = 0;
    for (uint i = 0; i < keys.length(); i++) {
        int n = int(counts[keys[i]]);
        total += n;
        if (n > most && keys[i] != "all")
            most = n;
    }
    return total + most;
}
