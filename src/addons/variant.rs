//! A value of any type, as `dictionary` and `any` keep it.

use crate::bytecode::Trap;
use crate::types::Primitive;
use crate::vm::object::{self, ObjHeader};
use crate::vm::{Raised, RuntimeKind, RuntimeType, Storage, ValueType, Vm, value_ops};

/// A value with its type. Integers are kept as `int64`, floats as `double`; other types as they are.
///
/// Dropping it does nothing: it lives in memory that the VM manages, and ends by [`Variant::clear`].
#[repr(C)]
pub struct Variant {
    ty: ValueType,
    /// The value if it fits; otherwise, in the first word, the address of a buffer with it.
    words: [u64; 2],
}

/// Values with a type of at most this size and alignment lie in the variant itself.
const INLINE: (usize, usize) = (16, 8);

/// What a value is, as far as conversions go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Bool,
    Integer,
    Float,
    Enum,
    Handle,
    Object,
    Value,
    None,
}

fn class_of(ty: ValueType) -> Class {
    if ty.is_none() {
        return Class::None;
    }
    if ty.is_handle() {
        return Class::Handle;
    }
    match ty.as_primitive() {
        Some(Primitive::Void) => Class::None,
        Some(Primitive::Bool) => Class::Bool,
        Some(p) if p.is_float() => Class::Float,
        Some(_) => Class::Integer,
        None if ty.ty().kind == RuntimeKind::Enum => Class::Enum,
        None if ty.ty().is_reference() => Class::Object,
        None => Class::Value,
    }
}

/// A number in memory, as integer and as float.
#[derive(Clone, Copy)]
enum Number {
    Int(i64),
    Float(f64),
}

unsafe fn read_number(ty: ValueType, at: *const u8) -> Number {
    use Primitive::*;
    // SAFETY: the caller gives the address of a value of the type.
    unsafe {
        match ty.as_number() {
            Some(Bool) => Number::Int((*at != 0) as i64),
            Some(Int8) => Number::Int(*at.cast::<i8>() as i64),
            Some(UInt8) => Number::Int(*at as i64),
            Some(Int16) => Number::Int(at.cast::<i16>().read_unaligned() as i64),
            Some(UInt16) => Number::Int(at.cast::<u16>().read_unaligned() as i64),
            Some(UInt32) => Number::Int(at.cast::<u32>().read_unaligned() as i64),
            Some(Int64 | UInt64) => Number::Int(at.cast::<i64>().read_unaligned()),
            Some(Float) => Number::Float(at.cast::<f32>().read_unaligned() as f64),
            Some(Double) => Number::Float(at.cast::<f64>().read_unaligned()),
            // `int` and enums.
            _ => Number::Int(at.cast::<i32>().read_unaligned() as i64),
        }
    }
}

impl Number {
    fn int(self) -> i64 {
        match self {
            Number::Int(n) => n,
            Number::Float(x) => x as i64,
        }
    }

    fn float(self) -> f64 {
        match self {
            Number::Int(n) => n as f64,
            Number::Float(x) => x,
        }
    }

    fn is_true(self) -> bool {
        match self {
            Number::Int(n) => n != 0,
            Number::Float(x) => x != 0.0,
        }
    }

    /// Writes it as a value of the type.
    unsafe fn write(self, ty: ValueType, to: *mut u8) {
        use Primitive::*;
        // SAFETY: the caller gives the address of a variable of the type.
        unsafe {
            match ty.as_number() {
                Some(Bool) => *to = self.is_true() as u8,
                Some(Int8 | UInt8) => *to = self.int() as u8,
                Some(Int16 | UInt16) => to.cast::<u16>().write_unaligned(self.int() as u16),
                Some(UInt32) => to.cast::<u32>().write_unaligned(self.int() as u32),
                Some(Int64) => to.cast::<i64>().write_unaligned(self.int()),
                Some(UInt64) => to.cast::<u64>().write_unaligned(self.int() as u64),
                Some(Float) => to.cast::<f32>().write_unaligned(self.float() as f32),
                Some(Double) => to.cast::<f64>().write_unaligned(self.float()),
                _ => to.cast::<i32>().write_unaligned(self.int() as i32),
            }
        }
    }
}

/// The actual type of an object behind a handle or in a cell.
///
/// # Safety
///
/// `object` is a live object of the type.
pub(crate) unsafe fn actual_type(ty: ValueType, object: *mut u8) -> &'static RuntimeType {
    // SAFETY: the object is a live one of the type.
    if ty.ty().is_managed() { unsafe { ObjHeader::ty(object.cast()) } } else { ty.ty() }
}

