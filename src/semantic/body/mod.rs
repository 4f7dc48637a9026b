//! Function bodies: checked and turned into bytecode in one walk over the tree.
//!
//! An expression is told what its surroundings want ([`Want`]: a type, a slot) and answers with a [`Value`]: a type and a
//! place. Nothing is loaded before it is needed, so that fused instructions can use constants, variables, fields and
//! elements where they are. What must be released or destroyed is kept in a list ([`emit::Live`]) from which scope ends,
//! early exits and the exception tables are made.
//!
//! The language evaluates some things in an order other than that of the text (arguments last to first, the right side of
//! an assignment before the left, arguments before the object of a method). Where a type is needed first, the code is
//! compiled in the order of the text and then rotated ([`FnCompiler::rotate`]).

mod access;
mod argument;
mod assign;
mod assign_object;
mod bounds;
mod call;
mod class;
mod condition;
mod construct;
mod conversion_cost;
mod convert;
mod copy;
mod default_check;
mod delegation;
mod effects;
mod emit;
mod emit_call;
mod expr;
mod finished;
mod foreach;
mod function;
mod info;
mod inline;
mod lambda;
mod list;
mod loops;
mod member;
mod operator;
mod operator_table;
mod overload;
mod parallel;
mod repr;
mod shared;
mod slots;
mod statement;
mod switch;
mod tables;
mod texts;
mod unary;
mod unit;
mod update;
mod value;
mod variable;

use bumpalo::Bump;

use crate::base::{Code, Diagnostic, Diagnostics, FunctionId, Names, NamespaceId, Span, Symbol, TypeId};
use crate::bytecode::{Cleanup, Instr, LineEntry, LocalVar, TryRange};
use crate::syntax::ast;
use crate::types::DataType;

use super::types::LookupSpace;
use super::{CompileOptions, NameContext, Registry};
use emit::{Label, Live};
use finished::Finished;
use slots::Slots;
use tables::Tables;
use texts::Texts;
use value::{FunctionSet, Place, PropertyRef, Special, Value, Want};

pub use default_check::check_default_arguments;
pub use unit::compile;

/// What all functions of a unit share while they are compiled.
struct UnitCompiler<'b, 'ast> {
    reg: &'b Registry<'ast>,
    names: &'b Names<'ast>,
    options: &'b CompileOptions,
    arena: &'ast Bump,
    diags: Diagnostics,
    tables: Tables,
    space: LookupSpace,
    /// Finished code, function after function.
    code: Vec<Instr>,
    functions: Finished,
    /// Calls of script functions: the instruction in `code` and the function's number.
    call_relocs: Vec<(u32, u32)>,
    /// Constructors that call others of their class.
    delegations: Vec<delegation::Delegation>,
    /// Buffers of the function compiler, kept for the next function.
    buffers: Buffers<'ast>,
    /// Memory for what is put aside while code is compiled on trial.
    snapshots: Vec<(Vec<Live>, Vec<Local<'ast>>, Slots)>,
    /// Names that the unit keeps.
    texts: Texts,
    /// Types and cells of `auto` globals.
    auto_globals: rustc_hash::FxHashMap<crate::base::GlobalId, (DataType, u32)>,
    /// Cells of all globals so far.
    global_cells: u32,
    /// What is known of classes, as far as somebody asked.
    facts: std::cell::RefCell<rustc_hash::FxHashMap<(TypeId, copy::Fact), bool>>,
    /// How values of the types that were used last are held.
    reprs: repr::RecentReprs,
    /// What binary operators came to, for operands of the same types.
    operators: rustc_hash::FxHashMap<overload::OperatorKey, Option<FunctionId>>,
    /// Code is compiled only to learn what it comes to.
    speculating: u32,
}

/// Buffers that one function leaves to the next.
#[derive(Default)]
struct Buffers<'ast> {
    code: Vec<Instr>,
    slots: Slots,
    live: Vec<Live>,
    blocks: Vec<Scope>,
    lines: Vec<LineEntry>,
    cleanups: Vec<Cleanup>,
    locals: Vec<Local<'ast>>,
    loops: Vec<Loop>,
    debug_locals: Vec<LocalVar>,
    call_relocs: Vec<(u32, u32)>,
    /// Overloads to choose from, and those that fit with what they cost.
    candidates: Vec<FunctionId>,
    found: Vec<(FunctionId, u32)>,
}

impl Buffers<'_> {
    /// Those of a function; what serves all functions stays.
    fn take(&mut self) -> Self {
        let candidates = std::mem::take(&mut self.candidates);
        let found = std::mem::take(&mut self.found);
        let rest = std::mem::take(self);
        self.candidates = candidates;
        self.found = found;
        rest
    }

    /// Nothing in them, the memory kept.
    fn clear(&mut self) {
        self.code.clear();
        self.slots.reset();
        self.live.clear();
        self.blocks.clear();
        self.lines.clear();
        self.cleanups.clear();
        self.locals.clear();
        self.loops.clear();
        self.debug_locals.clear();
        self.call_relocs.clear();
    }
}

