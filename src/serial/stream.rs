//! The format, its writing, and the check of what is read.
//!
//! ```text
//! stream   = "ASsv" version:byte types objects globals roots
//! types    = count { name field-count { field-name } }      fields of classes only
//! objects  = count { type size content }                    `size`: bytes of the content
//! globals  = count { name value }
//! roots    = count { name reference }
//! use      = type * 4 + (1 for handles) + (2 for handles to const objects), plus 1; 0 for no type
//! ```
//!
//! Numbers are written seven bits a byte, the low ones first. Values and contents start with a byte that tells what they are
//! ([`value`], [`content`]), so that they can be passed over without knowing any type.

use super::number::{Number, PACKED};

/// What a stream starts with.
pub const MAGIC: &[u8; 4] = b"ASsv";
/// The version of the format.
pub const VERSION: u8 = 1;

/// What a value is.
pub mod value {
    /// No value; a null handle.
    pub const NULL: u8 = 0;
    /// `false`
    pub const FALSE: u8 = 1;
    /// `true`
    pub const TRUE: u8 = 2;
    /// A signed integer: its double, or for negative ones what is left to -1, doubled and 1 added.
    pub const INT: u8 = 3;
    /// An unsigned integer.
    pub const UINT: u8 = 4;
    /// A `float`: its four bytes.
    pub const FLOAT: u8 = 5;
    /// A `double`: its eight bytes.
    pub const DOUBLE: u8 = 6;
    /// A string: length and bytes.
    pub const BYTES: u8 = 7;
    /// An object by its number, for handles and for what owns it.
    pub const REF: u8 = 8;
    /// A value of any type: its use and the value.
    pub const VARIANT: u8 = 9;
    /// A value of a registered type: type, length and bytes.
    pub const OPAQUE: u8 = 10;
    /// A value that could not be saved.
    pub const LOST: u8 = 11;
}

/// What the content of an object is.
pub mod content {
    /// A script class: a value for each field of its type.
    pub const CLASS: u8 = 1;
    /// An array: count and values.
    pub const ARRAY: u8 = 2;
    /// An array of numbers: what they are (see `PACKED`), count, bytes.
    pub const NUMBERS: u8 = 3;
    /// A dictionary: count, and for each entry length and bytes of the key, and a value.
    pub const DICTIONARY: u8 = 4;
    /// An `any`: a value.
    pub const ANY: u8 = 5;
    /// A grid: width, height, and as an array.
    pub const GRID: u8 = 6;
    /// A function: scope and declaration.
    pub const FUNCTION: u8 = 7;
    /// A delegate: number of the object, and declaration.
    pub const DELEGATE: u8 = 8;
    /// An object of a registered type: length and bytes.
    pub const OPAQUE: u8 = 9;
    /// An object that could not be saved.
    pub const LOST: u8 = 10;
}

/// How deep values may lie in values.
const MAX_DEPTH: u32 = 16;
/// The longest name.
const MAX_NAME: usize = 4096;

/// Appends a number.
pub(super) fn put_number(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Appends length and bytes.
pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Appends a number of a script.
pub(super) fn put_value(out: &mut Vec<u8>, number: Number) {
    match number {
        Number::Bool(b) => out.push(if b { value::TRUE } else { value::FALSE }),
        Number::Int(n) => {
            out.push(value::INT);
            put_number(out, ((n << 1) ^ (n >> 63)) as u64);
        }
        Number::UInt(n) => {
            out.push(value::UINT);
            put_number(out, n);
        }
        Number::Float(x) => {
            out.push(value::FLOAT);
            out.extend_from_slice(&x.to_le_bytes());
        }
        Number::Double(x) => {
            out.push(value::DOUBLE);
            out.extend_from_slice(&x.to_le_bytes());
        }
    }
}

/// What is wrong with a stream, and at which byte.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("damaged data at byte {at}: {text}")]
pub struct BadData {
    /// Bytes from the start.
    pub at: usize,
    /// What is wrong.
    pub text: &'static str,
}

type Result<T> = std::result::Result<T, BadData>;

/// A place in a stream.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    data: &'a [u8],
    pub at: usize,
    end: usize,
}

