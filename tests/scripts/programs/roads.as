// Roads between towns: a heap with a comparison of choice, shortest ways, the smallest network that joins all, and what is
// left when towns are cut off.

funcdef bool Before(const Way &in, const Way &in);
class Way {
    int from, to;
    double length;
    Way() {
        from = to = -1;
        length = 0;
    }
    Way(int f, int t, double l) {
        from = f;
        to = t;
        length = l;
    }
}
class Heap {
    private array<Way> items;
    private Before@ before;
    int swaps = 0;
    Heap(Before@ b) {
        @before = b;
    }
    bool empty {
        get const {
            return items.isEmpty();
        }
    }
    private void swap(uint a, uint b) {
        Way t = items[a];
        items[a] = items[b];
        items[b] = t;
        swaps++;
    }
    void push(const Way &in w) {
        items.insertLast(w);
        uint i = items.length() - 1;
        while (i > 0) {
            uint up = (i - 1) / 2;
            if (!before(items[i], items[up]))
                break;
            swap(i, up);
            i = up;
        }
    }
    Way pop() {
        if (items.isEmpty())
            throw("empty heap");
        Way top = items[0];
        items[0] = items[items.length() - 1];
        items.removeLast();
        uint i = 0;
        for (;;) {
            uint best = i;
            for (uint k = 2 * i + 1; k <= 2 * i + 2; k++)
                if (k < items.length() && before(items[k], items[best]))
                    best = k;
            if (best == i)
                return top;
            swap(i, best);
            i = best;
        }
        return top;
    }
}
class Land {
    private array<string> names;
    private array<array<Way>> ways;
    int town(const string &in name) {
        int i = names.find(name);
        if (i >= 0)
            return i;
        names.insertLast(name);
        ways.resize(names.length());
        return int(names.length()) - 1;
    }
    Land@ road(const string &in a, const string &in b, double length) {
        int x = town(a), y = town(b);
        ways[x].insertLast(Way(x, y, length));
        ways[y].insertLast(Way(y, x, length));
        return this;
    }
    uint size() const {
        return names.length();
    }
    string shortest(const string &in a, const string &in b, double &out total) {
        int from = town(a), to = town(b);
        array<double> best(names.length(), 1e30);
        array<int> back(names.length(), -1);
        Heap open(function(x, y) { return x.length < y.length; });
        best[from] = 0;
        open.push(Way(from, from, 0));
        while (!open.empty) {
            Way w = open.pop();
            if (w.length > best[w.to])
                continue;
            if (w.to == to)
                break;
            foreach (Way next : ways[w.to]) {
                double d = w.length + next.length;
                if (d < best[next.to]) {
                    best[next.to] = d;
                    back[next.to] = w.to;
                    open.push(Way(w.to, next.to, d));
                }
            }
        }
        total = best[to];
        if (total >= 1e30)
            return "-";
        string text = names[to];
        for (int i = back[to]; i >= 0; i = back[i])
            text = names[i] + ">" + text;
        return text;
    }
    // The length of the least roads that join all towns that are joined at all, and how many groups there are.
    double network(int &out groups) {
        array<int> parent(names.length());
        for (uint i = 0; i < parent.length(); i++)
            parent[i] = int(i);
        Heap all(function(x, y) { return x.length < y.length; });
        foreach (array<Way> list : ways)
            foreach (Way w : list)
                if (w.from < w.to)
                    all.push(w);
        groups = int(names.length());
        double sum = 0;
        while (!all.empty) {
            Way w = all.pop();
            int a = root(parent, w.from), b = root(parent, w.to);
            if (a == b)
                continue;
            parent[a] = b;
            sum += w.length;
            groups--;
        }
        return sum;
    }
    private int root(array<int> &inout parent, int i) {
        while (parent[i] != i) {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }
        return i;
    }
}
void main() {
    Land land;
    land.road("Ash", "Birch", 7).road("Ash", "Cedar", 9).road("Ash", "Fir", 14).road("Birch", "Cedar", 10);
    land.road("Birch", "Dogwood", 15).road("Cedar", "Dogwood", 11).road("Cedar", "Fir", 2);
    land.road("Dogwood", "Elm", 6).road("Elm", "Fir", 9);
    double total;
    print(land.shortest("Ash", "Elm", total) + " " + total); // expect: Ash>Cedar>Fir>Elm 20
    print(land.shortest("Ash", "Ash", total) + " " + total); // expect: Ash 0
    print(land.shortest("Dogwood", "Fir", total) + " " + total); // expect: Dogwood>Cedar>Fir 13
    int groups;
    assert(land.network(groups) == 7 + 9 + 2 + 9 + 6 && groups == 1);
    land.road("Isle", "Reef", 1);
    print(land.shortest("Ash", "Reef", total)); // expect: -
    assert(land.network(groups) == 34 && groups == 2);
    assert(land.size() == 8);
    Heap down(function(a, b) { return a.length > b.length; });
    array<double> sample = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5};
    foreach (double d : sample)
        down.push(Way(0, 0, d));
    double last = 100;
    uint n = 0;
    while (!down.empty) {
        Way w = down.pop();
        assert(w.length <= last);
        last = w.length;
        n++;
    }
    assert(n == sample.length() && last == 1);
    string why;
    try {
        down.pop();
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "empty heap");
}
