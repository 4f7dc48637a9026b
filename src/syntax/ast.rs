//! The syntax tree.
//!
//! Nodes live in the build's bump arena and borrow from it; no node owns heap memory, so dropping a tree is dropping the
//! arena. The tree is what the grammar says (GRAM rules), not what it means: the parser knows no types, so
//! `name(args)` is a [`ExprKind::Call`] whether `name` turns out to be a function, a type or a variable.

use crate::base::{Span, Symbol};

/// A name with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The interned text.
    pub name: Symbol,
    /// Where it stands.
    pub span: Span,
}

/// A scope prefix: `::A::B::` or `A<int>::`. Empty and not global when there is none.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Starts with `::`.
    pub global: bool,
    /// The names before the last `::`, outermost first.
    pub path: &'a [Ident],
    /// Template arguments after the last name of the path (`array<int>::`), or empty.
    pub args: &'a [TypeExpr<'a>],
    /// The whole prefix, or [`Span::NONE`].
    pub span: Span,
}

impl Scope<'_> {
    /// No prefix at all.
    pub const NONE: Scope<'static> = Scope { global: false, path: &[], args: &[], span: Span::NONE };

    /// Whether there is no prefix.
    pub fn is_none(&self) -> bool {
        !self.global && self.path.is_empty()
    }
}

/// The types that are words of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum PrimitiveType {
    Void,
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float,
    Double,
}

/// What stands before the suffixes of a type.
#[derive(Clone, Copy, Debug)]
pub enum TypeBase {
    /// A word of the language.
    Primitive(PrimitiveType),
    /// A name.
    Name(Ident),
    /// `auto`.
    Auto,
    /// `?`, in registered declarations only.
    Any,
    /// A lambda parameter without a type.
    Missing,
}

/// One suffix of a type, applied left to right (TYPE-14).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeSuffix {
    /// `[]`
    Array,
    /// `@` or `@ const`; `auto_ref` for the `@+` of registered declarations.
    Handle {
        /// `@ const`
        is_const: bool,
        /// `@+`
        auto_ref: bool,
    },
}

/// A type as written.
#[derive(Clone, Copy, Debug)]
pub struct TypeExpr<'a> {
    /// `const` in front.
    pub is_const: bool,
    /// The scope prefix of a named type.
    pub scope: &'a Scope<'a>,
    /// The innermost type.
    pub base: TypeBase,
    /// Template arguments, or empty.
    pub args: &'a [TypeExpr<'a>],
    /// `[]` and `@`, in the order written.
    pub suffixes: &'a [TypeSuffix],
    /// From `const` to the last suffix.
    pub span: Span,
}

/// `&`, `&in`, `&out`, `&inout`; a plain `&` is `InOut`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum RefMode {
    /// By value.
    #[default]
    None,
    /// `&in`
    In,
    /// `&out`
    Out,
    /// `&inout` or `&`
    InOut,
}

/// A parameter of a function, method, funcdef or lambda.
#[derive(Clone, Copy, Debug)]
pub struct Param<'a> {
    /// Its type; [`TypeBase::Missing`] in lambdas that leave it out.
    pub ty: TypeExpr<'a>,
    /// How it is passed.
    pub mode: RefMode,
    /// Its name, if it has one.
    pub name: Option<Ident>,
    /// The default argument.
    pub default: Option<&'a Expr<'a>>,
    /// The `...` marker of registered variadic functions.
    pub variadic: bool,
    /// The whole parameter.
    pub span: Span,
}

/// `private` and `protected`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Access {
    /// No word.
    #[default]
    Public,
    /// `private`
    Private,
    /// `protected`
    Protected,
}

/// Words before and after a declaration, as a set of bits.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Modifiers(pub u16);

#[allow(missing_docs)]
impl Modifiers {
    pub const SHARED: Modifiers = Modifiers(1);
    pub const EXTERNAL: Modifiers = Modifiers(2);
    pub const ABSTRACT: Modifiers = Modifiers(4);
    pub const FINAL: Modifiers = Modifiers(8);
    pub const OVERRIDE: Modifiers = Modifiers(16);
    pub const EXPLICIT: Modifiers = Modifiers(32);
    pub const PROPERTY: Modifiers = Modifiers(64);
    pub const DELETE: Modifiers = Modifiers(128);
    /// `const` after the parameters.
    pub const CONST: Modifiers = Modifiers(256);

