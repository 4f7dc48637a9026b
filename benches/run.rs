//! Running: the scripts of `benches/scripts` beside their twins in Lua, and calls between scripts and the host.
//!
//! `cargo bench --bench run` prints for each benchmark the seconds of processor time (the least of several runs, in turn
//! with the peers) and our time as a part of the peers': below 1 is faster than the peer. All must give the same result.
//! The peers are `lua5.4` and `luajit -joff`; where Debian's packages are missing it tries to install them. What `cc -O2`
//! makes of the same in C is the limit. With a name (`… -- fib`) it runs only that one.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use angel::addons::{self, AddOns, Options};
use angel::context::{Context, ContextError};
use angel::ffi::{Register, TypeOptions};
use angel::module::Module;
use angel::types::{BehaviorKind, NativeFunction, ObjectFlags};
use angel::unit::Unit;
use angel::vm::{Call, CallState, Program, Vm, VmRef};

const ROUNDS: usize = 5;

/// Benchmarks, and the most time that each may take as a part of that of Lua 5.4.
const SCRIPTS: &[(&str, f64)] = &[
    ("fib", 0.6),
    ("loops", 0.6),
    ("mandelbrot", 0.6),
    ("nbody", 0.6),
    ("spectral", 0.6),
    ("sieve", 0.6),
    ("matrix", 0.6),
    ("quicksort", 0.6),
    ("virtual", 0.6),
    ("interface", 0.6),
    ("delegates", 0.6),
    ("objects", 0.6),
    ("trees", 0.6),
    ("exceptions", 0.6),
    ("tick", 0.4),
    ("tick_host", 0.4),
    ("strings", 0.6),
    ("parse", 1.0),
    ("words", 1.0),
    ("sort", 1.0),
];

/// Other implementations of the same. The last is the limit: what a compiler makes of it.
const PEERS: [&str; 3] = ["lua5.4", "luajit -joff", "C"];
/// The most time of ours as a part of that of LuaJIT's interpreter; there is no bar for C.
const JOFF_BAR: f64 = 1.0;
/// The same of the geometric means.
const MEAN_BARS: [f64; 2] = [0.45, 0.65];

/// Loads the script that is given, times `run()`, prints its result and the seconds.
const DRIVER: &str = "dofile(arg[1]); local t = os.clock(); local r = run(); t = os.clock() - t; \
    print(string.format('%d %.6f', r, t))";

extern "C" fn same(x: i32) -> i32 {
    std::hint::black_box(x)
}

/// A vector as engines have it: a plain value of the host.
#[repr(C)]
#[derive(Clone, Copy)]
struct Vec2 {
    x: f32,
    y: f32,
}

extern "C" fn vec2_new(this: &mut std::mem::MaybeUninit<Vec2>, x: f32, y: f32) {
    this.write(Vec2 { x, y });
}

extern "C" fn vec2_add(this: &Vec2, other: &Vec2) -> Vec2 {
    Vec2 { x: this.x + other.x, y: this.y + other.y }
}

extern "C" fn vec2_mul(this: &Vec2, by: f32) -> Vec2 {
    Vec2 { x: this.x * by, y: this.y * by }
}

extern "C" fn vec2_add_assign<'v>(this: &'v mut Vec2, other: &Vec2) -> &'v Vec2 {
    this.x += other.x;
    this.y += other.y;
    this
}

extern "C" fn at(_world: *const u8, x: i32) -> i32 {
    std::hint::black_box(x)
}

extern "C" fn pause(vm: &Vm) {
    vm.request_suspend();
}

/// A class of the host with one object, and a function that suspends the call.
fn register_world(context: &mut Context) -> Result<(), ContextError> {
    static WORLD: u8 = 0;
    context.register_type("World", TypeOptions::reference().with(ObjectFlags::NOCOUNT))?;
    context.register_method("World", "int at(int) const", NativeFunction::native(at as *const () as usize))?;
    context.register_global("World world", &raw const WORLD as usize)?;
    context.register_function("void pause()", NativeFunction::native(pause as *const () as usize).with_vm())
}

fn register_vec2(context: &mut Context) -> Result<(), ContextError> {
    let native = |f: *const ()| NativeFunction::native(f as usize);
    let floats = ObjectFlags::POD.with(ObjectFlags::APP_CLASS).with(ObjectFlags::APP_CLASS_ALLFLOATS);
    context.register_type("Vec2", TypeOptions::value(8).with(floats))?;
    context.register_property("Vec2", "float x", 0)?;
    context.register_property("Vec2", "float y", 4)?;
    context.register_behavior(
        "Vec2",
        BehaviorKind::Construct,
        "void f(float, float)",
        native(vec2_new as *const ()),
    )?;
    context.register_method("Vec2", "Vec2 opAdd(const Vec2 &in) const", native(vec2_add as *const ()))?;
    context.register_method("Vec2", "Vec2 opMul(float) const", native(vec2_mul as *const ()))?;
    context.register_method("Vec2", "Vec2 &opAddAssign(const Vec2 &in)", native(vec2_add_assign as *const ()))
}

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

