//! Making a unit ready to run.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use crate::base::{NamespaceId, SourceMap, Symbol, TypeId};
use crate::bytecode::file::Verifier;
use crate::bytecode::{ClassCode, CodeUnit, Instr, ScriptTypeKind};
use crate::types::{DataType, FfiRegistry, FunctionTraits, ParamDef, TypeDef, TypeFlags, TypeKind};

use super::first_call::FirstCalls;
use super::native::NativePlan;
use super::program::{External, LinkError, Literals, Program};
use super::runtime_type::{
    Behavior, ClassField, ClassInfo, ManagedField, RuntimeKind, RuntimeType, RuntimeTypeBox, ValueType,
};
use super::runtime_types::{RuntimeTypes, behaviors_of, describe, make_plan};
use super::shared::{self, SharedTables, Taken};
use super::snippet;
use super::value_ops;

impl Program {
    /// Makes a unit ready to run.
    ///
    /// # Errors
    ///
    /// The unit names something that does not exist. A unit from the compiler of the same context always links, unless
    /// the host's string factory fails.
    pub fn link(
        unit: CodeUnit,
        ffi: Arc<FfiRegistry>,
        runtime_types: Arc<RuntimeTypes>,
    ) -> Result<Arc<Program>, LinkError> {
        Program::link_with(unit, ffi, runtime_types, None, Vec::new(), None)
    }

    /// The same with the texts the unit was built from, and the functions of other units that it calls. Of a loaded unit
    /// the verifier, which then checks each function when it is called first.
    ///
    /// # Errors
    ///
    /// As [`Program::link`].
    pub fn link_with(
        unit: CodeUnit,
        ffi: Arc<FfiRegistry>,
        runtime_types: Arc<RuntimeTypes>,
        source: Option<Arc<SourceMap>>,
        externals: Vec<External>,
        verifier: Option<Verifier>,
    ) -> Result<Arc<Program>, LinkError> {
        if verifier.is_none() {
            check_compiled(&unit);
        }
        if unit.shared.is_empty() {
            let taken = Taken::default();
            return Program::link_taking(unit, ffi, runtime_types, source, externals, &taken, None, verifier);
        }
        // Where functions give way to those of other units, all are checked as they are in the file.
        if let Some(mut verifier) = verifier {
            for number in 0..unit.functions.len() as u32 {
                verifier.function(&unit, &ffi, number, &mut |_, _| {}).map_err(LinkError::Refused)?;
            }
        }
        // The table is locked until the unit is in it: of two that are built at the same time one is the first.
        let types = runtime_types.clone();
        let mut tables = SharedTables::lock(&types);
        let taken = tables.take(&unit).map_err(LinkError::Shared)?;
        let program = Program::link_taking(unit, ffi, runtime_types, source, externals, &taken, None, None)?;
        tables.publish(&program, &taken);
        drop(tables);
        Ok(program)
    }

    /// Makes a unit ready to run that was compiled from the sources of `base` and more: what `base` has is taken from there.
    ///
    /// # Errors
    ///
    /// As [`Program::link`], and [`LinkError::Shared`] if the unit has variables or imports that `base` has not.
    pub fn link_snippet(
        mut unit: CodeUnit,
        base: &Arc<Program>,
        source: Option<Arc<SourceMap>>,
    ) -> Result<Arc<Program>, LinkError> {
        check_compiled(&unit);
        let taken = snippet::take(&mut unit, base).map_err(LinkError::Shared)?;
        let types = base.runtime_types.clone();
        Program::link_taking(unit, types.ffi().clone(), types, source, Vec::new(), &taken, Some(base.clone()), None)
    }

    /// Makes the unit ready by which a registered function is called.
    ///
    /// # Errors
    ///
    /// As [`Program::link`].
    pub(super) fn link_stub(unit: CodeUnit, types: &Arc<RuntimeTypes>) -> Result<Arc<Program>, LinkError> {
        let taken = Taken::default();
        Program::link_taking(unit, types.ffi().clone(), types.clone(), None, Vec::new(), &taken, None, None)
    }

