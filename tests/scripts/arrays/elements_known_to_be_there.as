// rules: ARR-05, EXC-01
// Where the index was compared or used before, elements are read and written without looking again; not where the array
// or the index may have changed in between.
string raised(const string &in what) { return what + ": " + getExceptionInfo(); }

array<int> shared = {1, 2, 3, 4};
int shrink() { shared.resize(1); return 1; }
int grow(array<int>@ a) { a.insertLast(7); return 0; }

class Shrinks { ~Shrinks() { shared.resize(1); } }

int inLoop() {
    int sum = 0;
    for (uint i = 0; i < shared.length(); i++) {
        sum += shared[i];
        if (i == 2) shrink();
    }
    return sum;
}
int inBody(array<int>@ a) {
    int sum = 0;
    for (uint i = 0; i < a.length(); i++) {
        sum += a[i];
        if (i == 1) a.resize(1);
        sum += a[i];
    }
    return sum;
}
int indexMoves(array<int>@ a) {
    int sum = 0;
    for (uint i = 0; i < a.length(); i++) {
        sum += a[i];
        i += 2;
        sum += a[i];
    }
    return sum;
}
int arrayChanges(array<int>@ a, array<int>@ b) {
    int sum = 0;
    for (uint i = 0; i < a.length(); i++) {
        sum += a[i];
        @a = b;
        sum += a[i];
    }
    return sum;
}
int assigned(array<int>@ a, uint i) {
    a[i] += 1;
    a[i] += shrink();
    return a[i];
}
int tested(array<int>@ a, uint i) {
    if (i < a.length() && a[i] > 0) {
        a.removeLast();
        return a[i];
    }
    return -1;
}
int whole(array<int>@ a) {
    int sum = 0;
    uint i = 0;
    while (i < a.length()) {
        sum = sum * 10 + a[i];
        a[i] = a[i] + 1;
        if (a[i] == 3) grow(a);
        i++;
    }
    return sum;
}
int eachOf(array<int>@ a) {
    int sum = 0;
    foreach (int v, uint i : a) {
        sum += v + a[i];
        if (v == 2) a.resize(1);
        if (v == 2) sum += a[i];
    }
    return sum;
}
int caught(array<int>@ a) {
    int sum = 0;
    for (uint i = 0; i < a.length(); i++) {
        try {
            sum += a[i];
            int zero = 0;
            if (i == 2) sum /= zero;
            if (i == 1) a.resize(1);
            sum += a[i];
        } catch {
            sum += 1000 + int(a.length());
            if (i < a.length()) sum += a[i];
        }
    }
    return sum;
}
int destroyed() {
    int sum = 0;
    for (uint i = 1; i < shared.length(); i++) {
        sum += shared[i];
        { Shrinks s; }
        sum += shared[i];
    }
    return sum;
}
int swapped(array<int>@ a, int i, int j) {
    int t = a[i];
    a[i] = a[j];
    a[j] = t;
    return a[i] * 10 + a[j];
}
int nested(array<array<int>>@ rows) {
    int sum = 0;
    for (uint r = 0; r < rows.length(); r++)
        for (uint c = 0; c < rows[r].length(); c++)
            sum = sum * 10 + rows[r][c];
    return sum;
}
int two(array<int>@ a, array<int>@ b) {
    int sum = 0;
    for (uint i = 0; i < a.length(); i++)
        sum += a[i] * b[i] + a[i] * b[i];
    return sum;
}
funcdef int Case();
void check(const string &in name, Case@ run) {
    try { print(name + " " + run() + "\n"); } catch { print(raised(name) + "\n"); }
}
void main() {
    check("inLoop", function() { shared = {1, 2, 3, 4}; return inLoop(); }); // expect: inLoop 6
    check("inBody", function() { array<int> a = {1, 2, 3}; return inBody(a); }); // expect: inBody: Index out of bounds
    check("indexMoves", function() { array<int> a = {1, 2, 3, 4}; return indexMoves(a); }); // expect: indexMoves: Index out of bounds
    check("arrayChanges", function() { array<int> a = {1, 2}; array<int> b = {5}; return arrayChanges(a, b); }); // expect: arrayChanges 6
    check("arrayGone", function() { array<int> a = {1, 2}; return arrayChanges(a, null); }); // expect: arrayGone: Null pointer access
    check("assigned", function() { shared = {1, 2, 3}; return assigned(shared, 2); }); // expect: assigned: Index out of bounds
    check("tested", function() { array<int> a = {1, 2, 3}; return tested(a, 2); }); // expect: tested: Index out of bounds
    check("outside", function() { array<int> a = {1, 2, 3}; return tested(a, 3); }); // expect: outside -1
    check("whole", function() { array<int> a = {1, 2, 4}; return whole(a); }); // expect: whole 1247
    check("eachOf", function() { array<int> a = {1, 2, 3}; return eachOf(a); }); // expect: eachOf: Index out of bounds
    check("caught", function() { array<int> a = {1, 2, 3}; return caught(a); }); // expect: caught 1005
    check("caughtLate", function() { array<int> a = {1}; a.insertLast(5); return caught(a); }); // expect: caughtLate 1008
    check("destroyed", function() { shared = {1, 2, 3}; return destroyed(); }); // expect: destroyed: Index out of bounds
    check("swapped", function() { array<int> a = {1, 2, 3}; return swapped(a, 0, 2); }); // expect: swapped 31
    check("swappedOut", function() { array<int> a = {1, 2, 3}; return swapped(a, 0, 3); }); // expect: swappedOut: Index out of bounds
    check("nested", function() { array<array<int>> r = {{1, 2}, {}, {3}}; return nested(r); }); // expect: nested 123
    check("two", function() { array<int> a = {1, 2}; array<int> b = {3}; return two(a, b); }); // expect: two: Index out of bounds
    check("twoAlike", function() { array<int> a = {1, 2}; array<int> b = {3, 4}; return two(a, b); }); // expect: twoAlike 22
}
