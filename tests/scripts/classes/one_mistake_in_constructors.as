// A member whose initialisation is wrong in one place is reported once, not where each branch ends.
// rules: CLASS-45, CLASS-47
class Table {
    array<string> names;
    int rows = 0;
    Table(int n) {
        for (int i = 0; i < n; i++) {
            if (i == 0) {
                names.insertLast("a"); // error: E0173
            } else if (n > 3) {
                names = {"x"};
            } else {
                rows++;
                if (i > 2)
                    rows += int(names.length());
            }
        }
    }
    Table(string s) {
        if (s == "x") // error: E0171
            rows = 1;
        else
            s = "";
    }
}
void main() {
}
