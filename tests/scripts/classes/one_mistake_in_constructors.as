// A member whose initialisation is wrong in one place is reported once, not where each branch ends.
// rules: CLASS-46, CLASS-47
class Table {
    array<string> names;
    int rows = 0;
    Table(int n) {
        for (int i = 0; i < n; i++) {
            if (i == 0) {
                names.insertLast("a");
            } else if (n > 3) {
                names = {"x"}; // error: E0169
            } else {
                rows++;
                if (i > 2)
                    rows += int(names.length());
            }
        }
    }
    Table(string s) {
        if (s == "x")
            rows = 1; // error: E0171
        else
            s = "";
    }
}
void main() {
}
