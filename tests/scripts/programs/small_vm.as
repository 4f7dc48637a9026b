// An assembler and an interpreter for a small stack machine, which computes primes, factorials and sorts.
enum Op { Push, Load, Store, Get, Put, Plus, Minus, Times, Over, Mod, Less, Same, Not, Jump, JumpIfNot, Call, Return, Out, Dup, Drop, Halt }
class Instruction { Op op; int64 arg; Instruction() { op = Halt; } Instruction(Op o, int64 a) { op = o; arg = a; } }
class Assembler {
    private dictionary ops = {{"push", Push}, {"load", Load}, {"store", Store}, {"get", Get}, {"put", Put}, {"+", Plus}, {"-", Minus}, {"*", Times}, {"/", Over}, {"%", Mod}, {"<", Less}, {"=", Same}, {"not", Not}, {"jump", Jump}, {"ifnot", JumpIfNot}, {"call", Call}, {"return", Return}, {"out", Out}, {"dup", Dup}, {"drop", Drop}, {"halt", Halt}};
    private dictionary labels;
    private array<string> fixNames; private array<uint> fixPlaces;
    array<Instruction> assemble(const string &in source) {
        array<Instruction> code;
        array<string>@ words = source.split(" ");
        for (uint i = 0; i < words.length(); i++) {
            string w = words[i];
            if (w.isEmpty()) continue;
            if (w[w.length() - 1] == 58) {
                labels[w.substr(0, int(w.length()) - 1)] = code.length();
                continue;
            }
            Op op;
            if (!ops.get(w, op)) throw("no instruction " + w);
            Instruction ins(op, 0);
            switch (op) {
            case Push: case Load: case Store: ins.arg = parseInt(words[++i]); break;
            case Jump: case JumpIfNot: case Call:
                fixNames.insertLast(words[++i]);
                fixPlaces.insertLast(code.length());
            }
            code.insertLast(ins);
        }
        foreach (auto name, uint i : fixNames) {
            if (!labels.exists(name)) throw("no label " + name);
            code[fixPlaces[i]].arg = int64(labels[name]);
        }
        return code;
    }
}
class Machine {
    private array<int64> stack; private array<int64> memory; private array<uint> calls; private array<Instruction>@ code;
    string output; uint64 steps = 0;
    Machine(array<Instruction>@ code, uint memory = 64) { @this.code = code; this.memory.resize(memory); }
    private int64 pop() { if (stack.isEmpty()) throw("stack is empty"); int64 v = stack[stack.length() - 1]; stack.removeLast(); return v; }
    private void push(int64 v) { if (stack.length() >= 1000) throw("stack is full"); stack.insertLast(v); }
    Machine@ run(uint64 limit = 1000000) {
        uint pc = 0;
        while (true) {
            if (++steps > limit) throw("too many steps");
            const Instruction@ i = code[pc++];
            int64 a, b;
            switch (i.op) {
            case Push: push(i.arg); break;
            case Load: push(memory[uint(i.arg)]); break;
            case Store: memory[uint(i.arg)] = pop(); break;
            case Get: push(memory[uint(pop())]); break;
            case Put: a = pop(); memory[uint(a)] = pop(); break;
            case Plus: b = pop(); a = pop(); push(a + b); break;
            case Minus: b = pop(); a = pop(); push(a - b); break;
            case Times: b = pop(); a = pop(); push(a * b); break;
            case Over: b = pop(); a = pop(); push(a / b); break;
            case Mod: b = pop(); a = pop(); push(a % b); break;
            case Less: b = pop(); a = pop(); push(a < b ? 1 : 0); break;
            case Same: b = pop(); a = pop(); push(a == b ? 1 : 0); break;
            case Not: push(pop() == 0 ? 1 : 0); break;
            case Jump: pc = uint(i.arg); break;
            case JumpIfNot: if (pop() == 0) pc = uint(i.arg); break;
            case Call: calls.insertLast(pc); pc = uint(i.arg); break;
            case Return: pc = calls[calls.length() - 1]; calls.removeLast(); break;
            case Out: output += pop() + " "; break;
            case Dup: a = pop(); push(a); push(a); break;
            case Drop: pop(); break;
            case Halt: return this;
            default: throw("bad instruction");
            }
        }
        return null;
    }
}
string execute(const string &in source, uint64 limit = 1000000) {
    Machine@ m;
    try {
        array<Instruction> code = Assembler().assemble(source);
        @m = Machine(code);
        m.run(limit);
        return m.output;
    } catch {
        return (m is null ? "" : m.output) + "! " + getExceptionInfo();
    }
}
void main() {
    print(execute("push 2 push 3 + push 4 * out halt")); // expect: 20 
    string primes = "push 2 store 0 next: load 0 push 40 < ifnot end push 2 store 1 try: load 1 load 1 * load 0 push 1 + < ifnot prime load 0 load 1 % ifnot no load 1 push 1 + store 1 jump try prime: load 0 out no: load 0 push 1 + store 0 jump next end: halt";
    print(execute(primes)); // expect: 2 3 5 7 11 13 17 19 23 29 31 37 
    string factorial = "push 15 call fact out halt fact: dup ifnot one dup push 1 - call fact * return one: drop push 1 return";
    print(execute(factorial)); // expect: 1307674368000 
    string sort = "push 5 push 0 put push 3 push 1 put push 9 push 2 put push 1 push 3 put "
        "push 0 store 10 outer: load 10 push 3 < ifnot show push 0 store 11 inner: load 11 push 3 < ifnot nexto "
        "load 11 push 1 + get load 11 get < ifnot skip load 11 get store 12 load 11 push 1 + get load 11 put load 12 load 11 push 1 + put "
        "skip: load 11 push 1 + store 11 jump inner nexto: load 10 push 1 + store 10 jump outer "
        "show: push 0 get out push 1 get out push 2 get out push 3 get out halt";
    print(execute(sort)); // expect: 1 3 5 9 
    print(execute("push 1 push 0 / out halt")); // expect: ! Divide by zero
    print(execute("push 7 out +")); // expect: 7 ! stack is empty
    print(execute("loop: jump loop", 5000)); // expect: ! too many steps
    print(execute("loop: push 1 jump loop")); // expect: ! stack is full
    print(execute("jump nowhere")); // expect: ! no label nowhere
    print(execute("push 100 get")); // expect: ! Index out of bounds
    print(execute("push 1")); // expect: ! Index out of bounds
    print(execute("nonsense")); // expect: ! no instruction nonsense
}