/// A named variable or parameter.
#[derive(Clone, Copy, Debug)]
struct Local<'ast> {
    name: Symbol,
    /// Without reference mode; const if it cannot be assigned.
    ty: DataType,
    place: Place<'ast>,
    /// Assigned at least once, or not in need of it (VAR-18).
    assigned: bool,
    /// The warning about reading it unassigned was given.
    warned: bool,
    /// Its object cannot go away while the function uses it.
    stable: bool,
    /// Value of a compile-time constant.
    constant: Option<u64>,
    /// First instruction at which it is in scope.
    start: u32,
    /// A parameter.
    is_param: bool,
    /// What it leads to is not the function's own: a handle that the caller gave, or an `&inout` parameter. References
    /// into it may be returned.
    outlives: bool,
    span: Span,
}

/// Where a block began.
#[derive(Clone, Copy, Debug)]
struct Scope {
    locals: usize,
    live: usize,
    usings: usize,
}

/// A loop or switch that `break` and `continue` refer to.
struct Loop {
    brk: Label,
    cont: Option<Label>,
    /// What is older stays alive when leaving.
    live: usize,
    is_switch: bool,
}

/// The compiler of one function.
struct FnCompiler<'u, 'b, 'ast> {
    u: &'u mut UnitCompiler<'b, 'ast>,
    reg: &'b Registry<'ast>,

    // Where we are.
    namespace: NamespaceId,
    class: TypeId,
    usings: Vec<NamespaceId>,
    /// The method is const, or there is no object to change.
    this_const: bool,
    /// Slot of `this`, in methods.
    this_slot: Option<u16>,
    ret: DataType,
    /// Slot that holds the address for a result that is a registered value.
    ret_slot: Option<u16>,
    /// The function must use only shared and registered things.
    shared: bool,
    function_id: FunctionId,
    function_span: Span,
    /// The property whose accessor this is: its name means the variable (PROP-17).
    own_property: Symbol,
    /// In a constructor: what is known of members and of `super`.
    ctor: Option<class::CtorState>,
    /// How deep the tree walk is.
    depth: u32,
    /// How deep in default arguments that default arguments need, and how many of these there were.
    default_depth: u32,
    nested_defaults: u32,
    /// Answers of [`FnCompiler::probe`].
    probes: rustc_hash::FxHashMap<usize, Value<'ast>>,

    /// With unsafe references, inside a full expression: the temporaries that live until its end (LIFE-05).
    deferred: Option<Vec<Value<'ast>>>,
    /// The object or handle whose initialiser is being compiled: its name is visible already (VAR-01).
    own_initialiser: Option<Symbol>,
    /// The instance that the next factory call makes, for its hidden argument.
    factory_type: Option<TypeId>,

    // What is being made.
    code: Vec<Instr>,
    lines: Vec<LineEntry>,
    slots: Slots,
    live: Vec<Live>,
    births: u32,
    cleanups: Vec<Cleanup>,
    tries: Vec<TryRange>,
    locals: Vec<Local<'ast>>,
    blocks: Vec<Scope>,
    loops: Vec<Loop>,
    debug_locals: Vec<LocalVar>,
    call_relocs: Vec<(u32, u32)>,
    /// Constants that the loops around this code find in slots.
    loop_constants: emit::LoopConstants,
    /// The last instruction that a label stands for.
    last_target: u32,
    /// Instructions before this one may yet come to run after those behind it, or are not the only way here.
    order_fixed: u32,
    /// Code here cannot be reached.
    unreachable: bool,
    /// A fused jump did not reach its target.
    too_far: bool,
    /// Fused jumps are not used.
    wide: bool,
    /// An error about the function's size was reported.
    too_large: bool,
    /// Slots of the arguments.
    arg_slots: u32,
    /// The code belongs to no place of its own: it is that of another function.
    is_quiet: bool,
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// Reports an error by its number in the ERR catalogue.
    fn error(&mut self, code: u16, span: Span, text: impl Into<String>) -> &mut Diagnostic {
        self.u.diags.error(Code(code), span, text)
    }

    /// Reports an error and answers with a value about which nothing more is said.
    fn fail(&mut self, code: u16, span: Span, text: impl Into<String>) -> Value<'ast> {
        self.u.diags.error(Code(code), span, text);
        Value::error(span)
    }

    /// Reports a warning by its number in the WARN catalogue.
    fn warning(&mut self, code: u16, span: Span, text: impl Into<String>) {
        if self.u.options.compiler_warnings > 0 {
            self.u.diags.warning(Code(code), span, text);
        }
    }

    /// A name's text.
    fn text(&self, name: Symbol) -> &'b str {
        self.u.names.text(name)
    }

    /// A type as scripters write it.
    fn display(&self, ty: DataType) -> String {
        self.reg.display(ty, self.u.names)
    }

    /// Where names are looked up.
    fn with_context<R>(
        &mut self,
        f: impl FnOnce(&Registry<'ast>, &Names<'ast>, &mut Diagnostics, &CompileOptions, &NameContext<'_>) -> R,
    ) -> R {
        let cx = NameContext { namespace: self.namespace, class: self.class, usings: &self.usings };
        f(self.reg, self.u.names, &mut self.u.diags, self.u.options, &cx)
    }

    /// The type that is written.
    fn resolve(&mut self, ty: &ast::TypeExpr<'ast>) -> DataType {
        self.with_context(|reg, names, diags, options, cx| {
            super::resolve::resolve_type(reg, names, diags, options, cx, ty)
        })
    }
}
