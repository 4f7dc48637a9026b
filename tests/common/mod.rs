//! Runs scripts through the library and tells what they did. Shared by the tests at script level.
#![allow(dead_code, clippy::missing_safety_doc, reason = "each test uses a part of it")]

pub mod reference;

use std::cell::{Cell, RefCell};
use std::ffi::c_void;

use angel::addons::{self, AddOns};
use angel::base::Severity;
use angel::context::{Context, ContextError};
use angel::ffi::{PropertyPlace, Register, TypeOptions};
use angel::module::Module;
use angel::semantic::Shadowing;
use angel::types::{BehaviorKind, ObjectFlags};
use angel::unit::Unit;
use angel::vm::{Call, CallState, StringValue, Vm};

/// Loop rounds and calls a script may make before it counts as hanging.
pub const FUEL: u64 = 40_000_000;

/// A message of a build.
#[derive(Clone, Debug)]
pub struct Message {
    /// Error or warning.
    pub severity: Severity,
    /// `E0020`
    pub code: String,
    /// 1-based.
    pub line: u32,
    /// The head line.
    pub text: String,
}

/// How a script ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It does not build.
    Rejected,
    /// It builds, but not into something that runs.
    Broken(String),
    /// A global could not be initialised.
    InitFailed(String),
    /// It builds and has no `main`.
    NoMain,
    /// `main` returned.
    Finished,
    /// Text, function and line of an exception.
    Exception(String, String, u32),
    /// It used up its fuel.
    Hung,
    /// The library panicked.
    Panicked(String),
}

/// What a script did.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The messages of the build.
    pub messages: Vec<Message>,
    /// The same as people read them.
    pub rendered: String,
    /// What was given to `print`.
    pub printed: Vec<Vec<u8>>,
    /// How it ended.
    pub end: End,
    /// Bytes of the VM's heap that were still in use when everything was released and collected.
    pub leaked: usize,
}

impl Outcome {
    fn new() -> Outcome {
        Outcome { messages: Vec::new(), rendered: String::new(), printed: Vec::new(), end: End::NoMain, leaked: 0 }
    }

    /// The lines given to `print`, joined.
    pub fn joined(&self, with: &str) -> String {
        String::from_utf8_lossy(&self.printed.join(with.as_bytes())).into_owned()
    }

    /// How many messages are of this kind.
    pub fn count(&self, severity: Severity) -> usize {
        self.messages.iter().filter(|m| m.severity == severity).count()
    }
}

thread_local! {
    static PRINTED: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
    static LIVE: Cell<i32> = const { Cell::new(0) };
    static BROKEN: Cell<bool> = const { Cell::new(false) };
}

unsafe extern "C" fn print(text: *const StringValue) {
    let bytes = unsafe { (*text).as_bytes() }.to_vec();
    PRINTED.with(|p| p.borrow_mut().push(bytes));
}

unsafe extern "C" fn gc(vm: *mut c_void) {
    let vm = unsafe { Vm::from_raw(vm) };
    vm.heap().collect(vm);
}

/// A value that knows its own address, as C++ strings do: moved as bytes, or used without having been constructed, it is
/// broken.
#[repr(C)]
struct Nv {
    v: i32,
    own: *const Nv,
}

fn nv_make(this: *mut Nv, v: i32) {
    LIVE.set(LIVE.get() + 1);
    unsafe { this.write_unaligned(Nv { v, own: this }) }
}

fn nv_value(this: *const Nv) -> i32 {
    let nv = unsafe { this.read_unaligned() };
    if nv.own != this {
        BROKEN.set(true);
    }
    nv.v
}

unsafe extern "C" fn nv_new(this: *mut Nv) {
    nv_make(this, 0);
}
unsafe extern "C" fn nv_int(this: *mut Nv, v: i32) {
    nv_make(this, v);
}
unsafe extern "C" fn nv_copy(this: *mut Nv, other: *const Nv) {
    nv_make(this, nv_value(other));
}
unsafe extern "C" fn nv_drop(this: *mut Nv) {
    nv_value(this);
    unsafe { (&raw mut (*this).own).write_unaligned(std::ptr::null()) };
    LIVE.set(LIVE.get() - 1);
}
unsafe extern "C" fn nv_assign(this: *mut Nv, other: *const Nv) -> *mut Nv {
    nv_value(this);
    unsafe { (&raw mut (*this).v).write_unaligned(nv_value(other)) };
    this
}
unsafe extern "C" fn nv_bool(this: *mut Nv) -> bool {
    nv_value(this) != 0
}
extern "C" fn nv_broken() -> bool {
    BROKEN.get()
}
extern "C" fn nv_live() -> i32 {
    LIVE.get()
}

/// The address of a function as the library wants it.
#[macro_export]
macro_rules! native {
    ($f:expr) => {
        angel::types::NativeFunction::native($f as *const () as usize)
    };
    (vm $f:expr) => {
        angel::types::NativeFunction::native($f as *const () as usize).with_vm()
    };
}

