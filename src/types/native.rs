//! Functions of the host.

/// How a native function is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum CallConvention {
    /// `void f(as_generic *)`: one pointer to the argument slots.
    Generic,
    /// The platform's C convention, with the arguments of the registered declaration. For methods the object comes first.
    Native,
    /// The same with the object last.
    NativeObjectLast,
}

/// Operations of the add-ons' types that the compiler may turn into instructions instead of calls. A registered function
/// carries the name of the operation it performs; the meaning must be exactly that of the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Intrinsic {
    /// None: a call.
    #[default]
    None = 0,
    /// `T &array<T>::opIndex(uint)` (and its const form) of the VM's array object.
    ArrayIndex,
    /// `uint array<T>::length()` of the VM's array object.
    ArrayLength,
    /// `uint string::length()` of the VM's string value.
    StringLength,
    /// `uint8 &string::opIndex(uint)`.
    StringIndex,
    /// `double sqrt(double)`
    SqrtF64,
    /// `float sqrt(float)`
    SqrtF32,
    /// `double abs(double)`
    AbsF64,
    /// `float abs(float)`
    AbsF32,
    /// `double floor(double)`
    FloorF64,
    /// `float floor(float)`
    FloorF32,
    /// `double ceil(double)`
    CeilF64,
    /// `float ceil(float)`
    CeilF32,
}

/// A host function that stands behind a registered declaration. Plain data: the address is only ever called by the VM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NativeFunction {
    /// Address of the code; 0 for a declaration without one (a stub that raises when called).
    pub address: usize,
    /// How it is called.
    pub convention: CallConvention,
    /// The VM (`as_vm *`) is passed before all other arguments (native conventions).
    pub pass_vm: bool,
    /// The user data is passed as last argument (native conventions; generic functions read it from the call).
    pub pass_user_data: bool,
    /// The host's pointer given at registration.
    pub user_data: usize,
    /// The instruction it may be replaced by.
    pub intrinsic: Intrinsic,
    /// Methods: the part of the object that the function takes instead of the object (HOST-048).
    pub part: Option<ObjectPart>,
}

/// Where a part of an object lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectPart {
    /// Bytes from the start of the object.
    pub offset: i32,
    /// There lies a pointer to the part, not the part itself.
    pub is_pointer: bool,
}

impl NativeFunction {
    /// A function without code: calling it raises an exception.
    pub const STUB: NativeFunction = NativeFunction::generic(0, 0);

    /// A function that reads its arguments from the call.
    pub const fn generic(address: usize, user_data: usize) -> NativeFunction {
        NativeFunction {
            address,
            convention: CallConvention::Generic,
            pass_vm: false,
            pass_user_data: false,
            user_data,
            intrinsic: Intrinsic::None,
            part: None,
        }
    }

    /// A C function called with the arguments of its declaration.
    pub const fn native(address: usize) -> NativeFunction {
        NativeFunction {
            address,
            convention: CallConvention::Native,
            pass_vm: false,
            pass_user_data: false,
            user_data: 0,
            intrinsic: Intrinsic::None,
            part: None,
        }
    }

    /// The same, with the VM passed first.
    pub const fn with_vm(self) -> NativeFunction {
        NativeFunction { pass_vm: true, ..self }
    }

    /// The same, replaceable by an instruction.
    pub const fn with_intrinsic(self, intrinsic: Intrinsic) -> NativeFunction {
        NativeFunction { intrinsic, ..self }
    }
}
