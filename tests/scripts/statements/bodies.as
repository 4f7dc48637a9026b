// rules: GRAM-17, STMT-01, STMT-02, STMT-05, ERR-011, ERR-115, ERR-131
// No declaration stands as the body of a statement, and nothing empty behind if and else.
void f() {
    if (true) int a = 1; // error: E0011
}
void g() { if (true) {} else string b; } // error: E0011
void h() { while (false) int c; } // error: E0011
void i() { for (;;) int d = 1; } // error: E0011
void j() { do int e = 1; while (false); } // error: E0011
void k() { foreach (int x : array<int>()) int m; } // error: E0011
void l() { if (true); } // error: E0115
void m() { if (true) {} else; } // error: E0115
void n() { for (;false;); while (false); do; while (false); ; {} }
