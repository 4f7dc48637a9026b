// rules: LEX-01, LEX-10, LEX-51
// Names are told apart by case and may be long; all syntax is ASCII, texts keep their bytes.
int a_very_long_name_that_goes_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_1 = 1;
int a_very_long_name_that_goes_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_2 = 2;
int name = 1, Name = 2, NAME = 3, _name = 4, n4me_ = 5, _ = 6, __1 = 7;
void main() {
    print("" + name + Name + NAME + _name + n4me_ + _ + __1); // expect: 1234567
    print("" + a_very_long_name_that_goes_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_2); // expect: 2
    print("äöü€" + "äöü€".length()); // expect: äöü€9
    // Every operator is there and means what the table of precedence says.
    int a = 7, b = 2;
    bool t = true, f = false;
    print("" + (a + b) + (a - b) + (a * b) + (a / b) + (a % b) + (a ** b)); // expect: 95143149
    print("" + (a << b) + (a >> b) + (a >>> b) + (a & b) + (a ^ b) + (a | b) + ~a); // expect: 28112574294967288
    print("" + (a == b) + (a != b) + (a < b) + (a <= b) + (a > b) + (a >= b)); // expect: falsetruefalsefalsetruetrue
    print("" + (t && f) + (t || f) + (t ^^ f) + !t + (t ? 1 : 2)); // expect: falsetruetruefalse1
    a += b; a -= 1; a *= 3; a /= 2; a %= 7; a **= 2; a <<= 3; a >>= 1; a >>>= 1; a &= 63; a |= 64; a ^= 1;
    print("" + a); // expect: 115
}
