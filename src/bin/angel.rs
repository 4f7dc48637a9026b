//! The command-line tool: runs and checks scripts, and dumps APIs.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use angel::addons::files::Access;
use angel::addons::{self, AddOns};
use angel::base::{Diagnostic, SourceMap};
use angel::bytecode::file::is_saved_unit;
use angel::config;
use angel::context::Context;
use angel::debug::{Answer, Counting, Debugger, Profiler, Resume, StopAtExceptions};
use angel::find;
use angel::include;
use angel::module::Module;
use angel::types::EngineProperties;
use angel::unit::{Unit, UnitError};
use angel::vm::{Call, CallState, InitError, Program, Trace, Vm, VmRef};

const USAGE: &str = "\
Usage: angel run [OPTIONS] FILE...     build the files as one unit and run void main() or int main()
       angel run [OPTIONS] FILE.asc    run what 'angel build' has made
       angel check [OPTIONS] FILE...   only build
       angel build [OPTIONS] FILE... -o FILE.asc
                                       build the files as one unit and save it
       angel dump [OPTIONS]            write the API that scripts have

Options:
  --host FILE the API of a host from its configuration file, instead of the tool's own; its functions raise an
              exception when they are called
  --with NAME give scripts one more add-on: complex, grid, datetime, or all of these; may be given several times. Without
              it they have string, array, dictionary, any, ref, weakref, math, print, assert, throw and getExceptionInfo
  --files DIR give scripts the types 'file' and 'filesystem', with this directory as all they see, and 'datetime'
  --format FORMAT
              of a dump: config (a configuration file, the default), predefined (declarations for language servers),
              or json
  --option NAME[=VALUE]
              an engine property or extension by its name, as in digit_separators or property_accessor_mode=2; 1 if no
              value is given; may be given several times
  -D WORD     lets '#if WORD' in the files hold (run, check, build)
  --metadata  let declarations have texts in brackets in front (run, check, build)
  -o FILE     where to save (build)
  --strip     save without positions and local variables (build)
  --profile FILE
              write where the time of a run goes to a file, as folded stacks: one call stack a line, with the number of
              samples that had it, as tools that draw flame graphs read them (run)
  --debug     stop at the beginning and where breakpoints are, and take commands from stdin, which 'h' explains; answers
              go to stderr (run)
  --time      tell build and run times on stderr
  --help      show this
  --version   show the version

Exit status: 0 if the script ran to its end (or what int main() returned), 1 for wrong usage or unreadable files,
2 if the script was rejected, 3 for an uncaught exception.";

/// Writes to stderr. Whoever reads it may be gone: that is no reason to stop.
macro_rules! eprint {
    ($($text:tt)*) => {{
        let _ = write!(std::io::stderr(), $($text)*);
    }};
}

/// Writes a line to stderr, like `eprint`.
macro_rules! eprintln {
    ($($text:tt)*) => {{
        let _ = writeln!(std::io::stderr(), $($text)*);
    }};
}

/// Exit statuses that mean something other than the script's own.
mod status {
    pub const USAGE: u8 = 1;
    pub const REJECTED: u8 = 2;
    pub const EXCEPTION: u8 = 3;
}

fn main() -> ExitCode {
    match Arguments::parse(std::env::args_os().skip(1)) {
        Ok(Arguments::Help) => exit_code(write_out(&format!("{USAGE}\n"))),
        Ok(Arguments::Version) => exit_code(write_out(concat!("angel ", env!("CARGO_PKG_VERSION"), "\n"))),
        Ok(Arguments::Do(job)) => exit_code(job.perform()),
        Err(message) => {
            eprintln!("angel: {message}\n{USAGE}");
            ExitCode::from(status::USAGE)
        }
    }
}

fn exit_code(result: Result<u8, u8>) -> ExitCode {
    match result {
        Ok(code) | Err(code) => ExitCode::from(code),
    }
}

/// Writes to stdout.
fn write_out(text: &str) -> Result<u8, u8> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => Ok(0),
        // Whoever reads may stop reading.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(0),
        Err(error) => Err(internal(&format!("cannot write: {error}"))),
    }
}

/// What the command line asks for.
enum Arguments {
    Help,
    Version,
    Do(Job),
}

