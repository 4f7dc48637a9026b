//! `as_call`: one execution, prepared again and again.

use std::cell::RefCell;
use std::ffi::{c_char, c_void};
use std::rc::Rc;

use super::error::{ApiError, Result, as_error, as_status};
use super::function::as_function;
use super::guard;
use super::handle::{self, Handle as _, Header, handle_kind};
use super::invoke::{lasting, value_type};
use super::native::{UserData, as_free_fn};
use super::text::as_str;
use super::types::as_type_use;
use super::value::{self, as_object, as_string};
use super::variant::check_object;
use super::vm::as_vm;
use crate::addons::coroutine::Fiber;
use crate::addons::string::{TooLarge, is_own_string};
use crate::base::{FunctionId, begins_at};
use crate::types::{DataType, Primitive, RefModifier};
use crate::vm::{
    Call, CallError, CallState, RuntimeKind, RuntimeTypes, Storage, StringValue, SuspendReason, ValueType, Vm,
};

/// One execution in a VM: a function, its arguments, and after running its result or exception.
///
/// One owner; used by the thread of its VM, which it keeps alive. Calls are made to be prepared again and again, which
/// allocates nothing. Several may exist side by side, each suspended where it is: they are coroutines.
///
/// A setter that fails – wrong index, wrong type – also makes the next `as_call_run` answer `AS_RUN_ERROR`, so that a
/// host may look at that only.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_call {
    header: Header,
    call: Call,
    /// What the last failed function said, until the call is prepared again.
    error: RefCell<Option<Box<as_error>>>,
    user_data: RefCell<Option<UserData>>,
    /// Strings set for reference parameters, by parameter. Dropped after the call, which may still look at them.
    texts: RefCell<Vec<(u32, Text)>>,
    /// It belongs to a scheduler, which runs and frees it.
    is_scheduled: bool,
}

/// A string at a fixed address that counts for no VM's memory.
struct Text(Box<StringValue>);

impl Drop for Text {
    fn drop(&mut self) {
        self.0.release(None);
    }
}

handle_kind!(as_call, b"AScl", |call| call.call.vm());

/// How running ended.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum as_run {
    /// The function returned; its result can be read.
    AS_RUN_FINISHED = 0,
    /// It was suspended, by request or by a limit; `as_call_run` goes on.
    AS_RUN_SUSPENDED = 1,
    /// It was aborted.
    AS_RUN_ABORTED = 2,
    /// A script exception ended it; see `as_call_exception_text`.
    AS_RUN_EXCEPTION = 3,
    /// It could not be run: nothing is prepared, or an argument was set wrongly; see `as_call_get_error`.
    AS_RUN_ERROR = 7,
}

/// What a call is doing.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum as_call_state {
    /// It finished; the result can be read.
    AS_CALL_FINISHED = 0,
    /// It is suspended and can go on.
    AS_CALL_SUSPENDED = 1,
    /// It was aborted.
    AS_CALL_ABORTED = 2,
    /// An exception ended it.
    AS_CALL_EXCEPTION = 3,
    /// A function is prepared, arguments can be set.
    AS_CALL_PREPARED = 4,
    /// Nothing is prepared.
    AS_CALL_IDLE = 5,
    /// It runs.
    AS_CALL_ACTIVE = 6,
}

/// Why a call was suspended or aborted.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum as_suspend_reason {
    /// Someone asked for it.
    AS_SUSPEND_REQUESTED = 0,
    /// The fuel is used up; see `as_vm_set_fuel`.
    AS_SUSPEND_FUEL = 1,
    /// The time is over; see `as_vm_set_time_limit`.
    AS_SUSPEND_TIME = 2,
}

impl as_call {
    /// A call that the caller owns.
    pub(super) fn make(vm: &Vm) -> *mut as_call {
        let made = handle::new_unique(as_call::new(vm, false));
        // SAFETY: it was just made.
        unsafe { (*made).call.set_handle(made.cast()) };
        made
    }

    fn new(vm: &Vm, is_scheduled: bool) -> as_call {
        as_call {
            header: handle::header::<as_call>(),
            call: Call::new(vm),
            error: RefCell::default(),
            user_data: RefCell::default(),
            texts: RefCell::default(),
            is_scheduled,
        }
    }

