// rules: ARR-36
// Elements that are given up together go in their order, however they are given up.
string gone;
class N { int id; N(int i) { id = i; } ~N() { gone += id + " "; } }
array<N@>@ three() { return array<N@> = {N(1), N(2), N(3)}; }
void main() {
    { array<N@>@ a = three(); a.resize(1); gone += "| "; }
    print(gone); // expect: 2 3 | 1 
    gone = "";
    { array<N@>@ a = three(); a.removeRange(0, 2); gone += "| "; }
    print(gone); // expect: 1 2 | 3 
    gone = "";
    { array<N@>@ a = three(); a.resize(0); gone += "| "; }
    print(gone); // expect: 1 2 3 | 
    gone = "";
    { three(); }
    print(gone); // expect: 1 2 3 
}
