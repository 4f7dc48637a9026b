//! The registration phase of a host and what is left of it when it is over.
#![forbid(unsafe_code)]

use std::sync::{Arc, Mutex, OnceLock};

use crate::base::{FunctionId, NamespaceId};
use crate::ffi::{Register, Registrar, Scratch};
use crate::module::Module;
use crate::semantic::body::check_default_arguments;
use crate::semantic::{BuildSpace, CompileOptions, Shadowing};
use crate::types::{
    CallConvention, DataType, EngineProperties, FfiRegistry, FfiRegistryBuilder, InvalidProperty, RegistrationError,
    ResolutionError, ResolutionErrorKind, StringFactory, TypeKind,
};
use crate::vm::native::{NativePlan, Signature, SignatureError};
use crate::vm::{RuntimeTypes, VmRef};

/// Why a call on a [`Context`] failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContextError {
    /// The context is sealed: nothing can be registered any more.
    #[error("the context is sealed: nothing can be registered any more")]
    AlreadySealed,
    /// A registration is wrong by itself.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
    /// Registrations do not fit together. All problems, in the order of registration.
    #[error("{}", list(.0))]
    Unresolved(Vec<ResolutionError>),
    /// An engine property does not exist, or cannot have the value.
    #[error(transparent)]
    Property(#[from] InvalidProperty),
}

fn list(errors: &[ResolutionError]) -> String {
    let mut text = format!("{} cannot be resolved", crate::base::counted(errors.len(), "registration"));
    for error in errors {
        text.push_str("\n  ");
        text.push_str(&error.to_string());
    }
    text
}

/// The registrations went down with an attempt at sealing that panicked.
fn interrupted() -> ResolutionError {
    ResolutionError {
        kind: ResolutionErrorKind::Internal,
        declaration: String::new(),
        column: 0,
        message: "sealing was interrupted by a panic".into(),
        suggestions: Vec::new(),
    }
}

/// The registration phase.
#[derive(Default)]
struct Open {
    builder: Option<FfiRegistryBuilder>,
    scratch: Scratch,
}

/// A host's API: first it is registered, then sealed, then units are built against it.
///
/// Registering needs the context alone (`&mut`). Sealing and everything after it is possible from any number of threads
/// at once. Dropping the context leaves alone whoever still holds its registry.
///
/// The registration calls are those of [`Register`].
#[derive(Default)]
pub struct Context {
    /// Which add-ons were installed so far: what connects two of them comes with the second.
    pub(crate) addons: u32,
    /// The lock is for sealing by several threads at once; a sealed context never takes it.
    open: Mutex<Open>,
    sealed: OnceLock<Result<Arc<FfiRegistry>, Vec<ResolutionError>>>,
    /// What VMs need of the registry, shared by all programs.
    runtime: OnceLock<Arc<RuntimeTypes>>,
    /// The same of the context that this one extends.
    parent: Option<Arc<RuntimeTypes>>,
    properties: EngineProperties,
    shadowing: Shadowing,
    build_threads: usize,
    space: Arc<BuildSpace>,
}

impl Context {
    /// A context in which nothing is registered.
    pub fn new() -> Context {
        Context::over(FfiRegistryBuilder::new(), EngineProperties::default(), None)
    }

    fn over(builder: FfiRegistryBuilder, properties: EngineProperties, parent: Option<Arc<RuntimeTypes>>) -> Context {
        Context {
            addons: 0,
            open: Mutex::new(Open { builder: Some(builder), scratch: Scratch::new() }),
            sealed: OnceLock::new(),
            runtime: OnceLock::new(),
            parent,
            properties,
            shadowing: Shadowing::default(),
            build_threads: 0,
            space: Arc::default(),
        }
    }

    /// A new context in its registration phase that has everything of this one. Nothing is copied, and units of this
    /// context are not affected. Seals this context if it is not sealed yet.
    ///
    /// # Errors
    ///
    /// Sealing failed.
    pub fn extend(&self) -> Result<Context, ContextError> {
        let runtime = self.runtime()?;
        let mut extended =
            Context::over(FfiRegistryBuilder::extending(runtime.ffi().clone()), self.properties, Some(runtime));
        extended.shadowing = self.shadowing;
        extended.build_threads = self.build_threads;
        Ok(extended)
    }

    /// Whether a default argument that names what does not exist is no problem until a call needs it, as it is in the
    /// reference. Off at first: sealing reports it.
    ///
    /// # Errors
    ///
    /// The context is sealed.
    pub fn set_lazy_defaults(&mut self, lazy: bool) -> Result<(), ContextError> {
        self.open()?.0.set_lazy_defaults(lazy);
        Ok(())
    }

