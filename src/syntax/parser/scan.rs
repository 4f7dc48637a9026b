//! Looking ahead without building anything: is it a type, a declaration, a function, a lambda?
//!
//! A scan stops at the first token that does not fit, and template argument lists nest at most [`MAX_NESTING`] deep, so
//! the work stays proportional to the text even where many scans fail.

use super::{MAX_NESTING, Parser, T, TokenKind};

/// A place ahead of the current token.
#[derive(Clone, Copy)]
pub(super) struct Ahead {
    /// Tokens from the current one.
    at: usize,
    /// How many `>` of a `>>` or `>>>` token at `at` are behind us (LEX-09).
    split: u8,
}

/// What `type name (` begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Function,
    Variable,
}

impl Parser<'_, '_> {
    #[inline]
    fn kind_at(&mut self, place: Ahead) -> TokenKind {
        match (self.peek_kind(place.at), place.split) {
            (kind, 0) => kind,
            (T::UShr, 1) => T::Shr,
            _ => T::Gt,
        }
    }

    /// Steps over a `>`, also one that is the beginning of `>>` or `>>>`.
    fn scan_gt(&mut self, place: &mut Ahead) -> bool {
        match self.kind_at(*place) {
            T::Gt => {
                place.at += 1;
                place.split = 0;
            }
            T::Shr | T::UShr => place.split += 1,
            _ => return false,
        }
        true
    }

    /// Steps over a type; false if there is none.
    fn scan_type(&mut self, place: &mut Ahead, depth: u32) -> bool {
        if self.kind_at(*place) == T::Const {
            place.at += 1;
        }
        let kind = self.kind_at(*place);
        if kind.primitive().is_some() || kind == T::Auto || (kind == T::Question && self.registered) {
            place.at += 1;
        } else {
            if kind == T::ColonColon {
                place.at += 1;
            }
            loop {
                if !self.kind_at(*place).is_name() {
                    return false;
                }
                place.at += 1;
                if self.kind_at(*place) == T::Lt && !self.scan_type_args(place, depth) {
                    return false;
                }
                if self.kind_at(*place) != T::ColonColon {
                    break;
                }
                place.at += 1;
            }
        }
        self.scan_suffixes(place);
        true
    }

    /// Steps over any `[]`, `@`, `@ const` and `@+`.
    fn scan_suffixes(&mut self, place: &mut Ahead) {
        while place.split == 0 {
            match self.kind_at(*place) {
                T::LBracket if self.peek_kind(place.at + 1) == T::RBracket => place.at += 2,
                T::At => {
                    place.at += 1;
                    if self.kind_at(*place) == T::Const {
                        place.at += 1;
                    }
                    if self.kind_at(*place) == T::Plus {
                        place.at += 1;
                    }
                }
                _ => return,
            }
        }
    }

    /// Steps over `<types>`.
    fn scan_type_args(&mut self, place: &mut Ahead, depth: u32) -> bool {
        if depth >= MAX_NESTING {
            return false;
        }
        place.at += 1;
        loop {
            if !self.scan_type(place, depth + 1) {
                return false;
            }
            if self.kind_at(*place) == T::Comma {
                place.at += 1;
                continue;
            }
            return self.scan_gt(place);
        }
    }

    /// Whether the `<` at the current token opens template arguments in an expression: a list of types follows, then
    /// `>`, and then something that an operand cannot begin with or that only a type can have behind it.
    pub(super) fn at_template_args(&mut self) -> bool {
        let mut place = Ahead { at: 0, split: 0 };
        if !self.scan_type_args(&mut place, 0) || place.split != 0 {
            return false;
        }
        match self.kind_at(place) {
            T::LParen | T::ColonColon => true,
            T::Assign => self.peek_kind(place.at + 1) == T::LBrace,
            T::LBracket => self.peek_kind(place.at + 1) == T::RBracket,
            T::At => self.suffixes_make_type(place),
            _ => false,
        }
    }

    /// Whether the `<` at the current token opens the template arguments of a scope: `<types>::`.
    pub(super) fn at_scope_args(&mut self) -> bool {
        let mut place = Ahead { at: 0, split: 0 };
        self.scan_type_args(&mut place, 0) && place.split == 0 && self.kind_at(place) == T::ColonColon
    }

    /// Whether suffixes at `place` are followed by what only a type has behind it: `(` or `= {`.
    fn suffixes_make_type(&mut self, mut place: Ahead) -> bool {
        let from = place.at;
        self.scan_suffixes(&mut place);
        place.at > from
            && match self.kind_at(place) {
                T::LParen => true,
                T::Assign => self.peek_kind(place.at + 1) == T::LBrace,
                _ => false,
            }
    }

