//! Comparing elements: numbers by value, objects by their operators.

use std::cmp::Ordering;

use crate::base::FunctionId;
use crate::types::{DataType, FfiRegistry, Primitive, RefModifier};
use crate::vm::native::{Callback, NativePlan, Quiet};
use crate::vm::object::{self, ObjHeader};
use crate::vm::{RuntimeKind, RuntimeType, Storage, StringValue, ValueType, Vm, value_ops};

/// The execution is being aborted, or a comparison is impossible and an exception was raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::addons) struct Stop;

/// How an operator of a type is found.
#[derive(Clone, Copy)]
enum Method {
    /// There is none.
    None,
    /// There are several that fit.
    Many,
    /// A registered function; whether its parameter is a handle that it releases.
    Native(&'static NativePlan, Pass),
    /// A method of script classes, by its name; the objects' own class is looked at.
    Script,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    Reference,
    /// A handle that the callee releases.
    Handle,
}

/// How elements of a type are compared.
pub(in crate::addons) struct Comparison {
    element: ValueType,
    primitive: Option<Primitive>,
    /// The library's own strings.
    is_string: bool,
    equals: Method,
    compare: Method,
}

/// Which operator.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equals,
    Compare,
}

impl Operator {
    fn name(self) -> &'static str {
        match self {
            Operator::Equals => "opEquals",
            Operator::Compare => "opCmp",
        }
    }

    fn result(self) -> DataType {
        match self {
            Operator::Equals => DataType::BOOL,
            Operator::Compare => DataType::INT,
        }
    }
}

fn registered_method(vm: &Vm, ty: &RuntimeType, operator: Operator) -> Method {
    let ffi: &FfiRegistry = vm.types().ffi();
    let def = ffi.ty(ty.id);
    let Some(name) = ffi.interner().find(operator.name()) else { return Method::None };
    let mut found: Option<(FunctionId, Pass)> = None;
    for entry in ffi.methods_named(def, name) {
        let function = ffi.function(entry.function);
        let [param] = ffi.params(function) else { continue };
        let own = param.ty.type_id == ty.id || is_same_template(ffi, param.ty, ty);
        let by_reference = param.ty.ref_modifier == RefModifier::In && !param.ty.is_handle;
        let by_handle = param.ty.is_handle && param.ty.ref_modifier != RefModifier::Out;
        if !own || !(by_reference || by_handle) || !function.ret.same_value(operator.result()) {
            continue;
        }
        if found.is_some() {
            return Method::Many;
        }
        let consumed = by_handle && !param.auto_handle && param.ty.ref_modifier == RefModifier::None;
        let consumed = consumed || by_handle && param.auto_handle || by_handle && param.ty.is_ref();
        found = Some((entry.function, if consumed { Pass::Handle } else { Pass::Reference }));
    }
    let Some((function, pass)) = found else { return Method::None };
    let plan: *const NativePlan = vm.types().plan(function);
    // SAFETY: plans live as long as the context's types, which also have what this is kept with.
    Method::Native(unsafe { &*plan }, pass)
}

/// In a template's declarations the type itself stands as an instance over its parameters.
fn is_same_template(ffi: &FfiRegistry, ty: DataType, of: &RuntimeType) -> bool {
    of.template.is_some() && (ty.type_id == of.template || ffi.ty(ty.type_id).template == of.template)
}

/// Numbers of the class's methods that are the operator for objects of type `ty`.
fn script_methods(class: &RuntimeType, ty: &RuntimeType, operator: Operator) -> Vec<(u32, Pass)> {
    let (Some(program), Some(info)) = (class.program(), &class.class) else { return Vec::new() };
    let mut found = Vec::new();
    for &index in &info.methods {
        let function = &program.unit().functions[index as usize];
        let [param] = &*function.params else { continue };
        let Some(ret) = function.ret else { continue };
        if &*function.name != operator.name() || !ret.same_value(operator.result()) {
            continue;
        }
        let fits = program.value_type(param.value()).is_some_and(|p| std::ptr::eq(p.ty_ptr(), ty));
        let pass = if param.is_handle { Pass::Handle } else { Pass::Reference };
        let allowed =
            param.is_handle && param.ref_modifier != RefModifier::Out || param.ref_modifier == RefModifier::In;
        if fits && allowed {
            found.push((index, pass));
        }
    }
    found
}

fn method_of(vm: &Vm, ty: &'static RuntimeType, operator: Operator) -> Method {
    match ty.kind {
        RuntimeKind::Class => match script_methods(ty, ty, operator).len() {
            0 => Method::None,
            1 => Method::Script,
            _ => Method::Many,
        },
        RuntimeKind::Interface if ty.program().is_some() => Method::Script,
        RuntimeKind::Primitive | RuntimeKind::Enum | RuntimeKind::Interface | RuntimeKind::Funcdef => Method::None,
        _ => registered_method(vm, ty, operator),
    }
}

