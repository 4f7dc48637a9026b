//! Expressions (GRAM-18 to GRAM-26).

use super::types::PathUse;
use super::{Failed, MAX_EXPRESSION_HEIGHT, Parsed, Parser, T, TokenKind, code};
use crate::base::{Code, Span};
use crate::syntax::NamedArguments;
use crate::syntax::ast::*;
use crate::syntax::lexer::radix_of;
use crate::syntax::literal::{self, StringSink};

impl<'a> Parser<'a, '_> {
    #[inline(always)]
    fn node(&mut self, kind: ExprKind<'a>, span: Span) -> &'a Expr<'a> {
        self.arena.alloc(Expr { kind, span })
    }

    /// Notes the height of the expression just built.
    #[inline(always)]
    fn set_height(&mut self, height: u32) -> Parsed<()> {
        self.height = height;
        if height > MAX_EXPRESSION_HEIGHT { Err(self.too_high()) } else { Ok(()) }
    }

    #[cold]
    fn too_high(&mut self) -> Failed {
        let text = format!("expression too long: more than {MAX_EXPRESSION_HEIGHT} operations in a chain");
        self.error(code::TOO_DEEP, self.cur.span(), text)
    }

    /// An expression that stands by itself in a statement, declaration or head.
    #[inline]
    pub(super) fn expression(&mut self) -> Parsed<&'a Expr<'a>> {
        let expr = self.assignment()?;
        self.body_height = self.body_height.max(self.height);
        Ok(expr)
    }

    /// An expression without assignment and `?:`, such as the value of a case or of an enumerator.
    pub(super) fn operation_only(&mut self) -> Parsed<&'a Expr<'a>> {
        let expr = self.deeper(|p| p.operation(0))?;
        self.body_height = self.body_height.max(self.height);
        Ok(expr)
    }

    /// `conditional [ assign-op assignment ]`; every recursion of expressions goes through here.
    pub(super) fn assignment(&mut self) -> Parsed<&'a Expr<'a>> {
        self.deeper(|p| {
            let left = p.operation(0)?;
            let left = if p.at(T::Question) { p.conditional(left)? } else { left };
            match p.cur.kind.assignment() {
                Some(op) => p.assign(op, left),
                None => Ok(left),
            }
        })
    }

    fn assign(&mut self, op: Option<BinaryOp>, left: &'a Expr<'a>) -> Parsed<&'a Expr<'a>> {
        let left_height = self.height;
        let op_span = self.bump().span();
        let right = self.assignment()?;
        self.set_height(left_height.max(self.height) + 1)?;
        Ok(self.node(ExprKind::Assign { op, left, right, op_span }, left.span.to(right.span)))
    }

    fn conditional(&mut self, cond: &'a Expr<'a>) -> Parsed<&'a Expr<'a>> {
        let mut height = self.height;
        self.bump();
        let then = self.assignment()?;
        height = height.max(self.height);
        if !self.at(T::Colon) {
            return Err(self.unexpected(1, "':' and the other value of '?'"));
        }
        self.bump();
        let other = self.assignment()?;
        self.set_height(height.max(self.height) + 1)?;
        Ok(self.node(ExprKind::Conditional { cond, then, other }, cond.span.to(other.span)))
    }

    /// Operands joined by binary operators of at least the given precedence.
    fn operation(&mut self, min: u8) -> Parsed<&'a Expr<'a>> {
        let mut left = self.operand()?;
        let mut height = self.height;
        while let Some((op, precedence)) = self.cur.kind.binary() {
            if precedence < min {
                break;
            }
            let op_span = self.bump().span();
            // All operators are left associative (GRAM-22): the right side binds tighter.
            let right = self.operation(precedence + 1)?;
            height = height.max(self.height) + 1;
            if height > MAX_EXPRESSION_HEIGHT {
                return Err(self.too_high());
            }
            let span = Span::new(left.span.lo, right.span.hi);
            left = self.node(ExprKind::Binary { op, left, right, op_span }, span);
        }
        self.height = height;
        Ok(left)
    }

    #[inline]
    fn operand(&mut self) -> Parsed<&'a Expr<'a>> {
        match self.cur.kind {
            T::LBrace => self.init_list(None, self.cur.lo),
            kind if prefix_operator(kind).is_some() => self.prefixed(),
            _ => self.postfixed(),
        }
    }

    /// Prefix operators, right to left, in front of an operand.
    fn prefixed(&mut self) -> Parsed<&'a Expr<'a>> {
        let base = self.scratch.prefixes.len();
        while let Some(op) = prefix_operator(self.cur.kind) {
            let lo = self.bump().lo;
            self.scratch.prefixes.push((op, lo));
        }
        let mut result = self.postfixed();
        let count = self.scratch.prefixes.len() - base;
        for _ in 0..count {
            let Some((op, lo)) = self.scratch.prefixes.pop() else { break };
            if let Ok(operand) = result {
                let span = Span::new(lo, operand.span.hi);
                result = Ok(self.node(ExprKind::Unary { op, operand }, span));
            }
        }
        let result = result?;
        self.set_height(self.height.saturating_add(count as u32))?;
        Ok(result)
    }

    fn postfixed(&mut self) -> Parsed<&'a Expr<'a>> {
        let mut expr = self.primary()?;
        let mut height = self.height;
        if matches!(expr.kind, ExprKind::List { .. }) {
            return Ok(expr);
        }
        loop {
            let kind = match self.cur.kind {
                T::Dot => {
                    self.bump();
                    let name = self.expect_name("the name of a member")?;
                    ExprKind::Member { object: expr, name }
                }
                T::LParen => {
                    let args = self.args()?;
                    height = height.max(self.height);
                    ExprKind::Call { callee: expr, args }
                }
                T::LBracket => {
                    let args = self.index()?;
                    height = height.max(self.height);
                    ExprKind::Index { object: expr, args }
                }
                T::PlusPlus => {
                    self.bump();
                    ExprKind::Unary { op: UnaryOp::PostInc, operand: expr }
                }
                T::MinusMinus => {
                    self.bump();
                    ExprKind::Unary { op: UnaryOp::PostDec, operand: expr }
                }
                _ => break,
            };
            height += 1;
            if height > MAX_EXPRESSION_HEIGHT {
                return Err(self.too_high());
            }
            let span = Span::new(expr.span.lo, self.prev_hi);
            expr = self.node(kind, span);
        }
        self.height = height;
        Ok(expr)
    }

    /// What operators apply to. Leaves its height in `self.height`.
    fn primary(&mut self) -> Parsed<&'a Expr<'a>> {
        let token = self.cur;
        self.height = 1;
        let kind = match token.kind {
            T::Function if self.at_lambda() => return self.lambda(),
            kind if kind.is_name() || kind == T::ColonColon => return self.name_operand(),
            T::IntLiteral => self.integer(10, 0),
            T::RadixLiteral => {
                let radix = radix_of(self.text(token)[1]).unwrap_or(10);
                self.integer(radix, 2)
            }
            T::FloatLiteral | T::DoubleLiteral => self.real(),
            T::StringLiteral | T::HeredocLiteral => return self.string(),
            T::CharLiteral => self.character(),
            T::True | T::False => {
                self.bump();
                ExprKind::Bool(token.kind == T::True)
            }
            T::Null => {
                self.bump();
                ExprKind::Null
            }
            T::LParen => return self.parenthesised(),
            T::Cast => return self.cast(),
            T::Void if !matches!(self.peek_kind(1), T::LParen | T::LBracket | T::At) => {
                self.bump();
                ExprKind::Void
            }
            kind if kind.primitive().is_some() || matches!(kind, T::Const | T::Auto) => {
                return self.type_operand();
            }
            _ => return Err(self.unexpected(6, "an expression")),
        };
        Ok(self.node(kind, token.span()))
    }

    fn integer(&mut self, radix: u32, prefix: usize) -> ExprKind<'a> {
        let token = self.bump();
        let text = self.text(token);
        match literal::integer(&text[prefix..], radix) {
            Some(value) if prefix > 0 => ExprKind::Radix(value),
            Some(value) => ExprKind::Int(value),
            None => {
                let _ = self.error(15, token.span(), "this number does not fit in 64 bits");
                ExprKind::Error
            }
        }
    }

    fn real(&mut self) -> ExprKind<'a> {
        let token = self.bump();
        let text = std::str::from_utf8(self.text(token)).unwrap_or("0");
        let joined: String;
        let text = if text.contains('\'') {
            joined = text.replace('\'', "");
            &joined
        } else {
            text
        };
        // The lexer has made sure of the form, which is one that Rust reads.
        if token.kind == T::FloatLiteral {
            ExprKind::Float(text[..text.len() - 1].parse().unwrap_or_default())
        } else {
            ExprKind::Double(text.parse().unwrap_or_default())
        }
    }

    /// A string constant: all literals that follow each other (LEX-32).
    fn string(&mut self) -> Parsed<&'a Expr<'a>> {
        let first = self.cur;
        let next = self.peek_kind(1);
        let single = !matches!(next, T::StringLiteral | T::HeredocLiteral | T::UnclosedString);
        let plain = first.kind == T::StringLiteral && first.data == 0;
        if single && plain && !self.options.utf16_strings && (self.lexer.is_utf8() || !self.options.utf8) {
            self.bump();
            let text = self.text(first);
            let bytes = self.arena.alloc_slice_copy(&text[1..text.len() - 1]);
            return Ok(self.node(ExprKind::String(bytes), first.span()));
        }
        let mut bytes = std::mem::take(&mut self.scratch.bytes);
        bytes.clear();
        let mut sink = StringSink { bytes: &mut bytes, utf16: self.options.utf16_strings, warnings: Vec::new() };
        while matches!(self.cur.kind, T::StringLiteral | T::HeredocLiteral) {
            let token = self.bump();
            let text = self.text(token);
            if self.options.utf8 && !self.lexer.is_utf8() && std::str::from_utf8(text).is_err() {
                let message = "this string literal holds bytes that are not UTF-8; they are kept as they are";
                sink.warnings.push((Code(18), token.span(), message.to_owned()));
            }
            if token.kind == T::HeredocLiteral {
                sink.raw(literal::trim_heredoc(&text[3..text.len() - 3], self.options.heredoc_trim));
            } else {
                sink.escaped(&text[1..text.len() - 1], token.lo + 1);
            }
        }
        for (code, span, text) in sink.warnings {
            self.warn(code.0, span, text);
        }
        let value = self.arena.alloc_slice_copy(&bytes);
        self.scratch.bytes = bytes;
        if self.at(T::UnclosedString) {
            return Err(self.unexpected(12, "a string"));
        }
        let span = self.span_from(first.lo);
        Ok(self.node(ExprKind::String(value), span))
    }

    /// The text of a single string, for the module name of an import.
    pub(super) fn string_text(&mut self) -> Parsed<&'a str> {
        if !matches!(self.cur.kind, T::StringLiteral | T::HeredocLiteral) {
            return Err(self.unexpected(8, "a string with the name of a module"));
        }
        let expr = self.string()?;
        let ExprKind::String(bytes) = expr.kind else {
            return Err(Failed);
        };
        Ok(match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => self.arena.alloc_str(&String::from_utf8_lossy(bytes)),
        })
    }

    fn character(&mut self) -> ExprKind<'a> {
        let token = self.bump();
        let text = self.text(token);
        let mut warnings = Vec::new();
        let value = literal::character(&text[1..text.len() - 1], token.lo + 1, self.options.utf8, &mut warnings);
        for (code, span, text) in warnings {
            self.warn(code.0, span, text);
        }
        match value {
            Some(value) => ExprKind::Char(value),
            None => {
                let _ = self.error(14, token.span(), "a character literal cannot be empty");
                ExprKind::Error
            }
        }
    }

    fn parenthesised(&mut self) -> Parsed<&'a Expr<'a>> {
        let lo = self.bump().lo;
        let inner = self.assignment()?;
        if !self.at(T::RParen) {
            return Err(self.operator_missing("an operator or ')'"));
        }
        self.bump();
        self.set_height(self.height + 1)?;
        let span = self.span_from(lo);
        Ok(self.node(ExprKind::Paren(inner), span))
    }

    /// Reports what stands behind an operand and is neither an operator nor the end.
    #[cold]
    pub(super) fn operator_missing(&mut self, wanted: &str) -> Failed {
        self.unexpected(7, wanted)
    }

    fn cast(&mut self) -> Parsed<&'a Expr<'a>> {
        let lo = self.bump().lo;
        if !self.at(T::Lt) {
            return Err(self.unexpected(1, "'<' and a type after 'cast'"));
        }
        let args = self.type_args()?;
        let [ty] = args else {
            let span = args.get(1).map_or(self.cur.span(), |ty| ty.span);
            return Err(self.error(1, span, "'cast' takes one type"));
        };
        self.expect(T::LParen)?;
        let value = self.assignment()?;
        if !self.at(T::RParen) {
            return Err(self.operator_missing("an operator or ')'"));
        }
        self.bump();
        self.set_height(self.height + 1)?;
        let span = self.span_from(lo);
        Ok(self.node(ExprKind::Cast { ty, value }, span))
    }

    /// A name, scoped name, template call or type at the current name or `::`.
    #[inline]
    fn name_operand(&mut self) -> Parsed<&'a Expr<'a>> {
        let lo = self.cur.lo;
        let path = self.path(PathUse::Expression)?;
        let must_be_type = !path.args.is_empty() && self.at(T::Assign);
        if must_be_type || self.at_type_suffixes() {
            let suffixes = self.type_suffixes()?;
            let ty = TypeExpr {
                is_const: false,
                scope: path.scope,
                base: TypeBase::Name(path.name),
                args: path.args,
                suffixes,
                span: self.span_from(lo),
            };
            return self.typed_operand(ty);
        }
        let span = self.span_from(lo);
        let name = self.arena.alloc(NameExpr { scope: path.scope, name: path.name, args: path.args });
        Ok(self.node(ExprKind::Name(name), span))
    }

    fn type_operand(&mut self) -> Parsed<&'a Expr<'a>> {
        let ty = self.type_expr()?;
        self.typed_operand(ty)
    }

    /// `T(args)` or `T = {…}` behind the type.
    fn typed_operand(&mut self, ty: TypeExpr<'a>) -> Parsed<&'a Expr<'a>> {
        let lo = ty.span.lo;
        if self.at(T::Assign) && self.peek_kind(1) == T::LBrace {
            self.bump();
            let ty = self.arena.alloc(ty);
            return self.init_list(Some(ty), lo);
        }
        if !self.at(T::LParen) {
            return Err(self.unexpected(1, "'(' or '= {' after a type"));
        }
        let args = self.args()?;
        self.set_height(self.height + 1)?;
        let ty = self.arena.alloc(ty);
        let span = self.span_from(lo);
        Ok(self.node(ExprKind::Construct { ty, args }, span))
    }

    /// `( args )`. Leaves the greatest height of the arguments in `self.height`.
    pub(super) fn args(&mut self) -> Parsed<&'a [Arg<'a>]> {
        self.bump();
        if self.at(T::RParen) {
            self.bump();
            self.height = 0;
            return Ok(&[]);
        }
        let args = self.arg_list(true)?;
        if !self.at(T::RParen) {
            return Err(self.operator_missing("',' or ')' in the arguments"));
        }
        self.bump();
        Ok(args)
    }

    /// `[ args ]`, likewise.
    fn index(&mut self) -> Parsed<&'a [Arg<'a>]> {
        self.bump();
        let args = self.arg_list(false)?;
        if !self.at(T::RBracket) {
            return Err(self.operator_missing("',' or ']' in the index"));
        }
        self.bump();
        Ok(args)
    }

    fn arg_list(&mut self, named: bool) -> Parsed<&'a [Arg<'a>]> {
        self.list(
            |s| &mut s.args,
            |p| {
                let mut height = 0;
                loop {
                    let name = p.arg_name(named)?;
                    let value = p.assignment()?;
                    height = height.max(p.height);
                    p.scratch.args.push(Arg { name, value });
                    if !p.eat(T::Comma) {
                        break;
                    }
                }
                p.height = height;
                Ok(())
            },
        )
    }

    /// `name:`, or `name =` if property 21 allows it (FUNC-29, FUNC-32).
    #[inline]
    fn arg_name(&mut self, named: bool) -> Parsed<Option<Ident>> {
        if !self.cur.kind.is_name() {
            return Ok(None);
        }
        match self.peek_kind(1) {
            T::Colon if named => {}
            T::Colon => {
                return Err(self.error(108, self.cur.span(), "the arguments of an index cannot be named"));
            }
            T::Assign if named && self.options.named_arguments != NamedArguments::Colon => {
                if self.options.named_arguments == NamedArguments::EqualsWarned {
                    self.warn(12, self.cur.span(), "named arguments should be written 'name: value'");
                }
            }
            _ => return Ok(None),
        }
        let name = self.ident();
        self.bump();
        Ok(Some(name))
    }

    /// `{ … }` as a value. Every comma separates two elements, also at the ends (INIT-06).
    pub(super) fn init_list(&mut self, ty: Option<&'a TypeExpr<'a>>, lo: u32) -> Parsed<&'a Expr<'a>> {
        self.bump();
        let items = self.list(
            |s| &mut s.elements,
            |p| {
                if p.at(T::RBrace) {
                    p.height = 0;
                    return Ok(());
                }
                let mut height = 0;
                loop {
                    let element = match p.cur.kind {
                        T::Comma | T::RBrace => None,
                        _ => {
                            let value = p.assignment()?;
                            height = height.max(p.height);
                            Some(value)
                        }
                    };
                    p.scratch.elements.push(element);
                    if !p.eat(T::Comma) {
                        break;
                    }
                }
                p.height = height;
                Ok(())
            },
        )?;
        if !self.at(T::RBrace) {
            return Err(self.operator_missing("',' or '}' in the list"));
        }
        self.bump();
        self.set_height(self.height + 1)?;
        let span = self.span_from(lo);
        Ok(self.node(ExprKind::List { ty, items }, span))
    }

    /// `function(params) { … }`
    fn lambda(&mut self) -> Parsed<&'a Expr<'a>> {
        let lo = self.bump().lo;
        let params = self.lambda_params()?;
        let outer = std::mem::take(&mut self.body_height);
        let body = self.block();
        let height = self.body_height;
        self.body_height = outer;
        let body = body?;
        self.set_height(height + 1)?;
        let lambda = self.arena.alloc(LambdaExpr { params, body });
        let span = self.span_from(lo);
        Ok(self.node(ExprKind::Lambda(lambda), span))
    }
}

/// The operator a token is in front of an operand.
#[inline]
fn prefix_operator(kind: TokenKind) -> Option<UnaryOp> {
    Some(match kind {
        T::Minus => UnaryOp::Neg,
        T::Plus => UnaryOp::Plus,
        T::Not => UnaryOp::Not,
        T::Tilde => UnaryOp::BitNot,
        T::PlusPlus => UnaryOp::PreInc,
        T::MinusMinus => UnaryOp::PreDec,
        T::At => UnaryOp::Handle,
        _ => return None,
    })
}
