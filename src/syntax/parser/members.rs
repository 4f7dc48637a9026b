//! Classes, mixins, interfaces, virtual properties and enums.

use super::declarations::{Declared, Place, starts_item};
use super::{Failed, Parsed, Parser, T, TokenKind};
use crate::syntax::ast::*;

/// Words that can only begin a member.
fn starts_member(kind: TokenKind) -> bool {
    matches!(kind, T::Private | T::Protected | T::Funcdef | T::Class | T::Interface | T::Enum | T::Namespace)
}

impl<'a> Parser<'a, '_> {
    /// A class, mixin or interface at its word. `lo` is where the declaration begins.
    pub(super) fn class_decl(&mut self, modifiers: Modifiers, lo: u32, place: Place) -> Parsed<&'a ClassDecl<'a>> {
        self.bump();
        let mut implicit_handle = false;
        if self.at(T::At) && place != Place::Interface {
            if !self.options.implicit_handles {
                let text = "'class @' needs implicit handle types, which the host has not switched on";
                let _ = self.error(5, self.cur.span(), text);
            }
            self.bump();
            implicit_handle = true;
        }
        let what = if place == Place::Interface { "the name of the interface" } else { "the name of the class" };
        let name = self.expect_name(what)?;
        let mut span = self.span_from(lo);
        let mut bases: &'a [QualifiedName<'a>] = &[];
        if self.at(T::Colon) {
            self.bump();
            bases = self.list(
                |s| &mut s.qualified,
                |p| {
                    loop {
                        let base = p.qualified_name()?;
                        p.scratch.qualified.push(base);
                        if !p.eat(T::Comma) {
                            return Ok(());
                        }
                    }
                },
            )?;
            span = self.span_from(lo);
        } else if self.at(T::Semicolon) {
            self.bump();
            let decl = ClassDecl { modifiers, implicit_handle, name, bases, members: &[], has_body: false, span };
            return Ok(self.arena.alloc(decl));
        }
        if !self.at(T::LBrace) {
            return Err(self.unexpected(9, if bases.is_empty() { "':', '{' or ';'" } else { "',' or '{'" }));
        }
        let open = self.bump();
        let members = self.braced(open.span(), |p| p.list(|s| &mut s.members, |p| p.members(place)))?;
        let decl = ClassDecl { modifiers, implicit_handle, name, bases, members, has_body: true, span };
        Ok(self.arena.alloc(decl))
    }

    /// `mixin class …` at `mixin`; the class takes no modifiers (GRAM-30).
    pub(super) fn mixin_decl(&mut self, lo: u32) -> Parsed<&'a ClassDecl<'a>> {
        self.bump();
        let modifiers_lo = self.cur.lo;
        if self.modifiers()? != Modifiers::default() {
            let _ = self.error(174, self.span_from(modifiers_lo), "the class of a mixin cannot have modifiers");
        }
        if !self.at(T::Class) {
            return Err(self.unexpected(1, "'class' after 'mixin'"));
        }
        self.class_decl(Modifiers::default(), lo, Place::Mixin)
    }

    fn members(&mut self, place: Place) -> Parsed<()> {
        while !matches!(self.cur.kind, T::RBrace | T::Eof) {
            let from = self.cur.lo;
            match self.described_member(place) {
                Ok(Some(member)) => self.scratch.members.push(member),
                Ok(None) => {}
                Err(Failed) => {
                    self.skip_broken(from, starts_member);
                    if self.cur.lo == from && !matches!(self.cur.kind, T::RBrace | T::Eof) {
                        self.bump();
                    }
                }
            }
        }
        Ok(())
    }

    /// One member with the metadata before it.
    #[inline]
    fn described_member(&mut self, place: Place) -> Parsed<Option<Member<'a>>> {
        if !self.at_metadata() {
            return self.member(place);
        }
        let texts = self.metadata()?;
        let member = self.member(place)?;
        self.describe_member(member.as_ref(), &texts);
        Ok(member)
    }

    /// One member; nothing for a stray `;`.
    fn member(&mut self, place: Place) -> Parsed<Option<Member<'a>>> {
        let lo = self.cur.lo;
        match self.cur.kind {
            T::Semicolon => {
                self.bump();
                return Ok(None);
            }
            T::Funcdef => {
                if place == Place::Interface {
                    let _ = self.error(10, self.cur.span(), "an interface cannot hold a funcdef");
                } else if place == Place::Mixin {
                    let _ = self.error(176, self.cur.span(), "a mixin cannot hold a child type");
                }
                return Ok(Some(Member::Funcdef(self.funcdef_decl(Modifiers::default(), lo)?)));
            }
            kind if starts_item(kind) => {
                // A word of the global level may be there because the class is not closed.
                let text = format!("{} cannot stand in a class; is a '}}' missing before it?", self.describe(self.cur));
                let failed = self.error(10, self.cur.span(), text);
                self.lost_brace = true;
                return Err(failed);
            }
            _ => {}
        }
        let modifiers = self.modifiers()?;
        if modifiers != Modifiers::default() {
            let _ = self.error(10, self.span_from(lo), "a member cannot have modifiers in front");
            if starts_item(self.cur.kind) {
                return Err(Failed);
            }
        }
        Ok(Some(match self.declared(Modifiers::default(), lo, place)? {
            Declared::Function(decl) => Member::Function(decl),
            Declared::Property(decl) => Member::Property(decl),
            Declared::Var(decl) => Member::Var(decl),
        }))
    }

    /// `{ get … set … }` behind the name of a virtual property.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn property_decl(
        &mut self,
        modifiers: Modifiers,
        access: Access,
        ty: TypeExpr<'a>,
        is_ref: bool,
        name: Ident,
        lo: u32,
        place: Place,
    ) -> Parsed<&'a PropertyDecl<'a>> {
        let open = self.bump();
        let errors = self.errors;
        if place == Place::Script && !matches!(self.cur.kind, T::Get | T::Set) && self.is_misspelt_item(&ty) {
            self.skip_to_close();
            return Ok(self.arena.alloc(PropertyDecl {
                access,
                modifiers,
                ty,
                is_ref,
                name,
                accessors: &[],
                span: self.span_from(lo),
            }));
        }
        let accessors = self.braced(open.span(), |p| {
            p.list(
                |s| &mut s.accessors,
                |p| {
                    while !matches!(p.cur.kind, T::RBrace | T::Eof) {
                        let from = p.cur.lo;
                        match p.accessor(place) {
                            Ok(accessor) => p.scratch.accessors.push(accessor),
                            Err(Failed) => {
                                p.skip_broken(from, |_| false);
                                if p.cur.lo == from && !matches!(p.cur.kind, T::RBrace | T::Eof) {
                                    p.bump();
                                }
                            }
                        }
                    }
                    Ok(())
                },
            )
        })?;
        if accessors.is_empty() && self.errors == errors {
            let _ = self.error(180, name.span, "a virtual property needs 'get' or 'set'");
        }
        let span = self.span_from(lo);
        Ok(self.arena.alloc(PropertyDecl { access, modifiers, ty, is_ref, name, accessors, span }))
    }

    fn accessor(&mut self, place: Place) -> Parsed<Accessor<'a>> {
        let word = self.cur;
        if !matches!(word.kind, T::Get | T::Set) {
            return Err(self.unexpected(181, "'get', 'set' or '}'"));
        }
        self.bump();
        let modifiers = self.attributes(true)?;
        let span = self.span_from(word.lo);
        let body = match self.cur.kind {
            T::LBrace => {
                if place == Place::Interface {
                    let _ = self.error(1, self.cur.span(), "an accessor of an interface has no body: expected ';'");
                }
                Some(self.block()?)
            }
            T::Semicolon => {
                if place != Place::Interface {
                    let _ = self.error(182, word.span(), "an accessor outside of an interface needs a body");
                }
                self.bump();
                None
            }
            _ => return Err(self.unexpected(1, "'{' or ';'")),
        };
        Ok(Accessor { is_get: word.kind == T::Get, modifiers, body, span })
    }

    /// An enum at its word.
    pub(super) fn enum_decl(&mut self, modifiers: Modifiers, lo: u32) -> Parsed<&'a EnumDecl<'a>> {
        self.bump();
        let name = self.expect_name("the name of the enum")?;
        let underlying = if self.eat(T::Colon) { Some(self.type_expr()?) } else { None };
        let span = self.span_from(lo);
        if underlying.is_none() && self.eat(T::Semicolon) {
            return Ok(self.arena.alloc(EnumDecl { modifiers, name, underlying, values: &[], has_body: false, span }));
        }
        if !self.at(T::LBrace) {
            return Err(self.unexpected(9, "'{' or ';'"));
        }
        let open = self.bump();
        let values = self.braced(open.span(), |p| p.list(|s| &mut s.enum_values, |p| p.enum_values(name)))?;
        Ok(self.arena.alloc(EnumDecl { modifiers, name, underlying, values, has_body: true, span }))
    }

    /// The values of an enum; a trailing comma is allowed (GRAM-12).
    fn enum_values(&mut self, of: Ident) -> Parsed<()> {
        let first = self.scratch.enum_values.len();
        while !matches!(self.cur.kind, T::RBrace | T::Eof) {
            let texts = if self.at_metadata() { self.metadata()? } else { Vec::new() };
            match self.enum_value() {
                Ok(value) => {
                    if !texts.is_empty() {
                        self.describe_value(of.span.lo, self.scratch.enum_values.len() - first, &texts);
                    }
                    self.scratch.enum_values.push(value);
                }
                Err(Failed) => self.skip_enum_value(),
            }
        }
        Ok(())
    }

    /// A value of an enum with the comma behind it.
    fn enum_value(&mut self) -> Parsed<EnumValue<'a>> {
        let name = self.expect_name("the name of a value or '}'")?;
        let value = if self.eat(T::Assign) { Some(self.operation_only()?) } else { None };
        if !self.eat(T::Comma) && !self.at(T::RBrace) {
            return Err(self.unexpected(1, "',' or '}' in the enum"));
        }
        Ok(EnumValue { name, value })
    }
}
