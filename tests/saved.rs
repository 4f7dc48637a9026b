//! Saved units: what does not fit is told, what is damaged is refused, and nothing that is read takes the process down.
//!
//! That loaded programs do what built ones do is held by the tests `scripts` and `spec`, which run everything both ways.

mod common;

use angel::bytecode::file::{Damage, LoadError, MAGIC, checksum};
use angel::context::Context;
use angel::ffi::{PropertyPlace, Register, TypeOptions};
use angel::types::BehaviorKind;
use angel::unit::{Unit, UnitError};
use common::{Form, reload};

/// Bytes of the header, and where it has the length and the sum of the body.
const HEADER: usize = 28;
const LENGTH: usize = 16;
const SUM: usize = 20;

fn built(context: &Context, text: &str) -> Unit {
    let mut unit = Unit::new(context).unwrap();
    unit.add_source("saved.as", text.as_bytes(), 0).unwrap();
    if let Err(e) = unit.build() {
        let all: String = unit.diagnostics().iter().map(|d| d.render(unit.sources())).collect();
        panic!("{e}\n{all}");
    }
    unit
}

fn load(context: &Context, file: &[u8]) -> Result<Unit, UnitError> {
    let mut unit = Unit::new(context).unwrap();
    unit.load(file)?;
    Ok(unit)
}

/// Length and sum made to fit the body again: what finds the damage then is not the header.
fn repair(file: &mut [u8]) {
    let (header, body) = file.split_at_mut(HEADER);
    header[LENGTH..SUM].copy_from_slice(&(body.len() as u32).to_le_bytes());
    header[SUM..].copy_from_slice(&checksum(body).to_le_bytes());
}

extern "C" fn nothing() {}

/// An API of which `other` makes another version.
fn api(other: bool) -> Context {
    let mut c = common::context(&[]).unwrap();
    c.register_enum("Color").unwrap();
    c.register_enum_value("Color", "Red", if other { 7 } else { 1 }).unwrap();
    c.register_enum_value("Color", "Unused", if other { 8 } else { 2 }).unwrap();
    c.register_type("Vec", TypeOptions::pod(if other { 16 } else { 8 })).unwrap();
    c.register_property("Vec", "float x", PropertyPlace::from(0)).unwrap();
    c.register_property("Vec", if other { "int y" } else { "float y" }, PropertyPlace::from(if other { 8 } else { 4 }))
        .unwrap();
    c.register_property("Vec", "float unused", PropertyPlace::from(if other { 12 } else { 0 })).unwrap();
    c.register_method("Vec", if other { "float len()" } else { "float len() const" }, native!(nothing)).unwrap();
    c.register_global("int counter", other_address(other)).unwrap();
    if !other {
        c.register_type("Gone", TypeOptions::value(4)).unwrap();
        c.register_behavior("Gone", BehaviorKind::Construct, "void f(int)", native!(nothing)).unwrap();
        c.register_behavior("Gone", BehaviorKind::Destruct, "void f()", native!(nothing)).unwrap();
        c.register_method("Gone", "int bar(int) const", native!(nothing)).unwrap();
        c.register_global("float speed", other_address(other)).unwrap();
    } else {
        c.register_global("double speed", other_address(other)).unwrap();
    }
    c.register_function(if other { "int compute(int, double)" } else { "int compute(int, float)" }, native!(nothing))
        .unwrap();
    c.register_function("int same(const string &in, array<int>@)", native!(nothing)).unwrap();
    c.seal().unwrap_or_else(|e| panic!("{e}"));
    c
}

fn other_address(other: bool) -> usize {
    static mut CELLS: [u64; 2] = [0; 2];
    (&raw mut CELLS) as usize + 8 * usize::from(other)
}

const USES_API: &str = "void main() { Vec v; v.y = 1; v.x = v.y + v.len() + Color::Red; counter += 1; speed += 1; \
    Gone g(1); int n = g.bar(2) + compute(1, 2.0f) + same('a', null); array<array<Vec>@> all; }";

#[test]
fn everything_that_does_not_fit_the_api_is_told() {
    let context = api(false);
    let unit = built(&context, USES_API);
    let file = unit.save(false).unwrap();
    load(&context, &file).unwrap_or_else(|e| panic!("{e}"));
    load(&api(false), &file).unwrap_or_else(|e| panic!("{e}"));
    let Err(UnitError::Load(LoadError::Mismatch(all))) = load(&api(true), &file) else { panic!("it fits") };
    let expected = [
        "type 'Vec' has 16 bytes aligned to",
        "type 'Gone' is not registered",
        "function 'float Vec::len() const' is not registered",
        "function 'int compute(int, float)' is not registered",
        "property 'Vec::y' is of type 'int'; the unit knows it as 'float'",
        "property 'Vec::y' is at offset 8; the unit knows it at 4",
        "enum value 'Color::Red' is 7; the unit knows it as 1",
        "global property 'speed' is of type 'double'; the unit knows it as 'float'",
    ];
    for text in expected {
        assert!(all.iter().any(|m| m.starts_with(text)), "{text}\n{all:#?}");
    }
    assert_eq!(all.len(), expected.len(), "{all:#?}");
    assert!(load(&Context::new(), &file).is_err());
}