    /// Whether all bits of `other` are set.
    #[inline]
    pub const fn has(self, other: Modifiers) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets together.
    #[inline]
    pub const fn with(self, other: Modifiers) -> Modifiers {
        Modifiers(self.0 | other.0)
    }
}

/// What sort of function a [`FunctionDecl`] declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionForm {
    /// Has a return type.
    Plain,
    /// No return type: a constructor, if the name is the class's.
    Constructor,
    /// `~Name()`.
    Destructor,
}

/// A function, method, constructor, destructor or interface method.
#[derive(Clone, Copy, Debug)]
pub struct FunctionDecl<'a> {
    /// `shared external` before, `const override final explicit property delete` after.
    pub modifiers: Modifiers,
    /// `private`, `protected`.
    pub access: Access,
    /// Plain, constructor or destructor.
    pub form: FunctionForm,
    /// The return type; `void` for constructors and destructors.
    pub ret: TypeExpr<'a>,
    /// The return type is followed by `&`.
    pub ret_ref: bool,
    /// The scope before the name, in registered declarations (`Type::Name` funcdefs, `N::f`).
    pub scope: Scope<'a>,
    /// The name; without `~` for a destructor.
    pub name: Ident,
    /// Names of the type parameters in registered template functions (`R f<T>(T)`).
    pub type_params: &'a [Ident],
    /// The parameters.
    pub params: &'a [Param<'a>],
    /// The body, or none where a `;` stands.
    pub body: Option<&'a Block<'a>>,
    /// The list pattern after a registered list factory or list constructor.
    pub list_pattern: Option<&'a ListPattern<'a>>,
    /// From the first word to the end of the signature (without the body).
    pub span: Span,
}

/// The pattern of a list factory or list constructor (HOST-070).
#[derive(Clone, Copy, Debug)]
pub enum ListPattern<'a> {
    /// `{ a, b, … }`
    List(&'a [ListPattern<'a>]),
    /// `repeat p`
    Repeat(&'a ListPattern<'a>),
    /// `repeat_same p`
    RepeatSame(&'a ListPattern<'a>),
    /// A type or `?`.
    Type(TypeExpr<'a>),
}

/// A property registered by a host: `const T name`, `T &name` (HOST-040).
#[derive(Clone, Copy, Debug)]
pub struct RegisteredProperty<'a> {
    /// Its type.
    pub ty: TypeExpr<'a>,
    /// The type is followed by `&`: a pointer is stored.
    pub is_ref: bool,
    /// The scope before the name.
    pub scope: Scope<'a>,
    /// The name.
    pub name: Ident,
}

/// The name under which a host registers a type (HOST-032, HOST-036).
#[derive(Clone, Copy, Debug)]
pub struct TypeNameDecl<'a> {
    /// The scope before the name.
    pub scope: Scope<'a>,
    /// The name.
    pub name: Ident,
    /// The parameters of a template: `T` of `array<class T>`.
    pub params: &'a [Ident],
    /// The arguments of a specialisation: `int` of `array<int>`.
    pub args: &'a [TypeExpr<'a>],
}

/// One name of a variable declaration.
#[derive(Clone, Copy, Debug)]
pub struct Declarator<'a> {
    /// The name.
    pub name: Ident,
    /// What it starts with.
    pub init: Init<'a>,
}

/// How a variable is initialised.
#[derive(Clone, Copy, Debug)]
pub enum Init<'a> {
    /// Not at all.
    None,
    /// `= expr`; an initialisation list is an [`ExprKind::List`].
    Expr(&'a Expr<'a>),
    /// `(args)`
    Args(&'a [Arg<'a>]),
}

/// `T a = 1, b;` at script level, in a class or in a block.
#[derive(Clone, Copy, Debug)]
pub struct VarDecl<'a> {
    /// `private`, `protected` (members; an error on globals).
    pub access: Access,
    /// `shared` or `external`, which are errors the checker reports.
    pub modifiers: Modifiers,
    /// The type of all declarators.
    pub ty: TypeExpr<'a>,
    /// At least one.
    pub declarators: &'a [Declarator<'a>],
    /// The whole declaration.
    pub span: Span,
}

