//! From declarations: what a parameter's type means for the call and for the time after it.

use super::*;
use crate::base::{FunctionId, NamespaceId, Span, Symbol, TypeId};
use crate::types::{
    FunctionDef, FunctionKind, FunctionTraits, NativeShape, ParamDef, Range, RefModifier, ReferenceKind, TypeDef,
    TypeKind,
};

const CLASS: DataType = DataType::of(TypeId(20));
const VEC: DataType = DataType::of(TypeId(21));
const ENUM: DataType = DataType::of(TypeId(22));

fn types(id: TypeId) -> TypeDef {
    let kind = match id.0 {
        20 => TypeKind::Reference(ReferenceKind::Counted),
        21 => TypeKind::Value,
        _ => TypeKind::Enum,
    };
    let mut def = TypeDef::new(id, Symbol::EMPTY, NamespaceId::GLOBAL, kind);
    if id.0 == 21 {
        (def.size, def.align, def.shape) = (12, 4, NativeShape::floats(4));
    }
    def
}

fn function(kind: FunctionKind, traits: FunctionTraits, owner: TypeId) -> FunctionDef {
    FunctionDef {
        id: FunctionId(0),
        name: Symbol::EMPTY,
        property: Symbol::EMPTY,
        namespace: NamespaceId::GLOBAL,
        owner,
        kind,
        traits,
        ret: DataType::VOID,
        params: Range::EMPTY,
        slot: 0,
        span: Span::NONE,
        access_mask: 0,
    }
}

fn sig(def: &FunctionDef, ret: DataType, params: &[(DataType, bool)]) -> Signature {
    let table: Vec<TypeDef> = (20..23).map(|i| types(TypeId(i))).collect();
    let params: Vec<ParamDef> = params
        .iter()
        .map(|&(ty, auto_handle)| ParamDef { name: Symbol::EMPTY, ty, default: ParamDef::NO_DEFAULT, auto_handle })
        .collect();
    Signature::new(def, ret, &params, &|id| &table[id.index() - 20])
}

fn global() -> FunctionDef {
    function(FunctionKind::Global, FunctionTraits::default(), TypeId::NONE)
}

#[test]
fn what_each_kind_of_parameter_becomes() {
    let (in_, inout) = (RefModifier::In, RefModifier::InOut);
    let of = |ty: DataType, auto: bool| sig(&global(), DataType::VOID, &[(ty, auto)]).params[0];
    let slots = Source::Slots;
    let vec = Value::Struct(StructShape::of(&types(TypeId(21))));
    let cases = [
        (DataType::INT, false, slots(i32::VALUE), After::Keep),
        (DataType::BOOL, false, slots(bool::VALUE), After::Keep),
        (ENUM, false, slots(i32::VALUE), After::Keep),
        (DataType::INT.with_ref(in_), false, Source::SlotAddress, After::Keep),
        (DataType::INT.with_ref(inout), false, slots(Value::Pointer), After::Keep),
        (CLASS, false, slots(Value::Pointer), After::Release),
        (CLASS.with_ref(in_), false, slots(Value::Pointer), After::Keep),
        (CLASS.handle(), false, slots(Value::Pointer), After::Keep),
        (CLASS.handle(), true, slots(Value::Pointer), After::Release),
        (CLASS.handle().with_ref(in_), false, Source::SlotAddress, After::Release),
        (CLASS.handle().with_ref(inout), false, slots(Value::Pointer), After::Keep),
        (VEC, false, slots(vec), After::Destroy),
        (VEC.with_ref(in_), false, slots(Value::Pointer), After::Keep),
        (DataType::ANY.with_ref(in_), false, Source::Any, After::Keep),
    ];
    for (ty, auto, source, after) in cases {
        let p = of(ty, auto);
        assert_eq!((p.source, p.after), (source, after), "{ty:?}");
    }
}

#[test]
fn arguments_are_released_in_order_after_the_result_got_its_reference() {
    extern "C" fn f(a: *const u8, b: *const *const u8, c: *const u8) -> *const u8 {
        // SAFETY: `b` is the address of a handle.
        see(unsafe { a as u64 + *b as u64 + c as u64 });
        a
    }
    let def = function(FunctionKind::Global, FunctionTraits::AUTO_HANDLE_RETURN, TypeId::NONE);
    let s = sig(
        &def,
        CLASS.handle(),
        &[(CLASS.handle(), true), (CLASS.handle().with_ref(RefModifier::In), false), (CLASS, false)],
    );
    let plan = host_plan(&NativeFunction::native(f as *const () as usize), &s);
    let mut window = [0x10, 0x20, 0x30];
    // SAFETY: three objects.
    unsafe { plan.call(VM, window.as_mut_ptr()) };
    assert_eq!(window[0], 0x10);
    // The result's type was asked first.
    assert_eq!(
        take_seen(),
        [0x60, ADDED | 1 << 32 | 0x10, DROPPED | 2 << 32 | 0x10, DROPPED | 3 << 32 | 0x20, DROPPED | 4 << 32 | 0x30]
    );
    assert_eq!(plan.result_kind, super::super::ResultKind::Handle);
}

#[test]
fn handles_and_values_are_dropped() {
    #[repr(C)]
    struct V(f32, f32, f32);
    extern "C" fn f(_h: *const u8, v: V) -> f32 {
        v.0 + v.1 + v.2
    }
    let s = sig(&global(), DataType::FLOAT, &[(CLASS.handle(), true), (VEC, false)]);
    let plan = host_plan(&NativeFunction::native(f as *const () as usize), &s);
    let mut window = [0, 0, 0];
    // SAFETY: a structure of three floats from the second slot on.
    unsafe {
        window.as_mut_ptr().add(1).cast::<[f32; 3]>().write([1.0, 2.0, 3.0]);
        plan.call(VM, window.as_mut_ptr());
    }
    assert_eq!(f32::from_bits(window[0] as u32), 6.0);
    assert_eq!(take_seen(), [DROPPED | 1 << 32, DROPPED | 2 << 32 | 1.0f32.to_bits() as u64]);
}

#[test]
fn lists_and_template_factories() {
    let def = function(FunctionKind::ListConstructor, FunctionTraits::TAKES_TYPE, TypeId(20));
    let s = sig(&def, CLASS.handle(), &[(DataType::INT.with_ref(RefModifier::In), false)]);
    extern "C" fn factory(ty: *const u8, list: *const u32) -> *const u8 {
        // SAFETY: the list holds one number.
        see(unsafe { *list } as u64);
        ty
    }
    let list = 5u32;
    let mut window = [0x40, &raw const list as u64];
    // SAFETY: a type and a list.
    unsafe { host_plan(&NativeFunction::native(factory as *const () as usize), &s).call(VM, window.as_mut_ptr()) };
    assert_eq!((window[0], take_seen()), (0x40, vec![5]));
}