/// What is done with the program.
#[derive(PartialEq, Eq)]
enum Command {
    Run,
    Check,
    Build,
    Dump,
}

/// What a dump looks like.
#[derive(Clone, Copy)]
enum Format {
    Config,
    Predefined,
    Json,
}

impl Format {
    fn parse(text: &str) -> Result<Format, String> {
        match text {
            "config" => Ok(Format::Config),
            "predefined" => Ok(Format::Predefined),
            "json" => Ok(Format::Json),
            _ => Err(format!("there is no format '{text}'")),
        }
    }
}

/// Work with files.
struct Job {
    command: Command,
    time: bool,
    strip: bool,
    output: Option<String>,
    host: Option<String>,
    root: Option<String>,
    /// The tool's own API.
    addons: AddOns,
    format: Option<Format>,
    defined: Vec<String>,
    metadata: bool,
    profile: Option<String>,
    debug: bool,
    /// Engine properties by number, with their values.
    properties: Vec<(u32, u64)>,
    files: Vec<String>,
}

impl Arguments {
    fn parse(args: impl Iterator<Item = std::ffi::OsString>) -> Result<Arguments, String> {
        let mut command = None;
        let (mut time, mut strip, mut metadata, mut debug) = (false, false, false, false);
        let (mut output, mut host, mut root, mut format, mut profile) = (None, None, None, None, None);
        let (mut files, mut defined, mut properties) = (Vec::new(), Vec::new(), Vec::new());
        let mut addons = USUAL;
        let mut only_files = false;
        // The option whose value comes next.
        let mut wanted: Option<&str> = None;
        for arg in args {
            let text = arg.into_string().map_err(|a| format!("the argument {a:?} is not UTF-8"))?;
            if let Some(option) = wanted.take() {
                match option {
                    "-o" => output = Some(text),
                    "-D" => defined.push(text),
                    "--host" => host = Some(text),
                    "--profile" => profile = Some(text),
                    "--files" => root = Some(text),
                    "--with" => addons = addons.with(addon(&text)?),
                    "--option" => properties.push(property(&text)?),
                    _ => format = Some(Format::parse(&text)?),
                }
                continue;
            }
            match &*text {
                "--" if !only_files => only_files = true,
                "--help" | "-h" if !only_files => return Ok(Arguments::Help),
                "--version" | "-V" if !only_files => return Ok(Arguments::Version),
                "--time" if !only_files => time = true,
                "--strip" if !only_files => strip = true,
                "--metadata" if !only_files => metadata = true,
                "--debug" if !only_files => debug = true,
                "-o" if !only_files => wanted = Some("-o"),
                "-D" if !only_files => wanted = Some("-D"),
                word if !only_files && word.starts_with("-D") => defined.push(word[2..].into()),
                "--host" if !only_files => wanted = Some("--host"),
                "--profile" if !only_files => wanted = Some("--profile"),
                "--files" if !only_files => wanted = Some("--files"),
                "--with" if !only_files => wanted = Some("--with"),
                "--option" if !only_files => wanted = Some("--option"),
                "--format" if !only_files => wanted = Some("--format"),
                option if !only_files && option.starts_with('-') && option.len() > 1 => {
                    return Err(format!("there is no option {option}"));
                }
                "run" if command.is_none() => command = Some(Command::Run),
                "check" if command.is_none() => command = Some(Command::Check),
                "build" if command.is_none() => command = Some(Command::Build),
                "dump" if command.is_none() => command = Some(Command::Dump),
                other if command.is_none() => return Err(format!("there is no command '{other}'")),
                _ => files.push(text),
            }
        }
        let command = command.ok_or("no command is given")?;
        if let Some(option) = wanted {
            return Err(format!("{option} needs a value"));
        }
        let dumps = command == Command::Dump;
        match files.is_empty() {
            true if !dumps => return Err("no file is given".into()),
            false if dumps => return Err("a dump takes no scripts".into()),
            _ if profile.is_some() && command != Command::Run => return Err("--profile is for run".into()),
            _ if debug && command != Command::Run => return Err("--debug is for run".into()),
            _ if debug && profile.is_some() => return Err("--debug and --profile exclude each other".into()),
            _ if host.is_some() && root.is_some() => return Err("--files is for the tool's own API".into()),
            _ if host.is_some() && addons != USUAL => return Err("--with is for the tool's own API".into()),
            _ if format.is_some() && !dumps => return Err("--format is for dump".into()),
            _ if !defined.is_empty() && dumps => return Err("-D is for scripts".into()),
            _ if metadata && dumps => return Err("--metadata is for scripts".into()),
            _ => {}
        }
        let builds = command == Command::Build;
        match &output {
            None if builds => return Err("build needs -o FILE".into()),
            Some(_) if !builds => return Err("-o is for build".into()),
            _ if strip && !builds => return Err("--strip is for build".into()),
            _ => {}
        }
        Ok(Arguments::Do(Job {
            command,
            time,
            strip,
            output,
            host,
            root,
            addons,
            format,
            defined,
            metadata,
            profile,
            debug,
            properties,
            files,
        }))
    }
}

