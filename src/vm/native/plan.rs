//! A native function made ready to be called: which code moves the arguments, and what is done afterwards.

use std::ffi::c_void;

use super::generic::{GenericCall, GenericFunction};
use super::lower::{Abi, Lowered, Move, MoveOp, ResultPlace, lower, raw_call};
use super::raw::{ArgFile, MAX_STACK_WORDS, RawCall, ResultRegisters};
use super::signature::{After, Signature, SignatureError, Source};
use super::thunks;
use crate::bytecode::Trap;
use crate::types::{CallConvention, DataType, FunctionDef, NativeFunction, ObjectPart};
use crate::vm::object;
use crate::vm::value_ops;
use crate::vm::{Storage, ValueType, Vm};

/// Makes a call: reads the arguments from `window` and stores the result at `result` (or at the address in the first slot
/// of the window, for value types).
pub type Thunk = unsafe fn(plan: &NativePlan, vm: *mut c_void, window: *mut u64, result: *mut u64);

/// What a call needs of the VM; apart from it only to be tested without one.
pub(super) struct Support {
    /// Drops the value in memory at `value`: a handle (maybe null), an object cell, a value type.
    pub destroy: unsafe fn(vm: *mut c_void, ty: ValueType, value: *mut u8),
    /// Adds a reference to `object` (not null), which a handle of type `ty` refers to.
    pub add_ref: unsafe fn(vm: *mut c_void, ty: ValueType, object: *mut u8),
    /// Raises the exception for an object whose part is behind a null pointer.
    pub null_part: unsafe fn(vm: *mut c_void),
    /// Raises the exception for a function that was declared without code.
    pub not_implemented: unsafe fn(vm: *mut c_void, function: *const c_void),
}

/// The VM's own functions.
static VM_SUPPORT: Support = Support { destroy, add_ref, null_part, not_implemented };

unsafe fn destroy(vm: *mut c_void, ty: ValueType, value: *mut u8) {
    // SAFETY: the plan's thunk names valid values of their types, and the VM that runs.
    unsafe { value_ops::destroy(Vm::from_raw(vm), ty, value) }
}

unsafe fn add_ref(vm: *mut c_void, ty: ValueType, object: *mut u8) {
    // SAFETY: as above; the handle is not null.
    unsafe {
        match ty.storage() {
            Storage::ManagedHandle | Storage::ManagedObject => object::add_ref(object.cast()),
            Storage::CountedHandle | Storage::CountedObject => {
                value_ops::add_ref_counted(Vm::from_raw(vm), ty.ty(), object)
            }
            _ => {}
        }
    }
}

unsafe fn null_part(vm: *mut c_void) {
    // SAFETY: the VM runs.
    unsafe { Vm::from_raw(vm).raise_trap(Trap::NullPointer) };
}

unsafe fn not_implemented(vm: *mut c_void, function: *const c_void) {
    // SAFETY: the VM runs; plans of a VM name the definition of their function, which their registry owns.
    let (vm, function) = unsafe { (Vm::from_raw(vm), &*function.cast::<FunctionDef>()) };
    let declaration = vm.types().ffi().declaration(function.id);
    let _ = vm.raise(&format!("{}: '{declaration}'", Trap::NotImplemented.text()));
}

/// An integer register made without a decision: `(word at offset & keep) | (address of it & address)`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct IntSource {
    /// Byte offset in the window.
    pub offset: usize,
    /// Bits of the word.
    pub keep: u64,
    /// Bits of the address.
    pub address: u64,
}

/// Work after a call: a value, object or handle in a slot is dropped.
#[derive(Clone, Copy, Debug)]
pub struct AfterOp {
    /// The slot.
    pub slot: u32,
    /// The runtime type of what lies there.
    pub ty: ValueType,
}

/// How an argument is shown to a function of the generic convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GenericKind {
    /// The slot holds the value.
    InSlot,
    /// The slot holds the address of the value, or the object.
    ByAddress,
    /// The slot holds the address, the next one the runtime type.
    Any,
}

