//! Writing units.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::base::{FunctionId, SourceMap, TypeId};
use crate::bytecode::{
    ClassCode, Cleanup, CleanupKind, CodeUnit, Described, FunctionCode, FunctionRef, ScriptTypeKind, SharedItem,
};
use crate::types::{DataType, FfiRegistry, FunctionTraits, Primitive, TypeKind};

use super::wire::Out;
use super::{FLAG_DEBUG, api, seal};

/// Why a unit cannot be saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// The unit calls functions of other units, which a file cannot name.
    #[error("the unit shares code with others")]
    SharedCode,
    /// The unit does not describe a type that it uses (a mistake of the compiler).
    #[error("the unit does not describe type {0} that it uses")]
    UnknownType(u32),
    /// The file would have more than 4 GiB.
    #[error("the unit is too large")]
    TooLarge,
}

/// A unit as bytes. The same unit gives the same bytes, on every platform.
///
/// `source`: where positions of the unit are; without it, no debug information is saved: positions, names and types of
/// local variables. Texts of the sources are never saved.
///
/// # Errors
///
/// See [`SaveError`].
pub fn save(unit: &CodeUnit, ffi: &FfiRegistry, source: Option<&SourceMap>) -> Result<Vec<u8>, SaveError> {
    let mut s = Saver {
        ffi,
        texts: Texts::default(),
        types: Out::default(),
        type_numbers: FxHashMap::default(),
        script: FxHashMap::default(),
        functions: Out::default(),
        function_numbers: FxHashMap::default(),
        body: Out::default(),
        debug: source.is_some(),
        error: None,
    };
    let ids = unit.classes.iter().map(|c| c.id).chain(unit.script_types.iter().map(|t| t.id));
    s.script = ids.enumerate().map(|(i, id)| (id, i as u32)).collect();
    s.body.count(unit.classes.len());
    s.body.count(unit.script_types.len());
    s.script_types(unit);
    s.uses(unit);
    s.tables(unit);
    s.classes(unit);
    s.globals(unit);
    s.metadata(unit);
    s.functions(unit);
    if let Some(source) = source {
        s.sources(source);
    }
    s.code(unit);
    if let Some(error) = s.error {
        return Err(error);
    }
    let mut all = Out::default();
    all.count(s.texts.list.len());
    s.texts.list.iter().for_each(|text| all.count(text.len()));
    s.texts.list.iter().for_each(|text| all.bytes.extend_from_slice(text.as_bytes()));
    all.count(s.type_numbers.len());
    all.bytes.append(&mut s.types.bytes);
    all.count(s.function_numbers.len());
    all.bytes.append(&mut s.functions.bytes);
    all.bytes.append(&mut s.body.bytes);
    let flags = if s.debug { FLAG_DEBUG } else { 0 };
    seal(&all.bytes, flags).ok_or(SaveError::TooLarge)
}

/// Texts by number.
#[derive(Default)]
struct Texts<'a> {
    list: Vec<Cow<'a, str>>,
    numbers: FxHashMap<Cow<'a, str>, u32>,
}

impl<'a> Texts<'a> {
    fn number(&mut self, text: Cow<'a, str>) -> u32 {
        if let Some(&number) = self.numbers.get(&text) {
            return number;
        }
        let number = self.list.len() as u32;
        self.list.push(text.clone());
        self.numbers.insert(text, number);
        number
    }
}

struct Saver<'a> {
    ffi: &'a FfiRegistry,
    texts: Texts<'a>,
    types: Out,
    type_numbers: FxHashMap<TypeId, u32>,
    /// The unit's own types.
    script: FxHashMap<TypeId, u32>,
    functions: Out,
    function_numbers: FxHashMap<FunctionId, u32>,
    body: Out,
    debug: bool,
    error: Option<SaveError>,
}

impl<'a> Saver<'a> {
    fn text(&mut self, text: &'a str) {
        let number = self.texts.number(Cow::Borrowed(text));
        self.body.index(number);
    }

