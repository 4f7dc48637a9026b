//! Names and types of the syntax tree as owned ones.

use crate::base::{Interner, Symbol};
use crate::syntax::ast::{Ident, PrimitiveType, RefMode, Scope, TypeBase, TypeExpr, TypeSuffix};
use crate::types::{
    DataType, FfiDataType, FfiName, NamePool, Primitive, RefModifier, RegistrationError, ReturnCode, UnresolvedBaseType,
};

/// A tree's names on their way into a bundle's: what it takes to make definitions of a parsed declaration.
pub struct Conversion<'c, 'a> {
    /// The names the tree was parsed with.
    pub interner: &'c Interner<'a>,
    /// The names of the bundle.
    pub pool: &'c mut NamePool,
    /// The declaration's text.
    pub text: &'c str,
}

impl Conversion<'_, '_> {
    /// An error at an offset into the declaration.
    pub fn error(&self, code: ReturnCode, offset: u32, message: impl Into<String>) -> RegistrationError {
        RegistrationError::at(code, self.text, offset, message)
    }

    pub(super) fn invalid(&self, offset: u32, message: impl Into<String>) -> RegistrationError {
        self.error(ReturnCode::InvalidDeclaration, offset, message)
    }

    /// A name of the tree among the bundle's.
    pub fn symbol(&mut self, symbol: Symbol) -> Symbol {
        // Both continue after the same frozen layer.
        if symbol.0 < self.pool.first() { symbol } else { self.pool.intern(self.interner.text(symbol)) }
    }

    /// A name with its scope.
    pub fn name(&mut self, scope: &Scope<'_>, name: Ident) -> FfiName {
        if scope.is_none() {
            return FfiName::simple(self.symbol(name.name));
        }
        self.joined(scope.global, scope.path.iter().chain([&name]))
    }

    fn joined<'i>(&mut self, global: bool, path: impl Iterator<Item = &'i Ident>) -> FfiName {
        let mut text = String::new();
        let mut count = 0;
        for ident in path {
            if global || count > 0 {
                text.push_str("::");
            }
            count += 1;
            let part = self.interner.text(ident.name);
            text.push_str(part);
            // Looking a scoped name up goes through its parts.
            self.pool.intern(part);
        }
        FfiName { symbol: self.pool.intern(&text), is_qualified: global || count > 1 }
    }

    /// The scope itself as the name of a type.
    pub(super) fn scope_name(&mut self, scope: &Scope<'_>) -> FfiName {
        self.joined(scope.global, scope.path.iter())
    }

    /// The type a scope names, if it can be one: `array<int>::`, `Foo::`.
    pub(super) fn scope_type(&mut self, scope: &Scope<'_>) -> Result<FfiDataType, RegistrationError> {
        let name = self.scope_name(scope);
        let base = if scope.args.is_empty() {
            UnresolvedBaseType::Simple(name)
        } else {
            UnresolvedBaseType::Template { name, args: self.args(scope.args)? }
        };
        Ok(FfiDataType::unresolved(base, scope.span.lo))
    }

    fn args(&mut self, args: &[TypeExpr<'_>]) -> Result<Box<[FfiDataType]>, RegistrationError> {
        let mut list = Vec::with_capacity(args.len());
        for arg in args {
            list.push(self.data_type(arg, RefMode::None)?.0);
        }
        Ok(list.into())
    }

    /// A type as written, and whether it ends in `@+`.
    ///
    /// # Errors
    ///
    /// `auto`, and a handle to a handle.
    pub fn data_type(&mut self, ty: &TypeExpr<'_>, mode: RefMode) -> Result<(FfiDataType, bool), RegistrationError> {
        let column = ty.span.lo;
        let mut current = match ty.base {
            TypeBase::Primitive(p) => FfiDataType::Resolved(DataType::primitive(primitive(p))),
            TypeBase::Any => FfiDataType::Resolved(DataType::ANY),
            TypeBase::Auto | TypeBase::Missing => {
                return Err(self.invalid(column, "'auto' is not a type of a declaration"));
            }
            TypeBase::Name(name) => {
                let base = if ty.scope.args.is_empty() {
                    let full = self.name(ty.scope, name);
                    if ty.args.is_empty() {
                        UnresolvedBaseType::Simple(full)
                    } else {
                        UnresolvedBaseType::Template { name: full, args: self.args(ty.args)? }
                    }
                } else {
                    let owner = Box::new(self.scope_type(ty.scope)?);
                    UnresolvedBaseType::Child { owner, name: self.symbol(name.name) }
                };
                let start = if ty.scope.is_none() { name.span } else { ty.scope.span };
                FfiDataType::unresolved(base, start.lo)
            }
        };
        let mut auto_handle = false;
        // `const` belongs to the object that is used in the end: the array of `const T[]`, the object of `const T@`.
        let mut fixed = false;
        for suffix in ty.suffixes {
            match *suffix {
                TypeSuffix::Array => {
                    let element = if fixed { current.with_const(true) } else { current };
                    (fixed, auto_handle) = (false, false);
                    current = FfiDataType::unresolved(UnresolvedBaseType::Array(Box::new(element)), column);
                }
                TypeSuffix::Handle { is_const, auto_ref } => {
                    if current.is_handle() {
                        return Err(self.invalid(ty.span.lo, "a handle to a handle does not exist"));
                    }
                    current = current.handle();
                    fixed = is_const;
                    auto_handle = auto_ref;
                }
            }
        }
        current = finish(current, ty.is_const, fixed);
        Ok((current.with_ref(ref_modifier(mode)), auto_handle))
    }
}

/// Puts the outer `const` words on a type.
fn finish(ty: FfiDataType, object: bool, handle: bool) -> FfiDataType {
    match ty {
        FfiDataType::Resolved(mut ty) => {
            if ty.is_handle {
                (ty.is_const, ty.is_handle_to_const) = (handle, object);
            } else {
                ty.is_const = object;
            }
            FfiDataType::Resolved(ty)
        }
        FfiDataType::Unresolved { base, is_handle, ref_modifier, column, .. } => FfiDataType::Unresolved {
            base,
            is_const: if is_handle { handle } else { object },
            is_handle,
            is_handle_to_const: is_handle && object,
            ref_modifier,
            column,
        },
    }
}

/// A reference mode as the types know it.
pub(super) fn ref_modifier(mode: RefMode) -> RefModifier {
    match mode {
        RefMode::None => RefModifier::None,
        RefMode::In => RefModifier::In,
        RefMode::Out => RefModifier::Out,
        RefMode::InOut => RefModifier::InOut,
    }
}

fn primitive(p: PrimitiveType) -> Primitive {
    match p {
        PrimitiveType::Void => Primitive::Void,
        PrimitiveType::Bool => Primitive::Bool,
        PrimitiveType::Int8 => Primitive::Int8,
        PrimitiveType::Int16 => Primitive::Int16,
        PrimitiveType::Int32 => Primitive::Int32,
        PrimitiveType::Int64 => Primitive::Int64,
        PrimitiveType::UInt8 => Primitive::UInt8,
        PrimitiveType::UInt16 => Primitive::UInt16,
        PrimitiveType::UInt32 => Primitive::UInt32,
        PrimitiveType::UInt64 => Primitive::UInt64,
        PrimitiveType::Float => Primitive::Float,
        PrimitiveType::Double => Primitive::Double,
    }
}
