//! The script tier: what a build knows about its own declarations, on top of the registered API.

mod members;
mod registry;
mod script;
mod text;
mod view;
mod wide;

pub use members::NamedValue;
pub use registry::{LookupSpace, MOST_USED_NAMESPACES, Namespace, Registry, ScopeHit, ScriptName};
pub use script::{ClassInfo, FunctionBody, Global, Import, MemberInit, Mixin, ScriptFunction};
pub use view::{DefaultArg, FunctionDefView};
pub use wide::WideMembers;
