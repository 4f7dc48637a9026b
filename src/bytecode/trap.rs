//! The machine's own exceptions.

/// The exceptions that the machine itself raises (EXC rules).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum Trap {
    /// A null handle was used.
    NullPointer = 0,
    /// Division or remainder by zero.
    DivideByZero,
    /// The smallest integer divided by -1.
    DivisionOverflow,
    /// A power that does not fit.
    PowOverflow,
    /// Stack or call depth exhausted.
    StackOverflow,
    /// A null function handle or an unbound import was called.
    UnboundFunction,
    /// Generated assignment between objects of incompatible classes.
    AssignMismatch,
    /// Array index out of range.
    IndexOutOfBounds,
    /// String index out of range.
    OutOfRange,
    /// Executions nested too deeply.
    TooManyNestedCalls,
    /// The VM's memory limit is reached.
    OutOfMemory,
    /// A function declared without code was called.
    NotImplemented,
    /// An object was to be copied whose class, or a part of which, cannot be.
    NotCopyable,
}

impl Trap {
    /// All of them, by number.
    pub const ALL: &'static [Trap] = &[
        Trap::NullPointer,
        Trap::DivideByZero,
        Trap::DivisionOverflow,
        Trap::PowOverflow,
        Trap::StackOverflow,
        Trap::UnboundFunction,
        Trap::AssignMismatch,
        Trap::IndexOutOfBounds,
        Trap::OutOfRange,
        Trap::TooManyNestedCalls,
        Trap::OutOfMemory,
        Trap::NotImplemented,
        Trap::NotCopyable,
    ];

    /// The text that scripts and hosts see.
    pub const fn text(self) -> &'static str {
        match self {
            Trap::NullPointer => "Null pointer access",
            Trap::DivideByZero => "Divide by zero",
            Trap::DivisionOverflow => "Overflow in integer division",
            Trap::PowOverflow => "Overflow in exponent operation",
            Trap::StackOverflow => "Stack overflow",
            Trap::UnboundFunction => "Unbound function called",
            Trap::AssignMismatch => "Mismatching types in value assignment",
            Trap::IndexOutOfBounds => "Index out of bounds",
            Trap::OutOfRange => "Out of range",
            Trap::TooManyNestedCalls => "Too many nested calls",
            Trap::OutOfMemory => "Out of memory",
            Trap::NotImplemented => "The function is declared without an implementation",
            Trap::NotCopyable => "Cannot create copy of object",
        }
    }
}
