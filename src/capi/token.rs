//! Tokens of a text, for editors.

use std::ffi::c_char;

use super::context::as_context;
use super::guard;
use super::handle;
use crate::ffi::parse_options;
use crate::syntax::{TokenClass, classify_token_with};

/// What sort of token a text begins with.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum as_token_kind {
    /// Starts no token.
    AS_TOKEN_UNKNOWN = 0,
    /// A reserved word, operator or punctuation.
    AS_TOKEN_KEYWORD = 1,
    /// A literal; also one that is not closed.
    AS_TOKEN_VALUE = 2,
    /// A name.
    AS_TOKEN_IDENTIFIER = 3,
    /// A comment.
    AS_TOKEN_COMMENT = 4,
    /// White space, as one run.
    AS_TOKEN_WHITE_SPACE = 5,
}

/// What sort of token a text begins with. Words that mean something only in certain places, as `final`, are names.
///
/// `context`: its options count, such as those about string literals; in any phase. `length`: gets the length of the token in bytes:
/// from 1, but 0 for an empty text. May be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_token_at(
    context: *const as_context,
    text: *const c_char,
    size: usize,
    length: *mut usize,
) -> as_token_kind {
    guard::get(context, as_token_kind::AS_TOKEN_UNKNOWN, |context| {
        let bytes = handle::bytes(text.cast(), size, "text").unwrap_or_default();
        let options = context.read(None, |c| Some(parse_options(c.properties()))).unwrap_or_default();
        let (class, len) = classify_token_with(bytes, &options);
        handle::set_optional(length, len);
        match class {
            TokenClass::Unknown => as_token_kind::AS_TOKEN_UNKNOWN,
            TokenClass::Keyword => as_token_kind::AS_TOKEN_KEYWORD,
            TokenClass::Value => as_token_kind::AS_TOKEN_VALUE,
            TokenClass::Identifier => as_token_kind::AS_TOKEN_IDENTIFIER,
            TokenClass::Comment => as_token_kind::AS_TOKEN_COMMENT,
            TokenClass::Whitespace => as_token_kind::AS_TOKEN_WHITE_SPACE,
        }
    })
}
