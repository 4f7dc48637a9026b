//! Constructors, member initialisation and the functions that the compiler makes for classes.

use smallvec::smallvec;

use crate::base::{Span, Symbol, TypeId, names};
use crate::bytecode::{Instr, Op};
use crate::semantic::types::MemberInit;
use crate::syntax::ast::{self, ExprKind, Init, StmtKind};
use crate::types::{DataType, FunctionTraits, PropertyDef};

use super::call::Callee;
use super::convert::How;
use super::delegation::Delegation;
use super::overload::{ArgSource, Sources};
use super::repr::Repr;
use super::statement::Flow;
use super::value::{FunctionIds, FunctionSet};
use super::{FnCompiler, Place, Value, Want};

/// What is known of the object at a point of a constructor's body.
#[derive(Clone, Debug, Default)]
pub(super) struct CtorState {
    /// Members that the body initialises itself and has not yet: by name.
    pending: Vec<Symbol>,
    /// All members that the body initialises itself.
    own: Vec<Symbol>,
    /// The constructor that the body calls itself, if any.
    calls: Option<Called>,
    /// It has been called by now.
    called: bool,
    /// How deep in loops, switches and `try` statements.
    loops: u32,
    switches: u32,
    tries: u32,
    /// A `return` may have left already.
    returned: bool,
    /// Members that an error has been reported about: one mistake, one message.
    reported: Vec<Symbol>,
}

/// Whose constructor a constructor calls for the same object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Called {
    /// The base's: `super(…)`.
    Base,
    /// Another of the class: `this(…)`, where the host allows it.
    Own,
}

impl Called {
    fn word(self) -> &'static str {
        match self {
            Called::Base => "super",
            Called::Own => "this",
        }
    }
}

