//! What was registered so far, as owned definitions in flat tables.

use std::sync::Arc;

use super::groups::GroupRow;
use super::names::NamePool;
use super::tables::{IndexSet, PairTable};
use super::{FfiRegistry, Keep, StringFactory};
use crate::base::{FrozenInterner, NamespaceId, Symbol};
use crate::types::ffi_function::NO_OWNER;
use crate::types::{
    FfiDataType, FfiEnumValueDef, FfiFunctionDef, FfiGlobalDef, FfiListPattern, FfiName, FfiOwner, FfiPropertyDef,
    FfiTypeDef, FfiTypeKind, FunctionKind, NameEntry, Primitive, Range, RegistrationError, ReturnCode, TypeKind,
};

/// What a name was registered as, for telling conflicts at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    Object,
    Enum,
    Interface,
    Typedef,
    Funcdef,
    Functions,
    Global,
}

impl Taken {
    fn of(kind: &FfiTypeKind) -> Taken {
        match kind {
            FfiTypeKind::Object { .. } => Taken::Object,
            FfiTypeKind::Enum => Taken::Enum,
            FfiTypeKind::Interface => Taken::Interface,
            FfiTypeKind::Typedef(_) => Taken::Typedef,
            FfiTypeKind::Funcdef(_) => Taken::Funcdef,
        }
    }

    /// What a name of a sealed registry stands for.
    fn below(registry: &FfiRegistry, namespace: NamespaceId, name: Symbol) -> Option<Taken> {
        Some(match registry.lookup(namespace, name)? {
            NameEntry::Functions(_) => Taken::Functions,
            NameEntry::Global(_) => Taken::Global,
            NameEntry::Type(id) => match registry.ty(id).kind {
                TypeKind::Primitive(_) => Taken::Typedef,
                TypeKind::Enum => Taken::Enum,
                TypeKind::Interface => Taken::Interface,
                TypeKind::Funcdef => Taken::Funcdef,
                _ => Taken::Object,
            },
        })
    }

    fn word(self) -> &'static str {
        match self {
            Taken::Object => "a type",
            Taken::Enum => "an enum",
            Taken::Interface => "an interface",
            Taken::Typedef => "a typedef",
            Taken::Funcdef => "a funcdef",
            Taken::Functions => "a function",
            Taken::Global => "a global property",
        }
    }
}

/// A namespace of the declarations. Its id here is not the one it has when sealed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NamespaceRow {
    pub parent: NamespaceId,
    pub name: Symbol,
    /// The same namespace in the registry that is extended, or [`NamespaceId::NONE`].
    pub base: NamespaceId,
}

/// Registrations that are not sealed yet: what a [`Module`](crate::module::Module) bundles and an
/// [`FfiRegistryBuilder`](super::FfiRegistryBuilder) collects.
///
/// Declarations arrive here parsed, as owned definitions whose types may still be names. Everything lies in a handful
/// of flat tables, so that registering costs little more than parsing.
pub struct Declarations {
    pub(crate) base: Option<Arc<FfiRegistry>>,
    pub(crate) names: NamePool,
    pub(crate) namespaces: Vec<NamespaceRow>,
    namespace_table: PairTable<NamespaceId>,
    current: NamespaceId,
    access_mask: u32,
    texts: String,
    pub(crate) owners: Vec<FfiOwner>,
    owner_table: PairTable<u32>,
    pub(crate) types: Vec<FfiTypeDef>,
    pub(crate) functions: Vec<FfiFunctionDef>,
    pub(crate) properties: Vec<FfiPropertyDef>,
    pub(crate) globals: Vec<FfiGlobalDef>,
    pub(crate) enum_values: Vec<FfiEnumValueDef>,
    taken: PairTable<Taken>,
    value_taken: PairTable<()>,
    /// Functions by what their declarations say.
    signatures: IndexSet,
    pub(crate) string_factory: Option<(u32, StringFactory)>,
    pub(crate) default_array: Option<u32>,
    pub(crate) keep: Vec<Keep>,
    pub(super) groups: Vec<GroupRow>,
}

