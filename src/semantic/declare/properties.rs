//! Virtual properties: which functions are accessors, and whether they fit together.

use crate::base::{FunctionId, Symbol, TypeId};
use crate::syntax::ast::Ident;
use crate::types::{AccessorDef, DataType, FunctionTraits, Range};

use super::Declarer;

impl Declarer<'_, '_> {
    /// Makes a function an accessor if its name and signature are those of one (PROP-02, PROP-06, PROP-14). If it is
    /// `marked` by the word `property`, they must be.
    pub(super) fn accessor(&mut self, index: usize, marked: bool, name: Ident) {
        let def = self.build.registry.functions[index].def;
        let owner = def.owner;
        let params = def.params.len;
        self.text.clear();
        let text = self.build.names.text(def.name);
        let (is_get, property) = match (text.strip_prefix("get_"), text.strip_prefix("set_")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => (true, ""),
        };
        self.text.push_str(property);
        let fits = if is_get {
            !def.ret.is_void() && params <= 1
        } else {
            (def.ret.is_void() || def.ret.is_error()) && (params == 1 || params == 2)
        };
        if property.is_empty() || !fits {
            if marked {
                let text = if property.is_empty() {
                    "the name of an accessor begins with 'get_' or 'set_'"
                } else if is_get {
                    "a getter returns a value and takes at most one parameter, the index"
                } else {
                    "a setter returns 'void' and takes the value, or the index and the value"
                };
                self.build.error(183, name.span, text);
                if owner.is_some() {
                    self.build.registry.set_incomplete(owner);
                }
            }
            return;
        }
        if self.build.options.property_accessor_mode < 2 {
            return;
        }
        let property = self.build.names.intern(&self.text);
        let def = &mut self.build.registry.functions[index].def;
        def.property = property;
        self.build.registry.accessor_names.insert(property);
        def.traits = def.traits.with(FunctionTraits::PROPERTY);
        if def.owner.is_none() {
            self.global_accessors.push(def.id);
        }
    }

    /// Whether an accessor sets, and how many indices it takes.
    fn accessor_form(&self, id: FunctionId) -> (bool, u32) {
        let def = self.def(id);
        let is_setter = def.ret.is_void();
        (is_setter, if is_setter { def.params.len.saturating_sub(1) } else { def.params.len })
    }

    /// The type of the property as an accessor has it.
    fn accessor_type(&self, id: FunctionId) -> DataType {
        let def = self.def(id);
        if !def.ret.is_void() {
            return def.ret;
        }
        def.params.of(&self.build.registry.params).last().map_or(DataType::ERROR, |p| p.ty)
    }

    /// Enters the accessors of a type, of those in its method table.
    pub(super) fn type_accessors(&mut self, ty: TypeId) {
        let methods = self.build.registry.ty(ty).methods;
        let first = self.build.registry.accessors.len();
        for i in 0..methods.len {
            let function = methods.of(&self.build.registry.methods)[i as usize].function;
            // Methods of registered interfaces are among those of script interfaces.
            let def = self.build.registry.function(function).def();
            if !def.property.is_empty() {
                let entry = AccessorDef { name: def.property, function, is_setter: def.ret.is_void() };
                self.build.registry.accessors.push(entry);
            }
        }
        let len = self.build.registry.accessors.len() - first;
        if len > 0 {
            self.build.registry.ty_mut(ty).accessors = Range { start: first as u32, len: len as u32 };
            self.check_accessors(first, ty);
        }
    }

    /// Getter and setter of a property must have one type (PROP-07). Several getters or setters are an error only where
    /// they are used (PROP-21). `owner` is the type whose own accessors are new; the others have been checked before.
    fn check_accessors(&mut self, first: usize, owner: TypeId) {
        // Those of one property side by side.
        let mut order: Vec<usize> = (first..self.build.registry.accessors.len()).collect();
        order.sort_by_key(|&i| self.build.registry.accessors[i].name.0);
        let accessors = |this: &Self, i: usize| this.build.registry.accessors[i];
        for (at, &i) in order.iter().enumerate() {
            let getter = accessors(self, i);
            if getter.is_setter || !self.build.registry.is_script_function(getter.function) {
                continue;
            }
            let is_other = |&&j: &&usize| accessors(self, j).name == getter.name;
            let before = order[..at].iter().rev().take_while(is_other).count();
            let after = order[at + 1..].iter().take_while(is_other).count();
            let (_, indices) = self.accessor_form(getter.function);
            let mut setter = None;
            let mut several = false;
            for &j in &order[at - before..=at + after] {
                let other = accessors(self, j);
                if j == i || !self.build.registry.is_script_function(other.function) {
                    continue;
                }
                if self.accessor_form(other.function) != (other.is_setter, indices) {
                    continue;
                }
                several |= !other.is_setter || setter.is_some();
                setter = Some(other.function);
            }
            if let (Some(setter), false) = (setter, several) {
                let own = self.def(getter.function).owner == owner || self.def(setter).owner == owner;
                if own {
                    self.check_pair(getter.function, setter, getter.name);
                }
            }
        }
    }

    fn check_pair(&mut self, getter: FunctionId, setter: FunctionId, property: Symbol) {
        let (a, b) = (self.accessor_type(getter), self.accessor_type(setter));
        if a.is_error() || b.is_error() || (a.type_id == b.type_id && a.is_handle == b.is_handle) {
            return;
        }
        let (get, set) = (self.build.display(a.value()), self.build.display(b.value()));
        let text = format!("property '{}' is read as '{get}' but written as '{set}'", self.text(property));
        let span = self.def(setter).span;
        let other = self.def(getter).span;
        self.build.error(184, span, text).note(other, "the getter is declared here");
    }

    /// Enters the accessors of global virtual properties.
    pub(super) fn enter_global_accessors(&mut self) {
        let list = std::mem::take(&mut self.global_accessors);
        for &function in &list {
            let def = *self.def(function);
            let entry = AccessorDef { name: def.property, function, is_setter: def.ret.is_void() };
            let table = &mut self.build.registry.global_accessors;
            table.entry((def.namespace, def.property)).or_default().push(entry);
        }
        for &function in &list {
            let def = *self.def(function);
            let (is_setter, indices) = self.accessor_form(function);
            if is_setter {
                continue;
            }
            let group = &self.build.registry.global_accessors[&(def.namespace, def.property)];
            let mut same = group
                .iter()
                .map(|a| a.function)
                .filter(|&other| other != function && self.accessor_form(other).1 == indices);
            if let (Some(other), None) = (same.next(), same.next()) {
                if self.accessor_form(other).0 {
                    self.check_pair(function, other, def.property);
                }
            }
        }
    }
}
