// rules: LEX-01, ENGP-05, ENGP-11, LEX-48
// properties: 5=1, 11=0
// A source that is read as bytes: a character in quotes is its first byte.
void main() {
    uint c = 'é', d = 'A';
    print("" + c + " " + d); // expect: 195 65
}
