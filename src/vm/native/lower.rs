//! From a signature to registers: the rules of the platforms' C conventions.

use super::raw::{ArgFile, MAX_STACK_WORDS, RawCall, ResultRegisters};
use super::signature::{Param, Signature, SignatureError, Source, StructShape, Value};
use crate::types::{CallConvention, EightByte, NativeFunction};

/// A C calling convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abi {
    /// x86-64 everywhere but on Windows.
    SysV,
    /// x86-64 on Windows.
    Win64,
    /// AArch64.
    Aapcs64,
    /// AArch64 on Apple's systems: stack arguments are packed.
    Apple64,
}

impl Abi {
    /// The convention of this machine; none where native calls are not available.
    pub const HOST: Option<Abi> = if cfg!(all(target_arch = "x86_64", windows)) {
        Some(Abi::Win64)
    } else if cfg!(target_arch = "x86_64") {
        Some(Abi::SysV)
    } else if cfg!(all(target_arch = "aarch64", target_vendor = "apple")) {
        Some(Abi::Apple64)
    } else if cfg!(target_arch = "aarch64") {
        Some(Abi::Aapcs64)
    } else {
        None
    };

    const fn int_registers(self) -> u32 {
        match self {
            Abi::SysV => 6,
            Abi::Win64 => 4,
            Abi::Aapcs64 | Abi::Apple64 => 8,
        }
    }

    const fn float_registers(self) -> u32 {
        match self {
            Abi::Win64 => 4,
            _ => 8,
        }
    }
}

/// How the bytes of an argument are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum MoveOp {
    /// Eight bytes of the window.
    Word,
    /// The address of the place in the window.
    Address,
    /// A byte, sign-extended.
    Sext8,
    /// Two bytes, sign-extended.
    Sext16,
    /// A byte, zero-extended.
    Zext8,
    /// Two bytes, zero-extended.
    Zext16,
    /// Four bytes of the window, to the low half of the destination.
    Half,
    /// Four bytes of the window, four bytes written (packed stack arguments).
    Packed4,
    /// Two bytes of the window, two bytes written.
    Packed2,
    /// One byte of the window, one byte written.
    Packed1,
    /// The VM.
    Vm,
    /// The user data.
    UserData,
}

/// Makes one register or stack word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// How.
    pub op: MoveOp,
    /// Byte offset in the [`ArgFile`].
    pub dest: u16,
    /// Byte offset in the window.
    pub src: u32,
}

/// Where the result ends up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultPlace {
    /// In the result slot.
    Slot,
    /// In registers, to be copied to the address in the first slot: that many bytes.
    Copy(u32),
    /// The callee writes it to the address it was given.
    Written,
}

/// A signature in terms of registers.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// Makes the arguments.
    pub moves: Vec<Move>,
    /// Words of stack used.
    pub stack_words: usize,
    /// Integer registers used.
    pub ints: usize,
    /// Floating point registers used.
    pub floats: usize,
    /// For Windows: which of the first four arguments are floating point.
    #[cfg_attr(not(any(windows, test)), allow(dead_code))]
    pub float_mask: u8,
    /// What comes back.
    pub registers: ResultRegisters,
    /// Where it goes.
    pub place: ResultPlace,
}

struct Lowering {
    abi: Abi,
    ints: u32,
    floats: u32,
    stack_bytes: u32,
    float_mask: u8,
    moves: Vec<Move>,
}

impl Lowering {
    /// Registers of the convention that counts arguments by position are used up together.
    fn advance_positions(&mut self) {
        if self.abi == Abi::Win64 {
            let position = self.ints.max(self.floats);
            self.ints = position;
            self.floats = position;
        }
    }

    fn push(&mut self, op: MoveOp, dest: usize, src: u32) {
        self.moves.push(Move { op, dest: dest as u16, src });
    }

    /// Room on the stack; gives the byte offset in the argument file.
    fn stack(&mut self, bytes: u32, align: u32) -> usize {
        let (bytes, align) =
            if self.abi == Abi::Apple64 { (bytes, align) } else { (bytes.next_multiple_of(8), align.max(8)) };
        let at = self.stack_bytes.next_multiple_of(align);
        self.stack_bytes = at + bytes;
        // Offsets past the end are never used: the size is checked when all arguments are placed.
        ArgFile::STACK + (at as usize).min(8 * MAX_STACK_WORDS)
    }

    fn int(&mut self, op: MoveOp, src: u32, bytes: u32) {
        self.advance_positions();
        if self.ints < self.abi.int_registers() {
            let dest = 8 * self.ints as usize;
            self.ints += 1;
            self.push(op, dest, src);
        } else {
            let dest = self.stack(bytes, bytes);
            let op = match (self.abi, bytes) {
                (Abi::Apple64, 1) => MoveOp::Packed1,
                (Abi::Apple64, 2) => MoveOp::Packed2,
                (Abi::Apple64, 4) => MoveOp::Packed4,
                _ => op,
            };
            self.push(op, dest, src);
        }
    }

