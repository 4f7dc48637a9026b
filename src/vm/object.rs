//! Objects with the VM's header: their counts, their end, and what the cycle collector needs of them.

use super::runtime_type::{RuntimeKind, RuntimeType, Storage, ValueType};
use super::value_ops;
use super::{Raised, Vm};
use crate::bytecode::Trap;

/// What every managed object starts with.
///
/// Counts are plain integers: a VM and its objects are used by one thread at a time.
#[repr(C)]
pub struct ObjHeader {
    /// References to the object.
    pub refs: u32,
    /// Bits of [`gc`].
    pub gc: u32,
    /// Its type.
    pub ty: *const RuntimeType,
}

/// Bits of [`ObjHeader::gc`]. Bits from [`gc::COLLECTOR_SHIFT`] on belong to the collector.
pub mod gc {
    /// Objects of the type may form circles.
    pub const CYCLIC: u32 = 1;
    /// The object is in the collector's buffer of candidates; its memory must not be freed before it is taken out.
    pub const BUFFERED: u32 = 1 << 1;
    /// The destructor has run, or is running.
    pub const DESTRUCTED: u32 = 1 << 2;
    /// A weak-reference flag exists.
    pub const WEAK: u32 = 1 << 3;
    /// The object is finished: its content is dropped and its memory waits to be freed by the collector.
    pub const DEAD: u32 = 1 << 4;
    /// A cycle of the collector knows the object: its memory must not be freed before the cycle ends.
    pub const PINNED: u32 = 1 << 5;
    /// The host keeps something with the object.
    pub const COMPANION: u32 = 1 << 6;
    /// The first bit that the collector uses as it likes.
    pub const COLLECTOR_SHIFT: u32 = 8;
}

impl ObjHeader {
    /// A header with one reference.
    #[inline]
    pub fn new(ty: &RuntimeType) -> ObjHeader {
        ObjHeader { refs: 1, gc: if ty.may_form_circles { gc::CYCLIC } else { 0 }, ty }
    }

    /// Its type.
    ///
    /// # Safety
    ///
    /// `this` is a live object.
    #[inline]
    pub unsafe fn ty(this: *const ObjHeader) -> &'static RuntimeType {
        // SAFETY: a live object's type is valid.
        unsafe { &*(*this).ty }
    }

    /// The count and the bits in one word: the count is in the low half.
    ///
    /// # Safety
    ///
    /// `this` is a live object.
    #[inline(always)]
    unsafe fn word(this: *mut ObjHeader) -> *mut u64 {
        this.cast()
    }
}

/// Adds a reference; null is left alone.
///
/// # Safety
///
/// `object` is null or a live managed object.
#[inline(always)]
pub unsafe fn add_ref(object: *mut ObjHeader) {
    if !object.is_null() {
        // SAFETY: the object is live.
        unsafe { (*object).refs += 1 };
    }
}

/// Drops a reference; null is left alone. The object ends here if it was the last one.
///
/// # Safety
///
/// `object` is null or a live managed object of this VM, and the caller owns the reference.
#[inline(always)]
pub unsafe fn release(vm: &Vm, object: *mut ObjHeader) {
    if object.is_null() {
        return;
    }
    // SAFETY: the object is live; count and bits are read as one word, with the count in the low half.
    unsafe {
        let word = *ObjHeader::word(object);
        if word as u32 == 1 {
            destroy(vm, object);
            return;
        }
        *ObjHeader::word(object) = word - 1;
        if (word >> 32) as u32 & (gc::CYCLIC | gc::BUFFERED) == gc::CYCLIC {
            vm.heap().candidate(object);
        }
    }
}

/// Ends an object whose last reference is dropped: its destructor runs (once in its life), then its content is dropped
/// and its memory freed. A destructor that keeps a reference to the object keeps the object.
///
/// # Safety
///
/// `object` is a live managed object of this VM with a count of 1, and the caller owns that reference.
#[inline(never)]
pub unsafe fn destroy(vm: &Vm, object: *mut ObjHeader) {
    // SAFETY: promised by the caller.
    unsafe {
        let ty = ObjHeader::ty(object);
        if ty.is_trivial && (*object).gc & (gc::BUFFERED | gc::PINNED | gc::WEAK | gc::COMPANION) == 0 {
            vm.heap().free(object.cast(), ty.size as usize);
            return;
        }
        if vm.enter_destroy() {
            destroy_now(vm, object);
            vm.leave_destroy();
        } else {
            vm.defer_destroy(object);
        }
    }
}

