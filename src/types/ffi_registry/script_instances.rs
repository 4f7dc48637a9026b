//! Template instances over types of a script. They live in the build, not in the registry; the registry tells what they
//! look like.

use super::instances::MAX_LAYERS;
use super::read::{check_arguments, check_handle_params, instance_def, validate};
use super::{FfiRegistry, InstanceCache};
use crate::base::TypeId;
use crate::types::{DataType, TypeDef};

/// Ids from here on are instances over script types.
pub(crate) const FIRST_SCRIPT_INSTANCE: u32 = super::instances::FIRST_CACHED + (MAX_LAYERS << 26);

impl InstanceCache {
    /// The cache of a build, for instances over its own types.
    pub(crate) fn for_script() -> InstanceCache {
        InstanceCache::new(MAX_LAYERS)
    }
}

impl FfiRegistry {
    /// Defines the instance of a registered template over arguments some of which are types of a script; `ty` gives any
    /// type's definition, `display` its name for people.
    ///
    /// # Errors
    ///
    /// As [`FfiRegistry::instance`].
    pub(crate) fn define_instance<'t>(
        &self,
        template: TypeId,
        args: &[DataType],
        ty: &dyn Fn(TypeId) -> &'t TypeDef,
        display: &dyn Fn(DataType) -> String,
    ) -> Result<TypeDef, String> {
        let def = self.ty(template);
        check_arguments(def, self.name_of(def), args, ty, display)?;
        check_handle_params(self.handle_params_of(template), args, ty, display)?;
        let mut instance = instance_def(def, args);
        let native = def.behaviors.template_callback.is_some().then(|| *self.native(def.behaviors.template_callback));
        validate(&mut instance, native, ty)?;
        Ok(instance)
    }
}
