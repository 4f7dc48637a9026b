//! Reading units, and binding them to a registered API.

use std::sync::Arc;

use crate::base::{FunctionId, GlobalId, SourceMap, Text, TypeId};
use crate::bytecode::{
    ClassCode, CodeUnit, Described, FieldCode, FunctionCode, FunctionRef, GlobalCode, ImportCode, Instr, Metadata,
    ScriptTypeCode, ScriptTypeKind, SharedCode, SharedItem, Tables, TypeRef,
};
use crate::types::ffi_registry::FIRST_SCRIPT_INSTANCE;
use crate::types::{DataType, FfiRegistry, Primitive};

use super::tables::{SavedTables, Texts, packed_type};
use super::wire::{In, Read};
use super::{Damage, FLAG_DEBUG, LoadError, api, open};

/// A unit that was loaded.
pub struct Loaded {
    /// The unit, bound to the registry. It is not verified yet.
    pub unit: CodeUnit,
    /// Where the unit's positions are; `None` without debug information.
    pub source: Option<SourceMap>,
}

/// How deeply instances of templates may be nested: more than any script can write.
const MAX_NESTING: u32 = 200;

/// Reads a unit and binds it to an API.
///
/// What was read is as the file says: whether it can be run is for [`verify_loaded`](super::verify_loaded) to
/// tell. Memory use is proportional to the size of the file.
///
/// # Errors
///
/// The bytes are no unit, or the API does not fit.
pub fn load(file: &[u8], ffi: &FfiRegistry) -> Result<Loaded, LoadError> {
    let (flags, body) = open(file)?;
    let mut input = In::new(body);
    let texts = Arc::new(Texts::read(&mut input)?);
    let mut loader = Loader {
        texts: &texts,
        kept_texts: texts.clone(),
        ffi,
        debug: flags & FLAG_DEBUG != 0,
        types: Vec::new(),
        nesting: Vec::new(),
        functions: Vec::new(),
        classes: 0,
        script: Vec::new(),
        missing: Vec::new(),
    };
    let loaded = loader.unit(&mut input)?;
    if !input.is_empty() {
        return Err(Damage::TooLong.into());
    }
    if !loader.missing.is_empty() {
        return Err(LoadError::Mismatch(loader.missing));
    }
    Ok(loaded)
}

struct Loader<'a> {
    ffi: &'a FfiRegistry,
    debug: bool,
    texts: &'a Texts,
    kept_texts: Arc<Texts>,
    /// The types of the file; `NONE` for those that the API does not have.
    types: Vec<TypeId>,
    /// How deeply each of them is nested.
    nesting: Vec<u32>,
    functions: Vec<FunctionId>,
    classes: u32,
    /// Ids of the unit's own types.
    script: Vec<TypeId>,
    /// What the API does not have.
    missing: Vec<String>,
}

