//! Function handles and delegates: managed objects that can be called.

use std::sync::atomic::Ordering;

use crate::base::FunctionId;
use crate::bytecode::{FunctionRef, Instr, Trap};

use super::native::NativePlan;
use super::object::{self, ObjHeader, gc};
use super::program::Program;
use super::runtime_type::{ManagedOps, RuntimeType, ValueType};
use super::{Raised, Vm, call_layout, value_ops};

/// What a function object calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum FunctionObjectKind {
    /// Code of a program.
    Script,
    /// A registered function.
    Native,
    /// Whatever an import is bound to at the time of the call.
    Import,
}

/// A function handle, or a delegate (a method with its object).
#[repr(C)]
pub struct FunctionObject {
    /// The object header.
    pub header: ObjHeader,
    /// What it calls.
    pub kind: FunctionObjectKind,
    /// The slot of the window into which the object of a delegate is put; the arguments from there on move up.
    pub(crate) this_slot: u16,
    /// How many arguments move up.
    pub(crate) shift: u32,
    /// Some of them are values that must not be moved as bytes.
    pub(crate) has_fixed_values: bool,
    /// Code of a script function.
    pub(crate) code: *const Instr,
    /// The program of a script function or import.
    pub(crate) program: *const Program,
    /// How a registered function is called.
    pub(crate) plan: *const NativePlan,
    /// The object of a delegate, null for others.
    pub(crate) object: *mut u8,
    /// Its type, as handle.
    pub(crate) object_type: ValueType,
    /// Index of a script function in its unit or of an import, id of a registered function.
    pub(crate) function: u32,
}

/// What the VM does with function objects.
pub(crate) static FUNCTION_OPS: ManagedOps =
    ManagedOps { destroy: clear, enumerate, clear, construct: None, copy: None, assign: None };

unsafe fn clear(vm: &Vm, object: *mut ObjHeader) {
    // SAFETY: the object is a function object.
    unsafe {
        let this = object.cast::<FunctionObject>();
        if !(*this).object.is_null() {
            let mut held = std::mem::replace(&mut (*this).object, std::ptr::null_mut());
            value_ops::destroy(vm, (*this).object_type, (&raw mut held).cast());
            // Only the collector clears a delegate that lives on: called then, it raises.
            (*this).code = std::ptr::null();
            (*this).plan = std::ptr::null();
        }
    }
}

