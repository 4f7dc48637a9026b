//! Default arguments.

use super::scope::{Place, Value};
use super::seal::Sealer;
use crate::base::{FunctionId, Symbol, TypeId};
use crate::types::ffi_function::{FfiDefault, NO_OWNER};
use crate::types::{
    DataType, FfiDataType, FfiExpr, FfiName, ParamDef, Primitive, Range, RefModifier, ResolutionErrorKind, TypeFlags,
    TypeKind, UnresolvedBaseType,
};

/// Why an expression cannot be kept as it is.
enum Failed {
    /// It was reported.
    Reported,
    /// Only the source text can tell what it means: a call of a function, a function as a value.
    NeedsText,
}

impl<'d> Sealer<'d> {
    /// Resolves the default arguments of all functions.
    pub fn resolve_defaults(&mut self) {
        let d = self.d;
        let mut params: Vec<(Symbol, TypeId)> = Vec::new();
        for pending in std::mem::take(&mut self.pending) {
            let def = &d.functions[pending.function as usize];
            let Some(default) = &def.params[pending.param as usize].default_value else { continue };
            params.clear();
            let mut owner = TypeId::NONE;
            if def.owner != NO_OWNER {
                let found = &self.owners[def.owner as usize];
                owner = found.ty.unwrap_or(TypeId::NONE);
                params.extend_from_slice(&found.params);
            }
            let place = Place { namespace: self.spaces[def.namespace.index()], params: &params, owner };
            self.types.declaration = def.declaration;
            let offset = default.text.start.saturating_sub(def.declaration.start);
            // What is reported becomes `null`, which nobody looks at again.
            let mut expr = match self.resolve_expr(&default.expr, &place, pending.ty, offset) {
                Ok(expr) => match self.default_mismatch(&expr, pending.ty) {
                    Some(wrong) => {
                        self.invalid_default(offset, wrong);
                        FfiExpr::Null
                    }
                    None => expr,
                },
                Err(Failed::Reported) => FfiExpr::Null,
                Err(Failed::NeedsText) => FfiExpr::Text(d.text(default.text).into()),
            };
            if matches!(expr, FfiExpr::Text(_)) && !self.lazy_defaults && !self.has_all_names(default, &place) {
                expr = FfiExpr::Null;
            }
            if matches!(expr, FfiExpr::Text(_) | FfiExpr::Ident(_)) {
                // It is compiled at the call, where the function was registered (HOST-050).
                self.out.functions[pending.function as usize].namespace = place.namespace;
            }
            self.out.defaults[pending.row as usize] = expr;
        }
    }

    fn invalid_default(&mut self, offset: u32, message: String) {
        let declaration = self.types.declaration;
        self.problems.at(ResolutionErrorKind::InvalidDefault, declaration, offset, message);
    }

    /// What to do about a name that does not exist.
    fn unknown(&mut self, offset: u32, name: FfiName) -> Failed {
        if self.lazy_defaults {
            return Failed::NeedsText;
        }
        self.unknown_name(offset, name);
        Failed::Reported
    }

    fn unknown_name(&mut self, offset: u32, name: FfiName) {
        let (kind, declaration) = (ResolutionErrorKind::UnknownName, self.types.declaration);
        self.problems.unknown(kind, &self.scope, &self.types, declaration, offset, name);
    }

    /// Reports the names that do not exist.
    fn has_all_names(&mut self, default: &FfiDefault, place: &Place<'_>) -> bool {
        let mut good = true;
        for (name, offset) in &default.names {
            if self.scope.find_value(place, *name).is_none() && self.scope.find_type(place, *name).is_none() {
                self.unknown_name(*offset, *name);
                good = false;
            }
        }
        good
    }

