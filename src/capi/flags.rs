//! Numbers that describe types: flags and behaviours. Those that the C++ original has are the same there.

/// Objects are reached by pointer; scripts use handles (`Foo@`) or the object.
pub const AS_TYPE_REF: u32 = 1;
/// Objects live where they are declared: in variables, in other objects, in arrays.
pub const AS_TYPE_VALUE: u32 = 1 << 1;
/// Objects may be part of circles of references: the type has the collector behaviours.
pub const AS_TYPE_GC: u32 = 1 << 2;
/// A value type of plain bytes: it is copied as bytes and needs no constructor or destructor.
pub const AS_TYPE_POD: u32 = 1 << 3;
/// A reference type without handles: scripts reach objects through what the host gives them.
pub const AS_TYPE_NOHANDLE: u32 = 1 << 4;
/// A reference type whose objects belong to the variable that holds them, and end with it (release behaviour).
pub const AS_TYPE_SCOPED: u32 = 1 << 5;
/// A template; follows from a name with parameters.
pub const AS_TYPE_TEMPLATE: u32 = 1 << 6;
/// A type that acts as a handle itself.
pub const AS_TYPE_ASHANDLE: u32 = 1 << 7;
/// Passing by value in native calls: the C++ type is a class …
pub const AS_TYPE_APP_CLASS: u32 = 1 << 8;
/// … with a constructor of its own,
pub const AS_TYPE_APP_CLASS_CONSTRUCTOR: u32 = 1 << 9;
/// … with a destructor of its own: it is passed by address, and values are never moved as bytes (they may hold addresses of
/// themselves), but copied and destroyed,
pub const AS_TYPE_APP_CLASS_DESTRUCTOR: u32 = 1 << 10;
/// … with an assignment operator of its own,
pub const AS_TYPE_APP_CLASS_ASSIGNMENT: u32 = 1 << 11;
/// … with a copy constructor of its own: it is passed by address.
pub const AS_TYPE_APP_CLASS_COPY_CONSTRUCTOR: u32 = 1 << 12;
/// The C type is an integer, a pointer or an enum.
pub const AS_TYPE_APP_PRIMITIVE: u32 = 1 << 13;
/// The C type is a `float` or `double`.
pub const AS_TYPE_APP_FLOAT: u32 = 1 << 14;
/// The C type is an array: it is passed by address.
pub const AS_TYPE_APP_ARRAY: u32 = 1 << 15;
/// All members of the structure are integers or pointers. Structures of up to 16 bytes that native functions take or
/// return by value need this flag or the next one, or properties that cover all their bytes but padding: then how they are
/// passed follows from the properties, floats and integers mixed, other value types inside, in whatever order all is
/// registered. Sealing reports by-value uses of which neither tells enough, and properties that contradict a flag. Types
/// with destructor or copy constructor, larger ones, references and generic functions need nothing. Private members are
/// members: what is in the place of padding is taken for padding. Needs `AS_TYPE_APP_CLASS`.
pub const AS_TYPE_APP_CLASS_ALLINTS: u32 = 1 << 16;
/// All members of the structure are floating point numbers of one type; see `AS_TYPE_APP_CLASS_ALLINTS`.
pub const AS_TYPE_APP_CLASS_ALLFLOATS: u32 = 1 << 17;
/// A reference type whose handles are not counted: the host sees to it that objects live long enough.
pub const AS_TYPE_NOCOUNT: u32 = 1 << 18;
/// Objects are aligned to 8 bytes, though no member needs it.
pub const AS_TYPE_APP_CLASS_ALIGN8: u32 = 1 << 19;
/// The plain name of the type means a handle.
pub const AS_TYPE_IMPLICIT_HANDLE: u32 = 1 << 20;
/// The structure holds a union. Properties may lie in the same bytes in any case; bytes in which one of them is an integer
/// are passed as integers.
pub const AS_TYPE_APP_CLASS_UNION: u32 = 1 << 21;
/// … with further constructors.
pub const AS_TYPE_APP_CLASS_MORE_CONSTRUCTORS: u32 = 1 << 31;
/// Objects are aligned to 16 bytes (vector registers).
pub const AS_TYPE_ALIGN16: u32 = 1 << 25;

