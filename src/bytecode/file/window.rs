//! What functions take and give: the content of the windows of calls by the declared types.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::{FunctionId, TypeId};
use crate::bytecode::{ClassCode, CodeUnit, FunctionCode, FunctionRef, ScriptTypeKind};
use crate::types::{
    DataType, FfiRegistry, FunctionDef, FunctionKind, FunctionTraits, RefModifier, ReferenceKind, TypeFlags, TypeKind,
};

use super::check::Check;
use super::held::{Held, What};

/// What is asked about types.
pub struct Types<'a> {
    pub unit: &'a CodeUnit,
    pub ffi: &'a FfiRegistry,
    /// What tells of types.
    pub check: &'a Check<'a>,
    /// What it has told, and what was made of that.
    pub known: &'a mut Known,
}

/// What was found out about a unit, kept from one function to the next.
pub struct Known {
    /// Slots that may still be looked at where work grows faster than the code: what is left of [`MOST_WORK`].
    work: u64,
    /// Slots that are kept for places where ways meet, in the function at hand.
    kept: Cell<u64>,
    /// Facts about types, by the last bits of their ids.
    facts: Box<[Cell<(TypeId, Facts)>; FACTS]>,
    /// The types of the global variables by the cells they begin at.
    globals: Vec<Option<DataType>>,
    /// Which function begins at an instruction of the unit; `u32::MAX` for none.
    entries: Vec<u32>,
    /// Types that objects have of which only this is known: that they are of one of several. Numbered from [`FIRST_SET`] on.
    sets: RefCell<Vec<Arc<[TypeId]>>>,
    /// The windows of functions, by number: made when they are asked for.
    windows: Vec<Option<Arc<Window>>>,
    /// The same of the native functions that the unit names.
    native_windows: Vec<Option<Arc<Window>>>,
    /// The same of the methods of interfaces that it names.
    interface_windows: Vec<Option<Arc<Window>>>,
    /// What functions take and give whose types belong to instances of templates, as native functions ask for them.
    callbacks: RefCell<Vec<Arc<Window>>>,
    /// The same of function types; `None` for those of which the signature is not known here.
    signatures: RefCell<FxHashMap<TypeId, Option<Arc<Window>>>>,
}

impl Known {
    /// Of a unit whose globals and functions lie apart from each other, within its cells and code.
    pub fn new(unit: &CodeUnit) -> Known {
        let mut globals = vec![None; unit.global_cells as usize];
        for global in &unit.globals {
            globals[global.cell as usize] = Some(global.ty.value());
        }
        let mut entries = vec![u32::MAX; unit.code.len()];
        for (number, f) in unit.functions.iter().enumerate().filter(|(_, f)| f.len > 0) {
            entries[f.entry as usize] = number as u32;
        }
        Known {
            work: MOST_WORK,
            kept: Cell::new(0),
            facts: Box::new([const { Cell::new((TypeId::NONE, Facts::NONE)) }; FACTS]),
            globals,
            entries,
            sets: RefCell::default(),
            windows: vec![None; unit.functions.len()],
            native_windows: vec![None; unit.natives.len()],
            interface_windows: vec![None; unit.interface_methods.len()],
            callbacks: RefCell::default(),
            signatures: RefCell::default(),
        }
    }

    /// The function that begins at an instruction.
    pub fn function_at(&self, entry: usize) -> Option<u32> {
        self.entries.get(entry).copied().filter(|f| *f != u32::MAX)
    }
}

/// Ids of sets of types are from this one on, which no type has.
const FIRST_SET: u32 = 0xFFFF_0000;
/// Types in a set, and sets of a unit, at most: more than any that the compiler makes needs.
const MAX_SET: usize = 64;
const MAX_SETS: usize = 0xFFF0;

/// The type of function handles of which neither the file nor the API tells the signature.
pub const ANY_FUNCTION: TypeId = TypeId(0xFFFF_FFF8);

/// Slots looked at for a whole unit, at most: a few seconds' work, and a hundred times what large units need.
const MOST_WORK: u64 = 4_000_000_000;

