//! Members of objects that are changed where they are: `at += k`, `hits++`.

use super::FnCompiler;
use super::value::{Place, Value};
use crate::bytecode::Op;
use crate::syntax::ast::BinaryOp;
use crate::types::Primitive;

impl<'ast> FnCompiler<'_, '_, 'ast> {
    /// Emits one instruction for a compound assignment to a number that is a member of an object, if there is one that does
    /// just what the operation does. `right` is of any type, and loaded or a constant; it is released if so.
    pub(super) fn update_member(&mut self, op: BinaryOp, left: &Value<'ast>, right: &Value<'ast>) -> bool {
        let Some((object, offset)) = self.object_member(left) else { return false };
        if right.ty.type_id != left.ty.type_id || right.ty.is_handle || self.is_enum(left.ty) {
            return false;
        }
        use Primitive::{Double, Float, Int32, UInt32};
        let op = match (self.prim(left.ty), op) {
            (Some(Int32 | UInt32), BinaryOp::Add) => Op::AddToI32,
            (Some(Int32 | UInt32), BinaryOp::Sub) => Op::SubToI32,
            (Some(Float), BinaryOp::Add) => Op::AddToF32,
            (Some(Float), BinaryOp::Sub) => Op::SubToF32,
            (Some(Float), BinaryOp::Mul) => Op::MulToF32,
            (Some(Double), BinaryOp::Add) => Op::AddToF64,
            (Some(Double), BinaryOp::Sub) => Op::SubToF64,
            (Some(Double), BinaryOp::Mul) => Op::MulToF64,
            _ => return false,
        };
        if let (Op::AddToI32 | Op::SubToI32, Place::Const(bits)) = (op, right.place) {
            let by = if op == Op::SubToI32 { (bits as i32).wrapping_neg() } else { bits as i32 };
            if let Ok(by) = i16::try_from(by) {
                self.abc(Op::AddToI32K, object, by as u16, offset);
                return true;
            }
        }
        let right = self.load(*right, None);
        let slot = self.slot_of(&right);
        self.abc(op, slot, object, offset);
        self.release(&right);
        true
    }

    /// Emits one instruction for `++` or `--` on a number that is a member of an object, if there is one.
    pub(super) fn step_member(&mut self, v: &Value<'ast>, by: i32) -> bool {
        let Some((object, offset)) = self.object_member(v) else { return false };
        if !matches!(self.prim(v.ty), Some(Primitive::Int32 | Primitive::UInt32)) {
            return false;
        }
        self.abc(Op::AddToI32K, object, by as i16 as u16, offset);
        true
    }

    /// The slot with the object and the distance, if a value is a member of an object. Other values in memory may lie in
    /// slots, and be known of.
    fn object_member(&self, v: &Value<'ast>) -> Option<(u16, u16)> {
        let (object, offset) = match v.place {
            Place::Field { object, offset } => (object, offset),
            Place::Mem { base, offset } if Some(base) == self.this_slot => (base, offset),
            _ => return None,
        };
        Some((object, u16::try_from(offset).ok()?))
    }
}
