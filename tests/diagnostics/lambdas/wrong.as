funcdef int Calc(int, int);
funcdef void Action();
int add(int a, int b) { return a + b; }
int neg(int a) { return -a; }
class A { void go() {} int calc(int a, int b) { return a; } }
void main() {
    Calc@ a = neg;
    Calc@ b = function(x) { return x; };
    Calc@ c = function(x, y) { return "s"; };
    Action@ d = add;
    A obj;
    Action@ e = obj.go;
    Action@ f = Action(obj.calc);
    Calc g;
    int local = 1;
    Action@ h = function() { local = 2; };
    function() {};
    function() {}();
    a("x", 2);
    a(1);
    int v = add;
}
