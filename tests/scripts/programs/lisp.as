// A small Lisp: reader, printer, environments that form circles with the closures made in them, and tail of errors.

funcdef Value@ Native(array<Value@>@);
enum Type { Nil, Int, Symbol, List, Function, Closure }
class Value {
    Type type = Nil;
    int64 number = 0;
    string name;
    array<Value@> items;
    Native@ native;
    Env@ env;
    Value() {
    }
    Value(int64 n) {
        type = Int;
        number = n;
    }
    Value(const string &in s) {
        type = Symbol;
        name = s;
    }
    Value(Native@ f) {
        type = Function;
        @native = f;
    }
    bool truth() const {
        return type != Nil && !(type == List && items.isEmpty()) && !(type == Int && number == 0);
    }
    string show() const {
        switch (type) {
        case Int:
            return "" + number;
        case Symbol:
            return name;
        case List: {
            array<string> parts;
            foreach (const Value@ v : items)
                parts.insertLast(v.show());
            return "(" + join(parts, " ") + ")";
        }
        case Function:
        case Closure:
            return "<f>";
        }
        return "nil";
    }
}
int living = 0;
class Env {
    private dictionary names;
    private Env@ outer;
    Env(Env@ o = null) {
        @outer = o;
        living++;
    }
    ~Env() {
        living--;
    }
    void set(const string &in name, Value@ v) {
        @names[name] = v;
    }
    Value@ find(const string &in name) {
        for (Env@ e = this; e !is null; @e = e.outer) {
            Value@ v;
            if (e.names.get(name, @v))
                return v;
        }
        throw("unbound " + name);
        return null;
    }
}
class Reader {
    private array<string>@ words;
    private uint at = 0;
    Reader(string text) {
        string spaced;
        for (uint i = 0; i < text.length(); i++) {
            string c = text.substr(i, 1);
            spaced += c == "(" || c == ")" ? " " + c + " " : c;
        }
        @words = spaced.split(" ");
        for (uint i = words.length(); i-- > 0;)
            if (words[i].isEmpty())
                words.removeAt(i);
    }
    bool more() const {
        return at < words.length();
    }
    Value@ read() {
        if (!more())
            throw("end of text");
        string w = words[at++];
        if (w == "(") {
            Value list;
            list.type = List;
            while (more() && words[at] != ")")
                list.items.insertLast(read());
            if (!more())
                throw("open list");
            at++;
            return list;
        }
        if (w == ")")
            throw("stray )");
        uint used;
        int64 n = parseInt(w, 10, used);
        return used == w.length() && w != "+" && w != "-" ? Value(n) : Value(w);
    }
}
Value@ eval(Value@ v, Env@ env) {
    if (v.type == Symbol)
        return env.find(v.name);
    if (v.type != List || v.items.isEmpty())
        return v;
    Value@ head = v.items[0];
    if (head.type == Symbol) {
        if (head.name == "quote")
            return v.items[1];
        if (head.name == "if") {
            if (eval(v.items[1], env).truth())
                return eval(v.items[2], env);
            return v.items.length() > 3 ? eval(v.items[3], env) : Value();
        }
        if (head.name == "define") {
            Value@ r = eval(v.items[2], env);
            env.set(v.items[1].name, r);
            return r;
        }
        if (head.name == "lambda") {
            Value f;
            f.type = Closure;
            f.items = v.items;
            @f.env = env;
            return f;
        }
    }
    Value@ f = eval(head, env);
    array<Value@> args;
    for (uint i = 1; i < v.items.length(); i++)
        args.insertLast(eval(v.items[i], env));
    return apply(f, args);
}
Value@ apply(Value@ f, array<Value@>@ args) {
    if (f.type == Function)
        return f.native(args);
    if (f.type != Closure)
        throw("no function: " + f.show());
    array<Value@>@ names = f.items[1].items;
    if (names.length() != args.length())
        throw("arguments: " + args.length() + " for " + names.length());
    Env inner(f.env);
    for (uint i = 0; i < names.length(); i++)
        inner.set(names[i].name, args[i]);
    Value@ r;
    for (uint i = 2; i < f.items.length(); i++)
        @r = eval(f.items[i], inner);
    return r;
}
Env@ world() {
    Env e(null);
    e.set("nil", Value());
    e.set("+", Value(function(a) { int64 s = 0; foreach (Value@ v : a) s += v.number; return Value(s); }));
    e.set("-", Value(function(a) { return Value(a[0].number - a[1].number); }));
    e.set("*", Value(function(a) { int64 s = 1; foreach (Value@ v : a) s *= v.number; return Value(s); }));
    e.set("<", Value(function(a) { return Value(a[0].number < a[1].number ? 1 : 0); }));
    e.set("list", Value(function(a) { Value l; l.type = List; l.items = a; return l; }));
    e.set("car", Value(function(a) { return a[0].items[0]; }));
    e.set("cdr", Value(function(a) { Value l; l.type = List; l.items = a[0].items; l.items.removeAt(0); return l; }));
    e.set("cons", Value(function(a) { Value l; l.type = List; l.items = a[1].items; l.items.insertAt(0, a[0]); return l; }));
    return e;
}
string run(Env@ e, const string &in text) {
    try {
        Reader r(text);
        Value@ last = Value();
        while (r.more())
            @last = eval(r.read(), e);
        return last.show();
    } catch {
        return "! " + getExceptionInfo();
    }
}
void program() {
    Env@ e = world();
    print(run(e, "(+ 1 2 (* 3 4))")); // expect: 15
    print(run(e, "(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1)))))) (fact 12)")); // expect: 479001600
    print(run(e, "(define map (lambda (f l) (if l (cons (f (car l)) (map f (cdr l))) l)))"
        "(map (lambda (x) (* x x)) (list 1 2 3 4))")); // expect: (1 4 9 16)
    print(run(e, "(define adder (lambda (n) (lambda (m) (+ n m)))) (define add5 (adder 5)) (list (add5 1) ((adder 7) 1))")); // expect: (6 8)
    print(run(e, "(quote (a (b) ()))")); // expect: (a (b) ())
    print(run(e, "(x)")); // expect: ! unbound x
    print(run(e, "(1 2)")); // expect: ! no function: 1
    print(run(e, "(fact)")); // expect: ! arguments: 0 for 1
    print(run(e, "(car (list))")); // expect: ! Index out of bounds
    print(run(e, "(+ 1")); // expect: ! open list
    print(run(e, ")")); // expect: ! stray )
    print(run(e, "")); // expect: nil
}
void main() {
    program();
    gc();
    assert(living == 0);
}
