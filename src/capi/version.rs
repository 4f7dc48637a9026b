//! Which library this is.

use super::guard;
use super::text::as_str;

/// The version of the library this header belongs to: 10000 × major + 100 × minor + patch. To be given to
/// `as_context_new`, which refuses a header that does not fit the library.
pub const AS_VERSION: u32 = 100;

/// The level of the language, as the C++ original counts it (2.38.0).
pub const AS_LANGUAGE_VERSION: u32 = 23800;

/// The version of the library that is loaded, counted as `AS_VERSION` is.
#[unsafe(no_mangle)]
pub extern "C" fn as_version() -> u32 {
    guard::plain(0, || AS_VERSION)
}

/// The version of the library that is loaded, as text: `0.1.0`. Lives as long as the library.
#[unsafe(no_mangle)]
pub extern "C" fn as_version_text() -> as_str {
    guard::plain(as_str::EMPTY, || as_str::from(env!("CARGO_PKG_VERSION")))
}

/// Whether the loaded library can serve a program that was compiled with a header of this version: it has the same major
/// version (before 1.0: the same minor version) and is not older.
#[unsafe(no_mangle)]
pub extern "C" fn as_version_is_compatible(version: u32) -> bool {
    guard::plain(false, || is_compatible(version, AS_VERSION))
}

pub(super) fn is_compatible(header: u32, library: u32) -> bool {
    let same = if library < 10000 { header / 100 == library / 100 } else { header / 10000 == library / 10000 };
    same && header <= library
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_that_of_the_crate() {
        let part = |text: &str| text.parse::<u32>().unwrap();
        let (major, minor) = (part(env!("CARGO_PKG_VERSION_MAJOR")), part(env!("CARGO_PKG_VERSION_MINOR")));
        assert_eq!(AS_VERSION, major * 10000 + minor * 100 + part(env!("CARGO_PKG_VERSION_PATCH")));
    }

    #[test]
    fn older_headers_of_the_same_series_fit() {
        assert!(is_compatible(100, 105));
        assert!(!is_compatible(105, 100));
        assert!(!is_compatible(100, 200));
        assert!(is_compatible(10100, 10203));
        assert!(!is_compatible(20000, 10203));
        assert!(!is_compatible(0, 100));
    }
}
