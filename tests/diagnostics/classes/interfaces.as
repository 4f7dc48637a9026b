// rules: ERR-111, ERR-151, IFACE-02, IFACE-06
interface Shape { float area() const; void move(int x, int y); string name { get const; } }
class Circle : Shape { float area() { return 1; } }
class Square : Shape { float area() const { return 1; } void move(int x) {} string name { get const { return ""; } } }
void main() { Shape s; Shape@ t = Shape(); }