/// An argument of a function of the generic convention.
#[derive(Clone, Copy, Debug)]
pub(super) struct GenericArg {
    pub kind: GenericKind,
    pub slot: u32,
}

/// The repeated parameter of a variadic function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Repeated {
    /// How its arguments are shown; the slot is that of the number of arguments, which lie behind it.
    pub arg: GenericArg,
    /// Slots of one argument.
    pub width: u32,
    /// The runtime type of what is dropped after the call; none if nothing is.
    pub after: ValueType,
}

/// A native function, ready to be called.
pub struct NativePlan {
    /// Makes the call.
    pub thunk: Thunk,
    /// The function.
    pub code: *const c_void,
    /// The host's pointer.
    pub user_data: *mut c_void,
    /// Integer registers, for the thunks that need no list of moves.
    pub(super) ints: [IntSource; 6],
    /// Byte offsets in the window of the floating point registers, likewise.
    pub(super) floats: [u32; 4],
    /// Bytes of a structure that comes back in registers.
    pub(super) result_bytes: u32,
    /// Whether those go to the address in the first slot.
    pub(super) result_copied: bool,
    /// All moves.
    pub(super) moves: Box<[Move]>,
    /// How many of them, at the start, are plain words.
    pub(super) word_moves: usize,
    /// The call by registers.
    pub(super) raw: Option<RawCall>,
    /// The thunk that makes the call itself where `thunk` has work to do afterwards.
    pub(super) inner: Thunk,
    /// For methods that take a part of the object: the thunk that calls with it.
    pub(super) whole: Thunk,
    /// That part.
    pub(super) part: Option<ObjectPart>,
    /// What `inner` leaves to be done, in order.
    pub after: Box<[AfterOp]>,
    /// Type of the returned handle if it gets a reference (`@+`).
    pub(super) add_ref_result: ValueType,
    /// Runtime type of the result if it is a value type or an owned handle: what a call that ends with an exception has
    /// to get rid of.
    pub result_type: ValueType,
    /// What kind of result that is.
    pub result_kind: ResultKind,
    /// What the VM knows about the function; passed on to functions of the generic convention.
    pub function: *const c_void,
    pub(super) generic_args: Box<[GenericArg]>,
    /// What the last parameter of a variadic function stands for; `generic_args` and `after` are of those before it.
    pub(super) repeated: Option<Repeated>,
    /// Slot of `this` and of the instance type; `u32::MAX` for none.
    pub(super) this_slot: u32,
    pub(super) instance_slot: u32,
    pub(super) result_address: bool,
    pub(super) is_generic: bool,
    pub(super) has_any: bool,
    pub(super) support: &'static Support,
}

// SAFETY: a plan is plain data; the pointers in it are addresses of code, of the host's data, which it registered for use by
// any thread, and of runtime types, which are immutable.
unsafe impl Send for NativePlan {}
// SAFETY: as above.
unsafe impl Sync for NativePlan {}

/// What a native function gives back, for whoever has to get rid of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultKind {
    /// A primitive, reference or nothing: needs no care.
    Plain,
    /// A handle that owns a reference, in the result slot.
    Handle,
    /// A value type at the address in the first slot of the window.
    Value,
}

impl NativePlan {
    /// The plan for `function` declared as `sig`, called by the convention of this machine.
    ///
    /// `info` is what functions of the generic convention see as the function. `runtime_type` gives the runtime type of a type
    /// of the declaration whose values have to be dropped after the call.
    pub fn new(
        function: &NativeFunction,
        sig: &Signature,
        info: *const c_void,
        runtime_type: &mut dyn FnMut(DataType) -> ValueType,
    ) -> Result<NativePlan, SignatureError> {
        Self::with_abi(Abi::HOST, function, sig, &VM_SUPPORT, info, runtime_type)
    }

