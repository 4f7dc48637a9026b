//! Registered functions as programs of their own: what a [`Call`] prepares is always a function of a program.

use std::sync::Arc;

use crate::base::FunctionId;
use crate::bytecode::{CodeUnit, FunctionCode, Instr, Op};
use crate::types::{FunctionKind, FunctionTraits};

use super::function_object::{FunctionObject, FunctionObjectKind};
use super::program::Program;
use super::{Call, CallError, Vm, call_layout};

impl Vm {
    /// A program whose one function calls a registered function with its own arguments. Made once for each function and kept
    /// as long as the VM, without being one of its linked programs.
    ///
    /// # Errors
    ///
    /// Constructors and other behaviours, members of templates and variadic functions cannot be called so: they take what is
    /// not in their declaration.
    pub fn host_program(&self, function: FunctionId) -> Result<Arc<Program>, CallError> {
        // SAFETY: the table is borrowed for this statement only.
        if let Some(program) = unsafe { &*self.host_programs.get() }.get(&function) {
            return Ok(program.clone());
        }
        let program = self.make_host_program(function)?;
        // SAFETY: as above; the state was just found.
        unsafe {
            // The table uses it as long as the VM lives.
            let users = &(*self.state_of(Arc::as_ptr(&program))).users;
            users.set(users.get() + 1);
            (*self.host_programs.get()).insert(function, program.clone());
        }
        Ok(program)
    }

    fn make_host_program(&self, function: FunctionId) -> Result<Arc<Program>, CallError> {
        let ffi = self.types().ffi();
        let def = ffi.function(function);
        let is_of_template = def.owner.is_some() && ffi.ty(def.owner).is_template();
        let hidden = FunctionTraits::VARIADIC.0 | FunctionTraits::TAKES_TYPE.0;
        let is_function = matches!(def.kind, FunctionKind::Global | FunctionKind::Method | FunctionKind::Factory);
        if !is_function || is_of_template || def.traits.0 & hidden != 0 || ffi.function_template(function).is_some() {
            return Err(CallError::Unsupported);
        }
        let name = ffi.interner().text(def.name);
        let scope = match def.owner.is_some() {
            true => ffi.type_name(def.owner),
            false => ffi.namespace_path(def.namespace),
        };
        // The native call finds its arguments where a script function finds them, leaves its result where that would, and takes
        // over what a script function would.
        let (_, arg_slots) = self.native_layout(function);
        let code = vec![Instr::ai(Op::CallNative, 0, 0), Instr::abc(Op::Ret, 0, 0, 0)];
        let stub = FunctionCode {
            id: Some(function),
            name: name.into(),
            scope: scope.into(),
            declaration: ffi.declaration(function).into(),
            len: code.len() as u32,
            frame_size: arg_slots.max(1),
            arg_slots,
            params: ffi.params(def).iter().map(|p| p.ty).collect(),
            ret: Some(def.ret),
            owner: (def.kind == FunctionKind::Method).then_some(def.owner),
            is_const: def.traits.has(FunctionTraits::CONST),
            ..FunctionCode::default()
        };
        let owner = def.owner;
        let unit = CodeUnit { code, functions: vec![stub], natives: vec![(function, owner)], ..CodeUnit::default() };
        let program = Program::link_stub(unit, self.types()).map_err(|_| CallError::NoFunction)?;
        call_layout::Layout::of(&program, &program.unit().functions[0])?;
        Ok(program)
    }
}

impl Call {
    /// Prepares what a function handle or delegate calls; the object of a delegate is set.
    ///
    /// # Safety
    ///
    /// `function` is a live function object of this VM.
    ///
    /// # Errors
    ///
    /// As [`Call::prepare`] and [`Vm::host_program`]; the function is an import that is not bound.
    pub unsafe fn prepare_handle(&self, function: *const FunctionObject) -> Result<(), CallError> {
        let vm = self.vm();
        // SAFETY: the object is live; the programs of function objects are linked and kept by the VM, and so are bindings.
        unsafe {
            let function = match (*function).kind {
                FunctionObjectKind::Import => {
                    let state = vm.find_state((*function).program).ok_or(CallError::NotLinked)?;
                    (*state).import((*function).function).as_ref().ok_or(CallError::NoFunction)?
                }
                _ => &*function,
            };
            match (function.native_function(), function.script_function()) {
                (Some(id), _) => self.prepare(&vm.host_program(id)?, 0)?,
                (_, Some((program, index))) => {
                    let linked = vm.find_state(program).ok_or(CallError::NotLinked)?;
                    self.prepare(&(*linked).program.clone(), index)?;
                }
                _ => return Err(CallError::NoFunction),
            }
            if let Some((object, ty)) = function.object() {
                self.set_this(object, ty)?;
            }
        }
        Ok(())
    }
}
