class A {}
class B : A {}
void main() {
    A a;
    B@ b = a;
    int i = cast<int>(a);
    B@ c = cast<B@>(a);
    const A@ k = a;
    B@ d = cast<B>(k);
    string s = cast<string>(a);
}
