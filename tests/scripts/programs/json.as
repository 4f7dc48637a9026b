// A JSON reader and printer: values behind one class hierarchy, errors with their place, numbers, escapes, nesting, and
// texts that go through reading and printing twice without change.

abstract class Json {
    string write() const {
        return "null";
    }
    Json@ opIndex(const string &in key) {
        throw("no object");
        return null;
    }
    Json@ opIndex(uint i) {
        throw("no array");
        return null;
    }
    double number() const {
        throw("no number");
        return 0;
    }
}
class JsonNull : Json {
}
class JsonBool : Json {
    private bool v;
    JsonBool(bool v) {
        this.v = v;
    }
    string write() const override {
        return v ? "true" : "false";
    }
}
class JsonNumber : Json {
    private double v;
    JsonNumber(double v) {
        this.v = v;
    }
    string write() const override {
        return "" + v;
    }
    double number() const override {
        return v;
    }
}
class JsonText : Json {
    private string v;
    JsonText(const string &in v) {
        this.v = v;
    }
    string write() const override {
        return quote(v);
    }
}
class JsonArray : Json {
    array<Json@> items;
    string write() const override {
        array<string> parts;
        foreach (const Json@ item : items)
            parts.insertLast(item.write());
        return "[" + join(parts, ",") + "]";
    }
    Json@ opIndex(uint i) override {
        return items[i];
    }
}
class JsonObject : Json {
    array<string> keys;
    dictionary values;
    void set(const string &in key, Json@ value) {
        if (!values.exists(key))
            keys.insertLast(key);
        @values[key] = value;
    }
    string write() const override {
        string all;
        for (uint i = 0; i < keys.length(); i++) {
            Json@ v = cast<Json>(values[keys[i]]);
            all += (i > 0 ? "," : "") + quote(keys[i]) + ":" + v.write();
        }
        return "{" + all + "}";
    }
    Json@ opIndex(const string &in key) override {
        Json@ v;
        if (!values.get(key, @v))
            throw("no member " + key);
        return v;
    }
}
string quote(const string &in text) {
    string r = "\"";
    for (uint i = 0; i < text.length(); i++) {
        switch (text[i]) {
        case 34:
            r += "\\\"";
            break;
        case 92:
            r += "\\\\";
            break;
        case 10:
            r += "\\n";
            break;
        default:
            r += text.substr(i, 1);
        }
    }
    return r + "\"";
}
class Reader {
    private string text;
    private uint at = 0;
    Reader(const string &in t) {
        text = t;
    }
    Json@ all() {
        Json@ v = value();
        if (peek() != 0)
            fail("end expected");
        return v;
    }
    private void fail(const string &in why) {
        throw(why + " at " + at);
    }
    private uint8 peek() {
        while (at < text.length() && (text[at] == 32 || text[at] == 10))
            at++;
        return at < text.length() ? text[at] : 0;
    }
    private bool take(uint8 c) {
        if (peek() != c)
            return false;
        at++;
        return true;
    }
    private bool word(const string &in w) {
        if (text.substr(at, int(w.length())) != w)
            return false;
        at += w.length();
        return true;
    }
    private Json@ value() {
        uint8 c = peek();
        if (c == 123)
            return object();
        if (c == 91) {
            at++;
            JsonArray list;
            if (take(93))
                return list;
            do {
                list.items.insertLast(value());
            } while (take(44));
            if (!take(93))
                fail("']' expected");
            return list;
        }
        if (c == 34)
            return JsonText(quoted());
        if (word("true"))
            return JsonBool(true);
        if (word("false"))
            return JsonBool(false);
        if (word("null"))
            return JsonNull();
        uint used;
        double n = parseFloat(text.substr(at), used);
        if (used == 0)
            fail("value expected");
        at += used;
        return JsonNumber(n);
    }
    private Json@ object() {
        at++;
        JsonObject o;
        if (take(125))
            return o;
        for (;;) {
            if (peek() != 34)
                fail("name expected");
            string key = quoted();
            if (!take(58))
                fail("':' expected");
            o.set(key, value());
            if (take(44))
                continue;
            if (take(125))
                return o;
            fail("'}' expected");
        }
        return null;
    }
    private string quoted() {
        string r;
        at++;
        while (true) {
            if (at >= text.length())
                fail("open text");
            uint8 c = text[at++];
            if (c == 34)
                return r;
            if (c == 92) {
                uint8 e = text[at++];
                r += e == 110 ? "\n" : text.substr(at - 1, 1);
            } else {
                r += text.substr(at - 1, 1);
            }
        }
        return r;
    }
}
string tryRead(const string &in text) {
    try {
        return Reader(text).all().write();
    } catch {
        return "! " + getExceptionInfo();
    }
}
void main() {
    string source = "{ \"name\": \"a\\n\\\"b\\\"\", \"list\": [1, -2.5, 1e3, [], {}], \"on\": true, \"off\": false, \"none\": null }";
    string once = tryRead(source);
    print(once); // expect: {"name":"a\n\"b\"","list":[1,-2.5,1000,[],{}],"on":true,"off":false,"none":null}
    assert(tryRead(once) == once);
    Json@ root = Reader(source).all();
    assert(root["list"][1].number() + root["list"][2].number() == 997.5);
    assert(cast<JsonArray>(root["list"]).items.length() == 5);
    assert(cast<JsonObject>(root["list"]) is null);
    print(tryRead("[1,")); // expect: ! value expected at 3
    print(tryRead("[1 2]")); // expect: ! ']' expected at 3
    print(tryRead("{1:2}")); // expect: ! name expected at 1
    print(tryRead("{\"a\" 2}")); // expect: ! ':' expected at 5
    print(tryRead("\"abc")); // expect: ! open text at 4
    print(tryRead("1 1")); // expect: ! end expected at 2
    string why;
    try {
        root["nothing"].write();
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "no member nothing");
    string deep;
    for (int i = 0; i < 100; i++)
        deep = "[" + deep + "]";
    assert(tryRead(deep) == deep);
}
