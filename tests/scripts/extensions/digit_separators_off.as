// rules: LEX-18
int a = 1'000';     // error: E0001
void main() {}
