//! Building, timed as a host pays for it: from making the unit to dropping it.
//!
//! `cargo bench --bench build` prints a table: what, the bar, the figure, and whether it holds. Times are minima of many
//! rounds; what is compared with each other is timed in turn.

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use angel::addons::{self, AddOns, Options};
use angel::bytecode::file;
use angel::context::Context;
use angel::ffi::{Register, TypeOptions};
use angel::module::Module;
use angel::semantic::Shadowing;
use angel::types::NativeFunction;
use angel::unit::Unit;
use angel::vm::{Call, CallState, VmRef};

const CODE: NativeFunction = NativeFunction::generic(0x1000, 0);

const TINY: &str = "int main() { return 42; }";

const SMALL: &str = r#"class Item {
    string name;
    int weight;
    Item(const string &in n, int w) {
        name = n;
        weight = w;
    }
    int cost(int factor) const {
        return weight * factor;
    }
    string label() const {
        return name + " (" + weight + ")";
    }
}

int total(const array<int> &in values) {
    int sum = 0;
    for (uint i = 0; i < values.length(); i++) {
        sum += values[i];
    }
    return sum;
}

int main() {
    array<int> values;
    for (int i = 0; i < 10; i++) {
        values.insertLast(i * i);
    }
    Item item("stone", total(values));
    string text = "result: ";
    text += item.label();
    int n = 0;
    while (n < 3) {
        if (n % 2 == 0)
            text = text + " even";
        else
            text = text + " odd";
        n++;
    }
    return item.cost(2) + n;
}
"#;

/// The default modules and more functions and types.
fn context(functions: usize, types: usize) -> Context {
    let mut context = open_context(functions, types);
    // What is timed is one thread, unless told.
    context.set_build_threads(1);
    context.seal().expect("the registrations fit together");
    context
}

fn open_context(functions: usize, types: usize) -> Context {
    let mut module = Module::new();
    addons::install(&mut module, AddOns::ALL, AddOns::default(), Options::default()).expect("the add-ons fit together");
    let mut context = Context::new();
    context.install(&module).expect("the add-ons fit");
    for i in 0..types {
        let name = format!("HostType{i}");
        context.register_type(&name, TypeOptions::pod(8)).expect("a type");
        context.register_method(&name, "int get(int) const", CODE).expect("a method");
    }
    for i in 0..functions {
        let text = match i % 3 {
            0 => format!("int hostFunction{i}(int a, float b)"),
            1 => format!("void hostFunction{i}(const string &in text, int n = {i})"),
            _ => format!("float hostFunction{i}(float)"),
        };
        context.register_function(&text, CODE).expect("a function");
    }
    context
}

/// What the programs of the tests use beyond the add-ons.
fn test_context() -> Context {
    let mut context = open_context(0, 0);
    context.register_function("void gc()", CODE).expect("a function");
    context.set_build_threads(1);
    context.set_shadowing(Shadowing::Allow);
    context.seal().expect("the registrations fit together");
    context
}

fn build(context: &Context, text: &str) {
    let mut unit = Unit::new(context).expect("a sealed context");
    unit.add_source("bench.as", text.as_bytes(), 0).expect("a source");
    if let Err(error) = unit.build() {
        for message in unit.diagnostics().iter().take(10) {
            eprintln!("{}", message.render(unit.sources()));
        }
        panic!("{error}");
    }
    black_box(&unit);
}

/// Microseconds for one build: the least of `rounds` means over `times`, for several contexts in turn.
fn time_each<const N: usize>(contexts: [&Context; N], text: &str, rounds: usize, times: usize) -> [f64; N] {
    let mut least = [f64::MAX; N];
    for _ in 0..rounds {
        for (i, context) in contexts.iter().enumerate() {
            let start = Instant::now();
            for _ in 0..times {
                build(context, text);
            }
            least[i] = least[i].min(start.elapsed().as_secs_f64() * 1e6 / times as f64);
        }
    }
    least
}

/// Resident memory of the process in KiB.
fn resident() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    text.split(' ').nth(1)?.parse::<u64>().ok().map(|pages| pages * 4)
}

