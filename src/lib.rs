//! libangel: AngelScript for game engines.

pub mod base;
pub mod bytecode;
pub mod capi;
pub mod semantic;
pub mod syntax;
pub mod types;
pub mod vm;
