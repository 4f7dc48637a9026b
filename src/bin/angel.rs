//! The command-line tool: runs and checks scripts.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use angel::addons::{self, AddOns};
use angel::base::{Diagnostic, SourceMap};
use angel::bytecode::FunctionCode;
use angel::context::Context;
use angel::find;
use angel::module::Module;
use angel::unit::{Unit, UnitError};
use angel::vm::{Call, CallState, Program, VmRef};

const USAGE: &str = "\
Usage: angel run [OPTIONS] FILE...     build the files as one unit and run void main() or int main()
       angel check [OPTIONS] FILE...   only build

Options:
  --time      tell build and run times on stderr
  --help      show this
  --version   show the version

Exit status: 0 if the script ran to its end (or what int main() returned), 1 for wrong usage or unreadable files,
2 if the script was rejected, 3 for an uncaught exception.";

/// Exit statuses that mean something other than the script's own.
mod status {
    pub const USAGE: u8 = 1;
    pub const REJECTED: u8 = 2;
    pub const EXCEPTION: u8 = 3;
}

fn main() -> ExitCode {
    match Arguments::parse(std::env::args_os().skip(1)) {
        Ok(Arguments::Help) => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        Ok(Arguments::Version) => {
            println!("angel {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
        Ok(Arguments::Build { run, time, files }) => match build_and_run(run, time, &files) {
            Ok(code) | Err(code) => ExitCode::from(code),
        },
        Err(message) => {
            eprintln!("angel: {message}\n{USAGE}");
            ExitCode::from(status::USAGE)
        }
    }
}

/// What the command line asks for.
enum Arguments {
    Help,
    Version,
    Build { run: bool, time: bool, files: Vec<String> },
}

impl Arguments {
    fn parse(args: impl Iterator<Item = std::ffi::OsString>) -> Result<Arguments, String> {
        let mut run = None;
        let mut time = false;
        let mut files = Vec::new();
        let mut only_files = false;
        for arg in args {
            let text = arg.into_string().map_err(|a| format!("the argument {a:?} is not UTF-8"))?;
            match &*text {
                "--" if !only_files => only_files = true,
                "--help" | "-h" if !only_files => return Ok(Arguments::Help),
                "--version" | "-V" if !only_files => return Ok(Arguments::Version),
                "--time" if !only_files => time = true,
                option if !only_files && option.starts_with('-') && option.len() > 1 => {
                    return Err(format!("there is no option {option}"));
                }
                "run" if run.is_none() => run = Some(true),
                "check" if run.is_none() => run = Some(false),
                other if run.is_none() => return Err(format!("there is no command '{other}'")),
                _ => files.push(text),
            }
        }
        let run = run.ok_or("no command is given")?;
        if files.is_empty() {
            return Err("no file is given".into());
        }
        Ok(Arguments::Build { run, time, files })
    }
}

fn build_and_run(run: bool, time: bool, files: &[String]) -> Result<u8, u8> {
    let mut sources = Vec::with_capacity(files.len());
    for file in files {
        let text = std::fs::read(file).map_err(|e| {
            eprintln!("angel: cannot read {file}: {e}");
            status::USAGE
        })?;
        sources.push((file, text));
    }
    let context = context().map_err(|e| internal(&e))?;

    let start = Instant::now();
    let mut unit = Unit::new(&context).map_err(|e| internal(&e.to_string()))?;
    for (name, text) in &sources {
        unit.add_source(name, text, 0).map_err(|e| internal(&e.to_string()))?;
    }
    let built = unit.build();
    let build_time = start.elapsed();
    for message in unit.diagnostics() {
        show(message, unit.sources());
    }
    if time {
        eprintln!("build: {}", milliseconds(build_time));
    }
    match built {
        Ok(()) => {}
        Err(UnitError::Rejected(_)) => return Err(status::REJECTED),
        Err(error) => return Err(internal(&error.to_string())),
    }
    let Some(program) = unit.program().filter(|_| run) else { return Ok(0) };
    run_program(program, time)
}

/// The API that scripts of the tool have.
fn context() -> Result<Context, String> {
    let mut module = Module::new();
    addons::install(&mut module, AddOns::ALL, addons::Options::default()).map_err(|e| e.to_string())?;
    let mut context = Context::new();
    context.install(&module).map_err(|e| e.to_string())?;
    context.seal().map_err(|e| e.to_string())?;
    Ok(context)
}

/// For each message one line `FILE:LINE:COL: error|warning|note: TEXT`, then its rendering.
fn show(message: &Diagnostic, sources: &SourceMap) {
    eprint!("{}", message.render(sources));
}

fn run_program(program: &std::sync::Arc<Program>, time: bool) -> Result<u8, u8> {
    let functions = 0..program.unit().functions.len() as u32;
    let globals = || functions.clone().filter(|&i| program.unit().functions[i as usize].owner.is_none());
    let main = ["void main()", "int main()"].iter().find_map(|main| find::function(program, globals(), main));
    let Some(main) = main else {
        eprintln!("angel: the script has neither void main() nor int main()");
        return Err(status::REJECTED);
    };
    let start = Instant::now();
    let code = run_main(program, main);
    if time {
        eprintln!("run: {}", milliseconds(start.elapsed()));
    }
    code
}

fn run_main(program: &std::sync::Arc<Program>, main: u32) -> Result<u8, u8> {
    let vm = VmRef::new(program.runtime_types().clone());
    if let Err(error) = vm.link(program) {
        eprintln!("exception: {error}");
        return Err(status::EXCEPTION);
    }
    let call = Call::new(&vm);
    let state = call.prepare(program, main).and_then(|()| call.run());
    match state {
        Ok(CallState::Finished) => {
            let returns = program.unit().functions[main as usize].ret.is_some_and(|t| !t.is_void());
            Ok(if returns { call.result_plain().unwrap_or(0) as u8 } else { 0 })
        }
        Ok(CallState::Exception) => {
            tell_exception(&call);
            Err(status::EXCEPTION)
        }
        Ok(state) => Err(internal(&format!("the script is {state:?}"))),
        Err(error) => Err(internal(&error.to_string())),
    }
}

/// `exception: TEXT at FUNCTION:LINE`, then the call stack.
fn tell_exception(call: &Call) {
    let text = call.exception_text().unwrap_or_default();
    match call.exception_place() {
        Some(place) => {
            let line = place.location().map_or(0, |l| l.line);
            eprintln!("exception: {text} at {}:{line}", qualified_name(place.function()));
        }
        None => eprintln!("exception: {text}"),
    }
    for frame in call.call_stack() {
        let (file, line, column) = frame.location().map_or(("", 0, 0), |l| (l.file, l.line, l.column));
        eprintln!("  {} ({file}:{line}:{column})", frame.function().declaration);
    }
}

/// A function's name with its namespace and class.
fn qualified_name(function: &FunctionCode) -> String {
    if function.scope.is_empty() { function.name.to_string() } else { format!("{}::{}", function.scope, function.name) }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1e3)
}

/// Something that is no fault of the script.
fn internal(text: &str) -> u8 {
    eprintln!("angel: {text}");
    status::USAGE
}