/// A script like those of games: entities with behaviours, containers of them, helpers, switches, loops, texts.
fn realistic(lines: usize) -> String {
    let mut s = String::from(
        "interface IThink {\n    void think(float dt);\n}\nenum Mood { Calm, Angry, Afraid }\nfloat clock = 0;\nint alive = 0;\n\n",
    );
    let mut i = 0;
    let mut count = 0;
    while count < lines {
        let start = s.len();
        write!(
            s,
            r#"class Unit{i} : IThink {{
    private float x = 0;
    private float y = {i}.5f;
    private float speed = 1.5f;
    int health = 100;
    string name;
    Mood mood = Mood::Calm;
    array<int> path;
    Unit{i}@ target;

    Unit{i}() {{
        name = "unit{i}";
        alive++;
    }}

    Unit{i}(const string &in title, float px, float py) {{
        name = title;
        x = px;
        y = py;
        alive++;
    }}

    float distance(float tx, float ty) const {{
        float dx = tx - x;
        float dy = ty - y;
        return dx * dx + dy * dy;
    }}

    void think(float dt) {{
        // Calm ones walk on, angry ones hunt.
        switch (mood) {{
        case Mood::Calm:
            x += speed * dt;
            break;
        case Mood::Angry:
            if (target !is null && target.health > 0) {{
                float d = distance(target.x, target.y);
                if (d < 4.0f)
                    target.hurt(int(10 * dt) + 1);
                else
                    x += (target.x - x) * dt;
            }} else {{
                mood = Mood::Calm;
            }}
            break;
        default:
            y -= speed * dt;
        }}
        if (path.length() > 0 && x > path[0]) {{
            path.removeAt(0);
        }}
    }}

    void hurt(int amount) {{
        health -= amount;
        if (health <= 0) {{
            health = 0;
            alive--;
        }} else if (health < 20) {{
            mood = Mood::Afraid;
        }}
    }}

    string describe() const {{
        return name + ": " + health + " at " + x + ", " + y;
    }}
}}

int sum{i}(const array<int> &in values, int limit = 100) {{
    int total = 0;
    for (uint n = 0; n < values.length(); n++) {{
        int v = values[n];
        if (v > limit || v < 0)
            continue;
        total += v * 2 + (v & 3);
    }}
    return total;
}}

void step{i}(float dt) {{
    Unit{i} a("first", 1, 2);
    Unit{i} b;
    @a.target = b;
    b.path.insertLast({i});
    b.path.insertLast(sum{i}(b.path) % 17);
    for (int n = 0; n < 10; n++) {{
        a.think(dt);
        b.think(dt * 0.5f);
        clock += dt;
        if (n == 5) {{
            a.mood = Mood::Angry;
        }}
    }}
    string report = a.describe();
    if (report.length() > 10) {{
        report += "; " + b.describe();
    }}
}}

"#
        )
        .expect("a string takes all");
        count += s[start..].lines().count();
        i += 1;
    }
    s.push_str("int main() {\n");
    for n in 0..i {
        writeln!(s, "    step{n}(0.1f);").expect("a string takes all");
    }
    s.push_str("    return alive;\n}\n");
    s
}

/// The programs of the tests again and again, each time in a namespace of its own, until there are so many lines: together they
/// use the whole language.
fn whole_language(lines: usize) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts/programs");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .filter_map(|f| Some(f.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "as"))
        .collect();
    files.sort();
    let programs: Vec<String> = files.iter().map(|f| std::fs::read_to_string(f).expect("a test script")).collect();
    let mut s = String::new();
    let mut count = 0;
    let mut i = 0;
    while count < lines {
        let program = &programs[i % programs.len()];
        i += 1;
        // What is shared would be one for all; what a program opens is open for all that follow.
        if program.contains("shared ") || program.contains("using namespace") {
            continue;
        }
        writeln!(s, "namespace P{i} {{\n{program}\n}}").expect("a string takes all");
        count += program.lines().count() + 2;
    }
    s
}