/// Slots kept for places where ways meet, at most, in one function: some 256 MiB.
const MOST_KEPT: u64 = 1 << 24;

/// How many facts are kept.
const FACTS: usize = 256;

/// What is asked about a type most often.
#[derive(Clone, Copy, Debug)]
struct Facts {
    kind: Option<TypeKind>,
    /// Bytes of a value.
    size: u32,
    /// Other bytes would do harm as a value.
    needs_care: bool,
}

impl Facts {
    const NONE: Facts = Facts { kind: None, size: 8, needs_care: true };
}

/// What a function finds in a slot of its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// Anything.
    Any,
    /// A number.
    Number,
    /// An object of a reference type; whether it may be null, and whether the function takes the reference over.
    Object {
        /// The type.
        ty: TypeId,
        /// It may be null.
        null: bool,
        /// The reference goes to the function.
        owned: bool,
    },
    /// The handle of a function of a type that belongs to an instance of a template: entry of [`Known::callbacks`].
    Function {
        /// What the function takes and gives.
        callback: u32,
        /// It may be null.
        null: bool,
    },
    /// The address of a value declared so. The function may write to it, but it has a value before and afterwards.
    Address(DataType),
    /// The address where a value of a value type is made, and lives if the call comes back.
    Makes(TypeId),
    /// A runtime type: this one, or that of the value whose address stands in the slot before.
    Type(Option<TypeId>),
    /// A pointer of some kind.
    Pointer,
    /// The same to something that the function only reads.
    Read,
    /// A value of a value type, in place. It goes to the function.
    Value(TypeId),
}

/// What a function takes and gives.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// What is in its slots, the first ones first.
    pub takes: Vec<Take>,
    /// What it leaves in the first of them.
    pub gives: Option<DataType>,
    /// Of variadic functions: what follows for each further argument. The slot before tells how many there are.
    pub repeated: Vec<Take>,
}

impl Window {
    /// Whether a function that takes and gives this may be called as one of which the other is known.
    fn fits(&self, other: &Window) -> bool {
        self.takes == other.takes && self.gives.map(DataType::value) == other.gives.map(DataType::value)
    }
}

impl<'a> Types<'a> {
    #[inline]
    fn facts(&self, id: TypeId) -> Facts {
        let place = &self.known.facts[id.0 as usize % FACTS];
        let (of, facts) = place.get();
        if of == id && id.is_some() {
            return facts;
        }
        let facts = self.find_facts(id);
        place.set((id, facts));
        facts
    }

    fn find_facts(&self, id: TypeId) -> Facts {
        let kind = match self.set(id) {
            // Objects of several types are of one kind if all of these are.
            Some(set) => self.kind(set[0]).filter(|kind| set.iter().all(|id| self.kind(*id) == Some(*kind))),
            None if id == ANY_FUNCTION => Some(TypeKind::Funcdef),
            None => self.check.kind(id),
        };
        let needs_care = match kind {
            Some(TypeKind::Primitive(_) | TypeKind::Enum) => false,
            Some(TypeKind::Value) if self.ffi.owns_type(id) => !self.ffi.ty(id).flags.has(TypeFlags::POD),
            _ => true,
        };
        Facts { kind, size: self.check.size(DataType::of(id)).unwrap_or(8), needs_care }
    }

    /// Counts work that grows with the number of slots.
    #[inline]
    pub fn spend(&mut self, work: usize) {
        self.known.work = self.known.work.saturating_sub(work as u64);
    }

    /// Counts slots that are kept while the function at hand is checked.
    pub fn keep(&self, slots: usize) {
        self.known.kept.set(self.known.kept.get() + slots as u64);
    }

    /// A function is checked anew. Gives how many slots were kept for the one before.
    pub fn begin(&mut self) -> u64 {
        self.known.kept.replace(0)
    }

    /// Whether checking the unit takes far longer, or more memory, than any that a compiler made.
    pub fn is_spent(&self) -> bool {
        self.known.work == 0 || self.known.kept.get() > MOST_KEPT
    }

