//! Which of several functions a call means (OVERLOAD rules).

use smallvec::{SmallVec, smallvec};

use crate::base::{Code, FunctionId, Span, Symbol, TypeId, names};
use crate::syntax::ast;
use crate::types::{DataType, FunctionTraits, RefModifier};

use super::value::{FunctionIds, FunctionSet};
use super::{FnCompiler, Place, Value, Want};

/// What passing a value for `?` costs (CONV-49).
const ANY_COST: u32 = 16;

/// The outcome of a search among overloads.
#[derive(Clone, Debug)]
pub(super) enum Match {
    /// Exactly one is best.
    One(FunctionId),
    /// Several are equally good.
    Several(Vec<FunctionId>),
    /// None fits.
    None,
}

/// What the choice of an operator's function depends on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct OperatorKey {
    object: TypeId,
    name: Symbol,
    arg: DataType,
    /// Whether the object is read-only, and the argument an l-value or a written handle.
    flags: [bool; 3],
}

/// Where the argument of a parameter comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum ArgSource<'ast> {
    /// An expression of the call.
    Expr(&'ast ast::Expr<'ast>),
    /// Already compiled.
    Value(Value<'ast>),
    /// The declared default.
    Default,
}

/// The arguments of a call, in the order of the parameters.
pub(super) type Sources<'ast> = SmallVec<[ArgSource<'ast>; 4]>;

/// Why a candidate was dropped.
enum Rejection {
    Count { wanted: usize, most: Option<usize>, given: usize },
    NoSuchName(Symbol),
    Twice(Symbol),
    Missing(Symbol, usize),
    Argument { index: usize, from: String, to: String },
    NotConst,
    Deleted,
    Returns(String),
}

impl<'u, 'b, 'ast> FnCompiler<'u, 'b, 'ast> {
    /// The best method of an object for an operator with one operand.
    pub(super) fn find_operator(&mut self, object: &Value<'ast>, name: Symbol, arg: &Value<'ast>) -> Match {
        self.find_operator_where(object, name, arg, None)
    }

    /// The same among methods that return exactly this type.
    pub(super) fn find_operator_returning(
        &mut self,
        object: &Value<'ast>,
        name: Symbol,
        arg: &Value<'ast>,
        ret: DataType,
    ) -> Match {
        self.find_operator_where(object, name, arg, Some(ret))
    }

    fn find_operator_where(
        &mut self,
        object: &Value<'ast>,
        name: Symbol,
        arg: &Value<'ast>,
        ret: Option<DataType>,
    ) -> Match {
        let ty = object.ty;
        if ty.type_id.0 < DataType::FIRST_FREE_ID.0 || object.is_null() || ty.is_void() {
            return Match::None;
        }
        if !self.is_object(ty.object()) {
            return Match::None;
        }
        // Outcomes depend on types alone, but for places that may become several things.
        let plain =
            ret.is_none() && !matches!(arg.place, Place::Special(_) | Place::Null | Place::Const(0) | Place::Void);
        let key = OperatorKey {
            object: ty.type_id,
            name,
            arg: arg.ty,
            flags: [ty.object_is_const(), arg.lvalue, arg.explicit_handle],
        };
        if plain {
            match self.u.operators.get(&key) {
                Some(Some(f)) => return Match::One(*f),
                Some(None) => return Match::None,
                None => {}
            }
        }
        let found = self.search_operator(ty, name, arg, ret);
        match found {
            Match::One(f) if plain => _ = self.u.operators.insert(key, Some(f)),
            Match::None if plain => _ = self.u.operators.insert(key, None),
            _ => {}
        }
        found
    }

    fn search_operator(&mut self, ty: DataType, name: Symbol, arg: &Value<'ast>, ret: Option<DataType>) -> Match {
        let mut ids = std::mem::take(&mut self.u.buffers.candidates);
        ids.clear();
        self.reg.methods_named(ty.type_id, name, |f| ids.push(f));
        if name == names::OP_ASSIGN {
            // The assignment that the compiler makes stands in no method table: it is chosen by the class of the object.
            let assign = self.reg.ty(ty.type_id).behaviors.assign;
            let made = assign.is_some() && self.reg.function(assign).is(FunctionTraits::GENERATED);
            if made && self.can_assign(ty.type_id, 0) {
                ids.push(assign);
            }
        }
        let mut found = std::mem::take(&mut self.u.buffers.found);
        found.clear();
        for &f in &ids {
            let view = self.reg.function(f);
            let params = view.params();
            if params.is_empty() || params[1..].iter().any(|p| !p.has_default()) {
                continue;
            }
            if view.is(FunctionTraits::DELETED) || (ty.object_is_const() && !view.is(FunctionTraits::CONST)) {
                continue;
            }
            if ret.is_some_and(|r| self.reg.subst(view.return_type(), ty.type_id).value() != r) {
                continue;
            }
            let to = self.reg.subst(params[0].ty, ty.type_id);
            if let Some(cost) = self.param_cost(arg, to) {
                found.push((f, cost));
            }
        }
        let best = self.best(&found, ty.object_is_const());
        self.u.buffers.candidates = ids;
        self.u.buffers.found = found;
        best
    }

