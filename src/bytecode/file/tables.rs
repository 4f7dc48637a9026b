//! Tables of functions in a saved unit: read for each function when they are asked for.

use std::ops::Range;
use std::sync::Arc;

use crate::base::{Text, TypeId};
use crate::bytecode::{Cleanup, CleanupKind, CodeTables, LineEntry, LocalVar, TryRange};
use crate::types::DataType;

use super::wire::{In, Read};
use super::{Damage, api};

/// The texts of a file, in one.
#[derive(Debug, Default)]
pub struct Texts {
    whole: Arc<str>,
    /// Where they end.
    ends: Vec<u32>,
}

impl Texts {
    /// Reads the lengths and the texts.
    pub fn read(input: &mut In<'_>) -> Read<Texts> {
        let count = input.count(1)?;
        let mut ends = Vec::with_capacity(count);
        let mut end = 0u32;
        for _ in 0..count {
            end = end.checked_add(input.index()?).ok_or(Damage::TooShort)?;
            ends.push(end);
        }
        let bytes = input.bytes(end as usize)?;
        let whole = std::str::from_utf8(bytes).map_err(|_| Damage::Malformed("a text"))?;
        if !ends.iter().all(|end| whole.is_char_boundary(*end as usize)) {
            return Err(Damage::Malformed("a text"));
        }
        Ok(Texts { whole: whole.into(), ends })
    }

    fn range(&self, number: u32) -> Read<Range<u32>> {
        let end = *self.ends.get(number as usize).ok_or(Damage::Malformed("a text's number"))?;
        let start = if number == 0 { 0 } else { self.ends[number as usize - 1] };
        Ok(start..end)
    }

    /// A text by its number.
    pub fn get(&self, number: u32) -> Read<&str> {
        let range = self.range(number)?;
        Ok(&self.whole[range.start as usize..range.end as usize])
    }

    /// The same, to be kept.
    pub fn shared(&self, number: u32) -> Read<Text> {
        Text::part(&self.whole, self.range(number)?).ok_or(Damage::Malformed("a text"))
    }
}

/// The tables of all functions of a file, and what they refer to.
#[derive(Debug)]
pub struct SavedTables {
    /// The tables, those of one function after those of the other.
    pub bytes: Box<[u8]>,
    /// The texts of the file.
    pub texts: Arc<Texts>,
    /// Its types.
    pub types: Vec<TypeId>,
    /// Positions and variables are among them.
    pub debug: bool,
}

/// A type by its number in a file, with modifiers.
pub fn packed_type(types: &[TypeId], packed: u64) -> Read<DataType> {
    let found = usize::try_from(packed >> 5).ok().and_then(|n| types.get(n));
    Ok(api::with_modifiers(*found.ok_or(Damage::Malformed("a type's number"))?, packed & 31))
}

impl SavedTables {
    /// The tables in a range of the bytes, of a function that is declared at a position.
    ///
    /// # Errors
    ///
    /// What is there is something else.
    pub fn read(&self, bytes: Range<u32>, pos: u32) -> Read<CodeTables> {
        let bytes = self.bytes.get(bytes.start as usize..bytes.end as usize).ok_or(Damage::TooShort)?;
        let input = &mut In::new(bytes);
        let cleanups = many(input, 5, cleanup)?;
        let tries = many(input, 4, |input| {
            Ok(TryRange { start: input.index()?, end: input.index()?, handler: input.index()?, birth: input.index()? })
        })?;
        let mut tables = CodeTables { cleanups, tries, ..CodeTables::default() };
        if self.debug {
            const BAD: Damage = Damage::Malformed("a position");
            let (mut at, mut pos) = (0u32, pos);
            tables.lines = many(input, 2, |input| {
                at = at.checked_add(input.index()?).ok_or(BAD)?;
                pos = u32::try_from(i64::from(pos).wrapping_add(input.signed()?)).map_err(|_| BAD)?;
                Ok(LineEntry { at, pos })
            })?;
            tables.locals = many(input, 5, |input| {
                Ok(LocalVar {
                    name: self.texts.shared(input.index()?)?,
                    ty: packed_type(&self.types, input.number()?)?,
                    slot: input.small()?,
                    start: input.index()?,
                    end: input.index()?,
                })
            })?;
        }
        if input.is_empty() { Ok(tables) } else { Err(Damage::TooLong) }
    }
}

fn many<'a, T>(input: &mut In<'a>, least: usize, mut read: impl FnMut(&mut In<'a>) -> Read<T>) -> Read<Vec<T>> {
    let count = input.count(least)?;
    let mut all = Vec::with_capacity(count);
    for _ in 0..count {
        all.push(read(input)?);
    }
    Ok(all)
}

fn cleanup(input: &mut In<'_>) -> Read<Cleanup> {
    let (start, end, slot, birth) = (input.index()?, input.index()?, input.small()?, input.index()?);
    let kind = input.byte()?;
    Ok(Cleanup {
        start,
        end,
        slot,
        birth,
        consumed: kind & 0x80 != 0,
        kind: match kind & 0x7F {
            0 => CleanupKind::Release,
            1 => CleanupKind::ReleaseT(input.index()?),
            2 => CleanupKind::DestroyV(input.index()?),
            3 => CleanupKind::DestroyAt { ty: input.index()?, offset: input.index()? },
            4 => CleanupKind::ReleaseAt(input.index()?),
            5 => CleanupKind::ReleaseTAt { ty: input.index()?, offset: input.index()? },
            6 => CleanupKind::ListFree,
            _ => return Err(Damage::Malformed("a cleanup")),
        },
    })
}
