//! `as_context`: the registration phase, and the sealed API that comes out of it.

use std::ffi::c_char;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use super::error::{ApiError, Detail, Result, as_error, as_status, fail};
use super::guard;
use super::handle::{self, Header, handle_kind};
use super::module::as_module;
use super::native::UserData;
use super::options::as_option;
use super::register::{Target, register};
use super::text::as_str;
use super::version::{AS_VERSION, is_compatible};
use crate::context::{Context, ContextError};
use crate::ffi::{Register, Registrar};
use crate::semantic::Shadowing;
use crate::types::{EngineProperties, FfiRegistry, RegistrationError, ResolutionError, ReturnCode};
use crate::vm::RuntimeTypes;

/// A host's API: first it is registered, then sealed, and from then on units are built against it.
///
/// Counted. Registering needs the context for one thread alone; a sealed context may be used by any number of threads at
/// once, through all functions. Units and VMs made from a context keep what they need of it.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_context {
    header: Header,
    open: Mutex<Open>,
    sealed: OnceLock<Result<Arc<Api>, SealFailure>>,
}

handle_kind!(as_context, b"ASct");

/// The registration phase.
struct Open {
    context: Context,
    options: Options,
    parent: Option<Arc<Api>>,
    namespace: String,
    access_mask: u32,
}

/// What a context is set to.
#[derive(Clone, Copy)]
pub struct Options {
    /// Properties with numbers of their own.
    pub properties: EngineProperties,
    /// What a script declaration does that has the name of a registered one.
    pub shadowing: Shadowing,
}

/// A sealed API with everything that must live as long as it.
pub struct Api {
    /// The registry.
    pub ffi: Arc<FfiRegistry>,
    /// Its types as VMs know them.
    pub types: Arc<RuntimeTypes>,
    /// Options of units built with it.
    pub options: Options,
    parent: Option<Arc<Api>>,
}

/// Why sealing failed, kept for everybody who asks again.
struct SealFailure(Vec<ResolutionError>);

impl as_context {
    fn with(context: Context, options: Options, parent: Option<Arc<Api>>) -> as_context {
        as_context {
            header: handle::header::<as_context>(),
            open: Mutex::new(Open {
                context,
                options,
                parent,
                namespace: String::new(),
                access_mask: u32::MAX,
            }),
            sealed: OnceLock::new(),
        }
    }

