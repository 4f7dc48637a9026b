//! `grid<T>`: a table of values with two indices.

use std::ffi::c_void;

use crate::bytecode::Trap;
use crate::ffi::{Register, TypeOptions};
use crate::module::Module;
use crate::types::{BehaviorKind, ObjectFlags, RegistrationError};
use crate::vm::object::{self, ObjHeader};
use crate::vm::{ArrayObject, ManagedOps, Raised, RuntimeType, ValueType, Vm, value_ops};

use super::array::{Elements, validate};
use super::variant::ListReader;

/// The object: an array of the cells, row after row.
#[repr(C)]
struct Grid {
    cells: ArrayObject,
    width: u32,
    height: u32,
}

static OPS: ManagedOps = ManagedOps {
    destroy: clear,
    enumerate: super::array::enumerate,
    clear,
    construct: Some(construct),
    copy: Some(copy),
    assign: Some(assign_object),
};

unsafe fn clear(vm: &Vm, object: *mut ObjHeader) {
    // SAFETY: the object is a grid, which is empty afterwards.
    unsafe {
        let grid = object.cast::<Grid>();
        ((*grid).width, (*grid).height) = (0, 0);
        Elements::of(vm, grid.cast()).take_apart();
    }
}

unsafe fn construct(vm: &Vm, ty: &'static RuntimeType) -> Result<*mut ObjHeader, Raised> {
    let memory = vm.heap().alloc(size_of::<Grid>()).cast::<Grid>();
    if memory.is_null() {
        return Err(vm.raise_out_of_memory());
    }
    // SAFETY: the block has room for a grid.
    unsafe { memory.write(Grid { cells: super::array::blank(ty), width: 0, height: 0 }) };
    Ok(memory.cast())
}

unsafe fn copy(vm: &Vm, from: *mut ObjHeader) -> Result<*mut ObjHeader, Raised> {
    // SAFETY: the object is a grid.
    unsafe {
        let new = construct(vm, ObjHeader::ty(from))?;
        match assign_object(vm, new, from) {
            Ok(()) => Ok(new),
            Err(raised) => {
                object::release(vm, new);
                Err(raised)
            }
        }
    }
}

unsafe fn assign_object(vm: &Vm, to: *mut ObjHeader, from: *mut ObjHeader) -> Result<(), Raised> {
    if std::ptr::eq(to, from) {
        return Ok(());
    }
    // SAFETY: both are grids of one type. While cells are copied the grid has no size, so that nobody reads beyond.
    unsafe {
        let (to, from) = (to.cast::<Grid>(), from.cast::<Grid>());
        let size = ((*from).width, (*from).height);
        ((*to).width, (*to).height) = (0, 0);
        Elements::of(vm, to.cast()).assign_from(from.cast())?;
        if (*to).cells.len as u64 == size.0 as u64 * size.1 as u64 {
            ((*to).width, (*to).height) = size;
        }
        Ok(())
    }
}

/// The number of cells, if it is one that an array can have.
fn cells(vm: &Vm, width: u32, height: u32) -> Result<u32, Raised> {
    width.checked_mul(height).ok_or_else(|| vm.raise("Too large grid size"))
}

/// Whether a type is an instance of this add-on's `grid`. Its objects start as arrays of their cells, row after row.
pub fn is_grid(ty: &RuntimeType) -> bool {
    ty.managed.is_some_and(|ops| std::ptr::eq(ops, &OPS))
}

/// Width and height of a grid.
///
/// # Safety
///
/// `object` is a live object of a type that [`is_grid`].
pub unsafe fn size(object: *const ObjHeader) -> (u32, u32) {
    // SAFETY: promised by the caller.
    let grid = unsafe { &*object.cast::<Grid>() };
    (grid.width, grid.height)
}

/// Says how the cells that were put into a grid's array lie. `false`: there are not that many.
///
/// # Safety
///
/// `object` is a live object of a type that [`is_grid`].
pub unsafe fn set_size(object: *mut ObjHeader, width: u32, height: u32) -> bool {
    // SAFETY: promised by the caller.
    let grid = unsafe { &mut *object.cast::<Grid>() };
    let fits = u64::from(width) * u64::from(height) == u64::from(grid.cells.len);
    if fits {
        (grid.width, grid.height) = (width, height);
    }
    fits
}

fn make(vm: *mut c_void, ty: ValueType, fill: impl FnOnce(&Vm, *mut Grid) -> Result<(), Raised>) -> *mut Grid {
    // SAFETY: the VM passes itself and the type of an instance.
    unsafe {
        let vm = Vm::from_raw(vm);
        let Ok(object) = construct(vm, ty.ty()) else { return std::ptr::null_mut() };
        if fill(vm, object.cast()).is_err() {
            object::release(vm, object);
            return std::ptr::null_mut();
        }
        object.cast()
    }
}

unsafe extern "C" fn factory(vm: *mut c_void, ty: ValueType) -> *mut Grid {
    make(vm, ty, |_, _| Ok(()))
}

unsafe extern "C" fn factory_size(vm: *mut c_void, ty: ValueType, width: u32, height: u32) -> *mut Grid {
    // SAFETY: the grid was just made.
    make(vm, ty, |vm, grid| unsafe {
        Elements::of(vm, grid.cast()).resize(cells(vm, width, height)?)?;
        ((*grid).width, (*grid).height) = (width, height);
        Ok(())
    })
}

