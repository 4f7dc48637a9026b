//! Calls from outside with arguments that lie in memory: of functions of the host, and of scripts by a [`Call`].
//!
//! An argument is told by an address, as functions of the generic convention get theirs: that of the value for numbers,
//! value types and handles, that of the variable for references, the object itself for objects of reference types.

use crate::base::{FunctionId, TypeId};
use crate::bytecode::Trap;
use crate::types::{DataType, ParamDef, TypeKind};

use super::call_layout::Kind;
use super::fits;
use super::link::stand_in;
use super::native::{After, NativePlan, Param, Signature, Source, Value};
use super::object::ObjHeader;
use super::runtime_type::{RuntimeKind, RuntimeType, ValueType};
use super::runtime_types::make_plan;
use super::{Call, CallError, CallState, Raised, RuntimeTypes, Vm, signals, value_ops};

/// An argument in memory.
#[derive(Clone, Copy)]
pub struct Argument {
    /// Where it is.
    pub address: *mut u8,
    /// Its type, which `?` needs; [`ValueType::NONE`] if the caller says nothing.
    pub ty: ValueType,
}

/// Why a function was not called, or what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvokeError {
    /// It raised an exception, which is raised on the VM.
    #[error("an exception was raised")]
    Raised,
    /// Another number of arguments.
    #[error("the function takes {wanted} arguments, {given} were given")]
    Count {
        /// What it takes; variadic ones at least so many.
        wanted: usize,
        /// What was given.
        given: usize,
    },
    /// An argument has no address.
    #[error("the address of argument {0} is NULL")]
    NullArgument(usize),
    /// An argument is of another type than declared, or the type of a `?` argument was not told.
    #[error("argument {0} is of another type, or its type was not told")]
    ArgumentType(usize),
    /// It was aborted, or suspended where nothing can go on later.
    #[error("the function was stopped before its end")]
    Stopped,
    /// A method without object, or a constructor without memory.
    #[error("the object is NULL")]
    NoObject,
    /// The result is a value, which has to lie somewhere.
    #[error("the place for the result is NULL")]
    NoResult,
    /// A member of a template needs to know the instance.
    #[error("the function is a member of a template: tell the instance as type")]
    NoInstance,
    /// The call by which a script function runs said so.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl From<Raised> for InvokeError {
    fn from(Raised: Raised) -> InvokeError {
        InvokeError::Raised
    }
}

/// The types of a registered function, with the arguments of an instance in the place of template parameters.
struct Declared<'a> {
    types: &'a RuntimeTypes,
    instance: Option<&'static RuntimeType>,
}

impl Declared<'_> {
    fn args(&self) -> &'static [ValueType] {
        self.instance.map_or(&[], |ty| &ty.args)
    }

    fn substituted(&self, ty: DataType) -> DataType {
        let TypeKind::TemplateParam(i) = self.types.ffi().ty(ty.type_id).kind else { return ty };
        match self.args().get(i as usize) {
            Some(arg) if !arg.is_none() => {
                let of = DataType::of(arg.ty().id).with_const(arg.is_const_handle());
                ty.substituted(if arg.is_handle() { of.handle() } else { of })
            }
            _ => ty,
        }
    }

    /// The runtime type of a type of a script, which is one of the instance's arguments.
    fn of_script(&self, id: TypeId) -> Option<&'static RuntimeType> {
        self.args().iter().filter(|arg| !arg.is_none()).map(|arg| arg.ty()).find(|ty| ty.id == id)
    }

    fn value_type(&self, ty: DataType) -> ValueType {
        if self.types.ffi().owns_type(ty.type_id) {
            return self.types.value_type(ty.value());
        }
        let found = self.of_script(ty.type_id);
        found.map_or(ValueType::NONE, |found| ValueType::new(found, ty.is_handle, ty.is_handle_to_const))
    }
}

/// Arguments in a window, which are dropped if the call is not made.
struct Window<'vm> {
    vm: &'vm Vm,
    slots: Vec<u64>,
    owned: Vec<(usize, ValueType)>,
}

