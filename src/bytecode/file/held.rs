//! What is known of the content of a slot.

use rustc_hash::FxHashMap;

use crate::base::TypeId;
use crate::types::DataType;

/// What a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
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
    /// The address of a byte of an object that the function has released. It may be given back as a reference, as
    /// functions that return references to members of their arguments do, and nothing else.
    Gone(TypeId, u32),
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
    /// The mark of the reference or value of its own that the slot has; copies of one slot have the same. Without
    /// ownership: 0 if what is there stays for as long as the function runs, [`Held::BRIEF`] if it stays until other code
    /// may run, or `LENT` and the mark of what it is a part of, with which it ends.
    pub own: u32,
}

impl Held {
    /// The mark of the place of the function's result.
    pub const RESULT: u32 = 1 << 27;
    /// Beside a mark: the slot does not own what has the mark, but depends on it.
    const LENT: u32 = 1 << 28;
    /// Something borrowed from memory that other code may change.
    pub const BRIEF: u32 = Held::LENT;
    /// The element of an array, as what something was loaded through.
    pub const ELEMENT: Held = Held::brief(What::Number);
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

    /// Something in memory that other code may change.
    pub const fn brief(what: What) -> Held {
        Held { what, own: Held::BRIEF }
    }

    /// Whether the slot owns something.
    pub const fn is_owned(self) -> bool {
        self.own != 0 && self.own & Held::LENT == 0
    }

    /// Whether it is valid only until other code runs.
    pub const fn is_brief(self) -> bool {
        self.own == Held::BRIEF
    }

    /// The mark of what the slot owns or depends on; 0 for none.
    pub const fn mark(self) -> u32 {
        self.own & !Held::LENT
    }

    /// What the mark of something is that lies in what this is: an object's member, a value's.
    pub const fn lent(self) -> u32 {
        if self.own == 0 { 0 } else { self.own | Held::LENT }
    }

    /// The same as something that depends on what has the mark.
    pub const fn as_lent(self) -> Held {
        Held { what: self.what, own: self.lent() }
    }

    /// It is no address, and may not be used as one.
    pub fn is_number(self) -> bool {
        matches!(self.what, What::Number | What::Value(_) | What::Part(_) | What::Gone(..))
    }
}

/// What is known of something that is one or the other. `either`: the type of objects that are of one of two types.
fn both(a: What, b: What, either: &dyn Fn(TypeId, TypeId) -> Option<TypeId>) -> What {
    use What::{Null, Number, Object, There};
    match (a, b) {
        _ if a == b => a,
        (Number, _) | (_, Number) => Number,
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

/// What belongs together where two ways meet: marks of the one way and of the other that some slot has at once.
#[derive(Default)]
struct Groups {
    /// The group of a mark of the first way, and of the second.
    of: [FxHashMap<u32, u32>; 2],
    /// Their marks.
    marks: Vec<u32>,
}

impl Groups {
    /// A slot owns what has these marks. `made`: the mark of a new group that needs one. A slot whose marks are in two groups
    /// already holds what others own, and does not make them one.
    fn pair(&mut self, a: u32, b: u32, made: u32) {
        let group = match (self.of[0].get(&a), self.of[1].get(&b)) {
            (Some(x), Some(y)) if x != y => return,
            (Some(group), _) | (_, Some(group)) => *group,
            (None, None) => {
                self.marks.push(if a == b { a } else { made });
                self.marks.len() as u32 - 1
            }
        };
        // What was one mark on both ways is no more if it meets another.
        let mark = &mut self.marks[group as usize];
        if (a != b || *mark != a) && *mark >> 31 == 0 {
            *mark = made;
        }
        self.of[0].insert(a, group);
        self.of[1].insert(b, group);
    }

    /// The mark of what had this mark on the first way (0) or the second (1).
    fn mark(&self, way: usize, mark: u32) -> Option<u32> {
        self.of[way].get(&mark).map(|group| self.marks[*group as usize])
    }
}

/// What is known where two ways meet, into the first. `place` is the number of the meeting; `either` as for objects of one
/// of two types. Gives whether anything changed.
pub fn meet(into: &mut State, other: &[Held], place: u32, either: &dyn Fn(TypeId, TypeId) -> Option<TypeId>) -> bool {
    let mut changed = false;
    let len = into.len().min(other.len());
    changed |= len < into.len();
    into.truncate(len);
    // What belonged together on one of the ways belongs together afterwards: it can be given up once.
    let differ = |(a, b): (&Held, &Held)| a.mark() != b.mark() && a.mark() != 0 && b.mark() != 0;
    let mut groups = None;
    if into.iter().zip(other).any(differ) {
        let mut made = Groups::default();
        for (slot, (a, b)) in into.iter().zip(other).enumerate() {
            // What only depends on one thing or another does not make them one.
            if a.is_owned() && b.is_owned() {
                made.pair(a.mark(), b.mark(), 1 << 31 | (place & 0xFFFF) << 12 | slot as u32 & 0xFFF);
            }
        }
        groups = Some(made);
    }
    for (slot, b) in other.iter().enumerate().take(len) {
        let a = into[slot];
        if a == *b && groups.is_none() {
            continue;
        }
        let what = both(a.what, b.what, either);
        let grouped = |way, held: Held| match groups.as_ref().and_then(|g| g.mark(way, held.mark())) {
            Some(mark) => mark | held.own & Held::LENT,
            None => held.own,
        };
        let own = match (a.own, b.own) {
            _ if what == What::Number => 0,
            _ if b == &Held::NULL => grouped(0, a),
            _ if a == Held::NULL => grouped(1, *b),
            _ if a.mark() != 0 && b.mark() != 0 => match (grouped(0, a), grouped(1, *b)) {
                (x, y) if x & !Held::LENT != y & !Held::LENT => Held::BRIEF,
                (x, y) => x | y & Held::LENT,
            },
            (0, 0) => 0,
            // It lasts on one way only.
            _ => Held::BRIEF,
        };
        let new = Held { what, own };
        if new != a {
            into[slot] = new;
            changed = true;
        }
    }
    changed
}
