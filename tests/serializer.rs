//! The serializer: what scripts have is there again after a way through bytes, in the same program and in one that was
//! changed; what does not fit is told; what is damaged is refused.
//! Rules: SER-01, SER-02, SER-04, SER-05 (the host objects of SER-03 in `objects_of_the_host_by_name`).

mod common;

use angel::context::Context;
use angel::serial::{HostTypes, LoadError, Loaded, NoHostTypes, SaveError, Saved, load, save};
use angel::unit::Unit;
use angel::vm::object::{self, ObjHeader};
use angel::vm::{Call, CallState, RuntimeType, Vm, VmRef};

fn built(context: &Context, text: &str) -> Unit {
    let mut unit = Unit::new(context).unwrap();
    unit.add_source("state.as", text.as_bytes(), 0).unwrap();
    if let Err(e) = unit.build() {
        let all: String = unit.diagnostics().iter().map(|d| d.render(unit.sources())).collect();
        panic!("{e}\n{all}");
    }
    unit
}

/// A program in a VM of its own.
struct World {
    vm: VmRef,
    unit: Unit,
}

impl World {
    fn new(context: &Context, text: &str) -> World {
        let unit = built(context, text);
        let vm = VmRef::new(context.runtime().unwrap());
        vm.link(unit.program().unwrap()).unwrap();
        World { vm, unit }
    }

    fn run(&self, function: &str) {
        let program = self.unit.program().unwrap();
        let index = program.unit().functions.iter().position(|f| &*f.name == function).unwrap();
        let call = Call::new(&self.vm);
        call.prepare(program, index as u32).unwrap();
        let state = call.run();
        assert_eq!(state, Ok(CallState::Finished), "{function}: {:?}", call.exception_text());
    }

    fn save_with(&self, hosts: &dyn HostTypes) -> Saved {
        // SAFETY: there are no objects besides, and nothing runs.
        unsafe { save(&self.vm, self.unit.program().unwrap(), hosts, &[]) }.unwrap()
    }

    /// The state, all of it.
    fn save(&self) -> Vec<u8> {
        let saved = self.save_with(&NoHostTypes);
        assert_eq!(saved.problems, []);
        saved.data
    }

    fn try_load(&self, data: &[u8]) -> Result<Loaded, LoadError> {
        load(&self.vm, self.unit.program().unwrap(), &NoHostTypes, data)
    }

    /// Restores, and gives the problems.
    fn load(&self, data: &[u8]) -> Vec<String> {
        self.try_load(data).unwrap().problems.into_iter().map(|p| p.text).collect()
    }
}

fn context() -> Context {
    common::context(&[]).unwrap()
}

/// `change` alters the state in one VM, `check` (which asserts) sees it in another of the same program; there what is saved
/// then is the same stream.
fn round_trip(declarations: &str, change: &str, check: &str) -> Vec<u8> {
    let context = context();
    let text = format!("{declarations}\nvoid change() {{ {change} }}\nvoid check() {{ {check} }}");
    let from = World::new(&context, &text);
    from.run("change");
    from.run("check");
    let data = from.save();
    assert_eq!(data, from.save());
    let to = World::new(&context, &text);
    assert_eq!(to.load(&data), [] as [String; 0]);
    to.run("check");
    assert_eq!(data, to.save(), "what was restored is saved otherwise");
    from.vm.heap().collect(&from.vm);
    from.run("check");
    to.vm.heap().collect(&to.vm);
    to.run("check");
    data
}

#[test]
fn numbers_strings_and_enums() {
    round_trip(
        "int8 a; uint8 b; int16 c; uint16 d; int e; uint f; int64 g; uint64 h; float i; double j; bool k; string l, m = 'x';
         enum Color { Red, Green = 7 } Color n; namespace Deep { int o = 1; } const int P = 5; string q;",
        "a = -128; b = 255; c = -32768; d = 65535; e = -2147483647; f = 4294967295; g = -9223372036854775807;
         h = 18446744073709551615; i = 0.1f; j = 0.1; k = true; l = 'longer than what lies in place, by far'; m = '';
         n = Green; Deep::o = 2; q = 'a'; q[0] = 0;",
        "assert(a == -128 && b == 255 && c == -32768 && d == 65535 && e == -2147483647 && f == 4294967295);
         assert(g == -9223372036854775807 && h == 18446744073709551615 && i == 0.1f && j == 0.1 && k);
         assert(l == 'longer than what lies in place, by far' && m.isEmpty() && n == Green && Deep::o == 2);
         assert(q.length() == 1 && q[0] == 0);",
    );
}