impl Default for Declarations {
    fn default() -> Self {
        Declarations::new()
    }
}

impl Declarations {
    /// No declarations.
    pub fn new() -> Declarations {
        Declarations::over(None)
    }

    /// No declarations, on top of a sealed registry.
    pub fn extending(base: Arc<FfiRegistry>) -> Declarations {
        Declarations::over(Some(base))
    }

    fn over(base: Option<Arc<FfiRegistry>>) -> Declarations {
        let names = base.as_ref().map_or_else(FrozenInterner::root, |b| b.interner().clone());
        let global = NamespaceRow {
            parent: NamespaceId::NONE,
            name: Symbol::EMPTY,
            base: if base.is_some() { NamespaceId::GLOBAL } else { NamespaceId::NONE },
        };
        Declarations {
            base,
            names: NamePool::new(names),
            namespaces: vec![global],
            namespace_table: PairTable::default(),
            current: NamespaceId::GLOBAL,
            access_mask: u32::MAX,
            texts: String::new(),
            owners: Vec::new(),
            owner_table: PairTable::default(),
            types: Vec::new(),
            functions: Vec::new(),
            properties: Vec::new(),
            globals: Vec::new(),
            enum_values: Vec::new(),
            taken: PairTable::default(),
            value_taken: PairTable::default(),
            signatures: IndexSet::default(),
            string_factory: None,
            default_array: None,
            keep: Vec::new(),
            groups: Vec::new(),
        }
    }

    /// The names in use.
    pub fn names(&self) -> &NamePool {
        &self.names
    }

    /// The names in use, to add some.
    pub fn names_mut(&mut self) -> &mut NamePool {
        &mut self.names
    }

    /// How many declarations there are: types, functions, properties and enum values.
    pub fn len(&self) -> usize {
        self.types.len() + self.functions.len() + self.properties.len() + self.globals.len() + self.enum_values.len()
    }

    /// Whether nothing was declared.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The namespace that following declarations go to.
    pub fn namespace(&self) -> NamespaceId {
        self.current
    }

    /// Changes the namespace that following declarations go to.
    pub fn set_namespace(&mut self, namespace: NamespaceId) {
        self.current = namespace;
    }

    /// The access mask that following declarations get.
    pub fn access_mask(&self) -> u32 {
        self.access_mask
    }

    /// Changes the access mask that following declarations get; gives the old one.
    pub fn set_access_mask(&mut self, mask: u32) -> u32 {
        std::mem::replace(&mut self.access_mask, mask)
    }

    /// The namespace `name` in `parent`, made if it does not exist.
    pub fn add_namespace(&mut self, parent: NamespaceId, name: Symbol) -> NamespaceId {
        if let Some(id) = self.namespace_table.get(parent.0, name.0) {
            return id;
        }
        let below = self.namespaces[parent.index()].base;
        let base = match &self.base {
            Some(b) if below.is_some() => b.find_namespace(below, name).unwrap_or(NamespaceId::NONE),
            _ => NamespaceId::NONE,
        };
        let id = NamespaceId::new(self.namespaces.len());
        self.namespaces.push(NamespaceRow { parent, name, base });
        self.namespace_table.insert(parent.0, name.0, id);
        id
    }

    /// Whether there is a namespace at a path from another one, here or in the registry below.
    pub fn has_namespace(&self, from: NamespaceId, path: &[Symbol]) -> bool {
        let mut own = Some(from);
        let mut below = Some(self.namespaces[from.index()].base).filter(|b| b.is_some());
        for name in path {
            own = own.and_then(|ns| self.namespace_table.get(ns.0, name.0));
            below = below.and_then(|ns| self.base.as_ref()?.find_namespace(ns, *name));
        }
        own.is_some() || below.is_some()
    }

    /// How many functions there are, methods and behaviours included.
    pub fn function_count(&self) -> u32 {
        self.functions.len() as u32
    }

    /// Keeps the text of a declaration.
    pub fn add_text(&mut self, text: &str) -> Range {
        let start = self.texts.len() as u32;
        self.texts.push_str(text);
        Range { start, len: text.len() as u32 }
    }

