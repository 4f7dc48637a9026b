//! `as_unit`: sources in, a program or diagnostics out.

use std::ffi::{c_char, c_void};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, TryLockError};

use super::context::{as_context, context_error};
use super::diagnostic::as_diagnostic;
use super::error::{ApiError, Detail, Result, as_error, as_status, fail};
use super::function::{self, as_function, functions_of};
use super::guard;
use super::handle::{self, Header, handle_kind};
use super::native::{HostPointer, UserData, as_free_fn};
use super::text::as_str;
use super::types::{as_type, as_type_use};
use crate::base::Severity;
use crate::bytecode::file::{LoadError, SaveError};
use crate::find;
use crate::unit::{Unit, UnitError};
use crate::vm::Program;

/// One compilation: sources in, an immutable program or diagnostics out.
///
/// Counted. Sources are added and built by one thread at a time; a built unit may be used by any number of threads at
/// once, and run in any number of VMs. A unit keeps what it needs of its context.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_unit {
    header: Header,
    state: Mutex<State>,
    built: OnceLock<Built>,
    user_data: HostPointer,
}

handle_kind!(as_unit, b"ASun");

enum State {
    /// Takes sources.
    Open(Box<Unit>),
    /// The context could not be sealed: building tells why.
    Unsealed(ApiError),
    /// Building is over.
    Over,
}

struct Built {
    unit: Box<Unit>,
    /// Made when they are asked for.
    diagnostics: OnceLock<Box<[as_diagnostic]>>,
    /// Functions that are listed, by index in the program.
    listed: OnceLock<Box<[u32]>>,
    /// Declarations of the global variables.
    globals: OnceLock<Box<[Box<str>]>>,
}

impl as_unit {
    fn of(state: State) -> as_unit {
        as_unit {
            header: handle::header::<as_unit>(),
            state: Mutex::new(state),
            built: OnceLock::new(),
            user_data: HostPointer::default(),
        }
    }

    /// The handle of a unit that takes sources.
    pub(super) fn open(unit: Unit) -> as_unit {
        as_unit::of(State::Open(Box::new(unit)))
    }

    fn lock(&self) -> Result<MutexGuard<'_, State>> {
        match self.state.try_lock() {
            Ok(state) => Ok(state),
            Err(TryLockError::Poisoned(state)) => Ok(state.into_inner()),
            Err(TryLockError::WouldBlock) => {
                fail(as_status::AS_ERROR_BUILD_IN_PROGRESS, "another thread builds the unit or adds a source")
            }
        }
    }

    /// The program of a built unit.
    pub fn program(&self) -> Result<&Arc<Program>> {
        match self.built.get().and_then(|b| b.unit.program()) {
            Some(program) => Ok(program),
            None => fail(as_status::AS_ERROR_NOT_BUILT, "the unit is not built, or its build failed"),
        }
    }

    /// The unit behind the handle, once building or loading is over.
    pub(super) fn built(&self) -> Option<&Unit> {
        self.built.get().map(|b| &*b.unit)
    }

    /// Changes the unit before it is built. One whose context could not be sealed takes everything.
    pub(super) fn change(&self, change: impl FnOnce(&mut Unit)) -> Result<()> {
        match &mut *self.lock()? {
            State::Open(unit) => change(unit),
            State::Unsealed(_) => {}
            State::Over => return Err(unit_error(UnitError::AlreadyBuilt)),
        }
        Ok(())
    }

    /// Ends the time of sources by building or loading. Both happen once.
    pub(super) fn finish(&self, make: impl FnOnce(&mut Unit) -> Result<(), UnitError>) -> Result<()> {
        let mut state = self.lock()?;
        match std::mem::replace(&mut *state, State::Over) {
            State::Open(mut unit) => {
                let result = make(&mut unit);
                if matches!(result, Err(UnitError::HasSources)) {
                    *state = State::Open(unit);
                } else {
                    let _ = self.built.set(Built {
                        unit,
                        diagnostics: OnceLock::new(),
                        listed: OnceLock::new(),
                        globals: OnceLock::new(),
                    });
                }
                result.map_err(unit_error)
            }
            State::Unsealed(error) => {
                let again = error.copy();
                *state = State::Unsealed(error);
                Err(again)
            }
            State::Over => Err(unit_error(UnitError::AlreadyBuilt)),
        }
    }

    fn diagnostics(&self) -> &[as_diagnostic] {
        let Some(built) = self.built.get() else { return &[] };
        built.diagnostics.get_or_init(|| {
            built.unit.diagnostics().iter().map(|d| as_diagnostic::new(d, built.unit.sources())).collect()
        })
    }

    /// Declarations of the global variables, by index.
    fn global_declarations(&self) -> &[Box<str>] {
        let Some((built, program)) = self.built.get().and_then(|b| Some((b, b.unit.program()?))) else { return &[] };
        built.globals.get_or_init(|| {
            let globals = program.unit().globals.iter();
            globals.map(|g| format!("{} {}", find::data_type_text(program, g.ty), g.name).into()).collect()
        })
    }

    fn listed(&self) -> Option<(&Arc<Program>, &[u32])> {
        let built = self.built.get()?;
        let program = built.unit.program()?;
        let listed = built.listed.get_or_init(|| {
            let functions = &program.unit().functions;
            (0..functions.len() as u32).filter(|&i| function::is_listed(&functions[i as usize])).collect()
        });
        Some((program, listed))
    }
}