    fn float(&mut self, op: MoveOp, src: u32, bytes: u32) {
        self.advance_positions();
        if self.floats < self.abi.float_registers() {
            if self.abi == Abi::Win64 {
                self.float_mask |= 1 << self.floats;
            }
            let dest = ArgFile::FLOATS + 8 * self.floats as usize;
            self.floats += 1;
            self.push(op, dest, src);
        } else {
            let dest = self.stack(bytes, bytes);
            self.push(if self.abi == Abi::Apple64 && bytes == 4 { MoveOp::Packed4 } else { op }, dest, src);
        }
    }

    /// A structure copied to the stack.
    fn struct_on_stack(&mut self, s: StructShape, src: u32, align: u32) {
        let dest = self.stack(s.size.next_multiple_of(8), align);
        for word in 0..s.slots() {
            let at = dest + 8 * word as usize;
            if at < size_of::<ArgFile>() {
                self.push(MoveOp::Word, at, src + 8 * word);
            }
        }
    }

    fn structure(&mut self, s: StructShape, src: u32) {
        let words = s.slots();
        if s.non_trivial {
            return self.int(MoveOp::Address, src, 8);
        }
        match self.abi {
            Abi::Win64 => {
                if matches!(s.size, 1 | 2 | 4 | 8) {
                    self.int(MoveOp::Word, src, 8);
                } else {
                    self.int(MoveOp::Address, src, 8);
                }
            }
            Abi::SysV => {
                let classes = &s.classes[..words.min(2) as usize];
                let ints = classes.iter().filter(|&&c| c == EightByte::Int).count() as u32;
                let floats = classes.len() as u32 - ints;
                let fits = self.ints + ints <= 6 && self.floats + floats <= 8;
                if s.size > 16 || s.packed || !fits {
                    return self.struct_on_stack(s, src, s.align.clamp(8, 16));
                }
                for (i, &class) in classes.iter().enumerate() {
                    match class {
                        EightByte::Int | EightByte::Unknown => self.int(MoveOp::Word, src + 8 * i as u32, 8),
                        EightByte::Float => self.float(MoveOp::Word, src + 8 * i as u32, 8),
                    }
                }
            }
            Abi::Aapcs64 | Abi::Apple64 => match members(s) {
                Some((bytes, count)) => {
                    if self.floats + count <= 8 {
                        let op = if bytes == 4 { MoveOp::Half } else { MoveOp::Word };
                        (0..count).for_each(|i| self.float(op, src + bytes * i, bytes));
                    } else {
                        self.floats = 8;
                        let align = if self.abi == Abi::Apple64 { bytes } else { 8 };
                        self.struct_on_stack(s, src, align);
                    }
                }
                None if s.size > 16 => self.int(MoveOp::Address, src, 8),
                None => {
                    if s.align >= 16 {
                        self.ints = self.ints.next_multiple_of(2);
                    }
                    if self.ints + words <= 8 {
                        (0..words).for_each(|i| self.int(MoveOp::Word, src + 8 * i, 8));
                    } else {
                        self.ints = 8;
                        self.struct_on_stack(s, src, s.align.clamp(8, 16));
                    }
                }
            },
        }
    }

    fn value(&mut self, value: Value, src: u32) {
        match value {
            Value::Void => {}
            Value::Int { bytes, signed } => {
                let op = match (bytes, signed) {
                    (1, true) => MoveOp::Sext8,
                    (1, false) => MoveOp::Zext8,
                    (2, true) => MoveOp::Sext16,
                    (2, false) => MoveOp::Zext16,
                    _ => MoveOp::Word,
                };
                self.int(op, src, bytes as u32);
            }
            Value::Float => self.float(MoveOp::Word, src, 4),
            Value::Double => self.float(MoveOp::Word, src, 8),
            Value::Pointer => self.int(MoveOp::Word, src, 8),
            Value::Struct(s) => self.structure(s, src),
        }
    }

    fn param(&mut self, p: &Param, src: u32) {
        match p.source {
            Source::Slots(value) => self.value(value, src),
            Source::SlotAddress => self.int(MoveOp::Address, src, 8),
            Source::Any => {
                self.int(MoveOp::Word, src, 8);
                self.int(MoveOp::Word, src + 8, 8);
            }
        }
    }
}

/// Size and number of the members of a homogeneous aggregate of at most four floats.
fn members(s: StructShape) -> Option<(u32, u32)> {
    let bytes = s.float_bytes;
    if bytes == 0 || s.size % bytes != 0 {
        return None;
    }
    let count = s.size / bytes;
    (1..=4).contains(&count).then_some((bytes, count))
}

/// Whether members of a structure decide how it is passed, and nobody told them.
fn is_unknown(abi: Abi, value: Value) -> bool {
    let Value::Struct(s) = value else { return false };
    let largest = match abi {
        Abi::SysV => 16,
        Abi::Win64 => 0,
        Abi::Aapcs64 | Abi::Apple64 => 32,
    };
    !s.non_trivial && s.size <= largest && s.classes[0] == EightByte::Unknown
}

