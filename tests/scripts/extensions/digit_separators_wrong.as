// A separator stands between two digits.
// properties: 111=1
int a = 1''000;     // error: E0001
void main() {}