    /// Whether the function could be called: what a registration checks, where runtime types do not exist yet.
    pub fn check(function: &NativeFunction, sig: &Signature) -> Result<(), SignatureError> {
        match Abi::HOST {
            _ if function.address == 0 || function.convention == CallConvention::Generic => Ok(()),
            Some(abi) => lower(abi, function, sig).map(|_| ()),
            None => Err(SignatureError::Unsupported),
        }
    }

    pub(super) fn with_abi(
        abi: Option<Abi>,
        function: &NativeFunction,
        sig: &Signature,
        support: &'static Support,
        info: *const c_void,
        runtime_type: &mut dyn FnMut(DataType) -> ValueType,
    ) -> Result<NativePlan, SignatureError> {
        let this_slot = if sig.has_this { sig.result_address as u32 } else { u32::MAX };
        let (result_kind, result_type) = if sig.result_address {
            (ResultKind::Value, runtime_type(sig.result_type))
        } else if sig.owns_result {
            (ResultKind::Handle, runtime_type(sig.result_type))
        } else {
            (ResultKind::Plain, ValueType::NONE)
        };
        let mut plan = NativePlan {
            thunk: stub,
            code: function.address as *const c_void,
            user_data: function.user_data as *mut c_void,
            ints: [IntSource::default(); 6],
            floats: [0; 4],
            result_bytes: 0,
            result_copied: false,
            moves: Box::default(),
            word_moves: 0,
            raw: None,
            inner: stub,
            whole: stub,
            part: function.part.filter(|_| sig.has_this),
            after: after_ops(sig, runtime_type),
            add_ref_result: if sig.add_ref_result { result_type } else { ValueType::NONE },
            result_type,
            result_kind,
            function: info,
            generic_args: Box::default(),
            this_slot,
            instance_slot: if sig.takes_type { sig.result_address as u32 + sig.has_this as u32 } else { u32::MAX },
            repeated: None,
            result_address: sig.result_address,
            has_any: sig.params.iter().any(|p| p.source == Source::Any),
            is_generic: function.convention == CallConvention::Generic || function.address == 0,
            support,
        };
        plan.inner = if function.address == 0 {
            stub
        } else if function.convention == CallConvention::Generic {
            plan.set_generic(sig, runtime_type);
            if plan.repeated.is_some() { generic_variadic } else { generic }
        } else {
            let abi = abi.ok_or(SignatureError::Unsupported)?;
            plan.set_native(abi, lower(abi, function, sig)?)?
        };
        plan.thunk = if plan.after.is_empty() && plan.add_ref_result.is_none() && !sig.variadic {
            plan.inner
        } else {
            with_after
        };
        if plan.part.is_some() {
            plan.whole = std::mem::replace(&mut plan.thunk, with_part);
        }
        Ok(plan)
    }

    /// Gets rid of the result of a call that raised an exception (EXC-16). Functions of the generic convention have not
    /// made a value type in that case.
    ///
    /// # Safety
    /// `result_address` and `slot` are what the first slot of the window is after the call: for value types the address of the
    /// result, null if the call was not made.
    pub unsafe fn discard_result(&self, vm: *mut c_void, result_address: u64, slot: u64) {
        // SAFETY: promised by the caller.
        unsafe {
            match self.result_kind {
                ResultKind::Plain => {}
                ResultKind::Handle => {
                    let mut handle = slot;
                    (self.support.destroy)(vm, self.result_type, (&raw mut handle).cast());
                }
                ResultKind::Value if self.is_generic || result_address == 0 => {}
                ResultKind::Value => (self.support.destroy)(vm, self.result_type, result_address as *mut u8),
            }
        }
    }

