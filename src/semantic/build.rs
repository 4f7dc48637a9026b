//! What all parts of one build share.

use bumpalo::Bump;
use rustc_hash::FxHashSet;

use crate::base::{Code, Diagnostic, Diagnostics, Interner, NamespaceId, Span, Symbol, TypeId};
use crate::types::{DataType, EngineProperties};

use super::Registry;
use super::resolve::Resolver;

/// Options of the language, from the engine properties of the same meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileOptions {
    /// ENGP-01: references to anything.
    pub allow_unsafe_references: bool,
    /// ENGP-02: small functions may be compiled in place of their calls.
    pub optimize_bytecode: bool,
    /// ENGP-07: script classes may be declared `class @Name`.
    pub allow_implicit_handle_types: bool,
    /// ENGP-10: enum values need their enum's name.
    pub require_enum_scope: bool,
    /// ENGP-14: which functions are property accessors (0 to 3).
    pub property_accessor_mode: u8,
    /// ENGP-17: no script globals.
    pub disallow_global_vars: bool,
    /// ENGP-18: generated default constructors (0 to 2).
    pub always_impl_default_construct: u8,
    /// ENGP-20: no value assignment for reference types.
    pub disallow_value_assign_for_ref_type: bool,
    /// ENGP-21: `name = value` arguments (0 to 2).
    pub alter_syntax_named_args: u8,
    /// ENGP-22: integer division gives a double.
    pub disable_integer_division: bool,
    /// ENGP-23: no omitted list elements.
    pub disallow_empty_list_elements: bool,
    /// ENGP-24: inherited private members warn only.
    pub private_prop_as_protected: bool,
    /// ENGP-32: a shared interface may be declared twice.
    pub ignore_duplicate_shared_intf: bool,
    /// ENGP-34: objects of script classes are not collected.
    pub disable_script_class_gc: bool,
    /// ENGP-36: generated `opAssign` (0 to 2).
    pub always_impl_default_copy: u8,
    /// ENGP-37: generated copy constructors (0 to 2).
    pub always_impl_default_copy_construct: u8,
    /// ENGP-38: member initialisation mode (0 or 1).
    pub member_init_mode: u8,
    /// ENGP-39: conversions to bool in conditions (0 or 1).
    pub bool_conversion_mode: u8,
    /// ENGP-19: 0 no warnings, 1 warnings, 2 warnings fail the build.
    pub compiler_warnings: u8,
    /// Extension: enums may choose their type: `enum E : uint8 { … }`.
    pub enum_base_types: bool,
    /// Extension: numbers may be written with separators: `1'000'000`.
    pub digit_separators: bool,
    /// Extension: `a = b` sets the handle `a` where its type has no value assignment.
    pub implicit_handle_assignment: bool,
    /// Extension: `++` and `--` on properties, and compound assignment on indexed ones.
    pub property_updates: bool,
    /// Extension: constructors that call others of their class: `this(…);`.
    pub constructor_delegation: bool,
    /// What a script declaration does that has the name of a registered entity.
    pub shadowing: Shadowing,
    /// Which registered entities are seen (HOST-014).
    pub access_mask: u32,
}

impl CompileOptions {
    /// The options that engine properties ask for.
    pub fn new(p: &EngineProperties, shadowing: Shadowing, access_mask: u32) -> CompileOptions {
        CompileOptions {
            allow_unsafe_references: p.allow_unsafe_references,
            optimize_bytecode: p.optimize_bytecode,
            allow_implicit_handle_types: p.allow_implicit_handle_types,
            require_enum_scope: p.require_enum_scope,
            property_accessor_mode: p.property_accessor_mode,
            disallow_global_vars: p.disallow_global_vars,
            always_impl_default_construct: p.always_impl_default_construct,
            disallow_value_assign_for_ref_type: p.disallow_value_assign_for_ref_type,
            alter_syntax_named_args: p.alter_syntax_named_args,
            disable_integer_division: p.disable_integer_division,
            disallow_empty_list_elements: p.disallow_empty_list_elements,
            private_prop_as_protected: p.private_prop_as_protected,
            ignore_duplicate_shared_intf: p.ignore_duplicate_shared_intf,
            disable_script_class_gc: p.disable_script_class_gc,
            always_impl_default_copy: p.always_impl_default_copy,
            always_impl_default_copy_construct: p.always_impl_default_copy_construct,
            member_init_mode: p.member_init_mode,
            bool_conversion_mode: p.bool_conversion_mode,
            compiler_warnings: p.compiler_warnings,
            enum_base_types: p.enum_base_types,
            digit_separators: p.digit_separators,
            implicit_handle_assignment: p.implicit_handle_assignment,
            property_updates: p.property_updates,
            constructor_delegation: p.constructor_delegation,
            shadowing,
            access_mask,
        }
    }
}

