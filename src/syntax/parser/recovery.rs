//! Messages about unexpected tokens, and where to go on after an error.

use super::{Failed, Parsed, Parser, T, Token, TokenKind};
use crate::base::Span;
use crate::base::suggest::Nearest;
use crate::syntax::ast::{TypeBase, TypeExpr};

/// The longest piece of source shown in a message.
const SHOWN: usize = 40;

impl Parser<'_, '_> {
    /// Reports that the current token is not what could stand here. `wanted` completes "expected …".
    #[cold]
    #[inline(never)]
    pub(super) fn unexpected(&mut self, code: u16, wanted: &str) -> Failed {
        let token = self.cur;
        match token.kind {
            T::Eof => {
                if self.lost_brace {
                    return Failed;
                }
                let note = self.open_brace;
                let text = format!("unexpected end of file: expected {wanted}");
                self.error_with(3, token.span(), text, note, "this '{' is not closed")
            }
            T::Unknown if token.hi - token.lo > 1 && self.at_directive() => {
                let text = "a directive cannot stand here: #include and #pragma stand outside of functions and classes";
                self.error(2, token.span(), text)
            }
            T::Unknown => {
                let text = format!("the character {} starts no token", self.shown(token));
                self.error(2, token.span(), text)
            }
            T::UnclosedString => self.unclosed_string(token),
            _ if token.kind.is_name() && self.is_number_before(token) => {
                let text = format!(
                    "a number cannot go on with {}: there are no suffixes but 'f' after a point",
                    self.shown(token)
                );
                self.error(code, token.span(), text)
            }
            _ if token.kind.is_name() && self.is_new_before(token) => {
                let text = format!("there is no 'new': {name}(…) makes an object", name = self.bare(token));
                self.error(code, token.span(), text)
            }
            _ => {
                let text = format!("expected {wanted}, found {}", self.describe(token));
                self.error(code, token.span(), text)
            }
        }
    }

    /// Whether a name stands directly behind a digit or point: a suffix that numbers do not have.
    fn is_number_before(&self, token: Token) -> bool {
        self.prev_hi == token.lo && self.lexer.before(token.lo).last().is_some_and(|b| b.is_ascii_digit() || *b == b'.')
    }

    /// Whether the word before is `new`, as other languages write it.
    fn is_new_before(&self, token: Token) -> bool {
        let before = self.lexer.before(self.prev_hi);
        self.prev_hi < token.lo
            && before
                .strip_suffix(b"new")
                .is_some_and(|b| b.last().is_none_or(|c| !c.is_ascii_alphanumeric() && *c != b'_'))
    }

    /// The text of a name.
    fn bare(&self, token: Token) -> String {
        String::from_utf8_lossy(self.text(token)).into_owned()
    }

    #[cold]
    #[inline(never)]
    pub(super) fn expected_kind(&mut self, kind: TokenKind) -> Failed {
        let wanted = match kind.spelling() {
            Some(text) => format!("'{text}'"),
            None => format!("{kind:?}"),
        };
        self.unexpected(1, &wanted)
    }

    /// A string without its closing quote: by the end of the line if the quote comes later, else at all.
    #[cold]
    fn unclosed_string(&mut self, token: Token) -> Failed {
        let quote = self.text(token).first().copied().unwrap_or(b'"');
        let rest = self.lexer.rest(token.hi);
        let failed = if rest.first() == Some(&b'\n') {
            let code = if rest.contains(&quote) { 13 } else { 12 };
            self.error(code, token.span(), "this string literal is not closed at the end of its line")
        } else {
            self.error(12, token.span(), "this string literal is not closed")
        };
        // It may have swallowed braces.
        self.lost_brace = true;
        failed
    }

    /// The token for people.
    #[cold]
    pub(super) fn describe(&self, token: Token) -> String {
        match token.kind {
            T::Eof => "the end of the file".to_owned(),
            T::IntLiteral | T::RadixLiteral | T::FloatLiteral | T::DoubleLiteral => {
                format!("the number {}", self.shown(token))
            }
            T::StringLiteral | T::HeredocLiteral => "a string".to_owned(),
            T::CharLiteral => "a character literal".to_owned(),
            kind if kind.is_name() => self.shown(token),
            _ if self.text(token).first().is_some_and(u8::is_ascii_lowercase) => {
                format!("the reserved word {}", self.shown(token))
            }
            _ => self.shown(token),
        }
    }

