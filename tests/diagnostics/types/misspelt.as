class Monster {}
void main() {
    Monstr m;
    strng s;
    arry<int> a;
    integer i;
    Int j;
}