/// A context with all add-ons but `print`, and what the examples of the reference need.
pub fn context(properties: &[(u32, u64)]) -> Result<Context, ContextError> {
    let mut context = Context::new();
    for &(property, value) in properties {
        context.set_property(property, value)?;
    }
    let mut module = Module::new();
    addons::install(
        &mut module,
        AddOns(AddOns::ALL.0 & !AddOns::PRINT.0),
        AddOns::default(),
        addons::Options::default(),
    )
    .map_err(ContextError::Registration)?;
    context.install(&module)?;
    context.register_function("void print(const string &in)", native!(print))?;
    context.register_function("void gc()", native!(vm gc))?;
    context.register_type("V", TypeOptions::pod(8))?;
    context.register_property("V", "int x", PropertyPlace::from(0))?;
    context.register_property("V", "int y", PropertyPlace::from(4))?;
    let class =
        ObjectFlags::APP_CLASS.with(ObjectFlags::APP_CLASS_DESTRUCTOR).with(ObjectFlags::APP_CLASS_COPY_CONSTRUCTOR);
    context.register_type("NV", TypeOptions::value(size_of::<Nv>() as u32).aligned(8).with(class))?;
    context.register_behavior("NV", BehaviorKind::Construct, "void f()", native!(nv_new))?;
    context.register_behavior("NV", BehaviorKind::Construct, "void f(int)", native!(nv_int))?;
    context.register_behavior("NV", BehaviorKind::Construct, "void f(const NV &in)", native!(nv_copy))?;
    context.register_behavior("NV", BehaviorKind::Destruct, "void f()", native!(nv_drop))?;
    context.register_method("NV", "NV &opAssign(const NV &in)", native!(nv_assign))?;
    context.register_method("NV", "bool opImplConv() const", native!(nv_bool))?;
    context.register_property("NV", "int v", PropertyPlace::from(0))?;
    Ok(context)
}

/// The number of `NV`s that are alive on this thread, and whether one was broken, for scripts.
pub fn register_live(context: &mut Context) -> Result<(), ContextError> {
    context.register_function("int liveNV()", native!(nv_live))?;
    context.register_function("bool brokenNV()", native!(nv_broken))
}

/// Builds sources in a context and runs nothing.
pub fn build(context: &Context, sources: &[(&str, &[u8])]) -> Outcome {
    let mut outcome = Outcome::new();
    let built = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| build_unit(context, sources, &mut outcome)));
    match built {
        Ok(Some(_)) => outcome.end = End::NoMain,
        Ok(None) => (),
        Err(panic) => outcome.end = End::Panicked(panic.downcast_ref::<String>().cloned().unwrap_or_default()),
    }
    outcome
}

/// Builds sources in a context and runs `main`. Whatever happens inside is told by the outcome.
pub fn run(context: &Context, sources: &[(&str, &[u8])], fuel: u64) -> Outcome {
    run_as(context, sources, fuel, Form::Built)
}

/// How a program comes to the VM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As it was built.
    Built,
    /// Saved and loaded again.
    Loaded,
    /// The same without debug information.
    Stripped,
}

/// The same with a program that may have been saved and loaded.
pub fn run_as(context: &Context, sources: &[(&str, &[u8])], fuel: u64, form: Form) -> Outcome {
    PRINTED.with(|p| p.borrow_mut().clear());
    LIVE.set(0);
    BROKEN.set(false);
    let mut outcome = Outcome::new();
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        run_inner(context, sources, fuel, form, &mut outcome)
    }));
    if let Err(panic) = result {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_string()));
        outcome.end = End::Panicked(text.unwrap_or_default());
    }
    outcome.printed = PRINTED.with(|p| std::mem::take(&mut *p.borrow_mut()));
    let flaw = match LIVE.get() {
        _ if BROKEN.get() => "a value of the host was moved as bytes, or used without being one".to_string(),
        0 => String::new(),
        left => format!("{left} values of the host are left"),
    };
    if !flaw.is_empty() && !matches!(outcome.end, End::Panicked(_)) {
        outcome.end = End::Broken(format!("{flaw}; ended: {:?}", outcome.end));
    }
    outcome
}

/// How a program that was saved and loaded, with and without debug information, does something else than the program as
/// it was built; empty if it does the same. What does not build is not run again.
pub fn differs_when_loaded(context: &Context, sources: &[(&str, &[u8])], built: &Outcome) -> String {
    if matches!(built.end, End::Rejected | End::Broken(_) | End::Panicked(_) | End::Hung) {
        return String::new();
    }
    let mut all = String::new();
    for form in [Form::Loaded, Form::Stripped] {
        let loaded = run_as(context, sources, FUEL, form);
        let mut end = built.end.clone();
        if let (End::Exception(_, _, line), Form::Stripped) = (&mut end, form) {
            *line = 0;
        }
        if (&loaded.end, &loaded.printed) != (&end, &built.printed) {
            let (is, was) = (loaded.joined(" "), built.joined(" "));
            all.push_str(&format!(
                "{form:?}: {:?}, printed {is:?}; built: {:?}, printed {was:?}\n",
                loaded.end, built.end
            ));
        }
    }
    all
}