/// `get`/`set` inside a virtual property block.
#[derive(Clone, Copy, Debug)]
pub struct Accessor<'a> {
    /// `get` (true) or `set`.
    pub is_get: bool,
    /// `const`, `override`, `final`, ….
    pub modifiers: Modifiers,
    /// The body, or none where a `;` stands.
    pub body: Option<&'a Block<'a>>,
    /// The accessor's words.
    pub span: Span,
}

/// `T name { get … set … }`.
#[derive(Clone, Copy, Debug)]
pub struct PropertyDecl<'a> {
    /// `private`, `protected`.
    pub access: Access,
    /// `shared`/`external`, if written.
    pub modifiers: Modifiers,
    /// The property's type.
    pub ty: TypeExpr<'a>,
    /// The type is followed by `&`.
    pub is_ref: bool,
    /// Its name.
    pub name: Ident,
    /// Its accessors, in order.
    pub accessors: &'a [Accessor<'a>],
    /// From the type to the closing brace.
    pub span: Span,
}

/// `funcdef R name(params);`
#[derive(Clone, Copy, Debug)]
pub struct FuncdefDecl<'a> {
    /// `shared`, `external`.
    pub modifiers: Modifiers,
    /// Return type, name and parameters; no body.
    pub signature: FunctionDecl<'a>,
}

/// A possibly qualified name.
#[derive(Clone, Copy, Debug)]
pub struct QualifiedName<'a> {
    /// The prefix.
    pub scope: Scope<'a>,
    /// The last name.
    pub name: Ident,
}

/// A class, mixin or interface.
#[derive(Clone, Copy, Debug)]
pub struct ClassDecl<'a> {
    /// `shared abstract final external`.
    pub modifiers: Modifiers,
    /// `class @Name`: an implicit handle type (TYPE-24).
    pub implicit_handle: bool,
    /// The name.
    pub name: Ident,
    /// What stands after `:`.
    pub bases: &'a [QualifiedName<'a>],
    /// The members, in order.
    pub members: &'a [Member<'a>],
    /// Whether there is a `{…}`, as opposed to a `;`.
    pub has_body: bool,
    /// From the first word to the end of the head (before `{`).
    pub span: Span,
}

/// A member of a class, mixin or interface.
#[derive(Clone, Copy, Debug)]
pub enum Member<'a> {
    /// `T a, b = 1;`
    Var(&'a VarDecl<'a>),
    /// A method, constructor or destructor.
    Function(&'a FunctionDecl<'a>),
    /// A virtual property block.
    Property(&'a PropertyDecl<'a>),
    /// A child funcdef.
    Funcdef(&'a FuncdefDecl<'a>),
}

/// One value of an enum.
#[derive(Clone, Copy, Debug)]
pub struct EnumValue<'a> {
    /// The name.
    pub name: Ident,
    /// `= expr`
    pub value: Option<&'a Expr<'a>>,
}

/// `enum E { A, B = 2 }`
#[derive(Clone, Copy, Debug)]
pub struct EnumDecl<'a> {
    /// `shared`, `external`.
    pub modifiers: Modifiers,
    /// The name.
    pub name: Ident,
    /// `: uint8`, if written.
    pub underlying: Option<TypeExpr<'a>>,
    /// The values, in order.
    pub values: &'a [EnumValue<'a>],
    /// Whether there is a `{…}`.
    pub has_body: bool,
    /// The head.
    pub span: Span,
}

/// `import R f(params) from "module";`
#[derive(Clone, Copy, Debug)]
pub struct ImportDecl<'a> {
    /// The function, without a body.
    pub signature: FunctionDecl<'a>,
    /// The text of the string after `from`.
    pub module: &'a str,
    /// The whole declaration.
    pub span: Span,
}

/// `typedef float real;`
#[derive(Clone, Copy, Debug)]
pub struct TypedefDecl<'a> {
    /// What it stands for.
    pub ty: TypeExpr<'a>,
    /// The alias.
    pub name: Ident,
    /// The whole declaration.
    pub span: Span,
}

/// `using namespace A::B;`
#[derive(Clone, Copy, Debug)]
pub struct UsingDecl<'a> {
    /// The names.
    pub path: &'a [Ident],
    /// The whole directive.
    pub span: Span,
}

/// `namespace A::B { … }`
#[derive(Clone, Copy, Debug)]
pub struct NamespaceDecl<'a> {
    /// The names.
    pub path: &'a [Ident],
    /// The content.
    pub items: &'a [Item<'a>],
    /// The head.
    pub span: Span,
}

