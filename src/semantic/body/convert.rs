//! Conversions and what they cost (CONV rules).

use crate::base::{FunctionId, Span, Symbol, TypeId, names};
use crate::bytecode::{FunctionRef, Op};
use crate::semantic::fold;
use crate::syntax::ast;
use crate::types::{DataType, FunctionTraits, Primitive, RefModifier, TypeKind};

use super::{FnCompiler, FunctionSet, Place, Special, Value, Want};

/// How a conversion is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// By the surroundings.
    Implicit,
    /// By `T(x)`.
    Explicit,
}

/// A conversion operator or constructor that does a conversion.
#[derive(Clone, Copy, Debug)]
pub(super) enum UserConversion {
    /// A method of the source that returns the target (`opImplConv`, `opConv`, `opImplCast`).
    Operator(FunctionId),
    /// A method `void f(?&out)` of the source.
    Generic(FunctionId),
    /// A constructor or factory of the target.
    Constructor(FunctionId),
}

use Primitive::{Double, Float, Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64};

/// Which number operator of an object is taken when there is none for exactly the target (CONV-33 to CONV-35).
fn preference(target: Primitive) -> &'static [Primitive] {
    match target {
        Double => &[Double, Float, Int64, UInt64, Int32, UInt32, Int16, UInt16, Int8, UInt8],
        Float => &[Float, Double, Int64, UInt64, Int32, UInt32, Int16, UInt16, Int8, UInt8],
        Int64 => &[Int64, UInt64, Int32, UInt32, Int16, UInt16, Int8, UInt8, Double, Float],
        UInt64 => &[UInt64, Int64, UInt32, Int32, UInt16, Int16, UInt8, Int8, Double, Float],
        Int32 => &[Int32, UInt32, Int64, UInt64, Int16, UInt16, Int8, UInt8, Double, Float],
        UInt32 => &[UInt32, Int32, UInt64, Int64, UInt16, Int16, UInt8, Int8, Double, Float],
        Int16 => &[Int16, UInt16, Int32, UInt32, Int64, UInt64, Int8, UInt8, Double, Float],
        UInt16 => &[UInt16, Int16, UInt32, Int32, UInt64, Int64, UInt8, Int8, Double, Float],
        Int8 => &[Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64, Double, Float],
        UInt8 => &[UInt8, Int8, UInt16, Int16, UInt32, Int32, UInt64, Int64, Double, Float],
        Primitive::Bool => &[Primitive::Bool],
        Primitive::Void => &[],
    }
}

/// The order in which operators are tried for an operand that must become some number (CONV-36).
pub(super) const NUMBER_PREFERENCE: &[Primitive] =
    &[Double, Float, Int64, UInt64, Int32, UInt32, Int16, UInt16, Int8, UInt8];

