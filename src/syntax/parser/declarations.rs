//! What stands at script level, and what it shares with classes: functions, variables, parameters.

use super::types::PathUse;
use super::{Failed, Parsed, Parser, T, TokenKind};
use crate::base::{Span, names};
use crate::syntax::ast::*;

/// Where a declaration stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Script,
    Class,
    Mixin,
    Interface,
}

/// A declaration that can stand at script level and in a class.
pub(super) enum Declared<'a> {
    Function(&'a FunctionDecl<'a>),
    Property(&'a PropertyDecl<'a>),
    Var(&'a VarDecl<'a>),
}

/// The return type of what has none.
pub(super) const fn no_type(at: Span) -> TypeExpr<'static> {
    TypeExpr {
        is_const: false,
        scope: &Scope::NONE,
        base: TypeBase::Primitive(PrimitiveType::Void),
        args: &[],
        suffixes: &[],
        span: at,
    }
}

/// Words that can only begin an item.
pub(super) fn starts_item(kind: TokenKind) -> bool {
    matches!(
        kind,
        T::Class | T::Interface | T::Enum | T::Namespace | T::Funcdef | T::Import | T::Typedef | T::Mixin | T::Using
    )
}

/// The modifier a word before a declaration stands for.
fn modifier(kind: TokenKind) -> Option<Modifiers> {
    Some(match kind {
        T::Shared => Modifiers::SHARED,
        T::External => Modifiers::EXTERNAL,
        T::Abstract => Modifiers::ABSTRACT,
        T::Final => Modifiers::FINAL,
        _ => return None,
    })
}

/// The modifier a word behind the parameters stands for.
fn attribute(kind: TokenKind) -> Option<Modifiers> {
    Some(match kind {
        T::Const => Modifiers::CONST,
        T::Override => Modifiers::OVERRIDE,
        T::Final => Modifiers::FINAL,
        T::Explicit => Modifiers::EXPLICIT,
        T::Property => Modifiers::PROPERTY,
        T::Delete => Modifiers::DELETE,
        _ => return None,
    })
}

/// Words that begin what stands outside of functions; no parenthesis follows any.
const ITEM_WORDS: &[(&str, bool)] = &[
    ("class", false),
    ("interface", false),
    ("enum", false),
    ("namespace", false),
    ("funcdef", false),
    ("typedef", false),
    ("import", false),
    ("using", false),
    ("mixin", false),
    ("shared", false),
    ("abstract", false),
    ("final", false),
    ("const", false),
    ("void", false),
];