    /// Calls the function with the arguments in `window`; the result goes to its first slot.
    ///
    /// # Safety
    /// The window holds arguments as the declaration wants them (see [`crate::bytecode`]) and has at least one slot; `vm` is
    /// the VM that runs.
    #[inline(always)]
    pub unsafe fn call(&self, vm: *mut c_void, window: *mut u64) {
        // SAFETY: promised by the caller.
        unsafe { (self.thunk)(self, vm, window, window) }
    }

    fn set_generic(&mut self, sig: &Signature, runtime_type: &mut dyn FnMut(DataType) -> ValueType) {
        let mut slot = sig.first_param_slot();
        let mut args = Vec::with_capacity(sig.params.len());
        for p in &sig.params {
            let kind = match p.source {
                Source::Any => GenericKind::Any,
                Source::SlotAddress | Source::Slots(super::Value::Struct(_)) => GenericKind::InSlot,
                Source::Slots(_) if p.in_slot => GenericKind::InSlot,
                Source::Slots(_) => GenericKind::ByAddress,
            };
            args.push(GenericArg { kind, slot });
            slot += p.slots();
        }
        if let Some(last) = sig.params.last().filter(|_| sig.variadic) {
            self.repeated = args.pop().map(|arg| Repeated {
                arg,
                width: last.slots(),
                after: if last.after == After::Keep { ValueType::NONE } else { runtime_type(last.ty) },
            });
        }
        self.generic_args = args.into();
    }

    /// Fills in the native call and picks the thunk.
    fn set_native(&mut self, abi: Abi, l: Lowered) -> Result<Thunk, SignatureError> {
        self.raw = raw_call(abi, &l);
        if self.raw.is_none() {
            return Err(SignatureError::Unsupported);
        }
        (self.result_bytes, self.result_copied) = match l.place {
            ResultPlace::Copy(bytes) => (bytes, true),
            ResultPlace::Slot | ResultPlace::Written => (8, false),
        };
        let fast = if Some(abi) == Abi::HOST { self.fast(&l) } else { None };
        let slow: Thunk = match l.place {
            ResultPlace::Slot => general::<SLOT>,
            ResultPlace::Copy(_) => general::<COPY>,
            ResultPlace::Written => general::<WRITTEN>,
        };
        let mut moves = l.moves;
        moves.sort_by_key(|m| m.op != MoveOp::Word);
        self.word_moves = moves.iter().take_while(|m| m.op == MoveOp::Word).count();
        self.moves = moves.into();
        Ok(fast.unwrap_or(slow))
    }

    /// A thunk without a list of moves, if one fits.
    fn fast(&mut self, l: &Lowered) -> Option<Thunk> {
        if l.stack_words != 0 || l.floats > 4 || l.ints > 6 || (cfg!(windows) && l.floats > 0) {
            return None;
        }
        let vm = l.moves.iter().position(|m| m.op == MoveOp::Vm);
        if vm.is_some_and(|at| l.moves[at].dest != 0) {
            return None;
        }
        let first_int = vm.is_some() as usize;
        for m in &l.moves {
            let dest = m.dest as usize;
            if dest >= ArgFile::FLOATS {
                if m.op != MoveOp::Word {
                    return None;
                }
                self.floats[(dest - ArgFile::FLOATS) / 8] = m.src;
                continue;
            }
            let (keep, address) = match m.op {
                MoveOp::Word => (u64::MAX, 0),
                MoveOp::Zext8 => (0xFF, 0),
                MoveOp::Zext16 => (0xFFFF, 0),
                MoveOp::Address => (0, u64::MAX),
                MoveOp::Vm => continue,
                _ => return None,
            };
            self.ints[dest / 8 - first_int] = IntSource { offset: m.src as usize, keep, address };
        }
        let ints = l.ints - first_int;
        let consecutive = self.ints[..ints].iter().enumerate().all(|(i, s)| s.keep == u64::MAX && s.offset == 8 * i);
        let registers = match l.registers {
            // A result that the callee has written leaves nothing to store.
            ResultRegisters::Int if l.place == ResultPlace::Written => {
                return thunks::indexed(ints, l.floats, vm.is_some(), thunks::Kind::Written);
            }
            ResultRegisters::Int if !self.result_copied => thunks::Kind::Int,
            ResultRegisters::Float if !self.result_copied => thunks::Kind::Float,
            ResultRegisters::IntInt => thunks::Kind::IntInt,
            ResultRegisters::FloatFloat => thunks::Kind::FloatFloat,
            _ => return None,
        };
        if consecutive && l.floats == 0 && registers == thunks::Kind::Int {
            return thunks::direct(ints, vm.is_some());
        }
        thunks::indexed(ints, l.floats, vm.is_some(), registers)
    }
}

