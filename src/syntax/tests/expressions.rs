//! Expressions: GRAM-01, GRAM-18 to GRAM-26, FUNC-29 to FUNC-34, INIT-06.

use super::*;

/// GRAM-22, GRAM-23, GRAM-24
#[test]
fn precedence() {
    assert_eq!(
        expr("a || b && c == d < e | f ^ g & h << i + j * k ** l"),
        "(|| a (&& b (== c (< d (| e (^ f (& g (<< h (+ i (* j (** k l)))))))))))"
    );
    assert_eq!(
        expr("a ** b * c + d << e & f ^ g | h < i == j && k || l"),
        "(|| (&& (== (< (| (^ (& (<< (+ (* (** a b) c) d) e) f) g) h) i) j) k) l)"
    );
    assert_eq!(expr("2**3**2"), "(** (** 2 3) 2)");
    assert_eq!(expr("8-3-2"), "(- (- 8 3) 2)");
    assert_eq!(expr("2**-1**2"), "(** (** 2 (- 1)) 2)");
    assert_eq!(expr("-2**2"), "(** (- 2) 2)");
    assert_eq!(expr("6 & 3 == 2"), "(== (& 6 3) 2)");
    assert_eq!(expr("1 + 2 << 1"), "(<< (+ 1 2) 1)");
    assert_eq!(expr("a == b is c !is d ^^ e xor f != g"), "(!= (^^ (^^ (!is (is (== a b) c) d) e) f) g)");
    assert_eq!(expr("a % b / c * d"), "(* (/ (% a b) c) d)");
    assert_eq!(expr("a >> b >>> c << d"), "(<< (>>> (>> a b) c) d)");
    assert_eq!(expr("a <= b >= c"), "(>= (<= a b) c)");
}

/// GRAM-18
#[test]
fn prefix_and_postfix() {
    assert_eq!(expr("-a[0]"), "(- (index a 0))");
    assert_eq!(expr("!~-+++--@a"), "(! (~ (- (++_ (+ (--_ (@ a)))))))");
    assert_eq!(expr("a.b(c)[d, e]++.f--"), "(_-- (. (_++ (index (call (. a b) c) d e)) f))");
    assert_eq!(expr("a()()(1)"), "(call (call (call a)) 1)");
    assert_eq!(expr("(a).b"), "(. (paren a) b)");
    assert_eq!(expr("\"x\".length()"), "(call (. \"x\" length))");
    assert_eq!(expr("- -a"), "(- (- a))");
}

/// GRAM-20, GRAM-21
#[test]
fn conditions_and_assignments() {
    assert_eq!(expr("a ? 1 : b ? 2 : 3"), "(? a 1 (? b 2 3))");
    assert_eq!(expr("a ? b ? 1 : 2 : 3"), "(? a (? b 1 2) 3)");
    assert_eq!(expr("a = b = 4"), "(= a (= b 4))");
    assert_eq!(expr("a ? b = 1 : c = 2"), "(? a (= b 1) (= c 2))");
    assert_eq!(expr("a += b ? c : d"), "(+= a (? b c d))");
    assert_eq!(expr("(a ? b : c) = 9"), "(= (paren (? a b c)) 9)");
    assert_eq!(expr("a -= b *= c /= d"), "(-= a (*= b (/= c d)))");
}

/// GRAM-25
#[test]
fn scopes() {
    assert_eq!(expr("::v + A::B::c + ::A::d()"), "(+ (+ ::v A::B::c) (call ::A::d))");
}

#[test]
fn literals() {
    assert_eq!(expr("f(true, false, null, void, 'x')"), "(call f true false null void \"x\")");
    assert_eq!(expr("this.a + super::b"), "(+ (. this a) super::b)");
}

/// EXPR-50
#[test]
fn constructs() {
    assert_eq!(expr("int(3.9) + A(4)"), "(+ (new int 3.9) (call A 4))");
    assert_eq!(expr("Foo[](3)[1]"), "(index (new Foo[] 3) 1)");
    assert_eq!(expr("int[][](5)"), "(new int[][] 5)");
    assert_eq!(expr("A@(null)"), "(new A@ null)");
    assert_eq!(expr("N::A@[]()"), "(new N::A@[])");
    assert_eq!(expr("array<int>[](2)"), "(new array<int>[] 2)");
    assert_eq!(expr("double[](1).length()"), "(call (. (new double[] 1) length))");
}

