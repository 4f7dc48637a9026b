//! What crosses the border in a native call: the declaration in terms of machine values and window slots.

use std::fmt;

use crate::base::TypeId;
use crate::types::{
    DataType, EightByte, FunctionDef, FunctionKind, FunctionTraits, ParamDef, RefModifier, TypeDef, TypeFlags, TypeKind,
};

/// How a C compiler passes a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StructShape {
    /// Bytes.
    pub size: u32,
    /// Alignment in bytes.
    pub align: u32,
    /// Class of the first and second eight bytes; only looked at where the size is at most sixteen.
    pub classes: [EightByte; 2],
    /// Bytes of each member if all are floats of one size: what AAPCS64 calls a homogeneous aggregate (of up to four
    /// members). 0 otherwise.
    pub float_bytes: u32,
    /// Members lie where their alignment does not allow it.
    pub packed: bool,
    /// A C++ class with its own copy constructor or destructor: always passed by address.
    pub non_trivial: bool,
}

impl StructShape {
    /// The shape of a registered value type.
    pub fn of(def: &TypeDef) -> StructShape {
        let shape = def.shape;
        StructShape {
            size: def.size,
            align: if shape.align == 0 { def.align.max(1) } else { shape.align },
            classes: shape.classes,
            float_bytes: shape.float_bytes,
            packed: shape.packed,
            non_trivial: def.flags.has(TypeFlags::NON_TRIVIAL),
        }
    }

    /// Slots of the window it takes by value.
    pub const fn slots(self) -> u32 {
        self.size.div_ceil(8)
    }
}

/// A value as a C function takes or returns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing (results only).
    Void,
    /// An integer, truth value or enum of 1, 2, 4 or 8 bytes.
    Int {
        /// Its size.
        bytes: u8,
        /// Whether it is extended by its sign.
        signed: bool,
    },
    /// `float`
    Float,
    /// `double`
    Double,
    /// An address, a handle, a reference.
    Pointer,
    /// A structure by value.
    Struct(StructShape),
}

/// What a C argument is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The value in the slots.
    Slots(Value),
    /// The address of the slot: `&in` of primitives and handles.
    SlotAddress,
    /// Two arguments from two slots: the address of the value and its runtime type (`?`).
    Any,
}

/// What becomes of an argument after the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Nothing.
    Keep,
    /// The handle or object in the slot is released.
    Release,
    /// The value in the slots is destroyed.
    Destroy,
}

/// A parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Param {
    /// How its argument is made.
    pub source: Source,
    /// Its type, without reference mode.
    pub ty: DataType,
    /// What happens to it after the call.
    pub after: After,
    /// In the slot lies a value (of a primitive or handle) rather than the address of one or an object.
    pub in_slot: bool,
}

impl Param {
    /// Slots of the window it takes.
    pub const fn slots(&self) -> u32 {
        match self.source {
            Source::Slots(Value::Struct(s)) => s.slots(),
            Source::Any => 2,
            _ => 1,
        }
    }
}

/// A native function as the call has to make it.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The window holds the address for the result before all else.
    pub result_address: bool,
    /// There is a `this`.
    pub has_this: bool,
    /// After `this` comes the runtime type of the template instance (HOST-059).
    pub takes_type: bool,
    /// The parameters.
    pub params: Vec<Param>,
    /// After the parameters comes a slot with the number of further arguments, then the arguments as the last parameter
    /// says.
    pub variadic: bool,
    /// What it returns.
    pub result: Value,
    /// The type it returns.
    pub result_type: DataType,
    /// A reference is added to the returned handle (`@+`).
    pub add_ref_result: bool,
    /// The result is a handle that owns a reference when the call is over.
    pub owns_result: bool,
}

/// Why a function cannot be called natively.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureError {
    /// More arguments than fit in registers and this many words of the stack.
    TooManyArguments {
        /// Words of stack a call can have.
        stack_words: u32,
    },
    /// A structure of this many bytes cannot be returned by value.
    ResultTooLarge {
        /// Its size.
        size: u32,
        /// The largest that can.
        limit: u32,
    },
    /// Variadic functions need the generic convention (HOST-051).
    Variadic,
    /// The window would have more slots than a call can address.
    WindowTooLarge,
    /// A structure by value whose members are not known.
    UnknownMembers,
    /// This platform has only the generic convention.
    Unsupported,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            SignatureError::TooManyArguments { stack_words } => write!(
                f,
                "too many arguments for the native convention: at most {stack_words} words beside those in registers; use the generic convention"
            ),
            SignatureError::ResultTooLarge { size, limit } => write!(
                f,
                "a result of {size} bytes by value is too large for the native convention on this platform (at most {limit}); use the generic convention"
            ),
            SignatureError::Variadic => f.write_str("a variadic function must use the generic convention"),
            SignatureError::WindowTooLarge => f.write_str("the arguments take too much room"),
            SignatureError::UnknownMembers => f.write_str("the members of a structure passed by value are not known"),
            SignatureError::Unsupported => f.write_str("this function needs the generic convention on this platform"),
        }
    }
}

