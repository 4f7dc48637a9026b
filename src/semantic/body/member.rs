//! Members, elements and virtual properties.

use smallvec::SmallVec;

use crate::base::{Code, FunctionId, Span, Symbol, TypeId, names};
use crate::bytecode::Op;
use crate::syntax::ast;
use crate::types::{DataType, FunctionTraits, Intrinsic, MemberAccess, TypeKind};

use super::convert::How;
use super::overload::{ArgSource, Match, Sources};
use super::repr::Repr;
use super::value::{FunctionIds, FunctionSet, Named};
use super::{FnCompiler, Place, PropertyRef, Special, Value, Want};

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// Methods of an object.
    fn method_set(&self, o: Value<'ast>, name: Symbol, ids: &[FunctionId]) -> Named<'ast> {
        let ids = self.u.arena.alloc_slice_copy(ids);
        Named::Functions(FunctionSet { name, ids, object: Some(o), direct: false, args: &[] })
    }

    /// `object.name`
    pub(super) fn member(&mut self, object: &'ast ast::Expr<'ast>, name: ast::Ident, span: Span) -> Value<'ast> {
        let o = self.value(object, Want::ANY);
        self.member_of(o, name, span)
    }

    /// `object.name` where a call follows: methods come first.
    pub(super) fn member_callee(&mut self, object: &'ast ast::Expr<'ast>, name: ast::Ident, span: Span) -> Named<'ast> {
        let o = self.value(object, Want::ANY);
        if o.is_error() {
            return Named::Value(o);
        }
        if self.is_object(o.ty.object()) {
            let mut ids = FunctionIds::new();
            self.reg.methods_named(o.ty.type_id, name.name, |f| ids.push(f));
            if !ids.is_empty() {
                return self.method_set(o, name.name, &ids);
            }
            if let Some(v) = self.find_member(o, name.name, span, false) {
                return v;
            }
            let (text, ty) = (self.text(name.name), self.display(o.ty.object()));
            self.release(&o);
            return Named::Value(self.no_member(84, o.ty.type_id, text, &ty, name.span, "method"));
        }
        Named::Value(self.member_of(o, name, span))
    }

    fn member_of(&mut self, o: Value<'ast>, name: ast::Ident, span: Span) -> Value<'ast> {
        if o.is_error() {
            return o;
        }
        let ty = o.ty.object();
        if o.ty.is_void() || o.is_null() || !self.is_object(ty) {
            let text = if o.is_null() { "null".into() } else { self.display(o.ty.value()) };
            self.release(&o);
            let member = self.text(name.name);
            return self.fail(83, name.span, format!("'{text}' is no object and has no member '{member}'"));
        }
        if let Some(found) = self.find_member(o, name.name, span, false) {
            return self.named_value(found, span);
        }
        let (text, shown) = (self.text(name.name), self.display(ty));
        self.release(&o);
        self.no_member(83, ty.type_id, text, &shown, name.span, "member")
    }

    fn no_member(&mut self, code: u16, ty: TypeId, name: &str, shown: &str, span: Span, what: &str) -> Value<'ast> {
        let near = if self.u.diags.wants_suggestions() { self.near_member(ty, name) } else { None };
        let accessor = self.reg.methods(ty).iter().map(|m| self.u.names.text(m.name)).find(|m| {
            m.strip_prefix("get_").or_else(|| m.strip_prefix("set_")).is_some_and(|property| property == name)
        });
        let disabled = self.u.options.property_accessor_mode < 2;
        let code = if accessor.is_some() && disabled { 195 } else { code };
        let d = self.u.diags.error(Code(code), span, format!("'{shown}' has no {what} '{name}'"));
        if let Some(accessor) = accessor {
            d.help(if disabled {
                format!("'{accessor}' can only be called: scripts have no property accessors here")
            } else {
                format!("'{accessor}' can only be called: write 'property' after its parameters to make it an accessor")
            });
        } else if let Some(near) = near {
            d.help(format!("did you mean '{near}'?"));
        }
        Value::error(span)
    }

    fn near_member(&self, ty: TypeId, name: &str) -> Option<String> {
        let mut near = crate::semantic::suggest::Nearest::new(name);
        let mut offer = |candidate: &str| near.offer(candidate);
        for p in self.reg.properties(ty) {
            offer(self.u.names.text(p.name));
        }
        for m in self.reg.methods(ty) {
            offer(self.u.names.text(m.name));
        }
        for a in self.reg.accessors(ty) {
            offer(self.u.names.text(a.name));
        }
        near.found()
    }

    /// Whether a class has a member of this name.
    pub(super) fn has_member(&self, class: TypeId, name: Symbol) -> bool {
        self.reg.property(class, name).is_some()
            || self.reg.has_method(class, name)
            || self.reg.accessors(class).iter().any(|a| a.name == name)
    }

    /// A member of an object by name: virtual property, variable or methods. `implicit`: without `this.` in front.
    pub(super) fn find_member(
        &mut self,
        o: Value<'ast>,
        name: Symbol,
        span: Span,
        implicit: bool,
    ) -> Option<Named<'ast>> {
        let ty = o.ty.type_id;
        let own = implicit || matches!(o.place, Place::Slot(s) if Some(s) == self.this_slot);
        if self.u.options.property_accessor_mode != 0
            && !(own && self.own_property == name && self.reg.property(ty, name).is_some())
        {
            let accessors: SmallVec<[_; 2]> = self
                .reg
                .accessors(ty)
                .iter()
                .copied()
                .filter(|a| a.name == name && self.reg.sees(self.reg.function(a.function).def().access_mask))
                .collect();
            if !accessors.is_empty() {
                let accessors = self.u.arena.alloc_slice_copy(&accessors);
                return Some(Named::Value(self.property(name, accessors, Some(o), span)));
            }
        }
        if let Some(p) = self.reg.property(ty, name) {
            let p = *p;
            return Some(Named::Value(self.field(o, p, span, implicit)));
        }
        let mut ids = FunctionIds::new();
        self.reg.methods_named(ty, name, |f| ids.push(f));
        if ids.is_empty() {
            return None;
        }
        Some(self.method_set(o, name, &ids))
    }

    /// A member variable.
    fn field(&mut self, o: Value<'ast>, p: crate::types::PropertyDef, span: Span, implicit: bool) -> Value<'ast> {
        self.check_field_access(&o, &p, span, implicit);
        self.u.use_property(&p);
        let own = implicit || matches!(o.place, Place::Slot(s) if Some(s) == self.this_slot);
        if own && !self.check_ctor_use(p.name, p.owner, span) {
            return Value::error(span);
        }
        let object_const = o.ty.object_is_const();
        let owner = o.ty.type_id;
        let mut ty = self.reg.subst(p.ty, owner);
        let reference = ty.is_ref();
        ty = ty.with_ref(crate::types::RefModifier::None);
        if object_const {
            ty.is_const = true;
        }
        let object_is_value = self.is_value_type(o.ty);
        // A member of an object that is not an l-value and not reached by reference cannot be assigned (EXPR-37b).
        let fresh_object = o.temp && !o.ty.is_handle && !o.lvalue && !object_is_value && !o.constructed();
        let mut v = if object_is_value {
            let mut v = o;
            match o.place {
                Place::Slot(s) => {
                    if p.offset == 0 && self.is_whole_slot(ty) {
                        v.place = Place::Slot(s);
                        if self.is_value_type(ty) || self.slot_count(o.ty) > 1 {
                            v.place = Place::SlotAt { slot: s, offset: 0 };
                        }
                    } else {
                        v.place = Place::SlotAt { slot: s, offset: p.offset as u16 };
                    }
                }
                Place::SlotAt { slot, offset } => {
                    v.place = Place::SlotAt { slot, offset: offset + p.offset as u16 };
                }
                Place::Mem { base, offset } => {
                    v.place = Place::Mem { base, offset: offset.wrapping_add(p.offset as u32) };
                }
                Place::Field { object, offset } => {
                    v.place = Place::Field { object, offset: offset.wrapping_add(p.offset as u32) };
                }
                _ => {
                    v = self.address(o);
                    if let Place::Mem { base, offset } = v.place {
                        v.place = Place::Mem { base, offset: offset.wrapping_add(p.offset as u32) };
                    }
                }
            }
            v.ty = ty;
            v
        } else {
            // Objects held by value are there as long as their variable; members and globals may be used too early.
            let known = self.is_surely_there(&o);
            let stable = o.stable;
            let o = self.load(o, None);
            let s = self.slot_of(&o);
            let mut v = o;
            v.place = if known {
                Place::Mem { base: s, offset: p.offset as u32 }
            } else {
                Place::Field { object: s, offset: p.offset as u32 }
            };
            v.ty = ty;
            // What lies in a kept object by value cannot go away; what a handle refers to can.
            v.stable = stable && !ty.is_handle;
            v.lvalue = true;
            v
        };
        v.span = span;
        v.explicit_handle = false;
        if let Some(inner) = p.indirect {
            // The member is reached through a pointer stored in the object.
            let pointer = Value { ty: DataType::UINT64, ..v };
            let pointer = self.load(pointer, None);
            let s = self.slot_of(&pointer);
            v = Value { ty, place: Place::Field { object: s, offset: inner as u32 }, ..pointer };
            v.stable = false;
        }
        if reference {
            let pointer = Value { ty: DataType::UINT64, ..v };
            let pointer = self.load(pointer, None);
            let s = self.slot_of(&pointer);
            let object = self.is_reference_type(ty.type_id) && !ty.is_handle;
            v = Value { ty, place: if object { Place::Slot(s) } else { Place::Mem { base: s, offset: 0 } }, ..pointer };
        }
        v.lvalue = !fresh_object;
        v
    }

    fn is_whole_slot(&self, ty: DataType) -> bool {
        !matches!(self.repr(ty), Repr::Value { .. })
    }

    fn check_field_access(&mut self, o: &Value<'ast>, p: &crate::types::PropertyDef, span: Span, implicit: bool) {
        let name = self.text(p.name);
        match p.access {
            MemberAccess::Public => {}
            MemberAccess::Private => {
                if self.class != p.owner {
                    let inherited = self.class.is_some() && self.reg.is_a(self.class, p.owner);
                    let class = self.display(DataType::of(p.owner));
                    // As a protected one: on objects of the very class that is compiled (CLASS-16).
                    let reached = implicit || o.ty.type_id == self.class;
                    if inherited && reached && self.u.options.private_prop_as_protected {
                        self.warning(14, span, format!("'{name}' is private in '{class}'"));
                    } else {
                        let code = if inherited { 94 } else { 91 };
                        self.error(code, span, format!("'{name}' is private in '{class}'"));
                    }
                }
            }
            MemberAccess::Protected => {
                let allowed = self.class.is_some()
                    && (implicit || o.ty.type_id == self.class)
                    && self.reg.is_a(self.class, p.owner);
                if !allowed {
                    let class = self.display(DataType::of(p.owner));
                    self.error(93, span, format!("'{name}' is protected in '{class}'"));
                }
            }
        }
    }

    // ---- elements ----

    /// `object[args]`
    pub(super) fn index(
        &mut self,
        object: &'ast ast::Expr<'ast>,
        args: &'ast [ast::Arg<'ast>],
        span: Span,
    ) -> Value<'ast> {
        let mark = self.mark();
        let o = self.expr(object, Want::ANY);
        if let Some(bad) = args.iter().find_map(|a| a.name) {
            self.release(&o);
            return self.fail(108, bad.span, "an index cannot be given by name");
        }
        // An indexed property takes the index as its argument.
        let o = match o.place {
            Place::Special(special) => match *special {
                Special::Property(p) if p.index.is_none() && self.takes_index(&p) => {
                    let [arg] = args else {
                        return self.fail(188, span, "the property takes exactly one index");
                    };
                    let index = self.value(arg.value, Want::ANY);
                    if index.is_error() {
                        return index;
                    }
                    // The index outlives what is compiled between it and the call.
                    let index = if index.is_variable_slot() { self.detach(index) } else { self.load(index, None) };
                    let p = PropertyRef { index: Some(index), ..p };
                    return self.special(Special::Property(p), span);
                }
                other => self.special(other, o.span),
            },
            place => Value { place, ..o },
        };
        let o = self.settle(o);
        if o.is_error() {
            for a in args {
                let v = self.expr(a.value, Want::ANY);
                self.release(&v);
            }
            return o;
        }
        let code = self.until_here(mark);
        let ty = o.ty.object();
        if o.ty.is_void() || !self.is_object(ty) {
            let text = self.display(o.ty.value());
            self.release(&o);
            return self.fail(85, span, format!("'{text}' cannot be indexed"));
        }
        let mut ids = FunctionIds::new();
        self.reg.methods_named(ty.type_id, names::OP_INDEX, |f| ids.push(f));
        if ids.is_empty() {
            return self.index_property(o, args, span);
        }
        // The VM's array: one instruction.
        if let [arg] = args {
            let array = ids.iter().copied().find(|&f| {
                self.reg.function(f).native().is_some_and(|n| n.intrinsic == Intrinsic::ArrayIndex)
                    && self.reg.function(f).is(FunctionTraits::CONST) == o.ty.object_is_const()
            });
            if let Some(f) = array {
                let loose = self.is_loosely_held(&o);
                let mut o = self.load(o, None);
                let code = self.until_here(mark);
                let i = self.value_as(arg.value, DataType::UINT, None);
                if i.is_error() {
                    self.release(&o);
                    return i;
                }
                let i = self.operand(i);
                if !matches!(arg.value.kind, ast::ExprKind::Int(_) | ast::ExprKind::Name(_)) {
                    self.run_last(code, &mut o);
                }
                let mut v = self.array_element(f, o, i, span);
                v.loose |= loose;
                return v;
            }
        }
        let set = FunctionSet {
            name: names::OP_INDEX,
            ids: self.u.arena.alloc_slice_copy(&ids),
            object: Some(o),
            direct: false,
            args: &[],
        };
        self.call_set(set, args, span, Want::ANY, Some(code))
    }

    /// An element of the VM's array object, loaded or stored by an instruction.
    pub(super) fn array_element(
        &mut self,
        f: FunctionId,
        o: Value<'ast>,
        index: Value<'ast>,
        span: Span,
    ) -> Value<'ast> {
        let owner = o.ty.type_id;
        let ret = self.reg.subst(self.reg.function(f).return_type(), owner);
        let mut ty = ret.with_ref(crate::types::RefModifier::None);
        if o.ty.object_is_const() {
            ty.is_const = true;
        }
        let loose = self.is_loosely_held(&o);
        let o = self.load(o, None);
        let index = self.operand(index);
        let (array, i) = (self.slot_of(&o), self.slot_of(&index));
        if self.is_value_type(ty) {
            let owners = self.split_owners(&o, &index);
            let t = self.slot();
            self.element(Op::ArrAddr, t, array, i);
            let mut v = Value::new(ty, Place::Mem { base: t, offset: 0 }, span);
            v.temp = true;
            v.lvalue = true;
            v.holds = owners;
            v.loose = loose;
            return v;
        }
        let mut v = Value::new(ty, Place::Element { array, index: i }, span);
        v.temp = true;
        v.lvalue = true;
        v.holds = o.holds;
        v.loose = loose;
        v
    }

    /// Gives back the slots of object and index but for those that own the object.
    fn split_owners(&mut self, o: &Value<'ast>, index: &Value<'ast>) -> [u16; 2] {
        self.release(index);
        let mut out = [super::value::NO_SLOT; 2];
        let mut n = 0;
        for s in o.slots().into_iter().chain(o.holds) {
            if s == super::value::NO_SLOT || self.slots.is_pinned(s) {
                continue;
            }
            if self.is_live(s) && n < 2 {
                out[n] = s;
                n += 1;
            } else if !self.is_live(s) && o.temp {
                self.free(s);
            }
        }
        out
    }

    /// `x[i]` through `get_opIndex` and `set_opIndex` (OP-15).
    fn index_property(&mut self, o: Value<'ast>, args: &'ast [ast::Arg<'ast>], span: Span) -> Value<'ast> {
        let mut accessors: SmallVec<[_; 2]> = SmallVec::new();
        let ty = o.ty.type_id;
        if self.u.options.property_accessor_mode != 0 {
            for (name, is_setter) in [(names::GET_OP_INDEX, false), (names::SET_OP_INDEX, true)] {
                self.reg.methods_named(ty, name, |f| {
                    let view = self.reg.function(f);
                    if view.is(FunctionTraits::PROPERTY) || view.is_ffi() || self.u.options.property_accessor_mode == 2
                    {
                        accessors.push(crate::types::AccessorDef { name: names::OP_INDEX, function: f, is_setter });
                    }
                });
            }
        }
        let text = self.display(o.ty.value());
        if accessors.is_empty() {
            self.release(&o);
            return self.fail(85, span, format!("'{text}' has no index operator"));
        }
        let [arg] = args else {
            self.release(&o);
            return self.fail(188, span, "the index operator takes exactly one index");
        };
        let index = self.value(arg.value, Want::ANY);
        if index.is_error() {
            self.release(&o);
            return index;
        }
        let index = if index.is_variable_slot() { self.detach(index) } else { index };
        let index = if matches!(self.repr(index.ty), Repr::Prim(_)) { self.load(index, None) } else { index };
        let accessors = self.u.arena.alloc_slice_copy(&accessors);
        let p = PropertyRef { name: names::OP_INDEX, accessors, object: Some(o), index: Some(index) };
        self.special(Special::Property(p), span)
    }

    // ---- virtual properties ----

    fn takes_index(&self, p: &PropertyRef<'ast>) -> bool {
        p.accessors.iter().any(|a| {
            let n = self.reg.function(a.function).params().len();
            n == if a.is_setter { 2 } else { 1 }
        })
    }

    fn property_owner(&self, p: &PropertyRef<'ast>) -> TypeId {
        p.object.as_ref().map_or(TypeId::NONE, |o| o.ty.type_id)
    }

    /// The accessors of a property that read (or write) it in the form it is used.
    fn accessor_candidates(&self, p: &PropertyRef<'ast>, setter: bool) -> FunctionIds {
        let wanted = usize::from(p.index.is_some()) + usize::from(setter);
        let constant = p.object.as_ref().is_some_and(|o| o.ty.object_is_const());
        let mut all: FunctionIds = p
            .accessors
            .iter()
            .filter(|a| a.is_setter == setter && self.reg.function(a.function).params().len() == wanted)
            .map(|a| a.function)
            .collect();
        if all.len() > 1 {
            // A const and a non-const form of one accessor: the object decides.
            let fit: FunctionIds =
                all.iter().copied().filter(|&f| self.reg.function(f).is(FunctionTraits::CONST) == constant).collect();
            if fit.len() == 1 {
                all = fit;
            }
        }
        all
    }

    /// The type of a property when read; `None` if it cannot be.
    pub(super) fn property_type(&self, p: &PropertyRef<'ast>) -> Option<DataType> {
        let getters = self.accessor_candidates(p, false);
        let [f] = getters.as_slice() else { return self.setter_type(p) };
        let ret = self.reg.subst(self.reg.function(*f).return_type(), self.property_owner(p));
        Some(ret.with_ref(crate::types::RefModifier::None))
    }

    /// The type a property takes when written; `None` if it cannot be.
    pub(super) fn setter_type(&self, p: &PropertyRef<'ast>) -> Option<DataType> {
        let setters = self.accessor_candidates(p, true);
        let [f] = setters.as_slice() else { return None };
        let view = self.reg.function(*f);
        let ty = view.params().last()?.ty;
        Some(self.reg.subst(ty, self.property_owner(p)).with_ref(crate::types::RefModifier::None))
    }

    fn pick_accessor(&mut self, p: &PropertyRef<'ast>, setter: bool, span: Span) -> Option<FunctionId> {
        let all = self.accessor_candidates(p, setter);
        let name = self.text(p.name);
        match all.as_slice() {
            [f] => {
                let f = *f;
                let constant = p.object.as_ref().is_some_and(|o| o.ty.object_is_const());
                if constant && !self.reg.function(f).is(FunctionTraits::CONST) {
                    self.error(89, span, format!("the accessor of '{name}' is not const and the object is read-only"));
                    return None;
                }
                Some(f)
            }
            [] => {
                let other_form = p.accessors.iter().any(|a| a.is_setter == setter);
                let (code, text) = if other_form {
                    if p.index.is_some() {
                        (188, format!("the property '{name}' takes no index"))
                    } else {
                        (188, format!("the property '{name}' needs an index"))
                    }
                } else if setter {
                    (186, format!("the property '{name}' cannot be written: it has no set accessor"))
                } else {
                    (185, format!("the property '{name}' cannot be read: it has no get accessor"))
                };
                self.error(code, span, text);
                None
            }
            _ => {
                let what = if setter { "set" } else { "get" };
                self.error(187, span, format!("the property '{name}' has several {what} accessors"));
                None
            }
        }
    }

    /// Reads a property.
    pub(super) fn get_property(&mut self, p: PropertyRef<'ast>, span: Span) -> Value<'ast> {
        let Some(f) = self.pick_accessor(&p, false, span) else {
            self.release_property(&p);
            return Value::error(span);
        };
        self.check_access(f, span, p.object.as_ref());
        self.check_shared_function(f, span);
        let sources: Sources<'ast> = p.index.map(ArgSource::Value).into_iter().collect();
        let callee = super::call::Callee::Function { id: f, direct: false };
        self.emit_call(callee, p.object, &sources, span, Want::ANY, None)
    }

    /// Writes a property.
    pub(super) fn set_property(&mut self, p: PropertyRef<'ast>, value: Value<'ast>, span: Span) -> Value<'ast> {
        let Some(f) = self.pick_accessor(&p, true, span) else {
            self.release(&value);
            self.release_property(&p);
            return Value::error(span);
        };
        self.check_access(f, span, p.object.as_ref());
        self.check_shared_function(f, span);
        let mut sources: Sources<'ast> = p.index.map(ArgSource::Value).into_iter().collect();
        sources.push(ArgSource::Value(value));
        let v = self.emit_call(
            super::call::Callee::Function { id: f, direct: false },
            p.object,
            &sources,
            span,
            Want::ANY,
            None,
        );
        if v.is_error() {
            return v;
        }
        self.release(&v);
        Value::void(span)
    }

    pub(super) fn release_property(&mut self, p: &PropertyRef<'ast>) {
        if let Some(i) = &p.index {
            self.release(i);
        }
        if let Some(o) = &p.object {
            self.release(o);
        }
    }

    /// Compound assignment on a property: getter, operation, setter (PROP-10).
    pub(super) fn compound_property(
        &mut self,
        p: PropertyRef<'ast>,
        op: ast::BinaryOp,
        right: Value<'ast>,
        op_span: Span,
        span: Span,
    ) -> Value<'ast> {
        if p.index.is_some() && !self.u.options.property_updates {
            self.release(&right);
            self.release_property(&p);
            return self.fail(191, span, "a compound assignment cannot be used with an indexed property");
        }
        let Some([p1, held]) = self.property_twice(p, "a compound assignment".into(), span) else {
            self.release(&right);
            return Value::error(span);
        };
        let p2 = held.shown();
        let old = self.get_property(p1, span);
        if old.is_error() {
            self.release(&right);
            return old;
        }
        let target = self.setter_type(&p2);
        let new = if self.prim(old.ty).is_some() || !self.has_compound(&old, op) {
            let new = self.binary_values(op, old, right, op_span, span, Want::ANY);
            match target {
                Some(ty) if self.prim(new.ty).is_some() && self.prim(ty).is_some() => {
                    self.convert_number(new, ty.value(), How::Explicit, Want::ANY)
                }
                _ => new,
            }
        } else {
            self.compound_object(old, op, right, span)
        };
        let v = self.set_property(p2, new, span);
        self.release_property(&held);
        v
    }

    /// A property for its getter and its setter, which use one object and one index. The second one holds them, until
    /// [`FnCompiler::release_property`]. None: it cannot be read and written, which is reported.
    pub(super) fn property_twice(
        &mut self,
        p: PropertyRef<'ast>,
        what: String,
        span: Span,
    ) -> Option<[PropertyRef<'ast>; 2]> {
        if p.object.as_ref().is_some_and(|o| self.is_value_type(o.ty)) {
            self.release_property(&p);
            self.error(192, span, format!("{what} cannot be used with a property of a value type"));
            return None;
        }
        let has = |this: &Self, setter| !this.accessor_candidates(&p, setter).is_empty();
        if !has(self, false) || !has(self, true) {
            let name = self.text(p.name);
            self.release_property(&p);
            self.error(190, span, format!("{what} needs both accessors of '{name}'"));
            return None;
        }
        let object =
            p.object.map(|o| if self.is_counted(o.ty) && !o.stable { self.own(o, None) } else { self.load(o, None) });
        let index = p.index.map(|i| if self.prim(i.ty).is_some() { self.load(i, None) } else { self.settle(i) });
        let held = PropertyRef { object, index, ..p };
        Some([held.shown(), held])
    }

    fn has_compound(&mut self, v: &Value<'ast>, op: ast::BinaryOp) -> bool {
        self.reg.has_method(v.ty.type_id, super::operator_table::assign_name(op))
    }

    /// `object op= right` through the object's method.
    pub(super) fn compound_object(
        &mut self,
        object: Value<'ast>,
        op: ast::BinaryOp,
        right: Value<'ast>,
        span: Span,
    ) -> Value<'ast> {
        let name = super::operator_table::assign_name(op);
        match self.find_operator(&object, name, &right) {
            Match::One(f) => self.operator_call(f, object, right, span),
            Match::Several(_) => {
                self.release(&right);
                self.release(&object);
                self.fail(68, span, "several methods fit this operator equally well")
            }
            Match::None => {
                let (a, b) = (self.display(object.ty.value()), self.display_value(&right));
                self.release(&right);
                self.release(&object);
                if object.ty.object_is_const() {
                    return self.fail(
                        71,
                        span,
                        format!(
                            "the object is read-only and cannot be changed by '{}='",
                            super::operator_table::symbol(op)
                        ),
                    );
                }
                let code = 67;
                self.fail(
                    code,
                    span,
                    format!("the operator '{}=' is not defined for '{a}' and {b}", super::operator_table::symbol(op)),
                )
            }
        }
    }

    /// A value's type for messages.
    pub(super) fn display_value(&self, v: &Value<'ast>) -> String {
        match v.as_special() {
            _ if v.is_null() => "'null'".into(),
            Some(Special::List(_)) => "an initialisation list".into(),
            Some(Special::Lambda(_)) => "a lambda".into(),
            Some(_) => "this".into(),
            None => format!("'{}'", self.display(v.ty.value())),
        }
    }

    /// Whether a type name stands for an interface or abstract class.
    pub(super) fn is_abstract(&self, id: TypeId) -> bool {
        let def = self.reg.ty(id);
        def.kind == TypeKind::Interface || def.flags.has(crate::types::TypeFlags::ABSTRACT)
    }
}
