//! Numbers as text and text as numbers, like C does it in the "C" locale.

use std::io::Write;

/// An integer in decimal, at the end of a buffer.
pub struct Decimal {
    buffer: [u8; 20],
    start: usize,
}

impl Decimal {
    /// A number without sign.
    #[inline]
    pub fn unsigned(mut n: u64) -> Decimal {
        let mut d = Decimal { buffer: [0; 20], start: 20 };
        loop {
            d.start -= 1;
            d.buffer[d.start] = b'0' + (n % 10) as u8;
            n /= 10;
            if n == 0 {
                return d;
            }
        }
    }

    /// A number with sign.
    #[inline]
    pub fn signed(n: i64) -> Decimal {
        let mut d = Decimal::unsigned(n.unsigned_abs());
        if n < 0 {
            d.start -= 1;
            d.buffer[d.start] = b'-';
        }
        d
    }

    /// The text.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        &self.buffer[self.start..]
    }
}

/// `inf` or `nan` with their sign; `None` for other numbers.
fn special(x: f64) -> Option<&'static str> {
    match (x.is_nan(), x.is_infinite(), x.is_sign_negative()) {
        (true, _, false) => Some("nan"),
        (true, _, true) => Some("-nan"),
        (_, true, false) => Some("inf"),
        (_, true, true) => Some("-inf"),
        _ => None,
    }
}

/// Splits `d.ddde-x` as Rust writes it into digits and exponent.
fn split_exponent(text: &str) -> (&str, i32) {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    (mantissa, exponent.parse().unwrap_or(0))
}

/// C's exponents have a sign and at least two digits.
fn push_exponent(out: &mut Vec<u8>, letter: u8, exponent: i32) {
    out.push(letter);
    out.push(if exponent < 0 { b'-' } else { b'+' });
    // Writing to a vector does not fail.
    let _ = write!(out, "{:02}", exponent.unsigned_abs());
}

/// A number as `%g` writes it: so many significant digits, no zeros at the end, exponent form where needed.
pub fn general(out: &mut Vec<u8>, x: f64, digits: usize) {
    if let Some(text) = special(x) {
        return out.extend_from_slice(text.as_bytes());
    }
    let small = x as i64;
    if small as f64 == x && small.unsigned_abs() < 1_000_000 && digits >= 6 && !(small == 0 && x.is_sign_negative()) {
        return out.extend_from_slice(Decimal::signed(small).as_bytes());
    }
    let digits = digits.max(1);
    let rounded = format!("{x:.*e}", digits - 1);
    let (mantissa, exponent) = split_exponent(&rounded);
    if exponent < -4 || exponent >= digits as i32 {
        out.extend_from_slice(without_zeros(mantissa).as_bytes());
        push_exponent(out, b'e', exponent);
    } else {
        let fixed = format!("{x:.*}", (digits as i32 - 1 - exponent).max(0) as usize);
        out.extend_from_slice(without_zeros(&fixed).as_bytes());
    }
}

fn without_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// Behind the point a double has no more digits than this that are not zero.
const MOST_DIGITS: usize = 1100;

/// A number as `%.nf` writes it.
pub fn fixed(out: &mut Vec<u8>, x: f64, precision: usize) {
    match special(x) {
        Some(text) => out.extend_from_slice(text.as_bytes()),
        None => {
            let digits = precision.min(MOST_DIGITS);
            let _ = write!(out, "{x:.digits$}");
            out.resize(out.len() + precision - digits, b'0');
        }
    }
}

/// A number as `%.ne` or `%.nE` writes it.
pub fn scientific(out: &mut Vec<u8>, x: f64, precision: usize, upper: bool) {
    if let Some(text) = special(x) {
        return out.extend(text.bytes().map(|b| if upper { b.to_ascii_uppercase() } else { b }));
    }
    let digits = precision.min(MOST_DIGITS);
    let text = format!("{x:.digits$e}");
    let (mantissa, exponent) = split_exponent(&text);
    out.extend_from_slice(mantissa.as_bytes());
    out.resize(out.len() + precision - digits, b'0');
    push_exponent(out, if upper { b'E' } else { b'e' }, exponent);
}

/// Options of the format functions: characters anywhere in a text.
#[derive(Clone, Copy, Default)]
pub struct Options {
    /// `l`
    pub left: bool,
    /// `0`
    pub zeros: bool,
    /// `+`
    pub plus: bool,
    /// blank
    pub blank: bool,
    /// `h`
    pub hex: bool,
    /// `H`
    pub upper_hex: bool,
    /// `e`
    pub exponent: bool,
    /// `E`
    pub upper_exponent: bool,
}

