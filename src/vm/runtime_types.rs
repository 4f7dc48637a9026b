//! The descriptors of a context's types and the call plans of its functions: made when they are asked for first, then
//! found without a lock by any number of threads.

use std::any::Any;
use std::ffi::c_void;
use std::ptr::NonNull;
use std::sync::{Arc, Mutex, OnceLock};

use crate::base::{FunctionId, Text, TypeId};
use crate::types::{
    DataType, FfiRegistry, FunctionTraits, NativeFunction, ParamDef, Primitive, ReferenceKind, TypeDef, TypeFlags,
    TypeKind,
};

use super::function_object::FUNCTION_OPS;
use super::native::{NativePlan, Signature, TypeLookup};
use super::runtime_type::{
    Behavior, Behaviors, ManagedOps, Resolver, RuntimeKind, RuntimeType, RuntimeTypeBox, ValueOps, ValueType,
};
use super::shared::SharedLock;
use super::stack::Stack;

const CHUNK: usize = 64;

/// A table that grows without moving its entries: chunks are made on demand.
struct Chunks<T> {
    chunks: OnceLock<Box<[Chunk<T>]>>,
    len: usize,
}

type Chunk<T> = OnceLock<Box<[OnceLock<T>; CHUNK]>>;

impl<T> Chunks<T> {
    const fn new(len: usize) -> Chunks<T> {
        Chunks { chunks: OnceLock::new(), len }
    }

    #[inline]
    fn cell(&self, index: usize) -> &OnceLock<T> {
        assert!(index < self.len, "an id beyond the registry's");
        let chunks = self.chunks.get_or_init(|| (0..self.len.div_ceil(CHUNK)).map(|_| OnceLock::new()).collect());
        let chunk = chunks[index / CHUNK].get_or_init(|| Box::new(std::array::from_fn(|_| OnceLock::new())));
        &chunk[index % CHUNK]
    }
}

/// Entries of the first segment of cached instances; each further one has twice as many.
const FIRST_SEGMENT: usize = 64;
const SEGMENTS: usize = 21;

/// The runtime side of a sealed registry: shared by all programs and VMs of a context.
pub struct RuntimeTypes {
    ffi: Arc<FfiRegistry>,
    parent: Option<Arc<RuntimeTypes>>,
    layer: u32,
    first_type: u32,
    first_function: u32,
    types: Chunks<RuntimeTypeBox>,
    /// Descriptors of template instances from the registry's cache.
    instances: [OnceLock<Box<[OnceLock<RuntimeTypeBox>]>>; SEGMENTS],
    plans: Chunks<NativePlan>,
    function_type: OnceLock<RuntimeTypeBox>,
    /// What the host's side has made for the types, kept as long as they.
    pub companion: OnceLock<Box<dyn Any + Send + Sync>>,
    /// What the units share with each other.
    pub(super) shared: SharedLock,
    /// Stacks that VMs of the context have given back.
    stacks: Mutex<Vec<Stack>>,
}

const _: () = {
    const fn is_shared<T: Send + Sync>() {}
    is_shared::<RuntimeTypes>();
    is_shared::<super::Program>();
};

impl RuntimeTypes {
    /// How many unused stacks are kept.
    const KEPT_STACKS: usize = 8;

    /// The runtime side of a registry. For one that extends another, `parent` is the other's.
    ///
    /// # Panics
    ///
    /// If `parent` is not the runtime side of the registry's parent.
    pub fn new(ffi: Arc<FfiRegistry>, parent: Option<Arc<RuntimeTypes>>) -> Arc<RuntimeTypes> {
        match (ffi.parent(), &parent) {
            (None, None) => {}
            (Some(registry), Some(types)) => assert!(Arc::ptr_eq(registry, &types.ffi), "the parent's runtime types"),
            _ => panic!("runtime types need the runtime types of the parent registry"),
        }
        let first_type = parent.as_ref().map_or(0, |p| p.ffi.type_count());
        let first_function = parent.as_ref().map_or(0, |p| p.ffi.function_count());
        let types = Chunks::new((ffi.type_count() - first_type) as usize);
        let plans = Chunks::new((ffi.function_count() - first_function) as usize);
        let layer = parent.as_ref().map_or(0, |p| p.layer + 1);
        Arc::new(RuntimeTypes {
            ffi,
            parent,
            layer,
            first_type,
            first_function,
            types,
            instances: std::array::from_fn(|_| OnceLock::new()),
            plans,
            function_type: OnceLock::new(),
            companion: OnceLock::new(),
            shared: SharedLock::default(),
            stacks: Mutex::new(Vec::new()),
        })
    }

