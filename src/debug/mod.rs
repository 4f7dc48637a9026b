//! A debugger's core, for front ends to drive: breakpoints, steps, stops, and looking at values while stopped.
//!
//! It listens to the statements of a VM ([`Vm::set_line_hook`]). Where it stops it calls the front end and waits for its
//! answer, inside of the run: so it works at any depth of nested runs, and in any thread. While no debugger is attached to a
//! VM, nothing of this is there.

mod console;
mod containers;
mod lines;
mod paths;
mod profiler;
mod text;

pub use console::Answer;
pub use lines::next_line_with_code;
pub use paths::{Found, find};
pub use profiler::{Counting, Profile, ProfileLine, Profiler};
pub use text::{TypeText, describe};

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::FxHashMap;

use crate::vm::{ExceptionHook, LineEvent, LineHook, Listener, RuntimeType, Vm, VmRef};

/// Why a script is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// A breakpoint, by its number.
    Breakpoint(u32),
    /// A step is done.
    Step,
    /// Somebody asked for it.
    Pause,
    /// An exception was raised.
    Exception {
        /// A script will catch it.
        caught: bool,
    },
}

/// What to do after a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resume {
    /// Go on until something else stops it.
    Continue,
    /// Stop at the next line, in whatever function.
    StepIn,
    /// Stop at the next line of this function, or of one that it returns to.
    StepOver,
    /// Stop when this function has returned to a script.
    StepOut,
}

/// At which exceptions to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopAtExceptions {
    /// At none.
    Never,
    /// At those that no script catches.
    Uncaught,
    /// At all.
    All,
}

/// Where a breakpoint is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A line of a source. Names of sources are compared without their directories.
    Line(Box<str>, u32),
    /// The beginning of all functions of a name, with or without class or namespace: `tick`, `Enemy::tick`.
    Function(Box<str>),
}

/// A breakpoint.
#[derive(Clone, Debug)]
pub struct Breakpoint {
    /// Its number, which no other breakpoint of the debugger ever has.
    pub id: u32,
    /// Where it was wanted.
    pub wanted: Wanted,
    /// The line with code where it is; 0 as long as no unit of the VM has such a line.
    pub line: u32,
    /// How often it was met.
    pub hits: u64,
    /// Whether it stops.
    pub is_enabled: bool,
}

/// The front end.
pub type StopHook = Rc<dyn Fn(&Vm, StopReason) -> Resume>;

/// Where a step began.
#[derive(Clone, Copy)]
struct Origin {
    depth: u32,
    stack: usize,
    frame: usize,
    /// The function's address and the line, which a step leaves.
    function: usize,
    line: u32,
    at: u32,
}

#[derive(Default)]
struct Core {
    breakpoints: RefCell<Vec<Breakpoint>>,
    /// The breakpoint at an instruction of a function of a program, by its address.
    places: RefCell<FxHashMap<(usize, u32, u32), u32>>,
    /// How many programs of the VM have been searched for places.
    searched: Cell<usize>,
    next_id: Cell<u32>,
    step: Cell<Option<(Resume, Origin)>>,
    pause: AtomicBool,
    exceptions: Cell<Option<StopAtExceptions>>,
    stop: RefCell<Option<StopHook>>,
    /// Why a script is stopped, while it is.
    stopped: Cell<Option<StopReason>>,
    /// How values of some types are told, by the type's address.
    texts: RefCell<FxHashMap<usize, TypeText>>,
    /// The function of the stack that commands look at.
    selected: Cell<usize>,
}

/// A debugger of one VM. When it is dropped, scripts run on as if it had not been.
pub struct Debugger {
    vm: VmRef,
    core: Rc<Core>,
    line_hook: LineHook,
    exception_hook: ExceptionHook,
}

