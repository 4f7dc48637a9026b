// rules: FOREACH-04, FOREACH-06, FOREACH-07, FOREACH-11, FOREACH-14, ERR-129
class None {}
class Half { int opForBegin() { return 0; } bool opForEnd(int i) { return true; } }
class NotConst { int opForBegin() const { return 0; } bool opForEnd(int i) const { return true; } int opForNext(int i) { return i; } int opForValue(int i) const { return i; } }
class NotBool { int opForBegin() { return 0; } int opForEnd(int i) { return 1; } int opForNext(int i) { return i; } int opForValue(int i) { return i; } }
class A {}
void main() {
    array<int> l; array<A> as; string s; None n; Half h; NotBool b;
    foreach (auto c : s) {} // error: E0129
    foreach (int v : n) {} // error: E0129
    foreach (int v : h) {} // error: E0129
    foreach (int v : b) {} // error: E0074
    foreach (int v : 5) {} // error: E0129
    const NotConst k;
    foreach (int v : k) {} // error: E0089
    foreach (int v, uint i, int j : l) {} // error: E0129
    foreach (A@ a : as) {} // error: E0065
    foreach (string t : l) { t = 1; }
    foreach (auto v : l) v = 1; // error: E0071
    foreach (A a : l) {} // error: E0065
}
