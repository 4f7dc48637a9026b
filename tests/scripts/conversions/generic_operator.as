// rules: CONV-28, CONV-39
// `T(x)` looks for what is exactly for x: its operator, or a constructor; then for its generic conversion.
class F {
    string how = "default";
    F() {}
    F(const dictionaryValue &in v) explicit { how = "constructor"; }
}
class G { string how = "default"; G() {} G(int) { how = "number"; } }
class Exact {
    int opConv() const { return 1; }
    F opConv() const { F f; f.how = "exact"; return f; }
}
void main() {
    F stored;
    G other;
    other.how = "stored";
    dictionary d = {{"f", stored}, {"g", other}, {"n", 5}};
    print(F(d["f"]).how); // expect: constructor
    print(G(d["g"]).how); // expect: stored
    print(F(Exact()).how); // expect: exact
    print("" + int(d["n"]) + string(d["n"]).length()); // expect: 50
}