    /// The cost of passing a value for a parameter, reference mode included.
    pub(super) fn param_cost(&mut self, v: &Value<'ast>, to: DataType) -> Option<u32> {
        match to.ref_modifier {
            RefModifier::None | RefModifier::In => self.cost(v, to.with_ref(RefModifier::None)),
            RefModifier::Out => self.out_cost(v, to),
            RefModifier::InOut => self.inout_cost(v, to),
        }
    }

    /// `&out`: the parameter's type must convert to what the argument is (OVERLOAD-13).
    fn out_cost(&mut self, v: &Value<'ast>, to: DataType) -> Option<u32> {
        if v.is_error() {
            return Some(0);
        }
        if v.ty.is_void() && v.as_special().is_none() {
            return Some(0);
        }
        if v.is_null() || v.as_const() == Some(0) && !v.lvalue {
            return Some(0);
        }
        if let Some(super::Special::Property(p)) = v.as_special() {
            let p = *p;
            let ty = self.setter_type(&p)?;
            let probe = Value { lvalue: true, ..Value::new(to.value(), super::Place::Void, v.span) };
            return self.cost(&probe, ty.value());
        }
        if v.as_special().is_some() {
            return None;
        }
        if to.is_any() {
            return Some(ANY_COST);
        }
        if !v.lvalue && self.is_reference_type(v.ty.type_id) && !v.ty.is_handle {
            // Value assignment to a temporary object is allowed (EXPR-37b).
        } else if !v.lvalue || v.ty.is_const {
            return None;
        }
        let probe = Value::new(to.value(), super::Place::Void, v.span);
        let cost = self.cost(&probe, v.ty.value())?;
        // An object that could be made from a number is still given as it is where `?` takes it: containers that tell
        // numbers apart have the object stored, not a number (ANY-03).
        let makes_object = self.prim(to).is_some() && self.prim(v.ty).is_none();
        Some(if makes_object { cost + ANY_COST } else { cost })
    }

    /// `&inout`: no new object may be needed (OVERLOAD-14).
    fn inout_cost(&mut self, v: &Value<'ast>, to: DataType) -> Option<u32> {
        if v.is_error() {
            return Some(0);
        }
        if to.is_any() {
            return (!v.ty.is_void()).then_some(16);
        }
        if v.as_special().is_some() {
            if let Some(super::Special::Property(p)) = v.as_special() {
                let p = *p;
                let ty = self.property_type(&p)?;
                let probe = Value::new(ty, super::Place::Void, v.span);
                return self.inout_cost(&probe, to);
            }
            let plain = to.with_ref(RefModifier::None);
            return self.cost(v, plain);
        }
        if v.is_null() {
            return to.is_handle.then_some(10);
        }
        let from = v.ty;
        if self.is_reference_type(to.type_id) && !to.is_handle {
            if from.object_is_const() && !to.is_const {
                return None;
            }
            let gains = u32::from(!from.object_is_const() && to.is_const);
            if from.type_id == to.type_id {
                return Some(gains);
            }
            if self.refers_to(from, to) {
                return Some(10 + gains);
            }
            // A constant reference can be bound to a converted object.
            return if to.is_const { self.cost(v, to.with_ref(RefModifier::None)) } else { None };
        }
        if to.is_const {
            return self.cost(v, to.with_ref(RefModifier::None));
        }
        if from.is_const || !v.lvalue {
            return None;
        }
        from.same_value(to).then_some(0)
    }

