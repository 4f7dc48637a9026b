//! Objects in the hands of the host, continued: made without constructor, cast, bound to methods, with pointers of the host,
//! and looked after without being kept alive.

use std::ffi::c_void;
use std::ptr::NonNull;

use super::error::{as_error, as_status, fail};
use super::function::{as_function, functions_of, host_function};
use super::guard;
use super::handle::{self, Header, handle_kind};
use super::invoke::{check_concrete, invoke_error, lasting};
use super::native::{UserData, as_free_fn};
use super::types::{as_type, as_type_use};
use super::value::{as_object, object, raised};
use super::variant::{check_object, check_type};
use super::vm::as_vm;
use crate::types::FunctionKind;
use crate::vm::object::{self, ObjHeader};
use crate::vm::{FunctionObject, RuntimeKind, ValueType, VmRef, WeakFlag};

/// A new object of a script class without running a constructor, with one reference, which the caller gets: numbers are zero,
/// handles and members that are objects null, value types of the library's own and of the host as their default. For hosts that
/// restore objects: what a constructor would do is left to them, or to `as_vm_run_function` with a constructor.
///
/// NULL in case of failure: `AS_ERROR_INVALID_TYPE` for types that are no script classes, `AS_ERROR_NO_FUNCTION` for abstract ones.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_new_uninitialized(
    vm: *mut as_vm,
    type_: *const as_type,
    out_error: *mut *mut as_error,
) -> *mut as_object {
    guard::make(vm, out_error, |vm| {
        let ty = handle::borrow(type_)?.get();
        check_type(vm, ty)?;
        let (Some(_), Some(program)) = (&ty.class, ty.program()) else {
            return fail(as_status::AS_ERROR_INVALID_TYPE, format!("'{}' is no script class", ty.name));
        };
        check_concrete(program, ty)?;
        if !vm.get().is_linked(&handle::borrow_program(program)) {
            return fail(as_status::AS_ERROR_NOT_LINKED, format!("the unit of '{}' is not linked to the VM", ty.name));
        }
        object::allocate(vm.get(), ty).map(as_object::of).map_err(|_| raised(vm.get()))
    })
}

/// Casts an object as scripts do: to a class or interface that it is of, or else by its own `opImplCast` or `opCast`.
///
/// `object`: an object, or for value types with such operators the value. `from`: its type; NULL for objects with the
/// library's header, whose true type counts in any case. `implicit_only`: not by `opCast`. `out`: the object of type `to`, with a
/// reference, which the caller gets; NULL if it cannot be cast, which is no error.
///
/// `AS_ERROR_GENERAL`: an operator raised an exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_get_cast(
    vm: *mut as_vm,
    object: *mut c_void,
    from: *const as_type,
    to: *const as_type,
    implicit_only: bool,
    out: *mut *mut c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let out = handle::out(out, "object")?;
        let to = handle::borrow(to)?.get();
        check_type(vm, to)?;
        let from = match from.is_null() {
            true => self::object(object.cast())?.1,
            false => handle::borrow(from)?.get(),
        };
        check_type(vm, from)?;
        if object.is_null() {
            return fail(as_status::AS_ERROR_NULL, "the object is NULL");
        }
        if from.is_managed() {
            check_object(vm.get(), from, object.cast(), "type")?;
        }
        let cast = vm.get().cast_object(object.cast(), lasting(from), lasting(to), implicit_only);
        out.set(cast.map_err(|e| invoke_error(vm.get(), e))?.cast());
        Ok(())
    })
}

/// A function handle as scripts have them, with one reference, which the caller gets: an argument for parameters of function
/// types, a value for variables of such. Scripts call it, and so does `as_call_prepare_handle`.
///
/// `function`: a global function of a script or the host, or a method. `object`: NULL for global functions; for methods the object,
/// which gets a reference: that makes a delegate. Of a method of a base class or interface the one of the object's own class is
/// meant.
///
/// NULL in case of failure: `AS_ERROR_NO_FUNCTION`: what is no function that can be called so. `AS_ERROR_INVALID_OBJECT`: the object does
/// not have the method. `AS_ERROR_INVALID_TYPE`: its type has no handles. `AS_ERROR_NOT_LINKED`: the function's unit is not linked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_new_function(
    vm: *mut as_vm,
    function: *const as_function,
    object: *mut c_void,
    out_error: *mut *mut as_error,
) -> *mut as_object {
    guard::make(vm, out_error, |vm| {
        let function = handle::borrow(function)?;
        let made = match function.host_id().filter(|_| !function.is_of_interface()) {
            Some((types, id)) => {
                if !vm.get().types().extends(types) {
                    return fail(as_status::AS_ERROR_FOREIGN, "the function is not of the VM's context");
                }
                let def = types.ffi().function(id);
                match (def.kind, object.is_null()) {
                    (FunctionKind::Global, true) if types.ffi().type_params(id).is_empty() => {
                        vm.get().native_handle(id)
                    }
                    (FunctionKind::Method, false) => {
                        let owner = types.get(def.owner);
                        if owner.is_managed() {
                            let (_, ty) = self::object(object.cast())?;
                            if !std::ptr::eq(ty, owner) && ty.template != def.owner {
                                let text =
                                    format!("the object is of class '{}', the method of '{}'", ty.name, owner.name);
                                return fail(as_status::AS_ERROR_INVALID_OBJECT, text);
                            }
                        } else if owner.kind != RuntimeKind::Counted {
                            let text = format!("there are no handles of '{}'", owner.name);
                            return fail(as_status::AS_ERROR_INVALID_TYPE, text);
                        }
                        vm.get().native_delegate_to(id, object.cast())
                    }
                    (_, is_null) => return no_function(is_null),
                }
            }
            None if object.is_null() => match function.script() {
                Some((program, index)) => {
                    if program.unit().functions[index as usize].owner.is_some() {
                        return no_function(true);
                    }
                    linked(vm, &program)?;
                    vm.get().handle_to(&program, index)
                }
                None => return no_function(true),
            },
            None => {
                let (header, ty) = self::object(object.cast())?;
                let found = function.found_in(ty).and_then(|f| f.script());
                let Some((program, index)) = found.filter(|_| !function.is_constructor()) else {
                    return fail(as_status::AS_ERROR_INVALID_OBJECT, "the object does not have the method");
                };
                check_type(vm, ty)?;
                vm.get().delegate_to(&program, index, header)
            }
        };
        made.map(|f| as_object::of(f.cast())).map_err(|_| raised(vm.get()))
    })
}

