//! What a process that lives long takes: nothing is left of globals that destructors write to while their unit goes, and
//! units that come and go leave what is told here, and no more.

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use angel::context::Context;
use angel::unit::Unit;
use angel::vm::{Call, CallState, VmRef};

/// Counts the bytes that are in use.
struct Counting;

static USED: AtomicUsize = AtomicUsize::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        USED.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        USED.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn used() -> usize {
    USED.load(Ordering::Relaxed)
}

fn built(context: &Context, text: &str) -> Unit {
    let mut unit = Unit::new(context).unwrap();
    unit.add_source("growth.as", text.as_bytes(), 0).unwrap();
    unit.build().unwrap();
    unit
}

fn call_main(vm: &VmRef, unit: &Unit) {
    let program = unit.program().unwrap();
    let main = program.unit().functions.iter().position(|f| &*f.name == "main").unwrap();
    let call = Call::new(vm);
    call.prepare(program, main as u32).unwrap();
    assert_eq!(call.run().unwrap(), CallState::Finished);
}

/// Destructors write into strings, handles and arrays that are released already, and are still to be released.
const WRITERS: &str = "
    class Item { string text = 'an item with a text that does not fit into the value itself'; ~Item() { write(text); } }
    void write(const string &in s) {
        first = s + s;
        last = s + 'and more';
        list.insertLast(s);
        @spare = other;
    }
    class Other {}
    Other@ other = Other(), spare;
    string first = 'the first of the globals, which is longer than what strings hold in place';
    Item@ held = Item();
    Item item;
    array<string> list = {'one', 'two'};
    string last;
    int depth = 0;
    void main() { @held = Item(); }";

// One test, so that nothing else takes memory meanwhile.
#[test]
fn memory_of_units_that_come_and_go() {
    strings_that_destructors_write();
    let unit = units();
    let snippet = snippets();
    println!("a unit leaves {unit} bytes, a snippet {snippet}");
    assert!(unit < MOST_OF_UNIT, "a unit that was unlinked leaves {unit} bytes");
    assert!(snippet < MOST_OF_SNIPPET, "a snippet leaves {snippet} bytes");
}

/// What a small unit leaves in its VM when it is unlinked, at most, in bytes.
const MOST_OF_UNIT: usize = 24_000;
/// The same of a snippet, with a literal of 40 bytes.
const MOST_OF_SNIPPET: usize = 400;

fn strings_that_destructors_write() {
    let context = common::context(&[]).unwrap();
    let unit = built(&context, WRITERS);
    let round = |unlinks: bool| {
        let vm = VmRef::new(context.runtime().unwrap());
        vm.set_fuel(100_000);
        vm.link(unit.program().unwrap()).unwrap();
        call_main(&vm, &unit);
        if unlinks {
            vm.unlink(unit.program().unwrap());
        }
    };
    for unlinks in [true, false] {
        // What is made once for all VMs of a context.
        (0..20).for_each(|_| round(unlinks));
        let before = used();
        (0..100).for_each(|_| round(unlinks));
        let left = used() as isize - before as isize;
        assert!(left <= 0, "{left} bytes are left of a hundred VMs, unlinked: {unlinks}");
    }
}

/// Bytes that each unit leaves in a VM that lives on.
fn units() -> usize {
    let context = common::context(&[]).unwrap();
    let vm = VmRef::new(context.runtime().unwrap());
    let count = number("UNITS").unwrap_or(200);
    let round = |n: usize| {
        let unit = built(
            &context,
            &format!(
                "class C{n} {{ int v = {n}; string s = 'a'; }} C{n} c; int f() {{ return c.v; }} void main() {{ f(); }}"
            ),
        );
        vm.link(unit.program().unwrap()).unwrap();
        call_main(&vm, &unit);
        vm.unlink(unit.program().unwrap());
    };
    (0..50).for_each(round);
    let before = used();
    (50..50 + count).for_each(round);
    (used() - before.min(used())) / count
}

/// The same of snippets.
fn snippets() -> usize {
    let context = common::context(&[]).unwrap();
    let vm = VmRef::new(context.runtime().unwrap());
    let base = built(
        &context,
        "class A { int v = 1; } A a; int sum = 0; array<string> texts; void main() {
             for (uint i = 0; i < texts.length(); i++) if (texts[i].length() != 40) { A@ none; none.v = 1; }
             texts = array<string>(); }",
    );
    vm.link(base.program().unwrap()).unwrap();
    let count = number("SNIPPETS").unwrap_or(200);
    let round = |n: usize| {
        let mut unit = Unit::new_snippet(&base).unwrap();
        let text = format!(
            "int own{n} = {n};
             void look{n}() {{ sum += a.v * own{n}; texts.insertLast('a text that strings do not hold in place'); }}"
        );
        unit.add_source("snippet", text.as_bytes(), 0).unwrap();
        unit.build().unwrap();
        let program = unit.program().unwrap();
        vm.link(program).unwrap();
        let name = format!("look{n}");
        let look = program.unit().functions.iter().position(|f| *f.name == *name).unwrap();
        let call = Call::new(&vm);
        call.prepare(program, look as u32).unwrap();
        assert_eq!(call.run().unwrap(), CallState::Finished);
        drop(call);
        vm.unlink(program);
    };
    (0..50).for_each(round);
    let before = used();
    (50..50 + count).for_each(round);
    let left = used() - before.min(used());
    // The texts that they have left are whole.
    call_main(&vm, &base);
    left / count
}

fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}
