//! The values of literals: numbers, strings and characters.

use super::HeredocTrim;
use crate::base::{Code, Span};

/// A warning about a literal: its number, place and text.
pub(super) type Warning = (Code, Span, String);

/// Takes the bytes of a string constant in the wanted encoding.
pub(super) struct StringSink<'b> {
    /// The constant so far.
    pub bytes: &'b mut Vec<u8>,
    /// UTF-16 in native byte order instead of the bytes as they are.
    pub utf16: bool,
    /// What is doubtful about it.
    pub warnings: Vec<Warning>,
}

impl StringSink<'_> {
    /// Adds text as it stands in the source.
    pub fn raw(&mut self, text: &[u8]) {
        if !self.utf16 {
            self.bytes.extend_from_slice(text);
            return;
        }
        for chunk in text.utf8_chunks() {
            for unit in chunk.valid().encode_utf16() {
                self.unit(unit);
            }
            for &byte in chunk.invalid() {
                self.unit(u16::from(byte));
            }
        }
    }

    fn unit(&mut self, unit: u16) {
        self.bytes.extend_from_slice(&unit.to_ne_bytes());
    }

    fn char(&mut self, c: char) {
        if self.utf16 {
            for &unit in c.encode_utf16(&mut [0; 2]).iter() {
                self.unit(unit);
            }
        } else {
            self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    /// Adds the content of a quoted literal whose first byte is at position `lo` (LEX-36 to LEX-41).
    pub fn escaped(&mut self, text: &[u8], lo: u32) {
        let mut at = 0;
        while let Some(n) = text[at..].iter().position(|&b| b == b'\\') {
            self.raw(&text[at..at + n]);
            at += n;
            let (value, len) = read_escape(&text[at..], if self.utf16 { 4 } else { 2 });
            let span = Span::new(lo + at as u32, lo + (at + len) as u32);
            match value {
                Escape::Char(c) => self.char(c),
                Escape::Unit(unit) if self.utf16 => self.unit(unit),
                Escape::Unit(unit) => self.bytes.push(unit as u8),
                Escape::Bad(code, message) => self.warnings.push((code, span, message.to_owned())),
            }
            at += len;
        }
        self.raw(&text[at..]);
    }
}

/// What an escape sequence stands for.
enum Escape {
    Char(char),
    /// A byte, or a code unit of UTF-16.
    Unit(u16),
    /// Nothing; the warning tells why.
    Bad(Code, &'static str),
}

/// Reads the escape that `text` begins with, and its length. `text[0]` is the backslash.
fn read_escape(text: &[u8], x_digits: usize) -> (Escape, usize) {
    let hex = |max: usize| {
        let digits = &text[2..];
        let n = digits.iter().take(max).take_while(|b| b.is_ascii_hexdigit()).count();
        let value = digits[..n].iter().fold(0u32, |v, &b| v << 4 | char::from(b).to_digit(16).unwrap_or(0));
        (value, n)
    };
    let plain = |c: char| (Escape::Char(c), 2);
    match text.get(1) {
        Some(b'0') => plain('\0'),
        Some(b'n') => plain('\n'),
        Some(b'r') => plain('\r'),
        Some(b't') => plain('\t'),
        Some(&b @ (b'\\' | b'\'' | b'"')) => plain(char::from(b)),
        Some(b'x') => match hex(x_digits) {
            (_, 0) => (Escape::Bad(Code(15), "'\\x' needs a hexadecimal digit; it is left out"), 2),
            (value, n) => (Escape::Unit(value as u16), 2 + n),
        },
        Some(&letter @ (b'u' | b'U')) => {
            let want = if letter == b'u' { 4 } else { 8 };
            let (value, n) = hex(want);
            if n < want {
                let message = if want == 4 {
                    "'\\u' needs four hexadecimal digits; it is left out"
                } else {
                    "'\\U' needs eight hexadecimal digits; it is left out"
                };
                return (Escape::Bad(Code(16), message), 2 + n);
            }
            match char::from_u32(value) {
                Some(c) => (Escape::Char(c), 2 + n),
                None => (Escape::Bad(Code(17), "this code point is no character; it is left out"), 2 + n),
            }
        }
        // The whole character behind the backslash goes, even if it has several bytes.
        Some(_) => {
            let more = text[2..].iter().take_while(|&&b| b & 0xC0 == 0x80).count();
            let len = if text[1] >= 0xC0 { 2 + more } else { 2 };
            (Escape::Bad(Code(15), "unknown escape sequence; it is left out"), len)
        }
        None => (Escape::Bad(Code(15), "unknown escape sequence; it is left out"), 1),
    }
}

/// The content of a heredoc after trimming (LEX-44 to LEX-47).
pub(super) fn trim_heredoc(text: &[u8], mode: HeredocTrim) -> &[u8] {
    let blank = |part: &[u8]| part.iter().all(|b| matches!(b, b' ' | b'\t' | b'\r'));
    let first_feed = text.iter().position(|&b| b == b'\n');
    let last_feed = text.iter().rposition(|&b| b == b'\n');
    let (Some(first), Some(last)) = (first_feed, last_feed) else {
        return text;
    };
    let cut_head = mode != HeredocTrim::Never && blank(&text[..first]);
    let cut_tail = match mode {
        HeredocTrim::Never => false,
        HeredocTrim::Multiline => cut_head,
        HeredocTrim::Always => true,
    } && blank(&text[last + 1..]);
    let from = if cut_head { first + 1 } else { 0 };
    let to = if cut_tail { last + 1 } else { text.len() };
    &text[from..to.max(from)]
}

/// The value of a run of digits, which may have `'` between them; `None` if it needs more than 64 bits.
pub(super) fn integer(digits: &[u8], radix: u32) -> Option<u64> {
    digits.iter().filter(|&&b| b != b'\'').try_fold(0u64, |value, &b| {
        let digit = char::from(b).to_digit(radix)?;
        value.checked_mul(u64::from(radix))?.checked_add(u64::from(digit))
    })
}

/// The code of a character literal between its quotes (LEX-48): the first character or escape; `None` if it is empty.
pub(super) fn character(text: &[u8], lo: u32, utf8: bool, warnings: &mut Vec<Warning>) -> Option<u32> {
    let &first = text.first()?;
    if first == b'\\' {
        let (value, len) = read_escape(text, 2);
        return Some(match value {
            Escape::Char(c) => c as u32,
            Escape::Unit(unit) => u32::from(unit),
            Escape::Bad(code, message) => {
                warnings.push((code, Span::new(lo, lo + len as u32), message.to_owned()));
                0
            }
        });
    }
    let decoded = utf8.then(|| text.utf8_chunks().next().and_then(|c| c.valid().chars().next())).flatten();
    Some(decoded.map_or(u32::from(first), |c| c as u32))
}
