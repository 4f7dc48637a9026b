//! Texts that share their memory.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// A text, or a part of one that lies in memory as a whole: the names of a unit that was loaded are parts of one text.
/// Copies share the memory. At most 4 GiB.
#[derive(Clone, Default)]
pub struct Text {
    whole: Arc<str>,
    start: u32,
    len: u32,
}

impl Text {
    /// A part of a text; `None` if it lies outside, or its ends are not between characters.
    #[inline]
    pub fn part(whole: &Arc<str>, part: Range<u32>) -> Option<Text> {
        whole.get(part.start as usize..part.end as usize)?;
        Some(Text { whole: whole.clone(), start: part.start, len: part.end - part.start })
    }
}

impl Deref for Text {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        &self.whole[self.start as usize..self.start as usize + self.len as usize]
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text { whole: text.into(), start: 0, len: u32::try_from(text.len()).expect("names are shorter than sources") }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        text.as_str().into()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        **self == **other
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_lie_between_characters() {
        let whole: Arc<str> = "aäb".into();
        let part = |from, to| Text::part(&whole, from..to).map(|t| t.to_string());
        assert_eq!(part(0, 3).as_deref(), Some("aä"));
        assert_eq!(part(3, 4).as_deref(), Some("b"));
        assert_eq!(part(4, 4).as_deref(), Some(""));
        assert_eq!((part(0, 2), part(2, 4), part(3, 5)), (None, None, None));
        let (from, to) = (3, 1);
        assert_eq!(part(from, to), None);
        assert_eq!(Text::from("ä"), Text::part(&whole, 1..3).unwrap());
    }
}
