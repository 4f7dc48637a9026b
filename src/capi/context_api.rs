//! `as_context`, continued: what is registered, for binding generators and editors. Only sealed contexts list anything.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use super::context::as_context;
use super::function::{as_function, find_host_function, host_function};
use super::guard;
use super::handle;
use super::text::as_str;
use super::types::{as_type, as_type_use};
use super::unit::AS_NOT_FOUND;
use crate::base::{FunctionId, GlobalId, NamespaceId, TypeId};
use crate::config::Api;
use crate::ffi::find_type;
use crate::types::GlobalDef;
use crate::vm::RuntimeTypes;

/// What a context lists.
pub struct Listed {
    runtime: Arc<RuntimeTypes>,
    namespaces: Vec<Box<str>>,
    groups: Vec<Box<str>>,
    types: Vec<TypeId>,
    functions: Vec<FunctionId>,
    globals: Vec<(Box<str>, GlobalId)>,
    typedefs: Vec<(Box<str>, TypeId)>,
}

impl Listed {
    /// The runtime side of its types.
    pub fn runtime(&self) -> &Arc<RuntimeTypes> {
        &self.runtime
    }

    /// Everything that was registered, with the layers below.
    pub fn new(runtime: Arc<RuntimeTypes>) -> Listed {
        let ffi = runtime.ffi().clone();
        let api = Api::new(&ffi);
        let named = |namespace: NamespaceId, name| {
            let mut path = ffi.namespace_path(namespace);
            if !path.is_empty() {
                path.push_str("::");
            }
            (path + api.text(name)).into_boxed_str()
        };
        let sections = &api.sections;
        let mut types: Vec<TypeId> = sections.iter().flat_map(|s| s.types.iter().copied()).collect();
        let mut functions: Vec<FunctionId> = sections.iter().flat_map(|s| s.functions.iter().copied()).collect();
        let mut globals: Vec<GlobalId> = sections.iter().flat_map(|s| s.globals.iter().copied()).collect();
        types.sort();
        functions.sort();
        globals.sort();
        Listed {
            namespaces: (1..ffi.namespace_count()).map(|i| ffi.namespace_path(NamespaceId(i)).into()).collect(),
            groups: sections.iter().map(|s| &*s.group).filter(|g| !g.is_empty()).map(Box::from).collect(),
            types,
            functions,
            globals: globals.into_iter().map(|g| (named(ffi.global(g).namespace, ffi.global(g).name), g)).collect(),
            typedefs: sections.iter().flat_map(|s| s.typedefs.iter().map(|t| (named(t.0, t.1), t.2))).collect(),
            runtime,
        }
    }

    fn global(&self, index: usize) -> Option<&GlobalDef> {
        Some(self.runtime.ffi().global(self.globals.get(index)?.1))
    }
}

/// How many namespaces the host has, the global one not counted. This and all other counts are 0 before sealing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_namespace_count(context: *const as_context) -> usize {
    guard::get(context, 0, |c| c.listed().map_or(0, |l| l.namespaces.len()))
}

/// Namespace number `index` by its path: `A::B`; empty if there is none of this number. Lives as long as the context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_namespace_at(context: *const as_context, index: usize) -> as_str {
    guard::get(context, as_str::EMPTY, |c| {
        c.listed().and_then(|l| l.namespaces.get(index)).map_or(as_str::EMPTY, |n| as_str::from(&**n))
    })
}

/// How many named groups there are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_group_count(context: *const as_context) -> usize {
    guard::get(context, 0, |c| c.listed().map_or(0, |l| l.groups.len()))
}

/// The name of group number `index`; empty if there is none of this number. Lives as long as the context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_group_at(context: *const as_context, index: usize) -> as_str {
    guard::get(context, as_str::EMPTY, |c| {
        c.listed().and_then(|l| l.groups.get(index)).map_or(as_str::EMPTY, |g| as_str::from(&**g))
    })
}

/// How many types are registered: object types, enums, interfaces and function types, in the order of registration.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_type_count(context: *const as_context) -> usize {
    guard::get(context, 0, |c| c.listed().map_or(0, |l| l.types.len()))
}

/// Type number `index`; NULL if there is none of this number. Borrowed from the context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_type_at(context: *const as_context, index: usize) -> *const as_type {
    guard::get(context, std::ptr::null(), |c| {
        let found = c.listed().and_then(|l| Some(l.runtime.get(*l.types.get(index)?)));
        as_type::of_option(found)
    })
}

/// The type that a text means, as scripts would write it in the global namespace: `int`, `Game::Entity`, `array<int>`. NULL
/// if there is none. Modifiers (`const`, `@`) have no effect.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_find_type(context: *const as_context, name: *const c_char) -> *const as_type {
    guard::get(context, std::ptr::null(), |c| {
        let (Some(l), Ok(name)) = (c.listed(), handle::text(name, "name")) else { return std::ptr::null() };
        match find_type(l.runtime.ffi(), NamespaceId::GLOBAL, name) {
            Ok(ty) => as_type::of(l.runtime.get(ty.type_id)),
            Err(_) => std::ptr::null(),
        }
    })
}

