int run() {
    int total = 0;
    for (int i = 0; i < 300000; i++) {
        string s = "item" + i;
        s += "," + (i % 10);
        s += "!";
        if (s == "item77,7!")
            total += 1000;
        total += s.length();
    }
    return total;
}
