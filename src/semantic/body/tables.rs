//! The tables of the unit that instructions refer to by number.

use rustc_hash::FxHashMap;

use crate::base::{FunctionId, GlobalId, TypeId};
use crate::bytecode::{FunctionRef, TypeRef};
use crate::types::DataType;

/// Grows while functions are compiled; equal entries share a number.
#[derive(Default)]
pub(super) struct Tables {
    /// 64-bit constants.
    pub constants: Vec<u64>,
    constant_index: FxHashMap<u64, u32>,
    /// String constants.
    pub strings: Vec<Box<[u8]>>,
    string_index: FxHashMap<Box<[u8]>, u32>,
    /// Types.
    pub types: Vec<TypeRef>,
    type_index: FxHashMap<DataType, u32>,
    /// Native functions.
    pub natives: Vec<(FunctionId, TypeId)>,
    native_index: FxHashMap<(FunctionId, TypeId), u32>,
    /// Functions of handles and delegates.
    pub function_refs: Vec<(FunctionRef, TypeId)>,
    function_ref_index: FxHashMap<(FunctionRef, TypeId), u32>,
    /// Methods of interfaces.
    pub interface_methods: Vec<(TypeId, u32)>,
    interface_index: FxHashMap<(TypeId, u32), u32>,
    /// Properties of the host.
    pub host_globals: Vec<GlobalId>,
    host_global_index: FxHashMap<GlobalId, u32>,
    /// Member variables of registered types that were used.
    pub property_uses: Vec<(TypeId, u32)>,
    property_use_index: FxHashMap<(TypeId, u32), u32>,
    /// Values of registered enums that were used.
    pub enum_uses: Vec<(TypeId, u32)>,
    enum_use_index: FxHashMap<(TypeId, u32), u32>,
}

/// The number of `key` in `list`, appended if it is new. Short lists are searched, long ones hashed.
fn number<K: std::hash::Hash + Eq + Clone>(list: &mut Vec<K>, index: &mut FxHashMap<K, u32>, key: &K) -> u32 {
    const SHORT: usize = 8;
    if list.len() < SHORT {
        if let Some(i) = list.iter().position(|k| k == key) {
            return i as u32;
        }
        list.push(key.clone());
        return list.len() as u32 - 1;
    }
    if index.is_empty() {
        index.extend(list.iter().cloned().enumerate().map(|(i, k)| (k, i as u32)));
    }
    if let Some(&i) = index.get(key) {
        return i;
    }
    let i = list.len() as u32;
    list.push(key.clone());
    index.insert(key.clone(), i);
    i
}

impl Tables {
    /// The number of a 64-bit constant.
    pub fn constant(&mut self, bits: u64) -> u32 {
        number(&mut self.constants, &mut self.constant_index, &bits)
    }

    /// The number of a string constant.
    pub fn string(&mut self, text: &[u8]) -> u32 {
        if let Some(&i) = self.string_index.get(text) {
            return i;
        }
        let i = self.strings.len() as u32;
        self.strings.push(text.into());
        self.string_index.insert(text.into(), i);
        i
    }

    /// The number of a type.
    pub fn ty(&mut self, ty: DataType) -> u32 {
        // Runtime types know nothing of references and of the constness of variables.
        let ty = DataType { is_const: false, ..ty.value() };
        if self.types.len() < 8 {
            if let Some(i) = self.types.iter().position(|t| t.ty == ty) {
                return i as u32;
            }
            self.types.push(TypeRef { ty });
            return self.types.len() as u32 - 1;
        }
        if self.type_index.is_empty() {
            self.type_index.extend(self.types.iter().enumerate().map(|(i, t)| (t.ty, i as u32)));
        }
        if let Some(&i) = self.type_index.get(&ty) {
            return i;
        }
        let i = self.types.len() as u32;
        self.types.push(TypeRef { ty });
        self.type_index.insert(ty, i);
        i
    }

    /// The number of a native function, for members of instances together with the instance.
    pub fn native(&mut self, function: FunctionId, owner: TypeId) -> u32 {
        number(&mut self.natives, &mut self.native_index, &(function, owner))
    }

    /// The number of a function of handles or delegates that are of a function type.
    pub fn function_ref(&mut self, function: FunctionRef, ty: TypeId) -> u32 {
        number(&mut self.function_refs, &mut self.function_ref_index, &(function, ty))
    }

    /// The number of an interface's method.
    pub fn interface_method(&mut self, interface: TypeId, slot: u32) -> u32 {
        number(&mut self.interface_methods, &mut self.interface_index, &(interface, slot))
    }

    /// The number of an interface's method that the code names.
    pub fn known_interface_method(&self, interface: TypeId, slot: u32) -> Option<u32> {
        let key = (interface, slot);
        if self.interface_index.is_empty() {
            return self.interface_methods.iter().position(|k| *k == key).map(|i| i as u32);
        }
        self.interface_index.get(&key).copied()
    }

    /// Notes that the offset of a registered type's member variable stands in the code.
    pub fn use_property(&mut self, owner: TypeId, property: u32) {
        number(&mut self.property_uses, &mut self.property_use_index, &(owner, property));
    }

    /// Notes that the value of a registered enum stands in the code.
    pub fn use_enum_value(&mut self, ty: TypeId, value: u32) {
        number(&mut self.enum_uses, &mut self.enum_use_index, &(ty, value));
    }

    /// The number of a host property.
    pub fn host_global(&mut self, id: GlobalId) -> u32 {
        number(&mut self.host_globals, &mut self.host_global_index, &id)
    }
}
