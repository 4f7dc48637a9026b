// properties: 5=1
void main() { uint a = ''; uint b = 'ab'; string s = 'x'; }
