// rules: INIT-03, INIT-10, INIT-18, INIT-11, ERR-135, ERR-136, ERR-137, ERR-138, ERR-140
class A { A() {} A(int x) {} }
class L { L(array<int> &in x) {} }
funcdef void F();
void main() {
    array<A> a = {1, "s"}; // error: E0065
    dictionary d = {{"k", {1}}}; // error: E0135
    dictionary e = {{"k"}}; // error: E0137
    dictionary f = {{"k", 1, 2}}; // error: E0136
    dictionary g = {"k", 1}; // error: E0138, E0138
    L l = {1, 2}; // error: E0135
    array<int> i = {1, {2}}; // error: E0135
    grid<int> m = {{1, 2}, {3}}; // error: E0140
    int n = {1}; // error: E0135
    array<int> o = {{1}, {2}}; // error: E0135, E0135
    array<F@> p = {main, function() {}, function(int x) {}}; // error: E0065
    auto q = {1}; // error: E0045
    array<int> r = {nothing, 2, missing}; // error: E0020, E0020
}