    /// A call that belongs to a scheduler.
    pub fn scheduled(vm: &Vm) -> Rc<dyn Fiber> {
        let call = Rc::new(as_call::new(vm, true));
        begins_at(Rc::as_ptr(&call));
        call.call.set_handle(Rc::as_ptr(&call).cast_mut().cast());
        call
    }

    /// Runs a call of a scheduler, unless an argument was set wrongly.
    pub fn run_scheduled(&self) -> CallState {
        if self.call.state() == CallState::Suspended {
            self.error.take();
        }
        if self.error.borrow().is_some() {
            return self.call.state();
        }
        self.call.run().unwrap_or(self.call.state())
    }

    /// Lets go of what was kept for the function that was prepared.
    pub fn forget(&self) {
        self.error.take();
        self.texts.borrow_mut().clear();
    }

    /// The call.
    pub fn get(&self) -> &Call {
        &self.call
    }

    /// The result of a call of this handle, where a failure is kept for `as_call_get_error`.
    #[inline]
    fn note<T>(&self, result: Result<T, CallError>) -> Result<T> {
        match result {
            Ok(value) => Ok(value),
            Err(error) => Err(self.keep(call_error(error))),
        }
    }

    /// Keeps the first failure, and gives an error to return.
    #[cold]
    fn keep(&self, error: ApiError) -> ApiError {
        let again = ApiError::new(error.status(), error.message());
        let mut kept = self.error.borrow_mut();
        if kept.is_none() {
            let kept = kept.insert(Box::new(as_error::new(error)));
            begins_at(std::ptr::from_ref(&**kept));
        }
        again
    }

    pub(super) fn prepare(&self, function: *const as_function) -> Result<()> {
        self.error.take();
        // SAFETY: the handle is the host's, who keeps what the header says.
        let (program, index) = match unsafe { handle::borrow(function) } {
            Ok(function) => match (function.script(), function.host_id()) {
                (Some(found), _) => found,
                (None, Some((types, id))) => return self.prepare_host(types, id),
                (None, None) => return self.note(Err(CallError::NoFunction)),
            },
            Err(error) => return Err(self.keep(error)),
        };
        self.note(self.call.prepare(&program, index))?;
        self.texts.borrow_mut().clear();
        Ok(())
    }

    fn prepare_host(&self, types: &RuntimeTypes, id: FunctionId) -> Result<()> {
        let vm = self.call.vm();
        if !vm.types().extends(types) {
            let text = "the function is not of the VM's context";
            return Err(self.keep(ApiError::new(as_status::AS_ERROR_FOREIGN, text)));
        }
        self.note(vm.host_program(id).and_then(|program| self.call.prepare(&program, 0)))?;
        self.texts.borrow_mut().clear();
        Ok(())
    }

    /// Whether a script object fits parameter `index`. Objects of the host cannot be told apart.
    fn check_class(&self, index: u32, object: *const as_object) -> Result<()> {
        let wanted = self.call.function().and_then(|(program, function)| {
            let ty = program.unit().functions[function as usize].params.get(index as usize)?;
            program.runtime_type(ty.type_id)
        });
        let Some(wanted) = wanted.filter(|ty| !object.is_null() && ty.is_managed()) else { return Ok(()) };
        // SAFETY: the host gives a live object.
        unsafe { check_object(self.call.vm(), wanted, object, "parameter") }.map_err(|e| self.keep(e))
    }

    /// How parameter `index` takes a string of the library's own: by value or by reference. An error if it takes none.
    fn text_parameter(&self, index: u32) -> Result<RefModifier> {
        let param = self.call.function().and_then(|(program, function)| {
            program.unit().functions[function as usize].params.get(index as usize).copied()
        });
        // What has no parameter of this number is refused when it is set.
        let Some(ty) = param else { return Ok(RefModifier::None) };
        if ty.is_handle || ty.ref_modifier == RefModifier::Out || !is_own_string(self.call.vm(), ty.type_id) {
            return Err(self.keep(call_error(CallError::Type)));
        }
        Ok(ty.ref_modifier)
    }

