// rules: INIT-06, INIT-07, ENGP-23, ERR-139
// properties: 23=1
void main() {
    array<int> fine = {1, 2,};
    array<int> a = {1,,3}; // error: E0139
    array<int> b = {,1}; // error: E0139
    array<int> c = {,}; // error: E0139
    array<array<int>> d = {{1,}, {2},};
    array<array<int>> e = {{,1}}; // error: E0139
    array<string> f = {"a",,}; // error: E0139
}