/// TMPL-05: explicit type arguments against comparisons.
#[test]
fn template_arguments() {
    assert_eq!(expr("array<int>(5)"), "(call array<int> 5)");
    assert_eq!(expr("a<b, c@[]>(d)"), "(call a<b,c@[]> d)");
    assert_eq!(expr("a<b<c>>(d)"), "(call a<b<c>> d)");
    assert_eq!(expr("N::f<const A@>()"), "(call N::f<const A@>)");
    assert_eq!(expr("map<int,A>::make()"), "(call map<int,A>::make)");
    assert_eq!(expr("a < b"), "(< a b)");
    assert_eq!(expr("a < b > c"), "(> (< a b) c)");
    assert_eq!(expr("f(a < b, c > d)"), "(call f (< a b) (> c d))");
    assert_eq!(expr("f(a<b, c>(d))"), "(call f (call a<b,c> d))");
    assert_eq!(expr("a < 3 && b > (c)"), "(&& (< a 3) (> b (paren c)))");
    assert_eq!(expr("a < b.c"), "(< a (. b c))");
    assert_eq!(expr("a < b >> c"), "(< a (>> b c))");
    assert_eq!(expr("i < n && j < (m)"), "(&& (< i n) (< j (paren m)))");
    assert_eq!(expr("a < b[0]"), "(< a (index b 0))");
}

#[test]
fn casts() {
    assert_eq!(expr("cast<const A@>(b).c"), "(. (cast const A@ b) c)");
    assert_eq!(expr("cast<array<A@>>(b)"), "(cast array<A@> b)");
    assert_eq!(codes("int a = cast<B>;"), ["E1"]);
    assert_eq!(codes("int a = cast(B);"), ["E1"]);
    assert_eq!(codes("int a = cast<B, C>(d);"), ["E1"]);
}

/// FUNC-29, FUNC-34, FUNC-32, WARN-12
#[test]
fn named_arguments() {
    assert_eq!(expr("f(1, c: 9, b: x ? y : z)"), "(call f 1 c:9 b:(? x y z))");
    assert_eq!(expr("f(a ? b : c)"), "(call f (? a b c))");
    assert_eq!(expr("f(a::b, c: ::d)"), "(call f a::b c:::d)");
    assert_eq!(expr("f(b = 1)"), "(call f (= b 1))");
    assert_eq!(codes("int x = a[i: 1];"), ["E108"]);
    let warned = ParseOptions { named_arguments: NamedArguments::EqualsWarned, ..ParseOptions::default() };
    assert_eq!(codes_with(b"int x = f(b = 1, a == 2, c: 3);", &warned), ["W12"]);
    let silent = ParseOptions { named_arguments: NamedArguments::Equals, ..ParseOptions::default() };
    assert_eq!(expr_with("f(b = 1, (a = 2))", &silent), "(call f b:1 (paren (= a 2)))");
    assert!(codes_with(b"int x = f(b = 1);", &silent).is_empty());
}

/// INIT-04, INIT-06, GRAM-01
#[test]
fn lists() {
    assert_eq!(expr("a = {}"), "(= a (list))");
    assert_eq!(expr("a = {,}"), "(= a (list _ _))");
    assert_eq!(expr("a = {1,,3}"), "(= a (list 1 _ 3))");
    assert_eq!(expr("a = {1,2,}"), "(= a (list 1 2 _))");
    assert_eq!(expr("a = {{1},{2,3},{}}"), "(= a (list (list 1) (list 2 3) (list)))");
    assert_eq!(expr("f({1}, x ? {2} : y)"), "(call f (list 1) (? x (list 2) y))");
    assert_eq!(expr("(array<int> = {4,5}).length()"), "(call (. (paren (list array<int> 4 5)) length))");
    assert_eq!(expr("int[] = {}"), "(list int[])");
    assert_eq!(expr("A@ = {1}"), "(list A@ 1)");
    assert_eq!(expr("N::A<B> = {1}"), "(list N::A<B> 1)");
    // A plain name cannot be told from a variable.
    assert_eq!(expr("A = {1}"), "(= A (list 1))");
}

/// GRAM-26, LEX-15
#[test]
fn lambdas() {
    assert_eq!(expr("function() {}"), "(lambda () {})");
    assert_eq!(expr("function(a, b) { return a < b; }"), "(lambda (_ a, _ b) {(return (< a b))})");
    assert_eq!(
        expr("function(const int &in a, A@, int, N::B<C> &out x, y) {}"),
        "(lambda (const int &in a, A@, int, N::B<C> &out x, _ y) {})"
    );
    assert_eq!(expr("function(,) {}"), "(lambda (_, _) {})");
    assert_eq!(expr("f(function(a) { g(); }, 1)"), "(call f (lambda (_ a) {(call g)}) 1)");
    assert_eq!(expr("function(1, 2)"), "(call function 1 2)");
    assert_eq!(expr("function + 1"), "(+ function 1)");
}
