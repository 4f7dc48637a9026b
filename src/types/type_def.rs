//! Types of both tiers, resolved.

use crate::base::{FunctionId, NamespaceId, Span, Symbol, TypeId};

use super::{DataType, NativeFunction, NativeShape, ObjectFlags, Primitive, TypeKind};

/// A run of entries in one of a tier's tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// Index of the first entry.
    pub start: u32,
    /// How many entries.
    pub len: u32,
}

impl Range {
    /// No entries.
    pub const EMPTY: Range = Range { start: 0, len: 0 };

    /// The entries of this range in `table`.
    #[inline]
    pub fn of<T>(self, table: &[T]) -> &[T] {
        &table[self.start as usize..(self.start + self.len) as usize]
    }
}

/// Properties of a type, as a set of bits.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct TypeFlags(pub u32);

#[allow(missing_docs)]
impl TypeFlags {
    /// Plain bytes: no construction, destruction or copying code (HOST-030).
    pub const POD: TypeFlags = TypeFlags(1);
    /// Acts as a handle itself (HOST-029).
    pub const AS_HANDLE: TypeFlags = TypeFlags(1 << 1);
    /// The plain name means a handle (HOST-028).
    pub const IMPLICIT_HANDLE: TypeFlags = TypeFlags(1 << 2);
    /// Takes part in garbage collection.
    pub const GC: TypeFlags = TypeFlags(1 << 3);
    /// A registered template; `args` are its parameters.
    pub const TEMPLATE: TypeFlags = TypeFlags(1 << 4);
    /// An instance of a template that mentions a template parameter itself (`array<T>` inside `array<T>`).
    pub const DEPENDENT: TypeFlags = TypeFlags(1 << 5);
    pub const ABSTRACT: TypeFlags = TypeFlags(1 << 6);
    pub const FINAL: TypeFlags = TypeFlags(1 << 7);
    pub const SHARED: TypeFlags = TypeFlags(1 << 8);
    pub const EXTERNAL: TypeFlags = TypeFlags(1 << 9);
    /// All members are floats (how it is passed by value in native calls).
    pub const ALL_FLOATS: TypeFlags = TypeFlags(1 << 10);
    /// All members are integers or pointers.
    pub const ALL_INTS: TypeFlags = TypeFlags(1 << 11);
    /// A class whose C++ counterpart has a non-trivial destructor or copy constructor: always passed by address.
    pub const NON_TRIVIAL: TypeFlags = TypeFlags(1 << 12);
    /// The type of string literals.
    pub const STRING: TypeFlags = TypeFlags(1 << 13);
    /// Registered as a type of its own for certain arguments of a template (HOST-036).
    pub const SPECIALIZED: TypeFlags = TypeFlags(1 << 14);
    /// An enum whose values are unsigned.
    pub const UNSIGNED: TypeFlags = TypeFlags(1 << 15);
    /// Stands for a template function: its instances hold the type arguments of calls. It has no values, and no name leads
    /// to it.
    pub const OF_FUNCTION: TypeFlags = TypeFlags(1 << 16);
    /// A class of which a base or accessor is wrong, which was reported: it may have any member.
    pub const INCOMPLETE: TypeFlags = TypeFlags(1 << 17);

    /// Whether all bits of `other` are set.
    #[inline]
    pub const fn has(self, other: TypeFlags) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets together.
    #[inline]
    pub const fn with(self, other: TypeFlags) -> TypeFlags {
        TypeFlags(self.0 | other.0)
    }
}

/// `private` and `protected` of members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub enum MemberAccess {
    #[default]
    Public,
    Private,
    Protected,
}