#[test]
fn objects_keep_their_identity() {
    round_trip(
        "interface Named { string name(); }
         class Base { protected int hidden = 1; void set(int n) { hidden = n; } int get() { return hidden; } }
         class Node : Base, Named { Node@ next; Base inner; string title; string name() { return title; } }
         Node first; Node@ second; Node@ again; Named@ named; Base@ base; const Node@ fixed; Node@ none; Base@ part;",
        "first.title = 'first'; first.set(5); first.inner.set(6); @second = Node(); second.title = 'second';
         @first.next = second; @second.next = first; @again = second; @named = second; @base = first; @fixed = first;
         @part = first.inner;",
        "assert(first.title == 'first' && first.get() == 5 && first.inner.get() == 6 && second.title == 'second');
         assert(first.next is second && second.next is first && again is second && named is second && base is first);
         assert(fixed is first && none is null && part is first.inner && named.name() == 'second');",
    );
}

#[test]
fn long_lists_do_not_nest() {
    round_trip(
        "class Node { Node@ next; int n; } Node@ head;",
        "for (int i = 0; i < 20000; i++) { Node@ made = Node(); @made.next = head; made.n = i; @head = made; }",
        "int count = 0; for (Node@ at = head; at !is null; @at = at.next) { count++; assert(at.n == 20000 - count); }
         assert(count == 20000);",
    );
}

#[test]
fn containers() {
    round_trip(
        "class Item { int id; Item() {} Item(int i) { id = i; } }
         array<int> ints; array<bool> bools = {true}; array<string> words; array<Item> items; array<Item@> handles;
         array<array<float>> nested; array<array<Item@>@> deep; dictionary table; any box; any empty; grid<int> cells;
         grid<Item> things; complex number; datetime moment; ref reference; ref nothing; weakref<Item> weak;
         const_weakref<Item> gone; array<dictionaryValue> values; dictionaryValue single; array<uint8> bytes; array<double> none = {1};",
        "ints = {1, -2, 3}; bools = {false, true}; words = {'', 'one', 'a word that is longer than others'};
         items = array<Item>(2); items[1].id = 4; handles = {items[0], null, items[1], Item(9)};
         nested = {{1.5f}, {}, {2, 3}}; array<Item@> inner = {items[1]}; array<array<Item@>@> outer = {inner, null, inner}; deep = outer;
         table = {{'n', 5}, {'x', 2.5}, {'s', 'text'}, {'b', true}}; table.set('h', @items[0]); table.set('v', items[1]);
         table.set('a', ints); box.store(@items[1]); cells.resize(3, 2); cells[2, 1] = 8; things.resize(1, 2); things[0, 1].id = 3;
         number = complex(1.5f, -2); moment = datetime(2020, 2, 29, 13, 5, 7); @reference = @items[0]; @weak = items[1];
         values.resize(2); values[1] = 'text'; single = 12; bytes = {255, 0}; none.resize(0);",
        "assert(ints.length() == 3 && ints[1] == -2 && !bools[0] && bools[1] && words[1] == 'one' && words[2].length() == 33);
         assert(items.length() == 2 && items[1].id == 4 && handles[0] is items[0] && handles[1] is null);
         assert(handles[2] is items[1] && handles[3].id == 9 && nested[0][0] == 1.5f && nested[1].isEmpty() && nested[2][1] == 3);
         assert(deep[0] is deep[2] && deep[1] is null && deep[0][0] is items[1]);
         assert(int(table['n']) == 5 && double(table['x']) == 2.5 && string(table['s']) == 'text' && bool(table['b']));
         Item@ h; assert(table.get('h', @h) && h is items[0]); Item v; assert(table.get('v', v) && v.id == 4);
         assert(table.getKeys()[0] == 'n' && table.getSize() == 7); array<int>@ a; assert(table.get('a', @a) && a[2] == 3);
         Item@ boxed; assert(box.retrieve(@boxed) && boxed is items[1]); int n; assert(!empty.retrieve(n));
         assert(cells.width() == 3 && cells.height() == 2 && cells[2, 1] == 8 && cells[0, 0] == 0 && things[0, 1].id == 3);
         assert(number.r == 1.5f && number.i == -2 && moment == datetime(2020, 2, 29, 13, 5, 7));
         Item@ referred = cast<Item>(reference); assert(referred is items[0]); assert(nothing is null);
         assert(weak.get() is items[1] && gone.get() is null && string(values[1]) == 'text' && int(single) == 12);
         assert(bytes[0] == 255 && bytes[1] == 0 && none.isEmpty());",
    );
}

