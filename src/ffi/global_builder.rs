//! Global properties, namespaces, and what literals mean.

use super::convert::Conversion;
use super::enum_builder::is_identifier;
use super::{Registrar, syntax_error};
use crate::base::{NamespaceId, Symbol};
use crate::syntax::ast::RefMode;
use crate::syntax::parse_property_decl;
use crate::types::{FfiGlobalDef, Keep, RegistrationError, ReturnCode, StringFactory};

impl Registrar<'_> {
    /// Registers a global property.
    pub fn register_global(&mut self, text: &str, address: usize) -> Result<(), RegistrationError> {
        if address == 0 {
            let message = "the address of a global property is null";
            return Err(RegistrationError::new(ReturnCode::InvalidArgument, text, message));
        }
        let pool = self.decls.names_mut();
        let base = pool.base().clone();
        let (name, path, data_type) = self.scratch.with(&base, |arena, interner, options| {
            let parsed = parse_property_decl(arena, interner, text.as_bytes(), options)
                .map_err(|d| syntax_error(ReturnCode::InvalidDeclaration, text, &d))?;
            let mut c = Conversion { interner, pool, text };
            if parsed.is_ref {
                let column = parsed.ty.span.hi;
                return Err(c.error(ReturnCode::InvalidType, column, "a global property is not a reference"));
            }
            let (data_type, auto_handle) = c.data_type(&parsed.ty, RefMode::None)?;
            if auto_handle || !parsed.scope.args.is_empty() {
                return Err(c.invalid(0, "expected 'Type name'"));
            }
            let scope = &parsed.scope;
            let path: Option<(bool, Box<[Symbol]>)> = if scope.is_none() {
                None
            } else {
                Some((scope.global, scope.path.iter().map(|i| c.symbol(i.name)).collect()))
            };
            Ok((c.symbol(parsed.name.name), path, data_type))
        })?;
        let namespace = self.scope_namespace(path);
        let def = FfiGlobalDef {
            name,
            namespace,
            data_type,
            address,
            access_mask: self.decls.access_mask(),
            declaration: self.decls.add_text(text),
        };
        self.decls.add_global(def)
    }

    /// Changes the namespace that following declarations go to: `A::B`, or empty for the global one.
    pub fn set_namespace(&mut self, path: &str) -> Result<(), RegistrationError> {
        let names: Vec<&str> = if path.is_empty() { Vec::new() } else { path.split("::").collect() };
        if names.iter().any(|name| !is_identifier(name)) {
            let message = "a namespace is a name, or several with '::' between them";
            return Err(RegistrationError::new(ReturnCode::InvalidDeclaration, path, message));
        }
        let mut namespace = NamespaceId::GLOBAL;
        for name in names {
            let name = self.decls.names_mut().intern(name);
            namespace = self.decls.add_namespace(namespace, name);
        }
        self.decls.set_namespace(namespace);
        Ok(())
    }

    /// Keeps something of the host as long as what was registered can be used.
    pub fn keep_alive(&mut self, thing: Keep) {
        self.decls.keep_alive(thing);
    }

    /// Changes the access mask of following declarations; gives the old one.
    pub fn set_access_mask(&mut self, mask: u32) -> u32 {
        self.decls.set_access_mask(mask)
    }

    /// Starts a named group; see [`Declarations::begin_group`](crate::types::Declarations::begin_group).
    pub fn begin_group(&mut self, name: &str) -> Result<(), RegistrationError> {
        self.decls.begin_group(name)
    }

    /// Ends the open group.
    pub fn end_group(&mut self) -> Result<(), RegistrationError> {
        self.decls.end_group()
    }

    /// Sets the type of string literals and what makes them.
    pub fn set_string_factory(&mut self, ty: &str, factory: StringFactory) -> Result<(), RegistrationError> {
        let owner = self.owner(ty)?;
        self.decls.set_string_factory(owner, factory)
    }

    /// Sets the template that `T[]` means.
    pub fn set_default_array(&mut self, ty: &str) -> Result<(), RegistrationError> {
        let owner = self.owner(ty)?;
        self.decls.set_default_array(owner);
        Ok(())
    }
}