    /// The number of a type in the file; what it is made of has smaller ones.
    fn type_number(&mut self, id: TypeId) -> u32 {
        if let Some(&number) = self.type_numbers.get(&id) {
            return number;
        }
        let mut entry = Out::default();
        if id.0 < DataType::FIRST_FREE_ID.0 {
            entry.byte(api::tag::FIXED);
            entry.index(id.0);
        } else if let Some(&number) = self.script.get(&id) {
            entry.byte(api::tag::SCRIPT);
            entry.index(number);
        } else if self.ffi.owns_type(id) {
            self.registered_type(id, &mut entry);
        } else {
            self.error = Some(SaveError::UnknownType(id.0));
        }
        let number = self.type_numbers.len() as u32;
        self.type_numbers.insert(id, number);
        self.types.bytes.append(&mut entry.bytes);
        number
    }

    fn registered_type(&mut self, id: TypeId, entry: &mut Out) {
        let ffi = self.ffi;
        let def = ffi.ty(id);
        if let TypeKind::TemplateParam(_) = def.kind {
            // It means something inside declarations only.
            self.error = Some(SaveError::UnknownType(id.0));
        } else if def.is_instance() {
            let template = self.type_number(def.template);
            let args: Vec<u64> = def.args.iter().map(|a| self.packed(*a)).collect();
            entry.byte(api::tag::INSTANCE);
            entry.index(template);
            entry.count(args.len());
            args.into_iter().for_each(|a| entry.number(a));
        } else {
            let parent = def.parent.is_some().then(|| self.type_number(def.parent));
            let namespace = self.texts.number(ffi.namespace_path(def.namespace).into());
            let name = self.texts.number(ffi.name_of(def).into());
            entry.byte(api::tag::REGISTERED);
            entry.index(namespace);
            entry.optional(parent);
            entry.index(name);
            entry.index(api::shape(def));
            if api::has_size(def) {
                entry.index(def.size);
                entry.index(def.align);
            }
            if def.kind == TypeKind::Funcdef {
                let mut text = String::new();
                ffi.write_signature(&mut text, def.signature);
                let text = self.texts.number(text.into());
                entry.index(text);
            }
        }
    }

    fn packed(&mut self, ty: DataType) -> u64 {
        u64::from(self.type_number(ty.type_id)) << 5 | api::modifiers(ty)
    }

    fn data_type(&mut self, ty: DataType) {
        let packed = self.packed(ty);
        self.body.number(packed);
    }

    fn type_id(&mut self, id: TypeId) {
        let number = self.type_number(id);
        self.body.index(number);
    }

    fn optional_type(&mut self, id: Option<TypeId>) {
        let number = id.filter(|id| id.is_some()).map(|id| self.type_number(id));
        self.body.optional(number);
    }

    fn api_function(&mut self, id: FunctionId) {
        let number = match self.function_numbers.get(&id) {
            Some(&number) => number,
            None => {
                let number = self.function_numbers.len() as u32;
                self.function_numbers.insert(id, number);
                let def = self.ffi.function(id);
                let owner = def.owner.is_some().then(|| self.type_number(def.owner));
                let namespace = self.texts.number(self.ffi.namespace_path(def.namespace).into());
                let name = self.texts.number(self.ffi.interner().text(def.name).into());
                let mut text = String::new();
                self.ffi.write_signature(&mut text, id);
                let text = self.texts.number(text.into());
                let takes_type = def.traits.has(FunctionTraits::TAKES_TYPE);
                self.functions.optional(owner);
                self.functions.index(namespace);
                self.functions.byte(api::kind_number(def.kind) | u8::from(takes_type) << 7);
                self.functions.index(name);
                self.functions.index(def.params.len);
                self.functions.index(text);
                number
            }
        };
        self.body.index(number);
    }

