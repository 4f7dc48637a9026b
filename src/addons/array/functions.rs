//! The functions that scripts call, by the C convention.

use std::cmp::Ordering;
use std::ffi::c_void;

use crate::addons::variant::ListReader;
use crate::bytecode::Trap;
use crate::types::Primitive;
use crate::vm::native::{Callback, Quiet};
use crate::vm::object::{self, ObjHeader};
use crate::vm::{ArrayObject, FunctionObject, Raised, Storage, ValueType, Vm, value_ops};

use super::compare::{Stop, float_order, merge_sort};
use super::object::{Elements, new};

/// Most functions end early when an exception was raised; the VM sees it when they return.
type Done = Result<(), Raised>;

#[inline(always)]
fn on<'a>(vm: *mut c_void, array: *mut ArrayObject) -> Elements<'a> {
    // SAFETY: these functions are called by the VM, which passes itself and a live array.
    unsafe { Elements::of(Vm::from_raw(vm), array) }
}

#[inline(always)]
fn out_of_bounds(e: &Elements<'_>) {
    e.vm.raise_trap(Trap::IndexOutOfBounds);
}

/// Makes an array and fills it; null if that raised an exception.
fn make(vm: *mut c_void, ty: ValueType, fill: impl FnOnce(&Elements<'_>) -> Done) -> *mut ArrayObject {
    // SAFETY: the VM passes itself.
    let vm = unsafe { Vm::from_raw(vm) };
    let Ok(array) = new(vm, ty.ty()) else { return std::ptr::null_mut() };
    // SAFETY: the array was just made.
    unsafe {
        if fill(&Elements::of(vm, array)).is_err() {
            object::release(vm, array.cast());
            return std::ptr::null_mut();
        }
    }
    array
}

pub(super) unsafe extern "C" fn factory(vm: *mut c_void, ty: ValueType) -> *mut ArrayObject {
    make(vm, ty, |_| Ok(()))
}

pub(super) unsafe extern "C" fn factory_length(vm: *mut c_void, ty: ValueType, len: u32) -> *mut ArrayObject {
    make(vm, ty, |e| e.resize(len))
}

pub(super) unsafe extern "C" fn factory_value(
    vm: *mut c_void,
    ty: ValueType,
    len: u32,
    value: *const u8,
) -> *mut ArrayObject {
    make(vm, ty, |e| {
        e.reserve(len)?;
        // SAFETY: the value is a valid element by reference.
        (0..len as usize).try_for_each(|i| unsafe { e.insert(i, value) })
    })
}

/// The buffer holds a count, then the elements.
pub(super) unsafe extern "C" fn factory_list(vm: *mut c_void, ty: ValueType, list: *const u8) -> *mut ArrayObject {
    make(vm, ty, |e| {
        // SAFETY: the buffer is laid out by the pattern `repeat T`. Elements are copied to where they are aligned before they
        // are used as values: the buffer aligns them to four bytes only.
        unsafe {
            let mut reader = ListReader::new(list);
            let count = reader.count();
            let element = e.element();
            e.reserve(count)?;
            let size = element.size();
            if element.storage() == Storage::Plain && (size < 4 || size.is_multiple_of(4)) {
                return e.append_copies(reader.value(count as usize * size), count);
            }
            let mut room = Vec::new();
            for i in 0..count as usize {
                e.insert(i, reader.reference(element, &mut room))?;
            }
            Ok(())
        }
    })
}

pub(super) extern "C" fn index(vm: *mut c_void, array: *mut ArrayObject, at: u32) -> *mut u8 {
    let e = on(vm, array);
    if at >= e.len() {
        out_of_bounds(&e);
        return std::ptr::null_mut();
    }
    // SAFETY: the element is in range.
    unsafe { value_ops::by_reference(e.element(), e.at(at as usize)) }
}

pub(super) extern "C" fn length(array: &ArrayObject) -> u32 {
    array.len
}

pub(super) extern "C" fn is_empty(array: &ArrayObject) -> bool {
    array.len == 0
}

pub(super) extern "C" fn assign(vm: *mut c_void, array: *mut ArrayObject, from: *mut ArrayObject) -> *mut ArrayObject {
    let e = on(vm, array);
    // SAFETY: both are live arrays of one type.
    unsafe {
        e.vm.worked((*from).len as usize);
        let _ = e.assign_from(from);
    }
    array
}

pub(super) extern "C" fn resize(vm: *mut c_void, array: *mut ArrayObject, len: u32) {
    let e = on(vm, array);
    e.vm.worked(len.abs_diff(e.len()) as usize);
    let _ = e.resize(len);
}

pub(super) extern "C" fn reserve(vm: *mut c_void, array: *mut ArrayObject, len: u32) {
    let _ = on(vm, array).reserve(len);
}

pub(super) extern "C" fn insert_at(vm: *mut c_void, array: *mut ArrayObject, at: u32, value: *const u8) {
    let e = on(vm, array);
    if at > e.len() {
        return out_of_bounds(&e);
    }
    e.vm.worked((e.len() - at) as usize);
    // SAFETY: the value is a valid element by reference.
    let _ = unsafe { e.insert(at as usize, value) };
}

pub(super) extern "C" fn insert_array(vm: *mut c_void, array: *mut ArrayObject, at: u32, from: *mut ArrayObject) {
    let e = on(vm, array);
    if at > e.len() {
        return out_of_bounds(&e);
    }
    // SAFETY: both are live arrays of one type.
    e.vm.worked((e.len() - at) as usize + unsafe { (*from).len } as usize);
    // SAFETY: as above.
    let _ = unsafe { e.insert_all(at as usize, from) };
}

pub(super) extern "C" fn insert_last(vm: *mut c_void, array: *mut ArrayObject, value: *const u8) {
    let e = on(vm, array);
    // SAFETY: the value is a valid element by reference.
    let _ = unsafe { e.insert(e.len() as usize, value) };
}

pub(super) extern "C" fn remove_at(vm: *mut c_void, array: *mut ArrayObject, at: u32) {
    let e = on(vm, array);
    if at >= e.len() {
        return out_of_bounds(&e);
    }
    e.vm.worked((e.len() - at) as usize);
    let _ = e.remove(at as usize, 1);
}

pub(super) extern "C" fn remove_last(vm: *mut c_void, array: *mut ArrayObject) {
    let e = on(vm, array);
    match e.len() {
        0 => out_of_bounds(&e),
        len => e.truncate(len - 1),
    }
}

pub(super) extern "C" fn remove_range(vm: *mut c_void, array: *mut ArrayObject, start: u32, count: u32) {
    let e = on(vm, array);
    if count == 0 {
        return;
    }
    if start > e.len() {
        return out_of_bounds(&e);
    }
    e.vm.worked((e.len() - start) as usize);
    let _ = e.remove(start as usize, count.min(e.len() - start) as usize);
}

pub(super) extern "C" fn reverse(vm: *mut c_void, array: *mut ArrayObject) {
    let e = on(vm, array);
    e.vm.worked(e.len() as usize);
    let _ = e.reverse();
}

fn sort_range(e: &Elements<'_>, start: u32, count: u32, descending: bool) {
    if count < 2 {
        return;
    }
    if start >= e.len() || start.checked_add(count).is_none_or(|end| end > e.len()) {
        return out_of_bounds(e);
    }
    let info = e.info();
    if info.comparison.check_order(e.vm).is_err() {
        return;
    }
    let (start, count) = (start as usize, count as usize);
    e.vm.worked(8 * count);
    if let Some(p) = info.comparison.primitive() {
        // SAFETY: the elements are in range and of this type.
        return unsafe { sort_numbers(p, e.at(start), count, descending) };
    }
    let vm = e.vm;
    let wanted = if descending { Ordering::Greater } else { Ordering::Less };
    e.detached(|e| {
        let mut words = e.words(start, count);
        // SAFETY: the elements are valid, and nobody else can reach them.
        let order = |a: u64, b: u64| unsafe { info.comparison.order_of_objects(vm, a as *mut u8, b as *mut u8) };
        let _ = merge_sort(&mut words, |a, b| order(a, b).map(|o| o == wanted));
        let _ = e.set_words(start, &words);
    });
}

/// # Safety
///
/// From `data` on lie `count` numbers of the type.
unsafe fn sort_numbers(p: Primitive, data: *mut u8, count: usize, descending: bool) {
    macro_rules! sort {
        ($t:ty, $order:expr) => {{
            // SAFETY: promised by the caller; elements are aligned.
            let list = unsafe { std::slice::from_raw_parts_mut(data.cast::<$t>(), count) };
            let order: fn(&$t, &$t) -> Ordering = $order;
            if descending { list.sort_by(|a, b| order(b, a)) } else { list.sort_by(order) }
        }};
    }
    use Primitive::*;
    match p {
        Void | Bool | UInt8 => sort!(u8, Ord::cmp),
        Int8 => sort!(i8, Ord::cmp),
        Int16 => sort!(i16, Ord::cmp),
        UInt16 => sort!(u16, Ord::cmp),
        Int32 => sort!(i32, Ord::cmp),
        UInt32 => sort!(u32, Ord::cmp),
        Int64 => sort!(i64, Ord::cmp),
        UInt64 => sort!(u64, Ord::cmp),
        Float => sort!(f32, float_order),
        Double => sort!(f64, float_order),
    }
}

pub(super) extern "C" fn sort_asc(vm: *mut c_void, array: *mut ArrayObject) {
    let e = on(vm, array);
    sort_range(&e, 0, e.len(), false);
}

pub(super) extern "C" fn sort_desc(vm: *mut c_void, array: *mut ArrayObject) {
    let e = on(vm, array);
    sort_range(&e, 0, e.len(), true);
}

pub(super) extern "C" fn sort_asc_range(vm: *mut c_void, array: *mut ArrayObject, start: u32, count: u32) {
    sort_range(&on(vm, array), start, count, false);
}

pub(super) extern "C" fn sort_desc_range(vm: *mut c_void, array: *mut ArrayObject, start: u32, count: u32) {
    sort_range(&on(vm, array), start, count, true);
}

/// `less` is a function handle; the declaration's `@+` releases it.
pub(super) extern "C" fn sort(
    vm: *mut c_void,
    array: *mut ArrayObject,
    less: *const FunctionObject,
    start: u32,
    count: u32,
) {
    let e = on(vm, array);
    if count < 2 {
        return;
    }
    if start >= e.len() {
        return out_of_bounds(&e);
    }
    let count = count.min(e.len() - start) as usize;
    // SAFETY: the handle is null or alive during the call.
    let Ok(callback) = (unsafe { Callback::new(e.vm, less) }) else { return };
    let start = start as usize;
    e.detached(|e| {
        let storage = e.element().storage();
        let mut words = e.words(start, count);
        let is_first = |a: u64, b: u64| {
            let args = [a, b];
            // SAFETY: the arguments are as the funcdef declares them; handles get a reference that the callee drops.
            unsafe {
                match storage {
                    Storage::ManagedHandle => args.iter().for_each(|&h| object::add_ref(h as *mut ObjHeader)),
                    Storage::CountedHandle => {
                        args.iter().for_each(|&h| value_ops::add_ref_counted(e.vm, e.element().ty(), h as *mut u8));
                    }
                    _ => {}
                }
                match callback.call_quietly(&args) {
                    Quiet::Returned(value) => Ok(value as u8 != 0),
                    Quiet::Failed => Ok(false),
                    Quiet::Aborted => Err(Stop),
                }
            }
        };
        let _ = merge_sort(&mut words, is_first);
        let _ = e.set_words(start, &words);
    });
}

fn find_from(e: &Elements<'_>, start: u32, value: *const u8) -> i32 {
    let comparison = &e.info().comparison;
    if comparison.check_equality(e.vm).is_err() {
        return -1;
    }
    let mut i = start;
    e.vm.worked(e.len().saturating_sub(start) as usize);
    // The length is looked at each time: operators of objects may change the array.
    while i < e.len() {
        // SAFETY: the element is in range and the value valid.
        match unsafe { comparison.equal(e.vm, value_ops::by_reference(e.element(), e.at(i as usize)), value) } {
            Ok(true) => return i as i32,
            Ok(false) => i += 1,
            Err(Stop) => return -1,
        }
    }
    -1
}

pub(super) extern "C" fn find(vm: *mut c_void, array: *mut ArrayObject, value: *const u8) -> i32 {
    find_from(&on(vm, array), 0, value)
}

pub(super) extern "C" fn find_at(vm: *mut c_void, array: *mut ArrayObject, start: u32, value: *const u8) -> i32 {
    find_from(&on(vm, array), start, value)
}

fn find_same(e: &Elements<'_>, start: u32, value: *const u8) -> i32 {
    let is_handle = e.element().is_handle();
    e.vm.worked(e.len().saturating_sub(start) as usize);
    for i in start..e.len() {
        // SAFETY: the element is in range; handles hold a pointer.
        let same = unsafe {
            let element = value_ops::by_reference(e.element(), e.at(i as usize));
            if is_handle { *element.cast::<u64>() == *value.cast::<u64>() } else { std::ptr::eq(element, value) }
        };
        if same {
            return i as i32;
        }
    }
    -1
}

pub(super) extern "C" fn find_by_ref(vm: *mut c_void, array: *mut ArrayObject, value: *const u8) -> i32 {
    find_same(&on(vm, array), 0, value)
}

pub(super) extern "C" fn find_by_ref_at(vm: *mut c_void, array: *mut ArrayObject, start: u32, value: *const u8) -> i32 {
    find_same(&on(vm, array), start, value)
}

pub(super) extern "C" fn equals(vm: *mut c_void, array: *mut ArrayObject, other: *mut ArrayObject) -> bool {
    let (a, b) = (on(vm, array), on(vm, other));
    if a.len() != b.len() {
        return false;
    }
    let comparison = &a.info().comparison;
    if !comparison.has_equality() {
        return false;
    }
    let mut i = 0;
    a.vm.worked(a.len() as usize);
    while i < a.len().min(b.len()) as usize {
        // SAFETY: the elements are in range.
        let same = unsafe {
            let x = value_ops::by_reference(a.element(), a.at(i));
            let y = value_ops::by_reference(b.element(), b.at(i));
            comparison.equal(a.vm, x, y)
        };
        if same != Ok(true) {
            return false;
        }
        i += 1;
    }
    true
}

pub(super) extern "C" fn for_begin(_array: *const ArrayObject) -> u32 {
    0
}

pub(super) extern "C" fn for_end(array: &ArrayObject, at: u32) -> bool {
    at >= array.len
}

pub(super) extern "C" fn for_next(_array: *const ArrayObject, at: u32) -> u32 {
    at + 1
}

pub(super) extern "C" fn for_index(_array: *const ArrayObject, at: u32) -> u32 {
    at
}
