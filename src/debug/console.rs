//! A front end for terminals: commands as text, answers as text. Where both come from and go to is the host's affair.

use std::fmt::Write;

use crate::vm::StackFrame;

use super::paths::{Found, find};
use super::text::members;
use super::{Debugger, Resume, StopReason, Wanted};

/// What a command means for the script that is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It stays where it is: another command is wanted.
    Stay,
    /// It goes on.
    GoOn(Resume),
}

/// The commands; arguments in capitals.
const HELP: &str = "\
c              go on
s              stop at the next line, also of a function that is called
n              stop at the next line of this function
o              stop when this function has returned
b [FILE:]LINE  set a breakpoint at a line
b FUNCTION     set a breakpoint at the beginning of a function
r NUMBER|all   remove a breakpoint, or all
l b|v|m|g|s    list breakpoints, variables, members of 'this', globals, statistics
p PATH         print a value, as in p target.items[i].name
w              where: the call stack
f NUMBER       look at another function of the call stack
a              end the script
h              show this
";

/// Levels of members that are shown of what is printed, and of what is listed.
const PRINTED: u32 = 3;
const LISTED: u32 = 1;

impl Debugger {
    /// Does what a line of text says, and adds the answer to `out`, each of its lines ended. Lines that mean nothing are
    /// answered with what is wrong with them.
    pub fn command(&self, line: &str, out: &mut String) -> Answer {
        let line = line.trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let result = match (word, rest.is_empty()) {
            ("", _) => Ok(()),
            ("c", true) => return Answer::GoOn(Resume::Continue),
            ("s", true) => return Answer::GoOn(Resume::StepIn),
            ("n", true) => return Answer::GoOn(Resume::StepOver),
            ("o", true) => return Answer::GoOn(Resume::StepOut),
            ("a", true) => {
                self.vm().request_abort();
                return Answer::GoOn(Resume::Continue);
            }
            ("b", false) => self.add_wanted(rest, out),
            ("r", false) => self.remove_wanted(rest, out),
            ("l", false) => self.list(rest, out),
            ("p", false) => self.print(rest, out),
            ("w", true) => self.tell_stack(out),
            ("f", false) => self.select(rest, out),
            ("h", true) => {
                out.push_str(HELP);
                Ok(())
            }
            ("b" | "r" | "l" | "p" | "f", true) => Err(format!("'{word}' needs more; 'h' shows how")),
            ("c" | "s" | "n" | "o" | "a" | "w" | "h", false) => Err(format!("'{word}' stands alone")),
            _ => Err(format!("there is no command '{word}'; 'h' shows those there are")),
        };
        if let Err(text) = result {
            let _ = writeln!(out, "{text}");
        }
        Answer::Stay
    }

    /// Where and why the script is stopped, with the line of the source if its text is there; empty if none is.
    pub fn stop_text(&self) -> String {
        let mut out = String::new();
        let Some(reason) = self.core.stopped.get() else { return out };
        let _ = match reason {
            StopReason::Breakpoint(id) => write!(out, "breakpoint {id}: "),
            StopReason::Exception { caught } => {
                let text = self.vm().exception_text();
                write!(out, "exception '{text}'{}: ", if caught { ", which will be caught" } else { "" })
            }
            StopReason::Step | StopReason::Pause => Ok(()),
        };
        if let Some(frame) = self.vm().call_stack().first() {
            tell_frame(frame, &mut out);
            tell_source(frame, &mut out);
        }
        out
    }

    fn add_wanted(&self, place: &str, out: &mut String) -> Result<(), String> {
        let number = |text: &str| text.parse::<u32>().ok().filter(|&line| line > 0);
        let wanted = match (number(place), place.rsplit_once(':')) {
            (Some(line), _) => {
                let file = self.with_frame(|frame| frame.location().map(|l| l.file.to_string()))?;
                Wanted::Line(file.ok_or("the file is not known here")?.into(), line)
            }
            (None, Some((file, line))) if !file.ends_with(':') => {
                let line = number(line).ok_or_else(|| format!("'{line}' is no line"))?;
                Wanted::Line(file.into(), line)
            }
            _ => Wanted::Function(place.into()),
        };
        let made = self.add_breakpoint(wanted);
        let _ = match (&made.wanted, made.line) {
            (_, 0) => writeln!(out, "breakpoint {}: nothing fits {place} yet", made.id),
            (Wanted::Line(file, _), line) => writeln!(out, "breakpoint {} at {file}:{line}", made.id),
            (Wanted::Function(name), line) => writeln!(out, "breakpoint {} at {name}, line {line}", made.id),
        };
        Ok(())
    }