impl Job {
    fn perform(&self) -> Result<u8, u8> {
        let mut sources = Vec::with_capacity(self.files.len());
        for file in &self.files {
            sources.push((file, read_file(file)?));
        }
        let start = Instant::now();
        let mut context = match &self.host {
            Some(file) => host_context(file)?,
            None => context(self.addons, self.root.as_deref()).map_err(|e| internal(&e))?,
        };
        if self.debug {
            // Nothing is compiled in place of a call: breakpoints are met in all functions.
            let optimize = EngineProperties::number_of("optimize_bytecode").into_iter();
            optimize.for_each(|number| drop(context.set_property(number, 0)));
        }
        for (number, value) in &self.properties {
            context.set_property(*number, *value).map_err(|e| internal(&e.to_string()))?;
        }
        if self.time && self.host.is_some() {
            eprintln!("host: {}", milliseconds(start.elapsed()));
        }
        if self.command == Command::Dump {
            return dump(&context, self.format.unwrap_or(Format::Config));
        }

        let start = Instant::now();
        let mut unit = Unit::new(&context).map_err(|e| internal(&e.to_string()))?;
        let made = match &sources[..] {
            // What is only checked is checked whole; functions that run are when they are called first.
            [(_, saved)] if is_saved_unit(saved) => unit.load(saved).and_then(|()| match self.command {
                Command::Check => unit.verify(),
                _ => Ok(()),
            }),
            _ => {
                if let Some((saved, _)) = sources.iter().find(|s| is_saved_unit(&s.1)) {
                    eprintln!("angel: {saved} is a saved unit, which can only be run alone");
                    return Err(status::USAGE);
                }
                for (name, text) in &sources {
                    unit.add_source(name, text, 0).map_err(|e| internal(&e.to_string()))?;
                }
                for word in &self.defined {
                    unit.define(word);
                }
                unit.set_metadata(self.metadata);
                unit.set_include(include::files());
                unit.build()
            }
        };
        let build_time = start.elapsed();
        for message in unit.diagnostics() {
            show(message, unit.sources());
        }
        if self.time {
            eprintln!("build: {}", milliseconds(build_time));
        }
        match made {
            Ok(()) => {}
            Err(UnitError::Rejected(_)) => return Err(status::REJECTED),
            Err(UnitError::Load(error)) => {
                eprintln!("{}:1:1: error: {error}", self.files[0]);
                return Err(status::REJECTED);
            }
            Err(error) => return Err(internal(&error.to_string())),
        }
        if let Some(output) = &self.output {
            let file = unit.save(self.strip).map_err(|e| internal(&e.to_string()))?;
            std::fs::write(output, file).map_err(|e| {
                eprintln!("angel: cannot write {output}: {e}");
                status::USAGE
            })?;
        }
        let Some(program) = unit.program().filter(|_| self.command == Command::Run) else { return Ok(0) };
        let vm = context.new_vm().map_err(|e| internal(&e.to_string()))?;
        self.run(&vm, program)
    }

    fn run(&self, vm: &VmRef, program: &Arc<Program>) -> Result<u8, u8> {
        let functions = 0..program.unit().functions.len() as u32;
        let globals = || functions.clone().filter(|&i| program.unit().functions[i as usize].owner.is_none());
        let main = ["void main()", "int main()"].iter().find_map(|main| find::function(program, globals(), main));
        let Some(main) = main else {
            eprintln!("{}:1:1: error: there is neither void main() nor int main()", self.files[0]);
            return Err(status::REJECTED);
        };
        let start = Instant::now();
        let code = run_main(vm, program, main, self.profile.as_deref(), self.debug);
        if self.time {
            eprintln!("run: {}", milliseconds(start.elapsed()));
        }
        code
    }
}

