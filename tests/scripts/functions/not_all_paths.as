// rules: FUNC-37, FUNC-39, FUNC-51, ERR-124, ERR-125, ERR-126
int noElse(int a) { if (a > 0) return 1; } // error: E0124
int oneBranch(int a) { if (a > 0) return 1; else a++; } // error: E0124
int noDefault(int a) { switch (a) { case 1: return 1; } } // error: E0124
int leaves(int a) { switch (a) { case 1: break; default: return 1; } } // error: E0124
int fallsOut(int a) { switch (a) { case 1: return 1; default: a++; } } // error: E0124
int noCatch() { try { return 1; } catch { } } // error: E0124
int constant() { if (true) return 1; } // error: E0124
int endless() { while (true) {} } // error: E0124
int endlessFor() { for (;;) { return 1; } } // error: E0124
int once() { do { return 1; } while (true); } // error: E0124
int throws() { throw("x"); } // error: E0124
int empty() {} // error: E0124
int noValue() { return; } // error: E0125
void value() { return 1; } // error: E0126
void declared(); // error: E0224
class A { void declared(); } // error: E0224
int fine() { return 1; }
