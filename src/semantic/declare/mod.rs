//! Declarations: everything semantic that is not the body of a function.
//!
//! [`declare`] fills the script tier of the registry in passes over work lists, so that nothing depends on the order of
//! declarations or sections (VAR-26, CLASS-21): first names, then bases, then types of variables and signatures of
//! functions, and at last what is derived from these: method tables, layouts, generated functions, the order of
//! initialisation. A declaration that is wrong is left out or keeps [`DataType::ERROR`] where its type should be, so that
//! nothing else is said about it.

mod circles;
mod classes;
mod constants;
mod enums;
mod generated;
mod globals;
mod hierarchy;
mod interfaces;
mod layout;
mod members;
mod names;
mod overloads;
mod properties;
mod signatures;
#[cfg(test)]
mod tests;

use rustc_hash::FxHashSet;

use crate::base::{FunctionId, NamespaceId, Span, Symbol, TypeId};
use crate::syntax::ast::{self, Access, Modifiers};
use crate::types::{
    DataType, FunctionDef, FunctionKind, FunctionTraits, MemberAccess, ParamDef, Range, TypeFlags, TypeKind,
};

use super::types::{FunctionBody, ScriptFunction};
use super::{Build, LookupSpace};

/// Numbers of messages that the catalogue of the language reference does not name.
mod code {
    /// Warning: a script declaration hides a registered one.
    pub const HIDES_REGISTERED: u16 = 30;
    /// Tables of members would become too large.
    pub const TOO_LARGE: u16 = 222;
    /// The value of an enum is not constant (ENUM-16).
    pub const NOT_CONSTANT: u16 = 223;
    /// A function or type without a body (FUNC-51).
    pub const NO_BODY: u16 = 224;
    /// The underlying type of an enum is no integer type.
    pub const ENUM_BASE: u16 = 230;
    /// The value of an enum does not fit its underlying type.
    pub const ENUM_RANGE: u16 = 231;
}

/// The most methods a class may have: calls name them by 16 bits.
const MAX_METHODS: usize = 0xFFFF;
/// The most rows that the tables of members of all types together may have. Derived classes repeat the members of their
/// bases, so that a small text could ask for tables without bounds.
const MAX_MEMBER_ROWS: usize = 1 << 21;
/// The same for the lists of interfaces, whose rows are small.
const MAX_INTERFACE_ROWS: usize = 1 << 24;

/// Fills the registry with the declarations of all sections of a build.
pub fn declare<'ast>(build: &mut Build<'ast>, scripts: &[ast::Script<'ast>]) {
    let mut d = Declarer::new(build);
    for script in scripts {
        d.items(NamespaceId::GLOBAL, script.items);
    }
    d.usings();
    d.hierarchy();
    d.class_functions();
    d.global_types();
    d.constants();
    d.signatures();
    d.interface_tables();
    d.class_tables();
    d.containment();
    d.overloads();
    d.initialisation_order();
}

/// Where the signature of a function is written. There is one for every function of the script.
#[derive(Clone, Copy)]
enum Source<'ast> {
    /// Declared as a function, method or funcdef.
    Decl(&'ast ast::FunctionDecl<'ast>),
    /// Pasted into a class.
    FromMixin(&'ast ast::FunctionDecl<'ast>),
    /// An accessor of a block.
    Accessor(&'ast ast::PropertyDecl<'ast>, &'ast ast::Accessor<'ast>),
    /// Made by the compiler, with its signature.
    Generated,
}

/// A class on its way.
struct ClassWork<'ast> {
    id: TypeId,
    decl: &'ast ast::ClassDecl<'ast>,
    namespace: NamespaceId,
    /// The interfaces it and its mixins name, in `interface_lists`.
    interfaces: Range,
    /// Its mixins, in `mixin_lists`.
    mixins: Range,
    /// Its declared functions, the mixins' included, by index into the script's functions.
    functions: std::ops::Range<usize>,
    /// What it declares of the functions that the compiler can make.
    declared: Declared,
}

