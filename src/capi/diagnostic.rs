//! `as_diagnostic`: a message of a build.

use super::guard;
use super::handle::{self, Header, handle_kind};
use super::text::as_str;
use crate::base::{Diagnostic, Note, Severity, SourceMap, Span};

/// A message of a build: an error or a warning, with notes.
///
/// Borrowed: it lives as long as its unit, as do the texts it hands out. Any thread.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_diagnostic {
    header: Header,
    severity: Severity,
    code: u32,
    message: Box<str>,
    file: Box<str>,
    line: u32,
    column: u32,
    source: Box<str>,
    rendered: Box<str>,
    notes: Box<[as_diagnostic]>,
}

handle_kind!(as_diagnostic, b"ASdi");

/// How bad a message is.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum as_severity {
    /// The build fails.
    AS_SEVERITY_ERROR = 0,
    /// The build goes on.
    AS_SEVERITY_WARNING = 1,
    /// Tells more about another message.
    AS_SEVERITY_NOTE = 2,
}

impl as_diagnostic {
    /// A message of a build with these sources.
    pub fn new(message: &Diagnostic, sources: &SourceMap) -> as_diagnostic {
        let notes = message.notes.iter().map(|n| as_diagnostic::note(n, sources)).collect();
        let rendered = message.render(sources).into();
        as_diagnostic::with(message.severity, message.code.0, &message.text, message.span, sources, rendered, notes)
    }

    fn note(note: &Note, sources: &SourceMap) -> as_diagnostic {
        as_diagnostic::with(Severity::Note, 0, &note.text, note.span, sources, Box::default(), Box::default())
    }

    fn with(
        severity: Severity,
        code: u16,
        text: &str,
        span: Span,
        sources: &SourceMap,
        rendered: Box<str>,
        notes: Box<[as_diagnostic]>,
    ) -> as_diagnostic {
        let place = sources.location(span.lo);
        as_diagnostic {
            header: handle::header::<as_diagnostic>(),
            severity,
            code: code.into(),
            message: text.into(),
            file: place.map_or("", |p| p.file).into(),
            line: place.map_or(0, |p| p.line),
            column: place.map_or(0, |p| p.column),
            source: String::from_utf8_lossy(sources.bytes(span)).into(),
            rendered,
            notes,
        }
    }
}

/// How bad it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_diagnostic_severity(diagnostic: *const as_diagnostic) -> as_severity {
    guard::get(diagnostic, as_severity::AS_SEVERITY_NOTE, |d| match d.severity {
        Severity::Error => as_severity::AS_SEVERITY_ERROR,
        Severity::Warning => as_severity::AS_SEVERITY_WARNING,
        Severity::Note => as_severity::AS_SEVERITY_NOTE,
    })
}

/// Its number, which never changes its meaning; errors and warnings are numbered apart. 0 for notes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_diagnostic_code(diagnostic: *const as_diagnostic) -> u32 {
    guard::get(diagnostic, 0, |d| d.code)
}

/// What it says, in one line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_diagnostic_message(diagnostic: *const as_diagnostic) -> as_str {
    guard::get(diagnostic, as_str::EMPTY, |d| as_str::from(&*d.message))
}

/// The name of the source it is about; empty if it is about none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_diagnostic_file(diagnostic: *const as_diagnostic) -> as_str {
    guard::get(diagnostic, as_str::EMPTY, |d| as_str::from(&*d.file))
}

/// The line, from 1; 0 if it has no place.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_diagnostic_line(diagnostic: *const as_diagnostic) -> u32 {
    guard::get(diagnostic, 0, |d| d.line)
}

/// The column in bytes, from 1; 0 if it has no place.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_diagnostic_column(diagnostic: *const as_diagnostic) -> u32 {
    guard::get(diagnostic, 0, |d| d.column)
}

/// The text of the source that it is about.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_diagnostic_source(diagnostic: *const as_diagnostic) -> as_str {
    guard::get(diagnostic, as_str::EMPTY, |d| as_str::from(&*d.source))
}

/// The message as people read it, over several lines that end with line feeds: `FILE:LINE:COLUMN: error: TEXT`, the line of
/// the source with a marker, and the notes. Empty for notes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_diagnostic_rendered(diagnostic: *const as_diagnostic) -> as_str {
    guard::get(diagnostic, as_str::EMPTY, |d| as_str::from(&*d.rendered))
}

/// How many notes it has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_diagnostic_note_count(diagnostic: *const as_diagnostic) -> usize {
    guard::get(diagnostic, 0, |d| d.notes.len())
}

/// Note number `index`; NULL if there is none of this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_diagnostic_note_at(diagnostic: *const as_diagnostic, index: usize) -> *const as_diagnostic {
    guard::get(diagnostic, std::ptr::null(), |d| d.notes.get(index).map_or(std::ptr::null(), std::ptr::from_ref))
}
