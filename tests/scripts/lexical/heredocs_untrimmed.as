// rules: LEX-46, ENGP-26
// properties: 26=0
void main() {
    string s = """
a
  """;
    print("" + s.length() + """b
""".length()); // expect: 52
}
