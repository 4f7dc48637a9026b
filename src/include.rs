//! What the sources of a unit ask of their host: other sources (`#include`) and whatever `#pragma` is for.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// An `#include` that a build has met.
pub struct Include<'a> {
    /// What stands between the quotes.
    pub path: &'a str,
    /// The name of the source it stands in.
    pub from: &'a str,
    pub(crate) known: &'a Arc<HashSet<String>>,
}

impl Include<'_> {
    /// The names of the sources that are a part of the unit, made plain.
    pub fn names(&self) -> Arc<HashSet<String>> {
        self.known.clone()
    }

    /// Whether a source of this name is a part of the unit already, so that its text is not needed.
    pub fn is_known(&self, name: &str) -> bool {
        self.known.contains(&plain_name(name))
    }
}

/// What the host has found for an `#include`.
pub struct Included {
    /// The name of the source, by which it is read only once.
    pub name: String,
    /// Its text. Not looked at if a source of this name is known.
    pub text: Vec<u8>,
}

/// Finds sources; the text tells why one cannot be had.
pub type IncludeFn = Box<dyn FnMut(&Include<'_>) -> Result<Included, String> + Send + Sync>;

/// A `#pragma` that a build has met.
pub struct Pragma<'a> {
    /// What stands behind the word, without blanks at its ends.
    pub text: &'a str,
    /// The name of the source it stands in.
    pub file: &'a str,
    /// Its line.
    pub line: u32,
}

/// Acts on pragmas; false refuses one, which fails the build.
pub type PragmaFn = Box<dyn FnMut(&Pragma<'_>) -> bool + Send + Sync>;

/// A name without `.`, `..` and repeated slashes, as far as the text tells.
pub fn plain_name(name: &str) -> String {
    let mut plain = PathBuf::new();
    for part in Path::new(name).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some_and(|n| n != "..") => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain.to_string_lossy().into_owned()
}

/// Reads files whose paths are relative to the file that includes them.
pub fn files() -> IncludeFn {
    Box::new(|include| {
        let beside = Path::new(include.from).parent().unwrap_or(Path::new(""));
        let name = plain_name(&beside.join(include.path).to_string_lossy());
        if include.is_known(&name) {
            return Ok(Included { name, text: Vec::new() });
        }
        match std::fs::read(&name) {
            Ok(text) => Ok(Included { name, text }),
            Err(error) => Err(format!("cannot read {name}: {error}")),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn names_are_made_plain() {
        let names = [
            ("a.as", "a.as"),
            ("./a.as", "a.as"),
            ("x//y/../a.as", "x/a.as"),
            ("../a.as", "../a.as"),
            ("x/../../a.as", "../a.as"),
            ("/x/./a.as", "/x/a.as"),
            ("/../a.as", "/../a.as"),
            ("", ""),
        ];
        for (name, plain) in names {
            assert_eq!(plain_name(name), plain, "{name}");
        }
    }
}
