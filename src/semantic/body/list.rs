//! Initialisation lists (INIT rules): values go into a buffer by the pattern of the type, then the list constructor or
//! factory is called once.

use crate::base::{Span, TypeId};
use crate::bytecode::{CleanupKind, Op};
use crate::syntax::ast::{self, ExprKind};
use crate::types::{DataType, FunctionTraits, ListPattern};

use super::convert::How;
use super::repr::{Counting, Repr};
use super::{FnCompiler, Place, Special, Value, Want};

/// The buffer of a list while it is filled.
struct Buffer {
    /// Holds the address.
    slot: u16,
    /// Where the next value goes.
    at: u32,
    /// At which multiple of four bytes within sixteen the buffer has to begin, so that the first value that is aligned to
    /// more than four bytes – as a rule what follows the count of a list – is aligned to sixteen (HOST-071 packs values).
    begin: Option<u32>,
}

impl Buffer {
    /// Makes room for a value of `size` bytes and tells where.
    fn align(&mut self, size: u32) {
        if size >= 4 {
            self.at = self.at.next_multiple_of(4);
        }
        if size >= 8 && self.begin.is_none() {
            self.begin = Some((16 - self.at % 16) / 4 % 4);
        }
    }

    /// The operand of [`Op::ListNew`].
    fn operand(&self) -> u32 {
        self.at.max(1).next_multiple_of(4) | self.begin.unwrap_or(0)
    }
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// An unnamed object of type `ty` made from the list.
    pub(super) fn list_value(&mut self, e: &'ast ast::Expr<'ast>, ty: DataType) -> Value<'ast> {
        let span = e.span;
        let ExprKind::List { ty: written, items } = &e.kind else { return Value::error(span) };
        let mut ty = ty.value();
        if let Some(w) = written {
            let own = self.resolve(w);
            if own.is_error() {
                return Value::error(span);
            }
            ty = own.value();
        }
        if ty.is_error() {
            return Value::error(span);
        }
        let as_handle = ty.is_handle;
        let ty = ty.object().value();
        self.check_shared_type(ty, span);
        let Some(pattern) = self.reg.list_pattern(ty.type_id) else {
            let text = self.display(ty);
            return self.fail(135, span, format!("'{text}' cannot be made from an initialisation list"));
        };
        let members = self.reg.maker_of(ty.type_id);
        let f = members.behaviors.list_construct;
        if f.is_none() {
            let text = self.display(ty);
            return self.fail(135, span, format!("'{text}' cannot be made from an initialisation list"));
        }
        // The buffer's size is known when it is filled: the instruction that makes it is completed then.
        let slot = self.slot();
        let at = self.pc();
        self.ai(Op::ListNew, slot, 0);
        self.born(slot, CleanupKind::ListFree);
        self.slots.pin(slot);
        let mut buffer = Buffer { slot, at: 0, begin: None };
        let first_owned = self.live.len();
        let good = match pattern {
            ListPattern::List(parts) => self.fill(&mut buffer, parts, items, ty.type_id, span),
            single => self.fill(&mut buffer, std::slice::from_ref(single), items, ty.type_id, span),
        };
        self.slots.soften(slot);
        let size = buffer.operand();
        if size > i32::MAX as u32 {
            self.error(136, span, "the list is too large");
            return Value::error(span);
        }
        self.code[at as usize] = self.code[at as usize].with_imm(size as i32);
        if !good {
            self.live.truncate(first_owned);
            self.moved(slot);
            self.free(slot);
            return Value::error(span);
        }
        let v = self.call_list_function(ty, f, slot, span);
        // What the buffer holds is given up after the call, first value first.
        let owned: Vec<_> = self.live[first_owned..].iter().filter(|l| l.slot == slot).copied().collect();
        self.live.retain(|l| l.slot != slot || l.birth < owned.first().map_or(u32::MAX, |o| o.birth));
        for l in owned {
            self.close_live(l);
            self.emit_cleanup(l.slot, l.kind);
        }
        self.release_slot(slot);
        self.free(slot);
        if as_handle {
            return Value { ty: ty.handle(), ..v };
        }
        v
    }

    /// Calls the list function with the buffer.
    fn call_list_function(&mut self, ty: DataType, f: crate::base::FunctionId, buffer: u16, span: Span) -> Value<'ast> {
        let takes_type = self.reg.function(f).is(FunctionTraits::TAKES_TYPE);
        let owner = if self.reg.ty(ty.type_id).is_instance() { ty.type_id } else { TypeId::NONE };
        let value_type = self.is_value_type(ty);
        let result = value_type.then(|| {
            let n = self.slot_count(ty);
            self.slots_for(n)
        });
        let total = 1 + usize::from(takes_type) + usize::from(value_type);
        let w = self.window(total);
        let mut next = w;
        if let Some(r) = result {
            self.ab(Op::Lea, next, r);
            next += 1;
        }
        if takes_type {
            let id = self.u.tables.ty(ty);
            self.ai(Op::LdType, next, id as i32);
            next += 1;
        }
        self.ab(Op::Mov, next, buffer);
        let n = self.u.tables.native(f, owner);
        self.line(span);
        self.ai(Op::CallNative, w, n as i32);
        match result {
            Some(r) => {
                self.free_window(w, total, false);
                self.born_as(r, ty);
                Value { fresh: true, ..Value::temp(ty, r, span) }
            }
            None => {
                self.free_window(w, total, true);
                self.born_as(w, ty);
                Value { fresh: true, ..Value::temp(ty, w, span) }
            }
        }
    }

    /// Fills one level of a list by its pattern.
    fn fill(
        &mut self,
        buffer: &mut Buffer,
        parts: &'b [ListPattern],
        items: &'ast [Option<&'ast ast::Expr<'ast>>],
        owner: TypeId,
        span: Span,
    ) -> bool {
        let mut items = items;
        if self.u.options.disallow_empty_list_elements {
            // One trailing comma is ignored.
            if let [rest @ .., None] = items {
                if !rest.is_empty() {
                    items = rest;
                }
            }
        }
        let mut i = 0;
        let mut good = true;
        for part in parts {
            match part {
                ListPattern::Repeat(inner) | ListPattern::RepeatSame(inner) => {
                    let rest = &items[i.min(items.len())..];
                    good &= self.put_count(buffer, rest.len() as u32);
                    let mut length = None;
                    for item in rest {
                        good &= self.put(buffer, inner, *item, owner, span);
                        if let Some(ast::Expr { kind: ExprKind::List { items: sub, .. }, span: at }) = item {
                            if let ListPattern::List(_) = **inner {
                                let n = sub.len();
                                if same_required(part, inner) && length.is_some_and(|l| l != n) {
                                    self.error(140, *at, "all lists of this level must have the same number of values");
                                    good = false;
                                }
                                length = length.or(Some(n));
                            }
                        }
                    }
                    i = items.len();
                }
                other => {
                    if i >= items.len() {
                        self.error(137, span, "the list has too few values");
                        return false;
                    }
                    good &= self.put(buffer, other, items[i], owner, span);
                    i += 1;
                }
            }
        }
        if i < items.len() {
            let at = items[i].map_or(span, |e| e.span);
            self.error(136, at, "the list has too many values");
            return false;
        }
        good
    }

    fn put_count(&mut self, buffer: &mut Buffer, n: u32) -> bool {
        buffer.align(4);
        let t = self.slot();
        self.load_const(t, u64::from(n));
        self.store_at(Op::St32, t, buffer.slot, buffer.at);
        self.free(t);
        buffer.at += 4;
        true
    }

    fn store_at(&mut self, op: Op, from: u16, base: u16, offset: u32) {
        if offset < 0x1_0000 {
            self.abc(op, from, base, offset as u16);
        } else {
            let t = self.slot();
            self.far_offset(t, base, offset);
            self.abc(op, from, t, 0);
            self.free(t);
        }
    }

    /// `to = base + offset` for offsets of any size.
    fn far_offset(&mut self, to: u16, base: u16, offset: u32) {
        if offset < 0x8_0000 {
            self.add_offset(to, base, offset);
        } else {
            self.load_const(to, u64::from(offset));
            self.abc(Op::AddI64, to, base, to);
        }
    }

    /// Puts one value of the list.
    fn put(
        &mut self,
        buffer: &mut Buffer,
        part: &'b ListPattern,
        item: Option<&'ast ast::Expr<'ast>>,
        owner: TypeId,
        span: Span,
    ) -> bool {
        match part {
            ListPattern::List(parts) => {
                let Some(e) = item else {
                    self.error(138, span, "a list in braces is expected here");
                    return false;
                };
                let ExprKind::List { ty: None, items } = &e.kind else {
                    self.error(138, e.span, "a list in braces is expected here");
                    return false;
                };
                self.fill(buffer, parts, items, owner, e.span)
            }
            ListPattern::Repeat(_) | ListPattern::RepeatSame(_) => {
                let Some(ast::Expr { kind: ExprKind::List { ty: None, items }, span: at }) = item else {
                    self.error(138, item.map_or(span, |e| e.span), "a list in braces is expected here");
                    return false;
                };
                self.fill(buffer, std::slice::from_ref(part), items, owner, *at)
            }
            ListPattern::Type(ty) => {
                let ty = self.reg.subst(*ty, owner);
                self.put_value(buffer, ty, item, span)
            }
        }
    }

    fn put_value(
        &mut self,
        buffer: &mut Buffer,
        ty: DataType,
        item: Option<&'ast ast::Expr<'ast>>,
        span: Span,
    ) -> bool {
        if ty.is_any() {
            return self.put_any(buffer, item, span);
        }
        let v = match item {
            Some(e) => {
                let v = self.expr(e, Want::ty(ty.value()));
                if self.wants_list(&v, ty) {
                    let text = format!("a list in braces is expected here, for '{}'", self.display(ty.value()));
                    self.release(&v);
                    self.error(138, e.span, text);
                    return false;
                }
                // A value of a handle-like type is set as a handle.
                if self.is_handle_like(ty.type_id) && v.ty.type_id != ty.type_id && v.as_special().is_none() {
                    let target = self.construct_default(ty, span);
                    let shown = Value { temp: false, lvalue: true, ..target };
                    let r = self.assign_handle_like_value(shown, v, span);
                    if r.is_error() {
                        return false;
                    }
                    self.release(&r);
                    target
                } else {
                    self.convert(v, ty.value(), How::Implicit, Want::ty(ty.value()))
                }
            }
            None => {
                if self.u.options.disallow_empty_list_elements {
                    self.error(139, span, "the list has an empty element");
                    return false;
                }
                self.omitted(ty, span)
            }
        };
        if v.is_error() {
            return false;
        }
        self.put_owned(buffer, v, ty)
    }

    /// Whether a number stands where only a list makes the object.
    fn wants_list(&mut self, v: &Value<'ast>, ty: DataType) -> bool {
        self.prim(v.ty).is_some()
            && self.prim(ty).is_none()
            && v.as_special().is_none()
            && self.reg.list_pattern(ty.type_id).is_some()
            && self.cost(v, ty.value()).is_none()
    }

    /// An omitted element: zero, null, or a default object.
    fn omitted(&mut self, ty: DataType, span: Span) -> Value<'ast> {
        if ty.is_handle {
            return Value::new(DataType { ..ty.value() }, Place::Null, span);
        }
        if self.prim(ty).is_some() {
            return Value::constant(ty.value(), 0, span);
        }
        self.construct_default(ty, span)
    }

    fn put_owned(&mut self, buffer: &mut Buffer, v: Value<'ast>, ty: DataType) -> bool {
        match self.repr(ty) {
            Repr::Prim(p) => {
                let size = p.size().max(1);
                buffer.align(size);
                let v = self.load(v, None);
                let s = self.slot_of(&v);
                let op = match size {
                    1 => Op::St8,
                    2 => Op::St16,
                    4 => Op::St32,
                    _ => Op::St64,
                };
                self.store_at(op, s, buffer.slot, buffer.at);
                self.release(&v);
                buffer.at += size;
            }
            Repr::Ptr(counting) => {
                buffer.align(8);
                let v = if ty.is_handle {
                    if v.is_null() { self.load(v, None) } else { self.own(v, None) }
                } else {
                    let span = v.span;
                    if v.temp
                        && v.ty.type_id == ty.type_id
                        && matches!(v.place, Place::Slot(s) if self.is_live(s))
                        && !v.ty.is_handle
                    {
                        v
                    } else {
                        self.copy_object(v, ty, span)
                    }
                };
                if v.is_error() {
                    return false;
                }
                let s = self.slot_of(&v);
                self.store_at(Op::St64, s, buffer.slot, buffer.at);
                if self.is_live(s) && !self.slots.is_pinned(s) {
                    self.moved(s);
                    let kind = match counting {
                        Counting::Managed => Some(CleanupKind::ReleaseAt(buffer.at)),
                        Counting::Host => {
                            let t = self.u.tables.ty(ty.object());
                            Some(CleanupKind::ReleaseTAt { ty: t, offset: buffer.at })
                        }
                        Counting::Not => None,
                    };
                    if let Some(kind) = kind {
                        self.born(buffer.slot, kind);
                    }
                }
                self.release(&v);
                buffer.at += 8;
            }
            Repr::Value { size, .. } => {
                buffer.align(size);
                let at = buffer.at;
                self.value_into_memory(v, ty, buffer.slot, at);
                if self.needs_destroy(ty.type_id) {
                    let t = self.u.tables.ty(ty);
                    let kind = CleanupKind::DestroyAt { ty: t, offset: at };
                    self.born(buffer.slot, kind);
                }
                buffer.at += size;
            }
            Repr::None => return false,
        }
        true
    }

    /// A `?` of the pattern: the type, then the value.
    fn put_any(&mut self, buffer: &mut Buffer, item: Option<&'ast ast::Expr<'ast>>, span: Span) -> bool {
        let Some(e) = item else {
            self.error(139, span, "a value is expected here");
            return false;
        };
        let v = self.expr(e, Want::ANY);
        if let Some(Special::List(_)) = v.as_special() {
            self.error(135, e.span, "an initialisation list cannot stand here: its type is not known");
            return false;
        }
        let v = self.settle(v);
        if v.is_error() {
            return false;
        }
        if v.ty.is_void() {
            self.error(73, e.span, "an expression without a value ('void') cannot stand in a list");
            return false;
        }
        let mut ty = if v.is_null() { DataType::NULL } else { v.ty.value() };
        let mut v = v;
        if ty.is_handle
            && !v.explicit_handle
            && !v.is_null()
            && !matches!(self.reg.kind(ty.type_id), crate::types::TypeKind::Funcdef | crate::types::TypeKind::Interface)
        {
            v = self.deref(v);
            ty = v.ty.value();
        }
        buffer.align(8);
        let t = self.slot();
        let id = self.u.tables.ty(ty);
        self.ai(Op::LdType, t, id as i32);
        self.store_at(Op::St64, t, buffer.slot, buffer.at);
        self.free(t);
        buffer.at += 8;
        self.put_owned(buffer, v, ty)
    }
}

/// Whether the sub-lists of a repeated list must be of one length: those that are `repeat_same` themselves.
fn same_required(part: &ListPattern, inner: &ListPattern) -> bool {
    if matches!(part, ListPattern::RepeatSame(_)) {
        return true;
    }
    match inner {
        ListPattern::List(parts) => parts.iter().any(|p| matches!(p, ListPattern::RepeatSame(_))),
        _ => false,
    }
}
