//! Types while sealing.

use super::display::TypeNames;
use super::instances::hash_instance;
use super::read::{canonical, check_arguments, instance_def};
use super::scope::Scope;
use super::tables::IndexSet;
use super::{FfiRegistry, type_is_dependent};
use crate::base::{NamespaceId, Symbol, TypeId};
use crate::types::{DataType, Instantiation, Primitive, Range, TypeDef, TypeFlags, TypeKind};

/// An instance made while sealing, with the declaration that named it first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Made {
    pub id: TypeId,
    pub declaration: Range,
    pub column: u32,
}

/// The types of the registry that is being sealed, over those of the registry it extends.
pub(super) struct TypeRows<'d> {
    pub parent: Option<&'d FfiRegistry>,
    pub first: u32,
    pub rows: Vec<TypeDef>,
    pub index: IndexSet,
    /// Instances of templates of this layer that still wait for their members.
    pub made: Vec<Made>,
    pub default_array: TypeId,
    /// The declaration that is being resolved.
    pub declaration: Range,
}

/// Both together can write types.
pub(super) struct View<'v> {
    pub scope: &'v Scope<'v>,
    pub types: &'v TypeRows<'v>,
}

impl TypeNames for View<'_> {
    fn type_def(&self, id: TypeId) -> &TypeDef {
        self.types.get(id)
    }

    fn text(&self, name: Symbol) -> &str {
        self.scope.pool.text(name)
    }

    fn namespace_of(&self, id: NamespaceId) -> (NamespaceId, Symbol) {
        self.scope.namespace(id)
    }
}

impl<'d> TypeRows<'d> {
    /// The types every registry has, or none where a parent has them.
    pub fn new(parent: Option<&'d FfiRegistry>, primitive_names: &[Symbol]) -> TypeRows<'d> {
        let mut rows = Vec::new();
        if parent.is_none() {
            for p in Primitive::ALL {
                let name = primitive_names[p as usize];
                let mut def = TypeDef::new(p.id(), name, NamespaceId::GLOBAL, TypeKind::Primitive(p));
                def.flags = TypeFlags::POD;
                def.size = p.size();
                def.align = p.size().max(1);
                rows.push(def);
            }
            for (i, kind) in [TypeKind::Null, TypeKind::Any, TypeKind::Error, TypeKind::Error].into_iter().enumerate() {
                let name = primitive_names[Primitive::ALL.len() + i];
                rows.push(TypeDef::new(TypeId(12 + i as u32), name, NamespaceId::GLOBAL, kind));
            }
        }
        TypeRows {
            parent,
            first: parent.map_or(0, |p| p.type_count()),
            rows,
            index: IndexSet::default(),
            made: Vec::new(),
            default_array: parent.map_or(TypeId::NONE, |p| p.default_array()),
            declaration: Range::EMPTY,
        }
    }

    /// The id of the next row.
    pub fn next_id(&self) -> TypeId {
        TypeId(self.first + self.rows.len() as u32)
    }

    pub fn get(&self, id: TypeId) -> &TypeDef {
        match self.rows.get(id.0.wrapping_sub(self.first) as usize) {
            Some(def) => def,
            None => match self.parent {
                Some(p) => p.ty(id),
                None => &self.rows[DataType::ERROR_ID.index()],
            },
        }
    }

    /// A type of this layer.
    pub fn own(&mut self, id: TypeId) -> Option<&mut TypeDef> {
        self.rows.get_mut(id.0.wrapping_sub(self.first) as usize)
    }

    /// Whether the type is of this layer.
    pub fn is_own(&self, id: TypeId) -> bool {
        (id.0.wrapping_sub(self.first) as usize) < self.rows.len()
    }

    /// See [`FfiRegistry::canonical`].
    pub fn canonical(&self, ty: DataType) -> DataType {
        canonical(ty, self.get(ty.type_id).flags)
    }

    pub fn find_instance(&self, template: TypeId, args: &[DataType]) -> Option<TypeId> {
        let hash = hash_instance(template, args) as u32;
        let same = |id: u32| {
            let def = self.get(TypeId(id));
            def.template == template && *def.args == *args
        };
        self.index.find(hash, same).map(TypeId)
    }

    /// Enters an instance or specialisation into the table by which it is found.
    pub fn enter(&mut self, id: TypeId) {
        let def = self.get(id);
        let hash = hash_instance(def.template, &def.args) as u32;
        self.index.insert(hash, id.0);
    }

    /// A type that is made of others.
    pub fn make(&mut self, scope: &Scope<'_>, what: Instantiation<'_>, column: u32) -> Result<TypeId, String> {
        match what {
            Instantiation::Template(template, args) => {
                let args: Vec<DataType> = args.iter().map(|a| self.canonical(*a)).collect();
                self.instance(scope, template, &args, column)
            }
            Instantiation::Array(element) => {
                if self.default_array.is_none() {
                    return Err("there is no default array type for 'T[]'".into());
                }
                let element = self.canonical(element);
                self.instance(scope, self.default_array, &[element], column)
            }
            Instantiation::Child(owner, name) => {
                let def = self.get(owner);
                let generic = if def.is_instance() { def.template } else { owner };
                let args = def.args.clone();
                let Some(child) = scope.find_child(generic, name) else {
                    let owner = View { scope, types: self }.show(DataType::of(owner));
                    return Err(format!("'{owner}' has no type '{}'", scope.pool.text(name)));
                };
                if self.get(child).is_template() { self.instance(scope, child, &args, column) } else { Ok(child) }
            }
        }
    }

    pub fn instance(
        &mut self,
        scope: &Scope<'_>,
        template: TypeId,
        args: &[DataType],
        column: u32,
    ) -> Result<TypeId, String> {
        if let Some(id) = self.find_instance(template, args) {
            return Ok(id);
        }
        if let Some(p) = self.parent {
            if let Some(id) = p.find_sealed_instance(template, args) {
                return Ok(id);
            }
            if !self.is_own(template) && !args.iter().any(|a| self.is_own(a.type_id)) {
                return p.instance(template, args);
            }
        }
        let def = self.get(template);
        let view = View { scope, types: self };
        check_arguments(def, scope.pool.text(def.name), args, &|id| self.get(id), &|ty| view.show(ty))?;
        let mut instance = instance_def(def, args);
        if args.iter().any(|a| type_is_dependent(self.get(a.type_id))) {
            instance.flags = instance.flags.with(TypeFlags::DEPENDENT);
        }
        let owner = instance.parent;
        if instance.kind == TypeKind::Funcdef && owner.is_some() {
            instance.parent = self.instance(scope, owner, args, column)?;
        }
        let id = self.next_id();
        instance.id = id;
        self.rows.push(instance);
        self.enter(id);
        self.made.push(Made { id, declaration: self.declaration, column });
        Ok(id)
    }
}
