// A tree of letters: words are found by their beginnings, by patterns, and by likeness; removing leaves no empty branches.
class Letter {
    private array<Letter@> next(26);
    int count = 0;
    int branches = 0;
    Letter@ get_opIndex(uint i) const property {
        return next[i];
    }
    void set_opIndex(uint i, Letter@ l) property {
        if (next[i] is null && l !is null)
            branches++;
        else if (next[i] !is null && l is null)
            branches--;
        @next[i] = l;
    }
}
uint slot(uint8 c) {
    if (c < 97 || c > 122)
        throw("no letter: " + c);
    return c - 97;
}
string letter(uint i) {
    return "abcdefghijklmnopqrstuvwxyz".substr(i, 1);
}
class Words {
    private Letter root;
    uint size = 0;
    Words(const array<string> &in list = array<string>()) {
        foreach (string w : list)
            add(w);
    }
    bool add(const string &in word) {
        Letter@ at = root;
        for (uint i = 0; i < word.length(); i++) {
            uint s = slot(word[i]);
            if (at[s] is null)
                @at[s] = Letter();
            @at = at[s];
        }
        if (at.count++ > 0)
            return false;
        size++;
        return true;
    }
    private const Letter@ find(const string &in word) const {
        const Letter@ at = root;
        for (uint i = 0; i < word.length() && at !is null; i++)
            @at = at[slot(word[i])];
        return at;
    }
    bool has(const string &in word) const {
        const Letter@ l = find(word);
        return l !is null && l.count > 0;
    }
    bool remove(const string &in word) {
        if (!has(word))
            return false;
        take(root, word, 0);
        size--;
        return true;
    }
    private bool take(Letter@ at, const string &in word, uint i) {
        if (i == word.length()) {
            at.count = 0;
        } else if (take(at[slot(word[i])], word, i + 1)) {
            @at[slot(word[i])] = null;
        }
        return at.count == 0 && at.branches == 0;
    }
    array<string> starting(const string &in prefix) const {
        array<string> found;
        const Letter@ l = find(prefix);
        if (l !is null)
            collect(l, prefix, found);
        return found;
    }
    private void collect(const Letter@ l, const string &in path, array<string> &inout found) const {
        if (l.count > 0)
            found.insertLast(path);
        for (uint i = 0; i < 26; i++)
            if (l[i] !is null)
                collect(l[i], path + letter(i), found);
    }
    array<string> like(const string &in pattern) const {
        array<string> found;
        pattern_(root, pattern, 0, "", found);
        return found;
    }
    private void pattern_(const Letter@ l, const string &in p, uint at, const string &in path, array<string> &inout found) const {
        if (at == p.length()) {
            if (l.count > 0)
                found.insertLast(path);
            return;
        }
        for (uint i = 0; i < 26; i++)
            if (l[i] !is null && (p[at] == 63 || slot(p[at]) == i))
                pattern_(l[i], p, at + 1, path + letter(i), found);
    }
    // All words that differ in at most so many letters put in, left out or changed.
    array<string> near(const string &in word, int most) const {
        array<string> found;
        array<int> row(word.length() + 1);
        for (uint i = 0; i < row.length(); i++)
            row[i] = int(i);
        for (uint i = 0; i < 26; i++)
            if (root[i] !is null)
                nearer(root[i], i, letter(i), word, row, most, found);
        return found;
    }
    private void nearer(const Letter@ l, uint s, const string &in path, const string &in word, const array<int> &in above, int most,
                        array<string> &inout found) const {
        array<int> row = {above[0] + 1};
        int least = row[0];
        for (uint i = 1; i < above.length(); i++) {
            int cost = above[i - 1] + (slot(word[i - 1]) == s ? 0 : 1);
            if (row[i - 1] + 1 < cost)
                cost = row[i - 1] + 1;
            if (above[i] + 1 < cost)
                cost = above[i] + 1;
            row.insertLast(cost);
            if (cost < least)
                least = cost;
        }
        if (l.count > 0 && row[row.length() - 1] <= most)
            found.insertLast(path);
        if (least <= most)
            for (uint i = 0; i < 26; i++)
                if (l[i] !is null)
                    nearer(l[i], i, path + letter(i), word, row, most, found);
    }
    int letters() const {
        return count(root) - 1;
    }
    private int count(const Letter@ l) const {
        int n = 1;
        for (uint i = 0; i < 26; i++)
            if (l[i] !is null)
                n += count(l[i]);
        return n;
    }
}
void main() {
    Words w({"car", "cart", "cat", "dog", "do", "door", "card", "care", "cat"});
    assert(w.size == 8 && w.has("do") && !w.has("ca") && !w.has("cars"));
    print(join(w.starting("car"), " ")); // expect: car card care cart
    print(join(w.like("??r?"), " ")); // expect: card care cart
    print(join(w.near("cot", 1), " ")); // expect: cat
    print(join(w.near("dor", 1), " ")); // expect: do dog door
    assert(w.starting("x").isEmpty() && w.starting("").length() == 8 && w.letters() == 12);
    assert(w.remove("car") && !w.remove("car") && !w.remove("carpet") && w.has("cart"));
    assert(w.letters() == 12 && w.remove("door") && w.letters() == 10);
    array<string> all = w.starting("");
    foreach (string word : all)
        assert(w.remove(word));
    assert(w.size == 0 && w.letters() == 0 && w.add("again"));
    string why;
    try {
        w.add("Big");
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "no letter: 66" && Words().size == 0);
}
