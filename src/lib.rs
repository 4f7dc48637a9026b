//! libangel: AngelScript for game engines.

pub mod base;
pub mod syntax;
pub mod types;
