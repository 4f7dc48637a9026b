//! The API of the tests' host.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::sync::{Arc, OnceLock};

use crate::base::{FunctionId, NamespaceId, Symbol, TypeId};
use crate::context::Context;
use crate::ffi::{Register, TypeOptions};
use crate::types::{BehaviorKind, DataType, FfiRegistry, NameEntry, NativeFunction, StringFactory};
use crate::vm::{RuntimeTypes, StringValue, Vm};

thread_local! {
    static LOG: RefCell<Vec<i32>> = const { RefCell::new(Vec::new()) };
    static LIVE: Cell<i64> = const { Cell::new(0) };
    static CALLBACK: RefCell<Option<fn(&Vm, i32) -> i32>> = const { RefCell::new(None) };
}

/// What was logged since the last time.
pub(crate) fn take_log() -> Vec<i32> {
    LOG.with_borrow_mut(std::mem::take)
}

/// How many values and objects of the host are alive on this thread.
pub(crate) fn live() -> i64 {
    LIVE.get()
}

/// Sets what `int callback(int)` does.
pub(crate) fn set_callback(f: fn(&Vm, i32) -> i32) {
    CALLBACK.set(Some(f));
}

extern "C" fn log(n: i32) {
    LOG.with_borrow_mut(|l| l.push(n));
}

extern "C" fn fail(vm: *mut c_void, n: i32) -> i32 {
    // SAFETY: the VM calls.
    unsafe { Vm::from_raw(vm) }.raise(&format!("failed {n}"));
    n
}

extern "C" fn callback(vm: *mut c_void, n: i32) -> i32 {
    // SAFETY: the VM calls.
    let vm = unsafe { Vm::from_raw(vm) };
    CALLBACK.with_borrow(|f| *f).map_or(0, |f| f(vm, n))
}

extern "C" fn twice(n: i32) -> i32 {
    n.wrapping_mul(2)
}

// A value type of two words that counts its instances. A value of 666 cannot be copied, one of 667 not be assigned.
#[repr(C)]
pub(crate) struct Tracked {
    pub value: i64,
    pub check: i64,
}

const CHECK: i64 = 0x7A57;

extern "C" fn tracked_construct(this: *mut Tracked) {
    LIVE.set(LIVE.get() + 1);
    // SAFETY: memory for a value.
    unsafe { this.write(Tracked { value: 0, check: CHECK }) };
}

extern "C" fn tracked_copy(vm: *mut c_void, this: *mut Tracked, other: *const Tracked) {
    // SAFETY: memory for a value, and a value.
    unsafe {
        if (*other).value == 666 {
            Vm::from_raw(vm).raise("uncopyable");
            return;
        }
        LIVE.set(LIVE.get() + 1);
        this.write(Tracked { value: (*other).value, check: CHECK });
    }
}

extern "C" fn tracked_assign(vm: *mut c_void, this: *mut Tracked, other: *const Tracked) -> *mut Tracked {
    // SAFETY: two values.
    unsafe {
        assert_eq!(((*this).check, (*other).check), (CHECK, CHECK));
        if (*other).value == 667 {
            Vm::from_raw(vm).raise("unassignable");
        } else {
            (*this).value = (*other).value;
        }
    }
    this
}

extern "C" fn tracked_destruct(this: *mut Tracked) {
    // SAFETY: a value.
    unsafe {
        assert_eq!((*this).check, CHECK, "a value that is none is destroyed");
        (*this).check = 0;
    }
    LIVE.set(LIVE.get() - 1);
}

// A reference type counted by the host.
#[repr(C)]
pub(crate) struct Res {
    pub refs: Cell<i32>,
    pub value: Cell<i32>,
}

extern "C" fn res_factory() -> *mut Res {
    LIVE.set(LIVE.get() + 1);
    Box::into_raw(Box::new(Res { refs: Cell::new(1), value: Cell::new(7) }))
}

extern "C" fn res_failing(vm: *mut c_void) -> *mut Res {
    // SAFETY: the VM calls.
    unsafe { Vm::from_raw(vm) }.raise("no resource");
    res_factory()
}

extern "C" fn res_add_ref(this: *const Res) {
    // SAFETY: a live object.
    unsafe { (*this).refs.set((*this).refs.get() + 1) };
}

extern "C" fn res_release(this: *mut Res) {
    // SAFETY: a live object, freed with its last reference.
    unsafe {
        (*this).refs.set((*this).refs.get() - 1);
        if (*this).refs.get() == 0 {
            LIVE.set(LIVE.get() - 1);
            drop(Box::from_raw(this));
        }
    }
}

extern "C" fn res_get(this: *const Res, more: i32) -> i32 {
    // SAFETY: a live object.
    unsafe { (*this).value.get() + more }
}

extern "C" fn res_assign(this: *mut Res, other: *const Res) -> *mut Res {
    // SAFETY: two live objects.
    unsafe { (*this).value.set((*other).value.get()) };
    this
}

