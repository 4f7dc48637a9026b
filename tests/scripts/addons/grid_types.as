// rules: GRID-05
class NoDefault { NoDefault(int) {} }
grid<NoDefault> g; // error: E0054
