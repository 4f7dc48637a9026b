//! Making, copying and moving objects.

use smallvec::smallvec;

use crate::base::{FunctionId, Span, Symbol, TypeId, names};
use crate::bytecode::{FunctionRef, Op};
use crate::semantic::types::FunctionBody;
use crate::syntax::ast;
use crate::types::{DataType, FunctionKind, FunctionTraits, RefModifier, TypeFlags, TypeKind};

use super::call::Callee;
use super::conversion_cost::UserConversion;
use super::convert::How;
use super::overload::{ArgSource, Match, Sources};
use super::repr::Repr;
use super::value::{FunctionIds, FunctionSet};
use super::{FnCompiler, Place, Special, Value, Want};

/// What may be asked of a class, and needs to be found out but once.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Fact {
    /// Whether objects can be assigned.
    Assignable,
    /// Whether objects can be copied.
    Copyable,
    /// Whether a new object is zeroed memory.
    Trivial,
}

/// Objects in objects in objects …: beyond this many the outermost is taken for one that contains itself.
const MOST_NESTED_MEMBERS: u32 = 64;

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// `T(args)`
    pub(super) fn construct_expr(
        &mut self,
        ty: DataType,
        args: &'ast [ast::Arg<'ast>],
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        self.construct(ty, args, span, want, true)
    }

    /// `T name(args)`: the constructors come first (VAR-22).
    pub(super) fn construct_variable(&mut self, ty: DataType, args: &'ast [ast::Arg<'ast>], span: Span) -> Value<'ast> {
        self.construct(ty, args, span, Want::ANY, false)
    }

    fn construct(
        &mut self,
        ty: DataType,
        args: &'ast [ast::Arg<'ast>],
        span: Span,
        want: Want,
        operators_first: bool,
    ) -> Value<'ast> {
        if ty.is_error() {
            for a in args {
                let v = self.expr(a.value, Want::ANY);
                self.release(&v);
            }
            return Value::error(span);
        }
        self.check_shared_type(ty, span);
        if ty.is_handle {
            let text = self.display(ty);
            return self.fail(
                58,
                span,
                format!("a handle cannot be constructed; use cast<{}>(…)", text.trim_end_matches('@')),
            );
        }
        let kind = self.reg.kind(ty.type_id);
        if matches!(kind, TypeKind::Primitive(_) | TypeKind::Enum) {
            return self.construct_primitive(ty, args, span, want);
        }
        if kind == TypeKind::Funcdef {
            return self.construct_delegate(ty, args, span);
        }
        if self.is_abstract(ty.type_id) {
            let text = self.display(ty);
            let what = if kind == TypeKind::Interface { "an interface" } else { "an abstract class" };
            return self.fail(57, span, format!("'{text}' is {what}; no object of it can be made"));
        }
        if self.reg.ty(ty.type_id).is_template() {
            let text = self.display(ty);
            return self.fail(52, span, format!("'{text}' is a template and needs type arguments"));
        }
        // In an expression a conversion operator of the argument comes before the constructors (CONV-39).
        if let [arg] = args {
            if arg.name.is_none() {
                let probe = self.probe(arg.value, Want::ty(ty));
                if matches!(probe.as_special(), Some(Special::List(_))) && self.reg.list_pattern(ty.type_id).is_some() {
                    let fits = self.reg.constructors(ty.type_id).to_vec().into_iter().any(|f| {
                        let view = self.reg.function(f);
                        view.params().len() == 1
                            && self.reg.list_pattern(self.reg.subst(view.params()[0].ty, ty.type_id).type_id).is_some()
                    });
                    if !fits {
                        return self.list_value(arg.value, ty);
                    }
                }
                let object = probe.as_special().is_none()
                    && !probe.is_null()
                    && !probe.is_error()
                    && probe.ty.type_id != ty.type_id
                    && self.is_object(probe.ty.object());
                if object {
                    let conversion = self.user_conversion(&probe, ty, How::Explicit);
                    if let Some(UserConversion::Operator(_) | UserConversion::Generic(_)) = conversion {
                        let generic = matches!(conversion, Some(UserConversion::Generic(_)));
                        if operators_first && !generic
                            || self.reg.constructors(ty.type_id).is_empty()
                            || !self.has_constructor_for(&probe, ty)
                        {
                            let v = self.value(arg.value, Want::ANY);
                            let mut v = self.convert(v, ty, How::Explicit, want);
                            v.span = span;
                            return v;
                        }
                    }
                }
            }
        }
        let mut ids = FunctionIds::from_slice(self.reg.constructors(ty.type_id));
        ids.retain(|&mut f| {
            f != self.reg.ty(ty.type_id).behaviors.copy_construct
                || self.reg.function(f).is(FunctionTraits::DELETED)
                || self.is_usable_copy(f, ty.type_id, 0)
        });
        if ids.is_empty() || args.is_empty() && self.is_pod_without_default(ty) {
            if args.is_empty()
                && (self.is_value_type(ty) || self.reg.ty(ty.type_id).behaviors.default_construct.is_some())
            {
                let mut v = self.construct_default(ty, span);
                v.fresh = true;
                return v;
            }
            if let ([arg], true) = (args, self.is_value_type(ty)) {
                let v = self.value_as(arg.value, ty, None);
                if v.is_error() {
                    return v;
                }
                return self.own_whole(v, ty);
            }
            let text = self.display(ty);
            return self.fail(102, span, format!("'{text}' has no constructor that scripts can call"));
        }
        let ids = self.u.arena.alloc_slice_copy(&ids);
        let set = FunctionSet { name: Symbol::EMPTY, ids, object: None, at: Span::NONE, direct: true, args: &[] };
        let mut sources = Sources::new();
        let Some(f) = self.choose_constructor(ty, set, args, &mut sources, span) else { return Value::error(span) };
        let mut v = self.construct_from(ty, f, &sources, span);
        v.fresh = true;
        v
    }

    fn is_pod_without_default(&self, ty: DataType) -> bool {
        let def = self.reg.ty(ty.type_id);
        def.flags.has(TypeFlags::POD) && def.behaviors.default_construct.is_none()
    }

    fn has_constructor_for(&mut self, v: &Value<'ast>, ty: DataType) -> bool {
        let reg = self.reg;
        reg.constructors(ty.type_id).iter().any(|&f| {
            let params = self.reg.function(f).params();
            params.len() == 1 && {
                let to = self.reg.subst(params[0].ty, ty.type_id);
                !to.is_any() && to.type_id != ty.type_id && self.param_cost(v, to).is_some()
            }
        })
    }

    /// Overload resolution among constructors; their parameters may be those of a template.
    fn choose_constructor(
        &mut self,
        ty: DataType,
        set: FunctionSet<'ast>,
        args: &'ast [ast::Arg<'ast>],
        sources: &mut Sources<'ast>,
        span: Span,
    ) -> Option<FunctionId> {
        // The object serves only to tell the instance whose parameters are meant.
        let object = Value::new(ty, Place::Void, span);
        let set = FunctionSet { object: Some(Value { ty: ty.with_const(false), ..object }), ..set };
        let chosen = self.choose(&set, args, sources, span)?;
        self.check_access(chosen, span, None);
        Some(chosen)
    }

    fn construct_primitive(
        &mut self,
        ty: DataType,
        args: &'ast [ast::Arg<'ast>],
        span: Span,
        want: Want,
    ) -> Value<'ast> {
        if let Some(named) = args.iter().find_map(|a| a.name) {
            return self.fail(108, named.span, "the value of a conversion cannot be given by name");
        }
        let [arg] = args else {
            let text = self.display(ty);
            return self.fail(78, span, format!("{text}(…) converts exactly one value"));
        };
        let v = self.value(arg.value, Want::ty(ty));
        let mut v = self.convert(v, ty, How::Explicit, want);
        v.span = span;
        v.lvalue = false;
        if let Place::Const(_) = v.place {
            v.ty.is_const = false;
        }
        v
    }

    /// `F(function)` and `F(object.method)` (LAMBDA-07 to LAMBDA-13).
    fn construct_delegate(&mut self, ty: DataType, args: &'ast [ast::Arg<'ast>], span: Span) -> Value<'ast> {
        let to = ty.handle();
        let [arg] = args else {
            return self.fail(96, span, "a function handle is made from one function or one method of an object");
        };
        let v = match &arg.value.kind {
            ast::ExprKind::Member { object, name } => {
                let found = self.member_callee(object, *name, arg.value.span);
                self.named_value(found, arg.value.span)
            }
            _ => self.expr(arg.value, Want::ty(to)),
        };
        if v.is_error() {
            return v;
        }
        let Place::Special(special) = v.place else {
            return self.convert(v, to, How::Implicit, Want::ANY);
        };
        let Special::Functions(set) = special else {
            return self.convert(v, to, How::Implicit, Want::ANY);
        };
        if set.object.is_none() {
            return self.convert(v, to, How::Implicit, Want::ANY);
        }
        let set = *set;
        let Some(object) = set.object else { return Value::error(span) };
        let constant = object.ty.object_is_const();
        let class = object.ty.type_id;
        let name = self.text(set.name);
        if !self.supports_handles(class) {
            let text = self.display(object.ty.value());
            self.release(&object);
            return self.fail(96, span, format!("a delegate cannot be made of '{text}', which has no handles"));
        }
        let signature = self.reg.ty(ty.type_id).signature;
        let fitting: Vec<FunctionId> = set
            .ids
            .iter()
            .copied()
            .filter(|&f| {
                self.same_signature_of_method(f, class, signature, ty.type_id)
                    && (!constant || self.reg.function(f).is(FunctionTraits::CONST))
            })
            .collect();
        let Some(&f) =
            fitting.iter().find(|&&f| self.reg.function(f).is(FunctionTraits::CONST) == constant).or(fitting.first())
        else {
            let text = self.display(ty);
            self.release(&object);
            return self.fail(96, span, format!("no method '{name}' of the object has the signature of '{text}'"));
        };
        self.check_access(f, span, Some(&object));
        let object = self.own(object, None);
        let s = self.slot_of(&object);
        let def = self.reg.function(f).def();
        let reference = if self.reg.is_script_function(f) {
            match def.kind {
                FunctionKind::InterfaceMethod => {
                    FunctionRef::Interface(self.u.tables.interface_method(def.owner, def.slot))
                }
                _ => FunctionRef::Virtual { function: f.0 - self.reg.first_function, slot: def.slot as u16 },
            }
        } else if def.kind == FunctionKind::InterfaceMethod {
            FunctionRef::Interface(self.u.tables.interface_method(def.owner, def.slot))
        } else {
            FunctionRef::Native(f)
        };
        let n = self.u.tables.function_ref(reference, to.type_id);
        self.line(span);
        // The machine takes the object's reference over.
        let t = self.slot();
        self.abc(Op::Delegate, t, s, n as u16);
        self.consumed(s, 1);
        self.release(&object);
        self.born_as(t, to);
        Value::temp(to, t, span)
    }

    fn same_signature_of_method(&self, f: FunctionId, owner: TypeId, signature: FunctionId, funcdef: TypeId) -> bool {
        self.same_signature(f, owner, signature, funcdef)
    }

    // ---- construction ----

    /// A new object by this constructor or factory and these compiled arguments.
    pub(super) fn construct_with(
        &mut self,
        ty: DataType,
        f: FunctionId,
        args: Vec<Value<'ast>>,
        span: Span,
    ) -> Value<'ast> {
        let mut sources: Sources<'ast> = args.into_iter().map(ArgSource::Value).collect();
        while sources.len() < self.reg.function(f).params().len() {
            sources.push(ArgSource::Default);
        }
        self.check_access(f, span, None);
        self.construct_from(ty, f, &sources, span)
    }

    /// A new object by this constructor or factory.
    pub(super) fn construct_from(
        &mut self,
        ty: DataType,
        f: FunctionId,
        sources: &[ArgSource<'ast>],
        span: Span,
    ) -> Value<'ast> {
        let ty = ty.value();
        match self.reg.kind(ty.type_id) {
            TypeKind::Class => {
                let t = self.slot();
                let class = self.u.tables.ty(ty);
                self.line(span);
                self.ai(Op::New, t, class as i32);
                self.born_as(t, ty);
                if self.is_generated_default(f) && self.is_trivial_class(ty.type_id) {
                    return Value::temp(ty, t, span);
                }
                let object = Value { temp: false, stable: true, ..Value::temp(ty, t, span) };
                self.slots.pin(t);
                let r = self.emit_call(
                    Callee::Function { id: f, direct: true },
                    Some(object),
                    sources,
                    span,
                    Want::ANY,
                    None,
                );
                self.slots.soften(t);
                let bad = r.is_error();
                self.release(&r);
                if bad {
                    self.release_temp(t);
                    return r;
                }
                Value::temp(ty, t, span)
            }
            TypeKind::Value => {
                let n = self.slot_count(ty);
                let t = self.slots_for(n);
                self.slots.pin(t);
                let object = Value { temp: false, stable: true, ..Value::temp(ty, t, span) };
                let r = self.emit_call(
                    Callee::Function { id: f, direct: true },
                    Some(object),
                    sources,
                    span,
                    Want::ANY,
                    None,
                );
                self.slots.soften(t);
                let bad = r.is_error();
                self.release(&r);
                if bad {
                    self.free(t);
                    return r;
                }
                self.born_as(t, ty);
                Value::temp(ty, t, span)
            }
            _ => self.call_factory(ty, f, sources, span),
        }
    }

    /// A registered reference type: its factory returns the object.
    fn call_factory(&mut self, ty: DataType, f: FunctionId, sources: &[ArgSource<'ast>], span: Span) -> Value<'ast> {
        self.factory_type = Some(ty.type_id);
        let v = self.emit_call(Callee::Function { id: f, direct: true }, None, sources, span, Want::ANY, None);
        if v.is_error() {
            return v;
        }
        // A factory that could not make the object has raised; the result is an object.
        Value { ty, lvalue: false, explicit_handle: false, ..v }
    }

    /// A default object.
    pub(super) fn construct_default(&mut self, ty: DataType, span: Span) -> Value<'ast> {
        let ty = ty.value();
        if self.is_abstract(ty.type_id) {
            let text = self.display(ty);
            return self.fail(57, span, format!("no object of '{text}' can be made"));
        }
        let def = self.reg.ty(ty.type_id);
        let members = self.reg.maker_of(ty.type_id);
        let f = members.behaviors.default_construct;
        if def.kind == TypeKind::Value && f.is_none() {
            if !def.flags.has(TypeFlags::POD) {
                return self.no_default(ty, span);
            }
            let n = self.slot_count(ty);
            let t = self.slots_for(n);
            self.zero(t, n);
            return Value::temp(ty, t, span);
        }
        if f.is_none() || self.reg.function(f).is(FunctionTraits::DELETED) {
            return self.no_default(ty, span);
        }
        self.check_access(f, span, None);
        let sources: Sources<'ast> = smallvec![ArgSource::Default; self.reg.function(f).params().len()];
        self.construct_from(ty, f, &sources, span)
    }

    fn no_default(&mut self, ty: DataType, span: Span) -> Value<'ast> {
        let text = self.display(ty);
        if self.reg.kind(ty.type_id) == TypeKind::Funcdef {
            return self.fail(40, span, format!("no object of '{text}' can be made; use a handle: {text}@"));
        }
        self.fail(102, span, format!("'{text}' has no default constructor"))
    }

    /// Whether making an object of a script class takes no more than zeroed memory: no initialisers and no members that
    /// need construction.
    pub(super) fn is_trivial_class(&self, class: TypeId) -> bool {
        let known = |id: TypeId| self.u.facts.borrow().get(&(id, Fact::Trivial)).copied();
        if let Some(known) = known(class) {
            return known;
        }
        let mut chain = vec![class];
        let mut all = loop {
            let base = self.reg.ty(chain[chain.len() - 1]).base;
            match (base.is_some(), known(base)) {
                (false, _) => break true,
                (true, Some(known)) => break known,
                (true, None) => chain.push(base),
            }
        };
        for &class in chain.iter().rev() {
            let base = self.reg.ty(class).base;
            let maker = if base.is_some() { self.reg.ty(base).behaviors.default_construct } else { FunctionId::NONE };
            all &= base.is_none() || (maker.is_some() && self.is_generated_default(maker));
            all &= self.has_plain_members(class);
            self.u.facts.borrow_mut().insert((class, Fact::Trivial), all);
        }
        all
    }

    /// Whether a class's own members are zeroed memory when nobody initialised them.
    fn has_plain_members(&self, class: TypeId) -> bool {
        let Some(info) = self.reg.classes.get(&class) else { return false };
        if !info.inits.iter().all(|i| matches!(i.init, ast::Init::None)) {
            return false;
        }
        self.reg.properties(class).iter().rev().take_while(|p| p.owner == class).all(|p| {
            p.ty.is_handle
                || match self.repr(p.ty) {
                    Repr::Prim(_) => true,
                    Repr::Value { pod, .. } => pod && self.reg.ty(p.ty.type_id).behaviors.default_construct.is_none(),
                    _ => false,
                }
        })
    }

    /// A handle-like value made from `null`.
    pub(super) fn construct_from_null(&mut self, ty: DataType, span: Span) -> Value<'ast> {
        self.construct_default(ty, span)
    }

    // ---- copies ----

    /// A new object that is a copy of another, of exactly the type `ty`; owned by a temporary.
    pub(super) fn copy_object(&mut self, v: Value<'ast>, ty: DataType, span: Span) -> Value<'ast> {
        let ty = ty.value();
        let v = self.deref(v);
        if v.is_error() {
            return v;
        }
        // A temporary object that nobody else knows is as good as a copy.
        if v.temp && v.ty.type_id == ty.type_id && v.fresh && matches!(v.place, Place::Slot(s) if self.is_live(s)) {
            return Value { ty, ..v };
        }
        if self.is_abstract(ty.type_id) {
            let text = self.display(ty);
            self.release(&v);
            return self.fail(41, span, format!("'{text}' cannot be copied: no object of it can be made"));
        }
        let v = if v.stable || !self.is_counted(v.ty) { self.load(v, None) } else { self.own(v, None) };
        let members = self.reg.maker_of(ty.type_id);
        let copy = members.behaviors.copy_construct;
        if copy.is_some() {
            let view = self.reg.function(copy);
            if view.is(FunctionTraits::EXPLICIT) {
                let text = self.display(ty);
                self.release(&v);
                return self.fail(
                    104,
                    span,
                    format!("the copy constructor of '{text}' is explicit and cannot be used here"),
                );
            }
            if self.is_usable_copy(copy, ty.type_id, 0) {
                let shown = Value { temp: false, stable: true, ..v };
                let copied = self.construct_with(ty, copy, vec![shown], span);
                self.release(&v);
                return copied;
            }
        }
        let lacks = if !self.can_assign(ty.type_id, 0) { "an assignment operator" } else { "a default constructor" };
        let object = if self.can_assign(ty.type_id, 0) { self.construct_default_silently(ty, span) } else { None };
        let Some(object) = object else {
            let text = self.display(ty);
            self.release(&v);
            return self.fail(
                103,
                span,
                format!("'{text}' cannot be copied: it has neither a copy constructor nor {lacks}"),
            );
        };
        let target = Value { temp: false, lvalue: true, stable: true, ..object };
        let r = self.assign_object(target, v, span);
        if r.is_error() {
            self.release(&object);
            return r;
        }
        self.release(&r);
        object
    }

    /// Whether objects of a type can be made without arguments.
    pub(super) fn has_default(&self, id: TypeId) -> bool {
        let def = self.reg.ty(id);
        let members = self.reg.maker_of(id);
        let f = members.behaviors.default_construct;
        if f.is_none() {
            return def.kind == TypeKind::Value && def.flags.has(TypeFlags::POD);
        }
        !self.reg.function(f).is(FunctionTraits::DELETED)
    }

    fn construct_default_silently(&mut self, ty: DataType, span: Span) -> Option<Value<'ast>> {
        if !self.has_default(ty.type_id) {
            return None;
        }
        let v = self.construct_default(ty, span);
        (!v.is_error()).then_some(v)
    }

    /// A registered value in slots of its own.
    pub(super) fn own_whole(&mut self, v: Value<'ast>, ty: DataType) -> Value<'ast> {
        if let Place::Slot(s) = v.place {
            if v.temp && v.ty.type_id == ty.type_id && !self.slots.is_pinned(s) {
                return Value { ty: ty.value(), ..v };
            }
        }
        let span = v.span;
        let n = self.slot_count(ty);
        let t = self.slots_for(n);
        self.value_into_slots(v, ty, t);
        Value::temp(ty.value(), t, span)
    }

    /// Puts a registered value into these slots, which own it then.
    pub(super) fn value_into_slots(&mut self, v: Value<'ast>, ty: DataType, t: u16) {
        let ty = ty.value();
        let Repr::Value { size, pod } = self.repr(ty) else { return };
        if let Place::Slot(s) = v.place {
            if s == t {
                return;
            }
            if v.temp && !self.slots.is_pinned(s) && self.reg.ty(ty.type_id).moves_as_bytes() {
                let n = self.slot_count(ty);
                if n == 1 {
                    self.ab(Op::Mov, t, s);
                } else {
                    self.abc(Op::MovN, t, s, n as u16);
                }
                self.moved(s);
                self.free(s);
                self.born_as(t, ty);
                return;
            }
        }
        if pod {
            self.load_bytes(&v, t, size);
            self.release(&v);
            return;
        }
        if !self.check_copyable(ty, v.span) {
            self.release(&v);
            return;
        }
        let a = self.address(v);
        let src = a.slots()[0];
        let d = self.slot();
        self.ab(Op::Lea, d, t);
        let id = self.u.tables.ty(ty);
        self.abc(Op::CopyConstruct, d, src, id as u16);
        self.free(d);
        self.release(&a);
        self.born_as(t, ty);
    }

    /// Whether there is a way to copy values of a registered type; reports if there is none.
    fn check_copyable(&mut self, ty: DataType, span: Span) -> bool {
        let def = self.reg.ty(ty.type_id);
        let b = &def.behaviors;
        let is_assigned = b.assign.is_some() || self.reg.has_method(ty.type_id, names::OP_ASSIGN);
        let is_copied = b.copy_construct.is_some() || b.default_construct.is_some() && is_assigned;
        // What has no destructor loses nothing; such types come from files that tell only what scripts see.
        if def.managed_ops != 0 || is_copied || b.destruct.is_none() {
            return true;
        }
        let text = self.display(ty);
        self.error(
            103,
            span,
            format!("'{text}' cannot be copied: it has neither a copy constructor nor an assignment operator"),
        );
        false
    }

    /// Copies a registered value to an address that holds none yet.
    pub(super) fn value_into_memory(&mut self, v: Value<'ast>, ty: DataType, base: u16, offset: u32) {
        let ty = ty.value();
        let Repr::Value { size, pod } = self.repr(ty) else { return };
        let d = self.slot();
        self.add_offset(d, base, offset);
        if let (Place::Slot(s), true) = (&v.place, v.temp) {
            // A temporary moves.
            if !self.slots.is_pinned(*s) && self.reg.ty(ty.type_id).moves_as_bytes() {
                let s = *s;
                self.abc(Op::StMem, s, d, size as u16);
                self.moved(s);
                self.free(s);
                self.free(d);
                return;
            }
        }
        if !pod && !self.check_copyable(ty, v.span) {
            self.release(&v);
            self.free(d);
            return;
        }
        let a = self.address(v);
        let src = a.slots()[0];
        if pod {
            self.abc(Op::CopyMem, d, src, size as u16);
        } else {
            let id = self.u.tables.ty(ty);
            self.abc(Op::CopyConstruct, d, src, id as u16);
        }
        self.release(&a);
        self.free(d);
    }

    // ---- assignment of objects ----

    /// `target = v` for objects: the best `opAssign`, or plain bytes.
    pub(super) fn assign_object(&mut self, target: Value<'ast>, v: Value<'ast>, span: Span) -> Value<'ast> {
        if v.is_error() || target.is_error() {
            self.release(&v);
            self.release(&target);
            return Value::error(span);
        }
        let ty = target.ty;
        let v = match v.as_special() {
            Some(Special::List(e)) => {
                let e = *e;
                if self.reg.list_pattern(ty.type_id).is_some() { self.list_value(e, ty.object()) } else { v }
            }
            _ => v,
        };
        if v.is_error() {
            self.release(&target);
            return v;
        }
        let same = v.ty.type_id == ty.type_id;
        if let Some(f) = self.generated_assign_for(ty, v.ty) {
            return self.generated_assign(target, v, f, span);
        }
        let Some(Repr::Value { size, pod: true }) =
            Some(self.repr(ty)).filter(|_| same && !self.reg.has_method(ty.type_id, names::OP_ASSIGN))
        else {
            return match self.find_operator(&target, names::OP_ASSIGN, &v) {
                Match::One(f) => {
                    if self.is_generated_assign(f) {
                        return self.generated_assign(target, v, f, span);
                    }
                    self.assign_call(f, target, v, span)
                }
                Match::Several(list) => {
                    let notes: Vec<String> =
                        list.iter().map(|&f| self.reg.declaration(f, ty.type_id, self.u.names)).collect();
                    self.release(&v);
                    self.release(&target);
                    let d = self.u.diags.error(
                        crate::base::Code(68),
                        span,
                        "several assignment operators fit equally well",
                    );
                    for n in notes {
                        d.help(n);
                    }
                    Value::error(span)
                }
                Match::None => self.assign_converted(target, v, span),
            };
        };
        let a = self.address(target);
        let d = a.slots()[0];
        let b = self.address(v);
        let s = b.slots()[0];
        self.abc(Op::CopyMem, d, s, size as u16);
        self.release(&b);
        if matches!(target.place, Place::Slot(_) | Place::SlotAt { .. }) {
            if a.slots() != target.slots() {
                self.free(d);
            }
            return target;
        }
        a
    }

    /// The generated `opAssign` of a class, if it takes a value of this type. It is in no method table.
    fn generated_assign_for(&self, target: DataType, from: DataType) -> Option<FunctionId> {
        let f = self.reg.ty(target.type_id).behaviors.assign;
        let fits = f.is_some()
            && !target.object_is_const()
            && self.is_generated_assign(f)
            && self.is_reference_type(from.type_id)
            && self.reg.is_a(from.type_id, target.type_id)
            && self.can_assign(target.type_id, 0);
        fits.then_some(f)
    }

    /// Whether the compiler can make the assignment of a class: all members can be assigned (CLASS-31).
    pub(super) fn can_assign(&self, id: TypeId, depth: u32) -> bool {
        let def = self.reg.ty(id);
        if def.kind != TypeKind::Class {
            let members = self.reg.maker_of(id);
            return members.behaviors.assign.is_some()
                || def.flags.has(TypeFlags::POD)
                || self.reg.has_method(id, names::OP_ASSIGN);
        }
        let known = |id: TypeId| self.u.facts.borrow().get(&(id, Fact::Assignable)).copied();
        if let Some(known) = known(id) {
            return known;
        }
        // From the first class above of which it is known, or from the root, down to this one.
        let mut chain = vec![id];
        let mut all = loop {
            let base = self.reg.ty(chain[chain.len() - 1]).base;
            match (base.is_some(), known(base)) {
                (false, _) => break true,
                (true, Some(known)) => break known,
                (true, None) => chain.push(base),
            }
        };
        for &class in chain.iter().rev() {
            all = self.can_assign_class(class, all, depth);
            self.u.facts.borrow_mut().insert((class, Fact::Assignable), all);
        }
        all
    }

    /// The same of one class, given whether its base can be assigned.
    fn can_assign_class(&self, id: TypeId, base: bool, depth: u32) -> bool {
        let f = self.reg.ty(id).behaviors.assign;
        if f.is_none() || depth > MOST_NESTED_MEMBERS {
            return false;
        }
        if !self.is_generated_assign(f) {
            return !self.reg.function(f).is(FunctionTraits::DELETED);
        }
        base && self.own_members(id).all(|ty| self.can_assign(ty.type_id, depth + 1))
    }

    /// The types of a class's own members that are objects.
    fn own_members(&self, class: TypeId) -> impl Iterator<Item = DataType> {
        let all = self.reg.properties(class);
        // Inherited ones come first.
        let own = all.iter().rev().take_while(move |p| p.owner == class);
        own.map(|p| p.ty).filter(|ty| !ty.is_handle && self.prim(*ty).is_none())
    }

    /// Whether an object of a type can be copied into a new one (CLASS-29).
    pub(super) fn can_copy(&self, id: TypeId, depth: u32) -> bool {
        let def = self.reg.ty(id);
        let members = self.reg.maker_of(id);
        let copy = members.behaviors.copy_construct;
        if def.kind != TypeKind::Class {
            return copy.is_some()
                || def.flags.has(TypeFlags::POD)
                || (members.behaviors.default_construct.is_some() && self.can_assign(id, depth));
        }
        if depth > MOST_NESTED_MEMBERS {
            return false;
        }
        let known = |id: TypeId| self.u.facts.borrow().get(&(id, Fact::Copyable)).copied();
        if let Some(known) = known(id) {
            return known;
        }
        let mut chain = vec![id];
        loop {
            let base = self.reg.ty(chain[chain.len() - 1]).base;
            if base.is_none() || known(base).is_some() {
                break;
            }
            chain.push(base);
        }
        for &class in chain.iter().rev() {
            let can = self.can_copy_class(class, depth);
            self.u.facts.borrow_mut().insert((class, Fact::Copyable), can);
        }
        known(id).unwrap_or(false)
    }

    /// The same of one class, of whose base it is known.
    fn can_copy_class(&self, id: TypeId, depth: u32) -> bool {
        let behaviors = &self.reg.ty(id).behaviors;
        let (copy, default) = (self.reg.maker_of(id).behaviors.copy_construct, behaviors.default_construct);
        (copy.is_some() && self.is_usable_copy(copy, id, depth))
            || (default.is_some()
                && !self.reg.function(default).is(FunctionTraits::DELETED)
                && self.can_assign(id, depth))
    }

    /// Whether a copy constructor exists in fact: one that the compiler makes does only if base and members can be copied.
    pub(super) fn is_usable_copy(&self, f: FunctionId, class: TypeId, depth: u32) -> bool {
        if self.reg.function(f).is(FunctionTraits::DELETED) {
            return false;
        }
        let generated =
            self.reg.is_script_function(f) && matches!(self.reg.script_function(f).body, FunctionBody::CopyConstructor);
        if !generated {
            return true;
        }
        let base = self.reg.ty(class).base;
        (base.is_none() || self.can_copy(base, depth + 1))
            && self.own_members(class).all(|ty| self.can_copy(ty.type_id, depth + 1))
    }

    /// No operator takes the value as it is: it is converted to the target's type first.
    fn assign_converted(&mut self, target: Value<'ast>, v: Value<'ast>, span: Span) -> Value<'ast> {
        let ty = target.ty.object().value();
        if v.ty.type_id != ty.type_id && self.user_conversion(&v, ty, How::Implicit).is_some() {
            let v = self.convert(v, ty, How::Implicit, Want::ANY);
            return self.assign_object(target, v, span);
        }
        let (a, b) = (self.display(ty), self.display_value(&v));
        self.release(&v);
        self.release(&target);
        if v.ty.type_id == ty.type_id {
            return self.fail(81, span, format!("'{a}' has no assignment operator that takes '{a}'"));
        }
        self.fail(81, span, format!("'{a}' cannot be assigned {b}"))
    }

    fn assign_call(&mut self, f: FunctionId, target: Value<'ast>, v: Value<'ast>, span: Span) -> Value<'ast> {
        // The native assignment of a value type from its own type is one instruction.
        let ty = target.ty;
        let view = self.reg.function(f);
        let plain = self.is_value_type(ty)
            && view.is_ffi()
            && self.reg.ty(ty.type_id).behaviors.assign == f
            && v.ty.type_id == ty.type_id;
        if plain {
            let s = self.address(v);
            let from = s.slots()[0];
            let kept = target;
            let d = self.address(target);
            let id = self.u.tables.ty(ty);
            self.abc(Op::Assign, d.slots()[0], from, id as u16);
            self.release(&s);
            if matches!(kept.place, Place::Slot(_) | Place::SlotAt { .. }) {
                self.free(d.slots()[0]);
                return kept;
            }
            return d;
        }
        let owner = ty.type_id;
        self.call_method(target, f, owner, &[v], span)
    }

    /// Whether a method is the `opAssign` made by the compiler.
    fn is_generated_assign(&self, f: FunctionId) -> bool {
        self.reg.is_script_function(f) && matches!(self.reg.script_function(f).body, FunctionBody::Assign)
    }

    /// The generated assignment depends on the real classes of both objects (CLASS-35).
    fn generated_assign(&mut self, target: Value<'ast>, v: Value<'ast>, f: FunctionId, span: Span) -> Value<'ast> {
        let to = self.reg.subst(self.reg.function(f).params()[0].ty, target.ty.type_id);
        let v = self.convert(v, to.with_ref(RefModifier::None).with_const(true), How::Implicit, Want::ANY);
        if v.is_error() {
            self.release(&target);
            return v;
        }
        let ty = target.ty.object().value();
        let target = self.deref(target);
        let t = if target.stable || !self.is_counted(ty) { self.load(target, None) } else { self.own(target, None) };
        let v = self.deref(v);
        let v = if v.stable || !self.is_counted(v.ty) { self.load(v, None) } else { self.own(v, None) };
        let (a, b) = (self.slot_of(&t), self.slot_of(&v));
        let id = self.u.tables.ty(ty);
        self.line(span);
        self.abc(Op::AssignObject, a, b, id as u16);
        self.release(&v);
        Value { lvalue: true, ..t }
    }
}