    fn resolve_expr(
        &mut self,
        expr: &FfiExpr,
        place: &Place<'_>,
        wanted: DataType,
        offset: u32,
    ) -> Result<FfiExpr, Failed> {
        Ok(match expr {
            FfiExpr::Ident(name) => self.resolve_ident(*name, place, wanted, offset)?,
            FfiExpr::EnumValue { ty, name, .. } => self.resolve_scoped(ty, *name, place, offset)?,
            FfiExpr::Construct { ty, args } => {
                let resolved = match ty {
                    FfiDataType::Unresolved { base: UnresolvedBaseType::Simple(name), is_handle: false, .. } => {
                        match self.scope.find_type(place, *name) {
                            Some(id) => self.types.canonical(DataType::of(id)),
                            None if self.scope.find_value(place, *name).is_some() => return Err(Failed::NeedsText),
                            None => return Err(self.unknown(offset, *name)),
                        }
                    }
                    _ => self.resolve_type(ty, place),
                };
                if resolved.is_error() {
                    return Err(Failed::Reported);
                }
                if let Some(wrong) = self.construct_misfit(resolved, args.len()) {
                    self.invalid_default(offset, wrong);
                    return Err(Failed::Reported);
                }
                let mut list = Vec::with_capacity(args.len());
                for arg in args {
                    list.push(self.resolve_expr(arg, place, DataType::ERROR, offset)?);
                }
                FfiExpr::Construct { ty: FfiDataType::Resolved(resolved), args: list.into() }
            }
            FfiExpr::Unary { op, expr } => {
                FfiExpr::Unary { op: *op, expr: Box::new(self.resolve_expr(expr, place, wanted, offset)?) }
            }
            FfiExpr::Binary { left, op, right } => FfiExpr::Binary {
                left: Box::new(self.resolve_expr(left, place, wanted, offset)?),
                op: *op,
                right: Box::new(self.resolve_expr(right, place, wanted, offset)?),
            },
            other => other.clone(),
        })
    }

    fn resolve_ident(
        &mut self,
        name: FfiName,
        place: &Place<'_>,
        wanted: DataType,
        offset: u32,
    ) -> Result<FfiExpr, Failed> {
        // A value of the parameter's own enum is meant before anything else of that name (ENUM-06).
        if !name.is_qualified && self.types.get(wanted.type_id).kind == TypeKind::Enum {
            if let Some(Value::Enum(ty, value)) = self.scope.value_of_enum(wanted.type_id, name.symbol) {
                return Ok(enum_value(ty, name.symbol, value));
            }
        }
        let last = name.symbol;
        match self.scope.find_value(place, name) {
            Some(Value::Global(id)) => Ok(FfiExpr::Global(id)),
            Some(Value::Enum(ty, value)) => Ok(enum_value(ty, last, value)),
            Some(Value::Property) => Ok(FfiExpr::Ident(name)),
            Some(Value::Functions) => Err(Failed::NeedsText),
            Some(Value::AmbiguousEnum) => {
                let text = self.scope.pool.text(name.symbol);
                self.invalid_default(offset, format!("several enums have a value '{text}'; write 'Enum::{text}'"));
                Err(Failed::Reported)
            }
            Some(Value::Type(id)) => {
                let text = self.type_text(id);
                self.invalid_default(offset, format!("'{text}' is a type, not a value"));
                Err(Failed::Reported)
            }
            None => Err(self.unknown(offset, name)),
        }
    }

    /// `A::b`: a value of enum A, or something in namespace A.
    fn resolve_scoped(
        &mut self,
        ty: &FfiDataType,
        last: Symbol,
        place: &Place<'_>,
        offset: u32,
    ) -> Result<FfiExpr, Failed> {
        if let FfiDataType::Resolved(ty) = ty {
            return match self.scope.value_of_enum(ty.type_id, last) {
                Some(Value::Enum(ty, value)) => Ok(enum_value(ty, last, value)),
                _ => Err(Failed::NeedsText),
            };
        }
        let FfiDataType::Unresolved { base: UnresolvedBaseType::Simple(path), .. } = ty else {
            return Err(Failed::NeedsText);
        };
        let whole = format!("{}::{}", self.scope.pool.text(path.symbol), self.scope.pool.text(last));
        // The whole name is in the pool since the declaration was parsed.
        let Some(symbol) = self.scope.pool.find(&whole) else { return Err(Failed::NeedsText) };
        let name = FfiName { symbol, is_qualified: true };
        match self.scope.find_value(place, name) {
            Some(Value::Enum(ty, value)) => Ok(enum_value(ty, last, value)),
            Some(_) => self.resolve_ident(name, place, DataType::ERROR, offset),
            None => {
                if let Some(id) = self.scope.find_type(place, *path) {
                    let message = format!("'{}' has no value '{}'", self.type_text(id), self.scope.pool.text(last));
                    self.invalid_default(offset, message);
                    return Err(Failed::Reported);
                }
                Err(self.unknown(offset, name))
            }
        }
    }

