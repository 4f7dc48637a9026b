//! The texts of a build and positions in them.

use super::Span;

/// One text given to a build.
struct Source {
    name: Box<str>,
    text: Box<[u8]>,
    /// Bytes of the text, which may have been left out.
    len: u32,
    /// Where the lines after the first start, counted from the start, if the text was left out.
    lines: Box<[u32]>,
    /// Position of the first byte in the build's position space.
    start: u32,
    /// Added to every line number of this source.
    line_offset: i32,
}

/// A place for people: file, line and column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location<'s> {
    /// The name the source was added under.
    pub file: &'s str,
    /// 1-based line (plus the source's line offset).
    pub line: u32,
    /// 1-based column in bytes.
    pub column: u32,
}

/// All sources of a build, in one position space.
#[derive(Default)]
pub struct SourceMap {
    sources: Vec<Source>,
}

impl SourceMap {
    /// The most bytes all sources together may have.
    pub const MAX_BYTES: u32 = u32::MAX - 16;

    /// An empty map.
    pub fn new() -> SourceMap {
        SourceMap::default()
    }

    /// Adds a text and gives its index; `None` when the build would exceed [`SourceMap::MAX_BYTES`].
    pub fn add(&mut self, name: &str, text: &[u8], line_offset: i32) -> Option<usize> {
        let start = self.end();
        let len = u32::try_from(text.len()).ok()?;
        if start.checked_add(len)? >= Self::MAX_BYTES {
            return None;
        }
        let lines = Box::default();
        self.sources.push(Source { name: name.into(), text: text.into(), len, lines, start, line_offset });
        Some(self.sources.len() - 1)
    }

    /// Adds a source whose text is not there, only its length and where the lines after the first start (ascending,
    /// counted from the start of the text). Positions in it have file, line and column. `None` as for
    /// [`SourceMap::add`], or when the lines do not fit the length.
    pub fn add_lines(&mut self, name: &str, len: u32, lines: Box<[u32]>, line_offset: i32) -> Option<usize> {
        let start = self.end();
        let ascending = lines.first().is_none_or(|&l| l > 0) && lines.windows(2).all(|w| w[0] < w[1]);
        if start.checked_add(len)? >= Self::MAX_BYTES || !ascending || lines.last().is_some_and(|&l| l > len) {
            return None;
        }
        self.sources.push(Source { name: name.into(), text: Box::default(), len, lines, start, line_offset });
        Some(self.sources.len() - 1)
    }

    fn end(&self) -> u32 {
        self.sources.last().map_or(0, |s| s.start + s.len + 1)
    }

    /// How many sources there are.
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether no source was added.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Name of source `i`.
    pub fn name(&self, i: usize) -> &str {
        &self.sources[i].name
    }

    /// Bytes of the text of source `i`, whether or not it is there.
    pub fn byte_len(&self, i: usize) -> u32 {
        self.sources[i].len
    }

    /// Text of source `i`; empty if it is not there.
    pub fn text(&self, i: usize) -> &[u8] {
        &self.sources[i].text
    }

    /// Position of the first byte of source `i`.
    pub fn start(&self, i: usize) -> u32 {
        self.sources[i].start
    }

    /// The source a position lies in.
    pub fn source_of(&self, pos: u32) -> Option<usize> {
        if pos == u32::MAX || self.sources.is_empty() {
            return None;
        }
        let i = self.sources.partition_point(|s| s.start <= pos);
        (i > 0).then(|| i - 1)
    }

    /// The bytes a span covers; empty for [`Span::NONE`].
    pub fn bytes(&self, span: Span) -> &[u8] {
        let Some(i) = self.source_of(span.lo) else { return &[] };
        let s = &self.sources[i];
        let lo = ((span.lo - s.start) as usize).min(s.text.len());
        let hi = ((span.hi.saturating_sub(s.start)) as usize).clamp(lo, s.text.len());
        &s.text[lo..hi]
    }