/// The same, however deep destructions nest.
///
/// # Safety
///
/// As [`destroy`].
pub(super) unsafe fn destroy_now(vm: &Vm, object: *mut ObjHeader) {
    // SAFETY: as the caller promises; after each run of foreign code the count is looked at again.
    unsafe {
        let ty = ObjHeader::ty(object);
        if (*object).gc & gc::WEAK != 0 {
            vm.expire_weak_flag(object);
        }
        if has_pending_destructor(object) {
            run_destructors(vm, object);
            if (*object).refs > 1 {
                (*object).refs -= 1;
                if (*object).gc & (gc::CYCLIC | gc::BUFFERED) == gc::CYCLIC {
                    vm.heap().candidate(object);
                }
                return;
            }
        }
        debug_assert_eq!((*object).refs, 1, "an object of {ty:?} is destroyed that somebody refers to");
        finish(vm, object);
    }
}

/// Runs the destructors of a script object, from its class up to the root of the hierarchy. Exceptions stay inside. A run
/// that was stopped has some left for its objects; beyond that they end without.
///
/// # Safety
///
/// `object` is a live object of this VM; the caller owns a reference.
pub unsafe fn run_destructors(vm: &Vm, object: *mut ObjHeader) {
    // SAFETY: the object is live and stays so: the caller owns a reference.
    unsafe {
        (*object).gc |= gc::DESTRUCTED;
        let ty = ObjHeader::ty(object);
        let Some(class) = &ty.class else { return };
        if !vm.may_run_destructors() {
            return;
        }
        for &function in &class.destructors {
            vm.run_destructor(ty, function, object);
        }
    }
}

/// Whether an object has a destructor that has not run yet.
///
/// # Safety
///
/// `object` is live.
pub unsafe fn has_pending_destructor(object: *const ObjHeader) -> bool {
    // SAFETY: the object is live.
    unsafe {
        (*object).gc & gc::DESTRUCTED == 0
            && ObjHeader::ty(object).class.as_ref().is_some_and(|class| !class.destructors.is_empty())
    }
}

/// Drops the content of an object that nobody refers to and frees its memory.
///
/// # Safety
///
/// `object` is live, its destructor has run if it has one, and nothing refers to it but the caller.
pub(crate) unsafe fn finish(vm: &Vm, object: *mut ObjHeader) {
    // SAFETY: nobody else refers to the object.
    unsafe {
        let ty = ObjHeader::ty(object);
        if (*object).gc & (gc::COMPANION | gc::WEAK) != 0 {
            // A weak flag is still there only where an object ends with its VM.
            vm.expire_weak_flag(object);
            vm.drop_object_companion(object);
        }
        match (&ty.class, ty.managed) {
            (Some(class), _) => {
                for field in &class.managed_fields {
                    value_ops::destroy(vm, field.ty, object.cast::<u8>().add(field.offset as usize));
                }
            }
            (None, Some(ops)) => (ops.destroy)(vm, object),
            (None, None) => {}
        }
        free(vm, object);
    }
}

/// Frees the memory of an object whose content is dropped; if the collector still has it in its buffer, it does so
/// later.
///
/// # Safety
///
/// `object` was live, its content is dropped, and nothing refers to it but the collector's buffer.
pub unsafe fn free(vm: &Vm, object: *mut ObjHeader) {
    // SAFETY: the memory is still there.
    unsafe {
        if (*object).gc & (gc::BUFFERED | gc::PINNED) != 0 {
            (*object).refs = 0;
            (*object).gc |= gc::DEAD;
            return;
        }
        let size = ObjHeader::ty(object).size as usize;
        vm.heap().free(object.cast(), size);
    }
}

