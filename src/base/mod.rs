//! What every layer stands on: source positions, interned names, typed ids and diagnostics.
//! This layer uses no other layer of the library.

mod diagnostic;
pub mod hash;
mod header;
mod ids;
mod interner;
pub mod names;
mod source;
mod span;
pub mod suggest;
mod text;

/// A number of things, for messages: `1 error`, `2 errors`.
pub fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

pub use diagnostic::{Code, Diagnostic, Diagnostics, Note, Severity};
pub use header::{HandleHeader, begins_at, ended_at};
pub use ids::{FunctionId, GlobalId, NamespaceId, TypeId};
pub use interner::{FrozenInterner, Interner, InternerSpace, Names, Symbol};
pub use source::{Location, SourceMap};
pub use span::{Span, Spanned};
pub use text::Text;
