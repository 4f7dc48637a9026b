// A dungeon is dug by a generator with its own random numbers: rooms that do not meet, corridors between them, doors, then a
// flood that shows that each place can be reached, and the same seed gives the same map.

enum Tile { Rock, Floor, Door, Wall }
class Random {
    private uint64 state;
    Random(uint64 seed) {
        state = seed * 2862933555777941757 + 3037000493;
    }
    uint next() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return uint(state >> 16);
    }
    int between(int low, int high) {
        assert(low <= high);
        return low + int(next() % uint(high - low + 1));
    }
}
class Rect {
    int x, y, w, h;
    Rect() {
    }
    Rect(int x, int y, int w, int h) {
        this.x = x;
        this.y = y;
        this.w = w;
        this.h = h;
    }
    bool meets(const Rect &in o) const {
        return x <= o.x + o.w && o.x <= x + w && y <= o.y + o.h && o.y <= y + h;
    }
    void center(int &out cx, int &out cy) const {
        cx = x + w / 2;
        cy = y + h / 2;
    }
    int area {
        get const {
            return w * h;
        }
    }
}
class Map {
    private array<Tile> tiles;
    private int width_, height_;
    array<Rect> rooms;
    Map(int w, int h) {
        width_ = w;
        height_ = h;
        tiles.resize(uint(w * h));
    }
    int width {
        get const {
            return width_;
        }
    }
    int height {
        get const {
            return height_;
        }
    }
    bool inside(int x, int y) const {
        return x >= 0 && y >= 0 && x < width_ && y < height_;
    }
    Tile &opIndex(int x, int y) {
        if (!inside(x, y))
            throw("outside " + x + "," + y);
        return tiles[uint(y * width_ + x)];
    }
    const Tile &opIndex(int x, int y) const {
        if (!inside(x, y))
            throw("outside " + x + "," + y);
        return tiles[uint(y * width_ + x)];
    }
    int count(Tile what) const {
        int n = 0;
        foreach (Tile t : tiles)
            if (t == what)
                n++;
        return n;
    }
    uint hash() const {
        uint h = 2166136261;
        foreach (Tile t : tiles)
            h = (h ^ uint(t)) * 16777619;
        return h;
    }
}
class Generator {
    private Random@ random;
    private Map@ map;
    Map@ dig(uint64 seed, int w, int h, int tries) {
        @random = Random(seed);
        @map = Map(w, h);
        for (int i = 0; i < tries; i++)
            room();
        for (uint i = 1; i < map.rooms.length(); i++)
            corridor(map.rooms[i - 1], map.rooms[i]);
        walls();
        return map;
    }
    private void room() {
        int w = random.between(3, 7), h = random.between(3, 5);
        Rect r(random.between(1, map.width - w - 2), random.between(1, map.height - h - 2), w, h);
        foreach (const Rect other : map.rooms)
            if (r.meets(other))
                return;
        for (int y = r.y; y < r.y + r.h; y++)
            for (int x = r.x; x < r.x + r.w; x++)
                map[x, y] = Floor;
        map.rooms.insertLast(r);
    }
    private void corridor(const Rect &in a, const Rect &in b) {
        int x, y, tx, ty;
        a.center(x, y);
        b.center(tx, ty);
        while (x != tx || y != ty) {
            if (map[x, y] == Rock)
                map[x, y] = Door;
            if (x != tx)
                x += x < tx ? 1 : -1;
            else
                y += y < ty ? 1 : -1;
        }
    }
    private void walls() {
        for (int y = 0; y < map.height; y++) {
            for (int x = 0; x < map.width; x++) {
                if (map[x, y] != Rock)
                    continue;
                bool near = false;
                for (int dy = -1; dy <= 1 && !near; dy++)
                    for (int dx = -1; dx <= 1 && !near; dx++)
                        if (map.inside(x + dx, y + dy)) {
                            Tile t = map[x + dx, y + dy];
                            near = t == Floor || t == Door;
                        }
                if (near)
                    map[x, y] = Wall;
            }
        }
    }
}
int flood(const Map &in map, int x, int y) {
    array<bool> seen(uint(map.width * map.height));
    array<int> open = {y * map.width + x};
    int reached = 0;
    while (!open.isEmpty()) {
        int at = open[open.length() - 1];
        open.removeLast();
        int cx = at % map.width, cy = at / map.width;
        if (!map.inside(cx, cy) || seen[at])
            continue;
        seen[at] = true;
        if (map[cx, cy] == Rock || map[cx, cy] == Wall)
            continue;
        reached++;
        open.insertLast(at + 1);
        open.insertLast(at - 1);
        if (cy > 0)
            open.insertLast(at - map.width);
        if (cy + 1 < map.height)
            open.insertLast(at + map.width);
    }
    return reached;
}
void main() {
    Generator g;
    array<uint> hashes;
    for (uint64 seed = 1; seed <= 6; seed++) {
        Map@ map = g.dig(seed, 40, 24, 30);
        assert(map.rooms.length() >= 3);
        int area = 0;
        for (uint i = 0; i < map.rooms.length(); i++) {
            area += map.rooms[i].area;
            for (uint k = 0; k < i; k++)
                assert(!map.rooms[i].meets(map.rooms[k]));
        }
        assert(map.count(Floor) == area);
        int x, y;
        map.rooms[0].center(x, y);
        assert(flood(map, x, y) == area + map.count(Door));
        for (int i = 0; i < map.width; i++)
            assert(map[i, 0] == Rock || map[i, 0] == Wall);
        assert(hashes.find(map.hash()) < 0);
        hashes.insertLast(map.hash());
    }
    assert(g.dig(3, 40, 24, 30).hash() == hashes[2]);
    string why;
    try {
        Map m(2, 2);
        m[1, 2] = Door;
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "outside 1,2");
}