#[test]
fn functions_by_declaration() {
    round_trip(
        "funcdef int Fold(int, int); int add(int a, int b) { return a + b; } namespace Inner { int mul(int a, int b) { return a * b; } }
         class Acc { int sum; int fold(int a, int b) { sum += a + b; return sum; } }
         class More : Acc { int fold(int a, int b) override { sum += 100; return sum; } }
         funcdef void Say(const string &in); Fold@ f, g, h, none, v; Acc acc; More more; Say@ say; array<Fold@> list; dictionary d;",
        "@f = add; @g = Inner::mul; @h = Fold(acc.fold); acc.sum = 1; @say = print; list.insertLast(f); list.insertLast(g);
         Acc@ asBase = more; @v = Fold(asBase.fold);",
        "assert(f(2, 3) == 5 && g(2, 3) == 6 && none is null && list[0] is f && list[1](4, 5) == 20 && say !is null);
         acc.sum = 1; assert(h(2, 3) == 6 && acc.sum == 6); acc.sum = 1; more.sum = 0; assert(v(1, 1) == 100); more.sum = 0;",
    );
}

/// Saved by one program, restored into another.
fn into_other(before: &str, change: &str, after: &str, check: &str) -> Vec<String> {
    let context = context();
    let from = World::new(&context, &format!("{before}\nvoid change() {{ {change} }}"));
    from.run("change");
    let data = from.save();
    let to = World::new(&context, &format!("{after}\nvoid check() {{ {check} }}"));
    let problems = to.load(&data);
    to.run("check");
    problems
}

#[test]
fn a_changed_program() {
    let problems = into_other(
        "class Old { int n; } class Hero { int hp = 1; float speed; string name; Hero@ friend; Old@ dropped; Hero@[] band; }
         Hero hero; int score; int removed = 3; float ratio; array<int> list; bool flag; const int LIMIT = 1;",
        "hero.hp = 50; hero.speed = 2.75f; hero.name = 'Ann'; @hero.friend = Hero(); hero.friend.name = 'Bob';
         hero.band.insertLast(hero); score = 300; ratio = 7.5f; list = {1, 2, 70000}; flag = true;",
        // Members in another order, more and fewer of them, and of other types.
        "class Hero { string name; int64 hp = 1; int mana = 33; Hero@ friend; string title = 'none'; int speed; Hero@[] band; Bag bag;
                      int[] seen = {1, 2}; }
         class Bag { int size = 4; }
         double score; int ratio; int added = 8; Hero hero; array<double> list; int flag; Bag other; const int LIMIT = 2;",
        "assert(hero.hp == 50 && hero.speed == 2 && hero.name == 'Ann' && hero.mana == 33 && hero.title == 'none');
         assert(hero.bag.size == 4 && hero.seen.length() == 2 && hero.friend.name == 'Bob' && hero.friend.bag.size == 4);
         assert(hero.band[0] is hero && score == 300 && ratio == 7 && added == 8 && flag == 1 && LIMIT == 2);
         assert(list.length() == 3 && list[2] == 70000 && other.size == 4);",
    );
    assert_eq!(problems, [] as [String; 0]);
}

