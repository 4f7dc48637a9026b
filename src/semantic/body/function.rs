//! One function: parameters, body, end, and its entry in the unit.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::base::{FunctionId, NamespaceId, Span, Symbol, Text, TypeId};
use crate::bytecode::{CodeTables, FunctionCode, Instr, Op};
use crate::semantic::types::FunctionBody;
use crate::syntax::ast;
use crate::types::{DataType, FunctionKind, FunctionTraits, RefModifier};

use super::repr::Repr;
use super::statement::Flow;
use super::{Buffers, FnCompiler, Local, Place, Scope, UnitCompiler};

/// A parameter of a function to be compiled.
#[derive(Clone, Debug)]
pub(super) struct ParamInfo {
    /// Its name, if it has one.
    pub name: Option<ast::Ident>,
    /// Its type with the reference mode.
    pub ty: DataType,
    /// Where it stands.
    pub span: Span,
}

/// What is known of a function before its body.
#[derive(Clone, Debug)]
pub(super) struct FunctionHead {
    /// Name for people.
    pub name: Text,
    /// Class or namespace, for people.
    pub scope: Text,
    /// Where its names are looked up.
    pub namespace: NamespaceId,
    /// The class of a method.
    pub class: TypeId,
    /// A const method.
    pub this_const: bool,
    /// What it returns.
    pub ret: DataType,
    /// Its parameters.
    pub params: SmallVec<[ParamInfo; 4]>,
    /// The declaration.
    pub span: Span,
    /// Shared code.
    pub shared: bool,
    /// The property whose accessor it is.
    pub own_property: Symbol,
    /// The function, if it is a declared one.
    pub id: FunctionId,
}

impl<'b, 'ast> UnitCompiler<'b, 'ast> {
    /// A compiler for one function.
    pub(super) fn function_compiler<'u>(&'u mut self, head: &FunctionHead, wide: bool) -> FnCompiler<'u, 'b, 'ast> {
        let reg = self.reg;
        let Buffers { code, slots, live, blocks, lines, cleanups, locals, loops, debug_locals, call_relocs, .. } =
            self.buffers.take();
        FnCompiler {
            u: self,
            reg,
            namespace: head.namespace,
            class: head.class,
            usings: Vec::new(),
            this_const: head.this_const,
            this_slot: None,
            ret: head.ret,
            ret_slot: None,
            shared: head.shared,
            function_id: head.id,
            function_span: head.span,
            own_property: head.own_property,
            ctor: None,
            depth: 0,
            default_depth: 0,
            nested_defaults: 0,
            probes: FxHashMap::default(),
            deferred: None,
            own_initialiser: None,
            factory_type: None,
            code,
            lines,
            slots,
            live,
            births: 0,
            cleanups,
            tries: Vec::new(),
            locals,
            blocks,
            loops,
            debug_locals,
            call_relocs,
            loop_constants: Default::default(),
            last_target: 0,
            order_fixed: 0,
            unreachable: false,
            too_far: false,
            wide,
            too_large: false,
            arg_slots: 0,
            is_quiet: false,
        }
    }
}

/// Compiles a function's body; if fused jumps do not reach, once more without them.
pub(super) fn compile_body<'b, 'ast>(
    u: &mut UnitCompiler<'b, 'ast>,
    number: u32,
    head: &FunctionHead,
    body: &'ast ast::Block<'ast>,
    usings: &[NamespaceId],
    depth: u32,
) {
    compile_with(u, number, head, |f| {
        f.usings.extend_from_slice(usings);
        f.depth = depth;
        f.function_body(body);
    });
}

