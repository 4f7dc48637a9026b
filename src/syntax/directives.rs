//! Lines that begin with `#`, as far as the lexer deals with them: conditions. All else on such a line is one token, of
//! which the parser makes something where items stand (`parser/directives.rs`).
//!
//! Nothing of this runs for a text without such lines: the lexer comes here when it meets a `#`.

use std::collections::BTreeSet;

use super::lexer::Lexer;
use super::token::{Token, TokenKind as T};
use crate::base::Span;

/// How deep conditions may nest.
const MAX_CONDITIONS: usize = 1000;

/// What the lexer keeps of the directives of one text.
pub(super) struct Directives<'s> {
    defined: &'s BTreeSet<Box<str>>,
    open: Vec<Condition>,
    /// What is wrong with conditions, for the parser to tell.
    pub problems: Vec<(Span, String)>,
}

/// An `#if` whose `#endif` is not reached yet.
struct Condition {
    span: Span,
    /// One of its parts has been read.
    taken: bool,
    /// Its `#else` was met.
    last: bool,
}

/// A directive as it stands on its line.
struct Line<'s> {
    word: &'s [u8],
    /// What follows the word, without blanks at its ends and without a comment.
    rest: &'s [u8],
    span: Span,
}

impl<'s> Directives<'s> {
    pub fn new(defined: &'s BTreeSet<Box<str>>) -> Directives<'s> {
        Directives { defined, open: Vec::new(), problems: Vec::new() }
    }

    fn holds(&mut self, line: &Line<'_>) -> bool {
        let word = std::str::from_utf8(line.rest).unwrap_or("");
        let is_word = word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && !word.is_empty();
        if !is_word {
            let name = String::from_utf8_lossy(line.word);
            self.problems.push((line.span, format!("#{name} needs one word: there are no expressions in conditions")));
        }
        is_word && self.defined.contains(word)
    }

    /// A condition's line; whether the text behind it counts.
    fn step(&mut self, line: &Line<'_>, counts: bool) -> bool {
        let wrong = |text: &str| (line.span, text.to_owned());
        match line.word {
            b"if" => {
                if self.open.len() >= MAX_CONDITIONS {
                    self.problems.push(wrong("conditions are nested too deep"));
                    return counts;
                }
                let taken = self.holds(line);
                self.open.push(Condition { span: line.span, taken, last: false });
                return taken;
            }
            b"endif" => {
                if self.open.pop().is_none() {
                    self.problems.push(wrong("this #endif ends nothing: there is no #if before it"));
                    return counts;
                }
                return true;
            }
            _ => {}
        }
        let holds = if line.word == b"elif" { self.holds(line) } else { true };
        let Some(open) = self.open.last_mut() else {
            self.problems.push(wrong("there is no #if before this"));
            return counts;
        };
        if open.last {
            self.problems.push(wrong("this condition had its #else already"));
            return false;
        }
        open.last = line.word == b"else";
        let taken = holds && !open.taken;
        open.taken |= holds;
        taken
    }
}

fn is_condition(word: &[u8]) -> bool {
    matches!(word, b"if" | b"elif" | b"else" | b"endif")
}

impl<'s> Lexer<'s> {
    /// At a `#`. Nothing if it stood for a condition, which has been dealt with; else the token.
    #[cold]
    #[inline(never)]
    pub(super) fn hash(&mut self, lo: u32) -> Option<Token> {
        if !self.begins_line() {
            self.at += 1;
            return Some(Token { lo, hi: lo + 1, data: 0, kind: T::Unknown });
        }
        let line = self.line();
        if line.span.lo == self.start && line.word.is_empty() && self.bytes[self.at..].starts_with(b"#!") {
            self.at = (line.span.hi - self.start) as usize;
            return None;
        }
        self.at = (line.span.hi - self.start) as usize;
        if !is_condition(line.word) {
            return Some(Token { lo, hi: line.span.hi, data: 0, kind: T::Unknown });
        }
        let counts = self.directives.as_mut().is_none_or(|d| d.step(&line, true));
        if !counts {
            self.pass_over();
        }
        None
    }

    /// What is wrong with the conditions of the text, now that all of it has been read.
    pub(super) fn directive_problems(&mut self) -> Vec<(Span, String)> {
        let Some(directives) = &mut self.directives else { return Vec::new() };
        let open = directives.open.drain(..).map(|c| (c.span, "this condition has no #endif".to_owned()));
        directives.problems.extend(open);
        std::mem::take(&mut directives.problems)
    }

    /// Passes over text that does not count, up to behind the line that ends it. Strings and comments in it hide what
    /// they hold; a quote that is not closed ends with its line.
    fn pass_over(&mut self) {
        let depth = self.directives.as_ref().map_or(0, |d| d.open.len());
        // Conditions inside of what does not count are only paired.
        let mut inner = 0usize;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'"' | b'\'' => {
                    self.string(byte);
                }
                b'/' => self.skip_slash(),
                b'#' if self.begins_line() => {
                    let line = self.line();
                    self.at = (line.span.hi - self.start) as usize;
                    match line.word {
                        b"if" => inner += 1,
                        b"endif" if inner > 0 => inner -= 1,
                        word if inner == 0 && is_condition(word) => {
                            let Some(directives) = &mut self.directives else { return };
                            if directives.step(&line, false) || directives.open.len() < depth {
                                return;
                            }
                        }
                        _ => {}
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    /// Whether only blanks stand before the position on its line.
    fn begins_line(&self) -> bool {
        let before = &self.bytes[..self.at];
        let before = before.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(before);
        before.iter().rev().take_while(|b| **b != b'\n').all(|b| matches!(b, b' ' | b'\t' | b'\r'))
    }

    /// The directive at the position.
    fn line(&self) -> Line<'s> {
        let text = &self.bytes[self.at..];
        let end = text.iter().position(|b| *b == b'\n').unwrap_or(text.len());
        let text = text[..end].trim_ascii_end();
        let lo = self.start + self.at as u32;
        let span = Span::new(lo, lo + text.len() as u32);
        let (word, rest) = split_word(text);
        let comment = rest.windows(2).position(|w| w == b"//" || w == b"/*").unwrap_or(rest.len());
        Line { word, rest: rest[..comment].trim_ascii(), span }
    }
}

/// The word of a directive's text, which begins with `#`, and what follows it.
pub(super) fn split_word(text: &[u8]) -> (&[u8], &[u8]) {
    let text = text.get(1..).unwrap_or_default().trim_ascii_start();
    let len = text.iter().position(|b| !b.is_ascii_alphanumeric() && *b != b'_').unwrap_or(text.len());
    (&text[..len], text[len..].trim_ascii())
}
