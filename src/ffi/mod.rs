//! Declaration texts of a host, turned into owned definitions.
//!
//! Texts are parsed with the language's own grammar into an arena that is reused for every declaration, and are turned
//! into definitions of [`crate::types`] at once; nothing of the tree outlives a call.
//!
//! [`Register`] is what a host sees: [`Module`](crate::module::Module) and [`Context`](crate::context::Context) both
//! have its methods.
#![forbid(unsafe_code)]

mod class_builder;
mod convert;
mod enum_builder;
mod expr_builder;
mod function_builder;
mod global_builder;
mod register;

pub use class_builder::{PropertyPlace, TypeOptions};
pub use convert::Conversion;
pub use register::Register;

use std::sync::Arc;

use bumpalo::Bump;

use crate::base::{Diagnostic, FrozenInterner, Interner, InternerSpace, NamespaceId, TypeId};
use crate::syntax::ast::RefMode;
use crate::syntax::{HeredocTrim, NamedArguments, ParseOptions, parse_type_decl};
use crate::types::{
    DataType, Declarations, EngineProperties, FfiName, FfiRegistry, Instantiation, NamePool, RegistrationError,
    ReturnCode, TypeError,
};

/// What parsing declarations needs for a moment, kept from one to the next.
#[derive(Default)]
pub struct Scratch {
    arena: Bump,
    space: InternerSpace,
    options: ParseOptions,
}

impl Scratch {
    /// Nothing kept yet; declarations are read by the language's default rules.
    pub fn new() -> Scratch {
        Scratch::default()
    }

    /// Reads declarations under these properties from now on.
    pub fn set_properties(&mut self, properties: &EngineProperties) {
        self.options = parse_options(properties);
    }

    /// Runs `f` with an empty arena and names that continue after `base`.
    fn with<R>(
        &mut self,
        base: &Arc<FrozenInterner>,
        f: impl for<'a> FnOnce(&'a Bump, &mut Interner<'a>, &ParseOptions) -> R,
    ) -> R {
        let space = std::mem::take(&mut self.space);
        let mut names = Interner::with_space(base.clone(), &self.arena, space);
        let result = f(&self.arena, &mut names, &self.options);
        self.space = names.into_space();
        self.arena.reset();
        result
    }
}

/// Adds declarations to a bundle. [`Register`] gives it to hosts.
pub struct Registrar<'r> {
    decls: &'r mut Declarations,
    scratch: &'r mut Scratch,
}

impl<'r> Registrar<'r> {
    /// Adds to `declarations`.
    pub fn new(declarations: &'r mut Declarations, scratch: &'r mut Scratch) -> Registrar<'r> {
        Registrar { decls: declarations, scratch }
    }

    /// What was added so far.
    pub fn declarations(&self) -> &Declarations {
        self.decls
    }
}

/// How texts are read under these properties.
pub fn parse_options(properties: &EngineProperties) -> ParseOptions {
    ParseOptions {
        char_literals: properties.use_character_literals,
        multiline_strings: properties.allow_multiline_strings,
        implicit_handles: properties.allow_implicit_handle_types,
        utf8: properties.script_scanner != 0,
        utf16_strings: properties.string_encoding != 0,
        named_arguments: match properties.alter_syntax_named_args {
            0 => NamedArguments::Colon,
            1 => NamedArguments::EqualsWarned,
            _ => NamedArguments::Equals,
        },
        unicode_identifiers: properties.allow_unicode_identifiers,
        heredoc_trim: match properties.heredoc_trim_mode {
            0 => HeredocTrim::Never,
            1 => HeredocTrim::Multiline,
            _ => HeredocTrim::Always,
        },
        foreach: properties.foreach_support != 0,
        digit_separators: properties.digit_separators,
        ..ParseOptions::default()
    }
}