/// Whether an object behind a handle can be reached by a handle of another type.
///
/// # Safety
///
/// `object` is a live object of type `ty`.
pub(crate) unsafe fn can_cast(ty: ValueType, object: *mut u8, to: ValueType) -> bool {
    // SAFETY: promised by the caller; types behind values are alive.
    unsafe {
        if ty.is_const_handle() && !to.is_const_handle() {
            return false;
        }
        let actual = actual_type(ty, object);
        if to.ty().kind == RuntimeKind::Funcdef {
            return std::ptr::eq(ty.ty_ptr(), to.ty_ptr());
        }
        actual.is_a(to.ty())
    }
}

/// Adds a reference to the object of a handle.
///
/// # Safety
///
/// `object` is null or a live object of the type.
pub(crate) unsafe fn add_ref(vm: &Vm, ty: ValueType, object: *mut u8) {
    // SAFETY: promised by the caller.
    unsafe {
        match ty.storage() {
            Storage::ManagedHandle | Storage::ManagedObject => object::add_ref(object.cast()),
            Storage::CountedHandle | Storage::CountedObject => value_ops::add_ref_counted(vm, ty.ty(), object),
            _ => {}
        }
    }
}

impl Variant {
    /// No value.
    pub const EMPTY: Variant = Variant { ty: ValueType::NONE, words: [0; 2] };

    /// The type of the value; none if there is no value.
    pub fn ty(&self) -> ValueType {
        self.ty
    }

    fn is_inline(ty: ValueType) -> bool {
        ty.size() <= INLINE.0 && ty.align() <= INLINE.1 && (ty.is_handle() || ty.ty().moves_as_bytes)
    }

    /// The address of the value, as it lies in memory.
    pub fn address(&self) -> *mut u8 {
        if self.ty.is_none() || Self::is_inline(self.ty) {
            (&raw const self.words).cast::<u8>().cast_mut()
        } else {
            self.words[0] as *mut u8
        }
    }

    fn int64(vm: &Vm) -> ValueType {
        ValueType::of(vm.types().get(Primitive::Int64.id()))
    }

    fn double(vm: &Vm) -> ValueType {
        ValueType::of(vm.types().get(Primitive::Double.id()))
    }

    /// Ends the value; there is none afterwards.
    pub fn clear(&mut self, vm: &Vm) {
        // Code that runs meanwhile finds no value.
        let mut old = std::mem::replace(self, Variant::EMPTY);
        old.drop_value(vm);
    }

    fn drop_value(&mut self, vm: &Vm) {
        if self.ty.is_none() {
            return;
        }
        let at = self.address();
        // SAFETY: the value is valid and not used again; its buffer is of its size.
        unsafe {
            value_ops::destroy(vm, self.ty, at);
            if !Self::is_inline(self.ty) {
                vm.heap().free_buffer(at, self.ty.size());
            }
        }
    }

    fn replace(&mut self, vm: &Vm, with: Variant) {
        let mut old = std::mem::replace(self, with);
        old.drop_value(vm);
    }

    /// Whether the value is of a primitive type.
    #[inline]
    fn is_a(&self, p: Primitive) -> bool {
        !self.ty.is_none() && !self.ty.is_handle() && self.ty.ty().id == p.id()
    }

    /// An `int64`.
    #[inline]
    pub fn set_int(&mut self, vm: &Vm, value: i64) {
        if self.is_a(Primitive::Int64) {
            self.words[0] = value as u64;
            return;
        }
        let new = Variant { ty: Self::int64(vm), words: [value as u64, 0] };
        self.replace(vm, new);
    }

    /// A `double`.
    #[inline]
    pub fn set_float(&mut self, vm: &Vm, value: f64) {
        if self.is_a(Primitive::Double) {
            self.words[0] = value.to_bits();
            return;
        }
        let new = Variant { ty: Self::double(vm), words: [value.to_bits(), 0] };
        self.replace(vm, new);
    }

    /// Takes a value that was passed as `?`: handles are shared, objects and values copied.
    ///
    /// # Safety
    ///
    /// `value` is a valid value of the type by reference.
    ///
    /// # Errors
    ///
    /// The copying raised an exception; the old value stays.
    pub unsafe fn set(&mut self, vm: &Vm, ty: ValueType, value: *const u8) -> Result<(), Raised> {
        // SAFETY: promised by the caller.
        unsafe {
            match class_of(ty) {
                Class::None => self.clear(vm),
                Class::Integer => self.set_int(vm, read_number(ty, value).int()),
                Class::Float => self.set_float(vm, read_number(ty, value).float()),
                _ => {
                    let new = Self::copied(vm, ty, value)?;
                    self.replace(vm, new);
                }
            }
        }
        Ok(())
    }