impl<'a> Loader<'a> {
    fn text(&self, input: &mut In<'a>) -> Read<&'a str> {
        self.texts.get(input.index()?)
    }

    fn shared_text(&self, input: &mut In<'a>) -> Read<Text> {
        self.texts.shared(input.index()?)
    }

    fn type_id(&self, input: &mut In<'a>) -> Read<TypeId> {
        self.numbered_type(u64::from(input.index()?))
    }

    fn numbered_type(&self, number: u64) -> Read<TypeId> {
        let found = usize::try_from(number).ok().and_then(|n| self.types.get(n));
        found.copied().ok_or(Damage::Malformed("a type's number"))
    }

    fn optional_type(&self, input: &mut In<'a>) -> Read<Option<TypeId>> {
        input.optional()?.map(|n| self.numbered_type(u64::from(n))).transpose()
    }

    fn packed(&self, packed: u64) -> Read<DataType> {
        packed_type(&self.types, packed)
    }

    fn data_type(&self, input: &mut In<'a>) -> Read<DataType> {
        self.packed(input.number()?)
    }

    fn api_function(&self, input: &mut In<'a>) -> Read<FunctionId> {
        self.functions.get(input.index()? as usize).copied().ok_or(Damage::Malformed("a function's number"))
    }

    fn many<T>(
        &mut self,
        input: &mut In<'a>,
        least: usize,
        mut read: impl FnMut(&mut Self, &mut In<'a>) -> Read<T>,
    ) -> Read<Vec<T>> {
        let count = input.count(least)?;
        let mut all = Vec::with_capacity(count);
        for _ in 0..count {
            all.push(read(self, input)?);
        }
        Ok(all)
    }

    fn unit(&mut self, input: &mut In<'a>) -> Read<Loaded> {
        // The numbers of the unit's own types come first in the part behind the tables; the tables need only the ids.
        let types = input.count(2)?;
        let mut entries = Vec::with_capacity(types);
        for _ in 0..types {
            entries.push(*input);
            self.skip_type(input)?;
        }
        let functions = *input;
        for _ in 0..input.count(6)? {
            skip_function(input)?;
        }
        self.classes = input.count(1)? as u32;
        let others = input.count(1)?;
        let kinds = *input;
        self.script_ids(input, others)?;
        for entry in entries {
            self.read_type(&mut { entry })?;
        }
        self.functions = self.many(&mut { functions }, 6, Self::read_function)?;
        let script_types = self.script_types(&mut { kinds }, others)?;
        let mut unit = CodeUnit { script_types, ..CodeUnit::default() };
        self.uses(input, &mut unit)?;
        self.tables(input, &mut unit)?;
        for number in 0..self.classes {
            unit.classes.push(self.class(input, number)?);
        }
        unit.global_cells = input.index()?;
        unit.globals = self.many(input, 5, Self::global)?;
        unit.info.metadata = self.many(input, 3, Self::metadata)?;
        unit.info.metadata.sort_by_key(|m| m.of);
        let mut tables = Vec::new();
        unit.functions = self.many(input, 10, |l, input| {
            let f = l.function(input)?;
            tables.push(input.index()?);
            Ok(f)
        })?;
        let len = tables.iter().map(|len| u64::from(*len)).sum::<u64>();
        let bytes = input.bytes(usize::try_from(len).map_err(|_| Damage::TooShort)?)?.into();
        let source = if self.debug { Some(self.sources(input)?) } else { None };
        let len = input.count(8)?;
        unit.code = input.words(len)?.map(Instr).collect();
        let saved = SavedTables {
            bytes,
            texts: self.kept_texts.clone(),
            types: std::mem::take(&mut self.types),
            debug: self.debug,
        };
        let saved = Arc::new(saved);
        let mut start = 0;
        for (f, len) in unit.functions.iter_mut().zip(tables) {
            f.tables = Tables::saved(saved.clone(), start..start + len, f.pos);
            start += len;
        }
        Ok(Loaded { unit, source })
    }

    fn skip_type(&mut self, input: &mut In<'a>) -> Read<()> {
        match input.byte()? {
            api::tag::FIXED | api::tag::SCRIPT => {
                input.index()?;
            }
            api::tag::REGISTERED => {
                input.index()?;
                input.optional()?;
                input.index()?;
                let shape = input.index()?;
                if shape & 15 == api::VALUE {
                    input.index()?;
                    input.index()?;
                }
                if shape & 15 == api::FUNCDEF {
                    input.index()?;
                }
            }
            api::tag::INSTANCE => {
                input.index()?;
                for _ in 0..input.count(1)? {
                    input.number()?;
                }
            }
            _ => return Err(Damage::Malformed("a type")),
        }
        Ok(())
    }

    /// Gives the unit's own types their ids. Instances of templates have a range of their own.
    fn script_ids(&mut self, input: &mut In<'a>, others: usize) -> Read<()> {
        let first = self.ffi.type_count();
        let room = (FfiRegistry::FIRST_CACHED_INSTANCE - first) as usize;
        if self.classes as usize + others > room {
            return Err(Damage::Malformed("the number of types"));
        }
        self.script.extend((0..self.classes).map(|i| TypeId(first + i)));
        let (mut plain, mut instances) = (first + self.classes, FIRST_SCRIPT_INSTANCE);
        for _ in 0..others {
            input.index()?;
            let next = match input.byte()? {
                0 | 1 => &mut plain,
                2 => {
                    for _ in 0..input.count(1)? {
                        input.number()?;
                    }
                    input.number()?;
                    &mut plain
                }
                4 => {
                    input.byte()?;
                    &mut plain
                }
                3 => {
                    input.index()?;
                    for _ in 0..input.count(1)? {
                        input.number()?;
                    }
                    input.flag()?;
                    &mut instances
                }
                _ => return Err(Damage::Malformed("a type")),
            };
            self.script.push(TypeId(*next));
            *next += 1;
        }
        Ok(())
    }

    fn read_type(&mut self, input: &mut In<'a>) -> Read<()> {
        let (id, nesting) = match input.byte()? {
            api::tag::FIXED => {
                let id = input.index()?;
                if id >= DataType::FIRST_FREE_ID.0 {
                    return Err(Damage::Malformed("a type"));
                }
                (TypeId(id), 0)
            }
            api::tag::SCRIPT => {
                let number = input.index()? as usize;
                (*self.script.get(number).ok_or(Damage::Malformed("a type's number"))?, 0)
            }
            api::tag::INSTANCE => self.instance(input)?,
            _ => (self.registered(input)?, 0),
        };
        if nesting > MAX_NESTING {
            return Err(Damage::Malformed("the nesting of a type"));
        }
        self.types.push(id);
        self.nesting.push(nesting);
        Ok(())
    }

    fn registered(&mut self, input: &mut In<'a>) -> Read<TypeId> {
        let ffi = self.ffi;
        let namespace = self.text(input)?;
        let owner = self.optional_type(input)?;
        let name = self.text(input)?;
        let shape = input.index()?;
        let size = if shape & 15 == api::VALUE { Some((input.index()?, input.index()?)) } else { None };
        let signature = if shape & 15 == api::FUNCDEF { Some(self.text(input)?) } else { None };
        if owner.is_some_and(TypeId::is_none) {
            return Ok(TypeId::NONE);
        }
        if owner.is_some_and(|o| !self.ffi.owns_type(o)) {
            return Err(Damage::Malformed("a type"));
        }
        let path = match owner {
            Some(owner) => format!("{}::{name}", ffi.type_name(owner)),
            None if namespace.is_empty() => name.to_string(),
            None => format!("{namespace}::{name}"),
        };
        let Some(id) = api::find_type(ffi, namespace, owner, name) else {
            self.missing.push(format!("type '{path}' is not registered"));
            return Ok(TypeId::NONE);
        };
        let def = ffi.ty(id);
        if api::shape(def) != shape {
            let (is, was) = (api::shape_text(api::shape(def)), api::shape_text(shape));
            self.missing.push(format!("type '{path}' is {is}; the unit knows it as {was}"));
            return Ok(TypeId::NONE);
        }
        if let Some((size, align)) = size.filter(|s| *s != (def.size, def.align)) {
            self.missing.push(format!(
                "type '{path}' has {} aligned to {}; the unit knows it with {} aligned to {align}",
                crate::base::counted(def.size as usize, "byte"),
                def.align,
                crate::base::counted(size as usize, "byte"),
            ));
        }
        if let Some(signature) = signature {
            let mut text = String::new();
            ffi.write_signature(&mut text, def.signature);
            if text != signature {
                self.missing.push(format!("function type '{path}' is '{text}'; the unit knows it as '{signature}'"));
            }
        }
        Ok(id)
    }

    fn instance(&mut self, input: &mut In<'a>) -> Read<(TypeId, u32)> {
        let template = self.type_id(input)?;
        let mut nesting = 0;
        let mut args = Vec::new();
        for _ in 0..input.count(1)? {
            let packed = input.number()?;
            let ty = self.packed(packed)?;
            nesting = nesting.max(self.nesting[(packed >> 5) as usize] + 1);
            args.push(ty);
        }
        if template.is_none() || args.iter().any(|a| a.type_id.is_none()) || nesting > MAX_NESTING {
            return Ok((TypeId::NONE, nesting));
        }
        if !self.ffi.owns_type(template) || args.iter().any(|a| !self.ffi.owns_type(a.type_id)) {
            return Err(Damage::Malformed("a type"));
        }
        if args.iter().any(|a| a.is_ref() || a.is_const || (a.is_handle_to_const && !a.is_handle))
            || args.iter().any(|a| self.ffi.is_dependent(*a))
        {
            return Err(Damage::Malformed("a type"));
        }
        match self.ffi.instance(template, &args) {
            Ok(id) => Ok((id, nesting)),
            Err(why) => {
                let mut text = format!("'{}<", self.ffi.type_name(template).split('<').next().unwrap_or_default());
                for (i, arg) in args.iter().enumerate() {
                    text.push_str(if i > 0 { ", " } else { "" });
                    text.push_str(&self.ffi.display(*arg));
                }
                self.missing.push(format!("{text}>' is not possible: {why}"));
                Ok((TypeId::NONE, nesting))
            }
        }
    }

    fn read_function(&mut self, input: &mut In<'a>) -> Read<FunctionId> {
        let owner = self.optional_type(input)?;
        let namespace = self.text(input)?;
        let kind = input.byte()?;
        let name = self.text(input)?;
        let params = input.index()?;
        let declaration = self.text(input)?;
        if owner.is_some_and(TypeId::is_none) {
            return Ok(FunctionId::NONE);
        }
        if owner.is_some_and(|o| !self.ffi.owns_type(o)) {
            return Err(Damage::Malformed("a function"));
        }
        let takes_type = kind & 0x80 != 0;
        let wanted = api::WantedFunction { owner, namespace, kind: kind & 0x7F, name, params, takes_type, declaration };
        match api::find_function(self.ffi, &wanted, &mut String::with_capacity(64)) {
            Some(id) => Ok(id),
            None => {
                self.missing.push(format!("function '{declaration}' is not registered"));
                Ok(FunctionId::NONE)
            }
        }
    }

    fn script_types(&mut self, input: &mut In<'a>, others: usize) -> Read<Vec<ScriptTypeCode>> {
        let mut all = Vec::with_capacity(others);
        for number in 0..others {
            let id = self.script[self.classes as usize + number];
            let name = self.shared_text(input)?;
            let kind = match input.byte()? {
                0 => ScriptTypeKind::Enum(Primitive::Int32),
                4 => ScriptTypeKind::Enum(enum_number(input.byte()?)?),
                1 => ScriptTypeKind::Interface,
                2 => ScriptTypeKind::Funcdef {
                    params: self.many(input, 1, |l, input| l.data_type(input))?.into(),
                    ret: self.data_type(input)?,
                },
                3 => {
                    let template = self.type_id(input)?;
                    let args = self.many(input, 1, |l, input| l.data_type(input))?;
                    let may_form_circles = input.flag()?;
                    ScriptTypeKind::Instance { template, args: args.into(), may_form_circles }
                }
                _ => return Err(Damage::Malformed("a type")),
            };
            all.push(ScriptTypeCode { id, name, kind });
        }
        Ok(all)
    }

    fn uses(&mut self, input: &mut In<'a>, unit: &mut CodeUnit) -> Read<()> {
        let ffi = self.ffi;
        for _ in 0..input.count(5)? {
            let owner = self.type_id(input)?;
            let name = self.text(input)?;
            let ty = self.data_type(input)?;
            let offset = input.signed()?;
            let indirect = if input.flag()? { Some(input.signed()?) } else { None };
            if owner.is_none() || ty.type_id.is_none() {
                continue;
            }
            if !ffi.owns_type(owner) {
                return Err(Damage::Malformed("a member variable"));
            }
            let path = format_args!("{}::{name}", ffi.type_name(owner)).to_string();
            let Some((index, p)) = api::find_property(ffi, owner, name) else {
                self.missing.push(format!("property '{} {path}' is not registered", self.display(ty)));
                continue;
            };
            unit.property_uses.push((owner, index));
            if p.ty != ty {
                let (is, was) = (ffi.display(p.ty), self.display(ty));
                self.missing.push(format!("property '{path}' is of type '{is}'; the unit knows it as '{was}'"));
            }
            let place = |offset: i64, inner: Option<i64>| match inner {
                Some(inner) => format!("{offset} and behind a pointer at {inner}"),
                None => offset.to_string(),
            };
            let is = (i64::from(p.offset), p.indirect.map(i64::from));
            if is != (offset, indirect) {
                let (is, was) = (place(is.0, is.1), place(offset, indirect));
                self.missing.push(format!("property '{path}' is at offset {is}; the unit knows it at {was}"));
            }
        }
        for _ in 0..input.count(3)? {
            let ty = self.type_id(input)?;
            let name = self.text(input)?;
            let value = input.signed()?;
            if ty.is_none() {
                continue;
            }
            let values = if ffi.owns_type(ty) { ffi.enum_values(ffi.ty(ty)) } else { &[] };
            let symbol = ffi.interner().find(name);
            match values.iter().position(|v| Some(v.name) == symbol) {
                Some(index) if values[index].value == value => unit.enum_uses.push((ty, index as u32)),
                Some(index) => self.missing.push(format!(
                    "enum value '{}::{name}' is {}; the unit knows it as {value}",
                    ffi.type_name(ty),
                    values[index].value
                )),
                None => self.missing.push(format!("enum value '{}::{name}' is not registered", ffi.type_name(ty))),
            }
        }
        Ok(())
    }

    /// A type for people; types of the unit have their place only.
    fn display(&self, ty: DataType) -> String {
        if self.ffi.owns_type(ty.type_id) { self.ffi.display(ty) } else { "a type of the unit".into() }
    }

    fn tables(&mut self, input: &mut In<'a>, unit: &mut CodeUnit) -> Read<()> {
        let ffi = self.ffi;
        let constants = input.count(8)?;
        unit.constants = input.words(constants)?.collect();
        unit.strings = self.many(input, 1, |_, input| Ok(input.blob()?.into()))?;
        if !unit.strings.is_empty() {
            let ty = self.type_id(input)?;
            if ty.is_some() && ty != ffi.string_type() {
                let is =
                    if ffi.string_type().is_some() { ffi.type_name(ffi.string_type()) } else { "not there".into() };
                let was = self.display(DataType::of(ty));
                self.missing.push(format!("the type of string literals is {is}; the unit knows it as '{was}'"));
            }
        }
        unit.types = self.many(input, 1, |l, input| Ok(TypeRef { ty: l.data_type(input)? }))?;
        unit.natives = self.many(input, 2, |l, input| {
            let function = l.api_function(input)?;
            Ok((function, l.optional_type(input)?.unwrap_or(TypeId::NONE)))
        })?;
        unit.host_globals = self.many(input, 3, Self::host_global)?;
        unit.interface_methods = self.many(input, 2, |l, input| {
            let interface = l.type_id(input)?;
            // The API's interface methods are known by declaration, the unit's by their place.
            if interface.is_none() || ffi.owns_type(interface) {
                let method = l.api_function(input)?;
                return Ok((interface, if method.is_some() { ffi.function(method).slot } else { 0 }));
            }
            Ok((interface, input.index()?))
        })?;
        unit.shared = self.many(input, 4, |l, input| {
            let (key, signature) = (l.text(input)?.into(), l.text(input)?.into());
            let item = match input.byte()? {
                0 => SharedItem::Type(l.type_id(input)?),
                1 => SharedItem::Function(input.index()?),
                _ => return Err(Damage::Malformed("something shared")),
            };
            Ok(SharedCode { key, signature, item, pos: 0 })
        })?;
        unit.imports = self.many(input, 5, |l, input| {
            let (declaration, module, name) = (l.text(input)?.into(), l.text(input)?.into(), l.text(input)?.into());
            let ret = l.data_type(input)?;
            let params = l.many(input, 1, |l, input| l.data_type(input))?.into();
            Ok(ImportCode { declaration, module, name, params, ret })
        })?;
        unit.function_refs = self.many(input, 3, |l, input| {
            let ty = l.type_id(input)?;
            let function = match input.byte()? {
                0 => FunctionRef::Script(input.index()?),
                1 => FunctionRef::Native(l.api_function(input)?),
                2 => FunctionRef::Virtual { function: input.index()?, slot: input.small()? },
                3 => FunctionRef::Interface(input.index()?),
                4 => FunctionRef::Import(input.index()?),
                _ => return Err(Damage::Malformed("a function's kind")),
            };
            Ok((function, ty))
        })?;
        Ok(())
    }

    fn host_global(&mut self, input: &mut In<'a>) -> Read<GlobalId> {
        let ffi = self.ffi;
        let (namespace, name) = (self.text(input)?, self.text(input)?);
        let ty = self.data_type(input)?;
        let path = if namespace.is_empty() { name.to_string() } else { format!("{namespace}::{name}") };
        if ty.type_id.is_none() {
            return Ok(GlobalId::NONE);
        }
        match api::find_global(ffi, namespace, name) {
            Some(id) if ffi.global(id).ty == ty => Ok(id),
            Some(id) => {
                let (is, was) = (ffi.display(ffi.global(id).ty), self.display(ty));
                self.missing.push(format!("global property '{path}' is of type '{is}'; the unit knows it as '{was}'"));
                Ok(GlobalId::NONE)
            }
            None => {
                self.missing.push(format!("global property '{} {path}' is not registered", self.display(ty)));
                Ok(GlobalId::NONE)
            }
        }
    }

    fn class(&mut self, input: &mut In<'a>, number: u32) -> Read<ClassCode> {
        let name = self.shared_text(input)?;
        let base = input.optional()?;
        let size = input.index()?;
        let fields = self.many(input, 3, |l, input| {
            let name = l.shared_text(input)?;
            Ok(FieldCode { name, ty: l.data_type(input)?, offset: input.index()? })
        })?;
        let methods = self.many(input, 1, |_, input| input.index())?;
        let interfaces = self.many(input, 1, |l, input| l.type_id(input))?;
        let interface_slots = self.many(input, 2, |_, input| Ok((input.index()?, input.small()?)))?;
        Ok(ClassCode {
            id: self.script[number as usize],
            name,
            base,
            size,
            fields,
            methods,
            interfaces,
            interface_slots,
            destructor: input.optional()?,
            default_constructor: input.optional()?,
            copy_constructor: input.optional()?,
            assign: input.optional()?,
            may_form_circles: input.flag()?,
        })
    }

    fn global(&mut self, input: &mut In<'a>) -> Read<GlobalCode> {
        Ok(GlobalCode {
            name: self.shared_text(input)?,
            ty: self.data_type(input)?,
            cell: input.index()?,
            init: input.optional()?,
            pos: input.index()?,
        })
    }

    fn function(&mut self, input: &mut In<'a>) -> Read<FunctionCode> {
        let mut f = FunctionCode {
            name: self.shared_text(input)?,
            scope: self.shared_text(input)?,
            declaration: self.shared_text(input)?,
            entry: input.index()?,
            len: input.index()?,
            frame_size: input.index()?,
            arg_slots: input.index()?,
            params: self.many(input, 1, |l, input| l.data_type(input))?.into(),
            ..FunctionCode::default()
        };
        f.ret = match input.number()? {
            0 => None,
            packed => Some(self.packed(packed - 1)?),
        };
        f.owner = self.optional_type(input)?;
        f.is_const = input.flag()?;
        if self.debug {
            f.pos = input.index()?;
        }
        Ok(f)
    }

    fn metadata(&mut self, input: &mut In<'a>) -> Read<Metadata> {
        let of = match input.byte()? {
            0 => Described::Function(input.index()?),
            1 => Described::Global(input.index()?),
            2 => Described::Type(self.type_id(input)?),
            3 => Described::Property(self.type_id(input)?, input.index()?),
            4 => Described::Value(self.type_id(input)?, input.index()?),
            _ => return Err(Damage::Malformed("what metadata describes")),
        };
        Ok(Metadata { of, text: self.text(input)?.into() })
    }

    fn sources(&mut self, input: &mut In<'a>) -> Read<SourceMap> {
        let mut map = SourceMap::new();
        for _ in 0..input.count(4)? {
            let name = self.shared_text(input)?;
            let bad = Damage::Malformed("the list of sources");
            let line_offset = i32::try_from(input.signed()?).map_err(|_| bad.clone())?;
            let len = input.index()?;
            let mut start = 0u32;
            let lines = self.many(input, 1, |_, input| {
                start = start.checked_add(input.index()?).ok_or(Damage::Malformed("a position"))?;
                Ok(start)
            })?;
            map.add_lines(&name, len, lines.into(), line_offset).ok_or(bad)?;
        }
        Ok(map)
    }
}

fn skip_function(input: &mut In<'_>) -> Read<()> {
    input.optional()?;
    input.index()?;
    input.byte()?;
    input.index()?;
    input.index()?;
    input.index()?;
    Ok(())
}

/// The integer type of an enum: its size, and the highest bit if it is unsigned.
fn enum_number(byte: u8) -> Read<Primitive> {
    Ok(match (byte & 0x7F, byte >> 7 != 0) {
        (1, false) => Primitive::Int8,
        (1, true) => Primitive::UInt8,
        (2, false) => Primitive::Int16,
        (2, true) => Primitive::UInt16,
        (4, false) => Primitive::Int32,
        (4, true) => Primitive::UInt32,
        (8, false) => Primitive::Int64,
        (8, true) => Primitive::UInt64,
        _ => return Err(Damage::Malformed("the type of an enum")),
    })
}
