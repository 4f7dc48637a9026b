// rules: GRID-05, ERR-054
class NoDefault { NoDefault(int) {} }
grid<NoDefault> g; // error: E0054
