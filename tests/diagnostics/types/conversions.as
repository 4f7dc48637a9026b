class A {}
enum E { X }
void main() {
    string s;
    A a;
    int i = s;
    bool b = 1;
    int j = true;
    E e = 3;
    a = 1;
    i = null;
    A@ h = 5;
    array<int> l = "x";
}