/// What the conversion of one number to another costs (CONV-49, CONV-50).
fn number_cost(from: Primitive, from_enum: bool, to: Primitive) -> Option<u32> {
    if from == to && !from_enum {
        return Some(0);
    }
    if !from.is_number() || !to.is_number() {
        return None;
    }
    Some(if from.is_float() && !to.is_float() {
        9
    } else if !from.is_float() && to.is_float() {
        8
    } else if from_enum && to.is_unsigned() {
        6
    } else if from_enum {
        if to == Int32 { 2 } else { 3 }
    } else if from.is_signed() && to.is_unsigned() {
        6
    } else if from.is_unsigned() && to.is_signed() {
        7
    } else if to.size() > from.size() {
        4
    } else {
        5
    })
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// The cost of converting implicitly, or none if it is not possible.
    pub(super) fn cost(&mut self, v: &Value<'ast>, to: DataType) -> Option<u32> {
        self.cost_with(v, to, true)
    }

    fn cost_with(&mut self, v: &Value<'ast>, to: DataType, user: bool) -> Option<u32> {
        let from = v.ty;
        if from.is_error() || to.is_error() {
            return Some(0);
        }
        if let Place::Special(special) = &v.place {
            return match &**special {
                Special::EnumValues(list) => {
                    let values: Vec<_> = list.clone();
                    if values.iter().any(|e| e.0 == to.type_id) && !to.is_handle { Some(0) } else { None }
                }
                Special::List(_) => {
                    if to.is_any() {
                        return None;
                    }
                    self.reg.list_pattern(to.type_id).is_some().then_some(0)
                }
                Special::Lambda(e) => {
                    let e = *e;
                    self.lambda_fits(e, to).then_some(1)
                }
                Special::Functions(set) => {
                    if set.object.is_some() {
                        return None;
                    }
                    let ids = set.ids.clone();
                    self.function_for(&ids, to).map(|_| 0)
                }
                Special::Property(p) => {
                    let p = p.clone();
                    let ty = self.property_type(&p)?;
                    let probe = Value::new(ty, Place::Void, v.span);
                    self.cost_with(&probe, to, user)
                }
                Special::Type(_) | Special::Namespace(_) => None,
            };
        }
        if to.is_any() {
            return (!from.is_void()).then_some(16);
        }
        if from.is_void() {
            return None;
        }
        if v.is_null() || from.is_null() {
            // A true handle is nearer to null than a value that acts as one.
            return if to.is_handle { Some(10) } else { self.is_handle_like(to.type_id).then_some(11) };
        }
        if let (Some(pf), Some(pt)) = (self.prim(from), self.prim(to)) {
            let (ef, et) = (self.is_enum(from), self.is_enum(to));
            if et {
                return (from.type_id == to.type_id).then_some(0);
            }
            return number_cost(pf, ef, pt);
        }
        if self.prim(from).is_some() {
            // A number becomes an object through a constructor.
            if !user || to.is_handle {
                return None;
            }
            return self.user_conversion(v, to, How::Implicit).map(|_| 14);
        }
        if let Some(pt) = self.prim(to) {
            if !user || v.explicit_handle {
                return None;
            }
            let (f, _) = self.number_operator(from, pt, to, How::Implicit)?;
            let ret = self.reg.function(f).return_type();
            if self.reg.function(f).params().len() == 1 {
                return Some(12);
            }
            if ret.type_id == to.type_id {
                return Some(12);
            }
            if self.is_enum(to) {
                return None;
            }
            let pr = self.prim(ret)?;
            return Some(12 + number_cost(pr, self.is_enum(ret), pt)?);
        }
        self.object_cost(v, to, user)
    }

    fn object_cost(&mut self, v: &Value<'ast>, to: DataType, user: bool) -> Option<u32> {
        let from = v.ty;
        let loses_const = from.object_is_const() && !to.object_is_const();
        let gains_const = u32::from(!from.object_is_const() && to.object_is_const());
        let same = from.type_id == to.type_id;
        if same {
            if to.is_handle {
                if !from.is_handle && !self.supports_handles(to.type_id) {
                    return None;
                }
                return (!loses_const).then_some(gains_const);
            }
            if v.explicit_handle && !from.is_handle {
                return None;
            }
            return Some(gains_const);
        }
        if to.is_handle || self.is_reference_type(to.type_id) {
            if self.is_reference_type(from.type_id) && self.reg.is_a(from.type_id, to.type_id) {
                return (!loses_const || !to.is_handle).then_some(10 + gains_const);
            }
            if self.same_signature_types(from.type_id, to.type_id) {
                return Some(10);
            }
        }
        if !user {
            return None;
        }
        if to.is_handle {
            if self.cast_operator(from, to, names::OP_IMPL_CAST).is_some() {
                return Some(10);
            }
            return None;
        }
        if v.explicit_handle && !self.is_handle_like(to.type_id) {
            return None;
        }
        if self.cast_operator(from, to.handle(), names::OP_IMPL_CAST).is_some() && self.is_reference_type(to.type_id) {
            return Some(10);
        }
        self.user_conversion(v, to, How::Implicit).map(|_| 14 + gains_const)
    }

    /// Two funcdefs of one signature.
    pub(super) fn same_signature_types(&self, a: TypeId, b: TypeId) -> bool {
        let (ta, tb) = (self.reg.ty(a), self.reg.ty(b));
        ta.kind == TypeKind::Funcdef
            && tb.kind == TypeKind::Funcdef
            && self.same_signature(ta.signature, a, tb.signature, b)
    }

    /// Whether two functions have the same return and parameter types, each in terms of its owner.
    pub(super) fn same_signature(&self, a: FunctionId, owner_a: TypeId, b: FunctionId, owner_b: TypeId) -> bool {
        let (fa, fb) = (self.reg.function(a), self.reg.function(b));
        let sub = |ty, owner| self.reg.subst(ty, owner);
        sub(fa.return_type(), owner_a) == sub(fb.return_type(), owner_b)
            && fa.params().len() == fb.params().len()
            && fa.params().iter().zip(fb.params()).all(|(x, y)| {
                let (x, y) = (sub(x.ty, owner_a), sub(y.ty, owner_b));
                if x.is_ref() || y.is_ref() { x == y } else { x.same_value(y) }
            })
    }

    /// The function of a set that has exactly the signature of a funcdef.
    pub(super) fn function_for(&self, ids: &[FunctionId], to: DataType) -> Option<FunctionId> {
        let def = self.reg.ty(to.type_id);
        if def.kind != TypeKind::Funcdef {
            return None;
        }
        ids.iter().copied().find(|&f| self.same_signature(f, TypeId::NONE, def.signature, to.type_id))
    }

    /// A method of `from` by this name that returns a handle to `to` or something derived from it.
    pub(super) fn cast_operator(&self, from: DataType, to: DataType, name: Symbol) -> Option<FunctionId> {
        if from.type_id.0 < DataType::FIRST_FREE_ID.0 {
            return None;
        }
        let mut found = None;
        self.reg.methods_named(from.type_id, name, |f| {
            let view = self.reg.function(f);
            let ret = self.reg.subst(view.return_type(), from.type_id);
            if view.params().is_empty()
                && (!from.object_is_const() || view.is(FunctionTraits::CONST))
                && self.reg.is_a(ret.type_id, to.type_id)
                && (!ret.object_is_const() || to.object_is_const())
            {
                found = Some(f);
            }
        });
        found
    }

    /// The generic form `void name(?&out)`.
    pub(super) fn generic_operator(&self, from: DataType, name: Symbol) -> Option<FunctionId> {
        if from.type_id.0 < DataType::FIRST_FREE_ID.0 {
            return None;
        }
        let mut found = None;
        self.reg.methods_named(from.type_id, name, |f| {
            let view = self.reg.function(f);
            if view.params().len() == 1
                && view.params()[0].ty.is_any()
                && (!from.object_is_const() || view.is(FunctionTraits::CONST))
            {
                found = Some(f);
            }
        });
        found
    }

    /// The operator of an object that gives a primitive: exactly the target's if there is one, else by preference.
    pub(super) fn number_operator(
        &self,
        from: DataType,
        target: Primitive,
        to: DataType,
        how: How,
    ) -> Option<(FunctionId, DataType)> {
        if from.type_id.0 < DataType::FIRST_FREE_ID.0 {
            return None;
        }
        let mut all: Vec<(FunctionId, DataType, bool)> = Vec::new();
        let collect = |name, explicit: bool, all: &mut Vec<(FunctionId, DataType, bool)>| {
            self.reg.methods_named(from.type_id, name, |f| {
                let view = self.reg.function(f);
                let ret = self.reg.subst(view.return_type(), from.type_id).value();
                if view.params().is_empty() && (!from.object_is_const() || view.is(FunctionTraits::CONST)) {
                    all.push((f, ret, explicit));
                }
            });
        };
        if how == How::Explicit {
            collect(names::OP_CONV, true, &mut all);
        }
        collect(names::OP_IMPL_CONV, false, &mut all);
        if let Some(exact) = all.iter().find(|c| c.1.type_id == to.type_id && !c.1.is_handle) {
            return Some((exact.0, exact.1));
        }
        for &p in preference(target) {
            if let Some(c) = all.iter().find(|c| !c.1.is_handle && self.prim(c.1) == Some(p)) {
                return Some((c.0, c.1));
            }
        }
        let generic = if how == How::Explicit { self.generic_operator(from, names::OP_CONV) } else { None };
        generic.or_else(|| self.generic_operator(from, names::OP_IMPL_CONV)).map(|f| (f, to))
    }

    /// How an object becomes (or something becomes) an object of another type: the source's operator, the source's generic
    /// operator, the target's constructor (CONV-31).
    pub(super) fn user_conversion(&mut self, v: &Value<'ast>, to: DataType, how: How) -> Option<UserConversion> {
        let from = v.ty;
        if from.type_id.0 >= DataType::FIRST_FREE_ID.0 && !v.is_null() {
            let mut exact = None;
            let mut look = |name| {
                self.reg.methods_named(from.type_id, name, |f| {
                    let view = self.reg.function(f);
                    let ret = self.reg.subst(view.return_type(), from.type_id);
                    if exact.is_none()
                        && view.params().is_empty()
                        && ret.type_id == to.type_id
                        && (!from.object_is_const() || view.is(FunctionTraits::CONST))
                    {
                        exact = Some(f);
                    }
                });
            };
            if how == How::Explicit {
                look(names::OP_CONV);
            }
            look(names::OP_IMPL_CONV);
            if let Some(f) = exact {
                return Some(UserConversion::Operator(f));
            }
            let generic = if how == How::Explicit { self.generic_operator(from, names::OP_CONV) } else { None };
            if let Some(f) = generic.or_else(|| self.generic_operator(from, names::OP_IMPL_CONV)) {
                return Some(UserConversion::Generic(f));
            }
        }
        if to.type_id.0 < DataType::FIRST_FREE_ID.0 {
            return None;
        }
        let mut best: Option<(u32, FunctionId)> = None;
        let mut tie = false;
        let constructors: Vec<FunctionId> = self.reg.constructors(to.type_id).to_vec();
        for f in constructors {
            let view = self.reg.function(f);
            let params = view.params();
            if params.is_empty()
                || params[1..].iter().any(|p| !p.has_default())
                || view.is(FunctionTraits::DELETED)
                || (how == How::Implicit && (params.len() != 1 || view.is(FunctionTraits::EXPLICIT)))
            {
                continue;
            }
            let ty = self.reg.subst(params[0].ty, to.type_id);
            if ty.type_id == to.type_id && from.type_id != to.type_id {
                continue;
            }
            if ty.ref_modifier == RefModifier::Out || (ty.ref_modifier == RefModifier::InOut && !ty.is_const) {
                continue;
            }
            if let Some(cost) = self.cost_with(v, ty.value().with_const(ty.is_const), false) {
                match best {
                    Some((b, _)) if b < cost => {}
                    Some((b, _)) if b == cost => tie = true,
                    _ => {
                        best = Some((cost, f));
                        tie = false;
                    }
                }
            }
        }
        if tie {
            return None;
        }
        best.map(|b| UserConversion::Constructor(b.1))
    }

    /// Converts a value; reports an error if that is not possible. The result has the type `to` without reference mode
    /// (its constness may differ).
    pub(super) fn convert(&mut self, v: Value<'ast>, to: DataType, how: How, want: Want) -> Value<'ast> {
        let to = to.with_ref(RefModifier::None);
        if v.is_error() || to.is_error() {
            self.release(&v);
            return Value::error(v.span);
        }
        if let Place::Special(_) = v.place {
            return self.convert_special(v, to, how, want);
        }
        if v.ty.is_void() {
            return self.fail(73, v.span, "an expression without a value ('void') cannot be used here");
        }
        let span = v.span;
        if v.is_null() {
            if to.is_handle {
                return Value { ty: to.value(), ..v };
            }
            if self.is_handle_like(to.type_id) {
                return self.construct_from_null(to, span);
            }
            return self.no_conversion(v, to);
        }
        match (self.prim(v.ty), self.prim(to)) {
            (Some(_), Some(_)) => return self.convert_number(v, to, how, want),
            (None, Some(p)) => {
                if v.explicit_handle {
                    return self.no_conversion(v, to);
                }
                let Some((f, _)) = self.number_operator(v.ty, p, to, how) else {
                    return self.no_conversion(v, to);
                };
                let view = self.reg.function(f);
                let owner = v.ty.type_id;
                if view.params().len() == 1 {
                    return self.call_generic_conversion(v, f, to);
                }
                if self.is_enum(to) && view.return_type().type_id != to.type_id && how == How::Implicit {
                    return self.no_conversion(v, to);
                }
                let r = self.call_method(v, f, owner, &[], span);
                return self.convert_number(r, to, How::Explicit, want);
            }
            _ => {}
        }
        self.convert_object(v, to, how)
    }

    fn no_conversion(&mut self, v: Value<'ast>, to: DataType) -> Value<'ast> {
        let text = if v.is_null() {
            format!("'null' cannot be used where '{}' is expected", self.display(to))
        } else {
            let from = self.display(v.ty);
            let target = self.display(to);
            if from == target || v.ty.same_value(to) {
                format!("'{from}' is read-only and cannot become '{target}'")
            } else {
                format!("there is no implicit conversion from '{from}' to '{target}'")
            }
        };
        self.release(&v);
        self.fail(65, v.span, text)
    }

    /// Numbers, enums and bool among each other.
    pub(super) fn convert_number(&mut self, v: Value<'ast>, to: DataType, how: How, want: Want) -> Value<'ast> {
        let (Some(from), Some(target)) = (self.prim(v.ty), self.prim(to)) else {
            return Value::error(v.span);
        };
        let from_enum = self.is_enum(v.ty);
        let to_enum = self.is_enum(to);
        if v.ty.type_id == to.type_id {
            return Value { ty: DataType { is_const: v.ty.is_const, ..to }, ..v };
        }
        let possible = if to_enum {
            how == How::Explicit && from.is_number()
        } else {
            number_cost(from, from_enum, target).is_some()
        };
        if !possible {
            return self.no_conversion(v, to);
        }
        if let Place::Const(bits) = v.place {
            let out = fold::convert(from, target, bits);
            if how == How::Implicit {
                self.warn_constant(v.span, from, target, bits, out);
            }
            return Value::constant(to.value(), out, v.span);
        }
        if how == How::Implicit && from.is_float() && !target.is_float() {
            let (f, t) = (self.display(v.ty.value()), self.display(to.value()));
            self.warning(4, v.span, format!("'{f}' is truncated to '{t}'; write {t}(…) to say so"));
        }
        self.convert_slot(v, from, target, to.value(), want)
    }

    /// The instructions of a number conversion.
    pub(super) fn convert_slot(
        &mut self,
        v: Value<'ast>,
        from: Primitive,
        target: Primitive,
        to: DataType,
        want: Want,
    ) -> Value<'ast> {
        let ops: &[Op] = conversion_ops(from, target);
        let span = v.span;
        let variable = v.is_variable_slot();
        let v = self.load(v, if ops.is_empty() { want.slot } else { None });
        if ops.is_empty() {
            return Value { ty: to, lvalue: false, ..v };
        }
        let mut from_slot = self.slot_of(&v);
        let own = v.temp && !variable;
        let target_slot = match want.slot {
            Some(s) => s,
            None if own => from_slot,
            None => self.slot(),
        };
        for &op in ops {
            self.ab(op, target_slot, from_slot);
            from_slot = target_slot;
        }
        if own && self.slot_of(&v) != target_slot {
            self.release(&v);
        }
        let mut out = Value::temp(to, target_slot, span);
        out.temp = want.slot != Some(target_slot);
        out
    }

    fn warn_constant(&mut self, span: Span, from: Primitive, to: Primitive, bits: u64, out: u64) {
        let shown = show_number(from, bits);
        let name = to.name();
        if from.is_float() && !to.is_float() {
            let x = as_f64(from, bits);
            if x != as_f64(to, out) {
                self.warning(3, span, format!("the constant {shown} cannot be held exactly by '{name}'"));
            }
        } else if !from.is_float() && to.is_float() {
            let exact = match to {
                Float => (f32::from_bits(out as u32) as i128) == as_i128(from, bits),
                _ => (f64::from_bits(out) as i128) == as_i128(from, bits),
            };
            if !exact {
                self.warning(3, span, format!("the constant {shown} cannot be held exactly by '{name}'"));
            }
        } else if !from.is_float() && !to.is_float() {
            let (a, b) = (as_i128(from, bits), as_i128(to, out));
            if a != b {
                if (a < 0) != (b < 0) || (a < 0 && to.is_unsigned()) {
                    self.warning(1, span, format!("the constant {shown} changes its sign as '{name}'"));
                } else {
                    self.warning(2, span, format!("the constant {shown} is too large for '{name}'"));
                }
            }
        }
    }

    fn convert_special(&mut self, v: Value<'ast>, to: DataType, how: How, want: Want) -> Value<'ast> {
        let span = v.span;
        let Place::Special(special) = v.place else { return Value::error(span) };
        match *special {
            Special::EnumValues(list) => {
                if let Some(e) = list.iter().find(|e| e.0 == to.type_id) {
                    return Value::constant(to.value(), e.1 as i64 as u64, span);
                }
                self.ambiguous_enum(&list, span)
            }
            Special::Functions(set) => self.function_value(set, to, span),
            Special::Property(p) => {
                let v = self.get_property(p, span);
                self.convert(v, to, how, want)
            }
            Special::List(e) => self.list_value(e, to),
            Special::Lambda(e) => self.lambda_value(e, to),
            Special::Type(_) | Special::Namespace(_) => self.fail(43, span, "a type is no value"),
        }
    }

    pub(super) fn ambiguous_enum(&mut self, list: &[(TypeId, i32)], span: Span) -> Value<'ast> {
        let enums: Vec<String> = list.iter().map(|e| format!("'{}'", self.display(DataType::of(e.0)))).collect();
        self.fail(
            38,
            span,
            format!("this name is a value of several enums ({}): write the enum before it", enums.join(", ")),
        )
    }

    /// A function name where a handle is expected.
    fn function_value(&mut self, set: FunctionSet<'ast>, to: DataType, span: Span) -> Value<'ast> {
        let name = self.text(set.name);
        if let Some(o) = &set.object {
            self.release(o);
            return self.fail(
                97,
                span,
                format!("a method cannot be used as a value; make a delegate: Funcdef(object.{name})"),
            );
        }
        let Some(f) = self.function_for(&set.ids, to) else {
            let code = if self.reg.kind(to.type_id) == TypeKind::Funcdef { 65 } else { 44 };
            let text = if code == 65 {
                format!("no function '{name}' has the signature of '{}'", self.display(to.object()))
            } else {
                format!("'{name}' is a function; it has no value here")
            };
            self.fail(code, span, text);
            return Value::error(span);
        };
        self.check_shared_function(f, span);
        self.function_handle(f, to, span)
    }

    /// A handle to a function.
    pub(super) fn function_handle(&mut self, f: FunctionId, to: DataType, span: Span) -> Value<'ast> {
        let reference = if self.reg.is_script_function(f) {
            let sf = self.reg.script_function(f);
            if sf.def.kind == crate::types::FunctionKind::Import {
                FunctionRef::Import(sf.import)
            } else {
                FunctionRef::Script(f.0 - self.reg.first_function)
            }
        } else {
            FunctionRef::Native(f)
        };
        let n = self.u.tables.function_ref(reference);
        let t = self.slot();
        self.ai(Op::FuncRef, t, n as i32);
        let ty = DataType { is_handle: true, is_const: false, ..to.value() };
        let out = Value::temp(ty, t, span);
        self.born_as(t, ty);
        out
    }

    fn convert_object(&mut self, v: Value<'ast>, to: DataType, how: How) -> Value<'ast> {
        let from = v.ty;
        let span = v.span;
        let loses_const = from.object_is_const() && !to.object_is_const();
        if self.prim(from).is_none() {
            let same = from.type_id == to.type_id;
            let related = !same && self.is_reference_type(from.type_id) && self.reg.is_a(from.type_id, to.type_id);
            let funcdefs = !same && !related && self.same_signature_types(from.type_id, to.type_id);
            if same || related || funcdefs {
                if to.is_handle {
                    if loses_const || (!from.is_handle && !self.supports_handles(to.type_id)) {
                        return self.no_conversion(v, to);
                    }
                    return Value { ty: to.value(), ..v };
                }
                if v.explicit_handle && !from.is_handle {
                    return self.no_conversion(v, to);
                }
                if same || related {
                    let mut ty = to.value();
                    ty.is_const = from.object_is_const();
                    if from.is_handle {
                        return self.deref(v).with_type(ty);
                    }
                    return Value { ty, ..v };
                }
            }
            let cast_to = to.handle();
            if to.is_handle || self.is_reference_type(to.type_id) {
                if let Some(f) = self.cast_operator(from, cast_to, names::OP_IMPL_CAST) {
                    let r = self.call_method(v, f, from.type_id, &[], span);
                    let r =
                        Value { ty: DataType { is_handle_to_const: r.ty.object_is_const(), ..cast_to.value() }, ..r };
                    return if to.is_handle { r } else { self.deref(r) };
                }
            }
            if to.is_handle {
                return self.no_conversion(v, to);
            }
        } else if to.is_handle {
            return self.no_conversion(v, to);
        }
        match self.user_conversion(&v, to, how) {
            Some(UserConversion::Operator(f)) => {
                let r = self.call_method(v, f, from.type_id, &[], span);
                if r.ty.is_handle && !to.is_handle { self.deref(r) } else { r }
            }
            Some(UserConversion::Generic(f)) => self.call_generic_conversion(v, f, to),
            Some(UserConversion::Constructor(f)) => self.construct_with(to, f, vec![v], span),
            None => self.no_conversion(v, to),
        }
    }

    /// `void opConv(?&out)`: the result is written to a fresh variable of the target type.
    pub(super) fn call_generic_conversion(&mut self, v: Value<'ast>, f: FunctionId, to: DataType) -> Value<'ast> {
        let span = v.span;
        let owner = v.ty.type_id;
        let to = to.value();
        let result = self.fresh_variable(to, span);
        if result.is_error() {
            return result;
        }
        let r = self.call_method_any_out(v, f, owner, &result, span);
        self.release(&r);
        result
    }

    /// Whether the object that a value stands for cannot be null: a variable's or temporary's own object. Objects of
    /// members and globals are null until they are initialised, which code may run before.
    pub(super) fn is_surely_there(&self, v: &Value<'ast>) -> bool {
        !v.ty.is_handle && matches!(v.place, Place::Slot(_))
    }

    /// The object behind a handle; null raises.
    pub(super) fn deref(&mut self, v: Value<'ast>) -> Value<'ast> {
        if self.is_surely_there(&v) || self.is_value_type(v.ty) {
            return v;
        }
        let v = self.load(v, None);
        let s = self.slot_of(&v);
        self.check_null(s);
        Value { ty: v.ty.object(), explicit_handle: false, ..v }
    }

    /// A default value of a type in a fresh place: zero, null, or default constructed.
    pub(super) fn fresh_variable(&mut self, ty: DataType, span: Span) -> Value<'ast> {
        if ty.is_handle || self.prim(ty).is_some() {
            let s = self.slot();
            self.ai(Op::LdI, s, 0);
            self.born_as(s, ty);
            let mut v = Value::temp(ty, s, span);
            v.lvalue = true;
            return v;
        }
        let mut v = self.construct_default(ty, span);
        v.lvalue = true;
        v
    }

    /// A read-only or changeable value out of anything an expression can come to: properties are read, names that are no
    /// values reported.
    pub(super) fn settle(&mut self, v: Value<'ast>) -> Value<'ast> {
        let span = v.span;
        match v.place {
            Place::Special(special) => match *special {
                Special::Property(p) => self.get_property(p, span),
                Special::EnumValues(list) => self.ambiguous_enum(&list, span),
                Special::Functions(set) => {
                    let name = self.text(set.name);
                    if let Some(o) = &set.object {
                        self.release(o);
                        return self.fail(87, span, format!("'{name}' is a method; it can only be called"));
                    }
                    self.fail(44, span, format!("'{name}' is a function; it has no value here"))
                }
                Special::Type(t) => {
                    let name = self.display(DataType::of(t));
                    self.fail(43, span, format!("'{name}' is a type, not a value"))
                }
                Special::Namespace(_) => self.fail(43, span, "a namespace is no value"),
                Special::List(_) => self.fail(135, span, "an initialisation list needs a type here: write T = {…}"),
                Special::Lambda(_) => {
                    self.fail(95, span, "a lambda can only stand where a function handle is expected")
                }
            },
            _ => v,
        }
    }

    /// Whether a condition is met at compile time.
    pub(super) fn bool_const(&self, v: &Value<'ast>) -> Option<bool> {
        if v.ty.is_bool() { v.as_const().map(|b| b & 0xFF != 0) } else { None }
    }

    /// `bool` for a condition (CONV-40 to CONV-43).
    pub(super) fn condition(&mut self, v: Value<'ast>, span: Span) -> Value<'ast> {
        let v = self.settle(v);
        if v.is_error() || v.ty.is_bool() && !v.ty.is_handle {
            return v;
        }
        let ty = v.ty;
        let allowed =
            !ty.is_handle && self.is_object(ty) && (self.is_value_type(ty) || self.u.options.bool_conversion_mode == 1);
        if allowed {
            let how = if self.u.options.bool_conversion_mode == 1 { How::Explicit } else { How::Implicit };
            if let Some((f, ret)) = self.number_operator(ty, Primitive::Bool, DataType::BOOL, how) {
                if ret.is_bool() {
                    if self.reg.function(f).params().len() == 1 {
                        return self.call_generic_conversion(v, f, DataType::BOOL);
                    }
                    return self.call_method(v, f, ty.type_id, &[], span);
                }
            }
        }
        let text = if ty.is_void() {
            "a condition needs a value of type 'bool', not 'void'".to_string()
        } else if ty.is_handle || v.is_null() {
            "a handle is no condition: compare it with 'is null' or '!is null'".to_string()
        } else if self.prim(ty).is_some() {
            format!("a condition must be 'bool', not '{}': compare it with something", self.display(ty.value()))
        } else {
            format!("a condition must be 'bool', not '{}'", self.display(ty.value()))
        };
        self.release(&v);
        self.fail(74, span, text)
    }

    /// Whether an expression tree may change local variables when it runs.
    pub(super) fn may_assign(&self, e: &ast::Expr<'ast>) -> bool {
        use ast::ExprKind as K;
        match &e.kind {
            K::Assign { .. } => true,
            K::Unary { op, operand } => {
                matches!(
                    op,
                    ast::UnaryOp::PreInc | ast::UnaryOp::PreDec | ast::UnaryOp::PostInc | ast::UnaryOp::PostDec
                ) || self.may_assign(operand)
            }
            K::Binary { left, right, .. } => self.may_assign(left) || self.may_assign(right),
            K::Conditional { cond, then, other } => {
                self.may_assign(cond) || self.may_assign(then) || self.may_assign(other)
            }
            K::Paren(inner) => self.may_assign(inner),
            K::Cast { value, .. } => self.may_assign(value),
            K::Member { object, .. } => self.may_assign(object),
            // A name among the arguments may be an output.
            K::Call { callee, args } => self.may_assign(callee) || self.args_may_assign(args),
            K::Construct { args, .. } => self.args_may_assign(args),
            K::Index { object, args } => self.may_assign(object) || self.args_may_assign(args),
            K::List { items, .. } => items.iter().flatten().any(|i| self.may_assign(i)),
            _ => false,
        }
    }

    fn args_may_assign(&self, args: &[ast::Arg<'ast>]) -> bool {
        args.iter().any(|a| matches!(a.value.kind, ast::ExprKind::Name(_)) || self.may_assign(a.value))
    }
}

/// The instructions that turn one kind of number into another; none where the bytes are the same.
pub(super) fn conversion_ops(from: Primitive, to: Primitive) -> &'static [Op] {
    use Op::*;
    if from == to {
        return &[];
    }
    match (from, to) {
        // integers: the low bytes stay, the bytes above are unspecified anyway
        (f, t) if f.is_integer() && t.is_integer() => {
            if t.size() <= f.size() {
                &[]
            } else {
                match f {
                    Int8 => &[Sext8],
                    Int16 => &[Sext16],
                    Int32 => &[Sext32],
                    UInt8 => &[Zext8],
                    UInt16 => &[Zext16],
                    _ => &[Zext32],
                }
            }
        }
        (Int8, Float) => &[Sext8, I32F32],
        (Int16, Float) => &[Sext16, I32F32],
        (UInt8, Float) => &[Zext8, I32F32],
        (UInt16, Float) => &[Zext16, I32F32],
        (Int32, Float) => &[I32F32],
        (UInt32, Float) => &[U32F32],
        (Int64, Float) => &[I64F32],
        (UInt64, Float) => &[U64F32],
        (Int8, Double) => &[Sext8, I32F64],
        (Int16, Double) => &[Sext16, I32F64],
        (UInt8, Double) => &[Zext8, I32F64],
        (UInt16, Double) => &[Zext16, I32F64],
        (Int32, Double) => &[I32F64],
        (UInt32, Double) => &[U32F64],
        (Int64, Double) => &[I64F64],
        (UInt64, Double) => &[U64F64],
        (Float, Int8 | Int16 | Int32) => &[F32I32],
        (Float, UInt8 | UInt16 | UInt32) => &[F32U32],
        (Float, Int64) => &[F32I64],
        (Float, UInt64) => &[F32U64],
        (Double, Int8 | Int16 | Int32) => &[F64I32],
        (Double, UInt8 | UInt16 | UInt32) => &[F64U32],
        (Double, Int64) => &[F64I64],
        (Double, UInt64) => &[F64U64],
        (Float, Double) => &[F32F64],
        (Double, Float) => &[F64F32],
        _ => &[],
    }
}

pub(super) fn as_f64(p: Primitive, bits: u64) -> f64 {
    match p {
        Float => f64::from(f32::from_bits(bits as u32)),
        Double => f64::from_bits(bits),
        p if p.is_signed() => bits as i64 as f64,
        _ => bits as f64,
    }
}

fn as_i128(p: Primitive, bits: u64) -> i128 {
    if p.is_signed() { i128::from(bits as i64) } else { i128::from(bits) }
}

fn show_number(p: Primitive, bits: u64) -> String {
    match p {
        Float => format!("{}", f32::from_bits(bits as u32)),
        Double => format!("{}", f64::from_bits(bits)),
        p if p.is_signed() => format!("{}", bits as i64),
        _ => format!("{bits}"),
    }
}
