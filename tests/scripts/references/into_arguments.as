// rules: FUNC-42, FUNC-44b
// What a function was given lives at least as long as the reference into it that the function returns.
int dead = 0;
class B { int v = 4; array<int> list = {1, 2, 3}; ~B() { dead++; v = -1; } int &at(int i) { return list[i]; } }
int &value(B@ b) { return b.v; }
int &same(int unused, B@ b, string text) { return b.v; }
int &first(B@ a, B@ b) { return a.v; }
B@ make(int v) { B b; b.v = v; return b; }
class Holder { B b; B@ h = B(); int &inner() { return b.v; } int &outer() { return h.v; } int &both(B@ other) { return other.v; } }
void main() {
    assert(value(make(5)) == 5 && dead == 1);
    value(make(6)) = 8;
    assert(dead == 2);
    value(make(7)) += value(make(8)) + dead;
    assert(dead == 4);
    int sum = same(1, make(3), "a text that is long enough") + first(make(10), make(20)) * value(B());
    assert(sum == 3 + 40 && dead == 8);
    B@ kept = make(9);
    value(kept) *= 2;
    assert(kept.v == 18 && dead == 8);
    Holder holder;
    holder.inner() = 3;
    holder.outer() = 4;
    assert(holder.b.v == 3 && holder.h.v == 4);
    assert(Holder().both(make(11)) == 11);
    value(kept) = release();
}
int release() { return 1; }
