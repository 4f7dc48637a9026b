//! Byte ranges in the text of a build.

/// A range of bytes in the position space of one build.
///
/// All sources of a build share one space: each source starts where the one before it ended (plus one), so that a span
/// needs no file number. [`SourceMap`](super::SourceMap) turns a position into file, line and column.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First byte.
    pub lo: u32,
    /// One past the last byte.
    pub hi: u32,
}

impl Span {
    /// The span of nothing in particular, for entities that have no source text.
    pub const NONE: Span = Span { lo: u32::MAX, hi: u32::MAX };

    /// The range `lo..hi`.
    #[inline]
    pub const fn new(lo: u32, hi: u32) -> Span {
        Span { lo, hi }
    }

    /// The smallest span that covers both; [`Span::NONE`] counts as nothing.
    #[inline]
    pub fn to(self, other: Span) -> Span {
        if self.is_none() {
            return other;
        }
        if other.is_none() {
            return self;
        }
        Span { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    /// The empty span at the end of this one.
    #[inline]
    pub const fn end(self) -> Span {
        Span { lo: self.hi, hi: self.hi }
    }

    /// Whether this is [`Span::NONE`].
    #[inline]
    pub const fn is_none(self) -> bool {
        self.lo == u32::MAX
    }

    /// Length in bytes.
    #[inline]
    pub const fn len(self) -> u32 {
        self.hi - self.lo
    }

    /// Whether the span covers no byte.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.hi == self.lo
    }
}

impl std::fmt::Debug for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_none() { f.write_str("-") } else { write!(f, "{}..{}", self.lo, self.hi) }
    }
}

/// A value with the place in the text it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}
