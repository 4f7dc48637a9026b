//! LEX rules.

use super::*;

fn with(change: impl FnOnce(&mut ParseOptions)) -> ParseOptions {
    let mut options = ParseOptions::default();
    change(&mut options);
    options
}

/// The content of a string constant.
#[track_caller]
fn string(source: &str) -> String {
    string_with(source, &ParseOptions::default())
}

#[track_caller]
fn string_with(source: &str, options: &ParseOptions) -> String {
    let text = expr_with(source, options);
    text.trim_matches('"').to_owned()
}

/// LEX-02, LEX-03, LEX-04
#[test]
fn blanks_and_comments() {
    assert_eq!(expr("\u{feff} a \t\r\n+ \u{feff}/* ** /* */ b // c\n- d/**/"), "(- (+ a b) d)");
    assert_eq!(expr("a // without a line feed"), "a");
    assert_eq!(expr("a /* open"), "a");
    assert_eq!(expr("a /*/ still open"), "a");
}

/// LEX-05
#[test]
fn longest_match() {
    assert_eq!(expr("a+++b"), "(+ (_++ a) b)");
    assert_eq!(expr("a---b"), "(- (_-- a) b)");
    assert_eq!(expr("a>>>=b"), "(>>>= a b)");
    assert_eq!(expr("a>>=b"), "(>>= a b)");
    assert_eq!(expr("a**=b"), "(**= a b)");
    assert_eq!(expr("a<<=b^=c|=d&=e%=f"), "(<<= a (^= b (|= c (&= d (%= e f)))))");
}

/// LEX-06, LEX-13, LEX-15
#[test]
fn words() {
    assert_eq!(body("int int8x = 4, isnt, voidx;"), "(var int int8x=4 isnt voidx)");
    assert_eq!(
        body("int get, set, shared, from, final, abstract, function, external, explicit, property, delete, override;"),
        "(var int get set shared from final abstract function external explicit property delete override)"
    );
    for (word, _) in super::super::token::WORDS.iter().filter(|(_, kind)| !kind.is_name()) {
        assert_eq!(codes(&format!("int {word} = 1;")), ["E5"], "{word}");
    }
}

/// LEX-07, LEX-08
#[test]
fn not_is() {
    assert_eq!(expr("a !is b"), "(!is a b)");
    assert_eq!(expr("!isReady"), "(! isReady)");
    assert_eq!(expr("a&&!is_b"), "(&& a (! is_b))");
    assert_eq!(codes("bool b = a ! is null;"), ["E1"]);
}

/// LEX-09
#[test]
fn closing_template_arguments() {
    assert_eq!(
        body("a<b<c>> x; a<b<c<d>>> y; a<b<c<d<e>>>> z;"),
        "(var a<b<c>> x) (var a<b<c<d>>> y) (var a<b<c<d<e>>>> z)"
    );
    assert_eq!(expr("a >> b >>> c"), "(>>> (>> a b) c)");
}

/// LEX-11, LEX-12
#[test]
fn unicode_names() {
    let on = with(|o| o.unicode_identifiers = true);
    assert_eq!(expr_with("größe + 名前", &on), "(+ größe 名前)");
    assert_eq!(codes("int é = 1;"), ["E2"]);
    // Latin-1 is not UTF-8, but the names stay distinct and the rest can be read.
    let (tree, messages) = script_with(b"int \xE9 = 1, \xE8 = \xE9;", &on);
    assert_eq!((tree.as_str(), messages.len()), ("(var int é=1 è=é)", 0));
}

/// LEX-14
#[test]
fn operator_words() {
    assert_eq!(expr("not a and b or c xor d"), "(|| (&& (! a) b) (^^ c d))");
}

/// LEX-16
#[test]
fn foreach_as_a_name() {
    let off = with(|o| o.foreach = false);
    assert_eq!(expr_with("foreach + 1", &off), "(+ foreach 1)");
    assert_eq!(script_with(b"void f() { foreach(x); }", &off).0, "(fn void f () {(call foreach x)})");
}

/// LEX-17, LEX-18, LEX-19, LEX-20, LEX-21, LEX-22
#[test]
fn integers() {
    assert_eq!(expr("010"), "10");
    assert_eq!(expr("0b101 + 0O17 + 0d19 + 0xfF"), "(+ (+ (+ 0x5 0xf) 0x13) 0xff)");
    assert_eq!(expr("0x + 0b"), "(+ 0x0 0x0)");
    assert_eq!(expr("18446744073709551615"), "18446744073709551615");
    assert_eq!(expr("0xFFFFFFFFFFFFFFFF"), "0xffffffffffffffff");
    assert_eq!(codes("int a = 10u;"), ["E1"]);
    assert_eq!(codes("int a = 0o8;"), ["E1"]);
    // LEX-25, ERR-015
    assert_eq!(codes("int a = 18446744073709551616, b = 0x10000000000000000;"), ["E15", "E15"]);
}