unsafe fn enumerate(object: *mut ObjHeader, visit: &mut dyn FnMut(*mut u8, &'static RuntimeType)) {
    // SAFETY: the object is a function object.
    unsafe {
        let this = object.cast::<FunctionObject>();
        if !(*this).object.is_null() {
            object::enumerate_value((*this).object_type, (&raw mut (*this).object).cast(), visit);
        }
    }
}

impl FunctionObject {
    /// Whether a call is a jump: it is a function of this program without object.
    #[inline(always)]
    pub(crate) fn is_plain(&self, program: *const Program) -> bool {
        self.kind == FunctionObjectKind::Script && std::ptr::eq(self.program, program) && self.object_type.is_none()
    }

    /// Whether it is a method with its object.
    #[inline]
    pub fn is_delegate(&self) -> bool {
        !self.object_type.is_none()
    }

    /// The object of a delegate, with its type as handle.
    pub fn object(&self) -> Option<(*mut u8, ValueType)> {
        (!self.object.is_null()).then_some((self.object, self.object_type))
    }

    /// The program and the index of a script function.
    pub fn script_function(&self) -> Option<(&Program, u32)> {
        // SAFETY: script function objects name a program that is linked in their VM.
        (self.kind == FunctionObjectKind::Script).then(|| (unsafe { &*self.program }, self.function))
    }

    /// The id of a registered function.
    pub fn native_function(&self) -> Option<FunctionId> {
        (self.kind == FunctionObjectKind::Native).then_some(FunctionId(self.function))
    }

    /// A handle to a registered function, without object.
    ///
    /// # Errors
    ///
    /// The memory limit is reached.
    pub(crate) fn new_native(vm: &Vm, function: FunctionId) -> Result<*mut FunctionObject, Raised> {
        let mut new = FunctionObject::blank(vm, None);
        new.set_native(vm, function);
        new.place(vm)
    }

    /// A delegate of a registered method; takes over the reference to `object`, also when it fails.
    ///
    /// # Safety
    ///
    /// `object` is a live object that the method is one of.
    ///
    /// # Errors
    ///
    /// The memory limit is reached.
    pub(crate) unsafe fn new_native_delegate(
        vm: &Vm,
        function: FunctionId,
        object: *mut u8,
    ) -> Result<*mut FunctionObject, Raised> {
        // SAFETY: as the caller promises; no program is looked at for registered methods.
        unsafe { FunctionObject::new_delegate(vm, None, FunctionRef::Native(function), object) }
    }

    /// A handle to a function of a unit's reference table, without object.
    ///
    /// # Errors
    ///
    /// The memory limit is reached, or the reference is to a method.
    pub(crate) fn new(vm: &Vm, program: &Program, function: FunctionRef) -> Result<*mut FunctionObject, Raised> {
        let mut new = FunctionObject::blank(vm, Some(program));
        match function {
            FunctionRef::Script(index) => {
                new.code = program.code_of(index);
                new.function = index;
            }
            FunctionRef::Native(id) => new.set_native(vm, id),
            FunctionRef::Import(index) => {
                new.kind = FunctionObjectKind::Import;
                new.function = index;
            }
            FunctionRef::Virtual { .. } | FunctionRef::Interface(_) => return Err(vm.raise_trap(Trap::NullPointer)),
        }
        new.place(vm)
    }

    /// A delegate; takes over the reference to `object`, also when it fails. `program`: that of the reference; none is needed for
    /// registered methods.
    ///
    /// # Safety
    ///
    /// `object` is a live object that the method is one of.
    ///
    /// # Errors
    ///
    /// The memory limit is reached, or the reference is not to a method.
    pub(crate) unsafe fn new_delegate(
        vm: &Vm,
        program: Option<&Program>,
        function: FunctionRef,
        mut object: *mut u8,
    ) -> Result<*mut FunctionObject, Raised> {
        let mut new = FunctionObject::blank(vm, program);
        new.header.gc = gc::CYCLIC;
        new.object = object;
        // SAFETY: the object is live and a method of it is meant, so its type is what the method belongs to.
        unsafe {
            new.object_type = match function {
                FunctionRef::Native(id) => {
                    let ty = vm.types().get(vm.types().ffi().function(id).owner);
                    ValueType::new(if ty.is_managed() { ObjHeader::ty(object.cast()) } else { ty }, true, false)
                }
                _ => ValueType::new(ObjHeader::ty(object.cast()), true, false),
            };
            let made = new.bind(vm, program, function).and_then(|()| new.place(vm));
            if made.is_err() {
                value_ops::destroy(vm, new.object_type, (&raw mut object).cast());
            }
            made
        }
    }

    /// Finds the code of a delegate's method, by the actual class of its object.
    fn bind(&mut self, vm: &Vm, program: Option<&Program>, function: FunctionRef) -> Result<(), Raised> {
        let ty = self.object_type.ty();
        if let FunctionRef::Native(id) = function {
            self.set_native(vm, id);
            let (this_slot, slots) = vm.native_layout(id);
            self.this_slot = this_slot;
            self.shift = slots.saturating_sub(u32::from(this_slot) + 1);
            self.has_fixed_values = !self.fixed_values(vm).is_empty();
            return Ok(());
        }
        let Some(program) = program else { return Err(vm.raise_trap(Trap::UnboundFunction)) };
        match function {
            FunctionRef::Script(index) => self.set_method(vm, program, index),
            FunctionRef::Virtual { slot, .. } => self.set_table_method(vm, ty, slot as usize),
            FunctionRef::Interface(index) => match vm.interface_slot(program, index, ty) {
                Some(slot) => self.set_table_method(vm, ty, slot as usize),
                None => return Err(vm.raise_trap(Trap::NullPointer)),
            },
            FunctionRef::Native(_) | FunctionRef::Import(_) => return Err(vm.raise_trap(Trap::UnboundFunction)),
        }
        Ok(())
    }

    /// The arguments that are values which must not be moved as bytes: how many slots after that of the object's they lie
    /// before they are moved, and their types.
    pub(crate) fn fixed_values(&self, vm: &Vm) -> Vec<(usize, ValueType)> {
        let movable = |(_, ty): &(usize, ValueType)| !ty.ty().moves_as_bytes;
        if self.kind == FunctionObjectKind::Native {
            let ffi = vm.types().ffi();
            let params: Vec<_> = ffi.params(ffi.function(FunctionId(self.function))).iter().map(|p| p.ty).collect();
            let value_type = |ty| Some(vm.types().value_type(ty));
            return call_layout::values_of(&value_type, &params).filter(movable).collect();
        }
        // SAFETY: the program is one of those that the object keeps or that are linked.
        let program = unsafe { &*self.program };
        let params = &program.unit().functions[self.function as usize].params;
        call_layout::values_of(&|ty| program.value_type(ty), params).filter(movable).collect()
    }

    fn blank(vm: &Vm, program: Option<&Program>) -> FunctionObject {
        let mut header = ObjHeader::new(vm.types().function_type());
        header.gc = 0;
        if let Some(program) = program.filter(|p| !p.is_named.load(Ordering::Relaxed)) {
            program.is_named.store(true, Ordering::Relaxed);
        }
        FunctionObject {
            header,
            kind: FunctionObjectKind::Script,
            this_slot: 0,
            shift: 0,
            has_fixed_values: false,
            code: std::ptr::null(),
            program: program.map_or(std::ptr::null(), std::ptr::from_ref),
            plan: std::ptr::null(),
            object: std::ptr::null_mut(),
            object_type: ValueType::NONE,
            function: 0,
        }
    }

    fn set_native(&mut self, vm: &Vm, id: FunctionId) {
        self.kind = FunctionObjectKind::Native;
        self.plan = vm.types().plan(id);
        self.function = id.0;
    }

    fn set_method(&mut self, vm: &Vm, program: &Program, index: u32) {
        self.program = program;
        self.function = index;
        self.code = program.code_of(index);
        let this_slot = program.this_slot(index);
        self.this_slot = this_slot;
        self.shift = program.unit().functions[index as usize].arg_slots.saturating_sub(u32::from(this_slot) + 1);
        self.has_fixed_values = !self.fixed_values(vm).is_empty();
    }

    fn set_table_method(&mut self, vm: &Vm, ty: &RuntimeType, slot: usize) {
        if let (Some(program), Some(class)) = (ty.program(), &ty.class) {
            self.set_method(vm, program, class.methods[slot]);
        }
    }

    fn place(&self, vm: &Vm) -> Result<*mut FunctionObject, Raised> {
        let memory = vm.heap().alloc(size_of::<FunctionObject>()).cast::<FunctionObject>();
        if memory.is_null() {
            return Err(vm.raise_out_of_memory());
        }
        // SAFETY: the block has room for the object.
        unsafe { std::ptr::copy_nonoverlapping(self, memory, 1) };
        Ok(memory)
    }
}
