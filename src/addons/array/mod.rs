//! `array<T>`: a resizable list whose elements lie side by side in memory.

mod compare;
mod functions;
mod object;

use crate::ffi::{Register, TypeOptions};
use crate::module::Module;
use crate::types::{
    BehaviorKind, DataType, Intrinsic, ObjectFlags, ReferenceKind, RegistrationError, TemplateArguments,
    TemplateVerdict, TypeKind,
};
use crate::vm::{ArrayObject, Raised, RuntimeType, Vm};

use super::Options;
pub use compare::{CompareError, compare};
use functions as f;
pub use object::new;
pub(super) use object::{Elements, blank, enumerate};

/// Judges the element type of an instance (ARR-04).
pub(super) fn validate(args: &TemplateArguments<'_>) -> Result<TemplateVerdict, String> {
    let [element] = args.args else { return Err("one element type is needed".into()) };
    if !element.ty.is_handle {
        if !element.has_default_constructor {
            return Err("elements must have a default constructor".into());
        }
        if matches!(element.kind, TypeKind::Reference(ReferenceKind::NoHandle | ReferenceKind::Scoped)) {
            return Err("elements of this type cannot be owned by a container".into());
        }
    }
    Ok(TemplateVerdict { no_gc: !element.may_form_circles })
}

/// A new empty array of elements of a registered type, with one reference.
///
/// # Errors
///
/// No array type is registered, it refuses the elements, or the memory limit is reached; an exception is raised.
pub fn new_of(vm: &Vm, element: DataType) -> Result<*mut ArrayObject, Raised> {
    let ffi = vm.types().ffi();
    match ffi.instance(ffi.default_array(), &[element]) {
        Ok(id) => new(vm, vm.types().get(id)),
        Err(reason) => Err(vm.raise(&reason)),
    }
}

/// Appends a copy of a value.
///
/// # Safety
///
/// `array` is a live array of the VM, `value` a valid value of its element type by reference.
///
/// # Errors
///
/// The copying raised an exception.
pub unsafe fn push(vm: &Vm, array: *mut ArrayObject, value: *const u8) -> Result<(), Raised> {
    // SAFETY: promised by the caller.
    unsafe { Elements::of(vm, array).insert((*array).len as usize, value) }
}

/// Whether a type is an instance of this add-on's `array<T>`.
pub fn is_array(ty: &RuntimeType) -> bool {
    ty.managed.is_some_and(|ops| std::ptr::eq(ops, &object::OPS))
}

/// Adds elements up to `len` to be filled by the caller: numbers are zero, handles and objects null, values as they are by
/// default.
///
/// # Safety
///
/// `array` is a live array of the VM, or starts as one.
///
/// # Errors
///
/// The array would be too large, or a value could not be made; an exception is raised.
pub unsafe fn extend_blank(vm: &Vm, array: *mut ArrayObject, len: u32) -> Result<(), Raised> {
    // SAFETY: promised by the caller.
    unsafe { Elements::of(vm, array) }.extend_blank(len)
}

/// Inserts a copy of a value before an element, or behind the last one.
///
/// # Safety
///
/// `array` is a live array of the VM, `value` a valid value of its element type by reference, `at` at most the length.
///
/// # Errors
///
/// The copying raised an exception.
pub unsafe fn insert(vm: &Vm, array: *mut ArrayObject, at: usize, value: *const u8) -> Result<(), Raised> {
    // SAFETY: promised by the caller.
    unsafe { Elements::of(vm, array).insert(at, value) }
}

/// Removes elements.
///
/// # Safety
///
/// `array` is a live array of the VM, and the elements are in range.
///
/// # Errors
///
/// Assigning elements that cannot be moved as bytes raised an exception.
pub unsafe fn remove(vm: &Vm, array: *mut ArrayObject, at: usize, count: usize) -> Result<(), Raised> {
    // SAFETY: promised by the caller.
    unsafe { Elements::of(vm, array).remove(at, count) }
}

/// Sets the number of elements; new ones are made by default.
///
/// # Safety
///
/// `array` is a live array of the VM.
///
/// # Errors
///
/// The memory limit is reached, or making an element raised an exception.
pub unsafe fn resize(vm: &Vm, array: *mut ArrayObject, len: u32) -> Result<(), Raised> {
    // SAFETY: promised by the caller.
    unsafe { Elements::of(vm, array).resize(len) }
}

