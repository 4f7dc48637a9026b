//! The descriptors of a context's types.

use super::runtime_type::Behaviors;
use crate::base::TypeId;

/// The descriptors of a context's types.
pub struct RuntimeTypes {}

impl RuntimeTypes {
    pub(crate) fn resolve_behaviors(&self, _id: TypeId) -> Behaviors {
        Behaviors::NONE
    }
}