/// Which of the functions that the compiler can make a class declares itself.
#[derive(Clone, Copy, Default)]
struct Declared {
    /// Any constructor.
    constructor: bool,
    /// `T() delete`
    deleted_default: bool,
    /// A constructor of one parameter, deleted ones included.
    constructor_of_one: bool,
    /// An `opAssign` of one parameter, deleted ones included.
    assign_of_one: bool,
}

/// An interface on its way.
struct InterfaceWork<'ast> {
    id: TypeId,
    decl: &'ast ast::ClassDecl<'ast>,
    namespace: NamespaceId,
    /// What it extends, in `interface_lists`.
    parents: Range,
    functions: std::ops::Range<usize>,
}

/// The state of [`declare`].
struct Declarer<'b, 'ast> {
    build: &'b mut Build<'ast>,
    /// Parallel to the registry's functions.
    sources: Vec<Source<'ast>>,
    usings: Vec<(NamespaceId, &'ast ast::UsingDecl<'ast>)>,
    classes: Vec<ClassWork<'ast>>,
    /// Classes in an order in which bases come before what derives from them.
    class_order: Vec<u32>,
    interfaces: Vec<InterfaceWork<'ast>>,
    /// Interfaces, those before that others extend.
    interface_order: Vec<u32>,
    interface_lists: Vec<TypeId>,
    mixin_lists: Vec<u32>,
    /// Mixins about which an error has been reported that does not depend on the class.
    bad_mixins: Vec<u32>,
    /// Constants whose values wait for others.
    pending: Vec<constants::Pending<'ast>>,
    /// How many of `pending` are enum values; the rest are globals.
    pending_values: usize,
    /// Script functions in a namespace where the API has functions of that name.
    beside_registered: Vec<FunctionId>,
    /// Functions with at least one other of the same name in the namespace.
    overloaded: Vec<FunctionId>,
    /// Global accessor functions.
    global_accessors: Vec<FunctionId>,
    /// Which interfaces are in the last list of the registry's: where it begins, where the first stands that has not been
    /// taken in yet.
    listed: (usize, usize, FxHashSet<TypeId>),
    space: LookupSpace,
    params: Vec<ParamDef>,
    text: String,
    /// Rows of methods of one name; reused.
    rows: Vec<u32>,
}

impl<'b, 'ast> Declarer<'b, 'ast> {
    fn new(build: &'b mut Build<'ast>) -> Declarer<'b, 'ast> {
        build.registry.require_enum_scope = build.options.require_enum_scope;
        Declarer {
            build,
            sources: Vec::new(),
            usings: Vec::new(),
            classes: Vec::new(),
            class_order: Vec::new(),
            interfaces: Vec::new(),
            interface_order: Vec::new(),
            interface_lists: Vec::new(),
            mixin_lists: Vec::new(),
            bad_mixins: Vec::new(),
            pending: Vec::new(),
            pending_values: 0,
            beside_registered: Vec::new(),
            overloaded: Vec::new(),
            global_accessors: Vec::new(),
            listed: Default::default(),
            space: LookupSpace::default(),
            params: Vec::new(),
            text: String::new(),
            rows: Vec::new(),
        }
    }

    /// Adds a function without its signature.
    fn add_function(&mut self, head: FunctionHead, body: FunctionBody<'ast>, source: Source<'ast>) -> FunctionId {
        let id = self.build.registry.next_function_id();
        let def = FunctionDef {
            id,
            name: head.name,
            property: Symbol::EMPTY,
            namespace: head.namespace,
            owner: head.owner,
            kind: head.kind,
            traits: head.traits,
            ret: DataType::VOID,
            params: Range::EMPTY,
            slot: 0,
            span: head.span,
            access_mask: u32::MAX,
        };
        self.build.registry.functions.push(ScriptFunction {
            def,
            body,
            scope: head.scope,
            next: FunctionId::NONE,
            import: 0,
        });
        self.sources.push(source);
        id
    }

    /// The index of a script function.
    fn index(&self, id: FunctionId) -> usize {
        (id.0 - self.build.registry.first_function) as usize
    }

