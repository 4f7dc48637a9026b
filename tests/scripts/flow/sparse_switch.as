// Switches whose values lie far apart: negative and wide ones, unsigned ones beyond the signed half, dense groups among them,
// and cases that fall through.
// rules: STMT-10, STMT-16, STMT-18
int name(int v) {
    switch (v) {
    case 100000: return 1;
    case -100000: return 2;
    case 7: return 3;
    case 2147483647: return 4;
    case -2147483647 - 1: return 5;
    case 8: return 6;
    case 9: return 7;
    case 10: return 8;
    case 32767: return 9;
    case 32768: return 10;
    case -32768: return 11;
    case -32769: return 12;
    case 500: case 501: case 502: case 504: return 13;
    default: return 0;
    }
}
int large(uint v) {
    int steps = 0;
    switch (v) {
    case 4000000000: steps += 1;
    case 3000000000: steps += 10; break;
    case 0: steps += 100;
    case 1000: steps += 1000; break;
    case 2147483648: steps += 5; break;
    case 2147483647: steps += 6;
    }
    return steps;
}
int group(int v) {
    switch (v) {
    case 1: case 2: case 3: case 4: case 5: return 1;
    case 9001: case 9002: case 9003: case 9004: case 9005: return 2;
    case -700: case -701: case -702: case -703: return 3;
    case 40000: case 40001: case 40002: case 40003: return 4;
    }
    return 0;
}
void main() {
    array<int> values = {100000, -100000, 7, 2147483647, -2147483647 - 1, 8, 9, 10, 32767, 32768, -32768, -32769, 500, 501, 502, 504};
    string all;
    foreach (int v : values)
        all += name(v) + " ";
    print(all); // expect: 1 2 3 4 5 6 7 8 9 10 11 12 13 13 13 13 
    foreach (int v : values) {
        if (values.find(v + 1) < 0)
            assert(name(v + 1) == 0);
        if (values.find(v - 1) < 0)
            assert(name(v - 1) == 0);
    }
    array<uint> wide = {4000000000, 3000000000, 0, 1000, 2147483648, 2147483647, 1, 4294967295};
    all = "";
    foreach (uint v : wide)
        all += large(v) + " ";
    print(all); // expect: 11 10 1100 1000 5 6 0 0 
    all = "";
    array<int> edges = {0, 1, 5, 6, 9000, 9001, 9005, 9006, -704, -703, -700, -699, 39999, 40000, 40003, 40004};
    foreach (int v : edges)
        all += group(v);
    print(all); // expect: 0110022003300440
}
