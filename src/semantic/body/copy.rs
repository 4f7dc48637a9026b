//! Copies of objects and values, and whether there is a way to copy or assign them.

use crate::base::{FunctionId, Span, TypeId, names};
use crate::bytecode::Op;
use crate::semantic::types::FunctionBody;
use crate::types::{DataType, FunctionTraits, TypeFlags, TypeKind};

use super::repr::Repr;
use super::{FnCompiler, Place, Value};

/// What may be asked of a class, and needs to be found out but once.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Fact {
    /// Whether objects can be assigned.
    Assignable,
    /// Whether objects can be copied.
    Copyable,
    /// Whether a new object is zeroed memory.
    Trivial,
}

/// Objects in objects in objects …: beyond this many the outermost is taken for one that contains itself.
const MOST_NESTED_MEMBERS: u32 = 64;

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// A new object that is a copy of another, of exactly the type `ty`; owned by a temporary.
    pub(super) fn copy_object(&mut self, v: Value<'ast>, ty: DataType, span: Span) -> Value<'ast> {
        let ty = ty.value();
        let v = self.deref(v);
        if v.is_error() {
            return v;
        }
        // A temporary object that nobody else knows is as good as a copy.
        if v.temp && v.ty.type_id == ty.type_id && v.fresh && matches!(v.place, Place::Slot(s) if self.is_live(s)) {
            return Value { ty, ..v };
        }
        if self.is_abstract(ty.type_id) {
            let text = self.display(ty);
            self.release(&v);
            return self.fail(41, span, format!("'{text}' cannot be copied: no object of it can be made"));
        }
        let v = if v.stable || !self.is_counted(v.ty) { self.load(v, None) } else { self.own(v, None) };
        let members = self.reg.maker_of(ty.type_id);
        let copy = members.behaviors.copy_construct;
        if copy.is_some() {
            let view = self.reg.function(copy);
            if view.is(FunctionTraits::EXPLICIT) {
                let text = self.display(ty);
                self.release(&v);
                return self.fail(
                    104,
                    span,
                    format!("the copy constructor of '{text}' is explicit and cannot be used here"),
                );
            }
            if self.is_usable_copy(copy, ty.type_id, 0) {
                let shown = Value { temp: false, stable: true, ..v };
                let copied = self.construct_with(ty, copy, vec![shown], span);
                self.release(&v);
                return copied;
            }
        }
        let lacks = if !self.can_assign(ty.type_id, 0) { "an assignment operator" } else { "a default constructor" };
        let object = if self.can_assign(ty.type_id, 0) { self.construct_default_silently(ty, span) } else { None };
        let Some(object) = object else {
            let text = self.display(ty);
            self.release(&v);
            return self.fail(
                103,
                span,
                format!("'{text}' cannot be copied: it has neither a copy constructor nor {lacks}"),
            );
        };
        let target = Value { temp: false, lvalue: true, stable: true, ..object };
        let r = self.assign_object(target, v, span);
        if r.is_error() {
            self.release(&object);
            return r;
        }
        self.release(&r);
        object
    }

    /// Whether objects of a type can be made without arguments.
    pub(super) fn has_default(&self, id: TypeId) -> bool {
        let def = self.reg.ty(id);
        let members = self.reg.maker_of(id);
        let f = members.behaviors.default_construct;
        if f.is_none() {
            return def.kind == TypeKind::Value && def.flags.has(TypeFlags::POD);
        }
        !self.reg.function(f).is(FunctionTraits::DELETED)
    }

    fn construct_default_silently(&mut self, ty: DataType, span: Span) -> Option<Value<'ast>> {
        if !self.has_default(ty.type_id) {
            return None;
        }
        let v = self.construct_default(ty, span);
        (!v.is_error()).then_some(v)
    }

    /// A registered value in slots of its own.
    pub(super) fn own_whole(&mut self, v: Value<'ast>, ty: DataType) -> Value<'ast> {
        if let Place::Slot(s) = v.place {
            if v.temp && v.ty.type_id == ty.type_id && !self.slots.is_pinned(s) {
                return Value { ty: ty.value(), ..v };
            }
        }
        let span = v.span;
        let n = self.slot_count(ty);
        let t = self.slots_for(n);
        self.value_into_slots(v, ty, t);
        Value::temp(ty.value(), t, span)
    }

    /// Puts a registered value into these slots, which own it then.
    pub(super) fn value_into_slots(&mut self, v: Value<'ast>, ty: DataType, t: u16) {
        let ty = ty.value();
        let Repr::Value { size, pod } = self.repr(ty) else { return };
        if let Place::Slot(s) = v.place {
            if s == t {
                return;
            }
            if v.temp && !self.slots.is_pinned(s) && self.reg.ty(ty.type_id).moves_as_bytes() {
                let n = self.slot_count(ty);
                if n == 1 {
                    self.ab(Op::Mov, t, s);
                } else {
                    self.abc(Op::MovN, t, s, n as u16);
                }
                self.moved(s);
                self.free(s);
                self.born_as(t, ty);
                return;
            }
        }
        if pod {
            self.load_bytes(&v, t, size);
            self.release(&v);
            return;
        }
        if !self.check_copyable(ty, v.span) {
            self.release(&v);
            return;
        }
        let a = self.address(v);
        let src = a.slots()[0];
        let d = self.slot();
        self.ab(Op::Lea, d, t);
        let id = self.u.tables.ty(ty);
        self.abc(Op::CopyConstruct, d, src, id as u16);
        self.free(d);
        self.release(&a);
        self.born_as(t, ty);
    }

    /// Whether there is a way to copy values of a registered type; reports if there is none.
    fn check_copyable(&mut self, ty: DataType, span: Span) -> bool {
        let def = self.reg.ty(ty.type_id);
        let b = &def.behaviors;
        let is_assigned = b.assign.is_some() || self.reg.has_method(ty.type_id, names::OP_ASSIGN);
        let is_copied = b.copy_construct.is_some() || b.default_construct.is_some() && is_assigned;
        // What has no destructor loses nothing; such types come from files that tell only what scripts see.
        if def.managed_ops != 0 || is_copied || b.destruct.is_none() {
            return true;
        }
        let text = self.display(ty);
        self.error(
            103,
            span,
            format!("'{text}' cannot be copied: it has neither a copy constructor nor an assignment operator"),
        );
        false
    }

    /// Copies a registered value to an address that holds none yet.
    pub(super) fn value_into_memory(&mut self, v: Value<'ast>, ty: DataType, base: u16, offset: u32) {
        let ty = ty.value();
        let Repr::Value { size, pod } = self.repr(ty) else { return };
        let d = self.slot();
        self.add_offset(d, base, offset);
        if let (Place::Slot(s), true) = (&v.place, v.temp) {
            // A temporary moves.
            if !self.slots.is_pinned(*s) && self.reg.ty(ty.type_id).moves_as_bytes() {
                let s = *s;
                self.abc(Op::StMem, s, d, size as u16);
                self.moved(s);
                self.free(s);
                self.free(d);
                return;
            }
        }
        if !pod && !self.check_copyable(ty, v.span) {
            self.release(&v);
            self.free(d);
            return;
        }
        let a = self.address(v);
        let src = a.slots()[0];
        if pod {
            self.abc(Op::CopyMem, d, src, size as u16);
        } else {
            let id = self.u.tables.ty(ty);
            self.abc(Op::CopyConstruct, d, src, id as u16);
        }
        self.release(&a);
        self.free(d);
    }

    /// Whether the compiler can make the assignment of a class: all members can be assigned (CLASS-31).
    pub(super) fn can_assign(&self, id: TypeId, depth: u32) -> bool {
        let def = self.reg.ty(id);
        if def.kind != TypeKind::Class {
            let members = self.reg.maker_of(id);
            return members.behaviors.assign.is_some()
                || def.flags.has(TypeFlags::POD)
                || self.reg.has_method(id, names::OP_ASSIGN);
        }
        let known = |id: TypeId| self.u.facts.borrow().get(&(id, Fact::Assignable)).copied();
        if let Some(known) = known(id) {
            return known;
        }
        // From the first class above of which it is known, or from the root, down to this one.
        let mut chain = vec![id];
        let mut all = loop {
            let base = self.reg.ty(chain[chain.len() - 1]).base;
            match (base.is_some(), known(base)) {
                (false, _) => break true,
                (true, Some(known)) => break known,
                (true, None) => chain.push(base),
            }
        };
        for &class in chain.iter().rev() {
            all = self.can_assign_class(class, all, depth);
            self.u.facts.borrow_mut().insert((class, Fact::Assignable), all);
        }
        all
    }

    /// The same of one class, given whether its base can be assigned.
    fn can_assign_class(&self, id: TypeId, base: bool, depth: u32) -> bool {
        let f = self.reg.ty(id).behaviors.assign;
        if f.is_none() || depth > MOST_NESTED_MEMBERS {
            return false;
        }
        if !self.is_generated_assign(f) {
            return !self.reg.function(f).is(FunctionTraits::DELETED);
        }
        base && self.own_members(id).all(|ty| self.can_assign(ty.type_id, depth + 1))
    }

    /// The types of a class's own members that are objects.
    fn own_members(&self, class: TypeId) -> impl Iterator<Item = DataType> {
        let all = self.reg.properties(class);
        // Inherited ones come first.
        let own = all.iter().rev().take_while(move |p| p.owner == class);
        own.map(|p| p.ty).filter(|ty| !ty.is_handle && self.prim(*ty).is_none())
    }

    /// Whether an object of a type can be copied into a new one (CLASS-29).
    pub(super) fn can_copy(&self, id: TypeId, depth: u32) -> bool {
        let def = self.reg.ty(id);
        let members = self.reg.maker_of(id);
        let copy = members.behaviors.copy_construct;
        if def.kind != TypeKind::Class {
            return copy.is_some()
                || def.flags.has(TypeFlags::POD)
                || (members.behaviors.default_construct.is_some() && self.can_assign(id, depth));
        }
        if depth > MOST_NESTED_MEMBERS {
            return false;
        }
        let known = |id: TypeId| self.u.facts.borrow().get(&(id, Fact::Copyable)).copied();
        if let Some(known) = known(id) {
            return known;
        }
        let mut chain = vec![id];
        loop {
            let base = self.reg.ty(chain[chain.len() - 1]).base;
            if base.is_none() || known(base).is_some() {
                break;
            }
            chain.push(base);
        }
        for &class in chain.iter().rev() {
            let can = self.can_copy_class(class, depth);
            self.u.facts.borrow_mut().insert((class, Fact::Copyable), can);
        }
        known(id).unwrap_or(false)
    }

    /// The same of one class, of whose base it is known.
    fn can_copy_class(&self, id: TypeId, depth: u32) -> bool {
        let behaviors = &self.reg.ty(id).behaviors;
        let (copy, default) = (self.reg.maker_of(id).behaviors.copy_construct, behaviors.default_construct);
        (copy.is_some() && self.is_usable_copy(copy, id, depth))
            || (default.is_some()
                && !self.reg.function(default).is(FunctionTraits::DELETED)
                && self.can_assign(id, depth))
    }

    /// Whether a copy constructor exists in fact: one that the compiler makes does only if base and members can be copied.
    pub(super) fn is_usable_copy(&self, f: FunctionId, class: TypeId, depth: u32) -> bool {
        if self.reg.function(f).is(FunctionTraits::DELETED) {
            return false;
        }
        let generated =
            self.reg.is_script_function(f) && matches!(self.reg.script_function(f).body, FunctionBody::CopyConstructor);
        if !generated {
            return true;
        }
        let base = self.reg.ty(class).base;
        (base.is_none() || self.can_copy(base, depth + 1))
            && self.own_members(class).all(|ty| self.can_copy(ty.type_id, depth + 1))
    }
}