unsafe extern "C" fn string_get(bytes: *const u8, len: usize, _: *mut c_void) -> *const c_void {
    LIVE.set(LIVE.get() + 1);
    // SAFETY: bytes and length belong together.
    let text = unsafe { std::slice::from_raw_parts(bytes, len) };
    let mut string = StringValue::EMPTY;
    string.bytes[..len].copy_from_slice(text);
    string.bytes[15] = len as u8;
    Box::into_raw(Box::new(string)).cast()
}

unsafe extern "C" fn string_release(object: *const c_void, _: *mut c_void) {
    LIVE.set(LIVE.get() - 1);
    // SAFETY: made above.
    drop(unsafe { Box::from_raw(object.cast_mut().cast::<StringValue>()) });
}

/// A sealed API with its runtime side.
#[derive(Clone)]
pub(crate) struct Host {
    pub ffi: Arc<FfiRegistry>,
    pub types: Arc<RuntimeTypes>,
}

pub(crate) static PROPERTY: OnceLock<usize> = OnceLock::new();

impl Host {
    /// The host of most tests.
    pub fn shared() -> Host {
        static HOST: OnceLock<Host> = OnceLock::new();
        HOST.get_or_init(Host::make).clone()
    }

    fn make() -> Host {
        let native = |address: usize| NativeFunction::native(address);
        let mut c = Context::new();
        let mut f = |declaration: &str, native: NativeFunction| {
            c.register_function(declaration, native).expect("a good declaration");
        };
        f("void log(int)", native(log as *const () as usize));
        f("int fail(int)", native(fail as *const () as usize).with_vm());
        f("int callback(int)", native(callback as *const () as usize).with_vm());
        f("int twice(int)", native(twice as *const () as usize));
        f("void stub()", NativeFunction::STUB);
        f("Res@ make()", native(res_factory as *const () as usize));
        f("Res@ make_failing()", native(res_failing as *const () as usize).with_vm());
        c.register_type("Tracked", TypeOptions::value(16)).expect("a type");
        let mut b = |ty: &str, kind, declaration: &str, native| {
            c.register_behavior(ty, kind, declaration, native).expect("a good behaviour");
        };
        b("Tracked", BehaviorKind::Construct, "void f()", native(tracked_construct as *const () as usize));
        let copy = native(tracked_copy as *const () as usize).with_vm();
        b("Tracked", BehaviorKind::Construct, "void f(const Tracked &in)", copy);
        b("Tracked", BehaviorKind::Destruct, "void f()", native(tracked_destruct as *const () as usize));
        let assign = native(tracked_assign as *const () as usize).with_vm();
        c.register_method("Tracked", "Tracked &opAssign(const Tracked &in)", assign).expect("a method");
        c.register_type("Res", TypeOptions::reference()).expect("a type");
        let mut b = |ty: &str, kind, declaration: &str, native| {
            c.register_behavior(ty, kind, declaration, native).expect("a good behaviour");
        };
        b("Res", BehaviorKind::Factory, "Res@ f()", native(res_factory as *const () as usize));
        b("Res", BehaviorKind::AddRef, "void f()", native(res_add_ref as *const () as usize));
        b("Res", BehaviorKind::Release, "void f()", native(res_release as *const () as usize));
        c.register_method("Res", "int get(int)", native(res_get as *const () as usize)).expect("a method");
        let assign = native(res_assign as *const () as usize);
        c.register_method("Res", "Res &opAssign(const Res &in)", assign).expect("a method");
        c.register_type("Vec3", TypeOptions::pod(12)).expect("a type");
        c.register_interface("Named").expect("an interface");
        c.register_interface_method("Named", "int name(int)").expect("a method");
        let address = *PROPERTY.get_or_init(|| Box::leak(Box::new(42i64)) as *mut i64 as usize);
        c.register_global("int64 property", address).expect("a property");
        let strings = StringFactory {
            get: string_get as *const () as usize,
            release: string_release as *const () as usize,
            raw: 0,
            user_data: 0,
        };
        c.set_string_factory("Tracked", strings).expect("a factory");
        let ffi = c.sealed().expect("everything resolves");
        let types = RuntimeTypes::new(ffi.clone(), None);
        Host { ffi, types }
    }

    fn symbol(&self, name: &str) -> Symbol {
        let names = self.ffi.interner();
        names.find(name).expect("a registered name")
    }

    /// A global function or method by name.
    pub fn function(&self, name: &str) -> FunctionId {
        let symbol = self.symbol(name);
        (0..self.ffi.function_count())
            .map(FunctionId)
            .find(|f| self.ffi.function(*f).name == symbol)
            .expect("a registered function")
    }

    /// A type by name.
    pub fn ty(&self, name: &str) -> TypeId {
        match self.ffi.lookup(NamespaceId::GLOBAL, self.symbol(name)) {
            Some(NameEntry::Type(id)) => id,
            _ => panic!("{name} is no type"),
        }
    }

    pub fn slots_of(&self, ty: DataType) -> u32 {
        if ty.is_handle || ty.is_ref() || !self.ffi.owns_type(ty.type_id) {
            return 1;
        }
        let def = self.ffi.ty(ty.type_id);
        if def.kind == crate::types::TypeKind::Value { def.size.div_ceil(8) } else { 1 }
    }
}