impl std::error::Error for SignatureError {}

/// What is asked about the types of a declaration.
pub type TypeLookup<'a> = dyn Fn(TypeId) -> &'a TypeDef + 'a;

/// The machine value of a type held by value.
fn value_of(ty: DataType, types: &TypeLookup<'_>) -> Value {
    if let Some(p) = ty.as_primitive() {
        use crate::types::Primitive::*;
        return match p {
            Void => Value::Void,
            Float => Value::Float,
            Double => Value::Double,
            Bool => Value::Int { bytes: 1, signed: false },
            _ => Value::Int { bytes: p.size() as u8, signed: p.is_signed() },
        };
    }
    let def = types(ty.type_id);
    match def.kind {
        TypeKind::Enum => {
            let number = def.enum_primitive();
            Value::Int { bytes: number.size() as u8, signed: number.is_signed() }
        }
        // A type that acts as a handle is the value itself, also where it is written with `@`.
        TypeKind::Value => Value::Struct(StructShape::of(def)),
        _ => Value::Pointer,
    }
}

/// Whether values of the type lie in slots where the convention says "value": primitives, enums, handles.
fn lies_in_slot(ty: DataType, value: Value) -> bool {
    match value {
        Value::Int { .. } | Value::Float | Value::Double => true,
        Value::Pointer => ty.is_handle,
        _ => false,
    }
}

impl Signature {
    /// The signature of a registered function. `ret` and `params` are those of the declaration with template parameters
    /// replaced; `types` knows every type in them.
    pub fn new(def: &FunctionDef, ret: DataType, params: &[ParamDef], types: &TypeLookup<'_>) -> Signature {
        let result = if ret.is_ref() { Value::Pointer } else { value_of(ret, types) };
        let result_handle = !ret.is_ref() && result == Value::Pointer;
        let auto = result_handle && def.traits.has(FunctionTraits::AUTO_HANDLE_RETURN);
        let has_this = def.owner.is_some()
            && matches!(
                def.kind,
                FunctionKind::Method
                    | FunctionKind::Constructor
                    | FunctionKind::Destructor
                    | FunctionKind::Behavior
                    | FunctionKind::InterfaceMethod
            );
        let list_of_value = def.kind == FunctionKind::ListConstructor && ret.is_void();
        // Behaviours and list functions are declared with `int &in` where they take an address.
        let raw_references = matches!(def.kind, FunctionKind::Behavior | FunctionKind::ListConstructor);
        let params = params
            .iter()
            .map(|p| {
                let address = raw_references && p.ty.is_ref() && p.ty.as_primitive().is_some();
                if address {
                    Param {
                        source: Source::Slots(Value::Pointer),
                        ty: p.ty.value(),
                        after: After::Keep,
                        in_slot: false,
                    }
                } else {
                    Param::new(p, types)
                }
            })
            .collect();
        Signature {
            result_address: matches!(result, Value::Struct(_)),
            has_this: has_this || list_of_value,
            takes_type: def.traits.has(FunctionTraits::TAKES_TYPE),
            params,
            variadic: def.traits.has(FunctionTraits::VARIADIC),
            result,
            result_type: ret,
            add_ref_result: auto,
            owns_result: result_handle,
        }
    }

    /// Slots of the window, further arguments of variadic functions not counted.
    pub fn slots(&self) -> u32 {
        self.first_param_slot() + self.params.iter().map(Param::slots).sum::<u32>()
    }

    /// Slot of the first parameter.
    pub fn first_param_slot(&self) -> u32 {
        self.result_address as u32 + self.has_this as u32 + self.takes_type as u32
    }
}

impl Param {
    /// A declared parameter.
    pub fn new(p: &ParamDef, types: &TypeLookup<'_>) -> Param {
        let ty = p.ty.value();
        if ty.is_any() {
            return Param { source: Source::Any, ty, after: After::Keep, in_slot: false };
        }
        let value = value_of(p.ty, types);
        let in_slot = lies_in_slot(p.ty, value);
        let is_handle = in_slot && value == Value::Pointer;
        match p.ty.ref_modifier {
            RefModifier::None => {
                let after = match value {
                    Value::Struct(_) => After::Destroy,
                    Value::Pointer if !is_handle || p.auto_handle => After::Release,
                    _ => After::Keep,
                };
                Param { source: Source::Slots(value), ty, after, in_slot }
            }
            RefModifier::In if in_slot => {
                let after = if is_handle { After::Release } else { After::Keep };
                Param { source: Source::SlotAddress, ty, after, in_slot }
            }
            _ => Param { source: Source::Slots(Value::Pointer), ty, after: After::Keep, in_slot: false },
        }
    }
}
