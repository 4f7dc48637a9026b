// shadowing: silent
class Thing { int v = 5; }
int liveNV() { return 7; }
void main() {
    Thing t;
    print("" + t.v + liveNV()); // expect: 57
}
