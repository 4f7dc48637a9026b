//! `weakref<T>` and `const_weakref<T>`: handles that do not keep their object alive.

use std::ffi::c_void;
use std::ptr::{NonNull, null_mut};

use crate::ffi::{Register, TypeOptions};
use crate::module::Module;
use crate::types::{
    BehaviorKind, ObjectFlags, ReferenceKind, RegistrationError, TemplateArguments, TemplateVerdict, TypeKind,
};
use crate::vm::{RuntimeKind, RuntimeType, ValueType, Vm, WeakFlag};

use super::variant::{actual_type, add_ref};

/// The value: an object with the flag that tells when it dies, both null for none, and the type `T`.
#[repr(C)]
struct Weak {
    object: *mut u8,
    flag: *mut WeakFlag,
    ty: ValueType,
}

fn vm_of<'a>(vm: *mut c_void) -> &'a Vm {
    // SAFETY: these functions are called by the VM, which passes itself.
    unsafe { Vm::from_raw(vm) }
}

/// The flag of an object, with a reference to the flag; null for a host's type that offers none.
unsafe fn flag_of(vm: &Vm, ty: &RuntimeType, object: *mut u8) -> *mut WeakFlag {
    // SAFETY: the object is a live one of the type.
    unsafe {
        if ty.is_managed() {
            return vm.weak_flag(object.cast()).as_ptr();
        }
        let Some(plan) = ty.behaviors().weak_ref_flag.plan() else {
            vm.raise(&format!("Type '{}' does not support weak references", ty.name));
            return null_mut();
        };
        let mut window = [object as u64, 0];
        plan.call(vm.as_raw(), window.as_mut_ptr());
        let flag = window[0] as *mut WeakFlag;
        if let Some(flag) = flag.as_ref() {
            flag.add_ref();
        }
        flag
    }
}

impl Weak {
    /// The object if it is alive.
    fn alive(&self) -> *mut u8 {
        // SAFETY: the value holds a reference to its flag.
        let is_alive = unsafe { self.flag.as_ref() }.is_some_and(|flag| !flag.is_dead());
        if is_alive { self.object } else { null_mut() }
    }

    fn clear(&mut self) {
        self.object = null_mut();
        if let Some(flag) = NonNull::new(std::mem::replace(&mut self.flag, null_mut())) {
            // SAFETY: the value held a reference to the flag.
            unsafe { WeakFlag::release(flag) };
        }
    }

    /// # Safety
    ///
    /// `object` is null or a live object of the type `T`.
    unsafe fn set(&mut self, vm: &Vm, object: *mut u8) {
        // SAFETY: promised by the caller.
        unsafe {
            let flag = if object.is_null() { null_mut() } else { flag_of(vm, actual_type(self.ty, object), object) };
            self.clear();
            if !flag.is_null() {
                (self.object, self.flag) = (object, flag);
            }
        }
    }

    fn assign(&mut self, other: &Weak) {
        // SAFETY: the other value holds a reference to its flag.
        if let Some(flag) = unsafe { other.flag.as_ref() } {
            flag.add_ref();
        }
        let (object, flag) = (other.object, other.flag);
        self.clear();
        (self.object, self.flag) = (object, flag);
    }
}

unsafe extern "C" fn construct(this: *mut Weak, ty: ValueType) {
    let of = ty.ty().args.first().copied().unwrap_or(ValueType::NONE);
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(Weak { object: null_mut(), flag: null_mut(), ty: of }) }
}

unsafe extern "C" fn construct_from(vm: *mut c_void, this: *mut Weak, ty: ValueType, object: *mut u8) {
    // SAFETY: the VM gives memory for a value, and a handle.
    unsafe {
        construct(this, ty);
        (*this).set(vm_of(vm), object);
    }
}

unsafe extern "C" fn construct_copy(this: *mut Weak, ty: ValueType, other: &Weak) {
    // SAFETY: the VM gives memory for a value.
    unsafe {
        construct(this, ty);
        (*this).assign(other);
    }
}

extern "C" fn destruct(this: &mut Weak) {
    this.clear();
}

/// Whether a type is an instance of this add-on's `weakref` or `const_weakref`.
pub fn is_weakref(ty: &RuntimeType) -> bool {
    ty.kind == RuntimeKind::Value && ty.behaviors().destruct.plan().is_some_and(|p| p.code == destruct as *const c_void)
}

