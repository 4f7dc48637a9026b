//! Which conversions there are, and what they cost.

use crate::base::{FunctionId, Symbol, TypeId, names};
use crate::types::{DataType, FunctionTraits, Primitive, RefModifier, TypeKind};

use super::convert::How;
use super::{FnCompiler, Place, Special, Value};

use Primitive::{Double, Float, Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64};

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
pub(super) fn number_cost(from: Primitive, from_enum: bool, to: Primitive) -> Option<u32> {
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
    } else if from_enum && to == from {
        2
    } else if from_enum && to.is_unsigned() {
        6
    } else if from_enum {
        3
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
        if let Place::Special(special) = v.place {
            return match special {
                Special::EnumValues(list) => {
                    if list.iter().any(|e| e.0 == to.type_id) && !to.is_handle {
                        Some(0)
                    } else {
                        None
                    }
                }
                Special::List(_) => {
                    if to.is_any() {
                        return None;
                    }
                    self.reg.list_pattern(to.type_id).is_some().then_some(0)
                }
                Special::Lambda(e) => self.lambda_fits(e, to).then_some(1),
                Special::Functions(set) => {
                    if set.object.is_some() {
                        return None;
                    }
                    let ids = set.ids;
                    self.function_for(ids, to).map(|_| 0)
                }
                Special::Property(p) => {
                    let p = *p;
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

    /// Whether an object or handle leads to an object of a reference type without making one: it is one, or it has an
    /// implicit cast.
    pub(super) fn refers_to(&self, from: DataType, to: DataType) -> bool {
        let is_one = self.is_reference_type(from.type_id) && self.reg.is_a(from.type_id, to.type_id);
        is_one || self.cast_operator(from, to, names::OP_IMPL_CAST).is_some()
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
}
