//! Functions called at once with arguments in memory: any function, of scripts and of the host, constructors too.

use std::ffi::c_void;

use super::call::call_error;
use super::error::{ApiError, Result, as_error, as_status, fail};
use super::function::as_function;
use super::guard;
use super::handle;
use super::types::{AS_USE_CONST, AS_USE_HANDLE, as_type, as_type_use};
use super::value::{as_object, object, raised};
use super::variant::{check_object, check_type};
use super::vm::as_vm;
use crate::types::TypeFlags;
use crate::vm::object::{self, ObjHeader};
use crate::vm::{Argument, Call, CallError, CallState, InvokeError, Program, RuntimeType, ValueType, Vm};

/// A function with everything that it is to be called with, for `as_vm_run_function`. Set what is not needed to 0.
///
/// `args[i]` is what generic functions get as `args[i]` (see `as_generic`): the address of a number, value, string or handle,
/// the address of the variable for references, the object itself for objects of reference types. Values, handles and objects
/// are copied or counted as the declaration says; what is passed by reference is used where it lies.
#[repr(C)]
pub struct as_invocation {
    /// The function: of a script or of the host; a method, a constructor, a factory.
    pub function: *const as_function,
    /// For members of templates the instance, as `array<int>`; objects with the library's header know theirs. Else NULL.
    pub type_: *const as_type,
    /// The object of a method. For constructors of value types the memory for the value. For constructors of script classes
    /// NULL, which makes a new object, or one that `as_object_new_uninitialized` made.
    pub object: *mut c_void,
    /// The arguments; NULL if there are none.
    pub args: *const *mut c_void,
    /// What they are; NULL if none is told. Needed for `?` arguments; others may be without type.
    pub arg_types: *const as_type_use,
    /// How many arguments there are.
    pub arg_count: u32,
    /// 0.
    pub reserved: u32,
    /// Where the result goes, which is just as large as its type: a number, the address for a reference, the pointer for a
    /// handle or object, whose reference is the host's then; for value types memory in which the value is made. NULL drops
    /// it, which value types do not allow. Constructors of script classes give the new object.
    pub result: *mut c_void,
}

/// Calls a function and waits until it is over. Also while scripts run, from a function that they call.
///
/// A method of a script is the very one that was found (see `as_type_find_override`), one of an interface that of the object's
/// class. What would be suspended ends as aborted, with `AS_ERROR_GENERAL`; use an `as_call` for what may be suspended. An exception
/// does not go on to a script that runs: raise it again if it should.
///
/// `AS_ERROR_NO_FUNCTION`: the function has no code, or is of an abstract class whose object is to be made.
/// `AS_ERROR_INVALID_ARGUMENT`: another number of arguments. `AS_ERROR_INVALID_TYPE`: an argument is of another type, as far as
/// can be seen, or a type that is needed was not told. `AS_ERROR_INVALID_OBJECT`: the object is none of the method's class.
/// `AS_ERROR_FOREIGN`, `AS_ERROR_NOT_LINKED`: the function is not of the VM's context, or its unit is not linked.
/// `AS_ERROR_GENERAL`: it raised an exception, whose text the error has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_run_function(
    vm: *mut as_vm,
    invocation: *const as_invocation,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let Some(asked) = invocation.as_ref() else {
            return fail(as_status::AS_ERROR_NULL, "the as_invocation is NULL");
        };
        if asked.reserved != 0 {
            return fail(as_status::AS_ERROR_INVALID_ARGUMENT, "the field 'reserved' is not 0");
        }
        let function = handle::borrow(asked.function)?;
        let args = arguments(vm, asked)?;
        if vm.get().check().is_err() {
            let text = "an exception was raised before that has not taken effect";
            return fail(as_status::AS_ERROR_GENERAL, text);
        }
        if function.host_id().is_some() && !function.is_of_interface() {
            return invoke_host(vm, function, asked, &args);
        }
        invoke_script(vm, function, asked, &args)
    })
}

unsafe fn arguments(vm: &as_vm, asked: &as_invocation) -> Result<Vec<Argument>> {
    let count = asked.arg_count as usize;
    if count > 0 && asked.args.is_null() {
        return fail(as_status::AS_ERROR_NULL, "the arguments are NULL");
    }
    let argument = |i| {
        let told = if asked.arg_types.is_null() { as_type_use::NONE } else { asked.arg_types.add(i).read() };
        let ty = if told.type_.is_null() { ValueType::NONE } else { value_type(vm, told)? };
        Ok(Argument { address: (*asked.args.add(i)).cast(), ty })
    };
    (0..count).map(argument).collect()
}

/// The type of values in memory that a host tells.
pub unsafe fn value_type(vm: &as_vm, told: as_type_use) -> Result<ValueType> {
    let ty = handle::borrow(told.type_)?.get();
    check_type(vm, ty)?;
    let is_handle = told.flags & AS_USE_HANDLE != 0;
    if told.flags & !(AS_USE_HANDLE | AS_USE_CONST) != 0 || is_handle && !ty.is_reference() {
        return fail(as_status::AS_ERROR_INVALID_TYPE, format!("there are no such values of '{}'", ty.name));
    }
    if ty.size == 0 && !ty.is_reference() {
        return fail(as_status::AS_ERROR_INVALID_TYPE, format!("there are no values of '{}'", ty.name));
    }
    Ok(ValueType::new(ty, is_handle, told.flags & AS_USE_CONST != 0))
}

