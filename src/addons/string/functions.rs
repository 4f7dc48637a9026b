//! The functions that scripts call, by the C convention.

use std::ffi::c_void;

use crate::vm::{StringValue, ValueOps, Vm};

use super::number::{self, Decimal, Options};
use super::regex::Regex;
use super::search::{self, ByteSet};
use super::value::{MAX_LEN, TooLarge};

/// The text of exceptions for wrong positions and patterns.
const APPLICATION: &str = "Caught an exception from the application";

/// The VM that calls.
#[inline(always)]
pub(super) fn vm_of<'a>(vm: *mut c_void) -> &'a Vm {
    // SAFETY: these functions are called by the VM, which passes itself.
    unsafe { Vm::from_raw(vm) }
}

#[inline(always)]
fn made(vm: &Vm, result: Result<StringValue, TooLarge>) -> StringValue {
    result.unwrap_or_else(|TooLarge| {
        vm.raise_out_of_memory();
        StringValue::EMPTY
    })
}

#[inline(always)]
fn done(vm: &Vm, result: Result<(), TooLarge>) {
    if result.is_err() {
        vm.raise_out_of_memory();
    }
}

pub(super) fn text(vm: &Vm, bytes: &[u8]) -> StringValue {
    made(vm, StringValue::new(Some(vm.heap()), bytes))
}

pub(super) unsafe extern "C" fn construct(this: *mut StringValue) {
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(StringValue::EMPTY) }
}

pub(super) unsafe extern "C" fn copy(this: *mut StringValue, other: &StringValue) {
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(other.share()) }
}

pub(super) extern "C" fn destruct(vm: *mut c_void, this: &mut StringValue) {
    this.release(Some(vm_of(vm).heap()));
}

/// What the VM does with strings by itself. In the buffers of lists values are aligned to four bytes only: they are read
/// into a variable first.
pub(super) static OPS: ValueOps = ValueOps {
    construct: |_, value| {
        // SAFETY: the VM gives memory for a value.
        unsafe { value.cast::<StringValue>().write_unaligned(StringValue::EMPTY) }
    },
    copy: |_, to, from| {
        // SAFETY: the VM gives memory for a value, and a value; what was read is not dropped, it has no destructor.
        unsafe { to.cast::<StringValue>().write_unaligned(from.cast::<StringValue>().read_unaligned().share()) }
    },
    assign: |vm, to, from| {
        // SAFETY: both are live values, maybe the same; the old one is written over after it was released.
        unsafe {
            let new = from.cast::<StringValue>().read_unaligned().share();
            let mut old = to.cast::<StringValue>().read_unaligned();
            old.release(Some(vm.heap()));
            to.cast::<StringValue>().write_unaligned(new);
        }
    },
    destroy: |vm, value| {
        // SAFETY: the value is live and not used again.
        unsafe { value.cast::<StringValue>().read_unaligned().release(Some(vm.heap())) }
    },
};

pub(super) unsafe extern "C" fn assign(
    vm: *mut c_void,
    this: *mut StringValue,
    other: *const StringValue,
) -> *mut StringValue {
    // SAFETY: both are live values, maybe the same.
    unsafe {
        let new = (*other).share();
        (*this).replace(Some(vm_of(vm).heap()), new);
    }
    this
}

pub(super) unsafe extern "C" fn append(
    vm: *mut c_void,
    this: *mut StringValue,
    other: *const StringValue,
) -> *mut StringValue {
    let vm = vm_of(vm);
    // SAFETY: both are live values, maybe the same.
    unsafe {
        if (*this).is_empty() {
            let new = (*other).share();
            (*this).replace(Some(vm.heap()), new);
        } else {
            let (data, len) = ((*other).data(), (*other).len() as usize);
            done(vm, (*this).append(Some(vm.heap()), data, len));
        }
    }
    this
}

pub(super) extern "C" fn concat(vm: *mut c_void, this: &StringValue, other: &StringValue) -> StringValue {
    let vm = vm_of(vm);
    if other.is_empty() {
        return this.share();
    }
    if this.is_empty() {
        return other.share();
    }
    made(vm, StringValue::concat(Some(vm.heap()), this.as_bytes(), other.as_bytes()))
}

/// A value that operators turn into text.
pub(super) trait Shown: Copy {
    fn show<R>(self, with: impl FnOnce(&[u8]) -> R) -> R;
}

impl Shown for i64 {
    fn show<R>(self, with: impl FnOnce(&[u8]) -> R) -> R {
        with(Decimal::signed(self).as_bytes())
    }
}

impl Shown for u64 {
    fn show<R>(self, with: impl FnOnce(&[u8]) -> R) -> R {
        with(Decimal::unsigned(self).as_bytes())
    }
}

impl Shown for f64 {
    fn show<R>(self, with: impl FnOnce(&[u8]) -> R) -> R {
        let mut out = Vec::with_capacity(16);
        number::general(&mut out, self, 6);
        with(&out)
    }
}

