//! From types as written to types as used.
//!
//! Everything here reads the registry only, so that function bodies can resolve types while the registry is fixed;
//! template instances are made by way of the registry's caches. A type that cannot be resolved is reported once and
//! becomes [`DataType::ERROR`], about which nobody says anything more.

use crate::base::suggest::Nearest;
use crate::base::{Code, Diagnostics, Names, NamespaceId, Span, Symbol, TypeId};
use crate::syntax::ast::{self, RefMode, TypeBase, TypeSuffix};
use crate::types::{DataType, NameEntry, Primitive, RefModifier, ReferenceKind, TypeDef, TypeFlags, TypeKind};

use super::types::ScriptName;
use super::{CompileOptions, NameContext, Registry};

/// What a type is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeUse {
    /// A local or global variable.
    Variable,
    /// A member variable of a class.
    Member,
    /// A parameter; the reference mode is that of the type.
    Parameter,
    /// What a function returns; a returned reference has the mode `InOut`.
    Return,
}

/// What a look-up for a type ended with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeHit {
    /// A type; a template without arguments too.
    Type(TypeId),
    /// A mixin, which is no type.
    Mixin(u32),
    /// Different types in several used namespaces.
    Ambiguous,
    /// Only registered types that this build may not see.
    Masked,
}

/// Resolves types for one build.
pub struct Resolver<'r, 'ast, 'n> {
    /// What is declared.
    pub registry: &'r Registry<'ast>,
    /// The texts of names.
    pub names: &'r Names<'n>,
    /// Takes the messages.
    pub diags: &'r mut Diagnostics,
    /// Options of the language.
    pub options: &'r CompileOptions,
}

/// The type that `ty` means at a place. See [`Resolver::resolve`].
pub fn resolve_type<'ast>(
    registry: &Registry<'ast>,
    names: &Names<'_>,
    diags: &mut Diagnostics,
    options: &CompileOptions,
    cx: &NameContext<'_>,
    ty: &ast::TypeExpr<'ast>,
) -> DataType {
    Resolver { registry, names, diags, options }.resolve(cx, ty)
}

/// The type of a parameter with its reference mode, checked for that use.
pub fn resolve_param<'ast>(
    registry: &Registry<'ast>,
    names: &Names<'_>,
    diags: &mut Diagnostics,
    options: &CompileOptions,
    cx: &NameContext<'_>,
    param: &ast::Param<'ast>,
) -> DataType {
    Resolver { registry, names, diags, options }.param(cx, param)
}

/// Reports it if a type cannot be used so; whether it can. Unresolved types are let through silently.
pub fn check_usage(
    registry: &Registry<'_>,
    names: &Names<'_>,
    diags: &mut Diagnostics,
    options: &CompileOptions,
    ty: DataType,
    usage: TypeUse,
    span: Span,
) -> bool {
    Resolver { registry, names, diags, options }.check(ty, usage, span)
}

/// The primitive a word of the language stands for.
#[inline]
pub const fn primitive_of(ty: ast::PrimitiveType) -> Primitive {
    // Both enums have the order of the ids.
    Primitive::ALL[ty as usize]
}

/// The mode of a parameter in a [`DataType`].
#[inline]
pub const fn ref_modifier(mode: RefMode) -> RefModifier {
    match mode {
        RefMode::None => RefModifier::None,
        RefMode::In => RefModifier::In,
        RefMode::Out => RefModifier::Out,
        RefMode::InOut => RefModifier::InOut,
    }
}

// ---- looking types up, silently ----

/// The type an unqualified name denotes (TYPE-19): child funcdefs of the class around it first, then the namespace, the
/// namespaces it uses, and the same for the ones around it.
pub fn find_type(registry: &Registry<'_>, cx: &NameContext<'_>, name: Symbol) -> Option<TypeHit> {
    if cx.class.is_some() && !registry.child_types.is_empty() {
        if let Some(Ok(child)) = registry.child_type(cx.class, name) {
            return Some(TypeHit::Type(child));
        }
    }
    let mut masked = None;
    let mut at = cx.namespace;
    let mut blocks = cx.usings;
    loop {
        match find_type_in(registry, at, name) {
            Some(TypeHit::Masked) => masked = Some(TypeHit::Masked),
            None => {}
            hit => return hit,
        }
        let used = registry.usings.get(&at).map_or(&[][..], |u| u);
        if !used.is_empty() || !blocks.is_empty() {
            let mut found = None;
            for &ns in used.iter().chain(blocks) {
                match find_type_in(registry, ns, name) {
                    None => {}
                    Some(TypeHit::Masked) => masked = Some(TypeHit::Masked),
                    hit if found.is_none() || found == hit => found = hit,
                    _ => return Some(TypeHit::Ambiguous),
                }
            }
            if found.is_some() {
                return found;
            }
        }
        blocks = &[];
        if at == NamespaceId::GLOBAL {
            return masked;
        }
        at = registry.namespace_parent(at);
    }
}

