//! Lines of a configuration file as words.

use std::borrow::Cow;

/// Splits a line into words. What stands in quotes is one word, in which `\"` is a quote, `\\` a backslash and `\;` a line
/// feed; all other backslashes stay. `//` outside of quotes starts a comment.
///
/// # Errors
///
/// A quote that is not closed.
pub fn split<'t>(line: &'t str, out: &mut Vec<Cow<'t, str>>) -> Result<(), String> {
    out.clear();
    let mut rest = line.trim_start();
    while !rest.is_empty() && !rest.starts_with("//") {
        if let Some(quoted) = rest.strip_prefix('"') {
            let end = closing_quote(quoted).ok_or("a quote is not closed")?;
            out.push(unescape(&quoted[..end]));
            rest = quoted[end + 1..].trim_start();
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
            out.push(Cow::Borrowed(&rest[..end]));
            rest = rest[end..].trim_start();
        }
    }
    Ok(())
}

fn closing_quote(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'"' => return Some(i),
            b'\\' => i += 2,
            _ => i += 1,
        }
    }
    None
}

fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some(next @ ('"' | '\\' | ';'))) => {
                out.push(if next == ';' { '\n' } else { next });
                chars.next();
            }
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Adds a text in quotes to `out`, so that [`split`] reads it again.
pub fn quote(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\;"),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        let mut out = Vec::new();
        split(line, &mut out).unwrap();
        out.into_iter().map(Cow::into_owned).collect()
    }

    #[test]
    fn quoted_texts_are_one_word() {
        assert_eq!(words(r#"  objmthd "array<T>"	"void f(int)"  // why"#), ["objmthd", "array<T>", "void f(int)"]);
        assert_eq!(words(r#"a "b // c" ""d"#), ["a", "b // c", "", "d"]);
        assert_eq!(words("// all"), [""; 0]);
        assert!(split("a \"b", &mut Vec::new()).is_err());
        assert!(split("a \"b\\\"", &mut Vec::new()).is_err());
    }

    #[test]
    fn what_is_quoted_is_read_again() {
        for text in ["", "plain", "a \"b\"", "\\", "\\\\\"", "\"\\n\"", "two\nlines\r\n", "\\;", "ünï"] {
            let mut line = String::from("x ");
            quote(&mut line, text);
            assert_eq!(words(&line), ["x", text]);
            assert!(!line.contains('\n'));
        }
        // Files that were not made by a program escape the quotes only.
        assert_eq!(words(r#"f "a = \"\t\"""#), ["f", r#"a = "\t""#]);
    }
}
