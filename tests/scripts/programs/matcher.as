// Patterns compiled to a machine of states that runs all ways at once: letters, dots, sets, stars, pluses, options, groups
// and choices, compared with a matcher that tries one way after the other.
enum Op { Char, Any, Set, Split, Jump, Match }
class Step {
    Op op = Match;
    uint8 c = 0;
    string letters;
    bool inverse = false;
    int x = 0, y = 0;
    Step() {
    }
    Step(Op o) {
        op = o;
    }
    bool takes(uint8 v) const {
        switch (op) {
        case Char:
            return v == c;
        case Any:
            return true;
        case Set: {
            bool has = false;
            for (uint i = 0; i < letters.length(); i++)
                if (letters[i] == v)
                    has = true;
            return has != inverse;
        }
        }
        return false;
    }
}
class Program {
    private array<Step> code;
    private string text;
    private uint at = 0;
    Program(const string &in pattern) {
        text = pattern;
        choice();
        if (at < text.length())
            throw("stray " + text.substr(at, 1));
        code.insertLast(Step(Match));
    }
    private uint8 peek() const {
        return at < text.length() ? text[at] : 0;
    }
    private uint here() const {
        return code.length();
    }
    private void insertSplit(uint where, int x, int y) {
        Step s(Split);
        s.x = x;
        s.y = y;
        code.insertAt(where, s);
        for (uint i = where + 1; i < code.length(); i++) {
            if (code[i].op == Split || code[i].op == Jump) {
                if (code[i].x >= int(where))
                    code[i].x++;
                if (code[i].y >= int(where))
                    code[i].y++;
            }
        }
    }
    private void choice() {
        uint start = here();
        sequence();
        while (peek() == 124) {
            at++;
            insertSplit(start, int(start) + 1, 0);
            uint jump = here();
            code.insertLast(Step(Jump));
            code[start].y = int(here());
            uint from = here();
            choice();
            code[jump].x = int(here());
            assert(from <= here());
        }
    }
    private void sequence() {
        while (peek() != 0 && peek() != 124 && peek() != 41)
            repeated();
    }
    private void repeated() {
        uint start = here();
        single();
        for (;;) {
            switch (peek()) {
            case 42: {
                insertSplit(start, int(start) + 1, 0);
                Step j(Jump);
                j.x = int(start);
                code.insertLast(j);
                code[start].y = int(here());
                break;
            }
            case 43: {
                Step s(Split);
                s.x = int(start);
                s.y = int(here()) + 1;
                code.insertLast(s);
                break;
            }
            case 63:
                insertSplit(start, int(start) + 1, 0);
                code[start].y = int(here());
                break;
            default:
                return;
            }
            at++;
        }
    }
    private void single() {
        uint8 c = text[at++];
        Step s(Char);
        switch (c) {
        case 40:
            choice();
            if (peek() != 41)
                throw("open (");
            at++;
            return;
        case 42:
        case 43:
        case 63:
            throw("nothing to repeat");
        case 46:
            s.op = Any;
            break;
        case 91:
            s.op = Set;
            s.inverse = peek() == 94;
            if (s.inverse)
                at++;
            while (peek() != 93) {
                if (peek() == 0)
                    throw("open [");
                s.letters += text.substr(at++, 1);
            }
            at++;
            break;
        default:
            s.c = c;
        }
        code.insertLast(s);
    }
    private void follow(int pc, array<int> &inout list, array<bool> &inout seen) const {
        if (seen[pc])
            return;
        seen[pc] = true;
        switch (code[pc].op) {
        case Jump:
            follow(code[pc].x, list, seen);
            break;
        case Split:
            follow(code[pc].x, list, seen);
            follow(code[pc].y, list, seen);
            break;
        default:
            list.insertLast(pc);
        }
    }
    bool matches(const string &in subject) const {
        array<int> now;
        array<bool> seen(code.length());
        follow(0, now, seen);
        for (uint i = 0; i < subject.length(); i++) {
            array<int> next;
            array<bool> marks(code.length());
            foreach (int pc : now)
                if (code[pc].takes(subject[i]))
                    follow(pc + 1, next, marks);
            now = next;
        }
        foreach (int pc : now)
            if (code[pc].op == Match)
                return true;
        return false;
    }
    bool slow(const string &in subject, int pc = 0, uint i = 0, int depth = 0) const {
        if (depth > 400)
            return false;
        const Step@ s = code[pc];
        switch (s.op) {
        case Match:
            return i == subject.length();
        case Jump:
            return slow(subject, s.x, i, depth + 1);
        case Split:
            return slow(subject, s.x, i, depth + 1) || slow(subject, s.y, i, depth + 1);
        }
        return i < subject.length() && s.takes(subject[i]) && slow(subject, pc + 1, i + 1, depth + 1);
    }
}
void check(const string &in pattern, const string &in yes, const string &in no) {
    Program p(pattern);
    foreach (string s : yes.split(","))
        assert(p.matches(s) && p.slow(s));
    foreach (string s : no.split(","))
        assert(!p.matches(s) && !p.slow(s));
}
void main() {
    check("abc", "abc", "ab,abcd,,abd");
    check("a.c", "abc,acc", "ac,abbc");
    check("ab*c", "ac,abc,abbbc", "abb,bc");
    check("(ab)+c?", "ab,abab,ababc", "c,aba,abcc");
    check("(a|bc|d)x", "ax,bcx,dx", "x,abcx,bx");
    check("[xyz]+[^xyz]", "xa,zyx1", "a,xx");
    check("(a|b)*abb", "abb,aabb,babb,abababb", "ab,abba");
    check("((a|b)?c)+", "c,ac,bcac,ccc", "ab,a");
    Program hard("(x+x+)+y?z");
    string xs = "";
    for (int i = 0; i < 60; i++)
        xs += "x";
    assert(!hard.matches(xs) && hard.matches(xs + "yz") && hard.matches(xs + "z"));
    string all;
    array<string> bad = {"(a", "a)", "[ab", "*a", "a|+"};
    foreach (string b : bad) {
        try {
            Program p(b);
            all += "fine;";
        } catch {
            all += getExceptionInfo() + ";";
        }
    }
    print(all); // expect: open (;stray );open [;nothing to repeat;nothing to repeat;
}