/// The type a name denotes in exactly this namespace.
#[inline]
pub fn find_type_in(registry: &Registry<'_>, ns: NamespaceId, name: Symbol) -> Option<TypeHit> {
    match registry.names.get(&(ns, name)) {
        Some(ScriptName::Type(t)) => return Some(TypeHit::Type(*t)),
        Some(ScriptName::Mixin(m)) => return Some(TypeHit::Mixin(*m)),
        // Whatever else the script calls so hides a registered type.
        Some(_) => return None,
        None => {}
    }
    if ns.0 >= registry.first_namespace {
        return None;
    }
    match registry.ffi.lookup(ns, name) {
        Some(NameEntry::Type(t)) if registry.sees(registry.ffi.ty(t).access_mask) => Some(TypeHit::Type(t)),
        Some(NameEntry::Type(_)) => Some(TypeHit::Masked),
        _ => None,
    }
}

/// The type a scope without template arguments denotes, as `Class` in `Class::Funcdef`.
pub fn find_scope_type(registry: &Registry<'_>, cx: &NameContext<'_>, scope: &ast::Scope<'_>) -> Option<TypeId> {
    let (last, outer) = scope.path.split_last()?;
    let hit = if outer.is_empty() && !scope.global {
        find_type(registry, cx, last.name)
    } else {
        let ns = registry.resolve_path(cx.namespace, scope.global, outer)?;
        find_type_in(registry, ns, last.name)
    };
    match hit {
        Some(TypeHit::Type(t)) => Some(t),
        _ => None,
    }
}

/// The type a possibly scoped name denotes, when nothing is to be said if there is none. Scopes with template arguments
/// are left to [`Resolver::scope_type`].
pub fn find_scoped_type(
    registry: &Registry<'_>,
    cx: &NameContext<'_>,
    scope: &ast::Scope<'_>,
    name: Symbol,
) -> Option<TypeHit> {
    if scope.is_none() {
        return find_type(registry, cx, name);
    }
    if !scope.args.is_empty() {
        return None;
    }
    let in_namespace =
        registry.resolve_path(cx.namespace, scope.global, scope.path).and_then(|ns| find_type_in(registry, ns, name));
    if in_namespace.is_some() {
        return in_namespace;
    }
    // A class may have the name of a namespace; both are searched (NS-15).
    let owner = find_scope_type(registry, cx, scope)?;
    registry.child_type(owner, name)?.ok().map(TypeHit::Type)
}

// ---- properties of types ----

/// Whether `@` may stand behind the type.
pub fn supports_handles(def: &TypeDef) -> bool {
    match def.kind {
        TypeKind::Reference(kind) => !matches!(kind, ReferenceKind::NoHandle | ReferenceKind::Scoped),
        TypeKind::Class | TypeKind::Interface | TypeKind::Funcdef | TypeKind::TemplateParam(_) => true,
        _ => def.flags.has(TypeFlags::AS_HANDLE),
    }
}

/// Whether a variable of the type, without `@`, can be made at all: not of interfaces, funcdefs, abstract classes and
/// types without handles.
pub fn can_be_instantiated(def: &TypeDef) -> bool {
    match def.kind {
        TypeKind::Interface | TypeKind::Funcdef => false,
        TypeKind::Primitive(Primitive::Void) | TypeKind::Null | TypeKind::Any => false,
        TypeKind::Reference(ReferenceKind::NoHandle) => false,
        _ => !def.flags.has(TypeFlags::ABSTRACT),
    }
}

/// What sort of thing a type is, for messages.
pub fn kind_word(def: &TypeDef) -> &'static str {
    match def.kind {
        TypeKind::Primitive(_) => "primitive",
        TypeKind::Enum => "enum",
        TypeKind::Interface => "interface",
        TypeKind::Funcdef => "funcdef",
        TypeKind::Class if def.flags.has(TypeFlags::ABSTRACT) => "abstract class",
        TypeKind::Class => "class",
        _ => "type",
    }
}

