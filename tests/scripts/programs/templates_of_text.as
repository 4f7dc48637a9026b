// Light markup turned into tags: blocks, lists in lists, emphasis, code, links, and what must be escaped.
enum Block { None, Paragraph, Items, Code }
class Out {
    private array<string> open;
    private string text;
    void push(const string &in tag) {
        open.insertLast(tag);
        text += "<" + tag + ">";
    }
    void pop(const string &in tag) {
        if (open.isEmpty() || open[open.length() - 1] != tag)
            throw("</" + tag + "> without a beginning");
        open.removeLast();
        text += "</" + tag + ">";
    }
    bool has(const string &in tag) const {
        return open.find(tag) >= 0;
    }
    void unwind(uint to) {
        while (open.length() > to)
            pop(open[open.length() - 1]);
    }
    uint depth {
        get const {
            return open.length();
        }
    }
    Out &opAddAssign(const string &in s) {
        text += s;
        return this;
    }
    string opImplConv() const {
        return text;
    }
}
string escaped(const string &in s) {
    string r;
    for (uint i = 0; i < s.length(); i++) {
        switch (s[i]) {
        case 38: r += "&amp;"; break;
        case 60: r += "&lt;"; break;
        case 62: r += "&gt;"; break;
        default: r += s.substr(i, 1);
        }
    }
    return r;
}
class Markup {
    private Out out_;
    private Block block = None;
    private int level = 0;
    string all(const string &in source) {
        foreach (string line : source.split("\n"))
            next(line);
        close();
        if (out_.depth != 0)
            throw("left open");
        return out_;
    }
    private void close() {
        out_.unwind(0);
        block = None;
        level = 0;
    }
    private void next(const string &in line) {
        if (block == Code) {
            if (line == "```")
                close();
            else
                out_ += escaped(line) + "|";
            return;
        }
        if (line.isEmpty()) {
            close();
            return;
        }
        if (line == "```") {
            close();
            block = Code;
            out_.push("pre");
            return;
        }
        int hashes = 0;
        while (hashes < int(line.length()) && line[hashes] == 35)
            hashes++;
        if (hashes > 0 && hashes < 4) {
            close();
            string tag = "h" + hashes;
            out_.push(tag);
            spans(line.substr(hashes + 1));
            out_.pop(tag);
            return;
        }
        int spaces = line.findFirstNotOf(" ");
        if (line.substr(spaces, 2) == "- ") {
            item(spaces / 2 + 1, line.substr(spaces + 2));
            return;
        }
        if (block != Paragraph) {
            close();
            block = Paragraph;
            out_.push("p");
        } else {
            out_ += " ";
        }
        spans(line);
    }
    private void item(int to, const string &in text) {
        if (block != Items)
            close();
        block = Items;
        while (level > to) {
            out_.pop("li");
            out_.pop("ul");
            level--;
        }
        if (level == to)
            out_.pop("li");
        for (; level < to; level++) {
            out_.push("ul");
            if (level + 1 < to)
                out_.push("li");
        }
        out_.push("li");
        spans(text);
    }
    private void toggle(const string &in tag) {
        if (out_.has(tag))
            out_.pop(tag);
        else
            out_.push(tag);
    }
    private void spans(const string &in line) {
        uint depth = out_.depth;
        for (uint i = 0; i < line.length();) {
            if (line.substr(i, 2) == "**") {
                toggle("b");
                i += 2;
            } else if (line[i] == 42) {
                toggle("i");
                i++;
            } else if (line[i] == 96) {
                int end = line.findFirst("`", i + 1);
                if (end < 0)
                    throw("` without an end");
                out_.push("code");
                out_ += escaped(line.substr(i + 1, end - int(i) - 1));
                out_.pop("code");
                i = end + 1;
            } else if (line[i] == 91 && line.findFirst("](", i) > 0) {
                int middle = line.findFirst("](", i), end = line.findFirst(")", middle);
                out_ += "<a href=" + line.substr(middle + 2, end - middle - 2) + ">";
                spans(line.substr(i + 1, middle - int(i) - 1));
                out_ += "</a>";
                i = end + 1;
            } else {
                out_ += escaped(line.substr(i++, 1));
            }
        }
        out_.unwind(depth);
    }
}
string html(const string &in source) {
    try {
        return Markup().all(source);
    } catch {
        return "! " + getExceptionInfo();
    }
}
void main() {
    print(html("# Title\nSome *text*\nin **two** lines.\n\nNext & <last>.")); // expect: <h1>Title</h1><p>Some <i>text</i> in <b>two</b> lines.</p><p>Next &amp; &lt;last&gt;.</p>
    print(html("- a\n- b\n  - c\n  - d\n- e")); // expect: <ul><li>a</li><li>b<ul><li>c</li><li>d</li></ul></li><li>e</li></ul>
    print(html("    - deep")); // expect: <ul><li><ul><li><ul><li>deep</li></ul></li></ul></li></ul>
    print(html("```\n**x** < y\n\n```\nafter")); // expect: <pre>**x** &lt; y||</pre><p>after</p>
    print(html("See [the *page*](http://x/y) `a*b`.")); // expect: <p>See <a href=http://x/y>the <i>page</i></a> <code>a*b</code>.</p>
    print(html("**open")); // expect: <p><b>open</b></p>
    print(html("*a **b* c**")); // expect: ! </i> without a beginning
    print(html("`x")); // expect: ! ` without an end
    print(html("#### no")); // expect: <p>#### no</p>
    print(html("")); // expect: 
}
