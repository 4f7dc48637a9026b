// A calculator: tokens, a recursive-descent parser into a tree, evaluation with variables and functions, and printing.
enum Kind { Number, Name, Symbol, End }
class Token {
    Kind kind; string text; double value; uint at;
    Token() { kind = End; }
    Token(Kind k, const string &in t, uint at) { kind = k; text = t; this.at = at; }
}
class Lexer {
    private string source; private uint pos = 0;
    Token current;
    Lexer(const string &in s) { source = s; next(); }
    private bool isDigit(uint8 c) const { return c >= 48 && c <= 57; }
    private bool isLetter(uint8 c) const { return c >= 97 && c <= 122 || c >= 65 && c <= 90 || c == 95; }
    void next() {
        while (pos < source.length() && source[pos] == 32) pos++;
        uint start = pos;
        if (pos >= source.length()) { current = Token(End, "", pos); return; }
        uint8 c = source[pos];
        if (isDigit(c)) {
            while (pos < source.length() && (isDigit(source[pos]) || source[pos] == 46)) pos++;
            current = Token(Number, source.substr(start, int(pos - start)), start);
            current.value = parseFloat(current.text);
        } else if (isLetter(c)) {
            while (pos < source.length() && (isLetter(source[pos]) || isDigit(source[pos]))) pos++;
            current = Token(Name, source.substr(start, int(pos - start)), start);
        } else {
            pos++;
            current = Token(Symbol, source.substr(start, 1), start);
        }
    }
    bool accept(const string &in symbol) {
        if (current.kind != Symbol || current.text != symbol) return false;
        next();
        return true;
    }
    void expect(const string &in symbol) { if (!accept(symbol)) throw("expected '" + symbol + "' at " + current.at); }
}
funcdef double Function(const array<double> &in);
class Scope {
    dictionary variables; dictionary arities;
    private array<string> names; private array<Function@> functions;
    void define(const string &in name, Function@ f) { names.insertLast(name); functions.insertLast(f); }
    Function@ find(const string &in name) const { int i = names.find(name); if (i < 0) return null; return functions[i]; }
    double get(const string &in name) const {
        double v;
        if (!variables.get(name, v)) throw("unknown variable " + name);
        return v;
    }
}
interface Node { double eval(Scope@ s) const; string show() const; int depth() const; }
abstract class Binary : Node {
    protected Node@ l; protected Node@ r;
    Binary(Node@ l, Node@ r) { @this.l = l; @this.r = r; }
    double eval(Scope@ s) const { return apply(l.eval(s), r.eval(s)); }
    double apply(double a, double b) const { return 0; }
    string sign() const { return "?"; }
    string show() const { return "(" + l.show() + sign() + r.show() + ")"; }
    int depth() const { int a = l.depth(), b = r.depth(); return 1 + (a > b ? a : b); }
}
class Add : Binary { Add(Node@ l, Node@ r) { super(l, r); } double apply(double a, double b) const override { return a + b; } string sign() const override { return "+"; } }
class Sub : Binary { Sub(Node@ l, Node@ r) { super(l, r); } double apply(double a, double b) const override { return a - b; } string sign() const override { return "-"; } }
class Mul : Binary { Mul(Node@ l, Node@ r) { super(l, r); } double apply(double a, double b) const override { return a * b; } string sign() const override { return "*"; } }
class Div : Binary { Div(Node@ l, Node@ r) { super(l, r); } double apply(double a, double b) const override { return a / b; } string sign() const override { return "/"; } }
class Power : Binary { Power(Node@ l, Node@ r) { super(l, r); } double apply(double a, double b) const override { return a ** b; } string sign() const override { return "^"; } }
class Constant : Node { private double v; Constant(double v) { this.v = v; } double eval(Scope@ s) const { return v; } string show() const { return "" + v; } int depth() const { return 0; } }
class Variable : Node { private string n; Variable(const string &in n) { this.n = n; } double eval(Scope@ s) const { return s.get(n); } string show() const { return n; } int depth() const { return 0; } }
class Negate : Node { private Node@ n; Negate(Node@ n) { @this.n = n; } double eval(Scope@ s) const { return -n.eval(s); } string show() const { return "-" + n.show(); } int depth() const { return 1 + n.depth(); } }
class CallNode : Node {
    private string name; private array<Node@> args;
    CallNode(const string &in n, const array<Node@> &in a) { name = n; args = a; }
    double eval(Scope@ s) const {
        Function@ f = s.find(name);
        if (f is null) throw("unknown function " + name);
        array<double> values;
        for (uint i = 0; i < args.length(); i++) values.insertLast(args[i].eval(s));
        return f(values);
    }
    string show() const {
        array<string> parts;
        for (uint i = 0; i < args.length(); i++) parts.insertLast(args[i].show());
        return name + "(" + join(parts, ",") + ")";
    }
    int depth() const { int d = 0; for (uint i = 0; i < args.length(); i++) if (args[i].depth() > d) d = args[i].depth(); return d + 1; }
}
class Parser {
    private Lexer@ lexer;
    Node@ parse(const string &in text) {
        @lexer = Lexer(text);
        Node@ n = sum();
        if (lexer.current.kind != End) throw("unexpected '" + lexer.current.text + "' at " + lexer.current.at);
        return n;
    }
    private Node@ sum() {
        Node@ n = product();
        while (true) {
            if (lexer.accept("+")) @n = Add(n, product());
            else if (lexer.accept("-")) @n = Sub(n, product());
            else return n;
        }
        return null;
    }
    private Node@ product() {
        Node@ n = unary();
        for (;;) {
            if (lexer.accept("*")) @n = Mul(n, unary());
            else if (lexer.accept("/")) @n = Div(n, unary());
            else break;
        }
        return n;
    }
    private Node@ unary() { if (lexer.accept("-")) return Negate(unary()); return power(); }
    private Node@ power() { Node@ n = primary(); if (lexer.accept("^")) return Power(n, unary()); return n; }
    private Node@ primary() {
        Token t = lexer.current;
        switch (t.kind) {
        case Number: lexer.next(); return Constant(t.value);
        case Name: {
            lexer.next();
            if (!lexer.accept("(")) return Variable(t.text);
            array<Node@> args;
            if (!lexer.accept(")")) {
                do { args.insertLast(sum()); } while (lexer.accept(","));
                lexer.expect(")");
            }
            return CallNode(t.text, args);
        }
        case Symbol:
            if (lexer.accept("(")) { Node@ n = sum(); lexer.expect(")"); return n; }
        }
        throw("unexpected '" + t.text + "' at " + t.at);
        return null;
    }
}
double most(const array<double> &in v) { double m = v[0]; foreach (double x : v) if (x > m) m = x; return m; }
string calculate(const string &in text, Scope@ s) {
    try {
        Node@ n = Parser().parse(text);
        return n.show() + "=" + n.eval(s) + " d" + n.depth();
    } catch {
        return "! " + getExceptionInfo();
    }
}
void main() {
    Scope s;
    s.variables.set("x", 3.0);
    s.variables.set("pi", 3.5);
    s.define("max", most);
    s.define("sum", function(v) { double t = 0; foreach (double x : v) t += x; return t; });
    s.define("zero", function(v) { return 0; });
    print(calculate("1+2*3", s)); // expect: (1+(2*3))=7 d2
    print(calculate("(1+2)*3 - -4/8", s)); // expect: (((1+2)*3)-(-4/8))=9.5 d3
    print(calculate("2^3^2", s)); // expect: (2^(3^2))=512 d2
    print(calculate("-2^2", s)); // expect: -(2^2)=-4 d2
    print(calculate("x*x + pi", s)); // expect: ((x*x)+pi)=12.5 d2
    print(calculate("max(1, x, sum(1,1,1,1), 2)", s)); // expect: max(1,x,sum(1,1,1,1),2)=4 d2
    print(calculate("sum()", s)); // expect: sum()=0 d1
    print(calculate("1/zero()", s)); // expect: ! Divide by zero
    print(calculate("1+", s)); // expect: ! unexpected '' at 2
    print(calculate("(1", s)); // expect: ! expected ')' at 2
    print(calculate("1 2", s)); // expect: ! unexpected '2' at 2
    print(calculate("y", s)); // expect: ! unknown variable y
    print(calculate("f(1)", s)); // expect: ! unknown function f
    print(calculate("max()", s)); // expect: ! Index out of bounds
    string deep = "1";
    for (int i = 0; i < 60; i++) deep = "(" + deep + "+" + i + ")*1";
    string r = calculate(deep, s);
    print(r.substr(r.findLast("="))); // expect: =1771 d120
}
