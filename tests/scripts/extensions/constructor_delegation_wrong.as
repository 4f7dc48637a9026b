// What a constructor that calls another one may not do: the rules of `super` hold for `this`.
// properties: 114=1
// rules: CLASS-50, CLASS-61, ERR-165, ERR-166, ERR-167, ERR-168
class Base {
    Base(int x) {
    }
}
class A : Base {
    int v;
    string s;
    array<int> list;
    A(int x) {
        super(x);
    }
    A(int8 x, int y) {
        this(1);
        this(2); // error: E0165
    }
    A(int16 x, int y) {
        super(1);
        this(2); // error: E0165
    }
    A(int64 x, int y) {
        this(1);
        super(2); // error: E0165
    }
    A(uint8 x, int y) {
        while (x > 0)
            this(1); // error: E0166
    }
    A(uint16 x, int y) {
        switch (x) {
        case 1:
            this(1); // error: E0167
        }
    }
    A(uint x, int y) {
        if (x > 1) // error: E0168
            this(1);
    }
    A(uint64 x, int y) {
        if (x > 1)
            return; // error: E0168
        this(1);
    }
    A(string x, int y) {
        try {
            this(1); // error: E0168
        } catch {
        }
    }
    A(string x, int8 y) {
        try {
            throw(x);
        } catch {
            this(1); // error: E0168
        }
    }
    A(float x, int y) {
        v = 1; // error: E0173
        this(1);
    }
    A(double x, int y) {
        this(list.length()); // error: E0173
    }
    A(float x, string y) {
        this("no", "such"); // error: E0100
    }
    // Circles.
    A(bool x) {
        this(!x); // error: E0233
    }
    A(bool x, bool y) {
        this(x, y, true);
    }
    A(bool x, bool y, bool z) {
        if (x)
            this(1);
        else
            this(x, y, z, z);
    }
    A(bool x, bool y, bool z, bool w) {
        this(x, y); // error: E0233
    }
    A(bool, int) {
        this(true, true);
    }
    ~A() {
        this(1); // error: E0086
    }
    void method() {
        this(1); // error: E0086
    }
}
class NoCopy {
    NoCopy(int x) {
    }
    NoCopy(const NoCopy &in) delete;
    NoCopy(NoCopy@ other, int y) {
        this(other); // error: E0100
    }
}
void main() {
    this(1); // error: E0020
}
