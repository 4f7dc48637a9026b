// Sudoku by candidates as bits and search, with counts of the solutions, and queens on a board by the same means.

int ones(uint v) {
    int n = 0;
    while (v != 0) {
        v &= v - 1;
        n++;
    }
    return n;
}
class Board {
    private array<uint> masks(81, 0x1ff);
    private array<bool> set(81);
    int left = 81;
    uint opIndex(uint i) const {
        return masks[i];
    }
    bool put(uint cell, uint digit) {
        uint bit = 1 << digit;
        if (set[cell] || masks[cell] & bit == 0)
            return false;
        masks[cell] = bit;
        set[cell] = true;
        left--;
        uint row = cell / 9, column = cell % 9, box = row / 3 * 3 + column / 3;
        for (uint i = 0; i < 9; i++) {
            if (!strike(row * 9 + i, cell, bit) || !strike(i * 9 + column, cell, bit))
                return false;
            uint inBox = (box / 3 * 3 + i / 3) * 9 + box % 3 * 3 + i % 3;
            if (!strike(inBox, cell, bit))
                return false;
        }
        return true;
    }
    private bool strike(uint cell, uint but, uint bit) {
        if (cell != but)
            masks[cell] &= ~bit;
        return masks[cell] != 0;
    }
    // The open cell with the fewest digits, or 81.
    uint narrowest() const {
        uint best = 81;
        int fewest = 10;
        for (uint i = 0; i < 81; i++) {
            if (set[i])
                continue;
            int n = ones(masks[i]);
            if (n < fewest) {
                fewest = n;
                best = i;
            }
        }
        return best;
    }
    string show() const {
        string s;
        for (uint i = 0; i < 81; i++) {
            uint digit = 0;
            if (set[i])
                for (uint v = masks[i]; v > 0; v >>= 1)
                    digit++;
            s += digit;
        }
        return s;
    }
}
class Solutions {
    string last;
}
int solve(const Board &in board, int most, Solutions &inout found) {
    if (board.left == 0) {
        found.last = board.show();
        return 1;
    }
    uint cell = board.narrowest();
    int n = 0;
    for (uint d = 0; d < 9 && n < most; d++) {
        if (board[cell] & 1 << d == 0)
            continue;
        Board next = board;
        if (next.put(cell, d))
            n += solve(next, most - n, found);
    }
    return n;
}
int start(const string &in text, int most, string &out found) {
    Board b;
    Solutions best;
    for (uint i = 0; i < 81; i++) {
        uint8 c = text[i];
        if (c > 48 && !b.put(i, c - 49))
            return 0;
    }
    int n = solve(b, most, best);
    found = best.last;
    return n;
}
bool valid(const string &in s) {
    for (uint kind = 0; kind < 3; kind++) {
        for (uint group = 0; group < 9; group++) {
            uint seen = 0;
            for (uint i = 0; i < 9; i++) {
                uint at = kind == 0 ? group * 9 + i : kind == 1 ? i * 9 + group : (group / 3 * 3 + i / 3) * 9 + group % 3 * 3 + i % 3;
                seen |= 1 << (s[at] - 48);
            }
            if (seen != 0x3fe)
                return false;
        }
    }
    return true;
}
int queens(int n, uint columns = 0, uint left = 0, uint right = 0, int row = 0) {
    if (row == n)
        return 1;
    int count = 0;
    uint open = ((1 << n) - 1) & ~(columns | left | right);
    while (open != 0) {
        uint bit = open & (~open + 1);
        open ^= bit;
        count += queens(n, columns | bit, (left | bit) << 1, (right | bit) >> 1, row + 1);
    }
    return count;
}
void main() {
    string easy = "530070000600195000098000060800060003400803001700020006060000280000419005000080079";
    string s;
    assert(start(easy, 2, s) == 1 && valid(s));
    print(s); // expect: 534678912672195348198342567859761423426853791713924856961537284287419635345286179
    string hard = "800000000003600000070090200050007000000045700000100030001000068008500010090000400";
    assert(start(hard, 1, s) == 1 && valid(s));
    for (uint i = 0; i < 81; i++)
        assert(hard[i] == 48 || hard[i] == s[i]);
    string open;
    for (int i = 0; i < 81; i++)
        open += "0";
    assert(start(open, 3, s) == 3 && valid(s));
    string bad = easy;
    bad[2] = 53;
    assert(start(bad, 1, s) == 0);
    string counts;
    for (int n = 1; n <= 7; n++)
        counts += queens(n) + " ";
    print(counts); // expect: 1 0 0 2 10 4 40 
}