/// A new unit without sources, built against a context, which is sealed if it is not yet. The caller owns it. NULL if
/// the context is NULL.
///
/// If the context cannot be sealed, the unit is made all the same, and `as_unit_build` tells why.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_new(context: *mut as_context) -> *mut as_unit {
    guard::make(context, std::ptr::null_mut(), |c| {
        let unit = c.sealed().and_then(|context| Unit::new(context).map_err(context_error));
        let state = match unit {
            Ok(unit) => State::Open(Box::new(unit)),
            Err(error) => State::Unsealed(error),
        };
        Ok(handle::new_shared(as_unit::of(state)))
    })
}

/// Adds a reference, and returns the unit. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_retain(unit: *const as_unit) -> *mut as_unit {
    guard::retain(unit)
}

/// Drops a reference. NULL is allowed. Any thread. VMs that run the unit keep what they need of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_release(unit: *mut as_unit) {
    guard::release(unit);
}

/// Adds a source. All sources of a unit are compiled together as one program; their order matters for the initialisation of
/// global variables only.
///
/// `name`: how messages call it, as a rule the file's name. `text`, `size`: UTF-8, copied; `text` may be NULL if `size` is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_add_source(
    unit: *mut as_unit,
    name: *const c_char,
    text: *const c_char,
    size: usize,
) -> as_status {
    guard::status(unit, std::ptr::null_mut(), |u| add_source(u, name, text, size, 0))
}

/// The same for a source that is a part of a file. `line_offset`: added to the line numbers of messages.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_add_source_part(
    unit: *mut as_unit,
    name: *const c_char,
    text: *const c_char,
    size: usize,
    line_offset: i32,
) -> as_status {
    guard::status(unit, std::ptr::null_mut(), |u| add_source(u, name, text, size, line_offset))
}

unsafe fn add_source(u: &as_unit, name: *const c_char, text: *const c_char, size: usize, offset: i32) -> Result<()> {
    let name = handle::text(name, "name")?;
    let text = handle::bytes(text.cast(), size, "text")?;
    match &mut *u.lock()? {
        State::Open(unit) => unit.add_source(name, text, offset).map_err(unit_error),
        State::Unsealed(_) => Ok(()),
        State::Over => Err(unit_error(UnitError::AlreadyBuilt)),
    }
}

/// Sets which registered entities the sources see: those whose access mask shares a bit with this one. At first all.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_set_access_mask(unit: *mut as_unit, mask: u32) -> as_status {
    guard::status(unit, std::ptr::null_mut(), |u| u.change(|unit| unit.set_access_mask(mask)))
}

