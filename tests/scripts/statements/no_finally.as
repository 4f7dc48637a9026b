// rules: STMT-23, GRAM-28
void f() { try { } catch (string s) { } } // error: E0001
void g() { try { } catch { } finally { } } // error: E0001
void h() { try { } } // error: E0001
void i() { try print("x"); catch { } } // error: E0001
