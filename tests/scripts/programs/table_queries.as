// Tables read from text with separated fields; queries that filter, sort, join and group by functions given to them.

funcdef bool Where(const Row@);
funcdef string Key(const Row@);
funcdef double Measure(const Row@);
class Row {
    private array<string>@ names;
    array<string> cells;
    Row(array<string>@ names, const array<string> &in cells) {
        @this.names = names;
        this.cells = cells;
    }
    string opIndex(const string &in name) const {
        int i = names.find(name);
        if (i < 0)
            throw("no column " + name);
        return cells[i];
    }
    double number(const string &in name) const {
        string cell = this[name];
        uint used;
        double d = parseFloat(cell, used);
        if (used != cell.length() || used == 0)
            throw("no number: " + cell);
        return d;
    }
}
class Table {
    array<string> names;
    array<Row@> rows;
    Table() {
    }
    Table(const string &in text) {
        array<string>@ lines = text.split("\n");
        names = fields(lines[0]);
        for (uint n = 1; n < lines.length(); n++) {
            if (lines[n].isEmpty())
                continue;
            array<string> cells = fields(lines[n]);
            if (cells.length() != names.length())
                throw("line " + (n + 1) + " has " + cells.length() + " fields");
            rows.insertLast(Row(names, cells));
        }
    }
    private array<string> fields(const string &in line) {
        array<string> list;
        string cell;
        bool quoted = false;
        for (uint i = 0; i < line.length(); i++) {
            if (line[i] == 34) {
                quoted = !quoted;
            } else if (line[i] == 44 && !quoted) {
                list.insertLast(cell);
                cell = "";
            } else {
                cell += line.substr(i, 1);
            }
        }
        list.insertLast(cell);
        return list;
    }
    private Table@ like() const {
        Table t;
        t.names = names;
        return t;
    }
    Table@ where(Where@ test) const {
        Table@ t = like();
        foreach (Row@ r : rows)
            if (test(r))
                t.rows.insertLast(r);
        return t;
    }
    Table@ by(Measure@ m) const {
        // A stable sort by merging.
        Table@ t = like();
        t.rows = merge(rows, m);
        return t;
    }
    private array<Row@> merge(const array<Row@> &in list, Measure@ m) const {
        if (list.length() < 2)
            return list;
        array<Row@> a, b, r;
        foreach (Row@ row, uint i : list) {
            if (i < list.length() / 2)
                a.insertLast(row);
            else
                b.insertLast(row);
        }
        a = merge(a, m);
        b = merge(b, m);
        uint i = 0, k = 0;
        while (i < a.length() || k < b.length()) {
            if (k >= b.length() || i < a.length() && m(a[i]) <= m(b[k]))
                r.insertLast(a[i++]);
            else
                r.insertLast(b[k++]);
        }
        return r;
    }
    string column(const string &in name) const {
        array<string> list;
        foreach (const Row@ r : rows)
            list.insertLast(r[name]);
        return join(list, ",");
    }
    string group(Key@ key, Measure@ measure) const {
        array<string> keys;
        dictionary sums;
        foreach (Row@ r : rows) {
            string k = key(r);
            double sum = 0;
            if (!sums.get(k, sum))
                keys.insertLast(k);
            sums[k] = sum + measure(r);
        }
        keys.sortAsc();
        string all;
        foreach (string k : keys)
            all += k + "=" + double(sums[k]) + " ";
        return all;
    }
    Table@ joined(const Table@ o, const string &in mine, const string &in theirs) const {
        Table t;
        t.names = names;
        foreach (string n : o.names)
            t.names.insertLast(n);
        foreach (const Row@ a : rows) {
            foreach (const Row@ b : o.rows) {
                if (a[mine] != b[theirs])
                    continue;
                array<string> cells = a.cells;
                foreach (string c : b.cells)
                    cells.insertLast(c);
                t.rows.insertLast(Row(t.names, cells));
            }
        }
        return t;
    }
}
void main() {
    Table@ items = Table("item,kind,price,count\nsword,weapon,120,1\n\"bow, long\",weapon,80.5,2\napple,food,0.25,40\nbread,food,1.5,10\nmap,misc,15,1\n");
    print(items.column("item")); // expect: sword,bow, long,apple,bread,map
    print(items.where(function(r) { return r.number("price") > 10; }).column("item")); // expect: sword,bow, long,map
    print(items.by(function(r) { return r.number("count"); }).column("item")); // expect: sword,map,bow, long,bread,apple
    print(items.by(function(r) { return -r.number("price"); }).column("price")); // expect: 120,80.5,15,1.5,0.25
    print(items.group(function(r) { return r["kind"]; }, function(r) { return r.number("price") * r.number("count"); })); // expect: food=25 misc=15 weapon=281 
    Table@ kinds = Table("name,shelf\nfood,3\nweapon,1");
    Table@ both = items.joined(kinds, "kind", "name");
    print(both.column("shelf") + " " + both.names.length()); // expect: 1,1,3,3 6
    print(both.where(function(r) { return r["shelf"] == "3"; }).group(function(r) { return r["shelf"]; }, function(r) { return 1; })); // expect: 3=2 
    string all;
    array<string> bad = {"a,b\n1", "a\nx"};
    foreach (string text : bad) {
        try {
            Table t(text);
            t.by(function(r) { return r.number("a"); });
            t.rows[0].number("a");
        } catch {
            all += getExceptionInfo() + "; ";
        }
    }
    try {
        items.column("none");
    } catch {
        all += getExceptionInfo();
    }
    print(all); // expect: line 2 has 1 fields; no number: x; no column none
}
