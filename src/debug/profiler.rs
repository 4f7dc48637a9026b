//! Where scripts spend their time: by samples of the call stack, or by counting every statement.
#![forbid(unsafe_code)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use rustc_hash::FxHashMap;

use crate::bytecode::FunctionCode;
use crate::vm::{LineEvent, LineHook, Listener, Program, SampleHook, Vm, VmRef};

/// How a profile is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// The call stack is looked at about once in an interval, at a loop or call. Costs next to nothing.
    Samples(Duration),
    /// Every statement and every call is counted. Scripts run several times slower.
    Statements,
}

/// A function by the address of its program and its index.
type FunctionKey = (usize, u32);

/// A node of the tree of call stacks.
struct Node {
    parent: u32,
    function: FunctionKey,
    /// Samples that had this stack.
    samples: u64,
}

#[derive(Default)]
struct Counts {
    nodes: Vec<Node>,
    /// Children by parent (the root is `u32::MAX`) and function.
    children: FxHashMap<(u32, FunctionKey), u32>,
    /// Samples by function and instruction.
    samples: FxHashMap<(FunctionKey, u32), u64>,
    /// Statements by function and first instruction.
    hits: FxHashMap<(FunctionKey, u32), u64>,
    calls: FxHashMap<FunctionKey, u64>,
}

/// A profiler of one VM; it counts until it is dropped.
pub struct Profiler {
    vm: VmRef,
    counts: Rc<RefCell<Counts>>,
    hook: Hook,
}

/// What listens for a profiler.
enum Hook {
    Samples(SampleHook),
    Statements(LineHook),
}

/// A line of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileLine {
    /// The program.
    program: usize,
    /// The function, by index in its program.
    pub function: u32,
    /// The line in the source; 0 for the function as a whole.
    pub line: u32,
    /// Functions: how often it was called. With [`Counting::Statements`].
    pub calls: u64,
    /// How many statements of it were executed. With [`Counting::Statements`].
    pub hits: u64,
    /// Samples in it. With [`Counting::Samples`].
    pub samples: u64,
    /// Functions: samples in it and in what it called. Recursion counts once.
    pub total_samples: u64,
}

/// What was counted up to now.
pub struct Profile {
    programs: Vec<Arc<Program>>,
    /// Functions, each followed by its lines; functions with the most samples or statements first.
    pub lines: Vec<ProfileLine>,
}

impl Profiler {
    /// The VM that it looks at.
    pub fn vm(&self) -> &Vm {
        &self.vm
    }

    /// Begins to count what a VM does, in place of another profiler.
    pub fn new(vm: &Vm, counting: Counting) -> Profiler {
        let counts = Rc::new(RefCell::new(Counts::default()));
        let sink = counts.clone();
        let hook = match counting {
            Counting::Samples(interval) => {
                let hook: SampleHook = Rc::new(move |vm| sink.borrow_mut().sample(vm));
                vm.set_line_hook(Listener::Profiler, None);
                vm.set_sample_hook(interval, Some(hook.clone()));
                Hook::Samples(hook)
            }
            Counting::Statements => {
                let hook: LineHook = Rc::new(move |_, event| sink.borrow_mut().statement(event));
                vm.set_sample_hook(Duration::ZERO, None);
                vm.set_line_hook(Listener::Profiler, Some(hook.clone()));
                Hook::Statements(hook)
            }
        };
        Profiler { vm: vm.to_owner(), counts, hook }
    }

    /// Forgets what was counted.
    pub fn reset(&self) {
        *self.counts.borrow_mut() = Counts::default();
    }

    /// What was counted up to now, by function and line.
    pub fn profile(&self) -> Profile {
        let counts = self.counts.borrow();
        let programs = self.vm.programs();
        let mut by_function: BTreeMap<FunctionKey, (ProfileLine, BTreeMap<u32, ProfileLine>)> = BTreeMap::new();
        let empty = |(program, function): FunctionKey, line| ProfileLine {
            program,
            function,
            line,
            calls: 0,
            hits: 0,
            samples: 0,
            total_samples: 0,
        };
        let mut add = |key: FunctionKey, at: Option<u32>, change: &dyn Fn(&mut ProfileLine)| {
            let (whole, lines) = by_function.entry(key).or_insert_with(|| (empty(key, 0), BTreeMap::new()));
            change(whole);
            if let Some(line) = at.and_then(|at| line_of(&programs, key, at)) {
                change(lines.entry(line).or_insert_with(|| empty(key, line)));
            }
        };
        for (&(key, at), &n) in &counts.hits {
            add(key, Some(at), &|l| l.hits += n);
        }
        for (&(key, at), &n) in &counts.samples {
            add(key, Some(at), &|l| l.samples += n);
        }
        for (&key, &n) in &counts.calls {
            add(key, None, &|l| l.calls += n);
        }
        let mut seen = Vec::new();
        for node in counts.nodes.iter().filter(|n| n.samples > 0) {
            seen.clear();
            for function in counts.path(node) {
                if !seen.contains(&function) {
                    seen.push(function);
                    add(function, None, &|l| l.total_samples += node.samples);
                }
            }
        }
        let mut functions: Vec<_> = by_function.into_values().collect();
        functions.sort_by_key(|(whole, _)| std::cmp::Reverse((whole.samples, whole.hits, whole.calls)));
        let lines = functions.into_iter().flat_map(|(whole, lines)| std::iter::once(whole).chain(lines.into_values()));
        Profile { programs: programs.clone(), lines: lines.collect() }
    }

