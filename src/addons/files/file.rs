//! `file`: reading and writing one file.

use std::ffi::c_void;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::mem::offset_of;
use std::sync::Arc;

use crate::addons::global_type;
use crate::ffi::{Register, TypeOptions};
use crate::module::Module;
use crate::types::{BehaviorKind, RegistrationError};
use crate::vm::object::ObjHeader;
use crate::vm::{ManagedOps, RuntimeType, StringValue, Vm};

use super::root::Root;
use super::with_root;

/// An open file.
enum Open {
    Reading(BufReader<File>),
    Writing(BufWriter<File>),
}

impl Open {
    fn seek(&mut self, to: SeekFrom) -> Option<u64> {
        match self {
            Open::Reading(f) => f.seek(to).ok(),
            Open::Writing(f) => f.seek(to).ok(),
        }
    }

    fn position(&mut self) -> Option<u64> {
        match self {
            Open::Reading(f) => f.stream_position().ok(),
            Open::Writing(f) => f.stream_position().ok(),
        }
    }

    fn size(&mut self) -> Option<u64> {
        let file = match self {
            Open::Reading(f) => f.get_ref(),
            Open::Writing(f) => {
                f.flush().ok()?;
                f.get_ref()
            }
        };
        Some(file.metadata().ok()?.len())
    }
}

/// The object.
#[repr(C)]
pub(super) struct FileObject {
    header: ObjHeader,
    big_endian: bool,
    /// A read has hit the end.
    at_end: bool,
    open: Option<Open>,
    root: Arc<Root>,
}

static OPS: ManagedOps = ManagedOps { destroy, enumerate, clear, construct: None, copy: None, assign: None };

unsafe fn destroy(_: &Vm, object: *mut ObjHeader) {
    // SAFETY: the object is a file, whose parts end here; what could not be written has nobody to be told.
    unsafe {
        let file = object.cast::<FileObject>();
        (&raw mut (*file).open).drop_in_place();
        (&raw mut (*file).root).drop_in_place();
    }
}

