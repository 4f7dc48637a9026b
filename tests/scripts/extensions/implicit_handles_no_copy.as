// Classes without a generated assignment (property 36), too.
// properties: 36=2, 112=1
class A { int v; }
void main() {
    A a;
    a.v = 4;
    A@ h;
    h = a;
    print("" + h.v);
    const A@ c = a;
    c = h;
    h = c;                          // error: E0065
    A b;
    b = a;                          // error: E0081
}