    /// Whether parameter `index` is of a primitive type for which `fits` says so, or an enum where `int` fits.
    #[inline]
    fn check_param(&self, index: u32, fits: impl FnOnce(Primitive) -> bool) -> Result<()> {
        let Some((program, function)) = self.call.function() else { return Ok(()) };
        let params = &program.unit().functions[function as usize].params;
        match params.get(index as usize) {
            Some(ty) if !fits_plain(*ty, fits) => Err(self.keep(call_error(CallError::Type))),
            _ => Ok(()),
        }
    }

    #[inline]
    fn set<const SIZE: u8>(&self, index: u32, value: u64, fits: impl FnOnce(Primitive) -> bool) -> Result<()> {
        self.check_param(index, fits)?;
        self.note(self.call.set_plain::<SIZE>(index, value))
    }

    /// A primitive result for which `fits` says so; 0 for others.
    #[inline]
    fn plain_result(&self, fits: impl FnOnce(Primitive) -> bool) -> u64 {
        let Some((program, function)) = self.call.function() else { return 0 };
        let ty = program.unit().functions[function as usize].ret.unwrap_or(DataType::VOID);
        if !fits_plain(ty, fits) {
            return 0;
        }
        self.call.result_plain().unwrap_or(0)
    }
}

/// Types that are no primitives pass: enums are plain, and what is neither is refused by the call.
#[inline]
fn fits_plain(ty: DataType, fits: impl FnOnce(Primitive) -> bool) -> bool {
    match ty.as_primitive() {
        Some(p) => fits(p),
        None => fits(Primitive::Int32),
    }
}

#[cold]
pub fn call_error(error: CallError) -> ApiError {
    let status = match error {
        CallError::State(CallState::Active | CallState::Suspended) => as_status::AS_ERROR_ACTIVE,
        CallError::State(_) => as_status::AS_ERROR_NOT_PREPARED,
        CallError::NoFunction => as_status::AS_ERROR_NO_FUNCTION,
        CallError::Unsupported => as_status::AS_ERROR_NOT_SUPPORTED,
        CallError::NoParameter(_) => as_status::AS_ERROR_INDEX,
        CallError::NotSet(_) => as_status::AS_ERROR_INVALID_ARGUMENT,
        CallError::Type => as_status::AS_ERROR_INVALID_TYPE,
        CallError::NotLinked => as_status::AS_ERROR_NOT_LINKED,
        CallError::Refused => as_status::AS_ERROR_BAD_DATA,
        CallError::NoStack => as_status::AS_ERROR_OUT_OF_MEMORY,
    };
    ApiError::new(status, error.to_string())
}

/// A new call of a VM, prepared for a function. The caller owns it. NULL if `vm` is NULL.
///
/// `function`: as for `as_call_prepare`. If it is of another VM's unit, or NULL, the call is made all the same, and
/// running it answers `AS_RUN_ERROR`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_new(vm: *mut as_vm, function: *const as_function) -> *mut as_call {
    guard::make(vm, std::ptr::null_mut(), |vm| {
        let made = as_call::make(vm.get());
        let _ = (*made).prepare(function);
        Ok(made)
    })
}

/// Frees a call: what it holds is released; a suspended function is unwound, with its destructors. NULL is allowed. A call
/// that runs is left alone, and so is one of a scheduler.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_free(call: *mut as_call) {
    guard::free_if(call, |c| c.call.state() != CallState::Active && !c.is_scheduled);
}

/// Prepares a function: what the call held before is released, and all arguments are zero. Not while it runs or is
/// suspended.
///
/// `function`: of a unit that is linked to the VM, or of the host. Constructors, members of templates, variadic functions and
/// methods of interfaces of the host are `AS_ERROR_NOT_SUPPORTED`: `as_vm_run_function` calls them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_prepare(
    call: *mut as_call,
    function: *const as_function,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(call, out_error, |c| c.prepare(function))
}

/// Prepares what a function handle of a script calls; a delegate brings its object along.
///
/// `handle`: an object of a function type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_prepare_handle(
    call: *mut as_call,
    handle: *mut as_object,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(call, out_error, |c| {
        c.error.take();
        let (object, ty) = value::object(handle).map_err(|e| c.keep(e))?;
        if ty.kind != RuntimeKind::Funcdef {
            return Err(c.keep(ApiError::new(as_status::AS_ERROR_INVALID_OBJECT, "the object is no function handle")));
        }
        c.note(c.call.prepare_handle(object.cast()))?;
        c.texts.borrow_mut().clear();
        Ok(())
    })
}

