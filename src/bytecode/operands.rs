//! What the operands of an instruction stand for.

use super::{Format, Instr, Op};

/// The tables of a unit that instructions name entries of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Table {
    Constants,
    Strings,
    Globals,
    HostGlobals,
    Types,
    Natives,
    FunctionRefs,
    InterfaceMethods,
    Imports,
    Externals,
    Traps,
}

/// An entry of a table that an instruction names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableUse {
    /// The table.
    pub table: Table,
    /// The entry.
    pub index: u32,
}

impl Op {
    /// One more than the highest slot that the instruction names by itself (not through addresses); 0 if it names none.
    /// Of the windows of calls only the first slot and `this` count.
    #[inline]
    pub fn slots_used(self, i: Instr) -> u32 {
        let (a, b, c) = (u32::from(i.a()), u32::from(i.b()), u32::from(i.c()));
        match self {
            Op::MovN => a.max(b) + c,
            Op::Zero => a + i.imm().max(0) as u32,
            Op::LeaOff => (a + 1).max(b + 1 + c / 8),
            Op::LdMem => (b + 1).max(a + c.div_ceil(8)),
            Op::StMem => (b + 1).max(a + c.div_ceil(8)),
            Op::Switch => a + 1,
            Op::CallHandle => (a + 1).max(i.imm().max(0) as u32 + 1),
            _ => match self.format() {
                Format::None | Format::I | Format::J => 0,
                Format::A | Format::Ai | Format::AJ | Format::Akj | Format::Aku | Format::Call => a + 1,
                Format::AB | Format::ABk | Format::ABu | Format::ABj => a.max(b) + 1,
                Format::ABC => a.max(b).max(c) + 1,
                Format::CallThis => a + c + 1,
            },
        }
    }

    /// Where the instruction may jump, counted from the one after it.
    #[inline]
    pub fn jump(self, i: Instr) -> Option<i32> {
        match self.format() {
            Format::J | Format::AJ => Some(i.imm()),
            Format::ABj | Format::Akj => Some(i32::from(i.c() as i16)),
            _ => None,
        }
    }

    /// The entry of a table that the instruction names.
    #[inline]
    pub fn table_use(self, i: Instr) -> Option<TableUse> {
        let (imm, b, c) = (i.imm() as u32, u32::from(i.b()), u32::from(i.c()));
        let (table, index) = match self {
            Op::LdK => (Table::Constants, imm),
            Op::LdStr => (Table::Strings, imm),
            Op::LdG | Op::StG | Op::LdGAddr => (Table::Globals, imm),
            Op::LdHost => (Table::HostGlobals, imm),
            Op::CallNative => (Table::Natives, imm),
            Op::CallImport => (Table::Imports, imm),
            Op::CallExternal => (Table::Externals, imm),
            Op::CallInterface => (Table::InterfaceMethods, b),
            Op::New | Op::AddRefT | Op::ReleaseT | Op::Construct | Op::Destroy | Op::DestroyV | Op::LdType => {
                (Table::Types, imm)
            }
            Op::CopyConstruct | Op::Assign | Op::Cast | Op::AssignObject => (Table::Types, c),
            Op::FuncRef => (Table::FunctionRefs, imm),
            Op::Delegate => (Table::FunctionRefs, c),
            Op::Throw => (Table::Traps, imm),
            _ => return None,
        };
        Some(TableUse { table, index })
    }

    /// The instruction with another entry of the table that it names ([`Op::table_use`]). Entries that 16-bit operands name
    /// must be below 65,536.
    pub fn with_table_index(self, i: Instr, index: u32) -> Instr {
        match self {
            Op::CallInterface => i.with_b(index as u16),
            Op::CopyConstruct | Op::Assign | Op::Cast | Op::AssignObject | Op::Delegate => i.with_c(index as u16),
            _ if self.table_use(i).is_some() => i.with_imm(index as i32),
            _ => i,
        }
    }

    /// How many bytes of a member the operation changes by calculating with them.
    pub const fn updates(self) -> Option<u32> {
        Some(match self {
            Op::AddToI32 | Op::SubToI32 | Op::AddToI32K | Op::AddToF32 | Op::SubToF32 | Op::MulToF32 => 4,
            Op::AddToF64 | Op::SubToF64 | Op::MulToF64 => 8,
            _ => return None,
        })
    }

    /// The same operation on an element that is known to be there.
    pub const fn of_known_element(self) -> Option<Op> {
        Some(match self {
            Op::ArrGet8 => Op::ArrGet8In,
            Op::ArrGet16 => Op::ArrGet16In,
            Op::ArrGet32 => Op::ArrGet32In,
            Op::ArrGet64 => Op::ArrGet64In,
            Op::ArrSet8 => Op::ArrSet8In,
            Op::ArrSet16 => Op::ArrSet16In,
            Op::ArrSet32 => Op::ArrSet32In,
            Op::ArrSet64 => Op::ArrSet64In,
            Op::ArrAddr => Op::ArrAddrIn,
            _ => return None,
        })
    }

    /// Whether the operation relies on the array's having the element.
    pub const fn is_of_known_element(self) -> bool {
        self as u16 >= Op::ArrGet8In as u16 && self as u16 <= Op::ArrAddrIn as u16
    }

    /// Whether it is about an element `rC` of an array `rB`, checked or not: afterwards the element is there.
    pub const fn is_of_element(self) -> bool {
        self as u16 >= Op::ArrGet8 as u16 && self as u16 <= Op::ArrAddrIn as u16
    }

    /// Whether everything that is known of elements of arrays holds behind the operation, but for what it says of slot `a` if
    /// it [writes](Op::writes_a) that one: no other code runs meanwhile, no array changes its length, and no slot is
    /// reached by its address.
    pub const fn keeps_elements(self) -> bool {
        const fn within(op: Op, first: Op, last: Op) -> bool {
            op as u16 >= first as u16 && op as u16 <= last as u16
        }
        matches!(self, Op::Mov | Op::MovRef | Op::AddRef | Op::Jmp | Op::JTrue | Op::JFalse)
            || within(self, Op::LdI, Op::Lea)
            || within(self, Op::LeaOff, Op::Ld64)
            || matches!(self, Op::AddOff)
            || within(self, Op::LdF8, Op::CeilF32)
            || within(self, Op::Sext8, Op::LeF64)
            || within(self, Op::JNull, Op::JNleF64)
    }

    /// Whether an operation that [keeps elements](Op::keeps_elements) writes slot `a`.
    pub const fn writes_a(self) -> bool {
        let stores = matches!(self, Op::StG | Op::StF8 | Op::StF16 | Op::StF32 | Op::StF64 | Op::ChkNull | Op::AddRef)
            || self.updates().is_some();
        let sets = matches!(
            self,
            Op::ArrSet8
                | Op::ArrSet16
                | Op::ArrSet32
                | Op::ArrSet64
                | Op::ArrSet8In
                | Op::ArrSet16In
                | Op::ArrSet32In
                | Op::ArrSet64In
        );
        let jumps = self as u16 >= Op::Jmp as u16 && self as u16 <= Op::JNleF64 as u16;
        !(stores || sets || jumps)
    }
}