/// A context with all that the benchmarks need. Where it is not `optimized` (ENGP-02), calls of small functions are calls.
fn context(optimized: bool) -> Context {
    let mut module = Module::new();
    addons::install(&mut module, AddOns::ALL, AddOns::default(), Options::default()).expect("the add-ons fit together");
    let mut context = Context::new();
    context.set_property(2, u64::from(optimized)).expect("a property");
    context.install(&module).expect("the add-ons fit");
    let code = NativeFunction::native(same as *const () as usize);
    context.register_function("int same(int)", code).expect("a function");
    register_vec2(&mut context).expect("a type");
    register_world(&mut context).expect("a type");
    context
}

fn build(context: &Context, name: &str, text: &[u8]) -> Arc<Program> {
    let mut unit = Unit::new(context).expect("the registrations fit together");
    unit.add_source(name, text, 0).expect("a source");
    if let Err(error) = unit.build() {
        for message in unit.diagnostics() {
            eprintln!("{}", message.render(unit.sources()));
        }
        panic!("{error}");
    }
    unit.program().expect("it is built").clone()
}

/// A program in a machine of its own.
struct Running {
    program: Arc<Program>,
    vm: VmRef,
}

impl Running {
    fn new(program: Arc<Program>) -> Running {
        let vm = VmRef::new(program.runtime_types().clone());
        vm.link(&program).expect("its globals can be initialised");
        Running { program, vm }
    }

    fn call(&self, name: &str) -> Call {
        let functions = &self.program.unit().functions;
        let function = functions.iter().position(|f| &*f.name == name && f.owner.is_none()).expect("it is there");
        let call = Call::new(&self.vm);
        call.prepare(&self.program, function as u32).expect("it can be called");
        call
    }

    /// The result of a function, and the seconds it took.
    fn time(&self, name: &str) -> (i32, f64) {
        let call = self.call(name);
        let start = clock();
        let state = call.run().expect("it is prepared");
        let time = clock() - start;
        assert_eq!(state, CallState::Finished, "{:?}", call.exception_text());
        (call.result_plain().expect("a number") as i32, time)
    }
}

/// How the twin of a script is run.
fn twin(peer: usize, name: &str) -> Option<Command> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/scripts"));
    if PEERS[peer] == "C" {
        let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("twin_{name}"));
        let sources = [folder.join("driver.c"), folder.join(format!("{name}.c"))];
        let cc = Command::new("cc").arg("-O2").arg("-o").arg(&made).args(sources).arg("-lm").output().ok()?;
        assert!(cc.status.success(), "{name}.c: {}", String::from_utf8_lossy(&cc.stderr));
        return Some(Command::new(made));
    }
    let mut words = PEERS[peer].split(' ');
    let mut command = Command::new(words.next()?);
    let script = folder.join(format!("{name}.lua"));
    command.args(words).args(["-e", &format!("arg = {{ {script:?} }}"), "-e", DRIVER]);
    Some(command)
}