/// Releases everything the call holds, the function included. A suspended call must be aborted first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_reset(call: *mut as_call) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| {
        c.error.take();
        c.note(c.call.unprepare())?;
        c.texts.borrow_mut().clear();
        Ok(())
    })
}

/// Sets the object of a method. The call keeps a reference until it is over, if the object's type counts them.
///
/// `object`: a script object, or for methods of the host's types the object or value, which cannot be checked: one of another
/// type is not noticed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_this(call: *mut as_call, object: *mut as_object) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| {
        let wanted = c
            .call
            .function()
            .and_then(|(program, function)| program.runtime_type(program.unit().functions[function as usize].owner?));
        if let Some(wanted) = wanted.filter(|w| w.table().is_some() && !w.is_managed()) {
            if object.is_null() {
                return Err(c.keep(ApiError::new(as_status::AS_ERROR_NULL, "the object is NULL")));
            }
            let is_counted = ValueType::new(wanted, true, false).storage() == Storage::CountedHandle;
            let ty = if is_counted { ValueType::new(lasting(wanted), true, false) } else { ValueType::NONE };
            return c.note(c.call.set_this(object.cast(), ty));
        }
        let (header, ty) = value::object(object).map_err(|e| c.keep(e))?;
        if wanted.is_some_and(|w| !ty.is_a(w)) {
            return Err(c.keep(ApiError::new(as_status::AS_ERROR_INVALID_OBJECT, "the object is of another class")));
        }
        c.note(c.call.set_object(header))
    })
}

/// Sets a `bool` argument. `index` counts from 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_bool(call: *mut as_call, index: u32, value: bool) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| c.set::<1>(index, value as u64, |p| p == Primitive::Bool))
}

/// Sets an `int8` or `uint8` argument.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_int8(call: *mut as_call, index: u32, value: i8) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| c.set::<1>(index, value as u8 as u64, Primitive::is_integer))
}

/// Sets an `int16` or `uint16` argument.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_int16(call: *mut as_call, index: u32, value: i16) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| c.set::<2>(index, value as u16 as u64, Primitive::is_integer))
}

/// Sets an `int` or enum argument, or a `uint` one by its bits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_int(call: *mut as_call, index: u32, value: i32) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| c.set::<4>(index, value as u32 as u64, Primitive::is_integer))
}

/// Sets a `uint` argument, or an `int` one by its bits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_uint(call: *mut as_call, index: u32, value: u32) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| c.set::<4>(index, value as u64, Primitive::is_integer))
}

/// Sets an `int64` argument, or a `uint64` one by its bits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_int64(call: *mut as_call, index: u32, value: i64) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| c.set::<8>(index, value as u64, Primitive::is_integer))
}

/// Sets a `uint64` argument, or an `int64` one by its bits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_uint64(call: *mut as_call, index: u32, value: u64) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| c.set::<8>(index, value, Primitive::is_integer))
}

/// Sets a `float` argument.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_float(call: *mut as_call, index: u32, value: f32) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| c.set::<4>(index, value.to_bits() as u64, |p| p == Primitive::Float))
}

/// Sets a `double` argument.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_double(call: *mut as_call, index: u32, value: f64) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| c.set::<8>(index, value.to_bits(), |p| p == Primitive::Double))
}

/// Sets an argument that is passed by reference: the address of a variable, of a value, or of an object. It must stay
/// valid until the call is over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_address(call: *mut as_call, index: u32, address: *mut c_void) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| {
        if address.is_null() {
            return Err(c.keep(ApiError::new(as_status::AS_ERROR_NULL, "the address is NULL")));
        }
        c.note(c.call.set_address(index, address.cast()))
    })
}

