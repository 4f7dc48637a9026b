//! The memory of array objects.

use std::any::Any;
use std::ptr::{copy, copy_nonoverlapping};

use crate::vm::object::{self, ObjHeader};
use crate::vm::{ArrayObject, ManagedOps, Raised, RuntimeType, Storage, ValueType, Vm, value_ops};

use super::compare::Comparison;

/// The text for sizes beyond what an array can have.
const TOO_LARGE: &str = "Too large array size";

/// What an instance of `array` knows of its elements; kept with its runtime type.
pub(in crate::addons) struct ElementInfo {
    /// How elements are compared.
    pub comparison: Comparison,
}

/// What is known of the elements of an array type.
pub(super) fn info(vm: &Vm, ty: &'static RuntimeType) -> &'static ElementInfo {
    let cached = ty.cache.get_or_init(|| {
        let element = ty.args.first().copied().unwrap_or(ValueType::NONE);
        let info = ElementInfo { comparison: Comparison::of(vm, element) };
        Box::new(info) as Box<dyn Any + Send + Sync>
    });
    match cached.downcast_ref() {
        Some(info) => info,
        None => unreachable!("only arrays keep something with array types"),
    }
}

/// What the VM does with arrays.
pub(super) static OPS: ManagedOps = ManagedOps {
    destroy,
    enumerate,
    clear: destroy,
    construct: Some(construct),
    copy: Some(copy_array),
    assign: Some(assign),
};

unsafe fn destroy(vm: &Vm, object: *mut ObjHeader) {
    // SAFETY: the object is an array, which is empty and valid afterwards.
    unsafe { Elements::of(vm, object.cast()).take_apart() }
}

pub(in crate::addons) unsafe fn enumerate(
    object: *mut ObjHeader,
    visit: &mut dyn FnMut(*mut u8, &'static RuntimeType),
) {
    // SAFETY: the object is an array with valid elements.
    unsafe {
        let array = &*object.cast::<ArrayObject>();
        if !array.element.may_form_circles() {
            return;
        }
        for i in 0..array.len as usize {
            object::enumerate_value(array.element, array.data.add(i * array.stride as usize), visit);
        }
    }
}

unsafe fn construct(vm: &Vm, ty: &'static RuntimeType) -> Result<*mut ObjHeader, Raised> {
    new(vm, ty).map(|a| a.cast())
}

unsafe fn copy_array(vm: &Vm, from: *mut ObjHeader) -> Result<*mut ObjHeader, Raised> {
    // SAFETY: the object is an array.
    unsafe {
        let made = new(vm, ObjHeader::ty(from))?;
        let from = &*from.cast::<ArrayObject>();
        match Elements::of(vm, made).append_copies(from.data, from.len) {
            Ok(()) => Ok(made.cast()),
            Err(raised) => {
                object::release(vm, made.cast());
                Err(raised)
            }
        }
    }
}

unsafe fn assign(vm: &Vm, to: *mut ObjHeader, from: *mut ObjHeader) -> Result<(), Raised> {
    // SAFETY: both are arrays of the same type.
    unsafe { Elements::of(vm, to.cast()).assign_from(from.cast()) }
}

/// A new empty array of an instance, with one reference.
pub fn new(vm: &Vm, ty: &'static RuntimeType) -> Result<*mut ArrayObject, Raised> {
    let memory = vm.heap().alloc(size_of::<ArrayObject>()).cast::<ArrayObject>();
    if memory.is_null() {
        return Err(vm.raise_out_of_memory());
    }
    // SAFETY: the block has room for an array object.
    unsafe { memory.write(blank(ty)) };
    Ok(memory)
}

/// An empty array of an instance, as it begins.
pub(in crate::addons) fn blank(ty: &RuntimeType) -> ArrayObject {
    let element = ty.args.first().copied().unwrap_or(ValueType::NONE);
    let stride = if element.is_none() { 0 } else { element.size().next_multiple_of(element.align().max(1)) };
    ArrayObject {
        header: ObjHeader::new(ty),
        data: std::ptr::null_mut(),
        len: 0,
        capacity: 0,
        stride: stride as u32,
        reserved: 0,
        element,
    }
}

/// An array in use.
#[derive(Clone, Copy)]
pub(in crate::addons) struct Elements<'vm> {
    pub vm: &'vm Vm,
    array: *mut ArrayObject,
}

/// Room for one element that is made before it has its place.
struct Fresh {
    memory: [u64; 16],
    large: Vec<[u64; 2]>,
}

impl Fresh {
    fn new(bytes: usize) -> Fresh {
        let large = if bytes > 128 { vec![[0; 2]; bytes.div_ceil(16)] } else { Vec::new() };
        Fresh { memory: [0; 16], large }
    }

    fn address(&mut self) -> *mut u8 {
        if self.large.is_empty() { self.memory.as_mut_ptr().cast() } else { self.large.as_mut_ptr().cast() }
    }
}

impl<'vm> Elements<'vm> {
    /// # Safety
    ///
    /// `array` is a live array of the VM, and stays alive as long as the result is used.
    #[inline(always)]
    pub unsafe fn of(vm: &'vm Vm, array: *mut ArrayObject) -> Elements<'vm> {
        Elements { vm, array }
    }

    #[inline(always)]
    pub fn len(&self) -> u32 {
        // SAFETY: the array is alive.
        unsafe { (*self.array).len }
    }

    #[inline(always)]
    fn set_len(&self, len: u32) {
        // SAFETY: the array is alive.
        unsafe { (*self.array).len = len }
    }

    #[inline(always)]
    fn capacity(&self) -> u32 {
        // SAFETY: the array is alive.
        unsafe { (*self.array).capacity }
    }

    /// The buffer.
    #[inline(always)]
    fn data(&self) -> *mut u8 {
        // SAFETY: the array is alive.
        unsafe { (*self.array).data }
    }

    #[inline(always)]
    fn set_buffer(&self, data: *mut u8, capacity: u32) {
        // SAFETY: the array is alive.
        unsafe {
            (*self.array).data = data;
            (*self.array).capacity = capacity;
        }
    }

    #[inline(always)]
    pub fn element(&self) -> ValueType {
        // SAFETY: the array is alive.
        unsafe { (*self.array).element }
    }

    #[inline(always)]
    pub fn stride(&self) -> usize {
        // SAFETY: the array is alive.
        unsafe { (*self.array).stride as usize }
    }

    pub fn info(&self) -> &'static ElementInfo {
        // SAFETY: the array is alive.
        info(self.vm, unsafe { ObjHeader::ty(self.array.cast()) })
    }

    /// The address of element `i`, which is in range.
    #[inline(always)]
    pub fn at(&self, i: usize) -> *mut u8 {
        // SAFETY: the element lies in the buffer, or just behind the last one.
        unsafe { self.data().add(i * self.stride()) }
    }

    fn is_relocatable(&self) -> bool {
        self.element().storage() != Storage::Value || self.element().ty().moves_as_bytes
    }

    /// Makes room for `capacity` elements, exactly so many.
    fn set_capacity(&self, capacity: u32) -> Result<(), Raised> {
        let (old, new) = (self.capacity() as usize * self.stride(), capacity as usize * self.stride());
        if new > u32::MAX as usize {
            return Err(self.vm.raise(TOO_LARGE));
        }
        let heap = self.vm.heap();
        // SAFETY: the buffer has the old size; elements that cannot be moved as bytes are copied one by one, and the old
        // buffer is freed when all are there.
        unsafe {
            if self.data().is_null() {
                let data = heap.alloc_buffer(new);
                if data.is_null() {
                    return Err(self.vm.raise_out_of_memory());
                }
                self.set_buffer(data, capacity);
                return Ok(());
            }
            if self.is_relocatable() {
                let data = heap.resize_buffer(self.data(), old, new);
                if data.is_null() {
                    return Err(self.vm.raise_out_of_memory());
                }
                self.set_buffer(data, capacity);
                return Ok(());
            }
            let data = heap.alloc_buffer(new);
            if data.is_null() {
                return Err(self.vm.raise_out_of_memory());
            }
            let len = self.len() as usize;
            for i in 0..len {
                let made = value_ops::copy_construct(self.vm, self.element(), data.add(i * self.stride()), self.at(i));
                if let Err(raised) = made {
                    self.drop_range(data, 0, i);
                    heap.free_buffer(data, new);
                    return Err(raised);
                }
            }
            let before = self.data();
            self.set_buffer(data, capacity);
            self.drop_range(before, 0, len);
            heap.free_buffer(before, old);
        }
        Ok(())
    }

    /// Makes room for `len` elements, and some more if it has to grow.
    #[inline]
    fn grow(&self, len: usize) -> Result<(), Raised> {
        if len <= self.capacity() as usize {
            return Ok(());
        }
        if len * self.stride() > u32::MAX as usize || len > u32::MAX as usize {
            return Err(self.vm.raise(TOO_LARGE));
        }
        let half_more = self.capacity() as usize + self.capacity() as usize / 2 + 4;
        let most = u32::MAX as usize / self.stride().max(1);
        self.set_capacity(half_more.max(len).min(most) as u32)
    }

    /// Makes room for `len` elements.
    pub fn reserve(&self, len: u32) -> Result<(), Raised> {
        if len > self.capacity() { self.set_capacity(len) } else { Ok(()) }
    }

    /// Drops elements that are no longer part of the array.
    ///
    /// # Safety
    ///
    /// From `data` on lie valid elements with these numbers.
    unsafe fn drop_range(&self, data: *mut u8, from: usize, to: usize) {
        if value_ops::needs_drop(self.element()) {
            for i in from..to {
                // SAFETY: promised by the caller.
                unsafe { value_ops::destroy(self.vm, self.element(), data.add(i * self.stride())) };
            }
        }
    }

    /// Drops all elements and the buffer.
    ///
    /// # Safety
    ///
    /// Nothing points to elements any more.
    pub unsafe fn take_apart(&self) {
        let (data, len, capacity) = (self.data(), self.len(), self.capacity());
        self.set_buffer(std::ptr::null_mut(), 0);
        self.set_len(0);
        if !data.is_null() {
            // SAFETY: the elements and the buffer belong to nobody else now.
            unsafe {
                self.drop_range(data, 0, len as usize);
                self.vm.heap().free_buffer(data, capacity as usize * self.stride());
            }
        }
    }

    /// Cuts off the elements from `len` on.
    pub fn truncate(&self, len: u32) {
        let old = self.len();
        if len >= old {
            return;
        }
        if !value_ops::needs_drop(self.element()) {
            self.set_len(len);
            return;
        }
        // The first ones go first, if they can be taken out before.
        if old - len > 1 && self.is_relocatable() && self.remove(len as usize, (old - len) as usize).is_ok() {
            return;
        }
        // Code that runs meanwhile sees the array without the element.
        while self.len() > len {
            let last = self.len() - 1;
            self.set_len(last);
            self.drop_at(last as usize);
        }
    }

    /// Drops an element that is no longer counted. Its bytes are taken out first: code that runs may move the buffer.
    fn drop_at(&self, i: usize) {
        // SAFETY: the element is valid and not part of the array any more.
        unsafe {
            if self.is_relocatable() && self.stride() <= 128 {
                let mut held = Fresh::new(self.stride());
                copy_nonoverlapping(self.at(i), held.address(), self.stride());
                value_ops::destroy(self.vm, self.element(), held.address());
            } else {
                value_ops::destroy(self.vm, self.element(), self.at(i));
            }
        }
    }

    /// Sets the number of elements; new ones are made by default.
    pub fn resize(&self, len: u32) -> Result<(), Raised> {
        if len <= self.len() {
            self.truncate(len);
            return Ok(());
        }
        self.reserve(len)?;
        if value_ops::is_zero_by_default(self.element()) {
            return self.extend_blank(len);
        }
        // Constructors may change the array: as many are made as were missing at first, and no more than are wanted.
        for _ in self.len()..len {
            if self.len() >= len {
                break;
            }
            self.push_made(|vm, element, to| {
                // SAFETY: there is memory for an element.
                unsafe { value_ops::default_construct(vm, element, to) }
            })?;
        }
        Ok(())
    }

    /// Adds elements up to `len` that code may fill afterwards: numbers are zero, handles and objects null, values as they
    /// are by default.
    pub fn extend_blank(&self, len: u32) -> Result<(), Raised> {
        if self.element().storage() == Storage::Value {
            return self.resize(len);
        }
        if len > self.len() {
            self.reserve(len)?;
            let old = self.len() as usize;
            // SAFETY: there is room for all of them.
            unsafe { self.at(old).write_bytes(0, (len as usize - old) * self.stride()) };
            self.set_len(len);
        }
        Ok(())
    }

    /// Appends an element that `make` makes: aside, because code that runs meanwhile may change the array.
    fn push_made(&self, make: impl FnOnce(&Vm, ValueType, *mut u8) -> Result<(), Raised>) -> Result<(), Raised> {
        self.insert_made(self.len() as usize, make)
    }

    fn insert_made(
        &self,
        at: usize,
        make: impl FnOnce(&Vm, ValueType, *mut u8) -> Result<(), Raised>,
    ) -> Result<(), Raised> {
        let mut fresh = Fresh::new(self.stride());
        make(self.vm, self.element(), fresh.address())?;
        let len = self.len() as usize;
        if let Err(raised) = self.grow(len + 1) {
            // SAFETY: the element was made and has no place.
            unsafe { value_ops::destroy(self.vm, self.element(), fresh.address()) };
            return Err(raised);
        }
        let at = at.min(len);
        // SAFETY: there is room for one more; elements that cannot be moved as bytes are moved one by one.
        unsafe {
            if self.is_relocatable() {
                copy(self.at(at), self.at(at + 1), (len - at) * self.stride());
                copy_nonoverlapping(fresh.address(), self.at(at), self.stride());
                self.set_len(self.len() + 1);
                return Ok(());
            }
            let result = self.shift_up(at, len, fresh.address());
            value_ops::destroy(self.vm, self.element(), fresh.address());
            result
        }
    }

    /// Makes room at `at` for a copy of an element, by copying and assigning.
    unsafe fn shift_up(&self, at: usize, len: usize, value: *mut u8) -> Result<(), Raised> {
        let (vm, element) = (self.vm, self.element());
        // SAFETY: there is room for one more element.
        unsafe {
            if at == len {
                value_ops::copy_construct(vm, element, self.at(len), value)?;
                self.set_len(self.len() + 1);
                return Ok(());
            }
            value_ops::copy_construct(vm, element, self.at(len), self.at(len - 1))?;
            self.set_len(self.len() + 1);
            for i in (at + 1..len).rev() {
                value_ops::assign(vm, element, self.at(i), self.at(i - 1))?;
            }
            value_ops::assign(vm, element, self.at(at), value)
        }
    }

    /// Inserts a copy of a value passed by reference, which may be an element.
    ///
    /// # Safety
    ///
    /// `value` is a valid value of the element type by reference, and `at` at most the length.
    #[inline]
    pub unsafe fn insert(&self, at: usize, value: *const u8) -> Result<(), Raised> {
        // SAFETY: promised by the caller; plain elements are read before the buffer may move.
        unsafe {
            if self.element().storage() == Storage::Plain && at == self.len() as usize && self.stride() <= 8 {
                let len = self.len() as usize;
                macro_rules! push {
                    ($t:ty) => {{
                        let v = value.cast::<$t>().read_unaligned();
                        self.grow(len + 1)?;
                        self.data().cast::<$t>().add(len).write_unaligned(v);
                        self.set_len(self.len() + 1);
                        return Ok(());
                    }};
                }
                match self.stride() {
                    1 => push!(u8),
                    2 => push!(u16),
                    4 => push!(u32),
                    8 => push!(u64),
                    _ => {}
                }
            }
            self.insert_made(at, |vm, element, to| value_ops::copy_construct_from_reference(vm, element, to, value))
        }
    }

    /// Appends copies of elements in memory, which are not of this array.
    ///
    /// # Safety
    ///
    /// From `from` on lie `count` valid elements that nothing changes meanwhile.
    pub unsafe fn append_copies(&self, from: *const u8, count: u32) -> Result<(), Raised> {
        let len = self.len() as usize;
        self.reserve(self.len().checked_add(count).ok_or_else(|| self.vm.raise(TOO_LARGE))?)?;
        // SAFETY: promised by the caller, and there is room.
        unsafe {
            if self.element().storage() == Storage::Plain {
                copy_nonoverlapping(from, self.at(len), count as usize * self.stride());
                self.set_len(self.len() + count);
                return Ok(());
            }
            for i in 0..count as usize {
                let source = from.add(i * self.stride());
                self.push_made(|vm, element, to| value_ops::copy_construct(vm, element, to, source))?;
            }
        }
        Ok(())
    }

    /// Takes the content of another array of the same type, maybe of itself.
    ///
    /// # Safety
    ///
    /// `from` is a live array of the same element type.
    pub unsafe fn assign_from(&self, from: *mut ArrayObject) -> Result<(), Raised> {
        if std::ptr::eq(self.array, from) {
            return Ok(());
        }
        // SAFETY: promised by the caller.
        unsafe {
            self.truncate(0);
            self.insert_all(0, from)
        }
    }

    /// Inserts copies of all elements of an array, maybe of itself.
    ///
    /// # Safety
    ///
    /// `from` is a live array of the same element type; `at` is at most the length.
    pub unsafe fn insert_all(&self, at: usize, from: *mut ArrayObject) -> Result<(), Raised> {
        // SAFETY: promised by the caller. Copies are made one by one from what the other array holds then, so nothing is
        // read that is not there any more.
        unsafe {
            let count = (*from).len;
            let total = self.len().checked_add(count).ok_or_else(|| self.vm.raise(TOO_LARGE))?;
            self.reserve(total)?;
            if self.element().storage() == Storage::Plain {
                let (len, bytes) = (self.len() as usize, count as usize * self.stride());
                let own = std::ptr::eq(self.array, from);
                copy(self.at(at), self.at(at + count as usize), (len - at) * self.stride());
                if own {
                    // The part before `at` stayed where it was, the rest has moved up.
                    copy(self.at(0), self.at(at), at * self.stride());
                    copy(self.at(at + count as usize), self.at(2 * at), (len - at) * self.stride());
                } else {
                    copy_nonoverlapping((*from).data, self.at(at), bytes);
                }
                self.set_len(total);
                return Ok(());
            }
            let own = std::ptr::eq(self.array, from);
            for i in 0..count as usize {
                // Of itself: element i has moved up by i if it was behind the place, and by i more for what was inserted.
                let index = if own && i >= at { 2 * i } else { i };
                if index >= (*from).len as usize {
                    break;
                }
                let source = value_ops::by_reference((*from).element, (*from).data.add(index * self.stride()));
                self.insert((at + i).min(self.len() as usize), source)?;
            }
        }
        Ok(())
    }

    /// Removes elements, which are in range.
    pub fn remove(&self, at: usize, count: usize) -> Result<(), Raised> {
        let len = self.len() as usize;
        if count == 0 {
            return Ok(());
        }
        // SAFETY: the elements are in range.
        unsafe {
            if self.element().storage() == Storage::Plain {
                copy(self.at(at + count), self.at(at), (len - at - count) * self.stride());
                self.set_len(self.len() - count as u32);
            } else if self.is_relocatable() {
                // They are dropped when they are out of the array, because code that runs then may look at it.
                let mut held = vec![0u128; (count * self.stride()).div_ceil(16)];
                let bytes = held.as_mut_ptr().cast::<u8>();
                copy_nonoverlapping(self.at(at), bytes, count * self.stride());
                copy(self.at(at + count), self.at(at), (len - at - count) * self.stride());
                self.set_len(self.len() - count as u32);
                self.drop_range(bytes, 0, count);
            } else {
                for i in at..len - count {
                    value_ops::assign(self.vm, self.element(), self.at(i), self.at(i + count))?;
                }
                self.truncate((len - count) as u32);
            }
        }
        Ok(())
    }

    /// Turns the order around.
    pub fn reverse(&self) -> Result<(), Raised> {
        let len = self.len() as usize;
        let order: Vec<u32> = (0..len as u32).rev().collect();
        self.reorder(0, &order)
    }

    /// Puts the elements from `from` on into a new order: position i gets the element that was at `order[i]`.
    pub fn reorder(&self, from: usize, order: &[u32]) -> Result<(), Raised> {
        let (count, stride) = (order.len(), self.stride());
        if count < 2 {
            return Ok(());
        }
        // SAFETY: `order` is a permutation of positions that are in range. Elements that cannot be moved as bytes are copied.
        unsafe {
            let mut held = vec![0u128; (count * stride).div_ceil(16)];
            let bytes = held.as_mut_ptr().cast::<u8>();
            if self.is_relocatable() {
                for (i, &source) in order.iter().enumerate() {
                    copy_nonoverlapping(self.at(from + source as usize), bytes.add(i * stride), stride);
                }
                copy_nonoverlapping(bytes, self.at(from), count * stride);
                return Ok(());
            }
            for (i, &source) in order.iter().enumerate() {
                let made = value_ops::copy_construct(
                    self.vm,
                    self.element(),
                    bytes.add(i * stride),
                    self.at(from + source as usize),
                );
                if let Err(raised) = made {
                    self.drop_range(bytes, 0, i);
                    return Err(raised);
                }
            }
            let mut result = Ok(());
            for i in 0..count {
                if result.is_ok() {
                    result = value_ops::assign(self.vm, self.element(), self.at(from + i), bytes.add(i * stride));
                }
            }
            self.drop_range(bytes, 0, count);
            result
        }
    }

    /// Whether an element is all that lies in the buffer of it, in at most eight bytes: a number, a handle, an object's address.
    fn is_word(&self) -> bool {
        let element = self.element();
        element.is_handle() || element.as_number().is_some() || element.is_object_cell()
    }

    /// The elements from `from` on as functions get them by argument slot: numbers and handles themselves, others by their
    /// address.
    pub fn words(&self, from: usize, count: usize) -> Vec<u64> {
        let is_word = self.is_word();
        let word = |i| {
            let at = self.at(i);
            // SAFETY: the elements are in range; a word is as large as the elements of the buffer.
            unsafe {
                match self.stride() {
                    _ if !is_word => at as u64,
                    1 => u64::from(*at),
                    2 => u64::from(*at.cast::<u16>()),
                    4 => u64::from(*at.cast::<u32>()),
                    _ => *at.cast::<u64>(),
                }
            }
        };
        (from..from + count).map(word).collect()
    }

    /// Puts the elements from `from` on into the order that their words have in `words`, a permutation of what
    /// [`Elements::words`] gave for the same place.
    pub fn set_words(&self, from: usize, words: &[u64]) -> Result<(), Raised> {
        if !self.is_word() {
            let (first, stride) = (self.at(from) as u64, self.stride().max(1) as u64);
            let order: Vec<u32> = words.iter().map(|word| ((word - first) / stride) as u32).collect();
            return self.reorder(from, &order);
        }
        for (i, &word) in (from..).zip(words) {
            let at = self.at(i);
            // SAFETY: as above.
            unsafe {
                match self.stride() {
                    1 => *at = word as u8,
                    2 => *at.cast::<u16>() = word as u16,
                    4 => *at.cast::<u32>() = word as u32,
                    _ => *at.cast::<u64>() = word,
                }
            }
        }
        Ok(())
    }

    /// Takes the elements out for as long as `work` runs, so that code that runs meanwhile finds an empty array.
    pub fn detached<R>(&self, work: impl FnOnce(&Elements<'vm>) -> R) -> R {
        // The copy is an array of its own that nobody else sees.
        // SAFETY: the object is read as bytes; the copy is not counted and never released.
        let mut aside = unsafe { std::ptr::read(self.array) };
        self.set_buffer(std::ptr::null_mut(), 0);
        self.set_len(0);
        let result = work(&Elements { vm: self.vm, array: &raw mut aside });
        // SAFETY: what was put into the array meanwhile is dropped.
        unsafe { self.take_apart() };
        self.set_buffer(aside.data, aside.capacity);
        self.set_len(aside.len);
        result
    }
}
