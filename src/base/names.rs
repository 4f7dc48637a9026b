//! Names that the language itself gives a meaning. Their symbols are the same in every build, so that the checker
//! compares numbers.

use super::Symbol;

macro_rules! names {
    ($($constant:ident = $text:literal,)*) => {
        /// All well-known names, in the order of their symbols. The first is the empty name.
        pub const ALL: &[&str] = &["", $($text),*];

        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u32)]
        enum Index { _EMPTY, $($constant),* }

        $(
            #[doc = concat!("`", $text, "`")]
            pub const $constant: Symbol = Symbol(Index::$constant as u32);
        )*
    };
}

/// Whether a name is that of an operator with two operands: `opEquals`, `opAdd`, `opAdd_r` and the like.
pub fn is_operator(name: Symbol) -> bool {
    (OP_EQUALS.0..OP_INDEX.0).contains(&name.0)
}

/// Whether a name is that of a conversion: `opCast`, `opImplConv` and the like.
pub fn is_conversion(name: Symbol) -> bool {
    (OP_CAST.0..=OP_IMPL_CONV.0).contains(&name.0)
}

names! {
    THIS = "this",
    SUPER = "super",
    STATIC = "static",
    VALUE = "value",
    OP_NEG = "opNeg",
    OP_COM = "opCom",
    OP_PRE_INC = "opPreInc",
    OP_PRE_DEC = "opPreDec",
    OP_POST_INC = "opPostInc",
    OP_POST_DEC = "opPostDec",
    OP_EQUALS = "opEquals",
    OP_CMP = "opCmp",
    OP_ASSIGN = "opAssign",
    OP_HNDL_ASSIGN = "opHndlAssign",
    OP_ADD_ASSIGN = "opAddAssign",
    OP_SUB_ASSIGN = "opSubAssign",
    OP_MUL_ASSIGN = "opMulAssign",
    OP_DIV_ASSIGN = "opDivAssign",
    OP_MOD_ASSIGN = "opModAssign",
    OP_POW_ASSIGN = "opPowAssign",
    OP_AND_ASSIGN = "opAndAssign",
    OP_OR_ASSIGN = "opOrAssign",
    OP_XOR_ASSIGN = "opXorAssign",
    OP_SHL_ASSIGN = "opShlAssign",
    OP_SHR_ASSIGN = "opShrAssign",
    OP_USHR_ASSIGN = "opUShrAssign",
    OP_ADD = "opAdd",
    OP_SUB = "opSub",
    OP_MUL = "opMul",
    OP_DIV = "opDiv",
    OP_MOD = "opMod",
    OP_POW = "opPow",
    OP_AND = "opAnd",
    OP_OR = "opOr",
    OP_XOR = "opXor",
    OP_SHL = "opShl",
    OP_SHR = "opShr",
    OP_USHR = "opUShr",
    OP_ADD_R = "opAdd_r",
    OP_SUB_R = "opSub_r",
    OP_MUL_R = "opMul_r",
    OP_DIV_R = "opDiv_r",
    OP_MOD_R = "opMod_r",
    OP_POW_R = "opPow_r",
    OP_AND_R = "opAnd_r",
    OP_OR_R = "opOr_r",
    OP_XOR_R = "opXor_r",
    OP_SHL_R = "opShl_r",
    OP_SHR_R = "opShr_r",
    OP_USHR_R = "opUShr_r",
    OP_INDEX = "opIndex",
    GET_OP_INDEX = "get_opIndex",
    SET_OP_INDEX = "set_opIndex",
    OP_CALL = "opCall",
    OP_CAST = "opCast",
    OP_IMPL_CAST = "opImplCast",
    OP_CONV = "opConv",
    OP_IMPL_CONV = "opImplConv",
    OP_FOR_BEGIN = "opForBegin",
    OP_FOR_END = "opForEnd",
    OP_FOR_NEXT = "opForNext",
    OP_FOR_VALUE = "opForValue",
    OP_FOR_VALUE0 = "opForValue0",
    OP_FOR_VALUE1 = "opForValue1",
    OP_FOR_VALUE2 = "opForValue2",
    OP_FOR_VALUE3 = "opForValue3",
    OP_FOR_VALUE4 = "opForValue4",
    OP_FOR_VALUE5 = "opForValue5",
    OP_FOR_VALUE6 = "opForValue6",
    OP_FOR_VALUE7 = "opForValue7",
}