/// Compiles a function whose code `make` emits.
pub(super) fn compile_with<'b, 'ast>(
    u: &mut UnitCompiler<'b, 'ast>,
    number: u32,
    head: &FunctionHead,
    make: impl Fn(&mut FnCompiler<'_, 'b, 'ast>),
) {
    let diags = u.diags.list().len();
    let functions = u.functions.further_count();
    let code = u.code.len();
    let relocs = u.call_relocs.len();
    for wide in [false, true] {
        let mut f = u.function_compiler(head, wide);
        f.parameters(head);
        make(&mut f);
        if f.too_far && !wide {
            drop(f);
            u.diags.truncate(diags);
            u.functions.truncate(functions);
            u.code.truncate(code);
            u.call_relocs.truncate(relocs);
            continue;
        }
        f.finish(number, head);
        return;
    }
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// Places the arguments as the calling convention says and declares them.
    pub(super) fn parameters(&mut self, head: &FunctionHead) {
        self.blocks.push(Scope { locals: 0, live: 0, usings: self.usings.len() });
        if !head.ret.is_ref() && self.is_value_type(head.ret) {
            let s = self.slots.take_top(1) as u16;
            self.slots.pin(s);
            self.ret_slot = Some(s);
        }
        if head.class.is_some() {
            let s = self.slots.take_top(1) as u16;
            self.slots.pin(s);
            self.this_slot = Some(s);
        }
        let mut owned: SmallVec<[(u16, DataType); 4]> = SmallVec::new();
        for p in &head.params {
            let ty = p.ty;
            let plain = ty.with_ref(RefModifier::None);
            let repr = self.repr(plain);
            let whole = !ty.is_ref() && matches!(repr, Repr::Value { .. });
            let n = if whole { self.slot_count(plain) } else { 1 };
            let s = self.slots.take_top(n) as u16;
            self.slots.join(s, n);
            self.slots.pin(s);
            let object = matches!(repr, Repr::Ptr(_)) && !plain.is_handle;
            let by_slot = match ty.ref_modifier {
                RefModifier::None => true,
                RefModifier::In => matches!(repr, Repr::Prim(_)) || plain.is_handle || object,
                _ => object,
            };
            let place = if by_slot { Place::Slot(s) } else { Place::Mem { base: s, offset: 0 } };
            let callee_owns = match ty.ref_modifier {
                RefModifier::None => true,
                RefModifier::In => plain.is_handle,
                _ => false,
            };
            if callee_owns {
                owned.push((s, plain));
            }
            let name = p.name.map_or(Symbol::EMPTY, |n| n.name);
            // For declared functions the declaration was checked; lambdas are only seen here.
            let is_declared = self.function_id.is_some() && !self.reg.function(self.function_id).def().kind.is_lambda();
            if !is_declared && !name.is_empty() && self.locals.iter().any(|l| l.name == name) {
                let text = self.text(name);
                self.error(25, p.span, format!("there is already a parameter '{text}'"));
            }
            self.locals.push(Local {
                name,
                ty: plain,
                place,
                assigned: true,
                warned: false,
                stable: true,
                constant: None,
                start: 0,
                is_param: true,
                outlives: plain.is_handle && !matches!(ty.ref_modifier, RefModifier::Out)
                    || ty.ref_modifier == RefModifier::InOut,
                span: p.span,
            });
        }
        // The first parameter is released first: it is the youngest.
        for (s, ty) in owned.into_iter().rev() {
            self.born_as(s, ty);
        }
        self.arg_slots = self.slots.top() as u32;
    }

    /// The statements of the outermost block and the end of the function.
    pub(super) fn function_body(&mut self, body: &'ast ast::Block<'ast>) {
        let flow = self.statements(body.stmts);
        self.function_end(flow, body.span);
    }

    /// What happens where the text of a function ends.
    pub(super) fn function_end(&mut self, flow: Flow, body: Span) {
        let end = Span::new(body.hi.saturating_sub(1), body.hi);
        if flow == Flow::Return {
            self.end_of_scopes(true);
            return;
        }
        if !self.ret.is_void() && !self.ret.is_error() {
            self.error(124, end, "not all paths return a value");
        }
        self.line(end);
        self.end_of_scopes(false);
        self.emit(Instr::abc(Op::Ret, 0, 0, 0));
    }

    fn end_of_scopes(&mut self, unreachable: bool) {
        self.leave(if unreachable { Flow::Return } else { Flow::Next });
        if unreachable {
            // Jumps may lead here although nothing runs on: the code must end with something.
            self.emit_throw(crate::bytecode::Trap::NotImplemented);
        }
    }

    /// Appends the code to the unit's.
    pub(super) fn finish(mut self, number: u32, head: &FunctionHead) {
        debug_assert!(self.live.is_empty() || self.u.diags.error_count() > 0);
        let entry = self.u.code.len() as u32;
        self.cleanups.sort_by_key(|c| c.birth);
        // They were noted where their scopes ended.
        self.debug_locals.sort_by_key(|v| (v.start, v.slot));
        let declaration = if head.id.is_some() {
            let names = self.u.names;
            self.u.texts.add(|text| self.reg.write_declaration(text, head.id, TypeId::NONE, names))
        } else {
            head.name.clone()
        };
        let f = FunctionCode {
            id: head.id.is_some().then_some(head.id),
            name: head.name.clone(),
            scope: head.scope.clone(),
            declaration,
            entry,
            len: self.code.len() as u32,
            frame_size: self.slots.high as u32 + 2,
            arg_slots: self.arg_slots,
            params: head.params.iter().map(|p| p.ty).collect(),
            ret: Some(head.ret),
            owner: head.class.is_some().then_some(head.class),
            is_const: head.this_const,
            tables: CodeTables {
                cleanups: self.cleanups.as_slice().to_vec(),
                tries: std::mem::take(&mut self.tries),
                lines: self.lines.as_slice().to_vec(),
                locals: self.debug_locals.drain(..).collect(),
            }
            .into(),
            pos: head.span.lo,
        };
        self.u.functions.set(number, f);
        for &(at, target) in &self.call_relocs {
            self.u.call_relocs.push((entry + at, target));
        }
        self.u.code.extend_from_slice(&self.code);
        let mut buffers = Buffers {
            code: self.code,
            slots: self.slots,
            live: self.live,
            blocks: self.blocks,
            lines: self.lines,
            cleanups: self.cleanups,
            locals: self.locals,
            loops: self.loops,
            debug_locals: self.debug_locals,
            call_relocs: self.call_relocs,
            candidates: std::mem::take(&mut self.u.buffers.candidates),
            found: std::mem::take(&mut self.u.buffers.found),
        };
        buffers.clear();
        self.u.buffers = buffers;
    }
}

/// Compiles a declared function.
pub(super) fn compile_declared<'b, 'ast>(u: &mut UnitCompiler<'b, 'ast>, id: FunctionId) {
    let reg = u.reg;
    let sf = reg.script_function(id);
    let def = &sf.def;
    let number = id.0 - reg.first_function;
    let names = u.names;
    let params = sf.def.params.of(&reg.params);
    let written = match sf.body {
        FunctionBody::Decl(d) => d.params,
        _ => &[],
    };
    let params: SmallVec<[ParamInfo; 4]> = params
        .iter()
        .enumerate()
        .map(|(i, p)| ParamInfo {
            name: written.get(i).map_or_else(
                || (!p.name.is_empty()).then_some(ast::Ident { name: p.name, span: def.span }),
                |w| w.name,
            ),
            ty: p.ty,
            span: written.get(i).map_or(def.span, |w| w.span),
        })
        .collect();
    let method = def.owner.is_some();
    let scope = u.texts.scope(def.owner, def.namespace, |text| {
        if method {
            reg.write_type_name(text, def.owner, names);
        } else if def.namespace != NamespaceId::GLOBAL {
            reg.write_namespace(text, def.namespace, names);
            text.truncate(text.len().saturating_sub(2));
        }
    });
    let shared = def.traits.has(FunctionTraits::SHARED)
        || (method && reg.ty(def.owner).flags.has(crate::types::TypeFlags::SHARED));
    let name: Text = match def.kind {
        FunctionKind::Destructor => u.texts.add(|text| {
            text.push('~');
            text.push_str(names.text(reg.ty(def.owner).name));
        }),
        FunctionKind::Constructor => u.name_text(reg.ty(def.owner).name),
        _ => u.name_text(def.name),
    };
    let head = FunctionHead {
        name,
        scope,
        namespace: sf.scope,
        class: def.owner,
        this_const: def.traits.has(FunctionTraits::CONST),
        ret: def.ret,
        params,
        span: def.span,
        shared,
        own_property: def.property,
        id,
    };
    match (sf.body, def.kind) {
        (FunctionBody::None, _) => {
            let declaration = u.texts.add(|text| reg.write_declaration(text, id, TypeId::NONE, names));
            let f = FunctionCode {
                id: Some(id),
                name: head.name.clone(),
                scope: head.scope.clone(),
                declaration,
                params: head.params.iter().map(|p| p.ty).collect(),
                ret: Some(head.ret),
                owner: method.then_some(def.owner),
                pos: def.span.lo,
                ..FunctionCode::default()
            };
            u.functions.set(number, f);
        }
        (FunctionBody::Decl(d), FunctionKind::Constructor) => {
            compile_with(u, number, &head, |f| f.constructor(d.body));
        }
        (FunctionBody::Decl(d), _) => {
            if let Some(body) = d.body {
                compile_with(u, number, &head, |f| f.function_body(body));
            }
        }
        (FunctionBody::Accessor(_, a), _) => {
            if let Some(body) = a.body {
                compile_with(u, number, &head, |f| f.function_body(body));
            }
        }
        (FunctionBody::DefaultConstructor, _) => compile_with(u, number, &head, |f| f.constructor(None)),
        (FunctionBody::CopyConstructor, _) => compile_with(u, number, &head, |f| f.generated_copy()),
        (FunctionBody::Assign, _) => compile_with(u, number, &head, |f| f.generated_assignment()),
    }
}
