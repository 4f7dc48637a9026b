// rules: ARR-07, MATH-03, STR-19, STR-31
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
}