#[test]
fn what_does_not_fit_stays_and_is_told() {
    let problems = into_other(
        "class Gone { int n; } class Kept { Gone@ g; Gone h; int t; } funcdef void F(); void old() {} void other() {}
         Kept kept; int text; string number; Gone@ gone; F@ f; F@ g; array<Gone@> list; array<int> words; dictionary d; any a;",
        "@kept.g = Gone(); kept.t = 5; text = 4; number = 'x'; @gone = Gone(); @f = old; @g = other; list.insertLast(Gone()); words = {1};
         d['gone'] = Gone(); d['n'] = 1; a.store(@gone);",
        "class Kept { Kept@ g; int h = 9; string t = 'init'; } class Other {} funcdef void F(); int old() { return 1; } void other() {}
         Kept kept; string text = 'stays'; int number = 6; Other@ gone = Other(); F@ f; F@ g; array<Other@> list; array<string> words = {'w'};
         dictionary d; any a;",
        "assert(kept.g is null && kept.h == 9 && kept.t == 'init' && text == 'stays' && number == 6 && gone !is null && f is null);
         assert(g !is null && list.length() == 1 && list[0] is null && words[0] == 'w' && d.getSize() == 1 && int(d['n']) == 1);",
    );
    for part in [
        "global 'text': what was saved cannot be a value of 'string'",
        "global 'number'",
        "global 'gone': an object of 'Gone', of which there is no type, cannot be a 'Other'",
        "global 'f': there is no function 'void old()' for 'F'",
        "global 'words': an object of 'array<int>'",
        "key 'gone' of a dictionary: there is no type 'Gone'",
        "member 'g' of 'Kept'",
        "member 't' of 'Kept'",
        "object of 'array<Other@>'",
    ] {
        assert!(problems.iter().any(|p| p.contains(part)), "{part} is not in {problems:#?}");
    }
}

#[test]
fn constructors_run_only_for_new_members() {
    let context = context();
    let text = "int made; class A { int n; A() { made++; n = 1; } } A@ a; array<A> list; void change() { @a = A(); list.resize(3); }";
    let from = World::new(&context, text);
    from.run("change");
    let data = from.save();
    let check = "void check() { assert(made == 4 && a.n == 1); made = 0; a.n = 7; list[2].n = 6; }";
    let same = World::new(&context, &format!("{text}\n{check} void same() {{ assert(made == 4); }}"));
    assert_eq!(same.load(&data), [] as [String; 0]);
    same.run("same");
    // The counter is restored at the end: what the constructors add is lost, what they give their members is not.
    let more = "int made; int runs; class A { int n; int m; A() { runs++; m = 5; } } A@ a; array<A> list;
                void check() { assert(made == 4 && runs == 4 && a.n == 1 && a.m == 5 && list[2].m == 5 && list[2].n == 1); }";
    let to = World::new(&context, more);
    assert_eq!(to.load(&data), [] as [String; 0]);
    to.run("check");
    // A constructor that raises leaves the object without what it gives.
    let raises = "class A { int n; int m; string s; A@[] l; A() { throw('no'); } } A@ a; void check() { assert(a.n == 1 && a.l.isEmpty()); }";
    let to = World::new(&context, raises);
    let problems = to.load(&data);
    assert!(problems.iter().any(|p| p.contains("the constructor of 'A' raised: no")), "{problems:?}");
    to.run("check");
}

/// Registered value types `V` (plain) and `NV` (with behaviours), whose first field is an `int`.
struct Numbers;

impl HostTypes for Numbers {
    fn knows(&self, ty: &RuntimeType) -> bool {
        matches!(&*ty.name, "V" | "NV")
    }