    fn script_types(&mut self, unit: &'a CodeUnit) {
        for t in &unit.script_types {
            self.text(&t.name);
            match &t.kind {
                ScriptTypeKind::Enum(Primitive::Int32) => self.body.byte(0),
                ScriptTypeKind::Enum(number) => {
                    self.body.byte(4);
                    self.body.byte(number.size() as u8 | u8::from(number.is_unsigned()) << 7);
                }
                ScriptTypeKind::Interface => self.body.byte(1),
                ScriptTypeKind::Funcdef { params, ret } => {
                    self.body.byte(2);
                    self.body.count(params.len());
                    params.iter().for_each(|ty| self.data_type(*ty));
                    self.data_type(*ret);
                }
                ScriptTypeKind::Instance { template, args, may_form_circles } => {
                    self.body.byte(3);
                    self.type_id(*template);
                    self.body.count(args.len());
                    args.iter().for_each(|a| self.data_type(*a));
                    self.body.byte(u8::from(*may_form_circles));
                }
            }
        }
    }

    /// What the code has taken from the API as numbers.
    fn uses(&mut self, unit: &'a CodeUnit) {
        let ffi = self.ffi;
        self.body.count(unit.property_uses.len());
        for &(owner, index) in &unit.property_uses {
            let p = &ffi.properties(ffi.ty(owner))[index as usize];
            self.type_id(owner);
            self.text(ffi.interner().text(p.name));
            self.data_type(p.ty);
            self.body.signed(i64::from(p.offset));
            self.body.byte(u8::from(p.indirect.is_some()));
            if let Some(inner) = p.indirect {
                self.body.signed(i64::from(inner));
            }
        }
        self.body.count(unit.enum_uses.len());
        for &(ty, index) in &unit.enum_uses {
            let value = &ffi.enum_values(ffi.ty(ty))[index as usize];
            self.type_id(ty);
            self.text(ffi.interner().text(value.name));
            self.body.signed(value.value);
        }
    }

    fn tables(&mut self, unit: &'a CodeUnit) {
        let ffi = self.ffi;
        self.body.count(unit.constants.len());
        unit.constants.iter().for_each(|k| self.body.word(*k));
        self.body.count(unit.strings.len());
        unit.strings.iter().for_each(|s| self.body.blob(s));
        if !unit.strings.is_empty() {
            self.type_id(ffi.string_type());
        }
        self.body.count(unit.types.len());
        unit.types.iter().for_each(|t| self.data_type(t.ty));
        self.body.count(unit.natives.len());
        for &(function, instance) in &unit.natives {
            self.api_function(function);
            self.optional_type(Some(instance));
        }
        self.body.count(unit.host_globals.len());
        for &id in &unit.host_globals {
            let def = ffi.global(id);
            let namespace = self.texts.number(ffi.namespace_path(def.namespace).into());
            self.body.index(namespace);
            self.text(ffi.interner().text(def.name));
            self.data_type(def.ty);
        }
        self.body.count(unit.interface_methods.len());
        for &(interface, slot) in &unit.interface_methods {
            self.type_id(interface);
            if ffi.owns_type(interface) {
                let method = ffi.methods(ffi.ty(interface)).iter().find(|m| ffi.function(m.function).slot == slot);
                match method {
                    Some(method) => self.api_function(method.function),
                    None => self.error = Some(SaveError::UnknownType(interface.0)),
                }
            } else {
                self.body.index(slot);
            }
        }
        self.body.count(unit.shared.len());
        for code in &unit.shared {
            self.text(&code.key);
            self.text(&code.signature);
            match code.item {
                SharedItem::Type(id) => {
                    self.body.byte(0);
                    self.type_id(id);
                }
                SharedItem::Function(f) => {
                    self.body.byte(1);
                    self.body.index(f);
                }
            }
        }
        self.body.count(unit.imports.len());
        for import in &unit.imports {
            self.text(&import.declaration);
            self.text(&import.module);
            self.text(&import.name);
            self.data_type(import.ret);
            self.body.count(import.params.len());
            import.params.iter().for_each(|ty| self.data_type(*ty));
        }
        self.body.count(unit.function_refs.len());
        for &(function, ty) in &unit.function_refs {
            self.type_id(ty);
            match function {
                FunctionRef::Script(f) => {
                    self.body.byte(0);
                    self.body.index(f);
                }
                FunctionRef::Native(id) => {
                    self.body.byte(1);
                    self.api_function(id);
                }
                FunctionRef::Virtual { function, slot } => {
                    self.body.byte(2);
                    self.body.index(function);
                    self.body.index(u32::from(slot));
                }
                FunctionRef::Interface(m) => {
                    self.body.byte(3);
                    self.body.index(m);
                }
                FunctionRef::Import(i) => {
                    self.body.byte(4);
                    self.body.index(i);
                }
            }
        }
    }

