//! What the sources of an `as_unit` ask of their host: `#if`, `#include`, `#pragma`.

use std::cell::RefCell;
use std::ffi::{c_char, c_void};

use super::error::{as_error, as_status, fail};
use super::guard;
use super::handle::{self, Header, handle_kind};
use super::native::{UserData, as_free_fn};
use super::text::as_str;
use super::unit::as_unit;
use crate::include::{self, Include, Included};
use crate::unit::Unit;

/// An `#include` that a build has met. Lives during the call of the host's function only.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_include {
    header: Header,
    path: as_str,
    from: as_str,
    is_known: Box<dyn Fn(&str) -> bool>,
    answer: RefCell<Option<std::result::Result<Included, String>>>,
}

handle_kind!(as_include, b"ASic");

/// Finds the source that an `#include` names, and answers with `as_include_set_source` or `as_include_set_failure`.
pub type as_include_fn = Option<unsafe extern "C" fn(include: *mut as_include, user_data: *mut c_void)>;

/// Acts on `#pragma TEXT`. `text`: what stands behind the word; `file`, `line`: where. The texts live during the call.
/// Returns false to refuse it, which fails the build.
pub type as_pragma_fn =
    Option<unsafe extern "C" fn(text: as_str, file: as_str, line: u32, user_data: *mut c_void) -> bool>;

/// Defines a word: what stands between `#if WORD` and the next `#elif`, `#else` or `#endif` is compiled. Before building.
///
/// `word`: letters, digits and `_`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_add_word(
    unit: *mut as_unit,
    word: *const c_char,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(unit, out_error, |u| {
        let word = handle::text(word, "word")?;
        if word.is_empty() || !word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            let text = format!("'{word}' is no word: letters, digits and '_' make one");
            return fail(as_status::AS_ERROR_INVALID_ARGUMENT, text);
        }
        u.change(|unit| unit.define(word))
    })
}

/// Sets the function that finds what `#include` names. Without one, includes are errors. Before building.
///
/// The function is called by `as_unit_build`, in its thread, for each `#include` that stands outside of functions and
/// classes; it cannot use the unit. Each source is read once, whatever the circles. Included sources are initialised
/// behind the one that includes them. If the function fails, the build does, with an error at the line of the `#include`.
///
/// `user_data_free` is called once with the user data when the function is not needed any more, in the thread that builds
/// or releases the unit. It may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_set_include(
    unit: *mut as_unit,
    function: as_include_fn,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(unit, out_error, {
        let data = UserData::new(user_data, user_data_free);
        move |u: &as_unit| {
            let Some(function) = function else { return fail(as_status::AS_ERROR_NULL, "the function is NULL") };
            u.change(|unit| unit.set_include(Box::new(move |include| ask(include, function, &data))))
        }
    })
}

fn ask(
    include: &Include<'_>,
    function: unsafe extern "C" fn(*mut as_include, *mut c_void),
    data: &UserData,
) -> std::result::Result<Included, String> {
    let known = include.names();
    let question = handle::new_unique(as_include {
        header: handle::header::<as_include>(),
        path: as_str::from(include.path),
        from: as_str::from(include.from),
        is_known: Box::new(move |name| known.contains(&include::plain_name(name))),
        answer: RefCell::new(None),
    });
    // SAFETY: the host gave the function for calls of this form. The handle is ours, and is used by nobody afterwards.
    let question = unsafe {
        function(question, data.get());
        handle::take(question)
    };
    question.answer.take().unwrap_or_else(|| Err("the host has not found it".into()))
}

/// What stands between the quotes. Lives during the call of the host's function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_include_path(include: *const as_include) -> as_str {
    guard::get(include, as_str::EMPTY, |i| i.path)
}

/// The name of the source that the `#include` stands in. Lives during the call of the host's function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_include_from(include: *const as_include) -> as_str {
    guard::get(include, as_str::EMPTY, |i| i.from)
}

/// Whether a source of this name is a part of the unit already: giving its text again would change nothing. Names are
/// compared without `.`, `..` and repeated slashes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_include_is_known(include: *const as_include, name: *const c_char) -> bool {
    guard::get(include, false, |i| handle::text(name, "name").is_ok_and(|name| (i.is_known)(name)))
}

/// Answers with a source. `name`: how messages call it, and by which it is read only once. `text`, `size`: copied; `text`
/// may be NULL if `size` is 0. The last answer counts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_include_set_source(
    include: *mut as_include,
    name: *const c_char,
    text: *const c_char,
    size: usize,
) -> as_status {
    guard::status(include, std::ptr::null_mut(), |i| {
        let name = handle::text(name, "name")?.to_owned();
        let text = handle::bytes(text.cast(), size, "text")?.to_vec();
        i.answer.replace(Some(Ok(Included { name, text })));
        Ok(())
    })
}

/// Answers that there is no such source. `why`: for the message, copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_include_set_failure(include: *mut as_include, why: *const c_char) -> as_status {
    guard::status(include, std::ptr::null_mut(), |i| {
        let why = handle::text(why, "why")?.to_owned();
        i.answer.replace(Some(Err(why)));
        Ok(())
    })
}

/// Lets the sources include files, by paths relative to the file that includes them: the names of sources are then taken
/// for paths. Instead of `as_unit_set_include`. Before building.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_set_include_files(unit: *mut as_unit, out_error: *mut *mut as_error) -> as_status {
    guard::status(unit, out_error, |u| u.change(|unit| unit.set_include(include::files())))
}

/// Sets the function that acts on `#pragma`. Without one, pragmas are errors. Before building.
///
/// The function is called by `as_unit_build`, in its thread; it cannot use the unit. User data as for
/// `as_unit_set_include`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_set_pragma(
    unit: *mut as_unit,
    function: as_pragma_fn,
    user_data: *mut c_void,
    user_data_free: as_free_fn,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(unit, out_error, {
        let data = UserData::new(user_data, user_data_free);
        move |u: &as_unit| {
            let Some(function) = function else { return fail(as_status::AS_ERROR_NULL, "the function is NULL") };
            let set = move |unit: &mut Unit| {
                unit.set_pragma(Box::new(move |pragma| {
                    // SAFETY: the host gave the function for calls of this form.
                    unsafe { function(as_str::from(pragma.text), as_str::from(pragma.file), pragma.line, data.get()) }
                }));
            };
            u.change(set)
        }
    })
}
