// rules: GRAM-26, LAMBDA-15, LAMBDA-16, LAMBDA-19, LAMBDA-20, LAMBDA-21
// Parameters of lambdas with and without types and names; their number and types pick overloads.
funcdef int Two(int, int);
funcdef int One(int);
funcdef void Text(const string &in, int &out);
int g = 7;
namespace N { int g = 8; Two@ make() { return function(a, b) { return g + a; }; } }
string pick(One@ f) { return "one" + f(5); }
string pick(Two@ f) { return "two" + f(5, 6); }
string kind(One@ f) { return "One"; }
string kind(Text@ f) { return "Text"; }
string pair(One@ f, Text@ g) { return "One, Text"; }
void main() {
    Two@ both = function(int a, int b) { return a - b; };
    Two@ mixed = function(a, int b) { return a - b; };
    Two@ unnamed = function(int, int b) { return b; };
    Two@ none = function(int, int) { return g; };
    print("" + both(5, 3) + mixed(6, 3) + unnamed(1, 2) + none(0, 0) + N::make()(1, 1)); // expect: 23279
    Text@ t = function(const string &in s, int &out n) { n = s.length(); };
    Text@ u = function(s, n) { n = s.length() + 1; };
    int n, m;
    t("abc", n);
    u("abc", m);
    print("" + n + m); // expect: 34
    print(pick(function(a) { return a; }) + pick(function(a, b) { return b; })); // expect: one5two6
    print(kind(function(int a) { return a; }) + kind(function(const string &in a, int &out b) {})); // expect: OneText
    print(pair(function(a) { return 1; }, function(a, b) {})); // expect: One, Text
}