    fn open(&mut self) -> Result<(&mut FfiRegistryBuilder, &mut Scratch), ContextError> {
        let open = self.open.get_mut().unwrap_or_else(|poisoned| poisoned.into_inner());
        match &mut open.builder {
            Some(builder) => Ok((builder, &mut open.scratch)),
            None => Err(ContextError::AlreadySealed),
        }
    }

    /// Namespace and access mask of what is registered next.
    pub(crate) fn place(&mut self) -> Result<(NamespaceId, u32), ContextError> {
        let declarations = self.open()?.0.declarations();
        Ok((declarations.namespace(), declarations.access_mask()))
    }

    /// Goes back to a place.
    pub(crate) fn set_place(&mut self, (namespace, mask): (NamespaceId, u32)) -> Result<(), ContextError> {
        let declarations = self.open()?.0.declarations_mut();
        declarations.set_namespace(namespace);
        declarations.set_access_mask(mask);
        Ok(())
    }

    /// Whether a named group was begun and not ended.
    pub(crate) fn has_open_group(&mut self) -> Result<bool, ContextError> {
        Ok(self.open()?.0.declarations().group_name().is_some())
    }

    /// Registers everything of a bundle.
    ///
    /// # Errors
    ///
    /// The context is sealed, or a name of the bundle is taken; nothing is registered then.
    pub fn install(&mut self, module: &Module) -> Result<(), ContextError> {
        let (builder, _) = self.open()?;
        Ok(module.install_into(builder)?)
    }

    /// What makes string literals, as far as is registered yet.
    ///
    /// # Errors
    ///
    /// The context is sealed.
    pub fn string_factory(&mut self) -> Result<Option<StringFactory>, ContextError> {
        Ok(self.open()?.0.declarations().string_factory())
    }

    /// How many declarations were registered so far.
    ///
    /// # Errors
    ///
    /// The context is sealed.
    pub fn declaration_count(&mut self) -> Result<usize, ContextError> {
        Ok(self.open()?.0.declarations().len())
    }

    /// Whether registering is over.
    pub fn is_sealed(&self) -> bool {
        self.sealed.get().is_some()
    }

    /// Resolves all registrations and ends the registration phase. Sealing again does nothing.
    ///
    /// # Errors
    ///
    /// All registrations that do not fit together; the context is of no use then but for asking again.
    pub fn seal(&self) -> Result<(), ContextError> {
        self.sealed().map(|_| ())
    }

    /// The sealed registry; seals the context if it is not sealed yet. Units are built against it, and keep it alive.
    ///
    /// # Errors
    ///
    /// See [`Context::seal`].
    pub fn sealed(&self) -> Result<Arc<FfiRegistry>, ContextError> {
        let result = self.sealed.get_or_init(|| {
            let mut open = self.open.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            let builder = open.builder.take();
            open.scratch = Scratch::new();
            drop(open);
            let Some(mut builder) = builder else { return Err(vec![interrupted()]) };
            builder.set_properties(self.properties);
            let lazy = builder.has_lazy_defaults();
            let (registry, mut problems) = builder.build_with_problems();
            let Some(registry) = registry.map(Arc::new) else { return Err(problems) };
            if !lazy {
                let options = CompileOptions::new(&self.properties, self.shadowing, u32::MAX);
                let may_have_twins = !problems.is_empty();
                problems.append(&mut check_default_arguments(&registry, options, may_have_twins));
            }
            problems.append(&mut check_native_signatures(&registry));
            if problems.is_empty() { Ok(registry) } else { Err(problems) }
        });
        match result {
            Ok(registry) => Ok(registry.clone()),
            Err(errors) => Err(ContextError::Unresolved(errors.clone())),
        }
    }

    /// The sealed registry, if the context is sealed.
    pub fn registry(&self) -> Option<&Arc<FfiRegistry>> {
        self.sealed.get()?.as_ref().ok()
    }

    /// What programs and VMs need of the sealed registry; seals the context if it is not sealed yet.
    ///
    /// # Errors
    ///
    /// See [`Context::seal`].
    pub fn runtime(&self) -> Result<Arc<RuntimeTypes>, ContextError> {
        let registry = self.sealed()?;
        Ok(self.runtime.get_or_init(|| RuntimeTypes::new(registry, self.parent.clone())).clone())
    }

