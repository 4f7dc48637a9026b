//! Options of a context, by number. Those below 100 are the engine properties of the C++ original.

/// An option of a context. Values are 0 or 1 (off or on) where nothing else is said.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum as_option {
    /// `&` and `&inout` refer to the caller's variable for every type. Default: off.
    AS_OPTION_ALLOW_UNSAFE_REFERENCES = 1,
    /// The code is optimised. Default: on.
    AS_OPTION_OPTIMIZE_BYTECODE = 2,
    /// Added sources are copied. Default: on.
    AS_OPTION_COPY_SCRIPT_SECTIONS = 3,
    /// Most bytes of data stack; 0 is no limit. Default: 0.
    AS_OPTION_MAX_STACK_SIZE = 4,
    /// `'a'` is a number. Default: off.
    AS_OPTION_USE_CHARACTER_LITERALS = 5,
    /// String literals may contain line feeds. Default: off.
    AS_OPTION_ALLOW_MULTILINE_STRINGS = 6,
    /// Implicit handle types. Default: off.
    AS_OPTION_ALLOW_IMPLICIT_HANDLE_TYPES = 7,
    /// Fewer line marks. Default: off.
    AS_OPTION_BUILD_WITHOUT_LINE_CUES = 8,
    /// Globals are initialised by the build. Default: on.
    AS_OPTION_INIT_GLOBAL_VARS_AFTER_BUILD = 9,
    /// Enum values must be written `Enum::Value`. Default: off.
    AS_OPTION_REQUIRE_ENUM_SCOPE = 10,
    /// 1: sources are UTF-8, 0: bytes. 0 to 1. Default: 1.
    AS_OPTION_SCRIPT_SCANNER = 11,
    /// Entry points for a JIT compiler. Default: off.
    AS_OPTION_INCLUDE_JIT_INSTRUCTIONS = 12,
    /// 0: string constants are bytes, 1: UTF-16. 0 to 1. Default: 0.
    AS_OPTION_STRING_ENCODING = 13,
    /// Which functions are property accessors. 0 to 3. Default: 3.
    AS_OPTION_PROPERTY_ACCESSOR_MODE = 14,
    /// Messages show `array<T>` rather than `T[]`. Default: off.
    AS_OPTION_EXPAND_DEF_ARRAY_TO_TMPL = 15,
    /// Collection work is done along with running. Default: on.
    AS_OPTION_AUTO_GARBAGE_COLLECT = 16,
    /// Scripts have no global variables. Default: off.
    AS_OPTION_DISALLOW_GLOBAL_VARS = 17,
    /// When a default constructor is generated. 0 to 2. Default: 0.
    AS_OPTION_ALWAYS_IMPL_DEFAULT_CONSTRUCT = 18,
    /// 0: no warnings, 1: warnings, 2: warnings are errors. 0 to 2. Default: 1.
    AS_OPTION_COMPILER_WARNINGS = 19,
    /// No `=` on objects of reference types. Default: off.
    AS_OPTION_DISALLOW_VALUE_ASSIGN_FOR_REF_TYPE = 20,
    /// `name = value` as a named argument. 0 to 2. Default: 0.
    AS_OPTION_ALTER_SYNTAX_NAMED_ARGS = 21,
    /// `/` on integers gives a double. Default: off.
    AS_OPTION_DISABLE_INTEGER_DIVISION = 22,
    /// No omitted elements in initialisation lists. Default: off.
    AS_OPTION_DISALLOW_EMPTY_LIST_ELEMENTS = 23,
    /// Inherited private properties give a warning only. Default: off.
    AS_OPTION_PRIVATE_PROP_AS_PROTECTED = 24,
    /// Bytes of 128 and above are identifier characters. Default: off.
    AS_OPTION_ALLOW_UNICODE_IDENTIFIERS = 25,
    /// How heredoc strings are trimmed. 0 to 2. Default: 1.
    AS_OPTION_HEREDOC_TRIM_MODE = 26,
    /// How deep executions may nest. Default: 100.
    AS_OPTION_MAX_NESTED_CALLS = 27,
    /// Who counts the handles of functions of the generic convention. 1: as they are declared, as for all others. 0, the old
    /// way: handles by value stay the caller's, and what a function returns has a reference of its own, `@+` or not.
    /// Default: 1.
    AS_OPTION_GENERIC_CALL_MODE = 28,
    /// Bytes of the first stack block. Default: 4096.
    AS_OPTION_INIT_STACK_SIZE = 29,
    /// Calls there is room for at first. Default: 10.
    AS_OPTION_INIT_CALL_STACK_SIZE = 30,
    /// Most nested calls; 0 is no limit. Default: 0.
    AS_OPTION_MAX_CALL_STACK_SIZE = 31,
    /// A shared interface may be declared again. Default: off.
    AS_OPTION_IGNORE_DUPLICATE_SHARED_INTF = 32,
    /// No debug files. Default: off.
    AS_OPTION_NO_DEBUG_OUTPUT = 33,
    /// Script classes are not collected. Default: off.
    AS_OPTION_DISABLE_SCRIPT_CLASS_GC = 34,
    /// Interface of the JIT compiler. 1 to 2. Default: 1.
    AS_OPTION_JIT_INTERFACE_VERSION = 35,
    /// When `opAssign` is generated. 0 to 2. Default: 0.
    AS_OPTION_ALWAYS_IMPL_DEFAULT_COPY = 36,
    /// When a copy constructor is generated. 0 to 2. Default: 0.
    AS_OPTION_ALWAYS_IMPL_DEFAULT_COPY_CONSTRUCT = 37,
    /// Order of member initialisation. 0 to 1. Default: 1.
    AS_OPTION_MEMBER_INIT_MODE = 38,
    /// What converts to `bool` in conditions. 0 to 1. Default: 0.
    AS_OPTION_BOOL_CONVERSION_MODE = 39,
    /// `foreach` exists. 0 to 1. Default: 1.
    AS_OPTION_FOREACH_SUPPORT = 40,
    /// What a script declaration does that has the name of a registered one: 0 hides it with a warning, 1 is an error (as
    /// in the C++ original), 2 hides it silently. Default: 0.
    AS_OPTION_SHADOWING = 100,
    /// How many threads may work on one large unit (some thousands of lines): 0 for as many as the machine has, up to eight;
    /// 1 for the calling thread alone; at most 64. What is built does not depend on it. Default: 0.
    AS_OPTION_BUILD_THREADS = 101,
    /// Extension of the language: enums may choose their type: `enum E : uint8 { … }`. Default: off.
    AS_OPTION_ENUM_BASE_TYPES = 110,
    /// Extension of the language: numbers may be written with separators: `1'000'000`. Default: off.
    AS_OPTION_DIGIT_SEPARATORS = 111,
    /// Extension of the language: `a = b` sets the handle `a` where its type has no value assignment. Default: off.
    AS_OPTION_IMPLICIT_HANDLE_ASSIGNMENT = 112,
    /// Extension of the language: `++` and `--` on properties, and compound assignment on indexed ones. Default: off.
    AS_OPTION_PROPERTY_UPDATES = 113,
    /// Extension of the language: constructors that call others of their class: `this(…);`. Default: off.
    AS_OPTION_CONSTRUCTOR_DELEGATION = 114,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::EngineProperties;

    #[test]
    fn numbers_are_those_of_the_properties() {
        assert_eq!(as_option::AS_OPTION_FOREACH_SUPPORT as u32, EngineProperties::NUMBERS[39]);
        assert_eq!(as_option::AS_OPTION_PROPERTY_ACCESSOR_MODE as u32, 14);
        let extensions = [
            (as_option::AS_OPTION_ENUM_BASE_TYPES, "enum_base_types"),
            (as_option::AS_OPTION_DIGIT_SEPARATORS, "digit_separators"),
            (as_option::AS_OPTION_IMPLICIT_HANDLE_ASSIGNMENT, "implicit_handle_assignment"),
            (as_option::AS_OPTION_PROPERTY_UPDATES, "property_updates"),
            (as_option::AS_OPTION_CONSTRUCTOR_DELEGATION, "constructor_delegation"),
        ];
        for (option, name) in extensions {
            assert_eq!(EngineProperties::number_of(name), Some(option as u32));
        }
        assert_eq!(EngineProperties::NUMBERS.len(), 40 + extensions.len());
    }
}
