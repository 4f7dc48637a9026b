//! The parser: recursive descent into the arena.
//!
//! It knows no types, so it decides by the shape of the text alone (GRAM-15, GRAM-16). Where one token does not tell, a
//! scan over the tokens ahead (`scan.rs`) finds out before anything is built; nothing is parsed twice.
//!
//! A syntax error is reported where it is found and the enclosing statement, member or item is given up: the text is
//! skipped to a place where the next one is likely to begin (GRAM-19).

mod declarations;
mod directives;
mod expressions;
mod members;
mod metadata;
mod recovery;
mod registered;
mod scan;
mod statements;
mod types;

use bumpalo::Bump;

use super::ParseOptions;
use super::ast::*;
use super::lexer::Lexer;
use super::token::{Token, TokenKind, TokenKind as T};
use crate::base::{Code, Diagnostics, Interner, Span};

pub use registered::{
    parse_expression, parse_funcdef_decl, parse_function_decl, parse_property_decl, parse_type_decl,
    parse_type_name_decl,
};

/// How deep parentheses, arguments, lists, lambdas, blocks, statements and template arguments may nest in each other.
/// In an optimised build the parser needs less than 400 KB of stack for it (4 MB in one without any optimisation).
pub const MAX_NESTING: u32 = 256;

/// How high the tree of one expression may be. A chain of left-associative operators, calls or members is as high as
/// it is long; whoever recurses over an expression needs at most this many frames.
pub const MAX_EXPRESSION_HEIGHT: u32 = 4096;

/// After so many errors the rest of a text is not read.
pub const MAX_ERRORS: usize = 100;

/// How many tokens the lexer makes at a time.
const CHUNK: usize = 256;

/// Numbers of messages that the catalogue of the language does not name.
mod code {
    /// Warning: a comment that nothing closes (LEX-04).
    pub const OPEN_COMMENT: u16 = 31;
    /// Nested too deep or too long.
    pub const TOO_DEEP: u16 = 220;
    /// No more errors are told.
    pub const TOO_MANY: u16 = 221;
}

/// An error has been reported; the enclosing construct is given up.
#[derive(Debug)]
struct Failed;

type Parsed<T> = Result<T, Failed>;

/// Stacks on which lists grow until their length is known; then they are copied into the arena in one piece.
#[derive(Default)]
struct Scratch<'a> {
    items: Vec<Item<'a>>,
    directives: Vec<Directive>,
    metadata: Vec<Metadata<'a>>,
    members: Vec<Member<'a>>,
    stmts: Vec<Stmt<'a>>,
    cases: Vec<Case<'a>>,
    params: Vec<Param<'a>>,
    declarators: Vec<Declarator<'a>>,
    accessors: Vec<Accessor<'a>>,
    enum_values: Vec<EnumValue<'a>>,
    qualified: Vec<QualifiedName<'a>>,
    foreach_vars: Vec<(TypeExpr<'a>, Ident)>,
    idents: Vec<Ident>,
    types: Vec<TypeExpr<'a>>,
    suffixes: Vec<TypeSuffix>,
    args: Vec<Arg<'a>>,
    exprs: Vec<Expr<'a>>,
    elements: Vec<Option<&'a Expr<'a>>>,
    patterns: Vec<ListPattern<'a>>,
    prefixes: Vec<(UnaryOp, u32)>,
    ifs: Vec<(&'a Expr<'a>, &'a Stmt<'a>, u32)>,
    bytes: Vec<u8>,
    has_externals: bool,
}

/// The parser's state.
struct Parser<'a, 'p> {
    arena: &'a Bump,
    names: &'p mut Interner<'a>,
    diags: &'p mut Diagnostics,
    options: &'p ParseOptions,
    lexer: Lexer<'p>,
    /// Tokens made but not all consumed; offsets count from `pos`, so consumed ones can go at any time.
    tokens: Vec<Token>,
    /// How many the lexer makes at a time.
    chunk: usize,
    pos: usize,
    /// The token at `pos`.
    cur: Token,
    /// End of the last consumed token.
    prev_hi: u32,
    /// How deep we are (`MAX_NESTING`).
    depth: u32,
    /// Height of the expression parsed last (`MAX_EXPRESSION_HEIGHT`).
    height: u32,
    /// The highest expression of the statements parsed since this was last cleared: a lambda is as high as its body.
    body_height: u32,
    /// A declaration of the host: `?`, `...` and `$` names are allowed.
    registered: bool,
    /// Where the last error was, so that one place is told only once.
    last_error: u32,
    /// Errors reported by this parser.
    errors: usize,
    /// The innermost `{` that is not closed yet.
    open_brace: Span,
    /// An error has been reported that leaves braces unpaired; what else could be said about braces is noise.
    lost_brace: bool,
    /// It was said that something is nested too deep.
    too_deep: bool,
    scratch: Scratch<'a>,
}