impl Window<'_> {
    /// Puts an argument into its slots.
    ///
    /// # Safety
    ///
    /// At the argument's address is what its type says.
    unsafe fn put(&mut self, at: usize, param: &Param, ty: ValueType, arg: Argument) -> Result<(), Raised> {
        let (vm, address) = (self.vm, arg.address);
        let slot: *mut u8 = (&raw mut self.slots[at]).cast();
        // SAFETY: the slots are there, and hold nothing yet.
        unsafe {
            match param.source {
                Source::Any => {
                    self.slots[at] = address as u64;
                    self.slots[at + 1] = arg.ty.to_slot();
                }
                Source::Slots(Value::Struct(_)) => {
                    value_ops::copy_construct_from_reference(vm, ty, slot, address)?;
                    self.owned.push((at, ty));
                }
                _ if param.in_slot && ty.is_handle() => {
                    value_ops::copy_construct(vm, ty, slot, address)?;
                    self.owned.push((at, ty));
                }
                _ if param.in_slot => std::ptr::copy_nonoverlapping(address, slot, ty.size().min(8)),
                _ if param.after == After::Release => {
                    value_ops::copy_construct_from_reference(vm, ty, slot, address)?;
                    self.owned.push((at, ty));
                }
                _ => self.slots[at] = address as u64,
            }
        }
        Ok(())
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        for &(at, ty) in &self.owned {
            // SAFETY: the slots hold what `put` made there, and no function has taken it over.
            unsafe { value_ops::destroy(self.vm, ty, (&raw mut self.slots[at]).cast()) };
        }
    }
}

impl Vm {
    /// Calls a registered function.
    ///
    /// `instance`: for members of templates the instance; not needed for methods of objects with the VM's header.
    /// `this`: the object of a method, the memory of a constructor. `result`: where the result goes; null to drop it if it
    /// is no value type.
    ///
    /// # Safety
    ///
    /// Object and arguments are what the declaration says, and so is the instance; the result's place has room.
    ///
    /// # Errors
    ///
    /// See [`InvokeError`]. There is no result then.
    pub unsafe fn invoke_registered(
        &self,
        function: FunctionId,
        instance: Option<&'static RuntimeType>,
        this: *mut u8,
        args: &[Argument],
        result: *mut u8,
    ) -> Result<(), InvokeError> {
        let ffi = self.types().ffi();
        let def = ffi.function(function);
        let declared = Declared { types: self.types(), instance: self.instance_of(function, instance, this)? };
        let ret = declared.substituted(def.ret);
        let substitute = |p: &ParamDef| ParamDef { ty: declared.substituted(p.ty), ..*p };
        let params: Vec<ParamDef> = ffi.params(def).iter().map(substitute).collect();
        let lookup = |id| if ffi.owns_type(id) { ffi.ty(id) } else { stand_in(declared.of_script(id)) };
        let signature = Signature::new(def, ret, &params, &lookup);
        if signature.has_this && this.is_null() {
            return Err(InvokeError::NoObject);
        }
        if signature.result_address && result.is_null() {
            return Err(InvokeError::NoResult);
        }
        let own;
        let is_dependent = ffi.is_dependent(def.ret) || ffi.params(def).iter().any(|p| ffi.is_dependent(p.ty));
        let plan: &NativePlan = if is_dependent && declared.instance.is_some() {
            own = make_plan(ffi, function, ret, &params, &lookup, &mut |ty| declared.value_type(ty));
            &own
        } else {
            self.types().plan(function)
        };
        // SAFETY: as the caller promises.
        unsafe {
            let mut window = self.fill(&signature, &declared, args)?;
            let mut at = 0;
            let mut head = |is_there: bool, value: u64| {
                if is_there {
                    window.slots[at] = value;
                    at += 1;
                }
            };
            head(signature.result_address, result as u64);
            head(signature.has_this, this as u64);
            head(signature.takes_type, declared.instance.map_or(0, |ty| ValueType::of(ty).to_slot()));
            if self.depth.get() >= self.nested_limit.get() {
                self.raise_trap(Trap::TooManyNestedCalls);
                return Err(InvokeError::Raised);
            }
            // The function takes over what it is given.
            window.owned.clear();
            self.go_deeper();
            plan.call(self.as_raw(), window.slots.as_mut_ptr());
            self.come_back();
            let slot = window.slots[0];
            if self.depth.get() == 0 {
                // It asked a run to stop that there is not.
                self.take_signal(signals::SUSPEND | signals::ABORT);
            }
            if self.has_exception() {
                plan.discard_result(self.as_raw(), slot, slot);
                return Err(InvokeError::Raised);
            }
            let bytes = match signature.result {
                Value::Void | Value::Struct(_) => 0,
                Value::Int { bytes, .. } => bytes as usize,
                Value::Float => 4,
                Value::Double | Value::Pointer => 8,
            };
            if result.is_null() {
                plan.discard_result(self.as_raw(), 0, slot);
            } else {
                std::ptr::copy_nonoverlapping((&raw const slot).cast(), result, bytes);
            }
        }
        Ok(())
    }

