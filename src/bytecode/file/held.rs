//! What is known of the content of a slot.

use crate::base::TypeId;
use crate::types::DataType;

/// What a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Anything: nothing is known.
    Unknown,
    /// Bits that may not be used as an address: numbers, what was never written, what was given up.
    Number,
    /// Zero: a number or no object.
    Null,
    /// An object of a reference type, or null.
    Object(TypeId),
    /// The same, and it is not null.
    There(TypeId),
    /// The address of memory that holds a value declared so.
    Cell(DataType),
    /// The address where the function is to make its result, a value of this type, which is not there yet. Once it is, it
    /// is a `Cell`.
    Place(TypeId),
    /// The address of a byte of an object of a reference type.
    Inside(TypeId, u32),
    /// The address of a byte of a value type's value.
    Member(TypeId, u32),
    /// The address of a slot of the frame, and a distance in bytes.
    Local(u16, u16),
    /// A registered value that lives in the slots from this one on.
    Value(TypeId),
    /// A further slot of such a value, so many slots behind the first.
    Part(u16),
    /// A runtime type: entry of the table of types.
    Type(u32),
    /// The buffer of an initialisation list, by the instruction that makes it, and the distance from its start.
    List(u32, u32),
}

/// A slot's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// What it is.
    pub what: What,
    /// Which reference or value of its own the slot has: 0 for none. Copies of one slot have the same.
    pub own: u32,
}

impl Held {
    /// The mark of the place of the function's result.
    pub const RESULT: u32 = 1 << 27;
    pub const UNKNOWN: Held = Held { what: What::Unknown, own: 0 };
    pub const NUMBER: Held = Held { what: What::Number, own: 0 };
    pub const NULL: Held = Held { what: What::Null, own: 0 };

    /// Something that is not the slot's own.
    pub const fn borrowed(what: What) -> Held {
        Held { what, own: 0 }
    }

    /// Something that is.
    pub const fn owned(what: What, own: u32) -> Held {
        Held { what, own }
    }

    /// It is no address, and may not be used as one.
    pub fn is_number(self) -> bool {
        matches!(self.what, What::Number | What::Value(_) | What::Part(_))
    }
}

/// What is known of something that is one or the other. `either`: the type of objects that are of one of two types.
fn both(a: What, b: What, either: &dyn Fn(TypeId, TypeId) -> Option<TypeId>) -> What {
    use What::{Null, Number, Object, There, Unknown};
    match (a, b) {
        _ if a == b => a,
        (Number, _) | (_, Number) => Number,
        (Unknown, _) | (_, Unknown) => Unknown,
        (What::Place(id), What::Cell(_)) | (What::Cell(_), What::Place(id)) => What::Place(id),
        (Null, Object(id) | There(id)) | (Object(id) | There(id), Null) => Object(id),
        (Object(x) | There(x), Object(y) | There(y)) if x == y => Object(x),
        (There(x), There(y)) => either(x, y).map_or(Number, There),
        (Object(x) | There(x), Object(y) | There(y)) => either(x, y).map_or(Number, Object),
        _ => Number,
    }
}

/// Slot after slot.
pub type State = Vec<Held>;

/// What is known where two ways meet, into the first. `place` is the number of the meeting; `either` as for objects of one
/// of two types. Gives whether anything changed.
pub fn meet(into: &mut State, other: &[Held], place: u32, either: &dyn Fn(TypeId, TypeId) -> Option<TypeId>) -> bool {
    let mut changed = false;
    let len = into.len().min(other.len());
    changed |= len < into.len();
    into.truncate(len);
    // What belonged together on one of the ways belongs together afterwards: it can be given up once.
    let mut pairs: Vec<(u32, u32, u32)> = Vec::new();
    for slot in 0..len {
        let (a, b) = (into[slot], other[slot]);
        if a == b {
            continue;
        }
        let what = both(a.what, b.what, either);
        let null = |h: Held| h.what == What::Null;
        let own = match (a.own, b.own) {
            (x, y) if x == y => x,
            (x, 0) if null(b) => x,
            (0, y) if null(a) => y,
            (0, _) | (_, 0) => 0,
            (x, y) => {
                let known = |pairs: &[(u32, u32, u32)], by: &dyn Fn(&(u32, u32, u32)) -> bool| {
                    pairs.iter().find(|p| by(p)).map(|p| p.2)
                };
                let made = match (known(&pairs, &|p| p.0 == x), known(&pairs, &|p| p.1 == y)) {
                    (Some(first), Some(second)) if first != second => {
                        pairs.iter_mut().filter(|p| p.2 == second).for_each(|p| p.2 = first);
                        into[..slot].iter_mut().filter(|h| h.own == second).for_each(|h| h.own = first);
                        first
                    }
                    (Some(made), _) | (None, Some(made)) => made,
                    (None, None) => 1 << 31 | place << 12 | slot as u32 & 0xFFF,
                };
                pairs.push((x, y, made));
                made
            }
        };
        let own = if matches!(what, What::Number | What::Unknown) && own == 0 { 0 } else { own };
        let new = Held { what, own };
        if new != a {
            into[slot] = new;
            changed = true;
        }
    }
    changed
}
