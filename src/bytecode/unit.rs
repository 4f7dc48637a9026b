//! The compiled form of one unit: plain data, no addresses. What it needs of the host's API it names by id; the VM
//! resolves these once per unit when the unit is finished ([`vm`](crate::vm)), and saved bytecode replaces them by
//! declarations.

use crate::base::{FunctionId, GlobalId, Text, TypeId};
use crate::types::{DataType, Primitive};

use super::{Instr, Tables, UnitInfo};

/// A type as the code needs it at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TypeRef {
    /// The type; handles are told apart from objects.
    pub ty: DataType,
}

/// A function as named by function handles, delegates and method tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FunctionRef {
    /// Function of this unit, by index into [`CodeUnit::functions`].
    Script(u32),
    /// A registered function.
    Native(FunctionId),
    /// Function of a method table, called by slot: for delegates of virtual methods.
    Virtual {
        /// Index of the method's declaring function in [`CodeUnit::functions`] (for names and types).
        function: u32,
        /// Slot of the method table.
        slot: u16,
    },
    /// Method of an interface, by index into [`CodeUnit::interface_methods`].
    Interface(u32),
    /// Import, by index.
    Import(u32),
}

/// What an entry of an exception table does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CleanupKind {
    /// Releases the managed object in the slot.
    Release,
    /// Releases the object of a registered reference type in the slot.
    ReleaseT(u32),
    /// Destroys the value in the slots from this one.
    DestroyV(u32),
    /// Destroys the value at the address in the slot plus an offset.
    DestroyAt {
        /// The type, by table index.
        ty: u32,
        /// Bytes from the address.
        offset: u32,
    },
    /// Releases the managed object whose handle lies at the address in the slot plus an offset.
    ReleaseAt(u32),
    /// Releases the object of registered reference type whose handle lies at the address in the slot plus an offset.
    ReleaseTAt {
        /// The type, by table index.
        ty: u32,
        /// Bytes from the address.
        offset: u32,
    },
    /// Frees the list buffer in the slot.
    ListFree,
}

/// Something that lives while the code between two points runs, and must be released if an exception leaves it.
#[derive(Clone, Copy, Debug)]
pub struct Cleanup {
    /// First instruction (index in the function's code) at which it lives: an exception raised BY this instruction
    /// already finds it alive.
    pub start: u32,
    /// First instruction at which it no longer lives.
    pub end: u32,
    /// The slot.
    pub slot: u16,
    /// What to do.
    pub kind: CleanupKind,
    /// Counts the births of such things within the function. One thing may have several entries, of one birth.
    pub birth: u32,
    /// The call at `end - 1` takes it over: an exception that this call raises itself (null object, stack overflow) still
    /// finds it alive, one that comes out of the called function does not.
    pub consumed: bool,
}

/// The body of a `try`.
#[derive(Clone, Copy, Debug)]
pub struct TryRange {
    /// First instruction of the body, in the function's code.
    pub start: u32,
    /// First instruction after it.
    pub end: u32,
    /// First instruction of the handler.
    pub handler: u32,
    /// What was born before (smaller births) outlives the exception; what was born in the body is released.
    pub birth: u32,
}

/// From this instruction on, code belongs to this position of the source.
#[derive(Clone, Copy, Debug)]
pub struct LineEntry {
    /// Index in the function's code.
    pub at: u32,
    /// Position in the build's position space.
    pub pos: u32,
}

/// A named variable, for debuggers.
#[derive(Clone, Debug)]
pub struct LocalVar {
    /// Its name.
    pub name: Text,
    /// Its type.
    pub ty: DataType,
    /// Its slot.
    pub slot: u16,
    /// First instruction at which it is in scope.
    pub start: u32,
    /// First instruction at which it no longer is.
    pub end: u32,
}

/// One function of a unit.
#[derive(Clone, Debug, Default)]
pub struct FunctionCode {
    /// The id in the unit's registry.
    pub id: Option<FunctionId>,
    /// Name without scope.
    pub name: Text,
    /// Scope: namespace, or class with namespace.
    pub scope: Text,
    /// The declaration as scripters write it.
    pub declaration: Text,
    /// First instruction in [`CodeUnit::code`].
    pub entry: u32,
    /// Number of instructions.
    pub len: u32,
    /// Slots of the frame, link and callee windows not counted.
    pub frame_size: u32,
    /// Slots of the arguments, hidden ones included.
    pub arg_slots: u32,
    /// Declared parameters.
    pub params: Box<[DataType]>,
    /// What it returns.
    pub ret: Option<DataType>,
    /// The class of a method.
    pub owner: Option<TypeId>,
    /// A method that does not change its object.
    pub is_const: bool,
    /// What is released and where when an exception leaves it, its positions and its variables.
    pub tables: Tables,
    /// Position of the declaration.
    pub pos: u32,
}

/// A member variable of a class.
#[derive(Clone, Debug)]
pub struct FieldCode {
    /// Its name.
    pub name: Text,
    /// Its type.
    pub ty: DataType,
    /// Bytes from the start of the object (header included).
    pub offset: u32,
}

