//! `complex`: complex numbers of two floats.

use std::ffi::c_void;

use crate::ffi::{Register, TypeOptions};
use crate::module::Module;
use crate::types::{BehaviorKind, RegistrationError};
use crate::vm::RuntimeType;

#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
struct Complex {
    r: f32,
    i: f32,
}

impl Complex {
    fn add(self, o: Complex) -> Complex {
        Complex { r: self.r + o.r, i: self.i + o.i }
    }

    fn sub(self, o: Complex) -> Complex {
        Complex { r: self.r - o.r, i: self.i - o.i }
    }

    fn mul(self, o: Complex) -> Complex {
        Complex { r: self.r * o.r - self.i * o.i, i: self.r * o.i + self.i * o.r }
    }

    /// Dividing by zero gives zero.
    fn div(self, o: Complex) -> Complex {
        let square = o.r * o.r + o.i * o.i;
        if square == 0.0 {
            return Complex { r: 0.0, i: 0.0 };
        }
        Complex { r: (self.r * o.r + self.i * o.i) / square, i: (self.i * o.r - self.r * o.i) / square }
    }

    fn swapped(self) -> Complex {
        Complex { r: self.i, i: self.r }
    }
}

unsafe extern "C" fn construct(this: *mut Complex) {
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(Complex { r: 0.0, i: 0.0 }) }
}

unsafe extern "C" fn copy(this: *mut Complex, other: &Complex) {
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(*other) }
}

unsafe extern "C" fn construct_real(this: *mut Complex, r: f32) {
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(Complex { r, i: 0.0 }) }
}

unsafe extern "C" fn construct_parts(this: *mut Complex, r: f32, i: f32) {
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(Complex { r, i }) }
}

unsafe extern "C" fn construct_list(this: *mut Complex, list: *const [f32; 2]) {
    // SAFETY: the VM gives memory for a value; the list holds two floats.
    unsafe {
        let [r, i] = list.read_unaligned();
        this.write(Complex { r, i });
    }
}

extern "C" fn assign(this: &mut Complex, other: &Complex) -> *mut Complex {
    *this = *other;
    this
}

extern "C" fn equals(this: &Complex, other: &Complex) -> bool {
    this == other
}

extern "C" fn abs(this: &Complex) -> f32 {
    (this.r * this.r + this.i * this.i).sqrt()
}

macro_rules! operator {
    ($($name:ident $with_assign:ident)*) => {$(
        extern "C" fn $name(this: &Complex, other: &Complex) -> Complex {
            (*this).$name(*other)
        }

        extern "C" fn $with_assign(this: &mut Complex, other: &Complex) -> *mut Complex {
            *this = (*this).$name(*other);
            this
        }
    )*};
}
operator!(add add_assign sub sub_assign mul mul_assign div div_assign);

extern "C" fn get_ri(this: &Complex) -> Complex {
    *this
}

extern "C" fn get_ir(this: &Complex) -> Complex {
    this.swapped()
}

extern "C" fn set_ri(this: &mut Complex, value: &Complex) {
    *this = *value;
}

extern "C" fn set_ir(this: &mut Complex, value: &Complex) {
    *this = value.swapped();
}

/// Whether a type is this add-on's `complex`: two floats.
pub fn is_complex(ty: &RuntimeType) -> bool {
    &*ty.name == "complex" && ty.behaviors().construct.plan().is_some_and(|p| p.code == construct as *const c_void)
}

pub(super) fn install(to: &mut Module) -> Result<(), RegistrationError> {
    let options = TypeOptions::pod(8).aligned(4).all_floats();
    to.register_type("complex", options)?;
    to.register_property("complex", "float r", 0)?;
    to.register_property("complex", "float i", 4)?;
    for (kind, declaration, function) in [
        (BehaviorKind::Construct, "void f()", native!(construct)),
        (BehaviorKind::Construct, "void f(const complex &in)", native!(copy)),
        (BehaviorKind::Construct, "void f(float r)", native!(construct_real)),
        (BehaviorKind::Construct, "void f(float r, float i)", native!(construct_parts)),
        (BehaviorKind::ListConstruct, "void f(int &in) {float, float}", native!(construct_list)),
    ] {
        to.register_behavior("complex", kind, declaration, function)?;
    }
    for (declaration, function) in [
        ("complex &opAssign(const complex &in)", native!(assign)),
        ("complex &opAddAssign(const complex &in)", native!(add_assign)),
        ("complex &opSubAssign(const complex &in)", native!(sub_assign)),
        ("complex &opMulAssign(const complex &in)", native!(mul_assign)),
        ("complex &opDivAssign(const complex &in)", native!(div_assign)),
        ("bool opEquals(const complex &in) const", native!(equals)),
        ("complex opAdd(const complex &in) const", native!(add)),
        ("complex opSub(const complex &in) const", native!(sub)),
        ("complex opMul(const complex &in) const", native!(mul)),
        ("complex opDiv(const complex &in) const", native!(div)),
        ("float abs() const", native!(abs)),
        ("complex get_ri() const property", native!(get_ri)),
        ("complex get_ir() const property", native!(get_ir)),
        ("void set_ri(const complex &in) property", native!(set_ri)),
        ("void set_ir(const complex &in) property", native!(set_ir)),
    ] {
        to.register_method("complex", declaration, function)?;
    }
    Ok(())
}
