//! Reusable bundles of registrations.
#![forbid(unsafe_code)]

use crate::ffi::{Register, Registrar, Scratch};
use crate::types::{Declarations, EngineProperties, FfiRegistryBuilder, RegistrationError};

/// A bundle of registrations: an add-on, or a part of a host's API. It is plain data until it is installed, and can be
/// installed into any number of contexts.
///
/// The registration calls are those of [`Register`].
///
/// ```
/// use angel::ffi::{Register, TypeOptions};
/// use angel::module::Module;
/// use angel::types::{FfiRegistryBuilder, NativeFunction};
///
/// let mut math = Module::new();
/// math.set_namespace("Math").unwrap();
/// math.register_function("Vec2 lerp(const Vec2 &in, const Vec2 &in, float t = 0.5f)", NativeFunction::STUB).unwrap();
/// math.register_type("Vec2", TypeOptions::pod(8)).unwrap();
///
/// let mut builder = FfiRegistryBuilder::new();
/// math.install_into(&mut builder).unwrap();
/// let registry = builder.build().unwrap();
/// assert_eq!(registry.function_count(), 1);
/// ```
#[derive(Default)]
pub struct Module {
    declarations: Declarations,
    scratch: Scratch,
}

impl Module {
    /// An empty bundle.
    pub fn new() -> Module {
        Module::default()
    }

    /// What it holds.
    pub fn declarations(&self) -> &Declarations {
        &self.declarations
    }

    /// The engine properties by which declarations are read from now on, as far as they matter for reading: whether
    /// `'c'` is a number (5), for one. Those of the language if this is not called.
    pub fn set_properties(&mut self, properties: &EngineProperties) {
        self.scratch.set_properties(properties);
    }

    /// Adds everything it holds to a builder. Nothing is changed in the bundle.
    ///
    /// # Errors
    ///
    /// A name that is taken in the builder. Nothing is added then.
    pub fn install_into(&self, builder: &mut FfiRegistryBuilder) -> Result<(), RegistrationError> {
        builder.install(&self.declarations)
    }
}

impl Register for Module {
    type Error = RegistrationError;

    fn registrar(&mut self) -> Result<Registrar<'_>, RegistrationError> {
        Ok(Registrar::new(&mut self.declarations, &mut self.scratch))
    }
}
