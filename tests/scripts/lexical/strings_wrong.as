// rules: LEX-39, LEX-40, LEX-41, WARN-15, WARN-16, WARN-17
void main() {
    string a = "a\qb"; // warning: W0015
    string b = "a\u12"; // warning: W0016
    string c = "\U1234567"; // warning: W0016
    string d = "\uD800"; // warning: W0017
    string e = "\U00110000"; // warning: W0017
    print(a + a.length() + d.length() + e.length()); // expect: ab200
}