    fn save(&self, _: &Vm, ty: &RuntimeType, value: *const u8, out: &mut Vec<u8>) -> bool {
        let words = if &*ty.name == "V" { 2 } else { 1 };
        // SAFETY: the types begin with that many numbers.
        out.extend((0..words).flat_map(|i| unsafe { *value.cast::<i32>().add(i) }.to_le_bytes()));
        true
    }

    fn load_value(&self, _: &Vm, _: &RuntimeType, value: *mut u8, data: &[u8]) -> bool {
        for (i, word) in data.chunks_exact(4).enumerate().take(2) {
            // SAFETY: as above.
            unsafe { *value.cast::<i32>().add(i) = i32::from_le_bytes(word.try_into().unwrap()) };
        }
        data.len() % 4 == 0
    }

    fn load_object(&self, _: &Vm, _: &RuntimeType, _: &[u8]) -> *mut u8 {
        std::ptr::null_mut()
    }
}

#[test]
fn types_of_the_host() {
    let context = context();
    let text = "V v; NV nv; array<V> vs; array<NV> nvs; dictionary d; class C { V v; NV nv; } C c;
        void change() { v.x = 1; v.y = 2; nv.v = 3; vs.resize(2); vs[1].y = 4; nvs.resize(2); nvs[1].v = 5; d['v'] = v; c.v.x = 6; c.nv.v = 7; }
        void check() { assert(v.x == 1 && v.y == 2 && nv.v == 3 && vs[1].y == 4 && nvs[1].v == 5 && c.v.x == 6 && c.nv.v == 7);
            V got; assert(d.get('v', got) && got.y == 2); }";
    let from = World::new(&context, text);
    from.run("change");
    let saved = from.save_with(&Numbers);
    assert_eq!(saved.problems, []);
    let to = World::new(&context, text);
    let loaded = load(&to.vm, to.unit.program().unwrap(), &Numbers, &saved.data).unwrap();
    assert_eq!(loaded.problems, []);
    to.run("check");
    // Without the host's functions all of them are problems, at both ends.
    let told = from.save_with(&NoHostTypes).problems;
    assert!(told.iter().any(|p| p.text == "global 'nv': nothing is registered for saving values of 'NV'"), "{told:?}");
    let other = World::new(&context, text);
    let problems = other.load(&saved.data);
    assert!(problems.iter().any(|p| p.contains("member 'v' of 'C'")), "{problems:?}");
}

#[test]
fn objects_of_the_host_by_name() {
    let context = context();
    let text = "class A { int n = 1; A@ self; } A@ g; void change() { @g = A(); @g.self = g; g.n = 8; } void check() { assert(g.self is g); }";
    let from = World::new(&context, text);
    from.run("change");
    let global = |w: &World| {
        let at = w.vm.global_address(w.unit.program().unwrap(), 0).unwrap();
        // SAFETY: the variable is a handle.
        unsafe { *at.cast::<*mut ObjHeader>() }
    };
    // SAFETY: the object is that of the variable.
    let saved =
        unsafe { save(&from.vm, from.unit.program().unwrap(), &NoHostTypes, &[("mine", global(&from))]) }.unwrap();
    let to = World::new(&context, text);
    let loaded = to.try_load(&saved.data).unwrap();
    assert_eq!(loaded.roots.len(), 1);
    assert_eq!(loaded.roots[0].0, "mine");
    assert_eq!(loaded.roots[0].1, global(&to));
    to.run("check");
    // SAFETY: the reference is ours.
    unsafe { object::release(&to.vm, loaded.roots[0].1) };
    to.run("check");
}

#[test]
fn wrong_states() {
    let context = context();
    let world = World::new(&context, "int a = 4; void f() {}");
    let data = world.save();
    let unit = built(&context, "int a;");
    // SAFETY: there are no objects.
    let saved = unsafe { save(&world.vm, unit.program().unwrap(), &NoHostTypes, &[]) };
    assert_eq!(saved.err(), Some(SaveError::NotLinked));
    assert_eq!(load(&world.vm, unit.program().unwrap(), &NoHostTypes, &data).err(), Some(LoadError::NotLinked));
    world.vm.set_initialises_on_link(false);
    world.vm.link(unit.program().unwrap()).unwrap();
    assert_eq!(load(&world.vm, unit.program().unwrap(), &NoHostTypes, &data).err(), Some(LoadError::NotInitialised));
}