/// Parses one source. `source_start` is the position of its first byte in the build's position space.
///
/// Errors go to `diags`; what could be read is in the tree all the same, but the build must end after parsing if there
/// were any (GRAM-19).
pub fn parse_script<'a>(
    arena: &'a Bump,
    interner: &mut Interner<'a>,
    source: &[u8],
    source_start: u32,
    options: &ParseOptions,
    diags: &mut Diagnostics,
) -> Script<'a> {
    let mut parser = Parser::new(arena, interner, source, source_start, options, diags, false);
    let script = parser.script();
    parser.report_conditions();
    if let Some(lo) = parser.lexer.open_comment {
        parser.warn(code::OPEN_COMMENT, Span::new(lo, lo + 2), "this comment is never closed");
    }
    script
}

impl<'a, 'p> Parser<'a, 'p> {
    fn new(
        arena: &'a Bump,
        names: &'p mut Interner<'a>,
        source: &'p [u8],
        start: u32,
        options: &'p ParseOptions,
        diags: &'p mut Diagnostics,
        registered: bool,
    ) -> Parser<'a, 'p> {
        // Positions are 32 bits; what does not fit is cut off, with an error.
        let room = (u32::MAX - 1 - start.min(u32::MAX - 1)) as usize;
        let whole = source.len() <= room;
        let source = &source[..source.len().min(room)];
        // A text has at most as many tokens as bytes, and an end.
        let chunk = CHUNK.min(source.len() + 1);
        let mut parser = Parser {
            arena,
            names,
            diags,
            options,
            lexer: Lexer::new(source, start, options),
            chunk,
            tokens: Vec::with_capacity(chunk),
            pos: 0,
            cur: Token { lo: start, hi: start, data: 0, kind: T::Eof },
            prev_hi: start,
            depth: 0,
            height: 0,
            body_height: 0,
            registered,
            last_error: u32::MAX,
            errors: 0,
            open_brace: Span::NONE,
            lost_brace: false,
            too_deep: false,
            scratch: Scratch::default(),
        };
        if !whole {
            let _ = parser.error(code::TOO_DEEP, Span::NONE, "the sources of a build are limited to 4 GiB");
        }
        if registered {
            parser.lexer.allow_dollar_names();
        } else {
            parser.lexer.allow_directives(options);
        }
        parser.refill();
        parser
    }

    /// Makes more tokens when all are consumed.
    #[cold]
    #[inline(never)]
    fn refill(&mut self) {
        self.tokens.clear();
        self.pos = 0;
        self.lexer.fill(&mut self.tokens, self.names, self.chunk);
        self.cur = self.tokens[0];
    }

    /// Makes more tokens for looking ahead.
    #[cold]
    #[inline(never)]
    fn look_further(&mut self, ahead: usize) -> Token {
        self.tokens.drain(..self.pos);
        self.pos = 0;
        while self.tokens.len() <= ahead {
            self.lexer.fill(&mut self.tokens, self.names, self.chunk);
        }
        self.tokens[ahead]
    }

    /// The token `ahead` places behind the current one.
    #[inline(always)]
    fn peek(&mut self, ahead: usize) -> Token {
        match self.tokens.get(self.pos + ahead) {
            Some(token) => *token,
            None => self.look_further(ahead),
        }
    }

    /// The kind of the token `ahead` places behind the current one.
    #[inline(always)]
    fn peek_kind(&mut self, ahead: usize) -> TokenKind {
        self.peek(ahead).kind
    }

    /// Consumes the current token. At the end the end token stays.
    #[inline(always)]
    fn bump(&mut self) -> Token {
        let token = self.cur;
        self.prev_hi = token.hi;
        self.pos += 1;
        match self.tokens.get(self.pos) {
            Some(next) => self.cur = *next,
            None => self.refill(),
        }
        token
    }

    #[inline(always)]
    fn at(&self, kind: TokenKind) -> bool {
        self.cur.kind == kind
    }

