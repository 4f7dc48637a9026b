// Words that begin statements and declarations.
int one() {
    retrun 1;
}

int two(int x) {
    retrun x;
}

void three() {
    whlie (true) {
    }
    if (true) {
    } elseif (false) {
    }
}

void five() {
    swtich (1) {
    }
}

void six(int form) {
    form(1) {
    }
    monster 5;
}

calss X {
    int a;
    void f() {}
}

enmu E { A, B }

funcdfe void F();

void seven() {}