/// A type of a sealed registry by its text, as scripts would write it in a namespace: `const array<Math::Vec2>@`. Used
/// for reflection: instances that nobody has named yet are made.
///
/// # Errors
///
/// The text cannot be read, names what does not exist, or is an instance that its template refuses.
pub fn find_type(registry: &FfiRegistry, namespace: NamespaceId, text: &str) -> Result<DataType, RegistrationError> {
    find_type_among(registry, namespace, text, None)
}

/// Types of a script for [`find_type_among`].
pub struct ScriptNames<'a> {
    /// The type of a name with its namespaces.
    pub find: &'a dyn Fn(&str) -> Option<TypeId>,
    /// The instance of a registered template over arguments some of which are types of the script, if the script has it.
    pub instance: &'a dyn Fn(TypeId, &[DataType]) -> Option<TypeId>,
}

/// The same for a script, whose types come before those of the registry.
///
/// # Errors
///
/// As [`find_type`]; of types of the script there are only those instances that it has.
pub fn find_type_among(
    registry: &FfiRegistry,
    namespace: NamespaceId,
    text: &str,
    script: Option<&ScriptNames<'_>>,
) -> Result<DataType, RegistrationError> {
    let mut pool = NamePool::new(registry.interner().clone());
    let base = registry.interner().clone();
    let ty = Scratch::new().with(&base, |arena, interner, options| {
        let parsed = parse_type_decl(arena, interner, text.as_bytes(), options)
            .map_err(|d| syntax_error(ReturnCode::InvalidType, text, &d))?;
        Conversion { interner, pool: &mut pool, text }.data_type(&parsed, RefMode::None)
    })?;
    let lookup = |name: FfiName| {
        let name = pool.text(name.symbol);
        let found = script.and_then(|s| (s.find)(name.strip_prefix("::").unwrap_or(name)));
        found.or_else(|| registry.find_type(namespace, name))
    };
    let canonical = |ty: DataType| if registry.owns_type(ty.type_id) { registry.canonical(ty) } else { ty };
    let instance = |template: TypeId, args: &[DataType]| {
        let args: Vec<DataType> = args.iter().map(|a| canonical(*a)).collect();
        if registry.owns_type(template) && args.iter().all(|a| registry.owns_type(a.type_id)) {
            return registry.instance(template, &args);
        }
        script
            .and_then(|s| (s.instance)(template, &args))
            .ok_or_else(|| "the script does not have this instance".into())
    };
    let found = ty.0.resolve(&lookup, &mut |what| match what {
        Instantiation::Template(template, args) => instance(template, args),
        Instantiation::Array(_) if registry.default_array().is_none() => Err("there is no default array type".into()),
        Instantiation::Array(element) => instance(registry.default_array(), &[element]),
        Instantiation::Child(owner, _) if !registry.owns_type(owner) => Err("no such type".into()),
        Instantiation::Child(owner, name) => {
            let name = registry.interner().find(pool.text(name));
            name.and_then(|n| registry.child_type(owner, n)).unwrap_or_else(|| Err("no such type".into()))
        }
    });
    match found {
        Ok(ty) => Ok(canonical(ty)),
        Err(TypeError::Unknown { name, column }) => {
            let message = format!("unknown type '{}'", pool.text(name.symbol));
            Err(RegistrationError::at(ReturnCode::InvalidType, text, column, message))
        }
        Err(TypeError::Refused { reason, column }) => {
            Err(RegistrationError::at(ReturnCode::InvalidType, text, column, reason))
        }
    }
}

/// The first mistake of a text as the error of a registration.
fn syntax_error(code: ReturnCode, text: &str, diagnostics: &[Diagnostic]) -> RegistrationError {
    match diagnostics.first() {
        Some(d) if !d.span.is_none() => RegistrationError::at(code, text, d.span.lo, d.text.clone()),
        Some(d) => RegistrationError::new(code, text, d.text.clone()),
        None => RegistrationError::new(code, text, "cannot be read"),
    }
}

#[cfg(test)]
mod tests;
