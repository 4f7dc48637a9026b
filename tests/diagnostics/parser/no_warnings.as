// properties: 19=0
final final class A {}
void main() {}
/* not closed
