//! Tokens: their kinds, the reserved words and the operator tables.

use super::ast::{BinaryOp, PrimitiveType};
use crate::base::{Span, Symbol};

/// What a token is. The order matters: names, primitive types, binary operators and assignment operators are each one
/// run, so that membership is a range check and tables can be indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum TokenKind {
    Eof,
    /// A byte that starts no token (LEX-52).
    Unknown,
    /// A string or character literal without its closing quote.
    UnclosedString,

    IntLiteral,
    RadixLiteral,
    FloatLiteral,
    DoubleLiteral,
    StringLiteral,
    HeredocLiteral,
    CharLiteral,

    // Names: an identifier or one of the words that mean something only in certain places (LEX-15).
    Ident,
    From,
    Shared,
    Final,
    Override,
    Get,
    Set,
    Abstract,
    Function,
    External,
    Explicit,
    Property,
    Delete,

    // Primitive types, in the order of `PrimitiveType`.
    Void,
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float,
    Double,

    // The other reserved words.
    Auto,
    Break,
    Case,
    Cast,
    Catch,
    Class,
    Const,
    Continue,
    Default,
    Do,
    Else,
    Enum,
    False,
    For,
    Foreach,
    Funcdef,
    If,
    Import,
    In,
    InOut,
    Interface,
    Mixin,
    Namespace,
    Null,
    Out,
    Private,
    Protected,
    Return,
    Switch,
    True,
    Try,
    Typedef,
    Using,
    While,

    // Binary operators, in the order of `BINARY`.
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    StarStar,
    Shl,
    Shr,
    UShr,
    Amp,
    Pipe,
    Caret,
    EqEq,
    NotEq,
    Lt,
    Le,
    Gt,
    Ge,
    Is,
    NotIs,
    AndAnd,
    OrOr,
    XorXor,

    // Assignment operators, in the order of `ASSIGN`.
    Assign,
    PlusAssign,
    MinusAssign,
    StarAssign,
    SlashAssign,
    PercentAssign,
    StarStarAssign,
    ShlAssign,
    ShrAssign,
    UShrAssign,
    AmpAssign,
    PipeAssign,
    CaretAssign,

    PlusPlus,
    MinusMinus,
    Tilde,
    Not,
    Question,
    Colon,
    ColonColon,
    Dot,
    Ellipsis,
    Comma,
    Semicolon,
    LParen,
    RParen,
    LBracket,
    RBracket,
    LBrace,
    RBrace,
    At,
}

use TokenKind as T;

/// Binary operators with their precedence (GRAM-23), indexed from [`TokenKind::Plus`]. A higher number binds tighter.
const BINARY: [(BinaryOp, u8); 23] = [
    (BinaryOp::Add, 8),
    (BinaryOp::Sub, 8),
    (BinaryOp::Mul, 9),
    (BinaryOp::Div, 9),
    (BinaryOp::Mod, 9),
    (BinaryOp::Pow, 10),
    (BinaryOp::Shl, 7),
    (BinaryOp::Shr, 7),
    (BinaryOp::UShr, 7),
    (BinaryOp::BitAnd, 6),
    (BinaryOp::BitOr, 4),
    (BinaryOp::BitXor, 5),
    (BinaryOp::Eq, 2),
    (BinaryOp::Ne, 2),
    (BinaryOp::Lt, 3),
    (BinaryOp::Le, 3),
    (BinaryOp::Gt, 3),
    (BinaryOp::Ge, 3),
    (BinaryOp::Is, 2),
    (BinaryOp::NotIs, 2),
    (BinaryOp::And, 1),
    (BinaryOp::Or, 0),
    (BinaryOp::Xor, 2),
];

/// What the assignment operators compute, indexed from [`TokenKind::Assign`].
const ASSIGN: [Option<BinaryOp>; 13] = [
    None,
    Some(BinaryOp::Add),
    Some(BinaryOp::Sub),
    Some(BinaryOp::Mul),
    Some(BinaryOp::Div),
    Some(BinaryOp::Mod),
    Some(BinaryOp::Pow),
    Some(BinaryOp::Shl),
    Some(BinaryOp::Shr),
    Some(BinaryOp::UShr),
    Some(BinaryOp::BitAnd),
    Some(BinaryOp::BitOr),
    Some(BinaryOp::BitXor),
];

