//! Making objects.

use smallvec::smallvec;

use crate::base::{FunctionId, Span, Symbol, TypeId};
use crate::bytecode::{FunctionRef, Op};
use crate::syntax::ast;
use crate::types::{DataType, FunctionKind, FunctionTraits, TypeFlags, TypeKind};

use super::call::Callee;
use super::conversion_cost::UserConversion;
use super::convert::How;
use super::copy::Fact;
use super::overload::{ArgSource, Sources};
use super::repr::Repr;
use super::value::{FunctionIds, FunctionSet};
use super::{FnCompiler, Place, Special, Value, Want};

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
}
