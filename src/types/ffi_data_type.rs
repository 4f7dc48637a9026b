//! Types in registered declarations, before all names are known.

use std::hash::Hasher;

use crate::base::{Symbol, TypeId};

use super::{DataType, RefModifier};

/// A possibly qualified name of a registered declaration, interned as one text: `Foo`, `Math::Vec`, `::Foo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FfiName {
    /// The whole text, `::` included.
    pub symbol: Symbol,
    /// The text contains `::`.
    pub is_qualified: bool,
}

impl FfiName {
    /// A name without a scope.
    pub const fn simple(symbol: Symbol) -> FfiName {
        FfiName { symbol, is_qualified: false }
    }
}

/// What a type reference names, without its modifiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnresolvedBaseType {
    /// `MyClass`
    Simple(FfiName),
    /// `array<MyClass>`
    Template {
        /// The template.
        name: FfiName,
        /// Its arguments.
        args: Box<[FfiDataType]>,
    },
    /// `MyClass[]`: the default array template over an element type.
    Array(Box<FfiDataType>),
    /// `array<int>::less`: a type declared inside another one.
    Child {
        /// The type it belongs to.
        owner: Box<FfiDataType>,
        /// Its name.
        name: Symbol,
    },
}

/// A type of a registered declaration. Types may be named before they are registered, so a name stays a name until the
/// context is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FfiDataType {
    /// A primitive, `?`, or a type that has been resolved.
    Resolved(DataType),
    /// Waits for sealing.
    Unresolved {
        /// What is named.
        base: UnresolvedBaseType,
        /// Read-only object, or fixed handle (as in [`DataType::is_const`]).
        is_const: bool,
        /// `T@`
        is_handle: bool,
        /// `const T@`
        is_handle_to_const: bool,
        /// `&in`, `&out`, `&inout`.
        ref_modifier: RefModifier,
        /// Where the name stands in the declaration: bytes from its start.
        column: u32,
    },
}

/// Why a type could not be resolved, with the place in the declaration (bytes from its start).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeError {
    /// No type of this name is registered.
    Unknown {
        /// The name as written.
        name: FfiName,
        /// Its place.
        column: u32,
    },
    /// The name is known, but the type cannot be made.
    Refused {
        /// Why.
        reason: String,
        /// Its place.
        column: u32,
    },
}

impl FfiDataType {
    /// A named type without modifiers that waits for sealing.
    pub const fn named(name: FfiName, column: u32) -> FfiDataType {
        FfiDataType::unresolved(UnresolvedBaseType::Simple(name), column)
    }

    /// The same for any base.
    pub const fn unresolved(base: UnresolvedBaseType, column: u32) -> FfiDataType {
        FfiDataType::Unresolved {
            base,
            is_const: false,
            is_handle: false,
            is_handle_to_const: false,
            ref_modifier: RefModifier::None,
            column,
        }
    }

    /// `T@`, with the object's constness moved into the handle. A handle stays as it is.
    pub fn handle(self) -> FfiDataType {
        match self {
            FfiDataType::Resolved(ty) => FfiDataType::Resolved(ty.handle()),
            FfiDataType::Unresolved { base, is_const, is_handle: false, ref_modifier, column, .. } => {
                FfiDataType::Unresolved {
                    base,
                    is_const: false,
                    is_handle: true,
                    is_handle_to_const: is_const,
                    ref_modifier,
                    column,
                }
            }
            other => other,
        }
    }

    /// With `is_const` as given.
    pub fn with_const(mut self, value: bool) -> FfiDataType {
        match &mut self {
            FfiDataType::Resolved(ty) => ty.is_const = value,
            FfiDataType::Unresolved { is_const, .. } => *is_const = value,
        }
        self
    }

    /// With the reference mode as given.
    pub fn with_ref(mut self, value: RefModifier) -> FfiDataType {
        match &mut self {
            FfiDataType::Resolved(ty) => ty.ref_modifier = value,
            FfiDataType::Unresolved { ref_modifier, .. } => *ref_modifier = value,
        }
        self
    }

    /// Whether it is written with `@`.
    pub const fn is_handle(&self) -> bool {
        match self {
            FfiDataType::Resolved(ty) => ty.is_handle,
            FfiDataType::Unresolved { is_handle, .. } => *is_handle,
        }
    }

    /// The reference mode.
    pub const fn ref_modifier(&self) -> RefModifier {
        match self {
            FfiDataType::Resolved(ty) => ty.ref_modifier,
            FfiDataType::Unresolved { ref_modifier, .. } => *ref_modifier,
        }
    }

