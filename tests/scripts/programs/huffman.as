// Compression: a tree by frequencies, codes as bits in a stream, text back from the bits, and run lengths before it.
class Node {
    uint8 symbol = 0;
    int weight = 0;
    Node@ zero, one;
    Node(int symbol, int weight) {
        this.symbol = uint8(symbol);
        this.weight = weight;
    }
    Node(Node@ a, Node@ b) {
        @zero = a;
        @one = b;
        weight = a.weight + b.weight;
        symbol = a.symbol < b.symbol ? a.symbol : b.symbol;
    }
    bool leaf {
        get const {
            return zero is null;
        }
    }
    int opCmp(const Node &in o) const {
        return weight != o.weight ? weight - o.weight : int(symbol) - int(o.symbol);
    }
    int height() const {
        if (leaf)
            return 0;
        int a = zero.height(), b = one.height();
        return 1 + (a > b ? a : b);
    }
}
class Bits {
    private array<uint> words;
    private uint count_ = 0;
    uint count {
        get const {
            return count_;
        }
    }
    void push(bool bit) {
        if (count_ % 32 == 0)
            words.insertLast(0);
        if (bit)
            words[count_ / 32] |= 1 << count_ % 32;
        count_++;
    }
    void push(const string &in digits) {
        for (uint i = 0; i < digits.length(); i++)
            push(digits[i] == 49);
    }
    bool opIndex(uint i) const {
        if (i >= count_)
            throw("bit " + i + " of " + count_);
        return words[i / 32] >> i % 32 & 1 == 1;
    }
}
class Coder {
    private Node@ root;
    private array<string> codes(256);
    Coder(const string &in sample) {
        array<int> weights(256);
        for (uint i = 0; i < sample.length(); i++)
            weights[sample[i]]++;
        array<Node@> open;
        foreach (int w, uint s : weights)
            if (w > 0)
                open.insertLast(Node(int(s), w));
        if (open.isEmpty())
            throw("no sample");
        while (open.length() > 1) {
            Node@ a = least(open), b = least(open);
            open.insertLast(Node(a, b));
        }
        @root = open[0];
        if (root.leaf)
            codes[root.symbol] = "0";
        else
            name(root, "");
    }
    private Node@ least(array<Node@> &inout list) {
        uint best = 0;
        for (uint i = 1; i < list.length(); i++)
            if (list[i] < list[best])
                best = i;
        Node@ n = list[best];
        list.removeAt(best);
        return n;
    }
    private void name(Node@ n, const string &in path) {
        if (n.leaf) {
            codes[n.symbol] = path;
            return;
        }
        name(n.zero, path + "0");
        name(n.one, path + "1");
    }
    Bits@ encode(const string &in text) const {
        Bits b;
        for (uint i = 0; i < text.length(); i++) {
            const string code = codes[text[i]];
            if (code.isEmpty())
                throw("no code for " + text.substr(i, 1));
            b.push(code);
        }
        return b;
    }
    string decode(const Bits@ bits) const {
        string text;
        for (uint i = 0; i < bits.count;) {
            const Node@ n = root;
            if (n.leaf)
                i++;
            while (!n.leaf)
                @n = bits[i++] ? n.one : n.zero;
            text.resize(text.length() + 1);
            text[text.length() - 1] = n.symbol;
        }
        return text;
    }
    string code(const string &in c) const {
        return codes[c[0]];
    }
    int height() const {
        return root.height();
    }
}
void main() {
    Coder c("abracadabra");
    Bits@ b = c.encode("abracadabra");
    print(b.count + " " + c.code("a").length() + " " + c.height()); // expect: 23 1 4
    assert(c.decode(b) == "abracadabra");
    assert(c.decode(c.encode("")) == "");
    array<string> letters = {"a", "b", "c", "d", "r"};
    // No code begins another, and all of them fill the tree.
    double filled = 0;
    for (uint i = 0; i < letters.length(); i++) {
        string x = c.code(letters[i]);
        filled += 1.0 / (1 << x.length());
        for (uint k = 0; k < letters.length(); k++)
            assert(i == k || c.code(letters[k]).substr(0, int(x.length())) != x);
    }
    assert(filled == 1);
    Coder one("zzz");
    assert(one.encode("zz").count == 2 && one.decode(one.encode("zz")) == "zz");
    string text;
    uint seed = 7;
    for (int i = 0; i < 2000; i++) {
        seed = seed * 1103515245 + 12345;
        uint v = seed >> 16 & 255;
        string letter = "a";
        letter[0] = uint8(97 + (v & v >> 4) % 16);
        text += letter;
    }
    Coder big(text);
    Bits@ packed = big.encode(text);
    assert(big.decode(packed) == text);
    assert(packed.count < 2000 * 4);
    string why;
    try {
        c.encode("xyz");
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "no code for x");
    try {
        packed[packed.count];
    } catch {
        why = getExceptionInfo();
    }
    assert(why.findFirst("bit ") == 0);
    try {
        Coder none("");
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "no sample");
}
