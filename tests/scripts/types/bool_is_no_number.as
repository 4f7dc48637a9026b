// rules: TYPE-03, CONV-02, STMT-09, STMT-10
void main() {
    bool b = true;
    int a = b; // error: E0065
    double d = 1.0;
    b = d; // error: E0065
    b = b + b; // error: E0067
    b = ~b; // error: E0067
    if (a) {} // error: E0074
    while (d) {} // error: E0074
    do {} while (1); // error: E0074
    for (; a; ) {} // error: E0074
    a = a ? 1 : 2; // error: E0074
    switch (b) { case 1: break; } // error: E0118
}
