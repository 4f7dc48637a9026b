//! Text to syntax tree: lexer, tree and parser. Knows no types.
//!
//! What must hold of a tree: an expression is at most [`MAX_EXPRESSION_HEIGHT`] nodes high, everything else nests at most
//! [`MAX_NESTING`] deep except chains of `else if`, and every span lies in the text it was made from.
//!
//! [`parse_script`] reads a whole source; the other `parse_…` functions read the declarations by which a host registers
//! its interface. All of them put the tree into a bump arena and report through diagnostics; none of them panics,
//! whatever the text is.
#![forbid(unsafe_code)]

pub mod ast;
mod directives;
mod lexer;
mod literal;
mod parser;
#[cfg(test)]
mod printer;
#[cfg(test)]
mod tests;
mod token;

pub use lexer::{TokenClass, classify_token, classify_token_with};
pub use parser::{
    MAX_ERRORS, MAX_EXPRESSION_HEIGHT, MAX_NESTING, parse_expression, parse_funcdef_decl, parse_function_decl,
    parse_property_decl, parse_script, parse_type_decl, parse_type_name_decl,
};
pub use token::{Token, TokenKind};

/// What a `"""` string loses at its ends (property 26).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum HeredocTrim {
    /// 0: nothing (LEX-46).
    Never,
    /// 1: a blank first line and then also the blanks after the last line feed (LEX-44, LEX-45).
    #[default]
    Multiline,
    /// 2: both, each on its own (LEX-47).
    Always,
}

/// How named arguments may be spelled (property 21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum NamedArguments {
    /// 0: `name: value` only.
    #[default]
    Colon,
    /// 1: also `name = value`, with a warning.
    EqualsWarned,
    /// 2: also `name = value`.
    Equals,
}

/// The engine properties that change what a text means to the parser. The default is that of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseOptions {
    /// Property 5: `'c'` is a character code, not a string (LEX-48).
    pub char_literals: bool,
    /// Property 6: ordinary string literals may hold line feeds (LEX-34).
    pub multiline_strings: bool,
    /// Property 7: `class @Name` is allowed (TYPE-24).
    pub implicit_handles: bool,
    /// Property 11: the text is UTF-8: string literals are checked and character literals decoded (LEX-42, LEX-48).
    pub utf8: bool,
    /// Property 13: string constants are UTF-16 in native byte order, and `\x` takes up to four digits (LEX-37, LEX-38).
    pub utf16_strings: bool,
    /// Property 21.
    pub named_arguments: NamedArguments,
    /// Property 25: bytes of 128 and above are letters (LEX-11).
    pub unicode_identifiers: bool,
    /// Property 26.
    pub heredoc_trim: HeredocTrim,
    /// Property 40: `foreach` is a statement, not a name (LEX-16).
    pub foreach: bool,
    /// Extension 111: `'` may stand between the digits of a number.
    pub digit_separators: bool,
    /// The words for which `#if` holds.
    pub defined: std::collections::BTreeSet<Box<str>>,
    /// Declarations may have metadata in front (SB-09); else a `[` there is an error (SB-11).
    pub metadata: bool,
}

impl Default for ParseOptions {
    fn default() -> ParseOptions {
        ParseOptions {
            char_literals: false,
            multiline_strings: false,
            implicit_handles: false,
            utf8: true,
            utf16_strings: false,
            named_arguments: NamedArguments::Colon,
            unicode_identifiers: false,
            heredoc_trim: HeredocTrim::Multiline,
            foreach: true,
            digit_separators: false,
            defined: Default::default(),
            metadata: false,
        }
    }
}
