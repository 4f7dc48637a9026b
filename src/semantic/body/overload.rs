//! Which of several functions a call means (OVERLOAD rules).

use crate::base::{Code, FunctionId, Span, Symbol, TypeId, names};
use crate::syntax::ast;
use crate::types::{DataType, FunctionTraits, RefModifier};

use super::value::FunctionSet;
use super::{FnCompiler, Value, Want};

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

/// Where the argument of a parameter comes from.
#[derive(Clone, Debug)]
pub(super) enum ArgSource<'ast> {
    /// An expression of the call.
    Expr(&'ast ast::Expr<'ast>),
    /// Already compiled.
    Value(Value<'ast>),
    /// The declared default.
    Default,
}

/// Why a candidate was dropped.
enum Rejection {
    Count { wanted: usize, most: Option<usize>, given: usize },
    NoSuchName(Symbol),
    Twice(Symbol),
    Missing(Symbol, usize),
    Argument { index: usize, from: String, to: String },
    NotConst,
    Deleted,
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
            let p = p.clone();
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
                let p = p.clone();
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
        if best.len() > 1 && !object_const {
            let changing: Vec<FunctionId> =
                best.iter().copied().filter(|&f| !self.reg.function(f).is(FunctionTraits::CONST)).collect();
            if !changing.is_empty() {
                best = changing;
            }
        }
        match best.as_slice() {
            [one] => Match::One(*one),
            _ => Match::Several(best),
        }
    }

    /// Assigns the arguments of a call to the parameters of a function: for each parameter its argument, for variadic
    /// functions the further ones at the end.
    fn assign_args(&self, f: FunctionId, args: &[ast::Arg<'ast>]) -> Result<Vec<ArgSource<'ast>>, Rejection> {
        let view = self.reg.function(f);
        let params = view.params();
        let variadic = view.is(FunctionTraits::VARIADIC);
        let wanted = params.iter().filter(|p| !p.has_default()).count();
        let count = || Rejection::Count { wanted, most: (!variadic).then_some(params.len()), given: args.len() };
        if args.len() > params.len() && !variadic || (variadic && args.len() < params.len()) {
            return Err(count());
        }
        let named = args.iter().any(|a| a.name.is_some()) || self.u.options.alter_syntax_named_args != 0;
        if !named && params.iter().skip(args.len()).all(|p| p.has_default()) {
            let mut result = Vec::with_capacity(params.len().max(args.len()));
            result.extend(args.iter().map(|a| ArgSource::Expr(a.value)));
            result.resize(params.len().max(args.len()), ArgSource::Default);
            return Ok(result);
        }
        let mut out: Vec<Option<ArgSource<'ast>>> = vec![None; params.len().max(args.len())];
        for (i, a) in args.iter().enumerate() {
            match self.arg_name(a, params) {
                None => out[i] = Some(ArgSource::Expr(a.value)),
                Some((name, value)) => {
                    let Some(at) = params.iter().position(|p| p.name == name) else {
                        return Err(Rejection::NoSuchName(name));
                    };
                    if out[at].is_some() {
                        return Err(Rejection::Twice(name));
                    }
                    out[at] = Some(ArgSource::Expr(value));
                }
            }
        }
        let mut result = Vec::with_capacity(out.len());
        for (i, a) in out.into_iter().enumerate() {
            match a {
                Some(a) => result.push(a),
                None if params.get(i).is_some_and(|p| p.has_default()) => result.push(ArgSource::Default),
                None if args.iter().any(|a| a.name.is_some()) => {
                    return Err(Rejection::Missing(params.get(i).map_or(Symbol::EMPTY, |p| p.name), i));
                }
                None => return Err(count()),
            }
        }
        Ok(result)
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

    /// Chooses among overloads for the arguments of a call and reports when that fails.
    pub(super) fn choose(
        &mut self,
        set: &FunctionSet<'ast>,
        args: &'ast [ast::Arg<'ast>],
        span: Span,
    ) -> Option<(FunctionId, Vec<ArgSource<'ast>>)> {
        let owner = set.object.as_ref().map_or(TypeId::NONE, |o| o.ty.type_id);
        self.choose_for(set, &|_| owner, args, span)
    }

    /// The same where each function has an owner of its own, whose template arguments stand in its declaration.
    pub(super) fn choose_for(
        &mut self,
        set: &FunctionSet<'ast>,
        owner_of: &dyn Fn(FunctionId) -> TypeId,
        args: &'ast [ast::Arg<'ast>],
        span: Span,
    ) -> Option<(FunctionId, Vec<ArgSource<'ast>>)> {
        if !self.check_arg_names(args) {
            return None;
        }
        let object = set.object.as_deref();
        let owner = object.map_or(TypeId::NONE, |o| o.ty.type_id);
        let object_const = object.is_some_and(|o| o.ty.object_is_const());
        let mut fitting: Vec<(FunctionId, Vec<ArgSource<'ast>>)> = Vec::new();
        let mut rejected: Vec<(FunctionId, Rejection)> = Vec::new();
        for &f in &set.ids {
            if self.reg.function(f).is(FunctionTraits::DELETED) {
                rejected.push((f, Rejection::Deleted));
                continue;
            }
            match self.assign_args(f, args) {
                Ok(a) => fitting.push((f, a)),
                Err(r) => rejected.push((f, r)),
            }
        }
        if fitting.len() == 1 {
            let (f, sources) = fitting.pop()?;
            if object_const && object.is_some() && !self.reg.function(f).is(FunctionTraits::CONST) {
                return self.not_const(f, owner, span);
            }
            // A lone candidate is compiled straight away; what does not convert is reported at the argument.
            return Some((f, sources));
        }
        let mut found = Vec::new();
        let mut const_only = None;
        for (i, (f, sources)) in fitting.iter().enumerate() {
            if object_const && !self.reg.function(*f).is(FunctionTraits::CONST) {
                const_only = Some(*f);
                rejected.push((*f, Rejection::NotConst));
                continue;
            }
            match self.args_cost(*f, owner_of(*f), sources) {
                Ok(cost) => found.push((*f, cost, i)),
                Err(r) => rejected.push((*f, r)),
            }
        }
        if found.is_empty() {
            // A method that is not const and would have fitted is what was meant (WARN-20).
            let meant = fitting.iter().find(|(f, sources)| {
                object_const
                    && !self.reg.function(*f).is(FunctionTraits::CONST)
                    && const_only.is_some()
                    && self.args_cost(*f, owner, sources).is_ok()
            });
            if let Some((f, _)) = meant {
                return self.not_const(*f, owner, span);
            }
            self.report_no_match(set, owner, args, rejected, span);
            return None;
        }
        match self.best(&found.iter().map(|f| (f.0, f.1)).collect::<Vec<_>>(), object_const) {
            Match::One(f) => {
                let at = found.iter().find(|x| x.0 == f)?.2;
                Some(fitting.swap_remove(at))
            }
            Match::Several(mut list) => {
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

    fn not_const(&mut self, f: FunctionId, owner: TypeId, span: Span) -> Option<(FunctionId, Vec<ArgSource<'ast>>)> {
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

    /// What passing these arguments costs altogether.
    fn args_cost(&mut self, f: FunctionId, owner: TypeId, sources: &[ArgSource<'ast>]) -> Result<u32, Rejection> {
        let params = self.reg.function(f).params();
        let mut sum = 0;
        for (i, s) in sources.iter().enumerate() {
            let Some(p) = params.get(i).or(params.last()) else { continue };
            let to = self.reg.subst(p.ty, owner);
            let v = match s {
                ArgSource::Expr(e) => self.probe(e, Want::ANY),
                ArgSource::Value(v) => v.clone(),
                ArgSource::Default => continue,
            };
            match self.param_cost(&v, to) {
                Some(c) => sum += c,
                None => {
                    let from = if v.is_null() {
                        "null".into()
                    } else {
                        match v.as_special() {
                            Some(super::Special::List(_)) => "{…}".into(),
                            Some(super::Special::Lambda(_)) => "function(…)".into(),
                            Some(super::Special::Functions(s)) => self.text(s.name).to_string(),
                            Some(_) => "this argument".into(),
                            None => self.display(v.ty.value()),
                        }
                    };
                    return Err(Rejection::Argument { index: i, from, to: self.display(to) });
                }
            }
        }
        Ok(sum)
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
            let why = match why {
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
            };
            notes.push((at, format!("candidate: {declaration}: {why}")));
        }
        let d = self.u.diags.error(Code(100), span, text);
        for (at, text) in notes {
            d.note(at, text);
        }
    }
}