    unsafe fn copied(vm: &Vm, ty: ValueType, value: *const u8) -> Result<Variant, Raised> {
        let mut new = Variant { ty, words: [0; 2] };
        if !Self::is_inline(ty) {
            let buffer = vm.heap().alloc_buffer(ty.size());
            if buffer.is_null() {
                return Err(vm.raise_out_of_memory());
            }
            new.words[0] = buffer as u64;
        }
        let to = new.address();
        // SAFETY: there is memory for a value of the type.
        unsafe {
            if ty.is_object_cell() && !is_copyable(ty.ty()) {
                return Err(vm.raise_trap(Trap::NotCopyable));
            }
            match value_ops::copy_construct_from_reference(vm, ty, to, value) {
                Ok(()) => Ok(new),
                Err(raised) => {
                    if !Self::is_inline(ty) {
                        vm.heap().free_buffer(to, ty.size());
                    }
                    Err(raised)
                }
            }
        }
    }

    /// A handle, or an object in its cell: takes over the reference.
    pub fn of_pointer(ty: ValueType, object: *mut u8) -> Variant {
        debug_assert!(ty.is_handle() || ty.is_object_cell());
        Variant { ty, words: [object as u64, 0] }
    }

    /// Takes over the value of another variant, which must not be used again.
    pub fn take(&mut self, vm: &Vm, value: Variant) {
        self.replace(vm, value);
    }

    /// Takes the value of another variant: handles shared, objects copied.
    ///
    /// # Errors
    ///
    /// As [`Variant::set`].
    pub fn assign(&mut self, vm: &Vm, other: *const Variant) -> Result<(), Raised> {
        // SAFETY: the other variant is valid, and maybe the same; it is only read before this one changes.
        unsafe {
            let ty = (*other).ty;
            if ty.is_none() {
                self.clear(vm);
                return Ok(());
            }
            let new = Self::copied(vm, ty, value_ops::by_reference(ty, (*other).address()))?;
            self.replace(vm, new);
        }
        Ok(())
    }

    /// The value as a number.
    fn number(&self) -> Option<Number> {
        match class_of(self.ty) {
            // SAFETY: the value is valid for its type.
            Class::Bool | Class::Integer | Class::Float | Class::Enum => {
                Some(unsafe { read_number(self.ty, self.address()) })
            }
            _ => None,
        }
    }

    /// The object behind the value, if it is an object or handle.
    fn object(&self) -> Option<*mut u8> {
        // SAFETY: handles and cells hold a pointer.
        matches!(class_of(self.ty), Class::Handle | Class::Object).then(|| unsafe { *self.address().cast::<*mut u8>() })
    }

    /// The value as an integer; 0 if it is none.
    #[inline]
    pub fn to_int(&self) -> i64 {
        if self.is_a(Primitive::Int64) {
            return self.words[0] as i64;
        }
        self.number().map_or(0, Number::int)
    }

    /// The value as a float; 0 if it is no number.
    pub fn to_float(&self) -> f64 {
        self.number().map_or(0.0, Number::float)
    }

    /// Whether the value is a number; with it, the number.
    pub fn get_int(&self) -> Option<i64> {
        self.number().map(Number::int)
    }

    /// Whether the value is a number; with it, the number.
    pub fn get_float(&self) -> Option<f64> {
        self.number().map(Number::float)
    }

    /// Gives the value to a variable that was passed as `?&out`. `false`: the type does not fit, and the variable is left
    /// alone. With `strict_casts` a handle that cannot be had as the variable's type does not fit either; otherwise the
    /// variable becomes null.
    ///
    /// # Safety
    ///
    /// `out` is a valid variable of the type by reference.
    ///
    /// # Errors
    ///
    /// The assignment raised an exception.
    pub unsafe fn get(&self, vm: &Vm, ty: ValueType, out: *mut u8, strict_casts: bool) -> Result<bool, Raised> {
        let (have, want) = (class_of(self.ty), class_of(ty));
        // SAFETY: promised by the caller.
        unsafe {
            match want {
                Class::None => return Ok(false),
                Class::Bool if matches!(have, Class::Handle | Class::Object) => {
                    *out = self.object().is_some_and(|o| !o.is_null()) as u8;
                }
                Class::Bool | Class::Integer | Class::Float | Class::Enum => match self.number() {
                    Some(number) => number.write(ty, out),
                    None => return Ok(false),
                },
                Class::Handle => {
                    let Some(object) = self.object() else { return Ok(false) };
                    if self.ty.is_const_handle() && !ty.is_const_handle() {
                        return Ok(false);
                    }
                    let fits = !object.is_null() && can_cast(self.ty, object, ty);
                    if !fits && strict_casts && !object.is_null() {
                        return Ok(false);
                    }
                    let object = if fits { object } else { std::ptr::null_mut() };
                    add_ref(vm, ty, object);
                    let mut old = out.cast::<*mut u8>().replace(object);
                    value_ops::destroy(vm, ty, (&raw mut old).cast());
                }
                Class::Object => {
                    let Some(object) = self.object() else { return Ok(false) };
                    if object.is_null() || !std::ptr::eq(actual_type(self.ty, object), ty.ty_ptr()) {
                        return Ok(false);
                    }
                    // The variable is the object itself.
                    let mut cell = out;
                    value_ops::assign_from_reference(vm, ty, (&raw mut cell).cast(), object)?;
                }
                Class::Value => {
                    if have != Class::Value || !std::ptr::eq(self.ty.ty_ptr(), ty.ty_ptr()) {
                        return Ok(false);
                    }
                    value_ops::assign_from_reference(vm, ty, out, self.address())?;
                }
            }
        }
        Ok(true)
    }