/// A value where it begins; values in it follow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Null,
    Number(Number),
    Bytes(&'a [u8]),
    Ref(u32),
    /// The use; the value follows.
    Variant(u64),
    Opaque(u32, &'a [u8]),
    Lost,
}

impl<'a> Reader<'a> {
    fn fail<T>(&self, text: &'static str) -> Result<T> {
        Err(BadData { at: self.at, text })
    }

    /// Bytes that are left.
    pub fn left(&self) -> usize {
        self.end - self.at
    }

    pub fn byte(&mut self) -> Result<u8> {
        if self.at >= self.end {
            return self.fail("it ends too early");
        }
        self.at += 1;
        Ok(self.data[self.at - 1])
    }

    pub fn number(&mut self) -> Result<u64> {
        let mut n = 0u64;
        for shift in (0..64).step_by(7) {
            let b = self.byte()?;
            if shift == 63 && b > 1 {
                return self.fail("a number is too large");
            }
            n |= u64::from(b & 0x7f) << shift;
            if b & 0x80 == 0 {
                return Ok(n);
            }
        }
        self.fail("a number is too large")
    }

    /// A number of things of which each takes a byte at least.
    pub fn count(&mut self) -> Result<u32> {
        let n = self.number()?;
        if n > self.left() as u64 || n > u64::from(u32::MAX) {
            return self.fail("a count is too large");
        }
        Ok(n as u32)
    }

    pub fn small(&mut self) -> Result<u32> {
        u32::try_from(self.number()?).or_else(|_| self.fail("a number is too large"))
    }

    pub fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        if n > self.left() {
            return self.fail("it ends too early");
        }
        self.at += n;
        Ok(&self.data[self.at - n..self.at])
    }

    pub fn bytes(&mut self) -> Result<&'a [u8]> {
        let n = self.number()?;
        let n = usize::try_from(n).or_else(|_| self.fail("a length is too large"))?;
        self.take(n)
    }

    pub fn name(&mut self) -> Result<&'a str> {
        let bytes = self.bytes()?;
        if bytes.len() > MAX_NAME {
            return self.fail("a name is too long");
        }
        std::str::from_utf8(bytes).or_else(|_| self.fail("a name is not UTF-8"))
    }

    pub fn value(&mut self) -> Result<Value<'a>> {
        Ok(match self.byte()? {
            value::NULL => Value::Null,
            value::FALSE => Value::Number(Number::Bool(false)),
            value::TRUE => Value::Number(Number::Bool(true)),
            value::INT => {
                let n = self.number()?;
                Value::Number(Number::Int((n >> 1) as i64 ^ -((n & 1) as i64)))
            }
            value::UINT => Value::Number(Number::UInt(self.number()?)),
            value::FLOAT => Value::Number(Number::Float(f32::from_le_bytes(self.array()?))),
            value::DOUBLE => Value::Number(Number::Double(f64::from_le_bytes(self.array()?))),
            value::BYTES => Value::Bytes(self.bytes()?),
            value::REF => Value::Ref(self.small()?),
            value::VARIANT => Value::Variant(self.number()?),
            value::OPAQUE => Value::Opaque(self.small()?, self.bytes()?),
            value::LOST => Value::Lost,
            _ => {
                self.at -= 1;
                return self.fail("there is no such kind of value");
            }
        })
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        match self.take(N)?.try_into() {
            Ok(bytes) => Ok(bytes),
            Err(_) => self.fail("it ends too early"),
        }
    }
}

/// A type that the stream names.
pub(super) struct TypeEntry<'a> {
    pub name: &'a str,
    pub fields: Vec<&'a str>,
}