/// A member variable.
#[derive(Clone, Copy, Debug)]
pub struct PropertyDef {
    /// Its name.
    pub name: Symbol,
    /// Its type; const ones are read-only.
    pub ty: DataType,
    /// Bytes from the start of the object (for script classes: from the object header).
    pub offset: i32,
    /// At `offset` lies a pointer, to be followed; then `inner_offset` is added (HOST-041). `None`: the member lies at
    /// `offset` itself.
    pub indirect: Option<i32>,
    /// Who may use it.
    pub access: MemberAccess,
    /// The class that declares it.
    pub owner: TypeId,
    /// Where it is declared.
    pub span: Span,
    /// Which modules see it.
    pub access_mask: u32,
}

/// An entry of a type's method table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodEntry {
    /// The method's name.
    pub name: Symbol,
    /// The method.
    pub function: FunctionId,
}

/// An accessor function of a virtual property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessorDef {
    /// The property's name.
    pub name: Symbol,
    /// `get_name` or `set_name`.
    pub function: FunctionId,
    /// Whether it is the setter.
    pub is_setter: bool,
}

/// A value of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnumValueDef {
    /// Its name.
    pub name: Symbol,
    /// The value; for `uint64` enums the bits of it.
    pub value: i64,
}

/// The compiled pattern of a list constructor or list factory (HOST-070).
#[derive(Clone, Debug, PartialEq)]
pub enum ListPattern {
    /// `{ a, b, … }`
    List(Vec<ListPattern>),
    /// `repeat p`
    Repeat(Box<ListPattern>),
    /// `repeat_same p`
    RepeatSame(Box<ListPattern>),
    /// A value of a type; `?` is [`DataType::ANY`].
    Type(DataType),
}

/// The functions by which the VM and the compiler handle objects of a type. [`FunctionId::NONE`] where there is none.
#[derive(Clone, Copy, Debug)]
pub struct TypeBehaviors {
    /// Constructors of value types and script classes, as entries of the tier's function list table.
    pub constructors: Range,
    /// Factories of reference types; for script classes the same as `constructors`.
    pub factories: Range,
    /// The constructor or factory without parameters.
    pub default_construct: FunctionId,
    /// The constructor or factory that takes `const T &in` (or `&inout`).
    pub copy_construct: FunctionId,
    /// `opAssign(const T &in)`.
    pub assign: FunctionId,
    /// The destructor.
    pub destruct: FunctionId,
    /// Takes an initialisation list; its pattern is in [`TypeDef::list_pattern`].
    pub list_construct: FunctionId,
    /// Adds a reference.
    pub add_ref: FunctionId,
    /// Drops a reference.
    pub release: FunctionId,
    /// Gives the flag that weak references watch.
    pub weak_ref_flag: FunctionId,
    /// The five behaviours of collected types: get the count.
    pub gc_get_ref_count: FunctionId,
    /// Set the mark.
    pub gc_set_flag: FunctionId,
    /// Get the mark.
    pub gc_get_flag: FunctionId,
    /// Report the held references.
    pub gc_enum_refs: FunctionId,
    /// Drop the held references.
    pub gc_release_refs: FunctionId,
    /// Validates the arguments of a template (HOST-062).
    pub template_callback: FunctionId,
}

impl TypeBehaviors {
    /// No behaviours.
    pub const NONE: TypeBehaviors = TypeBehaviors {
        constructors: Range::EMPTY,
        factories: Range::EMPTY,
        default_construct: FunctionId::NONE,
        copy_construct: FunctionId::NONE,
        assign: FunctionId::NONE,
        destruct: FunctionId::NONE,
        list_construct: FunctionId::NONE,
        add_ref: FunctionId::NONE,
        release: FunctionId::NONE,
        weak_ref_flag: FunctionId::NONE,
        gc_get_ref_count: FunctionId::NONE,
        gc_set_flag: FunctionId::NONE,
        gc_get_flag: FunctionId::NONE,
        gc_enum_refs: FunctionId::NONE,
        gc_release_refs: FunctionId::NONE,
        template_callback: FunctionId::NONE,
    };
}

