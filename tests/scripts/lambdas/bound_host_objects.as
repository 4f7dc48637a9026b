// rules: LAMBDA-07, LAMBDA-11
// Objects of the host's reference types can be bound; values cannot.
funcdef uint Length();
funcdef void Sort();
Length@ make() { array<int> l = {1, 2, 3}; return Length(l.length); }
void main() {
    Length@ f = make();
    array<string> texts = {"b", "a"};
    Length@ g = Length(texts.length);
    Sort@ s = Sort(texts.sortAsc);
    s();
    texts.insertLast("c");
    print("" + f() + g() + texts[0]); // expect: 33a
}
