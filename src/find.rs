//! Functions of a compiled unit by their declaration, as hosts write it.
//!
//! The declaration is read with the language's own grammar and compared by types; names of parameters and default
//! arguments do not matter. Names of types may be written without their namespaces.
#![forbid(unsafe_code)]

use bumpalo::Bump;

use crate::base::{FrozenInterner, Interner};
use crate::bytecode::FunctionCode;
use crate::syntax::ast::{FunctionDecl, Modifiers, RefMode, Scope, TypeBase, TypeExpr, TypeSuffix};
use crate::syntax::{ParseOptions, parse_function_decl};
use crate::types::{DataType, Primitive, RefModifier, write_data_type};
use crate::vm::Program;

/// Which of `candidates` – functions of `program`, by index – a declaration or a mere name denotes. A name alone denotes
/// a function if it is the only one with it. None if nothing, or more than one thing, fits, or the text cannot be read.
pub fn function(program: &Program, candidates: impl Iterator<Item = u32>, text: &str) -> Option<u32> {
    let functions = &program.unit().functions;
    let candidates = candidates.map(|i| (i, &functions[i as usize]));
    if !text.contains('(') {
        let (scope, name) = scoped_name(text);
        return only(candidates.filter(|(_, f)| &*f.name == name && fits_scope(f, scope)).map(|(i, _)| i));
    }
    let wanted = Wanted::parse(text)?;
    only(candidates.filter(|(_, f)| wanted.fits(program, f)).map(|(i, _)| i))
}

/// Which of `candidates` – constructors or factories, each with the texts of its parameters' types – takes the parameters of a
/// declaration, of which only what stands in parentheses matters.
pub fn by_parameters<T>(candidates: impl Iterator<Item = (T, Vec<String>)>, text: &str) -> Option<T> {
    let wanted = Wanted::parse(&format!("void f{}", &text[text.find('(')?..]))?;
    let mut found = candidates.filter(|(_, params)| {
        params.len() == wanted.params.len() && wanted.params.iter().zip(params).all(|(a, b)| same_type(a, b))
    });
    let first = found.next()?;
    found.next().is_none().then_some(first.0)
}

/// A function as it is registered, for [`registered`].
pub struct Registered<T> {
    /// What stands for it.
    pub key: T,
    /// Its name.
    pub name: String,
    /// Its namespace; empty for methods, whose type is known.
    pub scope: String,
    /// Whether it is a `const` method.
    pub is_const: bool,
    /// The text of what it returns.
    pub ret: String,
    /// The texts of its parameters' types ([`parameter_type`]).
    pub params: Vec<String>,
}

/// Which of the registered functions or methods a declaration or a mere name denotes; see [`function`].
pub fn registered<T>(mut candidates: impl Iterator<Item = Registered<T>>, text: &str) -> Option<T> {
    let wanted = if text.contains('(') { Some(Wanted::parse(text)?) } else { None };
    let (scope, name) = scoped_name(text);
    let fits = |f: &Registered<T>| match &wanted {
        None => f.name == name && f.scope == scope,
        Some(w) => {
            f.name == w.name
                && f.scope == w.scope
                && f.is_const == w.is_const
                && f.params.len() == w.params.len()
                && same_type(&w.ret, &f.ret)
                && w.params.iter().zip(&f.params).all(|(a, b)| same_type(a, b))
        }
    };
    let found = candidates.find(|f| fits(f))?;
    candidates.all(|f| !fits(&f)).then_some(found.key)
}

/// The namespace and the name in a declaration or mere name.
pub fn scoped_name(text: &str) -> (&str, &str) {
    let head = text.split('(').next().unwrap_or(text).trim();
    let start = head.rfind(|c: char| !(c == ':' || c == '_' || c.is_alphanumeric())).map_or(0, |i| i + 1);
    let (scope, name) = head[start..].rsplit_once("::").unwrap_or(("", &head[start..]));
    (scope.trim_start_matches("::"), name)
}

/// A parameter's type as [`by_parameters`] compares it: the outermost `const` of a value means nothing to callers.
pub fn parameter_type(ty: DataType) -> DataType {
    if ty.ref_modifier == RefModifier::None && !ty.is_handle { ty.with_const(false) } else { ty }
}

