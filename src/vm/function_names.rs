//! Function handles by name: what they call as text, and a handle to what has that name in another program. So function
//! handles outlive a rebuild.

use std::sync::Arc;

use crate::base::FunctionId;
use crate::bytecode::FunctionRef;
use crate::types::{DataType, FunctionKind};

use super::imports::same_type;
use super::object::ObjHeader;
use super::program::Program;
use super::runtime_type::RuntimeType;
use super::{FunctionObject, Vm, object};

/// What a function handle calls, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionName<'a> {
    /// Namespace, or class with namespace. Empty for functions of the host.
    pub scope: &'a str,
    /// The declaration as scripters write it.
    pub declaration: &'a str,
}

/// A signature, in the numbers of a program.
struct Signature<'a> {
    program: &'a Program,
    ret: DataType,
    params: Vec<DataType>,
}

impl Signature<'_> {
    fn is(&self, program: &Program, ret: DataType, params: &[DataType]) -> bool {
        same_type((self.program, self.ret), (program, ret))
            && self.params.len() == params.len()
            && self.params.iter().zip(params).all(|(a, b)| same_type((self.program, *a), (program, *b)))
    }
}

/// The signature that functions of a function type have. `numbers`: whose numbers those of the registry are.
fn signature_of<'a>(vm: &Vm, funcdef: &'a RuntimeType, numbers: &'a Program) -> Option<Signature<'a>> {
    if let Some(program) = funcdef.declared_in() {
        let at = program.unit().info.ty(funcdef.id)?.signature?;
        let (code, _) = program.unit().info.declared.get(at as usize)?;
        return Some(Signature { program, ret: code.ret.unwrap_or(DataType::VOID), params: code.params.to_vec() });
    }
    funcdef.table()?;
    let ffi = vm.types().ffi();
    let id = ffi.ty(funcdef.id).signature;
    if id == FunctionId::NONE {
        return None;
    }
    let def = ffi.function(id);
    Some(Signature { program: numbers, ret: def.ret, params: ffi.params(def).iter().map(|p| p.ty).collect() })
}

impl Vm {
    /// A handle to the function with a name and the signature of a function type, with a new reference: a global function
    /// of one of the programs, the first that has it, or of the host. `None`: there is none, or the memory limit is reached
    /// (then an exception is raised).
    pub fn function_named(
        &self,
        programs: &[Arc<Program>],
        funcdef: &RuntimeType,
        name: FunctionName<'_>,
    ) -> Option<*mut FunctionObject> {
        for program in programs {
            let wanted = signature_of(self, funcdef, program)?;
            let found = program.unit().functions.iter().position(|f| {
                f.owner.is_none()
                    && f.len > 0
                    && *f.declaration == *name.declaration
                    && *f.scope == *name.scope
                    && wanted.is(program, f.ret.unwrap_or(DataType::VOID), &f.params)
            });
            if let Some(index) = found {
                return self.handle_to(program, index as u32).ok();
            }
        }
        let program = programs.first()?;
        let wanted = signature_of(self, funcdef, program)?;
        let ffi = self.types().ffi();
        let found = (0..ffi.function_count()).map(FunctionId).find(|&id| {
            let def = ffi.function(id);
            let params = ffi.params(def);
            def.kind == FunctionKind::Global
                && !ffi.is_dependent(def.ret)
                && !params.iter().any(|p| ffi.is_dependent(p.ty))
                && wanted.is(program, def.ret, &params.iter().map(|p| p.ty).collect::<Vec<_>>())
                && ffi.declaration(id) == name.declaration
        })?;
        FunctionObject::new(self, program, FunctionRef::Native(found)).ok()
    }

    /// A delegate of an object and its method with a name and the signature of a function type, with a new reference.
    /// `None`: as [`Vm::function_named`].
    ///
    /// # Safety
    ///
    /// `this` is a live object of a script class of this VM.
    pub unsafe fn delegate_named(
        &self,
        this: *mut ObjHeader,
        funcdef: &RuntimeType,
        declaration: &str,
    ) -> Option<*mut FunctionObject> {
        // SAFETY: promised by the caller; the delegate takes over the reference that is added.
        unsafe {
            let ty = ObjHeader::ty(this);
            let (program, class) = (ty.program()?, ty.class.as_ref()?);
            let wanted = signature_of(self, funcdef, program)?;
            let method = class.methods.iter().copied().find(|&m| {
                let f = &program.unit().functions[m as usize];
                *f.declaration == *declaration && wanted.is(program, f.ret.unwrap_or(DataType::VOID), &f.params)
            })?;
            object::add_ref(this);
            FunctionObject::new_delegate(self, Some(program), FunctionRef::Script(method), this.cast()).ok()
        }
    }
}