/// Compiles the sources. Once; a unit without sources builds to an empty program.
///
/// `AS_ERROR_BUILD_FAILED`: the sources have errors, which are among the unit's diagnostics.
/// `AS_ERROR_INVALID_CONFIGURATION`: the context could not be sealed; the error has all that is wrong with it.
/// `AS_ERROR_ALREADY_BUILT`: the unit was built before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_build(unit: *mut as_unit, out_error: *mut *mut as_error) -> as_status {
    guard::status(unit, out_error, |u| u.finish(Unit::build))
}

pub(super) fn unit_error(error: UnitError) -> ApiError {
    let status = match &error {
        UnitError::Load(LoadError::Mismatch(all)) => {
            let status = as_status::AS_ERROR_API_MISMATCH;
            let detail =
                |m: &String| Detail { status, message: m.clone(), declaration: String::new(), column: 0, line: 0 };
            return ApiError::with_details(status, error.to_string(), all.iter().map(detail).collect());
        }
        UnitError::Load(LoadError::Damaged(_) | LoadError::Refused(_)) => as_status::AS_ERROR_BAD_DATA,
        UnitError::HasSources => as_status::AS_ERROR_INVALID_ARGUMENT,
        UnitError::NotBuilt => as_status::AS_ERROR_NOT_BUILT,
        UnitError::NoSources | UnitError::Snippet => as_status::AS_ERROR_NOT_SUPPORTED,
        UnitError::Save(SaveError::TooLarge) => as_status::AS_ERROR_OUT_OF_MEMORY,
        UnitError::Save(_) => as_status::AS_ERROR_NOT_SUPPORTED,
        UnitError::Rejected(_) => as_status::AS_ERROR_BUILD_FAILED,
        UnitError::SourcesShared => as_status::AS_ERROR_BUILD_IN_PROGRESS,
        UnitError::AlreadyBuilt => as_status::AS_ERROR_ALREADY_BUILT,
        UnitError::TooLarge => as_status::AS_ERROR_OUT_OF_MEMORY,
        UnitError::Link(_) => as_status::AS_ERROR_INVALID_CONFIGURATION,
        UnitError::Context(_) => as_status::AS_ERROR_INVALID_CONFIGURATION,
    };
    ApiError::new(status, error.to_string())
}

/// Whether the unit was built without errors.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_is_built(unit: *const as_unit) -> bool {
    guard::get(unit, false, |u| u.program().is_ok())
}

/// How many errors and warnings the build found. 0 before building.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_diagnostic_count(unit: *const as_unit) -> usize {
    guard::get(unit, 0, |u| u.built.get().map_or(0, |b| b.unit.diagnostics().len()))
}

/// How many of the diagnostics are errors.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_error_count(unit: *const as_unit) -> usize {
    guard::get(unit, 0, |u| {
        let all = u.built.get().map_or(&[][..], |b| b.unit.diagnostics());
        all.iter().filter(|d| d.severity == Severity::Error).count()
    })
}

/// Diagnostic number `index`; NULL if there is none of this number. Borrowed: lives as long as the unit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_diagnostic_at(unit: *const as_unit, index: usize) -> *const as_diagnostic {
    guard::get(unit, std::ptr::null(), |u| u.diagnostics().get(index).map_or(std::ptr::null(), std::ptr::from_ref))
}

/// How many global functions the unit declares.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_function_count(unit: *const as_unit) -> usize {
    guard::get(unit, 0, |u| u.listed().map_or(0, |(_, listed)| listed.len()))
}

/// Global function number `index`; NULL if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_function_at(unit: *const as_unit, index: usize) -> *const as_function {
    guard::get(unit, std::ptr::null(), |u| {
        let found = u.listed().and_then(|(p, listed)| functions_of(p).get(*listed.get(index)? as usize));
        found.map_or(std::ptr::null(), std::ptr::from_ref)
    })
}