    fn remove_wanted(&self, which: &str, out: &mut String) -> Result<(), String> {
        if which == "all" {
            for b in self.breakpoints() {
                self.remove_breakpoint(b.id);
            }
            out.push_str("no breakpoints\n");
            return Ok(());
        }
        match which.parse().is_ok_and(|id| self.remove_breakpoint(id)) {
            true => Ok(()),
            false => Err(format!("there is no breakpoint {which}")),
        }
    }

    fn list(&self, what: &str, out: &mut String) -> Result<(), String> {
        match what {
            "b" => {
                for b in self.breakpoints() {
                    let _ = write!(out, "{} ", b.id);
                    let _ = match &b.wanted {
                        Wanted::Line(file, wanted) => {
                            write!(out, "{file}:{}", if b.line == 0 { *wanted } else { b.line })
                        }
                        Wanted::Function(name) => write!(out, "{name}"),
                    };
                    let nowhere = if b.line == 0 { ", nowhere yet" } else { "" };
                    let off = if b.is_enabled { "" } else { ", off" };
                    let _ = writeln!(out, ", met {} times{nowhere}{off}", b.hits);
                }
                Ok(())
            }
            "v" => self.with_frame(|frame| {
                for v in frame.variables().filter(|v| v.in_scope && !v.address.is_null()) {
                    if let Some(ty) = frame.program().value_type(v.ty.value()) {
                        self.line_of_value(v.name, Found { ty, address: v.address }, out);
                    }
                }
            }),
            "m" => {
                let this = self.with_frame(|frame| find(self.vm(), frame, "this"))??;
                members(this, &mut |name, member| self.line_of_value(name, member, out));
                Ok(())
            }
            "g" => self.with_frame(|frame| {
                let program = frame.program();
                for (i, global) in program.unit().globals.iter().enumerate() {
                    let ty = program.value_type(global.ty.value());
                    if let (Some(ty), Some(address)) = (ty, self.vm().global_address(program, i as u32)) {
                        self.line_of_value(&global.name, Found { ty, address }, out);
                    }
                }
            }),
            "s" => {
                let _ = writeln!(
                    out,
                    "{}, {}, {}",
                    crate::base::counted(self.vm().heap().used(), "byte"),
                    crate::base::counted(self.vm().call_stack().len(), "function") + " on the stack",
                    crate::base::counted(self.vm().program_count(), "unit"),
                );
                Ok(())
            }
            _ => Err(format!("'{what}' cannot be listed, but b, v, m, g and s can")),
        }
    }

    fn line_of_value(&self, name: &str, value: Found, out: &mut String) {
        let _ = writeln!(out, "{name} = {}", self.text_of(value, LISTED));
    }

    fn print(&self, path: &str, out: &mut String) -> Result<(), String> {
        let found = self.with_frame(|frame| find(self.vm(), frame, path))??;
        let _ = writeln!(out, "{}", self.text_of(found, PRINTED));
        Ok(())
    }

    fn tell_stack(&self, out: &mut String) -> Result<(), String> {
        let selected = self.core.selected.get();
        for (i, frame) in self.vm().call_stack().iter().enumerate() {
            let _ = write!(out, "{}{i} ", if i == selected { '>' } else { ' ' });
            tell_frame(frame, out);
        }
        Ok(())
    }

    fn select(&self, number: &str, out: &mut String) -> Result<(), String> {
        let stack = self.vm().call_stack();
        let wanted = number.parse::<usize>().ok().filter(|&n| n < stack.len());
        let Some(wanted) = wanted else { return Err(format!("the stack has no function {number}")) };
        self.core.selected.set(wanted);
        tell_frame(&stack[wanted], out);
        tell_source(&stack[wanted], out);
        Ok(())
    }

    /// Does something with the function that is looked at.
    fn with_frame<T>(&self, with: impl FnOnce(&StackFrame<'_>) -> T) -> Result<T, String> {
        let stack = self.vm().call_stack();
        match stack.get(self.core.selected.get()) {
            Some(frame) => Ok(with(frame)),
            None => Err("nothing runs".into()),
        }
    }
}

/// `enemies.as:12 in void Enemy::tick(float dt)`
fn tell_frame(frame: &StackFrame<'_>, out: &mut String) {
    if let Some(place) = frame.location() {
        let _ = write!(out, "{}:{} in ", place.file, place.line);
    }
    let _ = writeln!(out, "{}", frame.function().declaration);
}

fn tell_source(frame: &StackFrame<'_>, out: &mut String) {
    let Some(source) = frame.program().source() else { return };
    let text = source.line_text(frame.position());
    if !text.is_empty() {
        let _ = writeln!(out, "    {}", String::from_utf8_lossy(text).trim());
    }
}
