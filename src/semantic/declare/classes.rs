//! The functions that classes declare: which there are.

use crate::base::{FunctionId, TypeId, names};
use crate::syntax::ast::{Access, Accessor, FunctionDecl, FunctionForm, Ident, Member, Modifiers, PropertyDecl};
use crate::types::{FunctionKind, FunctionTraits, TypeFlags};

use super::{Declared, Declarer, FunctionHead, Source, code, traits_of};
use crate::semantic::types::FunctionBody;

impl<'ast> Declarer<'_, 'ast> {
    /// Adds the functions of all classes, still without signatures, and decides on default constructors: templates ask
    /// for these when types are resolved.
    pub(super) fn class_functions(&mut self) {
        for w in 0..self.classes.len() {
            let start = self.build.registry.functions.len();
            self.own_functions(w);
            for i in 0..self.classes[w].mixins.len {
                let m = self.mixin_lists[(self.classes[w].mixins.start + i) as usize];
                self.mixin_functions(w, m);
            }
            self.classes[w].functions = start..self.build.registry.functions.len();
            self.default_constructor(w);
        }
    }

    fn own_functions(&mut self, w: usize) {
        let decl = self.classes[w].decl;
        let mut destructor = FunctionId::NONE;
        for member in decl.members {
            match *member {
                Member::Function(f) => match f.form {
                    FunctionForm::Constructor => self.constructor(w, f),
                    FunctionForm::Destructor => self.destructor(w, f, &mut destructor),
                    FunctionForm::Plain if f.name.name == decl.name.name => {
                        let text = "a method cannot have the name of its class; a constructor has no return type";
                        self.build.error(156, f.name.span, text);
                    }
                    FunctionForm::Plain => {
                        if f.name.name == names::OP_ASSIGN && f.params.len() == 1 {
                            self.classes[w].declared.assign_of_one = true;
                        }
                        self.method(w, f, FunctionKind::Method, Source::Decl(f));
                    }
                },
                Member::Property(p) => {
                    self.accessor_mode(p.name);
                    for accessor in p.accessors {
                        self.block_accessor(w, p, accessor);
                    }
                }
                Member::Var(_) | Member::Funcdef(_) => {}
            }
        }
    }

    fn constructor(&mut self, w: usize, f: &'ast FunctionDecl<'ast>) {
        let class = self.classes[w].decl.name;
        if f.name.name != class.name {
            let text = format!(
                "'{}' has no return type; a constructor would have the name of the class, '{}'",
                self.text(f.name.name),
                self.text(class.name)
            );
            self.build.error(157, f.name.span, text);
            return;
        }
        let deleted = f.modifiers.has(Modifiers::DELETE);
        let declared = &mut self.classes[w].declared;
        declared.constructor |= !deleted;
        declared.constructor_of_one |= f.params.len() == 1;
        declared.deleted_default |= deleted && f.params.is_empty();
        let id = self.method(w, f, FunctionKind::Constructor, Source::Decl(f));
        if f.params.is_empty() && !deleted {
            let class = self.classes[w].id;
            let present = &mut self.build.registry.ty_mut(class).behaviors.default_construct;
            if present.is_none() {
                *present = id;
            }
        }
    }

    fn destructor(&mut self, w: usize, f: &'ast FunctionDecl<'ast>, present: &mut FunctionId) {
        let class = self.classes[w].decl.name;
        if f.name.name != class.name {
            let text = format!("the destructor of '{0}' is '~{0}()'", self.text(class.name));
            self.build.error(158, f.name.span, text);
        } else if let Some(first) = f.params.first() {
            self.build.error(159, first.span, "a destructor takes no parameters");
        } else if present.is_some() {
            let other = self.def(*present).span;
            let error = self.build.error(36, f.name.span, "the class has a destructor already");
            error.note(other, "it is declared here");
        } else {
            *present = self.method(w, f, FunctionKind::Destructor, Source::Decl(f));
        }
    }

    /// Adds a method, constructor or destructor.
    fn method(
        &mut self,
        w: usize,
        f: &'ast FunctionDecl<'ast>,
        kind: FunctionKind,
        source: Source<'ast>,
    ) -> FunctionId {
        if f.body.is_none() && !f.modifiers.has(Modifiers::DELETE) {
            let text = format!("'{}' has no body", self.text(f.name.name));
            let before = self.build.diags.list().len();
            self.build.error(code::NO_BODY, f.name.span, text);
            self.forget_repeated(before);
        }
        let class = &self.classes[w];
        let head = FunctionHead {
            name: f.name.name,
            span: f.name.span,
            namespace: class.namespace,
            scope: class.namespace,
            owner: class.id,
            kind,
            traits: self.member_traits(class.id, f.modifiers, f.access),
        };
        // A deleted function has no code, even if the text shows some.
        let deleted = f.modifiers.has(Modifiers::DELETE) || f.body.is_none();
        let body = if deleted { FunctionBody::None } else { FunctionBody::Decl(f) };
        self.add_function(head, body, source)
    }

    /// Words of a member; functions of shared classes are shared (SHARED-18).
    fn member_traits(&self, class: TypeId, modifiers: Modifiers, access: Access) -> FunctionTraits {
        let traits = traits_of(modifiers, access);
        if self.flags(class).has(TypeFlags::SHARED) { traits.with(FunctionTraits::SHARED) } else { traits }
    }

    fn block_accessor(&mut self, w: usize, p: &'ast PropertyDecl<'ast>, a: &'ast Accessor<'ast>) {
        let name = self.accessor_symbol(p.name.name, a.is_get);
        let class = &self.classes[w];
        let head = FunctionHead {
            name,
            span: p.name.span,
            namespace: class.namespace,
            scope: class.namespace,
            owner: class.id,
            kind: FunctionKind::Method,
            traits: self.member_traits(class.id, a.modifiers, p.access),
        };
        let body = if a.body.is_some() { FunctionBody::Accessor(p, a) } else { FunctionBody::None };
        self.add_function(head, body, Source::Accessor(p, a));
    }

    /// Adds the methods of a mixin to a class. What is wrong with the mixin itself is told for the first class only.
    fn mixin_functions(&mut self, w: usize, m: u32) {
        let mixin = self.build.registry.mixins[m as usize];
        for member in mixin.decl.members {
            let Member::Function(f) = *member else { continue };
            let before = self.build.diags.list().len();
            if f.form != FunctionForm::Plain {
                let (number, text) = if f.form == FunctionForm::Constructor && f.name.name != mixin.decl.name.name {
                    (157, "a function needs a return type")
                } else {
                    (175, "a mixin cannot have constructors or a destructor")
                };
                self.build.error(number, f.name.span, text);
            } else if f.name.name == self.classes[w].decl.name.name {
                let text = format!("a method cannot have the name of the class '{}'", self.text(f.name.name));
                self.build.error(156, f.name.span, text);
            } else {
                if f.name.name == names::OP_ASSIGN && f.params.len() == 1 {
                    self.classes[w].declared.assign_of_one = true;
                }
                let id = self.method(w, f, FunctionKind::Method, Source::FromMixin(f));
                self.function(id).scope = mixin.namespace;
            }
            self.forget_repeated(before);
        }
    }

    /// Generates the default constructor if the class is to have one (CLASS-25, CLASS-26, property 18).
    fn default_constructor(&mut self, w: usize) {
        let Declared { constructor, deleted_default, .. } = self.classes[w].declared;
        let class = self.classes[w].id;
        if deleted_default || self.build.registry.ty(class).behaviors.default_construct.is_some() {
            return;
        }
        let wanted = match self.build.options.always_impl_default_construct {
            0 => !constructor,
            1 => true,
            _ => false,
        };
        if wanted {
            let name = self.classes[w].decl.name;
            let id = self.generated(w, name, FunctionKind::Constructor, FunctionBody::DefaultConstructor);
            self.build.registry.ty_mut(class).behaviors.default_construct = id;
        }
    }

    /// Adds a function that the compiler makes, without its signature.
    pub(super) fn generated(
        &mut self,
        w: usize,
        name: Ident,
        kind: FunctionKind,
        body: FunctionBody<'ast>,
    ) -> FunctionId {
        let class = &self.classes[w];
        let traits = self.member_traits(class.id, Modifiers::default(), Access::Public);
        let head = FunctionHead {
            name: name.name,
            span: class.decl.name.span,
            namespace: class.namespace,
            scope: class.namespace,
            owner: class.id,
            kind,
            traits: traits.with(FunctionTraits::GENERATED),
        };
        self.add_function(head, body, Source::Generated)
    }
}
