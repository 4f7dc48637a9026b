//! A unit made ready to run: its code with everything it names resolved to addresses.

use std::any::Any;
use std::ffi::c_void;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use crate::base::{FunctionId, SourceMap, TypeId};
use crate::bytecode::{CodeUnit, FunctionCode, Instr, Op, VerifyError};
use crate::types::ffi_registry::FIRST_SCRIPT_INSTANCE;
use crate::types::{DataType, FfiRegistry, StringFactory};

use super::RuntimeTypes;
use super::first_call::FirstCalls;
use super::native::NativePlan;
use super::runtime_type::{RuntimeType, RuntimeTypeBox, ValueType};
use super::shared::SharedDifference;

/// Why a unit cannot be made ready to run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The unit has string literals, but its registry has no string type.
    #[error("the unit has string literals, but no string factory is registered")]
    NoStringFactory,
    /// The string factory gave nothing for a literal.
    #[error("the string factory refused a literal")]
    StringRefused,
    /// The unit names a type that neither it nor the registry has.
    #[error("the unit names type {0} which does not exist")]
    UnknownType(u32),
    /// The unit names a function of the registry that does not exist.
    #[error("the unit names native function {0} which does not exist")]
    UnknownFunction(u32),
    /// An entry of one of the unit's tables names another that does not exist.
    #[error("the unit's {0} table names an entry that does not exist")]
    BadTable(&'static str),
    /// Shared entities are not what units that were built before say they are.
    #[error("{}", .0.first().map_or("shared entities differ", |d| &d.text))]
    Shared(Vec<SharedDifference>),
    /// A function of a loaded unit breaks a rule of the machine.
    #[error(transparent)]
    Refused(VerifyError),
    /// The registry and the runtime types do not belong together.
    #[error("the runtime types belong to another registry")]
    OtherContext,
}

/// A function of another unit, called by `CallExternal`.
#[derive(Clone)]
pub struct External {
    /// The unit that has it.
    pub program: Arc<Program>,
    /// The function, by index there.
    pub function: u32,
}

/// A unit made ready to run. Immutable; any number of VMs run it at the same time.
pub struct Program {
    // What the run loop reads comes first.
    pub(super) code: *const Instr,
    pub(super) constants: *const u64,
    pub(super) types: Box<[ValueType]>,
    pub(super) natives: Box<[*const NativePlan]>,
    /// The objects of `literals`.
    pub(super) strings: *const *const c_void,
    pub(super) hosts: Box<[*mut u8]>,
    pub(super) externals: Box<[External]>,

    pub(super) unit: CodeUnit,
    pub(super) classes: Box<[RuntimeTypeBox]>,
    /// Descriptors of the unit's types that are not classes, and where each type of the unit is.
    pub(super) script_types: Box<[RuntimeTypeBox]>,
    pub(super) type_index: Box<[*const RuntimeType]>,
    pub(super) first_script_type: u32,
    /// Programs whose shared types are the unit's: kept alive, never read.
    pub(super) _shared_owners: Box<[Arc<Program>]>,
    /// Of a loaded program, the functions that were not called yet.
    pub(super) first_calls: Option<FirstCalls>,
    /// Of a snippet, the program whose variables and imports are also its own.
    pub(super) base: Option<Arc<Program>>,
    /// Instructions that gave way to `Redirect`, and where.
    pub(super) redirected: Box<[(u32, Instr)]>,
    pub(super) literals: Option<Arc<Literals>>,
    /// Function objects were made of its functions; they name the program by its address.
    pub(super) is_named: AtomicBool,
    /// Plans for members of template instances; the others are the context's.
    pub(super) own_plans: Box<[NativePlan]>,
    /// Functions that have code, in the order of their entries; empty if that is the order of their numbers.
    pub(super) by_entry: OnceLock<Box<[u32]>>,
    /// Slots that each function's frame may use at most, windows included; 0 where not computed yet.
    pub(super) extents: OnceLock<Box<[AtomicU32]>>,
    pub(super) runtime_types: Arc<RuntimeTypes>,
    /// The texts the unit was built from, for positions.
    pub(super) source: Option<Arc<SourceMap>>,
    /// What the host's side has made for the program, kept as long as it.
    pub companion: OnceLock<Box<dyn Any + Send + Sync>>,
}

