//! All functions of a unit, and the unit itself.

use bumpalo::Bump;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::base::{Diagnostics, FunctionId, GlobalId, Names, NamespaceId, Span, Symbol, Text, TypeId};
use crate::bytecode::{
    ClassCode, CodeUnit, FieldCode, GlobalCode, ImportCode, Op, ScriptTypeCode, ScriptTypeKind, UnitInfo,
};
use crate::semantic::types::Global;
use crate::semantic::{Build, CompileOptions, Registry};
use crate::syntax::ast::Init;
use crate::types::{DataType, PropertyDef, TypeFlags, TypeKind};

use super::convert::How;
use super::finished::Finished;
use super::function::{FunctionHead, compile_with};
use super::repr::Repr;
use super::tables::Tables;
use super::texts::Texts;
use super::{Buffers, FnCompiler, Place, Special, UnitCompiler, Value, Want};

/// Compiles the bodies of everything that was declared. The code is of use only if no error was reported.
/// `threads`: how many may work on the bodies of a large unit; 0 for as many as the machine has, up to eight.
pub fn compile(build: &Build<'_>, threads: usize) -> (CodeUnit, Diagnostics) {
    let reg = &build.registry;
    let mut u = UnitCompiler::new(build);
    u.functions = Finished::new(reg.functions.len(), 0..reg.functions.len());
    for &(ty, value) in &reg.enum_uses {
        u.tables.use_enum_value(ty, value);
    }
    let mut inits: Vec<(GlobalId, Option<u32>)> = Vec::with_capacity(reg.global_order.len());
    for &g in &reg.global_order {
        let init = u.global(g);
        inits.push((g, init));
    }
    u.functions(threads);
    u.finish(inits)
}

impl<'b, 'ast> UnitCompiler<'b, 'ast> {
    /// A compiler for one build.
    pub(super) fn new(build: &'b Build<'ast>) -> UnitCompiler<'b, 'ast> {
        UnitCompiler::with(&build.registry, &build.names, &build.options, build.arena)
    }

    /// The same from its parts.
    pub(super) fn with(
        reg: &'b Registry<'ast>,
        names: &'b Names<'ast>,
        options: &'b CompileOptions,
        arena: &'ast Bump,
    ) -> UnitCompiler<'b, 'ast> {
        UnitCompiler {
            reg,
            names,
            options,
            arena,
            diags: Diagnostics::new(),
            tables: Tables::default(),
            space: Default::default(),
            code: Vec::new(),
            functions: Finished::default(),
            call_relocs: Vec::new(),
            buffers: Buffers::default(),
            snapshots: Vec::new(),
            texts: Texts::default(),
            auto_globals: FxHashMap::default(),
            global_cells: reg.global_cells,
            facts: Default::default(),
            reprs: super::repr::no_recent_reprs(),
            operators: FxHashMap::default(),
            speculating: 0,
        }
    }

    /// A name that the unit keeps.
    pub(super) fn name_text(&mut self, name: Symbol) -> Text {
        self.texts.symbol(name, self.names.text(name))
    }

    /// Notes that the value of an enum stands in the code, if the enum is the API's.
    pub(super) fn use_enum_value(&mut self, ty: TypeId, name: Symbol) {
        let ffi = &self.reg.ffi;
        if ffi.owns_type(ty) {
            if let Some(i) = ffi.enum_values(ffi.ty(ty)).iter().position(|v| v.name == name) {
                self.tables.use_enum_value(ty, i as u32);
            }
        }
    }

    /// Notes that the offset of a member variable stands in the code, if its type is the API's.
    pub(super) fn use_property(&mut self, p: &PropertyDef) {
        let ffi = &self.reg.ffi;
        if ffi.owns_type(p.owner) {
            if let Some(i) = ffi.properties(ffi.ty(p.owner)).iter().position(|o| o.name == p.name) {
                self.tables.use_property(p.owner, i as u32);
            }
        }
    }