/// A larger API with other numbers for everything is as good as the one that the unit was built with.
#[test]
fn an_extended_api_fits() {
    let unit = built(&api(false), USES_API);
    let file = unit.save(true).unwrap();
    let mut more = api(false).extend().unwrap();
    for i in 0..50 {
        more.register_function(&format!("void more{i}(int)"), native!(nothing)).unwrap();
    }
    more.register_function("int compute(int, string)", native!(nothing)).unwrap();
    more.seal().unwrap();
    let loaded = load(&more, &file).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(loaded.save(true).unwrap(), file);
}

#[test]
fn instances_of_templates_are_made_when_loading() {
    let text = "class Foo { array<array<Foo@>@> all; } funcdef int F(Foo@); \
        void main() { Foo f; f.all.resize(2); @f.all[1] = array<Foo@> = {f, null}; dictionary d = {{'f', @f}}; \
        array<array<array<int8>>> deep(3); deep[1].resize(4); F@[] g = {function(x) { return 3; }}; \
        print('' + f.all[1].length() + deep[1].length() + g[0](f)); }";
    let file = built(&common::context(&[]).unwrap(), text).save(false).unwrap();
    // Nobody has named these instances in this context before.
    let context = common::context(&[]).unwrap();
    let outcome = common::run_as(&context, &[("a.as", text.as_bytes())], common::FUEL, Form::Loaded);
    assert_eq!(outcome.joined(""), "243");
    let fresh = common::context(&[]).unwrap();
    assert_eq!(load(&fresh, &file).unwrap().save(false).unwrap(), file);
}

#[test]
fn loading_replaces_building() {
    let context = common::context(&[]).unwrap();
    let unit = built(&context, "int f() { return 1; }");
    let file = unit.save(false).unwrap();
    let mut other = Unit::new(&context).unwrap();
    assert!(matches!(other.save(false), Err(UnitError::NotBuilt)));
    other.add_source("a.as", b"int x;", 0).unwrap();
    assert!(matches!(other.load(&file), Err(UnitError::HasSources)));
    other.build().unwrap();
    assert!(matches!(other.load(&file), Err(UnitError::AlreadyBuilt)));
    let mut loaded = load(&context, &file).unwrap();
    assert!(matches!(loaded.load(&file), Err(UnitError::AlreadyBuilt)));
    assert!(matches!(loaded.build(), Err(UnitError::AlreadyBuilt)));
    assert!(matches!(loaded.add_source("a.as", b"", 0), Err(UnitError::AlreadyBuilt)));
    // An empty unit is a unit too.
    let mut empty = Unit::new(&context).unwrap();
    empty.build().unwrap();
    reload(&context, &empty, true).unwrap();
}

#[test]
fn damage_is_told_apart() {
    let context = common::context(&[]).unwrap();
    let unit = built(&context, "int f() { return 1; }");
    let file = unit.save(false).unwrap();
    let damage = |file: &[u8]| match load(&context, file) {
        Err(UnitError::Load(LoadError::Damaged(damage))) => damage,
        other => panic!("{:?}", other.map(|_| ())),
    };
    assert_eq!(damage(b"int f() { return 1; }"), Damage::NotAUnit);
    assert_eq!(damage(b""), Damage::TooShort);
    assert_eq!(damage(&file[..file.len() - 1]), Damage::TooShort);
    let mut changed = file.clone();
    changed[HEADER + 3] ^= 1;
    assert_eq!(damage(&changed), Damage::Checksum);
    let mut newer = file.clone();
    newer[MAGIC.len()] += 1;
    assert!(matches!(damage(&newer), Damage::OtherVersion(_)));
    let mut longer = file.clone();
    longer.push(0);
    assert_eq!(damage(&longer), Damage::TooLong);
    repair(&mut longer);
    assert_eq!(damage(&longer), Damage::TooLong);
}

/// Saved on any platform, a unit is these bytes: that the format changes is to be noticed, and told by its version.
#[test]
fn the_bytes_of_a_unit_do_not_change_by_themselves() {
    let context = common::context(&[]).unwrap();
    let unit = built(&context, USES_LITTLE);
    let sum = checksum(&unit.save(false).unwrap()[HEADER..]);
    let again = checksum(&built(&common::context(&[]).unwrap(), USES_LITTLE).save(false).unwrap()[HEADER..]);
    assert_eq!(sum, again);
}

const USES_LITTLE: &str = "class A { int x; A@ next; string name; } \
    int main() { array<A@> all = {A(), null}; auto d = dictionary(); d['a'] = all.length(); return all[0].x; } \
    auto first = 'text'; auto second = array<A@>(); auto third = 3;";
