//! What can be wrong with a registration.

use std::fmt;

/// Result codes that hosts of the reference know (HOST-003). 0 is success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[allow(missing_docs)]
pub enum ReturnCode {
    Error = -1,
    InvalidArgument = -5,
    NoFunction = -6,
    NotSupported = -7,
    InvalidName = -8,
    NameTaken = -9,
    InvalidDeclaration = -10,
    InvalidObject = -11,
    InvalidType = -12,
    AlreadyRegistered = -13,
    InvalidConfiguration = -17,
    WrongGroup = -21,
    IllegalBehavior = -23,
    WrongCallingConvention = -24,
}

/// A registration that failed at once. It has changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}{}", Place(.declaration, *.column))]
pub struct RegistrationError {
    /// Which sort of mistake it is.
    pub code: ReturnCode,
    /// The declaration or name as it was given.
    pub declaration: String,
    /// 1-based column in bytes; 0 if the mistake has no place.
    pub column: u32,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
}

impl RegistrationError {
    /// An error about a whole declaration or name.
    pub fn new(code: ReturnCode, declaration: &str, message: impl Into<String>) -> RegistrationError {
        RegistrationError { code, declaration: declaration.into(), column: 0, message: message.into() }
    }

    /// An error at a place, given in bytes from the start of the declaration.
    pub fn at(code: ReturnCode, declaration: &str, offset: u32, message: impl Into<String>) -> RegistrationError {
        RegistrationError { code, declaration: declaration.into(), column: offset + 1, message: message.into() }
    }

    /// The same kind of thing was registered under this name before, so that nothing needs to be done (HOST-005).
    pub fn is_duplicate(&self) -> bool {
        self.code == ReturnCode::AlreadyRegistered
    }
}

/// The end of a message: where the mistake stands.
struct Place<'e>(&'e str, u32);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place("", _) => Ok(()),
            Place(declaration, 0) => write!(f, ", in '{declaration}'"),
            Place(declaration, column) => write!(f, ", in '{declaration}' at column {column}"),
        }
    }
}

/// The end of a message: what may be meant.
struct Suggestions<'e>(&'e [String]);

impl fmt::Display for Suggestions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, name) in self.0.iter().enumerate() {
            write!(f, "{}'{name}'", if i == 0 { "; did you mean " } else { " or " })?;
        }
        f.write_str(if self.0.is_empty() { "" } else { "?" })
    }
}

/// Which sort of mistake a [`ResolutionError`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResolutionErrorKind {
    /// No type of this name is registered.
    UnknownType,
    /// A default argument names something that is not registered.
    UnknownName,
    /// A type that cannot be used as it is used there: `int@`, `void` as a parameter, a wrong number of template
    /// arguments, ….
    InvalidType,
    /// A default argument that cannot be the parameter's value.
    InvalidDefault,
    /// The same signature, property or value is registered twice.
    Duplicate,
    /// A name that already stands for something else.
    NameConflict,
    /// An operator method whose parameters or result are not what the operator needs.
    InvalidOperator,
    /// A property accessor that does not fit its counterpart.
    InvalidAccessor,
    /// A behaviour that the type's flags do not allow, or that the type has already.
    IllegalBehavior,
    /// A behaviour that the type needs is missing.
    MissingBehavior,
    /// A template refuses the arguments it is used with.
    TemplateRefused,
    /// A native function that takes or returns a value type of which it is not known how C passes it.
    WrongConvention,
    /// A member that is registered in another group than its type.
    WrongGroup,
    /// A limit of the library.
    Limit,
    /// A mistake of the library.
    Internal,
}

/// A problem found when sealing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}{}{}", Place(.declaration, *.column), Suggestions(.suggestions))]
pub struct ResolutionError {
    /// Which sort of mistake it is.
    pub kind: ResolutionErrorKind,
    /// The declaration it stands in, as registered.
    pub declaration: String,
    /// 1-based column in bytes; 0 if the mistake has no place.
    pub column: u32,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Registered names that may be meant, the nearest first.
    pub suggestions: Vec<String>,
}

impl ResolutionError {
    /// The code by which hosts of the reference know this sort of mistake.
    pub fn code(&self) -> ReturnCode {
        match self.kind {
            ResolutionErrorKind::UnknownType
            | ResolutionErrorKind::UnknownName
            | ResolutionErrorKind::InvalidType
            | ResolutionErrorKind::InvalidDefault
            | ResolutionErrorKind::InvalidOperator
            | ResolutionErrorKind::InvalidAccessor
            | ResolutionErrorKind::TemplateRefused => ReturnCode::InvalidDeclaration,
            ResolutionErrorKind::Duplicate => ReturnCode::AlreadyRegistered,
            ResolutionErrorKind::NameConflict => ReturnCode::NameTaken,
            ResolutionErrorKind::IllegalBehavior => ReturnCode::IllegalBehavior,
            ResolutionErrorKind::MissingBehavior => ReturnCode::InvalidConfiguration,
            ResolutionErrorKind::WrongConvention => ReturnCode::WrongCallingConvention,
            ResolutionErrorKind::WrongGroup => ReturnCode::WrongGroup,
            ResolutionErrorKind::Limit | ResolutionErrorKind::Internal => ReturnCode::Error,
        }
    }
}