/// The function that a function handle calls; for a delegate the method. NULL for other objects, and for handles to imports.
/// Borrowed as functions are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_function(vm: *const as_vm, object: *const as_object) -> *const as_function {
    guard::get(vm, std::ptr::null(), |vm| {
        let found = called(object).and_then(|f| match (f.script_function(), f.native_function()) {
            (Some((program, index)), _) => functions_of(program).get(index as usize),
            (None, Some(id)) => host_function(vm.get().types(), id),
            (None, None) => None,
        });
        found.map_or(std::ptr::null(), std::ptr::from_ref)
    })
}

/// The object of a delegate, without a reference; NULL for other objects.
///
/// `type`: gets its type; may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_bound(object: *const as_object, type_: *mut as_type_use) -> *mut c_void {
    guard::plain(std::ptr::null_mut(), || {
        let (bound, ty) = called(object).and_then(|f| f.object()).unwrap_or((std::ptr::null_mut(), ValueType::NONE));
        handle::set_optional(type_, as_type_use::of_value(ty));
        bound.cast()
    })
}

/// The function object behind a handle.
unsafe fn called<'a>(ptr: *const as_object) -> Option<&'a FunctionObject> {
    let (header, ty) = object(ptr).ok()?;
    (ty.kind == RuntimeKind::Funcdef).then(|| &*header.cast::<FunctionObject>())
}

fn no_function<T>(without_object: bool) -> super::error::Result<T> {
    let text = if without_object {
        "the function needs an object, or cannot be called by a handle"
    } else {
        "the function is no method that a handle can call"
    };
    fail(as_status::AS_ERROR_NO_FUNCTION, text)
}

fn linked(vm: &as_vm, program: &std::sync::Arc<crate::vm::Program>) -> super::error::Result<()> {
    if vm.get().is_linked(program) {
        return Ok(());
    }
    fail(as_status::AS_ERROR_NOT_LINKED, "the function's unit is not linked to the VM")
}

/// Gives an object with the library's header a pointer of the host.
///
/// `user_data_free`, unless NULL, is called once when the pointer is replaced or the object ends: after its destructor, before its
/// members are gone; also if this call fails. It must not use the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_set_user_data(
    vm: *mut as_vm,
    object: *mut as_object,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
) -> as_status {
    guard::status(vm, std::ptr::null_mut(), {
        let user_data = UserData::new(user_data, user_data_free);
        move |vm: &as_vm| {
            let (header, ty) = self::object(object)?;
            check_type(vm, ty)?;
            vm.get().set_object_companion(header, Box::new(user_data));
            Ok(())
        }
    })
}

/// The pointer given by `as_object_set_user_data`; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_object_get_user_data(vm: *mut as_vm, object: *const as_object) -> *mut c_void {
    guard::get(vm, std::ptr::null_mut(), |vm| {
        let found = self::object(object).ok().and_then(|(header, _)| vm.get().object_companion(header));
        found.and_then(|d| d.downcast_ref::<UserData>()).map_or(std::ptr::null_mut(), UserData::get)
    })
}

/// A weak reference of the host: it tells whether an object is still there, and does not keep it.
///
/// One owner; used by the thread of its VM, which it keeps alive.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_weak {
    header: Header,
    object: *mut ObjHeader,
    flag: NonNull<WeakFlag>,
    vm: VmRef,
}

handle_kind!(as_weak, b"ASwk", |w| &w.vm);

impl Drop for as_weak {
    fn drop(&mut self) {
        // SAFETY: the reference to the flag is this structure's own.
        unsafe { WeakFlag::release(self.flag) };
    }
}

/// A weak reference to an object with the library's header. The caller owns it. NULL in case of failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_weak_new(
    vm: *mut as_vm,
    object: *mut as_object,
    out_error: *mut *mut as_error,
) -> *mut as_weak {
    guard::make(vm, out_error, |vm| {
        let (header, ty) = self::object(object)?;
        check_type(vm, ty)?;
        Ok(handle::new_unique(as_weak {
            header: handle::header::<as_weak>(),
            object: header,
            flag: vm.get().weak_flag(header),
            vm: vm.get().to_owner(),
        }))
    })
}

/// Frees a weak reference. NULL is allowed. While its VM runs in another thread nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_weak_free(weak: *mut as_weak) {
    guard::free_if(weak, |_| true);
}

/// The object, with a new reference, which the caller gets; NULL when its last reference was dropped before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_weak_get(weak: *const as_weak) -> *mut as_object {
    guard::get(weak, std::ptr::null_mut(), |w| {
        if w.flag.as_ref().is_dead() {
            return std::ptr::null_mut();
        }
        object::add_ref(w.object);
        as_object::of(w.object)
    })
}
