//! Members by type, operators, and what is registered twice.

use std::hash::{BuildHasher, Hasher};

use rustc_hash::FxBuildHasher;

use super::FfiRegistry;
use super::seal::{Sealer, Tables};
use super::tables::{IndexSet, PairTable};
use crate::base::{FunctionId, Symbol, TypeId, names};
use crate::types::ffi_function::is_conversion;
use crate::types::{
    DataType, EnumValueDef, FunctionDef, FunctionKind, FunctionTraits, NameEntry, ParamDef, Range, RefModifier,
    ResolutionErrorKind, TypeFlags, TypeKind,
};

/// Rows of many types sorted by type, in the order in which each type's were met; gives the run of each type.
fn group<T: Copy>(rows: &[(TypeId, T)], first_type: u32, types: usize, first_row: u32) -> (Vec<T>, Vec<Range>) {
    let mut runs = vec![Range::EMPTY; types];
    for (ty, _) in rows {
        runs[(ty.0 - first_type) as usize].len += 1;
    }
    let mut start = first_row;
    for run in &mut runs {
        run.start = start;
        start += run.len;
    }
    let Some((_, any)) = rows.first() else { return (Vec::new(), runs) };
    let mut out = vec![*any; rows.len()];
    let mut next: Vec<u32> = runs.iter().map(|r| r.start - first_row).collect();
    for (ty, row) in rows {
        let at = &mut next[(ty.0 - first_type) as usize];
        out[*at as usize] = *row;
        *at += 1;
    }
    (out, runs)
}