impl<'a> Parser<'a, '_> {
    /// A whole source.
    pub(super) fn script(&mut self) -> Script<'a> {
        let items = self.list(
            |s| &mut s.items,
            |p| {
                loop {
                    p.items()?;
                    if p.at(T::Eof) {
                        return Ok(());
                    }
                    if !p.lost_brace {
                        let _ = p.error(1, p.cur.span(), "this '}' closes nothing");
                    }
                    p.bump();
                }
            },
        );
        let directives = self.arena.alloc_slice_copy(&self.scratch.directives);
        let metadata = self.arena.alloc_slice_copy(&self.scratch.metadata);
        let has_externals = self.scratch.has_externals;
        Script { items: items.unwrap_or_default(), directives, metadata, has_externals }
    }

    /// Items up to a `}` or the end.
    fn items(&mut self) -> Parsed<()> {
        while !matches!(self.cur.kind, T::RBrace | T::Eof) {
            let from = self.cur.lo;
            if self.at_directive() {
                self.directive();
                continue;
            }
            match self.described_item() {
                Ok(Some(item)) => self.scratch.items.push(item),
                Ok(None) => {}
                Err(Failed) => {
                    self.suggest_word(from, ITEM_WORDS);
                    self.skip_broken(from, starts_item);
                    if self.cur.lo == from && !matches!(self.cur.kind, T::RBrace | T::Eof) {
                        self.bump();
                    }
                }
            }
        }
        Ok(())
    }

    /// One item with the metadata before it.
    #[inline]
    fn described_item(&mut self) -> Parsed<Option<Item<'a>>> {
        if !self.at_metadata() {
            return self.item();
        }
        let texts = self.metadata()?;
        let item = self.item()?;
        self.describe_item(item.as_ref(), &texts);
        Ok(item)
    }

    /// One item; nothing for a stray `;` (GRAM-13).
    fn item(&mut self) -> Parsed<Option<Item<'a>>> {
        let lo = self.cur.lo;
        let modifiers = self.modifiers()?;
        Ok(Some(match self.cur.kind {
            T::Semicolon if modifiers == Modifiers::default() => {
                self.bump();
                return Ok(None);
            }
            T::Class => Item::Class(self.class_decl(modifiers, lo, Place::Class)?),
            T::Interface => {
                self.only(modifiers, Modifiers::SHARED.with(Modifiers::EXTERNAL), "an interface", lo);
                Item::Interface(self.class_decl(modifiers, lo, Place::Interface)?)
            }
            T::Enum => {
                self.only(modifiers, Modifiers::SHARED.with(Modifiers::EXTERNAL), "an enum", lo);
                Item::Enum(self.enum_decl(modifiers, lo)?)
            }
            T::Funcdef => {
                self.only(modifiers, Modifiers::SHARED.with(Modifiers::EXTERNAL), "a funcdef", lo);
                Item::Funcdef(self.funcdef_decl(modifiers, lo)?)
            }
            T::Mixin => {
                if modifiers != Modifiers::default() {
                    let _ = self.error(174, self.span_from(lo), "a mixin cannot have modifiers");
                }
                Item::Mixin(self.mixin_decl(lo)?)
            }
            kind @ (T::Import | T::Using | T::Namespace | T::Typedef) => {
                self.only(modifiers, Modifiers::default(), "this declaration", lo);
                match kind {
                    T::Import => Item::Import(self.import_decl()?),
                    T::Using => Item::Using(self.using_decl()?),
                    T::Namespace => Item::Namespace(self.namespace_decl()?),
                    _ => Item::Typedef(self.typedef_decl()?),
                }
            }
            _ => {
                self.only(modifiers, Modifiers::SHARED.with(Modifiers::EXTERNAL), "a function", lo);
                match self.declared(modifiers, lo, Place::Script)? {
                    Declared::Function(decl) => Item::Function(decl),
                    Declared::Property(decl) => Item::Property(decl),
                    Declared::Var(decl) => Item::Var(decl),
                }
            }
        }))
    }

    /// Reports modifiers that this sort of declaration never has.
    #[inline]
    fn only(&mut self, modifiers: Modifiers, allowed: Modifiers, what: &str, lo: u32) {
        if !allowed.has(modifiers) {
            let word = if modifiers.has(Modifiers::ABSTRACT) {
                "abstract"
            } else if modifiers.has(Modifiers::FINAL) {
                "final"
            } else if modifiers.has(Modifiers::SHARED) {
                "shared"
            } else {
                "external"
            };
            let _ = self.error(1, self.span_from(lo), format!("{what} cannot be '{word}'"));
        }
    }

    /// `shared external abstract final` before a declaration, in any order.
    #[inline]
    pub(super) fn modifiers(&mut self) -> Parsed<Modifiers> {
        let mut all = Modifiers::default();
        while let Some(one) = modifier(self.cur.kind) {
            if !self.at_modifier() {
                break;
            }
            let token = self.bump();
            self.scratch.has_externals |= one == Modifiers::EXTERNAL;
            all = self.add_modifier(all, one, token.span());
        }
        Ok(all)
    }

    fn add_modifier(&mut self, all: Modifiers, one: Modifiers, span: Span) -> Modifiers {
        if all.has(one) {
            let text = format!("'{}' is given twice", String::from_utf8_lossy(self.lexer.slice(span.lo, span.hi)));
            self.warn(11, span, text);
        }
        all.with(one)
    }

    /// Whether the word at the current token is a modifier here, not the name of a type: what follows must be able to
    /// begin a declaration, and one that has a name of its own.
    fn at_modifier(&mut self) -> bool {
        let next = self.peek_kind(1);
        if starts_item(next)
            || next.primitive().is_some()
            || matches!(next, T::Const | T::Auto | T::Private | T::Protected | T::ColonColon | T::Tilde)
        {
            return true;
        }
        let after = self.peek_kind(2);
        next.is_name()
            && !matches!(after, T::Assign | T::Semicolon | T::Comma | T::LBrace)
            && (after != T::LParen || modifier(next).is_none())
    }

    /// `private` or `protected`.
    #[inline]
    pub(super) fn access(&mut self) -> Access {
        let access = match self.cur.kind {
            T::Private => Access::Private,
            T::Protected => Access::Protected,
            _ => return Access::Public,
        };
        self.bump();
        access
    }

    /// A function, virtual property or variables (GRAM-16). `modifiers` have been read from `lo` on.
    pub(super) fn declared(&mut self, modifiers: Modifiers, lo: u32, place: Place) -> Parsed<Declared<'a>> {
        let access = self.access();
        if self.at(T::Tilde) {
            let span = self.bump().span();
            let name = self.expect_name("the name of the class")?;
            let head = Head { modifiers, access, lo, ret: no_type(span), ret_ref: false, name };
            return self.function(head, FunctionForm::Destructor, place);
        }
        if self.cur.kind.is_name() && self.peek_kind(1) == T::LParen {
            let name = self.ident();
            let head = Head { modifiers, access, lo, ret: no_type(name.span), ret_ref: false, name };
            if place == Place::Script {
                let _ = self.error(4, name.span, "a function needs a return type before its name");
            }
            return self.function(head, FunctionForm::Constructor, place);
        }
        if !self.at_type() {
            return Err(match place {
                Place::Script => self.unexpected(1, "a declaration"),
                _ => self.unexpected(10, "a method, a property or '}'"),
            });
        }
        let ret = self.type_expr()?;
        if place != Place::Script && self.is_static_in_front(&ret) {
            let text =
                "a member cannot be 'static'; a function in a namespace of the class's name is called in the same way";
            return Err(self.error(5, ret.span, text));
        }
        let ret_ref = self.eat(T::Amp);
        let name = self.expect_name("a name")?;
        match self.cur.kind {
            T::LBrace => {
                let property = self.property_decl(modifiers, access, ret, ret_ref, name, lo, place)?;
                return Ok(Declared::Property(property));
            }
            T::LParen => {
                let is_void = matches!(ret.base, TypeBase::Primitive(PrimitiveType::Void)) && ret.suffixes.is_empty();
                // There are no variables of these, so what follows can only be parameters.
                let sure = place == Place::Interface || is_void || ret_ref;
                if sure || self.at_function(modifiers.has(Modifiers::EXTERNAL)) {
                    let head = Head { modifiers, access, lo, ret, ret_ref, name };
                    return self.function(head, FunctionForm::Plain, place);
                }
            }
            _ => {}
        }
        if ret_ref {
            return Err(self.unexpected(1, "'(' or '{': only functions and properties can be references"));
        }
        if place == Place::Interface {
            let text = "an interface can hold only methods and virtual properties";
            let _ = self.error(10, name.span, text);
        }
        let declarators = self.list(
            |s| &mut s.declarators,
            |p| {
                let mut name = name;
                loop {
                    p.declarator(name)?;
                    if !p.eat(T::Comma) {
                        return Ok(());
                    }
                    name = p.expect_name("the name of a variable")?;
                }
            },
        )?;
        self.expect_semicolon("',' or ';'")?;
        let span = self.span_from(lo);
        Ok(Declared::Var(self.arena.alloc(VarDecl { access, modifiers, ty: ret, declarators, span })))
    }

    /// Whether what was read as a type is the word `static` before one.
    fn is_static_in_front(&mut self, ret: &TypeExpr<'a>) -> bool {
        let is_word = matches!(ret.base, TypeBase::Name(n) if n.name == names::STATIC);
        let plain = is_word && ret.scope.is_none() && ret.args.is_empty() && ret.suffixes.is_empty() && !ret.is_const;
        // `static x;` is a variable of a type of that name.
        plain
            && self.at_type()
            && (!self.cur.kind.is_name()
                || !matches!(self.peek_kind(1), T::Semicolon | T::Comma | T::Assign | T::LParen | T::LBrace))
    }

    /// Whether a type can begin at the current token.
    pub(super) fn at_type(&self) -> bool {
        let kind = self.cur.kind;
        kind.is_name()
            || kind.primitive().is_some()
            || matches!(kind, T::Const | T::Auto | T::ColonColon)
            || (kind == T::Question)
    }

    /// The rest of a function from its parameters on.
    fn function(&mut self, head: Head<'a>, form: FunctionForm, place: Place) -> Parsed<Declared<'a>> {
        if !self.at(T::LParen) {
            return Err(self.unexpected(1, "'('"));
        }
        let params = self.params()?;
        let allow_const = place != Place::Script;
        let attributes = self.attributes(allow_const)?;
        let span = self.span_from(head.lo);
        let modifiers = head.modifiers.with(attributes);
        let body = match self.cur.kind {
            T::LBrace => {
                if place == Place::Interface {
                    let _ = self.error(1, self.cur.span(), "a method of an interface has no body: expected ';'");
                } else if modifiers.has(Modifiers::DELETE) {
                    let _ = self.error(161, self.cur.span(), "a deleted function cannot have a body");
                }
                Some(self.block()?)
            }
            _ => {
                self.expect_semicolon("'{' or ';'")?;
                None
            }
        };
        if place == Place::Interface {
            if form != FunctionForm::Plain {
                let _ = self.error(10, head.name.span, "an interface has no constructors or destructors");
            }
            if head.access != Access::Public {
                let _ = self.error(10, head.name.span, "the methods of an interface are always public");
            }
        }
        Ok(Declared::Function(self.arena.alloc(FunctionDecl {
            modifiers,
            access: head.access,
            form,
            ret: head.ret,
            ret_ref: head.ret_ref,
            scope: Scope::NONE,
            name: head.name,
            type_params: &[],
            params,
            body,
            list_pattern: None,
            span,
        })))
    }

    /// `const override final explicit property delete` behind the parameters.
    pub(super) fn attributes(&mut self, allow_const: bool) -> Parsed<Modifiers> {
        let mut all = Modifiers::default();
        while let Some(one) = attribute(self.cur.kind) {
            let token = self.bump();
            if one == Modifiers::CONST && !allow_const {
                let _ = self.error(1, token.span(), "only methods can be const");
                continue;
            }
            all = self.add_modifier(all, one, token.span());
        }
        Ok(all)
    }

    /// `( params )`
    pub(super) fn params(&mut self) -> Parsed<&'a [Param<'a>]> {
        self.bump();
        if self.at(T::Void) && self.peek_kind(1) == T::RParen {
            self.bump();
        }
        if self.eat(T::RParen) {
            return Ok(&[]);
        }
        self.deeper(|p| {
            p.list(
                |s| &mut s.params,
                |p| {
                    loop {
                        let param = p.param()?;
                        p.scratch.params.push(param);
                        if !p.eat(T::Comma) {
                            break;
                        }
                    }
                    if !p.at(T::RParen) {
                        return Err(p.unexpected(1, "',' or ')' in the parameters"));
                    }
                    p.bump();
                    Ok(())
                },
            )
        })
    }

    fn param(&mut self) -> Parsed<Param<'a>> {
        let lo = self.cur.lo;
        let ty = self.type_expr()?;
        let mode = self.ref_mode();
        let mut variadic = false;
        let mut name = None;
        let mut default = None;
        if self.at(T::Ellipsis) {
            if !self.registered {
                let text = "'...' is allowed only in declarations registered by the host";
                return Err(self.error(1, self.cur.span(), text));
            }
            self.bump();
            variadic = true;
        } else {
            if self.cur.kind.is_name() {
                name = Some(self.ident());
            }
            if self.eat(T::Assign) {
                default = Some(self.expression()?);
            }
        }
        Ok(Param { ty, mode, name, default, variadic, span: self.span_from(lo) })
    }

    /// `& [in | out | inout] [+]`
    #[inline]
    pub(super) fn ref_mode(&mut self) -> RefMode {
        if !self.eat(T::Amp) {
            return RefMode::None;
        }
        let mode = match self.cur.kind {
            T::In => RefMode::In,
            T::Out => RefMode::Out,
            T::InOut => RefMode::InOut,
            _ => return RefMode::InOut,
        };
        self.bump();
        mode
    }

    /// The parameters of a lambda: types and names may both be missing (GRAM-26).
    pub(super) fn lambda_params(&mut self) -> Parsed<&'a [Param<'a>]> {
        self.expect(T::LParen)?;
        if self.eat(T::RParen) {
            return Ok(&[]);
        }
        self.list(
            |s| &mut s.params,
            |p| {
                loop {
                    let param = p.lambda_param()?;
                    p.scratch.params.push(param);
                    if !p.eat(T::Comma) {
                        break;
                    }
                }
                if !p.at(T::RParen) {
                    return Err(p.unexpected(1, "',' or ')' in the parameters"));
                }
                p.bump();
                Ok(())
            },
        )
    }

    fn lambda_param(&mut self) -> Parsed<Param<'a>> {
        let lo = self.cur.lo;
        let alone = matches!(self.peek_kind(1), T::Comma | T::RParen);
        if matches!(self.cur.kind, T::Comma | T::RParen) || (self.cur.kind.is_name() && alone) {
            let name = if self.cur.kind.is_name() { Some(self.ident()) } else { None };
            let span = self.span_from(lo);
            let ty = TypeExpr { base: TypeBase::Missing, ..no_type(Span::new(lo, lo)) };
            return Ok(Param { ty, mode: RefMode::None, name, default: None, variadic: false, span });
        }
        let ty = self.type_expr()?;
        let mode = self.ref_mode();
        let name = if self.cur.kind.is_name() { Some(self.ident()) } else { None };
        Ok(Param { ty, mode, name, default: None, variadic: false, span: self.span_from(lo) })
    }

    /// `type [&] name params`, for funcdefs and imports. `lo` is where the declaration begins.
    fn signature(&mut self, modifiers: Modifiers, lo: u32) -> Parsed<FunctionDecl<'a>> {
        let ret = self.type_expr()?;
        let ret_ref = self.eat(T::Amp);
        let name = self.expect_name("the name of the function")?;
        if !self.at(T::LParen) {
            return Err(self.unexpected(1, "'('"));
        }
        let params = self.params()?;
        Ok(FunctionDecl {
            modifiers,
            access: Access::Public,
            form: FunctionForm::Plain,
            ret,
            ret_ref,
            scope: Scope::NONE,
            name,
            type_params: &[],
            params,
            body: None,
            list_pattern: None,
            span: self.span_from(lo),
        })
    }

    /// `funcdef R name(params);` at the word.
    pub(super) fn funcdef_decl(&mut self, modifiers: Modifiers, lo: u32) -> Parsed<&'a FuncdefDecl<'a>> {
        self.bump();
        let signature = self.signature(modifiers, lo)?;
        self.expect_semicolon("';'")?;
        Ok(self.arena.alloc(FuncdefDecl { modifiers, signature }))
    }

    fn import_decl(&mut self) -> Parsed<&'a ImportDecl<'a>> {
        let lo = self.bump().lo;
        let mut signature = self.signature(Modifiers::default(), lo)?;
        let attributes = self.attributes(false)?;
        signature.modifiers = attributes;
        signature.span = self.span_from(lo);
        if !self.at(T::From) {
            return Err(self.unexpected(1, "'from' and the name of a module"));
        }
        self.bump();
        let module = self.string_text()?;
        self.expect_semicolon("';'")?;
        let span = self.span_from(lo);
        Ok(self.arena.alloc(ImportDecl { signature, module, span }))
    }

    /// `using namespace A::B;`
    pub(super) fn using_decl(&mut self) -> Parsed<&'a UsingDecl<'a>> {
        let lo = self.bump().lo;
        if !self.at(T::Namespace) {
            return Err(self.unexpected(1, "'namespace' after 'using'"));
        }
        self.bump();
        let path = self.namespace_path()?;
        self.expect_semicolon("'::' or ';'")?;
        let span = self.span_from(lo);
        Ok(self.arena.alloc(UsingDecl { path, span }))
    }

    fn namespace_path(&mut self) -> Parsed<&'a [Ident]> {
        self.list(
            |s| &mut s.idents,
            |p| {
                loop {
                    let name = p.expect_name("the name of a namespace")?;
                    p.scratch.idents.push(name);
                    if !p.eat(T::ColonColon) {
                        return Ok(());
                    }
                }
            },
        )
    }

    fn namespace_decl(&mut self) -> Parsed<&'a NamespaceDecl<'a>> {
        let lo = self.bump().lo;
        let path = self.namespace_path()?;
        let span = self.span_from(lo);
        if !self.at(T::LBrace) {
            return Err(self.unexpected(1, "'::' or '{'"));
        }
        let open = self.bump();
        let items = self.braced(open.span(), |p| p.list(|s| &mut s.items, |p| p.items()))?;
        Ok(self.arena.alloc(NamespaceDecl { path, items, span }))
    }

    fn typedef_decl(&mut self) -> Parsed<&'a TypedefDecl<'a>> {
        let lo = self.bump().lo;
        let ty = match self.cur.kind.primitive() {
            Some(primitive) if primitive != PrimitiveType::Void => {
                let span = self.bump().span();
                TypeExpr { base: TypeBase::Primitive(primitive), ..no_type(span) }
            }
            _ => return Err(self.unexpected(4, "a primitive type other than 'void'")),
        };
        let name = self.expect_name("the name of the new type")?;
        self.expect_semicolon("';'")?;
        let span = self.span_from(lo);
        Ok(self.arena.alloc(TypedefDecl { ty, name, span }))
    }

    /// A possibly scoped name, in a list of bases.
    pub(super) fn qualified_name(&mut self) -> Parsed<QualifiedName<'a>> {
        if !self.cur.kind.is_name() && !self.at(T::ColonColon) {
            return Err(self.unexpected(5, "the name of a class or interface"));
        }
        let path = self.path(PathUse::Declaration)?;
        Ok(QualifiedName { scope: *path.scope, name: path.name })
    }
}

/// What stands before the parameters of a function.
struct Head<'a> {
    modifiers: Modifiers,
    access: Access,
    lo: u32,
    ret: TypeExpr<'a>,
    ret_ref: bool,
    name: Ident,
}
