//! `as_context`: the registration phase, and the sealed API that comes out of it.

use std::ffi::{c_char, c_void};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock};

use super::context_api::Listed;
use super::error::{ApiError, Detail, Result, as_error, as_status, fail};
use super::flags::{AS_ADDON_WITH_ACCESSORS, AS_ADDON_WITH_DOUBLE_MATH, AS_ADDON_WITH_STL_NAMES, AS_FILES_READ_ONLY};
use super::guard;
use super::handle::{self, Header, handle_kind};
use super::module::as_module;
use super::native::{HostPointer, UserData, as_free_fn};
use super::options::as_option;
use super::register::{Target, register};
use super::text::as_str;
use super::version::{AS_VERSION, is_compatible};
use crate::addons::string::is_own_factory;
use crate::addons::{self, AddOns, files};
use crate::context::{Context, ContextError};
use crate::ffi::{Register, Registrar};
use crate::module::Module;
use crate::semantic::Shadowing;
use crate::types::{RegistrationError, ResolutionError, ReturnCode};

/// A host's API: first it is registered, then sealed, and from then on units are built against it.
///
/// Counted. Registering needs the context for one thread alone; a sealed context may be used by any number of threads at
/// once, through all functions. Units and VMs made from a context keep what they need of it.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_context {
    header: Header,
    open: Mutex<Open>,
    sealed: OnceLock<Result<Context, Vec<ResolutionError>>>,
    /// What the sealed context lists, once it was asked for.
    listed: OnceLock<Listed>,
    user_data: HostPointer,
}

handle_kind!(as_context, b"ASct");

/// The registration phase.
struct Open {
    /// Gone when the context is sealed.
    context: Option<Context>,
    namespace: String,
    access_mask: u32,
    group: String,
}

impl as_context {
    fn with(context: Context) -> as_context {
        as_context {
            header: handle::header::<as_context>(),
            open: Mutex::new(Open {
                context: Some(context),
                namespace: String::new(),
                access_mask: u32::MAX,
                group: String::new(),
            }),
            sealed: OnceLock::new(),
            listed: OnceLock::new(),
            user_data: HostPointer::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Does something in the registration phase.
    pub fn open<T>(&self, body: impl FnOnce(&mut Context) -> Result<T>) -> Result<T> {
        match &mut self.lock().context {
            Some(context) => body(context),
            None => Err(sealed_already()),
        }
    }

    /// The sealed context; seals it if that has not happened yet.
    pub fn sealed(&self) -> Result<&Context> {
        match self.sealed.get_or_init(|| self.seal()) {
            Ok(context) => Ok(context),
            Err(errors) => Err(resolution_errors(errors)),
        }
    }

    fn seal(&self) -> Result<Context, Vec<ResolutionError>> {
        let Some(context) = self.lock().context.take() else { return Err(Vec::new()) };
        match context.seal() {
            Ok(()) => Ok(context),
            Err(ContextError::Unresolved(errors)) => Err(errors),
            Err(_) => Err(Vec::new()),
        }
    }

    /// What a sealed context lists; `None` before sealing.
    pub fn listed(&self) -> Option<&Listed> {
        let context = self.sealed.get()?.as_ref().ok()?;
        let runtime = context.runtime().ok()?;
        Some(self.listed.get_or_init(|| Listed::new(runtime)))
    }

    /// Reads from the context, in whatever phase it is.
    pub fn read<T>(&self, default: T, body: impl FnOnce(&Context) -> T) -> T {
        match self.sealed.get() {
            Some(Ok(context)) => body(context),
            Some(Err(_)) => default,
            None => self.lock().context.as_ref().map_or(default, body),
        }
    }
}

impl Target for as_context {
    fn register(
        &self,
        user_data: Option<UserData>,
        body: impl FnOnce(&mut Registrar<'_>) -> Result<(), RegistrationError>,
    ) -> Result<()> {
        self.open(|c| register(&mut c.registrar().map_err(context_error)?, user_data, body))
    }
}

#[cold]
fn sealed_already() -> ApiError {
    ApiError::new(as_status::AS_ERROR_ALREADY_SEALED, ContextError::AlreadySealed.to_string())
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
            ReturnCode::WrongGroup => as_status::AS_ERROR_WRONG_GROUP,
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
        let detail =
            Detail { status, message: error.message, declaration: error.declaration, column: error.column, line: 0 };
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
        line: 0,
    };
    ApiError::with_details(as_status::AS_ERROR_INVALID_CONFIGURATION, text, errors.iter().map(detail).collect())
}

pub fn context_error(error: ContextError) -> ApiError {
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
        handle::new_shared(as_context::with(Context::new()))
    })
}

