//! One compilation: sources in, an immutable program or messages out.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use bumpalo::Bump;

use crate::base::{Code, Diagnostic, Diagnostics, Interner, InternerSpace, Severity, SourceMap, Span};
use crate::bytecode::CodeUnit;
use crate::bytecode::file::{self, LoadError, Loaded, SaveError};
use crate::context::{Context, ContextError};
use crate::external;
use crate::include::{Include, IncludeFn, Pragma, PragmaFn, plain_name};
use crate::semantic::{self, Build, BuildSpace, CompileOptions, Registry, Shadowing};
use crate::syntax::ast::{Directive, DirectiveKind, Script};
use crate::syntax::{self, ParseOptions};
use crate::types::{EngineProperties, FfiRegistry};
use crate::vm::{LinkError, Program, RuntimeTypes};

/// Number of errors about an `#include`; the catalogue of the language has none for it.
const INCLUDE_FAILED: u16 = 226;
/// Number of errors about a `#pragma`.
const PRAGMA_REFUSED: u16 = 227;

/// Why a unit could not be built.
#[derive(Debug, thiserror::Error)]
pub enum UnitError {
    /// The sources have errors; the unit's diagnostics tell them.
    #[error("the build failed with {}", crate::base::counted(*.0, "error"))]
    Rejected(usize),
    /// The unit was built before.
    #[error("the unit is built already")]
    AlreadyBuilt,
    /// Somebody else holds the list of sources, to which building adds those that are included.
    #[error("the sources of the unit are in use elsewhere")]
    SourcesShared,
    /// The sources are too large together.
    #[error("the sources of a unit may have at most 4 GiB together")]
    TooLarge,
    /// The context could not be sealed.
    #[error(transparent)]
    Context(#[from] ContextError),
    /// The host's string factory failed.
    #[error("the program cannot be made ready to run: {0}")]
    Link(String),
    /// A unit that has sources cannot be loaded.
    #[error("the unit has sources: it can only be built")]
    HasSources,
    /// A saved unit cannot be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The unit cannot be saved.
    #[error(transparent)]
    Save(#[from] SaveError),
    /// There is nothing to be saved.
    #[error("the unit is not built, or its build failed")]
    NotBuilt,
    /// A unit that was loaded has no texts to compile a snippet with.
    #[error("the texts that the unit was built from are not there")]
    NoSources,
    /// Snippets cannot be saved.
    #[error("a snippet cannot be saved: it is nothing without the unit it belongs to")]
    Snippet,
}

/// One compilation against the API of a context.
///
/// Made, given sources and built by one thread; a built unit's program is immutable and can be run by any number of VMs
/// at once. Holds what it needs of the context: the context may be dropped before.
pub struct Unit {
    runtime: Arc<RuntimeTypes>,
    space: Arc<BuildSpace>,
    properties: EngineProperties,
    shadowing: Shadowing,
    access_mask: u32,
    threads: usize,
    defined: BTreeSet<Box<str>>,
    metadata: bool,
    include: Option<IncludeFn>,
    pragma: Option<PragmaFn>,
    sources: Arc<SourceMap>,
    diagnostics: Vec<Diagnostic>,
    program: Option<Arc<Program>>,
    is_built: bool,
    /// Of a snippet, what it is compiled against, and the number of sources that are its.
    base: Option<(Arc<Program>, usize)>,
}

impl Unit {
    /// A unit without sources. Seals the context if it is not sealed yet.
    ///
    /// # Errors
    ///
    /// The context's registrations do not fit together.
    pub fn new(context: &Context) -> Result<Unit, ContextError> {
        Ok(Unit {
            runtime: context.runtime()?,
            space: context.build_space().clone(),
            properties: *context.properties(),
            shadowing: context.shadowing(),
            access_mask: u32::MAX,
            threads: context.build_threads(),
            defined: BTreeSet::new(),
            metadata: false,
            include: None,
            pragma: None,
            sources: Arc::new(SourceMap::new()),
            diagnostics: Vec::new(),
            program: None,
            is_built: false,
            base: None,
        })
    }

    /// A unit that adds to another one in the VMs where that is linked: its functions see the other's classes, functions,
    /// variables and imports as if they stood in it, and so can be entered at a console, or replace others that a host calls.
    /// It has no variables and imports of its own and cannot be saved. Building it takes as long as building both.
    ///
    /// # Errors
    ///
    /// The other unit is not built, or was loaded and so has no sources.
    pub fn new_snippet(base: &Unit) -> Result<Unit, UnitError> {
        let program = base.program.as_ref().ok_or(UnitError::NotBuilt)?;
        let mut sources = SourceMap::new();
        let given = program.source().ok_or(UnitError::NoSources)?;
        for i in 0..given.len() {
            if given.text(i).len() != given.byte_len(i) as usize {
                return Err(UnitError::NoSources);
            }
            sources.add(given.name(i), given.text(i), given.line_offset(i)).ok_or(UnitError::TooLarge)?;
        }
        Ok(Unit {
            runtime: base.runtime.clone(),
            space: base.space.clone(),
            properties: base.properties,
            shadowing: base.shadowing,
            access_mask: base.access_mask,
            threads: base.threads,
            defined: base.defined.clone(),
            metadata: base.metadata,
            include: None,
            pragma: None,
            base: Some((program.clone(), sources.len())),
            sources: Arc::new(sources),
            diagnostics: Vec::new(),
            program: None,
            is_built: false,
        })
    }

    /// Which registered entities the sources see: those whose mask shares a bit with this one (HOST-014). All, unless
    /// set before building.
    pub fn set_access_mask(&mut self, mask: u32) {
        self.access_mask = mask;
    }

    /// Defines a word, so that `#if WORD` in the sources holds. Before building.
    pub fn define(&mut self, word: &str) {
        self.defined.insert(word.into());
    }

    /// Sets whether declarations may have metadata in front, `[text]` (SB-09); at first not. Before building.
    pub fn set_metadata(&mut self, allowed: bool) {
        self.metadata = allowed;
    }

    /// Sets what finds the sources that `#include` names; dropped when building is over. Without it includes are errors.
    pub fn set_include(&mut self, include: IncludeFn) {
        self.include = Some(include);
    }

    /// Sets what acts on `#pragma`; dropped when building is over. Without it pragmas are errors.
    pub fn set_pragma(&mut self, pragma: PragmaFn) {
        self.pragma = Some(pragma);
    }

    /// Adds a source: its name for messages, its text, and a number added to its line numbers. The text is copied.
    ///
    /// # Errors
    ///
    /// The unit is built, or its sources would be too large.
    pub fn add_source(&mut self, name: &str, text: &[u8], line_offset: i32) -> Result<(), UnitError> {
        if self.is_built {
            return Err(UnitError::AlreadyBuilt);
        }
        let Some(sources) = Arc::get_mut(&mut self.sources) else { return Err(UnitError::AlreadyBuilt) };
        sources.add(name, text, line_offset).map(|_| ()).ok_or(UnitError::TooLarge)
    }

    /// Compiles the sources. Whether it succeeds or not, the diagnostics tell what was noticed; a unit is built once.
    ///
    /// # Errors
    ///
    /// [`UnitError::Rejected`] if the sources have errors.
    pub fn build(&mut self) -> Result<(), UnitError> {
        if self.is_built {
            return Err(UnitError::AlreadyBuilt);
        }
        // Sources that are included are added while building.
        let mut sources = std::mem::take(&mut self.sources);
        let Some(list) = Arc::get_mut(&mut sources) else {
            self.sources = sources;
            return Err(UnitError::SourcesShared);
        };
        self.is_built = true;
        let ffi = self.runtime.ffi().clone();
        let mut space = self.space.take();
        let names = std::mem::take(&mut space.names);
        let (names, code, mut diags) = self.compile(&ffi, &space.arena, names, list);
        self.sources = sources;
        (self.include, self.pragma) = (None, None);
        space.names = names;
        self.space.give(space);
        if self.properties.compiler_warnings == 2 && diags.error_count() == 0 {
            if let Some(first) = diags.list().iter().find(|d| d.severity == Severity::Warning) {
                let span = first.span;
                diags.error(crate::base::Code(210), span, "warnings are treated as errors");
            }
        }
        self.diagnostics = diags.into_list();
        if let Some(from) = self.base.as_ref().and_then(|b| (b.1 < self.sources.len()).then(|| self.sources.start(b.1)))
        {
            // The base was built before, and had its messages then.
            self.diagnostics.retain(|d| d.severity == Severity::Error || d.span.lo >= from);
        }
        let errors = self.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        let Some(code) = code.filter(|_| errors == 0) else { return Err(UnitError::Rejected(errors)) };
        let source = Some(self.sources.clone());
        let linked = match &self.base {
            Some((base, _)) => Program::link_snippet(code, base, source),
            None => Program::link_with(code, ffi, self.runtime.clone(), source, Vec::new(), None),
        };
        match linked {
            Ok(program) => self.program = Some(program),
            Err(LinkError::Shared(all)) => {
                let mut diags = Diagnostics::new();
                for d in &all {
                    diags.error(crate::base::Code(205), crate::base::Span::new(d.pos, d.pos), &d.text);
                }
                self.diagnostics.extend(diags.into_list());
                return Err(UnitError::Rejected(all.len()));
            }
            Err(e) => return Err(UnitError::Link(e.to_string())),
        }
        Ok(())
    }

    /// Makes the program from a saved unit instead of sources. Once, as building is; after a failure the unit has no
    /// program. The file is checked, not trusted: see [`Verifier`](file::Verifier) for what that covers. The code of each
    /// function is checked when it is called first, or by [`Unit::verify`].
    ///
    /// # Errors
    ///
    /// The unit has sources or is built; the bytes are damaged, do not fit the API, or break the rules of the machine.
    pub fn load(&mut self, file: &[u8]) -> Result<(), UnitError> {
        if self.is_built {
            return Err(UnitError::AlreadyBuilt);
        }
        if !self.sources.is_empty() {
            return Err(UnitError::HasSources);
        }
        self.is_built = true;
        let ffi = self.runtime.ffi().clone();
        let Loaded { unit, source } = file::load(file, &ffi)?;
        let verifier = file::Verifier::new(&unit, &ffi).map_err(LoadError::Refused)?;
        let source = source.map(Arc::new);
        if let Some(source) = &source {
            self.sources = source.clone();
        }
        let program = Program::link_with(unit, ffi, self.runtime.clone(), source, Vec::new(), Some(verifier));
        self.program = Some(program.map_err(|e| match e {
            LinkError::Shared(all) => LoadError::Mismatch(all.into_iter().map(|d| d.text).collect()).into(),
            LinkError::Refused(error) => LoadError::Refused(error).into(),
            e => UnitError::Link(e.to_string()),
        })?);
        Ok(())
    }

    /// Checks all of a loaded program at once, so that no call of a function can be refused later. Of one that was built
    /// there is nothing to check.
    ///
    /// # Errors
    ///
    /// There is no program, or the code of a function breaks a rule of the machine: the first that does.
    pub fn verify(&self) -> Result<(), UnitError> {
        let program = self.program.as_ref().ok_or(UnitError::NotBuilt)?;
        Ok(program.verify_all().map_err(LoadError::Refused)?)
    }

    /// The program as bytes, for [`Unit::load`]. With `strip`, without positions and local variables: exceptions then
    /// tell functions, but no lines. Texts of the sources are never saved.
    ///
    /// # Errors
    ///
    /// There is no program, it was loaded and has functions that are refused, or it would be too large.
    pub fn save(&self, strip: bool) -> Result<Vec<u8>, UnitError> {
        let program = self.program.as_ref().ok_or(UnitError::NotBuilt)?;
        if program.base().is_some() {
            return Err(UnitError::Snippet);
        }
        self.verify()?;
        let source = program.source().filter(|_| !strip);
        Ok(file::save(&program.compiled_unit(), program.ffi(), source.map(|s| &**s))?)
    }

    /// Whether the program knows its positions in the sources and its local variables.
    pub fn has_debug_info(&self) -> bool {
        self.program.as_ref().is_some_and(|p| p.source().is_some())
    }

    fn compile(
        &mut self,
        ffi: &Arc<FfiRegistry>,
        arena: &Bump,
        names: InternerSpace,
        sources: &mut SourceMap,
    ) -> (InternerSpace, Option<CodeUnit>, Diagnostics) {
        let mut registry = Registry::new(ffi.clone());
        registry.access_mask = self.access_mask;
        let mut build = Build {
            arena,
            names: Interner::with_space(ffi.interner().clone(), arena, names),
            registry,
            diags: Diagnostics::new(),
            options: CompileOptions::new(&self.properties, self.shadowing, self.access_mask),
            externals: Default::default(),
        };
        let scripts = self.parse(&mut build, sources);
        // After a syntax error nothing is compiled (GRAM-19): what is missing would only cause more messages.
        if build.diags.error_count() > 0 {
            return (build.names.into_space(), None, build.diags);
        }
        build.registry.metadata = scripts.iter().flat_map(|s| s.metadata).copied().collect();
        semantic::declare::declare(&mut build, &scripts);
        let (code, diags) = semantic::body::compile(&build, self.threads);
        build.diags.append(diags);
        (build.names.into_space(), Some(code), build.diags)
    }

    /// Parses the sources, and behind each the ones that it includes.
    fn parse<'a>(&mut self, build: &mut Build<'a>, sources: &mut SourceMap) -> Vec<Script<'a>> {
        let parse = self.parse_options();
        let mut scripts = Vec::with_capacity(sources.len());
        let mut known = Arc::new(HashSet::new());
        // The next one is the last; a list instead of recursion, so that includes may go on for as long as they like.
        let mut waiting: Vec<usize> = (0..sources.len()).rev().collect();
        while let Some(i) = waiting.pop() {
            let (text, start) = (sources.text(i), sources.start(i));
            if text.is_empty() && build.options.compiler_warnings > 0 {
                build.diags.warning(Code(19), Span::new(start, start), "the source is empty");
            }
            let script = syntax::parse_script(build.arena, &mut build.names, text, start, &parse, &mut build.diags);
            scripts.push(script);
            // What the sources of a snippet's base include is among them.
            let is_done = self.base.as_ref().is_some_and(|b| i < b.1);
            if script.directives.is_empty() || is_done {
                continue;
            }
            if known.is_empty() {
                Arc::make_mut(&mut known).extend((0..sources.len()).map(|i| plain_name(sources.name(i))));
            }
            let from = waiting.len();
            for directive in script.directives {
                match directive.kind {
                    DirectiveKind::Include => match self.included(directive, sources, &mut known) {
                        Ok(Some(added)) => waiting.push(added),
                        Ok(None) => {}
                        Err(text) => {
                            build.diags.error(Code(INCLUDE_FAILED), directive.span, text);
                        }
                    },
                    DirectiveKind::Pragma => {
                        if !self.accepts_pragma(directive, sources) {
                            build.diags.error(Code(PRAGMA_REFUSED), directive.span, "invalid pragma");
                        }
                    }
                }
            }
            waiting[from..].reverse();
        }
        if scripts.iter().any(|s| s.has_externals) && build.diags.error_count() == 0 {
            scripts.extend(external::resolve(&self.runtime, build, sources, &scripts, &parse));
        }
        if build.options.compiler_warnings == 0 {
            // The parser does not know the engine's properties.
            build.diags.forget_since(0, |d| d.severity == Severity::Warning);
        }
        scripts
    }

