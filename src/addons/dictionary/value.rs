//! The functions of `dictionaryValue`.

use std::ffi::c_void;

use crate::addons::variant::Variant;
use crate::vm::heap::GcVisitor;
use crate::vm::{RuntimeKind, RuntimeType, ValueType, Vm};

fn vm_of<'a>(vm: *mut c_void) -> &'a Vm {
    // SAFETY: these functions are called by the VM, which passes itself.
    unsafe { Vm::from_raw(vm) }
}

pub(super) unsafe extern "C" fn construct(this: *mut Variant) {
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(Variant::EMPTY) }
}

pub(super) unsafe extern "C" fn copy(vm: *mut c_void, this: *mut Variant, other: *const Variant) {
    // SAFETY: the VM gives memory for a value.
    unsafe {
        this.write(Variant::EMPTY);
        let _ = (*this).assign(vm_of(vm), other);
    }
}

pub(super) extern "C" fn destruct(vm: *mut c_void, this: &mut Variant) {
    this.clear(vm_of(vm));
}

pub(super) unsafe extern "C" fn enumerate(this: &Variant, visitor: &mut GcVisitor) {
    // SAFETY: the value is valid, and what it holds is reported with its type.
    unsafe { this.enumerate(&mut |object, ty| visitor.report(object, ty)) }
}

pub(super) extern "C" fn release(vm: *mut c_void, this: &mut Variant, _visitor: *mut c_void) {
    this.clear(vm_of(vm));
}

pub(super) unsafe extern "C" fn assign(vm: *mut c_void, this: *mut Variant, other: *const Variant) -> *mut Variant {
    // SAFETY: both are valid, maybe the same.
    let _ = unsafe { (*this).assign(vm_of(vm), other) };
    this
}

pub(super) unsafe extern "C" fn assign_any(
    vm: *mut c_void,
    this: *mut Variant,
    value: *const u8,
    ty: ValueType,
) -> *mut Variant {
    let vm = vm_of(vm);
    // SAFETY: the value is valid for its type; one of the very type of this is assigned as such.
    unsafe {
        // What went wrong is seen by the VM.
        let _ = match as_variant(ty, value) {
            Some(other) => (*this).assign(vm, other),
            None => (*this).set(vm, ty, value),
        };
    }
    this
}

/// The variant behind a `?` that is itself a `dictionaryValue`: that type alone has this destructor.
unsafe fn as_variant(ty: ValueType, value: *const u8) -> Option<*const Variant> {
    (!ty.is_none() && is_dictionary_value(ty.ty())).then_some(value.cast())
}

/// Whether a type is this add-on's `dictionaryValue`, whose values are [`Variant`]s.
pub fn is_dictionary_value(ty: &RuntimeType) -> bool {
    ty.kind == RuntimeKind::Value && ty.behaviors().destruct.plan().is_some_and(|p| p.code == destruct as *const c_void)
}

/// `@value = x`: what is passed without `@` is meant as a handle as well.
pub(super) unsafe extern "C" fn assign_handle(
    vm: *mut c_void,
    this: *mut Variant,
    value: *const u8,
    ty: ValueType,
) -> *mut Variant {
    let vm = vm_of(vm);
    // SAFETY: the value is valid for its type; an object is stored by a handle to it.
    unsafe {
        if let Some(other) = as_variant(ty, value) {
            return assign_handle_of(vm.as_raw(), this, other);
        }
        if ty.is_none() {
            (*this).clear(vm);
        } else if ty.is_object_cell() {
            let object = value;
            let _ = (*this).set(vm, ValueType::new(ty.ty_ptr(), true, false), (&raw const object).cast());
        } else if ty.is_handle() {
            let _ = (*this).set(vm, ty, value);
        } else {
            vm.raise("Cannot assign a value as handle");
        }
    }
    this
}

/// `@value = other`: a handle in the other is shared, an object referred to.
pub(super) unsafe extern "C" fn assign_handle_of(
    vm: *mut c_void,
    this: *mut Variant,
    other: *const Variant,
) -> *mut Variant {
    let vm = vm_of(vm);
    // SAFETY: both are valid, maybe the same.
    unsafe {
        let ty = (*other).ty();
        if ty.is_none() {
            (*this).clear(vm);
        } else if ty.is_object_cell() {
            let object = *(*other).address().cast::<*mut u8>();
            let _ = (*this).set(vm, ValueType::new(ty.ty_ptr(), true, false), (&raw const object).cast());
        } else {
            let _ = (*this).assign(vm, other);
        }
    }
    this
}

pub(super) unsafe extern "C" fn assign_int(vm: *mut c_void, this: *mut Variant, value: i64) -> *mut Variant {
    // SAFETY: the value is valid.
    unsafe { (*this).set_int(vm_of(vm), value) };
    this
}

pub(super) unsafe extern "C" fn assign_float(vm: *mut c_void, this: *mut Variant, value: f64) -> *mut Variant {
    // SAFETY: the value is valid.
    unsafe { (*this).set_float(vm_of(vm), value) };
    this
}

/// `cast<T>(value)`: the variable is a handle, and stays null if the value does not fit.
pub(super) unsafe extern "C" fn cast(vm: *mut c_void, this: &Variant, out: *mut u8, ty: ValueType) {
    // SAFETY: the variable is valid for its type.
    let _ = unsafe { this.get(vm_of(vm), ty, out, false) };
}

/// `T(value)`: the variable keeps its default content if the value does not fit.
pub(super) unsafe extern "C" fn convert(vm: *mut c_void, this: &Variant, out: *mut u8, ty: ValueType) {
    // SAFETY: the variable is valid for its type.
    let _ = unsafe { this.get(vm_of(vm), ty, out, false) };
}

pub(super) extern "C" fn to_int(this: &Variant) -> i64 {
    this.to_int()
}

pub(super) extern "C" fn to_float(this: &Variant) -> f64 {
    this.to_float()
}