/// Gives the context a pointer of the host, which means nothing to the library. Any thread, before and after sealing.
///
/// `user_data_free`, unless NULL, is called once when the pointer is replaced or the context is gone; also if this call fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_set_user_data(
    context: *mut as_context,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
) -> as_status {
    guard::status(context, std::ptr::null_mut(), {
        let user_data = UserData::new(user_data, user_data_free);
        move |c: &as_context| {
            c.user_data.set(user_data);
            Ok(())
        }
    })
}

/// The pointer given by `as_context_set_user_data`; NULL if there is none. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_get_user_data(context: *const as_context) -> *mut c_void {
    guard::get(context, std::ptr::null_mut(), |c| c.user_data.get())
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

/// Registers a set of the library's add-ons.
///
/// `addons`: `AS_ADDON_*`, and with them `AS_ADDON_WITH_*` for how they look. If a name of one is taken, nothing is
/// registered. Those that need `AS_ADDON_STRING` are installed with it or later. `AS_ERROR_NOT_SUPPORTED`: the library has no
/// such add-on, or one needs the library's strings, which the context does not have. What connects two add-ons, as
/// `string.split` does strings and arrays, comes with the second of them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_install(
    context: *mut as_context,
    addons: u32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, |c| {
        c.open(|c| {
            let set = AddOns(addons & !LOOKS);
            if set.meets(AddOns::USING_STRINGS) && !set.has(AddOns::STRING) {
                check_own_string(c)?;
            }
            let options = addons::Options {
                accessors: addons & AS_ADDON_WITH_ACCESSORS != 0,
                stl_names: addons & AS_ADDON_WITH_STL_NAMES != 0,
                double_math: addons & AS_ADDON_WITH_DOUBLE_MATH != 0,
            };
            let mut module = Module::new();
            addons::install(&mut module, set, AddOns(c.addons), options)?;
            c.install(&module).map_err(context_error)?;
            c.addons |= set.0;
            Ok(())
        })
    })
}

/// What of a set says how the add-ons look.
const LOOKS: u32 = AS_ADDON_WITH_ACCESSORS | AS_ADDON_WITH_STL_NAMES | AS_ADDON_WITH_DOUBLE_MATH;

/// Add-ons take what is called `string` for the library's own.
fn check_own_string(context: &mut Context) -> Result<()> {
    match context.string_factory().map_err(context_error)? {
        Some(factory) if is_own_factory(&factory) => Ok(()),
        Some(_) => {
            fail(as_status::AS_ERROR_NOT_SUPPORTED, "the add-ons work with no other strings than AS_ADDON_STRING")
        }
        None => fail(as_status::AS_ERROR_NOT_SUPPORTED, "the add-ons need AS_ADDON_STRING, with them or before"),
    }
}

/// Registers `file` and `filesystem`, with which scripts use the files of one directory. `AS_ADDON_ALL` does not contain
/// them.
///
/// They see the directory as the root of all there is: paths that begin with `/` start there, `..` does not lead above it, and
/// symbolic links out of it are not followed, and neither links nor directories with links in them are moved by scripts. Other
/// programs must not change it in ways that defeat this. Needs
/// `AS_ADDON_STRING`, installed before, `AS_ADDON_ARRAY` and `AS_ADDON_DATETIME`.
///
/// `root`: the directory, which must exist. `flags`: 0 or `AS_FILES_READ_ONLY`. `AS_ERROR_INVALID_ARGUMENT`: the directory cannot
/// be used. `AS_ERROR_NOT_SUPPORTED`: the context does not have the library's strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_install_files(
    context: *mut as_context,
    root: *const c_char,
    flags: u32,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, |c| {
        let root = handle::text(root, "root")?;
        if flags & !AS_FILES_READ_ONLY != 0 {
            return fail(as_status::AS_ERROR_INVALID_ARGUMENT, "unknown flags");
        }
        c.open(|c| {
            check_own_string(c)?;
            let mut module = Module::new();
            let writable = flags & AS_FILES_READ_ONLY == 0;
            files::install(&mut module, files::Access { root: Path::new(root), writable })?;
            c.install(&module).map_err(context_error)
        })
    })
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
        c.open(|c| module.read(|bundle| c.install(bundle).map_err(context_error)))
    })
}

