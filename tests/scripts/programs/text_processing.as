// Text processing: word counts, wrapping, run-length and Caesar coding, a template filler, edit distance, a JSON printer and reader.
array<string> words(const string &in text) {
    array<string> result;
    string word;
    for (uint i = 0; i <= text.length(); i++) {
        uint8 c = i < text.length() ? text[i] : 32;
        if (c >= 65 && c <= 90) c += 32;
        if (c >= 97 && c <= 122) { word.resize(word.length() + 1); word[word.length() - 1] = c; }
        else if (!word.isEmpty()) { result.insertLast(word); word = ""; }
    }
    return result;
}
string wrap(const string &in text, uint width) {
    string line, all;
    foreach (auto w : text.split(" ")) {
        if (!line.isEmpty() && line.length() + 1 + w.length() > width) { all += line + "/"; line = ""; }
        line += (line.isEmpty() ? "" : " ") + w;
    }
    return all + line;
}
string rle(const string &in s) {
    string r;
    for (uint i = 0; i < s.length();) {
        uint j = i;
        while (j < s.length() && s[j] == s[i]) j++;
        if (j - i > 1) r += j - i;
        r += s.substr(i, 1);
        i = j;
    }
    return r;
}
string unrle(const string &in s) {
    string r; int n = 0;
    for (uint i = 0; i < s.length(); i++) {
        if (s[i] >= 48 && s[i] <= 57) { n = n * 10 + s[i] - 48; continue; }
        for (int k = n == 0 ? 1 : n; k > 0; --k) r += s.substr(i, 1);
        n = 0;
    }
    return r;
}
string caesar(string s, int by) {
    for (uint i = 0; i < s.length(); i++) {
        int base = s[i] >= 97 && s[i] <= 122 ? 97 : s[i] >= 65 && s[i] <= 90 ? 65 : 0;
        if (base != 0) s[i] = uint8((int(s[i]) - base + by + 26) % 26 + base);
    }
    return s;
}
string fill(const string &in form, dictionary@ values) {
    string r; uint at = 0;
    while (true) {
        int open = form.findFirst("{", at);
        if (open < 0) return r + form.substr(at);
        int close = form.findFirst("}", uint(open));
        if (close < 0) throw("unclosed");
        r += form.substr(at, open - int(at));
        string key = form.substr(uint(open) + 1, close - open - 1), value; int64 number;
        if (values.get(key, value)) r += value;
        else if (values.get(key, number)) r += number;
        else r += "?" + key;
        at = uint(close) + 1;
    }
    return r;
}
int distance(const string &in a, const string &in b) {
    array<array<int>> d(a.length() + 1, array<int>(b.length() + 1));
    for (uint i = 0; i <= a.length(); i++) d[i][0] = int(i);
    for (uint j = 0; j <= b.length(); j++) d[0][j] = int(j);
    for (uint i = 1; i <= a.length(); i++)
        for (uint j = 1; j <= b.length(); j++) {
            int best = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            if (d[i - 1][j] + 1 < best) best = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < best) best = d[i][j - 1] + 1;
            d[i][j] = best;
        }
    return d[a.length()][b.length()];
}
abstract class Json { string show() const { return ""; } Json@ at(const string &in key) const { return null; } Json@ at(uint i) const { return null; } }
class JsonNull : Json { string show() const override { return "null"; } }
class JsonNumber : Json { double v; JsonNumber(double v) { this.v = v; } string show() const override { return "" + v; } }
class JsonText : Json { string v; JsonText(const string &in v) { this.v = v; } string show() const override { return "\"" + v + "\""; } }
class JsonList : Json {
    array<Json@> items;
    string show() const override { array<string> p; for (uint i = 0; i < items.length(); i++) p.insertLast(items[i].show()); return "[" + join(p, ",") + "]"; }
    Json@ at(uint i) const override { return items[i]; }
}
class JsonObject : Json {
    array<string> keys; dictionary values;
    string show() const override { array<string> p; foreach (auto k : keys) { Json@ j; values.get(k, @j); p.insertLast("\"" + k + "\":" + j.show()); } return "{" + join(p, ",") + "}"; }
    Json@ at(const string &in key) const override { Json@ j; values.get(key, @j); return j; }
}
class Reader {
    private string s; private uint p = 0;
    Reader(const string &in s) { this.s = s; }
    private void skip() { while (p < s.length() && (s[p] == 32 || s[p] == 10)) ++p; }
    private bool take(const string &in t) { skip(); if (s.substr(p, int(t.length())) != t) return false; p += t.length(); return true; }
    private string text() { uint start = p; while (p < s.length() && s[p] != 34) p++; if (p >= s.length()) throw("text not closed"); return s.substr(start, int(p++ - start)); }
    Json@ read() {
        if (take("null")) return JsonNull();
        if (take("\"")) return JsonText(text());
        if (take("[")) {
            JsonList l;
            if (take("]")) return l;
            do l.items.insertLast(read()); while (take(","));
            if (!take("]")) throw("expected ] at " + p);
            return l;
        }
        if (take("{")) {
            JsonObject o;
            if (take("}")) return o;
            do {
                if (!take("\"")) throw("expected a key at " + p);
                string key = text();
                if (!take(":")) throw("expected : at " + p);
                o.keys.insertLast(key);
                @o.values[key] = read();
            } while (take(","));
            if (!take("}")) throw("expected } at " + p);
            return o;
        }
        uint used;
        double v = parseFloat(s.substr(p), used);
        if (used == 0) throw("unexpected at " + p);
        p += used;
        return JsonNumber(v);
    }
}
string reread(const string &in s) { try { return Reader(s).read().show(); } catch { return "! " + getExceptionInfo(); } }
void main() {
    string text = "The quick brown fox jumps over the lazy dog. The dog barks; the FOX runs!";
    dictionary counts;
    foreach (auto w : words(text)) { int n = 0; counts.get(w, n); counts[w] = n + 1; }
    array<string>@ keys = counts.getKeys();
    keys.sort(function(a, b) { return a < b; });
    string s;
    foreach (auto k : keys) if (int(counts[k]) > 1) s += k + int(counts[k]) + " ";
    print(s); // expect: dog2 fox2 the4 
    print(wrap(text, 20)); // expect: The quick brown fox/jumps over the lazy/dog. The dog barks;/the FOX runs!
    print(rle("aaabccdddddddddddde") + " " + unrle(rle("aaabccdddddddddddde"))); // expect: 3ab2c12de aaabccdddddddddddde
    print(caesar("Hello, World!", 3) + caesar(caesar("xyzABC", 5), -5)); // expect: Khoor, Zruog!xyzABC
    dictionary values = {{"a", "x"}, {"b", 12}};
    print(fill("{a}+{b}={c}!", values)); // expect: x+12=?c!
    print("" + distance("kitten", "sitting") + distance("", "abc") + distance("same", "same")); // expect: 330
    string json = "{\"a\": [1, 2.5, null, []], \"b\": {\"c\": \"text\", \"d\": {}}}";
    print(reread(json)); // expect: {"a":[1,2.5,null,[]],"b":{"c":"text","d":{}}}
    assert(reread(reread(json)) == reread(json));
    print(Reader(json).read().at("a").at(1).show() + Reader(json).read().at("b").at("c").show()); // expect: 2.5"text"
    print(reread("[1, 2") + reread("{1}") + reread("[?]") + reread("\"x")); // expect: ! expected ] at 5! expected a key at 1! unexpected at 1! text not closed
    try { fill("{a}{", values); } catch { print(getExceptionInfo()); } // expect: unclosed
}