impl Sealer<'_> {
    /// Lays out the members of all types.
    pub fn group_members(&mut self) {
        let firsts = self.firsts;
        let (first_type, count) = (self.types.first, self.types.rows.len());
        let properties = self.resolve_properties();
        // Resolving may have made instances, which have no members of their own.
        let count = count.max(self.types.rows.len());

        let (mut methods, method_runs) = group(&self.members.methods, first_type, count, firsts.methods);
        let (mut accessors, accessor_runs) = group(&self.members.accessors, first_type, count, firsts.accessors);
        let (properties, property_runs) = group(&properties, first_type, count, firsts.properties);
        let constructors = std::mem::take(&mut self.members.constructors);
        let list_start = firsts.function_list + self.out.function_list.len() as u32;
        let (constructors, constructor_runs) = group(&constructors, first_type, count, list_start);
        let values: Vec<(TypeId, EnumValueDef)> = self
            .d
            .enum_values
            .iter()
            .filter_map(|v| {
                Some((self.owners[v.owner as usize].ty?, EnumValueDef { name: v.name, value: i64::from(v.value) }))
            })
            .collect();
        let (values, value_runs) = group(&values, first_type, count, firsts.enum_values);

        for (i, def) in self.types.rows.iter_mut().enumerate() {
            def.methods = method_runs[i];
            def.accessors = accessor_runs[i];
            def.properties = property_runs[i];
            def.enum_values = value_runs[i];
            match def.kind {
                TypeKind::Value => def.behaviors.constructors = constructor_runs[i],
                TypeKind::Reference(_) => def.behaviors.factories = constructor_runs[i],
                _ => {}
            }
            // Function ids grow with registration, so overloads stay in order.
            let run = |r: Range, first: u32| (r.start - first) as usize..(r.start - first + r.len) as usize;
            let own = &mut methods[run(method_runs[i], firsts.methods)];
            own.sort_unstable_by_key(|m| (m.name, m.function));
            accessors[run(accessor_runs[i], firsts.accessors)].sort_unstable_by_key(|a| (a.name, a.function));
            if def.kind == TypeKind::Interface {
                for (slot, method) in own.iter().enumerate() {
                    self.out.functions[(method.function.0 - firsts.functions) as usize].slot = slot as u32;
                }
            }
        }
        self.out.methods = methods;
        self.out.accessors = accessors;
        self.out.properties = properties;
        self.out.enum_values = values;
        self.out.function_list.extend(constructors);

        let mut named: Vec<_> = self.scope.values.iter().collect();
        named.sort_unstable_by_key(|(key, _)| **key);
        for ((namespace, name), list) in named {
            let start = self.out.named_values.len() as u32;
            self.out.named_values.extend_from_slice(list);
            self.out.value_table.insert(namespace.0, name.0, Range { start, len: list.len() as u32 });
        }
    }

    /// What is wrong with a method whose name makes it an operator.
    pub fn operator_misshape(&self, function: &FunctionDef) -> Option<String> {
        let name = function.name;
        if name < names::OP_NEG || name > names::OP_FOR_VALUE7 {
            return None;
        }
        let params = self.params_of(function);
        let required = params.iter().filter(|p| !p.has_default()).count();
        let takes = |n: usize| required <= n && params.len() >= n;
        let ret = function.ret;
        if ret.is_error() || params.iter().any(|p| p.ty.is_error()) {
            return None;
        }
        let text = self.scope.pool.text(name);
        let gives = !ret.is_void();
        // The generic conversions and casts (HOST-045).
        let generic = |params: &[ParamDef]| {
            !gives && params.len() == 1 && params[0].ty.is_any() && params[0].ty.ref_modifier == RefModifier::Out
        };
        let (good, needs) = match name {
            names::OP_EQUALS => (takes(1) && ret.value() == DataType::BOOL, "one parameter and returns bool"),
            names::OP_CMP => (takes(1) && ret.value() == DataType::INT, "one parameter and returns int"),
            names::OP_NEG | names::OP_COM => (takes(0) && gives, "no parameter and returns a value"),
            names::OP_PRE_INC | names::OP_PRE_DEC | names::OP_POST_INC | names::OP_POST_DEC => {
                (takes(0), "no parameter")
            }
            names::OP_HNDL_ASSIGN => {
                let is_handle = self.types.get(function.owner).flags.has(TypeFlags::AS_HANDLE);
                (takes(1) && is_handle, "one parameter, in a type that acts as a handle")
            }
            names::OP_INDEX => (!params.is_empty() && gives, "an index and returns a value"),
            names::OP_CAST | names::OP_IMPL_CAST => (
                (takes(0) && ret.is_handle) || generic(params),
                "no parameter and returns a handle, or is 'void (?&out)'",
            ),
            names::OP_CONV | names::OP_IMPL_CONV => {
                ((takes(0) && gives) || generic(params), "no parameter and returns a value, or is 'void (?&out)'")
            }
            names::OP_FOR_BEGIN => (takes(0) && gives, "no parameter and returns an iterator"),
            names::OP_FOR_END => (takes(1) && ret.value() == DataType::BOOL, "an iterator and returns bool"),
            names::OP_FOR_NEXT => (takes(1) && gives, "an iterator and returns the next one"),
            names::OP_CALL | names::GET_OP_INDEX | names::SET_OP_INDEX => (true, ""),
            _ if name >= names::OP_FOR_VALUE => (takes(1) && gives, "an iterator and returns a value"),
            _ if name >= names::OP_ADD && name <= names::OP_USHR_R => {
                (takes(1) && gives, "one parameter and returns a value")
            }
            _ => (takes(1), "one parameter"),
        };
        (!good).then(|| format!("'{text}' takes {needs}"))
    }

    /// Reports members and functions that are registered twice, and names that are members in two ways.
    pub fn check_duplicates(&mut self) {
        let mut seen = IndexSet::default();
        for i in 0..self.out.functions.len() {
            let function = self.out.functions[i];
            let by_signature = matches!(
                function.kind,
                FunctionKind::Global
                    | FunctionKind::Method
                    | FunctionKind::InterfaceMethod
                    | FunctionKind::Constructor
                    | FunctionKind::Factory
            );
            // What could not be resolved is reported, and like nothing else.
            if self.params_of(&function).iter().any(|p| p.ty.is_error()) {
                continue;
            }
            if !by_signature || (self.d.functions[i].owner != crate::types::NO_OWNER && function.owner.is_none()) {
                continue;
            }
            let hash = self.signature_hash(&function);
            let found = seen.find(hash, |other| self.same_signature(&function, &self.out.functions[other as usize]));
            let before = match found {
                Some(other) => Some(self.d.text(self.d.functions[other as usize].declaration).to_string()),
                None => self.same_below(&function),
            };
            match before {
                Some(before) => {
                    let message = format!("a function of this signature is registered already: '{before}'");
                    let def = &self.d.functions[i];
                    self.problems.at(ResolutionErrorKind::Duplicate, def.declaration, def.name_column, message);
                }
                None => seen.insert(hash, i as u32),
            }
        }
        self.check_property_names();
        self.check_accessors();
    }

    fn signature_hash(&self, f: &FunctionDef) -> u32 {
        let mut h = FxBuildHasher.build_hasher();
        h.write_u64(u64::from(f.owner.0) << 32 | u64::from(f.name.0));
        h.write_u32(f.namespace.0);
        for param in self.params_of(f) {
            h.write_u64(param_key(param.ty));
        }
        let h = h.finish();
        (h ^ (h >> 32)) as u32
    }

    fn same_signature(&self, a: &FunctionDef, b: &FunctionDef) -> bool {
        a.owner == b.owner
            && a.name == b.name
            && a.kind == b.kind
            && (a.owner.is_some() || a.namespace == b.namespace)
            && a.traits.has(FunctionTraits::CONST) == b.traits.has(FunctionTraits::CONST)
            && same_params(self.params_of(a), self.params_of(b))
            && (!is_conversion(a.name) || a.ret == b.ret)
    }

    /// The declaration of a global function of the registry below that has the same signature.
    fn same_below(&self, function: &FunctionDef) -> Option<String> {
        let parent: &FfiRegistry = self.parent?;
        if function.kind != FunctionKind::Global {
            return None;
        }
        let Some(NameEntry::Functions(range)) = parent.lookup(function.namespace, function.name) else { return None };
        let same = |id: &&FunctionId| same_params(self.params_of(function), parent.params(parent.function(**id)));
        parent.function_list(range).iter().find(same).map(|id| parent.declaration(*id))
    }

    fn check_property_names(&mut self) {
        let mut seen: PairTable<()> = PairTable::default();
        for def in &self.d.properties {
            let Some(owner) = self.owners[def.owner as usize].ty else { continue };
            let name = self.d.names.text(def.name);
            let (kind, what) = if seen.get(owner.0, def.name.0).is_some() {
                (ResolutionErrorKind::Duplicate, "property")
            } else if self.has_method(owner, def.name) {
                (ResolutionErrorKind::NameConflict, "method")
            } else {
                seen.insert(owner.0, def.name.0, ());
                continue;
            };
            let message = format!("'{}' has a {what} '{name}' already", self.type_text(owner));
            self.problems.at(kind, def.declaration, def.name_column, message);
        }
    }

    fn has_method(&self, owner: TypeId, name: Symbol) -> bool {
        let run = self.types.get(owner).methods;
        let start = (run.start - self.firsts.methods) as usize;
        let methods = &self.out.methods[start..start + run.len as usize];
        methods.binary_search_by_key(&name, |m| m.name).is_ok()
    }

    /// Getter and setter of one property have one type (PROP-07).
    fn check_accessors(&mut self) {
        let mut start = 0;
        while start < self.out.accessors.len() {
            let first = self.out.accessors[start];
            let owner = self.out.functions[(first.function.0 - self.firsts.functions) as usize].owner;
            let run = self.out.accessors[start..].iter().take_while(|a| {
                a.name == first.name
                    && self.out.functions[(a.function.0 - self.firsts.functions) as usize].owner == owner
            });
            let end = start + run.count();
            self.check_property(start..end, false);
            start = end;
        }
        let mut start = 0;
        while start < self.out.named_accessors.len() {
            let first = self.out.named_accessors[start];
            let run = self.out.named_accessors[start..].iter().take_while(|a| a.name == first.name);
            let end = start + run.count();
            self.check_property(start..end, true);
            start = end;
        }
    }

    fn check_property(&mut self, run: std::ops::Range<usize>, global: bool) {
        let firsts = self.firsts.functions;
        let table = if global { &self.out.named_accessors } else { &self.out.accessors };
        let own = |a: &crate::types::AccessorDef| a.function.0.checked_sub(firsts).map(|row| row as usize);
        let mut wrong = None;
        for setter in table[run.clone()].iter().filter(|a| a.is_setter) {
            let Some(row) = own(setter) else { continue };
            let set = &self.out.functions[row];
            let Some(value) = self.params_of(set).last().map(|p| p.ty) else { continue };
            let arity = set.params.len;
            for getter in table[run.clone()].iter().filter(|a| !a.is_setter) {
                let Some(get) = own(getter).map(|row| &self.out.functions[row]) else { continue };
                let marked = self.d.functions[row].traits.has(FunctionTraits::PROPERTY);
                let same_place = get.namespace == set.namespace && get.owner == set.owner;
                if !marked || !same_place || get.params.len + 1 != arity || get.ret.is_error() || value.is_error() {
                    continue;
                }
                if get.ret.type_id != value.type_id || get.ret.is_handle != value.is_handle {
                    wrong = Some((row, get.ret, value));
                }
            }
        }
        if let Some((row, get, set)) = wrong {
            let plain = |ty: DataType| self.show(ty.with_const(false).with_ref(RefModifier::None));
            let message = format!("the getter gives '{}', but the setter takes '{}'", plain(get), plain(set));
            let def = &self.d.functions[row];
            self.problems.at(ResolutionErrorKind::InvalidAccessor, def.declaration, def.name_column, message);
        }
    }
}

/// What of a parameter's type belongs to the signature: a `const` value does not.
fn param_key(ty: DataType) -> u64 {
    let is_const = ty.is_const && ty.is_ref();
    u64::from(ty.type_id.0) << 8
        | (ty.ref_modifier as u64) << 3
        | u64::from(is_const) << 2
        | u64::from(ty.is_handle) << 1
        | u64::from(ty.is_handle_to_const)
}

fn same_params(a: &[ParamDef], b: &[ParamDef]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| param_key(a.ty) == param_key(b.ty))
}

impl Tables {
    /// A function of this layer.
    pub fn native_of(&self, id: FunctionId, first: u32) -> Option<crate::types::NativeFunction> {
        self.natives.get(id.0.wrapping_sub(first) as usize).copied()
    }
}