    /// Whether it is a number: no truth value, which containers take as one.
    pub fn is_number(&self) -> bool {
        matches!(class_of(self.ty), Class::Integer | Class::Float | Class::Enum)
    }

    /// Whether both it and the type are truth values, or neither is one.
    pub fn is_of_kind(&self, ty: ValueType) -> bool {
        (class_of(self.ty) == Class::Bool) == (class_of(ty) == Class::Bool)
    }

    /// Tells the references it holds.
    ///
    /// # Safety
    ///
    /// The value is valid.
    pub unsafe fn enumerate(&self, visit: &mut dyn FnMut(*mut u8, &'static RuntimeType)) {
        if !self.ty.is_none() {
            // SAFETY: promised by the caller.
            unsafe { object::enumerate_value(self.ty, self.address(), visit) }
        }
    }
}

/// Whether objects of a reference type can be copied.
fn is_copyable(ty: &RuntimeType) -> bool {
    match ty.kind {
        RuntimeKind::Class => true,
        RuntimeKind::Managed => {
            ty.managed.is_some_and(|m| m.copy.is_some())
                || ty.behaviors().copy.is_some()
                || ty.behaviors().assign.is_some() && ty.behaviors().construct.is_some()
        }
        RuntimeKind::Counted | RuntimeKind::Scoped => {
            ty.behaviors().copy.is_some() || ty.behaviors().assign.is_some() && ty.behaviors().construct.is_some()
        }
        _ => false,
    }
}

/// Reads the values of an initialisation list.
pub(super) struct ListReader {
    at: *const u8,
}

impl ListReader {
    /// # Safety
    ///
    /// `buffer` is a list laid out by a pattern, and what is read is what the pattern names.
    pub unsafe fn new(buffer: *const u8) -> ListReader {
        ListReader { at: buffer }
    }

    fn align(&mut self, size: usize) {
        if size >= 4 {
            self.at = self.at.wrapping_add(self.at.align_offset(4));
        }
    }

    /// The count of a `repeat`.
    pub unsafe fn count(&mut self) -> u32 {
        self.align(4);
        // SAFETY: a count lies here.
        unsafe {
            let n = self.at.cast::<u32>().read_unaligned();
            self.at = self.at.add(4);
            n
        }
    }

    /// A value of so many bytes, where it lies: maybe not aligned.
    pub unsafe fn value(&mut self, size: usize) -> *const u8 {
        self.align(size);
        let value = self.at;
        // SAFETY: a value lies here.
        unsafe { self.at = self.at.add(size) };
        value
    }

    /// A value by reference. It is moved to where it is aligned, into `room`, unless its type forbids that.
    pub unsafe fn reference(&mut self, ty: ValueType, room: &mut Vec<u128>) -> *mut u8 {
        // SAFETY: a value of the type lies here; it belongs to the list, and is only looked at as long as `room` is not changed.
        unsafe {
            let value = self.value(ty.size());
            if !ty.is_handle() && !ty.ty().moves_as_bytes {
                return value.cast_mut();
            }
            room.resize(ty.size().div_ceil(16).max(1), 0);
            let to = room.as_mut_ptr().cast::<u8>();
            std::ptr::copy_nonoverlapping(value, to, ty.size());
            value_ops::by_reference(ty, to)
        }
    }

    /// The type of a `?`.
    pub unsafe fn any(&mut self) -> ValueType {
        self.align(8);
        // SAFETY: the address of a type lies here.
        unsafe {
            let ty = ValueType::from_slot(self.at.cast::<u64>().read_unaligned());
            self.at = self.at.add(8);
            ty
        }
    }
}
