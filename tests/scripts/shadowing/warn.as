// shadowing: warn
class Thing { int v = 5; } // warning: W0000
int liveNV() { return 7; } // warning: W0000
void main() {
    Thing t;
    print("" + t.v + liveNV()); // expect: 57
}
