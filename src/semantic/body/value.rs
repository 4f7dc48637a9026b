//! What an expression came to: a type and the place its value can be found at.

use bumpalo::Bump;
use smallvec::SmallVec;

use crate::base::{FunctionId, NamespaceId, Span, Symbol, TypeId};
use crate::syntax::ast;
use crate::types::{AccessorDef, DataType};

/// Where a value is. For objects of reference types and handles the place holds the pointer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<'ast> {
    /// There is no value: `void`.
    Void,
    /// A constant of primitive type, as the bits of a slot.
    Const(u64),
    /// `null`
    Null,
    /// In slots, from this one on.
    Slot(u16),
    /// In slots, `offset` bytes after the start of this slot: a member of a value that lives in slots.
    SlotAt {
        /// First slot of the whole value.
        slot: u16,
        /// Bytes.
        offset: u16,
    },
    /// In memory, `offset` bytes from the address in the slot, which is known to be valid.
    Mem {
        /// Holds the address.
        base: u16,
        /// Bytes.
        offset: u32,
    },
    /// In memory, `offset` bytes from the start of the object in the slot, which may be null.
    Field {
        /// Holds the object.
        object: u16,
        /// Bytes.
        offset: u32,
    },
    /// An element of the VM's array object.
    Element {
        /// Holds the array; may be null.
        array: u16,
        /// Holds the index.
        index: u16,
    },
    /// A global cell.
    Global(u32),
    /// Not a value yet.
    Special(&'ast Special<'ast>),
}

/// What an expression can be besides a value; in the arena of the tree.
#[derive(Clone, Copy, Debug)]
pub(super) enum Special<'ast> {
    /// Overloads, perhaps with an object they are called on.
    Functions(FunctionSet<'ast>),
    /// A virtual property, read and written by calls.
    Property(PropertyRef<'ast>),
    /// A type name.
    Type(TypeId),
    /// An unscoped enum value of several enums.
    EnumValues(&'ast [(TypeId, i64)]),
    /// An initialisation list, compiled when its type is known.
    List(&'ast ast::Expr<'ast>),
    /// A lambda, compiled when its type is known.
    Lambda(&'ast ast::Expr<'ast>),
    /// A namespace that is no value.
    #[allow(dead_code)]
    Namespace(NamespaceId),
}

/// Functions that are being looked for: seldom more than a few.
pub(super) type FunctionIds = SmallVec<[FunctionId; 4]>;

/// A name that was found: functions, which most calls go on with, or anything else.
pub(super) enum Named<'ast> {
    /// Functions of this name.
    Functions(FunctionSet<'ast>),
    /// A value, or what may become one.
    Value(Value<'ast>),
}

/// Overloads of one name.
#[derive(Clone, Copy, Debug)]
pub(super) struct FunctionSet<'ast> {
    /// The name, for messages.
    pub name: Symbol,
    /// The functions.
    pub ids: &'ast [FunctionId],
    /// The object, for methods.
    pub object: Option<Value<'ast>>,
    /// Where the name of a member stands in `a.b.c`; nowhere for other functions. Errors are told there.
    pub at: Span,
    /// Called without looking at the real class: `Base::method()`.
    pub direct: bool,
    /// Explicit template arguments.
    pub args: &'ast [ast::TypeExpr<'ast>],
}

/// A virtual property.
#[derive(Clone, Copy, Debug)]
pub(super) struct PropertyRef<'ast> {
    /// Its name.
    pub name: Symbol,
    /// Getters and setters that go by it.
    pub accessors: &'ast [AccessorDef],
    /// The object whose property it is; none for global ones.
    pub object: Option<Value<'ast>>,
    /// The index in `p[i]`, already compiled.
    pub index: Option<Value<'ast>>,
    /// Where its name stands. Errors are told there.
    pub at: Span,
}

/// The part of an expression that an error about its value is told at: of `a.b.c` the last member.
pub(super) fn blamed(e: &ast::Expr) -> Span {
    match &e.kind {
        ast::ExprKind::Member { name, .. } => name.span,
        ast::ExprKind::Call { callee, .. } | ast::ExprKind::Index { object: callee, .. } => {
            Span { lo: blamed(callee).lo, hi: e.span.hi }
        }
        _ => e.span,
    }
}

impl<'ast> FunctionSet<'ast> {
    /// Where errors about a call of one of the functions are told: from the member's name on.
    pub fn blamed(&self, call: Span) -> Span {
        if self.at.is_none() { call } else { Span { lo: self.at.lo, hi: call.hi } }
    }
}

impl<'ast> PropertyRef<'ast> {
    /// The same with an object and an index that somebody else holds.
    pub fn shown(&self) -> PropertyRef<'ast> {
        let shown = |v: &Value<'ast>| Value { temp: false, holds: [NO_SLOT; 2], stable: true, ..*v };
        PropertyRef { object: self.object.as_ref().map(shown), index: self.index.as_ref().map(shown), ..*self }
    }
}

/// The outcome of an expression.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'ast> {
    /// Its type, without reference mode. `is_const` says that the place is read-only.
    pub ty: DataType,
    /// Where it is.
    pub place: Place<'ast>,
    /// The place outlives the expression and may be assigned to (if not const).
    pub lvalue: bool,
    /// The slots that the place mentions are temporaries of this value.
    pub temp: bool,
    /// Further temporaries that keep the place valid, to be released with it; [`NO_SLOT`] where none.
    pub holds: [u16; 2],
    /// The object (for reference types and references into objects: what it lies in) stays alive whatever code runs while
    /// the value is used, because a variable or temporary of this function holds it.
    pub stable: bool,
    /// Written with an explicit `@`.
    pub explicit_handle: bool,
    /// A fresh object made by `T(…)`: its members may be assigned (EXPR-37c).
    pub fresh: bool,
    /// A reference into an object that only a handle or a global holds: not to be returned (FUNC-44).
    pub loose: bool,
    /// It was loaded from a member or global that may not be initialised yet: it is null then.
    pub unset: bool,
    /// The expression.
    pub span: Span,
}