/// What to tell a scripter who uses an extension that is not allowed.
pub fn extension_hint(option: &str) -> String {
    format!("this is an extension of the language; the host can allow it with the option '{option}'")
}

/// What happens when a script declares a name that the API has in the same namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Shadowing {
    /// The script's declaration hides the API's, with a warning.
    #[default]
    Warn,
    /// An error, as in the C++ original.
    Error,
    /// The script's declaration hides the API's silently.
    Allow,
}

impl Default for CompileOptions {
    fn default() -> CompileOptions {
        CompileOptions {
            allow_unsafe_references: false,
            allow_implicit_handle_types: false,
            require_enum_scope: false,
            property_accessor_mode: 3,
            disallow_global_vars: false,
            always_impl_default_construct: 0,
            disallow_value_assign_for_ref_type: false,
            alter_syntax_named_args: 0,
            disable_integer_division: false,
            disallow_empty_list_elements: false,
            private_prop_as_protected: false,
            ignore_duplicate_shared_intf: false,
            disable_script_class_gc: false,
            always_impl_default_copy: 0,
            optimize_bytecode: true,
            always_impl_default_copy_construct: 0,
            member_init_mode: 1,
            bool_conversion_mode: 0,
            compiler_warnings: 1,
            enum_base_types: false,
            digit_separators: false,
            implicit_handle_assignment: false,
            property_updates: false,
            constructor_delegation: false,
            shadowing: Shadowing::Warn,
            access_mask: u32::MAX,
        }
    }
}

/// One build in progress.
pub struct Build<'ast> {
    /// Syntax trees and names live here.
    pub arena: &'ast Bump,
    /// The build's names.
    pub names: Interner<'ast>,
    /// Declarations of both tiers.
    pub registry: Registry<'ast>,
    /// Messages so far.
    pub diags: Diagnostics,
    /// The language's options.
    pub options: CompileOptions,
    /// Positions of the names of `external` declarations whose entities were found in other units: the scripts have their
    /// texts (SHARED-14).
    pub externals: FxHashSet<u32>,
}

/// Where a name stands, for looking it up.
#[derive(Clone, Copy, Debug)]
pub struct NameContext<'c> {
    /// The namespace.
    pub namespace: NamespaceId,
    /// The class around it, or [`TypeId::NONE`].
    pub class: TypeId,
    /// Namespaces that enclosing blocks use.
    pub usings: &'c [NamespaceId],
}

impl NameContext<'static> {
    /// At script level in a namespace.
    pub fn script(namespace: NamespaceId) -> NameContext<'static> {
        NameContext { namespace, class: TypeId::NONE, usings: &[] }
    }

    /// In a class.
    pub fn class(namespace: NamespaceId, class: TypeId) -> NameContext<'static> {
        NameContext { namespace, class, usings: &[] }
    }
}

impl<'ast> Build<'ast> {
    /// Reports an error; `code` is its number in the ERR catalogue of the language reference.
    pub fn error(&mut self, code: u16, span: Span, text: impl Into<String>) -> &mut Diagnostic {
        self.diags.error(Code(code), span, text)
    }

    /// Reports a warning; `code` is its number in the WARN catalogue of the language reference.
    pub fn warning(&mut self, code: u16, span: Span, text: impl Into<String>) {
        if self.options.compiler_warnings > 0 {
            self.diags.warning(Code(code), span, text);
        }
    }

    /// Resolves types with the messages of this build.
    pub fn resolver(&mut self) -> Resolver<'_, 'ast, 'ast> {
        Resolver { registry: &self.registry, names: &self.names, diags: &mut self.diags, options: &self.options }
    }

    /// A name's text.
    pub fn text(&self, name: Symbol) -> &str {
        self.names.text(name)
    }

    /// A type as scripters write it.
    pub fn display(&self, ty: DataType) -> String {
        self.registry.display(ty, &self.names)
    }
}