    /// Why a type cannot be made from so many arguments.
    fn construct_misfit(&self, ty: DataType, count: usize) -> Option<String> {
        let def = self.types.get(ty.type_id);
        let text = || self.show(ty);
        // Instances have the members of their template.
        let def = if def.is_instance() && !def.flags.has(TypeFlags::TEMPLATE) && def.behaviors.constructors.len == 0 {
            let template = self.types.get(def.template);
            if template.is_template() && def.behaviors.factories.len == 0 { template } else { def }
        } else {
            def
        };
        if def.flags.has(TypeFlags::IMPLICIT_HANDLE) && count == 1 {
            return None;
        }
        match def.kind {
            TypeKind::Primitive(Primitive::Void) => Some("'void' has no value".into()),
            TypeKind::Primitive(_) | TypeKind::Enum | TypeKind::TemplateParam(_) => {
                (count > 1).then(|| format!("'{}' takes one value", text()))
            }
            TypeKind::Value | TypeKind::Reference(_) => {
                let range =
                    if def.kind == TypeKind::Value { def.behaviors.constructors } else { def.behaviors.factories };
                let fits = self.constructors(range).any(|params| {
                    let required = params.iter().filter(|p| !p.has_default()).count();
                    required <= count && count <= params.len()
                });
                // Plain bytes can be made without a constructor, and every value can be copied.
                let plain =
                    def.kind == TypeKind::Value && (count == 1 || (count == 0 && def.flags.has(TypeFlags::POD)));
                (!fits && !plain)
                    .then(|| format!("'{}' cannot be made from {}", text(), crate::base::counted(count, "argument")))
            }
            _ => Some(format!("'{}' cannot be made", text())),
        }
    }

    fn constructors(&self, range: Range) -> impl Iterator<Item = &[ParamDef]> {
        let first = self.firsts.function_list;
        let own: &[FunctionId] = match range.start.checked_sub(first) {
            Some(start) => &self.out.function_list[start as usize..(start + range.len) as usize],
            None => self.parent.map_or(&[], |p| p.function_list(range)),
        };
        own.iter().map(move |id| match id.0.checked_sub(self.firsts.functions) {
            Some(row) => self.params_of(&self.out.functions[row as usize]),
            None => self.parent.map_or(&[][..], |p| p.params(p.function(*id))),
        })
    }

    /// Why a literal can never be the value of a parameter.
    fn default_mismatch(&self, expr: &FfiExpr, ty: DataType) -> Option<String> {
        let def = self.types.get(ty.type_id);
        let is_number = matches!(def.kind, TypeKind::Primitive(p) if p.is_number()) && !ty.is_handle;
        let is_bool = ty.is_bool();
        let open = matches!(def.kind, TypeKind::TemplateParam(_) | TypeKind::Any | TypeKind::Error);
        let text = || self.show(ty.value());
        let has_no_place = matches!(
            expr,
            FfiExpr::String(_)
                | FfiExpr::Bool(_)
                | FfiExpr::Int(_)
                | FfiExpr::UInt(_)
                | FfiExpr::Float(_)
                | FfiExpr::Double(_)
                | FfiExpr::EnumValue { .. }
                | FfiExpr::Unary { .. }
                | FfiExpr::Binary { .. }
        );
        if ty.ref_modifier == RefModifier::Out && has_no_place {
            return Some(
                "an '&out' parameter gives its value to the argument, and this is nothing that can take one".into(),
            );
        }
        let (bad, what) = match expr {
            FfiExpr::Null => {
                let nullable = ty.is_handle
                    || def.kind == TypeKind::Funcdef
                    || def.flags.has(TypeFlags::AS_HANDLE)
                    || def.flags.has(TypeFlags::IMPLICIT_HANDLE);
                (!nullable, "null")
            }
            FfiExpr::String(_) => (is_number || is_bool || def.kind == TypeKind::Enum, "a string"),
            FfiExpr::Bool(_) => (is_number || def.kind == TypeKind::Enum, "a bool"),
            FfiExpr::Int(_) | FfiExpr::UInt(_) | FfiExpr::Float(_) | FfiExpr::Double(_) => (ty.is_handle, "a number"),
            _ => (false, ""),
        };
        (bad && !open).then(|| format!("{what} cannot be the default of a '{}'", text()))
    }
}

fn enum_value(ty: TypeId, name: Symbol, value: i64) -> FfiExpr {
    FfiExpr::EnumValue { ty: FfiDataType::Resolved(DataType::of(ty)), name, value }
}
