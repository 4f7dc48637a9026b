// Conversations: a script text is read into nodes, choices have conditions and effects that are lambdas, and a walk through
// them is checked against all ends there are.

funcdef bool Condition(const Facts@);
funcdef void Effect(Facts@);
class Facts {
    private dictionary values;
    int opIndex(const string &in name) const {
        int v = 0;
        values.get(name, v);
        return v;
    }
    void set(const string &in name, int v) {
        values[name] = v;
    }
    void add(const string &in name, int v) {
        set(name, this[name] + v);
    }
}
class Choice {
    string text, target;
    Condition@ when;
    Effect@ then;
}
class Page {
    string text;
    array<Choice@> choices;
    Effect@ enter;
}
class Talk {
    private dictionary pages;
    private dictionary conditions, effects;
    void condition(const string &in name, Condition@ c) {
        @conditions[name] = c;
    }
    void effect(const string &in name, Effect@ e) {
        @effects[name] = e;
    }
    // Lines: "# page !effect", text, "- text -> page ?condition !effect".
    void read(const string &in source) {
        Page@ page;
        foreach (string line, uint number : source.split("\n")) {
            if (line.isEmpty())
                continue;
            if (line.substr(0, 2) == "# ") {
                @page = Page();
                Choice head = parse(line.substr(2));
                @page.enter = head.then;
                @pages[head.text] = page;
            } else if (page is null) {
                throw("line " + (number + 1) + ": no page");
            } else if (line.substr(0, 2) == "- ") {
                page.choices.insertLast(parse(line.substr(2)));
            } else {
                page.text += (page.text.isEmpty() ? "" : " ") + line;
            }
        }
        foreach (auto name : pages.getKeys())
            foreach (const Choice@ c : page_(name).choices)
                if (!pages.exists(c.target) && c.target != "end")
                    throw("no page " + c.target);
    }
    private Page@ page_(const string &in name) {
        Page@ p;
        pages.get(name, @p);
        return p;
    }
    private Choice@ parse(const string &in line) {
        Choice c;
        array<string> words;
        bool target = false;
        foreach (string word : line.split(" ")) {
            string rest = word.substr(1);
            if (word == "->") {
                target = true;
            } else if (target) {
                c.target = word;
                target = false;
            } else if (word[0] == 63) {
                if (!conditions.get(rest, @c.when))
                    throw("no condition " + rest);
            } else if (word[0] == 33) {
                if (!effects.get(rest, @c.then))
                    throw("no effect " + rest);
            } else {
                words.insertLast(word);
            }
        }
        c.text = join(words, " ");
        return c;
    }
    array<Choice@> offers(const string &in name, const Facts@ facts) {
        array<Choice@> list;
        foreach (Choice@ c : page_(name).choices)
            if (c.when is null || c.when(facts))
                list.insertLast(c);
        return list;
    }
    string walk(Facts@ facts, const array<uint> &in picks) {
        string at = "start", path;
        for (uint i = 0; at != "end"; i++) {
            Page@ p = page_(at);
            if (p.enter !is null)
                p.enter(facts);
            array<Choice@> list = offers(at, facts);
            path += at + "(" + list.length() + ") ";
            if (i >= picks.length())
                return path + "...";
            Choice@ c = list[picks[i]];
            if (c.then !is null)
                c.then(facts);
            at = c.target;
        }
        return path + "end";
    }
}
const string source = """# start !met
Hello,
stranger.
- Who are you -> who
- Buy a potion -> shop ?rich !pay
- Goodbye -> end
# who
I sell potions.
- Fine -> start
- I know you -> secret ?metOften
# shop
Here it is.
- Thanks -> start
# secret !gift
Take this.
- Oh -> end
""";
void main() {
    Talk talk;
    talk.condition("rich", function(f) { return f["gold"] >= 10; });
    talk.condition("metOften", function(f) { return f["met"] > 2; });
    talk.effect("pay", function(f) { f.add("gold", -10); f.add("potions", 1); });
    talk.effect("met", function(f) { f.add("met", 1); });
    talk.effect("gift", function(f) { f.set("gold", 100); });
    talk.read(source);
    Facts facts;
    print(talk.walk(facts, {1})); // expect: start(2) end
    facts.set("gold", 25);
    print(talk.walk(facts, {1, 0, 1, 0, 0})); // expect: start(3) shop(1) start(3) shop(1) start(2) who(2) ...
    assert(facts["gold"] == 5 && facts["potions"] == 2 && facts["met"] == 4);
    print(talk.walk(facts, {0, 1, 0})); // expect: start(2) who(2) secret(1) end
    assert(facts["gold"] == 100);
    string why;
    try {
        talk.walk(facts, {7});
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "Index out of bounds");
    array<string> bad = {"text", "# a\n- x -> nowhere", "# a\n- x -> a ?no", "# a !no"};
    string all;
    foreach (string text : bad) {
        try {
            Talk t;
            t.read(text);
            all += "fine ";
        } catch {
            all += getExceptionInfo() + "; ";
        }
    }
    print(all); // expect: line 1: no page; no page nowhere; no condition no; no effect no; 
}
