//! APIs as files: the configuration dumps that hosts of the reference write, declarations for language servers, and JSON.
//!
//! [`read`] registers what a configuration file declares, with functions that raise an exception when they are called: the
//! scripts of a game can be checked without the game. [`write`] writes a sealed API in the same form, so that what it
//! writes loads again into an equal API.
#![forbid(unsafe_code)]

mod json;
mod predefined;
mod read;
mod text;
mod walk;
mod words;
mod write;

pub use json::write_json;
pub use predefined::write_predefined;
pub use read::{Entry, LineError, parse_line, read, register};
pub use walk::{Api, Section, behavior_of};
pub use write::write;
