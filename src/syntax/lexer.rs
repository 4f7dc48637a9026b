//! Bytes to tokens (LEX rules).
//!
//! The lexer reports nothing: what is wrong with a token is told by the parser when it meets it, so that messages come
//! in the order of the text and skipped text stays silent.

use super::ParseOptions;
use super::directives::Directives;
use super::token::{Token, TokenKind, TokenKind as T, head, word_kind};
use crate::base::Interner;

const SPACE: u8 = 1;
/// Begins a name.
const START: u8 = 2;
const DIGIT: u8 = 4;
/// Part of a name if property 25 is on.
const HIGH: u8 = 8;
/// A token by itself, whatever follows.
const ALONE: u8 = 16;
/// An operator, which may be the beginning of a longer one.
const OPERATOR: u8 = 32;
/// Can follow the first byte of an operator, or of a number that begins with a point. Most of what has this mark does so
/// only behind some bytes; behind the others the long way leads to the same token.
const LONGER: u8 = 64;

/// What a byte can be part of.
const CLASS: [u8; 256] = {
    let mut table = [0u8; 256];
    let mut b = 0;
    while b < 256 {
        let c = b as u8;
        table[b] = match c {
            b' ' | b'\t' | b'\r' | b'\n' => SPACE,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => START,
            b'0'..=b'9' => DIGIT | LONGER,
            b'=' | b'+' | b'-' | b'*' | b'/' | b'<' | b'>' | b'&' | b'|' | b'^' | b':' | b'.' => OPERATOR | LONGER,
            b'%' => OPERATOR,
            0x80.. => HIGH,
            _ if SINGLE[b] as u8 != T::Unknown as u8 => ALONE,
            _ => 0,
        };
        b += 1;
    }
    table
};

/// The tokens of one byte.
const SINGLE: [TokenKind; 256] = {
    let mut table = [T::Unknown; 256];
    let tokens = [
        (b'(', T::LParen),
        (b')', T::RParen),
        (b';', T::Semicolon),
        (b',', T::Comma),
        (b'{', T::LBrace),
        (b'}', T::RBrace),
        (b'[', T::LBracket),
        (b']', T::RBracket),
        (b'@', T::At),
        (b'~', T::Tilde),
        (b'?', T::Question),
        (b'.', T::Dot),
        (b':', T::Colon),
        (b'=', T::Assign),
        (b'+', T::Plus),
        (b'-', T::Minus),
        (b'*', T::Star),
        (b'/', T::Slash),
        (b'%', T::Percent),
        (b'<', T::Lt),
        (b'>', T::Gt),
        (b'&', T::Amp),
        (b'|', T::Pipe),
        (b'^', T::Caret),
    ];
    let mut i = 0;
    while i < tokens.len() {
        table[tokens[i].0 as usize] = tokens[i].1;
        i += 1;
    }
    table
};

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Reads tokens of one text.
pub(super) struct Lexer<'s> {
    pub(super) bytes: &'s [u8],
    /// The same text if all of it is UTF-8, so that names need no checking one by one.
    text: Option<&'s str>,
    pub(super) at: usize,
    /// Position of the first byte in the build's position space.
    pub(super) start: u32,
    /// The classes that continue an identifier.
    name_mask: u8,
    /// The top bits of eight bytes if bytes of 128 and above continue an identifier, else 0.
    high: u64,
    multiline_strings: bool,
    char_literals: bool,
    foreach: bool,
    /// `'` may stand between digits.
    digit_separators: bool,
    /// `$` may begin a name, as in the generated names of dumped host interfaces.
    dollar_names: bool,
    /// Lines that begin with `#` mean something.
    pub(super) directives: Option<Directives<'s>>,
    /// Where a `/*` stands that nothing closes.
    pub open_comment: Option<u32>,
}