    /// Has the host find a source; nothing if it is a part of the unit already.
    fn included(
        &mut self,
        directive: &Directive,
        sources: &mut SourceMap,
        known: &mut Arc<HashSet<String>>,
    ) -> Result<Option<usize>, String> {
        let path = String::from_utf8_lossy(sources.bytes(directive.argument)).into_owned();
        let Some(include) = &mut self.include else {
            return Err(format!("'{path}' cannot be included: the host does not offer other sources"));
        };
        let from = sources.source_of(directive.span.lo).map_or("", |i| sources.name(i));
        let found = include(&Include { path: &path, from, known });
        let found = found.map_err(|why| format!("'{path}' cannot be included: {why}"))?;
        if !Arc::make_mut(known).insert(plain_name(&found.name)) {
            return Ok(None);
        }
        let added = sources.add(&found.name, &found.text, 0);
        added.map(Some).ok_or_else(|| UnitError::TooLarge.to_string())
    }

    fn accepts_pragma(&mut self, directive: &Directive, sources: &SourceMap) -> bool {
        let text = String::from_utf8_lossy(sources.bytes(directive.argument));
        let Some(place) = sources.location(directive.span.lo) else { return false };
        self.pragma.as_mut().is_some_and(|f| f(&Pragma { text: &text, file: place.file, line: place.line }))
    }

    fn parse_options(&self) -> ParseOptions {
        ParseOptions {
            defined: self.defined.clone(),
            metadata: self.metadata,
            ..crate::ffi::parse_options(&self.properties)
        }
    }

    /// What the build noticed, in the order of the text within each phase. Empty before building.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The sources.
    pub fn sources(&self) -> &Arc<SourceMap> {
        &self.sources
    }

    /// The compiled program; `None` before a successful build.
    pub fn program(&self) -> Option<&Arc<Program>> {
        self.program.as_ref()
    }

    /// The sealed API the unit is built against.
    pub fn registry(&self) -> &Arc<FfiRegistry> {
        self.runtime.ffi()
    }
}
