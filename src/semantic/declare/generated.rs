//! Functions that the compiler makes for a class: copy constructor and assignment (CLASS-25 to CLASS-34).

use crate::base::{FunctionId, Symbol, TypeId, names};
use crate::syntax::ast::Ident;
use crate::types::{DataType, FunctionKind, FunctionTraits, ParamDef, RefModifier};

use super::Declarer;
use crate::semantic::types::FunctionBody;

impl Declarer<'_, '_> {
    /// Adds copy constructor and assignment to a class as far as it is to have them, and finds the declared ones.
    pub(super) fn generate(&mut self, w: usize, constructors: &mut Vec<FunctionId>, functions: &mut Vec<FunctionId>) {
        let id = self.classes[w].id;
        let default = self.build.registry.ty(id).behaviors.default_construct;
        if default.is_some() && self.def(default).traits.has(FunctionTraits::GENERATED) {
            constructors.push(default);
            functions.push(default);
        }
        self.copy_constructor(w, constructors, functions);
        self.assignment(w, functions);
    }

    fn copy_constructor(&mut self, w: usize, constructors: &mut Vec<FunctionId>, functions: &mut Vec<FunctionId>) {
        let id = self.classes[w].id;
        let mut copy = FunctionId::NONE;
        for &c in constructors.iter() {
            // Of several the one from a const object is taken.
            if self.copies(c, id) && (copy.is_none() || self.first_param(c).is_const) {
                copy = c;
            }
        }
        if copy.is_none() {
            let deleted = self.deleted_copy(w, FunctionKind::Constructor);
            let wanted = match self.build.options.always_impl_default_copy_construct {
                0 => {
                    let default = self.build.registry.ty(id).behaviors.default_construct;
                    default.is_some() && !self.classes[w].declared.constructor_of_one
                }
                1 => !deleted,
                _ => false,
            };
            if wanted {
                let name = self.classes[w].decl.name;
                copy = self.generated(w, name, FunctionKind::Constructor, FunctionBody::CopyConstructor);
                self.copying_signature(copy, DataType::VOID, id);
                constructors.push(copy);
                functions.push(copy);
            }
        }
        self.build.registry.ty_mut(id).behaviors.copy_construct = copy;
    }

    fn assignment(&mut self, w: usize, functions: &mut Vec<FunctionId>) {
        let id = self.classes[w].id;
        let mut assign = FunctionId::NONE;
        // Declared ones, inherited ones included (CLASS-34): the table has no generated ones.
        for entry in self.build.registry.methods(id) {
            if entry.name == names::OP_ASSIGN && self.copies_derived(entry.function, id) {
                let own = self.def(entry.function).owner == id;
                if assign.is_none() || own {
                    assign = entry.function;
                }
            }
        }
        let own = assign.is_some() && self.def(assign).owner == id;
        let exact = own && self.copies(assign, id);
        let deleted = self.deleted_copy(w, FunctionKind::Method);
        let wanted = match self.build.options.always_impl_default_copy {
            0 => assign.is_none() && !self.classes[w].declared.assign_of_one,
            1 => !exact && !deleted,
            _ => false,
        };
        if wanted {
            let name = Ident { name: names::OP_ASSIGN, span: self.classes[w].decl.name.span };
            assign = self.generated(w, name, FunctionKind::Method, FunctionBody::Assign);
            self.copying_signature(assign, DataType::of(id).with_ref(RefModifier::InOut), id);
            functions.push(assign);
        } else if deleted && !own {
            // What is inherited does not take the place of what is deleted.
            assign = FunctionId::NONE;
        }
        self.build.registry.ty_mut(id).behaviors.assign = assign;
    }

    /// Gives a generated function the parameter `const T &inout`.
    fn copying_signature(&mut self, function: FunctionId, ret: DataType, class: TypeId) {
        let ty = DataType::of(class).with_const(true).with_ref(RefModifier::InOut);
        let param = ParamDef { name: Symbol::EMPTY, ty, default: ParamDef::NO_DEFAULT, auto_handle: false };
        let index = self.index(function);
        self.set_signature(index, ret, &[param]);
    }

    fn first_param(&self, function: FunctionId) -> DataType {
        let params = self.build.registry.function(function).params();
        params.first().map_or(DataType::ERROR, |p| p.ty)
    }

    /// Whether a function takes exactly one object of the class, by a reference that needs no copy.
    fn copies(&self, function: FunctionId, class: TypeId) -> bool {
        let ty = self.first_param(function);
        let by_reference = match ty.ref_modifier {
            RefModifier::In => ty.is_const,
            RefModifier::InOut => true,
            _ => false,
        };
        self.def(function).params.len == 1 && ty.type_id == class && !ty.is_handle && by_reference
    }

    /// Whether an `opAssign` takes an object of the class, by reference, handle or value, as itself or as its base.
    fn copies_derived(&self, function: FunctionId, class: TypeId) -> bool {
        let ty = self.first_param(function);
        self.def(function).params.len == 1
            && ty.ref_modifier != RefModifier::Out
            && !ty.is_error()
            && self.build.registry.is_script_type(ty.type_id)
            && self.build.registry.is_a(class, ty.type_id)
    }

    /// Whether the class deletes its copy constructor or assignment.
    fn deleted_copy(&self, w: usize, kind: FunctionKind) -> bool {
        let class = self.classes[w].id;
        let functions = &self.build.registry.functions[self.classes[w].functions.clone()];
        functions.iter().any(|f| {
            f.def.traits.has(FunctionTraits::DELETED)
                && f.def.kind == kind
                && (kind == FunctionKind::Constructor || f.def.name == names::OP_ASSIGN)
                && self.copies(f.def.id, class)
        })
    }

    /// Only what the compiler makes can be deleted, and only what is not defined (CLASS-32, CLASS-33).
    pub(super) fn check_deleted(&mut self, deleted: &[FunctionId], constructors: &[FunctionId], class: TypeId) {
        for &function in deleted {
            let def = *self.def(function);
            if self.unclear(function) {
                continue;
            }
            let generated = match def.kind {
                FunctionKind::Constructor => def.params.len == 0 || self.copies(function, class),
                FunctionKind::Method => def.name == names::OP_ASSIGN && self.copies(function, class),
                _ => false,
            };
            if !generated {
                let text = "only the default constructor, the copy constructor and 'opAssign' can be deleted";
                self.build.error(160, def.span, text);
                continue;
            }
            let registry = &self.build.registry;
            let defined = if def.kind == FunctionKind::Constructor {
                constructors.iter().copied().find(|&c| registry.same_params(c, function))
            } else {
                let mut own = registry.methods(class).iter().filter(|m| m.name == def.name);
                own.find(|m| {
                    registry.function(m.function).owner() == class && registry.same_params(m.function, function)
                })
                .map(|m| m.function)
            };
            if let Some(defined) = defined {
                let other = self.def(defined).span;
                let text = "this function is both defined and deleted";
                self.build.error(162, def.span, text).note(other, "it is defined here");
            }
        }
    }
}
