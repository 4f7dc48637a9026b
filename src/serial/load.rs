//! Restoring: first the objects, then the globals.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::addons::array::{self, is_array};
use crate::addons::dictionary::host::{HostDictionary, is_dictionary};
use crate::addons::dictionary::is_dictionary_value;
use crate::addons::string::is_own_string;
use crate::addons::variant::{Variant, add_ref};
use crate::addons::{any, complex, datetime, grid, reference, weakref};
use crate::base::NamespaceId;
use crate::ffi::find_type;
use crate::vm::object::{self, ObjHeader};
use crate::vm::{
    ArrayObject, ClassField, FunctionName, Program, Raised, RuntimeKind, RuntimeType, Storage, StringValue, ValueType,
    Vm, value_ops,
};

use super::number::{Number, PACKED};
use super::stream::{BadData, Image, Reader, Value, content};
use super::{HostTypes, Problem, Problems};

/// Why nothing was restored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The data is none, or damaged.
    #[error(transparent)]
    BadData(#[from] BadData),
    /// The program is not linked to the VM.
    #[error("the unit is not linked to the VM")]
    NotLinked,
    /// The program's globals have no values yet that could be replaced.
    #[error("the global variables of the unit are not initialised")]
    NotInitialised,
    /// Something runs in the VM.
    #[error("the VM is running")]
    Active,
    /// There is not enough memory.
    #[error("restoring stopped: {0}")]
    Raised(String),
}

type Result<T> = std::result::Result<T, LoadError>;

/// What was restored.
#[derive(Debug)]
pub struct Loaded {
    /// What was not.
    pub problems: Vec<Problem>,
    /// The objects that were given by name; the caller owns a reference to each.
    pub roots: Vec<(String, *mut ObjHeader)>,
}

/// Gives the globals of a program the values of a stream. Globals that are not in it, or whose values do not fit, keep what
/// they have. Objects are made without running constructors, unless their class has members that are not in the stream: then
/// its default constructor runs, so that these have what it gives them.
///
/// # Errors
///
/// See [`LoadError`]; no global has changed.
pub fn load(vm: &Vm, program: &Arc<Program>, hosts: &dyn HostTypes, data: &[u8]) -> Result<Loaded> {
    if vm.depth() > 0 {
        return Err(LoadError::Active);
    }
    if !vm.is_linked(program) {
        return Err(LoadError::NotLinked);
    }
    let last = program.unit().globals.len().checked_sub(1);
    if last.is_some_and(|last| !vm.is_initialised(program, last as u32)) {
        return Err(LoadError::NotInitialised);
    }
    let image = Image::new(data)?;
    let mut programs = vm.programs();
    programs.retain(|p| !Arc::ptr_eq(p, program));
    programs.insert(0, program.clone());
    let mut loader = Loader {
        vm,
        hosts,
        image: &image,
        programs,
        types: vec![None; image.types.len()],
        plans: HashMap::new(),
        made: HashMap::new(),
        waiting: Vec::new(),
        globals: Vec::new(),
        problems: Problems::default(),
    };
    let result = loader.run(program);
    loader.release();
    let roots = result?;
    Ok(Loaded { problems: loader.problems.finish(), roots })
}

/// A value that is made before it gets its place.
struct Temp {
    ty: ValueType,
    small: u128,
    large: Vec<u128>,
}

impl Temp {
    fn new(ty: ValueType) -> Temp {
        let large = if ty.size() > 16 { vec![0; ty.size().div_ceil(16)] } else { Vec::new() };
        Temp { ty, small: 0, large }
    }

    fn address(&mut self) -> *mut u8 {
        if self.large.is_empty() { (&raw mut self.small).cast() } else { self.large.as_mut_ptr().cast() }
    }

    /// Ends a value that gets no place.
    fn drop(mut self, vm: &Vm) {
        // SAFETY: there is a valid value.
        unsafe { value_ops::destroy(vm, self.ty, self.address()) }
    }
}

/// How the fields that a stream names for a class are those of a class of this program.
struct ClassPlan {
    /// For each field of the stream the number of that of the class.
    fields: Vec<Option<usize>>,
    /// Every field of the class is in the stream.
    is_complete: bool,
}