/// Add-on: `string`, the type of string literals, with `formatInt` and its like.
pub const AS_ADDON_STRING: u32 = 1;
/// Add-on: `array<T>`, also written `T[]`.
pub const AS_ADDON_ARRAY: u32 = 1 << 1;
/// Add-on: mathematical functions.
pub const AS_ADDON_MATH: u32 = 1 << 2;
/// Add-on: `void print(const string &in)`, which writes to the standard output. Needs `AS_ADDON_STRING`.
pub const AS_ADDON_PRINT: u32 = 1 << 3;
/// Add-on: `void assert(bool)`, which raises an exception.
pub const AS_ADDON_ASSERT: u32 = 1 << 4;
/// Add-on: `void throw(const string &in)` and `string getExceptionInfo()`. Needs `AS_ADDON_STRING`.
pub const AS_ADDON_EXCEPTIONS: u32 = 1 << 5;
/// Add-on: `dictionary` and `dictionaryValue`. Needs `AS_ADDON_STRING`.
pub const AS_ADDON_DICTIONARY: u32 = 1 << 6;
/// Add-on: `any`, a container of one value of any type.
pub const AS_ADDON_ANY: u32 = 1 << 7;
/// Add-on: `ref`, a handle to an object of any type.
pub const AS_ADDON_REF: u32 = 1 << 8;
/// Add-on: `weakref<T>` and `const_weakref<T>`.
pub const AS_ADDON_WEAKREF: u32 = 1 << 9;
/// Add-on: `complex`, a complex number.
pub const AS_ADDON_COMPLEX: u32 = 1 << 10;
/// Add-on: `grid<T>`, an array of two dimensions.
pub const AS_ADDON_GRID: u32 = 1 << 11;
/// Add-on: `datetime`.
pub const AS_ADDON_DATETIME: u32 = 1 << 12;
/// Add-on: `yield`, `sleep` and `createCoRoutine`, for scripts that an `as_scheduler` runs. Needs `AS_ADDON_DICTIONARY`. Not
/// among all.
pub const AS_ADDON_COROUTINE: u32 = 1 << 13;
/// Add-on: `socket`, connections by TCP. Needs `AS_ADDON_STRING`. Not among all: scripts of others had better not have it.
pub const AS_ADDON_SOCKET: u32 = 1 << 14;
/// All add-ons of this version of the library that need nothing else of the host.
pub const AS_ADDON_ALL: u32 = (1 << 13) - 1;

/// With add-ons: `length` of strings and arrays is a property instead of a method.
pub const AS_ADDON_WITH_ACCESSORS: u32 = 1 << 29;
/// With add-ons: beside the usual names of methods there are those of C++'s standard library: `size`, `empty`, `push_back`,
/// `pop_back`, `insert`, `erase`, `find`, `rfind`; `clear` of dictionaries.
pub const AS_ADDON_WITH_STL_NAMES: u32 = 1 << 30;
/// With `AS_ADDON_MATH`: the functions calculate in `double` instead of `float`.
pub const AS_ADDON_WITH_DOUBLE_MATH: u32 = 1 << 31;

/// For `as_context_install_files`: scripts may not change anything; the writing functions are missing.
pub const AS_FILES_READ_ONLY: u32 = 1;