impl Debugger {
    /// Attaches a debugger to a VM, in place of another one. Scripts that run take notice at their next loop or call.
    pub fn new(vm: &Vm) -> Debugger {
        let core = Rc::new(Core::default());
        let listener = core.clone();
        let line_hook: LineHook = Rc::new(move |vm, event| listener.statement(vm, event));
        vm.set_line_hook(Listener::Debugger, Some(line_hook.clone()));
        let listener = core.clone();
        let exception_hook: ExceptionHook = Rc::new(move |vm, caught| listener.exception(vm, caught));
        vm.set_exception_hook(Listener::Debugger, Some(exception_hook.clone()));
        Debugger { vm: vm.to_owner(), core, line_hook, exception_hook }
    }

    /// The VM.
    pub fn vm(&self) -> &Vm {
        &self.vm
    }

    /// Sets the front end: it is called where a script stops, and says what comes next.
    pub fn set_stop_hook(&self, hook: Option<StopHook>) {
        let before = self.core.stop.replace(hook);
        drop(before);
    }

    /// Adds a breakpoint, and gives it with its place, if a unit of the VM has it already; units that are linked later are
    /// searched then.
    pub fn add_breakpoint(&self, wanted: Wanted) -> Breakpoint {
        let id = self.core.next_id.get() + 1;
        self.core.next_id.set(id);
        let made = Breakpoint { id, wanted, line: 0, hits: 0, is_enabled: true };
        self.core.breakpoints.borrow_mut().push(made);
        self.core.search(&self.vm);
        let all = self.core.breakpoints.borrow();
        all[all.len() - 1].clone()
    }

    /// Removes a breakpoint; false if there is none of this number.
    pub fn remove_breakpoint(&self, id: u32) -> bool {
        let before = self.core.breakpoints.borrow().len();
        self.core.breakpoints.borrow_mut().retain(|b| b.id != id);
        self.core.search(&self.vm);
        self.core.breakpoints.borrow().len() < before
    }

    /// Switches a breakpoint on or off; false if there is none of this number.
    pub fn enable_breakpoint(&self, id: u32, is_enabled: bool) -> bool {
        let mut all = self.core.breakpoints.borrow_mut();
        all.iter_mut().find(|b| b.id == id).is_some_and(|b| {
            b.is_enabled = is_enabled;
            true
        })
    }

    /// The breakpoints, in the order in which they were added.
    pub fn breakpoints(&self) -> Vec<Breakpoint> {
        if self.core.searched.get() != self.vm.program_count() {
            self.core.search(&self.vm);
        }
        self.core.breakpoints.borrow().clone()
    }

    /// Asks for a stop at the next statement.
    pub fn pause(&self) {
        self.core.pause.store(true, Ordering::Release);
    }

    /// Says at which exceptions to stop; at first at none.
    pub fn stop_at_exceptions(&self, which: StopAtExceptions) {
        self.core.exceptions.set(Some(which));
    }

    /// Sets how values of a type of the host are told; `None`: by their members.
    pub fn set_type_text(&self, ty: &RuntimeType, text: Option<TypeText>) {
        let address = std::ptr::from_ref(ty) as usize;
        let mut texts = self.core.texts.borrow_mut();
        let before = match text {
            Some(text) => texts.insert(address, text),
            None => texts.remove(&address),
        };
        drop(texts);
        // It may be the last that keeps what the host gave with it.
        drop(before);
    }

    /// A value as text; of objects, members to a depth of `levels`.
    pub fn text_of(&self, value: Found, levels: u32) -> String {
        let find = |ty: &RuntimeType| self.core.texts.borrow().get(&(std::ptr::from_ref(ty) as usize)).cloned();
        describe(&self.vm, value, levels, &find)
    }

    /// Whether a script is stopped at the moment: the front end is being called.
    pub fn is_stopped(&self) -> bool {
        self.core.stopped.get().is_some()
    }
}

impl Drop for Debugger {
    fn drop(&mut self) {
        self.vm.remove_line_hook(Listener::Debugger, &self.line_hook);
        self.vm.remove_exception_hook(Listener::Debugger, &self.exception_hook);
        self.core.stop.replace(None);
    }
}

