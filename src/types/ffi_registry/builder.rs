//! From declarations to a sealed registry.

use std::sync::Arc;

use super::FfiRegistry;
use super::declarations::Declarations;
use super::instances::MAX_LAYERS;
use super::seal::Sealer;
use crate::types::{
    EngineProperties, FfiFunctionDef, FfiTypeDef, RegistrationError, ResolutionError, ResolutionErrorKind,
};

/// Collects what a host registers and turns it into an [`FfiRegistry`].
///
/// Declarations may name types that are registered later; names are resolved when all of them are there, in
/// [`build`](FfiRegistryBuilder::build).
#[derive(Default)]
pub struct FfiRegistryBuilder {
    declarations: Declarations,
    properties: EngineProperties,
    lazy_defaults: bool,
}

impl FfiRegistryBuilder {
    /// Nothing registered.
    pub fn new() -> FfiRegistryBuilder {
        FfiRegistryBuilder::default()
    }

    /// Nothing registered, on top of a sealed registry: its types can be named, and functions may overload its own.
    pub fn extending(parent: Arc<FfiRegistry>) -> FfiRegistryBuilder {
        FfiRegistryBuilder { declarations: Declarations::extending(parent), ..FfiRegistryBuilder::default() }
    }

    /// The registry that is extended.
    pub fn parent(&self) -> Option<&Arc<FfiRegistry>> {
        self.declarations.base.as_ref()
    }

    /// What was registered so far.
    pub fn declarations(&self) -> &Declarations {
        &self.declarations
    }

    /// What was registered so far, to add to it.
    pub fn declarations_mut(&mut self) -> &mut Declarations {
        &mut self.declarations
    }

    /// Adds a type whose names are of these [`declarations`](FfiRegistryBuilder::declarations); gives its row.
    ///
    /// # Errors
    ///
    /// See [`Declarations::add_type`].
    pub fn register_type(&mut self, def: FfiTypeDef) -> Result<u32, RegistrationError> {
        self.declarations.add_type(def)
    }

    /// Adds a function whose names are of these [`declarations`](FfiRegistryBuilder::declarations); gives its row.
    ///
    /// # Errors
    ///
    /// See [`Declarations::add_function`].
    pub fn register_function(&mut self, def: FfiFunctionDef) -> Result<u32, RegistrationError> {
        self.declarations.add_function(def)
    }

    /// Adds a bundle of declarations.
    ///
    /// # Errors
    ///
    /// See [`Declarations::append`].
    pub fn install(&mut self, bundle: &Declarations) -> Result<(), RegistrationError> {
        self.declarations.append(bundle)
    }

    /// The properties that sealing goes by: which functions are property accessors (14), whether `&inout` is allowed for
    /// every type (1).
    pub fn set_properties(&mut self, properties: EngineProperties) {
        self.properties = properties;
    }

    /// Whether a default argument that names what does not exist is no problem until a call needs it, as it is in the
    /// reference (HOST-050). Off at first: sealing reports it.
    pub fn set_lazy_defaults(&mut self, lazy: bool) {
        self.lazy_defaults = lazy;
    }

    /// What [`FfiRegistryBuilder::set_lazy_defaults`] was told.
    pub fn has_lazy_defaults(&self) -> bool {
        self.lazy_defaults
    }

    /// Resolves all names and lays everything out for reading.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, in the order of registration within each sort of declaration.
    pub fn build(self) -> Result<FfiRegistry, Vec<ResolutionError>> {
        match self.build_with_problems() {
            (Some(registry), problems) if problems.is_empty() => Ok(registry),
            (_, problems) => Err(problems),
        }
    }

    /// Like [`FfiRegistryBuilder::build`], but gives the registry also if something in it is wrong: for finding more that
    /// is wrong. What could not be resolved is of the error type there, which nobody reports again.
    pub fn build_with_problems(self) -> (Option<FfiRegistry>, Vec<ResolutionError>) {
        let parent = self.declarations.base.clone();
        if parent.as_ref().is_some_and(|p| p.layer >= MAX_LAYERS) {
            let limit = ResolutionError {
                kind: ResolutionErrorKind::Limit,
                declaration: String::new(),
                column: 0,
                message: format!("a context can be extended {MAX_LAYERS} times at most"),
                suggestions: Vec::new(),
            };
            return (None, vec![limit]);
        }
        let mut declarations = self.declarations;
        let fixed = declarations.intern_fixed_types();
        let (sealed, problems) =
            Sealer::new(&declarations, parent.as_deref(), &self.properties, self.lazy_defaults, &fixed).seal();
        let interner = Arc::new(declarations.names.freeze());
        (Some(sealed.finish(parent, interner, declarations.keep, self.properties.allow_unsafe_references)), problems)
    }
}
