//! libangel: AngelScript for game engines.

pub mod addons;
pub mod base;
pub mod bytecode;
pub mod capi;
pub mod config;
pub mod context;
pub mod debug;
mod external;
pub mod ffi;
pub mod find;
pub mod include;
pub mod module;
pub mod semantic;
pub mod serial;
pub mod syntax;
pub mod types;
pub mod unit;
pub mod vm;