    fn classes(&mut self, unit: &'a CodeUnit) {
        for class in &unit.classes {
            self.class(class);
        }
    }

    fn class(&mut self, class: &'a ClassCode) {
        self.text(&class.name);
        self.body.optional(class.base);
        self.body.index(class.size);
        self.body.count(class.fields.len());
        for field in &class.fields {
            self.text(&field.name);
            self.data_type(field.ty);
            self.body.index(field.offset);
        }
        self.body.count(class.methods.len());
        class.methods.iter().for_each(|m| self.body.index(*m));
        self.body.count(class.interfaces.len());
        class.interfaces.iter().for_each(|i| self.type_id(*i));
        self.body.count(class.interface_slots.len());
        for &(method, slot) in &class.interface_slots {
            self.body.index(method);
            self.body.index(u32::from(slot));
        }
        for special in [class.destructor, class.default_constructor, class.copy_constructor, class.assign] {
            self.body.optional(special);
        }
        self.body.byte(u8::from(class.may_form_circles));
    }

    fn globals(&mut self, unit: &'a CodeUnit) {
        self.body.index(unit.global_cells);
        self.body.count(unit.globals.len());
        // Positions tell in which order globals are released; without debug information only the order is left.
        let mut order: Vec<u32> = unit.globals.iter().map(|g| g.pos).collect();
        order.sort_unstable();
        for global in &unit.globals {
            self.text(&global.name);
            self.data_type(global.ty);
            self.body.index(global.cell);
            self.body.optional(global.init);
            let pos = if self.debug { global.pos } else { order.partition_point(|p| *p < global.pos) as u32 };
            self.body.index(pos);
        }
    }

    fn functions(&mut self, unit: &'a CodeUnit) {
        self.body.count(unit.functions.len());
        let mut all = Vec::new();
        for f in &unit.functions {
            self.function(f);
            // The tables of all functions come behind, each read when it is needed.
            let body = std::mem::take(&mut self.body);
            self.function_tables(f);
            let mut tables = std::mem::replace(&mut self.body, body);
            self.body.count(tables.bytes.len());
            all.append(&mut tables.bytes);
        }
        self.body.bytes.append(&mut all);
    }

    fn code(&mut self, unit: &CodeUnit) {
        self.body.count(unit.code.len());
        self.body.bytes.reserve(unit.code.len() * 8);
        unit.code.iter().for_each(|i| self.body.word(i.0));
    }