impl CtorState {
    /// After an error about a member it counts as initialised, wherever branches meet.
    fn settle_reported(&mut self, name: Symbol) {
        self.pending.retain(|n| *n != name);
        self.reported.push(name);
    }
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// A constructor: members and base first, then the body; `None` for the generated one.
    pub(super) fn constructor(&mut self, body: Option<&'ast ast::Block<'ast>>) {
        let mode = self.u.options.member_init_mode;
        let mut state = CtorState::default();
        if let Some(b) = body {
            state.calls = called_constructor(b.stmts, self.u.options.constructor_delegation);
            // Members that another constructor of the class has initialised are assigned.
            if mode == 1 && state.calls != Some(Called::Own) {
                let mut own = Vec::new();
                assigned_members(b.stmts, &mut own);
                let properties = self.reg.properties(self.class);
                own.retain(|(n, explicit)| {
                    let mine = properties.iter().any(|p| p.name == *n && p.owner == self.class);
                    // A local or parameter of that name is meant otherwise.
                    mine && (*explicit || !self.locals.iter().any(|l| l.name == *n) && !declares(b.stmts, *n))
                });
                state.own = own.into_iter().map(|o| o.0).collect();
                state.own.dedup();
                state.pending = state.own.clone();
            }
        }
        let base = self.reg.ty(self.class).base;
        let calls = state.calls;
        let explicit = calls == Some(Called::Base);
        let skip = state.own.clone();
        // Members are initialised without regard to what the body does.
        self.ctor = None;
        let Some(info) = self.reg.classes.get(&self.class) else { return };
        let inits: &'b [MemberInit<'ast>] = &info.inits;
        if calls == Some(Called::Own) {
            // The constructor that is called does it all.
        } else if mode == 1 && explicit {
            for init in inits {
                self.init_member(init, &skip);
            }
        } else {
            for init in inits {
                if matches!(init.init, Init::None) {
                    self.init_member(init, &skip);
                }
            }
            if base.is_some() && !explicit {
                self.call_base_default(base);
            }
            if mode == 1 || !explicit {
                for init in inits {
                    if !matches!(init.init, Init::None) {
                        self.init_member(init, &skip);
                    }
                }
            }
        }
        let Some(b) = body else {
            self.function_end(Flow::Next, self.function_span);
            return;
        };
        self.ctor = Some(state);
        let flow = self.statements(b.stmts);
        if let Some(state) = self.ctor.take() {
            let must = match state.calls {
                Some(Called::Base) => base.is_some(),
                Some(Called::Own) => true,
                None => false,
            };
            if let (true, Some(calls)) = (must && !state.called, state.calls) {
                if self.u.diags.error_count() == 0 && flow != Flow::Return {
                    let text = format!("'{}' is not called on every path of the constructor", calls.word());
                    self.error(168, self.function_span, text);
                }
            }
        }
        self.function_end(flow, b.span);
    }

    /// Whether a member is a plain zero at the start: its memory is right already.
    fn starts_as_zero(&self, p: &PropertyDef) -> bool {
        p.ty.is_handle
            || match self.repr(p.ty) {
                Repr::Prim(_) => true,
                Repr::Value { pod, .. } => pod && self.reg.ty(p.ty.type_id).behaviors.default_construct.is_none(),
                _ => false,
            }
    }

    /// Whether a member has been constructed with the memory of its object.
    fn is_constructed_early(&self, p: &PropertyDef) -> bool {
        !p.ty.is_handle && self.reg.ty(p.ty.type_id).is_constructed_early()
    }

    /// Initialises one member as its declaration says.
    fn init_member(&mut self, init: &'b MemberInit<'ast>, skip: &[Symbol]) {
        let p = self.reg.properties(self.class)[init.property as usize];
        if skip.contains(&p.name) {
            return;
        }
        self.line(init.span);
        // Names of an initialiser are those of the class, not the constructor's parameters.
        let locals = std::mem::take(&mut self.locals);
        let namespace = std::mem::replace(&mut self.namespace, init.scope);
        match init.init {
            // The type was reported; what initialises it cannot be judged.
            _ if p.ty.is_error() => {}
            Init::None => {
                if !self.starts_as_zero(&p) && !self.is_constructed_early(&p) {
                    let v = self.construct_default(p.ty.value(), init.span);
                    self.fill_member(&p, v);
                }
            }
            Init::Expr(e) => self.init_member_with(&p, e),
            Init::Args(args) => {
                if p.ty.is_handle || self.prim(p.ty).is_some() {
                    let code = if p.ty.is_handle { 58 } else { 59 };
                    self.error(code, init.span, "only objects are initialised with '(…)'; write '= value'");
                } else {
                    let v = self.construct_variable(p.ty.value(), args, init.span);
                    self.fill_member(&p, v);
                }
            }
        }
        self.namespace = namespace;
        self.locals = locals;
    }

    /// A member gets its first value from an expression.
    fn init_member_with(&mut self, p: &PropertyDef, e: &'ast ast::Expr<'ast>) {
        let ty = p.ty.value();
        let v = self.expr(e, Want::ty(ty));
        if v.is_error() {
            return;
        }
        let v = if ty.is_handle || self.prim(ty).is_some() {
            self.convert(v, ty, How::Implicit, Want::ty(ty))
        } else {
            self.member_object(ty, v, e.span)
        };
        self.fill_member(p, v);
    }

    /// An object for a member or global: a temporary of exactly its type is taken over (VAR-21b).
    pub(super) fn member_object(&mut self, ty: DataType, v: Value<'ast>, span: Span) -> Value<'ast> {
        let exact = v.temp
            && v.ty.type_id == ty.type_id
            && !v.ty.is_handle
            && !v.lvalue
            && matches!(v.place, Place::Slot(s) if self.is_live(s) && !self.slots.is_pinned(s));
        if exact { v } else { self.object_from(ty, v, span) }
    }

    /// Puts a value into a member that holds nothing yet.
    fn fill_member(&mut self, p: &PropertyDef, v: Value<'ast>) {
        if v.is_error() {
            return;
        }
        let Some(this) = self.this_slot else { return };
        let ty = p.ty.value();
        match self.repr(ty) {
            Repr::Value { .. } if !ty.is_handle => {
                let early = self.is_constructed_early(p);
                if early
                    && !self.reg.ty(ty.type_id).moves_as_bytes()
                    && self.reg.has_method(ty.type_id, names::OP_ASSIGN)
                {
                    let target = Value::new(ty, Place::Mem { base: this, offset: p.offset as u32 }, v.span);
                    let span = v.span;
                    let v = self.assign_object(Value { lvalue: true, stable: true, ..target }, v, span);
                    self.release(&v);
                    return;
                }
                let v = self.own_whole(v, ty);
                if early {
                    let t = self.slot();
                    self.add_offset(t, this, p.offset as u32);
                    let id = self.u.tables.ty(ty);
                    self.ai(Op::Destroy, t, id as i32);
                    self.free(t);
                }
                self.value_into_memory(v, ty, this, p.offset as u32);
            }
            Repr::Ptr(_) => {
                let v = if v.is_null() { self.load(v, None) } else { self.own(v, None) };
                let s = self.slot_of(&v);
                let target = Value::new(ty, Place::Mem { base: this, offset: p.offset as u32 }, v.span);
                self.store_raw(&target, s);
                if self.is_live(s) && !self.slots.is_pinned(s) {
                    self.moved(s);
                }
                self.release(&v);
            }
            _ => {
                let target = Value::new(ty, Place::Mem { base: this, offset: p.offset as u32 }, v.span);
                self.init_store(&target, v);
            }
        }
    }

    fn call_base_default(&mut self, base: TypeId) {
        let f = self.reg.ty(base).behaviors.default_construct;
        let span = self.function_span;
        if f.is_none() || self.reg.function(f).is(FunctionTraits::DELETED) {
            let text = self.display(DataType::of(base));
            self.error(163, span, format!("the base class '{text}' has no default constructor; call super(…)"));
            return;
        }
        if self.is_generated_default(f) && self.is_trivial_class(base) {
            return;
        }
        self.check_access(f, span, None);
        let sources: Sources<'ast> = smallvec![ArgSource::Default; self.reg.function(f).params().len()];
        let Some(this) = self.this_slot else { return };
        let object = Value { stable: true, ..Value::new(DataType::of(base), Place::Slot(this), span) };
        let v = self.emit_call(Callee::Function { id: f, direct: true }, Some(object), &sources, span, Want::ANY, None);
        self.release(&v);
    }

    /// Whether an expression that is a statement calls another constructor of the class: `this(…);`.
    pub(super) fn delegates(&self, e: &ast::Expr<'_>) -> bool {
        self.ctor.is_some() && self.u.options.constructor_delegation && called_by(e) == Some(Called::Own)
    }

    /// Notes a call of another constructor for the same object; the reason why it cannot be here.
    fn note_constructor_call(&mut self, call: Called) -> Result<(), (u16, String)> {
        let word = call.word();
        let Some(state) = self.ctor.as_mut() else {
            return Err((20, format!("'{word}' can only be called in a constructor")));
        };
        let problem = if state.loops > 0 {
            Some((166, format!("'{word}' cannot be called in a loop")))
        } else if state.switches > 0 {
            Some((167, format!("'{word}' cannot be called in a switch")))
        } else if state.calls.is_some_and(|c| c != call) {
            Some((165, "a constructor calls either 'super' or 'this', which calls 'super' in its turn".to_string()))
        } else if state.called {
            Some((165, format!("'{word}' is called twice")))
        } else if call == Called::Own && state.tries > 0 {
            // The object would live on, half made, where the exception is caught.
            Some((168, "'this' cannot be called in a 'try' statement".to_string()))
        } else {
            None
        };
        state.called = true;
        problem.map_or(Ok(()), Err)
    }

    /// `this(args);`
    pub(super) fn delegating_call(&mut self, args: &'ast [ast::Arg<'ast>], span: Span) -> Value<'ast> {
        if let Err((code, text)) = self.note_constructor_call(Called::Own) {
            return self.fail(code, span, text);
        }
        let Some(this) = self.this_slot else { return Value::error(span) };
        let class = self.class;
        let mut ids = FunctionIds::from_slice(self.reg.constructors(class));
        // A copy constructor that the compiler would make, but cannot, is none.
        ids.retain(|&mut f| {
            f != self.reg.ty(class).behaviors.copy_construct
                || self.reg.function(f).is(FunctionTraits::DELETED)
                || self.is_usable_copy(f, class, 0)
        });
        let ids = self.u.arena.alloc_slice_copy(&ids);
        let object = Value { stable: true, lvalue: true, ..Value::new(DataType::of(class), Place::Slot(this), span) };
        let set =
            FunctionSet { name: Symbol::EMPTY, ids, object: Some(object), at: Span::NONE, direct: true, args: &[] };
        // Arguments come first, when no member has a value yet.
        self.set_called(false);
        let mut sources = Sources::new();
        let chosen = self.choose(&set, args, &mut sources, span);
        let v = match chosen {
            Some(f) => {
                self.u.delegations.push(Delegation { from: self.function_id, to: f, span });
                self.check_access(f, span, Some(&object));
                let callee = Callee::Function { id: f, direct: true };
                self.emit_call(callee, Some(object), &sources, span, Want::ANY, None)
            }
            None => Value::error(span),
        };
        self.set_called(true);
        if v.is_error() {
            return v;
        }
        self.release(&v);
        Value::void(span)
    }

    fn set_called(&mut self, called: bool) {
        if let Some(state) = self.ctor.as_mut() {
            state.called = called;
        }
    }

    /// `super(args)`
    pub(super) fn super_call(&mut self, args: &'ast [ast::Arg<'ast>], span: Span) -> Value<'ast> {
        let base = self.reg.ty(self.class).base;
        if base.is_none() {
            return self.fail(20, span, "'super' can only be called in a class that has a base class");
        }
        if let Err((code, text)) = self.note_constructor_call(Called::Base) {
            return self.fail(code, span, text);
        }
        let ids = self.u.arena.alloc_slice_copy(self.reg.constructors(base));
        let Some(this) = self.this_slot else { return Value::error(span) };
        let object = Value { stable: true, lvalue: true, ..Value::new(DataType::of(base), Place::Slot(this), span) };
        let set =
            FunctionSet { name: Symbol::EMPTY, ids, object: Some(object), at: Span::NONE, direct: true, args: &[] };
        let v = self.call_set(set, args, span, Want::ANY, None);
        if v.is_error() {
            return v;
        }
        self.release(&v);
        if self.u.options.member_init_mode == 0 {
            let Some(info) = self.reg.classes.get(&self.class) else { return Value::void(span) };
            let inits: &'b [MemberInit<'ast>] = &info.inits;
            let state = self.ctor.take();
            for init in inits {
                if !matches!(init.init, Init::None) {
                    self.init_member(init, &[]);
                }
            }
            self.ctor = state;
        }
        Value::void(span)
    }

    // ---- members that the body initialises ----

    /// `m = expr` as the first use of a member in a constructor is its initialisation (CLASS-44).
    pub(super) fn member_initialisation(
        &mut self,
        left: &'ast ast::Expr<'ast>,
        right: &'ast ast::Expr<'ast>,
        span: Span,
    ) -> Option<Value<'ast>> {
        self.ctor.as_ref()?;
        let (name, explicit) = member_target(left)?;
        if !explicit && self.locals.iter().any(|l| l.name == name) {
            return None;
        }
        let state = self.ctor.as_mut()?;
        if !state.pending.contains(&name) {
            return None;
        }
        let problem = if state.loops > 0 {
            Some((169, "in a loop"))
        } else if state.switches > 0 {
            Some((170, "in a switch"))
        } else if state.returned {
            Some((172, "after a 'return' that may have left the constructor"))
        } else {
            None
        };
        if let Some((code, place)) = problem {
            state.settle_reported(name);
            let text = self.text(name);
            return Some(self.fail(
                code,
                span,
                format!(
                    "the member '{text}' would be initialised {place}; give it a value where it is declared or before"
                ),
            ));
        }
        let p = *self.reg.property(self.class, name)?;
        self.init_member_with(&p, right);
        if let Some(state) = self.ctor.as_mut() {
            state.pending.retain(|n| *n != name);
        }
        let this = self.this_slot?;
        let mut v = Value::new(p.ty, Place::Mem { base: this, offset: p.offset as u32 }, span);
        v.lvalue = true;
        v.stable = !p.ty.is_handle;
        Some(v)
    }

    /// Reports the use of a member that the body has yet to initialise, or of an inherited one before `super`.
    pub(super) fn check_ctor_use(&mut self, name: Symbol, owner: TypeId, span: Span) -> bool {
        let Some(state) = self.ctor.as_mut() else { return true };
        if owner == self.class && state.pending.contains(&name) {
            state.settle_reported(name);
            let text = self.text(name);
            self.error(173, span, format!("the member '{text}' is used before the constructor initialises it"));
            return false;
        }
        if state.called {
            return true;
        }
        if state.calls == Some(Called::Own) {
            let text = self.text(name);
            self.error(173, span, format!("the member '{text}' is used before 'this' is called"));
            return false;
        }
        if owner != self.class && state.calls == Some(Called::Base) {
            let text = self.text(name);
            self.error(173, span, format!("the inherited member '{text}' is used before 'super' is called"));
            return false;
        }
        true
    }

    pub(super) fn ctor_snapshot(&self) -> Option<CtorState> {
        self.ctor.clone()
    }

    pub(super) fn ctor_restore(&mut self, state: &Option<CtorState>) {
        if let (Some(now), Some(before)) = (self.ctor.as_mut(), state) {
            let returned = now.returned;
            let reported = std::mem::take(&mut now.reported);
            now.clone_from(before);
            now.returned |= returned;
            now.pending.retain(|n| !reported.contains(n));
            now.reported = reported;
        }
    }

    /// After an `if`: all branches that run on must have initialised the same (CLASS-47, CLASS-61).
    pub(super) fn ctor_merge(&mut self, states: Vec<(Option<CtorState>, bool)>, span: Span) {
        if self.ctor.is_none() {
            return;
        }
        let running: Vec<CtorState> = states.iter().filter(|s| !s.1).filter_map(|s| s.0.clone()).collect();
        let any_returned = states.iter().any(|s| s.0.as_ref().is_some_and(|s| s.returned));
        let Some(first) = running.first().cloned() else { return };
        let mut merged = first.clone();
        for name in states.iter().filter_map(|s| s.0.as_ref()).flat_map(|s| s.reported.clone()) {
            merged.settle_reported(name);
        }
        for other in &running[1..] {
            if other.called != first.called {
                let word = first.calls.map_or("super", Called::word);
                self.error(168, span, format!("'{word}' must be called in all branches or in none"));
                merged.called = true;
                break;
            }
        }
        for other in &running[1..] {
            let odd = first
                .pending
                .iter()
                .find(|n| !other.pending.contains(n))
                .or(other.pending.iter().find(|n| !first.pending.contains(n)));
            let odd = odd.filter(|n| !merged.reported.contains(n)).copied();
            if let Some(n) = odd {
                merged.settle_reported(n);
                let text = self.text(n);
                self.error(171, span, format!("the member '{text}' is initialised in only one branch"));
                break;
            }
        }
        merged.returned |= any_returned;
        self.ctor = Some(merged);
    }

    pub(super) fn ctor_enter_loop(&mut self, is_loop: bool) {
        if let Some(s) = self.ctor.as_mut() {
            if is_loop {
                s.loops += 1;
            } else {
                s.switches += 1;
            }
        }
    }

    pub(super) fn ctor_end_loop(&mut self, is_loop: bool) {
        if let Some(s) = self.ctor.as_mut() {
            if is_loop {
                s.loops -= 1;
            } else {
                s.switches -= 1;
            }
        }
    }

    /// A `try` statement begins or ends.
    pub(super) fn ctor_in_try(&mut self, begins: bool) {
        if let Some(s) = self.ctor.as_mut() {
            s.tries = if begins { s.tries + 1 } else { s.tries - 1 };
        }
    }

    pub(super) fn ctor_returned(&mut self, span: Span) {
        let Some(s) = self.ctor.as_mut() else { return };
        s.returned = true;
        if s.calls == Some(Called::Own) && !s.called {
            self.error(168, span, "the constructor returns before 'this' is called");
        }
    }

    // ---- generated functions ----

    /// The copy constructor: base, then every member from the other object's (CLASS-29).
    pub(super) fn generated_copy(&mut self) {
        let span = self.function_span;
        let Some(this) = self.this_slot else { return };
        let Some(Place::Slot(other)) = self.locals.first().map(|l| l.place) else { return };
        if !self.is_usable_copy(self.function_id, self.class, 0) {
            // The compiler refuses copies; containers that copy what they are given find out when they run.
            self.line(span);
            self.emit_throw(crate::bytecode::Trap::NotCopyable);
            return self.function_end(Flow::Next, span);
        }
        let base = self.reg.ty(self.class).base;
        if base.is_some() {
            let copy = self.reg.ty(base).behaviors.copy_construct;
            let object = Value { stable: true, ..Value::new(DataType::of(base), Place::Slot(this), span) };
            if copy.is_some() && self.is_usable_copy(copy, base, 0) {
                let from = Value {
                    stable: true,
                    lvalue: true,
                    ..Value::new(DataType::of(base).with_const(true), Place::Slot(other), span)
                };
                let v = self.emit_call(
                    Callee::Function { id: copy, direct: true },
                    Some(object),
                    &[ArgSource::Value(from)],
                    span,
                    Want::ANY,
                    None,
                );
                self.release(&v);
            } else {
                self.call_base_default(base);
                let from = Value {
                    stable: true,
                    lvalue: true,
                    ..Value::new(DataType::of(base).with_const(true), Place::Slot(other), span)
                };
                let target = Value { lvalue: true, ..object };
                let v = self.assign_object(target, from, span);
                self.release(&v);
            }
        }
        let class = self.class;
        let own: Vec<PropertyDef> = self.reg.properties(class).iter().filter(|p| p.owner == class).copied().collect();
        for p in own {
            let mut from = Value::new(p.ty.with_const(true), Place::Mem { base: other, offset: p.offset as u32 }, span);
            from.lvalue = true;
            from.stable = true;
            if p.ty.is_handle {
                from.ty = p.ty;
            }
            let ty = p.ty.value();
            let v = if ty.is_handle || self.prim(ty).is_some() || self.is_value_type(ty) {
                from
            } else {
                self.copy_object(from, ty, span)
            };
            self.fill_member(&p, v);
        }
        self.function_end(Flow::Next, span);
    }

    /// `opAssign`: base, then every member (CLASS-31).
    pub(super) fn generated_assignment(&mut self) {
        let span = self.function_span;
        let Some(this) = self.this_slot else { return };
        let Some(Place::Slot(other)) = self.locals.first().map(|l| l.place) else { return };
        if !self.can_assign(self.class, 0) {
            // As above; a handle to a base may lead to such an object, too.
            self.line(span);
            self.emit_throw(crate::bytecode::Trap::NotCopyable);
            return self.leave(Flow::Return);
        }
        let base = self.reg.ty(self.class).base;
        if base.is_some() {
            let assign = self.reg.ty(base).behaviors.assign;
            if assign.is_some() && !self.reg.function(assign).is(FunctionTraits::DELETED) {
                let object =
                    Value { stable: true, lvalue: true, ..Value::new(DataType::of(base), Place::Slot(this), span) };
                let from = Value {
                    stable: true,
                    lvalue: true,
                    ..Value::new(DataType::of(base).with_const(true), Place::Slot(other), span)
                };
                let v = self.emit_call(
                    Callee::Function { id: assign, direct: true },
                    Some(object),
                    &[ArgSource::Value(from)],
                    span,
                    Want::ANY,
                    None,
                );
                self.release(&v);
            }
        }
        let class = self.class;
        let own: Vec<PropertyDef> = self.reg.properties(class).iter().filter(|p| p.owner == class).copied().collect();
        for p in own {
            let at = |base: u16, ty: DataType| {
                let mut v = Value::new(ty, Place::Mem { base, offset: p.offset as u32 }, span);
                v.lvalue = true;
                v.stable = !ty.is_handle;
                v
            };
            let target = at(this, p.ty);
            let ty = p.ty.value();
            if ty.is_handle {
                let v = self.own(at(other, ty), None);
                let s = self.slot_of(&v);
                self.store_handle_move(&target, s);
                self.moved(s);
                self.free(s);
            } else if self.prim(ty).is_some() {
                self.init_store(&target, at(other, ty));
            } else {
                let v = self.assign_object(target, at(other, p.ty.with_const(true)), span);
                self.release(&v);
            }
        }
        self.line(span);
        self.emit(Instr::abc(Op::RetV, this, 0, 0));
        self.leave(Flow::Return);
    }
}