    fn link_taking(
        mut unit: CodeUnit,
        ffi: Arc<FfiRegistry>,
        runtime_types: Arc<RuntimeTypes>,
        source: Option<Arc<SourceMap>>,
        mut externals: Vec<External>,
        taken: &Taken,
        base: Option<Arc<Program>>,
        verifier: Option<Verifier>,
    ) -> Result<Arc<Program>, LinkError> {
        if !Arc::ptr_eq(&ffi, runtime_types.ffi()) {
            return Err(LinkError::OtherContext);
        }
        let redirected = shared::redirect(&mut unit, &taken.functions, externals.len());
        externals.extend(taken.functions.iter().map(|f| f.1.clone()));
        let first_calls = verifier.map(|verifier| FirstCalls::new(&unit, verifier));
        let program = Arc::new(Program {
            code: first_calls.as_ref().map_or(unit.code.as_ptr(), FirstCalls::code),
            constants: unit.constants.as_ptr(),
            types: Box::default(),
            natives: Box::default(),
            strings: std::ptr::null(),
            hosts: Box::default(),
            externals: externals.into(),
            unit,
            classes: Box::default(),
            script_types: Box::default(),
            type_index: Box::default(),
            first_script_type: ffi.type_count(),
            _shared_owners: taken.owners.clone().into(),
            first_calls,
            base,
            redirected,
            literals: None,
            is_named: AtomicBool::new(false),
            own_plans: Box::default(),
            by_entry: OnceLock::new(),
            extents: OnceLock::new(),
            runtime_types,
            source,
            companion: OnceLock::new(),
        });
        // Classes name their program by its address, so everything else is made once it has one.
        let mut program = program;
        let address = Arc::as_ptr(&program);
        let p = Arc::get_mut(&mut program).expect("nobody else has it yet");
        p.make_types(address, taken)?;
        p.make_classes()?;
        p.types = p.unit.types.iter().map(|t| p.need(t.ty)).collect::<Result<_, _>>()?;
        p.make_natives()?;
        p.hosts = p.unit.host_globals.iter().map(|id| ffi.global(*id).address as *mut u8).collect();
        p.make_strings()?;
        Ok(program)
    }

    fn need(&self, ty: DataType) -> Result<ValueType, LinkError> {
        self.value_type(ty).ok_or(LinkError::UnknownType(ty.type_id.0))
    }

