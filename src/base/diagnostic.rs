//! Errors, warnings and notes of a build.

use super::{SourceMap, Span};

/// How bad a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The build fails.
    Error,
    /// The build goes on.
    Warning,
    /// Tells more about the message before it.
    Note,
}

impl Severity {
    /// The word shown to people.
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// The stable code of a diagnostic: `E0123` or `W0012` when shown. Codes are never reused for another meaning; the
/// numbers follow the error and warning catalogue of the language reference (ERR-nnn, WARN-nn).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub u16);

/// An explanation that belongs to a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it points at; [`Span::NONE`] if nothing.
    pub span: Span,
    /// One line of text.
    pub text: String,
}

/// One message of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning; notes are attached to one of these.
    pub severity: Severity,
    /// The stable code.
    pub code: Code,
    /// What it points at.
    pub span: Span,
    /// One line that says what is wrong in the script's own terms.
    pub text: String,
    /// Explanations, candidates, suggestions.
    pub notes: Vec<Note>,
}

impl Diagnostic {
    /// Adds a note that points at a place.
    pub fn note(&mut self, span: Span, text: impl Into<String>) -> &mut Diagnostic {
        self.notes.push(Note { span, text: text.into() });
        self
    }

    /// Adds a note without a place.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Diagnostic {
        self.note(Span::NONE, text)
    }

    /// The code as shown: `E` or `W` and four digits.
    pub fn code_text(&self) -> String {
        let letter = if self.severity == Severity::Error { 'E' } else { 'W' };
        format!("{letter}{:04}", self.code.0)
    }

    /// The message as people read it: a head line `FILE:LINE:COL: error|warning: TEXT`, the source line with a marker
    /// under the span, then the notes in the same form. A note without a place of its own has that of the message, and no
    /// source line again. Without any source the head is `error|warning: TEXT`. Ends with a line feed.
    pub fn render(&self, sources: &SourceMap) -> String {
        let mut out = String::new();
        let head = format!("{} [{}]", self.text, self.code_text());
        render_head(&mut out, sources, self.severity, self.span, &head);
        render_source(&mut out, sources, self.span);
        for note in &self.notes {
            let place = if sources.location(note.span.lo).is_some() { note.span } else { self.span };
            render_head(&mut out, sources, Severity::Note, place, &note.text);
            render_source(&mut out, sources, note.span);
        }
        out
    }
}

/// The line `FILE:LINE:COL: error|warning|note: TEXT`. What has no place is told at the beginning of the first source.
fn render_head(out: &mut String, sources: &SourceMap, severity: Severity, span: Span, text: &str) {
    use std::fmt::Write;
    let word = severity.word();
    let _ = match sources.location(span.lo) {
        Some(place) => writeln!(out, "{}:{}:{}: {word}: {text}", place.file, place.line, place.column),
        None if !sources.is_empty() => writeln!(out, "{}:1:1: {word}: {text}", sources.name(0)),
        None => writeln!(out, "{word}: {text}"),
    };
}

/// The source line of a place with a marker under the span; nothing if it has none.
fn render_source(out: &mut String, sources: &SourceMap, span: Span) {
    use std::fmt::Write;
    let Some(place) = sources.location(span.lo) else { return };
    let number = place.line.to_string();
    // Of a line that is longer than people read, the part around the place is shown.
    let text = sources.line_text(span.lo);
    let at = (place.column as usize - 1).min(text.len());
    let (from, to) =
        if text.len() <= LONGEST { (0, text.len()) } else { (at.saturating_sub(AROUND), text.len().min(at + AROUND)) };
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace('\t', " ");
    let (head, tail) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
    let before = shown(&text[from..at]);
    let room = shown(&text[at..to]).chars().count();
    let covered = String::from_utf8_lossy(sources.bytes(span));
    let width = covered.lines().next().unwrap_or("").chars().count().min(room).max(1);
    let _ = writeln!(out, " {number} | {head}{before}{}{tail}", shown(&text[at..to]));
    let blank = " ".repeat(number.len());
    let indent = " ".repeat(head.chars().count() + before.chars().count());
    let _ = writeln!(out, " {blank} | {indent}{}", "^".repeat(width));
}

/// Lines of up to so many bytes are shown whole.
const LONGEST: usize = 1000;
/// Of longer ones so many bytes before and after the place.
const AROUND: usize = 100;

/// So many errors, and so many warnings, are kept: more nobody reads, and each costs memory.
const MOST_KEPT: usize = 1000;

/// With so many errors looking for what else may have been meant, which costs a walk over all names, is over.
const MOST_SUGGESTIONS: usize = 64;

/// The messages of a build in the order they were found.
#[derive(Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// How many of the list are errors, and of those that were not kept.
    errors: usize,
    errors_lost: usize,
    warnings_lost: usize,
    /// Takes the notes of a message that is not kept.
    lost: Option<Diagnostic>,
}