impl Core {
    /// Finds the places of all breakpoints.
    fn search(&self, vm: &Vm) {
        let mut places = self.places.borrow_mut();
        places.clear();
        let programs = vm.programs();
        for breakpoint in self.breakpoints.borrow_mut().iter_mut() {
            breakpoint.line = 0;
            for program in &programs {
                let address = std::ptr::from_ref(&**program) as usize;
                let (line, found) = match &breakpoint.wanted {
                    Wanted::Line(file, line) => lines::places_of_line(program, file, *line),
                    Wanted::Function(name) => lines::places_of_function(program, name),
                };
                if breakpoint.line == 0 {
                    breakpoint.line = line;
                }
                for (function, at) in found {
                    places.entry((address, function, at)).or_insert(breakpoint.id);
                }
            }
        }
        self.searched.set(programs.len());
    }

    /// A statement begins.
    fn statement(&self, vm: &Vm, event: &LineEvent<'_>) {
        if self.searched.get() != vm.program_count() {
            self.search(vm);
        }
        if let Some(reason) = self.reason_to_stop(vm, event) {
            let line = line_of(event);
            let origin = Origin {
                depth: vm.depth(),
                stack: event.stack,
                frame: event.frame,
                function: function_address(event),
                line,
                at: event.at,
            };
            self.stop_at(vm, reason, origin);
        }
    }

    fn reason_to_stop(&self, vm: &Vm, event: &LineEvent<'_>) -> Option<StopReason> {
        if self.pause.load(Ordering::Relaxed) && self.pause.swap(false, Ordering::Acquire) {
            return Some(StopReason::Pause);
        }
        let place = (std::ptr::from_ref(event.program) as usize, event.function, event.at);
        if let Some(&id) = self.places.borrow().get(&place) {
            if let Some(b) = self.breakpoints.borrow_mut().iter_mut().find(|b| b.id == id && b.is_enabled) {
                b.hits += 1;
                return Some(StopReason::Breakpoint(id));
            }
        }
        let (step, from) = self.step.get()?;
        let depth = vm.depth();
        let is_same_stack = depth == from.depth && event.stack == from.stack;
        let is_same_frame = is_same_stack && event.frame == from.frame && function_address(event) == from.function;
        // Further statements of the same line belong to the step, unless a loop comes back to it.
        if is_same_frame && event.at > from.at && line_of(event) == from.line {
            return None;
        }
        let is_done = match step {
            Resume::Continue => false,
            Resume::StepIn => true,
            Resume::StepOver => depth < from.depth || is_same_stack && event.frame <= from.frame,
            Resume::StepOut => depth < from.depth || is_same_stack && event.frame < from.frame,
        };
        is_done.then_some(StopReason::Step)
    }

    /// An exception was raised.
    fn exception(&self, vm: &Vm, caught: bool) {
        let stops = match self.exceptions.get() {
            None | Some(StopAtExceptions::Never) => false,
            Some(StopAtExceptions::Uncaught) => !caught,
            Some(StopAtExceptions::All) => true,
        };
        if !stops || self.stopped.get().is_some() {
            return;
        }
        let (frame, stack) = vm.frame_place();
        // No line is left by going on from here: every statement that comes next is another one.
        let origin = Origin { depth: vm.depth(), stack, frame, function: 0, line: 0, at: 0 };
        self.stop_at(vm, StopReason::Exception { caught }, origin);
    }

    fn stop_at(&self, vm: &Vm, reason: StopReason, origin: Origin) {
        let Some(hook) = self.stop.borrow().clone() else { return };
        self.step.set(None);
        self.selected.set(0);
        self.stopped.set(Some(reason));
        let resume = hook(vm, reason);
        self.stopped.set(None);
        self.step.set(if resume == Resume::Continue { None } else { Some((resume, origin)) });
    }
}

fn function_address(event: &LineEvent<'_>) -> usize {
    std::ptr::from_ref(&event.program.unit().functions[event.function as usize]) as usize
}

fn line_of(event: &LineEvent<'_>) -> u32 {
    let position = event.program.position_at(event.function, event.at);
    event.program.source().and_then(|s| s.location(position)).map_or(0, |l| l.line)
}
