//! Declarations of the host: HOST-012, HOST-040, HOST-044, HOST-051, HOST-070, HOST-087, HOST-105.

use super::*;

fn read<R>(
    text: &str,
    parse: impl for<'a> FnOnce(
        &'a Bump,
        &mut Interner<'a>,
        &[u8],
        &ParseOptions,
        &mut dyn FnMut(&Interner<'a>, &mut dyn FnMut(&mut Printer<'_, 'a>)),
    ) -> Result<R, Vec<Diagnostic>>,
) -> Result<String, Vec<u16>> {
    let arena = Bump::new();
    let mut names = Interner::new(FrozenInterner::root(), &arena);
    let mut out = String::new();
    let result = parse(&arena, &mut names, text.as_bytes(), &ParseOptions::default(), &mut |names, print| {
        let mut printer = Printer::new(names);
        print(&mut printer);
        out = printer.finish();
    });
    match result {
        Ok(_) => Ok(out),
        Err(messages) => Err(messages.iter().map(|m| m.code.0).collect()),
    }
}

fn function(text: &str) -> Result<String, Vec<u16>> {
    read(text, |arena, names, text, options, show| {
        let decl = parse_function_decl(arena, names, text, options)?;
        show(names, &mut |p| p.function("fn", decl));
        Ok(())
    })
}

fn funcdef(text: &str) -> Result<String, Vec<u16>> {
    read(text, |arena, names, text, options, show| {
        let decl = parse_funcdef_decl(arena, names, text, options)?;
        show(names, &mut |p| p.function("funcdef", &decl.signature));
        Ok(())
    })
}

fn ty(text: &str) -> Result<String, Vec<u16>> {
    read(text, |arena, names, text, options, show| {
        let ty = parse_type_decl(arena, names, text, options)?;
        show(names, &mut |p| p.ty(&ty));
        Ok(())
    })
}

fn ok(text: &str) -> Result<String, Vec<u16>> {
    Ok(text.to_owned())
}

#[test]
fn functions() {
    assert_eq!(function("void f()"), ok("(fn void f ())"));
    assert_eq!(function("void f();"), ok("(fn void f ())"));
    assert_eq!(function("void $beh5()"), ok("(fn void $beh5 ())"));
    assert_eq!(
        function("const T& opIndex(uint index) const property"),
        ok("(fn property const const T& opIndex (uint index))")
    );
    assert_eq!(function("array<T>@+ f(const ?&in a, ?&out b)"), ok("(fn array<T>@+ f (const ? &in a, ? &out b))"));
    assert_eq!(
        function("string format(const string &in fmt, const ?&in ...)"),
        ok("(fn string format (const string &in fmt, const ? &in ...))")
    );
    assert_eq!(function("uint scan(const string &in, ?&out ...)"), ok("(fn uint scan (const string &in, ? &out ...))"));
    assert_eq!(
        function("void f(int a = 1 + 2, uint &out b = void) explicit"),
        ok("(fn explicit void f (int a = (+ 1 2), uint &out b = void))")
    );
    assert_eq!(function("A@ f(const string&in = \"\\t\")"), ok("(fn A@ f (const string &in = \"\\t\"))"));
    assert_eq!(function("void N::M::f(void)"), ok("(fn void N::M::f ())"));
    assert_eq!(
        function("Dictionary @f(int &in) {repeat {String, ?}}"),
        ok("(fn Dictionary@ f (int &in) { (repeat { String ? }) })")
    );
}

/// HOST-105
#[test]
fn template_functions() {
    assert_eq!(function("T f<T>(const T&in a)"), ok("(fn T f< T > (const T &in a))"));
    assert_eq!(function("void f<class A, class B>(A, B)"), ok("(fn void f< A B > (A, B))"));
}

