//! Shared entities: what the units of a context share has one definition, that of the unit that was built first and is
//! still alive. A later unit uses its types, and its own copy of a shared function leads to the first one's code.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use rustc_hash::FxHashMap;

use crate::base::TypeId;
use crate::bytecode::{ClassCode, CodeUnit, Instr, Op, SharedItem};
use crate::types::DataType;

use super::program::{External, Program};
use super::runtime_type::RuntimeType;
use super::runtime_types::RuntimeTypes;

/// A shared entity that is not what an earlier unit says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedDifference {
    /// Position of the declaration.
    pub pos: u32,
    /// What is wrong.
    pub text: String,
}

/// The shared entities of a context's units.
#[derive(Default)]
pub(crate) struct SharedTable {
    entries: FxHashMap<Box<str>, Entry>,
    /// With so many entries, those of units that are gone are dropped.
    sweep_at: usize,
}

struct Entry {
    signature: Box<str>,
    item: SharedItem,
    owner: Weak<Program>,
}

/// What a unit takes over from earlier ones.
#[derive(Default)]
pub(super) struct Taken {
    pub types: FxHashMap<TypeId, *const RuntimeType>,
    /// Functions by number, and the first definition of each.
    pub functions: Vec<(u32, External)>,
    /// The programs that own the types.
    pub owners: Vec<Arc<Program>>,
}

/// What one text says and the other does not.
fn difference(key: &str, first: &str, now: &str) -> String {
    let missing = |a: &str, b: &str| a.lines().find(|x| !b.lines().any(|y| y == *x)).map(str::to_string);
    let what = match (missing(first, now), missing(now, first)) {
        (Some(x), Some(y)) => format!("there it has '{x}', here '{y}'"),
        (Some(x), None) => format!("there it also has '{x}'"),
        (None, Some(y)) => format!("there it has no '{y}'"),
        (None, None) => "its members have another order".into(),
    };
    format!("the shared '{key}' differs from the one in a unit that was built before: {what}")
}