    /// The kind of a type.
    #[inline]
    pub fn kind(&self, id: TypeId) -> Option<TypeKind> {
        self.facts(id).kind
    }

    /// Bytes of a value in memory.
    #[inline]
    pub fn size(&self, ty: DataType) -> u32 {
        if ty.is_handle { 8 } else { self.facts(ty.type_id).size }
    }

    /// The template of an instance, and its arguments.
    pub fn instance(&self, id: TypeId) -> Option<(TypeId, &'a [DataType])> {
        self.check.instance_of(id)
    }

    fn is_value(&self, ty: DataType) -> bool {
        !ty.is_handle && self.kind(ty.type_id) == Some(TypeKind::Value)
    }

    /// Whether slots and cells hold values of the type as the address of an object.
    pub fn is_pointer(&self, ty: DataType) -> bool {
        let kind = self.kind(ty.type_id);
        ty.is_handle || kind.is_some_and(TypeKind::is_reference)
    }

    /// What a cell of such a type holds. Variables of object types have their object from the start.
    pub fn pointer(ty: DataType) -> What {
        if ty.is_handle { What::Object(ty.type_id) } else { What::There(ty.type_id) }
    }

    fn add(&self, takes: &mut Vec<Take>, ty: DataType) {
        if ty.is_any() {
            let read = ty.ref_modifier == RefModifier::In;
            takes.extend([if read { Take::Read } else { Take::Pointer }, Take::Type(None)]);
            return;
        }
        let by_value = matches!(ty.ref_modifier, RefModifier::None | RefModifier::In);
        let plain = ty.value();
        match self.kind(ty.type_id) {
            _ if ty.is_handle && by_value => takes.push(Take::Object { ty: ty.type_id, null: true, owned: true }),
            _ if ty.is_handle => takes.push(Take::Address(plain)),
            Some(TypeKind::Primitive(_) | TypeKind::Enum) if by_value => takes.push(Take::Number),
            Some(TypeKind::Primitive(_) | TypeKind::Enum) => takes.push(Take::Address(plain)),
            Some(TypeKind::Value) if ty.ref_modifier == RefModifier::None => {
                takes.push(Take::Value(ty.type_id));
                let slots = self.size(ty).div_ceil(8).max(1) as usize;
                takes.extend(std::iter::repeat_n(Take::Any, slots - 1));
            }
            Some(TypeKind::Value) => takes.push(Take::Address(plain)),
            Some(kind) if kind.is_reference() => {
                let owned = ty.ref_modifier == RefModifier::None;
                takes.push(Take::Object { ty: ty.type_id, null: false, owned });
            }
            _ => takes.push(Take::Pointer),
        }
    }

    fn declared(&self, ret: DataType, owner: Option<TypeId>, params: &[DataType]) -> Window {
        let mut takes = Vec::new();
        if !ret.is_ref() && self.is_value(ret) {
            takes.push(Take::Makes(ret.type_id));
        }
        if let Some(ty) = owner {
            takes.push(Take::Object { ty, null: false, owned: false });
        }
        params.iter().for_each(|ty| self.add(&mut takes, *ty));
        Window { takes, gives: Some(ret), repeated: Vec::new() }
    }

    fn script(&self, f: &FunctionCode) -> Window {
        self.declared(f.ret.unwrap_or(DataType::VOID), f.owner, &f.params)
    }

    /// The window of an import.
    pub fn of_import(&self, number: u32) -> Window {
        let import = &self.unit.imports[number as usize];
        self.declared(import.ret, None, &import.params)
    }

    /// Whether values of a value type may be moved by moving their bytes.
    pub fn moves_as_bytes(&self, id: TypeId) -> bool {
        let id = if self.ffi.owns_type(id) { Some(id) } else { self.instance(id).map(|i| i.0) };
        id.is_some_and(|id| self.ffi.ty(id).moves_as_bytes())
    }

