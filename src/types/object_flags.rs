//! What a host says about a type it registers.

use super::{ReferenceKind, TypeFlags, TypeKind};

/// Properties of a registered type, with the numbers that hosts of the reference know. Exactly one of
/// [`REF`](ObjectFlags::REF) and [`VALUE`](ObjectFlags::VALUE) is needed (HOST-020).
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Hash)]
pub struct ObjectFlags(pub u32);

impl ObjectFlags {
    /// Objects are reached by pointer (HOST-021).
    pub const REF: ObjectFlags = ObjectFlags(1);
    /// Objects live where they are declared (HOST-022).
    pub const VALUE: ObjectFlags = ObjectFlags(1 << 1);
    /// Takes part in garbage collection (HOST-024).
    pub const GC: ObjectFlags = ObjectFlags(1 << 2);
    /// Plain bytes (HOST-030).
    pub const POD: ObjectFlags = ObjectFlags(1 << 3);
    /// No handles at all (HOST-026).
    pub const NOHANDLE: ObjectFlags = ObjectFlags(1 << 4);
    /// Destroyed at the end of its scope (HOST-027).
    pub const SCOPED: ObjectFlags = ObjectFlags(1 << 5);
    /// A template (HOST-032). Implied by a name with parameters.
    pub const TEMPLATE: ObjectFlags = ObjectFlags(1 << 6);
    /// Acts as a handle itself (HOST-029).
    pub const ASHANDLE: ObjectFlags = ObjectFlags(1 << 7);
    /// The C++ counterpart is a class.
    pub const APP_CLASS: ObjectFlags = ObjectFlags(1 << 8);
    /// … with a constructor.
    pub const APP_CLASS_CONSTRUCTOR: ObjectFlags = ObjectFlags(1 << 9);
    /// … with a destructor.
    pub const APP_CLASS_DESTRUCTOR: ObjectFlags = ObjectFlags(1 << 10);
    /// … with an assignment operator.
    pub const APP_CLASS_ASSIGNMENT: ObjectFlags = ObjectFlags(1 << 11);
    /// … with a copy constructor.
    pub const APP_CLASS_COPY_CONSTRUCTOR: ObjectFlags = ObjectFlags(1 << 12);
    /// The C++ counterpart is an integer, pointer or enum.
    pub const APP_PRIMITIVE: ObjectFlags = ObjectFlags(1 << 13);
    /// The C++ counterpart is a `float` or `double`.
    pub const APP_FLOAT: ObjectFlags = ObjectFlags(1 << 14);
    /// The C++ counterpart is an array.
    pub const APP_ARRAY: ObjectFlags = ObjectFlags(1 << 15);
    /// All members of the C++ class are integers or pointers.
    pub const APP_CLASS_ALLINTS: ObjectFlags = ObjectFlags(1 << 16);
    /// All members of the C++ class are floats.
    pub const APP_CLASS_ALLFLOATS: ObjectFlags = ObjectFlags(1 << 17);
    /// Handles without counting (HOST-025).
    pub const NOCOUNT: ObjectFlags = ObjectFlags(1 << 18);
    /// Members are aligned to 8 bytes.
    pub const APP_CLASS_ALIGN8: ObjectFlags = ObjectFlags(1 << 19);
    /// The plain name means a handle (HOST-028).
    pub const IMPLICIT_HANDLE: ObjectFlags = ObjectFlags(1 << 20);
    /// The C++ class holds a union.
    pub const APP_CLASS_UNION: ObjectFlags = ObjectFlags(1 << 21);
    /// Objects start with the VM's object header, which counts and collects them (with REF). For types made together
    /// with the VM, as the add-ons' containers are; needs no counting behaviours.
    pub const MANAGED: ObjectFlags = ObjectFlags(1 << 24);
    /// The C++ class has further constructors.
    pub const APP_CLASS_MORE_CONSTRUCTORS: ObjectFlags = ObjectFlags(1 << 31);

    const KNOWN: u32 = 0x003f_ffff | 1 << 24 | 1 << 31;
    const CLASS_DETAILS: u32 = 0b1_1110_0000_0000 | 1 << 16 | 1 << 17 | 1 << 19 | 1 << 21 | 1 << 31;

    /// Whether all bits of `other` are set.
    #[inline]
    pub const fn has(self, other: ObjectFlags) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets together.
    #[inline]
    pub const fn with(self, other: ObjectFlags) -> ObjectFlags {
        ObjectFlags(self.0 | other.0)
    }