const RICH: &str = "class Node { Node@ next; Node@[] all; string s = 'x'; int n; dictionary d; } interface I {} enum E { A, B }
    funcdef int F(int); int twice(int n) { return n * 2; } class M : I { int run(int n) { return n; } }
    Node a; Node@ b; I@ i; E e; F@ f, g; dictionary t; any box; grid<int> cells(2, 2, 1); array<string> words; array<float> floats;
    complex c; datetime d; ref r; weakref<Node> w; M m; array<Node> nodes; dictionaryValue v;
    void change() { @b = Node(); @a.next = b; @b.next = a; a.all.insertLast(b); @i = m; e = B; @f = twice; @g = F(m.run);
        t = {{'n', 1}, {'s', 'text'}}; t.set('b', @b); t.set('a', a); box.store(@b); words = {'one', 'two'}; floats = {1, 2}; nodes.resize(2);
        c = complex(1, 2); @r = @b; @w = b; v = 5; }
    void use() { if (b !is null) { b.n++; for (uint i = 0; i < b.all.length(); i++) if (b.all[i] !is null) b.all[i].n++; }
        if (f !is null) f(2); if (g !is null) g(3); string s = join(words, ','); float x = 0; for (uint i = 0; i < floats.length(); i++) x += floats[i];
        array<string> keys = t.getKeys(); for (uint i = 0; i < keys.length(); i++) { int n; t.get(keys[i], n); }
        for (uint y = 0; y < cells.height(); y++) for (uint x2 = 0; x2 < cells.width(); x2++) cells[x2, y]++;
        for (uint i = 0; i < nodes.length(); i++) { nodes[i].n++; nodes[i].d['k'] = 1; nodes[i].all.insertLast(a); } Node@ q = w.get(); if (q !is null) q.n++; gc(); }";

/// Damaged streams are refused, or give a state that scripts can use. Memory stays in bounds.
#[test]
fn hostile_streams() {
    let context = context();
    let from = World::new(&context, RICH);
    from.run("change");
    let data = from.save();
    let to = World::new(&context, RICH);
    assert_eq!(to.load(&data), [] as [String; 0]);
    to.run("use");
    for end in 0..data.len() {
        assert!(matches!(to.try_load(&data[..end]), Err(LoadError::BadData(_))), "cut at {end}");
    }
    let mut seed = 9u32;
    let mut random = |n: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % n
    };
    to.vm.heap().set_limit(16 << 20);
    let (mut refused, mut taken) = (0, 0);
    for round in 0..6000 {
        let mut bad = data.clone();
        for _ in 0..=random(3) {
            let at = random(bad.len());
            match random(4) {
                0 => bad[at] = random(256) as u8,
                1 => bad[at] ^= 1 << random(8),
                2 => drop(bad.remove(at)),
                _ => bad.insert(at, random(12) as u8),
            }
        }
        match to.try_load(&bad) {
            Ok(_) => taken += 1,
            Err(_) => refused += 1,
        }
        if round % 4 == 0 {
            to.vm.set_fuel(1_000_000);
            to.run("use");
        }
    }
    assert!(refused > 1000 && taken > 200, "{refused} refused, {taken} taken");
    assert_eq!(to.load(&data), [] as [String; 0]);
    to.run("use");
}

#[test]
fn memory_limits_hold() {
    let context = context();
    let text = "array<string> words; int kept = 3; void change() { kept = 4; for (int i = 0; i < 20000; i++) words.insertLast('a long word that takes memory ' + i); }
                void check() { assert(kept == 3 && words.isEmpty()); }";
    let from = World::new(&context, text);
    from.run("change");
    let data = from.save();
    let to = World::new(&context, text);
    to.vm.heap().set_limit(300_000);
    assert!(matches!(to.try_load(&data), Err(LoadError::Raised(_))));
    to.run("check");
}