    /// Consumes the current token if it is of that kind.
    #[inline(always)]
    fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.cur.kind == kind;
        if found {
            self.bump();
        }
        found
    }

    /// Consumes a token that must be of that kind.
    #[inline(always)]
    fn expect(&mut self, kind: TokenKind) -> Parsed<Token> {
        if self.cur.kind == kind { Ok(self.bump()) } else { Err(self.expected_kind(kind)) }
    }

    /// Consumes the `;` that ends a statement or declaration. When it is missing at the end of a line, it is only
    /// reported: what follows on the next line is read as if it were there.
    #[inline(always)]
    fn expect_semicolon(&mut self, wanted: &str) -> Parsed<()> {
        if self.cur.kind == T::Semicolon {
            self.bump();
            return Ok(());
        }
        self.missing_semicolon(wanted)
    }

    /// Consumes a name.
    #[inline(always)]
    fn expect_name(&mut self, what: &str) -> Parsed<Ident> {
        if self.cur.kind.is_name() { Ok(self.ident()) } else { Err(self.unexpected(5, what)) }
    }

    /// Consumes the current token, which is a name.
    #[inline(always)]
    fn ident(&mut self) -> Ident {
        let token = self.bump();
        Ident { name: token.symbol(), span: token.span() }
    }

    /// From a position to the end of the last consumed token.
    #[inline(always)]
    fn span_from(&self, lo: u32) -> Span {
        Span { lo, hi: self.prev_hi.max(lo) }
    }

    /// Runs `f` one level deeper.
    #[inline(always)]
    fn deeper<R>(&mut self, f: impl FnOnce(&mut Self) -> Parsed<R>) -> Parsed<R> {
        if self.depth >= MAX_NESTING {
            return Err(self.too_deep());
        }
        self.depth += 1;
        let result = f(self);
        self.depth -= 1;
        result
    }

    #[cold]
    fn too_deep(&mut self) -> Failed {
        if std::mem::replace(&mut self.too_deep, true) {
            return Failed;
        }
        let text = format!("nested too deep: more than {MAX_NESTING} levels");
        // The braces that were not read are closed by braces that are.
        self.lost_brace = true;
        self.error(code::TOO_DEEP, self.cur.span(), text)
    }

    /// Collects a list: `f` pushes on the stack that `select` names, and what it pushed goes into the arena.
    #[inline(always)]
    fn list<E: Copy>(
        &mut self,
        select: impl for<'s> Fn(&'s mut Scratch<'a>) -> &'s mut Vec<E>,
        f: impl FnOnce(&mut Self) -> Parsed<()>,
    ) -> Parsed<&'a [E]> {
        let base = select(&mut self.scratch).len();
        let result = f(self);
        let arena = self.arena;
        let stack = select(&mut self.scratch);
        let list: &'a [E] = match result {
            Ok(()) if stack.len() > base => arena.alloc_slice_copy(&stack[base..]),
            _ => &[],
        };
        stack.truncate(base);
        result.map(|()| list)
    }

    /// The text of a token.
    fn text(&self, token: Token) -> &'p [u8] {
        self.lexer.slice(token.lo, token.hi)
    }

    /// Whether the current token is the name `word`.
    fn at_word(&self, word: &str) -> bool {
        self.cur.kind.is_name() && self.text(self.cur) == word.as_bytes()
    }

    /// Reports an error, unless the same place has been reported already or too many were.
    #[cold]
    fn error(&mut self, code: u16, span: Span, text: impl Into<String>) -> Failed {
        self.error_with(code, span, text, Span::NONE, "")
    }

    /// [`Parser::error`] with a note, if `note` has a place.
    #[cold]
    fn error_with(&mut self, code: u16, span: Span, text: impl Into<String>, note: Span, note_text: &str) -> Failed {
        if self.errors >= MAX_ERRORS || (span.lo == self.last_error && !span.is_none()) {
            return Failed;
        }
        self.last_error = span.lo;
        self.errors += 1;
        let diag = self.diags.error(Code(code), span, text);
        if !note.is_none() {
            diag.note(note, note_text);
        }
        if self.errors == MAX_ERRORS {
            let text = format!("more than {MAX_ERRORS} syntax errors: the rest of this source is not read");
            self.diags.error(Code(code::TOO_MANY), span, text);
            self.lexer.finish();
            self.tokens.truncate(self.pos);
            self.refill();
        }
        Failed
    }

    /// Reports a warning.
    #[cold]
    fn warn(&mut self, code: u16, span: Span, text: impl Into<String>) {
        self.diags.warning(Code(code), span, text);
    }
}
