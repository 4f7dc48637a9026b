//! The collector, with objects of scripts.

use std::cell::RefCell;
use std::ffi::c_void;

use crate::addons::{self, AddOns};
use crate::context::Context;
use crate::ffi::{Register, TypeOptions};
use crate::module::Module;
use crate::types::{BehaviorKind, NativeFunction, ObjectFlags};
use crate::unit::Unit;
use crate::vm::heap::GcVisitor;
use crate::vm::object::{self, ObjHeader};
use crate::vm::{Call, CallState, Vm, VmRef};

thread_local! {
    static LOG: RefCell<String> = const { RefCell::new(String::new()) };
}

extern "C" fn log(text: &crate::vm::StringValue) {
    LOG.with_borrow_mut(|l| l.push_str(&String::from_utf8_lossy(text.as_bytes())));
}

extern "C" fn collect(vm: *mut c_void) -> u32 {
    // SAFETY: the VM passes itself.
    let vm = unsafe { Vm::from_raw(vm) };
    vm.heap().collect(vm) as u32
}

extern "C" fn step(vm: *mut c_void, budget: u32) -> bool {
    // SAFETY: the VM passes itself.
    let vm = unsafe { Vm::from_raw(vm) };
    vm.heap().step(vm, budget as usize)
}

extern "C" fn objects(vm: *mut c_void) -> u32 {
    // SAFETY: the VM passes itself.
    let vm = unsafe { Vm::from_raw(vm) };
    let mut n = 0;
    vm.heap().for_each_object(|_| n += 1);
    n
}

/// An object of the host that holds a script object.
#[repr(C)]
struct Holder {
    refs: i32,
    marked: bool,
    held: *mut ObjHeader,
}

extern "C" fn holder_new() -> *mut Holder {
    Box::into_raw(Box::new(Holder { refs: 1, marked: false, held: std::ptr::null_mut() }))
}

extern "C" fn holder_add_ref(this: &mut Holder) {
    this.refs += 1;
}

unsafe extern "C" fn holder_release(vm: *mut c_void, this: *mut Holder) {
    // SAFETY: the holder is alive until its last reference is dropped here.
    unsafe {
        (*this).refs -= 1;
        if (*this).refs == 0 {
            object::release(Vm::from_raw(vm), (*this).held);
            drop(Box::from_raw(this));
            LOG.with_borrow_mut(|l| l.push('h'));
        }
    }
}

unsafe extern "C" fn holder_set(vm: *mut c_void, this: &mut Holder, value: *mut ObjHeader) {
    // SAFETY: the reference is the holder's now, the old one is dropped.
    unsafe { object::release(Vm::from_raw(vm), std::mem::replace(&mut this.held, value)) };
}

extern "C" fn holder_count(this: &Holder) -> i32 {
    this.refs
}

extern "C" fn holder_mark(this: &mut Holder) {
    this.marked = true;
}

extern "C" fn holder_marked(this: &Holder) -> bool {
    this.marked
}

unsafe extern "C" fn holder_enumerate(this: &Holder, visitor: &mut GcVisitor) {
    if !this.held.is_null() {
        // SAFETY: what is held is alive.
        unsafe { visitor.report(this.held.cast(), ObjHeader::ty(this.held)) };
    }
}

unsafe extern "C" fn holder_drop_refs(vm: *mut c_void, this: &mut Holder, _visitor: *mut c_void) {
    // SAFETY: what is held is alive.
    unsafe { object::release(Vm::from_raw(vm), std::mem::replace(&mut this.held, std::ptr::null_mut())) };
}

fn native(f: *const ()) -> NativeFunction {
    NativeFunction::native(f as usize)
}

