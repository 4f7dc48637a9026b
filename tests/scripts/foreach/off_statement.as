// rules: FOREACH-13, ENGP-40
// properties: 40=0
void main() { array<int> a; foreach (int v : a) {} } // error: E0001
