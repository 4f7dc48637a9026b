// rules: STMT-14, STMT-15, STMT-17, GRAM-27, ERR-009, ERR-121, ERR-122, ERR-123
void a() { switch (1) { default: break; case 1: break; } } // error: E0121
void b() { switch (1) { case 1: break; default: break; default: break; } } // error: E0121
void c() { switch (1) { } } // error: E0122
void d() { switch (1) { default: print("x"); } } // error: E0122
void e() { switch (1) { case 1: int v = 1; break; } } // error: E0123
void f() { switch (1) { case 1: break; print("x"); } } // error: E0009
void g() { switch (1) { print("x"); } } // error: E0009
void h() { switch (1) { case 1: { int v = 1; } break; } }
