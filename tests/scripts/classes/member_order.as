// rules: CLASS-20, LIFE-09
string log;
int note(string s) { log += s + " "; return 1; }
class M { string n; M() { n = "?"; } M(string n) { this.n = n; note("+" + n); } ~M() { note("-" + n); } }
class Base { M a = M("a"); M@ b = M("b"); Base() { note("Base"); } ~Base() { note("~Base"); } }
class Derived : Base { M c = M("c"); int x = note("x"); Derived() { note("before"); super(); note("Derived"); } ~Derived() { note("~Derived"); } }
class Auto : Derived { M d = M("d"); }
void main() {
    { Derived d; }
    print(log);
    log = "";
    { Auto a; @a.b = null; note("|"); }
    print(log);
}
// expect: +c x before +a +b Base Derived ~Derived ~Base -c -a -b 
// expect: +d +c x before +a +b Base Derived -b | ~Derived ~Base -d -c -a 
