//! Imports of units, and what they are bound to in a VM.

use std::ffi::c_char;
use std::sync::Arc;

use super::error::{ApiError, Detail, Result, as_error, as_status};
use super::function::{self, as_function};
use super::guard;
use super::handle;
use super::text::as_str;
use super::unit::as_unit;
use super::vm::as_vm;
use crate::bytecode::ImportCode;
use crate::vm::{BindError, ImportTarget, Program};

fn text_of(u: &as_unit, index: usize, get: impl FnOnce(&ImportCode) -> &str) -> as_str {
    let found = u.program().ok().and_then(|p| p.unit().imports.get(index));
    found.map_or(as_str::EMPTY, |i| as_str::from(get(i)))
}

/// How many functions the unit imports.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_import_count(unit: *const as_unit) -> usize {
    guard::get(unit, 0, |u| u.program().map_or(0, |p| p.unit().imports.len()))
}

/// The name of import number `index`, with its namespace; empty if there is none of this number. Lives as long as the
/// unit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_import_name(unit: *const as_unit, index: usize) -> as_str {
    guard::get(unit, as_str::EMPTY, |u| text_of(u, index, |i| &i.name))
}

/// The declaration of import number `index`: `int f(const string &in)`. Lives as long as the unit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_import_declaration(unit: *const as_unit, index: usize) -> as_str {
    guard::get(unit, as_str::EMPTY, |u| text_of(u, index, |i| &i.declaration))
}

/// What stands behind `from` in the declaration of import number `index`: where the script expects the function. Lives as
/// long as the unit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_import_source(unit: *const as_unit, index: usize) -> as_str {
    guard::get(unit, as_str::EMPTY, |u| text_of(u, index, |i| &i.module))
}

/// Binds import number `index` of a unit, in this VM, to a global function of the same signature: one of a unit that is
/// linked to the VM, or one of the host. It may be bound already. Possible at any time: calls that run end in the old
/// function, later ones go to the new. The binding ends with the VM.
///
/// `AS_ERROR_INVALID_INTERFACE`: the signatures differ. `AS_ERROR_NOT_SUPPORTED`: it is no global function.
/// `AS_ERROR_NOT_LINKED`: one of the units is not linked. `AS_ERROR_INDEX`: there is no such import.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_bind_import(
    vm: *mut as_vm,
    unit: *const as_unit,
    index: usize,
    function: *const as_function,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let program = handle::borrow(unit)?.program()?;
        bind(vm, program, number(index), handle::borrow(function)?)
    })
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn bind(vm: &as_vm, program: &Arc<Program>, index: u32, function: &as_function) -> Result<()> {
    let bound = match (function.script(), function.host_id()) {
        (Some((owner, at)), _) => vm.get().bind(program, index, ImportTarget::Script(&owner, at)),
        (None, Some((types, id))) => {
            if !vm.get().types().extends(types) {
                let text = "the function belongs to another context";
                return Err(ApiError::new(as_status::AS_ERROR_FOREIGN, text));
            }
            vm.get().bind(program, index, ImportTarget::Native(id))
        }
        (None, None) => {
            let text = "a function without code cannot be bound";
            return Err(ApiError::new(as_status::AS_ERROR_NOT_SUPPORTED, text));
        }
    };
    bound.map_err(bind_error)
}

fn bind_error(error: BindError) -> ApiError {
    let status = match error {
        BindError::NotLinked(_) => as_status::AS_ERROR_NOT_LINKED,
        BindError::NoImport(_) => as_status::AS_ERROR_INDEX,
        BindError::NotGlobal(_) => as_status::AS_ERROR_NOT_SUPPORTED,
        BindError::Signature { .. } => as_status::AS_ERROR_INVALID_INTERFACE,
        BindError::OutOfMemory => as_status::AS_ERROR_OUT_OF_MEMORY,
    };
    ApiError::new(status, error.to_string())
}

/// Takes the binding of import number `index` of a unit away: calling it raises an exception, as at first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_unbind_import(
    vm: *mut as_vm,
    unit: *const as_unit,
    index: usize,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        vm.get().unbind(handle::borrow(unit)?.program()?, number(index)).map_err(bind_error)
    })
}

/// Whether import number `index` of a unit is bound in this VM.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_is_import_bound(vm: *const as_vm, unit: *const as_unit, index: usize) -> bool {
    guard::get(vm, false, |vm| {
        handle::borrow(unit).and_then(|u| u.program()).is_ok_and(|p| vm.get().is_bound(p, number(index)))
    })
}

/// Binds the imports of a unit to the functions of another unit that have their names, namespaces and signatures. Both
/// units are linked to the VM.
///
/// `source`: only imports whose source is this; NULL for all. `from`: the unit that has the functions.
///
/// `AS_ERROR_CANT_BIND_ALL`: for some there is no such function, which are the details of the error; the others are bound.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_vm_bind_imports(
    vm: *mut as_vm,
    unit: *const as_unit,
    source: *const c_char,
    from: *const as_unit,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(vm, out_error, |vm| {
        let program = handle::borrow(unit)?.program()?;
        let source = handle::optional_text(source, "source")?;
        let from = handle::borrow(from)?.program()?;
        for program in [program, from] {
            if !vm.get().is_linked(program) {
                return Err(bind_error(BindError::NotLinked("unit")));
            }
        }
        bind_all(vm, program, source, from)
    })
}

fn bind_all(vm: &as_vm, program: &Arc<Program>, source: Option<&str>, from: &Arc<Program>) -> Result<()> {
    let status = as_status::AS_ERROR_CANT_BIND_ALL;
    let mut missing = Vec::new();
    for (number, import) in program.unit().imports.iter().enumerate() {
        if source.is_some_and(|s| *s != *import.module) {
            continue;
        }
        let functions = from.unit().functions.iter().enumerate();
        let named = functions.filter(|(_, f)| {
            let scope = import.name.strip_suffix(&*f.name).map(|s| s.strip_suffix("::").unwrap_or(s));
            function::is_listed(f) && scope == Some(&*f.scope)
        });
        let mut problem = format!("there is no function '{}'", import.name);
        let mut bound = false;
        for (at, _) in named {
            match vm.get().bind(program, number as u32, ImportTarget::Script(from, at as u32)) {
                Ok(()) => {
                    bound = true;
                    break;
                }
                Err(BindError::OutOfMemory) => return Err(bind_error(BindError::OutOfMemory)),
                Err(error) => problem = error.to_string(),
            }
        }
        if !bound {
            let declaration = import.declaration.to_string();
            missing.push(Detail { status, message: problem, declaration, column: 0, line: 0 });
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let text =
        format!("{} cannot be bound; the first: {}", crate::base::counted(missing.len(), "import"), missing[0].message);
    Err(ApiError::with_details(status, text, missing))
}
