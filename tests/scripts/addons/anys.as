// rules: ANY-02, ANY-04, ANY-06, REF-03, REF-06, REF-07
class Node { any inside; ref next; int n = 3; }
enum Mood { CALM = 4 }

void main() {
    any a, b;
    a.store(Mood(CALM));
    Mood mood = Mood(0);
    print("" + a.retrieve(mood) + int(mood)); // expect: true4
    Node node;
    a.store(@node);
    b = a;
    Node@ got;
    b.retrieve(@got);
    print("" + (got is node)); // expect: true
    a.store(node);
    a.retrieve(@got);
    print("" + (got is node)); // expect: false
    a.store(int8(-3));
    int64 wide;
    print("" + a.retrieve(wide) + wide); // expect: true-3

    ref r, s;
    print("" + (r is null) + (r is s)); // expect: truetrue
    @r = node;
    print("" + (r is node) + (r is s) + (r !is null)); // expect: truefalsetrue
    @s = r;
    print("" + (r is s)); // expect: true
    const Node@ fixed = node;
    @s = fixed;
    print("" + (cast<Node>(s) is null) + (cast<const Node>(s) is null)); // expect: truefalse

    // Circles through both are collected.
    Node one, two;
    one.inside.store(@two);
    @two.next = one;
}