fn context() -> Context {
    let mut module = Module::new();
    let set = AddOns(AddOns::ALL.0 & !AddOns::PRINT.0);
    addons::install(&mut module, set, AddOns::default(), addons::Options::default()).unwrap();
    module.register_function("void log(const string &in)", native(log as _)).unwrap();
    module.register_function("uint collect()", native(collect as _).with_vm()).unwrap();
    module.register_function("bool step(uint)", native(step as _).with_vm()).unwrap();
    module.register_function("uint objects()", native(objects as _).with_vm()).unwrap();
    module.register_interface("Held").unwrap();
    module.register_type("Holder", TypeOptions::reference().with(ObjectFlags::GC)).unwrap();
    for (kind, declaration, function) in [
        (BehaviorKind::Factory, "Holder@ f()", native(holder_new as _)),
        (BehaviorKind::AddRef, "void f()", native(holder_add_ref as _)),
        (BehaviorKind::Release, "void f()", native(holder_release as _).with_vm()),
        (BehaviorKind::GetRefCount, "int f()", native(holder_count as _)),
        (BehaviorKind::SetGcFlag, "void f()", native(holder_mark as _)),
        (BehaviorKind::GetGcFlag, "bool f()", native(holder_marked as _)),
        (BehaviorKind::EnumRefs, "void f(int &in)", native(holder_enumerate as _)),
        (BehaviorKind::ReleaseRefs, "void f(int &in)", native(holder_drop_refs as _).with_vm()),
    ] {
        module.register_behavior("Holder", kind, declaration, function).unwrap();
    }
    module.register_method("Holder", "void set(Held@)", native(holder_set as _).with_vm()).unwrap();
    let mut context = Context::new();
    context.install(&module).unwrap();
    context
}

/// Runs `main` and gives what was logged, then what was logged when the VM was dropped.
fn run(text: &str) -> (String, String) {
    let context = context();
    let mut unit = Unit::new(&context).unwrap();
    unit.add_source("test", text.as_bytes(), 0).unwrap();
    unit.build().unwrap_or_else(|e| panic!("{e}: {:?}", unit.diagnostics()));
    let program = unit.program().unwrap().clone();
    LOG.with_borrow_mut(String::clear);
    let vm = VmRef::new(context.runtime().unwrap());
    vm.link(&program).unwrap();
    let main = program.unit().functions.iter().position(|f| &*f.name == "main").unwrap();
    let call = Call::new(&vm);
    call.prepare(&program, main as u32).unwrap();
    assert_eq!(call.run(), Ok(CallState::Finished), "{:?}", call.exception_text());
    drop(call);
    let first = LOG.take();
    drop(vm);
    (first, LOG.take())
}

const NODE: &str = "class Node { Node@ next; array<Node@> others; ref@ any; dictionary map; string name;
    Node(string n) { name = n; } ~Node() { log(name); } }\n";

fn logs(body: &str, expected: &str, at_end: &str) {
    assert_eq!(run(&format!("{NODE}{body}")), (expected.into(), at_end.into()), "{body}");
}

#[test]
fn circles_of_every_kind_of_member_are_found() {
    logs("void f() { Node a('a'); @a.next = a; } void main() { f(); log('' + collect()); }", "a3", "");
    logs(
        "void f() { Node a('a'); Node b('b'); @a.next = b; @b.next = a; } void main() { f(); log('' + collect()); }",
        "ba6",
        "",
    );
    logs("void f() { Node a('a'); a.others.insertLast(a); } void main() { f(); collect(); log('.'); }", "a.", "");
    logs("void f() { Node a('a'); @a.any = a; } void main() { f(); collect(); log('.'); }", "a.", "");
    logs("void f() { Node a('a'); @a.map['x'] = a; } void main() { f(); collect(); log('.'); }", "a.", "");
    logs("void f() { array<array<Node@>@> a; } void main() { f(); collect(); log('.'); }", ".", "");
    logs("void f() { dictionary d; d.set('self', @d); } void main() { f(); log('' + collect()); }", "1", "");
    logs("void f() { any a; any@ h = a; a.store(@h); } void main() { f(); log('' + collect()); }", "1", "");
}

#[test]
fn what_is_reachable_stays() {
    logs(
        "Node@ g; void main() { { Node a('a'); Node b('b'); @a.next = b; @b.next = a; @g = a; } log('' + collect()); \
         log(g.next.name); @g = null; collect(); log('.'); }",
        "0bba.",
        "",
    );
    logs("void main() { Node a('a'); @a.next = a; collect(); log(a.next.name); }", "a", "a");
}

