// rules: WARN-01, WARN-02, WARN-03, WARN-04, WARN-05, WARN-06, WARN-07, WARN-08, WARN-09, WARN-10, WARN-15, WARN-16, WARN-17, VAR-18
class A {}
int f(float p) {
    uint a = -1; // warning: W0001
    int8 b = 128; // warning: W0001
    int8 b2 = 300; // warning: W0002
    int c = 1.5; // warning: W0003
    int d = p; // warning: W0004
    bool e = a < c; // warning: W0005
    int g;
    int h = g + g; // warning: W0006
    h = g;
    { int h = 1; } // warning: W0007
    A@ x;
    if (x == null) c = 1; // warning: W0010
    string s = "\q" "\u12" "\UFFFFFFFF"; // warning: W0015, W0016, W0017
    while (e) { break; c = 2; c = 3; } // warning: W0009
    for (;;) { continue; c = 2; } // warning: W0009
    uint8 v = 300, w = -1; // warning: W0002, W0001
    float y = 16777217, z = 1e300; // warning: W0003
    int64 i = 1e30; // warning: W0003
    switch (c) { case 1: return 1; c = 5; } // warning: W0008
    if (e) { throw("x"); } else return 1;
    return 1;
    c = 1; // warning: W0008
    c = 2;
}