    /// The text of a declaration.
    pub fn text(&self, range: Range) -> &str {
        &self.texts[range.start as usize..(range.start + range.len) as usize]
    }

    /// The row of a type that was named by `text` before in the current namespace.
    pub fn find_owner(&self, text: Symbol) -> Option<u32> {
        self.owner_table.get(self.current.0, text.0)
    }

    /// A row for a type that something is registered for.
    pub fn add_owner(&mut self, text: Symbol, name: FfiName, args: Box<[FfiDataType]>) -> u32 {
        if let Some(row) = self.find_owner(text) {
            return row;
        }
        let row = self.owners.len() as u32;
        self.owners.push(FfiOwner { namespace: self.current, name, args, text });
        self.owner_table.insert(self.current.0, text.0, row);
        row
    }

    /// What a name stands for so far, in the declarations or in the registry below.
    pub(crate) fn taken(&self, namespace: NamespaceId, name: Symbol) -> Option<Taken> {
        if let Some(taken) = self.taken.get(namespace.0, name.0) {
            return Some(taken);
        }
        let base = self.base.as_ref()?;
        let below = self.namespaces[namespace.index()].base;
        if below.is_none() {
            return None;
        }
        Taken::below(base, below, name)
    }

    fn check_free(
        &self,
        namespace: NamespaceId,
        name: Symbol,
        as_what: Taken,
        text: Range,
    ) -> Result<(), RegistrationError> {
        match self.taken(namespace, name) {
            None => Ok(()),
            Some(Taken::Functions) if as_what == Taken::Functions => Ok(()),
            Some(taken) => Err(conflict(self.names.text(name), taken, as_what, self.text(text))),
        }
    }

    /// Adds a type; gives its row.
    ///
    /// # Errors
    ///
    /// The name is taken: [`ReturnCode::AlreadyRegistered`] by the same kind of type, [`ReturnCode::NameTaken`] by
    /// something else.
    pub fn add_type(&mut self, def: FfiTypeDef) -> Result<u32, RegistrationError> {
        if def.specialized.is_empty() && def.owner == NO_OWNER {
            let what = Taken::of(&def.kind);
            self.check_free(def.namespace, def.name, what, def.declaration)?;
            self.taken.insert(def.namespace.0, def.name.0, what);
        }
        self.types.push(def);
        Ok(self.types.len() as u32 - 1)
    }

    /// Adds a function, method or behaviour; gives its row.
    ///
    /// # Errors
    ///
    /// The name of a global function is taken by something that is no function, or the same function is there already.
    pub fn add_function(&mut self, def: FfiFunctionDef) -> Result<u32, RegistrationError> {
        let mut hash = None;
        if def.is_overloadable() {
            hash = def.hash_words(place_of(def.owner, def.namespace), &Some);
            if let Some(before) = hash.and_then(|h| self.find_function(h, &def, def.owner, def.namespace, &Some)) {
                return Err(self.duplicate_function(self.text(def.declaration), def.name_column, before));
            }
        }
        if def.kind == FunctionKind::Global {
            match self.taken.get(def.namespace.0, def.name.0) {
                Some(Taken::Functions) => {}
                _ => {
                    self.check_free(def.namespace, def.name, Taken::Functions, def.declaration)?;
                    self.taken.insert(def.namespace.0, def.name.0, Taken::Functions);
                }
            }
        }
        let row = self.functions.len() as u32;
        if let Some(hash) = hash {
            self.signatures.insert(hash, row);
        }
        self.functions.push(def);
        Ok(row)
    }

    /// A function that says the same as another one, whose names `map` translates, of this owner or namespace.
    fn find_function(
        &self,
        hash: u32,
        def: &FfiFunctionDef,
        owner: u32,
        namespace: NamespaceId,
        map: &impl Fn(Symbol) -> Option<Symbol>,
    ) -> Option<u32> {
        self.signatures.find(hash, |row| {
            let own = &self.functions[row as usize];
            place_of(own.owner, own.namespace) == place_of(owner, namespace) && own.same_words(def, map)
        })
    }

