//! `external` declarations of a build (SHARED-14): what they stand for is shared by a unit that was built before, whose text
//! is read again. Linking makes both one.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{Code, Diagnostics, Interner, Span};
use crate::bytecode::SharedItem;
use crate::semantic::Build;
use crate::syntax::ast::{FunctionDecl, Ident, Item, Modifiers, NamespaceDecl, Script};
use crate::syntax::{self, ParseOptions};
use crate::vm::{Program, RuntimeTypes};

use crate::base::SourceMap;

/// Something at script level with its place.
#[derive(Clone, Copy)]
struct Found<'a> {
    item: Item<'a>,
    name: Ident,
    /// The names of the namespaces around it.
    path: &'a [Ident],
}

impl<'a> Found<'a> {
    fn modifiers(&self) -> Modifiers {
        match self.item {
            Item::Class(d) | Item::Interface(d) => d.modifiers,
            Item::Enum(d) => d.modifiers,
            Item::Funcdef(d) => d.modifiers,
            Item::Function(d) => d.modifiers,
            _ => Modifiers::default(),
        }
    }

    fn has_body(&self) -> bool {
        match self.item {
            Item::Class(d) | Item::Interface(d) => d.has_body,
            Item::Enum(d) => d.has_body,
            Item::Function(d) => d.body.is_some(),
            Item::Funcdef(_) => false,
            _ => true,
        }
    }

    fn function(&self) -> Option<&'a FunctionDecl<'a>> {
        if let Item::Function(decl) = self.item { Some(decl) } else { None }
    }

    /// What only its own unit knows, but shared code may use by name.
    fn is_helper(&self) -> bool {
        matches!(self.item, Item::Mixin(_) | Item::Typedef(_))
    }

    fn full_name(&self, names: &Interner<'a>) -> String {
        let mut name = String::new();
        for ident in self.path {
            name.push_str(names.text(ident.name));
            name.push_str("::");
        }
        name.push_str(names.text(self.name.name));
        name
    }
}

/// All that can be named, in the order of the text.
fn walk<'a>(build: &Build<'a>, items: &[Item<'a>], path: &'a [Ident], out: &mut Vec<Found<'a>>) {
    for &item in items {
        let name = match item {
            Item::Namespace(inner) => {
                let mut whole = path.to_vec();
                whole.extend_from_slice(inner.path);
                walk(build, inner.items, build.arena.alloc_slice_copy(&whole), out);
                continue;
            }
            Item::Class(d) | Item::Interface(d) | Item::Mixin(d) => d.name,
            Item::Enum(d) => d.name,
            Item::Typedef(d) => d.name,
            Item::Funcdef(d) => d.signature.name,
            Item::Function(d) => d.name,
            _ => continue,
        };
        out.push(Found { item, name, path });
    }
}

/// A shared entity of a unit that was built before.
struct Shared {
    owner: Arc<Program>,
    pos: u32,
}

/// The shared entities by name, with namespace and without.
#[derive(Default)]
struct Table {
    entities: Vec<Shared>,
    by_full_name: FxHashMap<String, Vec<usize>>,
    by_last_name: FxHashMap<String, Vec<usize>>,
}

impl Table {
    fn new(runtime: &RuntimeTypes) -> Table {
        let mut table = Table::default();
        for (key, item, owner) in runtime.shared_entities() {
            let code = owner.unit().shared.iter().find(|c| c.item == item);
            let name = match item {
                SharedItem::Function(f) if owner.unit().functions[f as usize].owner.is_some() => continue,
                SharedItem::Function(_) => key.split('(').next().unwrap_or_default(),
                SharedItem::Type(_) => &*key,
            };
            let Some(code) = code.filter(|_| !name.contains('<')) else { continue };
            let last = name.rsplit("::").next().unwrap_or_default();
            let number = table.entities.len();
            table.by_full_name.entry(name.into()).or_default().push(number);
            table.by_last_name.entry(last.into()).or_default().push(number);
            let pos = code.pos;
            table.entities.push(Shared { owner, pos });
        }
        table
    }
}