    /// The cheapest; among equals a method that fits the object's constness (OVERLOAD-06 to OVERLOAD-08).
    fn best(&self, found: &[(FunctionId, u32)], object_const: bool) -> Match {
        let Some(least) = found.iter().map(|f| f.1).min() else { return Match::None };
        let mut cheapest = found.iter().filter(|f| f.1 == least);
        if let (Some(one), None) = (cheapest.next(), cheapest.next()) {
            return Match::One(one.0);
        }
        let mut best: Vec<FunctionId> = found.iter().filter(|f| f.1 == least).map(|f| f.0).collect();
        if !object_const && best.iter().any(|&f| !self.reg.function(f).is(FunctionTraits::CONST)) {
            best.retain(|&f| !self.reg.function(f).is(FunctionTraits::CONST));
        }
        match best.as_slice() {
            [one] => Match::One(*one),
            _ => Match::Several(best),
        }
    }

    /// Assigns the arguments of a call to the parameters of a function: for each parameter its argument, for variadic
    /// functions the further ones at the end. They replace what `result` holds.
    fn assign_args(&self, f: FunctionId, args: &[ast::Arg<'ast>], result: &mut Sources<'ast>) -> Result<(), Rejection> {
        let view = self.reg.function(f);
        let params = view.params();
        let variadic = view.is(FunctionTraits::VARIADIC);
        let count = || {
            let wanted = params.iter().filter(|p| !p.has_default()).count();
            Rejection::Count { wanted, most: (!variadic).then_some(params.len()), given: args.len() }
        };
        if args.len() > params.len() && !variadic || (variadic && args.len() < params.len()) {
            return Err(count());
        }
        result.clear();
        let named = args.iter().any(|a| a.name.is_some()) || self.u.options.alter_syntax_named_args != 0;
        if !named && params.iter().skip(args.len()).all(|p| p.has_default()) {
            result.extend(args.iter().map(|a| ArgSource::Expr(a.value)));
            while result.len() < params.len() {
                result.push(ArgSource::Default);
            }
            return Ok(());
        }
        let mut out: SmallVec<[Option<&'ast ast::Expr<'ast>>; 8]> = smallvec![None; params.len().max(args.len())];
        for (i, a) in args.iter().enumerate() {
            match self.arg_name(a, params) {
                None => out[i] = Some(a.value),
                Some((name, value)) => {
                    let Some(at) = params.iter().position(|p| p.name == name) else {
                        return Err(Rejection::NoSuchName(name));
                    };
                    if out[at].is_some() {
                        return Err(Rejection::Twice(name));
                    }
                    out[at] = Some(value);
                }
            }
        }
        for (i, a) in out.into_iter().enumerate() {
            match a {
                Some(a) => result.push(ArgSource::Expr(a)),
                None if params.get(i).is_some_and(|p| p.has_default()) => result.push(ArgSource::Default),
                None if args.iter().any(|a| a.name.is_some()) => {
                    return Err(Rejection::Missing(params.get(i).map_or(Symbol::EMPTY, |p| p.name), i));
                }
                None => return Err(count()),
            }
        }
        Ok(())
    }

    /// The name an argument is given by: `name: value`, or `name = value` where property 21 allows it.
    fn arg_name(
        &self,
        a: &ast::Arg<'ast>,
        params: &[crate::types::ParamDef],
    ) -> Option<(Symbol, &'ast ast::Expr<'ast>)> {
        if let Some(n) = a.name {
            return Some((n.name, a.value));
        }
        if self.u.options.alter_syntax_named_args == 0 {
            return None;
        }
        let ast::ExprKind::Assign { op: None, left, right, .. } = &a.value.kind else { return None };
        let ast::ExprKind::Name(n) = &left.kind else { return None };
        let named = n.scope.is_none() && params.iter().any(|p| p.name == n.name.name);
        named.then_some((n.name.name, *right))
    }

    /// Chooses among overloads for the arguments of a call, which come into `sources`, and reports when that fails.
    pub(super) fn choose(
        &mut self,
        set: &FunctionSet<'ast>,
        args: &'ast [ast::Arg<'ast>],
        sources: &mut Sources<'ast>,
        span: Span,
    ) -> Option<FunctionId> {
        let owner = set.object.as_ref().map_or(TypeId::NONE, |o| o.ty.type_id);
        self.choose_for(set, &|_| owner, args, sources, span)
    }