    /// Places the descriptors of the unit's types: of classes without fields and functions, of the others whole.
    fn make_types(&mut self, address: *const Program, taken: &Taken) -> Result<(), LinkError> {
        let unit = &self.unit;
        if unit.classes.is_empty() && unit.script_types.is_empty() {
            return Ok(());
        }
        let ids = unit.classes.iter().map(|c| c.id).chain(unit.script_types.iter().map(|t| t.id));
        let places = ids.map(|id| self.type_place(id).unwrap_or(usize::MAX - 1));
        let index_len = places.max().unwrap_or(0) + 1;
        if index_len > 1 << 24 {
            return Err(LinkError::BadTable("type"));
        }
        let mut index = vec![std::ptr::null::<RuntimeType>(); index_len];
        let mut classes = Vec::with_capacity(unit.classes.len());
        for class in &unit.classes {
            let mut ty =
                RuntimeType::new(RuntimeKind::Class, class.id, class.name.clone(), class.size.max(16), 8, false);
            ty.program = address;
            ty.declared_in = address;
            ty.may_form_circles = class.may_form_circles;
            let mut methods = Vec::with_capacity(class.methods.len());
            for &m in &class.methods {
                let function = unit.functions.get(m as usize).ok_or(LinkError::BadTable("method"))?;
                methods.push(self.code.wrapping_add(function.entry as usize));
            }
            let ty = RuntimeTypeBox::new(ty, &methods);
            let place = self.type_place(class.id).ok_or(LinkError::BadTable("class"))?;
            index[place] = taken.types.get(&class.id).copied().unwrap_or(ty.as_ptr());
            classes.push(ty);
        }
        self.classes = classes.into();
        let mut others = Vec::with_capacity(unit.script_types.len());
        for t in &unit.script_types {
            let ty = match &t.kind {
                ScriptTypeKind::Enum(number) => {
                    let size = number.size();
                    let mut ty = RuntimeType::new(RuntimeKind::Enum, t.id, t.name.clone(), size, size, false);
                    ty.number = Some(*number);
                    ty
                }
                ScriptTypeKind::Interface => {
                    RuntimeType::new(RuntimeKind::Interface, t.id, t.name.clone(), 0, 8, false)
                }
                ScriptTypeKind::Funcdef { .. } => {
                    RuntimeType::new(RuntimeKind::Funcdef, t.id, t.name.clone(), 0, 8, false)
                }
                ScriptTypeKind::Instance { template, .. } => {
                    if template.0 >= self.first_script_type {
                        return Err(LinkError::UnknownType(template.0));
                    }
                    let mut ty = describe(self.runtime_types.ffi().ty(*template), t.id, t.name.clone());
                    ty.template = *template;
                    ty
                }
            };
            let mut ty = ty;
            if !matches!(t.kind, ScriptTypeKind::Instance { .. }) {
                ty.declared_in = address;
            }
            match &t.kind {
                ScriptTypeKind::Interface | ScriptTypeKind::Funcdef { .. } => ty.may_form_circles = true,
                ScriptTypeKind::Instance { may_form_circles, .. } => ty.may_form_circles = *may_form_circles,
                ScriptTypeKind::Enum(_) => {}
            }
            let ty = RuntimeTypeBox::new(ty, &[]);
            let place = self.type_place(t.id).ok_or(LinkError::BadTable("type"))?;
            index[place] = taken.types.get(&t.id).copied().unwrap_or(ty.as_ptr());
            others.push(ty);
        }
        self.script_types = others.into();
        self.type_index = index.into();
        for i in 0..self.unit.script_types.len() {
            if let ScriptTypeKind::Instance { args, .. } = &self.unit.script_types[i].kind {
                let args = args.iter().map(|a| self.need(*a)).collect::<Result<_, _>>()?;
                // SAFETY: nobody else sees the descriptor yet.
                unsafe { (*self.script_types[i].as_ptr()).args = args };
            }
        }
        Ok(())
    }

    fn make_classes(&mut self) -> Result<(), LinkError> {
        for i in 0..self.unit.classes.len() {
            let info = self.class_info(i)?;
            let table = self.interface_table(&self.unit.classes[i])?;
            // SAFETY: nobody else sees the descriptor yet; the table's address stays when the box moves.
            unsafe {
                let ty = self.classes[i].as_ptr();
                (*ty).is_trivial = info.destructors.is_empty() && info.managed_fields.is_empty();
                (*ty).is_constructed_early = info.managed_fields.iter().any(ManagedField::is_constructed_early);
                (*ty).class = Some(Box::new(info));
                (*ty).interface_mask = table.len().saturating_sub(1) as u32;
                (*ty).interface_storage = table;
                (*ty).interface_table = (*ty).interface_storage.as_ptr();
            }
        }
        Ok(())
    }

