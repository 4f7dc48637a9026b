//! `foreach`.

use crate::base::{Span, names};
use crate::bytecode::{Instr, Op};
use crate::syntax::ast::{self, TypeBase};
use crate::types::{DataType, Intrinsic};

use super::convert::How;
use super::emit::Label;
use super::statement::Flow;
use super::{FnCompiler, Place, Value, Want};

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    pub(super) fn foreach(&mut self, f: &'ast ast::ForEachStmt<'ast>, span: Span) {
        let c = self.value(f.container, Want::ANY);
        if c.is_error() {
            self.foreach_body_only(f);
            return;
        }
        let object = c.ty.object();
        let protocol = self.is_object(object)
            && [names::OP_FOR_BEGIN, names::OP_FOR_END, names::OP_FOR_NEXT]
                .iter()
                .all(|&n| self.reg.has_method(object.type_id, n));
        if !protocol {
            let text = self.display_value(&c);
            let is_object = self.is_object(object);
            let lacking: Vec<&str> = [names::OP_FOR_BEGIN, names::OP_FOR_END, names::OP_FOR_NEXT, names::OP_FOR_VALUE]
                .into_iter()
                .filter(|&n| !is_object || !self.reg.has_method(object.type_id, n))
                .map(|n| self.text(n))
                .collect();
            self.release(&c);
            let text = format!("foreach cannot run over {text}: it lacks {}", lacking.join(", "));
            self.error(129, f.container.span, text);
            self.foreach_body_only(f);
            return;
        }
        // The container lives in a hidden variable until the end of the block around the loop.
        let c = if self.is_value_type(c.ty) {
            let ty = c.ty;
            if c.lvalue { c } else { self.own_whole(c, ty) }
        } else {
            let c = self.own(c, None);
            if c.ty.is_handle { self.deref(c) } else { c }
        };
        let constant = c.ty.is_const;
        let (place, ty) = (c.place, c.ty);
        if c.temp {
            let s = c.slots()[0];
            self.declare(ast::Ident { name: crate::base::Symbol::EMPTY, span }, ty, place, true);
            let _ = s;
        }
        let container = Value { temp: false, stable: true, lvalue: true, holds: [super::value::NO_SLOT; 2], ..c };
        self.enter();
        if self.is_vm_array(object.type_id) && f.vars.len() <= 2 {
            self.foreach_array(f, container, constant, span);
        } else {
            self.foreach_protocol(f, container, span);
        }
        self.leave(Flow::Next);
    }

    /// The body is checked although the loop's head is wrong.
    fn foreach_body_only(&mut self, f: &'ast ast::ForEachStmt<'ast>) {
        self.enter();
        for (ty, name) in f.vars {
            let ty = if matches!(ty.base, TypeBase::Auto) { DataType::ERROR } else { self.resolve(ty) };
            let s = self.slot();
            self.declare(*name, ty, Place::Slot(s), true);
        }
        self.push_loop(true);
        self.statement(f.body);
        self.bind_continue();
        self.pop_loop();
        self.leave(Flow::Next);
    }

    fn is_vm_array(&self, id: crate::base::TypeId) -> bool {
        let mut found = false;
        self.reg.methods_named(id, names::OP_INDEX, |f| {
            found |= self.reg.function(f).native().is_some_and(|n| n.intrinsic == Intrinsic::ArrayIndex);
        });
        found
    }

    /// Over the VM's array by index, without calls.
    fn foreach_array(&mut self, f: &'ast ast::ForEachStmt<'ast>, container: Value<'ast>, constant: bool, span: Span) {
        let array = self.slot_of(&container);
        let index = self.slot();
        self.slots.pin(index);
        // One instruction steps on and looks whether there is an element; the first round begins with it too.
        let is_fused = !self.wide;
        self.ai(Op::LdI, index, if is_fused { -1 } else { 0 });
        self.push_loop(true);
        let mut test = Label::default();
        let entry = self.open_loop(&mut test);
        let mut top = self.here();
        let start = self.pc();
        self.enter();
        let mut element = DataType::ERROR;
        self.reg.methods_named(container.ty.type_id, names::OP_INDEX, |m| {
            let view = self.reg.function(m);
            if view.native().is_some_and(|n| n.intrinsic == Intrinsic::ArrayIndex) {
                element = self.reg.subst(view.return_type(), container.ty.type_id);
            }
        });
        let _ = constant;
        let element = element.with_ref(crate::types::RefModifier::None);
        for (i, (ty, name)) in f.vars.iter().enumerate() {
            let v = if i == 0 {
                if self.is_value_type(element) {
                    let t = self.slot();
                    self.element(Op::ArrAddr, t, array, index);
                    let mut v = Value::new(element.with_const(true), Place::Mem { base: t, offset: 0 }, span);
                    v.temp = true;
                    v
                } else {
                    Value::new(element.with_const(true), Place::Element { array, index }, span)
                }
            } else {
                Value::new(DataType::UINT.with_const(true), Place::Slot(index), span)
            };
            let v = Value { lvalue: true, ..v };
            self.foreach_variable(ty, *name, v);
        }
        let flow = self.statement(f.body);
        self.leave(flow);
        self.bind_continue();
        let step = self.pc();
        if !is_fused {
            self.abc(Op::AddI32K, index, index, 1);
        }
        self.bind(&mut test);
        let at = self.pc();
        if is_fused {
            self.jump(Instr::abc(Op::IncJLtLenLoop, index, array, 0), &mut top);
        } else {
            let len = self.slot();
            self.ab(Op::ArrLen, len, array);
            self.jump(Instr::abc(Op::JLtU32Loop, index, len, 0), &mut top);
            self.free(len);
        }
        self.end_loop(entry, start, step, at);
        self.slots.unpin(index);
    }

    /// A loop variable gets its value for one round.
    fn foreach_variable(&mut self, ty: &'ast ast::TypeExpr<'ast>, name: ast::Ident, v: Value<'ast>) {
        self.check_local_name(name);
        if v.is_error() {
            let s = self.slot();
            self.declare(name, DataType::ERROR, Place::Slot(s), true);
            return;
        }
        if matches!(ty.base, TypeBase::Auto) {
            let keep_const = v.ty.is_const || ty.is_const;
            let var = self.auto_type(&v, ty).with_const(keep_const && !v.ty.is_handle || ty.is_const);
            self.init_local(name, var, v);
            return;
        }
        let span = ty.span;
        let ty = self.resolve(ty);
        self.check_shared_type(ty, span);
        if ty.is_error() {
            self.release(&v);
            let s = self.slot();
            self.declare(name, DataType::ERROR, Place::Slot(s), true);
            return;
        }
        self.init_local(name, ty, v);
    }

    fn foreach_protocol(&mut self, f: &'ast ast::ForEachStmt<'ast>, container: Value<'ast>, span: Span) {
        let begin = self.call_named(container, names::OP_FOR_BEGIN, Vec::new(), span);
        if begin.is_error() {
            self.foreach_body_only(f);
            return;
        }
        let it_type = begin.ty.value();
        let hidden = ast::Ident { name: crate::base::Symbol::EMPTY, span };
        self.init_local(hidden, it_type, begin);
        let Some(place) = self.locals.last().map(|l| l.place) else { return };
        let it = Value { lvalue: true, stable: true, ..Value::new(it_type, place, span) };
        self.push_loop(true);
        let mut top = self.here();
        let at_end = self.call_named(container, names::OP_FOR_END, vec![it], span);
        let at_end = self.condition(at_end, span);
        if !at_end.is_error() {
            let at_end = self.load(at_end, None);
            let s = self.slot_of(&at_end);
            self.release(&at_end);
            let mut brk = std::mem::take(&mut self.loops.last_mut().expect("just pushed").brk);
            self.jump(Instr::ai(Op::JTrue, s, 0), &mut brk);
            self.loops.last_mut().expect("just pushed").brk = brk;
        }
        self.enter();
        const VALUES: [crate::base::Symbol; 8] = [
            names::OP_FOR_VALUE0,
            names::OP_FOR_VALUE1,
            names::OP_FOR_VALUE2,
            names::OP_FOR_VALUE3,
            names::OP_FOR_VALUE4,
            names::OP_FOR_VALUE5,
            names::OP_FOR_VALUE6,
            names::OP_FOR_VALUE7,
        ];
        for (i, (ty, name)) in f.vars.iter().enumerate() {
            let single = f.vars.len() == 1 && self.reg.has_method(container.ty.type_id, names::OP_FOR_VALUE);
            let method = if single { names::OP_FOR_VALUE } else { VALUES[i.min(7)] };
            if i > 7 || !self.reg.has_method(container.ty.type_id, method) {
                let text = self.display(container.ty.value());
                self.error(129, name.span, format!("'{text}' has no value number {i} for foreach"));
                let s = self.slot();
                self.declare(*name, DataType::ERROR, Place::Slot(s), true);
                continue;
            }
            let v = self.call_named(container, method, vec![it], span);
            self.foreach_variable(ty, *name, v);
        }
        let flow = self.statement(f.body);
        self.leave(flow);
        self.bind_continue();
        let next = self.call_named(container, names::OP_FOR_NEXT, vec![it], span);
        if !next.is_error() {
            if self.prim(it_type).is_some() {
                let next = self.convert(next, it_type, How::Implicit, Want::ANY);
                let s = self.load(next, None);
                let from = self.slot_of(&s);
                self.store_raw(&it, from);
                self.release(&s);
            } else if it_type.is_handle {
                let n = self.own(next, None);
                let s = self.slot_of(&n);
                self.store_handle_move(&it, s);
                self.moved(s);
                self.free(s);
            } else {
                let v = self.assign_object(it, next, span);
                self.release(&v);
            }
        }
        self.jump_always(&mut top);
        self.pop_loop();
    }

    // ---- variables ----
}