impl Options {
    /// The options in a text.
    pub fn parse(text: &[u8]) -> Options {
        let has = |b: u8| text.contains(&b);
        Options {
            left: has(b'l'),
            zeros: has(b'0'),
            plus: has(b'+'),
            blank: has(b' '),
            hex: has(b'h'),
            upper_hex: has(b'H'),
            exponent: has(b'e'),
            upper_exponent: has(b'E'),
        }
    }

    /// Fills up to the width: blanks on either side, or zeros between the sign and the digits.
    fn pad(self, sign: &[u8], digits: &[u8], width: usize, can_zero: bool) -> Vec<u8> {
        let len = sign.len() + digits.len();
        let fill = width.saturating_sub(len);
        let mut out = Vec::with_capacity(len + fill);
        let zeros = self.zeros && !self.left && can_zero;
        if !self.left && !zeros {
            out.resize(fill, b' ');
        }
        out.extend_from_slice(sign);
        if zeros {
            out.resize(sign.len() + fill, b'0');
        }
        out.extend_from_slice(digits);
        if self.left {
            out.resize(len + fill, b' ');
        }
        out
    }

    fn sign(self, negative: bool) -> &'static [u8] {
        match (negative, self.plus, self.blank) {
            (true, ..) => b"-",
            (_, true, _) => b"+",
            (_, _, true) => b" ",
            _ => b"",
        }
    }

    fn hex_digits(self, n: u64) -> Option<String> {
        if self.upper_hex {
            return Some(format!("{n:X}"));
        }
        self.hex.then(|| format!("{n:x}"))
    }

    /// `formatInt`
    pub fn signed(self, n: i64, width: usize) -> Vec<u8> {
        match self.hex_digits(n as u64) {
            Some(hex) => self.pad(b"", hex.as_bytes(), width, true),
            None => self.pad(self.sign(n < 0), Decimal::unsigned(n.unsigned_abs()).as_bytes(), width, true),
        }
    }

    /// `formatUInt`
    pub fn unsigned(self, n: u64, width: usize) -> Vec<u8> {
        match self.hex_digits(n) {
            Some(hex) => self.pad(b"", hex.as_bytes(), width, true),
            None => self.pad(b"", Decimal::unsigned(n).as_bytes(), width, true),
        }
    }

    /// `formatFloat`
    pub fn float(self, x: f64, width: usize, precision: usize) -> Vec<u8> {
        let mut digits = Vec::new();
        if self.exponent || self.upper_exponent {
            scientific(&mut digits, x.abs(), precision, self.upper_exponent);
        } else {
            fixed(&mut digits, x.abs(), precision);
        }
        self.pad(self.sign(x.is_sign_negative()), &digits, width, x.is_finite())
    }
}

/// Reads digits; gives the number modulo 2^64 and how many bytes were used. Only bases 10 and 16.
pub fn parse_digits(text: &[u8], base: u32) -> (u64, usize) {
    let mut n = 0u64;
    let mut used = 0;
    for &b in text {
        let Some(digit) = (b as char).to_digit(base) else { break };
        n = n.wrapping_mul(base as u64).wrapping_add(digit as u64);
        used += 1;
    }
    (n, used)
}

/// `parseInt`
pub fn parse_int(text: &[u8], base: u32) -> (i64, usize) {
    if base != 10 && base != 16 {
        return (0, 0);
    }
    let (negative, sign) = match text.first() {
        Some(b'-') => (true, 1),
        Some(b'+') => (false, 1),
        _ => (false, 0),
    };
    let (n, used) = parse_digits(&text[sign..], base);
    (if negative { n.wrapping_neg() as i64 } else { n as i64 }, sign + used)
}

/// `parseUInt`
pub fn parse_uint(text: &[u8], base: u32) -> (u64, usize) {
    if base != 10 && base != 16 { (0, 0) } else { parse_digits(text, base) }
}

fn digits_at(text: &[u8], from: usize) -> usize {
    text[from.min(text.len())..].iter().take_while(|b| b.is_ascii_digit()).count()
}

fn starts_with_word(text: &[u8], word: &[u8]) -> bool {
    text.len() >= word.len() && text[..word.len()].eq_ignore_ascii_case(word)
}