    /// Whether a type in the declaration of a template's member stands for the very instance: the template over its own
    /// parameters, in their order.
    fn is_own(&self, ty: TypeId, instance: TypeId) -> bool {
        let Some((template, _)) = self.instance(instance) else { return false };
        if !self.ffi.owns_type(ty) {
            return false;
        }
        let def = self.ffi.ty(ty);
        let in_order = |(i, arg): (usize, &DataType)| {
            *arg == DataType::of(arg.type_id) && self.kind(arg.type_id) == Some(TypeKind::TemplateParam(i as _))
        };
        ty == template || def.template == template && def.args.iter().enumerate().all(in_order)
    }

    /// A type that is made of template parameters, with the arguments in their place; `None` if neither the API nor the unit
    /// has it.
    fn concrete(&self, ty: DataType, args: &[DataType]) -> Option<DataType> {
        if !self.ffi.owns_type(ty.type_id) {
            return Some(ty);
        }
        let def = self.ffi.ty(ty.type_id);
        if let TypeKind::TemplateParam(i) = def.kind {
            return args.get(i as usize).map(|arg| ty.substituted(*arg));
        }
        if !self.ffi.is_dependent(ty) || !def.is_instance() {
            return Some(ty);
        }
        let inner: Option<Vec<DataType>> = def.args.iter().map(|arg| self.concrete(*arg, args)).collect();
        let inner = inner?;
        let known = self.unit.script_types.iter().find_map(|t| match &t.kind {
            ScriptTypeKind::Instance { template, args, .. } if *template == def.template && **args == *inner => {
                Some(t.id)
            }
            _ => None,
        });
        let host = || {
            let all = inner.iter().all(|arg| self.ffi.owns_type(arg.type_id));
            all.then(|| self.ffi.instance(def.template, &inner).ok()).flatten()
        };
        known.or_else(host).map(|type_id| DataType { type_id, ..ty })
    }

    /// What is declared of a function type that is an instance of one that belongs to a template.
    fn instance_signature(&self, id: TypeId) -> Option<Window> {
        let (template, args) = self.instance(id)?;
        let def = self.ffi.ty(template);
        if def.kind != TypeKind::Funcdef || def.signature.is_none() {
            return None;
        }
        self.signature_with(def.signature, args)
    }

    /// What is declared of functions of a type that belongs to a template, with the arguments of an instance.
    fn signature_with(&self, signature: FunctionId, args: &[DataType]) -> Option<Window> {
        let signature = self.ffi.function(signature);
        let params = self.ffi.params(signature).iter().map(|p| self.concrete(p.ty, args));
        let params: Vec<DataType> = params.collect::<Option<_>>()?;
        Some(self.declared(self.concrete(signature.ret, args)?, None, &params))
    }

    /// The handle of a function of a type that belongs to a template.
    fn callback(&self, ty: DataType, args: &[DataType]) -> Option<Take> {
        let def = self.ffi.owns_type(ty.type_id).then(|| self.ffi.ty(ty.type_id))?;
        if def.kind != TypeKind::Funcdef || def.signature.is_none() || !self.ffi.is_dependent(ty) {
            return None;
        }
        let window = self.signature_with(def.signature, args)?;
        let mut all = self.known.callbacks.borrow_mut();
        all.push(window.into());
        Some(Take::Function { callback: all.len() as u32 - 1, null: ty.is_handle })
    }

    /// Whether the functions of a function type take and give what a [`Take::Function`] wants.
    pub fn is_callback(&self, id: TypeId, callback: u32) -> bool {
        let Some(wanted) = self.known.callbacks.borrow().get(callback as usize).cloned() else { return false };
        self.signature(id).is_some_and(|own| own.fits(&wanted))
    }