    /// The function that initialises a global, if it takes one.
    fn global(&mut self, id: GlobalId) -> Option<u32> {
        let reg = self.reg;
        let g: &'b Global<'ast> = reg.script_global(id);
        let ty = g.def.ty;
        if ty.is_error() && !g.is_auto {
            return None;
        }
        let zero = matches!(g.init, Init::None)
            && (ty.is_handle
                || crate::types::Primitive::from_id(ty.type_id).is_some()
                || reg.kind(ty.type_id) == TypeKind::Enum);
        if zero || g.constant == Some(0) {
            return None;
        }
        let number = self.functions.further();
        let names = self.names;
        let scope = self.texts.scope(TypeId::NONE, g.def.namespace, |text| {
            if g.def.namespace != NamespaceId::GLOBAL {
                reg.write_namespace(text, g.def.namespace, names);
                text.truncate(text.len().saturating_sub(2));
            }
        });
        let head = FunctionHead {
            name: self.name_text(g.def.name),
            scope,
            namespace: g.def.namespace,
            class: TypeId::NONE,
            this_const: false,
            ret: DataType::VOID,
            params: SmallVec::new(),
            span: g.def.span,
            shared: false,
            own_property: g.def.name,
            id: FunctionId::NONE,
        };
        compile_with(self, number, &head, |f| f.global_initialiser(id, g));
        Some(number)
    }

    fn finish(mut self, inits: Vec<(GlobalId, Option<u32>)>) -> (CodeUnit, Diagnostics) {
        let reg = self.reg;
        self.known_interfaces();
        for &(at, target) in &self.call_relocs {
            let entry = self.functions.entry(target);
            let distance = i64::from(entry) - i64::from(at) - 1;
            self.code[at as usize] = self.code[at as usize].with_imm(distance as i32);
        }
        let mut classes = self.classes();
        let texts = self.texts.take();
        self.functions.settle_texts(&texts);
        classes.iter_mut().flat_map(|c| &mut c.fields).for_each(|f| f.name.settle(&texts));
        let globals = inits.into_iter().map(|(id, init)| self.global_code(id, init)).collect();
        let imports = reg
            .imports
            .iter()
            .map(|i| {
                let def = reg.function(i.function).def();
                let mut name = String::new();
                reg.write_namespace(&mut name, def.namespace, self.names);
                name.push_str(self.names.text(def.name));
                ImportCode {
                    declaration: reg.declaration(i.function, TypeId::NONE, self.names).into(),
                    module: i.module.into(),
                    name: name.into(),
                    params: reg.function(i.function).params().iter().map(|p| p.ty).collect(),
                    ret: i.ret,
                }
            })
            .collect();
        let script_types = self.script_types();
        let shared = self.shared(&script_types);
        let info = if self.diags.error_count() == 0 { self.info() } else { UnitInfo::default() };
        let unit = CodeUnit {
            code: self.code,
            functions: self.functions.into_all(),
            constants: self.tables.constants,
            strings: self.tables.strings,
            types: self.tables.types,
            script_types,
            natives: self.tables.natives,
            function_refs: self.tables.function_refs,
            interface_methods: self.tables.interface_methods,
            classes,
            globals,
            global_cells: self.global_cells,
            imports,
            host_globals: self.tables.host_globals,
            property_uses: self.tables.property_uses,
            enum_uses: self.tables.enum_uses,
            shared,
            info,
        };
        (unit, self.diags)
    }

    fn global_code(&self, id: GlobalId, init: Option<u32>) -> GlobalCode {
        let g = self.reg.script_global(id);
        let (ty, cell) = match self.auto_globals.get(&id) {
            Some(&(ty, cell)) => (ty, cell),
            None => (g.def.ty, g.cell),
        };
        let mut name = String::new();
        self.reg.write_namespace(&mut name, g.def.namespace, self.names);
        name.push_str(self.names.text(g.def.name));
        GlobalCode { name: name.into(), ty, cell, init, pos: g.def.span.lo }
    }

