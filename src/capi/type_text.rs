//! Types by their text, and the text of types.

use std::ffi::c_char;

use super::context::as_context;
use super::error::{ApiError, Result, as_error, as_status, fail};
use super::guard;
use super::handle;
use super::types::{
    AS_USE_AUTO_HANDLE, AS_USE_CONST, AS_USE_CONST_HANDLE, AS_USE_HANDLE, AS_USE_REF_IN, AS_USE_REF_INOUT,
    AS_USE_REF_OUT, as_type_use,
};
use super::unit::as_unit;
use crate::base::{NamespaceId, TypeId};
use crate::bytecode::{CodeUnit, ScriptTypeKind};
use crate::ffi::{ScriptNames, find_type_among};
use crate::types::DataType;
use crate::vm::RuntimeType;

/// The type that a text means, of a script or of the host: `int`, `const array<Game::Item@>@`, `string[]`. What `as_type_use` tells of it are
/// its constness and handle; references are no part of types.
///
/// `unit`: a built unit, whose types and typedefs are known by their whole names. Instances of templates over its own types are found if
/// the unit uses them. `AS_ERROR_INVALID_TYPE`: the text names no type, with the place in the message. `AS_ERROR_NOT_BUILT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_unit_get_type_use(
    unit: *const as_unit,
    text: *const c_char,
    out: *mut as_type_use,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(unit, out_error, |unit| {
        let out = handle::out(out, "type")?;
        let text = handle::text(text, "text")?;
        let program = unit.program()?;
        let code = program.unit();
        let names = ScriptNames {
            find: &|name| script_type(code, name),
            instance: &|template, args| {
                let is_it = |kind: &ScriptTypeKind| matches!(kind, ScriptTypeKind::Instance { template: t, args: a, .. } if *t == template && **a == *args);
                code.script_types.iter().find(|t| is_it(&t.kind)).map(|t| t.id)
            },
        };
        let ffi = program.runtime_types().ffi();
        let found = find_type_among(ffi, NamespaceId::GLOBAL, text, Some(&names)).map_err(ApiError::from)?;
        out.set(type_use(found, program.runtime_type(found.type_id), text)?);
        Ok(())
    })
}

/// The same for the types of a sealed context. An instance of a template that nobody has named yet is made.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_get_type_use(
    context: *const as_context,
    text: *const c_char,
    out: *mut as_type_use,
    out_error: *mut *mut as_error,
) -> as_status {
    guard::status(context, out_error, |context| {
        let out = handle::out(out, "type")?;
        let text = handle::text(text, "text")?;
        let Some(types) = context.listed().map(|l| l.runtime()) else {
            return fail(as_status::AS_ERROR_NOT_SEALED, "the context is not sealed");
        };
        let found = find_type_among(types.ffi(), NamespaceId::GLOBAL, text, None).map_err(ApiError::from)?;
        out.set(type_use(found, Some(types.get(found.type_id)), text)?);
        Ok(())
    })
}

/// What a unit declares under a name.
fn script_type(code: &CodeUnit, name: &str) -> Option<TypeId> {
    let class = code.classes.iter().find(|c| *c.name == *name).map(|c| c.id);
    let other = || {
        let is_it = |t: &&crate::bytecode::ScriptTypeCode| {
            *t.name == *name && !matches!(t.kind, ScriptTypeKind::Instance { .. })
        };
        code.script_types.iter().find(is_it).map(|t| t.id)
    };
    let alias = || code.info.typedefs.iter().find(|t| *t.0 == *name).map(|t| t.1.type_id);
    class.or_else(other).or_else(alias)
}

fn type_use(ty: DataType, runtime: Option<&RuntimeType>, text: &str) -> Result<as_type_use> {
    let Some(runtime) = runtime else {
        return fail(as_status::AS_ERROR_INVALID_TYPE, format!("'{text}' is no type of its own"));
    };
    if ty.is_handle && !runtime.is_reference() {
        return fail(as_status::AS_ERROR_INVALID_TYPE, format!("there are no handles of '{}'", runtime.name));
    }
    Ok(as_type_use::of(ty, Some(runtime)))
}

/// The text of a type as scripts would write it: `const array<Game::Item@>@`, with `&in` and the like for parameters. Gives its length
/// in bytes without the NUL; 0 if there is no type.
///
/// `buffer`: gets at most `size` bytes, the last a NUL; may be NULL if `size` is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_type_use_declaration(type_: as_type_use, buffer: *mut c_char, size: usize) -> usize {
    guard::get(type_.type_, 0, |ty| {
        let has = |flag| type_.flags & flag == flag;
        let mut text = String::new();
        for (is_there, part) in [
            (has(AS_USE_CONST), "const "),
            (true, &*ty.get().name),
            (has(AS_USE_HANDLE), "@"),
            (has(AS_USE_AUTO_HANDLE), "+"),
            (has(AS_USE_CONST_HANDLE), " const"),
            (has(AS_USE_REF_INOUT), " &"),
            (has(AS_USE_REF_IN) && !has(AS_USE_REF_OUT), " &in"),
            (has(AS_USE_REF_OUT) && !has(AS_USE_REF_IN), " &out"),
        ] {
            text.push_str(if is_there { part } else { "" });
        }
        if size > 0 && !buffer.is_null() {
            let shown = text.len().min(size - 1);
            std::ptr::copy_nonoverlapping(text.as_ptr().cast(), buffer, shown);
            buffer.add(shown).write(0);
        }
        text.len()
    })
}