    /// What is wrong with this combination for an object of `size` bytes (HOST-020 to HOST-034).
    pub fn check(self, size: u32, is_template: bool) -> Result<(), &'static str> {
        let has = |f| self.has(f);
        let is_ref = has(Self::REF);
        let any = |list: &[ObjectFlags]| list.iter().any(|f| self.has(*f));
        let wrong = if self.0 & !Self::KNOWN != 0 {
            "unknown type flags"
        } else if is_ref == has(Self::VALUE) {
            "a type is either REF or VALUE"
        } else if !is_ref && size == 0 {
            "a value type needs a size"
        } else if has(Self::TEMPLATE) && !is_template {
            "a template needs parameters in its name: 'name<class T>'"
        } else if is_template && has(Self::POD) {
            "a template cannot be POD"
        } else if is_ref && any(&[Self::POD]) {
            "a reference type cannot be POD"
        } else if !is_ref && any(&[Self::NOHANDLE, Self::SCOPED, Self::NOCOUNT, Self::IMPLICIT_HANDLE, Self::MANAGED]) {
            "NOHANDLE, SCOPED, NOCOUNT, IMPLICIT_HANDLE and MANAGED are for reference types"
        } else if has(Self::GC) && any(&[Self::NOHANDLE, Self::SCOPED, Self::NOCOUNT]) {
            "GC cannot be combined with NOHANDLE, SCOPED or NOCOUNT"
        } else if has(Self::NOHANDLE) && any(&[Self::SCOPED, Self::NOCOUNT, Self::IMPLICIT_HANDLE, Self::MANAGED]) {
            "NOHANDLE cannot be combined with SCOPED, NOCOUNT, IMPLICIT_HANDLE or MANAGED"
        } else if has(Self::SCOPED) && any(&[Self::NOCOUNT, Self::IMPLICIT_HANDLE, Self::MANAGED]) {
            "SCOPED cannot be combined with NOCOUNT, IMPLICIT_HANDLE or MANAGED"
        } else if has(Self::NOCOUNT) && has(Self::MANAGED) {
            "NOCOUNT cannot be combined with MANAGED"
        } else if has(Self::ASHANDLE) && has(Self::POD) {
            "ASHANDLE cannot be combined with POD"
        } else if self.0 & Self::CLASS_DETAILS != 0 && !has(Self::APP_CLASS) {
            "details of a class need APP_CLASS"
        } else if any(&[Self::APP_CLASS_ALLINTS, Self::APP_PRIMITIVE])
            && any(&[Self::APP_CLASS_ALLFLOATS, Self::APP_FLOAT])
        {
            "the members cannot be both all integers and all floats"
        } else {
            return Ok(());
        };
        Err(wrong)
    }

    /// The kind of type these flags describe. They must have passed [`ObjectFlags::check`].
    pub fn kind(self) -> TypeKind {
        if !self.has(Self::REF) {
            return TypeKind::Value;
        }
        TypeKind::Reference(if self.has(Self::MANAGED) {
            ReferenceKind::Managed
        } else if self.has(Self::NOHANDLE) {
            ReferenceKind::NoHandle
        } else if self.has(Self::SCOPED) {
            ReferenceKind::Scoped
        } else if self.has(Self::NOCOUNT) {
            ReferenceKind::NoCount
        } else {
            ReferenceKind::Counted
        })
    }

    /// The properties that stay with the type once it is sealed.
    pub fn type_flags(self) -> TypeFlags {
        let mut flags = TypeFlags::default();
        for (bit, flag) in [
            (Self::POD, TypeFlags::POD),
            (Self::ASHANDLE, TypeFlags::AS_HANDLE),
            (Self::IMPLICIT_HANDLE, TypeFlags::IMPLICIT_HANDLE),
            (Self::GC, TypeFlags::GC),
            (Self::APP_CLASS_ALLFLOATS, TypeFlags::ALL_FLOATS),
            (Self::APP_FLOAT, TypeFlags::ALL_FLOATS),
            (Self::APP_CLASS_ALLINTS, TypeFlags::ALL_INTS),
            (Self::APP_PRIMITIVE, TypeFlags::ALL_INTS),
            (Self::APP_CLASS_DESTRUCTOR, TypeFlags::NON_TRIVIAL),
            (Self::APP_CLASS_COPY_CONSTRUCTOR, TypeFlags::NON_TRIVIAL),
            (Self::APP_ARRAY, TypeFlags::NON_TRIVIAL),
        ] {
            if self.has(bit) {
                flags = flags.with(flag);
            }
        }
        flags
    }
}

