//! The directory that scripts see as their whole file system.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Held while a path is looked at and used; for writing, while something is moved. One for all directories: they may lie in each
/// other.
static MOVES: RwLock<()> = RwLock::new(());

/// A directory of the host that scripts cannot leave. Its own name for scripts is `/`.
///
/// Every path is looked at twice: its text must not lead above the root by `..`, and what it denotes, with all symbolic links
/// followed, must lie in it. Links can be read and removed where they are, but not followed to the outside. Between the look
/// and the use no script of the process moves anything ([`Root::stays`]), and none of any process ever moves links; what other
/// programs do in between is not guarded against.
#[derive(Debug)]
pub struct Root {
    /// Absolute, without links.
    directory: PathBuf,
}

/// Whether a path starts at the root rather than at the current path (FS-02).
pub fn is_absolute(path: &[u8]) -> bool {
    matches!(path.first(), Some(b'/' | b'\\')) || path.contains(&b':')
}

#[cfg(unix)]
fn name_of(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    Some(PathBuf::from(std::ffi::OsStr::from_bytes(bytes)))
}

#[cfg(not(unix))]
fn name_of(bytes: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(bytes).ok().map(PathBuf::from)
}

impl Root {
    /// A root.
    ///
    /// # Errors
    ///
    /// There is no such directory, or it cannot be looked at.
    pub fn new(directory: &Path) -> std::io::Result<Root> {
        let directory = fs::canonicalize(directory)?;
        if !directory.is_dir() {
            return Err(std::io::Error::new(std::io::ErrorKind::NotADirectory, "not a directory"));
        }
        Ok(Root { directory })
    }

    /// While the result lives, scripts move nothing: what was found out about a path goes on to hold.
    pub fn stays() -> RwLockReadGuard<'static, ()> {
        MOVES.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// For moving something: nobody else looks at paths meanwhile.
    pub fn moves() -> RwLockWriteGuard<'static, ()> {
        MOVES.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The path of the host that a path of a script means, as text: nothing is looked at. `None`: it leads out, or is none.
    fn text(&self, current: &[u8], path: &[u8]) -> Option<PathBuf> {
        let mut names: Vec<&[u8]> = Vec::new();
        let from: &[u8] = if is_absolute(path) { b"" } else { current };
        for name in from.split(is_separator).chain(path.split(is_separator)) {
            match name {
                b"" | b"." => {}
                b".." => {
                    names.pop()?;
                }
                _ if name.contains(&b':') || name.contains(&0) => return None,
                _ => names.push(name),
            }
        }
        let mut result = self.directory.clone();
        for name in names {
            result.push(name_of(name)?);
        }
        Some(result)
    }

    /// What a path denotes, with links followed. `None`: there is nothing, or it lies outside.
    pub fn existing(&self, current: &[u8], path: &[u8]) -> Option<PathBuf> {
        let real = fs::canonicalize(self.text(current, path)?).ok()?;
        real.starts_with(&self.directory).then_some(real)
    }

    /// A name in an existing directory: of a new thing, or of a link that is not followed. `None`: it is the root itself, or
    /// the directory does not exist or lies outside.
    pub fn entry(&self, current: &[u8], path: &[u8]) -> Option<PathBuf> {
        let text = self.text(current, path)?;
        if text == self.directory {
            return None;
        }
        let parent = fs::canonicalize(text.parent()?).ok()?;
        parent.starts_with(&self.directory).then(|| parent.join(text.file_name().unwrap_or_default()))
    }

    /// A regular file to be written, which may be new. Links are followed.
    pub fn writable(&self, current: &[u8], path: &[u8]) -> Option<PathBuf> {
        let entry = self.entry(current, path)?;
        match fs::symlink_metadata(&entry) {
            Ok(_) => self.existing(current, path).filter(|real| real.is_file()),
            Err(_) => Some(entry),
        }
    }

    /// A regular file to be read: no directory, and nothing that could block or never end.
    pub fn readable(&self, current: &[u8], path: &[u8]) -> Option<PathBuf> {
        self.existing(current, path).filter(|real| real.is_file())
    }
}

/// Whether a byte stands between the names of a path.
pub fn is_separator(byte: &u8) -> bool {
    matches!(byte, b'/' | b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_inside() {
        let root = Root { directory: PathBuf::from("/root/dir") };
        let text = |current: &str, path: &str| {
            root.text(current.as_bytes(), path.as_bytes()).map(|p| p.to_string_lossy().into_owned())
        };
        assert_eq!(text("", "a/b").as_deref(), Some("/root/dir/a/b"));
        assert_eq!(text("/x", "a\\.//b/").as_deref(), Some("/root/dir/x/a/b"));
        assert_eq!(text("/x", "/a").as_deref(), Some("/root/dir/a"));
        assert_eq!(text("/x", "../y").as_deref(), Some("/root/dir/y"));
        assert_eq!(text("/x", "..").as_deref(), Some("/root/dir"));
        for out in ["..", "../dir", "a/../..", "/..", "\\..\\x", "a/../../dir/a", "C:/x", "c:", "a\0b"] {
            assert_eq!(text("", out), None, "{out}");
        }
        assert_eq!(text("/x", "../.."), None);
    }
}
