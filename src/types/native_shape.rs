//! What the members of a value type are, as far as a C compiler looks at them to pass it by value.

/// What eight bytes of a structure hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum EightByte {
    /// Nobody told: the structure cannot be passed in registers.
    #[default]
    Unknown,
    /// Integers and pointers, or a mix.
    Int,
    /// Only floating point members.
    Float,
}

/// The members of a value type. Sealing finds it out from the flags of the type and from its properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct NativeShape {
    /// The first and second eight bytes, for types of up to sixteen; for larger ones, whether it is known at all.
    pub classes: [EightByte; 2],
    /// Bytes of each member if all are floating point numbers of one size (what AAPCS64 calls a homogeneous aggregate,
    /// of up to four members); 0 otherwise.
    pub float_bytes: u32,
    /// Alignment of the C structure in bytes; 0 where not known.
    pub align: u32,
    /// A member lies where its alignment does not allow it: System V passes such structures in memory.
    pub packed: bool,
}

impl NativeShape {
    /// The largest structure of which this platform's C convention has to know the members.
    pub const REGISTER_BYTES: u32 = if cfg!(target_arch = "aarch64") {
        32
    } else if cfg!(windows) {
        0
    } else {
        16
    };

    /// All members are integers or pointers.
    pub const INTS: NativeShape = NativeShape { classes: [EightByte::Int; 2], float_bytes: 0, align: 0, packed: false };

    /// All members are floating point numbers, of so many bytes each.
    pub const fn floats(bytes: u32) -> NativeShape {
        NativeShape { classes: [EightByte::Float; 2], float_bytes: bytes, align: 0, packed: false }
    }

    /// Whether the members are known.
    pub const fn is_known(self) -> bool {
        !matches!(self.classes[0], EightByte::Unknown)
    }
}
