//! The instruction set.
//!
//! An instruction is one 64-bit word: the opcode in bits 0–15, then operands `a`, `b`, `c` of 16 bits each; `imm` is a
//! signed 32-bit number in the place of `b` and `c`. Operands are slots unless the format says otherwise. Jump distances
//! count instructions from the one after the jump.

/// How the operands of an instruction are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// No operands.
    None,
    /// `a`
    A,
    /// `a`, `b`
    AB,
    /// `a`, `b`, `c`
    ABC,
    /// `a`, `b`, signed number `c`
    ABk,
    /// `a`, `b`, unsigned number `c` (offsets, sizes, counts, table indices)
    ABu,
    /// `a`, number `imm`
    Ai,
    /// number `imm`
    I,
    /// jump by `imm`
    J,
    /// `a`, jump by `imm`
    AJ,
    /// `a`, `b`, jump by signed `c`
    ABj,
    /// `a`, signed number `b`, jump by signed `c`
    Akj,
    /// `a`, signed number `b`, unsigned number `c`
    Aku,
    /// `a` is the callee's window; `imm` a table index or code distance
    Call,
    /// `a` is the callee's window, `b` a number, `c` the position of `this` in the window
    CallThis,
}

macro_rules! ops {
    ($( $(#[doc = $doc:literal])+ $name:ident $fmt:ident, )*) => {
        /// An operation. In the descriptions `rA` is slot `a`, `*p` memory at an address, `K` a number in the
        /// instruction; types are those of the operands (`i32` reads the low 32 bits of a slot, …).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u16)]
        pub enum Op {
            $( $(#[doc = $doc])+ $name, )*
        }

        impl Op {
            /// All operations, in the order of their codes.
            pub const ALL: &'static [Op] = &[$(Op::$name),*];
            const INFO: &'static [(&'static str, Format)] = &[$((stringify!($name), Format::$fmt)),*];
        }
    };
}

ops! {
    /// Never executed; the content of unused code.
    Invalid None,
    // ---- moves ----
    /// `rA = rB`
    Mov AB,
    /// `rA .. rA+c = rB .. rB+c`, `c` slots; the ranges may overlap.
    MovN ABu,
    /// `rA = imm`, sign-extended to 64 bits.
    LdI Ai,
    /// `rA = ` number `imm` of the unit's constants.
    LdK Ai,
    /// `rA = ` address of string constant number `imm`.
    LdStr Ai,
    /// `rA = ` address of `rB`.
    Lea AB,
    /// `rA .. rA+imm = 0`
    Zero Ai,
    /// `rA = ` address of `rB` plus `K` bytes: a member of a value type that lives in slots.
    LeaOff ABu,
    // ---- globals: 8-byte cells of the VM, by number ----
    /// `rA = ` global cell `imm`
    LdG Ai,
    /// global cell `imm` `= rA`
    StG Ai,
    /// `rA = ` address of global cell `imm`
    LdGAddr Ai,
    /// `rA = ` address of host property number `imm` of the unit's table
    LdHost Ai,
    // ---- memory: the address is known to be valid ----
    /// `rA = *(u8*)(rB + K)`
    Ld8 ABu,
    /// `rA = *(u16*)(rB + K)`
    Ld16 ABu,
    /// `rA = *(u32*)(rB + K)`
    Ld32 ABu,
    /// `rA = *(u64*)(rB + K)`
    Ld64 ABu,
    /// `*(u8*)(rB + K) = rA`
    St8 ABu,
    /// `*(u16*)(rB + K) = rA`
    St16 ABu,
    /// `*(u32*)(rB + K) = rA`
    St32 ABu,
    /// `*(u64*)(rB + K) = rA`
    St64 ABu,
    /// `rA = rB + K`: the address of a member.
    AddOff ABu,
    /// Copies `K` bytes from address `rB` to address `rA`. They do not overlap or are equal.
    CopyMem ABu,
    /// Copies `K` bytes from address `rB` into the slots from `rA`.
    LdMem ABu,
    /// Copies `K` bytes from the slots from `rA` to address `rB`.
    StMem ABu,
    // ---- members of objects reached by handle: a null `rB` raises `Null pointer access` ----
    /// `rA = *(u8*)(rB + K)`
    LdF8 ABu,
    /// `rA = *(u16*)(rB + K)`
    LdF16 ABu,
    /// `rA = *(u32*)(rB + K)`
    LdF32 ABu,
    /// `rA = *(u64*)(rB + K)`
    LdF64 ABu,
    /// `*(u8*)(rB + K) = rA`
    StF8 ABu,
    /// `*(u16*)(rB + K) = rA`
    StF16 ABu,
    /// `*(u32*)(rB + K) = rA`
    StF32 ABu,
    /// `*(u64*)(rB + K) = rA`
    StF64 ABu,
    /// `rA = rB + K`
    FieldAddr ABu,
    /// Raises if `rA` is null.
    ChkNull A,
    /// `*(i32*)(rB + K) += rA`
    AddToI32 ABu,
    /// `*(i32*)(rB + K) -= rA`
    SubToI32 ABu,
    /// `*(i32*)(rA + c) += b`
    AddToI32K Aku,
    /// `*(float*)(rB + K) += rA`
    AddToF32 ABu,
    /// `*(float*)(rB + K) -= rA`
    SubToF32 ABu,
    /// `*(float*)(rB + K) *= rA`
    MulToF32 ABu,
    /// `*(double*)(rB + K) += rA`
    AddToF64 ABu,
    /// `*(double*)(rB + K) -= rA`
    SubToF64 ABu,
    /// `*(double*)(rB + K) *= rA`
    MulToF64 ABu,
    // ---- the VM's array object `rB`, index `rC` (u32): null and out of range raise ----
    /// `rA = rB[rC]`, elements of 1 byte
    ArrGet8 ABC,
    /// … of 2 bytes
    ArrGet16 ABC,
    /// … of 4 bytes
    ArrGet32 ABC,
    /// … of 8 bytes
    ArrGet64 ABC,
    /// `rB[rC] = rA`, elements of 1 byte
    ArrSet8 ABC,
    /// … of 2 bytes
    ArrSet16 ABC,
    /// … of 4 bytes
    ArrSet32 ABC,
    /// … of 8 bytes
    ArrSet64 ABC,
    /// `rA = ` address of `rB[rC]`, any element size; for elements that are objects of reference types the address of the
    /// cell that holds the pointer.
    ArrAddr ABC,
    // The same where index and array are known to be good: the verifier proves that they are. Nothing is checked, but in
    // runs that the host watches statement by statement, since it may do anything between two of them.
    /// `ArrGet8` of an element that is there
    ArrGet8In ABC,
    /// `ArrGet16` of an element that is there
    ArrGet16In ABC,
    /// `ArrGet32` of an element that is there
    ArrGet32In ABC,
    /// `ArrGet64` of an element that is there
    ArrGet64In ABC,
    /// `ArrSet8` of an element that is there
    ArrSet8In ABC,
    /// `ArrSet16` of an element that is there
    ArrSet16In ABC,
    /// `ArrSet32` of an element that is there
    ArrSet32In ABC,
    /// `ArrSet64` of an element that is there
    ArrSet64In ABC,
    /// `ArrAddr` of an element that is there
    ArrAddrIn ABC,
    /// `rA = ` length of array `rB`
    ArrLen AB,
    /// `rA = ` length of the string at address `rB`
    StrLen AB,
    /// `rA = ` byte `rC` (u32) of the string at address `rB`; out of range raises
    StrGet ABC,
    // ---- 32-bit integers ----
    /// `rA = rB + rC`
    AddI32 ABC,
    /// `rA = rB - rC`
    SubI32 ABC,
    /// `rA = rB * rC`
    MulI32 ABC,
    /// `rA = rB / rC`, raising on zero and overflow
    DivI32 ABC,
    /// `rA = rB % rC`, raising on zero and overflow
    ModI32 ABC,
    /// unsigned division
    DivU32 ABC,
    /// unsigned remainder
    ModU32 ABC,
    /// `rA = rB & rC`, all 64 bits; serves every integer size
    And ABC,
    /// `rA = rB | rC`
    Or ABC,
    /// `rA = rB ^ rC`
    Xor ABC,
    /// `rA = rB << (rC & 31)`
    ShlI32 ABC,
    /// logical shift right
    ShrU32 ABC,
    /// arithmetic shift right
    SarI32 ABC,
    /// `rA = -rB`
    NegI32 AB,
    /// `rA = ~rB`, all 64 bits
    NotBits AB,
    /// `rA = rB ** rC`, signed, raising on overflow
    PowI32 ABC,
    /// `rA = rB ** rC`, unsigned
    PowU32 ABC,
    /// `rA = rB + K`
    AddI32K ABk,
    /// `rA = rB * K`
    MulI32K ABk,
    /// `rA = rB / K`; `K` is neither 0 nor -1
    DivI32K ABk,
    /// `rA = rB % K`; `K` is neither 0 nor -1
    ModI32K ABk,
    /// `rA = rB & K`, `K` sign-extended, all 64 bits
    AndK ABk,
    /// `rA = rB << K`
    ShlI32K ABk,
    /// logical shift right by `K`
    ShrU32K ABk,
    /// arithmetic shift right by `K`
    SarI32K ABk,
    // ---- 64-bit integers ----
    /// `rA = rB + rC`
    AddI64 ABC,
    /// `rA = rB - rC`
    SubI64 ABC,
    /// `rA = rB * rC`
    MulI64 ABC,
    /// `rA = rB / rC`, raising
    DivI64 ABC,
    /// `rA = rB % rC`, raising
    ModI64 ABC,
    /// unsigned division
    DivU64 ABC,
    /// unsigned remainder
    ModU64 ABC,
    /// `rA = rB << (rC & 63)`
    ShlI64 ABC,
    /// logical shift right
    ShrU64 ABC,
    /// arithmetic shift right
    SarI64 ABC,
    /// `rA = -rB`
    NegI64 AB,
    /// `rA = rB ** rC`, signed
    PowI64 ABC,
    /// `rA = rB ** rC`, unsigned
    PowU64 ABC,
    /// `rA = rB + K`
    AddI64K ABk,
    /// `rA = rB * K`
    MulI64K ABk,
    /// `rA += rB & k`, 32 bits
    AndAddI32K ABk,
    /// `rA += rB * rC`, 32 bits
    MulAddI32 ABC,
    // ---- float ----
    /// `rA += rB * rC`, rounded twice
    MulAddF32 ABC,
    /// `rA -= rB * rC`, rounded twice
    MulSubF32 ABC,
    /// `rA = rB + rC`
    AddF32 ABC,
    /// `rA = rB - rC`
    SubF32 ABC,
    /// `rA = rB * rC`
    MulF32 ABC,
    /// `rA = rB / rC`, raising on zero
    DivF32 ABC,
    /// `rA = fmod(rB, rC)`, raising on zero
    ModF32 ABC,
    /// `rA = pow(rB, rC)`, raising when infinite
    PowF32 ABC,
    /// `rA = -rB`
    NegF32 AB,
    // ---- double ----
    /// `rA += rB * rC`, rounded twice
    MulAddF64 ABC,
    /// `rA -= rB * rC`, rounded twice
    MulSubF64 ABC,
    /// `rA = rB + rC`
    AddF64 ABC,
    /// `rA = rB - rC`
    SubF64 ABC,
    /// `rA = rB * rC`
    MulF64 ABC,
    /// `rA = rB / rC`, raising on zero
    DivF64 ABC,
    /// `rA = fmod(rB, rC)`, raising on zero
    ModF64 ABC,
    /// `rA = pow(rB, rC)`, raising when infinite
    PowF64 ABC,
    /// `rA = pow(rB, (i32)rC)`, raising when infinite
    PowF64I ABC,
    /// `rA = -rB`
    NegF64 AB,
    // ---- functions of the math add-on ----
    /// `rA = sqrt(rB)`, double
    SqrtF64 AB,
    /// `rA = sqrt(rB)`, float
    SqrtF32 AB,
    /// `rA = abs(rB)`, double
    AbsF64 AB,
    /// `rA = abs(rB)`, float
    AbsF32 AB,
    /// `rA = floor(rB)`, double
    FloorF64 AB,
    /// `rA = floor(rB)`, float
    FloorF32 AB,
    /// `rA = ceil(rB)`, double
    CeilF64 AB,
    /// `rA = ceil(rB)`, float
    CeilF32 AB,
    // ---- conversions ----
    /// i8 to 64 bits
    Sext8 AB,
    /// i16 to 64 bits
    Sext16 AB,
    /// i32 to 64 bits
    Sext32 AB,
    /// u8 to 64 bits
    Zext8 AB,
    /// u16 to 64 bits
    Zext16 AB,
    /// u32 to 64 bits
    Zext32 AB,
    /// i32 to float
    I32F32 AB,
    /// u32 to float
    U32F32 AB,
    /// i64 to float
    I64F32 AB,
    /// u64 to float
    U64F32 AB,
    /// i32 to double
    I32F64 AB,
    /// u32 to double
    U32F64 AB,
    /// i64 to double
    I64F64 AB,
    /// u64 to double
    U64F64 AB,
    /// float to i32, truncated, saturating
    F32I32 AB,
    /// float to u32, by way of i64
    F32U32 AB,
    /// float to i64
    F32I64 AB,
    /// float to u64; negative values by way of i64
    F32U64 AB,
    /// double to i32
    F64I32 AB,
    /// double to u32, by way of i64
    F64U32 AB,
    /// double to i64
    F64I64 AB,
    /// double to u64; negative values by way of i64
    F64U64 AB,
    /// float to double
    F32F64 AB,
    /// double to float
    F64F32 AB,
    // ---- truth values: results are 0 or 1 in all 64 bits; operands are read as the low byte ----
    /// `rA = !rB`
    Not AB,
    /// `rA = rB ^^ rC` (both bool)
    XorBool ABC,
    /// `rA = rB == rC`, bool
    EqBool ABC,
    /// `rA = rB == rC`, i32/u32
    EqI32 ABC,
    /// `rA = rB != rC`
    NeI32 ABC,
    /// `rA = rB < rC`
    LtI32 ABC,
    /// `rA = rB <= rC`
    LeI32 ABC,
    /// unsigned
    LtU32 ABC,
    /// unsigned
    LeU32 ABC,
    /// i64, also pointers
    EqI64 ABC,
    /// i64
    NeI64 ABC,
    /// i64
    LtI64 ABC,
    /// i64
    LeI64 ABC,
    /// unsigned
    LtU64 ABC,
    /// unsigned
    LeU64 ABC,
    /// float
    EqF32 ABC,
    /// float
    NeF32 ABC,
    /// float
    LtF32 ABC,
    /// float
    LeF32 ABC,
    /// double
    EqF64 ABC,
    /// double
    NeF64 ABC,
    /// double
    LtF64 ABC,
    /// double
    LeF64 ABC,
    // ---- jumps; those named `…Loop` go backwards and poll ----
    /// unconditional, forwards
    Jmp J,
    /// unconditional, backwards, with poll
    JmpLoop J,
    /// if `rA` (bool)
    JTrue AJ,
    /// if not `rA`
    JFalse AJ,
    /// if `rA`, with poll
    JTrueLoop AJ,
    /// if not `rA`, with poll
    JFalseLoop AJ,
    /// if `rA` (64 bits) is null
    JNull AJ,
    /// if `rA` is not null
    JNotNull AJ,
    /// i32/u32 `rA == rB`
    JEqI32 ABj,
    /// i32/u32 `rA != rB`
    JNeI32 ABj,
    /// i32 `rA < rB`
    JLtI32 ABj,
    /// i32 `rA <= rB`
    JLeI32 ABj,
    /// u32 `rA < rB`
    JLtU32 ABj,
    /// u32 `rA <= rB`
    JLeU32 ABj,
    /// i32/u32 `rA == K`
    JEqI32K Akj,
    /// i32/u32 `rA != K`
    JNeI32K Akj,
    /// i32 `rA < K`
    JLtI32K Akj,
    /// i32 `rA <= K`
    JLeI32K Akj,
    /// i32 `rA > K`
    JGtI32K Akj,
    /// i32 `rA >= K`
    JGeI32K Akj,
    /// i64/u64/pointers `rA == rB`
    JEqI64 ABj,
    /// i64/u64/pointers `rA != rB`
    JNeI64 ABj,
    /// u32 `rA` is less than the length of the array `rB`; null raises
    JLtLen ABj,
    /// u32 `rA` is not less than the length of the array `rB`; null raises
    JGeLen ABj,
    /// i64 `rA < rB`
    JLtI64 ABj,
    /// i64 `rA <= rB`
    JLeI64 ABj,
    /// u64 `rA < rB`
    JLtU64 ABj,
    /// u64 `rA <= rB`
    JLeU64 ABj,
    /// float `rA == rB`
    JEqF32 ABj,
    /// float `rA != rB`
    JNeF32 ABj,
    /// float `rA < rB`
    JLtF32 ABj,
    /// float `rA <= rB`
    JLeF32 ABj,
    /// float not `rA < rB`
    JNltF32 ABj,
    /// float not `rA <= rB`
    JNleF32 ABj,
    /// double `rA == rB`
    JEqF64 ABj,
    /// double `rA != rB`
    JNeF64 ABj,
    /// double `rA < rB`
    JLtF64 ABj,
    /// double `rA <= rB`
    JLeF64 ABj,
    /// double not `rA < rB`
    JNltF64 ABj,
    /// double not `rA <= rB`
    JNleF64 ABj,
    /// `JEqI32` backwards with poll
    JEqI32Loop ABj,
    /// `JNeI32` backwards with poll
    JNeI32Loop ABj,
    /// `JLtI32` backwards with poll
    JLtI32Loop ABj,
    /// `JLeI32` backwards with poll
    JLeI32Loop ABj,
    /// `JLtU32` backwards with poll
    JLtU32Loop ABj,
    /// `JLeU32` backwards with poll
    JLeU32Loop ABj,
    /// `JEqI32K` backwards with poll
    JEqI32KLoop Akj,
    /// `JNeI32K` backwards with poll
    JNeI32KLoop Akj,
    /// `JLtI32K` backwards with poll
    JLtI32KLoop Akj,
    /// `JLeI32K` backwards with poll
    JLeI32KLoop Akj,
    /// `JGtI32K` backwards with poll
    JGtI32KLoop Akj,
    /// `JGeI32K` backwards with poll
    JGeI32KLoop Akj,
    /// `rA += 1`, then `JLtI32KLoop`
    IncJLtI32KLoop Akj,
    /// `rA += 1`, then `JLtI32Loop`
    IncJLtI32Loop ABj,
    /// `rA += 1`, then `JLeI32Loop`
    IncJLeI32Loop ABj,
    /// `rA += 1`, then `JLtU32Loop`
    IncJLtU32Loop ABj,
    /// `JLtLen` backwards with poll. After a poll it looks again: whatever ran meanwhile, the element is there.
    JLtLenLoop ABj,
    /// `rA += 1`, then `JLtLenLoop`; after a poll both are done again.
    IncJLtLenLoop ABj,
    /// Jumps by entry `rA - b` of the table of `Jmp` instructions that follows; past its end (`c` entries) to the
    /// instruction after the table. `b` is a signed number; `rA` is i32.
    Switch ABk,
    // ---- calls ----
    /// Calls the function of this unit whose code begins `imm` instructions after the next one.
    Call Call,
    /// Calls the method in slot `b` of the method table of the object in `this`; null raises.
    CallVirtual CallThis,
    /// Calls the method of an interface: `b` is an index into the unit's table of interface methods; null raises.
    CallInterface CallThis,
    /// Calls native function number `imm` of the unit's table.
    CallNative Call,
    /// Calls function handle in slot `imm`; null raises `Unbound function called`. Window layout is that of the funcdef; for
    /// delegates the VM inserts `this`.
    CallHandle Call,
    /// Calls import number `imm`; unbound raises.
    CallImport Call,
    /// Calls number `imm` of the unit's table of functions of other units (shared code).
    CallExternal Call,
    /// Returns; the result, if any, is in `r0`.
    Ret None,
    /// `r0 = rA`, returns.
    RetV A,
    // ---- objects ----
    /// `rA = ` new object of class (type table) `imm`: header made, fields zero, one reference, no constructor run.
    New Ai,
    /// Adds a reference to the managed object `rA`; null is left alone.
    AddRef A,
    /// Drops the reference `rA` to a managed object; null is left alone. The slot keeps its content.
    Release A,
    /// `rA = rB` with a new reference to a managed object.
    MovRef AB,
    /// `*(rB + K) = rA`: stores a managed handle whose reference is taken over from `rA`; what was there is released.
    StRefMove ABu,
    /// `*(rB + K) = rA` with a new reference; what was there is released.
    StRef ABu,
    /// Adds a reference to the object `rA` of the reference type (type table) `imm`; null is left alone.
    AddRefT Ai,
    /// Drops the reference `rA` to an object of reference type `imm`; null is left alone.
    ReleaseT Ai,
    /// Default-constructs a value of type `imm` at address `rA`.
    Construct Ai,
    /// Copy-constructs a value of type `c` at address `rA` from address `rB`.
    CopyConstruct ABu,
    /// Assigns the value at `rB` to the value at `rA`, type `c`.
    Assign ABu,
    /// Destroys the value of type `imm` at address `rA`.
    Destroy Ai,
    /// Destroys the value of type `imm` in the slots from `rA`.
    DestroyV Ai,
    /// `rA = ` object `rB` if it is of class or implements interface (type table) `c`, else null. No reference is added.
    Cast ABu,
    /// `rA = ` copy of the object `rB` made as its own actual class: the generated copy. Type table `c` is the static
    /// type. Null raises. Used for generated `opAssign` (dynamic check of classes, EXC-07): `rA` is assigned from `rB`.
    AssignObject ABu,
    /// `rA = ` handle to function number `imm` of the unit's function reference table, with a new reference.
    FuncRef Ai,
    /// `rA = ` delegate of object `rB` (its reference is taken over; null raises) and number `c` of the function
    /// reference table.
    Delegate ABu,
    /// `rA = ` runtime type of (type table) `imm`, as passed to template factories.
    LdType Ai,
    // ---- initialisation lists ----
    /// `rA = ` new zeroed buffer of `imm` bytes without its two low bits; they tell at which multiple of four within
    /// sixteen bytes it begins.
    ListNew Ai,
    /// Frees buffer `rA`.
    ListFree A,
    // ---- the rest ----
    /// Raises exception number `imm` of the VM's fixed texts ([`crate::bytecode::Trap`]).
    Throw I,
    /// Marks the start of a statement for the line callback; skipped otherwise. Not emitted in ordinary builds.
    Line I,
    // ---- the machine's own: never part of a unit ----
    /// Ends a run: where the outermost frame of a run returns to.
    Leave None,
    /// Goes back to the unit that called into this one.
    ReturnToUnit None,
    /// First instruction of a shared function that another unit defines: goes on there, at number `imm` of the unit's
    /// functions of other units.
    Redirect I,
    /// First instruction of a loaded function that was not called yet: checks the function and gives way to the instruction
    /// that belongs there.
    FirstCall None,
    /// `rA = ` number `imm` of the cells that snippets have added to the globals of their base.
    LdAdded Ai,
    /// Sets number `imm` of those cells to `rA`.
    StAdded Ai,
    /// `rA = ` address of number `imm` of those cells.
    LdAddedAddr Ai,
}

impl Op {
    /// Its name.
    pub fn name(self) -> &'static str {
        Self::INFO[self as usize].0
    }

    /// How its operands are read.
    #[inline]
    pub fn format(self) -> Format {
        Self::INFO[self as usize].1
    }

    /// Whether it is a jump that goes backwards and polls: one named `…Loop`.
    #[inline]
    pub fn polls(self) -> bool {
        const POLLS: [bool; Op::ALL.len()] = {
            let mut all = [false; Op::ALL.len()];
            let mut at = 0;
            while at < all.len() {
                all[at] = matches!(Op::INFO[at].0.as_bytes(), [.., b'L', b'o', b'o', b'p']);
                at += 1;
            }
            all
        };
        POLLS[self as usize]
    }

    /// Whether it is one of the machine's own, which units may not contain.
    pub const fn is_internal(self) -> bool {
        self as u16 >= Op::Leave as u16 || matches!(self, Op::Invalid)
    }

    /// Whether the instruction after it is reached only by jumps.
    pub const fn ends_flow(self) -> bool {
        matches!(self, Op::Jmp | Op::JmpLoop | Op::Ret | Op::RetV | Op::Throw)
    }

    /// The operation with this code.
    #[inline]
    pub fn from_code(code: u16) -> Option<Op> {
        Self::ALL.get(code as usize).copied()
    }
}

/// One instruction.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Instr(pub u64);

impl Instr {
    /// An instruction with three 16-bit operands.
    #[inline]
    pub const fn abc(op: Op, a: u16, b: u16, c: u16) -> Instr {
        Instr(op as u64 | (a as u64) << 16 | (b as u64) << 32 | (c as u64) << 48)
    }

    /// An instruction with a 16-bit and a 32-bit operand.
    #[inline]
    pub const fn ai(op: Op, a: u16, imm: i32) -> Instr {
        Instr(op as u64 | (a as u64) << 16 | (imm as u32 as u64) << 32)
    }

    /// The opcode as a number.
    #[inline(always)]
    pub const fn code(self) -> u16 {
        self.0 as u16
    }

    /// The operation; `None` if the code is none.
    #[inline]
    pub fn op(self) -> Option<Op> {
        Op::from_code(self.code())
    }

    /// Operand `a`.
    #[inline(always)]
    pub const fn a(self) -> u16 {
        (self.0 >> 16) as u16
    }

    /// Operand `b`.
    #[inline(always)]
    pub const fn b(self) -> u16 {
        (self.0 >> 32) as u16
    }

    /// Operand `c`.
    #[inline(always)]
    pub const fn c(self) -> u16 {
        (self.0 >> 48) as u16
    }

    /// Operand `imm`.
    #[inline(always)]
    pub const fn imm(self) -> i32 {
        (self.0 >> 32) as i32
    }

    /// The same instruction with another `imm`.
    #[inline]
    pub const fn with_imm(self, imm: i32) -> Instr {
        Instr(self.0 & 0xFFFF_FFFF | (imm as u32 as u64) << 32)
    }

    /// The same instruction with another `b`.
    #[inline]
    pub const fn with_b(self, b: u16) -> Instr {
        Instr(self.0 & 0xFFFF_0000_FFFF_FFFF | (b as u64) << 32)
    }

    /// The same instruction with another `c`.
    #[inline]
    pub const fn with_c(self, c: u16) -> Instr {
        Instr(self.0 & 0xFFFF_FFFF_FFFF | (c as u64) << 48)
    }
}

impl std::fmt::Debug for Instr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(op) = self.op() else { return write!(f, "?{:016x}", self.0) };
        let (a, b, c) = (self.a(), self.b(), self.c());
        write!(f, "{:<14}", op.name())?;
        match op.format() {
            Format::None => Ok(()),
            Format::A => write!(f, "r{a}"),
            Format::AB => write!(f, "r{a} r{b}"),
            Format::ABC => write!(f, "r{a} r{b} r{c}"),
            Format::ABk => write!(f, "r{a} r{b} {}", c as i16),
            Format::ABu => write!(f, "r{a} r{b} {c}"),
            Format::Ai => write!(f, "r{a} {}", self.imm()),
            Format::I => write!(f, "{}", self.imm()),
            Format::J => write!(f, "{:+}", self.imm()),
            Format::AJ => write!(f, "r{a} {:+}", self.imm()),
            Format::ABj => write!(f, "r{a} r{b} {:+}", c as i16),
            Format::Akj => write!(f, "r{a} {} {:+}", b as i16, c as i16),
            Format::Aku => write!(f, "r{a} {} {c}", b as i16),
            Format::Call => write!(f, "[r{a}…] {}", self.imm()),
            Format::CallThis => write!(f, "[r{a}…] {b} this={c}"),
        }
    }
}