struct Loader<'a> {
    vm: &'a Vm,
    hosts: &'a dyn HostTypes,
    image: &'a Image<'a>,
    /// The program itself, and the others of the VM.
    programs: Vec<Arc<Program>>,
    types: Vec<Option<Option<&'static RuntimeType>>>,
    plans: HashMap<(u32, *const RuntimeType), Rc<ClassPlan>>,
    /// Objects by number and type, each with a reference; null where none can be made.
    made: HashMap<(u32, *const RuntimeType), (*mut u8, &'static RuntimeType)>,
    /// Objects without content.
    waiting: Vec<(u32, *mut ObjHeader, &'static RuntimeType)>,
    /// Values for globals.
    globals: Vec<(u32, Temp)>,
    problems: Problems,
}

impl Loader<'_> {
    fn run(&mut self, program: &Program) -> Result<Vec<(String, *mut ObjHeader)>> {
        let unit = program.unit();
        let by_name: HashMap<&str, usize> = unit.globals.iter().enumerate().map(|(i, g)| (&*g.name, i)).collect();
        for &(name, at) in &self.image.globals {
            let Some(&index) = by_name.get(name) else { continue };
            let global = &unit.globals[index];
            let Some(ty) = program.value_type(global.ty).filter(|_| !global.ty.is_const) else { continue };
            self.problems.place = format!("global '{name}'");
            if let Some(value) = self.value(ty, &mut self.image.reader(at))? {
                self.globals.push((index as u32, value));
            }
        }
        let mut roots = Vec::new();
        for &(name, id) in &self.image.roots {
            self.problems.place = format!("object '{name}'");
            if let Some(object) = self.own_object(id)? {
                roots.push((name.to_string(), object));
            }
        }
        while let Some((id, object, ty)) = self.waiting.pop() {
            self.problems.place = format!("object of '{}'", ty.name);
            // SAFETY: the object was made here, of this type, and is kept until the end.
            unsafe { self.fill(id, object, ty)? };
        }
        for (index, value) in std::mem::take(&mut self.globals) {
            match self.vm.global_address(program, index) {
                // SAFETY: the variable has a valid value of the type.
                Some(at) => unsafe { self.place(value, at) },
                None => value.drop(self.vm),
            }
        }
        for (_, object) in &roots {
            // SAFETY: the objects are alive.
            unsafe { object::add_ref(*object) };
        }
        Ok(roots)
    }

    /// Gives up what is kept while restoring.
    fn release(&mut self) {
        for (_, value) in std::mem::take(&mut self.globals) {
            value.drop(self.vm);
        }
        for (_, (mut object, ty)) in std::mem::take(&mut self.made) {
            if !object.is_null() {
                // SAFETY: each has a reference that is the loader's.
                unsafe { value_ops::destroy(self.vm, ValueType::new(ty, true, false), (&raw mut object).cast()) };
            }
        }
    }

    /// The exception that stopped something.
    fn raised(&self, _: Raised) -> String {
        self.vm.take_raised().unwrap_or_else(|| "aborted".into())
    }

    fn fatal(&self, raised: Raised) -> LoadError {
        LoadError::Raised(self.raised(raised))
    }

    /// The type that the stream names.
    fn resolve(&mut self, number: u32) -> Option<&'static RuntimeType> {
        if let Some(known) = self.types[number as usize] {
            return known;
        }
        let name = self.image.types[number as usize].name;
        let found = self.find_type(name);
        self.types[number as usize] = Some(found);
        found
    }

    fn find_type(&self, name: &str) -> Option<&'static RuntimeType> {
        for program in &self.programs {
            let unit = program.unit();
            if let Some(class) = unit.classes.iter().position(|c| *c.name == *name) {
                return Some(program.class(class as u32));
            }
            if let Some(ty) = unit.script_types.iter().find(|t| *t.name == *name) {
                return program.runtime_type(ty.id);
            }
        }
        let types = self.vm.types();
        let found = find_type(types.ffi(), NamespaceId::GLOBAL, name).ok()?;
        (!found.is_handle && !found.is_void() && types.ffi().owns_type(found.type_id)).then(|| types.get(found.type_id))
    }

    /// Passes over a value.
    fn skip(&self, r: &mut Reader<'_>) -> Result<()> {
        while let Value::Variant(_) = r.value()? {}
        Ok(())
    }

    /// The next value of the stream as one of a type; `None` if it cannot be.
    fn value(&mut self, ty: ValueType, r: &mut Reader<'_>) -> Result<Option<Temp>> {
        let value = r.value()?;
        let mut temp = Temp::new(ty);
        let at = temp.address();
        let of = ty.ty();
        // SAFETY: there is room for a value of the type, all zero.
        unsafe {
            match value {
                Value::Lost => {
                    self.problems.add("it was not saved");
                    return Ok(None);
                }
                Value::Number(n) if ty.as_number().is_some() => {
                    n.write(ty.as_number().unwrap_or(crate::types::Primitive::Int32), at);
                    return Ok(Some(temp));
                }
                Value::Null if ty.is_handle() => return Ok(Some(temp)),
                Value::Null if ty.is_object_cell() => {}
                Value::Ref(id) if ty.is_handle() || ty.is_object_cell() => {
                    let Some(object) = self.object(id, ty)? else { return Ok(None) };
                    add_ref(self.vm, ty, object);
                    *at.cast::<*mut u8>() = object;
                    return Ok(Some(temp));
                }
                _ if of.kind == RuntimeKind::Value && !ty.is_handle() => return self.registered(value, temp, r),
                _ => {}
            }
        }
        if let Value::Variant(_) = value {
            self.skip(r)?;
        }
        self.problems.add(&format!("what was saved cannot be a value of '{ty:?}'"));
        Ok(None)
    }

    /// A value of a registered value type.
    unsafe fn registered(&mut self, value: Value<'_>, mut temp: Temp, r: &mut Reader<'_>) -> Result<Option<Temp>> {
        let (vm, ty, of) = (self.vm, temp.ty, temp.ty.ty());
        let at = temp.address();
        // SAFETY: there is room for a value; it is made before it is set.
        unsafe {
            match value {
                Value::Bytes(bytes) if is_own_string(vm, of.id) => match StringValue::new(Some(vm.heap()), bytes) {
                    Ok(string) => {
                        at.cast::<StringValue>().write(string);
                        return Ok(Some(temp));
                    }
                    Err(_) => return Err(LoadError::Raised("out of memory".into())),
                },
                Value::Variant(used) if is_dictionary_value(of) => {
                    let Some(variant) = self.variant(used, r)? else { return Ok(None) };
                    at.cast::<Variant>().write(variant);
                    return Ok(Some(temp));
                }
                Value::Variant(used) if reference::is_ref(of) => {
                    if let Err(raised) = value_ops::default_construct(vm, ty, at) {
                        return Err(self.fatal(raised));
                    }
                    match self.typed(used, r)? {
                        Some(mut handle) if handle.ty.is_handle() => {
                            reference::set(vm, at, *handle.address().cast(), handle.ty);
                            handle.drop(vm);
                        }
                        Some(other) => other.drop(vm),
                        None => {}
                    }
                    return Ok(Some(temp));
                }
                Value::Null | Value::Ref(_) if weakref::is_weakref(of) => {
                    if let Err(raised) = value_ops::default_construct(vm, ty, at) {
                        return Err(self.fatal(raised));
                    }
                    if let Value::Ref(id) = value {
                        let target = ValueType::new(weakref::target(at).1.ty_ptr(), true, false);
                        if let Some(object) = self.object(id, target)? {
                            weakref::set_target(vm, at, object);
                        }
                    }
                    return Ok(Some(temp));
                }
                Value::Opaque(number, bytes) => return self.opaque(number, bytes, temp),
                Value::Variant(_) => self.skip(r)?,
                _ => {}
            }
        }
        self.problems.add(&format!("what was saved cannot be a value of '{ty:?}'"));
        Ok(None)
    }

    unsafe fn opaque(&mut self, number: u32, bytes: &[u8], mut temp: Temp) -> Result<Option<Temp>> {
        let (vm, ty, of) = (self.vm, temp.ty, temp.ty.ty());
        let at = temp.address();
        if !self.resolve(number).is_some_and(|saved| std::ptr::eq(saved, of)) {
            let name = self.image.types[number as usize].name;
            self.problems.add(&format!("a value of '{name}' was saved, not of '{}'", of.name));
            return Ok(None);
        }
        // SAFETY: there is room for a value; it is made before the host gets it.
        unsafe {
            if self.hosts.knows(of) {
                if let Err(raised) = value_ops::default_construct(vm, ty, at) {
                    let text = self.raised(raised);
                    self.problems.add(&text);
                    return Ok(None);
                }
                let is_done = self.hosts.load_value(vm, of, at, bytes);
                let raised = vm.take_raised();
                if is_done && raised.is_none() {
                    return Ok(Some(temp));
                }
                temp.drop(vm);
                self.problems.add(&raised.unwrap_or_else(|| "the host did not restore it".into()));
                return Ok(None);
            }
            if (complex::is_complex(of) || datetime::is_datetime(of)) && bytes.len() == 8 {
                at.copy_from_nonoverlapping(bytes.as_ptr(), 8);
                return Ok(Some(temp));
            }
        }
        self.problems.add(&format!("nothing is registered for restoring values of '{}'", of.name));
        Ok(None)
    }

    /// The value that follows, of the type that the stream says. `None`: no type, or it cannot be restored.
    fn typed(&mut self, used: u64, r: &mut Reader<'_>) -> Result<Option<Temp>> {
        let Some(used) = used.checked_sub(1) else {
            self.skip(r)?;
            return Ok(None);
        };
        let number = (used / 4) as u32;
        let (is_handle, is_const) = (used & 1 != 0, used & 2 != 0);
        let Some(ty) = self.resolve(number) else {
            let name = self.image.types[number as usize].name;
            self.problems.add(&format!("there is no type '{name}'"));
            self.skip(r)?;
            return Ok(None);
        };
        let is_possible = match ty.kind {
            RuntimeKind::Primitive | RuntimeKind::Enum | RuntimeKind::Value => !is_handle,
            RuntimeKind::Interface | RuntimeKind::Funcdef | RuntimeKind::NoCount => is_handle,
            RuntimeKind::Scoped => false,
            RuntimeKind::Managed | RuntimeKind::Counted | RuntimeKind::Class => true,
        };
        if !is_possible {
            self.problems.add(&format!("'{}' cannot be what was saved", ty.name));
            self.skip(r)?;
            return Ok(None);
        }
        self.value(ValueType::new(ty, is_handle, is_const), r)
    }

    fn variant(&mut self, used: u64, r: &mut Reader<'_>) -> Result<Option<Variant>> {
        if used == 0 {
            self.skip(r)?;
            return Ok(Some(Variant::EMPTY));
        }
        let Some(mut value) = self.typed(used, r)? else { return Ok(None) };
        let (ty, at) = (value.ty, value.address());
        if ty.is_handle() || ty.is_object_cell() {
            // SAFETY: a handle or cell holds a pointer, whose reference is given away.
            return Ok(Some(Variant::of_pointer(ty, unsafe { *at.cast() })));
        }
        let mut variant = Variant::EMPTY;
        // SAFETY: the value is valid.
        let set = unsafe { variant.set(self.vm, ty, at) };
        value.drop(self.vm);
        match set {
            Ok(()) => Ok(Some(variant)),
            Err(raised) => Err(self.fatal(raised)),
        }
    }

    /// The object of a number as what it was saved as, borrowed.
    fn own_object(&mut self, id: u32) -> Result<Option<*mut ObjHeader>> {
        let number = self.image.type_of(id);
        match self.resolve(number) {
            Some(ty) if ty.is_managed() && ty.kind != RuntimeKind::Funcdef => {
                Ok(self.object(id, ValueType::new(ty, true, false))?.map(|o| o.cast()))
            }
            _ => {
                let name = self.image.types[number as usize].name;
                self.problems.add(&format!("there is no type '{name}' of objects with the library's header"));
                Ok(None)
            }
        }
    }

    /// The object of a number for a place, borrowed: one of the type it was saved as, or for containers of numbers of the
    /// place's type. `None`: there cannot be one.
    fn object(&mut self, id: u32, place: ValueType) -> Result<Option<*mut u8>> {
        let (kind, wanted) = (self.image.kind(id), place.ty());
        if kind == content::LOST {
            self.problems.add("an object was not saved");
            return Ok(None);
        }
        if wanted.kind == RuntimeKind::Funcdef {
            return self.function(id, wanted);
        }
        let number = self.image.type_of(id);
        let saved = self.resolve(number);
        let ty = match wanted.kind {
            RuntimeKind::Class | RuntimeKind::Interface => saved.filter(|s| {
                kind == content::CLASS && (std::ptr::eq(*s, wanted) || place.is_handle() && s.is_a(wanted))
            }),
            RuntimeKind::Managed => {
                let is_number = wanted.args.first().is_some_and(|a| a.as_number().is_some());
                let fits = match kind {
                    content::NUMBERS => is_array(wanted) && is_number,
                    content::ARRAY => is_array(wanted) && !is_number,
                    content::GRID => grid::is_grid(wanted),
                    content::DICTIONARY => is_dictionary(wanted),
                    content::ANY => saved.is_some_and(|s| std::ptr::eq(s, wanted)) && &*wanted.name == "any",
                    content::OPAQUE => saved.is_some_and(|s| std::ptr::eq(s, wanted)) && self.hosts.knows(wanted),
                    _ => false,
                };
                fits.then_some(wanted)
            }
            RuntimeKind::Counted | RuntimeKind::NoCount => {
                saved.filter(|s| std::ptr::eq(*s, wanted) && kind == content::OPAQUE && self.hosts.knows(wanted))
            }
            _ => None,
        };
        let Some(ty) = ty else {
            let name = self.image.types[number as usize].name;
            let why = if saved.is_none() { ", of which there is no type," } else { "" };
            self.problems.add(&format!("an object of '{name}'{why} cannot be a '{}'", wanted.name));
            return Ok(None);
        };
        if let Some(&(object, _)) = self.made.get(&(id, std::ptr::from_ref(ty))) {
            return Ok((!object.is_null()).then_some(object));
        }
        let object = self.make(id, kind, ty)?;
        self.made.insert((id, ty), (object, ty));
        Ok((!object.is_null()).then_some(object))
    }

    /// A new object, to be filled later; null if the host makes none.
    fn make(&mut self, id: u32, kind: u8, ty: &'static RuntimeType) -> Result<*mut u8> {
        if kind == content::OPAQUE {
            let mut r = self.image.content(id);
            r.byte()?;
            let mut object = self.hosts.load_object(self.vm, ty, r.bytes()?);
            if let Some(text) = self.vm.take_raised() {
                // SAFETY: the host gave a reference with the object.
                unsafe { value_ops::destroy(self.vm, ValueType::new(ty, true, false), (&raw mut object).cast()) };
                self.problems.add(&text);
                return Ok(std::ptr::null_mut());
            }
            if object.is_null() {
                self.problems.add(&format!("the host did not restore an object of '{}'", ty.name));
            }
            return Ok(object);
        }
        let object = match &ty.class {
            None => object::new_default(self.vm, ty),
            Some(class) if class.default_constructor.is_none() || self.plan(id, ty).is_complete => {
                object::allocate(self.vm, ty)
            }
            Some(_) => match object::new_default(self.vm, ty) {
                Ok(object) => Ok(object),
                Err(raised) => {
                    let text = self.raised(raised);
                    self.problems.add(&format!("the constructor of '{}' raised: {text}", ty.name));
                    object::allocate(self.vm, ty)
                }
            },
        };
        let object = object.map_err(|raised| self.fatal(raised))?;
        self.waiting.push((id, object, ty));
        Ok(object.cast())
    }

    fn function(&mut self, id: u32, funcdef: &'static RuntimeType) -> Result<Option<*mut u8>> {
        let key = (id, std::ptr::from_ref(funcdef));
        if let Some(&(object, _)) = self.made.get(&key) {
            return Ok((!object.is_null()).then_some(object));
        }
        let mut r = self.image.content(id);
        let (made, name) = match r.byte()? {
            content::FUNCTION => {
                let name = FunctionName { scope: r.name()?, declaration: r.name()? };
                (self.vm.function_named(&self.programs, funcdef, name), name.declaration)
            }
            content::DELEGATE => {
                let (this, declaration) = (r.small()?, r.name()?);
                let is_class = self.image.kind(this) == content::CLASS;
                let object = if is_class { self.own_object(this)? } else { None };
                // SAFETY: what was saved as a class is restored as one.
                let made = object.and_then(|o| unsafe { self.vm.delegate_named(o, funcdef, declaration) });
                (made, declaration)
            }
            _ => (None, "(not a function)"),
        };
        if made.is_none() {
            if let Some(text) = self.vm.take_raised() {
                return Err(LoadError::Raised(text));
            }
            self.problems.add(&format!("there is no function '{name}' for '{}'", funcdef.name));
        }
        let object = made.map_or(std::ptr::null_mut(), |f| f.cast::<u8>());
        self.made.insert(key, (object, funcdef));
        Ok((!object.is_null()).then_some(object))
    }

    fn plan(&mut self, id: u32, ty: &'static RuntimeType) -> Rc<ClassPlan> {
        let number = self.image.type_of(id);
        if let Some(plan) = self.plans.get(&(number, std::ptr::from_ref(ty))) {
            return plan.clone();
        }
        let fields = ty.class.as_ref().map_or(&[][..], |c| &c.fields);
        // Of fields of one name in a hierarchy the first is that of the base.
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (i, field) in fields.iter().enumerate().rev() {
            by_name.entry(&field.name).or_default().push(i);
        }
        let saved = &self.image.types[number as usize].fields;
        let mapped: Vec<_> = saved.iter().map(|name| by_name.get_mut(name).and_then(Vec::pop)).collect();
        let is_complete = by_name.values().all(Vec::is_empty);
        let plan = Rc::new(ClassPlan { fields: mapped, is_complete });
        self.plans.insert((number, ty), plan.clone());
        plan
    }

    /// Gives a value its place.
    ///
    /// # Safety
    ///
    /// A valid value of the type is at the place.
    unsafe fn place(&mut self, mut value: Temp, to: *mut u8) {
        let (vm, ty, from) = (self.vm, value.ty, value.address());
        // SAFETY: both are valid values; what was there is ended after its place has the new one.
        unsafe {
            match ty.storage() {
                Storage::Plain => to.copy_from_nonoverlapping(from, ty.size()),
                Storage::Value if is_dictionary_value(ty.ty()) => {
                    (*to.cast::<Variant>()).take(vm, from.cast::<Variant>().read());
                }
                Storage::Value => {
                    let assigned = value_ops::assign(vm, ty, to, from);
                    value.drop(vm);
                    if let Err(raised) = assigned {
                        let text = self.raised(raised);
                        self.problems.add(&text);
                    }
                }
                _ => {
                    let mut old = to.cast::<*mut u8>().replace(*from.cast());
                    value_ops::destroy(vm, ty, (&raw mut old).cast());
                }
            }
        }
    }

    /// A default object for a cell that has none; `None` if there cannot be one.
    fn default_object(&mut self, ty: ValueType) -> Option<Temp> {
        let mut value = Temp::new(ty);
        // SAFETY: there is room for the value.
        match unsafe { value_ops::default_construct(self.vm, ty, value.address()) } {
            Ok(()) => Some(value),
            Err(raised) => {
                let text = self.raised(raised);
                self.problems.add(&text);
                None
            }
        }
    }

    unsafe fn fill(&mut self, id: u32, object: *mut ObjHeader, ty: &'static RuntimeType) -> Result<()> {
        let mut r = self.image.content(id);
        // SAFETY: the object is alive and of the type, which was chosen by the kind of content.
        unsafe {
            match r.byte()? {
                content::CLASS => self.fields(id, object, ty, &mut r),
                content::ARRAY => self.elements(object.cast(), &mut r),
                content::NUMBERS => self.numbers(object.cast(), &mut r),
                content::GRID => {
                    let size = (r.small()?, r.small()?);
                    match r.byte()? {
                        content::NUMBERS => self.numbers(object.cast(), &mut r)?,
                        _ => self.elements(object.cast(), &mut r)?,
                    }
                    grid::set_size(object, size.0, size.1);
                    Ok(())
                }
                content::DICTIONARY => self.entries(HostDictionary::new(object), &mut r),
                content::ANY => {
                    if let (Some(to), Value::Variant(used)) = (any::value_of(object), r.value()?) {
                        if let Some(value) = self.variant(used, &mut r)? {
                            (*to).take(self.vm, value);
                        }
                    }
                    Ok(())
                }
                _ => Ok(()),
            }
        }
    }

    unsafe fn fields(
        &mut self,
        id: u32,
        object: *mut ObjHeader,
        ty: &'static RuntimeType,
        r: &mut Reader<'_>,
    ) -> Result<()> {
        let plan = self.plan(id, ty);
        let Some(class) = &ty.class else { return Ok(()) };
        let mut failed = Vec::new();
        // SAFETY: fields are where the class says, and valid from the start.
        unsafe {
            for field in &plan.fields {
                let Some(field) = field.map(|i| &class.fields[i]) else {
                    self.skip(r)?;
                    continue;
                };
                self.problems.place = format!("member '{}' of '{}'", field.name, ty.name);
                match self.value(field.ty, r)? {
                    Some(value) => self.place(value, object.cast::<u8>().add(field.offset as usize)),
                    None => failed.push(field),
                }
            }
            if plan.is_complete && class.default_constructor.is_some() && !failed.is_empty() {
                self.take_initial(object, ty, &failed)?;
            }
            for field in class.fields.iter().filter(|f| f.ty.is_object_cell()) {
                let at = object.cast::<u8>().add(field.offset as usize);
                if (*at.cast::<*mut u8>()).is_null() {
                    if let Some(value) = self.default_object(field.ty) {
                        self.place(value, at);
                    }
                }
            }
        }
        Ok(())
    }

    /// Gives members of an object that was made without its constructor what a new object has.
    ///
    /// # Safety
    ///
    /// The object is alive and of the class, which has a default constructor and these members.
    unsafe fn take_initial(
        &mut self,
        object: *mut ObjHeader,
        ty: &'static RuntimeType,
        fields: &[&ClassField],
    ) -> Result<()> {
        let donor = match object::new_default(self.vm, ty) {
            Ok(donor) => donor,
            Err(raised) => {
                let text = self.raised(raised);
                self.problems.add(&format!("the constructor of '{}' raised: {text}", ty.name));
                return Ok(());
            }
        };
        // SAFETY: both are objects of the class. The new one ends without destructor: it stands in for the other.
        unsafe {
            for field in fields {
                let at = |object: *mut ObjHeader| object.cast::<u8>().add(field.offset as usize);
                if field.ty.storage() == Storage::Value && !field.ty.ty().moves_as_bytes {
                    if let Err(raised) = value_ops::assign(self.vm, field.ty, at(object), at(donor)) {
                        let text = self.raised(raised);
                        self.problems.add(&text);
                    }
                } else {
                    std::ptr::swap_nonoverlapping(at(object), at(donor), field.ty.size());
                }
            }
            (*donor).gc |= object::gc::DESTRUCTED;
            object::release(self.vm, donor);
        }
        Ok(())
    }

    unsafe fn elements(&mut self, array: *mut ArrayObject, r: &mut Reader<'_>) -> Result<()> {
        let count = r.count()?;
        // SAFETY: the array is alive. Code that runs while an element is made could reach it: so its place is looked for anew.
        unsafe {
            array::extend_blank(self.vm, array, count).map_err(|raised| self.fatal(raised))?;
            for i in 0..count {
                let element = (*array).element;
                let mut value = self.value(element, r)?;
                if value.is_none() && element.is_object_cell() {
                    value = self.default_object(element);
                }
                let Some(value) = value else { continue };
                if i < (*array).len {
                    self.place(value, (*array).data.add(i as usize * (*array).stride as usize));
                } else {
                    value.drop(self.vm);
                }
            }
        }
        Ok(())
    }

    unsafe fn numbers(&mut self, array: *mut ArrayObject, r: &mut Reader<'_>) -> Result<()> {
        let (saved, size) = PACKED[r.byte()? as usize];
        let count = r.count()?;
        let bytes = r.take(count as usize * size)?;
        // SAFETY: the array is alive, and runs no code with elements that are numbers.
        unsafe {
            let Some(number) = (*array).element.as_number() else {
                self.problems.add("numbers were saved");
                return Ok(());
            };
            array::extend_blank(self.vm, array, count).map_err(|raised| self.fatal(raised))?;
            if bytes.is_empty() {
                return Ok(());
            }
            if number == saved && number != crate::types::Primitive::Bool {
                (*array).data.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
                return Ok(());
            }
            for (i, from) in bytes.chunks_exact(size).enumerate() {
                let to = (*array).data.add(i * (*array).stride as usize);
                Number::read(saved, from.as_ptr()).write(number, to);
            }
        }
        Ok(())
    }

    fn entries(&mut self, dictionary: HostDictionary, r: &mut Reader<'_>) -> Result<()> {
        for _ in 0..r.count()? {
            let key = r.bytes()?;
            self.problems.place = format!("key '{}' of a dictionary", String::from_utf8_lossy(key));
            let Value::Variant(used) = r.value()? else {
                self.problems.add("it was not saved");
                continue;
            };
            let Some(mut value) = self.variant(used, r)? else { continue };
            match dictionary.get_or_add(self.vm, key) {
                // SAFETY: the entry was just found.
                Ok(entry) => unsafe { (*entry).take(self.vm, value) },
                Err(raised) => {
                    value.clear(self.vm);
                    return Err(self.fatal(raised));
                }
            }
        }
        Ok(())
    }
}