struct Table {
    missed: usize,
}

impl Table {
    fn head(&self) {
        println!("{:<66} {:>10} {:>12} {:>9}", "what", "bar", "measured", "");
    }

    fn row(&mut self, what: &str, bar: &str, measured: &str, holds: bool) {
        self.missed += usize::from(!holds);
        println!("{what:<66} {bar:>10} {measured:>12} {:>9}", if holds { "ok" } else { "MISS" });
    }
}

fn main() {
    let only = std::env::args().skip(1).find(|a| !a.starts_with('-'));
    let want = |name: &str| only.as_ref().is_none_or(|o| o == name);
    let mut table = Table { missed: 0 };
    if let Some(n) = only.as_ref().and_then(|o| o.strip_prefix("profile-")) {
        // For counting tools: a few builds of one text and nothing else.
        let context = test_context();
        if n == "load" {
            let mut unit = Unit::new(&context).expect("a sealed context");
            unit.add_source("bench.as", realistic(5_000).as_bytes(), 0).expect("a source");
            unit.build().expect("the text is right");
            let file = unit.save(false).expect("a built unit");
            let ffi = unit.program().expect("it was built").ffi();
            let mut least = [f64::MAX; 3];
            let mut timed = |i: usize, start: Instant| {
                least[i] = least[i].min(start.elapsed().as_secs_f64() * 1e3);
            };
            for _ in 0..1_000 {
                let start = Instant::now();
                let mut loaded = Unit::new(&context).expect("a sealed context");
                loaded.load(&file).expect("the file is good");
                black_box(&loaded);
                drop(loaded);
                timed(0, start);
                let start = Instant::now();
                let read = file::load(&file, ffi).expect("the file is good");
                timed(1, start);
                let start = Instant::now();
                file::verify_loaded(&read.unit, ffi).expect("the file is good");
                timed(2, start);
            }
            let [all, read, verified] = least;
            println!(
                "loading takes {all:.3} ms: {read:.3} reading, {verified:.3} verifying, the rest linking and dropping"
            );
            return;
        }
        let (text, times) = match n {
            "tiny" => (TINY.to_owned(), 1000),
            "small" => (SMALL.to_owned(), 200),
            "whole" => (whole_language(20_000), 3),
            _ => (realistic(5000), 3),
        };
        for _ in 0..times {
            build(&context, &text);
        }
        return;
    }
    table.head();

    let plain = context(0, 0);
    if want("tiny") {
        let large = context(50_000, 5_000);
        let [a, b] = time_each([&plain, &large], TINY, 60, 500);
        table.row("int main() { return 42; }", "5 us", &format!("{a:.2} us"), a <= 5.0);
        let ratio = b / a;
        let what = "… with 50,000 functions and 5,000 types";
        table.row(what, "1.1 x", &format!("{ratio:.2} x"), ratio <= 1.1);
    }
    if want("small") {
        let large = context(0, 10_000);
        let [a, b] = time_each([&plain, &large], SMALL, 60, 100);
        let lines = SMALL.lines().count();
        table.row(&format!("{lines}-line script, 10,000 types"), "40 us", &format!("{b:.2} us"), b <= 40.0);
        table.row("… against the same with none", "1.1 x", &format!("{:.2} x", b / a), b / a <= 1.1);
    }
    if want("large") {
        let text = realistic(5_000);
        let lines = text.lines().count() as f64;
        let [t] = time_each([&plain], &text, 25, 1);
        let each = t / lines;
        table.row(&format!("{lines}-line script, a line"), "1 us", &format!("{each:.3} us"), each <= 1.0);
    }
    if want("whole") {
        let text = whole_language(20_000);
        let context = test_context();
        let lines = text.lines().count() as f64;
        let [t] = time_each([&context], &text, 25, 1);
        let each = t / lines;
        let what = format!("{lines}-line script of the whole language, a line");
        table.row(&what, "1 us", &format!("{each:.3} us"), each <= 1.0);
        let letters = text.len() as f64 / lines;
        table.row("… letters a line", "-", &format!("{letters:.1}"), true);
    }
    if want("saved") {
        saved(&plain, &mut table);
    }
    if want("huge") {
        let text = realistic(92_000);
        let lines = text.lines().count();
        let several = open_context(0, 0);
        let [one, all] = time_each([&plain, &several], &text, 10, 1);
        table.row(&format!("{lines}-line script, one thread"), "-", &format!("{:.1} ms", one / 1e3), true);
        table.row("… with all threads of the machine", "1.0 x", &format!("{:.2} x", all / one), all < one);
    }
    if want("vms") {
        vms(&plain, &mut table);
    }
    if want("many") {
        many(&plain, &mut table);
    }
    if want("threads") {
        threads(&plain, &mut table);
    }
    if table.missed > 0 {
        println!("{} bars missed", table.missed);
    }
}