fn after_ops(sig: &Signature, runtime_type: &mut dyn FnMut(DataType) -> ValueType) -> Box<[AfterOp]> {
    let mut slot = sig.first_param_slot();
    let mut ops = Vec::new();
    for p in &sig.params[..sig.params.len() - usize::from(sig.variadic && !sig.params.is_empty())] {
        if p.after != After::Keep {
            ops.push(AfterOp { slot, ty: runtime_type(p.ty) });
        }
        slot += p.slots();
    }
    ops.into()
}

/// A function without code.
unsafe fn stub(plan: &NativePlan, vm: *mut c_void, _window: *mut u64, result: *mut u64) {
    // SAFETY: the VM is the one that runs; the result slot is writable.
    unsafe {
        *result = 0;
        (plan.support.not_implemented)(vm, plan.function)
    }
}

/// A call with work afterwards: the arguments stay where they are until it is done, so the result is kept apart.
unsafe fn with_after(plan: &NativePlan, vm: *mut c_void, window: *mut u64, result: *mut u64) {
    // SAFETY: the inner thunk makes the call as promised by the caller of this one. Afterwards the slots named by the plan
    // still hold the arguments of these types, each of which the call had to keep alive.
    unsafe {
        let mut value = 0u64;
        (plan.inner)(plan, vm, window, &mut value);
        if !plan.add_ref_result.is_none() && value != 0 {
            (plan.support.add_ref)(vm, plan.add_ref_result, value as *mut u8);
        }
        drop_arguments(plan, vm, window);
        if plan.result_kind != ResultKind::Value {
            *result = value;
        }
    }
}

/// Drops the arguments that are not kept by anybody else.
unsafe fn drop_arguments(plan: &NativePlan, vm: *mut c_void, window: *mut u64) {
    // SAFETY: the slots that the plan names hold arguments of these types, and so do those behind the number of repeated ones.
    unsafe {
        for op in &plan.after {
            (plan.support.destroy)(vm, op.ty, window.add(op.slot as usize).cast());
        }
        if let Some(repeated) = plan.repeated.filter(|r| !r.after.is_none()) {
            let count = *window.add(repeated.arg.slot as usize) as u32;
            for i in 0..count {
                let slot = repeated.arg.slot + 1 + repeated.width * i;
                (plan.support.destroy)(vm, repeated.after, window.add(slot as usize).cast());
            }
        }
    }
}

/// A call of a method that takes a part of the object.
unsafe fn with_part(plan: &NativePlan, vm: *mut c_void, window: *mut u64, result: *mut u64) {
    // SAFETY: the slot of the object holds an object of the type for which the part was registered; the rest is as promised.
    unsafe {
        let this = window.add(plan.this_slot as usize);
        if let Some(part) = plan.part {
            let mut at = (*this as *mut u8).offset(part.offset as isize);
            if part.is_pointer {
                at = at.cast::<*mut u8>().read_unaligned();
            }
            if at.is_null() {
                (plan.support.null_part)(vm);
                drop_arguments(plan, vm, window);
                // Also the address of a value: none was made there.
                *window = 0;
                *result = 0;
                return;
            }
            *this = at as u64;
        }
        (plan.whole)(plan, vm, window, result);
    }
}

