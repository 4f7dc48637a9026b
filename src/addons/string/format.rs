//! `format` and `scan`: functions with any number of arguments.

use crate::types::Primitive;
use crate::vm::native::GenericCall;
use crate::vm::{RuntimeKind, StringValue, ValueType};

use super::functions::{text, vm_of};
use super::number::{self, Decimal};

/// What scripts can format and scan.
enum Kind {
    Primitive(Primitive),
    String,
    Other,
}

fn kind_of(vm: &crate::vm::Vm, ty: ValueType) -> Kind {
    if ty.is_none() || ty.is_handle() {
        return Kind::Other;
    }
    if let Some(p) = ty.as_number() {
        return Kind::Primitive(p);
    }
    match ty.ty().kind {
        RuntimeKind::Value if ty.ty().id == vm.types().ffi().string_type() => Kind::String,
        _ => Kind::Other,
    }
}

/// `string format(const string &in fmt, const ?&in ...)`
pub(super) unsafe extern "C" fn format(call: *mut GenericCall) {
    // SAFETY: called for this declaration: the first argument is a string, the others are addresses with their types.
    unsafe {
        let call = &mut *call;
        let vm = vm_of(call.vm);
        let pattern = (*call.arg_address(0).cast::<StringValue>()).as_bytes();
        let mut out = Vec::with_capacity(pattern.len() + 16);
        let mut next = 1;
        let mut at = 0;
        while let Some(&b) = pattern.get(at) {
            at += 1;
            match b {
                b'{' => match pattern.get(at) {
                    None => {
                        vm.raise("Invalid format string");
                        return;
                    }
                    Some(b'{') => {
                        out.push(b'{');
                        at += 1;
                    }
                    Some(_) => {
                        if next >= call.arg_count as usize {
                            vm.raise("Index out of range");
                            return;
                        }
                        let ty = ValueType::from_slot(call.arg_type(next) as u64);
                        if !show(vm, &mut out, ty, call.arg_address(next).cast()) {
                            vm.raise("Unformattable");
                            return;
                        }
                        next += 1;
                    }
                },
                b'}' => {
                    if pattern.get(at) == Some(&b'}') {
                        out.push(b'}');
                        at += 1;
                    }
                }
                _ => out.push(b),
            }
        }
        let result = text(vm, &out);
        call.set_result(result);
    }
}

/// Appends a value; `false` if it is none that can be shown.
///
/// # Safety
///
/// `value` is the address of a value of the type.
unsafe fn show(vm: &crate::vm::Vm, out: &mut Vec<u8>, ty: ValueType, value: *const u8) -> bool {
    use Primitive::*;
    let signed = |out: &mut Vec<u8>, n: i64| out.extend_from_slice(Decimal::signed(n).as_bytes());
    let unsigned = |out: &mut Vec<u8>, n: u64| out.extend_from_slice(Decimal::unsigned(n).as_bytes());
    // SAFETY: promised by the caller.
    unsafe {
        match kind_of(vm, ty) {
            Kind::Primitive(Void) | Kind::Other => return false,
            Kind::Primitive(Bool) => out.extend_from_slice(if *value != 0 { b"true" } else { b"false" }),
            Kind::Primitive(Int8) => signed(out, *value.cast::<i8>() as i64),
            Kind::Primitive(Int16) => signed(out, *value.cast::<i16>() as i64),
            Kind::Primitive(Int32) => signed(out, *value.cast::<i32>() as i64),
            Kind::Primitive(Int64) => signed(out, *value.cast::<i64>()),
            Kind::Primitive(UInt8) => unsigned(out, *value as u64),
            Kind::Primitive(UInt16) => unsigned(out, *value.cast::<u16>() as u64),
            Kind::Primitive(UInt32) => unsigned(out, *value.cast::<u32>() as u64),
            Kind::Primitive(UInt64) => unsigned(out, *value.cast::<u64>()),
            Kind::Primitive(Float) => number::fixed(out, *value.cast::<f32>() as f64, 6),
            Kind::Primitive(Double) => number::fixed(out, *value.cast::<f64>(), 6),
            Kind::String => out.extend_from_slice((*value.cast::<StringValue>()).as_bytes()),
        }
    }
    true
}