pub(super) fn install(to: &mut Module, options: Options) -> Result<(), RegistrationError> {
    let ops = &raw const object::OPS as usize;
    let options_of_type = TypeOptions::managed(size_of::<ArrayObject>() as u32, ops)
        .with(ObjectFlags::GC)
        .with(ObjectFlags::TEMPLATE)
        .validated(validate);
    to.register_type("array<class T>", options_of_type)?;
    to.set_default_array("array<T>")?;
    to.register_funcdef("bool array<T>::less(const T &in, const T &in)")?;
    for (declaration, function) in [
        ("array<T>@ f(int &in)", native!(vm f::factory)),
        ("array<T>@ f(int &in, uint length) explicit", native!(vm f::factory_length)),
        ("array<T>@ f(int &in, uint length, const T &in value)", native!(vm f::factory_value)),
    ] {
        to.register_behavior("array<T>", BehaviorKind::Factory, declaration, function)?;
    }
    let list = native!(vm f::factory_list);
    to.register_behavior("array<T>", BehaviorKind::ListFactory, "array<T>@ f(int &in, int &in) {repeat T}", list)?;
    let index = native!(vm f::index).with_intrinsic(Intrinsic::ArrayIndex);
    let length = native!(f::length).with_intrinsic(Intrinsic::ArrayLength);
    for (declaration, function) in [
        ("T &opIndex(uint)", index),
        ("const T &opIndex(uint) const", index),
        ("array<T> &opAssign(const array<T> &in)", native!(vm f::assign)),
        ("bool isEmpty() const", native!(f::is_empty)),
        ("void reserve(uint)", native!(vm f::reserve)),
        ("void insertAt(uint index, const T &in value)", native!(vm f::insert_at)),
        ("void insertAt(uint index, const array<T> &in arr)", native!(vm f::insert_array)),
        ("void insertLast(const T &in)", native!(vm f::insert_last)),
        ("void removeAt(uint)", native!(vm f::remove_at)),
        ("void removeLast()", native!(vm f::remove_last)),
        ("void removeRange(uint start, uint count)", native!(vm f::remove_range)),
        ("void reverse()", native!(vm f::reverse)),
        ("void sortAsc()", native!(vm f::sort_asc)),
        ("void sortDesc()", native!(vm f::sort_desc)),
        ("void sortAsc(uint startAt, uint count)", native!(vm f::sort_asc_range)),
        ("void sortDesc(uint startAt, uint count)", native!(vm f::sort_desc_range)),
        ("void sort(const less@+, uint startAt = 0, uint count = uint(-1))", native!(vm f::sort)),
        ("int find(const T &in) const", native!(vm f::find)),
        ("int find(uint startAt, const T &in) const", native!(vm f::find_at)),
        ("int findByRef(const T &in) const", native!(vm f::find_by_ref)),
        ("int findByRef(uint startAt, const T &in) const", native!(vm f::find_by_ref_at)),
        ("bool opEquals(const array<T> &in) const", native!(vm f::equals)),
        ("uint opForBegin() const", native!(f::for_begin)),
        ("bool opForEnd(uint) const", native!(f::for_end)),
        ("uint opForNext(uint) const", native!(f::for_next)),
        ("const T &opForValue0(uint) const", native!(vm f::index)),
        ("uint opForValue1(uint) const", native!(f::for_index)),
    ] {
        to.register_method("array<T>", declaration, function)?;
    }
    if options.accessors {
        to.register_method("array<T>", "uint get_length() const property", length)?;
        to.register_method("array<T>", "void set_length(uint) property", native!(vm f::resize))?;
    } else {
        to.register_method("array<T>", "uint length() const", length)?;
    }
    to.register_method("array<T>", "void resize(uint)", native!(vm f::resize))?;
    if options.stl_names {
        for (declaration, function) in [
            ("uint size() const", length),
            ("bool empty() const", native!(f::is_empty)),
            ("void push_back(const T &in)", native!(vm f::insert_last)),
            ("void pop_back()", native!(vm f::remove_last)),
            ("void insert(uint index, const T &in value)", native!(vm f::insert_at)),
            ("void insert(uint index, const array<T> &in arr)", native!(vm f::insert_array)),
            ("void erase(uint)", native!(vm f::remove_at)),
        ] {
            to.register_method("array<T>", declaration, function)?;
        }
    }
    Ok(())
}