    /// Where the name stands in the declaration, 0 for resolved types.
    pub const fn column(&self) -> u32 {
        match self {
            FfiDataType::Resolved(_) => 0,
            FfiDataType::Unresolved { column, .. } => *column,
        }
    }

    /// The type, when all types have names: `lookup` finds a named type, `instantiate` everything that is made of
    /// others.
    ///
    /// # Errors
    ///
    /// The first name that `lookup` does not know, or what `instantiate` refuses.
    pub fn resolve<L, I>(&self, lookup: &L, instantiate: &mut I) -> Result<DataType, TypeError>
    where
        L: Fn(FfiName) -> Option<TypeId>,
        I: FnMut(Instantiation<'_>) -> Result<TypeId, String>,
    {
        let FfiDataType::Unresolved { base, is_const, is_handle, is_handle_to_const, ref_modifier, column } = self
        else {
            let FfiDataType::Resolved(ty) = self else { unreachable!() };
            return Ok(*ty);
        };
        let column = *column;
        let refused = |reason| TypeError::Refused { reason, column };
        let type_id = match base {
            UnresolvedBaseType::Simple(name) => lookup(*name).ok_or(TypeError::Unknown { name: *name, column })?,
            UnresolvedBaseType::Template { name, args } => {
                let template = lookup(*name).ok_or(TypeError::Unknown { name: *name, column })?;
                let mut resolved = Vec::with_capacity(args.len());
                for arg in args {
                    resolved.push(arg.resolve(lookup, instantiate)?);
                }
                instantiate(Instantiation::Template(template, &resolved)).map_err(refused)?
            }
            UnresolvedBaseType::Array(element) => {
                let element = element.resolve(lookup, instantiate)?;
                instantiate(Instantiation::Array(element)).map_err(refused)?
            }
            UnresolvedBaseType::Child { owner, name } => {
                let owner = owner.resolve(lookup, instantiate)?;
                instantiate(Instantiation::Child(owner.type_id, *name)).map_err(refused)?
            }
        };
        Ok(DataType {
            type_id,
            is_const: *is_const,
            is_handle: *is_handle,
            is_handle_to_const: *is_handle_to_const,
            ref_modifier: *ref_modifier,
        })
    }

    /// Whether both are written with the same words; their places do not matter.
    pub(crate) fn same_words(&self, other: &FfiDataType, map: &impl Fn(Symbol) -> Option<Symbol>) -> bool {
        use FfiDataType::{Resolved, Unresolved};
        if let (Resolved(a), Resolved(b)) = (self, other) {
            return a == b;
        }
        let (
            Unresolved { base: a, is_const: c1, is_handle: h1, is_handle_to_const: k1, ref_modifier: r1, .. },
            Unresolved { base: b, is_const: c2, is_handle: h2, is_handle_to_const: k2, ref_modifier: r2, .. },
        ) = (self, other)
        else {
            return false;
        };
        (c1, h1, k1, r1) == (c2, h2, k2, r2) && a.same_words(b, map)
    }

    /// Adds it to a hash; `None` if a name has no counterpart.
    pub(crate) fn hash_words(&self, hash: &mut impl Hasher, map: &impl Fn(Symbol) -> Option<Symbol>) -> Option<()> {
        match self {
            FfiDataType::Resolved(ty) => {
                let bits = u32::from(ty.is_handle) << 2 | ty.ref_modifier as u32;
                hash.write_u64(u64::from(ty.type_id.0) << 32 | u64::from(bits));
            }
            FfiDataType::Unresolved { base, is_handle, ref_modifier, .. } => {
                hash.write_u32(u32::from(*is_handle) << 2 | *ref_modifier as u32 | 8);
                base.hash_words(hash, map)?;
            }
        }
        Some(())
    }

    /// Every name in it, arguments included, changed by `map`: moves a type to another name table.
    pub fn map_names(&mut self, map: &mut impl FnMut(Symbol) -> Symbol) {
        let FfiDataType::Unresolved { base, .. } = self else { return };
        match base {
            UnresolvedBaseType::Simple(name) => name.symbol = map(name.symbol),
            UnresolvedBaseType::Template { name, args } => {
                name.symbol = map(name.symbol);
                args.iter_mut().for_each(|a| a.map_names(map));
            }
            UnresolvedBaseType::Array(element) => element.map_names(map),
            UnresolvedBaseType::Child { owner, name } => {
                owner.map_names(map);
                *name = map(*name);
            }
        }
    }
}

impl UnresolvedBaseType {
    fn same_words(&self, other: &UnresolvedBaseType, map: &impl Fn(Symbol) -> Option<Symbol>) -> bool {
        use UnresolvedBaseType::{Array, Child, Simple, Template};
        match (self, other) {
            (Simple(a), Simple(b)) => Some(a.symbol) == map(b.symbol),
            (Template { name: a, args: x }, Template { name: b, args: y }) => {
                Some(a.symbol) == map(b.symbol)
                    && x.len() == y.len()
                    && x.iter().zip(y).all(|(a, b)| a.same_words(b, map))
            }
            (Array(a), Array(b)) => a.same_words(b, map),
            (Child { owner: a, name: x }, Child { owner: b, name: y }) => Some(*x) == map(*y) && a.same_words(b, map),
            _ => false,
        }
    }