impl<'s> Lexer<'s> {
    /// A lexer at the start of `bytes`.
    pub fn new(bytes: &'s [u8], start: u32, options: &ParseOptions) -> Lexer<'s> {
        Lexer::over(bytes, std::str::from_utf8(bytes).ok(), start, options)
    }

    /// The same for bytes that were looked at whether they are UTF-8.
    fn over(bytes: &'s [u8], text: Option<&'s str>, start: u32, options: &ParseOptions) -> Lexer<'s> {
        Lexer {
            bytes,
            text,
            at: 0,
            start,
            name_mask: START | DIGIT | if options.unicode_identifiers { HIGH } else { 0 },
            high: if options.unicode_identifiers { TOPS } else { 0 },
            multiline_strings: options.multiline_strings,
            char_literals: options.char_literals,
            foreach: options.foreach,
            digit_separators: options.digit_separators,
            dollar_names: false,
            directives: None,
            open_comment: None,
        }
    }

    /// Lets `$` begin names.
    pub fn allow_dollar_names(&mut self) {
        self.dollar_names = true;
    }

    /// Lets lines that begin with `#` be directives.
    pub fn allow_directives(&mut self, options: &'s ParseOptions) {
        self.directives = Some(Directives::new(&options.defined));
    }

    /// Steps over a comment, or over the slash that begins none.
    pub(super) fn skip_slash(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += match rest {
            [b'/', b'/', ..] => line_comment_len(rest),
            [b'/', b'*', ..] => return self.skip_block_comment(),
            _ => 1,
        };
    }

    /// Steps over a `/*` comment.
    fn skip_block_comment(&mut self) {
        let from = self.at;
        self.at += match block_comment_end(&self.bytes[from..]) {
            Some(len) => len,
            None => {
                self.open_comment = Some(self.start + from as u32);
                self.bytes.len() - from
            }
        };
    }

