//! The registration calls of a host.

use super::{PropertyPlace, Registrar, TypeOptions};
use crate::types::{BehaviorKind, Keep, NativeFunction, RegistrationError, StringFactory};

/// Registering an API: the same calls for a reusable [`Module`](crate::module::Module) and directly for a
/// [`Context`](crate::context::Context).
///
/// Declarations are written in the language's own grammar. They may name types that are registered later, in whatever
/// order and module: names are resolved when the context is sealed. A call that fails changes nothing. Types are named
/// as scripts would name them from the current namespace: `Foo`, `Game::Foo`, `array<T>`.
///
/// Nothing here calls the functions whose addresses it is given; they must stay valid as long as scripts can run.
pub trait Register {
    /// What a call can fail with.
    type Error: From<RegistrationError>;

    /// Where registrations go.
    ///
    /// # Errors
    ///
    /// Registering is over.
    fn registrar(&mut self) -> Result<Registrar<'_>, Self::Error>;

    /// Sets the namespace of the following registrations and the one in which their names are looked up first:
    /// `A::B`, or empty for the global one.
    ///
    /// # Errors
    ///
    /// Not a path of names.
    fn set_namespace(&mut self, path: &str) -> Result<(), Self::Error> {
        Ok(self.registrar()?.set_namespace(path)?)
    }

    /// Sets the access mask of the following registrations (HOST-014); gives the one before. All bits are set at first.
    ///
    /// # Errors
    ///
    /// Only when registering is over.
    fn set_access_mask(&mut self, mask: u32) -> Result<u32, Self::Error> {
        Ok(self.registrar()?.set_access_mask(mask))
    }

    /// Starts a named group (HOST-095): what is registered from now on belongs to it.
    ///
    /// # Errors
    ///
    /// A group is open, there is one of this name, or the name is empty.
    fn begin_group(&mut self, name: &str) -> Result<(), Self::Error> {
        Ok(self.registrar()?.begin_group(name)?)
    }

    /// Ends the open group.
    ///
    /// # Errors
    ///
    /// No group is open.
    fn end_group(&mut self) -> Result<(), Self::Error> {
        Ok(self.registrar()?.end_group()?)
    }

    /// Keeps something of the host – user data of functions, say – as long as anybody can use what is registered.
    ///
    /// # Errors
    ///
    /// Only when registering is over.
    fn keep_alive(&mut self, thing: Keep) -> Result<(), Self::Error> {
        self.registrar()?.keep_alive(thing);
        Ok(())
    }

    /// Registers an object type (HOST-020): `Foo`; `array<class T>` for a template; `array<int>` for the specialisation
    /// of a template.
    ///
    /// # Errors
    ///
    /// Flags that do not go together, a name that is taken or is none.
    fn register_type(&mut self, name: &str, options: TypeOptions) -> Result<(), Self::Error> {
        Ok(self.registrar()?.register_type(name, options)?)
    }

    /// Registers a method (HOST-044): `int f(float x = 1) const`.
    ///
    /// # Errors
    ///
    /// A declaration that cannot be read.
    fn register_method(&mut self, ty: &str, declaration: &str, native: NativeFunction) -> Result<(), Self::Error> {
        Ok(self.registrar()?.register_method(ty, declaration, native)?)
    }

    /// Registers a behaviour (HOST-055 to HOST-063); the name in the declaration means nothing.
    ///
    /// # Errors
    ///
    /// A declaration that cannot be read or is not that of such a behaviour.
    fn register_behavior(
        &mut self,
        ty: &str,
        kind: BehaviorKind,
        declaration: &str,
        native: NativeFunction,
    ) -> Result<(), Self::Error> {
        Ok(self.registrar()?.register_behavior(ty, kind, declaration, native)?)
    }

    /// Registers a property (HOST-040): `const T name`; `T &name` where the object holds a pointer. `place` is its
    /// offset in bytes, or a [`PropertyPlace`].
    ///
    /// # Errors
    ///
    /// A declaration that cannot be read, an offset that does not fit 16 bits.
    fn register_property(
        &mut self,
        ty: &str,
        declaration: &str,
        place: impl Into<PropertyPlace>,
    ) -> Result<(), Self::Error> {
        Ok(self.registrar()?.register_property(ty, declaration, place.into())?)
    }

    /// Registers a global function (HOST-080): `void A::f(int x)` goes to namespace A.
    ///
    /// # Errors
    ///
    /// A declaration that cannot be read, a name that stands for something else.
    fn register_function(&mut self, declaration: &str, native: NativeFunction) -> Result<(), Self::Error> {
        Ok(self.registrar()?.register_function(declaration, native)?)
    }

    /// Registers a global property (HOST-082): `const T name`. `address` is that of the value, which must stay valid as
    /// long as scripts can run; [`UNKNOWN_ADDRESS`](crate::types::UNKNOWN_ADDRESS) for zeroed memory of the registry's own.
    ///
    /// # Errors
    ///
    /// A declaration that cannot be read, a name that is taken, a null address.
    fn register_global(&mut self, declaration: &str, address: usize) -> Result<(), Self::Error> {
        Ok(self.registrar()?.register_global(declaration, address)?)
    }

    /// Registers an enum (HOST-085).
    ///
    /// # Errors
    ///
    /// A name that is taken or is none.
    fn register_enum(&mut self, name: &str) -> Result<(), Self::Error> {
        Ok(self.registrar()?.register_enum(name)?)
    }

    /// Registers a value of an enum.
    ///
    /// # Errors
    ///
    /// No name, or one that the enum has already.
    fn register_enum_value(&mut self, ty: &str, name: &str, value: i32) -> Result<(), Self::Error> {
        Ok(self.registrar()?.register_enum_value(ty, name, value)?)
    }

    /// Registers an interface that script classes may implement (HOST-088).
    ///
    /// # Errors
    ///
    /// A name that is taken or is none.
    fn register_interface(&mut self, name: &str) -> Result<(), Self::Error> {
        Ok(self.registrar()?.register_interface(name)?)
    }

    /// Registers a method of an interface.
    ///
    /// # Errors
    ///
    /// A declaration that cannot be read.
    fn register_interface_method(&mut self, interface: &str, declaration: &str) -> Result<(), Self::Error> {
        Ok(self.registrar()?.register_interface_method(interface, declaration)?)
    }

    /// Registers a function type (HOST-087): `bool Filter(int)`, or `bool Foo::Filter(int)` for one that belongs to a
    /// type.
    ///
    /// # Errors
    ///
    /// A declaration that cannot be read, a name that is taken.
    fn register_funcdef(&mut self, declaration: &str) -> Result<(), Self::Error> {
        Ok(self.registrar()?.register_funcdef(declaration)?)
    }

    /// Registers another name of a primitive type (HOST-086).
    ///
    /// # Errors
    ///
    /// A type that is not primitive, a name that is taken or is none.
    fn register_typedef(&mut self, name: &str, ty: &str) -> Result<(), Self::Error> {
        Ok(self.registrar()?.register_typedef(name, ty)?)
    }

    /// Sets the type of string literals and the functions that make them (HOST-089).
    ///
    /// # Errors
    ///
    /// There is one already.
    fn set_string_factory(&mut self, ty: &str, factory: StringFactory) -> Result<(), Self::Error> {
        Ok(self.registrar()?.set_string_factory(ty, factory)?)
    }

    /// Sets the template that `T[]` means (HOST-090).
    ///
    /// # Errors
    ///
    /// Not the name of a type.
    fn set_default_array(&mut self, ty: &str) -> Result<(), Self::Error> {
        Ok(self.registrar()?.set_default_array(ty)?)
    }
}