    /// The runtime side of the registry's parent.
    pub fn parent(&self) -> Option<&Arc<RuntimeTypes>> {
        self.parent.as_ref()
    }

    /// Whether these are the runtime types of `other`, or of a registry that extends its registry.
    pub fn extends(&self, other: &RuntimeTypes) -> bool {
        std::ptr::eq(self, other) || self.parent.as_ref().is_some_and(|p| p.extends(other))
    }

    /// The registry.
    pub fn ffi(&self) -> &Arc<FfiRegistry> {
        &self.ffi
    }

    /// The descriptor of a type of the registry. It lives as long as `self`.
    ///
    /// # Panics
    ///
    /// If the id is none of the registry's.
    pub fn get(&self, id: TypeId) -> &'static RuntimeType {
        let cell = if id.0 < FfiRegistry::FIRST_CACHED_INSTANCE {
            match &self.parent {
                Some(parent) if id.0 < self.first_type => return parent.get(id),
                _ => self.types.cell((id.0 - self.first_type) as usize),
            }
        } else {
            let cached = id.0 - FfiRegistry::FIRST_CACHED_INSTANCE;
            match &self.parent {
                Some(parent) if cached >> 26 < self.layer => return parent.get(id),
                _ => self.instance_cell(cached as usize & ((1 << 26) - 1)),
            }
        };
        // SAFETY: the descriptor lives as long as this table. Whoever keeps it keeps the table: programs and VMs have
        // an `Arc` of it.
        unsafe { cell.get_or_init(|| self.make(id)).get() }
    }

    fn instance_cell(&self, index: usize) -> &OnceLock<RuntimeTypeBox> {
        let segment = (index / FIRST_SEGMENT + 1).ilog2() as usize;
        let at = index - ((1 << segment) - 1) * FIRST_SEGMENT;
        let cells =
            self.instances[segment].get_or_init(|| (0..FIRST_SEGMENT << segment).map(|_| OnceLock::new()).collect());
        &cells[at]
    }

    /// The type of values that are declared so.
    pub fn value_type(&self, ty: DataType) -> ValueType {
        ValueType::new(self.get(ty.type_id), ty.is_handle, ty.is_handle_to_const)
    }

    fn make(&self, id: TypeId) -> RuntimeTypeBox {
        let def = self.ffi.ty(id);
        let mut ty = describe(def, id, self.ffi.type_name(id).into());
        ty.args = def.args.iter().map(|arg| self.value_type(*arg)).collect();
        ty.resolver = Resolver::Table(NonNull::from(self));
        RuntimeTypeBox::new(ty, &[])
    }

    /// The functions behind a type of this table.
    pub(crate) fn resolve_behaviors(&self, id: TypeId) -> Behaviors {
        let def = self.ffi.ty(id);
        behaviors_of(def, &mut |function| {
            let takes_type = self.ffi.function(function).traits.has(FunctionTraits::TAKES_TYPE);
            Behavior::new(self.plan(function), takes_type)
        })
    }

    /// How a function of the registry is called. For members of templates, types that stand for template parameters are
    /// taken as they are declared.
    pub fn plan(&self, function: FunctionId) -> &NativePlan {
        if let Some(parent) = &self.parent {
            if function.0 < self.first_function {
                return parent.plan(function);
            }
        }
        self.plans.cell((function.0 - self.first_function) as usize).get_or_init(|| {
            let def = self.ffi.function(function);
            let types = |id| self.ffi.ty(id);
            make_plan(&self.ffi, function, def.ret, self.ffi.params(def), &types, &mut |ty| self.value_type(ty.value()))
        })
    }

    /// The descriptor of all function handles and delegates of the context.
    pub(crate) fn function_type(&self) -> &'static RuntimeType {
        if let Some(parent) = &self.parent {
            return parent.function_type();
        }
        let cell = self.function_type.get_or_init(|| {
            let size = size_of::<super::FunctionObject>() as u32;
            let mut ty = RuntimeType::new(RuntimeKind::Funcdef, TypeId::NONE, "function".into(), size, 8, false);
            ty.managed = Some(&FUNCTION_OPS);
            RuntimeTypeBox::new(ty, &[])
        });
        // SAFETY: as in `get`.
        unsafe { cell.get() }
    }

    /// A stack of at least `len` slots.
    pub(crate) fn take_stack(&self, len: usize) -> Option<Stack> {
        if let Ok(mut stacks) = self.stacks.try_lock() {
            if let Some(at) = stacks.iter().rposition(|s| s.len() == len) {
                return Some(stacks.swap_remove(at));
            }
        }
        Stack::new(len)
    }

    /// Keeps a stack for another VM, if there are not many.
    pub(crate) fn give_stack(&self, stack: Stack) {
        if let Ok(mut stacks) = self.stacks.try_lock() {
            if stacks.len() < Self::KEPT_STACKS && !stack.was_deep() {
                stacks.push(stack);
            }
        }
    }
}

