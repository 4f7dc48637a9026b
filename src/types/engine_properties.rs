//! Switches of the language and of its execution (ENGP rules).

/// A property value that the property's type can hold.
trait Value: Sized + Copy {
    fn parse(value: u64, min: u64, max: u64) -> Option<Self>;
    fn number(self) -> u64;
}

impl Value for bool {
    fn parse(value: u64, _: u64, _: u64) -> Option<bool> {
        Some(value != 0)
    }
    fn number(self) -> u64 {
        u64::from(self)
    }
}

impl Value for u8 {
    fn parse(value: u64, min: u64, max: u64) -> Option<u8> {
        if value < min || value > max { None } else { Some(value as u8) }
    }
    fn number(self) -> u64 {
        u64::from(self)
    }
}

impl Value for u64 {
    fn parse(value: u64, _: u64, _: u64) -> Option<u64> {
        Some(value)
    }
    fn number(self) -> u64 {
        self
    }
}

/// A property number that does not exist, or a value the property cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid argument: engine property {property} = {value}")]
pub struct InvalidProperty {
    /// The number.
    pub property: u32,
    /// The value.
    pub value: u64,
}

macro_rules! properties {
    ($($(#[$doc:meta])* $number:literal $field:ident: $ty:ty = $default:literal, $min:literal..=$max:literal;)*) => {
        /// All engine properties, with their defaults. They are set before scripts are built; a change affects later
        /// builds and executions only.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct EngineProperties {
            $($(#[$doc])* pub $field: $ty,)*
        }

        impl Default for EngineProperties {
            fn default() -> Self {
                EngineProperties { $($field: $default,)* }
            }
        }

        impl EngineProperties {
            /// The value of a property by its number; 0 for unknown numbers. Switches are 0 or 1.
            pub fn get(&self, property: u32) -> u64 {
                match property {
                    $($number => self.$field.number(),)*
                    _ => 0,
                }
            }

            /// Sets a property by its number. For switches any value but 0 is on.
            ///
            /// # Errors
            ///
            /// An unknown number, or a value outside the list of an enumerated property; nothing is changed then.
            pub fn set(&mut self, property: u32, value: u64) -> Result<(), InvalidProperty> {
                let wrong = InvalidProperty { property, value };
                // The call mode is the one enumerated property that takes every value (ENGP-00).
                let value = if property == 28 { value.min(1) } else { value };
                match property {
                    $($number => self.$field = Value::parse(value, $min, $max).ok_or(wrong)?,)*
                    _ => return Err(wrong),
                }
                Ok(())
            }

            /// The number of the first extension of the language, which the original does not have; all that follow are
            /// extensions, too, and off by default.
            pub const FIRST_EXTENSION: u32 = 110;

            /// Numbers of all properties, ascending.
            pub const NUMBERS: &[u32] = &[$($number),*];

            /// The number of a property by its name, as in `property_accessor_mode`.
            pub fn number_of(name: &str) -> Option<u32> {
                match name {
                    $(stringify!($field) => Some($number),)*
                    _ => None,
                }
            }
        }
    };
}

properties! {
    /// ENGP-01: `&` and `&inout` refer to the caller's variable for every type.
    1 allow_unsafe_references: bool = false, 0..=1;
    /// ENGP-02: the code is optimised.
    2 optimize_bytecode: bool = true, 0..=1;
    /// ENGP-03: added sources are copied. (Always done.)
    3 copy_script_sections: bool = true, 0..=1;
    /// ENGP-04: most bytes of data stack; 0 is no limit.
    4 max_stack_size: u64 = 0, 0..=0;
    /// ENGP-05: `'a'` is a number.
    5 use_character_literals: bool = false, 0..=1;
    /// ENGP-06: string literals may contain line feeds.
    6 allow_multiline_strings: bool = false, 0..=1;
    /// ENGP-07: implicit handle types.
    7 allow_implicit_handle_types: bool = false, 0..=1;
    /// ENGP-08: fewer line marks.
    8 build_without_line_cues: bool = false, 0..=1;
    /// ENGP-09: globals are initialised by the build.
    9 init_global_vars_after_build: bool = true, 0..=1;
    /// ENGP-10: enum values must be written `Enum::Value`.
    10 require_enum_scope: bool = false, 0..=1;
    /// ENGP-11: 1: sources are UTF-8, 0: bytes.
    11 script_scanner: u8 = 1, 0..=1;
    /// ENGP-12: entry points for a JIT compiler.
    12 include_jit_instructions: bool = false, 0..=1;
    /// ENGP-13: 0: string constants are bytes, 1: UTF-16.
    13 string_encoding: u8 = 0, 0..=1;
    /// ENGP-14: which functions are property accessors (PROP-02).
    14 property_accessor_mode: u8 = 3, 0..=3;
    /// ENGP-15: messages show `array<T>` rather than `T[]`.
    15 expand_def_array_to_tmpl: bool = false, 0..=1;
    /// ENGP-16: collection work is done along with running.
    16 auto_garbage_collect: bool = true, 0..=1;
    /// ENGP-17: scripts have no global variables.
    17 disallow_global_vars: bool = false, 0..=1;
    /// ENGP-18: when a default constructor is generated.
    18 always_impl_default_construct: u8 = 0, 0..=2;
    /// ENGP-19: 0: no warnings, 1: warnings, 2: warnings are errors.
    19 compiler_warnings: u8 = 1, 0..=2;
    /// ENGP-20: no `=` on objects of reference types.
    20 disallow_value_assign_for_ref_type: bool = false, 0..=1;
    /// ENGP-21: `name = value` as a named argument.
    21 alter_syntax_named_args: u8 = 0, 0..=2;
    /// ENGP-22: `/` on integers gives a double.
    22 disable_integer_division: bool = false, 0..=1;
    /// ENGP-23: no omitted elements in initialisation lists.
    23 disallow_empty_list_elements: bool = false, 0..=1;
    /// ENGP-24: inherited private properties give a warning only.
    24 private_prop_as_protected: bool = false, 0..=1;
    /// ENGP-25: bytes of 128 and above are identifier characters.
    25 allow_unicode_identifiers: bool = false, 0..=1;
    /// ENGP-26: how heredoc strings are trimmed.
    26 heredoc_trim_mode: u8 = 1, 0..=2;
    /// ENGP-27: how deep executions may nest.
    27 max_nested_calls: u64 = 100, 0..=0;
    /// ENGP-28: who counts handles in generic calls.
    28 generic_call_mode: u8 = 1, 0..=1;
    /// ENGP-29: bytes of the first stack block.
    29 init_stack_size: u64 = 4096, 0..=0;
    /// ENGP-30: calls there is room for at first.
    30 init_call_stack_size: u64 = 10, 0..=0;
    /// ENGP-31: most nested calls; 0 is no limit.
    31 max_call_stack_size: u64 = 0, 0..=0;
    /// ENGP-32: a shared interface may be declared again.
    32 ignore_duplicate_shared_intf: bool = false, 0..=1;
    /// ENGP-33: no debug files. (None are ever written.)
    33 no_debug_output: bool = false, 0..=1;
    /// ENGP-34: script classes are not collected.
    34 disable_script_class_gc: bool = false, 0..=1;
    /// ENGP-35: interface of the JIT compiler.
    35 jit_interface_version: u8 = 1, 1..=2;
    /// ENGP-36: when `opAssign` is generated.
    36 always_impl_default_copy: u8 = 0, 0..=2;
    /// ENGP-37: when a copy constructor is generated.
    37 always_impl_default_copy_construct: u8 = 0, 0..=2;
    /// ENGP-38: order of member initialisation.
    38 member_init_mode: u8 = 1, 0..=1;
    /// ENGP-39: what converts to `bool` in conditions.
    39 bool_conversion_mode: u8 = 0, 0..=1;
    /// ENGP-40: `foreach` exists.
    40 foreach_support: u8 = 1, 0..=1;
    /// Extension: enums may choose their type: `enum E : uint8 { … }`.
    110 enum_base_types: bool = false, 0..=1;
    /// Extension: numbers may be written with separators: `1'000'000`.
    111 digit_separators: bool = false, 0..=1;
    /// Extension: `a = b` sets the handle `a` where its type has no value assignment.
    112 implicit_handle_assignment: bool = false, 0..=1;
    /// Extension: `++` and `--` on properties, and compound assignment on indexed ones.
    113 property_updates: bool = false, 0..=1;
    /// Extension: constructors that call others of their class: `this(…);`.
    114 constructor_delegation: bool = false, 0..=1;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_outside_a_list_change_nothing() {
        let mut p = EngineProperties::default();
        assert!(p.set(14, 4).is_err());
        assert!(p.set(35, 0).is_err());
        assert_eq!(p.set(99, 1), Err(InvalidProperty { property: 99, value: 1 }));
        assert_eq!(p, EngineProperties::default());
        assert_eq!(p.get(99), 0);
    }

    #[test]
    fn switches_and_the_call_mode_take_any_value() {
        let mut p = EngineProperties::default();
        p.set(1, 77).unwrap();
        assert_eq!((p.get(1), p.allow_unsafe_references), (1, true));
        p.set(28, 9).unwrap();
        assert_eq!(p.get(28), 1);
        p.set(4, 1 << 40).unwrap();
        assert_eq!(p.max_stack_size, 1 << 40);
        assert_eq!(EngineProperties::NUMBERS.iter().filter(|n| **n < 100).count(), 40);
        assert_eq!(EngineProperties::number_of("digit_separators"), Some(111));
        assert_eq!(EngineProperties::number_of("no_such_property"), None);
    }
}
