int first(int x) {
    while (true) {
        brek;
        contineu;
    }
    retrun x;
}

void second() {
    bread;
    thing;
}
