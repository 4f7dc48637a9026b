// The game of life on a torus: a grid of bits, read by two numbers, patterns from text, gliders that walk,
// oscillators that return, and a run that looks for periods.

class Grid {
    private array<uint64> rows;
    private uint w;
    Grid(uint width, uint height) {
        if (width > 64)
            throw("too wide");
        w = width;
        rows.resize(height);
    }
    Grid(const Grid &in o) {
        w = o.w;
        rows = o.rows;
    }
    uint width {
        get const {
            return w;
        }
    }
    uint height {
        get const {
            return rows.length();
        }
    }
    bool opIndex(int x, int y) const {
        return (rows[wrap(y, height)] >> wrap(x, w) & 1) != 0;
    }
    void set(int x, int y, bool on) {
        uint64 bit = uint64(1) << wrap(x, w);
        if (on)
            rows[wrap(y, height)] |= bit;
        else
            rows[wrap(y, height)] &= ~bit;
    }
    private uint wrap(int at, uint size) const {
        int m = at % int(size);
        return uint(m < 0 ? m + int(size) : m);
    }
    bool opEquals(const Grid &in o) const {
        return w == o.w && rows == o.rows;
    }
    int alive() const {
        int n = 0;
        foreach (uint64 row : rows)
            for (uint64 bits = row; bits != 0; bits &= bits - 1)
                n++;
        return n;
    }
    Grid@ put(int x, int y, const string &in pattern) {
        foreach (auto line, auto dy : pattern.split("/"))
            for (uint dx = 0; dx < line.length(); dx++)
                this.set(x + int(dx), y + int(dy), line[dx] == 35);
        return this;
    }
    Grid@ next() const {
        Grid@ g = Grid(w, height);
        for (int y = 0; y < int(height); y++) {
            for (int x = 0; x < int(w); x++) {
                int n = 0;
                for (int dy = -1; dy <= 1; dy++)
                    for (int dx = -1; dx <= 1; dx++)
                        if ((dx != 0 || dy != 0) && this[x + dx, y + dy])
                            n++;
                g.set(x, y, n == 3 || n == 2 && this[x, y]);
            }
        }
        return g;
    }
    Grid@ shifted(int dx, int dy) const {
        Grid@ g = Grid(w, height);
        for (int y = 0; y < int(height); y++)
            for (int x = 0; x < int(w); x++)
                g.set(x + dx, y + dy, this[x, y]);
        return g;
    }
    string show() const {
        string all;
        for (int y = 0; y < int(height); y++) {
            if (y > 0)
                all += "/";
            for (int x = 0; x < int(w); x++)
                all += this[x, y] ? "#" : ".";
        }
        return all;
    }
}
Grid@ after(Grid@ g, int steps) {
    for (; steps > 0; --steps)
        @g = g.next();
    return g;
}
// How many steps until something is seen again, and from where on.
int period(Grid@ g, int &out start, int most = 200) {
    array<Grid@> seen;
    for (int i = 0; i < most; i++) {
        foreach (const Grid@ old, uint at : seen) {
            if (old == g) {
                start = int(at);
                return i - int(at);
            }
        }
        seen.insertLast(g);
        @g = g.next();
    }
    start = -1;
    return 0;
}
void main() {
    Grid@ blinker = Grid(5, 5).put(1, 2, "###");
    print(blinker.next().show()); // expect: ...../..#../..#../..#../.....
    assert(after(blinker, 2) == blinker && !(blinker.next() == blinker));
    Grid@ glider = Grid(9, 7).put(1, 1, ".#./..#/###");
    assert(after(glider, 4) == glider.shifted(1, 1));
    assert(after(glider, 4 * 9 * 7) == glider);
    for (int i = 0; i < 30; i++)
        assert(after(glider, i).alive() == 5);
    int start;
    assert(period(Grid(6, 6).put(1, 1, "##/##"), start) == 1 && start == 0);
    assert(period(Grid(8, 8).put(2, 2, "##./#../...#/..##"), start) == 2);
    assert(period(Grid(20, 20).put(6, 8, "##########"), start, 40) == 15);
    assert(period(Grid(10, 10).put(4, 4, "#"), start) == 1 && start == 1);
    Grid copy(blinker);
    copy.set(0, 0, true);
    copy.set(-1, -1, true);
    assert(copy[5, 5] && copy[4, 4] && copy.alive() == 5 && blinker.alive() == 3);
    copy.set(-1, -1, false);
    assert(copy.alive() == 4);
    string why;
    try {
        Grid g(65, 1);
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "too wide");
}
