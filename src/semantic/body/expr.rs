//! Expressions: literals, names, and the way to everything else.

use crate::base::suggest::Nearest;
use crate::base::{FunctionId, NamespaceId, Span, Symbol, TypeId, names};
use crate::bytecode::Op;
use crate::semantic::types::ScopeHit;
use crate::syntax::ast::{self, ExprKind};
use crate::types::{AccessorDef, DataType, FunctionTraits, Primitive, TypeFlags, TypeKind};

use super::value::{FunctionIds, Named};
use super::{FnCompiler, FunctionSet, Place, PropertyRef, Special, Value, Want};

/// How deeply expressions, statements and lambdas may nest in the compiler. The parser refuses deeper trees first, but for
/// chains that it builds without recursion.
const MAX_DEPTH: u32 = 400;

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// Compiles an expression. What it came to may be no value yet: see [`Special`].
    pub(super) fn expr(&mut self, e: &'ast ast::Expr<'ast>, want: Want) -> Value<'ast> {
        if self.depth > MAX_DEPTH {
            return self.fail(1, e.span, "the expression is nested too deeply");
        }
        self.depth += 1;
        let v = self.expr_inner(e, want);
        self.depth -= 1;
        v
    }

    fn expr_inner(&mut self, e: &'ast ast::Expr<'ast>, want: Want) -> Value<'ast> {
        let span = e.span;
        match &e.kind {
            ExprKind::Int(n) => {
                let ty = if *n < 1 << 31 {
                    DataType::INT
                } else if *n < 1 << 63 {
                    DataType::INT64
                } else {
                    DataType::UINT64
                };
                Value::constant(ty, *n, span)
            }
            ExprKind::Radix(n) => {
                let ty = if *n < 1 << 32 { DataType::UINT } else { DataType::UINT64 };
                Value::constant(ty, *n, span)
            }
            ExprKind::Float(x) => Value::constant(DataType::FLOAT, u64::from(x.to_bits()), span),
            ExprKind::Double(x) => Value::constant(DataType::DOUBLE, x.to_bits(), span),
            ExprKind::Bool(b) => Value::constant(DataType::BOOL, u64::from(*b), span),
            ExprKind::Char(c) => Value::constant(DataType::UINT, u64::from(*c), span),
            ExprKind::String(text) => self.string_literal(text, span),
            ExprKind::Null => Value::new(DataType::NULL, Place::Null, span),
            ExprKind::Void => Value::void(span),
            ExprKind::Error => Value::error(span),
            ExprKind::Paren(inner) => {
                let mut v = self.expr(inner, want);
                v.span = span;
                v
            }
            ExprKind::Name(n) => {
                let found = self.named(n, span, want);
                self.named_value(found, span)
            }
            ExprKind::Member { object, name } => self.member(object, *name, span),
            ExprKind::Index { object, args } => self.index(object, args, span),
            ExprKind::Call { callee, args } => self.call(callee, args, span, want),
            ExprKind::Construct { ty, args } => {
                let ty = self.resolve(ty);
                self.construct_expr(ty, args, span, want)
            }
            ExprKind::Unary { op, operand } => self.unary(*op, operand, span, want),
            ExprKind::Binary { .. } => self.binary(e, want),
            ExprKind::Assign { op, left, right, op_span } => self.assign(*op, left, right, *op_span, span, want),
            ExprKind::Conditional { cond, then, other } => self.conditional(cond, then, other, span, want),
            ExprKind::Cast { ty, value } => self.cast(ty, value, span),
            ExprKind::Lambda(_) => {
                let v = self.special(Special::Lambda(e), span);
                match want.ty {
                    Some(ty) if self.reg.kind(ty.type_id) == TypeKind::Funcdef => self.lambda_value(e, ty),
                    _ => v,
                }
            }
            ExprKind::List { ty: Some(ty), .. } => {
                let ty = self.resolve(ty);
                self.list_value(e, ty)
            }
            ExprKind::List { ty: None, .. } => self.special(Special::List(e), span),
        }
    }

    /// Compiles an expression and makes a value of it.
    pub(super) fn value(&mut self, e: &'ast ast::Expr<'ast>, want: Want) -> Value<'ast> {
        let v = self.expr(e, want);
        self.settle(v)
    }

    /// Compiles an expression and converts it implicitly.
    pub(super) fn value_as(&mut self, e: &'ast ast::Expr<'ast>, ty: DataType, want: Option<u16>) -> Value<'ast> {
        let want = Want { ty: Some(ty), slot: want, lvalue: false };
        let v = self.expr(e, want);
        self.convert(v, ty, super::convert::How::Implicit, want)
    }

    pub(super) fn string_literal(&mut self, text: &[u8], span: Span) -> Value<'ast> {
        let ty = self.reg.ffi.string_type();
        if ty.is_none() {
            return self.fail(17, span, "string literals cannot be used: the host registered no string type");
        }
        let n = self.u.tables.string(text);
        let t = self.slot();
        self.ai(Op::LdStr, t, n as i32);
        let ty = DataType::of(ty).with_const(true);
        let place = if self.is_reference_type(ty.type_id) { Place::Slot(t) } else { Place::Mem { base: t, offset: 0 } };
        let mut v = Value::new(ty, place, span);
        v.temp = true;
        v.stable = true;
        v
    }

    // ---- names ----

    /// Something that is no value yet.
    pub(super) fn special(&self, special: Special<'ast>, span: Span) -> Value<'ast> {
        Value::special(self.u.arena.alloc(special), span)
    }

    /// What was found as an expression.
    pub(super) fn named_value(&self, found: Named<'ast>, span: Span) -> Value<'ast> {
        match found {
            Named::Functions(set) => self.special(Special::Functions(set), span),
            Named::Value(v) => v,
        }
    }

    /// What a name stands for.
    pub(super) fn named(&mut self, n: &'ast ast::NameExpr<'ast>, span: Span, want: Want) -> Named<'ast> {
        if !n.scope.is_none() {
            return self.scoped_name(n, span, want);
        }
        let name = n.name.name;
        if n.args.is_empty() {
            if self.own_initialiser == Some(name) {
                let text = self.text(name);
                let text = format!("'{text}' is used in its own initialiser, where it is nothing yet");
                return Named::Value(self.fail(20, span, text));
            }
            if let Some(v) = self.local(name, span) {
                return Named::Value(v);
            }
            if name == names::THIS {
                if let Some(v) = self.this_value(span) {
                    return Named::Value(v);
                }
            }
        }
        if self.class.is_some() && self.this_slot.is_some() {
            if let Some(v) = self.class_member(name, span, n.args) {
                return v;
            }
        }
        let mut space = std::mem::take(&mut self.u.space);
        let hit = self.reg.lookup(self.namespace, &self.usings, name, &mut space);
        let v = self.scope_hit(hit, &space, name, span, want, n.args);
        self.u.space = space;
        match v {
            Some(v) => v,
            None => Named::Value(self.unknown_name(n.name, span)),
        }
    }

    /// A variable of the function.
    pub(super) fn local(&mut self, name: Symbol, span: Span) -> Option<Value<'ast>> {
        let i = self.locals.iter().rposition(|l| l.name == name)?;
        let l = &self.locals[i];
        if let Some(bits) = l.constant {
            return Some(Value::constant(l.ty.with_const(true), bits, span));
        }
        let mut v = Value::new(l.ty, l.place, span);
        v.lvalue = true;
        v.stable = l.stable;
        if !l.assigned && !l.warned {
            self.locals[i].warned = true;
            let text = self.text(name);
            self.warning(6, span, format!("'{text}' is read before anything was assigned to it"));
        }
        Some(v)
    }

    /// Says that a local is about to be assigned.
    pub(super) fn mark_assigned(&mut self, e: &ast::Expr<'ast>) {
        if let ExprKind::Name(n) = &e.kind {
            if n.scope.is_none() {
                if let Some(l) = self.locals.iter_mut().rev().find(|l| l.name == n.name.name) {
                    l.assigned = true;
                }
            }
        }
        if let ExprKind::Paren(inner) = &e.kind {
            self.mark_assigned(inner);
        }
    }

    /// The object a method works on.
    pub(super) fn this_value(&mut self, span: Span) -> Option<Value<'ast>> {
        let slot = self.this_slot?;
        let mut v = Value::new(DataType::of(self.class).with_const(self.this_const), Place::Slot(slot), span);
        v.lvalue = true;
        v.stable = true;
        Some(v)
    }

    /// A member of the class around, used without `this`.
    fn class_member(&mut self, name: Symbol, span: Span, args: &'ast [ast::TypeExpr<'ast>]) -> Option<Named<'ast>> {
        let this = self.this_value(span)?;
        Some(match self.find_member(this, ast::Ident { name, span }, span, true)? {
            Named::Functions(set) => Named::Functions(FunctionSet { args, ..set }),
            found => found,
        })
    }

    pub(super) fn scope_hit(
        &mut self,
        hit: Option<ScopeHit>,
        space: &crate::semantic::types::LookupSpace,
        name: Symbol,
        span: Span,
        want: Want,
        args: &'ast [ast::TypeExpr<'ast>],
    ) -> Option<Named<'ast>> {
        Some(Named::Value(match hit? {
            ScopeHit::Global(g) => self.global_value(g, span),
            ScopeHit::Functions => {
                let ids = self.u.arena.alloc_slice_copy(&space.functions);
                return Some(Named::Functions(FunctionSet {
                    name,
                    ids,
                    object: None,
                    at: Span::NONE,
                    direct: false,
                    args,
                }));
            }
            ScopeHit::Property => {
                if self.u.options.property_accessor_mode == 0 {
                    return None;
                }
                // Inside the accessor functions the name means the variable.
                if self.own_property == name {
                    if let Some(crate::semantic::types::ScriptName::Global(g)) =
                        self.reg.names.get(&(self.namespace, name)).copied()
                    {
                        return Some(Named::Value(self.global_value(g, span)));
                    }
                }
                {
                    let accessors = self.u.arena.alloc_slice_copy(&space.accessors);
                    self.property(name, accessors, None, span, span)
                }
            }
            ScopeHit::EnumValue => {
                if self.u.options.require_enum_scope {
                    return None;
                }
                for &(ty, _) in &space.enum_values {
                    self.u.use_enum_value(ty, name);
                }
                self.enum_values(&space.enum_values, span, want)
            }
            ScopeHit::Type(t) => self.special(Special::Type(t), span),
            ScopeHit::Mixin(_) => {
                let text = self.text(name);
                self.fail(43, span, format!("'{text}' is a mixin, not a value"))
            }
            ScopeHit::Ambiguous => {
                let text = self.text(name);
                self.fail(37, span, format!("'{text}' means different things in the namespaces used here"))
            }
        }))
    }

    fn enum_values(&mut self, list: &[(TypeId, i64)], span: Span, want: Want) -> Value<'ast> {
        if let [(ty, value)] = list {
            self.check_shared_type(DataType::of(*ty), span);
            return Value::constant(DataType::of(*ty).with_const(true), *value as u64, span);
        }
        if let Some(ty) = want.ty {
            if let Some(e) = list.iter().find(|e| e.0 == ty.type_id) {
                self.check_shared_type(ty.value(), span);
                return Value::constant(ty.value().with_const(true), e.1 as u64, span);
            }
        }
        let list = self.u.arena.alloc_slice_copy(list);
        self.special(Special::EnumValues(list), span)
    }

    /// A virtual property; read or written later.
    pub(super) fn property(
        &mut self,
        name: Symbol,
        accessors: &'ast [AccessorDef],
        object: Option<Value<'ast>>,
        at: Span,
        span: Span,
    ) -> Value<'ast> {
        let p = PropertyRef { name, accessors, object, index: None, at };
        self.special(Special::Property(p), span)
    }

    /// A global variable of either tier.
    pub(super) fn global_value(&mut self, g: crate::base::GlobalId, span: Span) -> Value<'ast> {
        if self.reg.is_script_global(g) {
            let global = self.reg.script_global(g);
            let mut ty = global.def.ty;
            let mut cell = global.cell;
            if ty.is_error() {
                match self.u.auto_globals.get(&g) {
                    Some(&(t, c)) => (ty, cell) = (t, c),
                    None => return Value::error(span),
                }
            }
            if let Some(bits) = global.constant {
                if ty.is_const {
                    return Value::constant(ty, bits, span);
                }
            }
            if self.shared {
                let text = self.text(global.def.name);
                return self.fail(200, span, format!("shared code cannot use the global variable '{text}'"));
            }
            let mut v = Value::new(ty, Place::Global(cell), span);
            v.lvalue = true;
            v.stable = !ty.is_handle;
            return v;
        }
        let def = self.reg.ffi.global(g);
        let ty = def.ty;
        let n = self.u.tables.host_global(g);
        let t = self.slot();
        self.ai(Op::LdHost, t, n as i32);
        let object = !ty.is_handle && self.is_reference_type(ty.type_id);
        let mut v = Value::new(ty, if object { Place::Slot(t) } else { Place::Mem { base: t, offset: 0 } }, span);
        v.temp = true;
        v.lvalue = true;
        v.stable = !ty.is_handle;
        v
    }

    fn scoped_name(&mut self, n: &'ast ast::NameExpr<'ast>, span: Span, want: Want) -> Named<'ast> {
        let name = n.name.name;
        let scope = &n.scope;
        let mut space = std::mem::take(&mut self.u.space);
        space.functions.clear();
        space.accessors.clear();
        space.enum_values.clear();
        let mut known = false;
        let mut result = None;
        if scope.args.is_empty() {
            if let Some(ns) = self.reg.resolve_path(self.namespace, scope.global, scope.path) {
                known = true;
                let hit = self.reg.lookup_in(ns, name, &mut space);
                result = self.scope_hit(hit, &space, name, span, want, n.args);
            }
        }
        self.u.space = space;
        if let Some(v) = result {
            return v;
        }
        if !scope.path.is_empty() {
            if let Some(ty) = self.scope_type(scope) {
                known = true;
                if let Some(v) = self.name_in_type(ty, name, span) {
                    return v;
                }
            }
        }
        if !known {
            let path: Vec<&str> = scope.path.iter().map(|p| self.text(p.name)).collect();
            let text = format!("'{}' is neither a namespace nor a type here", path.join("::"));
            let first = scope.path.first().map_or(n.name.name, |p| p.name);
            let code = if self.locals.iter().any(|l| l.name == first) { 23 } else { 22 };
            let near =
                if self.u.diags.wants_suggestions() { self.reg.near_scope(self.u.names, scope.path) } else { None };
            let d = self.error(code, scope.span, text);
            if code == 23 {
                d.help("members of an object are reached with '.'");
            } else if let Some(near) = near {
                d.help(format!("did you mean '{near}'?"));
            }
            return Named::Value(Value::error(span));
        }
        Named::Value(self.unknown_in(scope, n.name))
    }

    /// A name that is not in the namespace, class or enum written before it.
    fn unknown_in(&mut self, scope: &ast::Scope<'ast>, name: ast::Ident) -> Value<'ast> {
        let text = self.text(name.name);
        let mut near = Nearest::new(text);
        if let Some(at) = self.reg.resolve_path(self.namespace, scope.global, scope.path) {
            self.reg.names.keys().filter(|k| k.0 == at).for_each(|k| near.offer(self.u.names.text(k.1)));
        }
        if let Some(ty) = self.scope_type(scope) {
            self.reg.enum_values(ty).iter().for_each(|v| near.offer(self.u.names.text(v.name)));
            self.reg.methods(ty).iter().for_each(|m| near.offer(self.u.names.text(m.name)));
        }
        let path: Vec<&str> = scope.path.iter().map(|p| self.text(p.name)).collect();
        let place = if path.is_empty() { "the global namespace".into() } else { format!("'{}'", path.join("::")) };
        let d = self.error(20, name.span, format!("'{text}' is not declared in {place}"));
        if let Some(near) = near.found() {
            d.help(format!("did you mean '{near}'?"));
        }
        Value::error(name.span)
    }

    /// The type that a scope prefix names, if it names one.
    fn scope_type(&mut self, scope: &ast::Scope<'ast>) -> Option<TypeId> {
        let (last, before) = scope.path.split_last()?;
        let mut space = std::mem::take(&mut self.u.space);
        let hit = if before.is_empty() && !scope.global {
            self.reg.lookup(self.namespace, &self.usings, last.name, &mut space)
        } else {
            space.functions.clear();
            space.accessors.clear();
            space.enum_values.clear();
            self.reg
                .resolve_path(self.namespace, scope.global, before)
                .and_then(|ns| self.reg.lookup_in(ns, last.name, &mut space))
        };
        self.u.space = space;
        match hit {
            Some(ScopeHit::Type(t)) => Some(t),
            _ => None,
        }
    }

    /// `E::A` of an enum, `Base::method` in a derived class.
    fn name_in_type(&mut self, ty: TypeId, name: Symbol, span: Span) -> Option<Named<'ast>> {
        match self.reg.kind(ty) {
            TypeKind::Enum => {
                let value = self.reg.enum_values(ty).iter().find(|v| v.name == name)?.value;
                self.u.use_enum_value(ty, name);
                self.check_shared_type(DataType::of(ty), span);
                Some(Named::Value(Value::constant(DataType::of(ty).with_const(true), value as u64, span)))
            }
            TypeKind::Class => {
                let mut ids = FunctionIds::new();
                self.reg.methods_named(ty, name, |f| ids.push(f));
                if ids.is_empty() {
                    // A private or overridden method is still found in the class itself.
                    return None;
                }
                if self.class.is_none() || self.this_slot.is_none() || !self.reg.is_a(self.class, ty) {
                    let text = self.text(name);
                    let class = self.display(DataType::of(ty));
                    let text = format!("'{text}' is a method of '{class}' and needs an object to be called on");
                    return Some(Named::Value(self.fail(88, span, text)));
                }
                let object = self.this_value(span)?;
                let ids = self.u.arena.alloc_slice_copy(&ids);
                Some(Named::Functions(FunctionSet {
                    name,
                    ids,
                    object: Some(object),
                    at: Span::NONE,
                    direct: true,
                    args: &[],
                }))
            }
            _ => None,
        }
    }

    /// Reports a name that nothing here has, with near names.
    pub(super) fn unknown_name(&mut self, name: ast::Ident, span: Span) -> Value<'ast> {
        let text = self.text(name.name);
        if matches!(text, "this" | "super") {
            return self.fail(20, span, format!("'{text}' can only be used in methods"));
        }
        if self.class.is_some() && self.reg.is_incomplete(self.class) {
            return Value::error(span);
        }
        let near = if self.u.diags.wants_suggestions() { self.near_name(text) } else { None };
        let d = self.u.diags.error(crate::base::Code(20), span, format!("'{text}' is not declared here"));
        if let Some(near) = near {
            d.help(format!("did you mean '{near}'?"));
        }
        Value::error(span)
    }

    /// A visible name that looks like a misspelling of `text`: variables and members first, then what the script declares.
    fn near_name(&self, text: &str) -> Option<String> {
        let mut near = Nearest::new(text);
        let mut offer = |candidate: &str| near.offer(candidate);
        for l in self.locals.iter().rev() {
            offer(self.u.names.text(l.name));
        }
        if self.class.is_some() {
            for p in self.reg.properties(self.class) {
                offer(self.u.names.text(p.name));
            }
            for m in self.reg.methods(self.class) {
                offer(self.u.names.text(m.name));
            }
            for a in self.reg.accessors(self.class) {
                offer(self.u.names.text(a.name));
            }
        }
        let mut at = self.namespace;
        loop {
            for (ns, name) in self.reg.names.keys() {
                if *ns == at {
                    offer(self.u.names.text(*name));
                }
            }
            if at == NamespaceId::GLOBAL {
                break;
            }
            at = self.reg.namespace_parent(at);
        }
        near.found()
    }

    // ---- casts ----

    fn cast(&mut self, ty: &'ast ast::TypeExpr<'ast>, value: &'ast ast::Expr<'ast>, span: Span) -> Value<'ast> {
        let target = self.resolve(ty);
        self.check_shared_type(target, ty.span);
        let v = self.value(value, Want::ANY);
        if v.is_error() || target.is_error() {
            self.release(&v);
            return Value::error(span);
        }
        if !self.supports_handles(target.type_id) {
            self.release(&v);
            let text = self.display(target);
            return self.fail(77, ty.span, format!("cast<> gives a handle, and '{text}' has none; write {text}(…)"));
        }
        let mut to = target.object().handle();
        to.is_handle_to_const = target.object_is_const();
        to.is_const = false;
        if v.is_null() {
            return Value { ty: to, span, ..v };
        }
        let from = v.ty;
        if self.prim(from).is_some() || from.is_void() {
            self.release(&v);
            let (f, t) = (self.display(from), self.display(to));
            return self.fail(65, span, format!("a value of type '{f}' cannot be cast to '{t}'"));
        }
        if from.object_is_const() {
            to.is_handle_to_const = true;
        }
        if self.is_reference_type(from.type_id) && self.reg.is_a(from.type_id, to.type_id) {
            return Value { ty: to, span, lvalue: false, ..v };
        }
        // Operators of the source: exact ones, implicit before explicit, then the generic forms.
        for name in [names::OP_IMPL_CAST, names::OP_CAST] {
            if let Some(f) = self.cast_operator(from, to, name) {
                let r = self.call_method(v, f, from.type_id, &[], span);
                return Value { ty: DataType { is_handle_to_const: r.ty.object_is_const(), ..to }, ..r };
            }
        }
        for name in [names::OP_CAST, names::OP_IMPL_CAST] {
            if let Some(f) = self.generic_operator(from, name) {
                let to = DataType { is_handle_to_const: target.object_is_const(), ..to };
                return self.call_generic_conversion(v, f, to);
            }
        }
        let dynamic = |k: TypeKind| matches!(k, TypeKind::Class | TypeKind::Interface);
        if dynamic(self.reg.kind(from.type_id)) && dynamic(self.reg.kind(to.type_id)) {
            let v = self.load(v, None);
            let s = self.slot_of(&v);
            let class = self.u.tables.ty(to.object().with_const(false));
            let t = self.slot();
            self.abc(Op::Cast, t, s, class as u16);
            let mut out = Value::temp(to, t, span);
            // The reference of a temporary keeps the object alive under its other type.
            out.stable = v.stable;
            let owned = v.temp && self.is_live(s);
            if owned {
                out.holds = [s, super::value::NO_SLOT];
            } else {
                self.release(&v);
            }
            return out;
        }
        self.release(&v);
        let (f, t) = (self.display(from), self.display(to));
        self.fail(65, span, format!("'{f}' cannot be cast to '{t}'"))
    }

    // ---- shared code ----

    /// Reports the use of a function that shared code cannot use.
    pub(super) fn check_shared_function(&mut self, f: FunctionId, span: Span) {
        if !self.shared || !self.reg.is_script_function(f) {
            return;
        }
        let def = self.reg.function(f).def();
        let owner_shared = def.owner.is_some() && self.type_is_shared(def.owner);
        if !owner_shared && !def.traits.has(FunctionTraits::SHARED) && !def.kind.is_lambda() {
            let text = self.text(def.name);
            self.error(201, span, format!("shared code cannot call '{text}', which is not shared"));
        }
    }

    /// Whether shared code may use a type.
    pub(super) fn type_is_shared(&self, id: TypeId) -> bool {
        if !self.reg.is_script_type(id) {
            return true;
        }
        let def = self.reg.ty(id);
        if def.is_instance() {
            return def.args.iter().all(|a| self.type_is_shared(a.type_id));
        }
        def.flags.has(TypeFlags::SHARED) || (def.parent.is_some() && self.type_is_shared(def.parent))
    }

    /// Reports the use of a type that shared code cannot use.
    pub(super) fn check_shared_type(&mut self, ty: DataType, span: Span) {
        if self.shared && !self.type_is_shared(ty.type_id) {
            let text = self.display(ty);
            self.error(202, span, format!("shared code cannot use '{text}', which is not shared"));
        }
    }

    /// An integer constant of type `int`.
    pub(super) fn int_const(&self, n: i32, span: Span) -> Value<'ast> {
        Value::constant(DataType::primitive(Primitive::Int32), n as i64 as u64, span)
    }
}