/// A stream that was checked: everything that it names by number is there.
pub(super) struct Image<'a> {
    data: &'a [u8],
    pub types: Vec<TypeEntry<'a>>,
    /// Type, and where the content is.
    objects: Vec<(u32, usize, usize)>,
    pub globals: Vec<(&'a str, usize)>,
    pub roots: Vec<(&'a str, u32)>,
}

impl<'a> Image<'a> {
    /// Checks a stream. Takes memory in proportion to it.
    pub fn new(data: &'a [u8]) -> Result<Image<'a>> {
        let mut r = Reader { data, at: 0, end: data.len() };
        if data.len() < 5 || &data[..4] != MAGIC {
            return r.fail("it is no saved state");
        }
        r.at = 4;
        if r.byte()? != VERSION {
            return r.fail("it was saved by another version of the library");
        }
        let mut image = Image { data, types: Vec::new(), objects: Vec::new(), globals: Vec::new(), roots: Vec::new() };
        for _ in 0..r.count()? {
            let name = r.name()?;
            let mut fields = Vec::new();
            for _ in 0..r.count()? {
                fields.push(r.name()?);
            }
            image.types.push(TypeEntry { name, fields });
        }
        for _ in 0..r.count()? {
            let ty = r.small()?;
            let size = r.bytes()?.len();
            image.objects.push((ty, r.at - size, r.at));
        }
        for &(ty, from, to) in &image.objects {
            let mut inner = Reader { data, at: from, end: to };
            image.check_content(&mut inner, ty)?;
            if inner.left() > 0 {
                return inner.fail("an object has more than its content");
            }
        }
        for _ in 0..r.count()? {
            let name = r.name()?;
            image.globals.push((name, r.at));
            image.check_value(&mut r, 0)?;
        }
        for _ in 0..r.count()? {
            let (name, id) = (r.name()?, r.small()?);
            image.check_ref(&r, id)?;
            image.roots.push((name, id));
        }
        if r.left() > 0 {
            return r.fail("there is more than a saved state");
        }
        Ok(image)
    }

    /// The type of an object.
    pub fn type_of(&self, object: u32) -> u32 {
        self.objects[object as usize].0
    }

    /// The content of an object.
    pub fn content(&self, object: u32) -> Reader<'a> {
        let (_, at, end) = self.objects[object as usize];
        Reader { data: self.data, at, end }
    }

    /// From a place on.
    pub fn reader(&self, at: usize) -> Reader<'a> {
        Reader { data: self.data, at, end: self.data.len() }
    }

    /// The kind of content of an object.
    pub fn kind(&self, object: u32) -> u8 {
        self.data[self.objects[object as usize].1]
    }

    fn check_ref(&self, r: &Reader<'_>, id: u32) -> Result<()> {
        if id as usize >= self.objects.len() { r.fail("there is no object of that number") } else { Ok(()) }
    }

    fn check_type(&self, r: &Reader<'_>, ty: u64) -> Result<()> {
        if ty >= self.types.len() as u64 { r.fail("there is no type of that number") } else { Ok(()) }
    }

    fn check_value(&self, r: &mut Reader<'a>, depth: u32) -> Result<()> {
        if depth > MAX_DEPTH {
            return r.fail("values are nested too deep");
        }
        match r.value()? {
            Value::Ref(id) => self.check_ref(r, id),
            Value::Opaque(ty, _) => self.check_type(r, u64::from(ty)),
            Value::Variant(used) => {
                if used != 0 {
                    self.check_type(r, (used - 1) / 4)?;
                }
                self.check_value(r, depth + 1)
            }
            _ => Ok(()),
        }
    }

    fn check_content(&self, r: &mut Reader<'a>, ty: u32) -> Result<()> {
        self.check_type(r, u64::from(ty))?;
        match r.byte()? {
            content::CLASS => self.types[ty as usize].fields.iter().try_for_each(|_| self.check_value(r, 0)),
            content::ARRAY => self.check_values(r),
            content::NUMBERS => self.check_numbers(r),
            content::GRID => {
                let size = (r.small()?, r.small()?);
                let mut ahead = *r;
                let kind = ahead.byte()?;
                if kind == content::NUMBERS {
                    ahead.byte()?;
                }
                if u64::from(ahead.small()?) != u64::from(size.0) * u64::from(size.1) {
                    return r.fail("a grid has not as many cells as its size says");
                }
                match r.byte()? {
                    content::ARRAY => self.check_values(r),
                    content::NUMBERS => self.check_numbers(r),
                    _ => r.fail("there is no such kind of cells"),
                }
            }
            content::DICTIONARY => {
                for _ in 0..r.count()? {
                    r.bytes()?;
                    self.check_value(r, 0)?;
                }
                Ok(())
            }
            content::ANY => self.check_value(r, 0),
            content::FUNCTION => r.name().and_then(|_| r.name()).map(drop),
            content::DELEGATE => {
                let id = r.small()?;
                self.check_ref(r, id)?;
                r.name().map(drop)
            }
            content::OPAQUE => r.bytes().map(drop),
            content::LOST => Ok(()),
            _ => r.fail("there is no such kind of object"),
        }
    }

    fn check_values(&self, r: &mut Reader<'a>) -> Result<()> {
        (0..r.count()?).try_for_each(|_| self.check_value(r, 0))
    }

    fn check_numbers(&self, r: &mut Reader<'a>) -> Result<()> {
        let code = r.byte()?;
        let Some(&(_, size)) = PACKED.get(code as usize) else { return r.fail("there is no such kind of number") };
        let count = r.count()?;
        r.take(count as usize * size).map(drop)
    }
}