/// A class of the unit.
#[derive(Clone, Debug)]
pub struct ClassCode {
    /// Its id in the unit.
    pub id: TypeId,
    /// Name with namespace.
    pub name: Text,
    /// The base class, by index into [`CodeUnit::classes`].
    pub base: Option<u32>,
    /// Bytes of an object, header included.
    pub size: u32,
    /// Fields, inherited ones first.
    pub fields: Vec<FieldCode>,
    /// Method table: functions by index into [`CodeUnit::functions`].
    pub methods: Vec<u32>,
    /// Interfaces it implements.
    pub interfaces: Vec<TypeId>,
    /// For every entry of [`CodeUnit::interface_methods`] that it implements: (index there, slot in `methods`).
    pub interface_slots: Vec<(u32, u16)>,
    /// The destructor of this very class (bases have their own).
    pub destructor: Option<u32>,
    /// Runs a default construction on a new object, if it can be made so.
    pub default_constructor: Option<u32>,
    /// Constructs from another object of the class.
    pub copy_constructor: Option<u32>,
    /// Assigns from another object of the class.
    pub assign: Option<u32>,
    /// Objects may form circles.
    pub may_form_circles: bool,
}

/// A type of the unit that is not a class.
#[derive(Clone, Debug)]
pub struct ScriptTypeCode {
    /// Its id in the unit.
    pub id: TypeId,
    /// Its name as scripters write it, with namespace and template arguments.
    pub name: Text,
    /// What it is.
    pub kind: ScriptTypeKind,
}

/// What a type of the unit is.
#[derive(Clone, Debug)]
pub enum ScriptTypeKind {
    /// An enum over this integer type.
    Enum(Primitive),
    /// An interface.
    Interface,
    /// A function type.
    Funcdef {
        /// The parameters.
        params: Box<[DataType]>,
        /// What its functions return.
        ret: DataType,
    },
    /// An instance of a registered template over types of the unit. Stands after the instances among its arguments.
    Instance {
        /// The template.
        template: TypeId,
        /// The arguments.
        args: Box<[DataType]>,
        /// Objects may form circles.
        may_form_circles: bool,
    },
}

/// A global variable of the unit.
#[derive(Clone, Debug)]
pub struct GlobalCode {
    /// Its name with namespace.
    pub name: Text,
    /// Its type.
    pub ty: DataType,
    /// First cell.
    pub cell: u32,
    /// Function (by index) that initialises it, if it does not start as zero.
    pub init: Option<u32>,
    /// Position of the declaration.
    pub pos: u32,
}

/// A function to be bound by the host.
#[derive(Clone, Debug)]
pub struct ImportCode {
    /// Declaration without parameter names and defaults.
    pub declaration: Box<str>,
    /// The module it is said to come from.
    pub module: Box<str>,
    /// Name with namespace.
    pub name: Box<str>,
    /// Declared parameters.
    pub params: Box<[DataType]>,
    /// What it returns.
    pub ret: DataType,
}

/// Something that units share by its name.
#[derive(Clone, Debug)]
pub struct SharedCode {
    /// Its name with namespace, for functions with class and parameters.
    pub key: Box<str>,
    /// What it must be in all units: lines of text.
    pub signature: Box<str>,
    /// Where it is in this unit.
    pub item: SharedItem,
    /// Position of the declaration.
    pub pos: u32,
}

/// Where something shared is in a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedItem {
    /// A type.
    Type(TypeId),
    /// A function with code, by index into [`CodeUnit::functions`].
    Function(u32),
}

/// The compiled form of one unit.
#[derive(Clone, Debug, Default)]
pub struct CodeUnit {
    /// All instructions, function after function.
    pub code: Vec<Instr>,
    /// The functions.
    pub functions: Vec<FunctionCode>,
    /// 64-bit constants.
    pub constants: Vec<u64>,
    /// String constants.
    pub strings: Vec<Box<[u8]>>,
    /// Types named by instructions.
    pub types: Vec<TypeRef>,
    /// Native functions named by `CallNative`: the function, and for members of template instances the instance.
    pub natives: Vec<(FunctionId, TypeId)>,
    /// Functions named by `FuncRef` and `Delegate`, and the function type that the handle is of.
    pub function_refs: Vec<(FunctionRef, TypeId)>,
    /// Methods named by `CallInterface`: the interface and the position in its method table.
    pub interface_methods: Vec<(TypeId, u32)>,
    /// The classes.
    pub classes: Vec<ClassCode>,
    /// The other types of the unit that are named in these tables: by instructions, fields, signatures, or as arguments
    /// of each other.
    pub script_types: Vec<ScriptTypeCode>,
    /// The globals in the order of their initialisation.
    pub globals: Vec<GlobalCode>,
    /// Number of global cells.
    pub global_cells: u32,
    /// Imports.
    pub imports: Vec<ImportCode>,
    /// Properties of the host named by `LdHost`.
    pub host_globals: Vec<GlobalId>,
    /// Member variables of registered types whose offsets stand in the code: the type, and the number of the property.
    pub property_uses: Vec<(TypeId, u32)>,
    /// Values of registered enums that stand in the code: the enum, and the number of the value.
    pub enum_uses: Vec<(TypeId, u32)>,
    /// What it shares with other units.
    pub shared: Vec<SharedCode>,
    /// What reflection tells.
    pub info: UnitInfo,
}