/// A declaration without the blanks that mean nothing.
pub fn plain_text(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut plain = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if plain.ends_with(is_word) && word.starts_with(is_word) {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    plain
}

/// The number of the function with this declaration among texts of the same form.
fn only(mut found: impl Iterator<Item = u32>) -> Option<u32> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// For functions in namespaces: the scope is the namespace. For methods the class is known to the caller already.
fn fits_scope(function: &FunctionCode, scope: &str) -> bool {
    function.owner.is_some() || *function.scope == *scope.trim_start_matches("::")
}

/// A declaration as wanted, with types as texts.
struct Wanted {
    scope: String,
    name: String,
    ret: String,
    params: Vec<String>,
    is_const: bool,
}

impl Wanted {
    fn parse(text: &str) -> Option<Wanted> {
        let arena = Bump::new();
        let mut names = Interner::new(FrozenInterner::root(), &arena);
        let decl: &FunctionDecl<'_> =
            parse_function_decl(&arena, &mut names, text.as_bytes(), &ParseOptions::default()).ok()?;
        let mut scope = String::new();
        write_scope(&mut scope, &decl.scope, &names);
        let mut ret = type_text(&decl.ret, &names);
        if decl.ret_ref {
            ret.push_str(" &");
        }
        let param = |p: &crate::syntax::ast::Param<'_>| {
            // The outermost `const` of a value means nothing to callers.
            let is_value = p.mode == RefMode::None && !p.ty.suffixes.iter().any(|s| *s != TypeSuffix::Array);
            let ty = if is_value { TypeExpr { is_const: false, ..p.ty } } else { p.ty };
            let mut out = type_text(&ty, &names);
            out.push_str(match p.mode {
                RefMode::None => "",
                RefMode::In => " &in",
                RefMode::Out => " &out",
                RefMode::InOut => " &",
            });
            out
        };
        Some(Wanted {
            scope: scope.trim_end_matches("::").trim_start_matches("::").into(),
            name: names.text(decl.name.name).into(),
            ret,
            params: decl.params.iter().map(param).collect(),
            is_const: decl.modifiers.has(Modifiers::CONST),
        })
    }

    fn fits(&self, program: &Program, function: &FunctionCode) -> bool {
        *function.name == *self.name
            && function.params.len() == self.params.len()
            && function.is_const == self.is_const
            && fits_scope(function, &self.scope)
            && same_type(&self.ret, &data_type_text(program, function.ret.unwrap_or(DataType::VOID)))
            && self
                .params
                .iter()
                .zip(&function.params)
                .all(|(wanted, ty)| same_type(wanted, &data_type_text(program, parameter_type(*ty))))
    }
}

/// A type of a unit as scripters write it.
pub fn data_type_text(program: &Program, ty: DataType) -> String {
    let mut out = String::new();
    write_data_type(&mut out, ty, &mut |out, id| match program.runtime_type(id) {
        Some(ty) => out.push_str(&ty.name),
        None => out.push('?'),
    });
    out
}

fn write_scope(out: &mut String, scope: &Scope<'_>, names: &Interner<'_>) {
    if scope.global {
        out.push_str("::");
    }
    for ident in scope.path {
        out.push_str(names.text(ident.name));
        out.push_str("::");
    }
}

/// A type as written, in the form that [`data_type_text`] gives.
fn type_text(ty: &TypeExpr<'_>, names: &Interner<'_>) -> String {
    let mut out = String::new();
    write_scope(&mut out, ty.scope, names);
    match ty.base {
        TypeBase::Primitive(p) => out.push_str(Primitive::ALL[p as usize].name()),
        TypeBase::Name(ident) => out.push_str(names.text(ident.name)),
        TypeBase::Auto => out.push_str("auto"),
        TypeBase::Any | TypeBase::Missing => out.push('?'),
    }
    if !ty.args.is_empty() {
        out.push('<');
        for (i, arg) in ty.args.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            out.push_str(&type_text(arg, names));
        }
        out.push('>');
    }
    for suffix in ty.suffixes {
        match suffix {
            TypeSuffix::Array => out = format!("array<{out}>"),
            TypeSuffix::Handle { is_const, .. } => out.push_str(if *is_const { "@ const" } else { "@" }),
        }
    }
    if ty.is_const { format!("const {out}") } else { out }
}

/// Whether two texts mean the same type, where names in `wanted` may lack namespaces that those in `full` have.
fn same_type(wanted: &str, full: &str) -> bool {
    let (mut a, mut b) = (pieces(wanted), pieces(full));
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(wanted), Some(full)) if same_piece(wanted, full) => {}
            _ => return false,
        }
    }
}

fn same_piece(wanted: &str, full: &str) -> bool {
    if let Some(global) = wanted.strip_prefix("::") {
        return global == full;
    }
    full.strip_suffix(wanted).is_some_and(|rest| rest.is_empty() || rest.ends_with("::"))
}

/// Names with their scopes, and single characters between them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let is_word = |c: char| c == '_' || c == ':' || c.is_alphanumeric();
        let end = match rest.chars().next()? {
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_lack_their_namespaces() {
        assert!(same_type("Foo@", "Game::Foo@"));
        assert!(same_type("array<Foo@> &in", "array<Game::Foo@> &in"));
        assert!(same_type("::Foo", "Foo"));
        assert!(!same_type("::Foo", "Game::Foo"));
        assert!(!same_type("oo", "Foo"));
        assert!(!same_type("const Foo@", "Foo@"));
        assert!(!same_type("Foo", "Foo@"));
    }

    #[test]
    fn declarations_are_read_in_one_form() {
        let w =
            Wanted::parse("const string &Game::f(int32 a, const Foo[] &in b = null, Foo@ const c, const uint d) const");
        let w = w.unwrap();
        assert_eq!((&*w.scope, &*w.name, &*w.ret), ("Game", "f", "const string &"));
        assert_eq!(w.params, ["int", "const array<Foo> &in", "Foo@ const", "uint"]);
        assert!(w.is_const);
        assert!(Wanted::parse("void f(").is_none());
    }
}