/// Something at script level.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum Item<'a> {
    Import(&'a ImportDecl<'a>),
    Using(&'a UsingDecl<'a>),
    Namespace(&'a NamespaceDecl<'a>),
    Enum(&'a EnumDecl<'a>),
    Typedef(&'a TypedefDecl<'a>),
    Class(&'a ClassDecl<'a>),
    Mixin(&'a ClassDecl<'a>),
    Interface(&'a ClassDecl<'a>),
    Funcdef(&'a FuncdefDecl<'a>),
    Property(&'a PropertyDecl<'a>),
    Var(&'a VarDecl<'a>),
    Function(&'a FunctionDecl<'a>),
}

/// One parsed source.
#[derive(Clone, Copy, Debug, Default)]
pub struct Script<'a> {
    /// Its declarations.
    pub items: &'a [Item<'a>],
    /// Its directives, which whoever reads the source acts on.
    pub directives: &'a [Directive],
    /// Its metadata, if it was asked for.
    pub metadata: &'a [Metadata<'a>],
    /// Whether the word `external` stands before a declaration.
    pub has_externals: bool,
}

/// A text in brackets before a declaration. Several of one declaration follow each other as they stand.
#[derive(Clone, Copy, Debug)]
pub struct Metadata<'a> {
    /// Where the name of what it describes stands.
    pub at: u32,
    /// If that is an enum: the number of the value that it describes.
    pub value: Option<u32>,
    /// What stands between the brackets.
    pub text: &'a str,
}

/// A line that begins with `#` and concerns whoever reads the source.
#[derive(Clone, Copy, Debug)]
pub struct Directive {
    /// What it asks for.
    pub kind: DirectiveKind,
    /// All of it.
    pub span: Span,
    /// What it is about, without quotes.
    pub argument: Span,
}

/// What a directive asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectiveKind {
    /// `#include "file"`
    Include,
    /// `#pragma text`
    Pragma,
}

/// `{ … }`
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// The statements.
    pub stmts: &'a [Stmt<'a>],
    /// With both braces.
    pub span: Span,
}

/// A statement.
#[derive(Clone, Copy, Debug)]
pub struct Stmt<'a> {
    /// What it is.
    pub kind: StmtKind<'a>,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of statement.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum StmtKind<'a> {
    /// `;`
    Empty,
    Expr(&'a Expr<'a>),
    Var(&'a VarDecl<'a>),
    Using(&'a UsingDecl<'a>),
    Block(&'a Block<'a>),
    /// A chain of `else if` may be as long as it likes: run along `other` in a loop, not by recursion.
    If {
        cond: &'a Expr<'a>,
        then: &'a Stmt<'a>,
        other: Option<&'a Stmt<'a>>,
    },
    While {
        cond: &'a Expr<'a>,
        body: &'a Stmt<'a>,
    },
    DoWhile {
        body: &'a Stmt<'a>,
        cond: &'a Expr<'a>,
    },
    For(&'a ForStmt<'a>),
    ForEach(&'a ForEachStmt<'a>),
    Switch(&'a SwitchStmt<'a>),
    Try {
        body: &'a Block<'a>,
        handler: &'a Block<'a>,
    },
    Break,
    Continue,
    Return(Option<&'a Expr<'a>>),
}

/// `for (init; cond; steps) body`
#[derive(Clone, Copy, Debug)]
pub struct ForStmt<'a> {
    /// A declaration, an expression statement or an empty statement.
    pub init: &'a Stmt<'a>,
    /// Missing means true.
    pub cond: Option<&'a Expr<'a>>,
    /// Run in order after the body.
    pub steps: &'a [Expr<'a>],
    /// The body.
    pub body: &'a Stmt<'a>,
}

/// `foreach (T a, U b : container) body`
#[derive(Clone, Copy, Debug)]
pub struct ForEachStmt<'a> {
    /// The variables.
    pub vars: &'a [(TypeExpr<'a>, Ident)],
    /// What is run over.
    pub container: &'a Expr<'a>,
    /// The body.
    pub body: &'a Stmt<'a>,
}

/// `switch (value) { case … }`
#[derive(Clone, Copy, Debug)]
pub struct SwitchStmt<'a> {
    /// The value.
    pub value: &'a Expr<'a>,
    /// The cases, in order.
    pub cases: &'a [Case<'a>],
    /// With both braces.
    pub body_span: Span,
}

