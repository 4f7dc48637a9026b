// rules: TMPL-01
// Scripts use the host's templates; they cannot declare any.
class Own<T> {} // error: E0009
T own<T>(T a) { return a; } // error: E0001
void main() { array<int> a; }
