//! What C functions see of value types that they take and return by value: it follows from the flags of the types and
//! from their properties, which may be registered after the functions.

use rustc_hash::FxHashSet;

use super::seal::Sealer;
use crate::base::TypeId;
use crate::types::{
    CallConvention, DataType, EightByte, NativeShape, ObjectFlags, Primitive, PropertyDef, RefModifier,
    ResolutionErrorKind, TypeDef, TypeFlags, TypeKind,
};

/// Types of more bytes are passed in memory everywhere.
const LARGEST: u32 = 32;
/// How deep values lie in values; more cannot be in so few bytes unless a type holds itself.
const DEEPEST: u32 = 32;

/// A number, pointer, or a part of which a flag tells what it is.
struct Member {
    offset: u32,
    size: u32,
    class: EightByte,
    is_aligned: bool,
    /// The property of the outermost type that it is, or is a part of.
    property: PropertyDef,
    /// It has a destructor or copy constructor in C++.
    is_non_trivial: bool,
}

impl Sealer<'_> {
    /// Finds the members of all value types, and reports native functions that pass one by value whose members are not
    /// known.
    pub fn settle_shapes(&mut self) {
        for row in 0..self.types.rows.len() {
            let def = &self.types.rows[row];
            if def.kind == TypeKind::Value && def.size <= LARGEST {
                self.types.rows[row].shape = self.shape_of(def, &self.members_of(def).0);
            }
        }
        let mut told = FxHashSet::default();
        for row in 0..self.d.functions.len() {
            let def = &self.d.functions[row];
            if def.native_fn.address == 0 || def.native_fn.convention == CallConvention::Generic {
                continue;
            }
            let function = self.out.functions[row];
            self.check_value(row, function.ret, def.return_type.column(), "returned", &mut told);
            let hidden = def.params.len() - function.params.len as usize;
            for (i, param) in def.params.iter().skip(hidden).enumerate() {
                let ty = self.params_of(&function)[i].ty;
                self.check_value(row, ty, param.column, "passed", &mut told);
            }
        }
    }

    /// Reports a value of a native function that it could not be given.
    fn check_value(&mut self, row: usize, ty: DataType, column: u32, how: &str, told: &mut FxHashSet<TypeId>) {
        let def = self.types.get(ty.type_id);
        let travels = def.kind == TypeKind::Value
            && ty.ref_modifier == RefModifier::None
            && def.size <= NativeShape::REGISTER_BYTES
            && !def.flags.has(TypeFlags::NON_TRIVIAL)
            && !def.is_template();
        if !travels {
            return;
        }
        if let Some((property, wrong)) = self.contradiction(def) {
            if told.insert(ty.type_id) {
                let at = self
                    .d
                    .properties
                    .iter()
                    .find(|p| p.name == property.name && self.owners[p.owner as usize].ty == Some(property.owner));
                let (declaration, column) = match at {
                    Some(p) => (p.declaration, p.data_type.column()),
                    None => (self.d.functions[row].declaration, column),
                };
                self.problems.at(ResolutionErrorKind::WrongConvention, declaration, column, wrong);
            }
        } else if !def.shape.is_known() {
            let text = self.type_text(ty.type_id);
            let message = format!(
                "'{text}' is {how} by value, but nothing tells whether its members are integers or floats: register \
                 properties for all of them, or the type with APP_CLASS_ALLINTS or APP_CLASS_ALLFLOATS, or use the \
                 generic convention"
            );
            let declaration = self.d.functions[row].declaration;
            self.problems.at(ResolutionErrorKind::WrongConvention, declaration, column, message);
        }
    }

    /// A property that does not go with the flags of its type.
    fn contradiction(&self, def: &TypeDef) -> Option<(PropertyDef, String)> {
        let members = self.members_of(def).0;
        let name = self.type_text(def.id);
        let text = |m: &Member| self.scope.pool.text(m.property.name);
        if let Some(m) = members.iter().find(|m| m.is_non_trivial) {
            let property = text(m);
            let message = format!(
                "'{property}' has a destructor or copy constructor in C++, so '{name}' has one too: it needs \
                 APP_CLASS_DESTRUCTOR or APP_CLASS_COPY_CONSTRUCTOR"
            );
            return Some((m.property, message));
        }
        let class = flagged(def)?;
        let m = members.iter().find(|m| m.class != class && m.class != EightByte::Unknown)?;
        let (property, flag) = (text(m), if class == EightByte::Float { "floats" } else { "integers" });
        let is = match (m.class, m.property.ty.as_primitive()) {
            (_, None) => "has others",
            (EightByte::Float, _) => "is a float",
            _ => "is none",
        };
        Some((m.property, format!("the flags of '{name}' say that all its members are {flag}, but '{property}' {is}")))
    }

    /// What the flags and members together tell.
    fn shape_of(&self, def: &TypeDef, members: &[Member]) -> NativeShape {
        let (align, packed) = (self.members_of(def).1, members.iter().any(|m| !m.is_aligned));
        let floats = members.iter().all(|m| m.class == EightByte::Float);
        let float_size = members.first().map(|m| m.size);
        match flagged(def) {
            Some(EightByte::Float) => {
                let guess = if def.align == 8 { 8 } else { 4 };
                let bytes = float_size.filter(|s| floats && matches!(s, 4 | 8)).unwrap_or(guess);
                NativeShape { align: align.unwrap_or(0), packed, ..NativeShape::floats(bytes) }
            }
            Some(_) => NativeShape { align: align.unwrap_or(0), packed, ..NativeShape::INTS },
            None => {
                let Some(align) = align else { return NativeShape::default() };
                let mut classes = [EightByte::Unknown; 2];
                for (word, class) in (0..).step_by(8).zip(&mut classes) {
                    let there = || members.iter().filter(|m| m.offset < word + 8 && m.offset + m.size > word);
                    if there().any(|m| m.class == EightByte::Int) {
                        *class = EightByte::Int;
                    } else if there().next().is_some() {
                        *class = EightByte::Float;
                    } else if word < def.size {
                        return NativeShape::default();
                    }
                }
                let same = members.iter().all(|m| Some(m.size) == float_size);
                let float_bytes = if floats && same { float_size.unwrap_or(0) } else { 0 };
                NativeShape { classes, float_bytes, align, packed }
            }
        }
    }

    /// The members as far as they are known, and the alignment of the C structure if they are all.
    fn members_of(&self, def: &TypeDef) -> (Vec<Member>, Option<u32>) {
        let mut members = Vec::new();
        let align = self.gather(def, 0, None, 0, &mut members);
        (members, align)
    }

    /// Adds the members of a type that lies at `base`; gives its alignment if they cover it but for padding.
    fn gather(
        &self,
        def: &TypeDef,
        base: u32,
        outer: Option<PropertyDef>,
        depth: u32,
        members: &mut Vec<Member>,
    ) -> Option<u32> {
        let mut parts: Vec<(u32, u32, u32)> = Vec::new();
        let mut complete = depth < DEEPEST && def.size <= LARGEST;
        for own in if complete { self.properties_of(def) } else { &[] } {
            let property = outer.unwrap_or(*own);
            let Some(offset) = u32::try_from(own.offset).ok().filter(|o| *o < def.size) else {
                complete = false;
                continue;
            };
            let ty = self.types.get(own.ty.type_id);
            let is_value = ty.kind == TypeKind::Value && own.indirect.is_none();
            let is_pointer = own.indirect.is_some() || (own.ty.is_handle && !is_value) || own.ty.is_ref();
            let plain = match (is_pointer, Primitive::from_id(own.ty.type_id)) {
                (true, _) => Some((8, EightByte::Int)),
                (_, Some(p)) if p.is_float() => Some((p.size(), EightByte::Float)),
                (_, Some(p)) => Some((p.size(), EightByte::Int)),
                _ if ty.kind == TypeKind::Enum => Some((ty.size, EightByte::Int)),
                _ => None,
            };
            let at = base + offset;
            let member = |size, class, is_aligned| Member {
                offset: at,
                size,
                class,
                is_aligned,
                property,
                is_non_trivial: false,
            };
            if let Some((size, class)) = plain {
                members.push(member(size, class, at % size.max(1) == 0));
                parts.push((offset, size, size));
            } else if is_value {
                let before = members.len();
                let align = self.gather(ty, at, Some(property), depth + 1, members);
                let align = align.or_else(|| {
                    members.truncate(before);
                    members.push(member(ty.size, flagged(ty)?, true));
                    Some(ty.align)
                });
                if is_own_class(ty) && !def.flags.has(TypeFlags::NON_TRIVIAL) {
                    members.push(Member { is_non_trivial: true, ..member(ty.size, EightByte::Unknown, true) });
                }
                match align {
                    Some(align) => parts.push((offset, ty.size, align)),
                    None => complete = false,
                }
            } else {
                complete = false;
            }
        }
        parts.sort_unstable();
        let (mut end, mut align) = (0u32, 1);
        for (offset, size, part_align) in parts {
            complete &= offset <= end || end.next_multiple_of(part_align.max(1)) == offset;
            end = end.max(offset + size);
            align = align.max(part_align);
        }
        if def.align == 16 || def.object_flags.has(ObjectFlags::APP_CLASS_ALIGN8) {
            align = align.max(def.align);
        }
        (complete && end > 0 && end.next_multiple_of(align) == def.size).then_some(align)
    }

    /// Properties of a type of this layer or of one below; those of an instance are its template's.
    fn properties_of(&self, def: &TypeDef) -> &[PropertyDef] {
        let run = def.properties;
        match run.start.checked_sub(self.firsts.properties) {
            Some(start) => {
                let start = start as usize;
                self.out.properties.get(start..start + run.len as usize).unwrap_or_default()
            }
            None => self.parent.map_or(&[], |p| p.properties(def)),
        }
    }
}

/// What the flags say of all members.
fn flagged(def: &TypeDef) -> Option<EightByte> {
    if def.flags.has(TypeFlags::ALL_FLOATS) {
        Some(EightByte::Float)
    } else if def.flags.has(TypeFlags::ALL_INTS) {
        Some(EightByte::Int)
    } else {
        None
    }
}

/// Whether a class that has a member of this type has a destructor or copy constructor too.
fn is_own_class(def: &TypeDef) -> bool {
    let flags = def.object_flags;
    flags.has(ObjectFlags::APP_CLASS_DESTRUCTOR) || flags.has(ObjectFlags::APP_CLASS_COPY_CONSTRUCTOR)
}
