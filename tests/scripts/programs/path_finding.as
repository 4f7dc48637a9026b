// Shortest paths on a map: breadth-first search, A* with a binary heap, and the two agree.
class Point {
    int x, y;
    Point() {}
    Point(int x, int y) { this.x = x; this.y = y; }
    Point opAdd(const Point &in o) const { return Point(x + o.x, y + o.y); }
    bool opEquals(const Point &in o) const { return x == o.x && y == o.y; }
    int opCmp(const Point &in o) const { return y != o.y ? y - o.y : x - o.x; }
    string opImplConv() const { return "(" + x + "," + y + ")"; }
}
const array<Point> STEPS = {Point(1, 0), Point(0, 1), Point(-1, 0), Point(0, -1)};
class Map {
    private array<array<int>> cells;
    int width { get const { return int(cells[0].length()); } }
    int height { get const { return int(cells.length()); } }
    Map(const string &in text) {
        array<string>@ rows = text.split("|");
        cells.resize(rows.length());
        foreach (string row, uint y : rows) {
            cells[y].resize(row.length());
            for (uint x = 0; x < row.length(); x++) cells[y][x] = row[x] == 35 ? 0 : row[x] == 46 ? 1 : int(row[x]) - 48;
        }
    }
    int opIndex(const Point &in p) const {
        if (p.x < 0 || p.y < 0 || p.x >= width || p.y >= height) return 0;
        return cells[p.y][p.x];
    }
    int index(const Point &in p) const { return p.y * width + p.x; }
    Point find(int value) const {
        for (int y = 0; y < height; y++) for (int x = 0; x < width; x++) if (cells[y][x] == value) return Point(x, y);
        throw("not on the map");
        return Point();
    }
}
class Entry { Point at; int cost; int order; Entry(Point p, int c, int o) { at = p; cost = c; order = o; } Entry() {} }
class Heap {
    private array<Entry@> items;
    uint length { get const { return items.length(); } }
    private bool before(uint a, uint b) const {
        return items[a].cost < items[b].cost || items[a].cost == items[b].cost && items[a].order < items[b].order;
    }
    private void swap(uint a, uint b) { Entry@ t = items[a]; @items[a] = items[b]; @items[b] = t; }
    void push(Entry@ e) {
        items.insertLast(e);
        for (uint i = items.length() - 1; i > 0 && before(i, (i - 1) / 2); i = (i - 1) / 2) swap(i, (i - 1) / 2);
    }
    Entry@ pop() {
        Entry@ top = items[0];
        @items[0] = items[items.length() - 1];
        items.removeLast();
        uint i = 0;
        while (true) {
            uint least = i;
            for (uint c = 2 * i + 1; c <= 2 * i + 2; c++) if (c < items.length() && before(c, least)) least = c;
            if (least == i) return top;
            swap(i, least);
            i = least;
        }
        return null;
    }
}
int absolute(int v) { return v < 0 ? -v : v; }
abstract class Search {
    protected const Map@ map; int visited = 0;
    Search(const Map@ m) { @map = m; }
    int estimate(const Point &in a, const Point &in b) const { return 0; }
    array<Point>@ path(const Point &in from, const Point &in to) {
        array<int> cost(uint(map.width * map.height), 1 << 30);
        array<int> cameFrom(cost.length(), -1);
        Heap open;
        int order = 0;
        cost[map.index(from)] = 0;
        open.push(Entry(from, estimate(from, to), order++));
        while (open.length > 0) {
            Entry@ e = open.pop();
            visited++;
            if (e.at == to) break;
            foreach (auto step, uint d : STEPS) {
                Point next = e.at + step;
                if (map[next] == 0) continue;
                int c = cost[map.index(e.at)] + map[next];
                if (c >= cost[map.index(next)]) continue;
                cost[map.index(next)] = c;
                cameFrom[map.index(next)] = int(d);
                open.push(Entry(next, c + estimate(next, to), order++));
            }
        }
        if (cost[map.index(to)] == 1 << 30) return null;
        array<Point> result = {to};
        Point p = to;
        while (!(p == from)) {
            int d = cameFrom[map.index(p)];
            p = p + STEPS[(d + 2) % 4];
            result.insertAt(0, p);
        }
        return result;
    }
    int length(array<Point>@ path) const { int sum = 0; if (path is null) return -1; for (uint i = 1; i < path.length(); i++) sum += map[path[i]]; return sum; }
}
class Dijkstra : Search { Dijkstra(const Map@ m) { super(m); } }
class Star : Search { Star(const Map@ m) { super(m); } int estimate(const Point &in a, const Point &in b) const override { return absolute(a.x - b.x) + absolute(a.y - b.y); } }
void main() {
    Map map("..........|.########.|.#......#.|.#.####.#.|.#.#8.#.#.|.#.##.#.#.|.#....#.#.|.######.#.|........#.|.########.");
    Dijkstra d(map);
    Star s(map);
    Point goal = map.find(8);
    array<Point>@ a = d.path(Point(0, 0), goal);
    array<Point>@ b = s.path(Point(0, 0), goal);
    print("" + d.length(a) + " " + s.length(b) + " " + a.length()); // expect: 43 43 37
    assert(s.visited <= d.visited);
    print(string(b[0]) + string(b[b.length() - 1]) + string(goal)); // expect: (0,0)(4,4)(4,4)
    for (uint i = 1; i < b.length(); i++) assert(absolute(b[i].x - b[i - 1].x) + absolute(b[i].y - b[i - 1].y) == 1);
    Map walls("..#..|..#..|..#..");
    Star w(walls);
    print("" + (w.path(Point(0, 0), Point(4, 0)) is null) + w.length(null)); // expect: true-1
    Map weights("191|191|111");
    Star v(weights);
    print("" + v.length(v.path(Point(0, 0), Point(2, 0)))); // expect: 6
    try { map.find(7); } catch { print(getExceptionInfo()); } // expect: not on the map
    a.sortAsc();
    for (uint i = 1; i < a.length(); i++) assert(a[i - 1].opCmp(a[i]) < 0);
    // Many random maps: both searches agree.
    uint seed = 12345;
    int found = 0;
    for (int round = 0; round < 20; round++) {
        array<string> rows;
        for (int y = 0; y < 12; y++) {
            string row;
            for (int x = 0; x < 12; x++) {
                seed = seed * 1103515245 + 12345;
                uint r = (seed >> 16) % 10;
                row += r < 3 && x + y > 0 && x + y < 22 ? "#" : "" + (1 + r % 5);
            }
            rows.insertLast(row);
        }
        Map m(join(rows, "|"));
        Dijkstra x(m);
        Star y(m);
        int l = x.length(x.path(Point(), Point(11, 11)));
        assert(l == y.length(y.path(Point(), Point(11, 11))));
        if (l >= 0) found++;
    }
    assert(found > 3);
}