/// One `case` or `default`.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The value; none for `default`.
    pub value: Option<&'a Expr<'a>>,
    /// What runs.
    pub stmts: &'a [Stmt<'a>],
    /// The label.
    pub span: Span,
}

/// A binary operator that is not an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Pow,
    /// `<<`
    Shl,
    /// `>>`, logical
    Shr,
    /// `>>>`, arithmetic
    UShr,
    BitAnd,
    BitOr,
    BitXor,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Is,
    NotIs,
    And,
    Or,
    Xor,
}

/// A prefix or postfix operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum UnaryOp {
    Neg,
    Plus,
    Not,
    BitNot,
    PreInc,
    PreDec,
    PostInc,
    PostDec,
    /// `@`
    Handle,
}

/// An argument of a call.
#[derive(Clone, Copy, Debug)]
pub struct Arg<'a> {
    /// `name:`
    pub name: Option<Ident>,
    /// The value. The old spelling `name = value` of property 21 has become a name already.
    pub value: &'a Expr<'a>,
}

/// An expression.
#[derive(Clone, Copy, Debug)]
pub struct Expr<'a> {
    /// What it is.
    pub kind: ExprKind<'a>,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum ExprKind<'a> {
    /// A decimal integer below 2^64.
    Int(u64),
    /// An integer with a radix prefix (LEX-23).
    Radix(u64),
    Float(f32),
    Double(f64),
    Bool(bool),
    /// A string constant: escapes resolved, adjacent literals joined. Bytes, as scripts may hold any.
    String(&'a [u8]),
    /// A character literal (property 5).
    Char(u32),
    Null,
    /// `void` as an argument.
    Void,
    /// `this` outside of any meaning the checker gives it is an ordinary name, so it is a `Name` too.
    Name(&'a NameExpr<'a>),
    /// `callee(args)`
    Call {
        callee: &'a Expr<'a>,
        args: &'a [Arg<'a>],
    },
    /// `T(args)` where the text can only be a type: a primitive, `T[]`, `T@`, `name<…>[]`. Plain `name(args)` and
    /// `name<…>(args)` are calls of a [`ExprKind::Name`]: the latter may be a template function as well.
    Construct {
        ty: &'a TypeExpr<'a>,
        args: &'a [Arg<'a>],
    },
    /// `object.name`
    Member {
        object: &'a Expr<'a>,
        name: Ident,
    },
    /// `object[args]`
    Index {
        object: &'a Expr<'a>,
        args: &'a [Arg<'a>],
    },
    Unary {
        op: UnaryOp,
        operand: &'a Expr<'a>,
    },
    Binary {
        op: BinaryOp,
        left: &'a Expr<'a>,
        right: &'a Expr<'a>,
        /// The operator itself.
        op_span: Span,
    },
    /// `left = right`, or a compound assignment when `op` is given.
    Assign {
        op: Option<BinaryOp>,
        left: &'a Expr<'a>,
        right: &'a Expr<'a>,
        op_span: Span,
    },
    Conditional {
        cond: &'a Expr<'a>,
        then: &'a Expr<'a>,
        other: &'a Expr<'a>,
    },
    /// `cast<T>(value)`
    Cast {
        ty: &'a TypeExpr<'a>,
        value: &'a Expr<'a>,
    },
    /// `( inner )`
    Paren(&'a Expr<'a>),
    Lambda(&'a LambdaExpr<'a>),
    /// `{a, b}`, or `T = {a, b}` with a type (GRAM-01).
    List {
        ty: Option<&'a TypeExpr<'a>>,
        /// `None` is an omitted element.
        items: &'a [Option<&'a Expr<'a>>],
    },
    /// What stands where the parser met an error; the checker stays silent about it.
    Error,
}

/// `A::b`, `f<int>`.
#[derive(Clone, Copy, Debug)]
pub struct NameExpr<'a> {
    /// The prefix.
    pub scope: &'a Scope<'a>,
    /// The name.
    pub name: Ident,
    /// Explicit type arguments (template functions and template types before `(`).
    pub args: &'a [TypeExpr<'a>],
}

/// `function(params) { … }`
#[derive(Clone, Copy, Debug)]
pub struct LambdaExpr<'a> {
    /// Types may be [`TypeBase::Missing`].
    pub params: &'a [Param<'a>],
    /// The body.
    pub body: &'a Block<'a>,
}
