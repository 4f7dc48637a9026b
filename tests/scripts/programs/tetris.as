// A game of falling pieces: shapes as bits that turn, walls, full lines, points, and a player that tries all places.
const array<uint16> shapes = {0x0f00, 0x0660, 0x0e40, 0x0c60, 0x06c0, 0x0e80, 0x0e20};
bool bit(uint16 shape, int x, int y) {
    return (shape >> (15 - (y * 4 + x)) & 1) != 0;
}
uint16 turned(uint16 shape) {
    uint16 r = 0;
    for (int y = 0; y < 4; y++)
        for (int x = 0; x < 4; x++)
            if (bit(shape, x, y))
                r |= uint16(0x8000 >> (x * 4 + 3 - y));
    return r;
}
class Field {
    private array<uint> rows;
    private int w;
    int lines = 0, points = 0;
    Field(int width, int height) {
        w = width;
        rows.resize(uint(height));
    }
    int height {
        get const {
            return int(rows.length());
        }
    }
    int width {
        get const {
            return w;
        }
    }
    bool fits(uint16 shape, int px, int py) const {
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                if (!bit(shape, x, y))
                    continue;
                int fx = px + x, fy = py + y;
                if (fx < 0 || fx >= w || fy >= height)
                    return false;
                if (fy >= 0 && (rows[fy] >> fx & 1) != 0)
                    return false;
            }
        }
        return true;
    }
    int drop(uint16 shape, int px) const {
        int y = -4;
        if (!fits(shape, px, y))
            return -100;
        while (fits(shape, px, y + 1))
            y++;
        return y;
    }
    bool place(uint16 shape, int px, int py) {
        bool inside = true;
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                if (!bit(shape, x, y))
                    continue;
                if (py + y < 0)
                    inside = false;
                else
                    rows[py + y] |= 1 << (px + x);
            }
        }
        clear();
        return inside;
    }
    private void clear() {
        const uint full = (1 << w) - 1;
        int gone = 0;
        for (int y = height - 1; y >= 0;) {
            if (rows[y] != full) {
                y--;
                continue;
            }
            rows.removeAt(uint(y));
            rows.insertAt(0, 0);
            gone++;
        }
        const array<int> worth = {0, 40, 100, 300, 1200};
        lines += gone;
        points += worth[gone];
    }
    int holes() const {
        int n = 0;
        for (int x = 0; x < w; x++) {
            bool covered = false;
            foreach (uint row : rows) {
                bool on = (row >> x & 1) != 0;
                if (on)
                    covered = true;
                else if (covered)
                    n++;
            }
        }
        return n;
    }
    int top() const {
        for (int y = 0; y < height; y++)
            if (rows[y] != 0)
                return height - y;
        return 0;
    }
    int filled() const {
        int n = 0;
        foreach (uint row : rows)
            for (uint b = row; b != 0; b &= b - 1)
                n++;
        return n;
    }
    string show() const {
        array<string> all;
        foreach (uint row : rows) {
            string line;
            for (int x = 0; x < w; x++)
                line += (row >> x & 1) != 0 ? "#" : ".";
            all.insertLast(line);
        }
        return join(all, "/");
    }
}
bool play(Field@ f, uint16 shape) {
    int bestScore = -1000000, bestX = 0;
    uint16 best = 0;
    for (int turn = 0; turn < 4; turn++, shape = turned(shape)) {
        for (int x = -3; x < f.width; x++) {
            int y = f.drop(shape, x);
            if (y < -3)
                continue;
            Field trial(f.width, f.height);
            trial = f;
            if (!trial.place(shape, x, y))
                continue;
            int score = (trial.lines - f.lines) * 50 - trial.holes() * 30 - trial.top() * 4 + y;
            if (score > bestScore) {
                bestScore = score;
                bestX = x;
                best = shape;
            }
        }
    }
    return best != 0 && f.place(best, bestX, f.drop(best, bestX));
}
void main() {
    foreach (uint16 s : shapes) {
        uint16 t = turned(turned(turned(turned(s))));
        assert(t == s);
    }
    assert(turned(0x0f00) == 0x2222 || turned(0x0f00) == 0x4444);
    Field small(4, 4);
    assert(small.place(0x0660, -1, 0));
    print(small.show()); // expect: ..../##../##../....
    assert(small.holes() == 2 && small.drop(0x0660, 1) == 1);
    assert(small.drop(0x0660, -1) == -2 && small.drop(0x0660, 3) == -100);
    assert(small.place(0x0660, 1, 0) && small.lines == 2 && small.points == 100 && small.filled() == 0);
    assert(small.place(0x0f00, 0, 2) && small.lines == 3 && small.points == 140);
    assert(!small.place(0x0660, 0, -2));
    Field@ f = Field(10, 18);
    uint seed = 2024;
    int pieces = 0;
    for (; pieces < 120; pieces++) {
        seed = seed * 1103515245 + 12345;
        if (!play(f, shapes[(seed >> 16) % shapes.length()]))
            break;
        assert(f.filled() == (pieces + 1) * 4 - f.lines * 10);
    }
    assert(pieces > 80 && f.lines > 20);
}
