// rules: FOREACH-13, LEX-16, ENGP-40
// properties: 40=0
int foreach(int a) { return a + 1; }
void main() {
    int foreach_ = foreach(1);
    print("" + foreach_); // expect: 2
}