/// The object of a weak reference if it lives, borrowed, and its declared type as handle.
///
/// # Safety
///
/// `value` is a valid value of a type that [`is_weakref`].
pub unsafe fn target(value: *const u8) -> (*mut u8, ValueType) {
    // SAFETY: promised by the caller.
    let value = unsafe { &*value.cast::<Weak>() };
    (value.alive(), ValueType::new(value.ty.ty_ptr(), true, false))
}

/// Makes a weak reference refer to an object, or to none.
///
/// # Safety
///
/// `value` is a valid value of a type that [`is_weakref`]; `object` is null or a live object of its type `T`.
pub unsafe fn set_target(vm: &Vm, value: *mut u8, object: *mut u8) {
    // SAFETY: promised by the caller.
    unsafe { (*value.cast::<Weak>()).set(vm, object) }
}

unsafe extern "C" fn get(vm: *mut c_void, this: &Weak) -> *mut u8 {
    let object = this.alive();
    if !object.is_null() {
        // SAFETY: the object is alive.
        unsafe { add_ref(vm_of(vm), this.ty, object) };
    }
    object
}

unsafe extern "C" fn assign(this: *mut Weak, other: *const Weak) -> *mut Weak {
    // SAFETY: both are valid; a value assigned to itself stays as it is.
    unsafe {
        if !std::ptr::eq(this, other) {
            (*this).assign(&*other);
        }
    }
    this
}

unsafe extern "C" fn assign_object(vm: *mut c_void, this: *mut Weak, object: *mut u8) -> *mut Weak {
    // SAFETY: the handle is null or alive.
    unsafe { (*this).set(vm_of(vm), object) };
    this
}

extern "C" fn equals(this: &Weak, other: &Weak) -> bool {
    this.alive() == other.alive()
}

extern "C" fn equals_object(this: &Weak, object: *mut u8) -> bool {
    this.alive() == object
}

/// `T` is a reference type, without `@`, that the VM counts or whose host may offer flags (WREF-01).
fn validate(args: &TemplateArguments<'_>) -> Result<TemplateVerdict, String> {
    let [object] = args.args else { return Err("one type is needed".into()) };
    if object.ty.is_handle {
        return Err("the type of a weak reference is written without '@'".into());
    }
    match object.kind {
        TypeKind::Class
        | TypeKind::Interface
        | TypeKind::TemplateParam(_)
        | TypeKind::Reference(ReferenceKind::Managed | ReferenceKind::Counted) => Ok(TemplateVerdict { no_gc: true }),
        _ => Err("objects of the type do not support weak references".into()),
    }
}

pub(super) fn install(to: &mut Module) -> Result<(), RegistrationError> {
    for (name, object) in [("weakref", "T@"), ("const_weakref", "const T@")] {
        let own = format!("{name}<T>");
        let options = TypeOptions::value(size_of::<Weak>() as u32)
            .aligned(8)
            .with(ObjectFlags::ASHANDLE)
            .with(ObjectFlags::TEMPLATE)
            .validated(validate);
        to.register_type(&format!("{name}<class T>"), options)?;
        let copy = format!("void f(int &in, const {own} &in)");
        let from = format!("void f(int &in, {object}+) explicit");
        for (kind, declaration, function) in [
            (BehaviorKind::Construct, "void f(int &in)", native!(construct)),
            (BehaviorKind::Construct, &*copy, native!(construct_copy)),
            (BehaviorKind::Construct, &*from, native!(vm construct_from)),
            (BehaviorKind::Destruct, "void f()", native!(destruct)),
        ] {
            to.register_behavior(&own, kind, declaration, function)?;
        }
        for (declaration, function) in [
            (format!("{object} get() const"), native!(vm get)),
            (format!("{object} opImplCast() const"), native!(vm get)),
            (format!("{own} &opAssign(const {own} &in)"), native!(assign)),
            (format!("{own} &opHndlAssign(const {own} &in)"), native!(assign)),
            (format!("{own} &opHndlAssign({object}+)"), native!(vm assign_object)),
            (format!("bool opEquals(const {own} &in) const"), native!(equals)),
            ("bool opEquals(const T@+) const".to_string(), native!(equals_object)),
        ] {
            to.register_method(&own, &declaration, function)?;
        }
    }
    let own = "const_weakref<T>";
    to.register_method(own, "const_weakref<T> &opHndlAssign(const weakref<T> &in)", native!(assign))?;
    to.register_method(own, "bool opEquals(const weakref<T> &in) const", native!(equals))
}