/// Saves and loads a unit; what was loaded saves to the same bytes.
pub fn reload(context: &Context, unit: &Unit, strip: bool) -> Result<Unit, String> {
    let file = unit.save(strip).map_err(|e| format!("saving: {e}"))?;
    let load = || {
        let mut loaded = Unit::new(context).expect("the context is sealed");
        loaded.load(&file).map_err(|e| format!("loading: {e}"))?;
        Ok::<_, String>(loaded)
    };
    let loaded = load()?;
    loaded.verify().map_err(|e| format!("loading: {e}"))?;
    if loaded.save(strip).ok().as_ref() != Some(&file) || unit.save(strip).ok().as_ref() != Some(&file) {
        return Err("saving is not deterministic".into());
    }
    if loaded.has_debug_info() == strip {
        return Err("debug information is wrongly there or not there".into());
    }
    drop(loaded);
    // One of which the functions are not checked before they are called.
    load()
}

/// The built unit, or none if the outcome tells why not.
fn build_unit(context: &Context, sources: &[(&str, &[u8])], outcome: &mut Outcome) -> Option<Unit> {
    let mut unit = Unit::new(context).expect("the context is sealed");
    for (name, text) in sources {
        unit.add_source(name, text, 0).expect("the source is small");
    }
    let built = unit.build();
    for d in unit.diagnostics() {
        outcome.rendered.push_str(&d.render(unit.sources()));
        outcome.messages.push(Message {
            severity: d.severity,
            code: d.code_text(),
            line: unit.sources().location(d.span.lo).map_or(0, |l| l.line),
            text: d.text.clone(),
        });
    }
    match built {
        Ok(()) => return Some(unit),
        Err(angel::unit::UnitError::Rejected(_)) => outcome.end = End::Rejected,
        Err(e) => outcome.end = End::Broken(e.to_string()),
    }
    None
}

fn run_inner(context: &Context, sources: &[(&str, &[u8])], fuel: u64, form: Form, outcome: &mut Outcome) {
    let Some(mut unit) = build_unit(context, sources, outcome) else { return };
    if form != Form::Built {
        unit = match reload(context, &unit, form == Form::Stripped) {
            Ok(loaded) => loaded,
            Err(text) => {
                outcome.end = End::Broken(text);
                return;
            }
        };
    }
    let program = unit.program().expect("a built unit has a program").clone();
    drop(unit);
    let vm = context.new_vm().expect("the context is sealed");
    vm.set_fuel(fuel);
    if let Err(e) = vm.link(&program) {
        outcome.end = End::InitFailed(e.to_string());
        return;
    }
    let Some(main) = program.unit().functions.iter().position(|f| &*f.name == "main" && f.len > 0) else {
        outcome.end = End::NoMain;
        return;
    };
    let call = Call::new(&vm);
    call.prepare(&program, main as u32).expect("main has no parameters");
    outcome.end = match call.run() {
        Ok(CallState::Finished) => End::Finished,
        Ok(CallState::Exception) => {
            let place = call.exception_place();
            End::Exception(
                call.exception_text().unwrap_or_default().to_string(),
                place.as_ref().map_or(String::new(), |p| p.function().name.to_string()),
                place.as_ref().and_then(|p| p.location()).map_or(0, |l| l.line),
            )
        }
        Ok(_) => End::Hung,
        Err(e) => End::Broken(e.to_string()),
    };
    // So that what destructors print when the VM goes is printed now.
    call.abort();
    drop(call);
    drop(vm);
}

/// The shadowing named by a word.
pub fn shadowing(word: &str) -> Shadowing {
    match word {
        "warn" => Shadowing::Warn,
        "error" => Shadowing::Error,
        "silent" => Shadowing::Allow,
        _ => panic!("no shadowing is called {word}"),
    }
}

thread_local! {
    static CASE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Tells which case runs, for when it takes the process down.
pub fn announce(case: &str) {
    static HANDLER: std::sync::Once = std::sync::Once::new();
    HANDLER.call_once(|| {
        #[cfg(unix)]
        for signal in [libc::SIGSEGV, libc::SIGBUS, libc::SIGABRT, libc::SIGILL, libc::SIGFPE] {
            unsafe {
                let mut action: libc::sigaction = std::mem::zeroed();
                action.sa_sigaction = on_signal as *const () as usize;
                action.sa_flags = libc::SA_ONSTACK | libc::SA_RESETHAND;
                libc::sigaction(signal, &action, std::ptr::null_mut());
            }
        }
    });
    CASE.with(|c| {
        let mut c = c.borrow_mut();
        c.clear();
        c.push_str("\ncrashed in: ");
        c.push_str(case);
        c.push('\n');
    });
}

#[cfg(unix)]
extern "C" fn on_signal(signal: i32) {
    CASE.with(|c| unsafe {
        if let Ok(c) = c.try_borrow() {
            libc::write(2, c.as_ptr().cast(), c.len());
        }
        libc::raise(signal);
    });
}
