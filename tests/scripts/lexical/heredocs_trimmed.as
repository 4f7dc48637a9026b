// rules: LEX-47, ENGP-26
// properties: 26=2
void main() {
    string s = """ 
a
  """, t = """x
  """, u = """
y""", v = """ z """;
    print("" + s.length() + t.length() + u.length() + v.length()); // expect: 2213
}