    /// Whether the operand name that has just been read goes on as a type: `name[](…)`, `name@ = {…}`.
    #[inline]
    pub(super) fn at_type_suffixes(&mut self) -> bool {
        match self.cur.kind {
            T::LBracket => self.peek_kind(1) == T::RBracket,
            T::At => self.suffixes_make_type(Ahead { at: 0, split: 0 }),
            _ => false,
        }
    }

    /// Whether a variable declaration begins at the current token of a block (GRAM-15). A type followed by a name is
    /// taken for one even if what follows the name is wrong, except where `a < b > c …` goes on as an expression.
    #[inline]
    pub(super) fn at_declaration(&mut self) -> bool {
        match self.cur.kind {
            T::Const | T::Auto => true,
            kind if kind.is_name() => match self.peek_kind(1) {
                T::LBracket => self.peek_kind(2) == T::RBracket && self.scan_declaration(),
                T::Lt | T::ColonColon | T::At => self.scan_declaration(),
                next => next.is_name(),
            },
            T::ColonColon => self.scan_declaration(),
            kind if kind.primitive().is_some() => match self.peek_kind(1) {
                T::LBracket | T::At => self.scan_declaration(),
                // A conversion, or the start of a typed list.
                T::LParen | T::Assign => false,
                // Nothing but a declaration, even if no name follows.
                _ => true,
            },
            _ => false,
        }
    }

    fn scan_declaration(&mut self) -> bool {
        let mut place = Ahead { at: 0, split: 0 };
        if !self.scan_type(&mut place, 0) || place.split != 0 || !self.kind_at(place).is_name() {
            return false;
        }
        if !matches!(self.peek_kind(place.at - 1), T::Gt | T::Shr | T::UShr) {
            return true;
        }
        let next = self.peek_kind(place.at + 1);
        !(next.binary().is_some()
            || matches!(next, T::Dot | T::LBracket | T::Question | T::PlusPlus | T::MinusMinus | T::RParen)
            || next.assignment().is_some_and(|op| op.is_some()))
    }

    /// Whether the `(` at the current token, behind `type name`, begins the parameters of a function, as opposed to the
    /// arguments of a variable's constructor (GRAM-16). `bodiless` tells what `(…);` is where the list itself does not
    /// tell.
    pub(super) fn at_function(&mut self, bodiless: bool) -> bool {
        let mut place = Ahead { at: 1, split: 0 };
        if self.kind_at(place) != T::RParen {
            loop {
                match self.scan_param(&mut place) {
                    Some(shape) => return shape == Shape::Function,
                    None if self.kind_at(place) == T::Comma => place.at += 1,
                    None => break,
                }
            }
        }
        match self.peek_kind(place.at + 1) {
            T::Semicolon | T::Eof => bodiless,
            T::LBrace | T::Const => true,
            // The attributes, or whatever else is wrong there.
            kind => kind.is_name(),
        }
    }

    /// Steps over a parameter or argument; tells which it is if it must be one of them. If it could be both, `place` is
    /// at the `,` or `)` behind it.
    fn scan_param(&mut self, place: &mut Ahead) -> Option<Shape> {
        let first = self.kind_at(*place);
        let word = first.primitive().is_some() || matches!(first, T::Const | T::Auto | T::Question);
        if !self.scan_type(place, 0) || place.split != 0 {
            return Some(if matches!(first, T::Const | T::Question) { Shape::Function } else { Shape::Variable });
        }
        let decided = match self.kind_at(*place) {
            T::Comma | T::RParen => return word.then_some(Shape::Function),
            T::Amp => {
                // `a & b` may be an expression or an unnamed mode and a name.
                let next = self.peek_kind(place.at + 1);
                if next.is_name() && !word && matches!(self.peek_kind(place.at + 2), T::Comma | T::RParen) {
                    place.at += 2;
                    return None;
                }
                let mode = matches!(next, T::In | T::Out | T::InOut | T::Comma | T::RParen | T::Ellipsis);
                mode || word
            }
            T::Ellipsis => true,
            kind => kind.is_name(),
        };
        Some(if decided { Shape::Function } else { Shape::Variable })
    }

    /// Whether `function` at the current token begins a lambda: `function ( … ) {`.
    pub(super) fn at_lambda(&mut self) -> bool {
        if self.peek_kind(1) != T::LParen {
            return false;
        }
        let mut ahead = 2;
        let mut parens = 1u32;
        loop {
            match self.peek_kind(ahead) {
                T::LParen => parens += 1,
                T::RParen if parens == 1 => return self.peek_kind(ahead + 1) == T::LBrace,
                T::RParen => parens -= 1,
                // Nothing of a parameter list; default arguments do not exist there.
                T::Eof | T::Semicolon | T::LBrace | T::RBrace => return false,
                _ => {}
            }
            ahead += 1;
        }
    }
}
