//! `as_serializer`: the state of scripts as bytes, and back.

use std::cell::{Cell, RefCell};
use std::ffi::{c_char, c_void};

use super::error::{ApiError, Result, as_error, as_status, fail};
use super::guard;
use super::handle::{self, Header, handle_kind};
use super::native::{UserData, as_free_fn};
use super::text::{as_str, as_write_fn};
use super::types::as_type;
use super::unit::as_unit;
use super::value::{as_object, object};
use super::variant::check_type;
use super::vm::as_vm;
use crate::serial::{self, HostTypes, LoadError, Problem};
use crate::vm::object as objects;
use crate::vm::object::ObjHeader;
use crate::vm::{RuntimeType, Vm, VmRef};

/// Saves the values of a unit's global variables with all objects they reach, and restores them: in the same process or
/// another, into the same unit or one that was built from changed sources. What a stream has and what becomes of it is told
/// in docs/serializer.md.
///
/// One owner; used by one thread at a time. It belongs to no VM: one can be saved and another restored. With objects added or
/// restored by name it keeps their VM alive until `as_serializer_clear`.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_serializer {
    header: Header,
    types: RefCell<Vec<HostType>>,
    /// Objects by name, each with a reference.
    objects: RefCell<Vec<Named>>,
    problems: RefCell<Vec<Problem>>,
    /// Where the function of the host that saves writes to.
    out: Cell<*mut Vec<u8>>,
    is_busy: Cell<bool>,
}

handle_kind!(as_serializer, b"ASsz");

/// Writes a value of a registered type: calls `as_serializer_write` as often as it likes. `false`: it cannot be saved, which
/// becomes a problem.
///
/// `value`: for value types and for objects of reference types their address.
pub type as_save_value_fn = Option<
    unsafe extern "C" fn(
        serializer: *mut as_serializer,
        vm: *mut as_vm,
        type_: *const as_type,
        value: *const c_void,
        user_data: *mut c_void,
    ) -> bool,
>;

/// Reads a value of a registered type. `false`: it cannot be restored, which becomes a problem. The data may be anything if it
/// comes from where others could change it.
///
/// `value`: for value types the address of a value made by the default constructor. For reference types the address of a
/// pointer that is NULL: the function puts the object there, with a reference for the library if the type is counted.
/// `data`, `size`: what was written; valid during the call.
pub type as_load_value_fn = Option<
    unsafe extern "C" fn(
        serializer: *mut as_serializer,
        vm: *mut as_vm,
        type_: *const as_type,
        value: *mut c_void,
        data: *const c_void,
        size: usize,
        user_data: *mut c_void,
    ) -> bool,
>;

struct HostType {
    name: Box<str>,
    save: unsafe extern "C" fn(*mut as_serializer, *mut as_vm, *const as_type, *const c_void, *mut c_void) -> bool,
    load: unsafe extern "C" fn(
        *mut as_serializer,
        *mut as_vm,
        *const as_type,
        *mut c_void,
        *const c_void,
        usize,
        *mut c_void,
    ) -> bool,
    user_data: UserData,
}

struct Named {
    vm: VmRef,
    name: Box<str>,
    object: *mut ObjHeader,
}

impl Drop for Named {
    fn drop(&mut self) {
        // SAFETY: the entry has a reference, and keeps the VM.
        unsafe { objects::release(&self.vm, self.object) }
    }
}

fn raw_vm(vm: &Vm) -> *mut as_vm {
    vm.as_raw().cast()
}

/// The functions of the host for one run, so that it may use the serializer meanwhile.
struct Callbacks<'a> {
    serializer: &'a as_serializer,
}

impl Callbacks<'_> {
    fn raw(&self) -> *mut as_serializer {
        std::ptr::from_ref(self.serializer).cast_mut()
    }

    /// The functions for a type; the list does not change while the serializer is busy.
    fn find<T>(&self, ty: &RuntimeType, run: impl FnOnce(&HostType) -> T) -> Option<T> {
        self.serializer.types.borrow().iter().find(|t| *t.name == *ty.name).map(run)
    }
}

impl HostTypes for Callbacks<'_> {
    fn knows(&self, ty: &RuntimeType) -> bool {
        self.find(ty, |_| ()).is_some()
    }

    fn save(&self, vm: &Vm, ty: &RuntimeType, value: *const u8, out: &mut Vec<u8>) -> bool {
        let before = self.serializer.out.replace(out);
        let saved = self.find(ty, |t| {
            // SAFETY: the host gave the function for values of this type.
            unsafe { (t.save)(self.raw(), raw_vm(vm), as_type::of(ty), value.cast(), t.user_data.get()) }
        });
        self.serializer.out.set(before);
        saved == Some(true)
    }

    fn load_value(&self, vm: &Vm, ty: &RuntimeType, value: *mut u8, data: &[u8]) -> bool {
        self.find(ty, |t| {
            let (data, user_data) = (as_str::from(data), t.user_data.get());
            // SAFETY: as above.
            unsafe {
                let at = value.cast();
                (t.load)(self.raw(), raw_vm(vm), as_type::of(ty), at, data.data.cast(), data.len, user_data)
            }
        }) == Some(true)
    }

    fn load_object(&self, vm: &Vm, ty: &RuntimeType, data: &[u8]) -> *mut u8 {
        let mut made: *mut u8 = std::ptr::null_mut();
        // What is there after a refusal is the host's own.
        if self.load_value(vm, ty, (&raw mut made).cast(), data) { made } else { std::ptr::null_mut() }
    }
}