/// The result goes to the result slot.
const SLOT: u8 = 0;
/// The result goes from registers to the address in the first slot.
const COPY: u8 = 1;
/// The callee has written the result.
const WRITTEN: u8 = 2;

/// A native call by the list of moves.
unsafe fn general<const PLACE: u8>(plan: &NativePlan, vm: *mut c_void, window: *mut u64, result: *mut u64) {
    // SAFETY: the moves read slots of the window and write words of the file, as the lowering has checked; words that are
    // not written are passed, if at all, as uninitialised ones. The raw call fits the registers the function uses, and
    // its results fit the scratch.
    unsafe {
        let mut file = std::mem::MaybeUninit::<ArgFile>::uninit();
        let base = file.as_mut_ptr().cast::<u8>();
        for m in &plan.moves[..plan.word_moves] {
            let word = window.byte_add(m.src as usize).read();
            base.add(m.dest as usize).cast::<u64>().write(word);
        }
        for m in &plan.moves[plan.word_moves..] {
            other_move(plan, m, vm, window, base);
        }
        let mut scratch = std::mem::MaybeUninit::<[u64; 32]>::uninit();
        let out = scratch.as_mut_ptr().cast::<c_void>();
        // The plan of a native function has its raw call.
        let raw = plan.raw.unwrap_unchecked();
        // Its fields need no values, so the file is valid as it is.
        raw(plan.code, file.assume_init_ref(), out);
        match PLACE {
            COPY => thunks::copy_struct(out.cast(), *window as *mut u8, plan.result_bytes),
            SLOT => *result = *out.cast::<u64>(),
            _ => {}
        }
    }
}

/// A move that is more than a word.
#[inline(always)]
unsafe fn other_move(plan: &NativePlan, m: &Move, vm: *mut c_void, window: *mut u64, base: *mut u8) {
    // SAFETY: as for the plain ones.
    unsafe {
        let src = window.cast::<u8>().add(m.src as usize);
        let dest = base.add(m.dest as usize);
        let word = match m.op {
            MoveOp::Word => src.cast::<u64>().read(),
            MoveOp::Address => src as u64,
            MoveOp::Sext8 => src.cast::<i8>().read() as u64,
            MoveOp::Sext16 => src.cast::<i16>().read() as u64,
            MoveOp::Zext8 => src.read() as u64,
            MoveOp::Zext16 => src.cast::<u16>().read() as u64,
            MoveOp::Half => src.cast::<u32>().read() as u64,
            MoveOp::Vm => vm as u64,
            MoveOp::UserData => plan.user_data as u64,
            MoveOp::Packed4 => return dest.cast::<u32>().write(src.cast::<u32>().read()),
            MoveOp::Packed2 => return dest.cast::<u16>().write(src.cast::<u16>().read()),
            MoveOp::Packed1 => return dest.write(src.read()),
        };
        dest.cast::<u64>().write(word);
    }
}

/// Arguments that a call of the generic convention shows without allocating.
const INLINE_ARGS: usize = 16;

/// The types of arguments none of which is declared `?`: null addresses.
static NO_TYPES: [usize; INLINE_ARGS] = [0; INLINE_ARGS];