impl<'ast> Resolver<'_, 'ast, '_> {
    fn error(&mut self, code: u16, span: Span, text: String) -> DataType {
        self.diags.error(Code(code), span, text);
        DataType::ERROR
    }

    fn text(&self, name: Symbol) -> &str {
        self.names.text(name)
    }

    /// The type that `ty` means at a place, without reference mode. `auto` is an error here (ERR-016): whoever can deduce
    /// a type looks for it first.
    #[inline]
    pub fn resolve(&mut self, cx: &NameContext<'_>, ty: &ast::TypeExpr<'ast>) -> DataType {
        match ty.base {
            TypeBase::Primitive(p) if ty.suffixes.is_empty() => {
                DataType { is_const: ty.is_const, ..DataType::primitive(primitive_of(p)) }
            }
            _ => self.resolve_long(cx, ty),
        }
    }

    fn resolve_long(&mut self, cx: &NameContext<'_>, ty: &ast::TypeExpr<'ast>) -> DataType {
        let id = match ty.base {
            TypeBase::Primitive(p) => primitive_of(p).id(),
            TypeBase::Name(name) => self.named(cx, ty, name),
            TypeBase::Any => DataType::ANY_ID,
            TypeBase::Auto => {
                return self.error(
                    16,
                    ty.span,
                    "'auto' is not allowed here: there is nothing to take the type from".into(),
                );
            }
            TypeBase::Missing => return DataType::ERROR,
        };
        if id == DataType::ERROR_ID {
            return DataType::ERROR;
        }
        let mut result = DataType { is_const: ty.is_const, ..DataType::of(id) };
        if id.0 >= DataType::FIRST_FREE_ID.0 && self.registry.ty(id).flags.has(TypeFlags::IMPLICIT_HANDLE) {
            result = result.handle();
        }
        for (i, suffix) in ty.suffixes.iter().enumerate() {
            result = match *suffix {
                TypeSuffix::Array => self.array_of(result, ty.span),
                TypeSuffix::Handle { is_const, .. } => {
                    let implicit = i == 0 && result.is_handle;
                    self.handle_to(result, is_const, implicit, ty.span)
                }
            };
            if result.is_error() {
                break;
            }
        }
        result
    }

    /// Why a template does not take these arguments, with what was asked of it.
    fn refused_instance(&self, name: ast::Ident, args: &[DataType], reason: &str) -> String {
        let args: Vec<String> = args.iter().map(|a| self.registry.display(*a, self.names)).collect();
        format!("'{}<{}>' cannot be used: {reason}", self.text(name.name), args.join(", "))
    }

    /// `ty[]`; `const` in front of the element makes the array read-only (TYPE-15).
    fn array_of(&mut self, element: DataType, span: Span) -> DataType {
        let template = self.registry.ffi.default_array();
        if template.is_none() {
            return self.error(18, span, "the host has set no array type, which '[]' needs".into());
        }
        let is_const = element.object_is_const();
        let element = DataType { is_const: false, is_handle_to_const: false, ..element };
        match self.registry.instance(template, &[element]) {
            Ok(id) => DataType { is_const, ..DataType::of(id) },
            Err(reason) => {
                let text =
                    format!("an array of '{}' cannot be made: {reason}", self.registry.display(element, self.names));
                self.error(54, span, text)
            }
        }
    }

    fn handle_to(&mut self, object: DataType, is_const: bool, implicit: bool, span: Span) -> DataType {
        if implicit {
            // The plain name of an implicit handle type is a handle already (TYPE-24).
            return object.with_const(is_const);
        }
        if object.is_handle {
            return self.error(51, span, "a handle to a handle does not exist".into());
        }
        let def = self.registry.ty(object.type_id);
        if !supports_handles(def) {
            let text = format!("'{}' has no handles", self.registry.display(object.with_const(false), self.names));
            return self.error(50, span, text);
        }
        if def.flags.has(TypeFlags::AS_HANDLE) {
            // Is a handle by itself; the '@' only stresses it.
            return object.with_const(object.is_const || is_const);
        }
        object.handle().with_const(is_const)
    }