    /// File, line and column of a position.
    pub fn location(&self, pos: u32) -> Option<Location<'_>> {
        let s = &self.sources[self.source_of(pos)?];
        if s.text.is_empty() {
            let at = (pos - s.start).min(s.len);
            let row = s.lines.partition_point(|&l| l <= at);
            let column = at - row.checked_sub(1).map_or(0, |last| s.lines[last]) + 1;
            let line = row as i64 + 1 + i64::from(s.line_offset);
            return Some(Location { file: &s.name, line: line.max(0) as u32, column });
        }
        let at = ((pos - s.start) as usize).min(s.text.len());
        let before = &s.text[..at];
        let line = before.iter().filter(|&&b| b == b'\n').count() as i64 + 1 + i64::from(s.line_offset);
        let column = before.iter().rev().take_while(|&&b| b != b'\n').count() as u32 + 1;
        Some(Location { file: &s.name, line: line.max(0) as u32, column })
    }

    /// The whole line a position lies in, without its line feed.
    pub fn line_text(&self, pos: u32) -> &[u8] {
        let Some(i) = self.source_of(pos) else { return &[] };
        let s = &self.sources[i];
        let at = ((pos - s.start) as usize).min(s.text.len());
        let from = s.text[..at].iter().rposition(|&b| b == b'\n').map_or(0, |p| p + 1);
        let to = s.text[at..].iter().position(|&b| b == b'\n').map_or(s.text.len(), |p| at + p);
        let line = &s.text[from..to];
        line.strip_suffix(b"\r").unwrap_or(line)
    }

    /// Positions where the lines of source `i` start, for mapping many positions at once.
    pub fn line_starts(&self, i: usize) -> Vec<u32> {
        let s = &self.sources[i];
        let mut starts = vec![s.start];
        starts.extend(s.lines.iter().map(|l| s.start + l));
        starts.extend(s.text.iter().enumerate().filter(|&(_, &b)| b == b'\n').map(|(at, _)| s.start + at as u32 + 1));
        starts
    }

    /// Line offset of source `i`.
    pub fn line_offset(&self, i: usize) -> i32 {
        self.sources[i].line_offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_the_same_without_the_texts() {
        let mut map = SourceMap::new();
        map.add("a.as", b"one\n\ntwo", 0);
        map.add("empty.as", b"", 3);
        map.add("b.as", b"\r\n x\r\n", 10);
        let mut bare = SourceMap::new();
        for i in 0..map.len() {
            let lines: Box<[u32]> = map.line_starts(i)[1..].iter().map(|l| l - map.start(i)).collect();
            assert_eq!(bare.add_lines(map.name(i), map.byte_len(i), lines, map.line_offset(i)), Some(i));
            assert_eq!(bare.line_starts(i), map.line_starts(i));
        }
        for pos in 0..30 {
            assert_eq!(bare.location(pos), map.location(pos), "{pos}");
        }
        assert_eq!(bare.bytes(Span::new(0, 3)), b"");
        assert_eq!(bare.line_text(1), b"");
        assert_eq!(bare.add_lines("x", 5, [2, 2].into(), 0), None);
        assert_eq!(bare.add_lines("x", 5, [6].into(), 0), None);
    }

    #[test]
    fn positions_are_found_across_sources() {
        let mut map = SourceMap::new();
        map.add("a.as", b"one\ntwo", 0);
        map.add("b.as", b"\r\n x\r\n", 10);
        let at = |p| map.location(p).map(|l| (l.file.to_owned(), l.line, l.column));
        assert_eq!(at(0), Some(("a.as".into(), 1, 1)));
        assert_eq!(at(5), Some(("a.as".into(), 2, 2)));
        assert_eq!(at(map.start(1) + 3), Some(("b.as".into(), 12, 2)));
        assert_eq!(map.line_text(map.start(1) + 3), b" x");
        assert_eq!(map.bytes(Span::new(4, 7)), b"two");
        assert_eq!(at(u32::MAX), None);
        assert_eq!(map.bytes(Span::NONE), b"");
    }
}
