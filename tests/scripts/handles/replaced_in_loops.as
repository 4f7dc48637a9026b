// rules: HANDLE-02, HANDLE-05
// Handles that are parameters and get others in loops: the code that is saved and loaded again is known to be good.
class Items { array<int> list = {5, 6, 7}; }
Items@ last;
int again(array<int>@ a, array<int>@ b) {
    Items items;
    @last = items;
    uint k;
    for (k = 1; k < items.list.length(); k += 2) {
    }
    for (k = 0; k < b.length(); k++) {
        @a = items.list;
    }
    return a[0] + int(k);
}
int nested(array<int>@ a, array<int>@ b, uint i) {
    Items items;
    @last = items;
    int sum = 0;
    foreach (int v, uint q : items.list) {
        @a = items.list;
        try {
            for (i = 0; i < a.length(); i++) {
                @b = a;
            }
            sum += b[q] + v;
        } catch {
        }
    }
    return sum;
}
void main() {
    array<int> x = {3, 1, 4}, y = {2, 7};
    print("" + again(x, y)); // expect: 7
    print("" + again(x, x)); // expect: 8
    print("" + nested(x, y, 1)); // expect: 36
    print("" + x.length() + y.length() + last.list.length()); // expect: 323
}