/// Loading a saved unit against building it, with and without debug information, from making the unit to dropping it.
fn saved(context: &Context, table: &mut Table) {
    let text = realistic(5_000);
    let mut unit = Unit::new(context).expect("a sealed context");
    unit.add_source("bench.as", text.as_bytes(), 0).expect("a source");
    unit.build().expect("the text is right");
    let files = [false, true].map(|strip| unit.save(strip).expect("a built unit"));
    let mut least = [f64::MAX; 5];
    let mut timed = |i: usize, work: &dyn Fn()| {
        let start = Instant::now();
        work();
        least[i] = least[i].min(start.elapsed().as_secs_f64() * 1e3);
    };
    for _ in 0..40 {
        timed(0, &|| build(context, &text));
        for (i, file) in files.iter().enumerate() {
            timed(1 + i, &|| {
                let mut unit = Unit::new(context).expect("a sealed context");
                unit.load(file).expect("the file is good");
                black_box(&unit);
            });
        }
        timed(3, &|| {
            black_box(unit.save(false).expect("a built unit"));
        });
        timed(4, &|| {
            let mut unit = Unit::new(context).expect("a sealed context");
            unit.load(&files[0]).expect("the file is good");
            unit.verify().expect("the functions are good");
            black_box(&unit);
        });
    }
    let [built, full, stripped, save, checked] = least;
    let lines = text.lines().count();
    for (what, time, file) in [("", full, &files[0]), (", stripped", stripped, &files[1])] {
        let what =
            format!("{lines}-line script{what}: {} KiB, build {built:.2} ms, load {time:.3} ms", file.len() >> 10);
        table.row(&what, "10 x", &format!("{:.1} x", built / time), built / time >= 10.0);
    }
    let what = "… with all functions checked, not each at its first call";
    table.row(what, "-", &format!("{:.1} x", built / checked), true);
    table.row("… saving it against building it", "1 x", &format!("{:.2} x", save / built), save <= built);
}

/// Further VMs of a context: making one, and the memory of one that has linked a unit and called a function.
fn vms(context: &Context, table: &mut Table) {
    const KEPT: usize = 1_000;
    let mut unit = Unit::new(context).expect("a sealed context");
    unit.add_source("vm.as", b"int g = 1; int f(int a) { return a + g; }", 0).expect("a source");
    unit.build().expect("the text is right");
    let program = unit.program().expect("it was built");
    let runtime = context.runtime().expect("a sealed context");
    let _first = VmRef::new(runtime.clone());
    let mut least = f64::MAX;
    for _ in 0..1_000 {
        let start = Instant::now();
        let vm = VmRef::new(runtime.clone());
        vm.link(program).expect("its globals can be initialised");
        least = least.min(start.elapsed().as_secs_f64() * 1e6);
    }
    table.row("a second VM, with a unit linked", "5 us", &format!("{least:.2} us"), least <= 5.0);
    let before = resident();
    let kept: Vec<_> = (0..KEPT)
        .map(|_| {
            let vm = VmRef::new(runtime.clone());
            vm.link(program).expect("its globals can be initialised");
            let call = Call::new(&vm);
            call.prepare(program, 0).expect("a function");
            call.set_i32(0, 2).expect("a number");
            assert_eq!(call.run(), Ok(CallState::Finished));
            (vm, call)
        })
        .collect();
    if let (Some(before), Some(after)) = (before, resident()) {
        let each = after.saturating_sub(before) as f64 / KEPT as f64;
        table.row("… its memory after a call", "64 KiB", &format!("{each:.1} KiB"), each <= 64.0);
    }
    drop(kept);
}

