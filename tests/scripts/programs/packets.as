// Packets of bits: numbers of any width, signed and packed ones, texts, floats as bits, checksums; what is read is what was
// written, and damage is found.
enum Kind { Ping = 1, Move = 2, Chat = 3 }
uint checksum(const array<uint8> &in data) {
    uint a = 1, b = 0;
    foreach (uint8 v : data) {
        a = (a + v) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}
class Writer {
    array<uint8> bytes;
    private uint bit = 0;
    void bits(uint64 value, uint width) {
        assert(width <= 64);
        for (uint i = 0; i < width; i++) {
            if (bit % 8 == 0)
                bytes.insertLast(0);
            if ((value >> i & 1) != 0)
                bytes[bit / 8] |= uint8(1 << bit % 8);
            bit++;
        }
    }
    void packed(uint64 value) {
        while (value >= 128) {
            bits(value & 127 | 128, 8);
            value >>= 7;
        }
        bits(value, 8);
    }
    void signed(int64 value) {
        packed(uint64(value << 1) ^ uint64(value >>> 63 == 0 ? 0 : -1));
    }
    void real(float v) {
        bits(fpToIEEE(v), 32);
    }
    void text(const string &in s) {
        packed(s.length());
        for (uint i = 0; i < s.length(); i++)
            bits(s[i], 8);
    }
}
class Reader {
    private const array<uint8>@ bytes;
    private uint bit = 0;
    Reader(const array<uint8>@ b) {
        @bytes = b;
    }
    void bits(uint width, uint64 &out value) {
        uint64 v = 0;
        for (uint i = 0; i < width; i++) {
            if (bit / 8 >= bytes.length())
                throw("packet ends");
            v |= uint64(bytes[bit / 8] >> bit % 8 & 1) << i;
            bit++;
        }
        value = v;
    }
    uint64 bits(uint width) {
        uint64 v;
        bits(width, v);
        return v;
    }
    uint64 packed() {
        uint64 v = 0;
        for (uint shift = 0;; shift += 7) {
            if (shift > 63)
                throw("number too long");
            uint64 part = bits(8);
            v |= (part & 127) << shift;
            if (part < 128)
                return v;
        }
        return v;
    }
    int64 signed() {
        uint64 v = packed();
        return int64(v >> 1) ^ -int64(v & 1);
    }
    float real() {
        return fpFromIEEE(uint(bits(32)));
    }
    string text() {
        uint n = uint(packed());
        string s;
        for (uint i = 0; i < n; i++) {
            s += " ";
            s[i] = uint8(bits(8));
        }
        return s;
    }
}
abstract class Packet {
    Kind kind;
    Packet(Kind k) {
        kind = k;
    }
    void write(Writer &inout w) const {
        w.bits(kind, 3);
    }
    void read(Reader &inout r) {
    }
    string show() const {
        return "ping";
    }
}
class PingPacket : Packet {
    PingPacket() {
        super(Ping);
    }
}
class MovePacket : Packet {
    float x = 0, y = 0;
    int64 turn = 0;
    bool running = false;
    MovePacket() {
        super(Move);
    }
    void write(Writer &inout w) const override {
        Packet::write(w);
        w.real(x);
        w.real(y);
        w.signed(turn);
        w.bits(running ? 1 : 0, 1);
    }
    void read(Reader &inout r) override {
        x = r.real();
        y = r.real();
        turn = r.signed();
        running = r.bits(1) == 1;
    }
    string show() const override {
        return "move " + x + " " + y + " " + turn + " " + running;
    }
}
class ChatPacket : Packet {
    string text;
    ChatPacket(const string &in t) {
        super(Chat);
        text = t;
    }
    void write(Writer &inout w) const override {
        Packet::write(w);
        w.text(text);
    }
    void read(Reader &inout r) override {
        text = r.text();
    }
    string show() const override {
        return "chat " + text;
    }
}
Packet@ unpack(Reader &inout r) {
    Packet@ p;
    Kind k = Kind(r.bits(3));
    switch (k) {
    case Ping:
        @p = PingPacket();
        break;
    case Move:
        @p = MovePacket();
        break;
    case Chat:
        @p = ChatPacket("");
        break;
    default:
        throw("kind " + int(k));
    }
    p.read(r);
    return p;
}
void main() {
    Writer numbers;
    array<int64> samples = {0, 1, -1, 63, -64, 64, 1000000, -1000000, int64(0x7fffffffffffffff), int64(0x8000000000000000)};
    foreach (int64 v : samples)
        numbers.signed(v);
    assert(numbers.bytes.length() == 5 + 2 + 3 + 3 + 10 + 10);
    Reader back(numbers.bytes);
    foreach (int64 v : samples)
        assert(back.signed() == v);
    MovePacket move;
    move.x = 1.5f;
    move.y = -0.25f;
    move.turn = -300;
    move.running = true;
    Writer w;
    array<Packet@> packets = {PingPacket(), move, ChatPacket("hi, \"you\""), PingPacket()};
    foreach (const Packet@ p : packets)
        p.write(w);
    Reader r(w.bytes);
    string all;
    for (uint i = 0; i < packets.length(); i++)
        all += unpack(r).show() + ";";
    print(all); // expect: ping;move 1.5 -0.25 -300 true;chat hi, "you";ping;
    uint sum = checksum(w.bytes);
    for (uint i = 0; i < w.bytes.length(); i++) {
        w.bytes[i] ^= 16;
        assert(checksum(w.bytes) != sum);
        w.bytes[i] ^= 16;
    }
    assert(checksum(w.bytes) == sum && checksum({}) == 1);
    string why;
    array<array<uint8>> bad = {{}, {7}, {3, 255}, {3 | 0xf8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}};
    foreach (array<uint8> data : bad) {
        try {
            Reader broken(data);
            unpack(broken);
            why += "fine;";
        } catch {
            why += getExceptionInfo() + ";";
        }
    }
    print(why); // expect: packet ends;kind 7;packet ends;number too long;
}