/// Marks a serializer as busy for as long as it lives.
struct Busy<'a>(&'a as_serializer);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.is_busy.set(false);
    }
}

fn busy(s: &as_serializer) -> Result<Busy<'_>> {
    idle(s)?;
    s.is_busy.set(true);
    Ok(Busy(s))
}

fn idle(s: &as_serializer) -> Result<()> {
    if s.is_busy.get() {
        return fail(as_status::AS_ERROR_ACTIVE, "the serializer is saving or restoring");
    }
    Ok(())
}

/// A new serializer without types of the host. The caller owns it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_serializer_new() -> *mut as_serializer {
    guard::plain(std::ptr::null_mut(), || {
        handle::new_unique(as_serializer {
            header: handle::header::<as_serializer>(),
            types: RefCell::default(),
            objects: RefCell::default(),
            problems: RefCell::default(),
            out: Cell::new(std::ptr::null_mut()),
            is_busy: Cell::new(false),
        })
    })
}

/// Frees a serializer, and releases the objects it has. NULL is allowed. Not from a function that it calls.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_serializer_free(serializer: *mut as_serializer) {
    guard::free_if(serializer, |s| !s.is_busy.get());
}

/// Says how values of a registered type are saved and restored; what was said of the type before is forgotten. Types of the
/// add-ons need nothing; neither do those of scripts.
///
/// `name`: the type as scripters write it, with its namespace; for instances of templates with arguments: `Stack<int>`.
/// `save`, `load`: see there. `user_data_free`: may be NULL.
///
/// `AS_ERROR_NULL`: a function or the name is NULL. `AS_ERROR_ACTIVE`: the serializer is in use.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_serializer_register_type(
    serializer: *mut as_serializer,
    name: *const c_char,
    save: as_save_value_fn,
    load: as_load_value_fn,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(serializer, out_error, {
        let user_data = UserData::new(user_data, user_data_free);
        move |s: &as_serializer| register(s, name, save, load, user_data)
    })
}

unsafe fn register(
    s: &as_serializer,
    name: *const c_char,
    save: as_save_value_fn,
    load: as_load_value_fn,
    user_data: UserData,
) -> Result<()> {
    idle(s)?;
    let name = handle::text(name, "name")?;
    let (Some(save), Some(load)) = (save, load) else {
        return fail(as_status::AS_ERROR_NULL, "a function is NULL");
    };
    let new = HostType { name: name.trim_start_matches("::").into(), save, load, user_data };
    // What is replaced is dropped when the list is free again: dropping calls the host.
    let old = {
        let mut types = s.types.borrow_mut();
        let at = types.iter().position(|t| t.name == new.name);
        types.push(new);
        at.map(|at| types.swap_remove(at))
    };
    drop(old);
    Ok(())
}

/// From a function that saves a value: appends bytes. `false`: nothing is being saved.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_serializer_write(serializer: *mut as_serializer, data: *const c_void, size: usize) -> bool {
    guard::get(serializer, false, |s| {
        let (out, Ok(bytes)) = (s.out.get(), handle::bytes(data.cast(), size, "data")) else { return false };
        if out.is_null() {
            return false;
        }
        // The list belongs to the call of the host's function that is under way.
        (*out).extend_from_slice(bytes);
        true
    })
}

/// Adds an object to what is saved: one that the host holds. It gets a reference until `as_serializer_clear`.
///
/// `name`: by which it is found when it was restored; one that is there is replaced.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_serializer_add_object(
    serializer: *mut as_serializer,
    vm: *mut as_vm,
    name: *const c_char,
    object: *mut as_object,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(serializer, out_error, |s| {
        idle(s)?;
        let vm = handle::borrow(vm)?;
        let name = handle::text(name, "name")?;
        let (header, ty) = self::object(object)?;
        check_type(vm, ty)?;
        objects::add_ref(header);
        put(s, Named { vm: vm.get().to_owner(), name: name.into(), object: header });
        Ok(())
    })
}

fn put(s: &as_serializer, new: Named) {
    // What is replaced is dropped when the list is free again: its destructor may run.
    let old = {
        let mut objects = s.objects.borrow_mut();
        let at = objects.iter().position(|n| n.name == new.name);
        objects.push(new);
        at.map(|at| objects.swap_remove(at))
    };
    drop(old);
}

/// The object of a name, added or restored: borrowed, until it is replaced or `as_serializer_clear`. NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_serializer_find_object(
    serializer: *const as_serializer,
    name: *const c_char,
) -> *mut as_object {
    guard::get(serializer, std::ptr::null_mut(), |s| {
        let Ok(name) = handle::text(name, "name") else { return std::ptr::null_mut() };
        let objects = s.objects.borrow();
        objects.iter().find(|n| *n.name == *name).map_or(std::ptr::null_mut(), |n| as_object::of(n.object))
    })
}

