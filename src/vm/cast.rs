//! Reference casts from outside (HOST-155): to what an object is, or by its own cast operators.

use crate::base::names;
use crate::types::{DataType, FfiRegistry, RefModifier};

use super::fits;
use super::invoke::{Argument, InvokeError};
use super::object::{self, ObjHeader};
use super::runtime_type::{RuntimeKind, RuntimeType, ValueType};
use super::{Call, CallState, Vm, value_ops};

impl Vm {
    /// An object as one of type `to`, with a new reference; null if it cannot be cast. `from`: its type; for objects with the
    /// VM's header the true type counts. `is_implicit`: by `opImplCast` only, not by `opCast`.
    ///
    /// # Safety
    ///
    /// `object` is a live object (or a value) of type `from`, or any with the VM's header if `from` is such a type.
    ///
    /// # Errors
    ///
    /// An operator raised.
    pub unsafe fn cast_object(
        &self,
        object: *mut u8,
        from: &'static RuntimeType,
        to: &'static RuntimeType,
        is_implicit: bool,
    ) -> Result<*mut u8, InvokeError> {
        // SAFETY: as the caller promises.
        unsafe {
            let from = if from.is_managed() { ObjHeader::ty(object.cast()) } else { from };
            if from.is_managed() && to.is_managed() && fits::object(self.types(), to, object.cast()) {
                object::add_ref(object.cast());
                return Ok(object);
            }
            if std::ptr::eq(from, to) && from.kind == RuntimeKind::Counted {
                value_ops::add_ref_counted(self, to, object);
                return Ok(object);
            }
            if !(to.is_managed() || to.kind == RuntimeKind::Counted) {
                return Ok(std::ptr::null_mut());
            }
            if from.class.is_some() {
                return self.cast_script(object.cast(), from, to, is_implicit);
            }
            self.cast_registered(object, from, to, is_implicit)
        }
    }

    /// By an operator of a script class.
    unsafe fn cast_script(
        &self,
        object: *mut ObjHeader,
        from: &'static RuntimeType,
        to: &'static RuntimeType,
        is_implicit: bool,
    ) -> Result<*mut u8, InvokeError> {
        let (Some(class), Some(program)) = (&from.class, from.program()) else { return Ok(std::ptr::null_mut()) };
        let unit = program.unit();
        let found = ["opImplCast", "opCast"].iter().take(2 - usize::from(is_implicit)).find_map(|name| {
            class.methods.iter().copied().find(|m| {
                let f = &unit.functions[*m as usize];
                let ret = f.ret.unwrap_or(DataType::VOID);
                let is_it = &*f.name == *name && f.params.is_empty() && ret.is_handle;
                is_it && program.runtime_type(ret.type_id).is_some_and(|ty| std::ptr::eq(ty, to))
            })
        });
        let Some(method) = found else { return Ok(std::ptr::null_mut()) };
        // SAFETY: the class's program is linked: there is an object of it.
        unsafe {
            let program = (*self.state_of(program)).program.clone();
            let call = Call::new(self);
            call.prepare(&program, method)?;
            call.set_object(object)?;
            match call.run()? {
                CallState::Finished => Ok(call.take_object()?.0),
                CallState::Exception => {
                    self.raise(call.exception_text().unwrap_or_default());
                    Err(InvokeError::Raised)
                }
                _ => Err(InvokeError::Stopped),
            }
        }
    }

    /// By an operator of a registered type: one that returns the handle, or the general one with `?&out`.
    unsafe fn cast_registered(
        &self,
        object: *mut u8,
        from: &'static RuntimeType,
        to: &'static RuntimeType,
        is_implicit: bool,
    ) -> Result<*mut u8, InvokeError> {
        let ffi: &FfiRegistry = self.types().ffi();
        let is_template = from.template.is_some();
        let id = if is_template { from.template } else { from.id };
        if !ffi.owns_type(id) {
            return Ok(std::ptr::null_mut());
        }
        let instance = is_template.then_some(from);
        let mut held: *mut u8 = std::ptr::null_mut();
        let place: *mut u8 = (&raw mut held).cast();
        for name in [names::OP_IMPL_CAST, names::OP_CAST].into_iter().take(2 - usize::from(is_implicit)) {
            for method in ffi.methods_named(ffi.ty(id), name) {
                let def = ffi.function(method.function);
                match ffi.params(def) {
                    [] if self.result_type(method.function, instance) == ValueType::new(to, true, false)
                        || self.result_type(method.function, instance) == ValueType::new(to, true, true) =>
                    {
                        // SAFETY: the method takes the object alone and returns a handle.
                        unsafe { self.invoke_registered(method.function, instance, object, &[], place)? };
                        return Ok(held);
                    }
                    [any] if any.ty.is_any() && any.ty.ref_modifier == RefModifier::Out => {
                        let arg = Argument { address: place, ty: ValueType::new(to, true, false) };
                        // SAFETY: the method stores a handle of the type it is told, or leaves the null.
                        unsafe {
                            self.invoke_registered(method.function, instance, object, &[arg], std::ptr::null_mut())?;
                        }
                        if !held.is_null() {
                            return Ok(held);
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(held)
    }
}