unsafe fn enumerate(_: *mut ObjHeader, _: &mut dyn FnMut(*mut u8, &'static RuntimeType)) {}

unsafe fn clear(_: &Vm, _: *mut ObjHeader) {}

unsafe extern "C" fn factory(vm: *mut c_void, root: *const Root) -> *mut FileObject {
    // SAFETY: the VM passes itself; the root is kept by the registry, in an `Arc`; the block has room for the object.
    unsafe {
        let vm = Vm::from_raw(vm);
        let Some(ty) = global_type(vm, "file") else { return std::ptr::null_mut() };
        let memory = vm.heap().alloc(size_of::<FileObject>()).cast::<FileObject>();
        if memory.is_null() {
            vm.raise_out_of_memory();
            return memory;
        }
        Arc::increment_strong_count(root);
        let root = Arc::from_raw(root);
        memory.write(FileObject { header: ObjHeader::new(ty), big_endian: false, at_end: false, open: None, root });
        memory
    }
}

/// Writes what waits and closes; `None`: none was open, or the rest could not be written.
fn close_file(this: &mut FileObject) -> Option<()> {
    this.at_end = false;
    match this.open.take()? {
        Open::Reading(_) => Some(()),
        Open::Writing(mut f) => f.flush().ok(),
    }
}

fn status(done: Option<()>) -> i32 {
    if done.is_some() { 0 } else { -1 }
}

fn number(found: Option<u64>) -> i32 {
    found.map_or(-1, |n| i32::try_from(n).unwrap_or(i32::MAX))
}

extern "C" fn open(this: &mut FileObject, name: &StringValue, mode: &StringValue) -> i32 {
    close_file(this);
    this.open = open_file(&this.root, name.as_bytes(), mode.as_bytes());
    status(this.open.as_ref().map(|_| ()))
}

/// For hosts that forbid writing: mode `r` only.
extern "C" fn open_to_read(this: &mut FileObject, name: &StringValue, mode: &StringValue) -> i32 {
    if mode.as_bytes() == b"r" {
        return open(this, name, mode);
    }
    close_file(this);
    -1
}

fn open_file(root: &Root, name: &[u8], mode: &[u8]) -> Option<Open> {
    let _stays = Root::stays();
    match mode {
        b"r" => Some(Open::Reading(BufReader::new(File::open(root.readable(b"", name)?).ok()?))),
        b"w" => Some(Open::Writing(BufWriter::new(File::create(root.writable(b"", name)?).ok()?))),
        b"a" => {
            let file = File::options().append(true).create(true).open(root.writable(b"", name)?).ok()?;
            let mut file = BufWriter::new(file);
            file.seek(SeekFrom::End(0)).ok()?;
            Some(Open::Writing(file))
        }
        _ => None,
    }
}

extern "C" fn close(this: &mut FileObject) -> i32 {
    status(close_file(this))
}

extern "C" fn get_size(this: &mut FileObject) -> i32 {
    number(this.open.as_mut().and_then(Open::size))
}

extern "C" fn get_pos(this: &mut FileObject) -> i32 {
    number(this.open.as_mut().and_then(Open::position))
}

fn seek(this: &mut FileObject, to: SeekFrom) -> i32 {
    let done = this.open.as_mut().and_then(|f| f.seek(to));
    if done.is_some() {
        this.at_end = false;
    }
    status(done.map(|_| ()))
}

extern "C" fn set_pos(this: &mut FileObject, position: i32) -> i32 {
    u64::try_from(position).map_or(-1, |p| seek(this, SeekFrom::Start(p)))
}

extern "C" fn move_pos(this: &mut FileObject, by: i32) -> i32 {
    seek(this, SeekFrom::Current(by as i64))
}

extern "C" fn is_end_of_file(this: &FileObject) -> bool {
    this.open.is_none() || this.at_end
}

/// The text of what was read; that the memory limit is reached is seen by the VM.
fn text(vm: *mut c_void, bytes: &[u8]) -> StringValue {
    // SAFETY: the VM passes itself.
    let vm = unsafe { Vm::from_raw(vm) };
    StringValue::new(Some(vm.heap()), bytes).unwrap_or_else(|_| {
        vm.raise_out_of_memory();
        StringValue::EMPTY
    })
}

extern "C" fn read_string(vm: *mut c_void, this: &mut FileObject, length: u32) -> StringValue {
    let mut bytes = Vec::new();
    if let Some(Open::Reading(f)) = &mut this.open {
        // What was read before a failure counts.
        let _ = f.take(length as u64).read_to_end(&mut bytes);
        this.at_end |= bytes.len() < length as usize;
    }
    text(vm, &bytes)
}

extern "C" fn read_line(vm: *mut c_void, this: &mut FileObject) -> StringValue {
    let mut bytes = Vec::new();
    if let Some(Open::Reading(f)) = &mut this.open {
        let _ = f.read_until(b'\n', &mut bytes);
        this.at_end |= bytes.last() != Some(&b'\n');
    }
    text(vm, &bytes)
}

/// Reads a number of some bytes, the highest ones in front.
fn read_number(this: &mut FileObject, count: usize) -> Option<[u8; 8]> {
    let Some(Open::Reading(f)) = &mut this.open else { return None };
    let mut number = [0; 8];
    let bytes = &mut number[8 - count..];
    if f.read_exact(bytes).is_err() {
        this.at_end = true;
        return None;
    }
    if !this.big_endian {
        bytes.reverse();
    }
    Some(number)
}

extern "C" fn read_uint(this: &mut FileObject, bytes: u32) -> u64 {
    match bytes.min(8) as usize {
        0 => 0,
        count => read_number(this, count).map_or(0, u64::from_be_bytes),
    }
}

extern "C" fn read_int(this: &mut FileObject, bytes: u32) -> i64 {
    let unused = 64 - 8 * bytes.clamp(1, 8);
    (read_uint(this, bytes) << unused) as i64 >> unused
}

extern "C" fn read_float(this: &mut FileObject) -> f32 {
    read_number(this, 4).map_or(0.0, |b| f32::from_bits(u64::from_be_bytes(b) as u32))
}

extern "C" fn read_double(this: &mut FileObject) -> f64 {
    read_number(this, 8).map_or(0.0, |b| f64::from_bits(u64::from_be_bytes(b)))
}

extern "C" fn write_string(this: &mut FileObject, text: &StringValue) -> i32 {
    let bytes = text.as_bytes();
    match &mut this.open {
        None => -1,
        Some(Open::Writing(f)) => f.write_all(bytes).map_or(0, |()| i32::try_from(bytes.len()).unwrap_or(i32::MAX)),
        Some(Open::Reading(_)) => 0,
    }
}

/// Writes the lowest bytes of a number; the result is the number of numbers written.
fn write_number(this: &mut FileObject, value: u64, count: u32) -> i32 {
    let Some(Open::Writing(f)) = &mut this.open else { return 0 };
    let number = value.to_be_bytes();
    let mut bytes: Vec<u8> = number[8 - count.min(8) as usize..].to_vec();
    if !this.big_endian {
        bytes.reverse();
    }
    (!bytes.is_empty() && f.write_all(&bytes).is_ok()) as i32
}

extern "C" fn write_int(this: &mut FileObject, value: i64, bytes: u32) -> i32 {
    write_number(this, value as u64, bytes)
}

extern "C" fn write_uint(this: &mut FileObject, value: u64, bytes: u32) -> i32 {
    write_number(this, value, bytes)
}

extern "C" fn write_float(this: &mut FileObject, value: f32) -> i32 {
    write_number(this, value.to_bits() as u64, 4)
}

extern "C" fn write_double(this: &mut FileObject, value: f64) -> i32 {
    write_number(this, value.to_bits(), 8)
}

pub(super) fn install(to: &mut Module, root: &Arc<Root>, writable: bool) -> Result<(), RegistrationError> {
    let ops = &raw const OPS as usize;
    to.register_type("file", TypeOptions::managed(size_of::<FileObject>() as u32, ops))?;
    to.keep_alive(root.clone())?;
    to.register_behavior("file", BehaviorKind::Factory, "file@ f()", with_root(native!(vm factory), root))?;
    let open = if writable { native!(open) } else { native!(open_to_read) };
    for (declaration, function) in [
        ("int open(const string &in, const string &in)", open),
        ("int close()", native!(close)),
        ("int getSize() const", native!(get_size)),
        ("int getPos() const", native!(get_pos)),
        ("int setPos(int)", native!(set_pos)),
        ("int movePos(int)", native!(move_pos)),
        ("bool isEndOfFile() const", native!(is_end_of_file)),
        ("string readString(uint)", native!(vm read_string)),
        ("string readLine()", native!(vm read_line)),
        ("int64 readInt(uint)", native!(read_int)),
        ("uint64 readUInt(uint)", native!(read_uint)),
        ("float readFloat()", native!(read_float)),
        ("double readDouble()", native!(read_double)),
    ] {
        to.register_method("file", declaration, function)?;
    }
    if writable {
        for (declaration, function) in [
            ("int writeString(const string &in)", native!(write_string)),
            ("int writeInt(int64, uint)", native!(write_int)),
            ("int writeUInt(uint64, uint)", native!(write_uint)),
            ("int writeFloat(float)", native!(write_float)),
            ("int writeDouble(double)", native!(write_double)),
        ] {
            to.register_method("file", declaration, function)?;
        }
    }
    to.register_property("file", "bool mostSignificantByteFirst", offset_of!(FileObject, big_endian) as i32)
}
