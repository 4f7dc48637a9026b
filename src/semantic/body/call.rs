//! Calls: arguments into the callee's window, the call, results and outputs out of it.

use crate::base::{FunctionId, Span, Symbol, TypeId, names};
use crate::bytecode::{Instr, Op};
use crate::semantic::types::{DefaultArg, FunctionBody};
use crate::syntax::ast::{self, ExprKind};
use crate::types::{DataType, FunctionKind, FunctionTraits, Intrinsic, RefModifier, TypeFlags, TypeKind};

use super::convert::How;
use super::emit::CodeMark;
use super::overload::ArgSource;
use super::repr::{Counting, Repr};
use super::value::{FunctionSet, NO_SLOT};
use super::{FnCompiler, Place, Special, Value, Want};

/// What is called.
#[derive(Clone, Debug)]
pub(super) enum Callee<'ast> {
    /// A function; `direct` leaves the real class of the object out of account.
    Function {
        /// The function.
        id: FunctionId,
        /// No virtual dispatch.
        direct: bool,
    },
    /// A function handle with the signature of a funcdef.
    Handle(Value<'ast>),
}

/// An argument that is ready to be moved into the window.
enum Prepared<'ast> {
    /// A primitive or pointer; if the slot owns a reference, it goes to the callee.
    Scalar(Value<'ast>),
    /// A whole value in slots, owned by the callee from the call on.
    Whole(Value<'ast>),
    /// An address or object that the caller keeps.
    Borrowed(Value<'ast>),
    /// The two slots of a `?` parameter: address and type.
    Any(Value<'ast>, u32),
}

/// An output to be assigned after the call.
struct Output<'ast> {
    target: Option<&'ast ast::Expr<'ast>>,
    value: Value<'ast>,
}

/// An argument with its place in the window.
struct Placed<'ast> {
    at: usize,
    arg: Prepared<'ast>,
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// `callee(args)` as written.
    pub(super) fn call(
        &mut self,
        callee: &'ast ast::Expr<'ast>,
        args: &'ast [ast::Arg<'ast>],
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        let mark = self.mark();
        if let ExprKind::Name(n) = &callee.kind {
            if n.scope.is_none() && n.name.name == names::SUPER && self.ctor.is_some() {
                return self.super_call(args, span);
            }
            if let Some(ty) = self.constructed_type(n) {
                return self.construct_expr(ty, args, span, want);
            }
        }
        let v = match &callee.kind {
            ExprKind::Member { object, name } => self.member_callee(object, *name, callee.span),
            _ => self.expr(callee, Want::ANY),
        };
        if v.is_error() {
            self.check_args_only(args);
            return Value::error(span);
        }
        let code = self.until_here(mark);
        if let Place::Special(special) = v.place {
            match *special {
                Special::Functions(set) => return self.call_set(set, args, span, want, Some(code)),
                Special::Type(t) => return self.construct_expr(DataType::of(t), args, span, want),
                other => {
                    let v = Value::special(other, v.span);
                    let v = self.settle(v);
                    let code = self.until_here(mark);
                    return self.call_value(v, args, span, code);
                }
            }
        }
        self.call_value(v, args, span, code)
    }

    /// Compiles arguments for their messages only.
    fn check_args_only(&mut self, args: &'ast [ast::Arg<'ast>]) {
        for a in args {
            let v = self.expr(a.value, Want::ANY);
            self.release(&v);
        }
    }

    /// The type that a call of this name constructs, if the name is a type's.
    pub(super) fn constructed_type(&mut self, n: &'ast ast::NameExpr<'ast>) -> Option<DataType> {
        if n.scope.is_none() && n.args.is_empty() {
            // Variables and members hide types.
            if self.locals.iter().any(|l| l.name == n.name.name) {
                return None;
            }
            if self.class.is_some() && self.this_slot.is_some() && self.has_member(self.class, n.name.name) {
                return None;
            }
        }
        let cx = super::NameContext { namespace: self.namespace, class: self.class, usings: &self.usings };
        let crate::semantic::resolve::TypeHit::Type(ty) =
            crate::semantic::resolve::find_scoped_type(self.reg, &cx, n.scope, n.name.name)?
        else {
            return None;
        };
        if !n.args.is_empty() || self.reg.ty(ty).is_template() {
            let written = ast::TypeExpr {
                is_const: false,
                scope: n.scope,
                base: ast::TypeBase::Name(n.name),
                args: n.args,
                suffixes: &[],
                span: n.name.span,
            };
            return Some(self.resolve(&written));
        }
        Some(DataType::of(ty))
    }

    /// Calls one of a set of functions.
    pub(super) fn call_set(
        &mut self,
        set: FunctionSet<'ast>,
        args: &'ast [ast::Arg<'ast>],
        span: Span,
        want: Want,
        object_code: Option<CodeMark>,
    ) -> Value<'ast> {
        // One void expression for a function without parameters: both run (OVERLOAD-18).
        if let [only] = args {
            if only.name.is_none() && matches!(only.value.kind, ExprKind::Call { .. }) {
                let none = set.ids.iter().copied().find(|&f| self.reg.function(f).params().is_empty());
                if let Some(f) = none {
                    if self.probe(only.value, Want::ANY).ty.is_void()
                        && self.probe(only.value, Want::ANY).as_special().is_none()
                        && set.ids.len() == 1
                    {
                        let v = self.expr(only.value, Want::ANY);
                        self.release(&v);
                        let object = set.object.map(|o| *o);
                        return self.emit_call(
                            Callee::Function { id: f, direct: set.direct },
                            object,
                            Vec::new(),
                            span,
                            want,
                            None,
                        );
                    }
                }
            }
        }
        let Some((f, sources)) = self.choose(&set, args, span) else {
            if let Some(o) = &set.object {
                self.release(o);
            }
            return Value::error(span);
        };
        self.check_access(f, span, set.object.as_deref());
        self.check_shared_function(f, span);
        if !set.args.is_empty() && self.reg.ffi.function_count() <= f.0 {
            return self.fail(53, span, "the function is no template");
        }
        let object = set.object.map(|o| *o);
        self.emit_call(Callee::Function { id: f, direct: set.direct }, object, sources, span, want, object_code)
    }

    /// Calls a value: a function handle, or an object with `opCall`.
    fn call_value(&mut self, v: Value<'ast>, args: &'ast [ast::Arg<'ast>], span: Span, code: CodeMark) -> Value<'ast> {
        if v.is_error() {
            return v;
        }
        let ty = v.ty;
        if self.reg.kind(ty.type_id) == TypeKind::Funcdef {
            let signature = self.reg.ty(ty.type_id).signature;
            let set = FunctionSet {
                name: self.reg.ty(ty.type_id).name,
                ids: vec![signature],
                object: None,
                direct: true,
                args: &[],
            };
            let Some((_, sources)) = self.choose(&set, args, span) else {
                self.release(&v);
                return Value::error(span);
            };
            return self.emit_call(Callee::Handle(v), None, sources, span, Want::ANY, Some(code));
        }
        if self.is_object(ty.object()) {
            let mut ids = Vec::new();
            self.reg.methods_named(ty.type_id, names::OP_CALL, |f| ids.push(f));
            if !ids.is_empty() {
                let set =
                    FunctionSet { name: names::OP_CALL, ids, object: Some(Box::new(v)), direct: false, args: &[] };
                return self.call_set(set, args, span, Want::ANY, Some(code));
            }
        }
        let text = self.display(ty.value());
        self.release(&v);
        self.check_args_only(args);
        self.fail(86, span, format!("a value of type '{text}' cannot be called"))
    }

    /// Calls a method with arguments that are compiled already.
    pub(super) fn call_method(
        &mut self,
        object: Value<'ast>,
        f: FunctionId,
        _owner: TypeId,
        args: &[Value<'ast>],
        span: Span,
    ) -> Value<'ast> {
        self.check_access(f, span, Some(&object));
        self.check_shared_function(f, span);
        let mut sources: Vec<ArgSource<'ast>> = args.iter().cloned().map(ArgSource::Value).collect();
        let params = self.reg.function(f).params().len();
        while sources.len() < params {
            sources.push(ArgSource::Default);
        }
        self.emit_call(Callee::Function { id: f, direct: false }, Some(object), sources, span, Want::ANY, None)
    }

    /// Calls the method of an operator: `l.f(r)`.
    pub(super) fn operator_call(&mut self, f: FunctionId, l: Value<'ast>, r: Value<'ast>, span: Span) -> Value<'ast> {
        let owner = l.ty.type_id;
        self.call_method(l, f, owner, &[r], span)
    }

    /// Calls the method of the right operand: `r.f(l)`.
    pub(super) fn operator_call_reversed(
        &mut self,
        f: FunctionId,
        l: Value<'ast>,
        r: Value<'ast>,
        span: Span,
    ) -> Value<'ast> {
        let owner = r.ty.type_id;
        self.call_method(r, f, owner, &[l], span)
    }

    /// Calls the only method of this name without arguments.
    pub(super) fn call_named(
        &mut self,
        object: Value<'ast>,
        name: Symbol,
        args: Vec<Value<'ast>>,
        span: Span,
    ) -> Value<'ast> {
        let mut ids = Vec::new();
        let constant = object.ty.object_is_const();
        self.reg.methods_named(object.ty.type_id, name, |f| {
            let view = self.reg.function(f);
            let wanted = view.params().iter().filter(|p| !p.has_default()).count();
            if wanted <= args.len() && args.len() <= view.params().len() {
                ids.push(f);
            }
        });
        let fits: Vec<FunctionId> =
            ids.iter().copied().filter(|&f| !constant || self.reg.function(f).is(FunctionTraits::CONST)).collect();
        let chosen = match fits.as_slice() {
            [] => None,
            [one] => Some(*one),
            several => several
                .iter()
                .copied()
                .find(|&f| self.reg.function(f).is(FunctionTraits::CONST) == constant)
                .or(Some(several[0])),
        };
        match chosen {
            Some(f) => {
                let owner = object.ty.type_id;
                self.call_method(object, f, owner, &args, span)
            }
            None => {
                let (text, ty) = (self.text(name), self.display(object.ty.value()));
                for a in &args {
                    self.release(a);
                }
                self.release(&object);
                if ids.is_empty() {
                    self.fail(67, span, format!("'{ty}' has no method '{text}' that fits here"))
                } else {
                    self.fail(89, span, format!("'{text}' is not const and cannot be called on a read-only '{ty}'"))
                }
            }
        }
    }

    /// Calls `f(?&out)` of an object with a variable for the result.
    pub(super) fn call_method_any_out(
        &mut self,
        object: Value<'ast>,
        f: FunctionId,
        _owner: TypeId,
        result: &Value<'ast>,
        span: Span,
    ) -> Value<'ast> {
        let target = Value { temp: false, lvalue: true, ..result.clone() };
        self.emit_call(
            Callee::Function { id: f, direct: false },
            Some(object),
            vec![ArgSource::Value(target)],
            span,
            Want::ANY,
            None,
        )
    }

    /// Private and protected members (CLASS-14 to CLASS-16).
    pub(super) fn check_access(&mut self, f: FunctionId, span: Span, _object: Option<&Value<'ast>>) {
        let def = self.reg.function(f).def();
        if def.owner.is_none() || def.kind == FunctionKind::InterfaceMethod {
            return;
        }
        let name = if def.name.is_empty() { "constructor" } else { self.text(def.name) };
        if def.traits.has(FunctionTraits::PRIVATE) && self.class != def.owner {
            let class = self.display(DataType::of(def.owner));
            self.error(90, span, format!("'{name}' is private in '{class}'"));
        } else if def.traits.has(FunctionTraits::PROTECTED)
            && (self.class.is_none() || !(self.reg.is_a(self.class, def.owner) || self.reg.is_a(def.owner, self.class)))
        {
            let class = self.display(DataType::of(def.owner));
            self.error(92, span, format!("'{name}' is protected in '{class}'"));
        }
    }

    // ---- the call itself ----

    /// Emits a call. `object_code` is the code that found the object or handle: it runs after the arguments.
    pub(super) fn emit_call(
        &mut self,
        callee: Callee<'ast>,
        object: Option<Value<'ast>>,
        sources: Vec<ArgSource<'ast>>,
        span: Span,
        want: Want,
        object_code: Option<CodeMark>,
    ) -> Value<'ast> {
        let made = self.factory_type.take();
        let (sig, owner) = match &callee {
            Callee::Function { id, .. } => {
                (*id, made.or(object.as_ref().map(|o| o.ty.type_id)).unwrap_or(TypeId::NONE))
            }
            Callee::Handle(h) => (self.reg.ty(h.ty.type_id).signature, h.ty.type_id),
        };
        if let (Callee::Function { id, .. }, Some(o)) = (&callee, &object) {
            if let Some(v) = self.intrinsic(*id, o, &sources, span, want) {
                return v;
            }
        }
        if let Callee::Function { id, .. } = &callee {
            if object.is_none() {
                if let Some(v) = self.math_intrinsic(*id, &sources, span, want) {
                    return v;
                }
            }
        }
        let view = self.reg.function(sig);
        let ret = self.reg.subst(view.return_type(), owner);
        let params: Vec<DataType> = view.params().iter().map(|p| self.reg.subst(p.ty, owner)).collect();
        let hidden_result = !ret.is_ref() && self.is_value_type(ret);
        let has_this = object.is_some();
        let takes_type = view.is(FunctionTraits::TAKES_TYPE);
        let first = usize::from(hidden_result) + usize::from(has_this) + usize::from(takes_type);
        let mut total = first;
        let mut at = Vec::with_capacity(sources.len());
        let mut simple = true;
        let variadic = view.is(FunctionTraits::VARIADIC);
        let mut count_at = None;
        for i in 0..sources.len() {
            let ty = *params.get(i).or(params.last()).unwrap_or(&DataType::ERROR);
            if variadic && i + 1 == params.len() {
                count_at = Some(total);
                total += 1;
            }
            at.push(total);
            total += self.param_slots(ty);
            simple &= self.is_simple_param(ty);
        }
        let result_slots = if hidden_result {
            let n = self.slot_count(ret);
            // The result is built in place if that place is free to be written.
            Some(self.slots_for(n))
        } else {
            None
        };
        let mut outputs: Vec<Output<'ast>> = Vec::new();
        let mut holds: Vec<Value<'ast>> = Vec::new();
        let mut placed: Vec<Placed<'ast>> = Vec::new();
        let mut failed = false;
        let direct_window = simple.then(|| self.window(total));
        for i in (0..sources.len()).rev() {
            let ty = *params.get(i).or(params.last()).unwrap_or(&DataType::ERROR);
            let slot = direct_window.map(|w| w + at[i] as u16);
            let earlier = &sources[..i];
            match self.prepare(&sources[i], i, sig, owner, ty, slot, span, &mut outputs, &mut holds) {
                Some(arg) => {
                    let arg = self.detach_argument(arg, earlier);
                    if let Some(slot) = slot {
                        self.place(arg, slot, &mut holds);
                    } else {
                        placed.push(Placed { at: at[i], arg });
                    }
                }
                None => failed = true,
            }
        }
        let mut object = object;
        let mut callee = callee;
        if let Some(code) = object_code {
            match (&mut object, &mut callee) {
                (Some(o), _) => self.run_last(code, o),
                (None, Callee::Handle(h)) => self.run_last(code, h),
                _ => {}
            }
        }
        // The object or handle comes last.
        let mut this_hold: Option<Value<'ast>> = None;
        let mut this_slot = NO_SLOT;
        let mut may_be_null = false;
        let loose = object.as_ref().is_some_and(|o| self.is_loosely_held(o));
        if let Some(o) = object {
            match self.prepare_this(o) {
                Some((v, null)) => {
                    this_slot = v.slots()[0];
                    may_be_null = null;
                    this_hold = Some(v);
                }
                None => failed = true,
            }
        }
        let mut handle_slot = NO_SLOT;
        if let Callee::Handle(h) = &callee {
            let h = h.clone();
            let h = if h.stable { self.load(h, None) } else { self.own(h, None) };
            handle_slot = self.slot_of(&h);
            this_hold = Some(h);
        }
        if failed {
            if let Some(w) = direct_window {
                for i in 0..total {
                    self.moved(w + i as u16);
                }
                self.free_window(w, total, false);
            }
            for p in placed {
                match p.arg {
                    Prepared::Scalar(v) | Prepared::Whole(v) | Prepared::Borrowed(v) | Prepared::Any(v, _) => {
                        self.release(&v);
                    }
                }
            }
            for h in holds.into_iter().chain(this_hold) {
                self.release(&h);
            }
            if let Some(s) = result_slots {
                self.free(s);
            }
            for o in outputs {
                self.release(&o.value);
            }
            return Value::error(span);
        }
        let w = match direct_window {
            Some(w) if !self.lives_above(w, total) => w,
            Some(w) => self.move_window(w, total),
            None => self.window(total),
        };
        for p in placed {
            self.place(p.arg, w + p.at as u16, &mut holds);
        }
        if let Some(s) = result_slots {
            self.ab(Op::Lea, w, s);
        }
        let this_at = w + u16::from(hidden_result);
        if has_this {
            self.ab(Op::Mov, this_at, this_slot);
        }
        if let Some(at) = count_at {
            self.ai(Op::LdI, w + at as u16, (sources.len() + 1 - params.len()) as i32);
        }
        if takes_type {
            let id = self.u.tables.ty(DataType::of(owner));
            self.ai(Op::LdType, w + first as u16 - 1, id as i32);
        }
        self.line(span);
        self.emit_call_instr(&callee, owner, w, this_at, handle_slot, may_be_null, has_this);
        for i in 0..total {
            self.consumed(w + i as u16);
        }
        let mut v = self.finish_call(ret, owner, w, total, result_slots, this_hold, holds, outputs, span);
        v.loose = loose && ret.is_ref();
        v
    }

    /// Slots that a parameter takes in the window.
    fn param_slots(&self, ty: DataType) -> usize {
        if ty.is_any() {
            return 2;
        }
        if ty.is_ref() { 1 } else { self.slot_count(ty).max(1) }
    }

    /// Whether the argument needs nothing besides its slot in the window.
    fn is_simple_param(&self, ty: DataType) -> bool {
        if ty.is_any() {
            return false;
        }
        let repr = self.repr(ty);
        match ty.ref_modifier {
            RefModifier::None => matches!(repr, Repr::Prim(_)) || ty.is_handle,
            RefModifier::In => matches!(repr, Repr::Prim(_)) || ty.is_handle,
            _ => false,
        }
    }

    /// Whether a value of the caller lies above the window, where the callee's frame will be.
    fn lives_above(&self, w: u16, total: usize) -> bool {
        self.slots.top() > w as usize + total.max(1)
    }

    /// A window above everything, with the content of the old one.
    fn move_window(&mut self, old: u16, total: usize) -> u16 {
        let w = self.window(total);
        self.abc(Op::MovN, w, old, total as u16);
        for i in 0..total as u16 {
            let kind = self.live.iter().rev().find(|l| l.slot == old + i).map(|l| l.kind);
            if let Some(kind) = kind {
                self.moved(old + i);
                self.born(w + i, kind);
            }
        }
        self.free_window(old, total, false);
        w
    }

    /// An argument that was only looked at is copied if an argument that is evaluated later may change it.
    fn detach_argument(&mut self, arg: Prepared<'ast>, earlier: &[ArgSource<'ast>]) -> Prepared<'ast> {
        let changes = |this: &Self| earlier.iter().any(|s| matches!(s, ArgSource::Expr(e) if this.may_assign(e)));
        match arg {
            Prepared::Scalar(v) if v.is_variable_slot() && !self.is_live(self.slot_of(&v)) && changes(self) => {
                Prepared::Scalar(self.detach(v))
            }
            other => other,
        }
    }

    /// Moves an argument into its slot.
    fn place(&mut self, arg: Prepared<'ast>, slot: u16, holds: &mut Vec<Value<'ast>>) {
        match arg {
            Prepared::Scalar(v) => {
                if let Place::Slot(s) = v.place {
                    if s == slot {
                        return;
                    }
                    if v.temp && self.is_live(s) {
                        let kind = self.live.iter().rev().find(|l| l.slot == s).map(|l| l.kind);
                        self.ab(Op::Mov, slot, s);
                        self.moved(s);
                        if let Some(kind) = kind {
                            self.born(slot, kind);
                        }
                        self.free(s);
                        return;
                    }
                }
                self.load_to(v, slot);
            }
            Prepared::Whole(v) => {
                if let Place::Slot(s) = v.place {
                    let n = self.slot_count(v.ty);
                    if n == 1 {
                        self.ab(Op::Mov, slot, s);
                    } else {
                        self.abc(Op::MovN, slot, s, n as u16);
                    }
                    let kind = self.live.iter().rev().find(|l| l.slot == s).map(|l| l.kind);
                    self.moved(s);
                    if let Some(kind) = kind {
                        self.born(slot, kind);
                    }
                    self.free(s);
                }
            }
            Prepared::Borrowed(v) => {
                let s = v.slots()[0];
                self.ab(Op::Mov, slot, s);
                holds.push(v);
            }
            Prepared::Any(v, ty) => {
                let s = v.slots()[0];
                self.ab(Op::Mov, slot, s);
                self.ai(Op::LdType, slot + 1, ty as i32);
                holds.push(v);
            }
        }
    }

    /// Compiles an argument for a parameter. With `slot` the parameter is simple and its slot in the window is known.
    #[allow(clippy::too_many_arguments)]
    fn prepare(
        &mut self,
        source: &ArgSource<'ast>,
        index: usize,
        f: FunctionId,
        owner: TypeId,
        ty: DataType,
        slot: Option<u16>,
        span: Span,
        outputs: &mut Vec<Output<'ast>>,
        holds: &mut Vec<Value<'ast>>,
    ) -> Option<Prepared<'ast>> {
        if ty.is_error() {
            return None;
        }
        if ty.ref_modifier == RefModifier::Out {
            return self.prepare_out(source, ty, span, outputs);
        }
        let plain = ty.with_ref(RefModifier::None);
        let want = Want { ty: (!ty.is_any()).then_some(plain), slot, lvalue: false };
        let v = match source {
            ArgSource::Expr(e) => self.expr(e, want),
            ArgSource::Value(v) => v.clone(),
            ArgSource::Default => self.default_argument(f, owner, index, plain, span),
        };
        if v.is_error() {
            return None;
        }
        if ty.is_any() {
            return self.prepare_any(v);
        }
        if ty.ref_modifier == RefModifier::InOut {
            return self.prepare_inout(v, ty);
        }
        let v = self.convert(v, plain, How::Implicit, want);
        if v.is_error() {
            return None;
        }
        match self.repr(plain) {
            Repr::Prim(_) => Some(Prepared::Scalar(match v.place {
                Place::Const(_) if slot.is_some() => self.load(v, slot),
                Place::Slot(_) => v,
                _ => self.load(v, slot),
            })),
            Repr::Ptr(counting) if plain.is_handle => {
                if v.is_null() {
                    return Some(Prepared::Scalar(self.load(v, slot)));
                }
                if counting == Counting::Not {
                    return Some(Prepared::Scalar(self.load(v, slot)));
                }
                Some(Prepared::Scalar(self.own(v, slot)))
            }
            Repr::Ptr(_) => {
                // An object of a reference type.
                let by_value = ty.ref_modifier == RefModifier::None;
                if ty.ref_modifier == RefModifier::In && ty.is_const {
                    return Some(Prepared::Borrowed(self.borrow_object(v)));
                }
                let copy = self.copy_object(v, plain, span);
                if copy.is_error() {
                    return None;
                }
                Some(if by_value { Prepared::Scalar(copy) } else { Prepared::Borrowed(copy) })
            }
            Repr::Value { .. } => {
                if ty.ref_modifier == RefModifier::None {
                    let v = self.own_whole(v, plain);
                    return (!v.is_error()).then_some(Prepared::Whole(v));
                }
                // A local or temporary can be referred to; anything else might change during the call.
                let referable = v.temp && matches!(v.place, Place::Slot(_) | Place::SlotAt { .. })
                    || matches!(v.place, Place::Mem { base, .. } if self.is_literal_base(base, &v))
                    || (ty.is_const && matches!(v.place, Place::Slot(_) | Place::SlotAt { .. }))
                    || (ty.is_const && self.is_const_parameter(&v))
                    || (ty.is_const && self.u.options.allow_unsafe_references);
                let v = if referable && (ty.is_const || v.temp) { v } else { self.own_whole(v, plain) };
                if v.is_error() {
                    return None;
                }
                let _ = holds;
                Some(Prepared::Borrowed(self.address(v)))
            }
            Repr::None => None,
        }
    }

    /// The address is that of a string constant: nothing ever changes it.
    fn is_literal_base(&self, _base: u16, v: &Value<'ast>) -> bool {
        v.stable && v.ty.is_const && v.temp && !v.lvalue
    }

    /// A `const &in` parameter of this very function refers to something its own caller keeps unchanged.
    fn is_const_parameter(&self, v: &Value<'ast>) -> bool {
        let Place::Mem { base, .. } = v.place else { return false };
        self.locals
            .iter()
            .any(|l| l.is_param && l.ty.is_const && matches!(l.place, Place::Mem { base: b, .. } if b == base))
    }

    /// An object passed by reference: kept alive by the caller if nothing else does. Null raises.
    fn borrow_object(&mut self, v: Value<'ast>) -> Value<'ast> {
        let v = self.deref(v);
        if v.stable || !self.is_counted(v.ty) { self.load(v, None) } else { self.own(v, None) }
    }

    fn prepare_inout(&mut self, v: Value<'ast>, ty: DataType) -> Option<Prepared<'ast>> {
        let plain = ty.with_ref(RefModifier::None);
        let span = v.span;
        if self.is_reference_type(plain.type_id) && !plain.is_handle {
            let v = self.settle(v);
            if v.is_error() {
                return None;
            }
            if v.ty.object_is_const() && !plain.is_const {
                let (a, b) = (self.display(v.ty), self.display(ty));
                self.release(&v);
                self.error(65, span, format!("'{a}' is read-only and cannot be passed as '{b}'"));
                return None;
            }
            let v = self.convert(v, plain, How::Implicit, Want::ANY);
            if v.is_error() {
                return None;
            }
            return Some(Prepared::Borrowed(self.borrow_object(v)));
        }
        let v = self.settle(v);
        if v.is_error() {
            return None;
        }
        if v.ty.same_value(plain) && v.lvalue && (plain.is_const || !v.ty.is_const) {
            return Some(Prepared::Borrowed(self.address(v)));
        }
        if !plain.is_const {
            let text = self.display(ty);
            self.release(&v);
            self.error(105, span, format!("the argument for '{text}' must be a variable of exactly that type"));
            return None;
        }
        let v = self.convert(v, plain, How::Implicit, Want::ty(plain));
        if v.is_error() {
            return None;
        }
        let v = if matches!(self.repr(plain), Repr::Prim(_)) {
            let t = self.slot();
            self.load_to(v, t);
            Value::temp(plain, t, span)
        } else if plain.is_handle {
            self.own(v, None)
        } else {
            v
        };
        Some(Prepared::Borrowed(self.address(v)))
    }

    /// `?&in` and `?&inout`: address and type of whatever is given.
    fn prepare_any(&mut self, v: Value<'ast>) -> Option<Prepared<'ast>> {
        let span = v.span;
        let v = self.settle(v);
        if v.is_error() {
            return None;
        }
        if v.ty.is_void() {
            self.error(73, span, "an expression without a value ('void') cannot be an argument");
            return None;
        }
        let mut v = v;
        if v.is_null() {
            let ty = self.u.tables.ty(DataType::NULL);
            let t = self.slot();
            self.ai(Op::LdI, t, 0);
            let v = Value::temp(DataType::NULL, t, span);
            return Some(Prepared::Any(self.address(v), ty));
        }
        let funcdef = self.reg.kind(v.ty.type_id) == TypeKind::Funcdef;
        if v.ty.is_handle && !v.explicit_handle && !funcdef && self.reg.kind(v.ty.type_id) != TypeKind::Interface {
            v = self.deref(v);
        }
        let ty = self.u.tables.ty(v.ty);
        let v = match self.repr(v.ty) {
            Repr::Prim(_) => {
                let t = self.slot();
                let plain = v.ty.value();
                self.load_to(v, t);
                self.address(Value::temp(plain, t, span))
            }
            Repr::Ptr(_) if v.ty.is_handle => {
                let v = self.own(v, None);
                self.address(v)
            }
            Repr::Ptr(_) => self.borrow_object(v),
            _ => self.address(v),
        };
        Some(Prepared::Any(v, ty))
    }

    /// `&out`: a fresh variable for the callee; what it holds is assigned to the argument afterwards.
    fn prepare_out(
        &mut self,
        source: &ArgSource<'ast>,
        ty: DataType,
        span: Span,
        outputs: &mut Vec<Output<'ast>>,
    ) -> Option<Prepared<'ast>> {
        let plain = ty.with_ref(RefModifier::None).with_const(false);
        let (target, fresh_type) = match source {
            ArgSource::Expr(e) => {
                let e = *e;
                self.mark_assigned(e);
                let probe = self.probe_target(e);
                if probe.is_error() {
                    let v = self.expr(e, Want::ANY);
                    self.release(&v);
                    return None;
                }
                if matches!(e.kind, ExprKind::Void) || probe.is_null() || probe.as_const() == Some(0) {
                    (None, if ty.is_any() { DataType::INT64 } else { plain })
                } else if self.out_is_assignable(&probe) {
                    (Some(e), if ty.is_any() { probe.ty.value() } else { plain })
                } else {
                    self.error(105, e.span, "an output argument must be something that can be assigned to, or 'void'");
                    return None;
                }
            }
            ArgSource::Value(v) => {
                // The variable of a generic conversion: it is written directly.
                let v = v.clone();
                let id = self.u.tables.ty(v.ty);
                let held = matches!(self.repr(v.ty), Repr::Ptr(_)) && !v.ty.is_handle;
                let v = if held { self.load(v, None) } else { self.address(v) };
                return Some(if ty.is_any() { Prepared::Any(v, id) } else { Prepared::Borrowed(v) });
            }
            ArgSource::Default => (None, if ty.is_any() { DataType::INT64 } else { plain }),
        };
        let fresh = self.fresh_variable(fresh_type, span);
        if fresh.is_error() {
            return None;
        }
        outputs.push(Output { target, value: fresh.clone() });
        let shown = Value { temp: false, ..fresh };
        let id = self.u.tables.ty(fresh_type);
        let object = matches!(self.repr(fresh_type), Repr::Ptr(_)) && !fresh_type.is_handle;
        let v = if object { self.load(shown, None) } else { self.address(shown) };
        Some(if ty.is_any() { Prepared::Any(v, id) } else { Prepared::Borrowed(v) })
    }

    /// What an output argument is, without compiling it.
    fn probe_target(&mut self, e: &'ast ast::Expr<'ast>) -> Value<'ast> {
        self.speculate(|this| {
            let v = this.expr(e, Want { lvalue: true, ..Want::ANY });
            if let Some(Special::Property(p)) = v.as_special() {
                let p = p.clone();
                if let Some(ty) = this.setter_type(&p) {
                    return Value { lvalue: true, ..Value::new(ty.value(), Place::Void, v.span) };
                }
            }
            this.settle(v)
        })
    }

    fn out_is_assignable(&self, v: &Value<'ast>) -> bool {
        if v.ty.is_const && !v.ty.is_handle {
            return false;
        }
        v.lvalue && !v.ty.is_const || (self.is_object(v.ty) && v.as_const().is_none() && !v.ty.is_void())
    }

    /// Whether nothing but a global or a handle keeps the object alive.
    pub(super) fn is_loosely_held(&self, o: &Value<'ast>) -> bool {
        matches!(o.place, Place::Global(_))
            || (o.ty.is_handle && !matches!(o.place, Place::Slot(s) if self.slots.is_pinned(s)))
    }

    /// The object of a method call in a slot: for value types its address. Tells whether it may be null.
    fn prepare_this(&mut self, o: Value<'ast>) -> Option<(Value<'ast>, bool)> {
        let o = self.settle(o);
        if o.is_error() {
            return None;
        }
        if self.is_value_type(o.ty) {
            return Some((self.address(o), false));
        }
        let null = !self.is_surely_there(&o);
        let o = if o.stable || !self.is_counted(o.ty) { self.load(o, None) } else { self.own(o, None) };
        Some((o, null))
    }

    #[allow(clippy::too_many_arguments)]
    fn emit_call_instr(
        &mut self,
        callee: &Callee<'ast>,
        owner: TypeId,
        w: u16,
        this_at: u16,
        handle_slot: u16,
        may_be_null: bool,
        has_this: bool,
    ) {
        let (id, direct) = match callee {
            Callee::Handle(_) => {
                self.ai(Op::CallHandle, w, i32::from(handle_slot));
                return;
            }
            Callee::Function { id, direct } => (*id, *direct),
        };
        let view = self.reg.function(id);
        let def = view.def();
        if view.is_ffi() && def.kind != FunctionKind::InterfaceMethod {
            if may_be_null && has_this {
                self.check_null(this_at);
            }
            let owner = if owner.is_some() && self.reg.ty(owner).is_instance() { owner } else { TypeId::NONE };
            let n = self.u.tables.native(id, owner);
            self.ai(Op::CallNative, w, n as i32);
            return;
        }
        match def.kind {
            FunctionKind::Import => {
                let n = self.reg.script_function(id).import;
                self.ai(Op::CallImport, w, n as i32);
            }
            FunctionKind::InterfaceMethod => {
                let n = self.u.tables.interface_method(def.owner, def.slot);
                self.abc(Op::CallInterface, w, n as u16, this_at - w);
            }
            FunctionKind::Method if !direct && self.is_virtual(id) => {
                self.abc(Op::CallVirtual, w, def.slot as u16, this_at - w);
            }
            _ => {
                if may_be_null && has_this {
                    self.check_null(this_at);
                }
                self.call_relocs.push((self.pc(), id.0 - self.reg.first_function));
                self.ai(Op::Call, w, 0);
            }
        }
    }

    /// Whether the method to run depends on the object's real class.
    fn is_virtual(&self, f: FunctionId) -> bool {
        let def = self.reg.function(f).def();
        if def.traits.has(FunctionTraits::FINAL) {
            return false;
        }
        let flags = self.reg.ty(def.owner).flags;
        if flags.has(TypeFlags::FINAL) {
            return false;
        }
        def.traits.has(FunctionTraits::OVERRIDDEN) || flags.has(TypeFlags::SHARED)
    }

    /// After the call: result, releases, outputs.
    #[allow(clippy::too_many_arguments)]
    fn finish_call(
        &mut self,
        ret: DataType,
        owner: TypeId,
        w: u16,
        total: usize,
        result_slots: Option<u16>,
        this_hold: Option<Value<'ast>>,
        holds: Vec<Value<'ast>>,
        outputs: Vec<Output<'ast>>,
        span: Span,
    ) -> Value<'ast> {
        let _ = owner;
        let plain = ret.with_ref(RefModifier::None);
        let mut result = if plain.is_void() {
            self.free_window(w, total, false);
            Value::void(span)
        } else if ret.is_ref() {
            self.free_window(w, total, true);
            let object = self.is_reference_type(plain.type_id) && !plain.is_handle;
            let place = if object { Place::Slot(w) } else { Place::Mem { base: w, offset: 0 } };
            let mut v = Value::new(plain, place, span);
            v.temp = true;
            v.lvalue = true;
            v
        } else if let Some(s) = result_slots {
            self.free_window(w, total, false);
            let ty = plain.with_const(false);
            self.born_as(s, ty);
            Value::temp(plain, s, span)
        } else {
            self.free_window(w, total, true);
            let ty = plain.value();
            self.born_as(w, ty);
            let mut v = Value::temp(if plain.is_handle || self.is_object(plain) { plain } else { ty }, w, span);
            if plain.is_handle {
                v.ty.is_const = false;
            }
            v
        };
        // A reference may lead into the object: it stays as long as the reference is used.
        let mut kept = false;
        for h in holds {
            self.release(&h);
        }
        if let Some(h) = this_hold {
            if ret.is_ref() && self.owns_anything(&h) {
                let mut slots: Vec<u16> = h
                    .slots()
                    .into_iter()
                    .chain(h.holds)
                    .filter(|&s| s != NO_SLOT && !self.slots.is_pinned(s))
                    .collect();
                slots.retain(|&s| self.is_live(s));
                for (i, s) in slots.into_iter().take(2).enumerate() {
                    result.holds[i] = s;
                    kept = true;
                }
            }
            if kept {
                for s in h.slots().into_iter().chain(h.holds) {
                    if s != NO_SLOT && !result.holds.contains(&s) && !self.slots.is_pinned(s) && !self.is_live(s) {
                        self.free(s);
                    }
                }
            } else {
                self.release(&h);
            }
        }
        for o in outputs {
            match o.target {
                Some(e) => self.assign_output(e, o.value),
                None => self.release(&o.value),
            }
        }
        result
    }

    // ---- default arguments ----

    /// The declared default of a parameter, compiled where the function was declared (FUNC-24).
    fn default_argument(
        &mut self,
        f: FunctionId,
        _owner: TypeId,
        index: usize,
        ty: DataType,
        span: Span,
    ) -> Value<'ast> {
        let view = self.reg.function(f);
        let Some(default) = view.default_arg(index) else {
            return self.fail(100, span, "an argument is missing");
        };
        let namespace = match &view {
            super::super::FunctionDefView::Script(_, sf) => sf.scope,
            super::super::FunctionDefView::Ffi(_, def) => def.namespace,
        };
        let before = self.u.diags.error_count();
        let v = self.outside(namespace, |this| match default {
            DefaultArg::Script(e) => {
                let v = this.expr(e, Want::ty(ty));
                this.convert(v, ty, How::Implicit, Want::ty(ty))
            }
            DefaultArg::Ffi(e) => {
                let v = this.ffi_expr(e, span, Want::ty(ty));
                this.convert(v, ty, How::Implicit, Want::ty(ty))
            }
        });
        if v.is_error() && self.u.diags.error_count() > before {
            let text = self.reg.declaration(f, TypeId::NONE, self.u.names);
            self.error(
                109,
                span,
                format!("this call needs default argument {} of {text}, which does not compile", index + 1),
            );
        }
        v
    }

    /// Runs something as if at script level in a namespace: no locals, no `this`.
    pub(super) fn outside<R>(&mut self, namespace: crate::base::NamespaceId, f: impl FnOnce(&mut Self) -> R) -> R {
        let locals = std::mem::take(&mut self.locals);
        let usings = std::mem::take(&mut self.usings);
        let (ns, class, this, ctor, own) =
            (self.namespace, self.class, self.this_slot.take(), self.ctor.take(), self.own_property);
        self.namespace = namespace;
        self.class = TypeId::NONE;
        self.own_property = Symbol::EMPTY;
        let r = f(self);
        self.locals = locals;
        self.usings = usings;
        self.namespace = ns;
        self.class = class;
        self.this_slot = this;
        self.ctor = ctor;
        self.own_property = own;
        r
    }

    // ---- functions that are instructions ----

    fn intrinsic(
        &mut self,
        f: FunctionId,
        object: &Value<'ast>,
        sources: &[ArgSource<'ast>],
        span: Span,
        want: Want,
    ) -> Option<Value<'ast>> {
        let native = self.reg.function(f).native()?;
        match native.intrinsic {
            Intrinsic::ArrayLength => {
                let o = self.load(object.clone(), None);
                let s = self.slot_of(&o);
                let t = want.slot.unwrap_or_else(|| self.slot());
                self.ab(Op::ArrLen, t, s);
                self.release(&o);
                Some(self.result(DataType::UINT, t, want, span))
            }
            Intrinsic::StringLength => {
                let o = self.address(object.clone());
                let s = o.slots()[0];
                let t = want.slot.unwrap_or_else(|| self.slot());
                self.ab(Op::StrLen, t, s);
                self.release(&o);
                Some(self.result(DataType::UINT, t, want, span))
            }
            Intrinsic::ArrayIndex => {
                let [ArgSource::Value(index)] = sources else { return None };
                Some(self.array_element(f, object.clone(), index.clone(), span))
            }
            _ => None,
        }
    }

    fn math_intrinsic(
        &mut self,
        f: FunctionId,
        sources: &[ArgSource<'ast>],
        span: Span,
        want: Want,
    ) -> Option<Value<'ast>> {
        let native = self.reg.function(f).native()?;
        let (op, ty) = match native.intrinsic {
            Intrinsic::SqrtF64 => (Op::SqrtF64, DataType::DOUBLE),
            Intrinsic::SqrtF32 => (Op::SqrtF32, DataType::FLOAT),
            Intrinsic::AbsF64 => (Op::AbsF64, DataType::DOUBLE),
            Intrinsic::AbsF32 => (Op::AbsF32, DataType::FLOAT),
            Intrinsic::FloorF64 => (Op::FloorF64, DataType::DOUBLE),
            Intrinsic::FloorF32 => (Op::FloorF32, DataType::FLOAT),
            Intrinsic::CeilF64 => (Op::CeilF64, DataType::DOUBLE),
            Intrinsic::CeilF32 => (Op::CeilF32, DataType::FLOAT),
            _ => return None,
        };
        let [ArgSource::Expr(e)] = sources else { return None };
        let v = self.value_as(e, ty, None);
        if v.is_error() {
            return Some(v);
        }
        let v = self.load(v, None);
        let s = self.slot_of(&v);
        self.release(&v);
        let t = want.slot.unwrap_or_else(|| self.slot());
        self.ab(op, t, s);
        Some(self.result(ty, t, want, span))
    }

    /// Whether a script constructor or function has no code worth calling.
    pub(super) fn is_generated_default(&self, f: FunctionId) -> bool {
        self.reg.is_script_function(f) && matches!(self.reg.script_function(f).body, FunctionBody::DefaultConstructor)
    }

    /// A jump-free way to raise one of the machine's exceptions.
    pub(super) fn emit_throw(&mut self, trap: crate::bytecode::Trap) {
        self.emit(Instr::ai(Op::Throw, 0, trap as i32));
    }
}
