//! What is put into the buffers of initialisation lists, and whether a list function finds what its pattern says.

use std::collections::BTreeMap;

use crate::base::TypeId;
use crate::bytecode::{Instr, Op};
use crate::types::{DataType, ListPattern, TypeKind};

use super::held::What;
use super::window::Types;

/// What lies in a buffer, by its place there.
#[derive(Clone, Copy, Debug)]
pub struct Stored {
    /// By which instruction it came there.
    pub by: u32,
    /// Bytes.
    pub bytes: u32,
    /// What it is.
    pub what: What,
    /// For numbers the number, if it is known.
    pub number: Option<u32>,
    /// No jump leads over it.
    pub sure: bool,
}

/// The buffers of a function, by the instruction that makes them.
#[derive(Default)]
pub struct Lists {
    buffers: BTreeMap<u32, BTreeMap<u32, Stored>>,
    /// Jumps forward that have not come to their targets: where they are and where they lead. Later ones have smaller
    /// targets; those that a later one leads beyond are left out.
    jumps: Vec<(u32, u32)>,
}

/// Where a list function reads.
struct Reader<'l, 't, 'u> {
    types: &'l Types<'u>,
    buffer: &'l BTreeMap<u32, Stored>,
    /// For each instruction since the buffer was made: up to where a jump before it leads.
    reach: &'l [u32],
    first: u32,
    size: u32,
    at: u32,
    args: &'t [DataType],
}

impl Lists {
    /// A buffer is made.
    pub fn begin(&mut self, list: u32) {
        self.buffers.insert(list, BTreeMap::new());
    }

    /// A jump forward, or a switch.
    pub fn jump(&mut self, at: u32, target: u32) {
        if !self.buffers.is_empty() {
            while self.jumps.pop_if(|j| j.1 <= target).is_some() {}
            self.jumps.push((at, target));
        }
    }

    /// Whether nothing jumps over an instruction from behind the one that makes the list.
    pub fn is_sure(&mut self, list: u32, at: u32) -> bool {
        while self.jumps.pop_if(|j| j.1 <= at).is_some() {}
        self.jumps.last().is_none_or(|j| j.0 <= list)
    }

    /// Something is put into a buffer. What lay there before is no more.
    pub fn put(&mut self, list: u32, offset: u32, stored: Stored) {
        let buffer = self.buffers.entry(list).or_default();
        let end = offset.saturating_add(stored.bytes);
        for (at, old) in buffer.range_mut(offset.saturating_sub(1 << 16)..end) {
            if at.saturating_add(old.bytes) > offset {
                old.what = What::Number;
                old.number = None;
            }
        }
        // What a jump may pass over leaves what was there before.
        let mut stored = stored;
        if !stored.sure && buffer.get(&offset).is_some_and(|old| old.what != stored.what) {
            (stored.what, stored.number) = (What::Number, None);
        }
        buffer.insert(offset, stored);
    }

    /// Whether nothing was put to these bytes of a buffer.
    pub fn is_empty(&self, list: u32, offset: u32, bytes: u32) -> bool {
        let Some(buffer) = self.buffers.get(&list) else { return true };
        let mut before = buffer.range(..offset.saturating_add(bytes));
        before.next_back().is_none_or(|(at, old)| at.saturating_add(old.bytes) <= offset)
    }

    /// What was put at a place of a buffer.
    pub fn stored(&self, list: u32, offset: u32) -> Option<Stored> {
        self.buffers.get(&list)?.get(&offset).copied()
    }

    /// What was put at a place of a buffer is somebody else's now.
    pub fn take(&mut self, list: u32, offset: u32) {
        if let Some(stored) = self.buffers.get_mut(&list).and_then(|b| b.get_mut(&offset)) {
            stored.what = What::Number;
        }
    }

