//! Local variables.

use crate::base::{Code, Span, names};
use crate::semantic::resolve::TypeUse;
use crate::syntax::ast::{self, ExprKind, Init, TypeBase};
use crate::types::{DataType, TypeKind};

use super::convert::How;
use super::repr::Repr;
use super::statement::Flow;
use super::{FnCompiler, Place, Special, Value, Want};

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// A declaration of variables; and whether it is rather a misspelt `return`.
    pub(super) fn variables(&mut self, decl: &'ast ast::VarDecl<'ast>) -> Flow {
        let auto = matches!(decl.ty.base, TypeBase::Auto);
        let ty = if auto { DataType::ERROR } else { self.resolve(&decl.ty) };
        if !auto && ty.is_error() {
            if let (ast::TypeBase::Name(name), [only]) = (&decl.ty.base, decl.declarators) {
                // `return x;`
                if matches!(only.init, Init::None) && self.suggest_word(*name, &["return"]) {
                    return Flow::Return;
                }
            }
        }
        if !auto && !ty.is_error() {
            self.check_shared_type(ty, decl.ty.span);
            let fine = crate::semantic::resolve::check_usage(
                self.reg,
                self.u.names,
                &mut self.u.diags,
                self.u.options,
                ty,
                TypeUse::Variable,
                decl.ty.span,
            );
            if !fine {
                // What initialises such a variable is most often part of the same mistake: nothing is said about it.
                for d in decl.declarators {
                    self.check_local_name(d.name);
                    self.declare_error(d.name);
                }
                return Flow::Next;
            }
        }
        let before = self.u.diags.list().len();
        let mut auto_type = None;
        for d in decl.declarators {
            self.check_local_name(d.name);
            if auto {
                match auto_type {
                    None => {
                        auto_type = self.full_expression(|this| this.auto_variable(&decl.ty, d));
                    }
                    Some(t) => self.full_expression(|this| this.variable(t, d)),
                }
                continue;
            }
            self.full_expression(|this| this.variable(ty, d));
        }
        if let (true, TypeBase::Name(name)) = (ty.is_error() && !auto, &decl.ty.base) {
            // `Foo a = Foo();` – that there is no Foo was said of the type.
            let repeated = format!("'{}' is not declared here", self.text(name.name));
            self.u.diags.forget_since(before, |d| d.code == Code(20) && d.text == repeated);
        }
        Flow::Next
    }

    /// `auto name = expr`; gives the type that was found.
    fn auto_variable(&mut self, ty: &'ast ast::TypeExpr<'ast>, d: &'ast ast::Declarator<'ast>) -> Option<DataType> {
        let Init::Expr(e) = d.init else {
            self.error(45, d.name.span, "'auto' needs an initialiser");
            self.declare_error(d.name);
            return Some(DataType::ERROR);
        };
        let v = self.expr(e, Want::ANY);
        let special = v.as_special().is_some() && !matches!(v.as_special(), Some(Special::Property(_)));
        if !v.is_error() && (v.is_null() || special || v.ty.is_void() && v.as_special().is_none()) {
            let why = match v.as_special() {
                _ if v.is_null() => "'null' is of no type: write a handle type instead of 'auto'",
                Some(Special::List(_)) => "a list has no type of its own: write 'type = {…}'",
                Some(Special::Lambda(_)) => "a lambda has no type of its own: write a funcdef instead of 'auto'",
                Some(Special::Functions(_)) => "a function's name has no type of its own: call it, or write a funcdef",
                None => "this gives no value ('void')",
                Some(_) => "the type of 'auto' cannot be told from this",
            };
            self.release(&v);
            self.error(45, e.span, why);
            self.declare_error(d.name);
            return Some(DataType::ERROR);
        }
        let v = self.settle(v);
        if v.is_error() {
            self.declare_error(d.name);
            return Some(DataType::ERROR);
        }
        let var = self.auto_type(&v, ty);
        let wants_handle = ty.suffixes.iter().any(|s| matches!(s, ast::TypeSuffix::Handle { .. }));
        if wants_handle && !var.is_handle {
            let text = self.display(var);
            self.release(&v);
            self.error(50, ty.span, format!("'{text}' has no handles"));
            self.declare_error(d.name);
            return Some(DataType::ERROR);
        }
        let constant = v.as_const();
        self.init_local(d.name, var, v);
        if let (true, Some(bits)) = (var.is_const, constant) {
            self.make_constant(bits);
        }
        Some(var)
    }

    fn declare_error(&mut self, name: ast::Ident) {
        let s = self.slot();
        self.declare(name, DataType::ERROR, Place::Slot(s), true);
    }

    /// The type of an `auto` variable (VAR-09 to VAR-13).
    pub(super) fn auto_type(&self, v: &Value<'ast>, written: &ast::TypeExpr<'ast>) -> DataType {
        let mut ty = v.ty.value();
        if self.prim(ty).is_some() {
            return ty.with_const(written.is_const);
        }
        if ty.is_handle || self.is_reference_type(ty.type_id) && self.supports_handles(ty.type_id) {
            let constant = v.ty.object_is_const() || written.is_const;
            ty = ty.handle();
            ty.is_handle_to_const = constant;
            return ty;
        }
        ty.with_const(v.ty.is_const || written.is_const)
    }

    /// The variable just declared is a compile-time constant.
    fn make_constant(&mut self, bits: u64) {
        if let Some(l) = self.locals.last_mut() {
            if let Place::Slot(s) = l.place {
                l.constant = Some(bits);
                self.slots.unpin(s);
            }
        }
    }

    /// Declares a variable of a known type and initialises it with a compiled value.
    pub(super) fn init_local(&mut self, name: ast::Ident, ty: DataType, v: Value<'ast>) {
        let span = v.span;
        match self.repr(ty) {
            Repr::Prim(_) => {
                let v = self.convert(v, ty.value(), How::Implicit, Want::ty(ty.value()));
                if v.is_error() {
                    return self.declare_error(name);
                }
                let s = self.slot();
                self.load_to(v, s);
                self.declare(name, ty, Place::Slot(s), true);
            }
            Repr::Ptr(_) if ty.is_handle => {
                let v = self.convert(v, ty.value(), How::Implicit, Want::ty(ty.value()));
                if v.is_error() {
                    return self.declare_error(name);
                }
                self.adopt(name, ty, v);
            }
            Repr::Ptr(_) | Repr::Value { .. } => {
                let v = self.object_from(ty, v, span);
                if v.is_error() {
                    return self.declare_error(name);
                }
                self.adopt(name, ty, v);
            }
            Repr::None => {
                self.release(&v);
                self.declare_error(name);
            }
        }
    }

    /// The slot of an owned temporary becomes a variable.
    fn adopt(&mut self, name: ast::Ident, ty: DataType, v: Value<'ast>) {
        let s = match v.place {
            Place::Slot(s) if v.temp && !self.slots.is_pinned(s) && (self.is_live(s) || !self.needs_release(ty)) => {
                for h in v.holds {
                    self.release_temp(h);
                }
                s
            }
            _ => {
                let n = self.slot_count(ty);
                let t = self.slots_for(n);
                self.own_value_at(v, ty, t);
                t
            }
        };
        if self.needs_release(ty) && !self.is_live(s) {
            self.born_as(s, ty);
        }
        self.declare(name, ty, Place::Slot(s), true);
    }

    fn needs_release(&mut self, ty: DataType) -> bool {
        self.cleanup_kind(ty).is_some()
    }

    /// A variable's object out of an initialiser (VAR-20, VAR-21).
    pub(super) fn object_from(&mut self, ty: DataType, v: Value<'ast>, span: Span) -> Value<'ast> {
        let plain = ty.value();
        if let Some(Special::List(e)) = v.as_special() {
            let e = *e;
            return self.list_value(e, plain);
        }
        let v = self.settle(v);
        if v.is_error() {
            return v;
        }
        if self.is_value_type(plain) {
            if v.ty.type_id == plain.type_id && !v.ty.is_handle {
                return self.own_whole(v, plain);
            }
            if self.is_handle_like(plain.type_id) {
                let target = self.construct_default(plain, span);
                if target.is_error() {
                    return target;
                }
                let s = self.slot_of(&target);
                self.slots.pin(s);
                let shown = Value { temp: false, lvalue: true, ..target };
                let r = self.assign_handle_like_value(shown, v, span);
                self.slots.soften(s);
                if r.is_error() {
                    return r;
                }
                self.release(&r);
                return target;
            }
            let can_convert = self.cost(&v, plain).is_some();
            if can_convert {
                let v = self.convert(v, plain, How::Implicit, Want::ty(plain));
                if v.is_error() {
                    return v;
                }
                return self.own_whole(v, plain);
            }
            return self.default_and_assign(plain, v, span);
        }
        // A fresh object nobody else knows, of a type whose construction and assignment cannot be observed.
        let exact = v.ty.type_id == plain.type_id;
        let no_default = || self.reg.ty(plain.type_id).behaviors.default_construct.is_none();
        if exact && v.fresh && v.temp && !v.ty.is_handle && (self.is_unobservable(plain.type_id) || no_default()) {
            return Value { ty: plain, ..v };
        }
        if exact && !v.ty.is_handle && !v.fresh && v.lvalue {
            // An object expression: the copy constructor, if it may be used.
            let members = self.reg.maker_of(plain.type_id);
            let copy = members.behaviors.copy_construct;
            if copy.is_some()
                && !self.reg.function(copy).is(crate::types::FunctionTraits::EXPLICIT)
                && self.is_usable_copy(copy, plain.type_id, 0)
            {
                return self.copy_object(v, plain, span);
            }
        }
        if !exact && self.is_reference_type(v.ty.type_id) && self.reg.is_a(v.ty.type_id, plain.type_id) {
            return self.default_and_assign(plain, v, span);
        }
        if !exact {
            // Another type: assignment if there is an operator for it, else a conversion makes the object.
            let target = Value { lvalue: true, ..Value::new(plain, Place::Void, span) };
            let assignable = !matches!(self.find_operator(&target, names::OP_ASSIGN, &v), super::overload::Match::None);
            let conversion = self.user_conversion(&v, plain, How::Implicit).is_some();
            if conversion && !assignable {
                let v = self.convert(v, plain, How::Implicit, Want::ty(plain));
                if v.is_error() {
                    return v;
                }
                if v.temp && !v.ty.is_handle && matches!(v.place, Place::Slot(s) if self.is_live(s)) {
                    return Value { ty: plain, ..v };
                }
                return self.copy_object(v, plain, span);
            }
        }
        self.default_and_assign(plain, v, span)
    }

    fn default_and_assign(&mut self, ty: DataType, v: Value<'ast>, span: Span) -> Value<'ast> {
        let v = if v.is_variable_slot() || v.as_const().is_some() {
            v
        } else if self.prim(v.ty).is_some() {
            self.load(v, None)
        } else {
            v
        };
        if !self.is_abstract(ty.type_id) && (!self.has_default(ty.type_id) || !self.can_become(&v, ty)) {
            return self.no_conversion_or_copy(v, ty, span);
        }
        let object = self.construct_default(ty, span);
        if object.is_error() {
            self.release(&v);
            return object;
        }
        let s = self.slot_of(&object);
        self.slots.pin(s);
        let target = Value { temp: false, lvalue: true, stable: true, ..object };
        let r = self.assign_object(target, v, span);
        self.slots.soften(s);
        if r.is_error() {
            self.release(&object);
            return r;
        }
        self.release(&r);
        object
    }

    /// Whether an object of the type can be assigned this value, be it converted.
    fn can_become(&mut self, v: &Value<'ast>, ty: DataType) -> bool {
        if self.is_handle_like(ty.type_id) || self.reg.is_a(v.ty.type_id, ty.type_id) {
            return true;
        }
        let target = Value { lvalue: true, ..Value::new(ty, Place::Void, v.span) };
        !matches!(self.find_operator(&target, names::OP_ASSIGN, v), super::overload::Match::None)
            || self.cost(v, ty).is_some()
    }

    /// No object of the type can be made out of this value: the message.
    fn no_conversion_or_copy(&mut self, v: Value<'ast>, ty: DataType, span: Span) -> Value<'ast> {
        if self.reg.is_a(v.ty.type_id, ty.type_id) {
            return self.copy_object(v, ty, span);
        }
        self.no_conversion(v, ty)
    }

    /// Whether nobody can tell an object that was taken over from one that was default constructed and assigned.
    fn is_unobservable(&self, id: crate::base::TypeId) -> bool {
        match self.reg.kind(id) {
            TypeKind::Reference(_) => true,
            TypeKind::Class => {
                let def = self.reg.ty(id);
                let assign = def.behaviors.assign;
                def.behaviors.destruct.is_none()
                    && assign.is_some()
                    && self.reg.is_script_function(assign)
                    && matches!(self.reg.script_function(assign).body, crate::semantic::types::FunctionBody::Assign)
                    && def.behaviors.default_construct.is_some()
                    && self.is_generated_default(def.behaviors.default_construct)
                    && self.is_trivial_class(id)
            }
            _ => false,
        }
    }

    /// One declared variable.
    pub(super) fn variable(&mut self, ty: DataType, d: &'ast ast::Declarator<'ast>) {
        let name = d.name;
        if ty.is_error() {
            match d.init {
                Init::None => {}
                Init::Expr(e) => {
                    let v = self.expr(e, Want::ANY);
                    self.release(&v);
                }
                Init::Args(args) => {
                    for a in args {
                        let v = self.expr(a.value, Want::ANY);
                        self.release(&v);
                    }
                }
            }
            return self.declare_error(name);
        }
        match (self.repr(ty), d.init) {
            (Repr::Prim(_), Init::None) => {
                let s = self.slot();
                self.declare(name, ty, Place::Slot(s), false);
            }
            (Repr::Prim(_), Init::Expr(e)) => {
                // The name is visible in its own initialiser (VAR-01).
                let s = self.slot();
                self.declare(name, ty, Place::Slot(s), false);
                let at = self.locals.len() - 1;
                let v = self.value_as(e, ty.value(), Some(s));
                let constant = v.as_const();
                if !v.is_error() {
                    if let (true, Some(bits)) = (ty.is_const, constant) {
                        self.locals[at].constant = Some(bits);
                        self.locals[at].assigned = true;
                        self.slots.unpin(s);
                        return;
                    }
                    self.load_to(v, s);
                }
                self.locals[at].assigned = true;
                // Debuggers see it from where it has its value.
                self.locals[at].start = self.pc();
            }
            (Repr::Prim(_), Init::Args(_)) => {
                self.error(59, name.span, "only objects are initialised with '(…)'; write '= value'");
                self.declare_error(name);
            }
            (Repr::Ptr(_), Init::None) if ty.is_handle => {
                let s = self.slot();
                self.emit_zero(s);
                self.born_as(s, ty);
                self.declare(name, ty, Place::Slot(s), true);
            }
            (Repr::Ptr(_), Init::Args(_)) if ty.is_handle => {
                self.error(58, name.span, "a handle is initialised with '= …', not with '(…)'");
                self.declare_error(name);
            }
            (_, Init::None) => {
                let v = self.construct_default(ty, name.span);
                if v.is_error() {
                    return self.declare_error(name);
                }
                self.adopt(name, ty, v);
            }
            (_, Init::Args(args)) => {
                let outer = self.own_initialiser.replace(name.name);
                let v = self.construct_variable(ty.value(), args, name.span);
                self.own_initialiser = outer;
                if v.is_error() {
                    return self.declare_error(name);
                }
                self.adopt(name, ty, v);
            }
            (_, Init::Expr(e)) => {
                let outer = self.own_initialiser.replace(name.name);
                let v = self.expr(e, Want::ty(ty.value()));
                self.own_initialiser = outer;
                if v.is_error() {
                    return self.declare_error(name);
                }
                if matches!(e.kind, ExprKind::Null) && !ty.is_handle && !self.is_handle_like(ty.type_id) {
                    let text = self.display(ty);
                    self.error(65, e.span, format!("'null' cannot initialise an object of '{text}'"));
                    return self.declare_error(name);
                }
                self.init_local(name, ty, v);
            }
        }
    }

    // ---- return ----
}