    /// The bytes of a token or any other range of positions.
    #[inline]
    pub fn slice(&self, lo: u32, hi: u32) -> &'s [u8] {
        &self.bytes[(lo - self.start) as usize..(hi - self.start) as usize]
    }

    /// The text up to a position.
    pub fn before(&self, hi: u32) -> &'s [u8] {
        &self.bytes[..(hi - self.start) as usize]
    }

    /// Whether the whole text is UTF-8.
    pub fn is_utf8(&self) -> bool {
        self.text.is_some()
    }

    /// The text from a position to its end.
    pub fn rest(&self, lo: u32) -> &'s [u8] {
        &self.bytes[(lo - self.start) as usize..]
    }

    /// Leaves the rest of the text unread.
    pub fn finish(&mut self) {
        self.at = self.bytes.len();
    }

    /// Appends up to `count` tokens, or those up to the end and an [`TokenKind::Eof`].
    pub fn fill(&mut self, tokens: &mut Vec<Token>, names: &mut Interner<'_>, count: usize) {
        tokens.reserve(count);
        for _ in 0..count {
            let token = self.next(names);
            tokens.push(token);
            if token.kind == T::Eof {
                break;
            }
        }
    }

    #[inline(always)]
    fn peek(&self, ahead: usize) -> u8 {
        // 0 starts no token, so it also serves as the end.
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The next token.
    #[inline(always)]
    pub fn next(&mut self, names: &mut Interner<'_>) -> Token {
        loop {
            self.at += blank_len(&self.bytes[self.at..]);
            let from = self.at;
            let lo = self.start + from as u32;
            let Some(&first) = self.bytes.get(from) else {
                return Token { lo, hi: lo, data: 0, kind: T::Eof };
            };
            // The three usual cases, tested so that what the token is does not decide a jump: a word, punctuation, or an
            // operator that nothing follows which could make it longer.
            let class = CLASS[first as usize];
            if class & START != 0 {
                return self.word(names, from, lo, 0);
            }
            let longer = CLASS[self.peek(1) as usize] & LONGER;
            if class & ALONE != 0 || (class & OPERATOR != 0 && longer == 0) {
                self.at = from + 1;
                return Token { lo, hi: lo + 1, data: 0, kind: SINGLE[first as usize] };
            }
            if let Some(token) = self.other(names, first, lo) {
                return token;
            }
        }
    }

    /// The less usual tokens; nothing where a comment or byte order mark has been skipped.
    #[inline]
    fn other(&mut self, names: &mut Interner<'_>, first: u8, lo: u32) -> Option<Token> {
        let from = self.at;
        let mut data = 0;
        let kind = match first {
            b'/' if self.peek(1) == b'/' => {
                self.at += line_comment_len(&self.bytes[from..]);
                return None;
            }
            b'/' if self.peek(1) == b'*' => {
                self.skip_block_comment();
                return None;
            }
            0xEF if self.bytes[from..].starts_with(BOM) => {
                self.at += BOM.len();
                return None;
            }
            0x80.. if self.high != 0 => return Some(self.word(names, from, lo, 0)),
            b'#' if self.directives.is_some() => return self.hash(lo),
            b'$' if self.dollar_names => return Some(self.word(names, from, lo, 1)),
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() => self.number(),
            b'"' | b'\'' => {
                let (kind, escaped) = self.string(first);
                data = u32::from(escaped);
                kind
            }
            _ => {
                let (kind, len) = self.operator(first);
                self.at += len;
                kind
            }
        };
        Some(Token { lo, hi: self.start + self.at as u32, data, kind })
    }

    /// The word at `from`, of which `len` bytes are known to belong to it.
    #[inline(always)]
    fn word(&mut self, names: &mut Interner<'_>, from: usize, lo: u32, mut len: usize) -> Token {
        let text = &self.bytes[from..];
        let first = head(text);
        loop {
            let run = name_run(if len == 0 { first } else { head(&text[len..]) }, self.high);
            len += run;
            if run < 8 {
                break;
            }
        }
        self.at = from + len;
        let hi = lo + len as u32;
        let bytes = &text[..len];
        let mask = u64::MAX >> (64 - 8 * len.min(8));
        let mut kind = word_kind(bytes, first & mask);
        if kind == T::Foreach && !self.foreach {
            kind = T::Ident;
        }
        if !kind.is_name() {
            return Token { lo, hi, data: 0, kind };
        }
        let symbol = match self.text.and_then(|text| text.get(from..from + len)) {
            Some(name) => names.intern(name),
            None => names.intern(&foreign_name(bytes)),
        };
        Token { lo, hi, data: symbol.0, kind }
    }

    fn number(&mut self) -> TokenKind {
        let bytes = &self.bytes[self.at..];
        let (kind, len) = number_len(bytes, self.digit_separators);
        self.at += len;
        kind
    }

    /// A literal that starts with a quote, and whether a backslash is in it.
    pub(super) fn string(&mut self, quote: u8) -> (TokenKind, bool) {
        let bytes = &self.bytes[self.at..];
        if quote == b'"' && bytes.starts_with(b"\"\"\"") {
            let closed = find(&bytes[3..], b"\"\"\"");
            self.at += closed.map_or(bytes.len(), |n| n + 6);
            return (if closed.is_some() { T::HeredocLiteral } else { T::UnclosedString }, false);
        }
        let mut escaped = false;
        let mut i = 1;
        loop {
            let rest = &bytes[i..];
            let Some(n) = rest.iter().position(|&b| b == quote || b == b'\\' || b == b'\n') else {
                self.at += bytes.len();
                return (T::UnclosedString, escaped);
            };
            i += n;
            match bytes[i] {
                b'\\' => {
                    escaped = true;
                    i += 1;
                    // A line feed ends the literal even behind a backslash.
                    if bytes.get(i).is_some_and(|&b| b != b'\n') {
                        i += 1;
                    }
                }
                b'\n' if !self.multiline_strings => {
                    self.at += i;
                    return (T::UnclosedString, escaped);
                }
                b'\n' => i += 1,
                _ => break,
            }
        }
        self.at += i + 1;
        let kind = if quote == b'\'' && self.char_literals { T::CharLiteral } else { T::StringLiteral };
        (kind, escaped)
    }

    /// Operators and punctuation: the longest that fits (LEX-05), and its length.
    #[inline]
    fn operator(&self, first: u8) -> (TokenKind, usize) {
        let (b, c) = (self.peek(1), self.peek(2));
        match first {
            b'.' => match (b, c) {
                (b'.', b'.') => (T::Ellipsis, 3),
                _ => (T::Dot, 1),
            },
            b':' => pick(b == b':', T::ColonColon, T::Colon),
            b'=' => pick(b == b'=', T::EqEq, T::Assign),
            b'+' => match b {
                b'+' => (T::PlusPlus, 2),
                b'=' => (T::PlusAssign, 2),
                _ => (T::Plus, 1),
            },
            b'-' => match b {
                b'-' => (T::MinusMinus, 2),
                b'=' => (T::MinusAssign, 2),
                _ => (T::Minus, 1),
            },
            b'*' => match (b, c) {
                (b'*', b'=') => (T::StarStarAssign, 3),
                (b'*', _) => (T::StarStar, 2),
                (b'=', _) => (T::StarAssign, 2),
                _ => (T::Star, 1),
            },
            b'/' => pick(b == b'=', T::SlashAssign, T::Slash),
            b'%' => pick(b == b'=', T::PercentAssign, T::Percent),
            b'<' => match (b, c) {
                (b'<', b'=') => (T::ShlAssign, 3),
                (b'<', _) => (T::Shl, 2),
                (b'=', _) => (T::Le, 2),
                _ => (T::Lt, 1),
            },
            b'>' => match (b, c, self.peek(3)) {
                (b'>', b'>', b'=') => (T::UShrAssign, 4),
                (b'>', b'>', _) => (T::UShr, 3),
                (b'>', b'=', _) => (T::ShrAssign, 3),
                (b'>', ..) => (T::Shr, 2),
                (b'=', ..) => (T::Ge, 2),
                _ => (T::Gt, 1),
            },
            b'&' => match b {
                b'&' => (T::AndAnd, 2),
                b'=' => (T::AmpAssign, 2),
                _ => (T::Amp, 1),
            },
            b'|' => match b {
                b'|' => (T::OrOr, 2),
                b'=' => (T::PipeAssign, 2),
                _ => (T::Pipe, 1),
            },
            b'^' => match b {
                b'^' => (T::XorXor, 2),
                b'=' => (T::CaretAssign, 2),
                _ => (T::Caret, 1),
            },
            b'!' => match (b, c) {
                (b'=', _) => (T::NotEq, 2),
                // LEX-07: only if the word ends there.
                (b'i', b's') if CLASS[self.peek(3) as usize] & self.name_mask == 0 => (T::NotIs, 3),
                _ => (T::Not, 1),
            },
            _ if SINGLE[first as usize] != T::Unknown => (SINGLE[first as usize], 1),
            _ => (T::Unknown, self.unknown_len()),
        }
    }

    /// Length of the character at the position, so that a message shows all of it.
    #[cold]
    fn unknown_len(&self) -> usize {
        match self.text {
            Some(text) => text[self.at..].chars().next().map_or(1, char::len_utf8),
            None => 1,
        }
    }
}