/// Judges the arguments of a template's instance: whether they need collection, or why they are refused.
pub type TemplateValidator = fn(&TemplateArguments<'_>) -> Result<TemplateVerdict, String>;

/// What a template type asks before it is instantiated, and what it keeps per instance.
///
/// The callback is a plain function of the library (for add-ons) or a trampoline to the host's behaviour.
#[derive(Clone, Copy, Debug)]
pub struct TemplateCallbacks {
    /// Judges the arguments of an instance; returns why they are refused. Called at compile time, once per instance,
    /// from any thread.
    pub validate: Option<TemplateValidator>,
}

/// What a template's validation sees of one argument.
#[derive(Clone, Copy, Debug)]
pub struct TemplateArgument {
    /// The argument.
    pub ty: DataType,
    /// What it is.
    pub kind: TypeKind,
    /// Properties of its type.
    pub flags: TypeFlags,
    /// It can be made without arguments.
    pub has_default_constructor: bool,
    /// It may be part of a circle of references.
    pub may_form_circles: bool,
}

/// The arguments of an instance to be validated.
#[derive(Clone, Copy, Debug)]
pub struct TemplateArguments<'a> {
    /// The arguments in order.
    pub args: &'a [TemplateArgument],
    /// The template.
    pub template: TypeId,
    /// The host's function behind the template's callback behaviour (HOST-062), if it registered one.
    pub callback: Option<NativeFunction>,
}

/// A template's consent to an instance.
#[derive(Clone, Copy, Debug)]
pub struct TemplateVerdict {
    /// Instances need no garbage collection.
    pub no_gc: bool,
}

/// A type of either tier. Members lie in the tier's tables.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Its id.
    pub id: TypeId,
    /// Its name, without namespace and template arguments.
    pub name: Symbol,
    /// The namespace it is declared in.
    pub namespace: NamespaceId,
    /// For child funcdefs: the type they belong to.
    pub parent: TypeId,
    /// What it is.
    pub kind: TypeKind,
    /// Its properties.
    pub flags: TypeFlags,
    /// Registered object types: what the host said when registering it.
    pub object_flags: ObjectFlags,
    /// Bytes of an object: for value types of the value, for script classes with the object header, for primitives and
    /// enums of the value; 0 where unknown.
    pub size: u32,
    /// Alignment of an object in bytes.
    pub align: u32,
    /// Value types: what C functions see of the members.
    pub shape: NativeShape,
    /// The base class.
    pub base: TypeId,
    /// All implemented interfaces, inherited ones included, as entries of the tier's type list table.
    pub interfaces: Range,
    /// Methods: registered types sorted by name; script classes and interfaces in the order of their method table,
    /// inherited ones first.
    pub methods: Range,
    /// Accessors of virtual properties, inherited ones included.
    pub accessors: Range,
    /// Member variables, inherited ones first.
    pub properties: Range,
    /// Values of an enum.
    pub enum_values: Range,
    /// Functions that make, copy and destroy objects.
    pub behaviors: TypeBehaviors,
    /// Pattern of the list constructor.
    pub list_pattern: Option<Box<ListPattern>>,
    /// For an instance: the template it comes from. Its members are those of the template.
    pub template: TypeId,
    /// Arguments of an instance; parameters of a template.
    pub args: Box<[DataType]>,
    /// Questions asked before instantiating.
    pub callbacks: TemplateCallbacks,
    /// For types of the library's own: the address of the `'static` table of what the VM does with their objects
    /// ([`vm::ManagedOps`](crate::vm::ManagedOps) for objects with the VM's header, [`vm::ValueOps`](crate::vm::ValueOps)
    /// for value types); 0 for others.
    pub managed_ops: usize,
    /// The signature of a funcdef.
    pub signature: FunctionId,
    /// Where it is declared.
    pub span: Span,
    /// Which modules see it.
    pub access_mask: u32,
}

