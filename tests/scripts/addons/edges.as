// rules: ARR-07, HELP-01, MATH-03, STR-15, STR-19, STR-31
array<Emptier>@ seen;

class Emptier {
    Emptier() {
        if (seen !is null)
            seen.resize(0);
    }
}

void main() {
    array<Emptier> all;
    @seen = all;
    all.resize(4); // what is made empties it: it ends all the same
    print("" + (all.length() <= 4)); // expect: true
    float huge = 1e38f * 100;
    print("" + fraction(huge) + " " + fraction(-0.5)); // expect: 0 -0.5
    string s;
    s.resize(100000);
    print("" + s.regexFind("[\\s\\S]*x") + s.regexFind("\\w+@\\w+") + s.regexFind("\\0*?x")); // expect: -1-1-1
    print("" + formatFloat(0.1, "", 0, 2000).length() + formatFloat(0.5, "e", 0, 2000).length()); // expect: 20022006
    try { throw("a\0b\xff"); } catch { print("" + getExceptionInfo().length()); } // expect: 4
    // Texts that nearly fit everywhere, and taking from the front of a dictionary, take no time that grows faster than they do.
    string text, part;
    text.resize(2000000);
    part.resize(1000000);
    part += "x";
    print("" + text.findFirst(part) + text.findLast(part) + text.split(part).length()); // expect: -1-11
    dictionary work;
    for (int i = 0; i < 100000; i++)
        work.set("" + i, i);
    int64 sum = 0;
    while (!work.isEmpty()) {
        foreach (auto value, auto key : work) {
            sum += int(value);
            work.delete(key);
            break;
        }
    }
    print("" + sum); // expect: 4999950000
}