#[inline(always)]
fn pick(long: bool, two: TokenKind, one: TokenKind) -> (TokenKind, usize) {
    if long { (two, 2) } else { (one, 1) }
}

/// A name that is not UTF-8 (property 25): its bytes are taken as Latin-1, so that different names stay different.
#[cold]
fn foreign_name(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&b| char::from(b)).collect(),
    }
}

/// Length of the spaces, tabs and line ends that `bytes` begins with.
#[inline(always)]
fn blank_len(bytes: &[u8]) -> usize {
    const SPACES: u64 = u64::from_ne_bytes([b' '; 8]);
    let mut n = 0;
    loop {
        // Spaces come in runs, mostly at the start of a line: eight are looked at in one step.
        if let Some(chunk) = bytes[n..].first_chunk::<8>() {
            let run = (u64::from_le_bytes(*chunk) ^ SPACES).trailing_zeros() as usize / 8;
            n += run;
            if run == 8 {
                continue;
            }
        }
        match bytes.get(n) {
            Some(b'\n' | b'\r' | b'\t' | b' ') => n += 1,
            _ => return n,
        }
    }
}

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const TOPS: u64 = u64::from_ne_bytes([0x80; 8]);

/// How many of the eight bytes in `word`, from the lowest on, can continue an identifier. `high` has the top bits of
/// those above 127 if they can.
#[inline(always)]
fn name_run(word: u64, high: u64) -> usize {
    // All of this is done on eight bytes at once, with their top bits out of the way. Adding `0x80 - x` sets the top bit
    // of a byte that is at least `x`.
    const fn at_least(bytes: u64, x: u8) -> u64 {
        bytes + ONES * (0x80 - x) as u64
    }
    let low = word & !TOPS;
    let folded = low | (ONES * 0x20);
    let letter = at_least(folded, b'a') & !at_least(folded, b'z' + 1);
    let digit = at_least(low, b'0') & !at_least(low, b'9' + 1);
    let underscore = at_least(low, b'_') & !at_least(low, b'_' + 1);
    let name = ((letter | digit | underscore) & !word & TOPS) | (word & high);
    (!name & TOPS).trailing_zeros() as usize / 8
}

