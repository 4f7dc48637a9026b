//! Resolving what was registered. The order matters: first all names, then the types that declarations are made of,
//! then members and behaviours, and what is judged by all of them at last.

use rustc_hash::{FxHashMap, FxHashSet};

use super::declarations::{Declarations, column_of};
use super::display::TypeNames;
use super::problems::{Problems, type_text};
use super::scope::{Place, Scope};
use super::tables::PairTable;
use super::type_rows::{TypeRows, View};
use super::{FfiRegistry, Keep, NamespaceDef, StringFactory};
use crate::base::{FunctionId, GlobalId, NamespaceId, Symbol, TypeId};
use crate::types::ffi_function::NO_OWNER;
use crate::types::{
    AccessorDef, DataType, EngineProperties, EnumValueDef, FfiDataType, FfiExpr, FfiFunctionDef, FfiTypeKind,
    FunctionDef, FunctionKind, FunctionTraits, GlobalDef, Instantiation, MethodEntry, NameEntry, NativeFunction,
    ParamDef, Primitive, PropertyDef, Range, ResolutionErrorKind, TypeDef, TypeError, TypeFlags, TypeKind,
    UnresolvedBaseType,
};

/// A type that members are registered for, found.
#[derive(Default)]
pub(super) struct Owner {
    /// [`TypeId::NONE`] if it does not exist, which was reported.
    pub ty: Option<TypeId>,
    /// Template parameters that its members can name.
    pub params: Box<[(Symbol, TypeId)]>,
}

/// The tables of the sealed registry, as far as they are done. Their indices start at 0 here.
#[derive(Default)]
pub(super) struct Tables {
    pub functions: Vec<FunctionDef>,
    pub natives: Vec<NativeFunction>,
    pub params: Vec<ParamDef>,
    /// Operators of some type have output parameters.
    pub has_assigning_operators: bool,
    /// Names of virtual properties.
    pub accessor_names: FxHashSet<Symbol>,
    pub defaults: Vec<FfiExpr>,
    pub default_texts: Vec<Range>,
    pub texts: String,
    pub methods: Vec<MethodEntry>,
    pub accessors: Vec<AccessorDef>,
    pub properties: Vec<PropertyDef>,
    pub enum_values: Vec<EnumValueDef>,
    pub type_list: Vec<TypeId>,
    pub function_list: Vec<FunctionId>,
    pub globals: Vec<GlobalDef>,
    pub type_params: Vec<(FunctionId, Range)>,
    pub value_table: PairTable<Range>,
    pub named_values: Vec<(TypeId, i64)>,
    pub accessor_table: PairTable<Range>,
    pub named_accessors: Vec<AccessorDef>,
    pub handle_params: FxHashMap<TypeId, u32>,
    pub namespaces: Vec<NamespaceDef>,
    /// The host's string factory, once its memory is known.
    pub string_factory: Option<StringFactory>,
    /// Memory of what the host gave none.
    pub keep: Vec<Keep>,
}

/// Where the tables of the registry below end.
#[derive(Clone, Copy, Default)]
pub(super) struct Firsts {
    pub functions: u32,
    pub params: u32,
    pub defaults: u32,
    pub methods: u32,
    pub accessors: u32,
    pub properties: u32,
    pub enum_values: u32,
    pub type_list: u32,
    pub function_list: u32,
    pub globals: u32,
    pub namespaces: u32,
}

impl Firsts {
    pub fn after(parent: Option<&FfiRegistry>) -> Firsts {
        let Some(p) = parent else { return Firsts::default() };
        Firsts {
            functions: p.functions.end(),
            params: p.params.end(),
            defaults: p.defaults.end(),
            methods: p.methods.end(),
            accessors: p.accessors.end(),
            properties: p.properties.end(),
            enum_values: p.enum_values.end(),
            type_list: p.type_list.end(),
            function_list: p.function_list.end(),
            globals: p.globals.end(),
            namespaces: p.namespaces.end(),
        }
    }
}

/// Members with the type they belong to, as they are met.
#[derive(Default)]
pub(super) struct Members {
    pub methods: Vec<(TypeId, MethodEntry)>,
    pub accessors: Vec<(TypeId, AccessorDef)>,
    pub constructors: Vec<(TypeId, FunctionId)>,
}