    fn duplicate_function(&self, text: &str, column: u32, before: u32) -> RegistrationError {
        let before = self.text(self.functions[before as usize].declaration);
        let message = format!("a function of this signature is registered already: '{before}'");
        RegistrationError::at(ReturnCode::AlreadyRegistered, text, column, message)
    }

    /// Adds a property of a type.
    pub fn add_property(&mut self, def: FfiPropertyDef) {
        self.properties.push(def);
    }

    /// Adds a global property.
    ///
    /// # Errors
    ///
    /// The name is taken.
    pub fn add_global(&mut self, def: FfiGlobalDef) -> Result<(), RegistrationError> {
        self.check_free(def.namespace, def.name, Taken::Global, def.declaration)?;
        self.taken.insert(def.namespace.0, def.name.0, Taken::Global);
        self.globals.push(def);
        Ok(())
    }

    /// Adds a value to an enum.
    ///
    /// # Errors
    ///
    /// The enum has a value of this name already.
    pub fn add_enum_value(&mut self, def: FfiEnumValueDef) -> Result<(), RegistrationError> {
        if self.value_taken.get(def.owner, def.name.0).is_some() {
            return Err(self.duplicate_value(&def));
        }
        self.value_taken.insert(def.owner, def.name.0, ());
        self.enum_values.push(def);
        Ok(())
    }

    fn duplicate_value(&self, def: &FfiEnumValueDef) -> RegistrationError {
        let name = self.names.text(def.name);
        let owner = self.names.text(self.owners[def.owner as usize].text);
        let text = self.text(def.declaration);
        let message = format!("the enum '{owner}' has a value '{name}' already");
        RegistrationError::at(ReturnCode::AlreadyRegistered, text, column_of(text, name), message)
    }

    /// Sets the type of string literals and what makes them.
    ///
    /// # Errors
    ///
    /// There is one already.
    pub fn set_string_factory(&mut self, owner: u32, factory: StringFactory) -> Result<(), RegistrationError> {
        if self.string_factory.is_some() {
            let text = self.names.text(self.owners[owner as usize].text);
            return Err(RegistrationError::new(
                ReturnCode::AlreadyRegistered,
                text,
                "a string factory is registered already",
            ));
        }
        self.string_factory = Some((owner, factory));
        Ok(())
    }

    /// What makes string literals, here or in the registry that this extends.
    pub fn string_factory(&self) -> Option<StringFactory> {
        let own = self.string_factory.map(|(_, factory)| factory);
        own.or_else(|| self.base.as_ref().and_then(|b| b.string_factory().copied()))
    }

    /// Keeps something of the host as long as what was declared can be used: in the end the registry owns it.
    pub fn keep_alive(&mut self, thing: Keep) {
        self.keep.push(thing);
    }

    /// Sets the template that `T[]` means.
    pub fn set_default_array(&mut self, owner: u32) {
        self.default_array = Some(owner);
    }

