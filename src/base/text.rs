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

    /// A part of a text that is being put together. It is empty until [`Text::settle`] gives it the text.
    pub fn pending(part: Range<u32>) -> Text {
        Text { whole: Arc::default(), start: part.start, len: part.end.saturating_sub(part.start) }
    }

    /// If it is a part of a text that was being put together: this is the text.
    pub fn settle(&mut self, whole: &Arc<str>) {
        if self.len > 0 && self.whole.is_empty() {
            self.whole = whole.clone();
        }
    }
}

impl Deref for Text {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        self.whole.get(self.start as usize..self.start as usize + self.len as usize).unwrap_or_default()
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

    #[test]
    fn parts_of_a_text_that_is_put_together() {
        let mut text = Text::pending(1..3);
        assert_eq!(&*text, "");
        text.settle(&"aäb".into());
        assert_eq!(&*text, "ä");
        text.settle(&"other".into());
        assert_eq!(&*text, "ä");
    }
}
