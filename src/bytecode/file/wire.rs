//! Numbers and texts as bytes: little endian, unsigned numbers in groups of seven bits.

use super::Damage;

/// Collects bytes.
#[derive(Default)]
pub struct Out {
    pub bytes: Vec<u8>,
}

impl Out {
    pub fn byte(&mut self, value: u8) {
        self.bytes.push(value);
    }

    /// An unsigned number, short if it is small.
    pub fn number(&mut self, value: u64) {
        let mut rest = value;
        while rest >= 0x80 {
            self.bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.bytes.push(rest as u8);
    }

    pub fn index(&mut self, value: u32) {
        self.number(u64::from(value));
    }

    pub fn count(&mut self, value: usize) {
        self.number(value as u64);
    }

    /// A signed number, short if it is near zero.
    pub fn signed(&mut self, value: i64) {
        self.number((value << 1 ^ value >> 63) as u64);
    }

    pub fn word(&mut self, value: u64) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub fn blob(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    /// An index that may be missing.
    pub fn optional(&mut self, value: Option<u32>) {
        self.number(value.map_or(0, |v| u64::from(v) + 1));
    }
}

/// Takes bytes apart; never reads or reserves more than there is.
#[derive(Clone, Copy)]
pub struct In<'a> {
    rest: &'a [u8],
}

pub type Read<T> = Result<T, Damage>;

impl<'a> In<'a> {
    pub fn new(bytes: &'a [u8]) -> In<'a> {
        In { rest: bytes }
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub fn byte(&mut self) -> Read<u8> {
        let (&first, rest) = self.rest.split_first().ok_or(Damage::TooShort)?;
        self.rest = rest;
        Ok(first)
    }

    pub fn bytes(&mut self, len: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(Damage::TooShort)?;
        self.rest = rest;
        Ok(taken)
    }

    #[inline]
    pub fn number(&mut self) -> Read<u64> {
        let first = self.byte()?;
        if first < 0x80 {
            return Ok(u64::from(first));
        }
        let mut value = u64::from(first & 0x7F);
        let mut shift = 7;
        loop {
            let next = self.byte()?;
            let bits = u64::from(next & 0x7F);
            // One number has one form, so that equal units are equal bytes.
            if shift > 63 || (shift == 63 && bits > 1) || next == 0 {
                return Err(Damage::Malformed("a number"));
            }
            value |= bits << shift;
            if next < 0x80 {
                return Ok(value);
            }
            shift += 7;
        }
    }

    #[inline]
    pub fn index(&mut self) -> Read<u32> {
        u32::try_from(self.number()?).map_err(|_| Damage::Malformed("a number"))
    }

    pub fn small(&mut self) -> Read<u16> {
        u16::try_from(self.number()?).map_err(|_| Damage::Malformed("a number"))
    }

    /// How many things follow, each of at least `least` bytes.
    pub fn count(&mut self, least: usize) -> Read<usize> {
        let count = self.number()?;
        if count > (self.rest.len() / least) as u64 {
            return Err(Damage::TooShort);
        }
        Ok(count as usize)
    }

    pub fn signed(&mut self) -> Read<i64> {
        let value = self.number()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    pub fn words(&mut self, count: usize) -> Read<impl Iterator<Item = u64> + use<'a>> {
        let bytes = self.bytes(count.checked_mul(8).ok_or(Damage::TooShort)?)?;
        Ok(bytes.chunks_exact(8).map(|w| u64::from_le_bytes(w.try_into().expect("eight bytes"))))
    }

    pub fn blob(&mut self) -> Read<&'a [u8]> {
        let len = self.count(1)?;
        self.bytes(len)
    }

    pub fn text(&mut self) -> Read<&'a str> {
        std::str::from_utf8(self.blob()?).map_err(|_| Damage::Malformed("a text"))
    }

    pub fn optional(&mut self) -> Read<Option<u32>> {
        match self.number()? {
            0 => Ok(None),
            n => u32::try_from(n - 1).map(Some).map_err(|_| Damage::Malformed("a number")),
        }
    }

    pub fn flag(&mut self) -> Read<bool> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Damage::Malformed("a truth value")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_have_one_form() {
        for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX, 1 << 63] {
            let mut out = Out::default();
            out.number(value);
            out.signed(value as i64);
            let mut input = In::new(&out.bytes);
            assert_eq!(input.number(), Ok(value));
            assert_eq!(input.signed(), Ok(value as i64));
            assert!(input.is_empty());
        }
        assert!(In::new(&[0x80, 0]).number().is_err());
        assert!(In::new(&[0xFF; 11]).number().is_err());
        assert!(In::new(&[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2]).number().is_err());
        assert_eq!(In::new(&[0x85]).number(), Err(Damage::TooShort));
    }

    #[test]
    fn counts_do_not_exceed_what_follows() {
        assert_eq!(In::new(&[2, 0, 0, 0, 0]).count(2), Ok(2));
        assert_eq!(In::new(&[3, 0, 0, 0, 0]).count(2), Err(Damage::TooShort));
        assert!(In::new(&[0xFF, 0xFF, 0xFF, 0xFF, 0x0F]).count(1).is_err());
    }
}