    /// Whether a list function that is called by instruction `call` finds in a buffer what the pattern says. `code` is the
    /// function's, and `handlers` are its handlers.
    ///
    /// # Errors
    ///
    /// A sentence.
    pub fn check(
        &self,
        types: &Types<'_>,
        code: &[Instr],
        list: u32,
        call: u32,
        (pattern, args): (&ListPattern, &[DataType]),
    ) -> Result<(), String> {
        let none = BTreeMap::new();
        let buffer = self.buffers.get(&list).unwrap_or(&none);
        if call <= list {
            return Err("a list is used before it is made".into());
        }
        // A value that a jump may pass over is not surely there; nor is one if jumps leave the list.
        let mut reach = Vec::with_capacity((call - list) as usize);
        let mut most = 0;
        for at in list..call {
            reach.push(most);
            let i = code[at as usize];
            let Some(op) = i.op() else { continue };
            if let Some(jump) = op.jump(i) {
                let target = i64::from(at) + 1 + i64::from(jump);
                if target <= i64::from(list) || target > i64::from(call) {
                    return Err("a jump leaves an initialisation list".into());
                }
                most = most.max(target as u32);
            }
            if op == Op::Switch {
                return Err("there is a switch in an initialisation list".into());
            }
        }
        let size = code[list as usize].imm() as u32 & !3;
        let mut reader = Reader { types, buffer, reach: &reach, first: list, size, at: 0, args };
        match pattern {
            ListPattern::List(parts) => parts.iter().try_for_each(|part| reader.part(part)),
            single => reader.part(single),
        }
    }
}

impl Reader<'_, '_, '_> {
    fn align(&mut self, bytes: u32) {
        if bytes >= 4 {
            self.at = self.at.next_multiple_of(4);
        }
    }

    fn take(&mut self, bytes: u32) -> Result<Option<Stored>, String> {
        let end = self.at.checked_add(bytes).filter(|end| *end <= self.size);
        let end = end.ok_or("a list has too few values")?;
        let stored = self.buffer.get(&self.at).copied();
        let inside = self.buffer.range(self.at + 1..end).next().is_some();
        self.at = end;
        let sure = |s: &Stored| {
            let since = s.by.checked_sub(self.first).and_then(|n| self.reach.get(n as usize));
            since.is_some_and(|reach| *reach <= s.by)
        };
        Ok(stored.filter(|s| sure(s) && !inside))
    }

    fn part(&mut self, part: &ListPattern) -> Result<(), String> {
        match part {
            ListPattern::List(parts) => parts.iter().try_for_each(|part| self.part(part)),
            ListPattern::Repeat(inner) | ListPattern::RepeatSame(inner) => {
                self.align(4);
                let count = self.take(4)?.and_then(|s| s.number).ok_or("the length of a list is not known")?;
                for _ in 0..count {
                    let before = self.at;
                    self.part(inner)?;
                    if self.at == before {
                        break;
                    }
                }
                Ok(())
            }
            ListPattern::Type(ty) if ty.is_any() => {
                self.align(8);
                match self.take(8)?.map(|s| s.what) {
                    Some(What::Type(number)) => self.value(self.types.unit.types[number as usize].ty),
                    _ => Err("a value in a list has no type".into()),
                }
            }
            ListPattern::Type(ty) => {
                let substituted = match self.types.kind(ty.type_id) {
                    Some(TypeKind::TemplateParam(n)) => {
                        self.args.get(n as usize).map(|arg| ty.substituted(*arg)).ok_or("a list of no known type")?
                    }
                    _ => *ty,
                };
                self.value(substituted)
            }
        }
    }

    fn value(&mut self, ty: DataType) -> Result<(), String> {
        if ty.type_id == DataType::NULL_ID || self.types.is_pointer(ty) {
            self.align(8);
            let good = match self.take(8)?.map(|s| s.what) {
                Some(What::Object(id)) => ty.is_handle && self.fits(id, ty.type_id),
                Some(What::There(id)) => self.fits(id, ty.type_id),
                Some(What::Null) => ty.is_handle || ty.type_id == DataType::NULL_ID,
                _ => false,
            };
            return if good { Ok(()) } else { Err("an object in a list is none, or of another type".into()) };
        }
        let size = self.types.size(ty);
        self.align(size);
        let stored = self.take(size)?;
        if !self.types.needs_care(ty) {
            return Ok(());
        }
        match stored.map(|s| s.what) {
            Some(What::Value(id)) if id == ty.type_id => Ok(()),
            _ => Err("a value in a list is none, or of another type".into()),
        }
    }

    fn fits(&self, id: TypeId, wanted: TypeId) -> bool {
        // Instances inside the pattern's own declaration are left open.
        let ffi = self.types.ffi;
        self.types.is_a(id, wanted) || ffi.owns_type(wanted) && ffi.is_dependent(DataType::of(wanted))
    }
}
