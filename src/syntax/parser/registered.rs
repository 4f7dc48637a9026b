//! Declarations by which a host registers its interface (HOST rules), and single expressions.

use bumpalo::Bump;

use super::types::PathUse;
use super::{Parsed, Parser, T};
use crate::base::{Diagnostic, Diagnostics, Interner};
use crate::syntax::ParseOptions;
use crate::syntax::ast::*;

/// Reads all of a text with `f`. Spans count from the start of the text.
fn parse_all<'a, R>(
    arena: &'a Bump,
    interner: &mut Interner<'a>,
    text: &[u8],
    options: &ParseOptions,
    registered: bool,
    f: impl FnOnce(&mut Parser<'a, '_>) -> Parsed<R>,
) -> Result<R, Vec<Diagnostic>> {
    let mut diags = Diagnostics::new();
    let mut parser = Parser::new(arena, interner, text, 0, options, &mut diags, registered);
    let result = f(&mut parser).and_then(|value| {
        if parser.at(T::Eof) { Ok(value) } else { Err(parser.unexpected(1, "the end of the declaration")) }
    });
    match result {
        Ok(value) if parser.errors == 0 => Ok(value),
        _ => Err(diags.into_list()),
    }
}

/// Parses a function, method or behaviour as a host registers it: `R name(params) const property`, with `?`, `...`,
/// `@+`, a scope before the name, type parameters behind it (`R f<T>(T)`, HOST-105) and a list pattern at the end
/// (`{repeat T}`, HOST-070). A `;` may end it.
pub fn parse_function_decl<'a>(
    arena: &'a Bump,
    interner: &mut Interner<'a>,
    text: &[u8],
    options: &ParseOptions,
) -> Result<&'a FunctionDecl<'a>, Vec<Diagnostic>> {
    parse_all(arena, interner, text, options, true, |p| {
        let mut decl = p.registered_signature()?;
        decl.modifiers = p.attributes(true)?;
        decl.span = p.span_from(0);
        if p.at(T::LBrace) {
            decl.list_pattern = Some(p.list_pattern()?);
        }
        p.eat(T::Semicolon);
        Ok(&*p.arena.alloc(decl))
    })
}

/// Parses a funcdef without the word `funcdef`: `R name(params)` or, for a child of a type, `R Type::name(params)`
/// (HOST-087).
pub fn parse_funcdef_decl<'a>(
    arena: &'a Bump,
    interner: &mut Interner<'a>,
    text: &[u8],
    options: &ParseOptions,
) -> Result<&'a FuncdefDecl<'a>, Vec<Diagnostic>> {
    parse_all(arena, interner, text, options, true, |p| {
        let signature = p.registered_signature()?;
        p.eat(T::Semicolon);
        Ok(&*p.arena.alloc(FuncdefDecl { modifiers: Modifiers::default(), signature }))
    })
}

/// Parses a property: `const T name`, `T &name`, `T@ name`; the name may have a scope (HOST-040).
pub fn parse_property_decl<'a>(
    arena: &'a Bump,
    interner: &mut Interner<'a>,
    text: &[u8],
    options: &ParseOptions,
) -> Result<RegisteredProperty<'a>, Vec<Diagnostic>> {
    parse_all(arena, interner, text, options, true, |p| {
        let ty = p.type_expr()?;
        let is_ref = p.eat(T::Amp);
        let (scope, name) = p.registered_name("the name of the property")?;
        p.eat(T::Semicolon);
        Ok(RegisteredProperty { ty, is_ref, scope, name })
    })
}

/// Parses a type and nothing else.
pub fn parse_type_decl<'a>(
    arena: &'a Bump,
    interner: &mut Interner<'a>,
    text: &[u8],
    options: &ParseOptions,
) -> Result<TypeExpr<'a>, Vec<Diagnostic>> {
    parse_all(arena, interner, text, options, true, |p| p.type_expr())
}

/// Parses the name under which a type is registered: `Name`, `array<class T>`, `map<class K, class V>`, or a
/// specialisation `array<int>` (HOST-032, HOST-036).
pub fn parse_type_name_decl<'a>(
    arena: &'a Bump,
    interner: &mut Interner<'a>,
    text: &[u8],
    options: &ParseOptions,
) -> Result<TypeNameDecl<'a>, Vec<Diagnostic>> {
    parse_all(arena, interner, text, options, true, |p| {
        if !p.at_type_with_class() {
            let ty = p.type_expr()?;
            return match ty {
                TypeExpr { is_const: false, base: TypeBase::Name(name), suffixes: [], scope, args, .. } => {
                    Ok(TypeNameDecl { scope: *scope, name, params: &[], args })
                }
                _ => Err(p.error(5, ty.span, "expected the name of a type")),
            };
        }
        let name = p.ident();
        let params = p.type_params()?;
        Ok(TypeNameDecl { scope: Scope::NONE, name, params, args: &[] })
    })
}