/// The member that `name` or `this.name` names, and whether `this` is written.
fn member_target(e: &ast::Expr<'_>) -> Option<(Symbol, bool)> {
    match &e.kind {
        ExprKind::Name(n) if n.scope.is_none() => Some((n.name.name, false)),
        ExprKind::Member { object, name } => match &object.kind {
            ExprKind::Name(n) if n.scope.is_none() && n.name.name == names::THIS => Some((name.name, true)),
            _ => None,
        },
        _ => None,
    }
}

/// Calls `each` for every statement inside, nested ones included.
fn walk<'ast>(stmts: &'ast [ast::Stmt<'ast>], each: &mut dyn FnMut(&'ast ast::Stmt<'ast>)) {
    for s in stmts {
        walk_one(s, each);
    }
}

fn walk_one<'ast>(s: &'ast ast::Stmt<'ast>, each: &mut dyn FnMut(&'ast ast::Stmt<'ast>)) {
    let mut s = s;
    loop {
        each(s);
        match &s.kind {
            StmtKind::Block(b) => walk(b.stmts, each),
            StmtKind::If { then, other, .. } => {
                walk_one(then, each);
                if let Some(o) = other {
                    s = o;
                    continue;
                }
            }
            StmtKind::While { body, .. } | StmtKind::DoWhile { body, .. } => walk_one(body, each),
            StmtKind::For(f) => walk_one(f.body, each),
            StmtKind::ForEach(f) => walk_one(f.body, each),
            StmtKind::Switch(sw) => {
                for c in sw.cases {
                    walk(c.stmts, each);
                }
            }
            StmtKind::Try { body, handler } => {
                walk(body.stmts, each);
                walk(handler.stmts, each);
            }
            _ => {}
        }
        return;
    }
}