    fn native(&self, def: &FunctionDef, instance: TypeId) -> Window {
        let args = self.instance(instance).map_or(&[][..], |i| i.1);
        // What stands for an argument of the instance; types made of such are left open.
        let substituted = |ty: DataType| match self.kind(ty.type_id) {
            Some(TypeKind::TemplateParam(i)) => args.get(i as usize).map(|arg| ty.substituted(*arg)),
            _ if self.is_own(ty.type_id, instance) => Some(DataType { type_id: instance, ..ty }),
            _ if self.ffi.is_dependent(ty) => self.concrete(ty, args),
            _ => Some(ty),
        };
        let (mut takes, mut repeated) = (Vec::new(), Vec::new());
        let ret = substituted(def.ret);
        if let Some(ret) = ret.filter(|ret| !ret.is_ref() && self.is_value(*ret)) {
            takes.push(Take::Makes(ret.type_id));
        }
        let ret = match def.kind {
            FunctionKind::Constructor => Some(DataType::VOID),
            // They make an object, or raise.
            FunctionKind::Factory | FunctionKind::ListConstructor => {
                ret.map(|ret| DataType { is_handle: false, ..ret })
            }
            _ => ret,
        };
        let owner = if instance.is_some() { instance } else { def.owner };
        let list = def.kind == FunctionKind::ListConstructor;
        match def.kind {
            FunctionKind::Method | FunctionKind::Destructor if owner.is_some() => {
                takes.push(match self.kind(owner) {
                    Some(TypeKind::Value) => Take::Address(DataType::of(owner)),
                    Some(kind) if kind.is_reference() => Take::Object { ty: owner, null: false, owned: false },
                    _ => Take::Pointer,
                });
            }
            FunctionKind::Constructor => takes.push(Take::Makes(owner)),
            FunctionKind::ListConstructor if def.ret.is_void() => takes.push(Take::Makes(owner)),
            _ => {}
        }
        if def.traits.has(FunctionTraits::TAKES_TYPE) {
            takes.push(Take::Type(Some(owner)));
        }
        if list || def.kind == FunctionKind::Behavior {
            takes.push(Take::Pointer);
        } else {
            let params = self.ffi.params(def);
            let variadic = def.traits.has(FunctionTraits::VARIADIC);
            for (i, param) in params.iter().enumerate() {
                let last = variadic && i + 1 == params.len();
                if last {
                    takes.push(Take::Number);
                }
                let takes = if last { &mut repeated } else { &mut takes };
                if let Some(take) = self.callback(param.ty, args) {
                    takes.push(take);
                    continue;
                }
                match substituted(param.ty) {
                    Some(ty) => self.add(takes, ty),
                    // There are no objects of the type: the unit does not name it.
                    None => takes.push(Take::Object { ty: TypeId::NONE, null: true, owned: false }),
                }
            }
        }
        Window { takes, gives: ret, repeated }
    }

    /// The window of a function of the unit.
    pub fn of_script(&mut self, function: u32) -> Arc<Window> {
        if self.known.windows[function as usize].is_none() {
            let made = self.script(&self.unit.functions[function as usize]);
            self.known.windows[function as usize] = Some(made.into());
        }
        self.known.windows[function as usize].clone().expect("it was made just now")
    }

    /// The window of an entry of the table of native functions.
    pub fn of_native(&mut self, number: usize) -> Arc<Window> {
        if self.known.native_windows[number].is_none() {
            let (function, instance) = self.unit.natives[number];
            let made = self.native(self.ffi.function(function), instance);
            self.known.native_windows[number] = Some(made.into());
        }
        self.known.native_windows[number].clone().expect("it was made just now")
    }

    /// What is in a slot that a function finds so.
    pub fn found(&self, take: Take, own: u32) -> Held {
        match take {
            Take::Number => Held::NUMBER,
            Take::Object { ty, null, owned } => {
                let what = if null { What::Object(ty) } else { What::There(ty) };
                Held { what, own: if owned { own } else { 0 } }
            }
            Take::Address(ty) => Held::borrowed(What::Cell(ty)),
            Take::Value(ty) => Held::owned(What::Value(ty), own),
            // Plain values may be made byte by byte.
            Take::Makes(ty) if !self.needs_care(DataType::of(ty)) => {
                Held::owned(What::Cell(DataType::of(ty)), Held::RESULT)
            }
            Take::Makes(ty) => Held::owned(What::Place(ty), Held::RESULT),
            Take::Any | Take::Type(_) | Take::Pointer | Take::Read | Take::Function { .. } => Held::NUMBER,
        }
    }

