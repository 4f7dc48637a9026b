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

use crate::base::{Diagnostic, FrozenInterner, Interner, InternerSpace};
use crate::syntax::{HeredocTrim, NamedArguments, ParseOptions};
use crate::types::{Declarations, EngineProperties, RegistrationError, ReturnCode};

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
