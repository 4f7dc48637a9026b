//! Reading configuration files.

use std::borrow::Cow;
use std::fmt;

use super::words;
use crate::context::{Context, ContextError};
use crate::ffi::{PropertyPlace, Register, TypeOptions};
use crate::types::{
    BehaviorKind, NativeFunction, ObjectFlags, StringFactory, UNKNOWN_ADDRESS, UNKNOWN_OFFSET, UNKNOWN_SIZE,
};

/// The largest size of a type that a file may tell: more is a mistake, and would be allocated.
const LARGEST_TYPE: u32 = 1 << 24;

/// What one line of a file says.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Entry<'t> {
    Property { number: u32, value: u64 },
    Access(u32),
    Namespace(Cow<'t, str>),
    BeginGroup(Cow<'t, str>),
    EndGroup,
    Type { name: Cow<'t, str>, flags: u32, size: Option<(u32, u32)> },
    Behavior { ty: Cow<'t, str>, kind: BehaviorKind, declaration: Cow<'t, str> },
    Method { ty: Cow<'t, str>, declaration: Cow<'t, str> },
    Member { ty: Cow<'t, str>, declaration: Cow<'t, str>, place: PropertyPlace },
    Interface(Cow<'t, str>),
    InterfaceMethod { ty: Cow<'t, str>, declaration: Cow<'t, str> },
    Enum(Cow<'t, str>),
    EnumValue { ty: Cow<'t, str>, name: Cow<'t, str>, value: i64 },
    Typedef { name: Cow<'t, str>, ty: Cow<'t, str> },
    Funcdef(Cow<'t, str>),
    Function(Cow<'t, str>),
    Global(Cow<'t, str>),
    StringFactory(Cow<'t, str>),
    DefaultArray(Cow<'t, str>),
}

/// A line that is wrong in itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// Its number in the file, from 1.
    pub line: u32,
    /// Its text.
    pub text: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}\n    {}", self.line, self.message, self.text)
    }
}

/// Words of a line with the sort of what they should be.
struct Words<'w, 't>(&'w mut Vec<Cow<'t, str>>);

impl<'t> Words<'_, 't> {
    fn take(&mut self, i: usize) -> Cow<'t, str> {
        std::mem::take(&mut self.0[i])
    }

    fn number<N: std::str::FromStr>(&self, i: usize) -> Result<N, String> {
        let word = &self.0[i];
        word.parse().map_err(|_| format!("'{word}' is no number that can stand here"))
    }

    fn has(&self, i: usize) -> bool {
        i < self.0.len()
    }
}

/// Names of entries, with how many words follow at least and at most.
const KEYWORDS: &[(&str, usize, usize)] = &[
    ("objmthd", 2, 2),
    ("objbeh", 3, 3),
    ("objprop", 2, 5),
    ("objtype", 2, 4),
    ("enumval", 3, 3),
    ("enum", 1, 2),
    ("prop", 1, 1),
    ("func", 1, 1),
    ("namespace", 1, 1),
    ("intf", 1, 1),
    ("intfmthd", 2, 2),
    ("typedef", 2, 2),
    ("funcdef", 1, 1),
    ("ep", 2, 2),
    ("access", 1, 1),
    ("strfactory", 1, 2),
    ("defarray", 1, 1),
    ("begingroup", 1, 1),
    ("endgroup", 0, 0),
];

/// What a line says; `None` for an empty line or a comment. `space` is used for words, to be given again for the next line.
///
/// # Errors
///
/// What is wrong with the line.
pub fn parse_line<'t>(line: &'t str, space: &mut Vec<Cow<'t, str>>) -> Result<Option<Entry<'t>>, String> {
    words::split(line, space)?;
    let Some(keyword) = space.first().cloned() else { return Ok(None) };
    let Some((_, least, most)) = KEYWORDS.iter().find(|k| *k.0 == *keyword) else {
        return Err(format!("there is no declaration '{keyword}'"));
    };
    let given = space.len() - 1;
    if given < *least || given > *most {
        let from = if least == most { String::new() } else { format!("{least} to ") };
        let wanted = format!("{from}{}", crate::base::counted(*most, "word"));
        return Err(format!("'{keyword}' is followed by {wanted}, not {given}"));
    }
    let mut w = Words(space);
    Ok(Some(match &*keyword {
        "ep" => Entry::Property { number: w.number(1)?, value: w.number::<i64>(2)? as u64 },
        "access" => {
            let mask = u32::from_str_radix(&w.0[1], 16);
            Entry::Access(mask.map_err(|_| format!("'{}' is no hexadecimal number of 32 bits", w.0[1]))?)
        }
        "namespace" => Entry::Namespace(w.take(1)),
        "begingroup" => Entry::BeginGroup(w.take(1)),
        "endgroup" => Entry::EndGroup,
        "objtype" => {
            let size = match (w.has(3), w.has(4)) {
                (false, _) => None,
                (true, aligned) => Some((w.number(3)?, if aligned { w.number(4)? } else { 0 })),
            };
            Entry::Type { name: w.take(1), flags: w.number::<i64>(2)? as u32, size }
        }
        "objbeh" => {
            let number = w.number(2)?;
            let kind = BehaviorKind::from_number(number).ok_or(format!("there is no behaviour {number}"))?;
            Entry::Behavior { ty: w.take(1), kind, declaration: w.take(3) }
        }
        "objmthd" => Entry::Method { ty: w.take(1), declaration: w.take(2) },
        "objprop" => {
            // Dumps of the reference tell the part of the object, but not where in it the property lies.
            let part = if w.has(3) { w.number(3)? } else { 0 };
            let behind = w.has(4) && !matches!(&*w.0[4], "0" | "false");
            let offset = if w.has(5) { w.number(5)? } else { UNKNOWN_OFFSET };
            let composite = (part != 0 || behind).then_some((part, behind));
            Entry::Member { ty: w.take(1), declaration: w.take(2), place: PropertyPlace { offset, composite } }
        }
        "intf" => Entry::Interface(w.take(1)),
        "intfmthd" => Entry::InterfaceMethod { ty: w.take(1), declaration: w.take(2) },
        "enum" => {
            const INTEGERS: &[&str] =
                &["int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64"];
            if w.has(2) && !INTEGERS.contains(&&*w.0[2]) {
                return Err(format!("'{}' is no integer type", w.0[2]));
            }
            Entry::Enum(w.take(1))
        }
        "enumval" => {
            // Values of 64 bits without a sign are those with the same bits.
            let value = w.number(3).or_else(|e| w.number::<u64>(3).map(|v| v as i64).map_err(|_| e))?;
            Entry::EnumValue { ty: w.take(1), name: w.take(2), value }
        }
        "typedef" => Entry::Typedef { name: w.take(1), ty: w.take(2) },
        "funcdef" => Entry::Funcdef(w.take(1)),
        "func" => Entry::Function(w.take(1)),
        "prop" => Entry::Global(w.take(1)),
        "strfactory" => Entry::StringFactory(w.take(1)),
        _ => Entry::DefaultArray(w.take(1)),
    }))
}

/// Registers what a line says, with functions that raise an exception when they are called. Engine properties are no
/// registration: nothing is done for them.
///
/// # Errors
///
/// Whatever is wrong with the registration.
pub fn register<R: Register>(to: &mut R, entry: &Entry<'_>) -> Result<(), R::Error> {
    const STUB: NativeFunction = NativeFunction::STUB;
    match entry {
        Entry::Property { .. } => Ok(()),
        Entry::Access(mask) => to.set_access_mask(*mask).map(|_| ()),
        Entry::Namespace(path) => to.set_namespace(path),
        Entry::BeginGroup(name) => to.begin_group(name),
        Entry::EndGroup => to.end_group(),
        Entry::Type { name, flags, size } => {
            let flags = ObjectFlags(*flags);
            // The size of a reference type matters to nobody, but its properties need places.
            let (size, align) = size.unwrap_or((UNKNOWN_SIZE, 0));
            to.register_type(name, TypeOptions { flags, size, align, validate: None, managed_ops: 0 })
        }
        Entry::Behavior { ty, kind, declaration } => to.register_behavior(ty, *kind, declaration, STUB),
        Entry::Method { ty, declaration } => to.register_method(ty, declaration, STUB),
        Entry::Member { ty, declaration, place } => to.register_property(ty, declaration, *place),
        Entry::Interface(name) => to.register_interface(name),
        Entry::InterfaceMethod { ty, declaration } => to.register_interface_method(ty, declaration),
        Entry::Enum(name) => to.register_enum(name),
        Entry::EnumValue { ty, name, value } => to.register_enum_value(ty, name, *value as i32),
        Entry::Typedef { name, ty } => to.register_typedef(name, ty),
        Entry::Funcdef(declaration) => to.register_funcdef(declaration),
        Entry::Function(declaration) => to.register_function(declaration, STUB),
        Entry::Global(declaration) => to.register_global(declaration, UNKNOWN_ADDRESS),
        Entry::StringFactory(ty) => to.set_string_factory(ty, StringFactory::STUB),
        Entry::DefaultArray(ty) => to.set_default_array(ty),
    }
}

/// Why a line cannot be registered although it can be read; `Ok` with a text if it can, but not as it stands.
fn check(entry: &Entry<'_>) -> Result<Option<String>, String> {
    match entry {
        Entry::Type { size: Some((size, align)), .. } if *size > LARGEST_TYPE || *align > 16 => {
            Err(format!("a type has {LARGEST_TYPE} bytes at most, aligned to 16 at most"))
        }
        // Unsigned values are those of the same bits.
        Entry::EnumValue { value, .. } if *value < i64::from(i32::MIN) || *value > i64::from(u32::MAX) => {
            Ok(Some(format!("values of enums have 32 bits: {value} is taken as {}", *value as i32)))
        }
        _ => Ok(None),
    }
}

/// Registers what a configuration file declares. Lines that are wrong in themselves are returned, with their numbers, in
/// order; all others are registered. Names are resolved when the context is sealed, as always.
///
/// The file's engine properties are set. Default arguments that name what does not exist are no problem until they are used,
/// as in the reference. Afterwards namespace and access mask are what they were.
///
/// # Errors
///
/// The context is sealed.
pub fn read(context: &mut Context, text: &[u8]) -> Result<Vec<LineError>, ContextError> {
    context.set_lazy_defaults(true)?;
    let place = context.place()?;
    context.set_namespace("")?;
    context.set_access_mask(u32::MAX)?;
    let had_group = context.has_open_group()?;
    let mut errors = Vec::new();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut space = Vec::new();
    for (i, bytes) in text.split(|b| *b == b'\n').enumerate() {
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let wrong = match std::str::from_utf8(bytes) {
            Ok(line) => read_line(context, line, &mut space),
            Err(e) => Some(format!("the line is not UTF-8 (byte {})", e.valid_up_to() + 1)),
        };
        if let Some(message) = wrong {
            let text = String::from_utf8_lossy(bytes).trim().to_owned();
            errors.push(LineError { line: i as u32 + 1, text, message });
        }
    }
    if !had_group && context.has_open_group()? {
        context.end_group()?;
        let line = text.split(|b| *b == b'\n').count() as u32;
        errors.push(LineError { line, text: String::new(), message: "a group is not ended".into() });
    }
    context.set_place(place)?;
    Ok(errors)
}

/// Registers one line; gives what is wrong with it.
fn read_line<'t>(context: &mut Context, line: &'t str, space: &mut Vec<Cow<'t, str>>) -> Option<String> {
    let entry = match parse_line(line, space) {
        Ok(entry) => entry?,
        Err(message) => return Some(message),
    };
    let altered = match check(&entry) {
        Ok(altered) => altered,
        Err(message) => return Some(message),
    };
    // Dumps also have a number 0, which is no property.
    if let Entry::Property { number: number @ 1.., value } = entry {
        return context.set_property(number, value).err().map(|e| e.to_string());
    }
    match register(context, &entry) {
        Ok(()) => altered,
        Err(ContextError::Registration(e)) => Some(e.message),
        Err(e) => Some(e.to_string()),
    }
}