    /// What a function leaves in the first slot of its window.
    pub fn given(&self, ret: Option<DataType>, own: u32) -> Held {
        let Some(ret) = ret else { return Held::NUMBER };
        if ret.is_void() {
            return Held::NUMBER;
        }
        match self.kind(ret.type_id) {
            Some(TypeKind::Primitive(_) | TypeKind::Enum) if !ret.is_ref() => Held::NUMBER,
            Some(kind) if kind.is_reference() => match (ret.is_ref(), ret.is_handle) {
                (true, true) => Held::brief(What::Cell(ret.value())),
                (true, false) => Held::brief(What::There(ret.type_id)),
                (false, true) => Held::owned(What::Object(ret.type_id), own),
                (false, false) => Held::owned(What::There(ret.type_id), own),
            },
            Some(TypeKind::Primitive(_) | TypeKind::Enum | TypeKind::Value) if ret.is_ref() => {
                Held::brief(What::Cell(ret.value()))
            }
            // It is at the place that the caller gave.
            Some(TypeKind::Value) => Held::NUMBER,
            _ => Held::NUMBER,
        }
    }

    /// The window of a method of an interface: that of any class that implements it, or as the interface declares it.
    pub fn of_interface(&mut self, method: u32) -> Option<Arc<Window>> {
        if self.known.interface_windows[method as usize].is_none() {
            let made = match self.implementation(method) {
                Some(function) => self.of_script(function),
                None => self.declared_method(method)?,
            };
            self.known.interface_windows[method as usize] = Some(made);
        }
        self.known.interface_windows[method as usize].clone()
    }

    /// The window of a method that no class of the unit implements, but others may have.
    fn declared_method(&mut self, method: u32) -> Option<Arc<Window>> {
        let (interface, slot) = self.unit.interface_methods[method as usize];
        if self.ffi.owns_type(interface) {
            let entry = self.ffi.methods(self.ffi.ty(interface)).get(slot as usize)?;
            let def = self.ffi.function(entry.function);
            let params: Vec<DataType> = self.ffi.params(def).iter().map(|p| p.ty).collect();
            return Some(self.declared(def.ret, Some(interface), &params).into());
        }
        let functions = self.unit.functions.iter();
        let own = functions.enumerate().filter(|(_, f)| f.owner == Some(interface) && f.len == 0);
        let number = own.map(|(number, _)| number as u32).nth(slot as usize)?;
        Some(self.of_script(number))
    }

    /// The window of the functions of a function type, if its signature is known: those of the API's types that belong to
    /// instances of templates are not.
    pub fn signature(&self, id: TypeId) -> Option<Arc<Window>> {
        if let Some(found) = self.known.signatures.borrow().get(&id) {
            return found.clone();
        }
        let declared = self.check.funcdef(id).map(|(params, ret)| self.declared(ret, None, &params));
        let made = declared.or_else(|| self.instance_signature(id)).map(Arc::new);
        self.known.signatures.borrow_mut().insert(id, made.clone());
        made
    }

    /// The type of the handles that entry `number` of the table of function references makes; `None` if what the function
    /// takes and gives is not known here.
    ///
    /// # Errors
    ///
    /// The function is not one of the function type.
    pub fn handle(&self, number: u32) -> Result<Option<TypeId>, String> {
        let (function, ty) = self.unit.function_refs[number as usize];
        let Some(wanted) = self.signature(ty) else { return Ok(Some(ANY_FUNCTION)) };
        let of_unit = |f: u32| {
            let f = &self.unit.functions[f as usize];
            Some(self.declared(f.ret.unwrap_or(DataType::VOID), None, &f.params))
        };
        let window = match function {
            FunctionRef::Script(f) | FunctionRef::Virtual { function: f, .. } => of_unit(f),
            FunctionRef::Interface(method) => self.implementation(method).and_then(of_unit),
            FunctionRef::Import(number) => Some(self.of_import(number)),
            FunctionRef::Native(id) => {
                let def = self.ffi.function(id);
                let params: Vec<DataType> = self.ffi.params(def).iter().map(|p| p.ty).collect();
                let is_open = params.iter().chain([&def.ret]).any(|ty| self.ffi.is_dependent(*ty));
                (!is_open).then(|| self.declared(def.ret, None, &params))
            }
        };
        let Some(window) = window else { return Ok(None) };
        if !window.fits(&wanted) {
            return Err("a function handle is of a type that does not fit the function".into());
        }
        Ok(Some(ty))
    }

