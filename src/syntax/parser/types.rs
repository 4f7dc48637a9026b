//! Types, names with scopes and template arguments.

use super::{Failed, Parsed, Parser, T, Token};
use crate::base::Span;
use crate::syntax::ast::*;

/// A possibly scoped name with possibly template arguments.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    pub scope: &'a Scope<'a>,
    pub name: Ident,
    pub args: &'a [TypeExpr<'a>],
}

/// How `<` behind a name is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PathUse {
    /// In a type: always template arguments.
    Type,
    /// In an expression: template arguments if they look like it.
    Expression,
    /// Before the name of a registered entity: template arguments if `::` follows them.
    Declaration,
}

const ARRAY: &[TypeSuffix] = &[TypeSuffix::Array];
const HANDLE: &[TypeSuffix] = &[TypeSuffix::Handle { is_const: false, auto_ref: false }];
const AUTO_HANDLE: &[TypeSuffix] = &[TypeSuffix::Handle { is_const: false, auto_ref: true }];

impl<'a> Parser<'a, '_> {
    /// A type.
    pub(super) fn type_expr(&mut self) -> Parsed<TypeExpr<'a>> {
        let lo = self.cur.lo;
        let is_const = self.eat(T::Const);
        let (scope, base, args) = match self.cur.kind {
            kind if kind.is_name() || kind == T::ColonColon => {
                let path = self.path(PathUse::Type)?;
                (path.scope, TypeBase::Name(path.name), path.args)
            }
            T::Auto => {
                self.bump();
                (&Scope::NONE, TypeBase::Auto, &[][..])
            }
            T::Question => {
                if !self.registered {
                    let text = "'?' is a type only in declarations registered by the host";
                    return Err(self.error(4, self.cur.span(), text));
                }
                self.bump();
                (&Scope::NONE, TypeBase::Any, &[][..])
            }
            kind => match kind.primitive() {
                Some(primitive) => {
                    self.bump();
                    (&Scope::NONE, TypeBase::Primitive(primitive), &[][..])
                }
                None => return Err(self.unexpected(4, "a type")),
            },
        };
        let suffixes = self.type_suffixes()?;
        Ok(TypeExpr { is_const, scope, base, args, suffixes, span: self.span_from(lo) })
    }

    /// The `[]` and `@` behind a type.
    #[inline]
    pub(super) fn type_suffixes(&mut self) -> Parsed<&'a [TypeSuffix]> {
        let Some(first) = self.type_suffix()? else {
            return Ok(&[]);
        };
        let Some(second) = self.type_suffix()? else {
            // The usual single suffix needs no room in the arena.
            return Ok(match first {
                TypeSuffix::Array => ARRAY,
                TypeSuffix::Handle { is_const: false, auto_ref: false } => HANDLE,
                TypeSuffix::Handle { is_const: false, auto_ref: true } => AUTO_HANDLE,
                other => self.arena.alloc_slice_copy(&[other]),
            });
        };
        self.list(
            |s| &mut s.suffixes,
            |p| {
                p.scratch.suffixes.extend([first, second]);
                while let Some(suffix) = p.type_suffix()? {
                    p.scratch.suffixes.push(suffix);
                }
                Ok(())
            },
        )
    }

    #[inline]
    fn type_suffix(&mut self) -> Parsed<Option<TypeSuffix>> {
        match self.cur.kind {
            T::LBracket => {
                self.bump();
                if !self.at(T::RBracket) {
                    let text = format!(
                        "expected ']': the size of an array does not stand in its type, found {}",
                        self.describe(self.cur)
                    );
                    return Err(if self.at(T::Eof) {
                        self.unexpected(1, "']'")
                    } else {
                        self.error(1, self.cur.span(), text)
                    });
                }
                self.bump();
                Ok(Some(TypeSuffix::Array))
            }
            T::At => {
                self.bump();
                let is_const = self.eat(T::Const);
                let auto_ref = self.eat(T::Plus);
                Ok(Some(TypeSuffix::Handle { is_const, auto_ref }))
            }
            _ => Ok(None),
        }
    }

    /// `<types>` at the current `<`.
    pub(super) fn type_args(&mut self) -> Parsed<&'a [TypeExpr<'a>]> {
        self.deeper(|p| {
            p.list(
                |s| &mut s.types,
                |p| {
                    p.expect(T::Lt)?;
                    loop {
                        let ty = p.type_expr()?;
                        p.scratch.types.push(ty);
                        if !p.eat(T::Comma) {
                            return p.close_type_args();
                        }
                    }
                },
            )
        })
    }

    /// Consumes a `>`; of `>>` and `>>>` only the first character (LEX-09).
    fn close_type_args(&mut self) -> Parsed<()> {
        let rest = match self.cur.kind {
            T::Gt => {
                self.bump();
                return Ok(());
            }
            T::Shr => T::Gt,
            T::UShr => T::Shr,
            _ => return Err(self.unexpected(1, "',' or '>' after a template argument")),
        };
        self.cur = Token { lo: self.cur.lo + 1, kind: rest, ..self.cur };
        self.tokens[self.pos] = self.cur;
        self.prev_hi = self.cur.lo;
        Ok(())
    }

    /// A name with what belongs to it. The current token is a name or `::`.
    #[inline]
    pub(super) fn path(&mut self, place: PathUse) -> Parsed<Path<'a>> {
        if self.cur.kind.is_name() {
            let next = self.peek_kind(1);
            if next != T::ColonColon && next != T::Lt {
                return Ok(Path { scope: &Scope::NONE, name: self.ident(), args: &[] });
            }
        }
        self.long_path(place)
    }

    fn long_path(&mut self, place: PathUse) -> Parsed<Path<'a>> {
        let lo = self.cur.lo;
        let global = self.eat(T::ColonColon);
        let mut scope_hi = self.prev_hi;
        let mut scope_args: &'a [TypeExpr<'a>] = &[];
        let mut last = None;
        let path = self.list(
            |s| &mut s.idents,
            |p| {
                loop {
                    let name = p.expect_name("a name")?;
                    let args = if p.at(T::Lt) && p.args_follow(place) { p.type_args()? } else { &[] };
                    if !p.at(T::ColonColon) {
                        last = Some((name, args));
                        return Ok(());
                    }
                    if !scope_args.is_empty() {
                        // Only the last name of a scope can be a template instance.
                        return Err(p.error(1, p.cur.span(), "a scope cannot go on behind template arguments"));
                    }
                    p.bump();
                    scope_hi = p.prev_hi;
                    scope_args = args;
                    p.scratch.idents.push(name);
                }
            },
        )?;
        let Some((name, args)) = last else {
            return Err(Failed);
        };
        let scope = if global || !path.is_empty() {
            &*self.arena.alloc(Scope { global, path, args: scope_args, span: Span::new(lo, scope_hi) })
        } else {
            &Scope::NONE
        };
        Ok(Path { scope, name, args })
    }

    /// Whether the current `<` opens template arguments.
    fn args_follow(&mut self, place: PathUse) -> bool {
        match place {
            PathUse::Type => true,
            PathUse::Expression => self.at_template_args(),
            PathUse::Declaration => self.at_scope_args(),
        }
    }
}
