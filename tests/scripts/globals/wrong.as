// rules: GLOB-04, GLOB-09, GLOB-14, GLOB-15, VAR-05, VAR-06, SHARED-13, ERR-026, ERR-027, ERR-028, ERR-046
int a = b;
int b = c + 1;
int c = a; // error: E0046
auto d = d; // error: E0046
private int e; // error: E0001
protected string f; // error: E0001
int hostValue = 1; // error: E0026
int dictionary; // error: E0032
string print; // error: E0027
int Thing; // error: E0032
int g;
string g; // error: E0026
void h() {}
int h; // error: E0027
const int k = 1;
void main() { k = 2; } // error: E0071