/// Sets an argument that is a handle, or an object given by value, which is copied. Handles get a reference.
///
/// `object`: a script object of the call's own VM – one of another VM is not noticed, and its counts are not for two
/// threads –, or an object of the host for handles to registered types; NULL for handles only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_object(call: *mut as_call, index: u32, object: *mut c_void) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| {
        let is_handle = c.call.function().is_some_and(|(program, function)| {
            let params = &program.unit().functions[function as usize].params;
            params.get(index as usize).is_some_and(|p| p.is_handle)
        });
        c.check_class(index, object.cast())?;
        // A handle is copied from where it lies, an object from where it is.
        let handle = object;
        let from = if is_handle { (&raw const handle).cast() } else { object.cast::<u8>().cast_const() };
        if from.is_null() {
            return Err(c.keep(ApiError::new(as_status::AS_ERROR_NULL, "the object is NULL")));
        }
        c.note(c.call.set_value(index, from))
    })
}

/// Sets a `?` argument of a function of the host: the address of the value and its type, for handles the address of the
/// handle. It must stay valid until the call is over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_any(
    call: *mut as_call,
    index: u32,
    value: *mut c_void,
    type_: as_type_use,
) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| {
        if value.is_null() {
            return Err(c.keep(ApiError::new(as_status::AS_ERROR_NULL, "the value is NULL")));
        }
        let ty = value_type(as_vm::of(c.call.vm()), type_).map_err(|e| c.keep(e))?;
        c.note(c.call.set_any(index, value.cast(), ty))
    })
}

/// Sets an argument of a registered value type that is passed by value: it is copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_value(call: *mut as_call, index: u32, value: *const c_void) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| {
        if value.is_null() {
            return Err(c.keep(ApiError::new(as_status::AS_ERROR_NULL, "the value is NULL")));
        }
        c.note(c.call.set_value(index, value.cast()))
    })
}

/// Sets a `string` or `const string &in` argument of the library's own `string`. The call keeps a copy of the text until it
/// is prepared again, reset or freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_string(
    call: *mut as_call,
    index: u32,
    text: *const c_char,
    size: usize,
) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| {
        let bytes = handle::bytes(text.cast(), size, "text").map_err(|e| c.keep(e))?;
        if c.text_parameter(index)? != RefModifier::None {
            let Ok(string) = StringValue::new(None, bytes) else {
                return Err(c.keep(ApiError::new(as_status::AS_ERROR_OUT_OF_MEMORY, "the string is too large")));
            };
            let mut text = Text(Box::new(string));
            // SAFETY: the string lives as long as the call may look at it.
            c.note(unsafe { c.call.set_address(index, std::ptr::from_mut(&mut *text.0).cast()) })?;
            let mut texts = c.texts.borrow_mut();
            texts.retain(|t| t.0 != index);
            texts.push((index, text));
            return Ok(());
        }
        let heap = Some(c.call.vm().heap());
        match StringValue::new(heap, bytes) {
            Ok(mut string) => {
                let set = c.call.set_value(index, (&raw const string).cast());
                string.release(heap);
                c.note(set)
            }
            Err(TooLarge) => Err(c.keep(ApiError::new(as_status::AS_ERROR_OUT_OF_MEMORY, "the string is too large"))),
        }
    })
}

/// Runs the prepared function, or goes on where it was suspended, until it finishes, is suspended or aborted, or raises an
/// exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_run(call: *mut as_call) -> as_run {
    guard::get(call, as_run::AS_RUN_ERROR, |c| {
        // What was refused while it was suspended does not keep it from going on.
        if c.call.state() == CallState::Suspended {
            c.error.take();
        }
        // One of a scheduler is run by that.
        if c.is_scheduled || c.error.borrow().is_some() {
            return as_run::AS_RUN_ERROR;
        }
        match c.call.run() {
            Ok(CallState::Finished) => as_run::AS_RUN_FINISHED,
            Ok(CallState::Suspended) => as_run::AS_RUN_SUSPENDED,
            Ok(CallState::Aborted) => as_run::AS_RUN_ABORTED,
            Ok(CallState::Exception) => as_run::AS_RUN_EXCEPTION,
            Ok(_) => as_run::AS_RUN_ERROR,
            Err(error) => {
                c.keep(call_error(error));
                as_run::AS_RUN_ERROR
            }
        }
    })
}

/// Asks the call to suspend at its next loop or call. Any thread, at any time before the call is freed; if it does not run,
/// it will suspend when it does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_suspend(call: *const as_call) {
    guard::get_anywhere(call, (), |c| c.call.signaller().suspend());
}