/// Reads values separated by white space.
struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    fn skip_blank(&mut self) {
        while self.text.get(self.at).is_some_and(|b| matches!(b, b' ' | b'\t'..=b'\r')) {
            self.at += 1;
        }
    }

    fn rest(&mut self) -> &'a [u8] {
        self.skip_blank();
        &self.text[self.at..]
    }

    /// An integer within the limits.
    fn integer(&mut self, min: i128, max: i128) -> Option<i128> {
        let rest = self.rest();
        let sign = matches!(rest.first(), Some(b'-' | b'+')) as usize;
        let digits = rest[sign..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            return None;
        }
        let magnitude =
            rest[sign..sign + digits].iter().fold(0i128, |n, b| (n * 10 + (b - b'0') as i128).min(1 << 100));
        self.at += sign + digits;
        let n = if rest[0] == b'-' { -magnitude } else { magnitude };
        (min..=max).contains(&n).then_some(n)
    }

    fn float(&mut self) -> Option<f64> {
        let rest = self.rest();
        // Words are no numbers for streams.
        if !rest.iter().find(|b| !matches!(b, b'-' | b'+')).is_some_and(|b| b.is_ascii_digit() || *b == b'.') {
            return None;
        }
        let (x, used) = number::parse_float(rest);
        self.at += used;
        (used > 0).then_some(x)
    }

    fn word(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest();
        let len = rest.iter().take_while(|b| !matches!(b, b' ' | b'\t'..=b'\r')).count();
        self.at += len;
        (len > 0).then(|| &rest[..len])
    }
}

/// `uint scan(const string &in str, ?&out ...)`
pub(super) unsafe extern "C" fn scan(call: *mut GenericCall) {
    // SAFETY: called for this declaration: the first argument is a string, the others are variables with their types.
    unsafe {
        let call = &mut *call;
        let vm = vm_of(call.vm);
        // An argument may be the text itself.
        let mut source = (*call.arg_address(0).cast::<StringValue>()).share();
        let mut scanner = Scanner { text: source.as_bytes(), at: 0 };
        let mut count = 0u32;
        for i in 1..call.arg_count as usize {
            let ty = ValueType::from_slot(call.arg_type(i) as u64);
            if read(vm, &mut scanner, ty, call.arg_address(i).cast()).is_none() {
                break;
            }
            count += 1;
        }
        source.release(Some(vm.heap()));
        call.set_result(count);
    }
}

unsafe fn read(vm: &crate::vm::Vm, scanner: &mut Scanner<'_>, ty: ValueType, out: *mut u8) -> Option<()> {
    use Primitive::*;
    // SAFETY: the address is that of a variable of the type.
    unsafe {
        match kind_of(vm, ty) {
            Kind::Primitive(Bool) => *out = scanner.integer(0, 1)? as u8,
            Kind::Primitive(Int8 | UInt8) => {
                *out = *scanner.rest().first()?;
                scanner.at += 1;
            }
            Kind::Primitive(Int16) => *out.cast() = scanner.integer(i16::MIN.into(), i16::MAX.into())? as i16,
            Kind::Primitive(Int32) => *out.cast() = scanner.integer(i32::MIN.into(), i32::MAX.into())? as i32,
            Kind::Primitive(Int64) => *out.cast() = scanner.integer(i64::MIN.into(), i64::MAX.into())? as i64,
            // Streams take negative numbers for unsigned ones and wrap them.
            Kind::Primitive(UInt16) => *out.cast() = scanner.integer(-(u16::MAX as i128), u16::MAX.into())? as u16,
            Kind::Primitive(UInt32) => *out.cast() = scanner.integer(-(u32::MAX as i128), u32::MAX.into())? as u32,
            Kind::Primitive(UInt64) => *out.cast() = scanner.integer(-(u64::MAX as i128), u64::MAX.into())? as u64,
            Kind::Primitive(Float) => *out.cast() = scanner.float()? as f32,
            Kind::Primitive(Double) => *out.cast() = scanner.float()?,
            Kind::String => {
                let word = StringValue::new(Some(vm.heap()), scanner.word()?).ok()?;
                (*out.cast::<StringValue>()).replace(Some(vm.heap()), word);
            }
            Kind::Primitive(Void) | Kind::Other => return None,
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scanning() {
        let mut s = Scanner { text: b" 12 -3.5 hello -1 99999999999 x", at: 0 };
        assert_eq!(s.integer(0, 100), Some(12));
        assert_eq!(s.float(), Some(-3.5));
        assert_eq!(s.word(), Some(&b"hello"[..]));
        assert_eq!(s.integer(-5, 5), Some(-1));
        assert_eq!(s.integer(i32::MIN.into(), i32::MAX.into()), None);
        assert_eq!(s.float(), None);
        assert_eq!(s.word(), Some(&b"x"[..]));
        assert_eq!(s.word(), None);
    }
}