    fn open(&self) -> Result<MutexGuard<'_, Open>> {
        if self.sealed.get().is_some() {
            return Err(sealed_already());
        }
        Ok(self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The sealed API; seals the context if that has not happened yet.
    pub fn api(&self) -> Result<&Arc<Api>> {
        match self.sealed.get_or_init(|| self.seal()) {
            Ok(api) => Ok(api),
            Err(failure) => Err(failure.error()),
        }
    }

    fn seal(&self) -> Result<Arc<Api>, SealFailure> {
        let mut open = self.lock();
        *open.context.properties_mut() = open.options.properties;
        match open.context.sealed() {
            Ok(ffi) => {
                let parent = open.parent.clone();
                Ok(Arc::new(Api { types: RuntimeTypes::new(ffi.clone(), parent.as_ref().map(|p| p.types.clone())), ffi, options: open.options, parent }))
            }
            Err(ContextError::Unresolved(errors)) => Err(SealFailure(errors)),
            Err(_) => Err(SealFailure(Vec::new())),
        }
    }
}

impl Api {
    /// Whether an API is this one or one that this one extends.
    pub fn includes(&self, other: &Arc<Api>) -> bool {
        std::ptr::eq(self, &**other) || self.parent.as_ref().is_some_and(|p| p.includes(other))
    }
}

impl Target for as_context {
    fn register(
        &self,
        user_data: Option<UserData>,
        body: impl FnOnce(&mut Registrar<'_>) -> Result<(), RegistrationError>,
    ) -> Result<()> {
        let mut open = self.open()?;
        register(&mut open.context.registrar().map_err(context_error)?, user_data, body)
    }
}

#[cold]
fn sealed_already() -> ApiError {
    ApiError::new(as_status::AS_ERROR_ALREADY_SEALED, ContextError::AlreadySealed.to_string())
}

impl SealFailure {
    #[cold]
    fn error(&self) -> ApiError {
        resolution_errors(&self.0)
    }
}

impl From<ReturnCode> for as_status {
    fn from(code: ReturnCode) -> as_status {
        match code {
            ReturnCode::Error => as_status::AS_ERROR_GENERAL,
            ReturnCode::InvalidArgument => as_status::AS_ERROR_INVALID_ARGUMENT,
            ReturnCode::NoFunction => as_status::AS_ERROR_NO_FUNCTION,
            ReturnCode::NotSupported => as_status::AS_ERROR_NOT_SUPPORTED,
            ReturnCode::InvalidName => as_status::AS_ERROR_INVALID_NAME,
            ReturnCode::NameTaken => as_status::AS_ERROR_NAME_TAKEN,
            ReturnCode::InvalidDeclaration => as_status::AS_ERROR_INVALID_DECLARATION,
            ReturnCode::InvalidObject => as_status::AS_ERROR_INVALID_OBJECT,
            ReturnCode::InvalidType => as_status::AS_ERROR_INVALID_TYPE,
            ReturnCode::AlreadyRegistered => as_status::AS_ERROR_ALREADY_REGISTERED,
            ReturnCode::InvalidConfiguration => as_status::AS_ERROR_INVALID_CONFIGURATION,
            ReturnCode::IllegalBehavior => as_status::AS_ERROR_ILLEGAL_BEHAVIOR,
            ReturnCode::WrongCallingConvention => as_status::AS_ERROR_WRONG_CONVENTION,
        }
    }
}

impl From<RegistrationError> for ApiError {
    #[cold]
    fn from(error: RegistrationError) -> ApiError {
        let text = error.to_string();
        let status = error.code.into();
        let detail = Detail { status, message: error.message, declaration: error.declaration, column: error.column };
        ApiError::with_details(status, text, vec![detail])
    }
}

/// All that sealing found, as one error.
fn resolution_errors(errors: &[ResolutionError]) -> ApiError {
    let text = ContextError::Unresolved(errors.to_vec()).to_string();
    let detail = |error: &ResolutionError| Detail {
        status: error.code().into(),
        message: error.to_string(),
        declaration: error.declaration.clone(),
        column: error.column,
    };
    ApiError::with_details(as_status::AS_ERROR_INVALID_CONFIGURATION, text, errors.iter().map(detail).collect())
}

fn context_error(error: ContextError) -> ApiError {
    match error {
        ContextError::AlreadySealed => sealed_already(),
        ContextError::Registration(error) => error.into(),
        ContextError::Unresolved(errors) => resolution_errors(&errors),
        ContextError::Property(error) => ApiError::new(as_status::AS_ERROR_INVALID_ARGUMENT, error.to_string()),
    }
}

/// A new context in which nothing is registered. The caller owns it.
///
/// `version`: `AS_VERSION`. NULL if the library that is loaded is not compatible with the header.
#[unsafe(no_mangle)]
pub extern "C" fn as_context_new(version: u32) -> *mut as_context {
    guard::plain(std::ptr::null_mut(), || {
        guard::silence_panics();
        if !is_compatible(version, AS_VERSION) {
            return std::ptr::null_mut();
        }
        let options = Options { properties: EngineProperties::default(), shadowing: Shadowing::default() };
        handle::new_shared(as_context::with(Context::new(), options, None))
    })
}

/// Adds a reference, and returns the context. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_retain(context: *const as_context) -> *mut as_context {
    guard::retain(context)
}

/// Drops a reference. NULL is allowed. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_release(context: *mut as_context) {
    guard::release(context);
}

