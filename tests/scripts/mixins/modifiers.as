// rules: MIXIN-09, MIXIN-12, GRAM-30, ERR-174, ERR-176
mixin class Fine {}
mixin final class A {} // error: E0174
mixin abstract class B {} // error: E0174
mixin shared class C {} // error: E0174
mixin external class D {} // error: E0174
mixin class E { funcdef void F(); } // error: E0176
mixin class G {}
shared mixin class H {} // error: E0174