/// The global function that a declaration denotes; NULL if there is none.
///
/// `declaration`: `void tick(float)`, with the namespace before the name (`void Game::tick(float)`), where names of
/// parameters and namespaces of types do not matter; or the name alone if there is only one function with it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_find_function(unit: *const as_unit, declaration: *const c_char) -> *const as_function {
    guard::get(unit, std::ptr::null(), |u| {
        let Ok(text) = handle::text(declaration, "declaration") else { return std::ptr::null() };
        let found = u.program().ok().and_then(|p| function::find_global(p, text));
        found.map_or(std::ptr::null(), std::ptr::from_ref)
    })
}

/// How many sources a built unit was made of, included ones among them; 0 if it keeps no positions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_source_count(unit: *const as_unit) -> usize {
    guard::get(unit, 0, |u| u.program().ok().and_then(|p| p.source()).map_or(0, |s| s.len()))
}

/// The name of source number `index`, those that were added in their order, then those that they include; empty if there is none
/// of this number. Lives as long as the unit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_source_at(unit: *const as_unit, index: usize) -> as_str {
    guard::get(unit, as_str::EMPTY, |u| {
        let sources = u.program().ok().and_then(|p| p.source());
        sources.filter(|s| index < s.len()).map_or(as_str::EMPTY, |s| as_str::from(s.name(index)))
    })
}

/// How many global variables the unit declares.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_global_count(unit: *const as_unit) -> usize {
    guard::get(unit, 0, |u| u.program().map_or(0, |p| p.unit().globals.len()))
}

/// The name of global variable number `index`, with its namespace; empty if there is none of this number. Lives as long
/// as the unit. For its address see `as_vm_global_at`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_global_name(unit: *const as_unit, index: usize) -> as_str {
    guard::get(unit, as_str::EMPTY, |u| {
        u.program().ok().and_then(|p| p.unit().globals.get(index)).map_or(as_str::EMPTY, |g| as_str::from(&*g.name))
    })
}

/// The type of global variable number `index`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_global_type(unit: *const as_unit, index: usize) -> as_type_use {
    guard::get(unit, as_type_use::NONE, |u| {
        let Ok(program) = u.program() else { return as_type_use::NONE };
        let global = program.unit().globals.get(index);
        global.map_or(as_type_use::NONE, |g| as_type_use::of(g.ty, program.runtime_type(g.ty.type_id)))
    })
}

/// The declaration of global variable number `index` (`const int Game::limit`); empty if there is none of this number.
/// Lives as long as the unit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_global_declaration(unit: *const as_unit, index: usize) -> as_str {
    guard::get(unit, as_str::EMPTY, |u| {
        u.global_declarations().get(index).map_or(as_str::EMPTY, |d| as_str::from(&**d))
    })
}

/// The number of the global variable that a name or a declaration denotes, with its namespace: `Game::limit`,
/// `const int Game::limit`. `AS_NOT_FOUND` if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_find_global(unit: *const as_unit, declaration: *const c_char) -> usize {
    guard::get(unit, AS_NOT_FOUND, |u| {
        let Ok(text) = handle::text(declaration, "declaration") else { return AS_NOT_FOUND };
        let wanted = find::plain_text(text);
        let name = text.trim();
        let names = u.program().map_or(&[][..], |p| &p.unit().globals);
        let found = names.iter().position(|g| *g.name == *name);
        let found = found.or_else(|| u.global_declarations().iter().position(|d| find::plain_text(d) == wanted));
        found.unwrap_or(AS_NOT_FOUND)
    })
}

/// `AS_NOT_FOUND` of the header, where `cbindgen.toml` has it: `SIZE_MAX` is no number to cbindgen.
pub const AS_NOT_FOUND: usize = usize::MAX;

/// Gives the unit a pointer of the host, which means nothing to the library. Any thread.
///
/// `user_data_free`, unless NULL, is called once when the pointer is replaced or the unit is gone; also if this call fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_set_user_data(
    unit: *mut as_unit,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
) -> as_status {
    guard::status(unit, std::ptr::null_mut(), {
        let user_data = UserData::new(user_data, user_data_free);
        move |u: &as_unit| {
            u.user_data.set(user_data);
            Ok(())
        }
    })
}

