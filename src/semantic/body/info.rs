//! What reflection tells of a unit: gathered from the declarations when all is compiled.

use rustc_hash::FxHashMap;

use crate::base::{FunctionId, NamespaceId, Span, TypeId};
use crate::bytecode::{Described, FunctionCode, FunctionInfo, Metadata, ParamInfo, TypeInfo, UnitInfo};
use crate::types::{DataType, FunctionKind, FunctionTraits, ParamDef, TypeKind};

use super::UnitCompiler;
use crate::semantic::types::{DefaultArg, ScriptName};

impl UnitCompiler<'_, '_> {
    /// Declarations of the unit, as reflection tells them.
    pub(super) fn info(&self) -> UnitInfo {
        let reg = self.reg;
        let mut info = UnitInfo::default();
        info.functions.reserve_exact(reg.functions.len());
        let mut declared: FxHashMap<FunctionId, u32> = FxHashMap::default();
        for f in &reg.functions {
            let without_code = matches!(f.def.kind, FunctionKind::InterfaceMethod | FunctionKind::Funcdef);
            let function = self.function_info(f.def.id, without_code);
            if without_code {
                declared.insert(f.def.id, info.declared.len() as u32);
                info.declared.push((self.head(f.def.id), function.clone()));
            }
            info.functions.push(function);
        }
        for def in reg.types.iter() {
            let is_declared =
                matches!(def.kind, TypeKind::Class | TypeKind::Interface | TypeKind::Enum | TypeKind::Funcdef);
            if !is_declared || def.is_instance() {
                continue;
            }
            let mut ty = TypeInfo {
                id: def.id,
                namespace: self.namespace(def.namespace),
                parent: def.parent,
                flags: def.flags,
                pos: def.span.lo,
                values: Vec::new(),
                methods: Vec::new(),
                interfaces: Vec::new(),
                signature: declared.get(&def.signature).copied(),
                access: Vec::new(),
                constructors: Vec::new(),
            };
            match def.kind {
                TypeKind::Enum => {
                    let values = reg.enum_values(def.id).iter();
                    ty.values = values.map(|v| (self.names.text(v.name).into(), v.value)).collect();
                }
                TypeKind::Interface => {
                    ty.methods =
                        reg.methods(def.id).iter().filter_map(|m| declared.get(&m.function).copied()).collect();
                    ty.interfaces = reg.interfaces(def.id).to_vec();
                }
                TypeKind::Class => {
                    ty.access = reg.properties(def.id).iter().map(|p| p.access).collect();
                    let own = reg.constructors(def.id).iter().filter(|f| reg.is_script_function(**f));
                    let live = own.filter(|f| !reg.function(**f).is(FunctionTraits::DELETED));
                    ty.constructors = live.map(|f| f.0 - reg.first_function).collect();
                }
                _ => {}
            }
            info.types.push(ty);
        }
        info.types.sort_by_key(|t| t.id);
        for (&(namespace, name), found) in &reg.names {
            let ScriptName::Type(id) = *found else { continue };
            let def = reg.ty(id);
            if reg.is_script_type(id) && def.name == name && def.namespace == namespace {
                continue;
            }
            let mut path = String::new();
            reg.write_namespace(&mut path, namespace, self.names);
            path.push_str(self.names.text(name));
            info.typedefs.push((path.into(), DataType::of(id)));
        }
        info.typedefs.sort_by(|a, b| a.0.cmp(&b.0));
        let first = reg.first_namespace;
        let own = (0..reg.namespaces.len() as u32).map(|i| self.namespace(NamespaceId(first + i)));
        info.namespaces = own.filter(|n| !n.is_empty()).collect();
        info.metadata = self.metadata(&declared);
        info
    }

    /// Metadata by what it describes, which the parser knows by the position of its name.
    fn metadata(&self, declared: &FxHashMap<FunctionId, u32>) -> Vec<Metadata> {
        let reg = self.reg;
        if reg.metadata.is_empty() {
            return Vec::new();
        }
        let mut texts: FxHashMap<(u32, Option<u32>), Vec<&str>> = FxHashMap::default();
        for m in &reg.metadata {
            texts.entry((m.at, m.value)).or_default().push(m.text);
        }
        let mut all = Vec::new();
        let mut add = |of: Described, at: u32, value: Option<u32>| {
            let found = texts.get(&(at, value)).into_iter().flatten();
            all.extend(found.map(|text| Metadata { of, text: (*text).into() }));
        };
        for (number, f) in reg.functions.iter().enumerate() {
            // What the compiler makes for a class stands where the class does.
            if !f.def.traits.has(FunctionTraits::GENERATED) {
                let without_code = declared.get(&f.def.id).map(|place| Described::Declared(*place));
                add(without_code.unwrap_or(Described::Function(number as u32)), f.def.span.lo, None);
            }
        }
        for def in reg.types.iter().filter(|t| !t.is_instance()) {
            add(Described::Type(def.id), def.span.lo, None);
            for (i, property) in reg.properties(def.id).iter().enumerate() {
                add(Described::Property(def.id, i as u32), property.span.lo, None);
            }
            for value in 0..def.enum_values.len {
                add(Described::Value(def.id, value), def.span.lo, Some(value));
            }
        }
        for (number, id) in reg.global_order.iter().enumerate() {
            add(Described::Global(number as u32), reg.script_global(*id).def.span.lo, None);
        }
        all.sort_by_key(|m| m.of);
        all
    }

    fn namespace(&self, id: NamespaceId) -> Box<str> {
        let mut path = String::new();
        self.reg.write_namespace(&mut path, id, self.names);
        path.truncate(path.len().saturating_sub(2));
        path.into()
    }

    fn function_info(&self, id: FunctionId, with_names: bool) -> FunctionInfo {
        let f = self.reg.function(id);
        let def = f.def();
        let params = f.params();
        let default = |i: usize| match f.default_arg(i) {
            Some(DefaultArg::Script(e)) => Some(e.span),
            _ => None::<Span>,
        };
        let needed = with_names || params.iter().any(|p| p.has_default());
        let param =
            |(i, p): (usize, &ParamDef)| ParamInfo { name: self.names.text(p.name).into(), default: default(i) };
        FunctionInfo {
            kind: def.kind,
            traits: def.traits,
            property: if def.property.is_empty() { Box::default() } else { self.names.text(def.property).into() },
            params: if needed { params.iter().enumerate().map(param).collect() } else { Box::default() },
        }
    }

    /// A function without code.
    fn head(&self, id: FunctionId) -> FunctionCode {
        let reg = self.reg;
        let f = reg.function(id);
        let def = f.def();
        let is_method = def.kind == FunctionKind::InterfaceMethod;
        let scope = if is_method { reg.type_name(def.owner, self.names).into() } else { self.namespace(def.namespace) };
        FunctionCode {
            id: Some(id),
            name: self.names.text(def.name).into(),
            scope: (&*scope).into(),
            declaration: reg.declaration(id, TypeId::NONE, self.names).into(),
            params: f.params().iter().map(|p| p.ty).collect(),
            ret: Some(def.ret),
            owner: is_method.then_some(def.owner),
            is_const: f.is(FunctionTraits::CONST),
            pos: def.span.lo,
            ..FunctionCode::default()
        }
    }
}