    /// What a registered function returns, as a member of this instance.
    pub(super) fn result_type(&self, function: FunctionId, instance: Option<&'static RuntimeType>) -> ValueType {
        let declared = Declared { types: self.types(), instance };
        declared.value_type(declared.substituted(self.types().ffi().function(function).ret))
    }

    /// The instance that a member of a template is called for.
    fn instance_of(
        &self,
        function: FunctionId,
        instance: Option<&'static RuntimeType>,
        this: *mut u8,
    ) -> Result<Option<&'static RuntimeType>, InvokeError> {
        let ffi = self.types().ffi();
        let def = ffi.function(function);
        if def.owner.is_none() || !ffi.ty(def.owner).is_template() {
            return Ok(None);
        }
        // SAFETY: the caller of a method gives an object of its type.
        let own = || unsafe {
            let is_managed = self.types().get(def.owner).is_managed() && !this.is_null();
            is_managed.then(|| ObjHeader::ty(this.cast()))
        };
        let found = instance.or_else(own).filter(|ty| ty.template == def.owner);
        found.map(Some).ok_or(InvokeError::NoInstance)
    }

    /// The window of a call with these arguments; the slots before the first parameter are still empty.
    unsafe fn fill<'vm>(
        &'vm self,
        signature: &Signature,
        declared: &Declared<'_>,
        args: &[Argument],
    ) -> Result<Window<'vm>, InvokeError> {
        let fixed = signature.params.len() - usize::from(signature.variadic && !signature.params.is_empty());
        if args.len() < fixed || (args.len() > fixed && !signature.variadic) {
            return Err(InvokeError::Count { wanted: fixed, given: args.len() });
        }
        let further = args.len() - fixed;
        let last = signature.params.last().map_or(0, Param::slots) as usize;
        // One for the result at least, and one for the number of further arguments.
        let len = signature.slots() as usize + 2 + further * last;
        let mut window = Window { vm: self, slots: vec![0; len], owned: Vec::new() };
        let mut at = signature.first_param_slot() as usize;
        for (i, arg) in args.iter().enumerate() {
            if i == fixed {
                window.slots[at] = further as u64;
                at += 1;
            }
            let Some(param) = signature.params.get(i).or(signature.params.last()) else { break };
            let ty = declared.value_type(param.ty);
            // A type that acts as a handle is a value, however it is written.
            let ty = if !ty.is_none() && ty.ty().kind == RuntimeKind::Value { ty.object() } else { ty };
            // SAFETY: as the caller promises.
            unsafe {
                check_argument(self, i, *arg, ty, param.source == Source::Any)?;
                window.put(at, param, ty, *arg)?;
            }
            at += param.slots() as usize;
        }
        Ok(window)
    }
}

