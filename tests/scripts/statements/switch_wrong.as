// rules: STMT-08, STMT-10, STMT-12, STMT-13, STMT-14, STMT-15, STMT-17, GRAM-27, ERR-009, ERR-116, ERR-117, ERR-118, ERR-119, ERR-120, ERR-121, ERR-122, ERR-123
enum E { A, B }
const int k = 2;
void f(int i, string s, float r, bool b, E e) {
    switch (s) { case 1: break; } // error: E0118
    switch (r) { case 1: break; } // error: E0118
    switch (b) { case 1: break; } // error: E0118
    switch (i) { case true: break; } // error: E0119
    switch (i) { case 1.5: break; } // error: E0119
    switch (i) { case "a": break; } // error: E0119
    int local = 1;
    switch (i) { case local: break; } // error: E0119
    switch (i) { case k: break; case 1 + 1: break; } // error: E0120
    switch (e) { case A: break; case E::A: break; } // error: E0120
    switch (e) { case A: case B: case 5: break; }
    continue; // error: E0117
}
void main() { break; } // error: E0116