/// The pointer given by `as_unit_set_user_data`; NULL if there is none. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_get_user_data(unit: *const as_unit) -> *mut c_void {
    guard::get(unit, std::ptr::null_mut(), |u| u.user_data.get())
}

/// How many types the unit declares: classes, interfaces, enums and function types. 0 for units that were loaded, not built,
/// as for typedefs and namespaces: saved units hold only what running needs, which their classes are part of.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_type_count(unit: *const as_unit) -> usize {
    guard::get(unit, 0, |u| u.program().map_or(0, |p| p.unit().info.types.len()))
}

/// Type number `index`; NULL if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_type_at(unit: *const as_unit, index: usize) -> *const as_type {
    guard::get(unit, std::ptr::null(), |u| {
        let found = u.program().ok().and_then(|p| p.runtime_type(p.unit().info.types.get(index)?.id));
        as_type::of_option(found)
    })
}

/// The type of this name, with its namespace (`Game::Mood`); NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_find_type(unit: *const as_unit, name: *const c_char) -> *const as_type {
    guard::get(unit, std::ptr::null(), |u| {
        let (Ok(program), Ok(name)) = (u.program(), handle::text(name, "name")) else { return std::ptr::null() };
        let mut types = program.unit().info.types.iter().filter_map(|t| program.runtime_type(t.id));
        as_type::of_option(types.find(|t| *t.name == *name))
    })
}

/// How many typedefs the unit declares.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_typedef_count(unit: *const as_unit) -> usize {
    guard::get(unit, 0, |u| u.program().map_or(0, |p| p.unit().info.typedefs.len()))
}

/// The name of typedef number `index`, with its namespace; empty if there is none of this number. Lives as long as the
/// unit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_typedef_name(unit: *const as_unit, index: usize) -> as_str {
    guard::get(unit, as_str::EMPTY, |u| {
        let found = u.program().ok().and_then(|p| p.unit().info.typedefs.get(index));
        found.map_or(as_str::EMPTY, |t| as_str::from(&*t.0))
    })
}

/// What typedef number `index` stands for; NULL if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_typedef_type(unit: *const as_unit, index: usize) -> *const as_type {
    guard::get(unit, std::ptr::null(), |u| {
        let found = u.program().ok().and_then(|p| p.runtime_type(p.unit().info.typedefs.get(index)?.1.type_id));
        as_type::of_option(found)
    })
}

/// How many namespaces the unit adds to those of the host.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_namespace_count(unit: *const as_unit) -> usize {
    guard::get(unit, 0, |u| u.program().map_or(0, |p| p.unit().info.namespaces.len()))
}

/// Namespace number `index` by its path; empty if there is none of this number. Lives as long as the unit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_namespace_at(unit: *const as_unit, index: usize) -> as_str {
    guard::get(unit, as_str::EMPTY, |u| {
        let found = u.program().ok().and_then(|p| p.unit().info.namespaces.get(index));
        found.map_or(as_str::EMPTY, |n| as_str::from(&**n))
    })
}

/// How many classes the unit declares.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_class_count(unit: *const as_unit) -> usize {
    guard::get(unit, 0, |u| u.program().map_or(0, |p| p.unit().classes.len()))
}

/// Class number `index`; NULL if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_class_at(unit: *const as_unit, index: usize) -> *const as_type {
    guard::get(unit, std::ptr::null(), |u| match u.program() {
        Ok(p) if index < p.unit().classes.len() => as_type::of(p.class(index as u32)),
        _ => std::ptr::null(),
    })
}

/// The class of this name, with its namespace (`Game::Player`); NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_find_class(unit: *const as_unit, name: *const c_char) -> *const as_type {
    guard::get(unit, std::ptr::null(), |u| {
        let (Ok(program), Ok(name)) = (u.program(), handle::text(name, "name")) else { return std::ptr::null() };
        let index = program.unit().classes.iter().position(|c| *c.name == *name);
        index.map_or(std::ptr::null(), |i| as_type::of(program.class(i as u32)))
    })
}
