void main() {
    if (true) int a = 1;
    for (;;) string s;
}
