//! Blocks and statements (STMT, FOREACH, GRAM-15 to GRAM-17, GRAM-27, GRAM-28).

use super::{Failed, Parsed, Parser, T, TokenKind};
use crate::base::Span;
use crate::syntax::ast::*;

/// Words that can only begin a statement.
pub(super) fn starts_statement(kind: TokenKind) -> bool {
    matches!(
        kind,
        T::If
            | T::While
            | T::For
            | T::Foreach
            | T::Do
            | T::Switch
            | T::Try
            | T::Return
            | T::Break
            | T::Continue
            | T::Case
            | T::Default
            | T::Else
            | T::Catch
            | T::Using
    )
}

/// Words that begin statements, and whether a parenthesis follows. `for` is not among them: many functions have names
/// like it.
const STATEMENT_WORDS: &[(&str, bool)] = &[
    ("return", false),
    ("break", false),
    ("continue", false),
    ("else", false),
    ("const", false),
    ("auto", false),
    ("try", false),
    ("catch", false),
    ("default", false),
    ("case", false),
    ("class", false),
    ("while", true),
    ("foreach", true),
    ("switch", true),
];

impl<'a> Parser<'a, '_> {
    fn stmt(&self, kind: StmtKind<'a>, lo: u32) -> Stmt<'a> {
        Stmt { kind, span: self.span_from(lo) }
    }

    /// `{ … }`. Errors in its statements are dealt with inside; only a missing brace fails.
    pub(super) fn block(&mut self) -> Parsed<&'a Block<'a>> {
        let open = self.expect(T::LBrace)?;
        let stmts = self.braced(open.span(), |p| p.list(|s| &mut s.stmts, |p| p.block_stmts()))?;
        let span = self.span_from(open.lo);
        Ok(self.arena.alloc(Block { stmts, span }))
    }

    /// Runs `f` for the content behind a `{`, one level deeper, and consumes the `}`; also after an error that `f` does
    /// not get over, so that the braces stay paired.
    pub(super) fn braced<R>(&mut self, open: Span, f: impl FnOnce(&mut Self) -> Parsed<R>) -> Parsed<R> {
        let outer = std::mem::replace(&mut self.open_brace, open);
        let result = self.deeper(|p| {
            let content = f(p)?;
            if !p.at(T::RBrace) {
                return Err(p.unexpected(9, "'}'"));
            }
            p.bump();
            Ok(content)
        });
        self.open_brace = outer;
        if result.is_err() {
            self.skip_to_close();
        }
        result
    }

    fn block_stmts(&mut self) -> Parsed<()> {
        while !matches!(self.cur.kind, T::RBrace | T::Eof) {
            let from = self.cur.lo;
            match self.block_stmt() {
                Ok(stmt) => self.scratch.stmts.push(stmt),
                Err(Failed) => {
                    self.suggest_word(from, STATEMENT_WORDS);
                    self.skip_broken_stmt(from);
                }
            }
        }
        Ok(())
    }

    #[cold]
    fn skip_broken_stmt(&mut self, from: u32) {
        self.skip_broken(from, starts_statement);
        // A word such as `else` that begins no statement by itself must not stop us for ever.
        if self.cur.lo == from && !matches!(self.cur.kind, T::RBrace | T::Eof) {
            self.bump();
        }
    }

    /// A statement of a block: also a declaration or `using`.
    fn block_stmt(&mut self) -> Parsed<Stmt<'a>> {
        let lo = self.cur.lo;
        if self.at_declaration() {
            let decl = self.local_var()?;
            return Ok(self.stmt(StmtKind::Var(decl), lo));
        }
        if self.at(T::Using) {
            let using = self.using_decl()?;
            return Ok(self.stmt(StmtKind::Using(using), lo));
        }
        self.statement()
    }

    /// `T a = 1, b;` in a block.
    fn local_var(&mut self) -> Parsed<&'a VarDecl<'a>> {
        let lo = self.cur.lo;
        let ty = self.type_expr()?;
        let declarators = self.declarators()?;
        if self.at(T::LBrace) && matches!(declarators, [Declarator { init: Init::Args(_), .. }]) {
            return Err(self.nested_function(declarators[0].name));
        }
        self.expect_semicolon("',' or ';'")?;
        let span = self.span_from(lo);
        Ok(self.arena.alloc(VarDecl { access: Access::Public, modifiers: Modifiers::default(), ty, declarators, span }))
    }

    /// Reports a function in a function, which most often means that a `}` is missing before it. Once: all functions
    /// that follow would seem to be inside as well.
    #[cold]
    fn nested_function(&mut self, name: Ident) -> Failed {
        if self.lost_brace {
            return Failed;
        }
        let text = "a function cannot be declared in a function; is a '}' missing before it?";
        let open = self.open_brace;
        let failed = self.error_with(1, name.span, text, open, "the enclosing '{' is here");
        self.lost_brace = true;
        failed
    }

    /// `name [= value | (args)] , …`
    pub(super) fn declarators(&mut self) -> Parsed<&'a [Declarator<'a>]> {
        self.list(
            |s| &mut s.declarators,
            |p| {
                loop {
                    let name = p.expect_name("the name of a variable")?;
                    p.declarator(name)?;
                    if !p.eat(T::Comma) {
                        return Ok(());
                    }
                }
            },
        )
    }

    /// The rest of a declarator behind its name.
    pub(super) fn declarator(&mut self, name: Ident) -> Parsed<()> {
        let init = match self.cur.kind {
            T::Assign => {
                self.bump();
                Init::Expr(self.expression()?)
            }
            T::LParen => {
                let args = self.args()?;
                self.body_height = self.body_height.max(self.height);
                Init::Args(args)
            }
            T::LBracket => {
                let text = "an array is declared with '[]' behind its type, not behind its name";
                return Err(self.error(1, self.cur.span(), text));
            }
            _ => Init::None,
        };
        self.scratch.declarators.push(Declarator { name, init });
        Ok(())
    }

    /// A statement that is no declaration.
    fn statement(&mut self) -> Parsed<Stmt<'a>> {
        let lo = self.cur.lo;
        let kind = match self.cur.kind {
            T::LBrace => StmtKind::Block(self.block()?),
            T::Semicolon => {
                self.bump();
                StmtKind::Empty
            }
            T::If => return self.if_stmt(),
            T::While => self.while_stmt()?,
            T::Do => self.do_stmt()?,
            T::For => self.for_stmt()?,
            T::Foreach => self.foreach_stmt()?,
            T::Switch => self.switch_stmt()?,
            T::Try => self.try_stmt()?,
            T::Return => {
                self.bump();
                let value = if self.at(T::Semicolon) { None } else { Some(self.expression()?) };
                self.expect_semicolon("an operator or ';'")?;
                StmtKind::Return(value)
            }
            T::Break | T::Continue => {
                let is_break = self.bump().kind == T::Break;
                self.expect_semicolon("';'")?;
                if is_break { StmtKind::Break } else { StmtKind::Continue }
            }
            T::Else => return Err(self.error(1, self.cur.span(), "'else' without 'if'")),
            T::Catch => return Err(self.error(1, self.cur.span(), "'catch' without 'try'")),
            T::Case | T::Default => {
                let text = format!("{} outside of a switch", self.describe(self.cur));
                return Err(self.error(1, self.cur.span(), text));
            }
            T::Class | T::Interface | T::Enum | T::Namespace | T::Funcdef | T::Import | T::Typedef | T::Mixin => {
                return Err(self.item_in_block());
            }
            _ => {
                let expr = self.expression()?;
                self.expect_semicolon("an operator or ';'")?;
                StmtKind::Expr(expr)
            }
        };
        Ok(self.stmt(kind, lo))
    }

    #[cold]
    fn item_in_block(&mut self) -> Failed {
        if self.lost_brace {
            return Failed;
        }
        let text = format!("{} cannot stand in a function; is a '}}' missing before it?", self.describe(self.cur));
        let open = self.open_brace;
        let failed = self.error_with(1, self.cur.span(), text, open, "the enclosing '{' is here");
        self.lost_brace = true;
        failed
    }

    /// The statement that another one controls. A declaration cannot stand there (GRAM-17).
    fn body(&mut self) -> Parsed<&'a Stmt<'a>> {
        if self.at(T::Using) || self.at_declaration() {
            let text = "a declaration needs a block '{ … }' around it here";
            let code = if self.at(T::Using) { 1 } else { 11 };
            let _ = self.error(code, self.cur.span(), text);
            let stmt = self.block_stmt()?;
            return Ok(self.arena.alloc(stmt));
        }
        // A block counts its own level.
        let stmt = if self.at(T::LBrace) { self.statement()? } else { self.deeper(|p| p.statement())? };
        Ok(self.arena.alloc(stmt))
    }

    /// The `( condition )` of a statement; nothing if it is broken.
    fn condition(&mut self, word: &str) -> Parsed<Option<&'a Expr<'a>>> {
        let head = self.head(word, |p| p.expression());
        self.or_skip_head(head)
    }

    /// After an error in the head of a statement its body can still be read, if there is one.
    #[inline]
    fn or_skip_head<H>(&mut self, head: Parsed<H>) -> Parsed<Option<H>> {
        if let Ok(head) = head {
            return Ok(Some(head));
        }
        self.skip_head();
        if matches!(self.cur.kind, T::RBrace | T::Eof) { Err(Failed) } else { Ok(None) }
    }

    /// `( f )` behind a word.
    fn head<R>(&mut self, word: &str, f: impl FnOnce(&mut Self) -> Parsed<R>) -> Parsed<R> {
        if !self.at(T::LParen) {
            return Err(self.unexpected(1, &format!("'(' after '{word}'")));
        }
        self.bump();
        let content = f(self)?;
        if !self.at(T::RParen) {
            return Err(self.operator_missing("an operator or ')'"));
        }
        self.bump();
        Ok(content)
    }

    /// `if … else if … else …`. The chain is read in a loop, so that its length costs no nesting.
    fn if_stmt(&mut self) -> Parsed<Stmt<'a>> {
        let base = self.scratch.ifs.len();
        let lo = self.cur.lo;
        let result = self.if_chain();
        let mut below: Option<Stmt<'a>> = None;
        for _ in base..self.scratch.ifs.len() {
            let Some((cond, then, lo)) = self.scratch.ifs.pop() else { break };
            if let Ok(last) = result {
                let other = below.map_or(last, |stmt| Some(&*self.arena.alloc(stmt)));
                let hi = other.map_or(then.span.hi, |other| other.span.hi);
                below = Some(Stmt { kind: StmtKind::If { cond, then, other }, span: Span::new(lo, hi) });
            }
        }
        result.map(|_| below.unwrap_or(self.stmt(StmtKind::Empty, lo)))
    }

    /// Pushes every `if (…) statement` of a chain; gives the final `else`. One with a broken head is left out: the
    /// error is reported and nothing is left to be skipped.
    fn if_chain(&mut self) -> Parsed<Option<&'a Stmt<'a>>> {
        loop {
            let lo = self.bump().lo;
            let cond = self.condition("if")?;
            let then = self.branch("if")?;
            if let Some(cond) = cond {
                self.scratch.ifs.push((cond, then, lo));
            }
            if !self.eat(T::Else) {
                return Ok(None);
            }
            if !self.at(T::If) {
                return Ok(Some(self.branch("else")?));
            }
        }
    }

    /// The statement under `if` or `else`, which must not be empty (STMT-01).
    fn branch(&mut self, word: &str) -> Parsed<&'a Stmt<'a>> {
        if self.at(T::Semicolon) {
            let text = format!("an empty statement cannot be the body of '{word}'");
            let _ = self.error(115, self.cur.span(), text);
        }
        self.body()
    }

    fn while_stmt(&mut self) -> Parsed<StmtKind<'a>> {
        self.bump();
        let cond = self.condition("while")?;
        let body = self.body()?;
        Ok(cond.map_or(StmtKind::Empty, |cond| StmtKind::While { cond, body }))
    }

    fn do_stmt(&mut self) -> Parsed<StmtKind<'a>> {
        self.bump();
        let body = self.body()?;
        if !self.at(T::While) {
            return Err(self.unexpected(1, "'while' after the body of 'do'"));
        }
        self.bump();
        let cond = self.head("while", |p| p.expression())?;
        self.expect_semicolon("';'")?;
        Ok(StmtKind::DoWhile { body, cond })
    }

    fn for_stmt(&mut self) -> Parsed<StmtKind<'a>> {
        self.bump();
        let head = self.for_head();
        let head = self.or_skip_head(head)?;
        let body = self.body()?;
        let Some((init, cond, steps)) = head else { return Ok(StmtKind::Empty) };
        Ok(StmtKind::For(self.arena.alloc(ForStmt { init, cond, steps, body })))
    }

    /// `( init cond; steps )`
    #[allow(clippy::type_complexity)]
    fn for_head(&mut self) -> Parsed<(&'a Stmt<'a>, Option<&'a Expr<'a>>, &'a [Expr<'a>])> {
        self.head("for", |p| {
            let lo = p.cur.lo;
            let init = if p.at(T::Semicolon) {
                p.bump();
                p.stmt(StmtKind::Empty, lo)
            } else if p.at_declaration() {
                let decl = p.local_var()?;
                p.stmt(StmtKind::Var(decl), lo)
            } else {
                let expr = p.expression()?;
                p.head_semicolon()?;
                p.stmt(StmtKind::Expr(expr), lo)
            };
            let init = &*p.arena.alloc(init);
            let cond = if p.at(T::Semicolon) { None } else { Some(p.expression()?) };
            p.head_semicolon()?;
            let steps = p.list(
                |s| &mut s.exprs,
                |p| {
                    while !p.at(T::RParen) {
                        let step = *p.expression()?;
                        p.scratch.exprs.push(step);
                        if !p.eat(T::Comma) {
                            break;
                        }
                        if p.at(T::RParen) {
                            return Err(p.unexpected(6, "an expression"));
                        }
                    }
                    Ok(())
                },
            )?;
            Ok((init, cond, steps))
        })
    }

    fn head_semicolon(&mut self) -> Parsed<()> {
        if !self.at(T::Semicolon) {
            return Err(self.operator_missing("an operator or ';' in the head of 'for'"));
        }
        self.bump();
        Ok(())
    }

    fn foreach_stmt(&mut self) -> Parsed<StmtKind<'a>> {
        self.bump();
        let head = self.head("foreach", |p| {
            let vars = p.list(
                |s| &mut s.foreach_vars,
                |p| {
                    loop {
                        let ty = p.type_expr()?;
                        let name = p.expect_name("the name of a variable")?;
                        p.scratch.foreach_vars.push((ty, name));
                        if !p.eat(T::Comma) {
                            return Ok(());
                        }
                    }
                },
            )?;
            if !p.at(T::Colon) {
                return Err(p.unexpected(1, "',' or ':' and what is to be run over"));
            }
            p.bump();
            let container = p.expression()?;
            Ok((vars, container))
        });
        let head = self.or_skip_head(head)?;
        let body = self.body()?;
        let Some((vars, container)) = head else { return Ok(StmtKind::Empty) };
        Ok(StmtKind::ForEach(self.arena.alloc(ForEachStmt { vars, container, body })))
    }

    fn switch_stmt(&mut self) -> Parsed<StmtKind<'a>> {
        let word = self.bump().span();
        let errors = self.errors;
        let value = self.condition("switch")?;
        let open = self.expect(T::LBrace)?;
        let cases = self.braced(open.span(), |p| p.list(|s| &mut s.cases, |p| p.cases()))?;
        let body_span = self.span_from(open.lo);
        if self.errors == errors && !cases.iter().any(|case| case.value.is_some()) {
            let _ = self.error(122, word, "a switch needs at least one case");
        }
        let Some(value) = value else { return Ok(StmtKind::Empty) };
        Ok(StmtKind::Switch(self.arena.alloc(SwitchStmt { value, cases, body_span })))
    }

    fn cases(&mut self) -> Parsed<()> {
        let mut default = Span::NONE;
        while !matches!(self.cur.kind, T::RBrace | T::Eof) {
            let from = self.cur.lo;
            match self.case(&mut default) {
                Ok(case) => self.scratch.cases.push(case),
                Err(Failed) => {
                    self.suggest_word(from, STATEMENT_WORDS);
                    self.skip_broken_stmt(from);
                }
            }
        }
        Ok(())
    }

    fn case(&mut self, default: &mut Span) -> Parsed<Case<'a>> {
        let label = self.cur;
        let value = match label.kind {
            T::Case => {
                self.bump();
                if !default.is_none() {
                    let text = "'default' must come last: no case can follow it";
                    let _ = self.error_with(121, label.span(), text, *default, "'default' is here");
                }
                Some(self.operation_only()?)
            }
            T::Default => {
                self.bump();
                if !default.is_none() {
                    let text = "a switch can have only one 'default'";
                    let _ = self.error_with(121, label.span(), text, *default, "the first one is here");
                }
                *default = label.span();
                None
            }
            _ => return Err(self.unexpected(9, "'case', 'default' or '}'")),
        };
        if !self.eat(T::Colon) {
            // The statements can be read all the same.
            let _ = self.unexpected(1, "':' after the label");
        }
        let span = self.span_from(label.lo);
        let stmts = self.list(|s| &mut s.stmts, |p| p.case_stmts())?;
        Ok(Case { value, stmts, span })
    }

    /// The statements of a case. Declarations cannot stand there (STMT-17), and `break;` ends them (GRAM-27).
    fn case_stmts(&mut self) -> Parsed<()> {
        let mut ended = false;
        while !matches!(self.cur.kind, T::Case | T::Default | T::RBrace | T::Eof) {
            let from = self.cur.lo;
            if ended {
                ended = false;
                let text = "after 'break;' in a case only 'case', 'default' or '}' can follow";
                let _ = self.error(9, self.cur.span(), text);
            }
            let result = if self.at(T::Using) || self.at_declaration() {
                let text = "a declaration in a case needs a block '{ … }' around it";
                let _ = self.error(123, self.cur.span(), text);
                self.block_stmt()
            } else {
                self.statement()
            };
            match result {
                Ok(stmt) => {
                    ended |= matches!(stmt.kind, StmtKind::Break);
                    self.scratch.stmts.push(stmt);
                }
                Err(Failed) => {
                    self.suggest_word(from, STATEMENT_WORDS);
                    self.skip_broken_stmt(from);
                }
            }
        }
        Ok(())
    }

    fn try_stmt(&mut self) -> Parsed<StmtKind<'a>> {
        self.bump();
        let body = self.block_after("try")?;
        if !self.at(T::Catch) {
            return Err(self.unexpected(1, "'catch' after the block of 'try'"));
        }
        self.bump();
        if self.at(T::LParen) {
            let _ = self.error(1, self.cur.span(), "'catch' takes no parameter; a block '{ … }' must follow");
            self.bump();
            self.skip_head();
        }
        let handler = self.block_after("catch")?;
        Ok(StmtKind::Try { body, handler })
    }

    /// The block that must stand behind a word. Where the braces are missing a statement is read in their place.
    fn block_after(&mut self, word: &str) -> Parsed<&'a Block<'a>> {
        if self.at(T::LBrace) {
            return self.block();
        }
        let failed = self.unexpected(1, &format!("'{{' after '{word}'"));
        if matches!(self.cur.kind, T::RBrace | T::Eof) {
            return Err(failed);
        }
        let stmt = self.deeper(|p| p.statement())?;
        let stmts = self.arena.alloc_slice_copy(&[stmt]);
        Ok(self.arena.alloc(Block { stmts, span: stmt.span }))
    }
}