    #[cold]
    fn shown(&self, token: Token) -> String {
        let bytes = self.text(token);
        let cut = bytes.len() > SHOWN;
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]);
        format!("'{}{}'", text.escape_debug(), if cut { "…" } else { "" })
    }

    /// Whether a line feed stands between the last consumed token and the current one.
    pub(super) fn on_new_line(&self) -> bool {
        self.prev_hi <= self.cur.lo && self.lexer.slice(self.prev_hi, self.cur.lo).contains(&b'\n')
    }

    #[cold]
    #[inline(never)]
    pub(super) fn missing_semicolon(&mut self, wanted: &str) -> Parsed<()> {
        let usable = self.at(T::RBrace) || (self.on_new_line() && !self.continues_expression());
        if !usable || self.at(T::Eof) {
            return Err(self.unexpected(1, wanted));
        }
        let at = Span::new(self.prev_hi.saturating_sub(1), self.prev_hi);
        let text = format!("expected {wanted} after this, found {}", self.describe(self.cur));
        let _ = self.error(1, at, text);
        Ok(())
    }

    /// Whether the current token can only stand inside of an expression or list.
    fn continues_expression(&self) -> bool {
        let kind = self.cur.kind;
        kind.binary().is_some()
            || kind.assignment().is_some()
            || matches!(
                kind,
                T::Comma | T::RParen | T::RBracket | T::Dot | T::Question | T::Colon | T::ColonColon | T::Semicolon
            )
    }

    /// After an error in what begins at `from`: its first word may be a misspelt one of these, if the error is where one
    /// would be. `true` stands by words that a parenthesis follows.
    #[cold]
    #[inline(never)]
    pub(super) fn suggest_word(&mut self, from: u32, words: &[(&str, bool)]) {
        let rest = self.lexer.rest(from);
        let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let Ok(word) = std::str::from_utf8(&rest[..len]) else { return };
        let end = from + len as u32;
        let second = end + rest[len..].iter().take_while(|b| b.is_ascii_whitespace()).count() as u32;
        let parenthesis = self.lexer.rest(second).first() == Some(&b'(');
        let Some(at) = self.diags.list().last().map(|d| d.span) else { return };
        if at.lo != self.last_error || at.lo < second || words.iter().any(|w| w.0 == word) {
            return;
        }
        // An error at the second word, or at the body of a statement.
        let head = parenthesis && self.at(T::LBrace);
        if !head && (at.lo != second || parenthesis) {
            return;
        }
        let mut near = Nearest::new(word);
        words.iter().filter(|w| w.1 == head).for_each(|w| near.offer(w.0));
        let near = match word {
            "elseif" | "elsif" | "elif" if head => Some("else if".to_owned()),
            _ => near.found(),
        };
        if let (Some(near), Some(d)) = (near, self.diags.last_mut()) {
            d.help(format!("did you mean '{near}'?"));
        }
    }

    /// Whether the braces after `type name` are those of a class or the like whose word is misspelt, which is reported.
    #[cold]
    #[inline(never)]
    pub(super) fn is_misspelt_item(&mut self, ty: &TypeExpr<'_>) -> bool {
        if !matches!(ty.base, TypeBase::Name(_)) || !ty.suffixes.is_empty() || !ty.args.is_empty() {
            return false;
        }
        let word = String::from_utf8_lossy(self.lexer.slice(ty.span.lo, ty.span.hi)).into_owned();
        let mut near = Nearest::new(&word);
        ["class", "interface", "enum", "namespace"].iter().for_each(|w| near.offer(w));
        let Some(near) = near.found() else { return false };
        let _ = self.error(1, ty.span, format!("expected a declaration, found '{word}'"));
        if let Some(d) = self.diags.last_mut() {
            d.help(format!("did you mean '{near}'?"));
        }
        true
    }

    /// Skips what is left of a broken statement, member or item: to behind the next `;` or balanced `{…}`, or to before
    /// the `}` of the enclosing block. A word that can only begin something new at the start of a line ends it as well.
    ///
    /// `from` is where the broken piece began: at least one token is consumed, unless a `}` or the end stands there.
    #[cold]
    #[inline(never)]
    pub(super) fn skip_broken(&mut self, from: u32, starters: fn(TokenKind) -> bool) {
        let mut braces = 0u32;
        loop {
            match self.cur.kind {
                T::Eof => return,
                T::LBrace => braces += 1,
                T::RBrace if braces == 0 => return,
                T::RBrace => {
                    braces -= 1;
                    if braces == 0 {
                        self.bump();
                        if self.at(T::Semicolon) {
                            self.bump();
                            return;
                        }
                        if !self.continues_expression() {
                            return;
                        }
                        continue;
                    }
                }
                T::Semicolon if braces == 0 => {
                    self.bump();
                    return;
                }
                kind if braces == 0 && self.cur.lo > from && starters(kind) && self.on_new_line() => {
                    return;
                }
                _ => {}
            }
            self.bump();
        }
    }

    /// Skips to behind the `}` of the block we are in.
    #[cold]
    #[inline(never)]
    pub(super) fn skip_to_close(&mut self) {
        let mut braces = 1u32;
        while !self.at(T::Eof) {
            match self.bump().kind {
                T::LBrace => braces += 1,
                T::RBrace => braces -= 1,
                _ => {}
            }
            if braces == 0 {
                return;
            }
        }
    }

    /// Skips a broken value of an enum: to behind its comma, or to before the `}`.
    #[cold]
    #[inline(never)]
    pub(super) fn skip_enum_value(&mut self) {
        let mut nested = 0u32;
        loop {
            match self.cur.kind {
                T::Eof => return,
                T::RBrace if nested == 0 => return,
                T::LBrace | T::LParen => nested += 1,
                T::RBrace | T::RParen => nested = nested.saturating_sub(1),
                // Where the next item begins the brace has been forgotten.
                T::Comma | T::Semicolon if nested == 0 => {
                    self.bump();
                    return;
                }
                _ => {}
            }
            self.bump();
        }
    }

    /// Skips what is left of a broken `( … )` head of a statement, so that its body can still be read: to behind the
    /// closing parenthesis, or to before a brace.
    #[cold]
    #[inline(never)]
    pub(super) fn skip_head(&mut self) {
        let mut parens = 0u32;
        loop {
            match self.cur.kind {
                T::Eof | T::LBrace | T::RBrace => return,
                T::LParen => parens += 1,
                T::RParen if parens > 0 => parens -= 1,
                T::RParen => {
                    self.bump();
                    if !self.continues_expression() {
                        return;
                    }
                    continue;
                }
                _ => {}
            }
            self.bump();
        }
    }
}
