//! Conversions and what they cost (CONV rules).

use crate::base::{FunctionId, Span, TypeId, names};
use crate::bytecode::{FunctionRef, Op};
use crate::semantic::fold;
use crate::types::{DataType, Primitive, RefModifier, TypeKind};

use super::conversion_cost::{UserConversion, number_cost};
use super::{FnCompiler, FunctionSet, Place, Special, Value, Want};

use Primitive::{Double, Float, Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64};

/// How a conversion is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// By the surroundings.
    Implicit,
    /// By `T(x)`.
    Explicit,
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
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

    pub(super) fn no_conversion(&mut self, v: Value<'ast>, to: DataType) -> Value<'ast> {
        let text = if v.is_null() {
            format!("'null' cannot be used where '{}' is expected", self.display(to))
        } else {
            // Whether something of another type may be changed does not matter.
            let other = v.ty.type_id != to.type_id && !v.ty.is_handle;
            let from = self.display(if other { v.ty.value().with_const(false) } else { v.ty });
            let to = if other && !to.is_handle { to.value().with_const(false) } else { to };
            let target = self.display(to);
            if from == target || v.ty.same_value(to) {
                format!("'{from}' is read-only and cannot become '{target}'")
            } else {
                format!("there is no implicit conversion from '{from}' to '{target}'")
            }
        };
        let to_enum = self.is_enum(to) && self.prim(v.ty).is_some_and(|p| p.is_number());
        let can_be_written = !v.ty.is_error()
            && !v.explicit_handle
            && !to.is_handle
            && (to_enum || self.prim(to).is_none() && self.user_conversion(&v, to, How::Explicit).is_some());
        self.release(&v);
        let shown = self.display(to.value().with_const(false));
        let d = self.error(65, v.span, text);
        if can_be_written {
            d.help(format!("it can be written out: {shown}(…)"));
        }
        Value::error(v.span)
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
                    return Value::constant(to.value(), e.1 as u64, span);
                }
                self.ambiguous_enum(list, span)
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

    pub(super) fn ambiguous_enum(&mut self, list: &[(TypeId, i64)], span: Span) -> Value<'ast> {
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
            if self.reg.kind(to.type_id) != TypeKind::Funcdef {
                return self.fail(
                    87,
                    set.blamed(span),
                    format!("'{name}' is a method, which has no value; call it: {name}(…)"),
                );
            }
            return self.fail(
                97,
                span,
                format!("a method cannot be used as a value; make a delegate: Funcdef(object.{name})"),
            );
        }
        let Some(f) = self.function_for(set.ids, to) else {
            let code = if self.reg.kind(to.type_id) == TypeKind::Funcdef { 65 } else { 44 };
            if code == 65 {
                let wanted = self.reg.declaration(self.reg.ty(to.type_id).signature, TypeId::NONE, self.u.names);
                let have: Vec<_> = set
                    .ids
                    .iter()
                    .map(|&f| (self.reg.function(f).span(), self.reg.declaration(f, TypeId::NONE, self.u.names)))
                    .collect();
                let d = self.error(65, span, format!("'{name}' has not the signature of the funcdef, {wanted}"));
                for (at, text) in have {
                    d.note(at, format!("it is {text}"));
                }
            } else {
                self.error(code, span, format!("'{name}' is a function; call it: {name}(…)"));
            }
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
        let n = self.u.tables.function_ref(reference, to.type_id);
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
        if v.explicit_handle && !self.is_handle_like(to.type_id) {
            // Only conversions between handles apply to what is written with `@` (CONV-37).
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
        // Constructors of scripts may take away what holds the value.
        let in_memory = self.is_value_type(v.ty) && !matches!(v.place, Place::Slot(_) | Place::SlotAt { .. });
        let v = if in_memory && self.reg.kind(to.type_id) == TypeKind::Class { self.own_whole(v, v.ty) } else { v };
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
        !v.ty.is_handle && !v.unset && matches!(v.place, Place::Slot(_))
    }

    /// The object behind a handle; null raises.
    pub(super) fn deref(&mut self, v: Value<'ast>) -> Value<'ast> {
        if self.is_surely_there(&v) || self.is_value_type(v.ty) {
            return v;
        }
        let v = self.load(v, None);
        let s = self.slot_of(&v);
        self.check_null(s);
        Value { ty: v.ty.object(), explicit_handle: false, unset: false, ..v }
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
                Special::EnumValues(list) => self.ambiguous_enum(list, span),
                Special::Functions(set) => {
                    let name = self.text(set.name);
                    if let Some(o) = &set.object {
                        self.release(o);
                        return self.fail(87, set.blamed(span), format!("'{name}' is a method; it can only be called"));
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