/// The behaviours that can be registered for a type. The discriminant is the number hosts of the reference know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum BehaviorKind {
    /// Initialises given memory (HOST-055).
    Construct = 0,
    /// Initialises given memory from an initialisation list (HOST-057).
    ListConstruct = 1,
    /// Ends the life of a value (HOST-056).
    Destruct = 2,
    /// Makes an object (HOST-058).
    Factory = 3,
    /// Makes an object from an initialisation list (HOST-057).
    ListFactory = 4,
    /// Adds a reference (HOST-060).
    AddRef = 5,
    /// Drops a reference (HOST-060).
    Release = 6,
    /// Gives the flag that weak references watch (HOST-061).
    WeakRefFlag = 7,
    /// Judges the arguments of a template (HOST-062).
    TemplateCallback = 8,
    /// Collector: get the reference count (HOST-063).
    GetRefCount = 9,
    /// Collector: set the mark.
    SetGcFlag = 10,
    /// Collector: get the mark.
    GetGcFlag = 11,
    /// Collector: report the held references.
    EnumRefs = 12,
    /// Collector: drop the held references.
    ReleaseRefs = 13,
}

impl BehaviorKind {
    /// All of them, in the order of their numbers.
    pub const ALL: [BehaviorKind; 14] = [
        BehaviorKind::Construct,
        BehaviorKind::ListConstruct,
        BehaviorKind::Destruct,
        BehaviorKind::Factory,
        BehaviorKind::ListFactory,
        BehaviorKind::AddRef,
        BehaviorKind::Release,
        BehaviorKind::WeakRefFlag,
        BehaviorKind::TemplateCallback,
        BehaviorKind::GetRefCount,
        BehaviorKind::SetGcFlag,
        BehaviorKind::GetGcFlag,
        BehaviorKind::EnumRefs,
        BehaviorKind::ReleaseRefs,
    ];

    /// The behaviour with this number.
    pub fn from_number(number: u32) -> Option<BehaviorKind> {
        Self::ALL.get(number as usize).copied()
    }

    /// How messages call it, with its article.
    pub fn with_article(self) -> String {
        let name = self.name();
        format!("{} {name}", if name.starts_with(['a', 'e']) { "an" } else { "a" })
    }

    /// How messages call it.
    pub const fn name(self) -> &'static str {
        match self {
            BehaviorKind::Construct => "constructor",
            BehaviorKind::ListConstruct => "list constructor",
            BehaviorKind::Destruct => "destructor",
            BehaviorKind::Factory => "factory",
            BehaviorKind::ListFactory => "list factory",
            BehaviorKind::AddRef => "add-reference behaviour",
            BehaviorKind::Release => "release behaviour",
            BehaviorKind::WeakRefFlag => "weak reference flag",
            BehaviorKind::TemplateCallback => "template callback",
            BehaviorKind::GetRefCount => "get-reference-count behaviour",
            BehaviorKind::SetGcFlag => "set-GC-flag behaviour",
            BehaviorKind::GetGcFlag => "get-GC-flag behaviour",
            BehaviorKind::EnumRefs => "enumerate-references behaviour",
            BehaviorKind::ReleaseRefs => "release-references behaviour",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_that_do_not_go_together_are_refused() {
        let check = |flags: &[ObjectFlags], size| {
            flags.iter().fold(ObjectFlags::default(), |a, b| a.with(*b)).check(size, false).is_ok()
        };
        use ObjectFlags as F;
        assert!(check(&[F::REF], 0));
        assert!(check(&[F::VALUE, F::POD], 4));
        assert!(!check(&[], 4));
        assert!(!check(&[F::REF, F::VALUE], 4));
        assert!(!check(&[F::VALUE], 0));
        assert!(!check(&[F::REF, F::GC, F::NOCOUNT], 0));
        assert!(!check(&[F::REF, F::NOHANDLE, F::SCOPED], 0));
        assert!(!check(&[F::VALUE, F::POD, F::ASHANDLE], 8));
        assert!(!check(&[F::VALUE, F::APP_CLASS_CONSTRUCTOR], 8));
        assert!(!check(&[F::VALUE, F::APP_CLASS, F::APP_CLASS_ALLINTS, F::APP_CLASS_ALLFLOATS], 8));
        assert!(!check(&[F::REF, F::TEMPLATE], 0));
        assert!(!check(&[F::REF, ObjectFlags(1 << 23)], 0));
    }

    #[test]
    fn numbers_of_behaviors_are_those_hosts_know() {
        for (i, kind) in BehaviorKind::ALL.iter().enumerate() {
            assert_eq!(*kind as usize, i);
            assert_eq!(BehaviorKind::from_number(i as u32), Some(*kind));
        }
        assert_eq!(BehaviorKind::from_number(14), None);
    }
}
