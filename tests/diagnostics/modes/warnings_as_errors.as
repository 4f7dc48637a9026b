// properties: 19=2
void main() { int a = 2.5; uint b = -1; }
