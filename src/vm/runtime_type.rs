//! What a running program knows of a type: one descriptor per type, at an address that stays, so that types are
//! compared by address.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::OnceLock;

use crate::base::{HandleHeader, Text, TypeId};
use crate::bytecode::Instr;
use crate::types::Primitive;

use super::native::NativePlan;
use super::object::ObjHeader;
use super::program::Program;
use super::{Raised, RuntimeTypes, Vm};

/// How values of a type live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum RuntimeKind {
    /// A word of the language.
    Primitive,
    /// An enum; what its values are stands in [`RuntimeType::number`].
    Enum,
    /// A registered value type.
    Value,
    /// An object with the VM's header that is not of a script class: containers of the add-ons.
    Managed,
    /// A registered reference type counted by the host.
    Counted,
    /// A registered reference type without counting.
    NoCount,
    /// A registered reference type with one owner.
    Scoped,
    /// A script class.
    Class,
    /// An interface; the objects behind its handles are of script classes.
    Interface,
    /// A function type; the objects behind its handles are function handles and delegates.
    Funcdef,
}

/// What has to be done to keep, copy and drop a value in memory. The value operations dispatch on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Storage {
    /// Bytes: primitives, enums, plain value types, handles without counting.
    Plain,
    /// A value type with behaviours.
    Value,
    /// A handle to an object with the VM's header.
    ManagedHandle,
    /// A handle counted by the host.
    CountedHandle,
    /// A cell that owns an object with the VM's header.
    ManagedObject,
    /// A cell that owns an object counted by the host.
    CountedObject,
    /// A cell that holds an object that nobody counts.
    NoCountObject,
    /// A cell that owns an object of a scoped type.
    ScopedObject,
}

/// A type of a value in memory or behind a `?` argument: a [`RuntimeType`] and whether the value is a handle.
///
/// It is one word: the address of the type with the two flags in its low bits. That word is what `LdType` loads and
/// what the second slot of a `?` argument holds; for a type without `@` it is the address itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct ValueType(usize);

// SAFETY: a `ValueType` is an address of a `RuntimeType`, which is immutable apart from `OnceLock`s.
unsafe impl Send for ValueType {}
// SAFETY: as above.
unsafe impl Sync for ValueType {}

const HANDLE: usize = 1;
const CONST_HANDLE: usize = 2;

impl ValueType {
    /// No type: what `void` is, and what stands for types that are not known.
    pub const NONE: ValueType = ValueType(0);

    /// The type of values of `ty`, or of handles to it.
    #[inline]
    pub fn new(ty: *const RuntimeType, is_handle: bool, is_const_handle: bool) -> ValueType {
        ValueType(
            ty as usize | (is_handle as usize * HANDLE) | ((is_handle && is_const_handle) as usize * CONST_HANDLE),
        )
    }

    /// The type of values of `ty`.
    #[inline]
    pub fn of(ty: *const RuntimeType) -> ValueType {
        ValueType(ty as usize)
    }

    /// From the word in a slot.
    ///
    /// # Safety
    ///
    /// The slot holds what `LdType` put there.
    #[inline]
    pub const unsafe fn from_slot(slot: u64) -> ValueType {
        ValueType(slot as usize)
    }

    /// As a word in a slot.
    #[inline]
    pub const fn to_slot(self) -> u64 {
        self.0 as u64
    }

