//! Enums and interfaces.

use super::Registrar;
use crate::syntax::{TokenClass, classify_token};
use crate::types::{FfiEnumValueDef, FfiTypeKind, RegistrationError, ReturnCode};

/// Whether a text is one identifier that is no reserved word (HOST-035).
pub(super) fn is_identifier(text: &str) -> bool {
    matches!(classify_token(text.as_bytes()), (TokenClass::Identifier, len) if len == text.len())
}

impl Registrar<'_> {
    /// Registers an enum.
    pub fn register_enum(&mut self, name: &str) -> Result<(), RegistrationError> {
        self.add_named_type(name, FfiTypeKind::Enum)
    }

    /// Registers a value of an enum.
    pub fn register_enum_value(&mut self, ty: &str, name: &str, value: i32) -> Result<(), RegistrationError> {
        if !is_identifier(name) {
            let column = ty.len() as u32 + 2;
            let text = format!("{ty}::{name}");
            return Err(RegistrationError::at(ReturnCode::InvalidName, &text, column, "expected a name"));
        }
        let owner = self.owner(ty)?;
        let declaration = self.decls.add_text(&format!("{ty}::{name}"));
        let name = self.decls.names_mut().intern(name);
        self.decls.add_enum_value(FfiEnumValueDef { owner, name, value, declaration })
    }

    /// Registers an interface.
    pub fn register_interface(&mut self, name: &str) -> Result<(), RegistrationError> {
        self.add_named_type(name, FfiTypeKind::Interface)
    }
}
