//! Tables of functions that are read when somebody asks.

use std::ops::{Deref, DerefMut, Range};
use std::sync::{Arc, OnceLock};

use super::file::{Damage, SavedTables};
use super::{Cleanup, LineEntry, LocalVar, TryRange};

/// What belongs to a function's code, and is needed only when something out of the ordinary happens.
#[derive(Clone, Debug, Default)]
pub struct CodeTables {
    /// What to release when an exception leaves the function: the entries whose range holds the instruction that raised, last
    /// birth first. Ordered by `birth`.
    pub cleanups: Vec<Cleanup>,
    /// Its `try` bodies, inner ones before outer ones.
    pub tries: Vec<TryRange>,
    /// Positions, ordered.
    pub lines: Vec<LineEntry>,
    /// Named variables.
    pub locals: Vec<LocalVar>,
}

/// The tables of a function: made by the compiler, or in a saved unit until they are asked for.
///
/// Those of a saved unit that are damaged are empty; [`Tables::check`] tells. Their content is as the file says.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    read: OnceLock<Result<CodeTables, Damage>>,
    saved: Option<(Arc<SavedTables>, Range<u32>, u32)>,
}

static EMPTY: CodeTables =
    CodeTables { cleanups: Vec::new(), tries: Vec::new(), lines: Vec::new(), locals: Vec::new() };

impl Tables {
    /// Those that are saved as these bytes, of a function whose declaration is at a position.
    pub fn saved(all: Arc<SavedTables>, bytes: Range<u32>, pos: u32) -> Tables {
        Tables { read: OnceLock::new(), saved: Some((all, bytes, pos)) }
    }

    /// Reads the tables if that was not done yet.
    ///
    /// # Errors
    ///
    /// They are damaged.
    pub fn check(&self) -> Result<&CodeTables, Damage> {
        let read = self.read.get_or_init(|| match &self.saved {
            Some((all, bytes, pos)) => all.read(bytes.clone(), *pos),
            None => Ok(CodeTables::default()),
        });
        read.as_ref().map_err(Clone::clone)
    }
}

impl From<CodeTables> for Tables {
    fn from(tables: CodeTables) -> Tables {
        Tables { read: Ok(tables).into(), saved: None }
    }
}

impl Deref for Tables {
    type Target = CodeTables;

    fn deref(&self) -> &CodeTables {
        self.check().unwrap_or(&EMPTY)
    }
}

impl DerefMut for Tables {
    fn deref_mut(&mut self) -> &mut CodeTables {
        if self.check().is_err() || self.read.get().is_none() {
            *self = CodeTables::default().into();
        }
        match self.read.get_mut() {
            Some(Ok(tables)) => tables,
            _ => unreachable!("tables that cannot be read were replaced"),
        }
    }
}
