// rules: EXPR-38, EXPR-39, EVAL-02, GRAM-21, PROP-10
string order;
int at(int i) { order += i; return i; }
class Box {
    array<int> list = {1, 2, 3, 4};
    array<array<int>> grid = {{1, 2}, {3, 4}};
    int calls = 0;
    array<int>@ get() { calls++; return list; }
    int &cell(int i) { calls++; return list[i]; }
    Box@ self() { calls++; return this; }
    int prop { get { return list[0]; } set { list[0] = value; } }
}
Box@ box(Box@ b) { return b; }
void main() {
    Box b;
    b.get()[at(1)] += b.get()[at(2)];
    print("" + b.list[1]); // expect: 5
    b.get()[at(3)] = b.get()[b.get()[0]] * b.get()[2];
    print("" + b.list[3]); // expect: 15
    b.self().self().list[0] += b.self().list[1] * 2;
    print("" + b.list[0]); // expect: 11
    b.cell(2) -= b.cell(3) - 1;
    print("" + b.list[2]); // expect: -11
    b.cell(2)++;
    --b.get()[2];
    ++b.self().list[2];
    print("" + b.list[2]); // expect: -10
    b.grid[at(0)][at(1)] *= b.grid[at(1)][at(0)] + b.grid[1][1];
    print("" + b.grid[0][1]); // expect: 14
    box(b).prop += box(b).prop;
    print("" + b.prop); // expect: 22
    int i = 0;
    b.list[i++] = i;
    int j = 1;
    b.list[j] += j++ + j;
    b.list[0] <<= 2;
    b.list[1] |= 0x40;
    b.list[2] **= 2;
    b.list[3] %= 4;
    b.list[3] ^= 0xFF;
    print("" + b.list[2] + " " + b.list[3]); // expect: 49 252
    int x = 1, y = 2, z = 3;
    x = y = z;
    x += y += z -= 1;
    print("" + x + y + z); // expect: 852
    array<string> s = {"a", "b"};
    s[0] += s[1] += "c" + s[0];
    print(s[0] + " " + s[1]); // expect: abca bca
    array<double> d = {1.5, 2};
    d[0] *= d[1] += d[0];
    print("" + d[0]); // expect: 5.25
    array<uint8> u = {250, 1};
    u[0] += 10;
    u[1] -= 2;
    print("" + u[0] + " " + u[1]); // expect: 4 255
    print("" + b.calls); // expect: 14
}