/// LEX-26, LEX-27, LEX-28
#[test]
fn reals() {
    assert_eq!(
        expr("f(.5, 1., 1e3, 2.5E-1, 1.5f, 1.F, 1e3f, 1E+2)"),
        "(call f 0.5 1.0 1000.0 0.25 1.5f 1.0f 1000.0f 100.0)"
    );
    assert_eq!(codes("float a = 5f;"), ["E1"]);
    assert_eq!(codes("float a = 1e;"), ["E1"]);
    assert_eq!(codes("float a = .;"), ["E6"]);
    assert_eq!(expr("1e400"), "inf");
}

/// LEX-31, LEX-32
#[test]
fn strings() {
    assert_eq!(string(r#"'say "hi"'"#), r#"say \"hi\"#);
    assert_eq!(string(r#""a" 'b' /* x */ """c""""#), "abc");
    assert_eq!(string(r#""""#), "");
    assert_eq!(expr(r#"a + "b" "c" + d"#), r#"(+ (+ a "bc") d)"#);
}

/// LEX-33, LEX-34, LEX-35, ERR-012, ERR-013
#[test]
fn strings_over_lines() {
    assert_eq!(codes("void f() { g(\"a\nb\"); }"), ["E13"]);
    assert_eq!(codes("void f() { g(\"a\\\nb\"); }"), ["E13"]);
    assert_eq!(codes("void f() { g(\"abc); }"), ["E12"]);
    assert_eq!(codes("void f() { g('abc); }\nvoid h() {}"), ["E12"]);
    assert_eq!(codes("string s = \"\"\"abc\";"), ["E12"]);
    assert_eq!(codes("string s = \"abc\" \"def;"), ["E12"]);
    let on = with(|o| o.multiline_strings = true);
    assert_eq!(string_with("\"a\nb\"", &on), "a\\nb");
}

/// LEX-36, LEX-37, LEX-38
#[test]
fn escapes() {
    assert_eq!(string(r#""\0\\\'\"\n\r\t""#), r#"\x00\\\'\"\n\r\t"#);
    assert_eq!(string(r#""\x41\x4z\xfff""#), "A\\x04z\\xfff");
    assert_eq!(string(r#""\u00e5\U0001F600""#), "\\xc3\\xa5\\xf0\\x9f\\x98\\x80");
    assert_eq!(string("\"\\\\\" '\\\\'"), "\\\\\\\\");
}

/// LEX-39, LEX-40, LEX-41, WARN-15, WARN-16, WARN-17
#[test]
fn bad_escapes() {
    for (text, warning) in [
        (r"a\qb", "W15"),
        (r"a\éb", "W15"),
        (r"a\xb", ""),
        (r"a\xgb", "W15"),
        (r"a\u12", "W16"),
        (r"\U1234567", "W16"),
        (r"\uD800", "W17"),
        (r"\U00110000", "W17"),
    ] {
        let found = codes(&format!("string s = \"{text}\";"));
        assert_eq!(found.join(""), warning, "{text}");
    }
    assert_eq!(
        script_with(r#"string s = "a\qb" "c\uD800d" "e\éf";"#.as_bytes(), &ParseOptions::default()).0,
        r#"(var string s="abcdef")"#
    );
    let (_, messages) = script_with(br#"string s = "ab" "c\q";"#, &ParseOptions::default());
    assert_eq!((messages[0].span.lo, messages[0].span.hi), (18, 20));
}

/// LEX-42, WARN-18
#[test]
fn strings_that_are_not_utf8() {
    let source = b"string s = \"a\xFFb\";";
    let (tree, messages) = script_with(source, &ParseOptions::default());
    assert_eq!(tree, "(var string s=\"a\\xffb\")");
    assert_eq!(messages[0].code_text(), "W0018");
    let off = with(|o| o.utf8 = false);
    assert!(script_with(source, &off).1.is_empty());
    // Elsewhere such bytes do not matter.
    assert!(script_with(b"// \xFF\nint a; /* \xFE */ string s = \"ok\";", &ParseOptions::default()).1.is_empty());
}

/// LEX-37, LEX-38 with property 13
#[test]
fn utf16_strings() {
    let on = with(|o| o.utf16_strings = true);
    let arena = Bump::new();
    let mut names = Interner::new(FrozenInterner::root(), &arena);
    let text = "\"a\u{e5}\\n\\x41ff\\uFFFD\u{1F600}\" 'z'";
    let parsed = parse_expression(&arena, &mut names, text.as_bytes(), &on).expect("a string");
    let ast::ExprKind::String(bytes) = parsed.kind else { panic!("{parsed:?}") };
    let units: Vec<u16> = bytes.chunks(2).map(|c| u16::from_ne_bytes([c[0], c[1]])).collect();
    assert_eq!(units, [0x61, 0xe5, 0x0a, 0x41ff, 0xfffd, 0xd83d, 0xde00, 0x7a]);
}

/// LEX-43 to LEX-47
#[test]
fn heredocs() {
    let mode = |trim| with(|o| o.heredoc_trim = trim);
    assert_eq!(string("\"\"\"a\\n\"b\"\"\""), "a\\\\n\\\"b");
    let text = "\"\"\" \t\n  one\n  two\n  \"\"\"";
    assert_eq!(string(text), "  one\\n  two\\n");
    assert_eq!(string_with(text, &mode(HeredocTrim::Never)), " \\t\\n  one\\n  two\\n  ");
    assert_eq!(string("\"\"\"a\n  \"\"\""), "a\\n  ");
    assert_eq!(string_with("\"\"\"a\n  \"\"\"", &mode(HeredocTrim::Always)), "a\\n");
    assert_eq!(string_with("\"\"\"  \n a\"\"\"", &mode(HeredocTrim::Always)), " a");
    assert_eq!(string("\"\"\"\r\na\r\n\"\"\""), "a\\r\\n");
    assert_eq!(string("\"\"\"\n  \"\"\""), "");
    assert_eq!(string("\"\"\"   \"\"\""), "   ");
    assert_eq!(string("\"\"\"\"\"\""), "");
}

/// LEX-48, LEX-49, ERR-014
#[test]
fn character_literals() {
    let on = with(|o| o.char_literals = true);
    assert_eq!(
        expr_with(r"f('A', '\n', 'é', '\x41', '\u00e5', 'abc', '\'')", &on),
        "(call f '65' '10' '233' '65' '229' '97' '39')"
    );
    assert_eq!(codes_with(b"uint c = '';", &on), ["E14"]);
    assert_eq!(expr_with("\"it's\"", &on), "\"it\\'s\"");
    let bytes = with(|o| (o.char_literals, o.utf8) = (true, false));
    assert_eq!(expr_with("'é'", &bytes), "'195'");
}

/// LEX-52, ERR-002
#[test]
fn unknown_characters() {
    for text in ["1 # 2", "$", "`", "\\", "\0", "\u{7f}", "é"] {
        assert_eq!(codes(&format!("int a = {text};")), ["E2"], "{text}");
    }
    assert_eq!(codes_with(b"int a = \xFF;", &ParseOptions::default()), ["E2"]);
}

/// LEX-53, HOST-015
#[test]
fn classes_of_tokens() {
    use TokenClass::*;
    for (text, class, len) in [
        ("", Unknown, 0),
        ("abc+", Identifier, 3),
        ("get ", Identifier, 3),
        ("while(", Keyword, 5),
        ("whilex(", Identifier, 6),
        ("is x", Keyword, 2),
        (">>>=x", Keyword, 4),
        ("!is x", Keyword, 3),
        ("...", Keyword, 3),
        ("..", Keyword, 1),
        ("12.5f)", Value, 5),
        (".5", Value, 2),
        ("0xFFg", Value, 4),
        ("\"a\\\"b\" c", Value, 6),
        ("\"a\nb", Value, 2),
        ("'x' ", Value, 3),
        ("\"\"\"a\nb\"\"\"c", Value, 9),
        ("// a\nb", Comment, 5),
        ("// a", Comment, 4),
        ("/* a */ b", Comment, 7),
        ("/* a", Comment, 4),
        (" \t\r\n\u{feff} x", Whitespace, 8),
        ("#", Unknown, 1),
        ("é", Unknown, 2),
        ("/=", Keyword, 2),
    ] {
        assert_eq!(classify_token(text.as_bytes()), (class, len), "{text:?}");
    }
    assert_eq!(classify_token(b"\xFFa"), (Unknown, 1));
    assert_eq!(classify_token_with("éa+".as_bytes(), &with(|o| o.unicode_identifiers = true)), (Identifier, 3));
    assert_eq!(classify_token_with(b"foreach", &with(|o| o.foreach = false)), (Identifier, 7));
}

/// Spans count from the start of the source in the build's position space.
#[test]
fn positions() {
    let arena = Bump::new();
    let mut names = Interner::new(FrozenInterner::root(), &arena);
    let mut diags = Diagnostics::new();
    let script = parse_script(&arena, &mut names, b" int a = b+ c;", 100, &ParseOptions::default(), &mut diags);
    let [ast::Item::Var(var)] = script.items else { panic!("{script:?}") };
    assert_eq!((var.span.lo, var.span.hi), (101, 114));
    assert_eq!((var.ty.span.lo, var.ty.span.hi), (101, 104));
    let ast::Init::Expr(expr) = var.declarators[0].init else { panic!("{var:?}") };
    assert_eq!((expr.span.lo, expr.span.hi), (109, 113));
    let ast::ExprKind::Binary { op_span, .. } = expr.kind else { panic!("{expr:?}") };
    assert_eq!((op_span.lo, op_span.hi), (110, 111));
}

/// A source that would end beyond the space of positions is cut and reported.
#[test]
fn positions_that_run_out() {
    let arena = Bump::new();
    let mut names = Interner::new(FrozenInterner::root(), &arena);
    let mut diags = Diagnostics::new();
    parse_script(&arena, &mut names, b"int a; int b;", u32::MAX - 8, &ParseOptions::default(), &mut diags);
    assert!(diags.error_count() > 0);
}