/// 100,000 builds in one process.
fn many(context: &Context, table: &mut Table) {
    let mut times = Vec::with_capacity(100_000);
    let mut resident_early = None;
    for i in 0..100_000 {
        let start = Instant::now();
        build(context, TINY);
        times.push(start.elapsed().as_secs_f64() * 1e6);
        if i == 1_000 {
            resident_early = resident();
        }
    }
    // A median tells a build's time whatever else the machine does.
    let median = |part: &[f64]| {
        let mut part = part.to_vec();
        part.sort_by(f64::total_cmp);
        part[part.len() / 2]
    };
    let ratio = median(&times[99_000..]) / median(&times[..1_000]);
    table.row("100,000 builds: last 1,000 against first 1,000", "1.1 x", &format!("{ratio:.2} x"), ratio <= 1.1);
    if let (Some(early), Some(late)) = (resident_early, resident()) {
        let grown = late.saturating_sub(early);
        table.row("… memory grown since the 1,000th", "0 KiB", &format!("{grown} KiB"), grown <= 64);
    }
}

/// Two threads that build from one sealed context, against one thread with the same number of builds each. What the
/// machine gives two threads that only count tells how much of two processors there is to be had.
fn threads(context: &Context, table: &mut Table) {
    let builds = || {
        for _ in 0..300 {
            build(context, SMALL);
        }
    };
    let counting = || {
        let mut n = 1u64;
        for i in 0..5_000_000u64 {
            n = black_box(n.wrapping_mul(i | 1));
        }
    };
    let mut least = [Scale::default(), Scale::default()];
    for _ in 0..20 {
        least[0].measure(&builds);
        least[1].measure(&counting);
    }
    let [ours, machine] = [0, 1].map(|i: usize| 2.0 * least[i].one / least[i].two);
    let what = format!("two threads, throughput against one (counting: {machine:.2} x)");
    table.row(&what, "1.8 x", &format!("{ours:.2} x"), ours >= 1.8);
    let cost = least[0].cost_two / least[0].cost_one;
    table.row("… processor time of a build against one thread", "1.1 x", &format!("{cost:.2} x"), cost <= 1.1);
}

/// The least seconds of one thread alone and of two at once: elapsed, and processor time of each.
struct Scale {
    one: f64,
    two: f64,
    cost_one: f64,
    cost_two: f64,
}

impl Default for Scale {
    fn default() -> Self {
        Scale { one: f64::MAX, two: f64::MAX, cost_one: f64::MAX, cost_two: f64::MAX }
    }
}

impl Scale {
    fn measure(&mut self, work: &(impl Fn() + Sync)) {
        let timed = || {
            let start = processor_time();
            work();
            processor_time() - start
        };
        let start = Instant::now();
        let cost = std::thread::scope(|s| s.spawn(timed).join().expect("it ends"));
        self.one = self.one.min(start.elapsed().as_secs_f64());
        self.cost_one = self.cost_one.min(cost);
        let start = Instant::now();
        let cost = std::thread::scope(|s| {
            let (a, b) = (s.spawn(timed), s.spawn(timed));
            a.join().expect("it ends").max(b.join().expect("it ends"))
        });
        self.two = self.two.min(start.elapsed().as_secs_f64());
        self.cost_two = self.cost_two.min(cost);
    }
}

/// Processor time of this thread in seconds; elapsed time where the system does not tell.
fn processor_time() -> f64 {
    #[cfg(unix)]
    {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: the structure is written to.
        unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    }
    #[cfg(not(unix))]
    {
        static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        START.get_or_init(Instant::now).elapsed().as_secs_f64()
    }
}
