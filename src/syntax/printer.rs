//! The tree as compact s-expressions, for tests.

use super::ast::*;
use crate::base::Interner;

/// Prints nodes of one tree.
pub(super) struct Printer<'p, 'a> {
    names: &'p Interner<'a>,
    out: String,
}

impl<'p, 'a> Printer<'p, 'a> {
    pub fn new(names: &'p Interner<'a>) -> Self {
        Printer { names, out: String::new() }
    }

    pub fn finish(self) -> String {
        self.out
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn name(&mut self, ident: Ident) {
        let text = self.names.text(ident.name);
        self.out.push_str(text);
    }

    /// `(head part part …)`
    fn form(&mut self, head: &str, f: impl FnOnce(&mut Self)) {
        self.put("(");
        self.put(head);
        f(self);
        self.put(")");
    }

    fn each<T>(&mut self, list: &[T], mut f: impl FnMut(&mut Self, &T)) {
        for item in list {
            self.put(" ");
            f(self, item);
        }
    }

    fn modifiers(&mut self, access: Access, modifiers: Modifiers) {
        match access {
            Access::Public => {}
            Access::Private => self.put(" private"),
            Access::Protected => self.put(" protected"),
        }
        let all = [
            (Modifiers::SHARED, "shared"),
            (Modifiers::EXTERNAL, "external"),
            (Modifiers::ABSTRACT, "abstract"),
            (Modifiers::FINAL, "final"),
            (Modifiers::OVERRIDE, "override"),
            (Modifiers::EXPLICIT, "explicit"),
            (Modifiers::PROPERTY, "property"),
            (Modifiers::DELETE, "delete"),
            (Modifiers::CONST, "const"),
        ];
        for (bit, word) in all {
            if modifiers.has(bit) {
                self.put(" ");
                self.put(word);
            }
        }
    }

    fn scope(&mut self, scope: &Scope<'_>) {
        if scope.global {
            self.put("::");
        }
        for (i, &ident) in scope.path.iter().enumerate() {
            self.name(ident);
            if i + 1 == scope.path.len() {
                self.type_args(scope.args);
            }
            self.put("::");
        }
    }

    fn type_args(&mut self, args: &[TypeExpr<'_>]) {
        if args.is_empty() {
            return;
        }
        self.put("<");
        for (i, arg) in args.iter().enumerate() {
            if i > 0 {
                self.put(",");
            }
            self.ty(arg);
        }
        self.put(">");
    }

    pub fn ty(&mut self, ty: &TypeExpr<'_>) {
        if ty.is_const {
            self.put("const ");
        }
        self.scope(ty.scope);
        match ty.base {
            TypeBase::Primitive(primitive) => {
                let text = format!("{primitive:?}").to_lowercase();
                self.put(match text.as_str() {
                    "int32" => "int",
                    "uint32" => "uint",
                    other => other,
                });
            }
            TypeBase::Name(ident) => self.name(ident),
            TypeBase::Auto => self.put("auto"),
            TypeBase::Any => self.put("?"),
            TypeBase::Missing => self.put("_"),
        }
        self.type_args(ty.args);
        for suffix in ty.suffixes {
            match suffix {
                TypeSuffix::Array => self.put("[]"),
                TypeSuffix::Handle { is_const, auto_ref } => {
                    self.put("@");
                    if *is_const {
                        self.put(" const");
                    }
                    if *auto_ref {
                        self.put("+");
                    }
                }
            }
        }
    }

    pub fn expr(&mut self, expr: &Expr<'_>) {
        match &expr.kind {
            ExprKind::Int(v) => self.put(&v.to_string()),
            ExprKind::Radix(v) => self.put(&format!("{v:#x}")),
            ExprKind::Float(v) => self.put(&format!("{v:?}f")),
            ExprKind::Double(v) => self.put(&format!("{v:?}")),
            ExprKind::Bool(v) => self.put(&v.to_string()),
            ExprKind::String(v) => self.put(&format!("\"{}\"", v.escape_ascii())),
            ExprKind::Char(v) => self.put(&format!("'{v}'")),
            ExprKind::Null => self.put("null"),
            ExprKind::Void => self.put("void"),
            ExprKind::Name(name) => {
                self.scope(name.scope);
                self.name(name.name);
                self.type_args(name.args);
            }
            ExprKind::Call { callee, args } => self.form("call ", |p| {
                p.expr(callee);
                p.args(args);
            }),
            ExprKind::Construct { ty, args } => self.form("new ", |p| {
                p.ty(ty);
                p.args(args);
            }),
            ExprKind::Member { object, name } => self.form(". ", |p| {
                p.expr(object);
                p.put(" ");
                p.name(*name);
            }),
            ExprKind::Index { object, args } => self.form("index ", |p| {
                p.expr(object);
                p.args(args);
            }),
            ExprKind::Unary { op, operand } => {
                let text = match op {
                    UnaryOp::Neg => "-",
                    UnaryOp::Plus => "+",
                    UnaryOp::Not => "!",
                    UnaryOp::BitNot => "~",
                    UnaryOp::PreInc => "++_",
                    UnaryOp::PreDec => "--_",
                    UnaryOp::PostInc => "_++",
                    UnaryOp::PostDec => "_--",
                    UnaryOp::Handle => "@",
                };
                self.form(text, |p| {
                    p.put(" ");
                    p.expr(operand);
                });
            }
            ExprKind::Binary { op, left, right, .. } => self.form(operator(*op), |p| p.pair(left, right)),
            ExprKind::Assign { op, left, right, .. } => {
                let head = format!("{}=", op.map_or("", operator));
                self.form(&head, |p| p.pair(left, right));
            }
            ExprKind::Conditional { cond, then, other } => self.form("? ", |p| {
                p.expr(cond);
                p.pair(then, other);
            }),
            ExprKind::Cast { ty, value } => self.form("cast ", |p| {
                p.ty(ty);
                p.put(" ");
                p.expr(value);
            }),
            ExprKind::Paren(inner) => self.form("paren ", |p| p.expr(inner)),
            ExprKind::Lambda(lambda) => self.form("lambda", |p| {
                p.params(lambda.params);
                p.put(" ");
                p.block(lambda.body);
            }),
            ExprKind::List { ty, items } => self.form("list", |p| {
                if let Some(ty) = ty {
                    p.put(" ");
                    p.ty(ty);
                }
                p.each(items, |p, item| match item {
                    Some(item) => p.expr(item),
                    None => p.put("_"),
                });
            }),
            ExprKind::Error => self.put("error"),
        }
    }

    fn pair(&mut self, left: &Expr<'_>, right: &Expr<'_>) {
        self.put(" ");
        self.expr(left);
        self.put(" ");
        self.expr(right);
    }

    fn args(&mut self, args: &[Arg<'_>]) {
        self.each(args, |p, arg| {
            if let Some(name) = arg.name {
                p.name(name);
                p.put(":");
            }
            p.expr(arg.value);
        });
    }

    fn params(&mut self, params: &[Param<'_>]) {
        self.put(" (");
        for (i, param) in params.iter().enumerate() {
            if i > 0 {
                self.put(", ");
            }
            self.ty(&param.ty);
            self.put(match param.mode {
                RefMode::None => "",
                RefMode::In => " &in",
                RefMode::Out => " &out",
                RefMode::InOut => " &",
            });
            if param.variadic {
                self.put(" ...");
            }
            if let Some(name) = param.name {
                self.put(" ");
                self.name(name);
            }
            if let Some(default) = param.default {
                self.put(" = ");
                self.expr(default);
            }
        }
        self.put(")");
    }

    fn block(&mut self, block: &Block<'_>) {
        self.put("{");
        for (i, stmt) in block.stmts.iter().enumerate() {
            if i > 0 {
                self.put(" ");
            }
            self.stmt(stmt);
        }
        self.put("}");
    }

    fn path(&mut self, path: &[Ident]) {
        self.each(path, |p, &ident| p.name(ident));
    }

    fn var(&mut self, var: &VarDecl<'_>) {
        self.form("var", |p| {
            p.modifiers(var.access, var.modifiers);
            p.put(" ");
            p.ty(&var.ty);
            p.each(var.declarators, |p, declarator| {
                p.name(declarator.name);
                match declarator.init {
                    Init::None => {}
                    Init::Expr(expr) => {
                        p.put("=");
                        p.expr(expr);
                    }
                    Init::Args(args) => p.form("", |p| p.args(args)),
                }
            });
        });
    }

    pub fn stmt(&mut self, stmt: &Stmt<'_>) {
        match &stmt.kind {
            StmtKind::Empty => self.put(";"),
            StmtKind::Expr(expr) => self.expr(expr),
            StmtKind::Var(var) => self.var(var),
            StmtKind::Using(using) => self.form("using", |p| p.path(using.path)),
            StmtKind::Block(block) => self.block(block),
            StmtKind::If { cond, then, other } => self.form("if ", |p| {
                p.expr(cond);
                p.put(" ");
                p.stmt(then);
                if let Some(other) = other {
                    p.put(" ");
                    p.stmt(other);
                }
            }),
            StmtKind::While { cond, body } => self.form("while ", |p| {
                p.expr(cond);
                p.put(" ");
                p.stmt(body);
            }),
            StmtKind::DoWhile { body, cond } => self.form("do ", |p| {
                p.stmt(body);
                p.put(" ");
                p.expr(cond);
            }),
            StmtKind::For(stmt) => self.form("for ", |p| {
                p.stmt(stmt.init);
                p.put(" ");
                match stmt.cond {
                    Some(cond) => p.expr(cond),
                    None => p.put("_"),
                }
                p.put(" [");
                for (i, step) in stmt.steps.iter().enumerate() {
                    if i > 0 {
                        p.put(", ");
                    }
                    p.expr(step);
                }
                p.put("] ");
                p.stmt(stmt.body);
            }),
            StmtKind::ForEach(stmt) => self.form("foreach", |p| {
                p.each(stmt.vars, |p, (ty, name)| {
                    p.ty(ty);
                    p.put(" ");
                    p.name(*name);
                });
                p.put(" : ");
                p.expr(stmt.container);
                p.put(" ");
                p.stmt(stmt.body);
            }),
            StmtKind::Switch(stmt) => self.form("switch ", |p| {
                p.expr(stmt.value);
                p.each(stmt.cases, |p, case| {
                    p.form("", |p| {
                        match case.value {
                            Some(value) => p.expr(value),
                            None => p.put("default"),
                        }
                        p.each(case.stmts, |p, stmt| p.stmt(stmt));
                    });
                });
            }),
            StmtKind::Try { body, handler } => self.form("try ", |p| {
                p.block(body);
                p.put(" ");
                p.block(handler);
            }),
            StmtKind::Break => self.put("break"),
            StmtKind::Continue => self.put("continue"),
            StmtKind::Return(None) => self.put("return"),
            StmtKind::Return(Some(value)) => self.form("return ", |p| p.expr(value)),
        }
    }

    pub fn function(&mut self, head: &str, f: &FunctionDecl<'_>) {
        self.form(head, |p| {
            p.modifiers(f.access, f.modifiers);
            p.put(" ");
            match f.form {
                FunctionForm::Plain => {
                    p.ty(&f.ret);
                    p.put(if f.ret_ref { "& " } else { " " });
                }
                FunctionForm::Constructor => {}
                FunctionForm::Destructor => p.put("~"),
            }
            p.scope(&f.scope);
            p.name(f.name);
            if !f.type_params.is_empty() {
                p.put("<");
                p.path(f.type_params);
                p.put(" >");
            }
            p.params(f.params);
            if let Some(pattern) = f.list_pattern {
                p.put(" ");
                p.pattern(pattern);
            }
            if let Some(body) = f.body {
                p.put(" ");
                p.block(body);
            }
        });
    }

    fn pattern(&mut self, pattern: &ListPattern<'_>) {
        match pattern {
            ListPattern::List(items) => {
                self.put("{");
                self.each(items, |p, item| p.pattern(item));
                self.put(" }");
            }
            ListPattern::Repeat(item) => self.form("repeat ", |p| p.pattern(item)),
            ListPattern::RepeatSame(item) => self.form("repeat_same ", |p| p.pattern(item)),
            ListPattern::Type(ty) => self.ty(ty),
        }
    }

    fn property(&mut self, property: &PropertyDecl<'_>) {
        self.form("property", |p| {
            p.modifiers(property.access, property.modifiers);
            p.put(" ");
            p.ty(&property.ty);
            p.put(if property.is_ref { "& " } else { " " });
            p.name(property.name);
            p.each(property.accessors, |p, accessor| {
                p.form(if accessor.is_get { "get" } else { "set" }, |p| {
                    p.modifiers(Access::Public, accessor.modifiers);
                    if let Some(body) = accessor.body {
                        p.put(" ");
                        p.block(body);
                    }
                });
            });
        });
    }

    fn class(&mut self, head: &str, class: &ClassDecl<'_>) {
        self.form(head, |p| {
            p.modifiers(Access::Public, class.modifiers);
            p.put(if class.implicit_handle { " @" } else { " " });
            p.name(class.name);
            if !class.bases.is_empty() {
                p.put(" :");
                p.each(class.bases, |p, base| {
                    p.scope(&base.scope);
                    p.name(base.name);
                });
            }
            if !class.has_body {
                p.put(" ;");
            }
            p.each(class.members, |p, member| match member {
                Member::Var(var) => p.var(var),
                Member::Function(f) => p.function("fn", f),
                Member::Property(property) => p.property(property),
                Member::Funcdef(funcdef) => p.function("funcdef", &funcdef.signature),
            });
        });
    }

    pub fn item(&mut self, item: &Item<'_>) {
        match item {
            Item::Import(import) => {
                self.function("import", &import.signature);
                self.put(&format!(" from {:?}", import.module));
            }
            Item::Using(using) => self.form("using", |p| p.path(using.path)),
            Item::Namespace(namespace) => self.form("namespace", |p| {
                p.path(namespace.path);
                p.put(" :");
                p.each(namespace.items, |p, item| p.item(item));
            }),
            Item::Enum(decl) => self.form("enum", |p| {
                p.modifiers(Access::Public, decl.modifiers);
                p.put(" ");
                p.name(decl.name);
                if let Some(ty) = &decl.underlying {
                    p.put(" : ");
                    p.ty(ty);
                }
                if !decl.has_body {
                    p.put(" ;");
                }
                p.each(decl.values, |p, value| {
                    p.name(value.name);
                    if let Some(value) = value.value {
                        p.put("=");
                        p.expr(value);
                    }
                });
            }),
            Item::Typedef(typedef) => self.form("typedef ", |p| {
                p.ty(&typedef.ty);
                p.put(" ");
                p.name(typedef.name);
            }),
            Item::Class(class) => self.class("class", class),
            Item::Mixin(class) => self.class("mixin", class),
            Item::Interface(class) => self.class("interface", class),
            Item::Funcdef(funcdef) => self.function("funcdef", &funcdef.signature),
            Item::Property(property) => self.property(property),
            Item::Var(var) => self.var(var),
            Item::Function(f) => self.function("fn", f),
        }
    }

    pub fn script(&mut self, script: &Script<'_>) {
        for (i, item) in script.items.iter().enumerate() {
            if i > 0 {
                self.put("\n");
            }
            self.item(item);
        }
    }
}

fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Mod => "%",
        BinaryOp::Pow => "**",
        BinaryOp::Shl => "<<",
        BinaryOp::Shr => ">>",
        BinaryOp::UShr => ">>>",
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        BinaryOp::Is => "is",
        BinaryOp::NotIs => "!is",
        BinaryOp::And => "&&",
        BinaryOp::Or => "||",
        BinaryOp::Xor => "^^",
    }
}