    /// Adds all declarations of a bundle, which must not extend a registry. It can be added to any number of others.
    ///
    /// # Errors
    ///
    /// The first name that is taken. Nothing is added then.
    pub fn append(&mut self, other: &Declarations) -> Result<(), RegistrationError> {
        self.check_append(other)?;
        self.append_groups(other);
        let symbols: Vec<Symbol> = other.names.added().map(|text| self.names.intern(text)).collect();
        let first = other.names.first();
        let mut map = |s: Symbol| if s.0 < first { s } else { symbols[(s.0 - first) as usize] };
        let mut spaces = vec![NamespaceId::GLOBAL];
        for row in &other.namespaces[1..] {
            let id = self.add_namespace(spaces[row.parent.index()], map(row.name));
            spaces.push(id);
        }
        let text_base = self.texts.len() as u32;
        self.texts.push_str(&other.texts);
        let text = |r: Range| Range { start: r.start + text_base, len: r.len };

        let mut owners = Vec::with_capacity(other.owners.len());
        let current = self.current;
        for owner in &other.owners {
            let mut args = owner.args.clone();
            args.iter_mut().for_each(|a| a.map_names(&mut map));
            let name = FfiName { symbol: map(owner.name.symbol), ..owner.name };
            self.current = spaces[owner.namespace.index()];
            owners.push(self.add_owner(map(owner.text), name, args));
        }
        self.current = current;
        let own = |row: u32| if row == NO_OWNER { NO_OWNER } else { owners[row as usize] };

        let first_function = self.functions.len() as u32;
        for def in &other.types {
            let mut def = def.clone();
            def.name = map(def.name);
            def.namespace = spaces[def.namespace.index()];
            def.params.iter_mut().for_each(|p| *p = map(*p));
            def.specialized.iter_mut().for_each(|a| a.map_names(&mut map));
            def.owner = own(def.owner);
            def.declaration = text(def.declaration);
            match &mut def.kind {
                FfiTypeKind::Typedef(ty) => ty.map_names(&mut map),
                FfiTypeKind::Funcdef(signature) => *signature += first_function,
                _ => {}
            }
            self.add_type(def)?;
        }
        self.functions.reserve(other.functions.len());
        for def in &other.functions {
            let mut def = def.clone();
            def.name = map(def.name);
            def.property = map(def.property);
            def.namespace = spaces[def.namespace.index()];
            def.owner = own(def.owner);
            def.declaration = text(def.declaration);
            def.return_type.map_names(&mut map);
            def.type_params.iter_mut().for_each(|p| *p = map(*p));
            for param in &mut def.params {
                param.name = map(param.name);
                param.data_type.map_names(&mut map);
                if let Some(default) = &mut param.default_value {
                    default.expr.map_names(&mut map);
                    default.text = text(default.text);
                    default.names.iter_mut().for_each(|(n, _)| n.symbol = map(n.symbol));
                }
            }
            if let Some(pattern) = &mut def.list_pattern {
                map_pattern(pattern, &mut map);
            }
            self.add_function(def)?;
        }
        for def in &other.properties {
            let mut def = def.clone();
            def.owner = own(def.owner);
            def.name = map(def.name);
            def.data_type.map_names(&mut map);
            def.namespace = spaces[def.namespace.index()];
            def.declaration = text(def.declaration);
            self.add_property(def);
        }
        for def in &other.globals {
            let mut def = def.clone();
            def.name = map(def.name);
            def.namespace = spaces[def.namespace.index()];
            def.data_type.map_names(&mut map);
            def.declaration = text(def.declaration);
            self.add_global(def)?;
        }
        for def in &other.enum_values {
            let (owner, name) = (own(def.owner), map(def.name));
            self.add_enum_value(FfiEnumValueDef { owner, name, value: def.value, declaration: text(def.declaration) })?;
        }
        if let Some((owner, factory)) = other.string_factory {
            self.set_string_factory(own(owner), factory)?;
        }
        self.keep.extend(other.keep.iter().cloned());
        if let Some(owner) = other.default_array {
            self.set_default_array(own(owner));
        }
        Ok(())
    }

    /// Names of the types that every registry has, by their ids.
    pub(crate) fn intern_fixed_types(&mut self) -> Vec<Symbol> {
        let special = ["<null>", "?", "<unknown type>", "<unused>"];
        let all = Primitive::ALL.iter().map(|p| p.name()).chain(special);
        all.map(|name| self.names.intern(name)).collect()
    }

