//! Global variables: types, cells and the order of their initialisation.

use crate::base::{GlobalId, NamespaceId, Span};
use crate::syntax::ast::{Arg, Expr, ExprKind, Init, NameExpr};
use crate::types::DataType;

use super::{Declarer, constants, layout};
use crate::semantic::NameContext;
use crate::semantic::resolve::TypeUse;
use crate::semantic::types::ScopeHit;

/// A variable that an initialiser mentions.
#[derive(Clone, Copy)]
struct Mention {
    global: u32,
    span: Span,
}

impl<'ast> Declarer<'_, 'ast> {
    /// Resolves the types of all globals; all declarators of one declaration have the same.
    pub(super) fn global_types(&mut self) {
        let mut last = None;
        for i in 0..self.build.registry.globals.len() {
            let global = self.build.registry.globals[i];
            if matches!(global.ty.base, crate::syntax::ast::TypeBase::Auto) {
                continue;
            }
            let ty = match last {
                Some((expr, ty)) if std::ptr::eq(expr, global.ty) => ty,
                _ => {
                    let cx = NameContext::script(global.def.namespace);
                    let mut resolver = self.build.resolver();
                    let ty = resolver.resolve(&cx, global.ty);
                    if resolver.check(ty, TypeUse::Variable, global.ty.span) { ty } else { DataType::ERROR }
                }
            };
            last = Some((global.ty, ty));
            self.build.registry.globals[i].def.ty = ty;
        }
    }

    /// Gives globals their cells and finds the order in which they are initialised: variables of primitive types first,
    /// then the others, each after what its initialiser mentions (GLOB-02, GLOB-03).
    pub(super) fn initialisation_order(&mut self) {
        let count = self.build.registry.globals.len();
        if count == 0 {
            return;
        }
        let mut cell = 0u32;
        for i in 0..count {
            let global = self.build.registry.globals[i];
            if !global.is_auto {
                let cells = layout::cells(&self.build.registry, global.def.ty);
                self.build.registry.globals[i].cell = cell;
                cell = cell.saturating_add(cells);
            }
        }
        self.build.registry.global_cells = cell;

        let (starts, mentions) = self.mentions(count);
        let first = self.build.registry.first_global;
        let mut order = Vec::with_capacity(count);
        let mut states = vec![0u8; count];
        let mut path: Vec<(u32, u32)> = Vec::new();
        for primitives in [true, false] {
            for from in 0..count {
                let global = &self.build.registry.globals[from];
                let ty = global.def.ty;
                let primitive =
                    !global.is_auto && !ty.is_handle && constants::is_number_like(&self.build.registry, ty.type_id);
                if states[from] != 0 || primitive != primitives {
                    continue;
                }
                states[from] = 1;
                path.push((from as u32, starts[from]));
                while let Some(&mut (at, ref mut next)) = path.last_mut() {
                    if *next == starts[at as usize + 1] {
                        states[at as usize] = 2;
                        order.push(GlobalId(first + at));
                        path.pop();
                        continue;
                    }
                    let mention = mentions[*next as usize];
                    *next += 1;
                    match states[mention.global as usize] {
                        0 => {
                            states[mention.global as usize] = 1;
                            path.push((mention.global, starts[mention.global as usize]));
                        }
                        1 => self.circle(at, mention),
                        _ => {}
                    }
                }
            }
        }
        self.build.registry.global_order = order;
    }

    fn circle(&mut self, at: u32, mention: Mention) {
        let name = self.build.registry.globals[mention.global as usize].def.name;
        let text = if at == mention.global {
            format!("'{}' is used to initialise itself", self.text(name))
        } else {
            format!("'{}' is used before it is initialised: the initialisers form a circle", self.text(name))
        };
        self.build.error(46, mention.span, text);
        // Without a value nothing more can be said about the one at hand.
        if self.build.registry.globals[at as usize].is_auto {
            self.build.registry.globals[at as usize].is_auto = false;
        }
    }

    /// The globals each initialiser mentions: those of global `i` are `list[starts[i]..starts[i + 1]]`. Constants are
    /// known without their initialisers.
    fn mentions(&mut self, count: usize) -> (Vec<u32>, Vec<Mention>) {
        let mut starts = Vec::with_capacity(count + 1);
        let mut list = Vec::new();
        let mut stack: Vec<&'ast Expr<'ast>> = Vec::new();
        for i in 0..count {
            starts.push(list.len() as u32);
            let global = self.build.registry.globals[i];
            if global.constant.is_some() {
                continue;
            }
            match global.init {
                Init::None => {}
                Init::Expr(expr) => stack.push(expr),
                Init::Args(args) => push_args(args, &mut stack),
            }
            while let Some(expr) = stack.pop() {
                if let ExprKind::Name(name) = expr.kind {
                    if let Some(id) = self.mentioned(global.def.namespace, name) {
                        let global = id.0 - self.build.registry.first_global;
                        list.push(Mention { global, span: expr.span });
                    }
                } else {
                    push_parts(expr, &mut stack);
                }
            }
        }
        starts.push(list.len() as u32);
        (starts, list)
    }

    /// The script's global a name denotes, if it is one.
    fn mentioned(&mut self, ns: NamespaceId, name: &NameExpr<'ast>) -> Option<GlobalId> {
        let registry = &self.build.registry;
        let space = &mut self.space;
        let hit = if name.scope.is_none() {
            registry.lookup(ns, &[], name.name.name, space)
        } else {
            let ns = registry.resolve_path(ns, name.scope.global, name.scope.path)?;
            space.functions.clear();
            space.accessors.clear();
            space.enum_values.clear();
            registry.lookup_in(ns, name.name.name, space)
        };
        match hit {
            Some(ScopeHit::Global(id)) if registry.is_script_global(id) => Some(id),
            _ => None,
        }
    }
}

fn push_args<'ast>(args: &'ast [Arg<'ast>], stack: &mut Vec<&'ast Expr<'ast>>) {
    // The first one is looked at first.
    stack.extend(args.iter().rev().map(|a| a.value));
}

/// Puts the parts of an expression on a stack; a lambda's body runs later and is none of them.
fn push_parts<'ast>(expr: &'ast Expr<'ast>, stack: &mut Vec<&'ast Expr<'ast>>) {
    match expr.kind {
        ExprKind::Call { callee, args } => {
            push_args(args, stack);
            stack.push(callee);
        }
        ExprKind::Construct { args, .. } => push_args(args, stack),
        ExprKind::Member { object, .. } => stack.push(object),
        ExprKind::Index { object, args } => {
            push_args(args, stack);
            stack.push(object);
        }
        ExprKind::Unary { operand, .. } => stack.push(operand),
        ExprKind::Binary { left, right, .. } | ExprKind::Assign { left, right, .. } => stack.extend([right, left]),
        ExprKind::Conditional { cond, then, other } => stack.extend([other, then, cond]),
        ExprKind::Cast { value, .. } => stack.push(value),
        ExprKind::Paren(inner) => stack.push(inner),
        ExprKind::List { items, .. } => stack.extend(items.iter().rev().filter_map(|i| *i)),
        ExprKind::Int(_)
        | ExprKind::Radix(_)
        | ExprKind::Float(_)
        | ExprKind::Double(_)
        | ExprKind::Bool(_)
        | ExprKind::String(_)
        | ExprKind::Char(_)
        | ExprKind::Null
        | ExprKind::Void
        | ExprKind::Name(_)
        | ExprKind::Lambda(_)
        | ExprKind::Error => {}
    }
}