/// Whether an argument can be one of this type, as far as can be seen.
unsafe fn check_argument(vm: &Vm, index: usize, arg: Argument, ty: ValueType, is_any: bool) -> Result<(), InvokeError> {
    if arg.address.is_null() {
        return Err(InvokeError::NullArgument(index));
    }
    if is_any {
        return if arg.ty.is_none() { Err(InvokeError::ArgumentType(index)) } else { Ok(()) };
    }
    let is_told_rightly = arg.ty.is_none() || arg.ty.is_handle() == ty.is_handle() && arg.ty.ty().is_a(ty.ty());
    // SAFETY: at the address is a value of the type, or an object with the VM's header that is none.
    if ty.is_none() || !is_told_rightly || !unsafe { fits::value(vm.types(), ty, arg.address) } {
        return Err(InvokeError::ArgumentType(index));
    }
    Ok(())
}

impl Call {
    /// Sets all arguments of the prepared function from memory.
    ///
    /// # Safety
    ///
    /// The arguments are what the declaration says; those that are references stay valid until the call has ended.
    ///
    /// # Errors
    ///
    /// See [`InvokeError`].
    pub unsafe fn set_arguments(&self, args: &[Argument]) -> Result<(), InvokeError> {
        let Some((program, function)) = self.function() else { return Err(CallError::NoFunction.into()) };
        let params = &program.unit().functions[function as usize].params;
        if params.len() != args.len() {
            return Err(InvokeError::Count { wanted: params.len(), given: args.len() });
        }
        for (i, (arg, declared)) in args.iter().zip(params).enumerate() {
            let ty = program.value_type(declared.value()).unwrap_or(ValueType::NONE);
            // SAFETY: as the caller promises.
            unsafe { check_argument(self.vm(), i, *arg, ty, declared.is_any())? };
            let param = self.param(i as u32)?;
            // SAFETY: the slots are in the window; the rest as the caller promises.
            unsafe {
                match param.kind {
                    Kind::Void => {}
                    Kind::Plain => {
                        std::ptr::copy_nonoverlapping(arg.address, self.slot(param.slot).cast(), ty.size().min(8));
                    }
                    Kind::Address => self.set_address(i as u32, arg.address)?,
                    Kind::Any => self.set_any(i as u32, arg.address, arg.ty)?,
                    Kind::Object(_) | Kind::Value(_) => self.set_value(i as u32, arg.address)?,
                }
            }
        }
        Ok(())
    }

    /// Moves the result of a finished call to memory: a number, a reference as the address of its value, a handle or object
    /// with its reference, a copy of a value. Null drops it.
    ///
    /// # Safety
    ///
    /// The place has room for it.
    ///
    /// # Errors
    ///
    /// The call is not finished, or the copy raised.
    pub unsafe fn move_result(&self, result: *mut u8) -> Result<(), InvokeError> {
        if self.state() != CallState::Finished {
            return Err(CallError::State(self.state()).into());
        }
        if result.is_null() {
            return Ok(());
        }
        // SAFETY: as the caller promises; the result is there.
        unsafe {
            match self.layout().result {
                Kind::Void | Kind::Any => {}
                Kind::Plain => {
                    let value = self.result_plain()?;
                    let size = self.result_value_type().map_or(0, |ty| ty.size().min(8));
                    std::ptr::copy_nonoverlapping((&raw const value).cast(), result, size);
                }
                Kind::Address => result.cast::<*mut u8>().write(self.result_address()?),
                Kind::Object(_) => result.cast::<*mut u8>().write(self.take_object()?.0),
                Kind::Value(ty) => {
                    let (value, _) = self.result_value()?;
                    value_ops::copy_construct_from_reference(self.vm(), ty, result, value)?;
                }
            }
        }
        Ok(())
    }

    fn result_value_type(&self) -> Option<ValueType> {
        let (program, function) = self.function()?;
        program.value_type(program.unit().functions[function as usize].ret?.value())
    }
}