/// Registers everything of a bundle.
///
/// `module` is not changed and may be freed afterwards. If a name of it is taken, nothing is registered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_install_module(
    context: *mut as_context,
    module: *const as_module,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, |c| {
        let module = handle::borrow(module)?;
        let mut open = c.open()?;
        module.read(|bundle| open.context.install(bundle).map_err(context_error))
    })
}

/// Ends the registration phase: resolves all names of the registered declarations, and makes what building needs.
///
/// Sealing a sealed context does nothing. Making the first unit seals too. If declarations do not fit together, the error
/// lists every problem (`as_error_detail_count`), and nothing can be built with the context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_seal(context: *mut as_context, out_error: *mut *mut as_error) -> as_status {
    guard::status(context, out_error, |c| c.api().map(|_| ()))
}

/// Whether the registration phase is over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_is_sealed(context: *const as_context) -> bool {
    guard::get(context, false, |c| c.sealed.get().is_some())
}

/// A new context in its registration phase that has everything of this one, which is sealed if it is not yet. Nothing is
/// copied, and what was built with this one is not affected. The caller owns the new context. NULL in case of failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_extend(context: *mut as_context, out_error: *mut *mut as_error) -> *mut as_context {
    guard::make(context, out_error, |c| {
        let api = c.api()?.clone();
        let context = c.lock().context.extend().map_err(context_error)?;
        let options = api.options;
        Ok(handle::new_shared(as_context::with(context, options, Some(api))))
    })
}

/// Sets the namespace of what is registered next, in which its declarations look names up first.
///
/// `path`: `A::B`, or an empty text for the global namespace.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_set_namespace(
    context: *mut as_context,
    path: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, |c| {
        let path = handle::text(path, "namespace")?;
        c.register(None, |r| r.set_namespace(path))?;
        c.open()?.namespace = path.into();
        Ok(())
    })
}

/// The namespace of what is registered next. Lives until it is changed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_get_namespace(context: *const as_context) -> as_str {
    guard::get(context, as_str::EMPTY, |c| as_str::from(&*c.lock().namespace))
}

/// Sets the access mask of what is registered next: a unit sees what shares a bit with its own mask. At first all bits
/// are set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_set_access_mask(
    context: *mut as_context,
    mask: u32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, |c| {
        c.register(None, |r| {
            r.set_access_mask(mask);
            Ok(())
        })?;
        c.open()?.access_mask = mask;
        Ok(())
    })
}

/// The access mask of what is registered next.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_get_access_mask(context: *const as_context) -> u32 {
    guard::get(context, 0, |c| c.lock().access_mask)
}

/// Sets an option: `AS_OPTION_*`, see there for the values. Options hold for all units built with the context; they can
/// be changed until it is sealed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_set_option(
    context: *mut as_context,
    option: u32,
    value: u64,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, |c| c.open()?.options.set(option, value))
}

/// The value of an option; 0 for unknown ones.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_get_option(context: *const as_context, option: u32) -> u64 {
    guard::get(context, 0, |c| match c.sealed.get() {
        Some(Ok(api)) => api.options.get(option),
        _ => c.lock().options.get(option),
    })
}

impl Options {
    /// Sets an option by its number.
    pub fn set(&mut self, option: u32, value: u64) -> Result<()> {
        if option == as_option::AS_OPTION_SHADOWING as u32 {
            self.shadowing = match value {
                0 => Shadowing::Warn,
                1 => Shadowing::Error,
                2 => Shadowing::Allow,
                _ => {
                    return fail(as_status::AS_ERROR_INVALID_ARGUMENT, format!("option {option} has no value {value}"));
                }
            };
            return Ok(());
        }
        self.properties
            .set(option, value)
            .map_err(|e| ApiError::new(as_status::AS_ERROR_INVALID_ARGUMENT, e.to_string()))
    }

    /// An option by its number.
    pub fn get(&self, option: u32) -> u64 {
        if option == as_option::AS_OPTION_SHADOWING as u32 {
            self.shadowing as u64
        } else {
            self.properties.get(option)
        }
    }
}