/// Reads a number as `strtod` does: gives it and how many bytes were used, leading white space included.
pub fn parse_float(text: &[u8]) -> (f64, usize) {
    let blank = text.iter().take_while(|b| matches!(b, b' ' | b'\t'..=b'\r')).count();
    let rest = &text[blank..];
    let sign = matches!(rest.first(), Some(b'-' | b'+')) as usize;
    let negative = rest.first() == Some(&b'-');
    let body = &rest[sign..];
    let with_sign = |x: f64| if negative { -x } else { x };
    let done = |x: f64, used: usize| (with_sign(x), blank + sign + used);
    if starts_with_word(body, b"inf") {
        return done(f64::INFINITY, if starts_with_word(body, b"infinity") { 8 } else { 3 });
    }
    if starts_with_word(body, b"nan") {
        let used = match body.get(3) {
            Some(b'(') => {
                let inner = body[4..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
                if body.get(4 + inner) == Some(&b')') { 5 + inner } else { 3 }
            }
            _ => 3,
        };
        return done(f64::NAN, used);
    }
    if starts_with_word(body, b"0x") {
        if let Some((x, used)) = parse_hex_float(&body[2..]) {
            return done(x, 2 + used);
        }
        return done(0.0, 1);
    }
    let whole = digits_at(body, 0);
    let mut used = whole;
    let mut fraction = 0;
    if body.get(whole) == Some(&b'.') {
        fraction = digits_at(body, whole + 1);
        if whole + fraction > 0 {
            used = whole + 1 + fraction;
        }
    }
    if whole + fraction == 0 {
        return (0.0, 0);
    }
    if matches!(body.get(used), Some(b'e' | b'E')) {
        let sign = matches!(body.get(used + 1), Some(b'-' | b'+')) as usize;
        let digits = digits_at(body, used + 1 + sign);
        if digits > 0 {
            used += 1 + sign + digits;
        }
    }
    // What was recognised is ASCII, and a number that Rust reads in the same way.
    let x = std::str::from_utf8(&body[..used]).ok().and_then(|s| s.parse::<f64>().ok()).unwrap_or(0.0);
    done(x, used)
}

/// A hexadecimal number after its `0x`; `None` if no digit follows.
fn parse_hex_float(text: &[u8]) -> Option<(f64, usize)> {
    let mut mantissa = 0u64;
    let mut sticky = false;
    let mut scale = 0i64;
    let (mut used, mut digits, mut point) = (0, 0, false);
    for &b in text {
        if b == b'.' && !point {
            point = true;
            used += 1;
            continue;
        }
        let Some(digit) = (b as char).to_digit(16) else { break };
        if mantissa >> 58 == 0 {
            mantissa = mantissa << 4 | digit as u64;
            scale -= if point { 4 } else { 0 };
        } else {
            sticky |= digit != 0;
            scale += if point { 0 } else { 4 };
        }
        digits += 1;
        used += 1;
    }
    if digits == 0 {
        return None;
    }
    if matches!(text.get(used), Some(b'p' | b'P')) {
        let negative = text.get(used + 1) == Some(&b'-');
        let sign = matches!(text.get(used + 1), Some(b'-' | b'+')) as usize;
        let count = digits_at(text, used + 1 + sign);
        if count > 0 {
            let exponent =
                text[used + 1 + sign..][..count].iter().fold(0i64, |n, b| (n * 10 + (b - b'0') as i64).min(100_000));
            scale += if negative { -exponent } else { exponent };
            used += 1 + sign + count;
        }
    }
    Some((scaled(mantissa | sticky as u64, scale), used))
}

/// `mantissa * 2^scale`, rounded once.
fn scaled(mantissa: u64, scale: i64) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let top = 63 - mantissa.leading_zeros() as i64;
    let exponent = top + scale;
    if exponent > 1023 {
        return f64::INFINITY;
    }
    // Bits that a number of this size keeps: fewer where it is subnormal.
    let keep = if exponent < -1022 { 53 + exponent + 1022 } else { 53 };
    if keep < 0 {
        return 0.0;
    }
    let drop = top + 1 - keep;
    let rounded = if drop <= 0 {
        mantissa
    } else if drop >= 64 {
        // Nothing is kept; half of the smallest number and less is zero.
        (drop == 64 && mantissa > 1 << 63) as u64
    } else {
        let (kept, lost, half) = (mantissa >> drop, mantissa & ((1 << drop) - 1), 1u64 << (drop - 1));
        kept + (lost > half || lost == half && kept & 1 == 1) as u64
    };
    let mut scale = scale + drop.max(0);
    let mut x = rounded as f64;
    while scale < -1000 {
        x *= 2f64.powi(-1000);
        scale += 1000;
    }
    x * 2f64.powi(scale as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn g(x: f64) -> String {
        let mut out = Vec::new();
        general(&mut out, x, 6);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_like_streams() {
        let cases = [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (1e6, "1e+06"),
            (1234567.0, "1.23457e+06"),
            (1.0 / 3.0, "0.333333"),
            (1e-5, "1e-05"),
            (100000.0, "100000"),
            (999999.5, "1e+06"),
            (0.0001, "0.0001"),
            (0.00012345678, "0.000123457"),
            (123456.7, "123457"),
            (2.5, "2.5"),
            (1e300, "1e+300"),
            (1e-300, "1e-300"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (-1.5, "-1.5"),
            (0.1 + 0.2, "0.3"),
            (999999.0, "999999"),
            (-999999.0, "-999999"),
            (-1e6, "-1e+06"),
        ];
        for (x, text) in cases {
            assert_eq!(g(x), text);
        }
    }

    #[test]
    fn formatting() {
        let int = |n: i64, o: &str, w| String::from_utf8(Options::parse(o.as_bytes()).signed(n, w)).unwrap();
        let float = |x: f64, o: &str, w, p| String::from_utf8(Options::parse(o.as_bytes()).float(x, w, p)).unwrap();
        assert_eq!(
            [int(42, "", 6), int(42, "l", 6), int(42, "0", 6), int(42, "+", 0), int(42, " ", 0)],
            ["    42", "42    ", "000042", "+42", " 42"]
        );
        assert_eq!([int(-1, "h", 0), int(-42, "0", 6), int(255, "H", 4)], ["ffffffffffffffff", "-00042", "  FF"]);
        assert_eq!(
            [float(2.567, "", 0, 2), float(2.5, "", 0, 0), float(12345.678, "e", 0, 2)],
            ["2.57", "2", "1.23e+04"]
        );
        assert_eq!(
            [float(1.5, "0", 6, 1), float(3.5, "", 0, 0), float(0.5, "", 0, 0), float(-1.0, "0", 6, 1)],
            ["0001.5", "4", "0", "-001.0"]
        );
        assert_eq!(
            [float(0.125, "", 0, 2), float(1e-10, "E", 0, 3), float(f64::NAN, "0", 6, 0)],
            ["0.12", "1.000E-10", "   nan"]
        );
    }

    #[test]
    fn parsing() {
        assert_eq!(parse_int(b"-12x", 10), (-12, 3));
        assert_eq!(parse_int(b"fF", 16), (255, 2));
        assert_eq!(parse_int(b" 5", 10), (0, 0));
        assert_eq!(parse_int(b"-", 10), (0, 1));
        assert_eq!(parse_int(b"11", 2), (0, 0));
        assert_eq!(parse_int(b"9223372036854775808", 10), (i64::MIN, 19));
        assert_eq!(parse_uint(b"-5", 10), (0, 0));
        assert_eq!(parse_uint(b"18446744073709551615", 10), (u64::MAX, 20));
        assert_eq!(parse_float(b" 3.5e1x"), (35.0, 6));
        assert_eq!(parse_float(b"abc"), (0.0, 0));
        assert_eq!(parse_float(b"-.5e"), (-0.5, 3));
        assert_eq!(parse_float(b"1e+"), (1.0, 1));
        assert_eq!(parse_float(b"."), (0.0, 0));
        assert_eq!(parse_float(b"-infinityx"), (f64::NEG_INFINITY, 9));
        assert_eq!(parse_float(b"0x1.8p1"), (3.0, 7));
        assert_eq!(parse_float(b"0xg"), (0.0, 1));
        assert_eq!(parse_float(b"0x1p-1074").0, f64::from_bits(1));
        assert_eq!(parse_float(b"0x1.fffffffffffff8p0").0, 2.0);
        assert_eq!(parse_float(b"0x1p2000").0, f64::INFINITY);
        assert_eq!(parse_float(b"0x1p-1075").0, 0.0);
        assert!(parse_float(b"nan").0.is_nan());
    }
}
