//! What the containers of the add-ons hold, for people.

use crate::addons::dictionary::host::{HostDictionary, is_dictionary};
use crate::addons::dictionary::is_dictionary_value;
use crate::addons::variant::Variant;
use crate::addons::{any, datetime, grid, reference, weakref};
use crate::vm::object::ObjHeader;
use crate::vm::{ArrayObject, RuntimeKind, RuntimeType, ValueType};

use super::paths::Found;

/// What a container is to whoever looks at it.
pub(super) enum Container {
    /// Keys and values.
    Dictionary(HostDictionary),
    /// One value, or none.
    Holder(Option<Found>),
    /// A handle to an object, which lies nowhere as such: the object and its type; null for none.
    Handle(*mut u8, ValueType),
    /// Rows of cells.
    Grid {
        /// The cells, row after row.
        cells: *const ArrayObject,
        /// Cells of a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// A text says it all.
    Text(String),
}

/// What an object or value is, if it is a container of an add-on.
///
/// # Safety
///
/// A live object or value of the type is at the address.
pub(super) unsafe fn container(object: *mut u8, ty: &RuntimeType) -> Option<Container> {
    let held = |v: *mut Variant| {
        // SAFETY: the variant is alive.
        let (ty, address) = unsafe { ((*v).ty(), (*v).address()) };
        Container::Holder((!ty.is_none()).then_some(Found { ty, address }))
    };
    // SAFETY: promised by the caller.
    unsafe {
        if ty.kind == RuntimeKind::Value {
            return if is_dictionary_value(ty) {
                Some(held(object.cast()))
            } else if reference::is_ref(ty) {
                let (target, ty) = reference::get(object);
                Some(Container::Handle(target, ty))
            } else if weakref::is_weakref(ty) {
                let (target, ty) = weakref::target(object);
                Some(Container::Handle(target, ty))
            } else if datetime::is_datetime(ty) {
                Some(Container::Text(datetime::text(object)))
            } else {
                None
            };
        }
        ty.managed?;
        let header = object.cast::<ObjHeader>();
        if is_dictionary(ty) {
            return Some(Container::Dictionary(HostDictionary::new(header)));
        }
        if grid::is_grid(ty) {
            let (width, height) = grid::size(header);
            return Some(Container::Grid { cells: object.cast(), width, height });
        }
        any::value_of(header).map(held)
    }
}

impl Container {
    /// The value of a key.
    pub fn value_of_key(&self, key: &[u8]) -> Option<Found> {
        let Container::Dictionary(dictionary) = self else { return None };
        let value = dictionary.find(key)?;
        // SAFETY: values of a dictionary are alive.
        unsafe { Some(Found { ty: (*value).ty(), address: (*value).address() }) }
    }

    /// A cell of a grid.
    pub fn cell(&self, x: u32, y: u32) -> Option<Found> {
        let Container::Grid { cells, width, height } = *self else { return None };
        if x >= width || y >= height {
            return None;
        }
        let at = y as usize * width as usize + x as usize;
        // SAFETY: a grid has as many cells as its size says; they lie side by side.
        unsafe { Some(Found { ty: (*cells).element, address: (*cells).data.add(at * (*cells).stride as usize) }) }
    }
}