/// The primitive types, indexed from [`TokenKind::Void`].
const PRIMITIVES: [PrimitiveType; 12] = [
    PrimitiveType::Void,
    PrimitiveType::Bool,
    PrimitiveType::Int8,
    PrimitiveType::Int16,
    PrimitiveType::Int32,
    PrimitiveType::Int64,
    PrimitiveType::UInt8,
    PrimitiveType::UInt16,
    PrimitiveType::UInt32,
    PrimitiveType::UInt64,
    PrimitiveType::Float,
    PrimitiveType::Double,
];

impl TokenKind {
    /// Whether the token can be a name.
    #[inline]
    pub const fn is_name(self) -> bool {
        (self as u8).wrapping_sub(T::Ident as u8) <= T::Delete as u8 - T::Ident as u8
    }

    /// The primitive type the token names.
    #[inline]
    pub fn primitive(self) -> Option<PrimitiveType> {
        PRIMITIVES.get((self as u8).wrapping_sub(T::Void as u8) as usize).copied()
    }

    /// The binary operator and its precedence.
    #[inline]
    pub fn binary(self) -> Option<(BinaryOp, u8)> {
        BINARY.get((self as u8).wrapping_sub(T::Plus as u8) as usize).copied()
    }

    /// `Some` for assignment operators: `Some(None)` is `=`, `Some(Some(op))` a compound assignment.
    #[inline]
    pub fn assignment(self) -> Option<Option<BinaryOp>> {
        ASSIGN.get((self as u8).wrapping_sub(T::Assign as u8) as usize).copied()
    }

    /// The fixed spelling, as shown in messages, of tokens that have one.
    pub fn spelling(self) -> Option<&'static str> {
        WORDS.iter().chain(PUNCTUATION).find(|(_, kind)| *kind == self).map(|(text, _)| *text)
    }
}

/// A token of 16 bytes: where it stands, what it is and its name if it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte, in the position space of the build.
    pub lo: u32,
    /// One past the last byte.
    pub hi: u32,
    /// The interned text of names; for string literals 1 if there is a backslash in it.
    pub data: u32,
    /// What it is.
    pub kind: TokenKind,
}

impl Token {
    /// The place of the token.
    #[inline]
    pub const fn span(self) -> Span {
        Span { lo: self.lo, hi: self.hi }
    }

    /// The name, of a token that is one.
    #[inline]
    pub const fn symbol(self) -> Symbol {
        Symbol(self.data)
    }
}

/// Every reserved and contextual word (LEX-13, LEX-15); where several words are one token the shown one is first.
/// `this` and `super` are plain names to the parser.
pub(super) const WORDS: &[(&str, TokenKind)] = &[
    ("from", T::From),
    ("shared", T::Shared),
    ("final", T::Final),
    ("override", T::Override),
    ("get", T::Get),
    ("set", T::Set),
    ("abstract", T::Abstract),
    ("function", T::Function),
    ("external", T::External),
    ("explicit", T::Explicit),
    ("property", T::Property),
    ("delete", T::Delete),
    ("void", T::Void),
    ("bool", T::Bool),
    ("int8", T::Int8),
    ("int16", T::Int16),
    ("int", T::Int32),
    ("int32", T::Int32),
    ("int64", T::Int64),
    ("uint8", T::UInt8),
    ("uint16", T::UInt16),
    ("uint", T::UInt32),
    ("uint32", T::UInt32),
    ("uint64", T::UInt64),
    ("float", T::Float),
    ("double", T::Double),
    ("auto", T::Auto),
    ("break", T::Break),
    ("case", T::Case),
    ("cast", T::Cast),
    ("catch", T::Catch),
    ("class", T::Class),
    ("const", T::Const),
    ("continue", T::Continue),
    ("default", T::Default),
    ("do", T::Do),
    ("else", T::Else),
    ("enum", T::Enum),
    ("false", T::False),
    ("for", T::For),
    ("foreach", T::Foreach),
    ("funcdef", T::Funcdef),
    ("if", T::If),
    ("import", T::Import),
    ("in", T::In),
    ("inout", T::InOut),
    ("interface", T::Interface),
    ("mixin", T::Mixin),
    ("namespace", T::Namespace),
    ("null", T::Null),
    ("out", T::Out),
    ("private", T::Private),
    ("protected", T::Protected),
    ("return", T::Return),
    ("switch", T::Switch),
    ("true", T::True),
    ("try", T::Try),
    ("typedef", T::Typedef),
    ("using", T::Using),
    ("while", T::While),
    ("is", T::Is),
    ("and", T::AndAnd),
    ("or", T::OrOr),
    ("xor", T::XorXor),
    ("not", T::Not),
];

