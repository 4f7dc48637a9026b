// rules: NS-15
// A namespace may have the name of a class: functions and variables of the class that need no object.
class Point {
    int x, y;
    Point(int a, int b) { x = a; y = b; Point::made++; }
    Point@ moved() { return Point::diagonal(x + 1); }
}
namespace Point {
    int made = 0;
    Point@ diagonal(int n) { return Point(n, n); }
}
void main() {
    Point p(3, 4);
    Point@ q = Point::diagonal(5);
    print("" + q.x + q.y + " " + p.moved().y + " " + Point::made); // expect: 55 4 3
}
