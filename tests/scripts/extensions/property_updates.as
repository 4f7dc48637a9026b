// `++` and `--` on properties, and compound assignment on indexed ones: object and index are found once, after the right side.
// rules: PROP-10
// properties: 113=1
string told;
class Other {
    int n = 5;
    Other@ opPostInc() {
        n++;
        return this;
    }
}
enum Mood { Calm, Angry }
class A {
    private int v = 5;
    private uint8 small = 255;
    private int64 wide = 4294967295;
    private double real = 0.5;
    private array<int> list = {1, 2, 3};
    private dictionary texts;
    private Other@ o = Other();
    private Mood m = Calm;
    ~A() {
        told += "~";
    }
    int x {
        get const {
            told += "g";
            return v;
        }
        set {
            told += "s";
            v = value;
        }
    }
    uint8 byte {
        get const {
            return small;
        }
        set {
            small = value;
        }
    }
    int64 big {
        get const {
            return wide;
        }
        set {
            wide = value;
        }
    }
    double half {
        get const {
            return real;
        }
        set {
            real = value;
        }
    }
    Mood mood {
        get const {
            return m;
        }
        set {
            m = value;
        }
    }
    Other@ other {
        get {
            return o;
        }
        set {
            @o = value;
        }
    }
    int readOnly {
        get const {
            return 1;
        }
    }
    int get_opIndex(uint i) const property {
        return list[i];
    }
    void set_opIndex(uint i, int value) property {
        list[i] = value;
    }
    string get_text(const string &in key) const property {
        string s;
        if (!texts.get(key, s))
            throw("no " + key);
        return s;
    }
    void set_text(const string &in key, const string &in value) property {
        texts[key] = value;
    }
    A@ next() {
        told += "n";
        return this;
    }
    void inside() {
        x++;
        --x;
        this[0] += 10;
    }
}
int globals = 7;
int get_count() property {
    return globals;
}
void set_count(int v) property {
    globals = v;
}
array<int> cells(4);
int get_cell(int i) property {
    return cells[i];
}
void set_cell(int i, int v) property {
    cells[i] = v;
}
int index(int i) {
    told += "i";
    return i;
}
string take() {
    string s = told;
    told = "";
    return s;
}
void objects() {
    A a;
    a.x++;
    print(take() + a.x); // expect: gs6
    take();
    print("" + a.x++ + " " + ++a.x + " " + a.x-- + " " + --a.x); // expect: 6 8 8 6
    print(take()); // expect: gsgsgsgs
    a.next().x += 2;
    print(take()); // expect: ngs
    a.next().x--;
    print(take() + a.x); // expect: ngs7
    print("" + a.byte++ + " " + a.byte + " " + --a.byte); // expect: 255 0 255
    print("" + a.big++ + " " + ++a.big); // expect: 4294967295 4294967297
    print("" + a.half-- + " " + a.half); // expect: 0.5 -0.5
    a.mood++;
    assert(a.mood == Angry);
    a.other++;
    assert(a.other.n == 6);
    a[1] += 40;
    a[index(2)]++;
    a.next()[index(2)] *= index(5);
    print(take() + a[1] + " " + a[2] + " " + --a[0]); // expect: giiin42 20 0
    a.text["k" + index(1)] = "v";
    a.text["k" + index(1)] += "w" + index(2);
    print(a.text["k1"]); // expect: vw2
    a.inside();
    assert(a[0] == 10);
    take();
    string why;
    try {
        a.text["none"] += "x";
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "no none");
    try {
        a[7]++;
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "Index out of bounds");
    A@ none;
    try {
        none.x++;
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "Null pointer access");
    A().x++;
    print(take()); // expect: gs~
}
void main() {
    objects();
    print(take()); // expect: ~
    print("" + count++ + ++count); // expect: 79
    count += 3;
    for (cell[2] = 0; cell[2] < 5; cell[2]++)
        cell[index(1)] += cell[2];
    print("" + count + " " + cells[1] + " " + cells[2]); // expect: 12 10 5
    cell[index(3)] -= index(4);
    print("" + cells[3] + take()); // expect: -4iiiiiii
}