    fn class_info(&self, index: usize) -> Result<ClassInfo, LinkError> {
        const BAD: LinkError = LinkError::BadTable("class");
        let unit = &self.unit;
        let class = &unit.classes[index];
        let functions = unit.functions.len() as u32;
        let mut ancestors = Vec::new();
        let mut destructors = Vec::new();
        let mut at = index;
        loop {
            ancestors.push(std::ptr::from_ref(self.class(at as u32)));
            destructors.extend(unit.classes[at].destructor);
            match unit.classes[at].base {
                Some(base) if (base as usize) < unit.classes.len() && ancestors.len() <= unit.classes.len() => {
                    at = base as usize;
                }
                Some(_) => return Err(BAD),
                None => break,
            }
        }
        ancestors.reverse();
        let special = [class.default_constructor, class.copy_constructor, class.assign];
        if special.iter().flatten().chain(&destructors).any(|f| *f >= functions) {
            return Err(BAD);
        }
        let mut fields = Vec::with_capacity(class.fields.len());
        for field in &class.fields {
            let ty = self.need(field.ty)?;
            if u64::from(field.offset) + ty.size() as u64 > u64::from(class.size) {
                return Err(BAD);
            }
            fields.push(ClassField { offset: field.offset, ty, name: field.name.clone() });
        }
        let managed = fields.iter().filter(|f| value_ops::needs_drop(f.ty));
        let managed_fields = managed.map(|f| ManagedField { offset: f.offset, ty: f.ty }).collect();
        let interfaces = class
            .interfaces
            .iter()
            .map(|id| self.runtime_type(*id).map(std::ptr::from_ref).ok_or(LinkError::UnknownType(id.0)));
        Ok(ClassInfo {
            index: index as u32,
            base: class.base.map(|b| self.class(b)),
            ancestors: ancestors.into(),
            interfaces: interfaces.collect::<Result<_, _>>()?,
            fields: fields.into(),
            managed_fields,
            methods: class.methods.clone().into(),
            destructors: destructors.into(),
            default_constructor: class.default_constructor,
            copy_constructor: class.copy_constructor,
            assign: class.assign,
        })
    }