/// No slot.
pub(super) const NO_SLOT: u16 = u16::MAX;

impl<'ast> Value<'ast> {
    /// A value at a place.
    pub fn new(ty: DataType, place: Place<'ast>, span: Span) -> Value<'ast> {
        Value {
            ty,
            place,
            lvalue: false,
            temp: false,
            holds: [NO_SLOT; 2],
            stable: false,
            explicit_handle: false,
            fresh: false,
            loose: false,
            unset: false,
            span,
        }
    }

    /// Whether it is an object made by `T(…)` right here.
    pub fn constructed(&self) -> bool {
        self.fresh
    }

    /// A temporary in a slot of its own.
    pub fn temp(ty: DataType, slot: u16, span: Span) -> Value<'ast> {
        Value { temp: true, stable: true, ..Value::new(ty, Place::Slot(slot), span) }
    }

    /// A constant.
    pub fn constant(ty: DataType, bits: u64, span: Span) -> Value<'ast> {
        Value::new(ty, Place::Const(bits), span)
    }

    /// No value.
    pub fn void(span: Span) -> Value<'ast> {
        Value::new(DataType::VOID, Place::Void, span)
    }

    /// The outcome of something that was already reported.
    pub fn error(span: Span) -> Value<'ast> {
        Value::new(DataType::ERROR, Place::Void, span)
    }

    /// Something that is no value yet.
    pub fn special(special: &'ast Special<'ast>, span: Span) -> Value<'ast> {
        Value::new(DataType::VOID, Place::Special(special), span)
    }

    /// Whether something was already reported about it.
    pub fn is_error(&self) -> bool {
        self.ty.is_error()
    }

    /// The bits of a constant.
    pub fn as_const(&self) -> Option<u64> {
        match self.place {
            Place::Const(bits) => Some(bits),
            _ => None,
        }
    }

    /// Whether it is the literal `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.place, Place::Null)
    }

    /// What it is besides a value.
    pub fn as_special(&self) -> Option<&'ast Special<'ast>> {
        match self.place {
            Place::Special(s) => Some(s),
            _ => None,
        }
    }

    /// Whether the value lies in the slots of a named variable, so that reading is free and must not be put off.
    pub fn is_variable_slot(&self) -> bool {
        matches!(self.place, Place::Slot(_) | Place::SlotAt { .. }) && !self.temp
    }

    /// The slots its place mentions.
    pub fn slots(&self) -> [u16; 2] {
        match self.place {
            Place::Slot(s) | Place::SlotAt { slot: s, .. } => [s, NO_SLOT],
            Place::Mem { base, .. } => [base, NO_SLOT],
            Place::Field { object, .. } => [object, NO_SLOT],
            Place::Element { array, index } => [array, index],
            _ => [NO_SLOT; 2],
        }
    }

    /// Exchanges the slots of the place and of everything it holds.
    pub fn map_slots(&mut self, arena: &'ast Bump, map: &mut impl FnMut(u16) -> u16) {
        match &mut self.place {
            Place::Slot(s)
            | Place::SlotAt { slot: s, .. }
            | Place::Mem { base: s, .. }
            | Place::Field { object: s, .. } => {
                *s = map(*s);
            }
            Place::Element { array, index } => {
                *array = map(*array);
                *index = map(*index);
            }
            Place::Special(special) => {
                let mut copy = **special;
                let parts = match &mut copy {
                    Special::Functions(set) => [set.object.as_mut(), None],
                    Special::Property(p) => [p.object.as_mut(), p.index.as_mut()],
                    _ => [None, None],
                };
                for part in parts.into_iter().flatten() {
                    part.map_slots_dyn(arena, map);
                }
                *special = arena.alloc(copy);
            }
            _ => {}
        }
        for h in &mut self.holds {
            *h = map(*h);
        }
    }

    fn map_slots_dyn(&mut self, arena: &'ast Bump, map: &mut dyn FnMut(u16) -> u16) {
        self.map_slots(arena, &mut |s| map(s));
    }

    /// With another type.
    pub fn with_type(mut self, ty: DataType) -> Value<'ast> {
        self.ty = ty;
        self
    }
}

/// What the surroundings of an expression would like it to come to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Want {
    /// The type that lists, lambdas, function names and ambiguous enum values are to take.
    pub ty: Option<DataType>,
    /// The slot where a primitive or pointer is welcome. Nothing may be written there before all operands are read.
    pub slot: Option<u16>,
    /// The place is going to be assigned to.
    pub lvalue: bool,
}

impl Want {
    /// Anything.
    pub const ANY: Want = Want { ty: None, slot: None, lvalue: false };

    /// A type.
    pub fn ty(ty: DataType) -> Want {
        Want { ty: Some(ty), ..Want::ANY }
    }

    /// A type, in a slot.
    pub fn at(ty: DataType, slot: u16) -> Want {
        Want { ty: Some(ty), slot: Some(slot), lvalue: false }
    }

    /// The same without a slot.
    pub fn anywhere(self) -> Want {
        Want { ty: self.ty, ..Want::ANY }
    }
}