    fn classes(&mut self) -> Vec<ClassCode> {
        let reg = self.reg;
        let mut index: FxHashMap<TypeId, u32> = FxHashMap::default();
        let ids: Vec<TypeId> = reg.types.iter().filter(|t| t.kind == TypeKind::Class).map(|t| t.id).collect();
        for (i, id) in ids.iter().enumerate() {
            index.insert(*id, i as u32);
        }
        let number = |f: FunctionId| (f.is_some() && reg.is_script_function(f)).then(|| f.0 - reg.first_function);
        let has_code = |f: FunctionId| number(f).filter(|_| !reg.function(f).is(crate::types::FunctionTraits::DELETED));
        let mut out = Vec::with_capacity(ids.len());
        for &id in &ids {
            let def = reg.ty(id);
            let mut interface_slots: Vec<(u32, u16)> = Vec::new();
            let mut at = id;
            while let Some(info) = reg.classes.get(&at) {
                for &(interface, slot, f) in &info.interface_methods {
                    let Some(i) = self.tables.known_interface_method(interface, slot) else { continue };
                    // The class comes before its bases.
                    if !interface_slots.iter().any(|s| s.0 == i) {
                        interface_slots.push((i, reg.function(f).def().slot as u16));
                    }
                }
                at = reg.ty(at).base;
                if at.is_none() {
                    break;
                }
            }
            interface_slots.sort_unstable();
            let own = |f: FunctionId| if f.is_some() && reg.function(f).owner() == id { f } else { FunctionId::NONE };
            out.push(ClassCode {
                id,
                name: reg.type_name(id, self.names).into(),
                base: index.get(&def.base).copied(),
                size: def.size,
                fields: reg
                    .properties(id)
                    .iter()
                    .map(|p| FieldCode { name: self.name_text(p.name), ty: p.ty, offset: p.offset as u32 })
                    .collect(),
                methods: reg.methods(id).iter().filter_map(|m| number(m.function)).collect(),
                interfaces: reg.interfaces(id).to_vec(),
                interface_slots,
                destructor: number(own(def.behaviors.destruct)),
                default_constructor: if def.flags.has(TypeFlags::ABSTRACT) {
                    None
                } else {
                    has_code(def.behaviors.default_construct)
                },
                copy_constructor: if def.flags.has(TypeFlags::ABSTRACT) {
                    None
                } else {
                    has_code(def.behaviors.copy_construct)
                },
                assign: has_code(def.behaviors.assign),
                may_form_circles: !self.options.disable_script_class_gc
                    && crate::types::ffi_registry::template_argument(DataType::of(id), def).may_form_circles,
            });
        }
        out
    }

    /// Enters the methods of interfaces through which other units may call objects of the unit's classes.
    fn known_interfaces(&mut self) {
        let reg = self.reg;
        for class in reg.types.iter().filter(|t| t.kind == TypeKind::Class) {
            let Some(info) = reg.classes.get(&class.id) else { continue };
            for &(interface, slot, _) in &info.interface_methods {
                if reg.is_shared_type(interface) {
                    self.tables.interface_method(interface, slot);
                }
            }
        }
    }

    /// The types of the script, other than classes, that the tables name.
    fn script_types(&self) -> Vec<ScriptTypeCode> {
        let reg = self.reg;
        let mut out: Vec<ScriptTypeCode> = Vec::new();
        for def in &reg.types {
            let kind = match def.kind {
                TypeKind::Enum => ScriptTypeKind::Enum(def.enum_primitive()),
                TypeKind::Interface => ScriptTypeKind::Interface,
                TypeKind::Funcdef => self.funcdef(def),
                _ => continue,
            };
            out.push(ScriptTypeCode { id: def.id, name: reg.type_name(def.id, self.names).into(), kind });
        }
        let mut seen = rustc_hash::FxHashSet::default();
        let mut add = |ty: DataType| self.add_instance(ty.type_id, &mut seen, &mut out);
        for t in &self.tables.types {
            add(t.ty);
        }
        for n in &self.tables.natives {
            if n.1.is_some() {
                add(DataType::of(n.1));
            }
        }
        for r in &self.tables.function_refs {
            add(DataType::of(r.1));
        }
        for p in &reg.properties {
            add(p.ty);
        }
        for p in &reg.params {
            add(p.ty);
        }
        for f in &reg.functions {
            add(f.def.ret);
        }
        for g in &reg.globals {
            add(g.def.ty);
        }
        for g in &reg.globals {
            self.auto_globals.get(&g.def.id).inspect(|auto| add(auto.0));
        }
        for f in self.functions.iter() {
            f.tables.locals.iter().for_each(|v| add(v.ty));
        }
        out
    }

