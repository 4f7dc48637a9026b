// rules: FUNC-23, HOST-050
// Default arguments of registered functions are passed, in every form they can have.
void main() {
    print(dInt(1)); // expect: 1 7
    print(dInt(1, 2)); // expect: 1 2
    print(dNegative(1)); // expect: 1 -7
    print(dSum(1)); // expect: 1 11
    print(dHex(1)); // expect: 1 16
    print(dNot(1)); // expect: 1 false
    print(dInvert(1)); // expect: 1 4294967295
    print(dUint(1)); // expect: 1 4000000000
    print(dInt64(1)); // expect: 1 5000000000
    print(dFloat(1)); // expect: 1 1.5
    print(dDouble(1)); // expect: 1 2.25
    print(dBool(1)); // expect: 1 true
    print(dString(1)); // expect: 1 te"xt
    print(dNull(1)); // expect: 1 null
    array<int> a;
    print(dNull(1, a)); // expect: 1 object
    print(dEnum(1)); // expect: 1 -4
    print(dEnumScoped(1)); // expect: 1 3
    print(dPair(1)); // expect: 1 8 -9
    print(dGlobal(1)); // expect: 1 4711
    print(dText(1)); // expect: 1 77
    print(dCall(1)); // expect: 1 5 7
}