    /// The samples as folded stacks, one a line: `main;Enemy::update;lerp 42`, as the tools that draw flame graphs read them.
    /// Sorted.
    pub fn folded(&self) -> String {
        let counts = self.counts.borrow();
        let programs = self.vm.programs();
        let mut stacks: Vec<String> = Vec::new();
        for node in counts.nodes.iter().filter(|n| n.samples > 0) {
            let mut names: Vec<_> = counts.path(node).map(|f| name_of(&programs, f)).collect();
            names.reverse();
            stacks.push(format!("{} {}", names.join(";"), node.samples));
        }
        stacks.sort();
        let mut text = String::new();
        for stack in stacks {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{stack}");
        }
        text
    }
}

impl Drop for Profiler {
    fn drop(&mut self) {
        match &self.hook {
            Hook::Samples(hook) => self.vm.remove_sample_hook(hook),
            Hook::Statements(hook) => self.vm.remove_line_hook(Listener::Profiler, hook),
        }
    }
}

impl Profile {
    /// The program that a line of this profile belongs to.
    pub fn program(&self, line: &ProfileLine) -> Option<&Arc<Program>> {
        find_program(&self.programs, line.program)
    }
}

impl Counts {
    fn sample(&mut self, vm: &Vm) {
        let stack = vm.call_stack();
        let mut parent = u32::MAX;
        for frame in stack.iter().rev() {
            let function = (std::ptr::from_ref(frame.program()) as usize, frame.function_index());
            let nodes = &mut self.nodes;
            parent = *self.children.entry((parent, function)).or_insert_with(|| {
                nodes.push(Node { parent, function, samples: 0 });
                nodes.len() as u32 - 1
            });
        }
        if let Some(frame) = stack.first() {
            self.nodes[parent as usize].samples += 1;
            let function = (std::ptr::from_ref(frame.program()) as usize, frame.function_index());
            *self.samples.entry((function, frame.instruction())).or_default() += 1;
        }
    }

    fn statement(&mut self, event: &LineEvent<'_>) {
        let function = (std::ptr::from_ref(event.program) as usize, event.function);
        *self.hits.entry((function, event.at)).or_default() += 1;
        if event.is_entry {
            *self.calls.entry(function).or_default() += 1;
        }
    }

    /// The functions of a stack, the innermost first.
    fn path<'c>(&'c self, node: &'c Node) -> impl Iterator<Item = FunctionKey> + 'c {
        std::iter::successors(Some(node), |n| self.nodes.get(n.parent as usize)).map(|n| n.function)
    }
}

fn find_program(programs: &[Arc<Program>], address: usize) -> Option<&Arc<Program>> {
    programs.iter().find(|p| Arc::as_ptr(p) as usize == address)
}

fn code_of(programs: &[Arc<Program>], (program, function): FunctionKey) -> Option<(&Program, &FunctionCode)> {
    let program = find_program(programs, program)?;
    Some((program, program.unit().functions.get(function as usize)?))
}

fn line_of(programs: &[Arc<Program>], key: FunctionKey, at: u32) -> Option<u32> {
    let (program, _) = code_of(programs, key)?;
    Some(program.source()?.location(program.position_at(key.1, at))?.line)
}

/// The name with namespace and class.
fn name_of(programs: &[Arc<Program>], key: FunctionKey) -> String {
    let Some((_, code)) = code_of(programs, key) else { return "?".into() };
    // A semicolon would end the name.
    let name = if code.name.is_empty() { "?".into() } else { code.name.replace(';', ":") };
    if code.scope.is_empty() { name } else { format!("{}::{name}", code.scope) }
}