/// Asks the call to end at its next loop or call; scripts cannot catch that. Any thread, at any time before the call is
/// freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_abort(call: *const as_call) {
    guard::get_anywhere(call, (), |c| c.call.signaller().abort());
}

/// Ends a suspended call for good: it is aborted and can be prepared again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_abort_suspended(call: *mut as_call) -> as_status {
    guard::status(call, std::ptr::null_mut(), |c| match c.call.state() {
        CallState::Suspended => {
            c.call.abort();
            Ok(())
        }
        state => c.note(Err(CallError::State(state))),
    })
}

/// What the call is doing; `AS_CALL_IDLE` for NULL, `AS_CALL_ACTIVE` while the VM runs in another thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_state(call: *const as_call) -> as_call_state {
    guard::get_anywhere(call, as_call_state::AS_CALL_IDLE, |c| match c.call.state() {
        _ if c.is_elsewhere() => as_call_state::AS_CALL_ACTIVE,
        CallState::Idle => as_call_state::AS_CALL_IDLE,
        CallState::Prepared => as_call_state::AS_CALL_PREPARED,
        CallState::Active => as_call_state::AS_CALL_ACTIVE,
        CallState::Suspended => as_call_state::AS_CALL_SUSPENDED,
        CallState::Finished => as_call_state::AS_CALL_FINISHED,
        CallState::Aborted => as_call_state::AS_CALL_ABORTED,
        CallState::Exception => as_call_state::AS_CALL_EXCEPTION,
    })
}

/// Why the call was suspended or aborted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_suspend_reason(call: *const as_call) -> as_suspend_reason {
    guard::get(call, as_suspend_reason::AS_SUSPEND_REQUESTED, |c| match c.call.reason() {
        SuspendReason::Requested => as_suspend_reason::AS_SUSPEND_REQUESTED,
        SuspendReason::Fuel => as_suspend_reason::AS_SUSPEND_FUEL,
        SuspendReason::Deadline => as_suspend_reason::AS_SUSPEND_TIME,
    })
}

/// What the last failed function of the call said; NULL if none failed since it was prepared. Lives until the call is
/// prepared again, reset or freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_error(call: *const as_call) -> *const as_error {
    guard::get(call, std::ptr::null(), |c| {
        c.error.borrow().as_ref().map_or(std::ptr::null(), |e| std::ptr::from_ref(&**e))
    })
}

/// A `bool` result. This and the other getters of results answer 0 if the call is not finished or the result is of another
/// type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_bool(call: *const as_call) -> bool {
    guard::get(call, false, |c| c.plain_result(|p| p == Primitive::Bool) as u8 != 0)
}

/// An `int8` or `uint8` result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_int8(call: *const as_call) -> i8 {
    guard::get(call, 0, |c| c.plain_result(|p| p.is_integer() && p.size() == 1) as i8)
}

/// An `int16` or `uint16` result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_int16(call: *const as_call) -> i16 {
    guard::get(call, 0, |c| c.plain_result(|p| p.is_integer() && p.size() == 2) as i16)
}

/// An `int` or enum result, or the bits of a `uint` one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_int(call: *const as_call) -> i32 {
    guard::get(call, 0, |c| c.plain_result(|p| p.is_integer() && p.size() == 4) as i32)
}

/// A `uint` result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_uint(call: *const as_call) -> u32 {
    guard::get(call, 0, |c| c.plain_result(|p| p.is_integer() && p.size() == 4) as u32)
}

/// An `int64` result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_int64(call: *const as_call) -> i64 {
    guard::get(call, 0, |c| c.plain_result(|p| p.is_integer() && p.size() == 8) as i64)
}

/// A `uint64` result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_uint64(call: *const as_call) -> u64 {
    guard::get(call, 0, |c| c.plain_result(|p| p.is_integer() && p.size() == 8))
}

/// A `float` result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_float(call: *const as_call) -> f32 {
    guard::get(call, 0.0, |c| f32::from_bits(c.plain_result(|p| p == Primitive::Float) as u32))
}

/// A `double` result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_double(call: *const as_call) -> f64 {
    guard::get(call, 0.0, |c| f64::from_bits(c.plain_result(|p| p == Primitive::Double)))
}