/// Parses an expression and nothing else, such as the text of a default argument.
pub fn parse_expression<'a>(
    arena: &'a Bump,
    interner: &mut Interner<'a>,
    text: &[u8],
    options: &ParseOptions,
) -> Result<&'a Expr<'a>, Vec<Diagnostic>> {
    parse_all(arena, interner, text, options, false, |p| p.expression())
}

impl<'a> Parser<'a, '_> {
    /// `name < class`
    fn at_type_with_class(&mut self) -> bool {
        self.cur.kind.is_name() && self.peek_kind(1) == T::Lt && self.peek_kind(2) == T::Class
    }

    /// `type [&] [scope] name [<params>] (params)`
    fn registered_signature(&mut self) -> Parsed<FunctionDecl<'a>> {
        let lo = self.cur.lo;
        let ret = self.type_expr()?;
        let ret_ref = self.eat(T::Amp);
        let (scope, name) = self.registered_name("the name of the function")?;
        let type_params = if self.at(T::Lt) { self.type_params()? } else { &[] };
        if !self.at(T::LParen) {
            return Err(self.unexpected(1, "'('"));
        }
        let params = self.params()?;
        Ok(FunctionDecl {
            modifiers: Modifiers::default(),
            access: Access::Public,
            form: FunctionForm::Plain,
            ret,
            ret_ref,
            scope,
            name,
            type_params,
            params,
            body: None,
            list_pattern: None,
            span: self.span_from(lo),
        })
    }

    /// A name with a scope before it.
    fn registered_name(&mut self, what: &str) -> Parsed<(Scope<'a>, Ident)> {
        if !self.cur.kind.is_name() && !self.at(T::ColonColon) {
            return Err(self.unexpected(5, what));
        }
        let path = self.path(PathUse::Declaration)?;
        Ok((*path.scope, path.name))
    }

    /// `<T>`, `<class K, class V>`
    fn type_params(&mut self) -> Parsed<&'a [Ident]> {
        self.expect(T::Lt)?;
        let params = self.list(
            |s| &mut s.idents,
            |p| {
                loop {
                    p.eat(T::Class);
                    let name = p.expect_name("the name of a type parameter")?;
                    p.scratch.idents.push(name);
                    if !p.eat(T::Comma) {
                        return Ok(());
                    }
                }
            },
        )?;
        self.expect(T::Gt)?;
        Ok(params)
    }

    /// `{ item, … }` at the brace.
    fn list_pattern(&mut self) -> Parsed<&'a ListPattern<'a>> {
        let pattern = self.list_level()?;
        Ok(self.arena.alloc(pattern))
    }

    fn list_level(&mut self) -> Parsed<ListPattern<'a>> {
        let open = self.expect(T::LBrace)?;
        let items = self.braced(open.span(), |p| {
            p.list(
                |s| &mut s.patterns,
                |p| {
                    loop {
                        let item = p.list_item()?;
                        p.scratch.patterns.push(item);
                        if !p.eat(T::Comma) {
                            return Ok(());
                        }
                        if matches!(item, ListPattern::Repeat(_) | ListPattern::RepeatSame(_)) {
                            let text = "'repeat' must be the last of its list";
                            return Err(p.error(1, p.cur.span(), text));
                        }
                    }
                },
            )
        })?;
        Ok(ListPattern::List(items))
    }

    fn list_item(&mut self) -> Parsed<ListPattern<'a>> {
        let repeat = self.at_word("repeat");
        if !repeat && !self.at_word("repeat_same") {
            return self.list_element();
        }
        self.bump();
        let element = self.list_element()?;
        let element = &*self.arena.alloc(element);
        Ok(if repeat { ListPattern::Repeat(element) } else { ListPattern::RepeatSame(element) })
    }

    fn list_element(&mut self) -> Parsed<ListPattern<'a>> {
        if self.at(T::LBrace) {
            return self.list_level();
        }
        Ok(ListPattern::Type(self.type_expr()?))
    }
}