#[test]
fn destructors_may_bring_objects_back() {
    let class = "class R { R@ self; string s = 'r'; ~R() { log(s); @keep = this; } } R@ keep;";
    logs(
        &format!(
            "{class} void f() {{ R r; @r.self = r; }} void main() {{ f(); collect(); log(keep.self.s); @keep = null; collect(); log('.'); }}"
        ),
        "rr.",
        "",
    );
}

#[test]
fn destructors_may_make_new_garbage() {
    logs(
        "class M { M@ self; int left; M(int n) { left = n; @self = this; } ~M() { log('m'); if (left > 0) M(left - 1); } }
         void main() { M(3); collect(); log('.'); }",
        "mmmm.",
        "",
    );
}

#[test]
fn a_cycle_in_small_steps_with_changes_between_them() {
    let text = "
        class N { N@ a; N@ b; }
        N@ root;
        void build(uint seed) {
            array<N@> all;
            for (uint i = 0; i < 200; i++) all.insertLast(N());
            for (uint i = 0; i < 200; i++) {
                seed = seed * 1664525 + 1013904223;
                @all[i].a = all[(seed >> 8) % 200];
                @all[i].b = all[(seed >> 20) % 200];
            }
            @root = all[0];
        }
        uint walk(N@ n, uint left) {
            if (left == 0 || n is null) return 0;
            return 1 + walk(n.a, left - 1) + walk(n.b, left - 1);
        }
        void main() {
            uint seed = 1;
            for (uint round = 0; round < 30; round++) {
                build(round);
                for (uint i = 0; i < 60; i++) {
                    step(7);
                    seed = seed * 1664525 + 1013904223;
                    // Moves the root along, and cuts and ties references while the collector walks.
                    if (root.a !is null && (seed & 0x10000) != 0) @root = root.a;
                    if (root.b !is null && (seed & 0x20000) != 0) { N@ c = root.b; @c.a = root; @root.b = N(); }
                    if (walk(root, 6) == 0) log('!');
                }
            }
            @root = null;
            collect();
            log('' + objects());
        }";
    assert_eq!(run(text), ("0".into(), String::new()));
}

#[test]
fn objects_of_the_host_take_part() {
    let class = "class S : Held { Holder@ h; ~S() { log('s'); } }";
    let circle = "void f() { S s; Holder h; @s.h = h; h.set(s); }";
    assert_eq!(
        run(&format!("{class} {circle} void main() {{ f(); collect(); log('.'); }}")),
        ("sh.".into(), String::new())
    );
    let kept = "Holder@ g; void f() { S s; Holder h; @s.h = h; h.set(s); @g = h; }";
    let text = format!("{class} {kept} void main() {{ f(); collect(); log('.'); @g = null; collect(); log('.'); }}");
    assert_eq!(run(&text), (".sh.".into(), String::new()));
}

#[test]
fn what_is_left_dies_with_the_vm() {
    let (during, after) =
        run(&format!("{NODE} Node@ g; void main() {{ Node a('a'); @a.next = a; @g = Node('g'); @g.next = g; }}"));
    assert_eq!(during, "");
    let mut letters: Vec<char> = after.chars().collect();
    letters.sort();
    assert_eq!(letters, ['a', 'g']);
}

#[test]
fn weak_references_to_garbage_are_null() {
    logs(
        "weakref<Node> w; void f() { Node a('a'); @a.next = a; @w = a; } \
         void main() { f(); log((w.get() is null) + ' '); collect(); log('' + (w.get() is null)); }",
        "false atrue",
        "",
    );
}

#[test]
fn the_collector_runs_by_itself() {
    let text = "class N { N@ self; N() { @self = this; } }
        void main() { for (int i = 0; i < 200000; i++) { N n; } if (objects() > 20000) log('too many: ' + objects()); }";
    assert_eq!(run(text), (String::new(), String::new()));
}