// SAFETY: a program is not changed after it is made, apart from `OnceLock`s and atomics. Its pointers lead to its own
// tables, to the runtime types and plans that `runtime_types` keeps, to string constants, which are immutable by the
// string factory's contract, and to the host's properties, which are used by VMs only.
unsafe impl Send for Program {}
// SAFETY: as above.
unsafe impl Sync for Program {}

impl Program {
    /// Of a snippet, the program it was compiled against.
    pub fn base(&self) -> Option<&Arc<Program>> {
        self.base.as_ref()
    }

    /// The compiled unit.
    #[inline]
    pub fn unit(&self) -> &CodeUnit {
        &self.unit
    }

    /// The registry it was compiled with.
    pub fn ffi(&self) -> &Arc<FfiRegistry> {
        self.runtime_types.ffi()
    }

    /// The descriptors of the registry's types.
    pub fn runtime_types(&self) -> &Arc<RuntimeTypes> {
        &self.runtime_types
    }

    /// The texts the unit was built from.
    pub fn source(&self) -> Option<&Arc<SourceMap>> {
        self.source.as_ref()
    }

    /// The first instruction of a function.
    #[inline]
    pub(super) fn code_of(&self, function: u32) -> *const Instr {
        // SAFETY: entries lie within the code (checked when the unit is made).
        unsafe { self.code.add(self.unit.functions[function as usize].entry as usize) }
    }

    /// The type of values declared so, if the unit or the registry has the type.
    pub fn value_type(&self, ty: DataType) -> Option<ValueType> {
        Some(ValueType::new(self.runtime_type(ty.type_id)?, ty.is_handle, ty.is_handle_to_const))
    }

    /// The descriptor of a type of the unit or the registry.
    pub fn runtime_type(&self, id: TypeId) -> Option<&'static RuntimeType> {
        if self.ffi().owns_type(id) {
            return Some(self.runtime_types.get(id));
        }
        let at = self.type_place(id)?;
        // SAFETY: null or a descriptor that this program owns; whoever keeps it keeps the program.
        unsafe { self.type_index.get(at)?.as_ref() }
    }

    /// Where the descriptor of a type of the unit is found: declared types and instances of templates over them have
    /// numbers of their own, which take turns in one table.
    pub(super) fn type_place(&self, id: TypeId) -> Option<usize> {
        if id.0 >= FIRST_SCRIPT_INSTANCE {
            return Some((id.0 - FIRST_SCRIPT_INSTANCE) as usize * 2 + 1);
        }
        Some(id.0.checked_sub(self.first_script_type)? as usize * 2)
    }

    /// The descriptor of a class of the unit.
    pub fn class(&self, index: u32) -> &'static RuntimeType {
        // A shared class may be that of another unit.
        match self.runtime_type(self.unit.classes[index as usize].id) {
            Some(class) => class,
            // SAFETY: the program owns the descriptor; whoever keeps it keeps the program.
            None => unsafe { self.classes[index as usize].get() },
        }
    }

    /// Whether the result of a function is made at an address that the caller passes.
    pub fn has_result_address(&self, function: &FunctionCode) -> bool {
        function.ret.is_some_and(|ret| {
            !ret.is_ref() && !ret.is_handle && ret.as_primitive().is_none() && {
                let ty = self.runtime_type(ret.type_id);
                ty.is_some_and(|ty| ty.kind == super::RuntimeKind::Value)
            }
        })
    }

    /// The slot of `this` in the window of a method.
    pub(super) fn this_slot(&self, function: u32) -> u16 {
        self.has_result_address(&self.unit.functions[function as usize]) as u16
    }

    /// The function that an instruction belongs to, if it is in this program's code.
    pub fn function_at(&self, pc: *const Instr) -> Option<u32> {
        let at = (pc as usize).wrapping_sub(self.code as usize) / size_of::<Instr>();
        if at >= self.unit.code.len() {
            return None;
        }
        let at = at as u32;
        let functions = &self.unit.functions;
        let order = self.by_entry.get_or_init(|| {
            let mut order: Vec<u32> = (0..functions.len() as u32).filter(|&f| functions[f as usize].len > 0).collect();
            order.sort_by_key(|&f| functions[f as usize].entry);
            order.into()
        });
        let found = order[..order.partition_point(|&f| functions[f as usize].entry <= at)].last().copied()?;
        let function = &functions[found as usize];
        (at < function.entry + function.len).then_some(found)
    }

    /// Position in the source of an instruction of a function, by its index there.
    pub fn position_at(&self, function: u32, at: u32) -> u32 {
        let function = &self.unit.functions[function as usize];
        let lines = &function.tables.lines;
        let next = lines.partition_point(|l| l.at <= at);
        if next == 0 { function.pos } else { lines[next - 1].pos }
    }

    /// Slots from a frame's base that may be in use while the function runs, windows of calls included.
    pub(super) fn extent(&self, function: u32) -> usize {
        let extents = self.extents.get_or_init(|| self.unit.functions.iter().map(|_| AtomicU32::new(0)).collect());
        let cell = &extents[function as usize];
        match cell.load(Ordering::Relaxed) {
            0 => {
                let extent = self.compute_extent(function);
                cell.store(extent, Ordering::Relaxed);
                extent as usize
            }
            extent => extent as usize,
        }
    }

    fn compute_extent(&self, function: u32) -> u32 {
        let f = &self.unit.functions[function as usize];
        let code = &self.unit.code[f.entry as usize..(f.entry + f.len) as usize];
        // A value type in slots may be named only by the address of its first slot.
        let value_slots = |ty: &ValueType| ty.size().div_ceil(8) as u32;
        let largest = self.types.iter().map(value_slots).max().unwrap_or(1).max(1);
        let mut extent = f.frame_size.max(f.arg_slots).max(1);
        for instr in code {
            let Some(op) = instr.op() else { continue };
            let slots = op.slots_used(*instr);
            let room = if matches!(op, Op::Lea | Op::LeaOff | Op::DestroyV) { largest } else { 1 };
            extent = extent.max(slots + room);
        }
        for cleanup in &f.tables.cleanups {
            extent = extent.max(u32::from(cleanup.slot) + largest);
        }
        extent
    }

    /// Whether things may be left of it in a VM that name it, though nothing of it runs and its variables are released:
    /// objects of types that it declares, and function handles.
    pub(super) fn may_be_named(&self) -> bool {
        let ids = self.unit.classes.iter().map(|c| c.id).chain(self.unit.script_types.iter().map(|t| t.id));
        let mut own = ids.zip(self.classes.iter().chain(&self.script_types));
        let is_own = |(id, ty): (TypeId, &RuntimeTypeBox)| {
            let found = self.type_place(id).and_then(|at| self.type_index.get(at));
            found.is_none_or(|found| std::ptr::eq(*found, ty.as_ptr()))
        };
        self.is_named.load(Ordering::Relaxed) || own.any(is_own)
    }

    /// The registered function behind number `index` of the unit's natives.
    pub fn native_id(&self, index: u32) -> Option<FunctionId> {
        self.unit.natives.get(index as usize).map(|n| n.0)
    }
}