/// A type for as long as the VM needs it.
///
/// # Safety
///
/// The type lives as long as the VM, or the host keeps it, as the header says.
pub unsafe fn lasting(ty: &RuntimeType) -> &'static RuntimeType {
    &*std::ptr::from_ref(ty)
}

unsafe fn invoke_host(vm: &as_vm, function: &as_function, asked: &as_invocation, args: &[Argument]) -> Result<()> {
    let Some((types, id)) = function.host_id() else { return Ok(()) };
    if !vm.get().types().extends(types) {
        return fail(as_status::AS_ERROR_FOREIGN, "the function is not of the VM's context");
    }
    let instance = match asked.type_.is_null() {
        true => None,
        false => {
            let ty = handle::borrow(asked.type_)?.get();
            check_type(vm, ty)?;
            Some(lasting(ty))
        }
    };
    let def = types.ffi().function(id);
    if def.owner.is_some() && !asked.object.is_null() {
        let owner = types.get(def.owner);
        if owner.is_managed() {
            let (_, ty) = object(asked.object.cast())?;
            if !std::ptr::eq(ty, owner) && ty.template != def.owner {
                return wrong_class(ty, owner);
            }
        }
    }
    let made = vm.get().invoke_registered(id, instance, asked.object.cast(), args, asked.result.cast());
    made.map_err(|e| invoke_error(vm.get(), e))
}

fn wrong_class(ty: &RuntimeType, wanted: &RuntimeType) -> Result<()> {
    let text = format!("the object is of class '{}', the method of '{}'", ty.name, wanted.name);
    fail(as_status::AS_ERROR_INVALID_OBJECT, text)
}

/// Frees an object whose construction failed, without its destructor.
struct Unfinished<'vm>(&'vm Vm, *mut ObjHeader);

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        // SAFETY: the object was made here, and its reference is still there.
        unsafe { object::abandon(self.0, self.1) };
    }
}

unsafe fn invoke_script(vm: &as_vm, function: &as_function, asked: &as_invocation, args: &[Argument]) -> Result<()> {
    let given: *const as_object = asked.object.cast();
    let function = match function.script() {
        Some(_) => function,
        None if given.is_null() => return fail(as_status::AS_ERROR_NULL, "the object is NULL"),
        None => {
            let (_, ty) = object(given)?;
            match function.found_in(ty) {
                Some(found) => found,
                None => return fail(as_status::AS_ERROR_INVALID_OBJECT, "the object does not have the method"),
            }
        }
    };
    let Some((program, index)) = function.script() else {
        return Err(call_error(CallError::NoFunction));
    };
    let call = Call::new(vm.get());
    call.prepare(&program, index).map_err(call_error)?;
    let owner = program.unit().functions[index as usize].owner.and_then(|id| program.runtime_type(id));
    let mut made = None;
    match owner {
        Some(owner) if given.is_null() && function.is_constructor() => {
            made = Some(Unfinished(vm.get(), new_object(vm.get(), &program, owner)?));
        }
        Some(_) if given.is_null() => return fail(as_status::AS_ERROR_NULL, "the object is NULL"),
        Some(owner) => check_object(vm.get(), owner, given, "method")?,
        None if !given.is_null() => {
            return fail(as_status::AS_ERROR_INVALID_ARGUMENT, "an object was given to a function that is no method");
        }
        None => {}
    }
    if owner.is_some() {
        call.set_object(made.as_ref().map_or(given.cast_mut().cast(), |m| m.1)).map_err(call_error)?;
    }
    call.set_arguments(args).map_err(|e| invoke_error(vm.get(), e))?;
    match call.run().map_err(call_error)? {
        CallState::Finished => {}
        CallState::Exception => return fail(as_status::AS_ERROR_GENERAL, call.exception_text().unwrap_or_default()),
        _ => return fail(as_status::AS_ERROR_GENERAL, InvokeError::Stopped.to_string()),
    }
    let Some(made) = made else {
        return call.move_result(asked.result.cast()).map_err(|e| invoke_error(vm.get(), e));
    };
    let new = made.1;
    std::mem::forget(made);
    if asked.result.is_null() {
        object::release(vm.get(), new);
    } else {
        asked.result.cast::<*mut ObjHeader>().write(new);
    }
    Ok(())
}

/// A new object of a class for one of its constructors.
unsafe fn new_object(vm: &Vm, program: &Program, class: &'static RuntimeType) -> Result<*mut ObjHeader> {
    check_concrete(program, class)?;
    object::allocate(vm, class).map_err(|_| raised(vm))
}

/// Whether a class may have objects of its own.
pub fn check_concrete(program: &Program, class: &RuntimeType) -> Result<()> {
    if program.unit().info.ty(class.id).is_some_and(|info| info.flags.has(TypeFlags::ABSTRACT)) {
        return fail(as_status::AS_ERROR_NO_FUNCTION, format!("'{}' is abstract", class.name));
    }
    Ok(())
}

/// Why a function was not called, as hosts see it.
pub fn invoke_error(vm: &Vm, error: InvokeError) -> ApiError {
    let status = match error {
        InvokeError::Raised => return raised(vm),
        InvokeError::Call(error) => return call_error(error),
        InvokeError::Stopped => as_status::AS_ERROR_GENERAL,
        InvokeError::Count { .. } => as_status::AS_ERROR_INVALID_ARGUMENT,
        InvokeError::NullArgument(_) | InvokeError::NoObject | InvokeError::NoResult => as_status::AS_ERROR_NULL,
        InvokeError::ArgumentType(_) | InvokeError::NoInstance => as_status::AS_ERROR_INVALID_TYPE,
    };
    ApiError::new(status, error.to_string())
}