/// Whether code that was compiled for one also fits the other. It does where the signatures are the same and the compiler
/// made both; files may hold anything.
fn is_laid_out_alike(unit: &CodeUnit, item: SharedItem, other: &CodeUnit, theirs: SharedItem) -> bool {
    match (item, theirs) {
        (SharedItem::Function(f), SharedItem::Function(g)) => {
            let (f, g) = (&unit.functions[f as usize], &other.functions[g as usize]);
            let plain = |ty: &DataType| (ty.ref_modifier, ty.is_handle);
            f.arg_slots == g.arg_slots
                && f.params.iter().map(plain).eq(g.params.iter().map(plain))
                && f.ret.as_ref().map(plain) == g.ret.as_ref().map(plain)
        }
        (SharedItem::Type(a), SharedItem::Type(b)) => {
            let class = |unit: &CodeUnit, id| unit.classes.iter().position(|c| c.id == id);
            match (class(unit, a), class(other, b)) {
                (Some(a), Some(b)) => {
                    let (a, b) = (&unit.classes[a], &other.classes[b]);
                    let places =
                        |c: &ClassCode| c.fields.iter().map(|f| (f.offset, f.ty.is_handle)).collect::<Vec<_>>();
                    a.size == b.size && a.methods.len() == b.methods.len() && places(a) == places(b)
                }
                (None, None) => {
                    let kind = |unit: &CodeUnit, id| {
                        let found = unit.script_types.iter().find(|t| t.id == id);
                        found.map(|t| std::mem::discriminant(&t.kind))
                    };
                    kind(unit, a) == kind(other, b)
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// The table of a context, and those of the contexts that it extends.
pub(super) struct SharedTables<'a>(Vec<MutexGuard<'a, SharedTable>>);

impl<'a> SharedTables<'a> {
    pub fn lock(types: &'a RuntimeTypes) -> SharedTables<'a> {
        let mut tables = Vec::new();
        let mut at = Some(types);
        while let Some(types) = at {
            tables.push(types.shared.lock().unwrap_or_else(PoisonError::into_inner));
            at = types.parent().map(|p| &**p);
        }
        SharedTables(tables)
    }

    /// What earlier units have of the entities of this one.
    pub fn take(&self, unit: &CodeUnit) -> Result<Taken, Vec<SharedDifference>> {
        let mut taken = Taken::default();
        let mut wrong = Vec::new();
        for code in &unit.shared {
            let found = self.0.iter().find_map(|t| {
                let entry = t.entries.get(&code.key)?;
                Some((entry, entry.owner.upgrade()?))
            });
            let Some((entry, owner)) = found else { continue };
            let fits = entry.signature == code.signature;
            if !fits || !is_laid_out_alike(unit, code.item, owner.unit(), entry.item) {
                let text = difference(&code.key, &entry.signature, &code.signature);
                wrong.push(SharedDifference { pos: code.pos, text });
                continue;
            }
            match (code.item, entry.item) {
                (SharedItem::Type(id), SharedItem::Type(theirs)) => {
                    if let Some(ty) = owner.runtime_type(theirs) {
                        taken.types.insert(id, ty);
                        if !taken.owners.iter().any(|o| Arc::ptr_eq(o, &owner)) {
                            taken.owners.push(owner);
                        }
                    }
                }
                (SharedItem::Function(f), SharedItem::Function(function)) => {
                    taken.functions.push((f, External { program: owner, function }));
                }
                _ => {}
            }
        }
        if wrong.is_empty() { Ok(taken) } else { Err(wrong) }
    }

    /// Makes the entities of a unit known that no earlier one has.
    pub fn publish(&mut self, program: &Arc<Program>, taken: &Taken) {
        let SharedTables(tables) = self;
        let Some(table) = tables.first_mut() else { return };
        if table.entries.len() >= table.sweep_at {
            table.entries.retain(|_, e| e.owner.strong_count() > 0);
            table.sweep_at = (table.entries.len() * 2).max(64);
        }
        let functions: FxHashMap<u32, ()> = taken.functions.iter().map(|f| (f.0, ())).collect();
        for code in &program.unit().shared {
            let known = match code.item {
                SharedItem::Type(id) => taken.types.contains_key(&id),
                SharedItem::Function(f) => functions.contains_key(&f),
            };
            if !known {
                let (signature, item) = (code.signature.clone(), code.item);
                let entry = Entry { signature, item, owner: Arc::downgrade(program) };
                table.entries.insert(code.key.clone(), entry);
            }
        }
    }
}

impl RuntimeTypes {
    /// What the units of the context and of those that it extends share: names, what they are, and the programs that own
    /// them.
    pub fn shared_entities(&self) -> Vec<(Box<str>, SharedItem, Arc<Program>)> {
        let SharedTables(tables) = SharedTables::lock(self);
        let entries = tables.iter().flat_map(|t| &t.entries);
        entries.filter_map(|(key, e)| Some((key.clone(), e.item, e.owner.upgrade()?))).collect()
    }
}

/// Leads functions of a unit to their first definitions, which are numbers `first` and following of its externals. Gives
/// what stood there.
pub(super) fn redirect(unit: &mut CodeUnit, functions: &[(u32, External)], first: usize) -> Box<[(u32, Instr)]> {
    let mut replaced = Vec::with_capacity(functions.len());
    for (i, (f, _)) in functions.iter().enumerate() {
        let Some(function) = unit.functions.get(*f as usize).filter(|f| f.len > 0) else { continue };
        let Some(entry) = unit.code.get_mut(function.entry as usize) else { continue };
        replaced.push((function.entry, *entry));
        *entry = Instr::ai(Op::Redirect, 0, (first + i) as i32);
    }
    replaced.into()
}

impl Program {
    /// The unit as it was compiled, for saving: without the ways to shared functions of other units.
    pub fn compiled_unit(&self) -> std::borrow::Cow<'_, CodeUnit> {
        let mut unit = std::borrow::Cow::Borrowed(&self.unit);
        if !self.redirected.is_empty() {
            let code = &mut unit.to_mut().code;
            self.redirected.iter().for_each(|(at, instr)| code[*at as usize] = *instr);
        }
        unit
    }
}

/// A table behind a lock.
pub(crate) type SharedLock = Mutex<SharedTable>;