/// The spellings of operators and punctuation, for messages.
const PUNCTUATION: &[(&str, TokenKind)] = &[
    ("(", T::LParen),
    (")", T::RParen),
    ("[", T::LBracket),
    ("]", T::RBracket),
    ("{", T::LBrace),
    ("}", T::RBrace),
    ("<", T::Lt),
    (">", T::Gt),
    (",", T::Comma),
    (";", T::Semicolon),
    (":", T::Colon),
    ("::", T::ColonColon),
    ("=", T::Assign),
    ("@", T::At),
    ("~", T::Tilde),
    ("&", T::Amp),
    ("?", T::Question),
    ("...", T::Ellipsis),
];

/// The longest word.
const WORD_MAX: usize = 9;

/// The first eight bytes of a text as a number, zeros behind its end.
#[inline(always)]
pub(super) const fn head(text: &[u8]) -> u64 {
    if let Some(chunk) = text.first_chunk::<8>() {
        return u64::from_le_bytes(*chunk);
    }
    let mut value = 0;
    let mut i = text.len();
    while i > 0 {
        i -= 1;
        value = value << 8 | text[i] as u64;
    }
    value
}

/// Slot of a word by its head: a multiplicative hash without collisions among the words (checked when the table is
/// built).
#[inline(always)]
const fn word_slot(head: u64) -> usize {
    (head.wrapping_mul(0x9a5e_3041_5464_4cf7) >> 56) as usize
}

/// A word by its slot: its head, its length and what it is.
const WORD_SLOTS: [(u64, u8, TokenKind); 256] = {
    let mut slots = [(0, 0, T::Ident); 256];
    let mut i = 0;
    while i < WORDS.len() {
        let text = WORDS[i].0.as_bytes();
        assert!(text.len() <= WORD_MAX);
        let at = word_slot(head(text));
        assert!(slots[at].1 == 0, "two words share a slot");
        slots[at] = (head(text), text.len() as u8, WORDS[i].1);
        i += 1;
    }
    slots
};

/// The kind of a word: a reserved or contextual one, or a plain identifier. `head` is its [`head`].
#[inline(always)]
pub(super) fn word_kind(text: &[u8], head: u64) -> TokenKind {
    let (word, len, kind) = WORD_SLOTS[word_slot(head)];
    if word != head || usize::from(len) != text.len() {
        return T::Ident;
    }
    if len as usize == WORD_MAX { long_word_kind(text) } else { kind }
}

/// [`word_kind`] of a text that is longer than its head.
#[cold]
fn long_word_kind(text: &[u8]) -> TokenKind {
    WORDS.iter().find(|(word, _)| word.as_bytes() == text).map_or(T::Ident, |(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(text: &[u8]) -> TokenKind {
        word_kind(text, head(text))
    }

    #[test]
    fn words_are_found() {
        for (word, kind) in WORDS {
            assert_eq!(kind_of(word.as_bytes()), *kind, "{word}");
            let mut longer = word.as_bytes().to_vec();
            longer.push(b'x');
            assert_eq!(kind_of(&longer), T::Ident);
            longer[word.len() - 1] = b'_';
            longer.pop();
            assert_eq!(kind_of(&longer), T::Ident);
        }
        assert_eq!(kind_of(b"this"), T::Ident);
        assert_eq!(kind_of(b"x"), T::Ident);
    }

    #[test]
    fn runs_of_kinds_match_their_tables() {
        assert_eq!(T::XorXor as usize - T::Plus as usize + 1, BINARY.len());
        assert_eq!(T::CaretAssign as usize - T::Assign as usize + 1, ASSIGN.len());
        assert_eq!(T::Double as usize - T::Void as usize + 1, PRIMITIVES.len());
        assert_eq!(T::NotIs.binary(), Some((BinaryOp::NotIs, 2)));
        assert_eq!(T::Assign.binary(), None);
        assert_eq!(T::While.binary(), None);
        assert_eq!(T::UShrAssign.assignment(), Some(Some(BinaryOp::UShr)));
        assert_eq!(T::PlusPlus.assignment(), None);
        assert_eq!(T::UInt64.primitive(), Some(PrimitiveType::UInt64));
        assert!(T::Ident.is_name() && T::Delete.is_name() && !T::Void.is_name() && !T::CharLiteral.is_name());
        assert_eq!(std::mem::size_of::<Token>(), 16);
    }
}