    fn hash_words(&self, hash: &mut impl Hasher, map: &impl Fn(Symbol) -> Option<Symbol>) -> Option<()> {
        match self {
            UnresolvedBaseType::Simple(name) => hash.write_u32(map(name.symbol)?.0),
            UnresolvedBaseType::Template { name, args } => {
                hash.write_u32(map(name.symbol)?.0);
                for arg in args {
                    arg.hash_words(hash, map)?;
                }
            }
            UnresolvedBaseType::Array(element) => element.hash_words(hash, map)?,
            UnresolvedBaseType::Child { owner, name } => {
                hash.write_u32(map(*name)?.0);
                owner.hash_words(hash, map)?;
            }
        }
        Some(())
    }
}

/// A type made of others, as [`FfiDataType::resolve`] asks for it.
#[derive(Clone, Copy, Debug)]
pub enum Instantiation<'a> {
    /// An instance of a template.
    Template(TypeId, &'a [DataType]),
    /// The default array over an element type.
    Array(DataType),
    /// The child type of this name.
    Child(TypeId, Symbol),
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOO: FfiName = FfiName::simple(Symbol(5));
    const ARRAY: FfiName = FfiName::simple(Symbol(6));

    fn lookup(name: FfiName) -> Option<TypeId> {
        match name {
            FOO => Some(TypeId(20)),
            ARRAY => Some(TypeId(21)),
            _ => None,
        }
    }

    #[test]
    fn resolving_keeps_every_modifier() {
        let ty = FfiDataType::named(FOO, 3).with_const(true).handle().with_ref(RefModifier::Out);
        let ty = ty.resolve(&lookup, &mut |_| Err(String::new())).unwrap();
        assert_eq!(ty.type_id, TypeId(20));
        assert!(ty.is_handle && ty.is_handle_to_const && !ty.is_const);
        assert_eq!(ty.ref_modifier, RefModifier::Out);
    }

    #[test]
    fn template_arguments_are_resolved_from_the_inside() {
        let inner = FfiDataType::unresolved(
            UnresolvedBaseType::Template { name: ARRAY, args: [FfiDataType::named(FOO, 0).handle()].into() },
            0,
        );
        let outer = FfiDataType::unresolved(
            UnresolvedBaseType::Template { name: ARRAY, args: [inner, FfiDataType::Resolved(DataType::INT)].into() },
            0,
        );
        let mut made = Vec::new();
        let ty = outer.resolve(&lookup, &mut |i| {
            let Instantiation::Template(t, args) = i else { panic!() };
            made.push((t, args.to_vec()));
            Ok(TypeId(29 + made.len() as u32))
        });
        assert_eq!(ty, Ok(DataType::of(TypeId(31))));
        assert_eq!(made[0], (TypeId(21), vec![DataType::of(TypeId(20)).handle()]));
        assert_eq!(made[1], (TypeId(21), vec![DataType::of(TypeId(30)), DataType::INT]));
    }

    #[test]
    fn unknown_names_are_told_with_their_place() {
        let unknown = FfiName::simple(Symbol(9));
        let inner = FfiDataType::named(unknown, 17);
        let ty = FfiDataType::unresolved(UnresolvedBaseType::Template { name: ARRAY, args: [inner].into() }, 11);
        let error = ty.resolve(&lookup, &mut |_| Ok(TypeId(1)));
        assert_eq!(error, Err(TypeError::Unknown { name: unknown, column: 17 }));
    }
}
