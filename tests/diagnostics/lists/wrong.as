// rules: ERR-135, ERR-136, ERR-137, ERR-138, ERR-140
class A {}
void main() {
    array<int> a = {1, "two", 3};
    array<array<int>> b = {1, {2}};
    dictionary d = {{"a", 1, 2}, {"b"}, "c"};
    A e = {1};
    int i = {1};
    array<A@> f = {A(), 1, null};
    complex g = {1, 2, 3};
    grid<int> h = {{1, 2}, {3}};
}