/// How a result comes back.
fn lower_result(abi: Abi, result: Value) -> Result<(ResultRegisters, ResultPlace), SignatureError> {
    let s = match result {
        Value::Void | Value::Int { .. } | Value::Pointer => return Ok((ResultRegisters::Int, ResultPlace::Slot)),
        Value::Float | Value::Double => return Ok((ResultRegisters::Float, ResultPlace::Slot)),
        Value::Struct(s) => s,
    };
    let copy = ResultPlace::Copy(s.size);
    Ok(match abi {
        Abi::SysV if s.non_trivial || s.packed || s.size > 16 => (ResultRegisters::Int, ResultPlace::Written),
        Abi::SysV => {
            let is_float = |i: usize| s.classes[i] == EightByte::Float;
            let registers = match (is_float(0), is_float(1), s.slots()) {
                (false, _, 0 | 1) => ResultRegisters::Int,
                (true, _, 0 | 1) => ResultRegisters::Float,
                (false, false, _) => ResultRegisters::IntInt,
                (true, true, _) => ResultRegisters::FloatFloat,
                (false, true, _) => ResultRegisters::IntFloat,
                (true, false, _) => ResultRegisters::FloatInt,
            };
            (registers, copy)
        }
        Abi::Win64 if !s.non_trivial && matches!(s.size, 1 | 2 | 4 | 8) => (ResultRegisters::Int, copy),
        Abi::Win64 => (ResultRegisters::Int, ResultPlace::Written),
        Abi::Aapcs64 | Abi::Apple64 => match members(s) {
            Some((4, count)) if !s.non_trivial => (ResultRegisters::Floats(count as u8), copy),
            Some((_, count)) if !s.non_trivial => (ResultRegisters::Doubles(count as u8), copy),
            _ if !s.non_trivial && s.size <= 8 => (ResultRegisters::Int, copy),
            _ if !s.non_trivial && s.size <= 16 => (ResultRegisters::IntInt, copy),
            _ => {
                // The result address has a register of its own, which only a function type with such a result fills;
                // types of 32 bytes and more stand for all sizes up to theirs.
                let words = [4, 8, 16, 32].into_iter().find(|w| 8 * w >= s.size);
                let words = words.ok_or(SignatureError::ResultTooLarge { size: s.size, limit: 256 })?;
                (ResultRegisters::Memory(words as u8), copy)
            }
        },
    })
}

/// Finds registers for all arguments of a native function.
pub fn lower(abi: Abi, function: &NativeFunction, sig: &Signature) -> Result<Lowered, SignatureError> {
    if sig.variadic {
        return Err(SignatureError::Variadic);
    }
    if sig.slots() > u16::MAX as u32 / 8 {
        return Err(SignatureError::WindowTooLarge);
    }
    let arguments = sig.params.iter().filter_map(|p| match p.source {
        Source::Slots(value) => Some(value),
        _ => None,
    });
    if arguments.chain([sig.result]).any(|value| is_unknown(abi, value)) {
        return Err(SignatureError::UnknownMembers);
    }
    let (registers, place) = lower_result(abi, sig.result)?;
    let mut l = Lowering { abi, ints: 0, floats: 0, stack_bytes: 0, float_mask: 0, moves: Vec::new() };
    if place == ResultPlace::Written {
        l.int(MoveOp::Word, 0, 8);
    }
    if function.pass_vm {
        l.int(MoveOp::Vm, 0, 8);
    }
    let mut src = 8 * sig.result_address as u32;
    let this = src;
    if sig.has_this {
        if function.convention != CallConvention::NativeObjectLast {
            l.int(MoveOp::Word, this, 8);
        }
        src += 8;
    }
    if sig.takes_type {
        l.int(MoveOp::Word, src, 8);
        src += 8;
    }
    for p in &sig.params {
        l.param(p, src);
        src += 8 * p.slots();
    }
    if sig.has_this && function.convention == CallConvention::NativeObjectLast {
        l.int(MoveOp::Word, this, 8);
    }
    if function.pass_user_data {
        l.int(MoveOp::UserData, 0, 8);
    }
    let stack_words = l.stack_bytes.div_ceil(8) as usize;
    if stack_words > MAX_STACK_WORDS {
        return Err(SignatureError::TooManyArguments { stack_words: MAX_STACK_WORDS as u32 });
    }
    Ok(Lowered {
        stack_words,
        ints: l.ints as usize,
        floats: l.floats as usize,
        float_mask: l.float_mask,
        moves: l.moves,
        registers,
        place,
    })
}

/// The call that fills these registers.
pub fn raw_call(abi: Abi, l: &Lowered) -> Option<RawCall> {
    match abi {
        #[cfg(all(target_arch = "x86_64", any(not(windows), test)))]
        Abi::SysV => super::raw::sysv::select(l.registers, l.stack_words),
        #[cfg(all(target_arch = "x86_64", any(windows, test)))]
        Abi::Win64 => super::raw::win64::select(l.registers, l.float_mask, l.stack_words),
        #[cfg(target_arch = "aarch64")]
        Abi::Aapcs64 | Abi::Apple64 => super::raw::aapcs64::select(l.registers, l.stack_words),
        #[allow(unreachable_patterns)]
        _ => None,
    }
}