/// Ends the registration phase: resolves all names of the registered declarations, and makes what building needs.
///
/// Sealing a sealed context does nothing. Making the first unit seals too. If declarations do not fit together, the error
/// lists every problem (`as_error_detail_count`), and nothing can be built with the context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_seal(context: *mut as_context, out_error: *mut *mut as_error) -> as_status {
    guard::status(context, out_error, |c| c.sealed().map(|_| ()))
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
        let context = c.sealed()?.extend().map_err(context_error)?;
        Ok(handle::new_shared(as_context::with(context)))
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
        c.lock().namespace = path.into();
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
        c.lock().access_mask = mask;
        Ok(())
    })
}

/// The access mask of what is registered next.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_get_access_mask(context: *const as_context) -> u32 {
    guard::get(context, 0, |c| c.lock().access_mask)
}

/// Sets the named group of what is registered next, a label that `as_type_group` and its like tell. The group before ends
/// and cannot be continued. Members of a type must be in the group of the type, which sealing checks.
///
/// `name`: any text; NULL or empty for no group. `AS_ERROR_NAME_TAKEN`: there is a group of this name already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_set_group(
    context: *mut as_context,
    name: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, |c| {
        let name = handle::optional_text(name, "group")?.unwrap_or_default();
        c.register(None, |r| set_group(r, name))?;
        c.lock().group = name.into();
        Ok(())
    })
}

/// The named group of what is registered next; empty if there is none. Lives until it is changed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_get_group(context: *const as_context) -> as_str {
    guard::get(context, as_str::EMPTY, |c| as_str::from(&*c.lock().group))
}

/// Ends the open group and begins one, unless the name is empty.
pub fn set_group(r: &mut Registrar<'_>, name: &str) -> Result<(), RegistrationError> {
    match r.declarations().group_name() {
        Some(open) if open == name => return Ok(()),
        Some(_) => {
            r.declarations().check_group_name(name)?;
            r.end_group()?;
        }
        None => {}
    }
    if name.is_empty() { Ok(()) } else { r.begin_group(name) }
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
    guard::status(context, out_error, |c| c.open(|c| set_option(c, option, value)))
}

/// The value of an option; 0 for unknown ones.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_get_option(context: *const as_context, option: u32) -> u64 {
    guard::get(context, 0, |c| c.read(0, |c| get_option(c, option)))
}

fn set_option(context: &mut Context, option: u32, value: u64) -> Result<()> {
    const SHADOWING: u32 = as_option::AS_OPTION_SHADOWING as u32;
    const BUILD_THREADS: u32 = as_option::AS_OPTION_BUILD_THREADS as u32;
    match (option, value) {
        (SHADOWING, 0) => context.set_shadowing(Shadowing::Warn),
        (SHADOWING, 1) => context.set_shadowing(Shadowing::Error),
        (SHADOWING, 2) => context.set_shadowing(Shadowing::Allow),
        (BUILD_THREADS, 0..=64) => context.set_build_threads(value as usize),
        (SHADOWING | BUILD_THREADS, _) => {
            return fail(as_status::AS_ERROR_INVALID_ARGUMENT, format!("option {option} has no value {value}"));
        }
        _ => return context.set_property(option, value).map_err(context_error),
    }
    Ok(())
}

fn get_option(context: &Context, option: u32) -> u64 {
    if option == as_option::AS_OPTION_SHADOWING as u32 {
        context.shadowing() as u64
    } else if option == as_option::AS_OPTION_BUILD_THREADS as u32 {
        context.build_threads() as u64
    } else {
        context.properties().get(option)
    }
}
