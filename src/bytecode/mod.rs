//! The boundary between compiler and machine: instructions, and the compiled form of one unit.
//!
//! # Frames
//!
//! A function runs in a window of 64-bit slots, addressed as `r0, r1, …` from its base. The parameters come first, then
//! locals and temporaries. `base[-1]` is the link: return address and distance to the caller's base. A call instruction
//! names the window of the callee by the slot `a` of its first argument; slot `a - 1` becomes the callee's link, and the
//! result is found in slot `a` afterwards. Everything live in the caller lies below `a - 1`.
//!
//! # Values in slots
//!
//! | type | in a slot |
//! |---|---|
//! | integers, `bool`, enums, `float`, `double` | in the low bytes; the bytes above are unspecified |
//! | handles, script objects (with or without `@`) | a pointer to the object, null for the null handle |
//! | registered value types | the value itself, in as many slots as its size needs |
//! | references | the address; for references to objects of reference types, the object's address |
//!
//! # Arguments
//!
//! In the order of slots: the address for the result if it is a registered value type, then `this`, then the
//! parameters:
//!
//! | parameter | slot content | who releases or destroys it |
//! |---|---|---|
//! | primitive, enum: by value or `&in` | the value | nobody |
//! | handle: by value or `&in` | the handle | the callee (for native functions by the declaration's rules) |
//! | registered value type by value | the value, in its slots | the callee |
//! | registered value type `&in` | address of a value that does not change during the call | the caller |
//! | object of a reference type by value | a fresh object | the callee |
//! | object of a reference type by reference (any mode) | the object | the caller |
//! | `&out`, `&inout` of primitives, handles, value types | address of the variable | the caller |
//! | `?` with any mode | address of the value (for objects of reference types: of the object; for handles: of the handle), then its runtime type (`LdType`), in a second slot | the caller |
//!
//! Results: primitives in slot `a`; handles and objects of reference types in slot `a`, owned by the caller; references
//! in slot `a` as address; registered value types at the address given.
//!
//! # Initialisation lists
//!
//! A list constructor or list factory gets the address of a buffer with the list's values in the order of its pattern
//! (HOST-070 to HOST-075), without gaps but that values of four bytes and more begin at multiples of four:
//!
//! | pattern | in the buffer |
//! |---|---|
//! | `repeat p`, `repeat_same p` | a 32-bit count, then that many times `p` |
//! | primitive, enum | the value |
//! | registered value type | the value |
//! | handle, object of a reference type | the pointer |
//! | `?` | the address of the runtime type (`LdType`), eight bytes, then the value as above |
//!
//! Values larger than four bytes may be at addresses that are not multiples of their size. The buffer's values belong
//! to the caller, which releases and destroys them after the call: the callee copies and adds references.
//! The hidden type of a template instance comes before the buffer's address: for list factories (type, buffer), for
//! list constructors of value types (`this`, type, buffer). All hidden arguments: address for the result, `this`, type.

mod disasm;
pub mod file;
mod info;
mod instr;
mod operands;
mod tables;
mod trap;
mod unit;
mod verify;

pub use disasm::disassemble;
pub use info::{Described, FunctionInfo, Metadata, ParamInfo, TypeInfo, UnitInfo};
pub use instr::{Format, Instr, Op};
pub use operands::{Table, TableUse};
pub use tables::{CodeTables, Tables};
pub use trap::Trap;
pub use unit::{
    ClassCode, Cleanup, CleanupKind, CodeUnit, FieldCode, FunctionCode, FunctionRef, GlobalCode, ImportCode, LineEntry,
    LocalVar, ScriptTypeCode, ScriptTypeKind, SharedCode, SharedItem, TryRange, TypeRef,
};
pub use verify::{VerifyError, verify};
