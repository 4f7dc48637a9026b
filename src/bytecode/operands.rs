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
                Format::A | Format::Ai | Format::AJ | Format::Akj | Format::Call => a + 1,
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
}
