//! The collector of a VM: what it knows and does, and objects of the host in it.

use std::ffi::c_void;
use std::rc::Rc;

use super::error::{as_error, as_status, fail};
use super::guard;
use super::handle;
use super::invoke::{lasting, value_type};
use super::native::{UserData, as_free_fn};
use super::types::{as_type, as_type_use};
use super::value::as_object;
use super::variant::check_type;
use super::vm::as_vm;
use crate::vm::heap::GcVisitor;
use crate::vm::object::{self, ObjHeader};
use crate::vm::{GarbageHook, RuntimeKind};

/// What the collector of a VM knows and has done.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct as_gc_statistics {
    /// Objects with the library's header that are alive.
    pub objects: usize,
    /// Objects of the host that were announced and are still known.
    pub announced: usize,
    /// Objects that wait to be looked at: a reference to them was dropped, and it was not the last.
    pub candidates: usize,
    /// Objects that the cycle under way has met; 0 if none is under way.
    pub walked: usize,
    /// Objects that were found to be garbage in circles, ever.
    pub found: u64,
    /// Cycles that were completed, ever.
    pub cycles: u64,
}

/// Tells what the collector of a VM knows and has done. Takes time in proportion to the number of objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_get_gc_statistics(vm: *const as_vm, out: *mut as_gc_statistics) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        let heap = vm.get().heap();
        let stats = heap.stats();
        let mut objects = 0;
        heap.for_each_object(|_| objects += 1);
        handle::out(out, "statistics")?.set(as_gc_statistics {
            objects,
            announced: stats.announced,
            candidates: stats.candidates,
            walked: stats.walked,
            found: stats.found,
            cycles: stats.cycles,
        });
        Ok(())
    })
}

/// Lists the objects with the library's header that are alive in a VM, to find what is kept for too long. Gives how many there
/// are.
///
/// `type`: only those of this class and classes derived from it; NULL for all. `objects`: gets at most `capacity` of them, in no
/// particular order; without references, so that they are good until something is released. NULL if `capacity` is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_find_objects(
    vm: *const as_vm,
    type_: *const as_type,
    objects: *mut *mut as_object,
    capacity: usize,
) -> usize {
    guard::get(vm, 0, |vm| {
        let wanted = handle::borrow(type_).ok();
        if wanted.is_none() && !type_.is_null() {
            return 0;
        }
        let mut count = 0;
        vm.get().heap().for_each_object(|object| {
            // SAFETY: shown objects are live; the host gives room for `capacity` pointers.
            unsafe {
                if wanted.is_some_and(|ty| !ObjHeader::ty(object).is_a(ty.get())) {
                    return;
                }
                if count < capacity && !objects.is_null() {
                    objects.add(count).write(as_object::of(object));
                }
            }
            count += 1;
        });
        count
    })
}

/// Called for an object that the collector has found to be garbage in a circle, after its destructor and before its members are
/// dropped. It may look at the object, but must not keep it. `type`: its type; `object`: an `as_object`, or an object of the host.
pub type as_garbage_fn =
    Option<unsafe extern "C" fn(vm: *mut as_vm, object: *mut c_void, type_: *const as_type, user_data: *mut c_void)>;

/// Sets a function that is told of garbage in circles; NULL for none. `user_data_free`, unless NULL, is called once when another
/// is set or the VM is gone; also if this call fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_set_garbage_callback(
    vm: *mut as_vm,
    callback: as_garbage_fn,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
) -> as_status {
    guard::status(vm, std::ptr::null_mut(), {
        let user_data = UserData::new(user_data, user_data_free);
        move |vm: &as_vm| {
            let hook = callback.map(|f| -> GarbageHook {
                // SAFETY: the host gave the function for these calls.
                Rc::new(move |vm, object, ty| unsafe {
                    f(vm.as_raw().cast(), object.cast(), as_type::of(ty), user_data.get());
                })
            });
            vm.get().set_garbage_hook(hook);
            Ok(())
        }
    })
}

/// Tells the collector of an object that the host counts and that scripts have not held yet, so that circles through it are
/// found. What a script has held is found anyway. The collector keeps a reference until nobody else does.
///
/// `type`: registered with `AS_TYPE_GC` and its behaviours, `AS_ERROR_INVALID_TYPE` if not. `object`: of that type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_add_collected(
    vm: *mut as_vm,
    type_: *const as_type,
    object: *mut c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let ty = handle::borrow(type_)?.get();
        check_type(vm, ty)?;
        if object.is_null() {
            return fail(as_status::AS_ERROR_NULL, "the object is NULL");
        }
        if ty.kind != RuntimeKind::Counted || !ty.may_form_circles {
            let text = format!("'{}' is no counted type of the host that is collected", ty.name);
            return fail(as_status::AS_ERROR_INVALID_TYPE, text);
        }
        vm.get().heap().announce(vm.get(), object.cast(), lasting(ty));
        Ok(())
    })
}

/// What `AS_BEHAVIOR_ENUM_REFS` gets as its argument: it tells it each reference that the object holds. Valid during the behaviour.
#[cfg_attr(not(cbindgen), repr(transparent))]
pub struct as_gc_visitor {
    visitor: GcVisitor,
}

/// From `AS_BEHAVIOR_ENUM_REFS`, that is `void f(int &in)` in scripts and `void f(T *object, as_gc_visitor *visitor)` in C: tells a value
/// that the object holds. Each reference is told once; what cannot be part of a circle may be told or not.
///
/// `vm`: that of the behaviour, which gets it with `AS_NATIVE_VM`. `type`, `value`: as for `as_value_set`: with `AS_USE_HANDLE` the
/// address of the pointer, which may be NULL; a value of a container's type parameter is told as it lies there.
/// `AS_BEHAVIOR_RELEASE_REFS` drops the same with `as_value_release`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_gc_visitor_add(
    vm: *mut as_vm,
    visitor: *mut as_gc_visitor,
    type_: as_type_use,
    value: *mut c_void,
) -> as_status {
    guard::status(vm, std::ptr::null_mut(), |vm| {
        let ty = value_type(vm, type_)?;
        if visitor.is_null() || value.is_null() {
            return fail(as_status::AS_ERROR_NULL, "the visitor or the value is NULL");
        }
        let visitor = &mut (*visitor).visitor;
        object::enumerate_value(ty, value.cast(), &mut |object, ty| visitor.report(object, ty));
        Ok(())
    })
}
