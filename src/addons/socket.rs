//! `socket`: connections by TCP, for hosts that allow them to their scripts (SOCK-01).
//!
//! Nothing waits longer than it was told to, or than the VM lets scripts run: while a socket waits it looks at the VM's
//! signals.

use std::ffi::c_void;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use super::global_type;
use crate::ffi::{Register, TypeOptions};
use crate::module::Module;
use crate::types::{BehaviorKind, RegistrationError};
use crate::vm::object::ObjHeader;
use crate::vm::{ManagedOps, RuntimeType, StringValue, Vm};

/// Connecting, and sending to a peer that takes nothing, are given up after this.
const PATIENCE: Duration = Duration::from_secs(5);
/// From one look at a socket that waits to the next.
const PAUSE: Duration = Duration::from_micros(500);
/// Bytes that are received at once at most.
const MOST_BYTES: usize = 64 * 1024;

enum Open {
    Listening(TcpListener),
    Connected(TcpStream),
}

/// The object.
#[repr(C)]
struct SocketObject {
    header: ObjHeader,
    open: Option<Open>,
}

static OPS: ManagedOps = ManagedOps { destroy, enumerate, clear, construct: None, copy: None, assign: None };

unsafe fn destroy(_: &Vm, object: *mut ObjHeader) {
    // SAFETY: the object is a socket, whose parts end here.
    unsafe { (&raw mut (*object.cast::<SocketObject>()).open).drop_in_place() }
}

unsafe fn enumerate(_: *mut ObjHeader, _: &mut dyn FnMut(*mut u8, &'static RuntimeType)) {}

unsafe fn clear(_: &Vm, _: *mut ObjHeader) {}

fn new(vm: &Vm, open: Option<Open>) -> *mut SocketObject {
    let Some(ty) = global_type(vm, "socket") else { return std::ptr::null_mut() };
    let memory = vm.heap().alloc(size_of::<SocketObject>()).cast::<SocketObject>();
    if memory.is_null() {
        vm.raise_out_of_memory();
        return memory;
    }
    // SAFETY: the block has room for the object.
    unsafe { memory.write(SocketObject { header: ObjHeader::new(ty), open }) };
    memory
}

extern "C" fn factory(vm: *mut c_void) -> *mut SocketObject {
    // SAFETY: the VM passes itself.
    new(unsafe { Vm::from_raw(vm) }, None)
}

/// Tries something that would block, until it has a result, the time is over or the script is to stop.
fn wait<T>(vm: &Vm, time: Duration, mut attempt: impl FnMut() -> std::io::Result<T>) -> std::io::Result<T> {
    let begin = Instant::now();
    loop {
        match attempt() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                let left = time.saturating_sub(begin.elapsed());
                if left.is_zero() || vm.is_to_stop() {
                    return Err(error);
                }
                std::thread::sleep(left.min(PAUSE));
            }
            result => return result,
        }
    }
}

fn microseconds(timeout: i64) -> Duration {
    Duration::from_micros(u64::try_from(timeout).unwrap_or(0))
}

fn status(done: bool) -> i32 {
    if done { 0 } else { -1 }
}

extern "C" fn listen(this: &mut SocketObject, port: u16) -> i32 {
    this.open = None;
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).ok();
    this.open = listener.filter(|l| l.set_nonblocking(true).is_ok()).map(Open::Listening);
    status(this.open.is_some())
}

extern "C" fn close(this: &mut SocketObject) -> i32 {
    status(this.open.take().is_some())
}

extern "C" fn accept(vm: *mut c_void, this: &mut SocketObject, timeout: i64) -> *mut SocketObject {
    // SAFETY: the VM passes itself.
    let vm = unsafe { Vm::from_raw(vm) };
    let Some(Open::Listening(listener)) = &this.open else { return std::ptr::null_mut() };
    match wait(vm, microseconds(timeout), || listener.accept()) {
        Ok((stream, _)) if stream.set_nonblocking(true).is_ok() => new(vm, Some(Open::Connected(stream))),
        _ => std::ptr::null_mut(),
    }
}

extern "C" fn connect(this: &mut SocketObject, address: u32, port: u16) -> i32 {
    this.open = None;
    let address = SocketAddr::from((Ipv4Addr::from_bits(address), port));
    let stream = TcpStream::connect_timeout(&address, PATIENCE).ok();
    this.open = stream.filter(|s| s.set_nonblocking(true).is_ok()).map(Open::Connected);
    status(this.open.is_some())
}

extern "C" fn send(vm: *mut c_void, this: &mut SocketObject, data: &StringValue) -> i32 {
    // SAFETY: the VM passes itself.
    let vm = unsafe { Vm::from_raw(vm) };
    let Some(Open::Connected(stream)) = &mut this.open else { return -1 };
    let bytes = data.as_bytes();
    let mut sent = 0;
    while sent < bytes.len() {
        match wait(vm, PATIENCE, || stream.write(&bytes[sent..])) {
            Ok(count) if count > 0 => sent += count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            _ => {
                this.open = None;
                return -1;
            }
        }
    }
    i32::try_from(sent).unwrap_or(i32::MAX)
}

extern "C" fn receive(vm: *mut c_void, this: &mut SocketObject, timeout: i64) -> StringValue {
    // SAFETY: the VM passes itself.
    let vm = unsafe { Vm::from_raw(vm) };
    let Some(Open::Connected(stream)) = &mut this.open else { return StringValue::EMPTY };
    let mut bytes = vec![0; MOST_BYTES];
    match wait(vm, microseconds(timeout), || stream.read(&mut bytes)) {
        Ok(count) if count > 0 => StringValue::new(Some(vm.heap()), &bytes[..count]).unwrap_or_else(|_| {
            vm.raise_out_of_memory();
            StringValue::EMPTY
        }),
        Err(error) if error.kind() == ErrorKind::WouldBlock => StringValue::EMPTY,
        _ => {
            this.open = None;
            StringValue::EMPTY
        }
    }
}

/// The other side may have gone since the last look: what it sent before can still be received.
extern "C" fn is_active(this: &mut SocketObject) -> bool {
    match &this.open {
        None => false,
        Some(Open::Listening(_)) => true,
        Some(Open::Connected(stream)) => match stream.peek(&mut [0]) {
            Ok(count) => count > 0,
            Err(error) => matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted),
        },
    }
}

/// Needs `string`.
pub(super) fn install(to: &mut Module) -> Result<(), RegistrationError> {
    to.register_type("socket", TypeOptions::managed(size_of::<SocketObject>() as u32, &raw const OPS as usize))?;
    to.register_behavior("socket", BehaviorKind::Factory, "socket@ f()", native!(vm factory))?;
    for (declaration, function) in [
        ("int listen(uint16 port)", native!(listen)),
        ("int close()", native!(close)),
        ("socket@ accept(int64 timeout = 0)", native!(vm accept)),
        ("int connect(uint ipv4address, uint16 port)", native!(connect)),
        ("int send(const string &in data)", native!(vm send)),
        ("string receive(int64 timeout = 0)", native!(vm receive)),
        ("bool isActive() const", native!(is_active)),
    ] {
        to.register_method("socket", declaration, function)?;
    }
    Ok(())
}
