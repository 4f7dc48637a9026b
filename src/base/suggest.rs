//! "Did you mean": the known name nearest to an unknown one.

/// Longer names get no suggestion.
const MAX_NAME: usize = 64;

/// Collects the best candidate for a misspelt name.
pub struct Nearest<'t> {
    target: &'t str,
    limit: usize,
    best: Option<(usize, String)>,
}

impl<'t> Nearest<'t> {
    /// Looks for names like `target`.
    pub fn new(target: &'t str) -> Nearest<'t> {
        // A third of the letters may be wrong; in very short names nothing but their case.
        let limit = if target.len() > MAX_NAME { 0 } else { (target.len() / 3).min(3) };
        Nearest { target, limit, best: None }
    }

    /// Considers a name.
    pub fn offer(&mut self, candidate: &str) {
        let limit = self.best.as_ref().map_or(self.limit + 1, |b| b.0);
        if candidate.is_empty()
            || candidate.len() > MAX_NAME
            || self.target.len() > MAX_NAME
            || candidate.len().abs_diff(self.target.len()) >= limit
        {
            return;
        }
        let distance = distance(self.target.as_bytes(), candidate.as_bytes());
        if distance < limit && candidate != self.target {
            self.best = Some((distance, candidate.to_string()));
        }
    }

    /// The nearest name, if one was near enough.
    pub fn found(self) -> Option<String> {
        self.best.map(|b| b.1)
    }
}

/// How many letters must be changed, added, left out or swapped; the case of letters does not count.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut before = [0usize; MAX_NAME + 1];
    let mut last: [usize; MAX_NAME + 1] = std::array::from_fn(|i| i);
    for i in 1..=a.len() {
        let mut row = [0usize; MAX_NAME + 1];
        row[0] = i;
        for j in 1..=b.len() {
            let same = a[i - 1].eq_ignore_ascii_case(&b[j - 1]);
            let mut best = (last[j - 1] + usize::from(!same)).min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1].eq_ignore_ascii_case(&b[j - 2]) && a[i - 2].eq_ignore_ascii_case(&b[j - 1]) {
                best = best.min(before[j - 2] + 1);
            }
            row[j] = best;
        }
        before = last;
        last = row;
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(target: &str, names: &[&str]) -> Option<String> {
        let mut nearest = Nearest::new(target);
        names.iter().for_each(|n| nearest.offer(n));
        nearest.found()
    }

    #[test]
    fn misspelt_names_find_their_original() {
        assert_eq!(nearest("Strnig", &["array", "string", "strong"]).as_deref(), Some("string"));
        assert_eq!(nearest("V", &["v", "w"]).as_deref(), Some("v"));
        assert_eq!(nearest("foo", &["fo", "bar"]).as_deref(), Some("fo"));
        assert_eq!(nearest("player", &["monster", "level"]), None);
        assert_eq!(nearest("ab", &["cd"]), None);
    }
}