impl Diagnostics {
    /// No messages.
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }

    /// Reports an error; notes can be added to what is returned.
    pub fn error(&mut self, code: Code, span: Span, text: impl Into<String>) -> &mut Diagnostic {
        self.push(Severity::Error, code, span, text.into())
    }

    /// Reports a warning; notes can be added to what is returned.
    pub fn warning(&mut self, code: Code, span: Span, text: impl Into<String>) -> &mut Diagnostic {
        self.push(Severity::Warning, code, span, text.into())
    }

    fn push(&mut self, severity: Severity, code: Code, span: Span, text: String) -> &mut Diagnostic {
        let message = Diagnostic { severity, code, span, text, notes: Vec::new() };
        let is_error = severity == Severity::Error;
        let (kept, lost) = if is_error {
            (self.errors, &mut self.errors_lost)
        } else {
            (self.list.len() - self.errors, &mut self.warnings_lost)
        };
        if kept >= MOST_KEPT {
            *lost += 1;
            return self.lost.insert(message);
        }
        self.lost = None;
        self.errors += usize::from(is_error);
        self.list.push(message);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    /// Whether there are so few errors yet that looking for what may have been meant pays.
    pub fn wants_suggestions(&self) -> bool {
        self.errors <= MOST_SUGGESTIONS
    }

    /// The message reported last, to be told more precisely by who knows more.
    pub fn last_mut(&mut self) -> Option<&mut Diagnostic> {
        self.lost.as_mut().or(self.list.last_mut())
    }

    /// How many errors were reported.
    pub fn error_count(&self) -> usize {
        self.errors + self.errors_lost
    }

    /// All messages.
    pub fn list(&self) -> &[Diagnostic] {
        &self.list
    }

    /// Forgets messages after the first `len`, as when a speculative compilation is given up.
    pub fn truncate(&mut self, len: usize) {
        self.list.truncate(len);
        self.errors = self.list.iter().filter(|d| d.severity == Severity::Error).count();
    }

    /// Forgets those messages after the first `len` that `which` tells.
    pub fn forget_since(&mut self, len: usize, which: impl Fn(&Diagnostic) -> bool) {
        let mut at = 0;
        self.list.retain(|d| {
            at += 1;
            at <= len || !which(d)
        });
        self.errors = self.list.iter().filter(|d| d.severity == Severity::Error).count();
    }

    /// Takes the messages of another list.
    pub fn append(&mut self, other: Diagnostics) {
        self.errors += other.errors;
        self.errors_lost += other.errors_lost;
        self.warnings_lost += other.warnings_lost;
        self.list.extend(other.list);
    }

    /// The messages, given away. What was found twice, as in a mixin that several classes include, is told once; that there
    /// were more than are kept is told at the end.
    pub fn into_list(self) -> Vec<Diagnostic> {
        let mut seen = std::collections::HashSet::new();
        let mut list = self.list;
        let (mut errors, mut warnings) = (0, 0);
        let (mut errors_lost, mut warnings_lost) = (self.errors_lost, self.warnings_lost);
        list.retain(|d| {
            if !seen.insert((d.code, d.span, d.text.clone())) {
                return false;
            }
            let (kept, lost) = match d.severity {
                Severity::Error => (&mut errors, &mut errors_lost),
                _ => (&mut warnings, &mut warnings_lost),
            };
            *kept += 1;
            *lost += usize::from(*kept > MOST_KEPT);
            *kept <= MOST_KEPT
        });
        let lost = [(warnings_lost, Severity::Warning, "warnings"), (errors_lost, Severity::Error, "errors")];
        for (lost, severity, what) in lost {
            if lost > 0 {
                let text = format!("more than {MOST_KEPT} {what}: the others are not told");
                let span = list.iter().rfind(|d| d.severity == severity).map_or(Span::NONE, |d| d.span);
                list.push(Diagnostic { severity, code: Code(221), span, text, notes: Vec::new() });
            }
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rendering_marks_the_span() {
        let mut sources = SourceMap::new();
        sources.add("a.as", b"int x = 1;\nfoo(2);\n", 0);
        let mut all = Diagnostics::new();
        all.error(Code(20), Span::new(11, 14), "unknown name 'foo'").help("did you mean 'for'?");
        let text = all.list()[0].render(&sources);
        assert_eq!(
            text,
            "a.as:2:1: error: unknown name 'foo' [E0020]\n 2 | foo(2);\n   | ^^^\na.as:2:1: note: did you mean 'for'?\n"
        );
    }

    #[test]
    fn what_has_no_place_is_told_at_the_first_source() {
        let mut all = Diagnostics::new();
        all.error(Code(20), Span::NONE, "too much").help("take less");
        let text = |sources: &SourceMap| all.list()[0].render(sources);
        assert_eq!(text(&SourceMap::new()), "error: too much [E0020]\nnote: take less\n");
        let mut sources = SourceMap::new();
        sources.add("a.as", b"int x;\n", 0);
        assert_eq!(text(&sources), "a.as:1:1: error: too much [E0020]\na.as:1:1: note: take less\n");
    }
}
