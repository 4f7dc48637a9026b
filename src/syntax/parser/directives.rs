//! `#include` and `#pragma`, which stand where items stand. The parser finds them; whoever asked for parsing acts on them.

use super::{Parser, T};
use crate::base::Span;
use crate::syntax::ast::{Directive, DirectiveKind};
use crate::syntax::directives::split_word;

/// Number of errors about directives that the catalogue of the language does not name.
const DIRECTIVE: u16 = 225;

impl Parser<'_, '_> {
    /// Whether a line that begins with `#` is the current token.
    #[inline]
    pub(super) fn at_directive(&self) -> bool {
        self.cur.kind == T::Unknown && self.text(self.cur).first() == Some(&b'#')
    }

    /// The directive that is the current token.
    #[cold]
    pub(super) fn directive(&mut self) {
        let token = self.bump();
        let text = self.text(token);
        let (word, rest) = split_word(text);
        let kind = match word {
            b"include" => DirectiveKind::Include,
            b"pragma" => DirectiveKind::Pragma,
            _ => {
                let text = "there is no such directive: scripts have #include, #if, #elif, #else, #endif and #pragma";
                let _ = self.error(DIRECTIVE, token.span(), text);
                return;
            }
        };
        let argument = match kind {
            DirectiveKind::Pragma => Some(rest),
            DirectiveKind::Include => quoted(rest),
        };
        let Some(argument) = argument.filter(|a| !a.is_empty() || kind == DirectiveKind::Pragma) else {
            let text = "#include needs the name of a file in quotes, and nothing behind it";
            let _ = self.error(DIRECTIVE, token.span(), text);
            return;
        };
        // The argument is a part of the token's text.
        let offset = argument.as_ptr() as usize - text.as_ptr() as usize;
        let lo = token.lo + offset.min(text.len()) as u32;
        let argument = Span::new(lo, lo + argument.len() as u32);
        self.scratch.directives.push(Directive { kind, span: token.span(), argument });
    }

    /// Tells what is wrong with the conditions of the text.
    pub(super) fn report_conditions(&mut self) {
        for (span, text) in self.lexer.directive_problems() {
            let _ = self.error(DIRECTIVE, span, text);
        }
    }
}

/// What stands between the quotes with which a text begins, if only a comment follows them.
fn quoted(text: &[u8]) -> Option<&[u8]> {
    let quote = *text.first().filter(|q| matches!(q, b'"' | b'\''))?;
    let end = text[1..].iter().position(|b| *b == quote)? + 1;
    let behind = text[end + 1..].trim_ascii();
    (behind.is_empty() || behind.starts_with(b"//")).then_some(&text[1..end])
}