    /// The type that the function of entry `number` of the table of function references is a method of; `None` for functions
    /// that are no methods.
    ///
    /// # Errors
    ///
    /// Handles cannot be made of such a function.
    pub fn method_owner(&self, number: u32) -> Result<Option<TypeId>, String> {
        Ok(match self.unit.function_refs[number as usize].0 {
            // The signature of a function type is among the functions too.
            FunctionRef::Script(f) if self.unit.functions[f as usize].len == 0 => {
                return Err("a function handle is one of a function without code".into());
            }
            FunctionRef::Script(f) | FunctionRef::Virtual { function: f, .. } => self.unit.functions[f as usize].owner,
            FunctionRef::Interface(method) => Some(self.unit.interface_methods[method as usize].0),
            FunctionRef::Import(_) => None,
            FunctionRef::Native(id) => {
                let def = self.ffi.function(id);
                match def.kind {
                    FunctionKind::Global => None,
                    FunctionKind::Method if def.owner.is_some() => Some(def.owner),
                    _ => return Err("a function handle is one of a function that scripts cannot call".into()),
                }
            }
        })
    }

    /// A method that implements a method of an interface.
    fn implementation(&self, method: u32) -> Option<u32> {
        self.unit.classes.iter().find_map(|class| {
            let at = class.interface_slots.binary_search_by_key(&method, |s| s.0).ok()?;
            class.methods.get(class.interface_slots[at].1 as usize).copied()
        })
    }

    /// The types of a set; `None` for a type.
    fn set(&self, id: TypeId) -> Option<Arc<[TypeId]>> {
        if id.is_none() {
            return None;
        }
        let number = id.0.checked_sub(FIRST_SET)?;
        self.known.sets.borrow().get(number as usize).cloned()
    }

    /// The type of objects that are of one of two types or sets of them; `None` if there are too many.
    pub fn either(&self, a: TypeId, b: TypeId) -> Option<TypeId> {
        let mut all: Vec<TypeId> = Vec::new();
        for id in [a, b] {
            match self.set(id) {
                Some(set) => all.extend_from_slice(&set),
                None => all.push(id),
            }
        }
        all.sort_unstable_by_key(|id| id.0);
        all.dedup();
        let mut sets = self.known.sets.borrow_mut();
        let number = match sets.iter().position(|set| **set == *all) {
            Some(number) => number,
            None if all.len() > MAX_SET || sets.len() >= MAX_SETS => return None,
            None => {
                sets.push(all.into());
                sets.len() - 1
            }
        };
        Some(TypeId(FIRST_SET + number as u32))
    }