/// The result of a function that returns a reference: the address of the value, or the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_address(call: *const as_call) -> *mut c_void {
    guard::get(call, std::ptr::null_mut(), |c| c.call.result_address().map_or(std::ptr::null_mut(), |a| a.cast()))
}

/// The script object that the function returned, by handle or by value. The call keeps the reference: retain the object
/// to keep it beyond the next prepare.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_object(call: *const as_call) -> *mut as_object {
    guard::get(call, std::ptr::null_mut(), |c| match c.call.result_object() {
        Ok((object, ty)) if ty.ty().is_managed() => object.cast(),
        _ => std::ptr::null_mut(),
    })
}

/// The same for an object of a registered type, which the host made.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_host_object(call: *const as_call) -> *mut c_void {
    guard::get(call, std::ptr::null_mut(), |c| match c.call.result_object() {
        Ok((object, ty)) if !ty.ty().is_managed() => object.cast(),
        _ => std::ptr::null_mut(),
    })
}

/// The value that a function returned whose result is a registered value type. It lives until the call is prepared again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_value(call: *const as_call) -> *mut c_void {
    guard::get(call, std::ptr::null_mut(), |c| c.call.result_value().map_or(std::ptr::null_mut(), |(v, _)| v.cast()))
}

/// The string that a function returned by value. It lives until the call is prepared again. NULL if the result is of another
/// type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_string(call: *const as_call) -> *const as_string {
    guard::get(call, std::ptr::null(), |c| match c.call.result_value() {
        Ok((value, ty)) if is_own_string(c.call.vm(), ty.ty().id) => value.cast_const().cast(),
        _ => std::ptr::null(),
    })
}

/// The type of the prepared function's result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_result_type(call: *const as_call) -> as_type_use {
    guard::get(call, as_type_use::NONE, |c| match c.call.function() {
        Some((program, function)) => {
            let ty = program.unit().functions[function as usize].ret.unwrap_or(DataType::VOID);
            as_type_use::of(ty, program.runtime_type(ty.type_id))
        }
        None => as_type_use::NONE,
    })
}

/// What the exception that ended the call says; empty if none did. Lives until the call is prepared again, reset or freed,
/// as all texts about the exception and the stack do.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_exception_text(call: *const as_call) -> as_str {
    guard::get(call, as_str::EMPTY, |c| c.call.exception_text().map_or(as_str::EMPTY, as_str::from))
}

/// The declaration of the function that raised the exception; empty if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_exception_function(call: *const as_call) -> as_str {
    guard::get(call, as_str::EMPTY, |c| {
        c.call.exception_place().map_or(as_str::EMPTY, |f| as_str::from(&*f.function().declaration))
    })
}

/// The name of the source in which the exception was raised.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_exception_file(call: *const as_call) -> as_str {
    guard::get(call, as_str::EMPTY, |c| {
        c.call.exception_place().and_then(|f| f.location()).map_or(as_str::EMPTY, |l| as_str::from(l.file))
    })
}

/// The line in which the exception was raised, from 1; 0 if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_exception_line(call: *const as_call) -> u32 {
    guard::get(call, 0, |c| c.call.exception_place().and_then(|f| f.location()).map_or(0, |l| l.line))
}

/// The column in which the exception was raised, from 1; 0 if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_exception_column(call: *const as_call) -> u32 {
    guard::get(call, 0, |c| c.call.exception_place().and_then(|f| f.location()).map_or(0, |l| l.column))
}

/// Gives the call a pointer of the host. `user_data_free`, unless NULL, is called once when the pointer is replaced or the
/// call freed; also if this call fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_set_user_data(
    call: *mut as_call,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
) -> as_status {
    guard::status(call, std::ptr::null_mut(), {
        let user_data = UserData::new(user_data, user_data_free);
        move |c: &as_call| {
            c.call.set_user_data(user_data.get());
            let before = c.user_data.replace(Some(user_data));
            drop(before);
            Ok(())
        }
    })
}

/// The pointer given by `as_call_set_user_data`; NULL if there is none. Functions that scripts call find their call by
/// `as_vm_active_call`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_call_get_user_data(call: *const as_call) -> *mut c_void {
    guard::get(call, std::ptr::null_mut(), |c| c.call.user_data())
}
