//! `file` and `filesystem`: files of one directory that the host chooses.
//!
//! They are not among the add-ons of [`super::install`]: without a directory there is nothing to give to scripts.

mod file;
mod filesystem;
mod root;

use std::path::Path;
use std::sync::Arc;

use crate::module::Module;
use crate::types::{NativeFunction, RegistrationError, ReturnCode};

use root::Root;

/// What scripts may do with the files of a directory.
#[derive(Clone, Copy, Debug)]
pub struct Access<'p> {
    /// The directory: all that scripts see.
    pub root: &'p Path,
    /// Whether they may change anything. If not, the writing functions are missing (FILE-13).
    pub writable: bool,
}

/// Registers `file` and `filesystem`. They need the add-ons for strings, arrays and datetime.
///
/// # Errors
///
/// The directory cannot be used, or a name is taken.
pub fn install(to: &mut Module, access: Access<'_>) -> Result<(), RegistrationError> {
    let root = Root::new(access.root).map_err(|error| {
        let text = format!("the directory '{}' cannot be used: {error}", access.root.display());
        RegistrationError::new(ReturnCode::InvalidArgument, "", text)
    })?;
    let root = Arc::new(root);
    file::install(to, &root, access.writable)?;
    filesystem::install(to, &root, access.writable)
}

/// A factory that is given the root. Whoever registers it keeps the root.
fn with_root(function: NativeFunction, root: &Arc<Root>) -> NativeFunction {
    NativeFunction { pass_user_data: true, user_data: Arc::as_ptr(root) as usize, ..function }
}