/// A default argument that waits for all names.
pub(super) struct PendingDefault {
    pub function: u32,
    pub param: u32,
    /// Its row among the defaults of this layer.
    pub row: u32,
    pub ty: DataType,
}

pub(super) struct Sealer<'d> {
    pub d: &'d Declarations,
    pub properties: &'d EngineProperties,
    /// Default arguments that name what does not exist are left to the calls that need them.
    pub lazy_defaults: bool,
    pub parent: Option<&'d FfiRegistry>,
    pub firsts: Firsts,
    /// Final ids of the declarations' namespaces.
    pub spaces: Vec<NamespaceId>,
    pub scope: Scope<'d>,
    pub types: TypeRows<'d>,
    /// Types by their row in the declarations; typedefs have none.
    pub type_ids: Vec<TypeId>,
    pub owners: Vec<Owner>,
    pub problems: Problems,
    pub out: Tables,
    pub members: Members,
    pub pending: Vec<PendingDefault>,
    pub string_type: TypeId,
}

/// Where the type stands in the text `typedef TYPE NAME`.
const TYPEDEF_TYPE: u32 = "typedef ".len() as u32;

impl<'d> Sealer<'d> {
    /// `primitive_names`: the names of the types that every registry has, by their ids.
    pub fn new(
        d: &'d Declarations,
        parent: Option<&'d FfiRegistry>,
        properties: &'d EngineProperties,
        lazy_defaults: bool,
        primitive_names: &[Symbol],
    ) -> Sealer<'d> {
        let (scope, spaces) = Scope::new(d, parent);
        Sealer {
            d,
            properties,
            lazy_defaults,
            parent,
            firsts: Firsts::after(parent),
            spaces,
            scope,
            types: TypeRows::new(parent, primitive_names),
            type_ids: Vec::with_capacity(d.types.len()),
            owners: Vec::with_capacity(d.owners.len()),
            problems: Problems::default(),
            out: Tables::default(),
            members: Members::default(),
            pending: Vec::new(),
            string_type: parent.map_or(TypeId::NONE, |p| p.string_type()),
        }
    }

    /// Resolves everything.
    pub fn run(&mut self) {
        self.declare_types();
        self.declare_globals();
        self.declare_functions();
        self.resolve_typedefs();
        self.resolve_specializations();
        self.resolve_owners();
        self.declare_children();
        self.resolve_literals();
        self.declare_enum_values();
        self.resolve_functions();
        self.resolve_globals();
        self.group_members();
        self.place_unknown();
        self.check_groups();
        self.check_duplicates();
        self.resolve_defaults();
        self.finish_instances();
        self.settle_shapes();
        self.check_types();
    }

    fn view(&self) -> View<'_> {
        View { scope: &self.scope, types: &self.types }
    }

    pub fn show(&self, ty: DataType) -> String {
        self.view().show(ty)
    }

    pub fn type_text(&self, id: TypeId) -> String {
        type_text(&self.scope, &self.types, id)
    }

    fn declare_types(&mut self) {
        self.types.rows.reserve(self.d.types.len() * 2);
        for def in &self.d.types {
            let kind = match &def.kind {
                FfiTypeKind::Object { flags, .. } => flags.kind(),
                FfiTypeKind::Enum => TypeKind::Enum,
                FfiTypeKind::Interface => TypeKind::Interface,
                FfiTypeKind::Funcdef(_) => TypeKind::Funcdef,
                FfiTypeKind::Typedef(_) => {
                    self.type_ids.push(TypeId::NONE);
                    continue;
                }
            };
            let id = self.types.next_id();
            let mut ty = TypeDef::new(id, def.name, self.spaces[def.namespace.index()], kind);
            ty.access_mask = def.access_mask;
            match &def.kind {
                FfiTypeKind::Object { flags, size, align, callbacks, managed_ops } => {
                    ty.flags = flags.type_flags();
                    ty.object_flags = *flags;
                    ty.size = *size;
                    ty.align = if *align == 0 { natural_align(*size) } else { *align };
                    ty.callbacks = *callbacks;
                    ty.managed_ops = *managed_ops;
                }
                FfiTypeKind::Enum => {
                    ty.flags = TypeFlags::POD;
                    (ty.size, ty.align) = (4, 4);
                }
                FfiTypeKind::Funcdef(signature) => ty.signature = FunctionId(self.firsts.functions + signature),
                _ => {}
            }
            if !def.params.is_empty() {
                ty.flags = ty.flags.with(TypeFlags::TEMPLATE);
            }
            if def.specialized.is_empty() && def.owner == NO_OWNER {
                self.scope.names.insert(ty.namespace.0, def.name.0, NameEntry::Type(id));
            }
            self.types.rows.push(ty);
            self.type_ids.push(id);
        }
        for (def, id) in self.d.types.iter().zip(&self.type_ids) {
            if def.params.is_empty() {
                continue;
            }
            let namespace = self.types.get(*id).namespace;
            let mut args = Vec::with_capacity(def.params.len());
            for (i, name) in def.params.iter().enumerate() {
                let param = self.types.next_id();
                let mut ty = TypeDef::new(param, *name, namespace, TypeKind::TemplateParam(i as u8));
                ty.parent = *id;
                self.types.rows.push(ty);
                args.push(DataType::of(param));
            }
            if let Some(template) = self.types.own(*id) {
                template.args = args.into();
            }
        }
    }

    fn declare_globals(&mut self) {
        for (i, def) in self.d.globals.iter().enumerate() {
            let id = GlobalId(self.firsts.globals + i as u32);
            let namespace = self.spaces[def.namespace.index()];
            self.scope.names.insert(namespace.0, def.name.0, NameEntry::Global(id));
        }
    }

    /// Which functions count as accessors of virtual properties (PROP-02).
    pub fn is_accessor(&self, def: &FfiFunctionDef) -> bool {
        if def.property.is_empty() {
            return false;
        }
        match self.properties.property_accessor_mode {
            0 => false,
            1 | 2 => {
                let params = def.params.len();
                let is_void = def.return_type == FfiDataType::Resolved(DataType::VOID);
                if self.is_setter(def) { is_void && (1..=2).contains(&params) } else { !is_void && params <= 1 }
            }
            _ => def.traits.has(FunctionTraits::PROPERTY),
        }
    }

    pub fn is_setter(&self, def: &FfiFunctionDef) -> bool {
        self.scope.pool.text(def.name).starts_with("set_")
    }

    /// Gathers the overloads of each name, and the accessors of global properties.
    fn declare_functions(&mut self) {
        let mut functions = Chains::new(self.d.functions.len());
        let mut accessors = Chains::new(self.d.functions.len());
        for (i, def) in self.d.functions.iter().enumerate() {
            if def.kind != FunctionKind::Global {
                continue;
            }
            let namespace = self.spaces[def.namespace.index()];
            functions.add(namespace.0, def.name.0, i as u32);
            if self.is_accessor(def) {
                accessors.add(namespace.0, def.property.0, i as u32);
            }
        }
        let firsts = self.firsts;
        for (a, b, chain) in functions.sorted() {
            let start = self.out.function_list.len();
            if let Some(p) = self.parent {
                if let Some(NameEntry::Functions(range)) = p.lookup(NamespaceId(a), Symbol(b)) {
                    self.out.function_list.extend_from_slice(p.function_list(range));
                }
            }
            self.out.function_list.extend(functions.items(chain).map(|i| FunctionId(firsts.functions + i)));
            let len = (self.out.function_list.len() - start) as u32;
            let range = Range { start: firsts.function_list + start as u32, len };
            self.scope.names.insert(a, b, NameEntry::Functions(range));
        }
        for (a, b, chain) in accessors.sorted() {
            let start = self.out.named_accessors.len();
            if let Some(p) = self.parent {
                self.out.named_accessors.extend_from_slice(p.global_accessors(NamespaceId(a), Symbol(b)));
            }
            for i in accessors.items(chain) {
                let is_setter = self.is_setter(&self.d.functions[i as usize]);
                let function = FunctionId(firsts.functions + i);
                self.out.named_accessors.push(AccessorDef { name: Symbol(b), function, is_setter });
            }
            let range = Range { start: start as u32, len: (self.out.named_accessors.len() - start) as u32 };
            self.out.accessor_table.insert(a, b, range);
            self.scope.properties.insert(a, b, ());
        }
    }

    /// Typedefs may name each other in any order; those that stay unresolved name nothing, or themselves.
    fn resolve_typedefs(&mut self) {
        let mut left: Vec<usize> = Vec::new();
        let typedefs = self.d.types.iter().enumerate().filter(|(_, d)| matches!(d.kind, FfiTypeKind::Typedef(_)));
        left.extend(typedefs.map(|(i, _)| i));
        loop {
            let before = left.len();
            let mut waiting = Vec::new();
            for i in left {
                let def = &self.d.types[i];
                let FfiTypeKind::Typedef(ty) = &def.kind else { continue };
                let place = Place { namespace: self.spaces[def.namespace.index()], params: &[], owner: TypeId::NONE };
                let target = match ty {
                    FfiDataType::Resolved(ty) => Some(*ty),
                    FfiDataType::Unresolved { base: UnresolvedBaseType::Simple(name), is_handle: false, .. } => {
                        self.scope.find_type(&place, *name).map(DataType::of)
                    }
                    FfiDataType::Unresolved { .. } => Some(DataType::ERROR),
                };
                match target {
                    None => waiting.push(i),
                    Some(ty) => {
                        if ty.as_primitive().is_none_or(|p| p == Primitive::Void) || ty != ty.value() {
                            let text = self.show(ty);
                            let message = format!("a typedef stands for a primitive type, which '{text}' is not");
                            let kind = ResolutionErrorKind::InvalidType;
                            self.problems.at(kind, def.declaration, TYPEDEF_TYPE, message);
                        }
                        let entry = NameEntry::Type(ty.type_id);
                        self.scope.names.insert(place.namespace.0, def.name.0, entry);
                    }
                }
            }
            left = waiting;
            if left.is_empty() || left.len() == before {
                break;
            }
        }
        for i in left {
            let def = &self.d.types[i];
            if let FfiTypeKind::Typedef(FfiDataType::Unresolved {
                base: UnresolvedBaseType::Simple(name),
                column,
                ..
            }) = &def.kind
            {
                let kind = ResolutionErrorKind::UnknownType;
                let column = TYPEDEF_TYPE + *column;
                self.problems.unknown(kind, &self.scope, &self.types, def.declaration, column, *name);
            }
        }
    }

    /// Types registered for certain arguments of a template stand in for its instances.
    fn resolve_specializations(&mut self) {
        for i in 0..self.d.types.len() {
            let def = &self.d.types[i];
            if def.specialized.is_empty() {
                continue;
            }
            self.types.declaration = def.declaration;
            let place = Place { namespace: self.spaces[def.namespace.index()], params: &[], owner: TypeId::NONE };
            let name = crate::types::FfiName::simple(def.name);
            let Some(template) = self.scope.find_type(&place, name) else {
                let kind = ResolutionErrorKind::UnknownType;
                self.problems.unknown(kind, &self.scope, &self.types, def.declaration, 0, name);
                continue;
            };
            let args: Vec<DataType> = def.specialized.iter().map(|a| self.resolve_type(a, &place)).collect();
            let wanted = self.types.get(template).args.len();
            if !self.types.get(template).is_template() || wanted != args.len() {
                let message = format!(
                    "'{}' is no template with {}",
                    self.type_text(template),
                    crate::base::counted(args.len(), "parameter")
                );
                self.problems.at(ResolutionErrorKind::InvalidType, def.declaration, 0, message);
                continue;
            }
            if self.types.find_instance(template, &args).is_some() {
                let message = format!("'{}' is registered already", self.d.text(def.declaration));
                self.problems.at(ResolutionErrorKind::Duplicate, def.declaration, 0, message);
                continue;
            }
            let id = self.type_ids[i];
            if let Some(ty) = self.types.own(id) {
                ty.flags = ty.flags.with(TypeFlags::SPECIALIZED);
                ty.template = template;
                ty.args = args.into();
            }
            self.types.enter(id);
        }
    }

    /// The declaration by which something of an owner is registered first.
    fn first_use(&self, owner: u32) -> Range {
        let functions = self.d.functions.iter().filter(|f| f.owner == owner).map(|f| f.declaration);
        let values = self.d.enum_values.iter().filter(|v| v.owner == owner).map(|v| v.declaration);
        let properties = self.d.properties.iter().filter(|p| p.owner == owner).map(|p| p.declaration);
        let types = self.d.types.iter().filter(|t| t.owner == owner).map(|t| t.declaration);
        functions.chain(properties).chain(values).chain(types).min_by_key(|r| r.start).unwrap_or(Range::EMPTY)
    }

    fn resolve_owners(&mut self) {
        for i in 0..self.d.owners.len() {
            let owner = self.resolve_owner(i);
            self.owners.push(owner);
        }
    }

    fn resolve_owner(&mut self, row: usize) -> Owner {
        let owner = &self.d.owners[row];
        let place = Place { namespace: self.spaces[owner.namespace.index()], params: &[], owner: TypeId::NONE };
        let text = self.d.names.text(owner.text);
        let told = self.problems.len();
        let Some(id) = self.scope.find_type(&place, owner.name) else {
            let used = self.first_use(row as u32);
            let kind = ResolutionErrorKind::UnknownType;
            self.problems.unknown(kind, &self.scope, &self.types, used, 0, owner.name);
            self.tell_type_of_member(told, used, text);
            return Owner::default();
        };
        let def = self.types.get(id);
        let params: Box<[(Symbol, TypeId)]> =
            def.args.iter().map(|a| (self.types.get(a.type_id).name, a.type_id)).collect();
        let names_params = owner.args.len() == params.len()
            && owner.args.iter().zip(&params).all(|(arg, (name, _))| {
                matches!(arg, FfiDataType::Unresolved { base: UnresolvedBaseType::Simple(n), is_handle: false, .. }
                    if n.symbol == *name)
            });
        let wrong = if !self.types.is_own(id) {
            format!("'{text}' belongs to the context that is extended and cannot get members")
        } else if owner.args.is_empty() || (def.is_template() && names_params) {
            return Owner { ty: Some(id), params: if def.is_template() { params } else { Box::default() } };
        } else if def.is_template() {
            self.types.declaration = self.first_use(row as u32);
            let args: Vec<DataType> = owner.args.iter().map(|a| self.resolve_type(a, &place)).collect();
            self.tell_type_of_member(told, self.types.declaration, text);
            if let Some(id) = self.types.find_instance(id, &args) {
                return Owner { ty: Some(id), params: Box::default() };
            }
            if args.iter().any(|a| a.is_error()) {
                return Owner::default();
            }
            format!("'{text}' is neither the template itself nor registered as a type of its own")
        } else {
            format!("'{}' is not a template", self.type_text(id))
        };
        let used = self.first_use(row as u32);
        self.problems.whole(ResolutionErrorKind::InvalidType, used, wrong);
        Owner::default()
    }

    /// Says where the problems from the first one given on lie, unless the declaration shows the type as values of enums do.
    fn tell_type_of_member(&mut self, first: usize, declaration: Range, text: &str) {
        if !self.d.text(declaration).starts_with(text) {
            self.problems.in_type_of_member(first, text);
        }
    }

    /// Funcdefs that belong to a type. Those of a template are templates over the same parameters.
    fn declare_children(&mut self) {
        for i in 0..self.d.types.len() {
            let def = &self.d.types[i];
            if def.owner == NO_OWNER {
                continue;
            }
            let Some(owner) = self.owners[def.owner as usize].ty else { continue };
            let id = self.type_ids[i];
            if self.scope.children.get(owner.0, def.name.0).is_some() {
                let name = self.d.names.text(def.name);
                let message = format!("'{}' has a type '{name}' already", self.type_text(owner));
                let column = column_of(self.d.text(def.declaration), name);
                self.problems.at(ResolutionErrorKind::Duplicate, def.declaration, column, message);
                continue;
            }
            let (namespace, args) = (self.types.get(owner).namespace, self.types.get(owner).args.clone());
            let is_template = self.types.get(owner).is_template();
            if let Some(ty) = self.types.own(id) {
                ty.parent = owner;
                ty.namespace = namespace;
                if is_template {
                    ty.flags = ty.flags.with(TypeFlags::TEMPLATE);
                    ty.args = args.clone();
                }
            }
            self.scope.children.insert(owner.0, def.name.0, id);
            let mut inside = id;
            if is_template {
                self.types.declaration = def.declaration;
                inside = self.types.instance(&self.scope, id, &args, 0).unwrap_or(id);
            }
            self.scope.children_inside.insert(owner.0, def.name.0, inside);
        }
    }

    /// The types of string literals and of `T[]`.
    fn resolve_literals(&mut self) {
        if let Some((owner, _)) = self.d.string_factory {
            if let Some(id) = self.owners[owner as usize].ty {
                let is_object = matches!(self.types.get(id).kind, TypeKind::Value | TypeKind::Reference(_));
                if is_object && !self.types.get(id).is_template() {
                    self.string_type = id;
                    if let Some(ty) = self.types.own(id) {
                        ty.flags = ty.flags.with(TypeFlags::STRING);
                    }
                } else {
                    let message = format!("'{}' cannot be the type of string literals", self.type_text(id));
                    self.problems.whole(ResolutionErrorKind::InvalidType, Range::EMPTY, message);
                }
            }
        }
        if let Some(owner) = self.d.default_array {
            if let Some(id) = self.owners[owner as usize].ty {
                let def = self.types.get(id);
                if def.is_template() && def.args.len() == 1 && def.kind != TypeKind::Funcdef {
                    self.types.default_array = id;
                } else {
                    let message = format!("'{}' is no template with one parameter", self.type_text(id));
                    self.problems.whole(ResolutionErrorKind::InvalidType, Range::EMPTY, message);
                }
            }
        }
    }

    fn declare_enum_values(&mut self) {
        for def in &self.d.enum_values {
            let Some(id) = self.owners[def.owner as usize].ty else { continue };
            let ty = self.types.get(id);
            let namespace = ty.namespace;
            if ty.kind != TypeKind::Enum {
                let name = self.d.names.text(def.name);
                let message = format!("'{}' is no enum and has no value '{name}'", self.type_text(id));
                self.problems.at(ResolutionErrorKind::InvalidType, def.declaration, 0, message);
                continue;
            }
            self.scope.add_value(namespace, id, def.name, i64::from(def.value));
        }
    }

    /// A type as it is meant at a place. Problems are reported; the type of errors stands for what does not exist.
    pub fn resolve_type(&mut self, ty: &FfiDataType, place: &Place<'_>) -> DataType {
        if let FfiDataType::Resolved(ty) = ty {
            return *ty;
        }
        let (scope, types) = (&self.scope, &mut self.types);
        let declaration = types.declaration;
        let column = ty.column();
        let found = ty.resolve(&|name| scope.find_type(place, name), &mut |what: Instantiation<'_>| {
            types.make(scope, what, column)
        });
        match found {
            Ok(ty) => self.types.canonical(ty),
            Err(TypeError::Unknown { name, column }) => {
                let kind = ResolutionErrorKind::UnknownType;
                self.problems.unknown(kind, &self.scope, &self.types, declaration, column, name);
                DataType::ERROR
            }
            Err(TypeError::Refused { reason, column }) => {
                self.problems.at(ResolutionErrorKind::InvalidType, declaration, column, reason);
                DataType::ERROR
            }
        }
    }
}

/// The alignment of an object of which only the size is known: the largest that such a size allows.
fn natural_align(size: u32) -> u32 {
    if size == 0 { 8 } else { 1 << size.trailing_zeros().min(3) }
}

/// The overloads of many names as linked lists, in the order in which they were met.
struct Chains {
    table: PairTable<Chain>,
    next: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Chain {
    first: u32,
    last: u32,
}

impl Chains {
    fn new(count: usize) -> Chains {
        Chains { table: PairTable::default(), next: vec![u32::MAX; count] }
    }

    fn add(&mut self, a: u32, b: u32, i: u32) {
        let chain = self.table.entry(a, b, || Chain { first: i, last: i });
        if chain.last != i {
            self.next[chain.last as usize] = i;
            chain.last = i;
        }
    }

    /// The chains in the order of their first items, so that tables come out the same every time.
    fn sorted(&self) -> Vec<(u32, u32, Chain)> {
        let mut all: Vec<_> = self.table.iter().collect();
        all.sort_unstable_by_key(|c| c.2.first);
        all
    }

    fn items(&self, chain: Chain) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(chain.first), |i| Some(self.next[*i as usize]).filter(|n| *n != u32::MAX))
    }
}
