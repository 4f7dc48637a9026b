//! Where the arguments of a call go, and where its result is.

use crate::bytecode::FunctionCode;
use crate::types::{DataType, RefModifier};

use super::call::CallError;
use super::program::Program;
use super::runtime_type::{RuntimeKind, ValueType};

/// What an argument or result is, for the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing.
    Void,
    /// A primitive or enum in a slot.
    Plain,
    /// An address whose owner is the host.
    Address,
    /// A handle, or an object of a reference type, whose reference the slot owns.
    Object(ValueType),
    /// A value type: in slots for arguments, in the buffer for results.
    Value(ValueType),
    /// `?`: an address and a type.
    Any,
}

impl Kind {
    /// Whether zeros are no argument of this kind: addresses of nothing, and values that must be constructed.
    pub fn is_required(self) -> bool {
        match self {
            Kind::Address | Kind::Any => true,
            Kind::Object(ty) => !ty.is_handle(),
            Kind::Value(ty) => !ty.ty().is_pod && ty.ty().value_ops.is_none(),
            Kind::Void | Kind::Plain => false,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Param {
    pub slot: u16,
    pub kind: Kind,
    /// Its size, for primitives.
    pub size: u8,
}

/// What a host has to know of a function to call it.
pub(super) struct Layout {
    pub params: Vec<Param>,
    pub result: Kind,
    pub arg_slots: usize,
    /// Slots before the link, for a result that is a value type.
    pub result_slots: usize,
    pub this_slot: Option<u16>,
    /// Nothing in arguments or result ever has to be released.
    pub is_plain: bool,
    /// Some parameter has no value unless the host sets one.
    pub has_required: bool,
}

impl Program {
    /// The slot in which a function finds a parameter.
    pub fn param_slot(&self, function: u32, param: usize) -> Option<u16> {
        let layout = Layout::of(self, self.unit().functions.get(function as usize)?).ok()?;
        Some(layout.params.get(param)?.slot)
    }
}

impl Layout {
    /// Of a function without parameters and result.
    pub fn empty() -> Layout {
        Layout {
            params: Vec::new(),
            result: Kind::Void,
            arg_slots: 0,
            result_slots: 0,
            this_slot: None,
            is_plain: true,
            has_required: false,
        }
    }

    /// The layout of a function's window.
    pub fn of(program: &Program, function: &FunctionCode) -> Result<Layout, CallError> {
        let has_address = program.has_result_address(function);
        let this_slot = function.owner.is_some().then_some(has_address as u16);
        let mut slot = has_address as u16 + this_slot.is_some() as u16;
        let mut params = Vec::with_capacity(function.params.len());
        for ty in &function.params {
            let (kind, slots) = param_kind(&|ty| program.value_type(ty), *ty)?;
            params.push(Param { slot, kind, size: ty.as_primitive().map_or(4, |p| p.size() as u8) });
            slot += slots;
        }
        let ret = function.ret.unwrap_or(DataType::VOID);
        let result = if ret.is_void() {
            Kind::Void
        } else if ret.is_ref() {
            Kind::Address
        } else {
            param_kind(&|ty| program.value_type(ty), ret)?.0
        };
        let result_slots = match result {
            Kind::Value(ty) => ty.size().div_ceil(8).max(1),
            _ => 0,
        };
        let is_owning = |kind: Kind| matches!(kind, Kind::Object(_) | Kind::Value(_));
        let is_plain = !is_owning(result) && !params.iter().any(|p| is_owning(p.kind)) && this_slot.is_none();
        let arg_slots = (slot as usize).max(function.arg_slots as usize).max(1);
        let has_required = params.iter().any(|p| p.kind.is_required());
        Ok(Layout { params, result, arg_slots, result_slots, this_slot, is_plain, has_required })
    }
}

/// The parameters that are values in slots: the slot of each, counted from the first parameter's, and its type.
pub(super) fn values_of<'a>(
    value_type: &'a dyn Fn(DataType) -> Option<ValueType>,
    params: &'a [DataType],
) -> impl Iterator<Item = (usize, ValueType)> + 'a {
    let mut next = 0;
    params.iter().filter_map(move |ty| {
        let (kind, slots) = param_kind(value_type, *ty).ok()?;
        let at = next;
        next += slots as usize;
        match kind {
            Kind::Value(ty) => Some((at, ty)),
            _ => None,
        }
    })
}

/// What a parameter is, and how many slots it takes.
fn param_kind(value_type: &dyn Fn(DataType) -> Option<ValueType>, ty: DataType) -> Result<(Kind, u16), CallError> {
    if ty.is_any() {
        return Ok((Kind::Any, 2));
    }
    let value = value_type(ty.value()).ok_or(CallError::Type)?;
    let by_value = ty.ref_modifier == RefModifier::None;
    let is_reference_type = value.ty().is_reference();
    Ok(match (value.ty().kind, ty.ref_modifier) {
        _ if !ty.is_handle && is_reference_type && !by_value => (Kind::Address, 1),
        (_, RefModifier::None | RefModifier::In) if ty.is_handle || is_reference_type => (Kind::Object(value), 1),
        (RuntimeKind::Primitive | RuntimeKind::Enum, RefModifier::None | RefModifier::In) => (Kind::Plain, 1),
        (RuntimeKind::Value, RefModifier::None) => (Kind::Value(value), value.size().div_ceil(8).max(1) as u16),
        _ => (Kind::Address, 1),
    })
}