impl Shown for f32 {
    fn show<R>(self, with: impl FnOnce(&[u8]) -> R) -> R {
        (self as f64).show(with)
    }
}

impl Shown for bool {
    fn show<R>(self, with: impl FnOnce(&[u8]) -> R) -> R {
        with(if self { b"true" } else { b"false" })
    }
}

pub(super) extern "C" fn assign_value<T: Shown>(vm: *mut c_void, this: &mut StringValue, value: T) -> *mut StringValue {
    let vm = vm_of(vm);
    let new = value.show(|bytes| text(vm, bytes));
    this.replace(Some(vm.heap()), new);
    this
}

pub(super) extern "C" fn append_value<T: Shown>(vm: *mut c_void, this: &mut StringValue, value: T) -> *mut StringValue {
    let vm = vm_of(vm);
    done(vm, value.show(|bytes| this.push(Some(vm.heap()), bytes)));
    this
}

pub(super) extern "C" fn concat_value<T: Shown>(vm: *mut c_void, this: &StringValue, value: T) -> StringValue {
    let vm = vm_of(vm);
    made(vm, value.show(|bytes| StringValue::concat(Some(vm.heap()), this.as_bytes(), bytes)))
}

pub(super) extern "C" fn concat_value_r<T: Shown>(vm: *mut c_void, this: &StringValue, value: T) -> StringValue {
    let vm = vm_of(vm);
    made(vm, value.show(|bytes| StringValue::concat(Some(vm.heap()), bytes, this.as_bytes())))
}

pub(super) extern "C" fn equals(this: &StringValue, other: &StringValue) -> bool {
    this.equals(other)
}

pub(super) extern "C" fn compare(this: &StringValue, other: &StringValue) -> i32 {
    this.as_bytes().cmp(other.as_bytes()) as i32
}

pub(super) extern "C" fn length(this: &StringValue) -> u32 {
    this.len()
}

pub(super) extern "C" fn is_empty(this: &StringValue) -> bool {
    this.is_empty()
}

pub(super) extern "C" fn resize(vm: *mut c_void, this: &mut StringValue, len: u32) {
    let vm = vm_of(vm);
    done(vm, this.resize(Some(vm.heap()), len as usize));
}

pub(super) extern "C" fn index(vm: *mut c_void, this: &mut StringValue, at: u32) -> *mut u8 {
    let vm = vm_of(vm);
    if at >= this.len() {
        vm.raise_trap(crate::bytecode::Trap::OutOfRange);
        return std::ptr::null_mut();
    }
    match this.bytes_mut(Some(vm.heap())) {
        Ok(bytes) => &mut bytes[at as usize],
        Err(TooLarge) => {
            vm.raise_out_of_memory();
            std::ptr::null_mut()
        }
    }
}

pub(super) extern "C" fn index_const(vm: *mut c_void, this: &StringValue, at: u32) -> *const u8 {
    match this.as_bytes().get(at as usize) {
        Some(byte) => byte,
        None => {
            vm_of(vm).raise_trap(crate::bytecode::Trap::OutOfRange);
            std::ptr::null()
        }
    }
}

pub(super) extern "C" fn substr(vm: *mut c_void, this: &StringValue, start: u32, count: i32) -> StringValue {
    let bytes = this.as_bytes();
    let Some(rest) = bytes.get(start as usize..) else { return StringValue::EMPTY };
    let len = if count < 0 { rest.len() } else { rest.len().min(count as usize) };
    if len == bytes.len() {
        return this.share();
    }
    text(vm_of(vm), &rest[..len])
}

fn position(found: Option<usize>) -> i32 {
    found.map_or(-1, |at| at as i32)
}

fn from_end(start: i32) -> Option<usize> {
    usize::try_from(start).ok()
}

pub(super) extern "C" fn find_first(vm: *mut c_void, this: &StringValue, other: &StringValue, start: u32) -> i32 {
    vm_of(vm).worked(this.as_bytes().len());
    position(search::first(this.as_bytes(), other.as_bytes(), start as usize))
}

pub(super) extern "C" fn find_last(vm: *mut c_void, this: &StringValue, other: &StringValue, start: i32) -> i32 {
    vm_of(vm).worked(this.as_bytes().len());
    position(search::last(this.as_bytes(), other.as_bytes(), from_end(start)))
}

pub(super) extern "C" fn find_first_of(vm: *mut c_void, this: &StringValue, set: &StringValue, start: u32) -> i32 {
    vm_of(vm).worked(this.as_bytes().len());
    position(ByteSet::of(set.as_bytes()).first(this.as_bytes(), start as usize, true))
}

pub(super) extern "C" fn find_first_not_of(vm: *mut c_void, this: &StringValue, set: &StringValue, start: u32) -> i32 {
    vm_of(vm).worked(this.as_bytes().len());
    position(ByteSet::of(set.as_bytes()).first(this.as_bytes(), start as usize, false))
}

