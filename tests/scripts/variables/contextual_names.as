// rules: VAR-27, CLASS-24
int this_(int super, int from) { int final = super; int this = final * from; return this; }
class A {
    int shared = 1, override = 2, get = 3, set = 4;
    int sum() { int abstract = shared, external = override; return abstract + external + this.get + set; }
}
void main() {
    int property = 1, explicit = 2, delete = 3, function = 4, super = 5;
    print("" + (property + explicit + delete + function + super)); // expect: 15
    A a;
    print("" + a.sum() + " " + this_(3, 4)); // expect: 10 12
}
