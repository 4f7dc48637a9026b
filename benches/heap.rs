//! The heap: bytes of an object, what making and dropping costs, and how long the collector stops a program that has a
//! million objects in circles.
//!
//! `cargo bench --bench heap` plays frames: a call of a script changes some of a million live objects and drops some circles,
//! then the host lets the collector do a step (`as_vm_collect_step`), as a game would with what is left of a frame. The
//! times are those of one thread's processor; the worst is what a player may notice.

use std::sync::Arc;

use angel::addons::{self, AddOns, Options};
use angel::context::Context;
use angel::module::Module;
use angel::unit::Unit;
use angel::vm::{Call, CallState, Program, VmRef};

/// Rings of a hundred nodes that know their neighbours and the world, which knows a node of each ring: everything alive is
/// part of one circle, and one candidate makes the collector walk it all.
const TEXT: &str = "
class World { array<Node@> rings; }
class Node { Node@ next; Node@ previous; World@ world; int value; }
class Plain { int a; int b; }
World world;
array<Plain@> plain;
Node@ ring(int n) {
    Node first;
    Node@ last = first;
    for (int i = 1; i < n; i++) {
        Node node;
        @node.world = world;
        @last.next = node;
        @node.previous = last;
        @last = node;
    }
    @last.next = first;
    @first.previous = last;
    return first;
}
void setup(int count) { world.rings.resize(count); for (int i = 0; i < count; i++) @world.rings[i] = ring(100); }
void frame(int at) {
    // Old rings are dropped, their nodes are garbage; others are walked, which takes and drops references.
    for (int i = 0; i < 10; i++) @world.rings[(at * 10 + i) % world.rings.length()] = ring(100);
    for (uint i = 0; i < 100; i++) {
        Node@ node = world.rings[(at + i * 97) % world.rings.length()];
        for (int k = 0; k < 50; k++) { @node = node.next; node.value += k; }
    }
}
void fill(int n) { plain.resize(n); for (int i = 0; i < n; i++) @plain[i] = Plain(); }
void drop() { plain.resize(0); }
";

/// Processor time of this thread in seconds.
fn clock() -> f64 {
    #[cfg(unix)]
    {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: the structure is written to.
        unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    }
    #[cfg(not(unix))]
    {
        use std::sync::OnceLock;
        static START: OnceLock<std::time::Instant> = OnceLock::new();
        START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
    }
}

struct Game {
    program: Arc<Program>,
    vm: VmRef,
}

impl Game {
    fn new() -> Game {
        let mut module = Module::new();
        addons::install(&mut module, AddOns::ALL, AddOns::default(), Options::default())
            .expect("the add-ons fit together");
        let mut context = Context::new();
        context.install(&module).expect("the add-ons fit");
        let mut unit = Unit::new(&context).expect("the registrations fit together");
        unit.add_source("heap.as", TEXT.as_bytes(), 0).expect("a source");
        unit.build().expect("the script is right");
        let program = unit.program().expect("it is built").clone();
        let vm = VmRef::new(program.runtime_types().clone());
        vm.link(&program).expect("its globals can be initialised");
        Game { program, vm }
    }

    /// Seconds that a call took.
    fn call(&self, name: &str, argument: Option<i32>) -> f64 {
        let function = self.program.unit().functions.iter().position(|f| &*f.name == name).expect("it is there");
        let call = Call::new(&self.vm);
        call.prepare(&self.program, function as u32).expect("it can be called");
        if let Some(argument) = argument {
            call.set_i32(0, argument).expect("an argument");
        }
        let start = clock();
        let state = call.run().expect("it is prepared");
        assert_eq!(state, CallState::Finished, "{:?}", call.exception_text());
        clock() - start
    }
}

fn main() {
    let game = Game::new();
    let used = || game.vm.heap().used();

    let before = used();
    let made = game.call("fill", Some(1_000_000));
    let bytes = (used() - before) as f64 / 1e6;
    let dropped = game.call("drop", None);
    println!(
        "an object of two numbers in an array: {bytes:.0} bytes with its handle; made in {:.0} ns, dropped in {:.0} ns",
        made * 1e3,
        dropped * 1e3
    );

    let before = used();
    let made = game.call("setup", Some(10_000));
    println!(
        "1,000,000 nodes in circles: {:.0} bytes each, made in {:.0} ns each",
        (used() - before) as f64 / 1e6,
        made * 1e3
    );
    for budget in [2_000usize, 20_000] {
        let (mut frames, mut worst_frame, mut sum_frame) = (0, 0.0f64, 0.0);
        let (mut worst, mut sum, mut longest) = (0.0f64, 0.0, 0);
        let cycles = game.vm.heap().stats().cycles;
        // Three cycles over everything.
        while game.vm.heap().stats().cycles < cycles + 3 && frames < 5_000 {
            let time = game.call("frame", Some(frames));
            (worst_frame, sum_frame) = (worst_frame.max(time), sum_frame + time);
            let start = clock();
            game.vm.heap().step(&game.vm, budget);
            let time = clock() - start;
            if time > worst {
                (worst, longest) = (time, frames);
            }
            sum += time;
            frames += 1;
        }
        let stats = game.vm.heap().stats();
        println!(
            "steps of {budget:>6} objects: {frames} frames for {} cycles, {} found; step {:.0} µs on average, worst {:.0} µs (frame \
             {longest}); frame of the script {:.0} µs, worst {:.0} µs; {:.0} MB",
            stats.cycles - cycles,
            stats.found,
            sum / f64::from(frames) * 1e6,
            worst * 1e6,
            sum_frame / f64::from(frames) * 1e6,
            worst_frame * 1e6,
            used() as f64 / 1e6
        );
    }
    let start = clock();
    let found = game.vm.heap().collect(&game.vm);
    println!("a whole collection: {:.1} ms, {found} found", (clock() - start) * 1e3);
}