impl TypeDef {
    /// The type of an enum's values: `int`, unless the script has chosen another.
    pub fn enum_primitive(&self) -> Primitive {
        match (self.size, self.flags.has(TypeFlags::UNSIGNED)) {
            (1, false) => Primitive::Int8,
            (1, true) => Primitive::UInt8,
            (2, false) => Primitive::Int16,
            (2, true) => Primitive::UInt16,
            (8, false) => Primitive::Int64,
            (8, true) => Primitive::UInt64,
            (_, true) => Primitive::UInt32,
            (_, false) => Primitive::Int32,
        }
    }

    /// Makes it an enum over this integer type.
    pub fn set_enum_primitive(&mut self, number: Primitive) {
        (self.size, self.align) = (number.size(), number.size());
        self.flags.0 &= !TypeFlags::UNSIGNED.0;
        if number.is_unsigned() {
            self.flags = self.flags.with(TypeFlags::UNSIGNED);
        }
    }

    /// Whether a value may be moved in memory by copying its bytes, without running any code. Classes that have a
    /// destructor or copy constructor in C++ may hold addresses of themselves: they are copied and destroyed instead.
    pub fn moves_as_bytes(&self) -> bool {
        !self.flags.has(TypeFlags::NON_TRIVIAL)
    }

    /// Whether members of this type are constructed when the memory of their object is made, before any constructor of the
    /// script runs: foreign code must never see memory that it did not construct, also not if a constructor fails or an
    /// overridden method is called by the constructor of a base class.
    pub fn is_constructed_early(&self) -> bool {
        self.kind == TypeKind::Value
            && !self.flags.has(TypeFlags::POD)
            && self.managed_ops == 0
            && self.behaviors.default_construct.is_some()
            && self.behaviors.destruct.is_some()
    }

    /// A type of this name and kind without members.
    pub fn new(id: TypeId, name: Symbol, namespace: NamespaceId, kind: TypeKind) -> TypeDef {
        TypeDef {
            id,
            name,
            namespace,
            parent: TypeId::NONE,
            kind,
            flags: TypeFlags::default(),
            object_flags: ObjectFlags::default(),
            size: 0,
            align: 1,
            shape: NativeShape::default(),
            base: TypeId::NONE,
            interfaces: Range::EMPTY,
            methods: Range::EMPTY,
            accessors: Range::EMPTY,
            properties: Range::EMPTY,
            enum_values: Range::EMPTY,
            behaviors: TypeBehaviors::NONE,
            list_pattern: None,
            template: TypeId::NONE,
            args: Box::default(),
            callbacks: TemplateCallbacks { validate: None },
            managed_ops: 0,
            signature: FunctionId::NONE,
            span: Span::NONE,
            access_mask: u32::MAX,
        }
    }

    /// Whether it is a template without arguments.
    #[inline]
    pub fn is_template(&self) -> bool {
        self.flags.has(TypeFlags::TEMPLATE)
    }

    /// Whether it is an instance of a template.
    #[inline]
    pub fn is_instance(&self) -> bool {
        self.template.is_some()
    }
}

/// A global variable: a host's property, or a variable of a script.
#[derive(Clone, Copy, Debug)]
pub struct GlobalDef {
    /// Its id.
    pub id: crate::base::GlobalId,
    /// Its name.
    pub name: Symbol,
    /// Its namespace.
    pub namespace: NamespaceId,
    /// Its type.
    pub ty: DataType,
    /// Host properties: the address of the value (for objects registered by value the object's, for handles the
    /// pointer's). 0 for script variables.
    pub address: usize,
    /// Where it is declared.
    pub span: Span,
    /// Which modules see it.
    pub access_mask: u32,
}

/// What a name denotes in a namespace (NS-18: one kind only). Enum values and virtual properties are looked up apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameEntry {
    /// A type, funcdefs included. Typedefs lead to the type they stand for.
    Type(TypeId),
    /// A set of overloads, in the tier's function list table.
    Functions(Range),
    /// A variable.
    Global(crate::base::GlobalId),
}