/// A call of the generic convention.
unsafe fn generic(plan: &NativePlan, vm: *mut c_void, window: *mut u64, result: *mut u64) {
    let count = plan.generic_args.len();
    // SAFETY: the slots are those of the declaration; the tables have room for every argument.
    unsafe {
        if count <= INLINE_ARGS {
            let mut args = std::mem::MaybeUninit::<[*mut c_void; INLINE_ARGS]>::uninit();
            let args = args.as_mut_ptr().cast::<*mut c_void>();
            if !plan.has_any {
                for (i, arg) in plan.generic_args.iter().enumerate() {
                    let at = window.add(arg.slot as usize);
                    *args.add(i) = if arg.kind == GenericKind::InSlot { at.cast() } else { *at as *mut c_void };
                }
                let types = (&raw const NO_TYPES).cast::<*const c_void>();
                return call_generic(plan, vm, window, result, args, types, count);
            }
            let mut types = std::mem::MaybeUninit::<[*const c_void; INLINE_ARGS]>::uninit();
            let types = types.as_mut_ptr().cast::<*const c_void>();
            fill(&plan.generic_args, window, args, types);
            call_generic(plan, vm, window, result, args, types, count);
        } else {
            let mut args = vec![std::ptr::null_mut::<c_void>(); count];
            let mut types = vec![std::ptr::null::<c_void>(); count];
            fill(&plan.generic_args, window, args.as_mut_ptr(), types.as_mut_ptr());
            call_generic(plan, vm, window, result, args.as_ptr(), types.as_ptr(), count);
        }
    }
}

/// A call of a variadic function: the last declared parameter may be repeated.
unsafe fn generic_variadic(plan: &NativePlan, vm: *mut c_void, window: *mut u64, result: *mut u64) {
    let Some(repeated) = plan.repeated else { return };
    let fixed = plan.generic_args.len();
    // SAFETY: behind the fixed arguments lies the number of the repeated ones, then they themselves.
    unsafe {
        let further = *window.add(repeated.arg.slot as usize) as u32 as usize;
        let count = fixed + further;
        let mut args = vec![std::ptr::null_mut::<c_void>(); count];
        let mut types = vec![std::ptr::null::<c_void>(); count];
        fill(&plan.generic_args, window, args.as_mut_ptr(), types.as_mut_ptr());
        for i in 0..further {
            let slot = repeated.arg.slot + 1 + repeated.width * i as u32;
            let arg = GenericArg { slot, ..repeated.arg };
            fill(&[arg], window, args.as_mut_ptr().add(fixed + i), types.as_mut_ptr().add(fixed + i));
        }
        call_generic(plan, vm, window, result, args.as_ptr(), types.as_ptr(), count);
    }
}

#[inline(always)]
unsafe fn fill(list: &[GenericArg], window: *mut u64, args: *mut *mut c_void, types: *mut *const c_void) {
    for (i, arg) in list.iter().enumerate() {
        // SAFETY: the slots are in the window, the tables have an entry for every argument.
        unsafe {
            let at = window.add(arg.slot as usize);
            let (value, ty) = match arg.kind {
                GenericKind::InSlot => (at.cast::<c_void>(), std::ptr::null()),
                GenericKind::ByAddress => (*at as *mut c_void, std::ptr::null()),
                GenericKind::Any => (*at as *mut c_void, *at.add(1) as *const c_void),
            };
            *args.add(i) = value;
            *types.add(i) = ty;
        }
    }
}

#[inline(always)]
unsafe fn call_generic(
    plan: &NativePlan,
    vm: *mut c_void,
    window: *mut u64,
    result: *mut u64,
    args: *const *mut c_void,
    arg_types: *const *const c_void,
    count: usize,
) {
    // SAFETY: `code` is a function of the generic convention, as it was registered.
    unsafe {
        let at = |slot: u32| if slot == u32::MAX { 0 } else { *window.add(slot as usize) };
        let mut value = 0u64;
        let ret = if plan.result_address { *window as *mut c_void } else { (&raw mut value).cast() };
        let mut call = GenericCall {
            vm,
            function: plan.function,
            user_data: plan.user_data,
            object: at(plan.this_slot) as *mut c_void,
            instance: at(plan.instance_slot) as *const c_void,
            args,
            arg_types,
            arg_count: count as u32,
            reserved: 0,
            ret,
        };
        let code = std::mem::transmute::<*const c_void, GenericFunction>(plan.code);
        code(&mut call);
        if !plan.result_address {
            *result = value;
        }
    }
}

const _: () = assert!(MAX_STACK_WORDS * 8 + ArgFile::STACK == size_of::<ArgFile>());