/// HOST-057, HOST-070
#[test]
fn list_patterns() {
    assert_eq!(function("void f(int&in) {int, float}"), ok("(fn void f (int &in) { int float })"));
    assert_eq!(
        function("array<T>@ $list(int&in type, int&in list) { repeat T }"),
        ok("(fn array<T>@ $list (int &in type, int &in list) { (repeat T) })")
    );
    assert_eq!(
        function("G@ f(int&in, int&in) {repeat {repeat_same T}}"),
        ok("(fn G@ f (int &in, int &in) { (repeat { (repeat_same T) }) })")
    );
    assert_eq!(function("void f(int&in) {repeat int, float}"), Err(vec![1]));
    assert_eq!(function("void f(int&in) {repeat}"), Err(vec![4]));
    assert_eq!(function("void f(int&in) {}"), Err(vec![4]));
}

/// HOST-087, HOST-107
#[test]
fn funcdefs() {
    assert_eq!(funcdef("bool Cmp(int, int)"), ok("(funcdef bool Cmp (int, int))"));
    assert_eq!(
        funcdef("bool array<T>::less(const T&in a, const T&in b)"),
        ok("(funcdef bool array<T>::less (const T &in a, const T &in b))")
    );
    assert_eq!(funcdef("void A::F();"), ok("(funcdef void A::F ())"));
}

/// HOST-040
#[test]
fn properties() {
    for (text, want) in [
        ("int a", "int a"),
        ("const float x", "const float x"),
        ("const A &ref", "const A& ref"),
        ("A@ h", "A@ h"),
        ("N::A@ const N::h", "N::A@ const N::h"),
        ("array<int>[] x", "array<int>[] x"),
    ] {
        let found = read(text, |arena, names, text, options, show| {
            let property = parse_property_decl(arena, names, text, options)?;
            let signature = ast::FunctionDecl {
                modifiers: ast::Modifiers::default(),
                access: ast::Access::Public,
                form: ast::FunctionForm::Plain,
                ret: property.ty,
                ret_ref: property.is_ref,
                scope: property.scope,
                name: property.name,
                type_params: &[],
                params: &[],
                body: None,
                list_pattern: None,
                span: property.ty.span,
            };
            show(names, &mut |p| p.function("", &signature));
            Ok(())
        });
        assert_eq!(found, Ok(format!("( {want} ())")));
    }
}

#[test]
fn types() {
    assert_eq!(ty("const array<N::A@>@ const"), ok("const array<N::A@>@ const"));
    assert_eq!(ty("int[][]@"), ok("int[][]@"));
    assert_eq!(ty("?"), ok("?"));
    assert_eq!(ty("int x"), Err(vec![1]));
    assert_eq!(ty(""), Err(vec![3]));
    assert_eq!(ty("3"), Err(vec![4]));
}

/// HOST-032, HOST-036
#[test]
fn type_names() {
    let name = |text: &str| {
        let arena = Bump::new();
        let mut names = Interner::new(FrozenInterner::root(), &arena);
        let decl = parse_type_name_decl(&arena, &mut names, text.as_bytes(), &ParseOptions::default()).ok()?;
        let texts = |list: &[ast::Ident]| list.iter().map(|i| names.text(i.name)).collect::<Vec<_>>().join(" ");
        Some(format!("{}|{}|{}|{}", texts(decl.scope.path), texts(&[decl.name]), texts(decl.params), decl.args.len()))
    };
    assert_eq!(name("Foo").as_deref(), Some("|Foo||0"));
    assert_eq!(name("array<class T>").as_deref(), Some("|array|T|0"));
    assert_eq!(name("map<class K, class V>").as_deref(), Some("|map|K V|0"));
    assert_eq!(name("array<int>").as_deref(), Some("|array||1"));
    assert_eq!(name("N::Foo").as_deref(), Some("N|Foo||0"));
    for bad in ["int", "Foo@", "Foo[]", "const Foo", "3", "", "class", "Foo Bar", "array<class>"] {
        assert_eq!(name(bad), None, "{bad}");
    }
}

#[test]
fn errors_are_complete() {
    assert_eq!(function("void f("), Err(vec![3]));
    assert_eq!(function("void f() x"), Err(vec![1]));
    assert_eq!(function("f()"), Err(vec![5]));
    assert_eq!(function("void (int)"), Err(vec![5]));
    assert_eq!(function("void f() { int x; }"), Err(vec![9]));
    assert_eq!(function("void f(int a = 99999999999999999999)"), Err(vec![15]));
}
