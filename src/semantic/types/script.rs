//! Declarations of scripts, with the text they come from.

use crate::base::{FunctionId, NamespaceId, Span, Symbol, TypeId};
use crate::syntax::ast;
use crate::types::{DataType, FunctionDef, GlobalDef};

/// Where the code of a script function comes from.
#[derive(Clone, Copy, Debug)]
pub enum FunctionBody<'ast> {
    /// Nowhere: interface methods, funcdefs, imports, deleted and external functions.
    None,
    /// A declared function with a body.
    Decl(&'ast ast::FunctionDecl<'ast>),
    /// An accessor of a virtual property block.
    Accessor(&'ast ast::PropertyDecl<'ast>, &'ast ast::Accessor<'ast>),
    /// Default constructor made by the compiler.
    DefaultConstructor,
    /// Copy constructor made by the compiler.
    CopyConstructor,
    /// `opAssign` made by the compiler.
    Assign,
}

/// A function of a script.
#[derive(Clone, Copy, Debug)]
pub struct ScriptFunction<'ast> {
    /// What both tiers know of a function. `def.namespace` is the namespace it is declared in and looked up by.
    pub def: FunctionDef,
    /// Where its code comes from.
    pub body: FunctionBody<'ast>,
    /// The namespace in which names of its body are looked up; differs from `def.namespace` for functions that come from a
    /// mixin.
    pub scope: NamespaceId,
    /// The next overload of the same name in the same namespace, or [`FunctionId::NONE`].
    pub next: FunctionId,
    /// Index of the import (for [`FunctionKind::Import`](crate::types::FunctionKind)), else unused.
    pub import: u32,
}

/// A global variable of a script.
#[derive(Clone, Copy, Debug)]
pub struct Global<'ast> {
    /// What both tiers know of a global.
    pub def: GlobalDef,
    /// How it is initialised.
    pub init: ast::Init<'ast>,
    /// Its type as written (for `auto`).
    pub ty: &'ast ast::TypeExpr<'ast>,
    /// First cell in the unit's globals; unused while `is_auto`.
    pub cell: u32,
    /// Declared `auto`, and the initialiser is no constant: `def.ty` is [`DataType::ERROR`] until the initialiser is
    /// compiled. Declarators of one declaration have the same `ty` (by address) and take their type from the first.
    pub is_auto: bool,
    /// Value of a compile-time constant (VAR-07): the bits of a slot.
    pub constant: Option<u64>,
}

/// How a member variable starts.
#[derive(Clone, Copy, Debug)]
pub struct MemberInit<'ast> {
    /// Index into the class's properties.
    pub property: u32,
    /// `= expr`, `(args)` or nothing.
    pub init: ast::Init<'ast>,
    /// The namespace in which names of the initialiser are looked up (of the mixin, if it comes from one).
    pub scope: NamespaceId,
    /// The declarator.
    pub span: Span,
}

/// What the compiler knows of a script class beyond its [`TypeDef`](crate::types::TypeDef).
#[derive(Clone, Debug)]
pub struct ClassInfo<'ast> {
    /// The class.
    pub id: TypeId,
    /// Its declaration.
    pub decl: &'ast ast::ClassDecl<'ast>,
    /// Own member variables in the order of declaration (mixins' after the class's own), inherited ones excluded.
    pub inits: Vec<MemberInit<'ast>>,
    /// Own functions that need code: methods, constructors, destructor, generated ones; mixins' included.
    pub functions: Vec<FunctionId>,
    /// For each interface method the class implements: interface, position in the interface's method table, method.
    pub interface_methods: Vec<(TypeId, u32, FunctionId)>,
    /// A child funcdef's name and type.
    pub funcdefs: Vec<(Symbol, TypeId)>,
}

/// A mixin.
#[derive(Clone, Copy, Debug)]
pub struct Mixin<'ast> {
    /// Its declaration.
    pub decl: &'ast ast::ClassDecl<'ast>,
    /// The namespace it is declared in.
    pub namespace: NamespaceId,
}

/// An imported function's origin.
#[derive(Clone, Copy, Debug)]
pub struct Import<'ast> {
    /// The function.
    pub function: FunctionId,
    /// The module named after `from`.
    pub module: &'ast str,
    /// What it returns, for messages.
    pub ret: DataType,
}
