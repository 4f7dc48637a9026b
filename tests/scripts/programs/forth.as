// A Forth: words that are functions, words made of words, loops and conditions compiled to jumps, and errors that leave the
// stack as it was.

funcdef void Code(Forth@);
enum Cell { Literal, Call, Primitive, Jump, JumpZero, Back }
class Step {
    Cell what = Literal;
    int value = 0;
    Step() {
    }
    Step(Cell w, int v) {
        what = w;
        value = v;
    }
}
class Forth {
    private array<int> stack;
    private array<Code@> primitives;
    private dictionary numbers;
    private array<array<Step>> bodies;
    private dictionary words;
    string written;
    int steps = 0;
    Forth() {
        primitive("+", function(f) { int b = f.pop(); f.push(f.pop() + b); });
        primitive("-", function(f) { int b = f.pop(); f.push(f.pop() - b); });
        primitive("*", function(f) { int b = f.pop(); f.push(f.pop() * b); });
        primitive("/", function(f) { int b = f.pop(); f.push(f.pop() / b); });
        primitive("mod", function(f) { int b = f.pop(); f.push(f.pop() % b); });
        primitive("<", function(f) { int b = f.pop(); f.push(f.pop() < b ? -1 : 0); });
        primitive("=", function(f) { int b = f.pop(); f.push(f.pop() == b ? -1 : 0); });
        primitive("dup", function(f) { int a = f.pop(); f.push(a); f.push(a); });
        primitive("drop", function(f) { f.pop(); });
        primitive("swap", function(f) { int b = f.pop(), a = f.pop(); f.push(b); f.push(a); });
        primitive("over", function(f) { int b = f.pop(), a = f.pop(); f.push(a); f.push(b); f.push(a); });
        primitive(".", function(f) { f.written += f.pop() + " "; });
        primitive("depth", function(f) { f.push(f.depth); });
    }
    private void primitive(const string &in name, Code@ code) {
        numbers[name] = int(primitives.length());
        primitives.insertLast(code);
    }
    int depth {
        get const {
            return int(stack.length());
        }
    }
    void push(int v) {
        if (stack.length() > 200)
            throw("stack full");
        stack.insertLast(v);
    }
    int pop() {
        if (stack.isEmpty())
            throw("stack empty");
        int v = stack[stack.length() - 1];
        stack.removeLast();
        return v;
    }
    private void execute(const array<Step> &in code, int depth) {
        if (depth > 50)
            throw("too deep");
        for (uint pc = 0; pc < code.length(); pc++) {
            if (++steps > 100000)
                throw("too long");
            const Step@ s = code[pc];
            switch (s.what) {
            case Literal:
                push(s.value);
                break;
            case Primitive:
                primitives[s.value](this);
                break;
            case Call:
                execute(bodies[s.value], depth + 1);
                break;
            case JumpZero:
                if (pop() != 0)
                    break;
            case Jump:
            case Back:
                pc = uint(s.value) - 1;
            }
        }
    }
    private void compile(const string &in word, array<Step> &inout code, array<uint> &inout open) {
        int n;
        uint used;
        if (word == "if") {
            open.insertLast(code.length());
            code.insertLast(Step(JumpZero, 0));
        } else if (word == "else") {
            code.insertLast(Step(Jump, 0));
            code[open[open.length() - 1]].value = int(code.length());
            open[open.length() - 1] = code.length() - 1;
        } else if (word == "then") {
            code[open[open.length() - 1]].value = int(code.length());
            open.removeLast();
        } else if (word == "begin") {
            open.insertLast(code.length());
        } else if (word == "until") {
            code.insertLast(Step(JumpZero, int(open[open.length() - 1])));
            open.removeLast();
        } else if (words.get(word, n)) {
            code.insertLast(Step(Call, n));
        } else if (numbers.get(word, n)) {
            code.insertLast(Step(Primitive, n));
        } else {
            n = int(parseInt(word, 10, used));
            if (used != word.length())
                throw("what is " + word);
            code.insertLast(Step(Literal, n));
        }
    }
    string run(const string &in text) {
        array<int> before = stack;
        written = "";
        steps = 0;
        try {
            array<string>@ list = text.split(" ");
            array<Step> code;
            array<uint> open;
            for (uint i = 0; i < list.length(); i++) {
                if (list[i].isEmpty())
                    continue;
                if (list[i] != ":") {
                    compile(list[i], code, open);
                    continue;
                }
                string name = list[++i];
                words[name] = int(bodies.length());
                bodies.insertLast(array<Step>());
                array<Step> body;
                while (list[++i] != ";")
                    compile(list[i], body, open);
                bodies[bodies.length() - 1] = body;
            }
            if (!open.isEmpty())
                throw("open block");
            execute(code, 0);
            return written;
        } catch {
            stack = before;
            return written + "! " + getExceptionInfo();
        }
    }
}
void main() {
    Forth f;
    print(f.run("1 2 + 3 * .")); // expect: 9 
    print(f.run(": square dup * ; 7 square .")); // expect: 49 
    print(f.run(": fact dup 2 < if drop 1 else dup 1 - fact * then ; 10 fact .")); // expect: 3628800 
    print(f.run(": count 0 begin dup . 1 + dup 5 = until drop ; count")); // expect: 0 1 2 3 4 
    print(f.run(": gcd begin swap over mod dup 0 = until drop ; 1071 462 gcd .")); // expect: 21 
    print(f.run("depth .")); // expect: 0 
    print(f.run("1 2 3"));  // expect: 
    print(f.run("+ + . depth .")); // expect: 6 0 
    print(f.run("5 . + ")); // expect: 5 ! stack empty
    print(f.run("1 0 /")); // expect: ! Divide by zero
    print(f.run("frob")); // expect: ! what is frob
    print(f.run(": forever forever ; forever")); // expect: ! too deep
    print(f.run(": full begin 1 0 until ; full")); // expect: ! stack full
    print(f.run(": spin begin 0 until ; spin")); // expect: ! too long
    print(f.run("1 if 2")); // expect: ! open block
    print(f.run(": x 1")); // expect: ! Index out of bounds
    print(f.run("depth .")); // expect: 0 
}