/// `NAME` or `NAME=VALUE` of an engine property.
fn property(text: &str) -> Result<(u32, u64), String> {
    let (name, value) = text.split_once('=').unwrap_or((text, "1"));
    let number = EngineProperties::number_of(name).ok_or(format!("there is no engine property '{name}'"))?;
    let value = value.parse().map_err(|_| format!("'{value}' is no value of {name}"))?;
    EngineProperties::default().set(number, value).map_err(|_| format!("{name} has no value {value}"))?;
    Ok((number, value))
}

fn read_file(file: &str) -> Result<Vec<u8>, u8> {
    std::fs::read(file).map_err(|e| {
        eprintln!("angel: cannot read {file}: {e}");
        status::USAGE
    })
}

/// The API of a configuration file. Lines that are wrong are told as warnings.
fn host_context(file: &str) -> Result<Context, u8> {
    let mut context = Context::new();
    let text = read_file(file)?;
    let wrong = config::read(&mut context, &text).map_err(|e| internal(&e.to_string()))?;
    for line in wrong {
        eprintln!("{file}:{}:1: warning: {}\n    {}", line.line, line.message, line.text);
    }
    match context.seal() {
        Ok(()) => Ok(context),
        Err(error) => {
            // What is wrong, then a line for each declaration.
            for (i, line) in error.to_string().lines().enumerate() {
                let word = if i == 0 { "error" } else { "note" };
                eprintln!("{file}:1:1: {word}: {}", line.trim());
            }
            Err(status::USAGE)
        }
    }
}

fn dump(context: &Context, format: Format) -> Result<u8, u8> {
    let registry = context.sealed().map_err(|e| internal(&e.to_string()))?;
    let text = match format {
        Format::Config => config::write(&registry, context.properties()),
        Format::Predefined => config::write_predefined(&registry),
        Format::Json => config::write_json(&registry, context.properties()),
    };
    write_out(&text)
}

/// The add-ons that scripts of the tool have unless more are asked for: those whose names no script is likely to use for
/// something else, as variables cannot have the names of types (ERR-035).
const USUAL: AddOns = AddOns::STRING
    .with(AddOns::ARRAY)
    .with(AddOns::DICTIONARY)
    .with(AddOns::ANY)
    .with(AddOns::REF)
    .with(AddOns::WEAKREF)
    .with(AddOns::MATH)
    .with(AddOns::PRINT)
    .with(AddOns::ASSERT)
    .with(AddOns::EXCEPTIONS);

/// The add-ons that are there on demand.
const ON_DEMAND: [(&str, AddOns); 4] =
    [("complex", AddOns::COMPLEX), ("grid", AddOns::GRID), ("datetime", AddOns::DATETIME), ("all", AddOns::ALL)];

/// An add-on by its name.
fn addon(name: &str) -> Result<AddOns, String> {
    let found = ON_DEMAND.iter().find(|a| a.0 == name);
    found.map(|a| a.1).ok_or_else(|| {
        let names: Vec<&str> = ON_DEMAND.iter().map(|a| a.0).collect();
        format!("there is no add-on '{name}'; there are {}", names.join(", "))
    })
}

/// The API that scripts of the tool have; with `root` the files of a directory.
fn context(set: AddOns, root: Option<&str>) -> Result<Context, String> {
    let mut module = Module::new();
    addons::install(&mut module, set, AddOns::default(), addons::Options::default()).map_err(|e| e.to_string())?;
    if let Some(root) = root {
        // Files have times.
        if !set.has(AddOns::DATETIME) {
            addons::install(&mut module, AddOns::DATETIME, AddOns::default(), addons::Options::default())
                .map_err(|e| e.to_string())?;
        }
        let access = Access { root: Path::new(root), writable: true };
        addons::files::install(&mut module, access).map_err(|e| e.to_string())?;
    }
    let mut context = Context::new();
    context.install(&module).map_err(|e| e.to_string())?;
    context.seal().map_err(|e| e.to_string())?;
    Ok(context)
}

