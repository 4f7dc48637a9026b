// rules: OVERLOAD-03, FUNC-35, GRAM-04, STR-33
// A variadic function of the host takes one further argument or more; scripts declare none.
void main() {
    print(format("{}", 1) + format("{}{}{}", 1, "a", true)); // expect: 11atrue
    int i; string s;
    print("" + scan("5 x", i) + i + scan("6 y", i, s) + i + s); // expect: 1526y
}