    fn add_instance(&self, id: TypeId, seen: &mut rustc_hash::FxHashSet<TypeId>, out: &mut Vec<ScriptTypeCode>) {
        if id.is_none() || id.0 < crate::types::ffi_registry::FIRST_SCRIPT_INSTANCE || !seen.insert(id) {
            return;
        }
        let def = self.reg.ty(id);
        for a in &def.args {
            self.add_instance(a.type_id, seen, out);
        }
        if def.kind == TypeKind::Funcdef {
            let kind = self.funcdef(def);
            if let ScriptTypeKind::Funcdef { params, ret } = &kind {
                params.iter().chain([ret]).for_each(|ty| self.add_instance(ty.type_id, seen, out));
            }
            out.push(ScriptTypeCode { id, name: self.reg.type_name(id, self.names).into(), kind });
            return;
        }
        out.push(ScriptTypeCode {
            id,
            name: self.reg.type_name(id, self.names).into(),
            kind: ScriptTypeKind::Instance {
                template: def.template,
                args: def.args.clone(),
                may_form_circles: def.flags.has(TypeFlags::GC),
            },
        });
    }

    /// A function type, with the template arguments of the type it belongs to in its signature.
    fn funcdef(&self, def: &crate::types::TypeDef) -> ScriptTypeKind {
        let signature = self.reg.function(def.signature);
        let params = signature.params().iter().map(|p| self.reg.subst(p.ty, def.id)).collect();
        ScriptTypeKind::Funcdef { params, ret: self.reg.subst(signature.return_type(), def.id) }
    }
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// The code that gives a global its first value.
    fn global_initialiser(&mut self, id: GlobalId, g: &'b Global<'ast>) {
        let span = g.def.span;
        self.line(span);
        let mut ty = g.def.ty;
        let mut cell = g.cell;
        let mut compiled = None;
        if g.is_auto {
            // Declarators of one declaration take their type from the first.
            let first = self
                .reg
                .globals
                .iter()
                .find(|o| std::ptr::eq(o.ty, g.ty))
                .filter(|o| o.def.id != id)
                .and_then(|o| self.u.auto_globals.get(&o.def.id).map(|a| a.0).or((!o.is_auto).then_some(o.def.ty)));
            ty = match first {
                Some(t) => t,
                None => {
                    let Init::Expr(e) = g.init else {
                        self.error(45, span, "'auto' needs an initialiser");
                        return self.end_initialiser();
                    };
                    let v = self.expr(e, Want::ANY);
                    let special = v.as_special().is_some() && !matches!(v.as_special(), Some(Special::Property(_)));
                    if !v.is_error() && (v.is_null() || special || v.ty.is_void() && v.as_special().is_none()) {
                        self.error(45, e.span, "the type of 'auto' cannot be told from this");
                        return self.end_initialiser();
                    }
                    let v = self.settle(v);
                    if v.is_error() {
                        return self.end_initialiser();
                    }
                    let t = self.auto_type(&v, g.ty);
                    compiled = Some(v);
                    t
                }
            };
            match self.u.auto_globals.get(&id) {
                // A second try with wide jumps finds the type again.
                Some(&(_, c)) => cell = c,
                None => {
                    cell = self.u.global_cells;
                    self.u.global_cells += self.slot_count(ty).max(1) as u32;
                    self.u.auto_globals.insert(id, (ty, cell));
                }
            }
        }
        let plain = ty.value();
        let v = match (compiled, g.constant, g.init) {
            (Some(v), _, _) => self.global_value_of(plain, v, span),
            (None, Some(bits), _) => Value::constant(plain, bits, span),
            (None, None, Init::None) => self.construct_default(plain, span),
            (None, None, Init::Expr(e)) => {
                let v = self.expr(e, Want::ty(plain));
                if v.is_error() { v } else { self.global_value_of(plain, v, e.span) }
            }
            (None, None, Init::Args(args)) => {
                if plain.is_handle || self.prim(plain).is_some() {
                    let code = if plain.is_handle { 58 } else { 59 };
                    self.fail(code, span, "only objects are initialised with '(…)'; write '= value'")
                } else {
                    self.construct_variable(plain, args, span)
                }
            }
        };
        if v.is_error() {
            return self.end_initialiser();
        }
        match self.repr(plain) {
            Repr::Value { .. } if !plain.is_handle => {
                let v = self.own_whole(v, plain);
                let t = self.slot();
                self.ai(Op::LdGAddr, t, cell as i32);
                self.value_into_memory(v, plain, t, 0);
                self.free(t);
            }
            Repr::Ptr(_) => {
                let v = if v.is_null() { self.load(v, None) } else { self.own(v, None) };
                let s = self.slot_of(&v);
                self.store_raw(&Value::new(plain, Place::Global(cell), span), s);
                if self.is_live(s) {
                    self.moved(s);
                }
                self.release(&v);
            }
            _ => self.init_store(&Value::new(plain, Place::Global(cell), span), v),
        }
        self.end_initialiser();
    }