/// Position of `byte` in `bytes`, eight at a time.
#[inline]
fn find_byte(bytes: &[u8], byte: u8) -> Option<usize> {
    let mut from = 0;
    while let Some(chunk) = bytes[from..].first_chunk::<8>() {
        // A byte that is equal becomes zero, and only a zero byte, or one above it, borrows into its top bit here.
        let word = u64::from_le_bytes(*chunk) ^ (ONES * u64::from(byte));
        let hits = word.wrapping_sub(ONES) & !word & TOPS;
        if hits != 0 {
            return Some(from + hits.trailing_zeros() as usize / 8);
        }
        from += 8;
    }
    bytes[from..].iter().position(|&b| b == byte).map(|n| from + n)
}

/// Position of `needle` in `bytes`.
fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        from += find_byte(&bytes[from..], needle[0])?;
        if bytes[from..].starts_with(needle) {
            return Some(from);
        }
        from += 1;
    }
}

/// Length of the `//` comment that `bytes` begins with, without the line feed.
fn line_comment_len(bytes: &[u8]) -> usize {
    find_byte(bytes, b'\n').unwrap_or(bytes.len())
}

/// Length of the `/*` comment that `bytes` begins with; `None` if it is never closed and so runs to the end (LEX-04).
fn block_comment_end(bytes: &[u8]) -> Option<usize> {
    find(&bytes[2..], b"*/").map(|n| n + 4)
}

/// The radix of `0b`, `0o`, `0d`, `0x`.
pub(super) fn radix_of(letter: u8) -> Option<u32> {
    match letter | 0x20 {
        b'b' => Some(2),
        b'o' => Some(8),
        b'd' => Some(10),
        b'x' => Some(16),
        _ => None,
    }
}

/// Length of a run of digits; with `separators` one `'` may stand between two of them.
fn digits(bytes: &[u8], radix: u32, separators: bool) -> usize {
    let is_digit = |i: usize| bytes.get(i).is_some_and(|&b| char::from(b).is_digit(radix));
    let mut n = 0;
    loop {
        while is_digit(n) {
            n += 1;
        }
        if !separators || n == 0 || bytes.get(n) != Some(&b'\'') || !is_digit(n + 1) {
            return n;
        }
        n += 1;
    }
}

