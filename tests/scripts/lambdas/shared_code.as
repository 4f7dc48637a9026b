// rules: LAMBDA-24, SHARED-08, TMPL-10, ERR-200, ERR-201, ERR-202
shared funcdef int F();
class Mine {}
shared class Yours {}
int plain() { return 1; }
int g = 1;
shared int also() { return 2; }
shared void f() {
    F@ a = function() { return also(); };
    F@ b = function() { return plain(); }; // error: E0201
    F@ c = function() { return g; }; // error: E0200
    array<Yours> y;
    array<Mine> m; // error: E0202
    array<array<Mine@>> n; // error: E0202
}