    /// A new VM; seals the context if it is not sealed yet. The engine properties about running are taken as they are now:
    /// the sizes of stacks, how deep executions nest, whether linking initialises global variables, and whether the host may assign to objects of
    /// reference types.
    ///
    /// # Errors
    ///
    /// See [`Context::seal`].
    pub fn new_vm(&self) -> Result<VmRef, ContextError> {
        let vm = VmRef::new(self.runtime()?);
        let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
        if self.properties.max_stack_size > 0 {
            vm.set_stack_slots((self.properties.max_stack_size / 8) as usize);
        }
        vm.set_max_depth(number(self.properties.max_call_stack_size));
        vm.set_nested_limit(number(self.properties.max_nested_calls));
        vm.heap().set_automatic(self.properties.auto_garbage_collect);
        vm.set_initialises_on_link(self.properties.init_global_vars_after_build);
        vm.set_assigns_references(!self.properties.disallow_value_assign_for_ref_type);
        Ok(vm)
    }

    /// Memory that builds leave for the next.
    pub(crate) fn build_space(&self) -> &Arc<BuildSpace> {
        &self.space
    }

    /// What a script declaration does that has the name of a registered entity. Warns unless set.
    pub fn shadowing(&self) -> Shadowing {
        self.shadowing
    }

    /// Sets what a script declaration does that has the name of a registered entity; units made later follow it.
    pub fn set_shadowing(&mut self, shadowing: Shadowing) {
        self.shadowing = shadowing;
    }

    /// How many threads may work on one large unit; 0, as it is unless set, for as many as the machine has, up to eight. Small
    /// units are built by the calling thread alone. What is built does not depend on it.
    pub fn build_threads(&self) -> usize {
        self.build_threads
    }

    /// Sets how many threads may work on one large unit; units made later follow it.
    pub fn set_build_threads(&mut self, threads: usize) {
        self.build_threads = threads;
    }

    /// The engine properties. Units take them as they are when the unit is made; those that matter for registering, as
    /// they are when the context is sealed.
    pub fn properties(&self) -> &EngineProperties {
        &self.properties
    }

    /// The engine properties, to change them. Possible at any time.
    pub fn properties_mut(&mut self) -> &mut EngineProperties {
        &mut self.properties
    }

    /// Sets an engine property by its number.
    ///
    /// # Errors
    ///
    /// No such property, or a value it cannot have.
    pub fn set_property(&mut self, property: u32, value: u64) -> Result<(), ContextError> {
        Ok(self.properties.set(property, value)?)
    }
}

impl Register for Context {
    type Error = ContextError;

    fn registrar(&mut self) -> Result<Registrar<'_>, ContextError> {
        let properties = self.properties;
        let (builder, scratch) = self.open()?;
        scratch.set_properties(&properties);
        Ok(Registrar::new(builder.declarations_mut(), scratch))
    }
}

/// Native functions with more arguments by value than a call of this platform can pass.
fn check_native_signatures(registry: &FfiRegistry) -> Vec<ResolutionError> {
    // So many words can be passed everywhere.
    const ALWAYS: u32 = 16;
    let first = registry.parent().map_or(0, |p| p.function_count());
    let mut problems = Vec::new();
    for id in (first..registry.function_count()).map(FunctionId) {
        let native = registry.native(id);
        if native.address == 0 || native.convention == CallConvention::Generic {
            continue;
        }
        let def = registry.function(id);
        let words = |ty: DataType| match registry.ty(ty.type_id) {
            _ if ty.is_any() => 2,
            def if def.kind == TypeKind::Value && !ty.is_ref() && !ty.is_handle => def.size.div_ceil(8),
            _ => 1,
        };
        let params = registry.params(def);
        if params.iter().map(|p| words(p.ty)).sum::<u32>() + 2 <= ALWAYS && words(def.ret) <= ALWAYS {
            continue;
        }
        let signature = Signature::new(def, def.ret, params, &|id| registry.ty(id));
        use SignatureError::{ResultTooLarge, TooManyArguments, WindowTooLarge};
        if let Err(wrong @ (ResultTooLarge { .. } | TooManyArguments { .. } | WindowTooLarge)) =
            NativePlan::check(native, &signature)
        {
            problems.push(ResolutionError {
                kind: ResolutionErrorKind::WrongConvention,
                declaration: registry.declaration(id),
                column: 0,
                message: wrong.to_string(),
                suggestions: Vec::new(),
            });
        }
    }
    problems
}
