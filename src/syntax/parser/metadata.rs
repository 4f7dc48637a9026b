//! Metadata: texts in brackets before declarations, as `[editable, range(0, 10)] float speed;` (SB-09). Read only when the
//! options ask for it; without, a `[` there is the error that it always was.

use super::{Parsed, Parser, T};
use crate::base::Span;
use crate::syntax::ast::{Declarator, Item, Member, Metadata};

/// Number of errors about metadata; the catalogue of the language has none.
const METADATA: u16 = 232;
/// Number of the warning about metadata that describes nothing.
const LOST_METADATA: u16 = 32;

impl<'a> Parser<'a, '_> {
    /// Whether metadata begins at the current token, which stands where a declaration may begin.
    #[inline]
    pub(super) fn at_metadata(&self) -> bool {
        self.cur.kind == T::LBracket && self.options.metadata && !self.registered
    }

    /// The texts of all brackets from the current token on. Tokens tell where they end, so that brackets in strings and
    /// comments mean nothing.
    #[cold]
    pub(super) fn metadata(&mut self) -> Parsed<Vec<Span>> {
        let mut texts = Vec::new();
        while self.at(T::LBracket) {
            let open = self.bump();
            let mut depth = 1usize;
            loop {
                match self.cur.kind {
                    T::LBracket => depth += 1,
                    T::RBracket => depth -= 1,
                    T::Eof => return Err(self.error(METADATA, open.span(), "this '[' of metadata is never closed")),
                    _ => {}
                }
                let token = self.bump();
                if depth == 0 {
                    texts.push(Span::new(open.hi, token.lo));
                    break;
                }
            }
        }
        Ok(texts)
    }

    /// Notes that the names at these positions have these texts.
    #[cold]
    fn keep_metadata(&mut self, names: impl Iterator<Item = (u32, Option<u32>)>, texts: &[Span]) {
        for (at, value) in names {
            for span in texts {
                let text = String::from_utf8_lossy(self.lexer.slice(span.lo, span.hi));
                let text: &'a str = self.arena.alloc_str(&text);
                self.scratch.metadata.push(Metadata { at, value, text });
            }
        }
    }

    #[cold]
    fn describes_nothing(&mut self, texts: &[Span]) {
        if let Some(first) = texts.first() {
            self.warn(LOST_METADATA, *first, "nothing keeps this metadata: it is for types, functions and variables");
        }
    }

    /// Gives metadata to what it stands before; `None` is a stray `;`.
    #[cold]
    pub(super) fn describe_item(&mut self, item: Option<&Item<'a>>, texts: &[Span]) {
        let at = match item {
            Some(Item::Class(c) | Item::Interface(c) | Item::Mixin(c)) => c.name.span.lo,
            Some(Item::Enum(e)) => e.name.span.lo,
            Some(Item::Funcdef(f)) => f.signature.name.span.lo,
            Some(Item::Function(f)) => f.name.span.lo,
            Some(Item::Property(p)) => p.name.span.lo,
            Some(Item::Var(v)) => return self.keep_metadata(declared(v.declarators), texts),
            Some(Item::Import(_) | Item::Using(_) | Item::Namespace(_) | Item::Typedef(_)) | None => {
                return self.describes_nothing(texts);
            }
        };
        self.keep_metadata([(at, None)].into_iter(), texts);
    }

    /// The same for a member.
    #[cold]
    pub(super) fn describe_member(&mut self, member: Option<&Member<'a>>, texts: &[Span]) {
        let at = match member {
            Some(Member::Function(f)) => f.name.span.lo,
            Some(Member::Property(p)) => p.name.span.lo,
            Some(Member::Funcdef(f)) => f.signature.name.span.lo,
            Some(Member::Var(v)) => return self.keep_metadata(declared(v.declarators), texts),
            None => return self.describes_nothing(texts),
        };
        self.keep_metadata([(at, None)].into_iter(), texts);
    }

    /// The same for value number `index` of the enum whose name stands at `at`.
    #[cold]
    pub(super) fn describe_value(&mut self, at: u32, index: usize, texts: &[Span]) {
        self.keep_metadata([(at, Some(index as u32))].into_iter(), texts);
    }
}

fn declared<'d>(all: &'d [Declarator<'_>]) -> impl Iterator<Item = (u32, Option<u32>)> + use<'d> {
    all.iter().map(|d| (d.name.span.lo, None))
}