unsafe extern "C" fn factory_value(
    vm: *mut c_void,
    ty: ValueType,
    width: u32,
    height: u32,
    value: *const u8,
) -> *mut Grid {
    // SAFETY: the grid was just made; the value is a valid cell by reference.
    make(vm, ty, |vm, grid| unsafe {
        let e = Elements::of(vm, grid.cast());
        let count = cells(vm, width, height)?;
        e.reserve(count)?;
        (0..count as usize).try_for_each(|i| e.insert(i, value))?;
        ((*grid).width, (*grid).height) = (width, height);
        Ok(())
    })
}

/// The buffer holds the number of rows, and each row as a count with its values.
unsafe extern "C" fn factory_list(vm: *mut c_void, ty: ValueType, list: *const u8) -> *mut Grid {
    // SAFETY: the buffer is laid out by the pattern; values are moved to where they are aligned.
    make(vm, ty, |vm, grid| unsafe {
        let e = Elements::of(vm, grid.cast());
        let mut reader = ListReader::new(list);
        let height = reader.count();
        let mut width = 0;
        let element = e.element();
        let mut room = Vec::new();
        for row in 0..height {
            let count = reader.count();
            if row > 0 && count != width {
                return Err(vm.raise(if count < width { "Too few values" } else { "Too many values" }));
            }
            width = count;
            for _ in 0..count {
                e.insert(e.len() as usize, reader.reference(element, &mut room))?;
            }
        }
        ((*grid).width, (*grid).height) = (width, height);
        Ok(())
    })
}

unsafe extern "C" fn index(vm: *mut c_void, this: *mut Grid, x: u32, y: u32) -> *mut u8 {
    // SAFETY: the grid is alive; the cell is in range.
    unsafe {
        let vm = Vm::from_raw(vm);
        if x >= (*this).width || y >= (*this).height {
            vm.raise_trap(Trap::IndexOutOfBounds);
            return std::ptr::null_mut();
        }
        let e = Elements::of(vm, this.cast());
        value_ops::by_reference(e.element(), e.at(y as usize * (*this).width as usize + x as usize))
    }
}

extern "C" fn width(this: &Grid) -> u32 {
    this.width
}

extern "C" fn height(this: &Grid) -> u32 {
    this.height
}

/// Keeps the part that both sizes have.
unsafe extern "C" fn resize(vm: *mut c_void, this: *mut Grid, width: u32, height: u32) {
    // SAFETY: the grid is alive. The new cells are made in a grid of their own, whose content takes the place of the old.
    unsafe {
        let vm = Vm::from_raw(vm);
        let ty = ValueType::of(ObjHeader::ty(this.cast()));
        let new = factory_size(vm.as_raw(), ty, width, height);
        if new.is_null() {
            return;
        }
        let (old_cells, new_cells) = (Elements::of(vm, this.cast()), Elements::of(vm, new.cast()));
        let element = old_cells.element();
        let both = (width.min((*this).width), height.min((*this).height));
        'copy: for y in 0..both.1 as usize {
            for x in 0..both.0 as usize {
                let from = y * (*this).width as usize + x;
                // Assigning may run code that changes this grid.
                if from >= old_cells.len() as usize
                    || value_ops::assign(vm, element, new_cells.at(y * width as usize + x), old_cells.at(from)).is_err()
                {
                    break 'copy;
                }
            }
        }
        if vm.check().is_ok() {
            std::mem::swap(&mut (*this).cells.data, &mut (*new).cells.data);
            std::mem::swap(&mut (*this).cells.len, &mut (*new).cells.len);
            std::mem::swap(&mut (*this).cells.capacity, &mut (*new).cells.capacity);
            ((*this).width, (*this).height) = (width, height);
        }
        object::release(vm, new.cast());
    }
}

unsafe extern "C" fn assign(vm: *mut c_void, this: *mut Grid, other: *mut Grid) -> *mut Grid {
    // SAFETY: both are live grids of one type.
    let _ = unsafe { assign_object(Vm::from_raw(vm), this.cast(), other.cast()) };
    this
}

pub(super) fn install(to: &mut Module) -> Result<(), RegistrationError> {
    let ops = &raw const OPS as usize;
    let options = TypeOptions::managed(size_of::<Grid>() as u32, ops)
        .with(ObjectFlags::GC)
        .with(ObjectFlags::TEMPLATE)
        .validated(validate);
    to.register_type("grid<class T>", options)?;
    for (declaration, function) in [
        ("grid<T>@ f(int &in)", native!(vm factory)),
        ("grid<T>@ f(int &in, uint width, uint height)", native!(vm factory_size)),
        ("grid<T>@ f(int &in, uint width, uint height, const T &in value)", native!(vm factory_value)),
    ] {
        to.register_behavior("grid<T>", BehaviorKind::Factory, declaration, function)?;
    }
    let pattern = "grid<T>@ f(int &in, int &in) {repeat {repeat_same T}}";
    to.register_behavior("grid<T>", BehaviorKind::ListFactory, pattern, native!(vm factory_list))?;
    for (declaration, function) in [
        ("T &opIndex(uint x, uint y)", native!(vm index)),
        ("const T &opIndex(uint x, uint y) const", native!(vm index)),
        ("grid<T> &opAssign(const grid<T> &in)", native!(vm assign)),
        ("uint width() const", native!(width)),
        ("uint height() const", native!(height)),
        ("void resize(uint width, uint height)", native!(vm resize)),
    ] {
        to.register_method("grid<T>", declaration, function)?;
    }
    Ok(())
}