pub(super) extern "C" fn find_last_of(vm: *mut c_void, this: &StringValue, set: &StringValue, start: i32) -> i32 {
    vm_of(vm).worked(this.as_bytes().len());
    position(ByteSet::of(set.as_bytes()).last(this.as_bytes(), from_end(start), true))
}

pub(super) extern "C" fn find_last_not_of(vm: *mut c_void, this: &StringValue, set: &StringValue, start: i32) -> i32 {
    vm_of(vm).worked(this.as_bytes().len());
    position(ByteSet::of(set.as_bytes()).last(this.as_bytes(), from_end(start), false))
}

pub(super) unsafe extern "C" fn insert(vm: *mut c_void, this: *mut StringValue, at: u32, other: *const StringValue) {
    let vm = vm_of(vm);
    // SAFETY: both are live values; a copy of the other one stays as it is when they are the same.
    unsafe {
        if at > (*this).len() {
            vm.raise(APPLICATION);
            return;
        }
        let mut other = (*other).share();
        vm.worked((*this).len() as usize);
        done(vm, (*this).splice(Some(vm.heap()), at as usize, 0, other.as_bytes()));
        other.release(Some(vm.heap()));
    }
}

pub(super) extern "C" fn erase(vm: *mut c_void, this: &mut StringValue, at: u32, count: i32) {
    let vm = vm_of(vm);
    let len = this.len() as usize;
    let at = at as usize;
    if at > len {
        vm.raise(APPLICATION);
        return;
    }
    let count = if count < 0 { len - at } else { (len - at).min(count as usize) };
    if count > 0 {
        vm.worked(len);
        done(vm, this.splice(Some(vm.heap()), at, count, b""));
    }
}

pub(super) unsafe extern "C" fn regex_find(
    vm: *mut c_void,
    this: &StringValue,
    pattern: &StringValue,
    start: u32,
    length: *mut u32,
) -> i32 {
    let report = |n: usize| {
        if !length.is_null() {
            // SAFETY: the address of the script's variable.
            unsafe { length.write(n as u32) };
        }
    };
    report(0);
    let Ok(regex) = Regex::new(pattern.as_bytes()) else {
        vm_of(vm).raise(APPLICATION);
        return -1;
    };
    if start >= this.len() {
        return -1;
    }
    match regex.find(&this.as_bytes()[start as usize..]) {
        Ok(Some((at, len))) => {
            report(len);
            at as i32
        }
        Ok(None) => -1,
        Err(_) => {
            vm_of(vm).raise(APPLICATION);
            -1
        }
    }
}

fn store(out: *mut u32, n: usize) {
    if !out.is_null() {
        // SAFETY: the address of the script's variable.
        unsafe { out.write(n as u32) };
    }
}

pub(super) unsafe extern "C" fn parse_int(value: &StringValue, base: u32, used: *mut u32) -> i64 {
    let (n, bytes) = number::parse_int(value.as_bytes(), base);
    store(used, bytes);
    n
}

pub(super) unsafe extern "C" fn parse_uint(value: &StringValue, base: u32, used: *mut u32) -> u64 {
    let (n, bytes) = number::parse_uint(value.as_bytes(), base);
    store(used, bytes);
    n
}

pub(super) unsafe extern "C" fn parse_float(value: &StringValue, used: *mut u32) -> f64 {
    let (x, bytes) = number::parse_float(value.as_bytes());
    store(used, bytes);
    x
}

/// Widths and precisions beyond any use would take all memory.
fn within_reason(vm: &Vm, n: u32) -> Option<usize> {
    if n as usize > MAX_LEN / 4 {
        vm.raise_out_of_memory();
        return None;
    }
    Some(n as usize)
}

pub(super) extern "C" fn format_int(vm: *mut c_void, n: i64, options: &StringValue, width: u32) -> StringValue {
    let vm = vm_of(vm);
    let Some(width) = within_reason(vm, width) else { return StringValue::EMPTY };
    text(vm, &Options::parse(options.as_bytes()).signed(n, width))
}

pub(super) extern "C" fn format_uint(vm: *mut c_void, n: u64, options: &StringValue, width: u32) -> StringValue {
    let vm = vm_of(vm);
    let Some(width) = within_reason(vm, width) else { return StringValue::EMPTY };
    text(vm, &Options::parse(options.as_bytes()).unsigned(n, width))
}

pub(super) extern "C" fn format_float(
    vm: *mut c_void,
    x: f64,
    options: &StringValue,
    width: u32,
    precision: u32,
) -> StringValue {
    let vm = vm_of(vm);
    let Some(width) = within_reason(vm, width) else { return StringValue::EMPTY };
    let Some(precision) = within_reason(vm, precision) else { return StringValue::EMPTY };
    text(vm, &Options::parse(options.as_bytes()).float(x, width, precision))
}
