//! Imports of programs: functions that a script declares and the host binds, per VM, at any time.

use std::sync::Arc;

use crate::base::FunctionId;
use crate::bytecode::FunctionRef;
use crate::types::{DataType, FunctionKind};

use super::object;
use super::program::Program;
use super::{FunctionObject, Vm};

/// What an import is bound to.
#[derive(Clone, Copy)]
pub enum ImportTarget<'a> {
    /// A function of a program that is linked to the VM, by index.
    Script(&'a Arc<Program>, u32),
    /// A registered function.
    Native(FunctionId),
}

/// Why an import could not be bound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BindError {
    /// The program that has the import, or the one that has the function, is not linked to the VM.
    #[error("the {0} is not linked to the VM")]
    NotLinked(&'static str),
    /// The program has no such import.
    #[error("the unit has no import number {0}")]
    NoImport(u32),
    /// Only global functions can be bound.
    #[error("'{0}' is not a global function; only these can be bound to imports")]
    NotGlobal(String),
    /// The types differ.
    #[error("'{function}' does not have the signature of the import '{import}'")]
    Signature {
        /// The declaration of the import.
        import: String,
        /// That of the function.
        function: String,
    },
    /// The memory limit is reached.
    #[error("the memory limit of the VM is reached")]
    OutOfMemory,
}

/// A declared type, in the numbers of a program.
pub(super) type Typed<'a> = (&'a Program, DataType);

/// Whether two declared types of parameters or results are one. Programs number their own types as they like, so types
/// are compared by their descriptors. That a value is `const` means nothing to callers.
pub(super) fn same_type((one, a): Typed<'_>, (other, b): Typed<'_>) -> bool {
    let plain = |ty: DataType| match ty.is_ref() || ty.is_handle {
        true => ty,
        false => ty.with_const(false),
    };
    let (x, y) = (plain(a), plain(b));
    DataType { type_id: y.type_id, ..x } == y
        && match (one.runtime_type(a.type_id), other.runtime_type(b.type_id)) {
            (Some(x), Some(y)) => std::ptr::eq(x, y),
            _ => false,
        }
}

impl Vm {
    /// Binds an import to a function of the same signature, in this VM. Calls that run now end in the old one.
    ///
    /// # Errors
    ///
    /// See [`BindError`].
    pub fn bind(&self, program: &Arc<Program>, import: u32, target: ImportTarget<'_>) -> Result<(), BindError> {
        if !self.is_linked(program) {
            return Err(BindError::NotLinked("unit with the import"));
        }
        let code = program.unit().imports.get(import as usize).ok_or(BindError::NoImport(import))?;
        let differs = |function: String| BindError::Signature { import: code.declaration.to_string(), function };
        let fits = |of: &Program, ret: DataType, params: &mut dyn ExactSizeIterator<Item = DataType>| {
            same_type((program, code.ret), (of, ret))
                && params.len() == code.params.len()
                && code.params.iter().zip(params).all(|(a, b)| same_type((program, *a), (of, b)))
        };
        let made = match target {
            ImportTarget::Script(owner, index) => {
                let function = &owner.unit().functions[index as usize];
                let text = || function.declaration.to_string();
                if !self.is_linked(owner) {
                    return Err(BindError::NotLinked("unit of the function"));
                }
                if function.owner.is_some() || function.len == 0 {
                    return Err(BindError::NotGlobal(text()));
                }
                let ret = function.ret.unwrap_or(DataType::VOID);
                if !fits(owner, ret, &mut function.params.iter().copied()) {
                    return Err(differs(text()));
                }
                self.handle_to(owner, index)
            }
            ImportTarget::Native(id) => {
                let ffi = self.types().ffi();
                let def = ffi.function(id);
                let text = || ffi.declaration(id);
                let params = ffi.params(def);
                let is_template = ffi.is_dependent(def.ret) || params.iter().any(|p| ffi.is_dependent(p.ty));
                if def.kind != FunctionKind::Global || is_template {
                    return Err(BindError::NotGlobal(text()));
                }
                if !fits(program, def.ret, &mut params.iter().map(|p| p.ty)) {
                    return Err(differs(text()));
                }
                FunctionObject::new(self, program, FunctionRef::Native(id))
            }
        };
        let Ok(function) = made else {
            self.take_raised();
            return Err(BindError::OutOfMemory);
        };
        // SAFETY: the function was just made for this VM and has the signature; the binding has its own reference.
        unsafe {
            self.bind_import(program, import, function);
            object::release(self, function.cast());
        }
        Ok(())
    }

    /// Takes the binding of an import away: calling it raises again. Calls that run now go on.
    ///
    /// # Errors
    ///
    /// The program is not linked, or has no such import.
    pub fn unbind(&self, program: &Arc<Program>, import: u32) -> Result<(), BindError> {
        if !self.is_linked(program) {
            return Err(BindError::NotLinked("unit with the import"));
        }
        // SAFETY: null is allowed.
        match unsafe { self.bind_import(program, import, std::ptr::null_mut()) } {
            true => Ok(()),
            false => Err(BindError::NoImport(import)),
        }
    }

    /// Whether an import is bound in this VM.
    pub fn is_bound(&self, program: &Program, import: u32) -> bool {
        // SAFETY: states live as long as the VM.
        self.find_state(program).is_some_and(|state| unsafe { !(*state).import(import).is_null() })
    }
}