    /// What stands in brackets before declarations. Functions without code are not known to loaded units.
    fn metadata(&mut self, unit: &'a CodeUnit) {
        let mut all: Vec<_> = unit.info.metadata.iter().filter(|m| !matches!(m.of, Described::Declared(_))).collect();
        // Ids of types are others in a unit that was loaded; their numbers in the file are not.
        all.sort_by_key(|m| match m.of {
            Described::Function(number) | Described::Declared(number) => (0, number, 0),
            Described::Global(number) => (1, number, 0),
            Described::Type(ty) => (2, self.script.get(&ty).copied().unwrap_or(u32::MAX), 0),
            Described::Property(ty, number) => (3, self.script.get(&ty).copied().unwrap_or(u32::MAX), number),
            Described::Value(ty, number) => (4, self.script.get(&ty).copied().unwrap_or(u32::MAX), number),
        });
        self.body.count(all.len());
        for m in all {
            match m.of {
                Described::Function(number) => {
                    self.body.byte(0);
                    self.body.index(number);
                }
                Described::Global(number) => {
                    self.body.byte(1);
                    self.body.index(number);
                }
                Described::Type(ty) => {
                    self.body.byte(2);
                    self.type_id(ty);
                }
                Described::Property(ty, number) => {
                    self.body.byte(3);
                    self.type_id(ty);
                    self.body.index(number);
                }
                Described::Value(ty, number) => {
                    self.body.byte(4);
                    self.type_id(ty);
                    self.body.index(number);
                }
                Described::Declared(_) => {}
            }
            self.text(&m.text);
        }
    }

    fn function(&mut self, f: &'a FunctionCode) {
        self.text(&f.name);
        self.text(&f.scope);
        self.text(&f.declaration);
        self.body.index(f.entry);
        self.body.index(f.len);
        self.body.index(f.frame_size);
        self.body.index(f.arg_slots);
        self.body.count(f.params.len());
        f.params.iter().for_each(|p| self.data_type(*p));
        let ret = f.ret.map(|ty| self.packed(ty) + 1);
        self.body.number(ret.unwrap_or(0));
        self.optional_type(f.owner);
        self.body.byte(u8::from(f.is_const));
        if self.debug {
            self.body.index(f.pos);
        }
    }

    fn function_tables(&mut self, f: &'a FunctionCode) {
        let tables = &*f.tables;
        self.body.count(tables.cleanups.len());
        tables.cleanups.iter().for_each(|c| self.cleanup(c));
        self.body.count(tables.tries.len());
        for t in &tables.tries {
            [t.start, t.end, t.handler, t.birth].into_iter().for_each(|n| self.body.index(n));
        }
        if !self.debug {
            return;
        }
        self.body.count(tables.lines.len());
        let (mut at, mut pos) = (0, f.pos);
        for line in &tables.lines {
            self.body.index(line.at.wrapping_sub(at));
            self.body.signed(i64::from(line.pos) - i64::from(pos));
            (at, pos) = (line.at, line.pos);
        }
        self.body.count(tables.locals.len());
        for v in &tables.locals {
            self.text(&v.name);
            self.data_type(v.ty);
            [u32::from(v.slot), v.start, v.end].into_iter().for_each(|n| self.body.index(n));
        }
    }

    fn cleanup(&mut self, c: &Cleanup) {
        [c.start, c.end, u32::from(c.slot), c.birth].into_iter().for_each(|n| self.body.index(n));
        let (kind, numbers): (u8, &[u32]) = match &c.kind {
            CleanupKind::Release => (0, &[]),
            CleanupKind::ReleaseT(ty) => (1, &[*ty]),
            CleanupKind::DestroyV(ty) => (2, &[*ty]),
            CleanupKind::DestroyAt { ty, offset } => (3, &[*ty, *offset]),
            CleanupKind::ReleaseAt(offset) => (4, &[*offset]),
            CleanupKind::ReleaseTAt { ty, offset } => (5, &[*ty, *offset]),
            CleanupKind::ListFree => (6, &[]),
        };
        self.body.byte(kind | u8::from(c.consumed) << 7);
        numbers.iter().for_each(|n| self.body.index(*n));
    }

    fn sources(&mut self, source: &SourceMap) {
        self.body.count(source.len());
        for i in 0..source.len() {
            let name = self.texts.number(source.name(i).to_string().into());
            self.body.index(name);
            self.body.signed(i64::from(source.line_offset(i)));
            self.body.index(source.byte_len(i));
            let starts = source.line_starts(i);
            self.body.count(starts.len() - 1);
            starts.windows(2).for_each(|w| self.body.index(w[1] - w[0]));
        }
    }
}
