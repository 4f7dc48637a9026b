// Cells with formulas: what depends on what is found while computing, changes are passed on, circles are reported.

class Sheet {
    private dictionary cells;
    int computed = 0;
    Cell@ opIndex(const string &in name) {
        Cell@ c;
        if (!cells.get(name, @c)) {
            @c = Cell(this, name);
            @cells[name] = c;
        }
        return c;
    }
    Sheet@ set(const string &in name, const string &in formula) {
        this[name].formula = formula;
        return this;
    }
    string show(const string &in name) {
        try {
            return "" + this[name].value;
        } catch {
            return "#" + getExceptionInfo();
        }
    }
}
class Cell {
    private weakref<Sheet> sheet;
    private string name, source = "0";
    private double cached = 0;
    private bool fresh = false, busy = false;
    private array<Cell@> users;
    Cell(Sheet@ s, const string &in n) {
        @sheet = s;
        name = n;
    }
    string formula {
        get const {
            return source;
        }
        set {
            source = value;
            stale();
        }
    }
    double value {
        get {
            if (busy) {
                throw("circle at " + name);
            }
            if (!fresh) {
                Sheet@ s = sheet.get();
                s.computed++;
                busy = true;
                try {
                    cached = Formula(s, this, source).all();
                    busy = false;
                } catch {
                    busy = false;
                    throw(getExceptionInfo());
                }
                fresh = true;
            }
            return cached;
        }
    }
    void usedBy(Cell@ c) {
        if (users.findByRef(c) < 0)
            users.insertLast(c);
    }
    private void stale() {
        fresh = false;
        array<Cell@> list = users;
        users.resize(0);
        foreach (Cell@ c : list)
            c.stale();
    }
}
class Formula {
    private Sheet@ sheet;
    private Cell@ cell;
    private string text;
    private uint at = 0;
    Formula(Sheet@ s, Cell@ c, const string &in t) {
        @sheet = s;
        @cell = c;
        text = t;
    }
    double all() {
        double v = sum();
        if (at < text.length())
            throw("stray " + text.substr(at));
        return v;
    }
    private uint8 peek() const {
        return at < text.length() ? text[at] : 0;
    }
    private double sum() {
        double v = product();
        while (peek() == 43 || peek() == 45) {
            bool plus = text[at++] == 43;
            double o = product();
            v += plus ? o : -o;
        }
        return v;
    }
    private double product() {
        double v = one();
        while (peek() == 42 || peek() == 47) {
            if (text[at++] == 42)
                v *= one();
            else
                v /= one();
        }
        return v;
    }
    private double one() {
        uint8 c = peek();
        if (c == 40) {
            at++;
            double v = sum();
            if (peek() != 41)
                throw("open (");
            at++;
            return v;
        }
        uint start = at;
        if (c >= 65 && c <= 90) {
            at++;
            while (peek() >= 48 && peek() <= 57)
                at++;
            Cell@ used = sheet[text.substr(start, int(at - start))];
            used.usedBy(cell);
            if (peek() == 58)
                return range(text.substr(start, int(at - start)));
            return used.value;
        }
        uint n;
        double v = parseFloat(text.substr(at), n);
        if (n == 0)
            throw("bad formula");
        at += n;
        return v;
    }
    private double range(const string &in first) {
        uint start = ++at;
        at++;
        while (peek() >= 48 && peek() <= 57)
            at++;
        int64 from = parseInt(first.substr(1)), to = parseInt(text.substr(start + 1, int(at - start - 1)));
        double total = 0;
        for (int64 row = from; row <= to; row++) {
            Cell@ c = sheet[first.substr(0, 1) + row];
            c.usedBy(cell);
            total += c.value;
        }
        return total;
    }
}
void main() {
    Sheet s;
    s.set("A1", "2").set("A2", "3").set("A3", "A1*A2+1").set("B1", "A1:A3").set("B2", "(B1+1)/2");
    print(s.show("B2") + " " + s.show("B1") + " " + s.computed); // expect: 6.5 12 5
    s.show("B2");
    assert(s.computed == 5);
    s.set("A2", "10");
    print(s.show("B2") + " " + s.computed); // expect: 17 9
    s.set("C1", "7");
    s.show("C1");
    assert(s.computed == 10 && s.show("B2") == "17" && s.computed == 10);
    s.set("A1", "B2");
    print(s.show("B2")); // expect: #circle at B2
    print(s.show("A1")); // expect: #circle at A1
    s.set("A1", "1");
    print(s.show("B2") + " " + s["A1"].formula); // expect: 11.5 1
    print(s.set("D1", "1/0").show("D1")); // expect: #Divide by zero
    print(s.set("D2", "D1+1").show("D2")); // expect: #Divide by zero
    print(s.set("D1", "1+").show("D2")); // expect: #bad formula
    print(s.set("D1", "(1").show("D2")); // expect: #open (
    print(s.set("D1", "1 1").show("D2")); // expect: #stray  1
    print(s.set("D1", "0.5").show("D2")); // expect: 1.5
    print(s.show("Z9")); // expect: 0
}
