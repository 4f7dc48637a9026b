//! Metadata: texts in brackets before declarations (the rules SB-09, SB-10, SB-11, SB-12 and SB-14).

use angel::addons::{AddOns, Options, install};
use angel::bytecode::Described;
use angel::context::Context;
use angel::module::Module;
use angel::unit::Unit;

fn context() -> Context {
    let mut module = Module::new();
    install(&mut module, AddOns::STRING.with(AddOns::ARRAY), AddOns::default(), Options::default()).unwrap();
    let mut context = Context::new();
    context.install(&module).unwrap();
    context
}

fn unit(text: &str, allowed: bool) -> Unit {
    let mut unit = Unit::new(&context()).unwrap();
    unit.set_metadata(allowed);
    unit.add_source("meta.as", text.as_bytes(), 0).unwrap();
    let _ = unit.build();
    unit
}

/// All metadata of a unit, each by the name of what it describes.
fn list(unit: &Unit) -> Vec<String> {
    let Some(program) = unit.program() else {
        let all: String = unit.diagnostics().iter().map(|d| d.render(unit.sources())).collect();
        panic!("{all}");
    };
    let code = program.unit();
    let type_name = |id| program.runtime_type(id).unwrap().name.to_string();
    let name = |of| match of {
        Described::Function(n) => {
            let f = &code.functions[n as usize];
            format!("{}{}()", f.owner.map_or(String::new(), |id| type_name(id) + "."), f.name)
        }
        Described::Declared(n) => {
            format!("{}::{}()", code.info.declared[n as usize].0.scope, code.info.declared[n as usize].0.name)
        }
        Described::Type(id) => type_name(id),
        Described::Property(id, n) => {
            let class = code.classes.iter().find(|c| c.id == id).unwrap();
            format!("{}.{}", class.name, class.fields[n as usize].name)
        }
        Described::Value(id, n) => match code.info.ty(id) {
            Some(ty) => format!("{}::{}", type_name(id), ty.values[n as usize].0),
            None => format!("{}::{n}", type_name(id)),
        },
        Described::Global(n) => code.globals[n as usize].name.to_string(),
    };
    code.info.metadata.iter().map(|m| format!("{} [{}]", name(m.of), m.text)).collect()
}

const ALL: &str = r#"
[a] [b(1, [2])] class C : M {
    [speed] [max "]"] float x, y;
    array<int[]> plain = {{1}, {2, 3}};
    [ctor] C() {}
    [dtor] ~C() {}
    [act /* ] */ now] private void act() { int[] list = {1}; list[0] = 2; }
    [prop] int p { get { return 1; } set {} }
    [cb] funcdef void Done();
}
[derived] class D : C { int own; }
mixin class M { [from mixin] int mixed; [mixed in] void mix() {} }
namespace N {
    [color] [flags] enum E { [first] A, B, [third] C = 7 }
    [global] int g = 4, h;
    [f
      over two lines] int f(array<int> a) { return a[0]; }
    void untouched() {}
}
[i] interface I { [im] void im(); }
[sig] funcdef int Sig(int);
[accessor] int get_value() property { return 1; }
"#;

#[test]
fn declarations_have_the_texts_before_them() {
    let all = list(&unit(ALL, true));
    let wanted = [
        "C.act() [act /* ] */ now]",
        "C.C() [ctor]",
        "C.~C() [dtor]",
        "C.get_p() [prop]",
        "C.set_p() [prop]",
        "C.mix() [mixed in]",
        "f() [f\n      over two lines]",
        "get_value() [accessor]",
        "I::im() [im]",
        "::Sig() [sig]",
        "C [a]",
        "C [b(1, [2])]",
        "D [derived]",
        "N::E [color]",
        "N::E [flags]",
        "I [i]",
        "Sig [sig]",
        "C::Done [cb]",
        "C.x [speed]",
        "C.x [max \"]\"]",
        "C.y [speed]",
        "C.y [max \"]\"]",
        "D.x [speed]",
        "C.mixed [from mixin]",
        "N::E::A [first]",
        "N::E::C [third]",
        "N::g [global]",
        "N::h [global]",
    ];
    for one in wanted {
        assert!(all.iter().any(|m| m == one), "{one} is not in {all:#?}");
    }
    assert!(!all.iter().any(|m| m.contains("untouched") || m.contains("own") || m.contains("plain")), "{all:#?}");
    // C has x, y and mixed, which D inherits; generated functions of C and D have nothing.
    assert_eq!(all.iter().filter(|m| m.contains("[a]")).count(), 1, "{all:#?}");
    assert_eq!(all.iter().filter(|m| m.contains("[derived]")).count(), 1, "{all:#?}");
}

#[test]
fn it_is_an_error_unless_it_is_allowed() {
    let unit = unit("[a] int x;", false);
    assert!(unit.program().is_none());
}

#[test]
fn brackets_that_are_not_closed_are_told_where_they_open() {
    for text in ["int a;\n  [never ( ] ) [ int x;", "class C {\n  [a [b] int x; }", "enum E {\n  [a A, B }"] {
        let unit = unit(text, true);
        assert!(unit.program().is_none(), "{text}");
        let first = unit.diagnostics().first().expect("there is a message");
        if first.text.contains("metadata") {
            let place = unit.sources().location(first.span.lo).unwrap();
            assert_eq!(place.line, 2, "{text}");
        } else {
            // The first text closes its first bracket: what follows is the one that stays open.
            assert!(text.starts_with("int a"), "{}", first.text);
        }
    }
}

#[test]
fn metadata_of_what_keeps_none_is_a_warning() {
    for text in ["[a] typedef int T;", "[a] namespace N { int x; }", "[a];", "class C { [a]; }"] {
        let unit = unit(text, true);
        assert!(unit.program().is_some(), "{text}");
        assert!(unit.diagnostics().iter().any(|d| d.text.contains("metadata")), "{text}");
    }
}

#[test]
fn saved_units_keep_metadata() {
    let built = unit(ALL, true);
    let before = list(&built);
    for strip in [false, true] {
        let bytes = built.save(strip).unwrap();
        let mut loaded = Unit::new(&context()).unwrap();
        loaded.load(&bytes).unwrap();
        let after = list(&loaded);
        let kept = |m: &&String| !["I::im", "::Sig", "::Done"].iter().any(|name| m.starts_with(name));
        let numbered = |m: &String| m.replace("N::E::A [", "N::E::0 [").replace("N::E::C [", "N::E::2 [");
        let mut before: Vec<String> = before.iter().filter(kept).map(numbered).collect();
        let mut after = after.clone();
        before.sort();
        after.sort();
        assert_eq!(before, after);
        assert_eq!(loaded.save(strip).unwrap(), bytes, "a loaded unit is saved as the same bytes");
    }
}