/// Whose constructor an expression calls for the object under construction, by its words alone.
fn called_by(e: &ast::Expr<'_>) -> Option<Called> {
    let ExprKind::Call { callee, .. } = &e.kind else { return None };
    match &callee.kind {
        ExprKind::Name(n) if !n.scope.is_none() => None,
        ExprKind::Name(n) if n.name.name == names::SUPER => Some(Called::Base),
        ExprKind::Name(n) if n.name.name == names::THIS => Some(Called::Own),
        _ => None,
    }
}

/// The first `super(…);` anywhere – or `this(…);`, if that is allowed.
fn called_constructor(stmts: &[ast::Stmt<'_>], delegation: bool) -> Option<Called> {
    let mut found = None;
    walk(stmts, &mut |s| {
        if let (StmtKind::Expr(e), None) = (&s.kind, found) {
            found = called_by(e).filter(|c| delegation || *c == Called::Base);
        }
    });
    found
}

/// Names that statements of the form `name = …` or `this.name = …` assign, and whether `this` is written.
fn assigned_members(stmts: &[ast::Stmt<'_>], out: &mut Vec<(Symbol, bool)>) {
    walk(stmts, &mut |s| {
        if let StmtKind::Expr(e) = &s.kind {
            let mut e = *e;
            while let ExprKind::Assign { op: None, left, right, .. } = &e.kind {
                if let Some(n) = member_target(left) {
                    if !out.iter().any(|o| o.0 == n.0) {
                        out.push(n);
                    }
                }
                e = right;
            }
        }
    });
}

/// Whether a variable of this name is declared anywhere inside.
fn declares(stmts: &[ast::Stmt<'_>], name: Symbol) -> bool {
    let mut found = false;
    walk(stmts, &mut |s| {
        if let StmtKind::Var(v) = &s.kind {
            found |= v.declarators.iter().any(|d| d.name.name == name);
        }
    });
    found
}