    /// The code of the interface methods a class implements, in the smallest table without collisions.
    fn interface_table(&self, class: &ClassCode) -> Result<Box<[*const Instr]>, LinkError> {
        let slots = &class.interface_slots;
        if slots.is_empty() {
            return Ok(Box::default());
        }
        let mut size = slots.len().next_power_of_two();
        'size: loop {
            let mut table = vec![std::ptr::null::<Instr>(); size];
            for &(method, slot) in slots {
                let bad = || LinkError::BadTable("interface");
                let function = *class.methods.get(slot as usize).ok_or_else(bad)?;
                if method as usize >= self.unit.interface_methods.len() {
                    return Err(bad());
                }
                let entry = &mut table[method as usize & (size - 1)];
                let code = self.code_of(function);
                if !entry.is_null() && *entry != code {
                    // Sizes beyond the largest method number have no collisions, so this ends.
                    size *= 2;
                    continue 'size;
                }
                *entry = code;
            }
            return Ok(table.into());
        }
    }

    fn make_natives(&mut self) -> Result<(), LinkError> {
        if self.unit.natives.is_empty() && self.script_types.is_empty() {
            return Ok(());
        }
        let ffi = self.runtime_types.ffi().clone();
        let mut own = Vec::new();
        enum Plan {
            Shared(*const NativePlan),
            Own(usize),
        }
        let mut plans = Vec::with_capacity(self.unit.natives.len());
        for &(function, owner) in &self.unit.natives {
            if function.0 >= ffi.function_count() {
                return Err(LinkError::UnknownFunction(function.0));
            }
            let def = ffi.function(function);
            let dependent = owner.is_some()
                && (ffi.is_dependent(def.ret) || ffi.params(def).iter().any(|p| ffi.is_dependent(p.ty)));
            match (dependent, self.runtime_type(owner)) {
                (true, Some(_)) => {
                    plans.push(Plan::Own(own.len()));
                    own.push(self.instance_plan(function, owner));
                }
                _ => plans.push(Plan::Shared(self.runtime_types.plan(function))),
            }
        }
        self.own_plans = own.into();
        let address = |plan| match plan {
            Plan::Shared(shared) => shared,
            Plan::Own(at) => &raw const self.own_plans[at],
        };
        self.natives = plans.into_iter().map(address).collect();
        for i in 0..self.script_types.len() {
            let ScriptTypeKind::Instance { template, .. } = &self.unit.script_types[i].kind else { continue };
            let behaviors = behaviors_of(ffi.ty(*template), &mut |function| {
                let takes_type = ffi.function(function).traits.has(FunctionTraits::TAKES_TYPE);
                Behavior::new(self.runtime_types.plan(function), takes_type)
            });
            // Nobody has asked for them yet.
            let _ = self.script_types[i].behaviors.set(behaviors);
        }
        Ok(())
    }

    /// How a member of a template is called for an instance, whose arguments stand in the declaration's types.
    fn instance_plan(&self, function: crate::base::FunctionId, instance: TypeId) -> NativePlan {
        let ffi = self.runtime_types.ffi();
        let def = ffi.function(function);
        let args = self.instance_args(instance);
        // What an instance inside the declaration (`array<array<T>>`) is exactly does not matter here: it is a
        // reference type, whose objects know their own type. So it is left as it is.
        let substituted = |ty: DataType| match ffi.ty(ty.type_id).kind {
            TypeKind::TemplateParam(i) => args.get(i as usize).map_or(ty, |arg| ty.substituted(*arg)),
            _ => ty,
        };
        let params: Vec<ParamDef> = ffi.params(def).iter().map(|p| ParamDef { ty: substituted(p.ty), ..*p }).collect();
        let types = |id: TypeId| if ffi.owns_type(id) { ffi.ty(id) } else { stand_in(self.runtime_type(id)) };
        make_plan(ffi, function, substituted(def.ret), &params, &types, &mut |ty| {
            self.value_type(ty.value()).unwrap_or(ValueType::NONE)
        })
    }

    fn instance_args(&self, instance: TypeId) -> Vec<DataType> {
        let ffi = self.runtime_types.ffi();
        if ffi.owns_type(instance) {
            return ffi.ty(instance).args.to_vec();
        }
        let code = self.unit.script_types.iter().find(|t| t.id == instance);
        match code.map(|t| &t.kind) {
            Some(ScriptTypeKind::Instance { args, .. }) => args.to_vec(),
            _ => Vec::new(),
        }
    }

    fn make_strings(&mut self) -> Result<(), LinkError> {
        if self.unit.strings.is_empty() {
            return Ok(());
        }
        let factory = *self.runtime_types.ffi().string_factory().ok_or(LinkError::NoStringFactory)?;
        if factory.get == 0 {
            return Err(LinkError::NoStringFactory);
        }
        let literals = Literals::new(&self.unit.strings, factory).ok_or(LinkError::StringRefused)?;
        self.strings = literals.objects();
        self.literals = Some(Arc::new(literals));
        Ok(())
    }
}

/// What comes from the compiler is well formed.
fn check_compiled(unit: &CodeUnit) {
    if cfg!(debug_assertions) {
        crate::bytecode::verify(unit).unwrap_or_else(|e| panic!("the compiler made a bad unit: {e}"));
    }
}

/// A definition with the kind of a type of a unit, which is all that a call plan asks.
pub(super) fn stand_in(ty: Option<&RuntimeType>) -> &'static TypeDef {
    static ENUMS: [OnceLock<TypeDef>; 8] = [const { OnceLock::new() }; 8];
    static CLASS: OnceLock<TypeDef> = OnceLock::new();
    let make = |kind| {
        let mut def = TypeDef::new(TypeId::NONE, Symbol::EMPTY, NamespaceId::GLOBAL, kind);
        def.flags = TypeFlags::default();
        def
    };
    match ty.map(|t| (t.kind, t.number)) {
        Some((RuntimeKind::Enum, Some(number))) => {
            let place = number.size().trailing_zeros() as usize * 2 + usize::from(number.is_unsigned());
            ENUMS[place].get_or_init(|| {
                let mut def = make(TypeKind::Enum);
                def.set_enum_primitive(number);
                def
            })
        }
        _ => CLASS.get_or_init(|| make(TypeKind::Class)),
    }
}
