// rules: PROP-06, PROP-07, PROP-08, PROP-09, PROP-12, PROP-14, PROP-19, PROP-21, ERR-183, ERR-184, ERR-185, ERR-186, ERR-187, ERR-188, ERR-193
class A {
    int get_two(int i, int j) property { return 1; } // error: E0183
    void get_nothing() property {} // error: E0183
    int set_result(int v) property { return 1; } // error: E0183
    void set_few() property {} // error: E0183
    int other() property { return 1; } // error: E0183
    int get_differ() property { return 1; }
    void set_differ(string s) property {} // error: E0184
}
void main() {}