/// The order of floating point numbers, with NaN behind all others.
pub(super) fn float_order<T: PartialOrd>(a: &T, b: &T) -> Ordering {
    a.partial_cmp(b).unwrap_or_else(|| {
        let nan = |x: &T| x.partial_cmp(x).is_none();
        nan(a).cmp(&nan(b))
    })
}

impl Comparison {
    /// For elements of a type.
    pub fn of(vm: &Vm, element: ValueType) -> Comparison {
        let none =
            Comparison { element, primitive: None, is_string: false, equals: Method::None, compare: Method::None };
        if element.is_none() {
            return none;
        }
        if let Some(p) = element.as_number() {
            return Comparison { primitive: Some(p), ..none };
        }
        let ty = element.ty();
        let is_string = ty.kind == RuntimeKind::Value && crate::addons::string::is_own_string(vm, ty.id);
        let compare = method_of(vm, ty, Operator::Compare);
        Comparison { is_string, equals: method_of(vm, ty, Operator::Equals), compare, ..none }
    }

    /// The primitive by which elements are compared.
    pub fn primitive(&self) -> Option<Primitive> {
        self.primitive
    }

    /// Whether elements can be ordered; raises the exception if not.
    pub fn check_order(&self, vm: &Vm) -> Result<(), Stop> {
        if self.primitive.is_some() || self.is_string {
            return Ok(());
        }
        let name = &self.element.ty().name;
        match self.compare {
            Method::Native(..) | Method::Script => Ok(()),
            Method::None => {
                vm.raise(&format!("Type '{name}' does not have a matching opCmp method"));
                Err(Stop)
            }
            Method::Many => {
                vm.raise(&format!("Type '{name}' has multiple matching opCmp methods"));
                Err(Stop)
            }
        }
    }

    /// Whether elements can be compared for equality; raises the exception if not.
    pub fn check_equality(&self, vm: &Vm) -> Result<(), Stop> {
        if self.has_equality() {
            return Ok(());
        }
        let name = &self.element.ty().name;
        let many = matches!(self.equals, Method::Many) || matches!(self.compare, Method::Many);
        vm.raise(&if many {
            format!("Type '{name}' has multiple matching opEquals or opCmp methods")
        } else {
            format!("Type '{name}' does not have a matching opEquals or opCmp method")
        });
        Err(Stop)
    }

    /// Whether elements can be compared for equality.
    pub fn has_equality(&self) -> bool {
        let usable = |m: Method| matches!(m, Method::Native(..) | Method::Script);
        self.primitive.is_some() || self.is_string || usable(self.equals) || usable(self.compare)
    }

    /// The address of a number, or of the object behind an element by reference.
    ///
    /// # Safety
    ///
    /// `value` is a valid element by reference.
    unsafe fn object(&self, value: *const u8) -> *mut u8 {
        // SAFETY: a handle's place holds a pointer.
        if self.element.is_handle() { unsafe { *value.cast::<*mut u8>() } } else { value.cast_mut() }
    }

    /// Whether two elements, by reference, are equal. What goes wrong counts as different.
    ///
    /// # Safety
    ///
    /// Both are valid elements by reference; there is an equality.
    pub unsafe fn equal(&self, vm: &Vm, a: *const u8, b: *const u8) -> Result<bool, Stop> {
        use Primitive::*;
        // SAFETY: promised by the caller.
        unsafe {
            macro_rules! same {
                ($t:ty) => {
                    a.cast::<$t>().read_unaligned() == b.cast::<$t>().read_unaligned()
                };
            }
            if let Some(p) = self.primitive {
                return Ok(match p {
                    Float => same!(f32),
                    Double => same!(f64),
                    Int8 | UInt8 => same!(u8),
                    Bool => (*a != 0) == (*b != 0),
                    Int16 | UInt16 => same!(u16),
                    Int32 | UInt32 => same!(u32),
                    _ => same!(u64),
                });
            }
            let (x, y) = (self.object(a), self.object(b));
            if x == y {
                return Ok(true);
            }
            if x.is_null() || y.is_null() {
                return Ok(false);
            }
            if self.is_string {
                return Ok((*x.cast::<StringValue>()).as_bytes() == (*y.cast::<StringValue>()).as_bytes());
            }
            if matches!(self.equals, Method::Native(..) | Method::Script) {
                return Ok(self.invoke(vm, self.equals, Operator::Equals, x, y)?.is_some_and(|r| r as u8 != 0));
            }
            Ok(self.invoke(vm, self.compare, Operator::Compare, x, y)? == Some(0))
        }
    }

