// Points in a tree of squares: asked by area and by distance, moved and removed, against a plain list.
class Point {
    float x = 0, y = 0;
    int id = -1;
    Point() {
    }
    Point(float x, float y, int id = -1) {
        this.x = x;
        this.y = y;
        this.id = id;
    }
    float distance2(const Point &in o) const {
        return (x - o.x) ** 2 + (y - o.y) ** 2;
    }
}
class Area {
    float left, top, right, bottom;
    Area(float l, float t, float r, float b) {
        left = l;
        top = t;
        right = r;
        bottom = b;
    }
    bool has(const Point &in p) const {
        return p.x >= left && p.x < right && p.y >= top && p.y < bottom;
    }
    bool meets(const Area &in o) const {
        return left < o.right && o.left < right && top < o.bottom && o.top < bottom;
    }
    Area quarter(int i) const {
        float mx = (left + right) / 2, my = (top + bottom) / 2;
        return Area(i & 1 == 0 ? left : mx, i & 2 == 0 ? top : my, i & 1 == 0 ? mx : right, i & 2 == 0 ? my : bottom);
    }
    float distance2(const Point &in p) const {
        float dx = p.x < left ? left - p.x : p.x > right ? p.x - right : 0;
        float dy = p.y < top ? top - p.y : p.y > bottom ? p.y - bottom : 0;
        return dx * dx + dy * dy;
    }
}
const uint limit = 4;
class Tree {
    private Area@ area;
    private array<Point> points;
    private array<Tree@> parts;
    private int depth;
    Tree(Area@ a, int depth = 0) {
        @area = a;
        this.depth = depth;
    }
    bool add(const Point &in p) {
        if (!area.has(p))
            return false;
        if (parts.isEmpty()) {
            points.insertLast(p);
            if (points.length() > limit && depth < 12)
                split();
            return true;
        }
        foreach (Tree@ t : parts)
            if (t.add(p))
                return true;
        throw("a point between the parts");
        return false;
    }
    private void split() {
        for (int i = 0; i < 4; i++)
            parts.insertLast(Tree(area.quarter(i), depth + 1));
        array<Point> mine = points;
        points.resize(0);
        foreach (Point p : mine)
            add(p);
    }
    bool remove(const Point &in p) {
        if (!area.has(p))
            return false;
        for (uint i = 0; i < points.length(); i++) {
            if (points[i].id == p.id) {
                points.removeAt(i);
                return true;
            }
        }
        bool removed = false;
        foreach (Tree@ t : parts)
            removed = removed || t.remove(p);
        if (removed && count() <= limit) {
            array<Point> rest;
            collect(area, rest);
            parts.resize(0);
            points = rest;
        }
        return removed;
    }
    uint count() const {
        uint n = points.length();
        foreach (const Tree@ t : parts)
            n += t.count();
        return n;
    }
    int height() const {
        int h = 0;
        foreach (const Tree@ t : parts) {
            int other = t.height() + 1;
            h = other > h ? other : h;
        }
        return h;
    }
    void collect(const Area@ in_, array<Point> &inout found) const {
        if (!area.meets(in_))
            return;
        foreach (Point p : points)
            if (in_.has(p))
                found.insertLast(p);
        foreach (const Tree@ t : parts)
            t.collect(in_, found);
    }
    void nearest(const Point &in to, Point &inout best) const {
        if (best.id >= 0 && area.distance2(to) > best.distance2(to))
            return;
        foreach (Point p : points)
            if (best.id < 0 || p.distance2(to) < best.distance2(to))
                best = p;
        foreach (const Tree@ t : parts)
            t.nearest(to, best);
    }
}
uint seed = 99;
float random() {
    seed = seed * 1664525 + 1013904223;
    return float(seed >> 8) / 16777216.0f;
}
void main() {
    Tree@ tree = Tree(Area(0, 0, 100, 100));
    array<Point> all;
    for (int i = 0; i < 300; i++) {
        Point p(random() * 100, random() * 100, i);
        all.insertLast(p);
        assert(tree.add(p));
    }
    assert(!tree.add(Point(100, 5)) && !tree.add(Point(-1, 5)) && tree.count() == 300);
    assert(tree.height() >= 3);
    for (int round = 0; round < 40; round++) {
        float x = random() * 90, y = random() * 90;
        Area a(x, y, x + random() * 30, y + random() * 30);
        array<Point> found;
        tree.collect(a, found);
        uint expected = 0;
        foreach (Point p : all)
            if (a.has(p))
                expected++;
        assert(found.length() == expected);
        Point to(random() * 120 - 10, random() * 120 - 10), best, plain = all[0];
        tree.nearest(to, best);
        foreach (Point p : all)
            if (p.distance2(to) < plain.distance2(to))
                plain = p;
        assert(best.id == plain.id);
    }
    for (int i = 299; i >= 3; i--) {
        assert(tree.remove(all[i]));
        assert(!tree.remove(all[i]));
        all.removeLast();
    }
    assert(tree.count() == 3 && tree.height() == 0);
    // Many points in one place end at the limit of depth.
    for (int i = 0; i < 20; i++)
        assert(tree.add(Point(1, 1, 1000 + i)));
    assert(tree.count() == 23 && tree.height() == 12);
    array<Point> here;
    tree.collect(Area(0.5f, 0.5f, 1.5f, 1.5f), here);
    assert(here.length() >= 20);
}