/// The objects of a program's string literals, which the string factory has made. Strings that scripts copied from them may view their
/// bytes.
pub(super) struct Literals {
    objects: Vec<*const c_void>,
    factory: StringFactory,
}

// SAFETY: string constants are immutable and may be released anywhere, by the string factory's contract.
unsafe impl Send for Literals {}
// SAFETY: as above.
unsafe impl Sync for Literals {}

impl Literals {
    /// Has the factory make an object of each text; `None` if it refuses one.
    pub fn new(texts: &[Box<[u8]>], factory: StringFactory) -> Option<Literals> {
        type Get = unsafe extern "C" fn(bytes: *const u8, len: usize, user_data: *mut c_void) -> *const c_void;
        // SAFETY: the address is that of a function of this type, by the contract of the registration.
        let get = unsafe { std::mem::transmute::<usize, Get>(factory.get) };
        let mut made = Literals { objects: Vec::with_capacity(texts.len()), factory };
        for text in texts {
            // SAFETY: the bytes are valid for their length.
            let object = unsafe { get(text.as_ptr(), text.len(), factory.user_data as *mut c_void) };
            if object.is_null() {
                return None;
            }
            made.objects.push(object);
        }
        Some(made)
    }

    pub fn objects(&self) -> *const *const c_void {
        self.objects.as_ptr()
    }
}

impl Drop for Literals {
    /// Gives the objects back to the factory they come from.
    fn drop(&mut self) {
        if self.factory.release == 0 {
            return;
        }
        type Release = unsafe extern "C" fn(object: *const c_void, user_data: *mut c_void);
        // SAFETY: the address is that of a function of this type, by the contract of the registration.
        let release = unsafe { std::mem::transmute::<usize, Release>(self.factory.release) };
        for &object in &self.objects {
            // SAFETY: the factory gave it, and this is the one release that belongs to that.
            unsafe { release(object, self.factory.user_data as *mut c_void) };
        }
    }
}
