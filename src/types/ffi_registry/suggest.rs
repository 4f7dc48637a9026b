//! Names that may be meant by one that does not exist.

/// How far two names are apart: insertions, deletions, replacements and exchanges of neighbours, upper and lower case
/// being equal. `None` if it is more than `limit`.
fn distance(a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let cost = usize::from(!a[i - 1].eq_ignore_ascii_case(&b[j - 1]));
            row[j] = (last[j - 1] + cost).min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().all(|d| *d > limit) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    Some(last[b.len()]).filter(|d| *d <= limit)
}

/// Collects the names nearest to one.
pub(super) struct Nearest<'n> {
    name: &'n [u8],
    limit: usize,
    found: Vec<(usize, String)>,
}

impl<'n> Nearest<'n> {
    /// How many names are suggested at most.
    const COUNT: usize = 3;

    pub fn new(name: &'n str) -> Nearest<'n> {
        Nearest { name: name.as_bytes(), limit: (name.len() / 3).clamp(1, 3), found: Vec::new() }
    }

    /// Looks at a registered name; `full` gives what is to be shown for it.
    pub fn offer(&mut self, candidate: &str, full: impl FnOnce() -> String) {
        if let Some(d) = distance(self.name, candidate.as_bytes(), self.limit) {
            let full = full();
            if !self.found.iter().any(|f| f.1 == full) {
                self.found.push((d, full));
                self.found.sort();
                self.found.truncate(Self::COUNT);
            }
        }
    }

    /// The nearest names, the best first.
    pub fn finish(self) -> Vec<String> {
        self.found.into_iter().map(|f| f.1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_not() {
        let mut nearest = Nearest::new("Vectr3");
        for name in ["Vector3", "Vector2", "Quaternion", "vectr3", "Matrix"] {
            nearest.offer(name, || name.into());
        }
        assert_eq!(nearest.finish(), ["vectr3", "Vector3", "Vector2"]);
        assert_eq!(distance(b"ab", b"ba", 1), Some(1));
        assert_eq!(distance(b"abc", b"xyz", 2), None);
        assert_eq!(distance(b"", b"ab", 2), Some(2));
    }
}
