//! `filesystem`: directories and what lies in them.

use std::ffi::c_void;
use std::fs::{self, File, Metadata};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use crate::addons::datetime::DateTime;
use crate::addons::{array, global_type};
use crate::ffi::{Register, TypeOptions};
use crate::module::Module;
use crate::types::{BehaviorKind, DataType, RegistrationError};
use crate::vm::object::{self, ObjHeader};
use crate::vm::{ManagedOps, RuntimeType, StringValue, Vm};

use super::root::{Root, is_absolute, is_separator};
use super::with_root;

/// The object.
#[repr(C)]
struct FileSystem {
    header: ObjHeader,
    /// The current path from the root on: empty, or a slash and names.
    current: Vec<u8>,
    root: Arc<Root>,
}

static OPS: ManagedOps = ManagedOps { destroy, enumerate, clear, construct: None, copy: None, assign: None };

unsafe fn destroy(_: &Vm, object: *mut ObjHeader) {
    // SAFETY: the object is a file system, whose parts end here.
    unsafe {
        let this = object.cast::<FileSystem>();
        (&raw mut (*this).current).drop_in_place();
        (&raw mut (*this).root).drop_in_place();
    }
}

unsafe fn enumerate(_: *mut ObjHeader, _: &mut dyn FnMut(*mut u8, &'static RuntimeType)) {}

unsafe fn clear(_: &Vm, _: *mut ObjHeader) {}

fn vm_of<'a>(vm: *mut c_void) -> &'a Vm {
    // SAFETY: these functions are called by the VM, which passes itself.
    unsafe { Vm::from_raw(vm) }
}

unsafe extern "C" fn factory(vm: *mut c_void, root: *const Root) -> *mut FileSystem {
    let vm = vm_of(vm);
    // SAFETY: the root is kept by the registry, in an `Arc`; the block has room for the object.
    unsafe {
        let Some(ty) = global_type(vm, "filesystem") else { return std::ptr::null_mut() };
        let memory = vm.heap().alloc(size_of::<FileSystem>()).cast::<FileSystem>();
        if memory.is_null() {
            vm.raise_out_of_memory();
            return memory;
        }
        Arc::increment_strong_count(root);
        let root = Arc::from_raw(root);
        memory.write(FileSystem { header: ObjHeader::new(ty), current: Vec::new(), root });
        memory
    }
}

extern "C" fn change_current_path(this: &mut FileSystem, path: &StringValue) -> bool {
    let path = path.as_bytes();
    let _stays = Root::stays();
    if !this.root.existing(&this.current, path).is_some_and(|p| p.is_dir()) {
        return false;
    }
    let mut next = if is_absolute(path) { Vec::new() } else { this.current.clone() };
    for name in path.split(is_separator).filter(|name| !name.is_empty()) {
        next.push(b'/');
        next.extend_from_slice(name);
    }
    this.current = next;
    true
}

extern "C" fn get_current_path(vm: *mut c_void, this: &FileSystem) -> StringValue {
    let path: &[u8] = if this.current.is_empty() { b"/" } else { &this.current };
    let vm = vm_of(vm);
    StringValue::new(Some(vm.heap()), path).unwrap_or_else(|_| {
        vm.raise_out_of_memory();
        StringValue::EMPTY
    })
}

/// The names in the current path for which `wanted` says so, sorted; what cannot be read is left out.
fn names(vm: *mut c_void, this: &FileSystem, wanted: fn(&Metadata) -> bool) -> *mut c_void {
    let vm = vm_of(vm);
    let stays = Root::stays();
    let directory = this.root.existing(&this.current, b"").and_then(|d| fs::read_dir(d).ok());
    let mut found: Vec<Vec<u8>> = Vec::new();
    for entry in directory.into_iter().flatten().flatten() {
        let name = entry.file_name().into_encoded_bytes();
        if name.starts_with(b".") {
            continue;
        }
        // Links count as what they lead to, if that is inside.
        let real = this.root.existing(&this.current, &name).and_then(|p| fs::metadata(p).ok());
        if real.is_some_and(|m| wanted(&m)) {
            found.push(name);
        }
    }
    drop(stays);
    found.sort();
    let string = DataType::of(vm.types().ffi().string_type());
    let Ok(array) = array::new_of(vm, string) else { return std::ptr::null_mut() };
    for name in found {
        let made = StringValue::new(Some(vm.heap()), &name).map_err(|_| vm.raise_out_of_memory());
        let pushed = made.and_then(|mut name| {
            // SAFETY: the array is of strings; the name is copied into it.
            let pushed = unsafe { array::push(vm, array, (&raw const name).cast()) };
            name.release(Some(vm.heap()));
            pushed
        });
        if pushed.is_err() {
            // SAFETY: the array was made here.
            unsafe { object::release(vm, array.cast()) };
            return std::ptr::null_mut();
        }
    }
    array.cast()
}

extern "C" fn get_dirs(vm: *mut c_void, this: &FileSystem) -> *mut c_void {
    names(vm, this, Metadata::is_dir)
}

extern "C" fn get_files(vm: *mut c_void, this: &FileSystem) -> *mut c_void {
    names(vm, this, |m| !m.is_dir())
}

impl FileSystem {
    fn metadata(&self, path: &StringValue) -> Option<Metadata> {
        let _stays = Root::stays();
        fs::metadata(self.root.existing(&self.current, path.as_bytes())?).ok()
    }

    fn entry(&self, path: &StringValue) -> Option<std::path::PathBuf> {
        self.root.entry(&self.current, path.as_bytes())
    }
}

extern "C" fn is_dir(this: &FileSystem, path: &StringValue) -> bool {
    this.metadata(path).is_some_and(|m| m.is_dir())
}

extern "C" fn is_link(this: &FileSystem, path: &StringValue) -> bool {
    let _stays = Root::stays();
    this.entry(path).and_then(|p| fs::symlink_metadata(p).ok()).is_some_and(|m| m.is_symlink())
}

extern "C" fn get_size(this: &FileSystem, path: &StringValue) -> i64 {
    this.metadata(path).map_or(-1, |m| i64::try_from(m.len()).unwrap_or(i64::MAX))
}

fn status(done: Option<()>) -> i32 {
    if done.is_some() { 0 } else { -1 }
}

extern "C" fn make_dir(this: &FileSystem, path: &StringValue) -> i32 {
    let _stays = Root::stays();
    status(this.entry(path).and_then(|p| fs::create_dir(p).ok()))
}

extern "C" fn remove_dir(this: &FileSystem, path: &StringValue) -> i32 {
    let _stays = Root::stays();
    status(this.entry(path).and_then(|p| fs::remove_dir(p).ok()))
}

extern "C" fn delete_file(this: &FileSystem, path: &StringValue) -> i32 {
    let _stays = Root::stays();
    status(this.entry(path).and_then(|p| fs::remove_file(p).ok()))
}

extern "C" fn copy_file(this: &FileSystem, from: &StringValue, to: &StringValue) -> i32 {
    let copied = || {
        let stays = Root::stays();
        let from = this.root.readable(&this.current, from.as_bytes())?;
        let to = this.root.writable(&this.current, to.as_bytes())?;
        // Copied onto itself it would be empty.
        if from == to {
            return None;
        }
        let mut from = File::open(from).ok()?;
        let mut to = File::create(to).ok()?;
        // What is open stays what it is.
        drop(stays);
        to.set_permissions(from.metadata().ok()?.permissions()).ok()?;
        std::io::copy(&mut from, &mut to).ok().map(|_| ())
    };
    status(copied())
}

/// Whether something is a symbolic link or a directory with one in it, or too large to tell. Such things stay where they are:
/// in place of a directory that somebody is about to use, a link would lead him out. No script makes links, so that no path
/// that did not lead over one ever will, whatever other processes' scripts do.
fn has_links(entry: &Path) -> bool {
    const MOST_ENTRIES: usize = 100_000;
    let mut waiting = vec![entry.to_path_buf()];
    let mut seen = 0;
    while let Some(at) = waiting.pop() {
        seen += 1;
        let Ok(metadata) = fs::symlink_metadata(&at) else { return seen > 1 };
        if metadata.is_symlink() || seen > MOST_ENTRIES {
            return true;
        }
        if metadata.is_dir() {
            let Ok(entries) = fs::read_dir(&at) else { return true };
            waiting.extend(entries.flatten().map(|e| e.path()));
        }
    }
    false
}

extern "C" fn move_entry(this: &FileSystem, from: &StringValue, to: &StringValue) -> i32 {
    let _moves = Root::moves();
    let moved = || {
        let from = this.entry(from)?;
        if has_links(&from) { None } else { fs::rename(from, this.entry(to)?).ok() }
    };
    status(moved())
}

fn time(
    vm: *mut c_void,
    this: &FileSystem,
    path: &StringValue,
    which: fn(&Metadata) -> std::io::Result<SystemTime>,
) -> DateTime {
    let found = this.metadata(path).and_then(|m| which(&m).ok());
    if found.is_none() {
        vm_of(vm).raise("Failed to get file date/time");
    }
    DateTime::of(found.unwrap_or(SystemTime::UNIX_EPOCH))
}

extern "C" fn get_create_date_time(vm: *mut c_void, this: &FileSystem, path: &StringValue) -> DateTime {
    // Not all file systems keep when a file was made.
    time(vm, this, path, |m| m.created().or_else(|_| m.modified()))
}

extern "C" fn get_modify_date_time(vm: *mut c_void, this: &FileSystem, path: &StringValue) -> DateTime {
    time(vm, this, path, Metadata::modified)
}

pub(super) fn install(to: &mut Module, root: &Arc<Root>, writable: bool) -> Result<(), RegistrationError> {
    let name = "filesystem";
    to.register_type(name, TypeOptions::managed(size_of::<FileSystem>() as u32, &raw const OPS as usize))?;
    to.register_behavior(name, BehaviorKind::Factory, "filesystem@ f()", with_root(native!(vm factory), root))?;
    for (declaration, function) in [
        ("bool changeCurrentPath(const string &in)", native!(change_current_path)),
        ("string getCurrentPath() const", native!(vm get_current_path)),
        ("array<string>@ getDirs() const", native!(vm get_dirs)),
        ("array<string>@ getFiles() const", native!(vm get_files)),
        ("bool isDir(const string &in) const", native!(is_dir)),
        ("bool isLink(const string &in) const", native!(is_link)),
        ("int64 getSize(const string &in) const", native!(get_size)),
        ("datetime getCreateDateTime(const string &in) const", native!(vm get_create_date_time)),
        ("datetime getModifyDateTime(const string &in) const", native!(vm get_modify_date_time)),
    ] {
        to.register_method(name, declaration, function)?;
    }
    if writable {
        for (declaration, function) in [
            ("int makeDir(const string &in)", native!(make_dir)),
            ("int removeDir(const string &in)", native!(remove_dir)),
            ("int deleteFile(const string &in)", native!(delete_file)),
            ("int copyFile(const string &in, const string &in)", native!(copy_file)),
            ("int move(const string &in, const string &in)", native!(move_entry)),
        ] {
            to.register_method(name, declaration, function)?;
        }
    }
    Ok(())
}
