void main() {
    auto s = "text";
    s = "other";
    s += "more";
    "a" = "b";
    1 = 2;
    const array<int> l = {1};
    l.insertLast(2);
}
