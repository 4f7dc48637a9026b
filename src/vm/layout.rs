//! The parts of the add-ons' objects that instructions read directly. The add-ons' own types begin with these.

use super::ValueType;
use super::object::ObjHeader;

/// What an array object starts with.
#[repr(C)]
pub struct ArrayObject {
    /// The object header.
    pub header: ObjHeader,
    /// The elements.
    pub data: *mut u8,
    /// How many there are.
    pub len: u32,
    /// For how many there is room.
    pub capacity: u32,
    /// Bytes from one element to the next.
    pub stride: u32,
    /// Zero.
    pub reserved: u32,
    /// What the elements are.
    pub element: ValueType,
}