    /// Whether [`Declarations::append`] will go through, without changing anything.
    fn check_append(&self, other: &Declarations) -> Result<(), RegistrationError> {
        self.check_groups(other)?;
        let first = other.names.first();
        let symbols: Vec<Option<Symbol>> = other.names.added().map(|text| self.names.find(text)).collect();
        let map = |s: Symbol| if s.0 < first { Some(s) } else { symbols[(s.0 - first) as usize] };
        let mut spaces = vec![Some(NamespaceId::GLOBAL)];
        // A namespace that only the registry below knows has no row here, so that its names are looked up there.
        let mut below = vec![self.base.as_ref().map(|_| NamespaceId::GLOBAL)];
        for row in &other.namespaces[1..] {
            let name = map(row.name);
            let parent = row.parent.index();
            spaces.push(spaces[parent].and_then(|p| self.namespace_table.get(p.0, name?.0)));
            below.push(below[parent].and_then(|p| self.base.as_ref()?.find_namespace(p, name?)));
        }
        let taken = |namespace: NamespaceId, name: Symbol| -> Option<Taken> {
            let name = map(name)?;
            if let Some(row) = spaces[namespace.index()] {
                return self.taken(row, name);
            }
            Taken::below(self.base.as_ref()?, below[namespace.index()]?, name)
        };
        let check = |namespace, name, what, text| match taken(namespace, name) {
            None => Ok(()),
            Some(Taken::Functions) if what == Taken::Functions => Ok(()),
            Some(found) => Err(conflict(other.names.text(name), found, what, other.text(text))),
        };
        for def in &other.types {
            if def.specialized.is_empty() && def.owner == NO_OWNER {
                check(def.namespace, def.name, Taken::of(&def.kind), def.declaration)?;
            }
        }
        for def in other.functions.iter().filter(|f| f.kind == FunctionKind::Global) {
            check(def.namespace, def.name, Taken::Functions, def.declaration)?;
        }
        for def in &other.globals {
            check(def.namespace, def.name, Taken::Global, def.declaration)?;
        }
        let own_row = |row: u32| {
            let owner = &other.owners[row as usize];
            self.owner_table.get(spaces[owner.namespace.index()]?.0, map(owner.text)?.0)
        };
        let functions = if self.functions.is_empty() { &[][..] } else { &other.functions };
        for def in functions.iter().filter(|f| f.is_overloadable()) {
            let before = || {
                let owner = if def.owner == NO_OWNER { NO_OWNER } else { own_row(def.owner)? };
                let namespace = spaces[def.namespace.index()].unwrap_or(NamespaceId::NONE);
                let hash = def.hash_words(place_of(owner, namespace), &map)?;
                self.find_function(hash, def, owner, namespace, &map)
            };
            if let Some(before) = before() {
                return Err(self.duplicate_function(other.text(def.declaration), def.name_column, before));
            }
        }
        for def in &other.enum_values {
            let same = || self.value_taken.get(own_row(def.owner)?, map(def.name)?.0);
            if same().is_some() {
                return Err(other.duplicate_value(def));
            }
        }
        if let (Some(_), Some((owner, _))) = (&self.string_factory, &other.string_factory) {
            let text = other.names.text(other.owners[*owner as usize].text);
            let message = "a string factory is registered already";
            return Err(RegistrationError::new(ReturnCode::AlreadyRegistered, text, message));
        }
        Ok(())
    }
}

/// Where a function is unique: in its type, or else in its namespace.
fn place_of(owner: u32, namespace: NamespaceId) -> (u32, u32) {
    if owner == NO_OWNER { (NO_OWNER, namespace.0) } else { (owner, 0) }
}

fn map_pattern(pattern: &mut FfiListPattern, map: &mut impl FnMut(Symbol) -> Symbol) {
    match pattern {
        FfiListPattern::List(items) => items.iter_mut().for_each(|p| map_pattern(p, map)),
        FfiListPattern::Repeat(p) | FfiListPattern::RepeatSame(p) => map_pattern(p, map),
        FfiListPattern::Type(ty) => ty.map_names(map),
    }
}

/// Where the name that a declaration is about stands in it: the last time before its parameters.
pub(super) fn column_of(text: &str, name: &str) -> u32 {
    let head = text.split('(').next().unwrap_or(text);
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let places = head
        .match_indices(name)
        .filter(|(at, _)| !head[..*at].ends_with(is_part) && !head[*at + name.len()..].starts_with(is_part));
    places.last().map_or(0, |(at, _)| at as u32)
}

fn conflict(name: &str, taken: Taken, as_what: Taken, text: &str) -> RegistrationError {
    let column = column_of(text, name);
    if taken == as_what {
        let message = format!("{} '{name}' is registered already", taken.word());
        return RegistrationError::at(ReturnCode::AlreadyRegistered, text, column, message);
    }
    let message = format!("'{name}' is already the name of {}", taken.word());
    RegistrationError::at(ReturnCode::NameTaken, text, column, message)
}