    /// The same where each function has an owner of its own, whose template arguments stand in its declaration.
    pub(super) fn choose_for(
        &mut self,
        set: &FunctionSet<'ast>,
        owner_of: &dyn Fn(FunctionId) -> TypeId,
        args: &'ast [ast::Arg<'ast>],
        sources: &mut Sources<'ast>,
        span: Span,
    ) -> Option<FunctionId> {
        if !self.check_arg_names(args) {
            return None;
        }
        let object = set.object.as_ref();
        let owner = object.map_or(TypeId::NONE, |o| o.ty.type_id);
        let object_const = object.is_some_and(|o| o.ty.object_is_const());
        let is_deleted = |this: &Self, f: FunctionId| this.reg.function(f).is(FunctionTraits::DELETED);
        let refuses = |this: &Self, f: FunctionId| object_const && !this.reg.function(f).is(FunctionTraits::CONST);
        let mut fitting: FunctionIds = SmallVec::new();
        for &f in set.ids {
            if !is_deleted(self, f) && self.assign_args(f, args, sources).is_ok() {
                fitting.push(f);
            }
        }
        if let [f] = fitting[..] {
            if refuses(self, f) {
                return self.not_const(f, owner, span);
            }
            // A lone candidate is compiled straight away; what does not convert is reported at the argument.
            if set.ids.len() > 1 {
                self.assign_args(f, args, sources).ok()?;
            }
            return Some(f);
        }
        let mut found: SmallVec<[(FunctionId, u32); 8]> = SmallVec::new();
        for &f in &fitting {
            if refuses(self, f) {
                continue;
            }
            self.assign_args(f, args, sources).ok()?;
            if let Ok(cost) = self.args_cost(f, owner_of(f), sources) {
                found.push((f, cost));
            }
        }
        if found.is_empty() {
            // A method that is not const and would have fitted is what was meant (WARN-20).
            for &f in &fitting {
                self.assign_args(f, args, sources).ok()?;
                if refuses(self, f) && self.args_cost(f, owner, sources).is_ok() {
                    return self.not_const(f, owner, span);
                }
            }
            let mut rejected = Vec::new();
            for &f in set.ids {
                let why = if is_deleted(self, f) {
                    Rejection::Deleted
                } else if let Err(why) = self.assign_args(f, args, sources) {
                    why
                } else if refuses(self, f) {
                    Rejection::NotConst
                } else {
                    let Err((index, to)) = self.args_cost(f, owner_of(f), sources) else { continue };
                    Rejection::Argument { index, from: self.describe_argument(&sources[index]), to: self.display(to) }
                };
                rejected.push((f, why));
            }
            self.report_no_match(set, owner, args, rejected, span);
            return None;
        }
        match self.best(&found, object_const) {
            Match::One(f) => {
                self.assign_args(f, args, sources).ok()?;
                Some(f)
            }
            Match::Several(mut list) => {
                if let Some(f) = self.best_for_read_only(&list, owner_of, args, sources) {
                    self.assign_args(f, args, sources).ok()?;
                    return Some(f);
                }
                if self.report_wrong_args(args) {
                    return None;
                }
                list.sort_unstable_by_key(|f| f.0);
                let name = self.text(set.name);
                let what = if set.name.is_empty() { "constructors".into() } else { format!("functions '{name}'") };
                let notes: Vec<(Span, String)> = list.iter().map(|&f| self.candidate(f, owner)).collect();
                let d = self.u.diags.error(Code(101), span, format!("the call fits several {what} equally well"));
                for (at, text) in notes {
                    d.note(at, format!("candidate: {text}"));
                }
                None
            }
            Match::None => None,
        }
    }

    /// Of functions that fit equally well the one that takes the most read-only objects as what they are, if there is one
    /// (OVERLOAD-08).
    fn best_for_read_only(
        &mut self,
        list: &[FunctionId],
        owner_of: &dyn Fn(FunctionId) -> TypeId,
        args: &'ast [ast::Arg<'ast>],
        sources: &mut Sources<'ast>,
    ) -> Option<FunctionId> {
        let mut best: Option<(usize, FunctionId)> = None;
        let mut unique = false;
        for &f in list {
            self.assign_args(f, args, sources).ok()?;
            let params = self.reg.function(f).params();
            let mut dropped = 0;
            for (s, p) in sources.iter().zip(params) {
                let to = self.reg.subst(p.ty, owner_of(f));
                let ArgSource::Expr(e) = s else { continue };
                let copied = matches!(to.ref_modifier, RefModifier::In | RefModifier::None);
                if copied && !to.is_const && !to.is_handle && self.is_object(to) {
                    dropped += usize::from(self.probe(e, Want::ANY).ty.object_is_const());
                }
            }
            match best {
                Some((least, _)) if dropped > least => {}
                Some((least, _)) if dropped == least => unique = false,
                _ => (best, unique) = (Some((dropped, f)), true),
            }
        }
        best.filter(|_| unique).map(|b| b.1)
    }

    fn not_const(&mut self, f: FunctionId, owner: TypeId, span: Span) -> Option<FunctionId> {
        let (at, text) = self.candidate(f, owner);
        let name = self.text(self.reg.function(f).def().name);
        let what = format!("'{name}' is not const and cannot be called on a read-only object");
        let d = self.u.diags.error(Code(89), span, what);
        d.note(at, format!("it is {text}"));
        None
    }

    /// Named arguments must come last and be given once (ERR-106, ERR-107).
    fn check_arg_names(&mut self, args: &[ast::Arg<'ast>]) -> bool {
        let mut named = false;
        for (i, a) in args.iter().enumerate() {
            match a.name {
                Some(n) => {
                    named = true;
                    if args[..i].iter().any(|b| b.name.is_some_and(|m| m.name == n.name)) {
                        let text = self.text(n.name);
                        self.error(107, n.span, format!("the argument '{text}' is given twice"));
                        return false;
                    }
                }
                None if named => {
                    self.error(106, a.value.span, "arguments without a name must come before those with one");
                    return false;
                }
                None => {}
            }
        }
        true
    }

    /// What passing these arguments costs altogether; else the first that does not convert, and to what.
    fn args_cost(
        &mut self,
        f: FunctionId,
        owner: TypeId,
        sources: &[ArgSource<'ast>],
    ) -> Result<u32, (usize, DataType)> {
        let params = self.reg.function(f).params();
        let mut sum = 0;
        for (i, s) in sources.iter().enumerate() {
            let Some(p) = params.get(i).or(params.last()) else { continue };
            let to = self.reg.subst(p.ty, owner);
            let cost = match s {
                ArgSource::Expr(e) => {
                    let v = self.probe(e, Want::ANY);
                    self.param_cost(&v, to)
                }
                ArgSource::Value(v) => self.param_cost(v, to),
                ArgSource::Default => continue,
            };
            sum += cost.ok_or((i, to))?;
        }
        Ok(sum)
    }

    /// An argument for messages.
    fn describe_argument(&mut self, source: &ArgSource<'ast>) -> String {
        let v = match source {
            ArgSource::Expr(e) => self.probe(e, Want::ANY),
            ArgSource::Value(v) => *v,
            ArgSource::Default => return "this argument".into(),
        };
        match v.as_special() {
            _ if v.is_null() => "null".into(),
            Some(super::Special::List(_)) => "{…}".into(),
            Some(super::Special::Lambda(_)) => "function(…)".into(),
            Some(super::Special::Functions(s)) => self.text(s.name).to_string(),
            Some(_) => "this argument".into(),
            None => self.display(v.ty.value()),
        }
    }

    /// A candidate for a message: where it is declared and how.
    fn candidate(&self, f: FunctionId, owner: TypeId) -> (Span, String) {
        let view = self.reg.function(f);
        let owner = if owner.is_some() && self.reg.ty(owner).is_instance() { owner } else { TypeId::NONE };
        (view.span(), self.reg.declaration(f, owner, self.u.names))
    }

    /// Arguments that are wrong in themselves are reported instead of the call.
    fn report_wrong_args(&mut self, args: &'ast [ast::Arg<'ast>]) -> bool {
        let before = self.u.diags.error_count();
        for a in args {
            let v = self.probe(a.value, Want::ANY);
            if v.is_error() {
                let v = self.expr(a.value, Want::ANY);
                self.release(&v);
            }
        }
        self.u.diags.error_count() > before
    }

    /// The argument that was just found not to convert is told as what it is: one of a call of the only function that
    /// could have been meant.
    pub(super) fn blame_argument(&mut self, f: FunctionId, owner: TypeId, index: usize) {
        let (at, declaration) = self.candidate(f, owner);
        let params = self.reg.function(f).params();
        let name = params.get(index).map_or("", |p| self.text(p.name));
        let which = if name.is_empty() { format!("argument {}", index + 1) } else { format!("argument '{name}'") };
        if let Some(d) = self.u.diags.last_mut().filter(|d| d.code == Code(65)) {
            d.code = Code(100);
            d.note(at, format!("this is {which} of {declaration}"));
        }
    }

    fn report_no_match(
        &mut self,
        set: &FunctionSet<'ast>,
        owner: TypeId,
        args: &'ast [ast::Arg<'ast>],
        mut rejected: Vec<(FunctionId, Rejection)>,
        span: Span,
    ) {
        if self.report_wrong_args(args) {
            return;
        }
        let mut types = Vec::new();
        for a in args {
            let v = self.probe(a.value, Want::ANY);
            types.push(match v.as_special() {
                _ if v.is_null() => "null".to_string(),
                Some(super::Special::List(_)) => "{…}".into(),
                Some(super::Special::Lambda(_)) => "function(…)".into(),
                Some(super::Special::Functions(s)) => self.text(s.name).to_string(),
                Some(_) => "?".into(),
                None => self.display(v.ty.value()),
            });
        }
        let name = self.text(set.name);
        let what = if set.name.is_empty() {
            "constructor".to_string()
        } else if owner.is_some() {
            format!("method '{name}'")
        } else {
            format!("function '{name}'")
        };
        let text = format!("no {what} takes ({})", types.join(", "));
        let mut notes = Vec::new();
        rejected.sort_unstable_by_key(|r| r.0.0);
        for (f, why) in rejected.into_iter().take(16) {
            let (at, declaration) = self.candidate(f, owner);
            let why = self.reason(why);
            notes.push((at, format!("candidate: {declaration}: {why}")));
        }
        let d = self.u.diags.error(Code(100), span, text);
        for (at, text) in notes {
            d.note(at, text);
        }
    }

    /// Why a candidate was dropped, for messages.
    fn reason(&self, why: Rejection) -> String {
        match why {
            Rejection::Count { wanted, most, given } => {
                let plural = |n| if n == 1 { "argument" } else { "arguments" };
                match most {
                    Some(0) => format!("takes no arguments, {given} given"),
                    Some(most) if most == wanted => format!("takes {wanted} {}, {given} given", plural(wanted)),
                    Some(most) => format!("takes {wanted} to {most} arguments, {given} given"),
                    None => format!("takes at least {wanted} {}, {given} given", plural(wanted)),
                }
            }
            Rejection::NoSuchName(n) => format!("has no parameter '{}'", self.text(n)),
            Rejection::Twice(n) => format!("gets '{}' twice", self.text(n)),
            Rejection::Missing(n, i) if n.is_empty() => format!("lacks argument {}", i + 1),
            Rejection::Missing(n, _) => format!("lacks argument '{}'", self.text(n)),
            Rejection::Argument { index, from, to } => {
                format!("argument {}: '{from}' does not convert to '{to}'", index + 1)
            }
            Rejection::NotConst => "cannot be called on a read-only object".into(),
            Rejection::Deleted => "is deleted".into(),
            Rejection::Returns(ret) => format!("returns '{ret}'"),
        }
    }

    /// The methods of an object for an operator that none of them fits, each with its reason. `ret`: what they must return.
    pub(super) fn refused_operators(
        &mut self,
        object: &Value<'ast>,
        name: Symbol,
        arg: &Value<'ast>,
        ret: Option<DataType>,
    ) -> Vec<(Span, String)> {
        let ty = object.ty;
        if ty.is_void() || object.is_null() || object.as_special().is_some() || !self.is_object(ty.object()) {
            return Vec::new();
        }
        let mut ids = FunctionIds::new();
        self.reg.methods_named(ty.type_id, name, |f| ids.push(f));
        ids.sort_unstable_by_key(|f| f.0);
        let mut notes = Vec::new();
        for f in ids.into_iter().take(16) {
            let view = self.reg.function(f);
            let params = view.params();
            let wanted = params.iter().filter(|p| !p.has_default()).count();
            let returned = self.reg.subst(view.return_type(), ty.type_id).value();
            let why = if view.is(FunctionTraits::DELETED) {
                Rejection::Deleted
            } else if params.is_empty() || wanted > 1 {
                Rejection::Count { wanted, most: Some(params.len()), given: 1 }
            } else if ret.is_some_and(|r| returned != r) {
                Rejection::Returns(self.display(returned))
            } else if ty.object_is_const() && !view.is(FunctionTraits::CONST) {
                Rejection::NotConst
            } else {
                let to = self.reg.subst(params[0].ty, ty.type_id);
                if self.param_cost(arg, to).is_some() {
                    continue;
                }
                let from = self.describe_argument(&ArgSource::Value(*arg));
                Rejection::Argument { index: 0, from, to: self.display(to) }
            };
            let (at, declaration) = self.candidate(f, ty.type_id);
            notes.push((at, format!("candidate: {declaration}: {}", self.reason(why))));
        }
        notes
    }
}