/// Tells each reference to an object of a collected type that `object` holds, once for each reference.
///
/// # Safety
///
/// `object` is live (not [`gc::DEAD`]).
pub unsafe fn enumerate(object: *mut ObjHeader, visit: &mut dyn FnMut(*mut u8, &'static RuntimeType)) {
    // SAFETY: the object is live; fields are where its class says.
    unsafe {
        let ty = ObjHeader::ty(object);
        match (&ty.class, ty.managed) {
            (Some(class), _) => {
                for field in &class.managed_fields {
                    enumerate_value(field.ty, object.cast::<u8>().add(field.offset as usize), visit);
                }
            }
            (None, Some(ops)) => (ops.enumerate)(object, visit),
            (None, None) => {}
        }
    }
}

/// Tells the references that a value in memory holds. For containers that are written on top of the VM.
///
/// # Safety
///
/// `value` is the address of a valid value of type `ty`.
pub unsafe fn enumerate_value(ty: ValueType, value: *mut u8, visit: &mut dyn FnMut(*mut u8, &'static RuntimeType)) {
    // SAFETY: the value is valid for its type.
    unsafe {
        match ty.storage() {
            Storage::ManagedHandle | Storage::ManagedObject => {
                let object = *value.cast::<*mut ObjHeader>();
                if !object.is_null() && (*object).gc & gc::CYCLIC != 0 {
                    visit(object.cast(), ObjHeader::ty(object));
                }
            }
            Storage::CountedHandle | Storage::CountedObject => {
                let object = *value.cast::<*mut u8>();
                if !object.is_null() && ty.may_form_circles() {
                    visit(object, ty.ty());
                }
            }
            Storage::Value if ty.may_form_circles() => visit(value, ty.ty()),
            _ => {}
        }
    }
}

/// Drops the references that an object holds, so that a circle it is part of falls apart. The object stays valid.
///
/// # Safety
///
/// `object` is live and the caller owns a reference.
pub unsafe fn clear(vm: &Vm, object: *mut ObjHeader) {
    // SAFETY: each field is emptied before what it held is dropped, so that whatever runs meanwhile sees a valid object.
    unsafe {
        let ty = ObjHeader::ty(object);
        match (&ty.class, ty.managed) {
            (Some(class), _) => {
                for field in &class.managed_fields {
                    let at = object.cast::<u8>().add(field.offset as usize);
                    if field.ty.storage() == Storage::Value {
                        if let Some(plan) = field.ty.ty().behaviors().gc_release_refs.plan() {
                            plan.call(vm.as_raw(), [at as u64, 0, 0].as_mut_ptr());
                        }
                        continue;
                    }
                    let cell = at.cast::<u64>();
                    let mut held = cell.replace(0);
                    value_ops::destroy(vm, field.ty, (&raw mut held).cast());
                }
            }
            (None, Some(ops)) => (ops.clear)(vm, object),
            (None, None) => {}
        }
    }
}

/// A new object of a script class: header made, fields zero, one reference, no constructor run.
///
/// # Errors
///
/// The memory limit is reached: an exception is raised.
pub fn allocate(vm: &Vm, ty: &RuntimeType) -> Result<*mut ObjHeader, Raised> {
    let memory = vm.heap().alloc(ty.size as usize);
    if memory.is_null() {
        return Err(vm.raise_out_of_memory());
    }
    // SAFETY: the block has room for an object of the type.
    unsafe {
        memory.cast::<ObjHeader>().write(ObjHeader::new(ty));
        zero(memory.add(size_of::<ObjHeader>()), ty.size as usize - size_of::<ObjHeader>());
    }
    if ty.is_constructed_early {
        construct_early(vm, ty, memory)?;
    }
    Ok(memory.cast())
}

/// Constructs the members that foreign code constructs. If one of them raises, nothing is left of the object.
#[cold]
#[inline(never)]
fn construct_early(vm: &Vm, ty: &RuntimeType, memory: *mut u8) -> Result<(), Raised> {
    let Some(class) = &ty.class else { return Ok(()) };
    let early = || class.managed_fields.iter().filter(|f| f.is_constructed_early());
    for (i, field) in early().enumerate() {
        // SAFETY: the fields lie in the object, whose memory holds no values yet.
        unsafe {
            if let Err(raised) = value_ops::default_construct(vm, field.ty, memory.add(field.offset as usize)) {
                for made in early().take(i) {
                    value_ops::destroy(vm, made.ty, memory.add(made.offset as usize));
                }
                vm.heap().free(memory, ty.size as usize);
                return Err(raised);
            }
        }
    }
    Ok(())
}

/// Fills memory with zeros.
///
/// # Safety
///
/// `bytes` bytes at `memory`, which is aligned to eight, may be written, rounded up to eight: blocks are that large.
#[inline(always)]
unsafe fn zero(memory: *mut u8, bytes: usize) {
    // SAFETY: promised by the caller.
    unsafe {
        if bytes > 64 {
            std::ptr::write_bytes(memory, 0, bytes);
            return;
        }
        // Volatile, so that it does not become a call of `memset`, which takes longer than all of it.
        for i in 0..bytes.div_ceil(8) {
            memory.cast::<u64>().add(i).write_volatile(0);
        }
    }
}

/// A new object of a managed type by default construction, with one reference.
///
/// # Errors
///
/// The construction raised.
pub fn new_default(vm: &Vm, ty: &'static RuntimeType) -> Result<*mut ObjHeader, Raised> {
    if let Some(class) = &ty.class {
        let object = allocate(vm, ty)?;
        let Some(function) = class.default_constructor else { return Ok(object) };
        // SAFETY: the constructor is one of the class and takes the object alone.
        unsafe {
            if let Err(raised) = vm.run_method(ty, function, object, &[]) {
                abandon(vm, object);
                return Err(raised);
            }
        }
        return Ok(object);
    }
    if let Some(construct) = ty.managed.and_then(|ops| ops.construct) {
        // SAFETY: the function is the type's own.
        return unsafe { construct(vm, ty) };
    }
    value_ops::factory(vm, ty, ty.behaviors().construct, &[]).map(|p| p.cast())
}

/// A copy of a managed object as its own actual type, with one reference.
///
/// # Safety
///
/// `object` is a live object of this VM.
///
/// # Errors
///
/// The copying raised.
pub unsafe fn new_copy(vm: &Vm, object: *mut ObjHeader) -> Result<*mut ObjHeader, Raised> {
    // SAFETY: the object is live.
    unsafe {
        let ty = ObjHeader::ty(object);
        if let Some(class) = &ty.class {
            if let Some(function) = class.copy_constructor {
                let copy = allocate(vm, ty)?;
                if let Err(raised) = vm.run_method(ty, function, copy, &[object as u64]) {
                    abandon(vm, copy);
                    return Err(raised);
                }
                return Ok(copy);
            }
            if class.assign.is_none() || class.default_constructor.is_none() {
                return Err(vm.raise_trap(Trap::NotCopyable));
            }
            let copy = new_default(vm, ty)?;
            if let Err(raised) = assign(vm, copy, object) {
                release(vm, copy);
                return Err(raised);
            }
            return Ok(copy);
        }
        if let Some(copy) = ty.managed.and_then(|ops| ops.copy) {
            return copy(vm, object);
        }
        value_ops::copy_by_behaviors(vm, ty, object.cast()).map(|p| p.cast())
    }
}

/// Assigns one managed object to another: a generated assignment that checks the actual classes, or the class's own
/// `opAssign`.
///
/// # Safety
///
/// Both are null or live objects of this VM.
///
/// # Errors
///
/// One is null, the classes do not fit (EXC-07), the class has no assignment, or it raised.
pub unsafe fn assign(vm: &Vm, to: *mut ObjHeader, from: *mut ObjHeader) -> Result<(), Raised> {
    if to.is_null() || from.is_null() {
        return Err(vm.raise_trap(Trap::NullPointer));
    }
    // SAFETY: both are live.
    unsafe {
        let (ty, source) = (ObjHeader::ty(to), ObjHeader::ty(from));
        if !source.is_a(ty) || ty.kind == RuntimeKind::Funcdef {
            return Err(vm.raise_trap(Trap::AssignMismatch));
        }
        if let Some(class) = &ty.class {
            let Some(function) = class.assign else { return Err(vm.raise_trap(Trap::NotCopyable)) };
            return vm.run_method(ty, function, to, &[from as u64]);
        }
        if let Some(assign) = ty.managed.and_then(|ops| ops.assign) {
            return assign(vm, to, from);
        }
        value_ops::assign_by_behavior(vm, ty, to.cast(), from.cast())
    }
}

/// Drops an object whose construction failed: its destructor does not run.
///
/// # Safety
///
/// `object` is a live object of this VM, and the caller owns a reference.
pub unsafe fn abandon(vm: &Vm, object: *mut ObjHeader) {
    // SAFETY: as the caller promises.
    unsafe {
        (*object).gc |= gc::DESTRUCTED;
        release(vm, object);
    }
}