    /// Whether there is no type.
    #[inline]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The type itself. Must not be asked of [`ValueType::NONE`].
    #[inline]
    pub fn ty(self) -> &'static RuntimeType {
        debug_assert!(!self.is_none());
        // SAFETY: a value that is not NONE was made from the address of a runtime type, whose owner (context or
        // program) outlives all values of the type and all code that names it. The lifetime is as long as that owner.
        unsafe { &*self.ty_ptr() }
    }

    /// The address of the type.
    #[inline]
    pub const fn ty_ptr(self) -> *const RuntimeType {
        (self.0 & !(HANDLE | CONST_HANDLE)) as *const RuntimeType
    }

    /// `T@`
    #[inline]
    pub const fn is_handle(self) -> bool {
        self.0 & HANDLE != 0
    }

    /// `const T@`
    #[inline]
    pub const fn is_const_handle(self) -> bool {
        self.0 & CONST_HANDLE != 0
    }

    /// The type behind a handle.
    #[inline]
    pub const fn object(self) -> ValueType {
        ValueType(self.0 & !(HANDLE | CONST_HANDLE))
    }

    /// What a value of it is in memory.
    #[inline]
    pub fn storage(self) -> Storage {
        self.ty().storage[self.is_handle() as usize]
    }

    /// Bytes of a value in memory: handles and objects of reference types take a pointer.
    #[inline]
    pub fn size(self) -> usize {
        if self.is_handle() { 8 } else { self.ty().value_size as usize }
    }

    /// Alignment of a value in memory.
    #[inline]
    pub fn align(self) -> usize {
        if self.is_handle() { 8 } else { self.ty().value_align as usize }
    }

    /// The primitive it is, if it is one.
    #[inline]
    pub fn as_primitive(self) -> Option<Primitive> {
        if self.is_none() || self.is_handle() || self.ty().kind != RuntimeKind::Primitive {
            return None;
        }
        Primitive::from_id(self.ty().id)
    }

    /// The number that a value is: that of a primitive, or of the values of an enum.
    #[inline]
    pub fn as_number(self) -> Option<Primitive> {
        if self.is_none() || self.is_handle() { None } else { self.ty().number }
    }

    /// Whether an object of a reference type is meant: in memory its values are cells that hold the object's address.
    #[inline]
    pub fn is_object_cell(self) -> bool {
        !self.is_handle() && self.ty().is_reference()
    }

    /// Whether values of it may be part of a circle of references.
    #[inline]
    pub fn may_form_circles(self) -> bool {
        self.ty().may_form_circles
    }
}

impl fmt::Debug for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_none() {
            return f.write_str("-");
        }
        if self.is_const_handle() {
            f.write_str("const ")?;
        }
        f.write_str(&self.ty().name)?;
        if self.is_handle() { f.write_str("@") } else { Ok(()) }
    }
}

/// A function of the host that the VM calls by itself to make, copy or destroy objects.
#[derive(Clone, Copy)]
pub struct Behavior {
    plan: *const NativePlan,
    /// The type of the instance is passed before the other arguments (HOST-059).
    pub takes_type: bool,
}

// SAFETY: plans are immutable; the pointer is to a plan that its context or program keeps.
unsafe impl Send for Behavior {}
// SAFETY: as above.
unsafe impl Sync for Behavior {}

impl Behavior {
    /// None.
    pub const NONE: Behavior = Behavior { plan: std::ptr::null(), takes_type: false };

    /// A function. Its plan lives as long as the type.
    pub fn new(plan: &NativePlan, takes_type: bool) -> Behavior {
        Behavior { plan, takes_type }
    }

    /// Whether there is a function.
    #[inline]
    pub fn is_some(self) -> bool {
        !self.plan.is_null()
    }

    /// The same function, not given the type: methods are not.
    #[inline]
    pub(crate) fn without_type(self) -> Behavior {
        Behavior { takes_type: false, ..self }
    }

    /// How to call it.
    #[inline]
    pub fn plan(self) -> Option<&'static NativePlan> {
        // SAFETY: null or a plan that outlives the type (see `new`).
        unsafe { self.plan.as_ref() }
    }
}

/// The functions of the host that stand behind a registered type.
#[derive(Clone, Copy)]
pub struct Behaviors {
    /// Default constructor (value types) or default factory (reference types).
    pub construct: Behavior,
    /// Copy constructor or copy factory.
    pub copy: Behavior,
    /// `opAssign(const T &in)`
    pub assign: Behavior,
    /// Destructor.
    pub destruct: Behavior,
    /// Adds a reference.
    pub add_ref: Behavior,
    /// Drops a reference.
    pub release: Behavior,
    /// Gives the shared flag for weak references.
    pub weak_ref_flag: Behavior,
    /// Gives the count of references.
    pub gc_get_ref_count: Behavior,
    /// Sets the collector's mark.
    pub gc_set_flag: Behavior,
    /// Gives the collector's mark.
    pub gc_get_flag: Behavior,
    /// Reports the references held.
    pub gc_enum_refs: Behavior,
    /// Drops the references held.
    pub gc_release_refs: Behavior,
}