/// How many global functions are registered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_function_count(context: *const as_context) -> usize {
    guard::get(context, 0, |c| c.listed().map_or(0, |l| l.functions.len()))
}

/// Global function number `index`; NULL if there is none of this number. Borrowed from the context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_function_at(context: *const as_context, index: usize) -> *const as_function {
    guard::get(context, std::ptr::null(), |c| {
        let found = c.listed().and_then(|l| host_function(&l.runtime, *l.functions.get(index)?));
        found.map_or(std::ptr::null(), std::ptr::from_ref)
    })
}

/// The global function that a declaration denotes; NULL if there is none, or more than one fits. Borrowed from the context.
///
/// `declaration`: `int Game::count(const string &in)`, where names of parameters and namespaces of types do not matter; or the
/// name alone, with its namespace, if there is only one function with it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_find_function(
    context: *const as_context,
    declaration: *const c_char,
) -> *const as_function {
    guard::get(context, std::ptr::null(), |c| {
        let (Some(l), Ok(text)) = (c.listed(), handle::text(declaration, "declaration")) else {
            return std::ptr::null();
        };
        find_host_function(&l.runtime, l.functions.iter().copied(), text).map_or(std::ptr::null(), std::ptr::from_ref)
    })
}

/// How many global properties are registered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_global_count(context: *const as_context) -> usize {
    guard::get(context, 0, |c| c.listed().map_or(0, |l| l.globals.len()))
}

/// The name of global property number `index`, with its namespace; empty if there is none of this number. Lives as long as
/// the context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_global_name(context: *const as_context, index: usize) -> as_str {
    guard::get(context, as_str::EMPTY, |c| {
        c.listed().and_then(|l| l.globals.get(index)).map_or(as_str::EMPTY, |g| as_str::from(&*g.0))
    })
}

/// The number of the global property of a name, with its namespace; `AS_NOT_FOUND` if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_find_global(context: *const as_context, name: *const c_char) -> usize {
    guard::get(context, AS_NOT_FOUND, |c| {
        let (Some(l), Ok(name)) = (c.listed(), handle::text(name, "name")) else { return AS_NOT_FOUND };
        l.globals.iter().position(|g| *g.0 == *name).unwrap_or(AS_NOT_FOUND)
    })
}

/// The address with which global property number `index` was registered; NULL if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_global_at(context: *const as_context, index: usize) -> *mut c_void {
    guard::get(context, std::ptr::null_mut(), |c| {
        let found = c.listed().and_then(|l| l.global(index));
        found.map_or(std::ptr::null_mut(), |g| std::ptr::with_exposed_provenance_mut(g.address))
    })
}

/// The type of global property number `index`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_global_type(context: *const as_context, index: usize) -> as_type_use {
    guard::get(context, as_type_use::NONE, |c| {
        let Some(l) = c.listed() else { return as_type_use::NONE };
        l.global(index).map_or(as_type_use::NONE, |g| as_type_use::of(g.ty, Some(l.runtime.get(g.ty.type_id))))
    })
}

/// Which units see global property number `index`: its access mask.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_global_access_mask(context: *const as_context, index: usize) -> u32 {
    guard::get(context, u32::MAX, |c| c.listed().and_then(|l| l.global(index)).map_or(u32::MAX, |g| g.access_mask))
}

/// The named group that global property number `index` was registered in; empty if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_global_group(context: *const as_context, index: usize) -> as_str {
    guard::get(context, as_str::EMPTY, |c| {
        let group = c.listed().and_then(|l| l.runtime.ffi().group_of_global(l.globals.get(index)?.1));
        group.map_or(as_str::EMPTY, as_str::from)
    })
}

/// How many typedefs are registered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_typedef_count(context: *const as_context) -> usize {
    guard::get(context, 0, |c| c.listed().map_or(0, |l| l.typedefs.len()))
}

/// The name of typedef number `index`, with its namespace; empty if there is none of this number. Lives as long as the
/// context.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_typedef_name(context: *const as_context, index: usize) -> as_str {
    guard::get(context, as_str::EMPTY, |c| {
        c.listed().and_then(|l| l.typedefs.get(index)).map_or(as_str::EMPTY, |t| as_str::from(&*t.0))
    })
}

/// What typedef number `index` stands for; NULL if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_context_typedef_type(context: *const as_context, index: usize) -> *const as_type {
    guard::get(context, std::ptr::null(), |c| {
        let found = c.listed().and_then(|l| Some(l.runtime.get(l.typedefs.get(index)?.1)));
        as_type::of_option(found)
    })
}
