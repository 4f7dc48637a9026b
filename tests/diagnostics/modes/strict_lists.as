// properties: 23=1
void main() { array<int> a = {1,,2}, b = {,1}, c = {1,}; }