    fn global_value_of(&mut self, ty: DataType, v: Value<'ast>, span: Span) -> Value<'ast> {
        if ty.is_handle || self.prim(ty).is_some() {
            self.convert(v, ty, How::Implicit, Want::ty(ty))
        } else {
            self.member_object(ty, v, span)
        }
    }

    fn end_initialiser(&mut self) {
        let end = Span::new(self.function_span.hi, self.function_span.hi);
        self.function_end(super::statement::Flow::Next, end);
    }

    /// A registered function's default argument.
    pub(super) fn ffi_expr(&mut self, e: &'b crate::types::FfiExpr, span: Span, want: Want) -> Value<'ast> {
        use crate::types::{FfiBinaryOp, FfiExpr, FfiUnaryOp};
        match e {
            FfiExpr::Int(n) => {
                let ty = if i32::try_from(*n).is_ok() { DataType::INT } else { DataType::INT64 };
                Value::constant(ty, *n as u64, span)
            }
            FfiExpr::UInt(n) => {
                let ty = if u32::try_from(*n).is_ok() { DataType::UINT } else { DataType::UINT64 };
                Value::constant(ty, *n, span)
            }
            FfiExpr::Float(x) => Value::constant(DataType::FLOAT, u64::from(x.to_bits()), span),
            FfiExpr::Double(x) => Value::constant(DataType::DOUBLE, x.to_bits(), span),
            FfiExpr::Bool(b) => Value::constant(DataType::BOOL, u64::from(*b), span),
            FfiExpr::String(text) => self.string_literal(text, span),
            FfiExpr::Null => Value::new(DataType::NULL, Place::Null, span),
            FfiExpr::EnumValue { ty, value, .. } => match ty {
                crate::types::FfiDataType::Resolved(ty) => Value::constant(ty.value(), *value as u64, span),
                _ => self.fail(109, span, "the default argument names an unknown enum"),
            },
            FfiExpr::Global(id) => self.global_value(*id, span),
            FfiExpr::Construct { ty, args, .. } => {
                let crate::types::FfiDataType::Resolved(ty) = ty else {
                    return self.fail(109, span, "the default argument names an unknown type");
                };
                let ty = *ty;
                let mut values = Vec::new();
                for a in args {
                    let v = self.ffi_expr(a, span, Want::ANY);
                    let v = self.settle(v);
                    if v.is_error() {
                        return v;
                    }
                    values.push(v);
                }
                if self.prim(ty).is_some() {
                    return match values.pop() {
                        Some(v) => self.convert(v, ty, How::Explicit, want),
                        None => self.fail(78, span, "a conversion needs a value"),
                    };
                }
                if values.is_empty() {
                    return self.construct_default(ty, span);
                }
                match self.constructor_for(ty, &values) {
                    Some(f) => self.construct_with(ty, f, values, span),
                    None => {
                        let text = self.display(ty);
                        self.fail(100, span, format!("no constructor of '{text}' takes these arguments"))
                    }
                }
            }
            FfiExpr::Unary { op, expr } => {
                let v = self.ffi_expr(expr, span, Want::ANY);
                let v = self.settle(v);
                let Some(bits) = v.as_const() else {
                    return self.fail(109, span, "an operator of a default argument needs a constant");
                };
                let Some(p) = self.prim(v.ty) else { return Value::error(span) };
                let op = match op {
                    FfiUnaryOp::Neg => crate::syntax::ast::UnaryOp::Neg,
                    FfiUnaryOp::Plus => crate::syntax::ast::UnaryOp::Plus,
                    FfiUnaryOp::Not => crate::syntax::ast::UnaryOp::Not,
                    FfiUnaryOp::BitNot => crate::syntax::ast::UnaryOp::BitNot,
                };
                match crate::semantic::fold::unary_type(op, p) {
                    Some(result) => Value::constant(
                        DataType::primitive(result),
                        crate::semantic::fold::fold_unary(op, p, bits),
                        span,
                    ),
                    None => self.fail(67, span, "the operator of a default argument does not fit its operand"),
                }
            }
            FfiExpr::Binary { left, op, right } => {
                use crate::syntax::ast::BinaryOp as B;
                let l = self.ffi_expr(left, span, Want::ANY);
                let l = self.settle(l);
                let r = self.ffi_expr(right, span, Want::ANY);
                let r = self.settle(r);
                let op = match op {
                    FfiBinaryOp::Add => B::Add,
                    FfiBinaryOp::Sub => B::Sub,
                    FfiBinaryOp::Mul => B::Mul,
                    FfiBinaryOp::Div => B::Div,
                    FfiBinaryOp::Mod => B::Mod,
                    FfiBinaryOp::Pow => B::Pow,
                    FfiBinaryOp::Shl => B::Shl,
                    FfiBinaryOp::Shr => B::Shr,
                    FfiBinaryOp::UShr => B::UShr,
                    FfiBinaryOp::BitAnd => B::BitAnd,
                    FfiBinaryOp::BitOr => B::BitOr,
                    FfiBinaryOp::BitXor => B::BitXor,
                    FfiBinaryOp::Eq => B::Eq,
                    FfiBinaryOp::Ne => B::Ne,
                    FfiBinaryOp::Lt => B::Lt,
                    FfiBinaryOp::Le => B::Le,
                    FfiBinaryOp::Gt => B::Gt,
                    FfiBinaryOp::Ge => B::Ge,
                    FfiBinaryOp::And | FfiBinaryOp::Or | FfiBinaryOp::Xor => {
                        let (Some(a), Some(b)) = (self.bool_const(&l), self.bool_const(&r)) else {
                            return self.fail(109, span, "a logical operator of a default argument needs constants");
                        };
                        let x = match op {
                            FfiBinaryOp::And => a && b,
                            FfiBinaryOp::Or => a || b,
                            _ => a != b,
                        };
                        return Value::constant(DataType::BOOL, u64::from(x), span);
                    }
                };
                self.binary_values(op, l, r, span, span, want)
            }
            FfiExpr::Ident(name) if name.is_qualified => {
                let text = self.text(name.symbol);
                self.text_default(text, span, want)
            }
            FfiExpr::Ident(name) => {
                let name = name.symbol;
                let mut space = std::mem::take(&mut self.u.space);
                let hit = self.reg.lookup(self.namespace, &self.usings, name, &mut space);
                let v = self.scope_hit(hit, &space, name, span, want, &[]);
                self.u.space = space;
                v.map_or_else(|| Value::error(span), |found| self.named_value(found, span))
            }
            FfiExpr::Text(text) => self.text_default(text, span, want),
        }
    }

    /// A default argument that was kept as text: its names are known to the sealed API.
    fn text_default(&mut self, text: &str, span: Span, want: Want) -> Value<'ast> {
        let mut names = crate::base::Interner::new(self.u.names.base().clone(), self.u.arena);
        let known = names.len();
        let parsed = crate::syntax::parse_expression(self.u.arena, &mut names, text.as_bytes(), &Default::default());
        match parsed {
            Ok(e) if names.len() == known => {
                let e: &'ast crate::syntax::ast::Expr<'ast> = self.u.arena.alloc(e);
                self.expr(e, want)
            }
            Ok(_) => {
                self.fail(109, span, format!("the default argument '{text}' names something that is not registered"))
            }
            Err(_) => self.fail(109, span, format!("the default argument '{text}' is not an expression")),
        }
    }

    /// The constructor for compiled arguments; `None` if none or several fit.
    fn constructor_for(&mut self, ty: DataType, values: &[Value<'ast>]) -> Option<FunctionId> {
        let ids = self.reg.constructors(ty.type_id).to_vec();
        let mut best: Option<(u32, FunctionId)> = None;
        for f in ids {
            let params = self.reg.function(f).params();
            if params.len() < values.len() || params[values.len()..].iter().any(|p| !p.has_default()) {
                continue;
            }
            let mut sum = Some(0);
            for (v, p) in values.iter().zip(params) {
                let to = self.reg.subst(p.ty, ty.type_id);
                sum = match (sum, self.param_cost(v, to)) {
                    (Some(a), Some(b)) => Some(a + b),
                    _ => None,
                };
            }
            if let Some(s) = sum {
                if best.is_none_or(|b| s < b.0) {
                    best = Some((s, f));
                }
            }
        }
        best.map(|b| b.1)
    }
}