impl Behaviors {
    /// None.
    pub const NONE: Behaviors = Behaviors {
        construct: Behavior::NONE,
        copy: Behavior::NONE,
        assign: Behavior::NONE,
        destruct: Behavior::NONE,
        add_ref: Behavior::NONE,
        release: Behavior::NONE,
        weak_ref_flag: Behavior::NONE,
        gc_get_ref_count: Behavior::NONE,
        gc_set_flag: Behavior::NONE,
        gc_get_flag: Behavior::NONE,
        gc_enum_refs: Behavior::NONE,
        gc_release_refs: Behavior::NONE,
    };
}

/// Makes an object of a managed type, with one reference.
pub type ManagedConstruct = unsafe fn(vm: &Vm, ty: &'static RuntimeType) -> Result<*mut ObjHeader, Raised>;
/// Makes a copy of an object of a managed type, with one reference.
pub type ManagedCopy = unsafe fn(vm: &Vm, object: *mut ObjHeader) -> Result<*mut ObjHeader, Raised>;
/// Makes the first object of a managed type equal to the second.
pub type ManagedAssign = unsafe fn(vm: &Vm, to: *mut ObjHeader, from: *mut ObjHeader) -> Result<(), Raised>;

/// What the VM calls for objects of a type of kind [`RuntimeKind::Managed`] or [`RuntimeKind::Funcdef`]. All functions
/// get an object of that very type; those with a VM get the VM the object belongs to.
pub struct ManagedOps {
    /// Drops the content; the object's memory itself is freed by the VM afterwards.
    pub destroy: unsafe fn(vm: &Vm, object: *mut ObjHeader),
    /// Tells each reference to an object of a collected type that the object holds, with the type of that object (for
    /// managed ones any type that is managed will do: the VM looks into the header). One call for each reference.
    pub enumerate: unsafe fn(object: *mut ObjHeader, visit: &mut dyn FnMut(*mut u8, &'static RuntimeType)),
    /// Drops the references that `enumerate` tells; the object stays valid, but may be empty afterwards.
    pub clear: unsafe fn(vm: &Vm, object: *mut ObjHeader),
    /// A new object by default construction, with one reference. `None`: the type's default factory is called.
    pub construct: Option<ManagedConstruct>,
    /// A copy of an object, with one reference. `None`: the type's behaviours are called.
    pub copy: Option<ManagedCopy>,
    /// Makes the first object equal to the second, of the same type. `None`: the type's behaviour is called.
    pub assign: Option<ManagedAssign>,
}

/// What the VM calls instead of the behaviours of a value type of the library's own. None of them can fail.
pub struct ValueOps {
    /// Makes a default value in memory that holds none.
    pub construct: unsafe fn(vm: &Vm, value: *mut u8),
    /// Makes a copy in memory that holds no value.
    pub copy: unsafe fn(vm: &Vm, to: *mut u8, from: *const u8),
    /// Makes the first value equal to the second; they may be the same.
    pub assign: unsafe fn(vm: &Vm, to: *mut u8, from: *const u8),
    /// Ends a value.
    pub destroy: unsafe fn(vm: &Vm, value: *mut u8),
}

/// A member variable that must be released when its object goes.
#[derive(Clone, Copy, Debug)]
pub struct ManagedField {
    /// Bytes from the start of the object.
    pub offset: u32,
    /// Its type.
    pub ty: ValueType,
}

impl ManagedField {
    /// Whether the member is constructed with the memory of its object.
    pub(crate) fn is_constructed_early(&self) -> bool {
        !self.ty.is_handle() && self.ty.ty().is_constructed_early && self.ty.ty().kind == RuntimeKind::Value
    }
}

/// A member variable of a script class.
#[derive(Clone, Debug)]
pub struct ClassField {
    /// Bytes from the start of the object.
    pub offset: u32,
    /// Its type.
    pub ty: ValueType,
    /// Its name.
    pub name: Text,
}

/// What only script classes have.
pub struct ClassInfo {
    /// Index of the class in its unit.
    pub index: u32,
    /// The base class.
    pub base: Option<&'static RuntimeType>,
    /// All classes from the root of the hierarchy to this one: the class at its own depth is the class itself, so one
    /// comparison answers whether it derives from another.
    pub ancestors: Box<[*const RuntimeType]>,
    /// Interfaces, inherited ones included.
    pub interfaces: Box<[*const RuntimeType]>,
    /// All fields, inherited ones first.
    pub fields: Box<[ClassField]>,
    /// Fields that need releasing.
    pub managed_fields: Box<[ManagedField]>,
    /// Functions of the method table, by index in the unit.
    pub methods: Box<[u32]>,
    /// Destructors from this class up to the root, by index in the unit.
    pub destructors: Box<[u32]>,
    /// Runs on a fresh object.
    pub default_constructor: Option<u32>,
    /// Runs on a fresh object with the object to copy.
    pub copy_constructor: Option<u32>,
    /// Runs on an object with the object to assign.
    pub assign: Option<u32>,
}

/// The descriptor of a type.
///
/// For a script class the table of its methods' code follows the descriptor in memory, so that a virtual call goes
/// from the object to its type and from there to the code.
#[repr(C, align(16))]
pub struct RuntimeType {
    head: HandleHeader,
    /// The program a script class belongs to; null for other types.
    pub(crate) program: *const Program,
    /// Code of interface methods: the entry for interface method `i` of the program is at `i & interface_mask`. Only
    /// methods that the class implements are found rightly, which the compiler guarantees.
    pub(crate) interface_table: *const *const Instr,
    pub(crate) interface_mask: u32,
    /// How values live.
    pub kind: RuntimeKind,
    /// What number a value is, for primitives and enums.
    pub number: Option<Primitive>,
    /// A script class whose objects hold nothing and have no destructor: their end is that of their memory.
    pub(crate) is_trivial: bool,
    /// Values may be moved in memory by copying their bytes.
    pub moves_as_bytes: bool,
    /// Members of this type are constructed with the memory of their object; for a script class: it has such members.
    pub(crate) is_constructed_early: bool,
    /// Objects may be part of a circle of references: counted objects of it are tracked by the collector.
    pub may_form_circles: bool,
    /// What values (first) and handles (second) are in memory.
    pub storage: [Storage; 2],
    /// Bytes of an object: with header for managed ones.
    pub size: u32,
    /// Alignment of an object.
    pub align: u32,
    /// Bytes of a value in memory: for reference types of the cell.
    pub value_size: u32,
    /// Alignment of a value in memory.
    pub value_align: u32,
    /// Plain bytes: no code runs to construct, copy or destroy values.
    pub is_pod: bool,
    /// Its id: in the registry, or in the unit it comes from.
    pub id: TypeId,
    /// The template it is an instance of, or [`TypeId::NONE`].
    pub template: TypeId,
    /// Its name as scripters write it.
    pub name: Text,
    /// Template arguments.
    pub args: Box<[ValueType]>,
    /// What a managed type of the add-ons does.
    pub managed: Option<&'static ManagedOps>,
    /// What a value type of the library's own does.
    pub value_ops: Option<&'static ValueOps>,
    /// What a script class has.
    pub class: Option<Box<ClassInfo>>,
    /// Makes the behaviours when they are asked for first.
    pub(crate) resolver: Resolver,
    pub(crate) behaviors: OnceLock<Behaviors>,
    /// Whatever an add-on wants to keep for the type: an array's comparison functions, for instance.
    pub cache: OnceLock<Box<dyn Any + Send + Sync>>,
    /// What the host's side keeps for the type.
    pub companion: OnceLock<Box<dyn Any + Send + Sync>>,
    method_count: u32,
    /// The program that declares a type; null for types of the host and instances.
    pub(crate) declared_in: *const Program,
    /// The interface table, if it is not empty.
    pub(crate) interface_storage: Box<[*const Instr]>,
}

// SAFETY: a runtime type is not changed once other threads can see it, apart from its `OnceLock`s; the pointers in it
// are to code and types that are immutable as well and outlive it.
unsafe impl Send for RuntimeType {}
// SAFETY: as above.
unsafe impl Sync for RuntimeType {}

/// Where the behaviours of a type come from.
#[derive(Clone, Copy)]
pub(crate) enum Resolver {
    /// It has none, or they were set already.
    Done,
    /// The table of the context's types makes them.
    Table(NonNull<RuntimeTypes>),
}

impl RuntimeType {
    /// A type with the given properties; sizes as follow from the kind.
    pub(crate) fn new(kind: RuntimeKind, id: TypeId, name: Text, size: u32, align: u32, is_pod: bool) -> RuntimeType {
        use RuntimeKind as K;
        let storage = match kind {
            K::Primitive | K::Enum => [Storage::Plain, Storage::Plain],
            K::Value => [if is_pod { Storage::Plain } else { Storage::Value }, Storage::Plain],
            K::Managed | K::Class | K::Interface | K::Funcdef => [Storage::ManagedObject, Storage::ManagedHandle],
            K::Counted => [Storage::CountedObject, Storage::CountedHandle],
            K::NoCount => [Storage::NoCountObject, Storage::Plain],
            K::Scoped => [Storage::ScopedObject, Storage::Plain],
        };
        let inline = matches!(kind, K::Primitive | K::Enum | K::Value);
        RuntimeType {
            head: HandleHeader::new(RuntimeType::MAGIC),
            program: std::ptr::null(),
            declared_in: std::ptr::null(),
            interface_table: std::ptr::null(),
            interface_mask: 0,
            kind,
            number: match kind {
                K::Primitive => Primitive::from_id(id),
                K::Enum => Some(Primitive::Int32),
                _ => None,
            },
            is_trivial: false,
            moves_as_bytes: true,
            is_constructed_early: false,
            may_form_circles: false,
            storage,
            size,
            align,
            value_size: if inline { size } else { 8 },
            value_align: if inline { align } else { 8 },
            is_pod: is_pod || matches!(kind, K::Primitive | K::Enum),
            id,
            template: TypeId::NONE,
            name,
            args: Box::default(),
            managed: None,
            value_ops: None,
            class: None,
            resolver: Resolver::Done,
            behaviors: OnceLock::new(),
            cache: OnceLock::new(),
            companion: OnceLock::new(),
            method_count: 0,
            interface_storage: Box::default(),
        }
    }

    /// What a descriptor starts with in memory.
    pub const MAGIC: u32 = u32::from_le_bytes(*b"ASty");

    /// What it starts with, for hosts that hold it by address.
    #[inline]
    pub fn head(&self) -> &HandleHeader {
        &self.head
    }

    /// Objects are reached by pointer.
    #[inline]
    pub fn is_reference(&self) -> bool {
        !matches!(self.kind, RuntimeKind::Primitive | RuntimeKind::Enum | RuntimeKind::Value)
    }

    /// Objects have the VM's header.
    #[inline]
    pub fn is_managed(&self) -> bool {
        matches!(self.storage[1], Storage::ManagedHandle)
    }

    /// The functions of the host behind the type.
    #[inline]
    pub fn behaviors(&self) -> &Behaviors {
        match self.behaviors.get() {
            Some(b) => b,
            None => self.resolve_behaviors(),
        }
    }

    #[cold]
    fn resolve_behaviors(&self) -> &Behaviors {
        match self.resolver {
            Resolver::Done => &Behaviors::NONE,
            // SAFETY: the table owns this type, so it is alive.
            Resolver::Table(table) => {
                self.behaviors.get_or_init(|| unsafe { table.as_ref() }.resolve_behaviors(self.id))
            }
        }
    }

    /// The table that a registered type, or an instance of registered types, belongs to.
    pub fn table(&self) -> Option<&RuntimeTypes> {
        match self.resolver {
            Resolver::Done => None,
            // SAFETY: the table owns this type, so it is alive.
            Resolver::Table(table) => Some(unsafe { table.as_ref() }),
        }
    }

    /// The program of a script class.
    #[inline]
    pub fn program(&self) -> Option<&Program> {
        // SAFETY: null or the program that owns this type.
        unsafe { self.program.as_ref() }
    }

    /// The program that declares a class, interface, enum or function type of a script.
    pub fn declared_in(&self) -> Option<&Program> {
        // SAFETY: null or the program that owns this type.
        unsafe { self.declared_in.as_ref() }
    }

    /// The code of the method in a slot of the method table.
    ///
    /// # Safety
    ///
    /// The type is a script class whose method table has that slot.
    #[inline(always)]
    pub(crate) unsafe fn method_code(this: *const RuntimeType, slot: usize) -> *const Instr {
        // SAFETY: the table follows the descriptor (see `RuntimeTypeBox::new`).
        unsafe { *this.add(1).cast::<*const Instr>().add(slot) }
    }

    /// Whether a script class derives from another one or is it, or implements an interface.
    #[inline]
    pub fn is_a(&self, other: &RuntimeType) -> bool {
        if std::ptr::eq(self, other) {
            return true;
        }
        let Some(class) = &self.class else { return false };
        let other_address = std::ptr::from_ref(other);
        match &other.class {
            Some(o) => class.ancestors.get(o.ancestors.len() - 1) == Some(&other_address),
            None => class.interfaces.contains(&other_address),
        }
    }
}

impl fmt::Debug for RuntimeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// Owns a [`RuntimeType`] with the method table behind it.
pub(crate) struct RuntimeTypeBox(NonNull<RuntimeType>);

// SAFETY: it owns a type, which is `Send` and `Sync`.
unsafe impl Send for RuntimeTypeBox {}
// SAFETY: as above.
unsafe impl Sync for RuntimeTypeBox {}

impl RuntimeTypeBox {
    fn layout(methods: usize) -> Layout {
        let (layout, offset) = Layout::new::<RuntimeType>()
            .extend(Layout::array::<*const Instr>(methods).expect("a method table has less than 65,536 entries"))
            .expect("a method table has less than 65,536 entries");
        debug_assert_eq!(offset, size_of::<RuntimeType>());
        layout
    }

    /// Puts a type at its place, with this method table.
    pub(crate) fn new(mut ty: RuntimeType, methods: &[*const Instr]) -> RuntimeTypeBox {
        ty.method_count = methods.len() as u32;
        let layout = Self::layout(methods.len());
        // SAFETY: the layout is not empty; the block has room for the type and the table behind it.
        unsafe {
            let Some(ptr) = NonNull::new(alloc(layout).cast::<RuntimeType>()) else { handle_alloc_error(layout) };
            ptr.write(ty);
            let table = ptr.as_ptr().add(1).cast::<*const Instr>();
            std::ptr::copy_nonoverlapping(methods.as_ptr(), table, methods.len());
            RuntimeTypeBox(ptr)
        }
    }

    /// The address.
    #[inline]
    pub(crate) fn as_ptr(&self) -> *mut RuntimeType {
        self.0.as_ptr()
    }

    /// The type for as long as its owner lives.
    ///
    /// # Safety
    ///
    /// The result is not used after the owner is dropped.
    #[inline]
    pub(crate) unsafe fn get(&self) -> &'static RuntimeType {
        // SAFETY: the block is a valid type; the caller keeps the life in bounds.
        unsafe { self.0.as_ref() }
    }
}

impl Deref for RuntimeTypeBox {
    type Target = RuntimeType;

    fn deref(&self) -> &RuntimeType {
        // SAFETY: the block holds a valid type.
        unsafe { self.0.as_ref() }
    }
}

impl Drop for RuntimeTypeBox {
    fn drop(&mut self) {
        // SAFETY: made by `new` with this layout, and dropped once.
        unsafe {
            let layout = Self::layout(self.0.as_ref().method_count as usize);
            self.0.drop_in_place();
            dealloc(self.0.as_ptr().cast(), layout);
        }
    }
}
