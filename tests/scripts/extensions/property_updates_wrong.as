// With the extension: what cannot be read and written, or has no numbers, is an error still.
// properties: 113=1
class A {
    int only {
        get const {
            return 1;
        }
    }
    string text {
        get const {
            return "";
        }
        set {
        }
    }
    bool flag {
        get const {
            return true;
        }
        set {
        }
    }
    int get_item(int i) const property {
        return i;
    }
}
void main() {
    A a;
    const A@ c = a;
    a.only++; // error: E0190
    a.text++; // error: E0069
    --a.flag; // error: E0069
    a.item[1] += 2; // error: E0190
    c.only--; // error: E0190
}
