// rules: CLASS-42, CLASS-43, LIFE-09
string trace;
int note(string s) { trace += s + " "; return 1; }
class M { string n; M() { n = "?"; } M(string n) { this.n = n; note("+" + n); } ~M() { note("-" + n); } }
class Base { M a = M("a"); M@ b = M("b"); Base() { note("Base"); } ~Base() { note("~Base"); } }
class Derived : Base { M c = M("c"); int x = note("x"); Derived() { note("before"); super(); note("Derived"); } ~Derived() { note("~Derived"); } }
class Auto : Derived { M d = M("d"); }
void main() {
    { Derived d; }
    print(trace);
    trace = "";
    { Auto a; @a.b = null; note("|"); }
    print(trace);
}
// expect: +c x before +a +b Base Derived ~Derived ~Base -a -b -c 
// expect: +c x before +a +b Base Derived +d -b | ~Derived ~Base -a -c -d 
