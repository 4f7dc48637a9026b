//! Calls: arguments into the callee's window, the call, results and outputs out of it.

use crate::base::{FunctionId, Span, Symbol, TypeId, names};
use crate::bytecode::{Instr, Op};
use crate::semantic::extension_hint;
use crate::semantic::types::{DefaultArg, FunctionBody};
use crate::syntax::ast::{self, ExprKind};
use crate::types::{DataType, FunctionKind, FunctionTraits, Intrinsic, TypeKind};

use super::convert::How;
use super::emit::CodeMark;
use super::overload::{ArgSource, Sources};
use super::value::{FunctionIds, FunctionSet, Named, blamed};
use super::{FnCompiler, Place, Special, Value, Want};

/// Default arguments that may be compiled in a function because others need them.
const MOST_NESTED_DEFAULTS: u32 = 10_000;

/// What is called.
#[derive(Clone, Copy, Debug)]
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
        let found = match &callee.kind {
            ExprKind::Member { object, name } => self.member_callee(object, *name, callee.span),
            ExprKind::Name(n) => self.named(n, callee.span, Want::ANY),
            _ => Named::Value(self.expr(callee, Want::ANY)),
        };
        let v = match found {
            Named::Functions(set) => {
                let code = self.until_here(mark);
                return self.call_set(set, args, span, want, Some(code));
            }
            Named::Value(v) => v,
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
                    let v = self.special(other, v.span);
                    let v = self.settle(v);
                    let code = self.until_here(mark);
                    return self.call_value(v, args, blamed(callee), span, code);
                }
            }
        }
        self.call_value(v, args, blamed(callee), span, code)
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
                        return self.emit_call(
                            Callee::Function { id: f, direct: set.direct },
                            set.object,
                            &[],
                            span,
                            want,
                            None,
                        );
                    }
                }
            }
        }
        if !set.args.is_empty() && set.ids.iter().any(|f| self.is_template_function(*f)) {
            return self.template_call(set, args, span, want);
        }
        let mut sources = Sources::new();
        let blamed = set.blamed(span);
        let Some(f) = self.choose(&set, args, &mut sources, blamed) else {
            if let Some(o) = &set.object {
                self.release(o);
            }
            return Value::error(span);
        };
        if self.is_template_function(f) {
            for source in sources {
                if let ArgSource::Value(v) = source {
                    self.release(&v);
                }
            }
            let name = self.text(set.name);
            let text = format!("'{name}' is a template function: write the types of the call, as in '{name}<int>(…)'");
            return self.fail(53, blamed, text);
        }
        self.check_access(f, blamed, set.object.as_ref());
        self.check_shared_function(f, blamed);
        if !set.args.is_empty() {
            // Nothing is called: what the arguments hold is let go.
            for source in sources {
                if let ArgSource::Value(v) = source {
                    self.release(&v);
                }
            }
            if let Some(o) = &set.object {
                self.release(o);
            }
            let name = self.text(set.name);
            let text = format!("'{name}' is no template; leave out the types in '<…>'");
            return self.fail(53, blamed, text);
        }
        self.emit_call(Callee::Function { id: f, direct: set.direct }, set.object, &sources, span, want, object_code)
    }

    fn is_template_function(&self, f: FunctionId) -> bool {
        f.0 < self.reg.ffi.function_count() && self.reg.ffi.function_template(f).is_some()
    }

    /// Calls one of a set of template functions with the types that are written (HOST-105).
    fn template_call(
        &mut self,
        set: FunctionSet<'ast>,
        args: &'ast [ast::Arg<'ast>],
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        let types: Vec<DataType> = set.args.iter().map(|t| self.resolve(t)).collect();
        if types.iter().any(|ty| ty.is_error()) {
            self.check_args_only(args);
            return Value::error(span);
        }
        let name = self.text(set.name);
        let mut instances = Vec::new();
        let mut refused = None;
        for &f in set.ids.iter().filter(|f| self.is_template_function(**f)) {
            let Some(template) = self.reg.ffi.function_template(f) else { continue };
            match self.reg.instance(template, &types) {
                Ok(instance) => instances.push((f, instance)),
                Err(why) => refused = Some(why),
            }
        }
        let ids = self.u.arena.alloc_slice_fill_iter(instances.iter().map(|i| i.0));
        let set = FunctionSet { ids, args: &[], ..set };
        if let (true, Some(why)) = (instances.is_empty(), refused) {
            self.check_args_only(args);
            return self.fail(53, span, format!("'{name}' cannot be called with these types: {why}"));
        }
        let owners: rustc_hash::FxHashMap<FunctionId, TypeId> = instances.into_iter().collect();
        let mut sources = Sources::new();
        let Some(f) = self.choose_for(&set, &|f| owners[&f], args, &mut sources, span) else {
            return Value::error(span);
        };
        self.check_access(f, span, None);
        self.factory_type = owners.get(&f).copied();
        self.emit_call(Callee::Function { id: f, direct: true }, None, &sources, span, want, None)
    }

    /// Calls a value: a function handle, or an object with `opCall`.
    fn call_value(
        &mut self,
        v: Value<'ast>,
        args: &'ast [ast::Arg<'ast>],
        blamed: Span,
        span: Span,
        code: CodeMark,
    ) -> Value<'ast> {
        if v.is_error() {
            return v;
        }
        let ty = v.ty;
        if self.reg.kind(ty.type_id) == TypeKind::Funcdef {
            let signature = self.reg.ty(ty.type_id).signature;
            let set = FunctionSet {
                name: self.reg.ty(ty.type_id).name,
                ids: std::slice::from_ref(self.u.arena.alloc(signature)),
                object: None,
                at: blamed,
                direct: true,
                args: &[],
            };
            let mut sources = Sources::new();
            if self.choose(&set, args, &mut sources, set.blamed(span)).is_none() {
                self.release(&v);
                return Value::error(span);
            }
            return self.emit_call(Callee::Handle(v), None, &sources, span, Want::ANY, Some(code));
        }
        if self.is_object(ty.object()) {
            let mut ids = FunctionIds::new();
            self.reg.methods_named(ty.type_id, names::OP_CALL, |f| ids.push(f));
            if !ids.is_empty() {
                let ids = self.u.arena.alloc_slice_copy(&ids);
                let set =
                    FunctionSet { name: names::OP_CALL, ids, object: Some(v), at: blamed, direct: false, args: &[] };
                return self.call_set(set, args, span, Want::ANY, Some(code));
            }
        }
        let text = self.display(ty.value());
        let this = self.ctor.is_some() && matches!(v.place, Place::Slot(s) if Some(s) == self.this_slot);
        self.release(&v);
        self.check_args_only(args);
        let off = this && !self.u.options.constructor_delegation;
        let error =
            self.error(86, Span { lo: blamed.lo, hi: span.hi }, format!("a value of type '{text}' cannot be called"));
        if off {
            error.help(extension_hint("constructor_delegation"));
        }
        Value::error(span)
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
        let mut sources: Sources<'ast> = args.iter().cloned().map(ArgSource::Value).collect();
        let params = self.reg.function(f).params().len();
        while sources.len() < params {
            sources.push(ArgSource::Default);
        }
        self.emit_call(Callee::Function { id: f, direct: false }, Some(object), &sources, span, Want::ANY, None)
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
        let mut ids = FunctionIds::new();
        let constant = object.ty.object_is_const();
        self.reg.methods_named(object.ty.type_id, name, |f| {
            let view = self.reg.function(f);
            let wanted = view.params().iter().filter(|p| !p.has_default()).count();
            if wanted <= args.len() && args.len() <= view.params().len() {
                ids.push(f);
            }
        });
        let fits: FunctionIds =
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
        let target = Value { temp: false, lvalue: true, ..*result };
        self.emit_call(
            Callee::Function { id: f, direct: false },
            Some(object),
            &[ArgSource::Value(target)],
            span,
            Want::ANY,
            None,
        )
    }

    /// Private and protected members (CLASS-14 to CLASS-16).
    pub(super) fn check_access(&mut self, f: FunctionId, span: Span, _object: Option<&Value<'ast>>) {
        let def = self.reg.function(f).def();
        if def.owner.is_none() || def.kind == FunctionKind::InterfaceMethod || self.is_generated_copy() {
            return;
        }
        let is_constructor = matches!(def.kind, FunctionKind::Constructor);
        let name = || if is_constructor { "the constructor".into() } else { format!("'{}'", self.text(def.name)) };
        if def.traits.has(FunctionTraits::PRIVATE) && self.class != def.owner {
            let class = self.display(DataType::of(def.owner));
            self.error(90, span, format!("{} is private in '{class}'", name()));
        } else if def.traits.has(FunctionTraits::PROTECTED)
            && (self.class.is_none() || !(self.reg.is_a(self.class, def.owner) || self.reg.is_a(def.owner, self.class)))
        {
            let class = self.display(DataType::of(def.owner));
            self.error(92, span, format!("{} is protected in '{class}'", name()));
        }
    }

    /// Whether the function being compiled is a copy or assignment that nobody wrote: it copies whatever can be copied,
    /// and nobody could be told what is wrong with it.
    fn is_generated_copy(&self) -> bool {
        let f = self.function_id;
        f.is_some()
            && self.reg.is_script_function(f)
            && matches!(self.reg.script_function(f).body, FunctionBody::CopyConstructor | FunctionBody::Assign)
    }

    // ---- the call itself ----

    /// The declared default of a parameter, compiled where the function was declared (FUNC-24).
    pub(super) fn default_argument(
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
        // Each function may need several of the next: what is written in a few lines can come to more than memory holds.
        if self.default_depth > 0 {
            self.nested_defaults += 1;
            if self.nested_defaults > MOST_NESTED_DEFAULTS {
                if !self.too_large {
                    self.too_large = true;
                    let text = format!(
                        "the function is too large: default arguments that need others are compiled more than {MOST_NESTED_DEFAULTS} times"
                    );
                    self.error(130, self.function_span, text);
                }
                return Value::error(span);
            }
        }
        let before = self.u.diags.error_count();
        let messages = self.u.diags.list().len();
        self.default_depth += 1;
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
        self.default_depth -= 1;
        if self.too_large {
            return Value::error(span);
        }
        if v.is_error() && self.u.diags.error_count() > before {
            // What is wrong in it is told along with the call that needs it.
            let wrong: Vec<_> = self.u.diags.list()[messages..].to_vec();
            self.u.diags.truncate(messages);
            let text = self.reg.declaration(f, TypeId::NONE, self.u.names);
            let text = format!("this call needs default argument {} of {text}, which does not compile", index + 1);
            let d = self.error(109, span, text);
            for w in wrong {
                d.note(w.span, w.text);
                d.notes.extend(w.notes);
            }
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

    pub(super) fn intrinsic(
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
                let o = self.load(*object, None);
                let s = self.slot_of(&o);
                let t = want.slot.unwrap_or_else(|| self.slot());
                self.ab(Op::ArrLen, t, s);
                self.release(&o);
                Some(self.result(DataType::UINT, t, want, span))
            }
            Intrinsic::StringLength => {
                let o = self.address(*object);
                let s = o.slots()[0];
                let t = want.slot.unwrap_or_else(|| self.slot());
                self.ab(Op::StrLen, t, s);
                self.release(&o);
                Some(self.result(DataType::UINT, t, want, span))
            }
            Intrinsic::ArrayIndex => {
                let [ArgSource::Value(index)] = sources else { return None };
                Some(self.array_element(f, *object, *index, span))
            }
            _ => None,
        }
    }

    pub(super) fn math_intrinsic(
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
