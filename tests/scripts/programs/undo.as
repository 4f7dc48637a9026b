// A text editor with commands that can be undone and done again, grouped commands, and a clipboard.

interface Command {
    void apply(Buffer &inout b);
    void revert(Buffer &inout b);
    bool join(Command@ next);
}
class Buffer {
    string text;
    uint cursor = 0;
    void move(int by) {
        int to = int(cursor) + by;
        cursor = to < 0 ? 0 : uint(to) > text.length() ? text.length() : uint(to);
    }
}
class Type : Command {
    private string what;
    private uint at;
    Type(const string &in w, uint at) {
        what = w;
        this.at = at;
    }
    void apply(Buffer &inout b) {
        b.text.insert(at, what);
        b.cursor = at + what.length();
    }
    void revert(Buffer &inout b) {
        b.text.erase(at, int(what.length()));
        b.cursor = at;
    }
    bool join(Command@ next) {
        Type@ t = cast<Type>(next);
        if (t is null || t.at != at + what.length() || t.what == " ")
            return false;
        what += t.what;
        return true;
    }
}
class Cut : Command {
    private uint from, count;
    private string cut;
    Cut(uint from, uint count) {
        this.from = from;
        this.count = count;
    }
    void apply(Buffer &inout b) {
        if (from + count > b.text.length())
            throw("nothing to cut");
        cut = b.text.substr(from, int(count));
        b.text.erase(from, int(count));
        b.cursor = from;
    }
    void revert(Buffer &inout b) {
        b.text.insert(from, cut);
        b.cursor = from + count;
    }
    bool join(Command@) {
        return false;
    }
    const string &get_taken() const property {
        return cut;
    }
}
class Group : Command {
    private array<Command@> parts;
    Group(const array<Command@> &in parts) {
        this.parts = parts;
    }
    void apply(Buffer &inout b) {
        uint done = 0;
        try {
            for (; done < parts.length(); done++)
                parts[done].apply(b);
        } catch {
            string why = getExceptionInfo();
            while (done > 0)
                parts[--done].revert(b);
            throw("group: " + why);
        }
    }
    void revert(Buffer &inout b) {
        for (uint i = parts.length(); i-- > 0;)
            parts[i].revert(b);
    }
    bool join(Command@ next) {
        return false;
    }
}
class Editor {
    private Buffer buffer;
    private array<Command@> done, undone;
    private uint limit;
    string clipboard;
    Editor(uint limit = 100) {
        this.limit = limit;
    }
    const Buffer@ content {
        get const {
            return buffer;
        }
    }
    Editor@ run(Command@ c) {
        c.apply(buffer);
        undone.resize(0);
        if (!done.isEmpty() && done[done.length() - 1].join(c))
            return this;
        done.insertLast(c);
        if (done.length() > limit)
            done.removeAt(0);
        return this;
    }
    Editor@ type(const string &in text) {
        for (uint i = 0; i < text.length(); i++)
            run(Type(text.substr(i, 1), buffer.cursor));
        return this;
    }
    Editor@ cut(uint from, uint count) {
        Cut@ c = Cut(from, count);
        run(c);
        clipboard = c.taken;
        return this;
    }
    Editor@ paste() {
        return run(Type(clipboard, buffer.cursor));
    }
    Editor@ go(int by) {
        buffer.move(by);
        return this;
    }
    bool undo() {
        if (done.isEmpty())
            return false;
        Command@ c = done[done.length() - 1];
        done.removeLast();
        c.revert(buffer);
        undone.insertLast(c);
        return true;
    }
    bool redo() {
        if (undone.isEmpty())
            return false;
        Command@ c = undone[undone.length() - 1];
        undone.removeLast();
        c.apply(buffer);
        done.insertLast(c);
        return true;
    }
    uint depth {
        get const {
            return done.length();
        }
    }
}
void main() {
    Editor@ e = Editor();
    e.type("hello world");
    assert(e.depth == 2 && e.content.cursor == 11);
    e.cut(5, 6).go(-5).paste();
    print(e.content.text + "|" + e.clipboard); // expect:  worldhello| world
    assert(e.undo() && e.content.text == "hello");
    assert(e.undo() && e.content.text == "hello world");
    assert(e.undo() && e.content.text == "hello");
    assert(e.undo() && e.content.text.isEmpty() && !e.undo());
    while (e.redo()) {
    }
    print(e.content.text); // expect:  worldhello
    e.undo();
    e.go(100).type("!");
    assert(!e.redo() && e.content.text == "hello!");
    array<Command@> parts = {Type("[", 0), Cut(1, 2), Type("]", 1)};
    e.run(Group(parts));
    print(e.content.text + e.content.cursor); // expect: []llo!2
    string why;
    uint depth = e.depth;
    array<Command@> bad = {Type("<", 0), Cut(4, 50)};
    try {
        e.run(Group(bad));
    } catch {
        why = getExceptionInfo();
    }
    print(why); // expect: group: nothing to cut
    assert(e.content.text == "[]llo!" && e.depth == depth);
    e.undo();
    assert(e.content.text == "hello!");
    Editor small(3);
    for (int i = 0; i < 9; i++)
        small.type(" ");
    int undone = 0;
    while (small.undo())
        undone++;
    assert(undone == 3 && small.content.text.length() == 6);
}