    fn function(&mut self, id: FunctionId) -> &mut ScriptFunction<'ast> {
        self.build.registry.script_function_mut(id)
    }

    fn def(&self, id: FunctionId) -> &FunctionDef {
        &self.build.registry.script_function(id).def
    }

    /// The index of a script type.
    fn type_index(&self, id: TypeId) -> usize {
        (id.0 - self.build.registry.first_type) as usize
    }

    fn text(&self, name: Symbol) -> &str {
        self.build.names.text(name)
    }

    fn type_name(&self, id: TypeId) -> String {
        self.build.registry.type_name(id, &self.build.names)
    }

    fn declaration(&self, id: FunctionId) -> String {
        self.build.registry.declaration(id, TypeId::NONE, &self.build.names)
    }

    fn flags(&self, id: TypeId) -> TypeFlags {
        self.build.registry.ty(id).flags
    }

    fn is_shared(&self, id: TypeId) -> bool {
        self.flags(id).has(TypeFlags::SHARED)
    }

    fn kind(&self, id: TypeId) -> TypeKind {
        self.build.registry.kind(id)
    }

    /// Where the type of a function's parameter is written, for messages.
    fn param_span(&self, id: FunctionId, i: usize) -> Span {
        match self.sources[self.index(id)] {
            Source::Decl(d) | Source::FromMixin(d) => d.params.get(i).map_or(d.name.span, |p| p.ty.span),
            Source::Accessor(property, _) => property.ty.span,
            Source::Generated => Span::NONE,
        }
    }
}

/// What is known of a function before its signature.
struct FunctionHead {
    name: Symbol,
    span: Span,
    namespace: NamespaceId,
    scope: NamespaceId,
    owner: TypeId,
    kind: FunctionKind,
    traits: FunctionTraits,
}

/// Words of a declaration as properties of the function.
fn traits_of(modifiers: Modifiers, access: Access) -> FunctionTraits {
    // Most functions have none.
    let mut traits = match access {
        Access::Public => FunctionTraits::default(),
        Access::Private => FunctionTraits::PRIVATE,
        Access::Protected => FunctionTraits::PROTECTED,
    };
    if modifiers == Modifiers::default() {
        return traits;
    }
    for (word, meaning) in [
        (Modifiers::CONST, FunctionTraits::CONST),
        (Modifiers::FINAL, FunctionTraits::FINAL),
        (Modifiers::OVERRIDE, FunctionTraits::OVERRIDE),
        (Modifiers::EXPLICIT, FunctionTraits::EXPLICIT),
        (Modifiers::DELETE, FunctionTraits::DELETED),
        (Modifiers::SHARED, FunctionTraits::SHARED),
        // `external` implies `shared` (SHARED-19).
        (Modifiers::EXTERNAL, FunctionTraits::EXTERNAL.with(FunctionTraits::SHARED)),
    ] {
        if modifiers.has(word) {
            traits = traits.with(meaning);
        }
    }
    traits
}

fn member_access(access: Access) -> MemberAccess {
    match access {
        Access::Public => MemberAccess::Public,
        Access::Private => MemberAccess::Private,
        Access::Protected => MemberAccess::Protected,
    }
}

/// Flags of a type that its words give.
fn type_flags(modifiers: Modifiers) -> TypeFlags {
    let mut flags = TypeFlags::default();
    for (word, meaning) in [
        (Modifiers::ABSTRACT, TypeFlags::ABSTRACT),
        (Modifiers::FINAL, TypeFlags::FINAL),
        (Modifiers::SHARED, TypeFlags::SHARED),
        (Modifiers::EXTERNAL, TypeFlags::EXTERNAL.with(TypeFlags::SHARED)),
    ] {
        if modifiers.has(word) {
            flags = flags.with(meaning);
        }
    }
    flags
}

/// Removes flags from a set.
fn without(flags: TypeFlags, other: TypeFlags) -> TypeFlags {
    TypeFlags(flags.0 & !other.0)
}
