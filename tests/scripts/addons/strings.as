// rules: STR-01, STR-22, STR-32
void main() {
    string empty;
    string copy(string("text"));
    print(empty + "|" + copy); // expect: |text
    copy += "!";
    print("text"); // expect: text
    string[]@ parts = "a,b".split("");
    print(parts.length() + parts[0]); // expect: 1a,b
    print(formatFloat(1.5, "", 0, 1)); // expect: 1.5
    print("" + parseFloat("1.5")); // expect: 1.5
}
