// shadowing: warn
class Thing { int v = 5; } // warning: W0030
int liveNV() { return 7; } // warning: W0030
void main() {
    Thing t;
    print("" + t.v + liveNV()); // expect: 57
}