/// The descriptor of a type, without what depends on other types.
pub(crate) fn describe(def: &TypeDef, id: TypeId, name: Text) -> RuntimeType {
    let (kind, size, align) = match def.kind {
        TypeKind::Primitive(p) => (RuntimeKind::Primitive, p.size(), p.size().max(1)),
        TypeKind::Enum => (RuntimeKind::Enum, 4, 4),
        TypeKind::Value => (RuntimeKind::Value, def.size, def.align.max(1)),
        TypeKind::Reference(ReferenceKind::Managed) => (RuntimeKind::Managed, def.size, 8),
        TypeKind::Reference(ReferenceKind::Counted) => (RuntimeKind::Counted, def.size, def.align.max(1)),
        TypeKind::Reference(ReferenceKind::NoCount | ReferenceKind::NoHandle) => {
            (RuntimeKind::NoCount, def.size, def.align.max(1))
        }
        TypeKind::Reference(ReferenceKind::Scoped) => (RuntimeKind::Scoped, def.size, def.align.max(1)),
        TypeKind::Class => (RuntimeKind::Class, def.size, 8),
        TypeKind::Interface => (RuntimeKind::Interface, 0, 8),
        TypeKind::Funcdef => (RuntimeKind::Funcdef, 0, 8),
        TypeKind::Null | TypeKind::Any | TypeKind::Error | TypeKind::TemplateParam(_) => (RuntimeKind::Primitive, 0, 1),
    };
    let mut ty = RuntimeType::new(kind, id, name, size, align, def.flags.has(TypeFlags::POD));
    ty.may_form_circles = def.flags.has(TypeFlags::GC) || matches!(kind, RuntimeKind::Interface | RuntimeKind::Funcdef);
    ty.template = def.template;
    ty.moves_as_bytes = def.moves_as_bytes();
    ty.is_constructed_early = def.is_constructed_early();
    if def.managed_ops != 0 {
        // SAFETY: a type definition names a `'static` table here (see its documentation); only the library's own
        // add-ons do.
        unsafe {
            if kind == RuntimeKind::Value {
                ty.value_ops = Some(&*(def.managed_ops as *const ValueOps));
            } else {
                ty.managed = Some(&*(def.managed_ops as *const ManagedOps));
            }
        }
    }
    ty
}

/// The behaviours of a type, each called as `callable` says.
pub(crate) fn behaviors_of(def: &TypeDef, callable: &mut dyn FnMut(FunctionId) -> Behavior) -> Behaviors {
    let mut get = |function: FunctionId| if function.is_some() { callable(function) } else { Behavior::NONE };
    let b = &def.behaviors;
    Behaviors {
        construct: get(b.default_construct),
        copy: get(b.copy_construct),
        assign: get(b.assign),
        destruct: get(b.destruct),
        add_ref: get(b.add_ref),
        release: get(b.release),
        weak_ref_flag: get(b.weak_ref_flag),
        gc_get_ref_count: get(b.gc_get_ref_count),
        gc_set_flag: get(b.gc_set_flag),
        gc_get_flag: get(b.gc_get_flag),
        gc_enum_refs: get(b.gc_enum_refs),
        gc_release_refs: get(b.gc_release_refs),
    }
}

/// The plan for a registered function with these types. A function that cannot be called on this platform (which its
/// registration has reported) gets a plan that raises.
pub(crate) fn make_plan(
    ffi: &FfiRegistry,
    function: FunctionId,
    ret: DataType,
    params: &[ParamDef],
    types: &TypeLookup<'_>,
    value_type: &mut dyn FnMut(DataType) -> ValueType,
) -> NativePlan {
    let def = ffi.function(function);
    let signature = Signature::new(def, ret, params, types);
    let info = std::ptr::from_ref(def).cast::<c_void>();
    let mut runtime_type = |ty: DataType| match Primitive::from_id(ty.type_id) {
        Some(Primitive::Void) => ValueType::NONE,
        _ => value_type(ty),
    };
    let native = ffi.native(function);
    match NativePlan::new(native, &signature, info, &mut runtime_type) {
        Ok(plan) => plan,
        Err(_) => NativePlan::new(&NativeFunction::STUB, &signature, info, &mut runtime_type)
            .unwrap_or_else(|_| unreachable!("a function without code needs no convention")),
    }
}