/// For each message one line `FILE:LINE:COL: error|warning|note: TEXT`, then its rendering.
fn show(message: &Diagnostic, sources: &SourceMap) {
    eprint!("{}", message.render(sources));
}

fn run_main(vm: &VmRef, program: &Arc<Program>, main: u32, profile: Option<&str>, debug: bool) -> Result<u8, u8> {
    if debug {
        let debugger = Rc::new(Debugger::new(vm));
        // The debugger has the hook, which therefore does not keep the debugger.
        let console = Rc::downgrade(&debugger);
        debugger.set_stop_hook(Some(Rc::new(move |_: &Vm, _| console.upgrade().map_or(Resume::Continue, |d| ask(&d)))));
        debugger.stop_at_exceptions(StopAtExceptions::Uncaught);
        debugger.pause();
        return run_main_in(vm, program, main);
    }
    let Some(file) = profile else { return run_main_in(vm, program, main) };
    let profiler = Profiler::new(vm, Counting::Samples(SAMPLE_INTERVAL));
    let code = run_main_in(vm, program, main);
    if let Err(e) = std::fs::write(file, profiler.folded()) {
        eprintln!("angel: cannot write {file}: {e}");
        return Err(status::USAGE);
    }
    code
}

/// Tells where the script is stopped, and asks what comes next.
fn ask(debugger: &Debugger) -> Resume {
    eprint!("{}", debugger.stop_text());
    loop {
        eprint!("(angel) ");
        let mut line = String::new();
        // Nobody is there any more: the script runs to its end.
        if std::io::stdin().read_line(&mut line).map_or(true, |read| read == 0) {
            debugger.stop_at_exceptions(StopAtExceptions::Never);
            for breakpoint in debugger.breakpoints() {
                debugger.remove_breakpoint(breakpoint.id);
            }
            return Resume::Continue;
        }
        let mut answer = String::new();
        let next = debugger.command(&line, &mut answer);
        eprint!("{answer}");
        if let Answer::GoOn(resume) = next {
            return resume;
        }
    }
}

/// From one sample of a profile to the next.
const SAMPLE_INTERVAL: Duration = Duration::from_micros(100);

fn run_main_in(vm: &VmRef, program: &Arc<Program>, main: u32) -> Result<u8, u8> {
    match vm.link(program) {
        Ok(()) => {}
        Err(InitError::Global { text, trace, .. }) => {
            tell_exception(&text, &trace);
            return Err(status::EXCEPTION);
        }
        Err(error) => return Err(internal(&error.to_string())),
    }
    let call = Call::new(vm);
    let state = call.prepare(program, main).and_then(|()| call.run());
    match state {
        Ok(CallState::Finished) => {
            let returns = program.unit().functions[main as usize].ret.is_some_and(|t| !t.is_void());
            Ok(if returns { call.result_plain().unwrap_or(0) as u8 } else { 0 })
        }
        Ok(CallState::Exception) => {
            tell_exception(call.exception_text().unwrap_or_default(), &call.trace());
            Err(status::EXCEPTION)
        }
        // Whoever debugs it has ended it.
        Ok(CallState::Aborted) => Err(status::USAGE),
        Ok(state) => Err(internal(&format!("the script is {state:?}"))),
        Err(error) => Err(internal(&error.to_string())),
    }
}

/// So many frames are shown from either end of a call stack.
const SHOWN_FRAMES: usize = 20;

/// `exception: TEXT at FUNCTION:LINE`, then the call stack.
fn tell_exception(text: &str, trace: &Trace) {
    match &trace.place {
        Some(place) => eprintln!("exception: {text} at {}:{}", place.function, place.line),
        None => eprintln!("exception: {text}"),
    }
    let stack = &trace.stack;
    let hidden = stack.len().saturating_sub(2 * SHOWN_FRAMES);
    for (i, place) in stack.iter().enumerate() {
        if i == SHOWN_FRAMES && hidden > 0 {
            eprintln!("  … {} more …", hidden + trace.left_out);
        }
        if i < SHOWN_FRAMES || i >= SHOWN_FRAMES + hidden {
            eprintln!("  {} ({}:{}:{})", place.declaration, place.file, place.line, place.column);
        }
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1e3)
}

/// Something that is no fault of the script.
fn internal(text: &str) -> u8 {
    eprintln!("angel: {text}");
    status::USAGE
}
