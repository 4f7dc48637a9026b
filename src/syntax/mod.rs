//! Text to syntax tree: lexer, tree and parser. Knows no types.

pub mod ast;