/// Releases all objects, and forgets the problems. The types stay.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_serializer_clear(serializer: *mut as_serializer) -> as_status {
    guard::status(serializer, std::ptr::null_mut(), |s| {
        idle(s)?;
        s.problems.borrow_mut().clear();
        let old = std::mem::take(&mut *s.objects.borrow_mut());
        drop(old);
        Ok(())
    })
}

/// Saves the values of a unit's global variables that are no constants, the objects added, and all that they reach. Values
/// that cannot be saved are left out and become problems (`as_serializer_problem_count`); the call succeeds. Same state, same
/// bytes, on every platform. The VM may be running a function of the host that calls this.
///
/// `write`: called once or more, in this thread, before the function returns.
///
/// `AS_ERROR_INVALID_ARGUMENT`: the unit is not linked to the VM. `AS_ERROR_FOREIGN`: an object added is of another VM.
/// `AS_ERROR_WRITE_FAILED`: `write` has refused the data.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_serializer_save(
    serializer: *mut as_serializer,
    vm: *mut as_vm,
    unit: *const as_unit,
    write: as_write_fn,
    user_data: *mut c_void,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(serializer, out_error, |s| {
        let vm = handle::borrow(vm)?.get();
        let program = handle::borrow(unit)?.program()?;
        let Some(write) = write else { return fail(as_status::AS_ERROR_NULL, "the write function is NULL") };
        let busy = busy(s)?;
        let saved = {
            let objects = s.objects.borrow();
            if let Some(other) = objects.iter().find(|n| n.vm.as_raw() != vm.as_raw()) {
                let text = format!("the object '{}' is of another VM", other.name);
                return fail(as_status::AS_ERROR_FOREIGN, text);
            }
            let roots: Vec<_> = objects.iter().map(|n| (&*n.name, n.object)).collect();
            serial::save(vm, program, &Callbacks { serializer: s }, &roots)
                .map_err(|e| ApiError::new(as_status::AS_ERROR_INVALID_ARGUMENT, e.to_string()))?
        };
        drop(busy);
        *s.problems.borrow_mut() = saved.problems;
        if !write(user_data, saved.data.as_ptr().cast(), saved.data.len()) {
            return fail(as_status::AS_ERROR_WRITE_FAILED, "the host has refused the data");
        }
        Ok(())
    })
}

/// Gives the global variables of a linked unit the values that were saved, and makes the objects that were added then. By
/// name and type: variables and members that are not in the data keep what their initialisers gave them; what is in the data
/// only is dropped; numbers are converted; what does not fit stays as it is and becomes a problem
/// (`as_serializer_problem_count`), and the call succeeds. The data is checked: it may come from anywhere.
///
/// `AS_ERROR_BAD_DATA`: it is no saved state, or its form is damaged; the text tells where. `AS_ERROR_ACTIVE`: the VM is running.
/// `AS_ERROR_INVALID_ARGUMENT`: the unit is not linked to the VM, or its variables are not initialised.
/// `AS_ERROR_OUT_OF_MEMORY`: the memory limit of the VM is reached. After an error all variables are as they were.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_serializer_load(
    serializer: *mut as_serializer,
    vm: *mut as_vm,
    unit: *const as_unit,
    data: *const c_void,
    size: usize,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(serializer, out_error, |s| {
        let vm = handle::borrow(vm)?.get();
        let program = handle::borrow(unit)?.program()?;
        let data = handle::bytes(data.cast(), size, "data")?;
        let busy = busy(s)?;
        let loaded = serial::load(vm, program, &Callbacks { serializer: s }, data);
        drop(busy);
        let loaded = loaded.map_err(load_error)?;
        *s.problems.borrow_mut() = loaded.problems;
        for (name, object) in loaded.roots {
            put(s, Named { vm: vm.to_owner(), name: name.into(), object });
        }
        Ok(())
    })
}

fn load_error(error: LoadError) -> ApiError {
    let status = match &error {
        LoadError::BadData(_) => as_status::AS_ERROR_BAD_DATA,
        LoadError::NotLinked | LoadError::NotInitialised => as_status::AS_ERROR_INVALID_ARGUMENT,
        LoadError::Active => as_status::AS_ERROR_ACTIVE,
        LoadError::Raised(_) => as_status::AS_ERROR_OUT_OF_MEMORY,
    };
    ApiError::new(status, error.to_string())
}

/// How many values were left out by the last save or load that succeeded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_serializer_problem_count(serializer: *const as_serializer) -> usize {
    guard::get(serializer, 0, |s| s.problems.borrow().len())
}

/// What was left out and why, one line: `member 'target' of 'Ship': an object of 'Rock', of which there is no type, …`. Valid
/// until the next save or load. Empty if there is no such problem.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_serializer_problem_at(serializer: *const as_serializer, index: usize) -> as_str {
    guard::get(serializer, as_str::EMPTY, |s| {
        s.problems.borrow().get(index).map_or(as_str::EMPTY, |p| as_str::from(p.text.as_str()))
    })
}