/// Kind and length of the number that `bytes` begins with (LEX-18 to LEX-28).
fn number_len(bytes: &[u8], separators: bool) -> (TokenKind, usize) {
    let digits = |bytes: &[u8], radix: u32| digits(bytes, radix, separators);
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    if bytes[0] == b'0' {
        if let Some(radix) = radix_of(at(1)) {
            return (T::RadixLiteral, 2 + digits(&bytes[2..], radix));
        }
    }
    let mut n = digits(bytes, 10);
    let mut real = false;
    if at(n) == b'.' {
        real = true;
        n += 1;
        n += digits(&bytes[n..], 10);
    }
    if at(n) | 0x20 == b'e' {
        let sign = usize::from(matches!(at(n + 1), b'+' | b'-'));
        let exponent = bytes.get(n + 1 + sign..).map_or(0, |rest| digits(rest, 10));
        if exponent > 0 {
            real = true;
            n += 1 + sign + exponent;
        }
    }
    if !real {
        return (T::IntLiteral, n);
    }
    if at(n) | 0x20 == b'f' { (T::FloatLiteral, n + 1) } else { (T::DoubleLiteral, n) }
}

/// What sort of token a text begins with, as a host may ask (LEX-53).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenClass {
    /// Starts no token.
    Unknown,
    /// A reserved word, operator or punctuation.
    Keyword,
    /// A literal; also one that is not closed.
    Value,
    /// A name.
    Identifier,
    /// A comment.
    Comment,
    /// White space.
    Whitespace,
}

/// The class and length of the token that `text` begins with; (`Unknown`, 0) for an empty text. White space is taken as
/// one run.
pub fn classify_token(text: &[u8]) -> (TokenClass, usize) {
    classify_token_with(text, &ParseOptions::default())
}

/// [`classify_token`] under the given options.
pub fn classify_token_with(text: &[u8], options: &ParseOptions) -> (TokenClass, usize) {
    let mut blank = 0;
    loop {
        let rest = &text[blank..];
        let n = if rest.starts_with(BOM) { BOM.len() } else { blank_len(rest) };
        if n == 0 {
            break;
        }
        blank += n;
    }
    if blank > 0 {
        return (TokenClass::Whitespace, blank);
    }
    match text {
        [] => return (TokenClass::Unknown, 0),
        [b'/', b'/', ..] => {
            let n = line_comment_len(text);
            return (TokenClass::Comment, (n + 1).min(text.len()));
        }
        [b'/', b'*', ..] => return (TokenClass::Comment, block_comment_end(text).unwrap_or(text.len())),
        _ => {}
    }
    // Of a long text, which a host takes apart token by token, not all is looked at each time.
    let start = text[..text.len().min(4)].utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let is_known = if start.is_empty() { None } else { std::str::from_utf8(&text[..start.len()]).ok() };
    let mut lexer = Lexer::over(text, is_known, 0, options);
    let first = text[0];
    let class = CLASS[first as usize];
    if class & START != 0 || (class & HIGH & lexer.name_mask) != 0 {
        let len = text.iter().position(|&b| CLASS[b as usize] & lexer.name_mask == 0).unwrap_or(text.len());
        let kind = word_kind(&text[..len], head(&text[..len]));
        let plain = kind.is_name() || (kind == T::Foreach && !options.foreach);
        return (if plain { TokenClass::Identifier } else { TokenClass::Keyword }, len);
    }
    let kind = match first {
        b'0'..=b'9' => lexer.number(),
        b'.' if lexer.peek(1).is_ascii_digit() => lexer.number(),
        b'"' | b'\'' => lexer.string(first).0,
        _ => {
            let (kind, len) = lexer.operator(first);
            lexer.at = len;
            kind
        }
    };
    let class = match kind {
        T::Unknown => TokenClass::Unknown,
        T::IntLiteral | T::RadixLiteral | T::FloatLiteral | T::DoubleLiteral => TokenClass::Value,
        T::StringLiteral | T::HeredocLiteral | T::CharLiteral | T::UnclosedString => TokenClass::Value,
        _ => TokenClass::Keyword,
    };
    (class, lexer.at)
}