    /// The class that objects are at least of: for sets the nearest that all derive from.
    pub fn nearest_class(&self, id: TypeId) -> Option<&'a ClassCode> {
        let Some(set) = self.set(id) else { return self.class(id) };
        let mut class = self.class(set[0])?;
        while !set.iter().all(|id| self.is_a(*id, class.id)) {
            class = &self.unit.classes[class.base? as usize];
        }
        Some(class)
    }

    /// The class of the unit with this id.
    pub fn class(&self, id: TypeId) -> Option<&'a ClassCode> {
        let number = id.0.checked_sub(self.ffi.type_count())?;
        self.unit.classes.get(number as usize)
    }

    /// Whether an object of one type may be used as one of another. What the tables do not tell is let pass.
    pub fn is_a(&self, id: TypeId, wanted: TypeId) -> bool {
        if id == wanted {
            return true;
        }
        if let Some(set) = self.set(id) {
            return set.iter().all(|id| self.is_a(*id, wanted));
        }
        let is_function = |id| id == ANY_FUNCTION || self.kind(id) == Some(TypeKind::Funcdef);
        if is_function(id) && is_function(wanted) {
            return match (self.signature(id), self.signature(wanted)) {
                (Some(a), Some(b)) => a.fits(&b),
                (a, b) => a.is_none() && b.is_none(),
            };
        }
        if let (Some(a), Some(b)) = (self.instance(id), self.instance(wanted)) {
            return a.0 == b.0 && a.1.len() == b.1.len() && a.1.iter().zip(b.1).all(|(a, b)| a.same_value(*b));
        }
        let Some(mut class) = self.class(id) else {
            // Interfaces may extend each other.
            return [id, wanted].iter().all(|id| self.kind(*id) == Some(TypeKind::Interface));
        };
        let is_interface = self.kind(wanted) == Some(TypeKind::Interface);
        if is_interface && class.interfaces.contains(&wanted) {
            return true;
        }
        while let Some(base) = class.base {
            if wanted.0 == self.ffi.type_count() + base {
                return true;
            }
            class = &self.unit.classes[base as usize];
        }
        false
    }

    /// What lies at a distance from the start of an object: `None` if nothing does, `Err` if it is not known.
    pub fn at(&self, id: TypeId, offset: u32) -> Result<Option<(DataType, u32)>, ()> {
        if let Some(class) = self.nearest_class(id) {
            let next = class.fields.partition_point(|f| f.offset <= offset);
            let Some(field) = next.checked_sub(1).map(|at| &class.fields[at]) else { return Ok(None) };
            let inner = offset - field.offset;
            return Ok((inner < self.size(field.ty)).then_some((field.ty.value(), inner)));
        }
        // Members of instances are those of their template, and may be of types that stand for its arguments.
        if self.set(id).is_some() || id == ANY_FUNCTION {
            return Ok(None);
        }
        let owner = self.instance(id).map_or(id, |i| i.0);
        if !self.ffi.owns_type(owner) {
            // Interfaces and function types have no members.
            return Ok(None);
        }
        for p in self.ffi.properties(self.ffi.ty(owner)) {
            let Some(inner) = u32::try_from(p.offset).ok().and_then(|from| offset.checked_sub(from)) else { continue };
            if inner == 0 && (p.indirect.is_some() || owner != id && self.ffi.is_dependent(p.ty)) {
                return Err(());
            }
            let lies_here = inner == 0 || !self.is_pointer(p.ty) && inner < self.size(p.ty);
            if p.indirect.is_none() && lies_here {
                return Ok(Some((p.ty.value(), inner)));
            }
        }
        Ok(None)
    }

    /// Bytes of a value type.
    pub fn value_size(&self, id: TypeId) -> u32 {
        self.size(DataType::of(id))
    }

    /// Whether bytes that were made otherwise would do harm as a value of the type.
    pub fn needs_care(&self, ty: DataType) -> bool {
        ty.is_handle || self.facts(ty.type_id).needs_care
    }

    /// Whether references to objects of the type are counted.
    pub fn is_counted(&self, id: TypeId) -> bool {
        if let Some(set) = self.set(id) {
            return set.iter().all(|id| self.is_counted(*id));
        }
        !matches!(self.kind(id), Some(TypeKind::Reference(ReferenceKind::NoCount | ReferenceKind::NoHandle)))
    }

    /// Whether objects of the type are the machine's own.
    pub fn is_managed(&self, id: TypeId) -> bool {
        if let Some(set) = self.set(id) {
            return set.iter().all(|id| self.is_managed(*id));
        }
        match self.kind(id) {
            Some(TypeKind::Class | TypeKind::Interface | TypeKind::Funcdef) => true,
            Some(TypeKind::Reference(kind)) => kind == ReferenceKind::Managed,
            _ => false,
        }
    }

    /// Whether objects of instances of the template are the machine's arrays.
    pub fn is_array(&self, template: TypeId) -> bool {
        template == self.ffi.default_array() || self.ffi.default_array().is_none()
    }

    /// The type of the global variable that begins at a cell.
    pub fn global(&self, cell: u32) -> Option<DataType> {
        self.known.globals.get(cell as usize).copied().flatten()
    }
}