/// What a function does for a type.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum as_behavior {
    /// Value types: `void f(…)` initialises the memory it is given.
    AS_BEHAVIOR_CONSTRUCT = 0,
    /// Value types: `void f(const int &in) {pattern}` initialises memory from a list `{…}`.
    ///
    /// A pattern is the types of the elements: `{float, float}`; `repeat T` at the end of a level stands for any number of
    /// them, `repeat_same T` for as many as in the lists beside it, a pattern in a pattern for a list in a list, `?` for a value
    /// of any type: `{repeat {string, ?}}`.
    ///
    /// The function gets the address of a buffer, in which the values lie in this order, with a `uint32_t` count where the
    /// pattern repeats and an eight-byte type word (see `as_type_of_word`) in front of the value of a `?`. What has four bytes
    /// and more begins at the next multiple of four, so that eight-byte values are to be read with `memcpy`. Numbers
    /// and value types are there themselves, objects of reference types and handles as pointers. What is in the buffer is
    /// released after the call: the function copies what it keeps, or adds a reference to it.
    AS_BEHAVIOR_LIST_CONSTRUCT = 1,
    /// Value types: `void f()` ends the life of a value.
    AS_BEHAVIOR_DESTRUCT = 2,
    /// Reference types: `T@ f(…)` makes an object, with one reference.
    AS_BEHAVIOR_FACTORY = 3,
    /// Reference types: `T@ f(const int &in) {pattern}` makes an object from a list `{…}`; see
    /// `AS_BEHAVIOR_LIST_CONSTRUCT`.
    AS_BEHAVIOR_LIST_FACTORY = 4,
    /// `void f()` adds a reference.
    AS_BEHAVIOR_ADD_REF = 5,
    /// `void f()` drops a reference; for `AS_TYPE_SCOPED` it destroys the object.
    AS_BEHAVIOR_RELEASE = 6,
    /// `int &f()` gives the flag that weak references watch.
    AS_BEHAVIOR_WEAK_REF_FLAG = 7,
    /// Templates: `bool f(int &in, bool &out)` judges the arguments of an instance.
    AS_BEHAVIOR_TEMPLATE_CALLBACK = 8,
    /// Collector: `int f()` gives the number of references.
    AS_BEHAVIOR_GET_REF_COUNT = 9,
    /// Collector: `void f()` sets the mark.
    AS_BEHAVIOR_SET_GC_FLAG = 10,
    /// Collector: `bool f()` gives the mark.
    AS_BEHAVIOR_GET_GC_FLAG = 11,
    /// Collector: `void f(int &in)` reports each reference that is held.
    AS_BEHAVIOR_ENUM_REFS = 12,
    /// Collector: `void f(int &in)` drops each reference that is held.
    AS_BEHAVIOR_RELEASE_REFS = 13,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::addons::AddOns;
    use crate::types::{BehaviorKind, ObjectFlags};

    #[test]
    fn numbers_are_those_of_the_registry() {
        assert_eq!(as_behavior::AS_BEHAVIOR_RELEASE_REFS as u32, BehaviorKind::ReleaseRefs as u32);
        assert_eq!(BehaviorKind::ALL.len(), 14);
        assert_eq!(AS_TYPE_APP_CLASS_ALLFLOATS, ObjectFlags::APP_CLASS_ALLFLOATS.0);
        assert_eq!(AS_TYPE_IMPLICIT_HANDLE, ObjectFlags::IMPLICIT_HANDLE.0);
        assert_eq!(AS_TYPE_APP_CLASS_MORE_CONSTRUCTORS, ObjectFlags::APP_CLASS_MORE_CONSTRUCTORS.0);
        assert_eq!(AS_ADDON_ALL, AddOns::ALL.0);
        assert_eq!(AS_ADDON_COROUTINE, AddOns::COROUTINE.0);
        assert_eq!(AS_ADDON_SOCKET, AddOns::SOCKET.0);
        assert_eq!(AS_ADDON_EXCEPTIONS, AddOns::EXCEPTIONS.0);
        assert_eq!(AS_ADDON_WEAKREF, AddOns::WEAKREF.0);
        assert_eq!(AS_TYPE_ASHANDLE, ObjectFlags::ASHANDLE.0);
    }
}