/// The result of a twin and the seconds it took, if the peer is there.
fn time_peer(command: &mut Command) -> Option<(i32, f64)> {
    let output = command.output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let Some((result, time)) = text.trim().split_once(' ') else {
        panic!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    Some((result.parse().ok()?, time.parse().ok()?))
}

/// Which of the peers the machine has.
fn peers_there() -> [bool; 3] {
    let runs = |program: &str, option| Command::new(program).arg(option).output().is_ok();
    let there = || [runs("lua5.4", "-v"), runs("luajit", "-v"), runs("cc", "--version")];
    if !there()[..2].iter().all(|&t| t) {
        let tried = Command::new("apt-get").args(["install", "-y", "-q", "lua5.4", "luajit"]).output();
        if !tried.is_ok_and(|o| o.status.success()) {
            println!("not all of lua5.4 and luajit are there: they are left out");
        }
    }
    there()
}

fn main() {
    let only = std::env::args().skip(1).find(|a| !a.starts_with('-'));
    let want = |name: &str| only.as_ref().is_none_or(|o| o == name);
    let context = context(true);
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/scripts"));
    let there = peers_there();
    let mut missed = 0;

    let [a, b, c] = PEERS;
    println!("seconds{:>35}{b:>14}{c:>9}   our time / {a} / {b} / {c}", a);
    let mut logs = [0.0f64; 3];
    let mut count = 0;
    for &(name, bar) in SCRIPTS {
        if !want(name) {
            continue;
        }
        let text = std::fs::read(folder.join(format!("{name}.as"))).expect("the script is there");
        let running = Running::new(build(&context, name, &text));
        let mut twins: [Option<Command>; 3] = std::array::from_fn(|i| twin(i, name).filter(|_| there[i]));
        let mut ours = f64::MAX;
        let mut theirs = [f64::MAX; 3];
        for _ in 0..ROUNDS {
            let (result, time) = running.time("run");
            ours = ours.min(time);
            for (i, twin) in twins.iter_mut().enumerate() {
                if let Some((other, time)) = twin.as_mut().and_then(time_peer) {
                    assert_eq!(result, other, "{name}: the result of {}", PEERS[i]);
                    theirs[i] = theirs[i].min(time);
                }
            }
        }
        print!("{name:<14}{ours:>14.4}");
        for (i, width) in [14, 14, 9].into_iter().enumerate() {
            if there[i] { print!("{:>width$.4}", theirs[i]) } else { print!("{:>width$}", "-") }
        }
        let ratios = theirs.map(|t| ours / t);
        print!("  ");
        for i in 0..3 {
            if there[i] {
                print!("{:>8.2}", ratios[i])
            } else {
                print!("{:>8}", "-")
            }
            logs[i] += ratios[i].ln();
        }
        count += 1;
        let miss = (there[0] && ratios[0] > bar) || (there[1] && ratios[1] > JOFF_BAR);
        missed += usize::from(miss);
        println!("{}", if miss { format!("  MISS: the bars are {bar} and {JOFF_BAR}") } else { String::new() });
    }
    if count > 1 && there == [true; 3] {
        let mean = logs.map(|l| (l / f64::from(count)).exp());
        let miss = mean[0] > MEAN_BARS[0] || mean[1] > MEAN_BARS[1];
        missed += usize::from(miss);
        let note = if miss { format!("  MISS: the bars are {MEAN_BARS:?}") } else { String::new() };
        println!("{:<67}{:>8.2}{:>8.2}{:>8.2}{note}", "geometric mean", mean[0], mean[1], mean[2]);
    }
    if want("calls") {
        missed += calls(&context);
    }
    if missed > 0 {
        println!("{missed} bars missed");
    }
}

/// Nanoseconds of calls between the host and scripts.
fn calls(context: &Context) -> usize {
    const TEXT: &str = "
        int empty() { int s = 0; for (int i = 0; i < 5000000; i++) { s += i; } return s; }
        int host() { int s = 0; for (int i = 0; i < 5000000; i++) { s += same(i); } return s; }
        int method() { int s = 0; for (int i = 0; i < 5000000; i++) { s += world.at(i); } return s; }
        int leaf(int x) { return x; }
        int script() { int s = 0; for (int i = 0; i < 5000000; i++) { s += leaf(i); } return s; }
        class Pair { int a; int b; }
        int make() { int s = 0; for (int i = 0; i < 5000000; i++) { s += i; Pair p; } return s; }
        int add(int a, int b) { return a + b; }
        int pauses() { int s = 0; for (;;) { s++; pause(); } return s; }";
    let running = Running::new(build(context, "calls", TEXT.as_bytes()));
    let plain = Running::new(build(&self::context(false), "calls", TEXT.as_bytes()));
    let mut least = [f64::MAX; 8];
    let call = running.call("add");
    let function = call.function().expect("it is prepared").1;
    let waiting = Running::new(running.program.clone());
    let paused = waiting.call("pauses");
    for _ in 0..3 * ROUNDS {
        for (i, name) in ["empty", "host", "script", "method", "make"].iter().enumerate() {
            least[i] = least[i].min(plain.time(name).1 / 5e6 * 1e9);
        }
        least[7] = least[7].min(running.time("script").1 / 5e6 * 1e9);
        let times = 1_000_000;
        let start = clock();
        for _ in 0..times {
            assert_eq!(paused.run(), Ok(CallState::Suspended));
        }
        least[6] = least[6].min((clock() - start) / f64::from(times) * 1e9);
        let start = clock();
        let mut sum = 0u64;
        for i in 0..times {
            call.prepare(&running.program, function).expect("it can be called");
            call.set_i32(0, i).expect("an argument");
            call.set_i32(1, 1).expect("an argument");
            assert_eq!(call.run(), Ok(CallState::Finished));
            sum += call.result_plain().expect("a number");
        }
        std::hint::black_box(sum);
        least[5] = least[5].min((clock() - start) / f64::from(times) * 1e9);
    }
    let mut missed = 0;
    let rows = [
        ("script to host, int f(int), over the empty loop", least[1] - least[0], 5.0),
        ("script to host, method int f(int), over the empty loop", least[3] - least[0], 7.0),
        ("script to script, int f(int), over the empty loop", least[2] - least[0], 4.0),
        ("the same, compiled in place of the call", least[7] - least[0], 4.0),
        ("host to script, int f(int, int), all in", least[5], 20.0),
        ("making and dropping an object of two fields", least[4] - least[0], 25.0),
        ("resuming a call that suspends at once again", least[6], 30.0),
    ];
    for (what, time, bar) in rows {
        let holds = time <= bar;
        missed += usize::from(!holds);
        let bar = if bar.is_finite() { format!("(bar {bar} ns)") } else { String::new() };
        println!("{what:<52} {time:>6.1} ns {bar} {}", if holds { "" } else { "MISS" });
    }
    missed
}