    /// The type a name with its scope and template arguments denotes.
    fn named(&mut self, cx: &NameContext<'_>, ty: &ast::TypeExpr<'ast>, name: ast::Ident) -> TypeId {
        let Some(id) = self.scoped_name(cx, ty.scope, name) else { return DataType::ERROR_ID };
        let def = self.registry.ty(id);
        if ty.args.is_empty() {
            if def.is_template() {
                let wanted = def.args.len();
                let text = format!("'{}' is a template: it needs {}", self.text(name.name), arguments(wanted));
                self.error(52, name.span, text);
                return DataType::ERROR_ID;
            }
            return id;
        }
        self.instance(cx, id, name, ty.args)
    }

    /// The instance of a type found by `name` for these arguments.
    pub fn instance(
        &mut self,
        cx: &NameContext<'_>,
        id: TypeId,
        name: ast::Ident,
        args: &'ast [ast::TypeExpr<'ast>],
    ) -> TypeId {
        let def = self.registry.ty(id);
        if !def.is_template() {
            let text = format!("'{}' is not a template: it takes no template arguments", self.text(name.name));
            self.error(53, name.span, text);
            return DataType::ERROR_ID;
        }
        let wanted = def.args.len();
        if wanted != args.len() {
            let text = format!("'{}' takes {}, not {}", self.text(name.name), arguments(wanted), args.len());
            self.error(52, name.span, text);
            return DataType::ERROR_ID;
        }
        let whole = name.span.to(args[args.len() - 1].span);
        let made = if let [arg] = args {
            let arg = self.resolve(cx, arg);
            if arg.is_error() {
                return DataType::ERROR_ID;
            }
            self.registry.instance(id, &[arg]).map_err(|reason| self.refused_instance(name, &[arg], &reason))
        } else {
            let mut resolved = Vec::with_capacity(args.len());
            for arg in args {
                resolved.push(self.resolve(cx, arg));
            }
            if resolved.iter().any(|a| a.is_error()) {
                return DataType::ERROR_ID;
            }
            self.registry.instance(id, &resolved).map_err(|reason| self.refused_instance(name, &resolved, &reason))
        };
        match made {
            Ok(id) => id,
            Err(reason) => {
                self.error(54, whole, reason);
                DataType::ERROR_ID
            }
        }
    }

    /// The type a scope denotes if it ends in a type (`Class`, `array<int>`), for `Class::Funcdef` and the like.
    /// Template arguments of the scope are resolved, with messages.
    pub fn scope_type(&mut self, cx: &NameContext<'_>, scope: &ast::Scope<'ast>) -> Option<TypeId> {
        let id = find_scope_type(self.registry, cx, scope)?;
        if scope.args.is_empty() {
            return Some(id);
        }
        let last = *scope.path.last()?;
        Some(self.instance(cx, id, last, scope.args))
    }

    /// The type a name with its scope denotes, or none after a message. A template is given without arguments.
    pub fn scoped_name(&mut self, cx: &NameContext<'_>, scope: &ast::Scope<'ast>, name: ast::Ident) -> Option<TypeId> {
        let hit = if scope.is_none() {
            find_type(self.registry, cx, name.name)
        } else if scope.args.is_empty() {
            find_scoped_type(self.registry, cx, scope, name.name)
        } else {
            return self.child_of_instance(cx, scope, name);
        };
        let unknown = match hit {
            Some(TypeHit::Type(id)) => return Some(id),
            Some(TypeHit::Mixin(_)) => {
                let text = format!("'{}' is a mixin, not a type", self.text(name.name));
                self.error(21, name.span, text);
                return None;
            }
            Some(TypeHit::Ambiguous) => {
                let text = format!("'{}' is found in several namespaces that are used here", self.text(name.name));
                self.error(37, name.span, text);
                return None;
            }
            Some(TypeHit::Masked) => {
                let text = format!("type '{}' is not available to this script", self.text(name.name));
                self.error(47, name.span, text);
                return None;
            }
            None => self.unknown_scope(cx, scope),
        };
        match unknown {
            Some(unknown) => self.tell_scope(unknown),
            None => self.unknown_type(cx, scope, name),
        }
        None
    }

    fn child_of_instance(
        &mut self,
        cx: &NameContext<'_>,
        scope: &ast::Scope<'ast>,
        name: ast::Ident,
    ) -> Option<TypeId> {
        let Some(owner) = self.scope_type(cx, scope) else {
            match self.unknown_scope(cx, scope) {
                Some(unknown) => self.tell_scope(unknown),
                None => {
                    if let Some(last) = scope.path.last() {
                        self.unknown_type(cx, &ast::Scope::NONE, *last);
                    }
                }
            }
            return None;
        };
        if owner == DataType::ERROR_ID {
            return None;
        }
        match self.registry.child_type(owner, name.name) {
            Some(Ok(id)) => return Some(id),
            Some(Err(reason)) => {
                self.error(54, name.span, reason);
            }
            None => {
                let owner = self.registry.type_name(owner, self.names);
                let text = format!("'{owner}' has no type '{}'", self.text(name.name));
                self.error(21, name.span, text);
            }
        }
        None
    }

    /// What is wrong with a scope that is neither namespace nor type: the first name of it that leads nowhere.
    fn unknown_scope(&self, cx: &NameContext<'_>, scope: &ast::Scope<'_>) -> Option<(Span, String, Option<String>)> {
        if scope.path.is_empty()
            || self.registry.resolve_path(cx.namespace, scope.global, scope.path).is_some()
            || find_scope_type(self.registry, cx, scope).is_some()
        {
            return None;
        }
        for n in 1..=scope.path.len() {
            if self.registry.resolve_path(cx.namespace, scope.global, &scope.path[..n]).is_none() {
                let part = scope.path[n - 1];
                let near = if self.diags.wants_suggestions() {
                    self.registry.near_scope(self.names, &scope.path[n - 1..n])
                } else {
                    None
                };
                return Some((part.span, format!("unknown namespace '{}'", self.text(part.name)), near));
            }
        }
        None
    }

    fn tell_scope(&mut self, (span, text, near): (Span, String, Option<String>)) {
        let error = self.diags.error(Code(22), span, text);
        if let Some(near) = near {
            error.help(format!("did you mean '{near}'?"));
        }
    }

    fn unknown_type(&mut self, cx: &NameContext<'_>, scope: &ast::Scope<'_>, name: ast::Ident) {
        let text = self.names.text(name.name);
        if !self.diags.wants_suggestions() {
            self.diags.error(Code(21), name.span, format!("unknown type '{text}'"));
            return;
        }
        // The right name in the wrong place is another mistake than a wrong name.
        if let Some(other) = self.elsewhere(name.name) {
            let other = self.registry.type_name(other, self.names);
            let place = self.place(cx, scope);
            let message = format!("unknown type '{text}'{place}");
            self.diags.error(Code(48), name.span, message).help(format!("there is '{other}'"));
            return;
        }
        let mut space = super::LookupSpace::default();
        if scope.is_none() && self.registry.lookup(cx.namespace, cx.usings, name.name, &mut space).is_some() {
            self.diags.error(Code(21), name.span, format!("'{text}' is not a type"));
            return;
        }
        let near = self.near_type(text);
        let place = self.place(cx, scope);
        let error = self.diags.error(Code(21), name.span, format!("unknown type '{text}'{place}"));
        if let Some(near) = near {
            error.help(format!("did you mean '{near}'?"));
        }
    }

    /// ` in 'A::B'` for a scope that is a namespace or type.
    fn place(&self, cx: &NameContext<'_>, scope: &ast::Scope<'_>) -> String {
        if scope.is_none() {
            return String::new();
        }
        if let Some(ns) = self.registry.resolve_path(cx.namespace, scope.global, scope.path) {
            if ns == NamespaceId::GLOBAL {
                return " in the global namespace".into();
            }
            let mut path = String::new();
            self.registry.write_namespace(&mut path, ns, self.names);
            return format!(" in namespace '{}'", path.trim_end_matches("::"));
        }
        match find_scope_type(self.registry, cx, scope) {
            Some(id) => format!(" in '{}'", self.registry.type_name(id, self.names)),
            None => String::new(),
        }
    }

    /// A type of this name in any namespace.
    fn elsewhere(&self, name: Symbol) -> Option<TypeId> {
        let fits = |def: &&TypeDef| def.name == name && !def.is_instance() && self.registry.sees(def.access_mask);
        self.registry.types.iter().find(fits).or_else(|| self.registered_types().find(fits)).map(|def| def.id)
    }

    fn registered_types(&self) -> impl Iterator<Item = &TypeDef> {
        let ids = DataType::FIRST_FREE_ID.0..self.registry.first_type;
        ids.map(|id| self.registry.ty(TypeId(id))).filter(|def| !matches!(def.kind, TypeKind::TemplateParam(_)))
    }

    fn near_type(&self, text: &str) -> Option<String> {
        if matches!(text, "var" | "let") {
            return Some("auto".into());
        }
        let mut nearest = Nearest::new(text);
        Primitive::ALL.iter().for_each(|p| nearest.offer(p.name()));
        for def in self.registry.types.iter().chain(self.registered_types()) {
            if !def.is_instance() && self.registry.sees(def.access_mask) {
                nearest.offer(self.names.text(def.name));
            }
        }
        nearest.found()
    }

    // ---- uses ----

    /// The type of a parameter with its reference mode, checked for that use.
    pub fn param(&mut self, cx: &NameContext<'_>, param: &ast::Param<'ast>) -> DataType {
        let ty = self.resolve(cx, &param.ty);
        if ty.is_error() {
            return ty;
        }
        let ty = ty.with_ref(ref_modifier(param.mode));
        if self.check(ty, TypeUse::Parameter, param.ty.span) { ty } else { DataType::ERROR }
    }

    /// The type a function returns, checked for that use.
    pub fn returned(&mut self, cx: &NameContext<'_>, ty: &ast::TypeExpr<'ast>, is_ref: bool) -> DataType {
        let resolved = self.resolve(cx, ty);
        if resolved.is_error() {
            return resolved;
        }
        let resolved = if is_ref { resolved.with_ref(RefModifier::InOut) } else { resolved };
        if self.check(resolved, TypeUse::Return, ty.span) { resolved } else { DataType::ERROR }
    }

    /// Reports it if a type cannot be used so; whether it can. Unresolved types are let through silently.
    #[inline]
    pub fn check(&mut self, ty: DataType, usage: TypeUse, span: Span) -> bool {
        // Numbers by value, the most frequent case.
        if ty.type_id.0.wrapping_sub(1) < 11
            && ty.ref_modifier != RefModifier::InOut
            && !(ty.is_const && usage == TypeUse::Member)
        {
            return true;
        }
        match self.refusal(ty, usage) {
            None => true,
            Some((code, text)) => {
                self.error(code, span, text);
                false
            }
        }
    }

    /// Why a type cannot be used so: the number of the error and its text.
    pub fn refusal(&self, ty: DataType, usage: TypeUse) -> Option<(u16, String)> {
        if ty.is_error() {
            return None;
        }
        let def = self.registry.ty(ty.type_id);
        let is_void = ty.type_id == Primitive::Void.id();
        if is_void {
            return match usage {
                _ if ty.is_ref() => Some((56, "'void' cannot be a reference".into())),
                TypeUse::Return => None,
                TypeUse::Parameter => Some((41, "a parameter cannot be 'void'".into())),
                TypeUse::Variable | TypeUse::Member => Some((40, "a variable cannot be 'void'".into())),
            };
        }
        if usage == TypeUse::Member && ty.is_const {
            return Some((61, "a member variable cannot be const".into()));
        }
        let unsafe_references = self.options.allow_unsafe_references;
        if usage == TypeUse::Parameter && ty.ref_modifier == RefModifier::InOut && !unsafe_references {
            let counted = match def.kind {
                TypeKind::Reference(kind) => {
                    matches!(kind, ReferenceKind::Managed | ReferenceKind::Counted | ReferenceKind::NoCount)
                }
                TypeKind::Class | TypeKind::Interface | TypeKind::Funcdef => true,
                _ => false,
            };
            if ty.is_handle || !counted {
                let name = self.registry.display(ty.value(), self.names);
                let text = format!(
                    "'{name}' cannot be passed by '&': only objects that have handles can; use '&in' or '&out'"
                );
                return Some((55, text));
            }
        }
        if ty.is_handle || can_be_instantiated(def) {
            return None;
        }
        // A reference to an existing object needs no new one; everything else does.
        let existing = match ty.ref_modifier {
            RefModifier::None | RefModifier::Out => false,
            RefModifier::In => ty.is_const,
            RefModifier::InOut => true,
        };
        if existing && def.kind != TypeKind::Funcdef {
            return None;
        }
        let name = self.registry.type_name(ty.type_id, self.names);
        let hint = if supports_handles(def) { format!("; use a handle: '{name}@'") } else { String::new() };
        let word = kind_word(def);
        Some(match usage {
            TypeUse::Variable | TypeUse::Member => {
                (40, format!("{word} '{name}' cannot be the type of a variable{hint}"))
            }
            TypeUse::Parameter => (41, format!("{word} '{name}' cannot be passed by value{hint}")),
            TypeUse::Return => (42, format!("{word} '{name}' cannot be returned by value{hint}")),
        })
    }
}

fn arguments(count: usize) -> String {
    crate::base::counted(count, "template argument")
}