    /// The order of two objects or values that are not numbers. Null comes first; what goes wrong counts as equal.
    ///
    /// # Safety
    ///
    /// Both are null or live objects or values of the element type; there is an order.
    pub unsafe fn order_of_objects(&self, vm: &Vm, x: *mut u8, y: *mut u8) -> Result<Ordering, Stop> {
        if x.is_null() || y.is_null() {
            return Ok((!x.is_null()).cmp(&!y.is_null()));
        }
        // SAFETY: promised by the caller.
        unsafe {
            if self.is_string {
                return Ok((*x.cast::<StringValue>()).as_bytes().cmp((*y.cast::<StringValue>()).as_bytes()));
            }
            let result = self.invoke(vm, self.compare, Operator::Compare, x, y)?;
            Ok((result.unwrap_or(0) as i32).cmp(&0))
        }
    }

    /// What `opCmp` says of two objects, or `opEquals` as 0 for equal and 1 for not. `None`: it raised an exception.
    ///
    /// # Safety
    ///
    /// Both are live objects of the element type.
    unsafe fn ask(&self, vm: &Vm, is_equality: bool, x: *mut u8, y: *mut u8) -> Result<Option<i32>, Stop> {
        let has_equals = matches!(self.equals, Method::Native(..) | Method::Script);
        // SAFETY: promised by the caller.
        unsafe {
            if is_equality && has_equals {
                let equal = self.invoke(vm, self.equals, Operator::Equals, x, y)?;
                return Ok(equal.map(|b| i32::from(b as u8 == 0)));
            }
            Ok(self.invoke(vm, self.compare, Operator::Compare, x, y)?.map(|n| n as i32))
        }
    }

    /// Calls an operator on two objects. `None`: it raised an exception, which is forgotten.
    unsafe fn invoke(
        &self,
        vm: &Vm,
        method: Method,
        operator: Operator,
        x: *mut u8,
        y: *mut u8,
    ) -> Result<Option<u64>, Stop> {
        // SAFETY: both are live objects or values of the element type; managed ones are kept for the length of the call.
        unsafe {
            let (callback, pass) = match method {
                Method::Native(plan, pass) => (Callback::native(vm, plan), pass),
                Method::Script => {
                    let class = ObjHeader::ty(x.cast());
                    let Some(&(function, pass)) = script_methods(class, self.element.ty(), operator).first() else {
                        return Ok(None);
                    };
                    let Some(callback) = Callback::method(vm, class, function) else { return Ok(None) };
                    (callback, pass)
                }
                Method::None | Method::Many => return Ok(None),
            };
            let kept = Kept::new(vm, self.element, x, y, pass);
            let result = callback.call_quietly(&[x as u64, y as u64]);
            kept.release();
            match result {
                Quiet::Returned(value) => Ok(Some(value)),
                Quiet::Failed => Ok(None),
                Quiet::Aborted => Err(Stop),
            }
        }
    }
}

/// Why two objects could not be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// They have no type in common, or it has no operator that fits, or several.
    #[error("{0}")]
    NoOperator(String),
    /// The operator raised an exception, or was aborted.
    #[error("the operator raised an exception")]
    Failed,
}

/// Compares two objects by the operators of their common class, for hosts: by `opCmp` (negative, 0, positive), or for equality
/// by `opEquals`, else `opCmp` (0 for equal).
///
/// # Safety
///
/// Both are live managed objects of the VM.
///
/// # Errors
///
/// See [`CompareError`].
pub unsafe fn compare(vm: &Vm, a: *mut ObjHeader, b: *mut ObjHeader, is_equality: bool) -> Result<i32, CompareError> {
    // SAFETY: promised by the caller.
    let (first, second) = unsafe { (ObjHeader::ty(a), ObjHeader::ty(b)) };
    let mut common = Some(first);
    while let Some(ty) = common.filter(|ty| !second.is_a(ty)) {
        common = ty.class.as_ref().and_then(|c| c.base);
    }
    let Some(nearest) = common else {
        let text = format!("'{}' and '{}' have no class in common", first.name, second.name);
        return Err(CompareError::NoOperator(text));
    };
    let usable = |m: Method| matches!(m, Method::Native(..) | Method::Script);
    // An operator that a base declares takes the base.
    let mut at = Some(nearest);
    while let Some(ty) = at {
        let comparison = Comparison::of(vm, ValueType::of(ty));
        if usable(comparison.compare) || is_equality && usable(comparison.equals) {
            // SAFETY: both are objects of the type.
            let asked = unsafe { comparison.ask(vm, is_equality, a.cast(), b.cast()) };
            return asked.ok().flatten().ok_or(CompareError::Failed);
        }
        at = ty.class.as_ref().and_then(|c| c.base);
    }
    let wanted = if is_equality { "opEquals or opCmp" } else { "opCmp" };
    Err(CompareError::NoOperator(format!("'{}' has no {wanted} for objects of its own, or several", nearest.name)))
}

