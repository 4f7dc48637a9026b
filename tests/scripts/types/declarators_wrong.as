// rules: GRAM-06, GRAM-08, GRAM-10, GRAM-11, GRAM-29, GRAM-12, ERR-059
enum E { A }
class C {
    void fine() const {}
    funcdef void F();
}
void f(int a) {}
void g() const {} // error: E0001
class D { enum Inner { X } } // error: E0010
class G { class Inner {} } // error: E0010
class H { interface Inner {} } // error: E0010
class I { typedef int Inner; } // error: E0010
typedef void nothing; // error: E0004
typedef string text; // error: E0004
void main() {
    int a[3]; // error: E0001
    f(1,); // error: E0006
}