/// A source of another unit, which is a source of this one now.
struct Copied<'a> {
    /// Its place there, and here.
    there: u32,
    here: u32,
    /// All that has a name in it.
    found: Vec<Found<'a>>,
}

struct Resolving<'b, 'a> {
    build: &'b mut Build<'a>,
    sources: &'b mut SourceMap,
    options: &'b ParseOptions,
    table: Table,
    /// What the build declares itself.
    declared: FxHashSet<String>,
    copies: FxHashMap<(*const Program, usize), Copied<'a>>,
    /// Positions of what was taken, to take it once.
    taken: FxHashSet<u32>,
    /// What was taken and has not been looked through yet.
    waiting: Vec<(*const Program, usize, u32)>,
    items: Vec<Item<'a>>,
}

impl<'a> Resolving<'_, 'a> {
    /// Reads the source that an entity stands in, and finds it there; `None` if its text is not known.
    fn find(&mut self, entity: usize) -> Option<((*const Program, usize), Found<'a>)> {
        let Shared { owner, pos } = &self.table.entities[entity];
        let theirs = owner.source()?;
        let index = theirs.source_of(*pos)?;
        let key = (Arc::as_ptr(owner), index);
        if !self.copies.contains_key(&key) {
            if theirs.text(index).is_empty() {
                return None;
            }
            let added = self.sources.add(theirs.name(index), theirs.text(index), theirs.line_offset(index))?;
            let (text, here) = (self.sources.text(added), self.sources.start(added));
            // What there was to say of it was said when its unit was built.
            let mut diags = Diagnostics::new();
            let build = &mut *self.build;
            let script = syntax::parse_script(build.arena, &mut build.names, text, here, self.options, &mut diags);
            let mut found = Vec::new();
            walk(build, script.items, &[], &mut found);
            self.copies.insert(key, Copied { there: theirs.start(index), here, found });
        }
        let copy = &self.copies[&key];
        let at = pos - copy.there + copy.here;
        copy.found.iter().find(|f| f.name.span.lo == at).map(|f| (key, *f))
    }

    fn take(&mut self, key: (*const Program, usize), found: Found<'a>) {
        if !self.taken.insert(found.name.span.lo) {
            return;
        }
        self.waiting.push((key.0, key.1, found.name.span.lo));
        let arena = self.build.arena;
        self.items.push(match found.path {
            [] => found.item,
            path => {
                let items = arena.alloc_slice_copy(&[found.item]);
                Item::Namespace(arena.alloc(NamespaceDecl { path, items, span: found.name.span }))
            }
        });
    }

    /// Takes what one that was taken may use: all shared entities and helpers of its unit that its text mentions.
    fn take_mentioned(&mut self, (program, index, at): (*const Program, usize, u32)) {
        let copy = &self.copies[&(program, index)];
        let next = copy.found.iter().map(|f| f.name.span.lo).filter(|&lo| lo > at).min().unwrap_or(u32::MAX);
        let source = self.sources.source_of(at).unwrap_or_default();
        let from = self.sources.start(source);
        let text = self.sources.text(source);
        let text = &text[(at - from) as usize..((next.saturating_sub(from)) as usize).min(text.len())];
        let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80;
        let words: FxHashSet<String> = text
            .split(|b| !is_word(b))
            .filter(|word| !word.is_empty())
            .map(|word| String::from_utf8_lossy(word).into_owned())
            .collect();
        let mut entities: Vec<usize> =
            words.iter().filter_map(|word| self.table.by_last_name.get(word)).flatten().copied().collect();
        // The order of the messages, if there are any, does not hang on hashes.
        entities.sort_unstable();
        for entity in entities {
            if let Some((key, found)) = self.find(entity) {
                self.take_unless_declared(key, found);
            }
        }
        let mut helpers: Vec<((*const Program, usize), Found<'a>)> = Vec::new();
        for (key, copy) in self.copies.iter().filter(|(key, _)| key.0 == program) {
            let names = &self.build.names;
            let mentioned = |f: &&Found<'a>| f.is_helper() && words.contains(names.text(f.name.name));
            helpers.extend(copy.found.iter().filter(mentioned).map(|f| (*key, *f)));
        }
        helpers.sort_unstable_by_key(|h| h.1.name.span.lo);
        for (key, found) in helpers {
            self.take_unless_declared(key, found);
        }
    }

    fn take_unless_declared(&mut self, key: (*const Program, usize), found: Found<'a>) {
        if !self.declared.contains(&found.full_name(&self.build.names)) {
            self.take(key, found);
        }
    }

    /// A function's parameters and result as they are written, without the namespaces of types.
    fn signature(&self, f: &FunctionDecl<'a>) -> Vec<String> {
        let text = |span: Span| {
            let mut tokens: Vec<String> = Vec::new();
            let mut in_word = false;
            for c in String::from_utf8_lossy(self.sources.bytes(span)).chars() {
                let is_word = c.is_alphanumeric() || c == '_';
                match tokens.last_mut() {
                    Some(last) if is_word && in_word => last.push(c),
                    // The two colons end a namespace, which is left out.
                    _ if c == ':' => tokens.truncate(tokens.len() - usize::from(in_word)),
                    _ if c.is_whitespace() => {}
                    _ => tokens.push(c.into()),
                }
                in_word = is_word;
            }
            tokens.join(" ")
        };
        let params = f.params.iter().map(|p| format!("{} {:?}", text(p.ty.span), p.mode));
        params.chain([format!("{} {}", text(f.ret.span), f.ret_ref)]).collect()
    }

    /// Takes what a declaration of the build stands for.
    fn resolve(&mut self, wanted: Found<'a>) {
        let name = wanted.full_name(&self.build.names);
        let Some(candidates) = self.table.by_full_name.get(&name).filter(|_| !self.declared.contains(&name)).cloned()
        else {
            return;
        };
        let is_function = wanted.function().is_some();
        let mut without_text = false;
        for entity in candidates {
            let Some((key, found)) = self.find(entity) else {
                without_text = true;
                continue;
            };
            let fits = match (wanted.function(), found.function()) {
                (Some(a), Some(b)) => self.signature(a) == self.signature(b),
                (None, None) => std::mem::discriminant(&wanted.item) == std::mem::discriminant(&found.item),
                _ => false,
            };
            if fits {
                self.build.externals.insert(wanted.name.span.lo);
                self.take(key, found);
            }
        }
        if without_text && !self.build.externals.contains(&wanted.name.span.lo) {
            let what = if is_function { "functions" } else { "types" };
            let text =
                format!("'{name}' is shared by a unit that was loaded, not built: its {what} have no text to go by");
            self.build.diags.error(Code(206), wanted.name.span, text);
            self.build.externals.insert(wanted.name.span.lo);
        }
    }
}

/// Gives the declarations that the `external` ones of the scripts stand for, as one more script; their texts become sources
/// of the build. What is not found is left for the checker to report.
pub(crate) fn resolve<'a>(
    runtime: &RuntimeTypes,
    build: &mut Build<'a>,
    sources: &mut SourceMap,
    scripts: &[Script<'a>],
    options: &ParseOptions,
) -> Option<Script<'a>> {
    let mut all = Vec::new();
    for script in scripts {
        walk(build, script.items, &[], &mut all);
    }
    let (wanted, own): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|f| f.modifiers().has(Modifiers::EXTERNAL) && !f.has_body());
    let declared = own.iter().map(|f| f.full_name(&build.names)).collect();
    let mut resolving = Resolving {
        build,
        sources,
        options,
        table: Table::new(runtime),
        declared,
        copies: FxHashMap::default(),
        taken: FxHashSet::default(),
        waiting: Vec::new(),
        items: Vec::new(),
    };
    for found in wanted {
        resolving.resolve(found);
    }
    while let Some(next) = resolving.waiting.pop() {
        resolving.take_mentioned(next);
    }
    let items = resolving.items;
    (!items.is_empty()).then(|| Script { items: build.arena.alloc_slice_copy(&items), ..Script::default() })
}
