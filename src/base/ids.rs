//! Typed ids: dense `u32` numbers that index slices.
//!
//! Ids of the script tier continue after those of the FFI tier, so one comparison tells the tier an id belongs to.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of nothing.
            pub const NONE: $name = $name(u32::MAX);

            /// The id for index `i`.
            #[inline]
            pub const fn new(i: usize) -> $name {
                $name(i as u32)
            }

            /// The index.
            #[inline]
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// Whether this is the id of nothing.
            #[inline]
            pub const fn is_none(self) -> bool {
                self.0 == u32::MAX
            }

            /// Whether this is the id of something.
            #[inline]
            pub const fn is_some(self) -> bool {
                self.0 != u32::MAX
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                if self.is_none() {
                    write!(f, concat!(stringify!($name), "(-)"))
                } else {
                    write!(f, concat!(stringify!($name), "({})"), self.0)
                }
            }
        }
    };
}

id! {
    /// A type: primitive, registered, scripted or a template instance.
    TypeId
}
id! {
    /// A function, method, constructor, factory or accessor.
    FunctionId
}
id! {
    /// A global variable of a script or a global property of the host.
    GlobalId
}
id! {
    /// A namespace by its full path; 0 is the global one.
    NamespaceId
}

impl NamespaceId {
    /// The global namespace.
    pub const GLOBAL: NamespaceId = NamespaceId(0);
}