/// References that keep two objects while code runs that could drop them; one more for a callee that takes a handle.
struct Kept<'vm> {
    vm: &'vm Vm,
    element: ValueType,
    objects: [*mut u8; 2],
}

impl<'vm> Kept<'vm> {
    unsafe fn new(vm: &'vm Vm, element: ValueType, x: *mut u8, y: *mut u8, pass: Pass) -> Kept<'vm> {
        let kept = Kept { vm, element, objects: [x, y] };
        // SAFETY: both are live.
        unsafe {
            kept.add(x);
            kept.add(y);
            if pass == Pass::Handle {
                kept.add(y);
            }
        }
        kept
    }

    unsafe fn add(&self, object: *mut u8) {
        // SAFETY: the object is live.
        unsafe {
            match self.element.storage() {
                Storage::ManagedHandle | Storage::ManagedObject => object::add_ref(object.cast()),
                Storage::CountedHandle | Storage::CountedObject => {
                    value_ops::add_ref_counted(self.vm, self.element.ty(), object)
                }
                _ => {}
            }
        }
    }

    unsafe fn release(self) {
        // SAFETY: the references were added by `new`.
        unsafe {
            for object in self.objects {
                match self.element.storage() {
                    Storage::ManagedHandle | Storage::ManagedObject => object::release(self.vm, object.cast()),
                    Storage::CountedHandle | Storage::CountedObject => {
                        value_ops::release_counted(self.vm, self.element.ty(), object)
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Sorts words so that none comes before one that is `less`; stable. `less` may answer as it likes: nothing worse than
/// a wrong order comes of it.
pub(super) fn merge_sort(words: &mut [u64], mut less: impl FnMut(u64, u64) -> Result<bool, Stop>) -> Result<(), Stop> {
    let mut spare = words.to_vec();
    sort_into(words, &mut spare, &mut less)
}

fn sort_into(
    list: &mut [u64],
    spare: &mut [u64],
    less: &mut impl FnMut(u64, u64) -> Result<bool, Stop>,
) -> Result<(), Stop> {
    let n = list.len();
    if n <= 8 {
        for i in 1..n {
            let mut at = i;
            while at > 0 && less(list[at], list[at - 1])? {
                list.swap(at, at - 1);
                at -= 1;
            }
        }
        return Ok(());
    }
    let middle = n / 2;
    sort_into(&mut list[..middle], &mut spare[..middle], less)?;
    sort_into(&mut list[middle..], &mut spare[middle..], less)?;
    if !less(list[middle], list[middle - 1])? {
        return Ok(());
    }
    spare[..middle].copy_from_slice(&list[..middle]);
    let (mut left, mut right, mut to) = (0, middle, 0);
    while left < middle && right < n {
        let (from_left, from_right) = (spare[left], list[right]);
        // The list stays a permutation at every step: an abort leaves no element twice.
        let take_right = match less(from_right, from_left) {
            Ok(answer) => answer,
            Err(stop) => {
                list[to..to + middle - left].copy_from_slice(&spare[left..middle]);
                return Err(stop);
            }
        };
        // No branch: nothing could predict it.
        list[to] = if take_right { from_right } else { from_left };
        right += usize::from(take_right);
        left += usize::from(!take_right);
        to += 1;
    }
    list[to..to + middle - left].copy_from_slice(&spare[left..middle]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(values: &[i32]) -> Vec<i32> {
        let mut order: Vec<u64> = (0..values.len() as u64).collect();
        merge_sort(&mut order, |a, b| Ok(values[a as usize] < values[b as usize])).unwrap();
        order.into_iter().map(|i| values[i as usize]).collect()
    }

    #[test]
    fn sorts_lists_of_all_lengths() {
        let mut x = 12345u32;
        for n in 0..200 {
            let values: Vec<i32> = (0..n)
                .map(|_| {
                    x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (x >> 20) as i32 % 50
                })
                .collect();
            let mut expected = values.clone();
            expected.sort();
            assert_eq!(sorted(&values), expected);
        }
    }

    #[test]
    fn is_stable_and_survives_nonsense_and_aborts() {
        let mut order: Vec<u64> = (0..100).collect();
        merge_sort(&mut order, |a, b| Ok(a % 10 < b % 10)).unwrap();
        assert!(order.windows(2).all(|w| w[0] % 10 < w[1] % 10 || w[0] % 10 == w[1] % 10 && w[0] < w[1]));
        for stop_after in 0..400 {
            let mut order: Vec<u64> = (0..100).rev().collect();
            let mut calls = 0;
            let _ = merge_sort(&mut order, |a, b| {
                calls += 1;
                if calls > stop_after { Err(Stop) } else { Ok((a * 7 + b * 13) % 3 == 0) }
            });
            order.sort();
            assert_eq!(order, (0..100).collect::<Vec<_>>(), "{stop_after}");
        }
    }
}
