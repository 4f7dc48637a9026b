// rules: REF-06
// Values and numbers cannot be put into a ref: it raises, and the ref stays what it was.
class A {}
void main() {
    A a;
    ref@ r = a;
    string said;
    try { @r = 5; } catch { said += getExceptionInfo() + "|"; }
    try { @r = NV(1); } catch { said += getExceptionInfo() + "|"; }
    try { ref@ s = "text"; } catch { said += getExceptionInfo(); }
    print(said); // expect: Only objects of reference types can be referred to|Only objects of reference types can be referred to|Only objects of reference types can be referred to
    print("" + (r is a)); // expect: true
}
