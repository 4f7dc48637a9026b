class Shape {
    int area(int k) {
        return k;
    }
}

class Square : Shape {
    int side = 3;
    int area(int k) override {
        return side * side + k;
    }
}

class Box : Shape {
    int w = 2;
    int h = 5;
    int area(int k) override {
        return w * h - k;
    }
}

int run() {
    Shape@ a = Square();
    Shape@ b = Box();
    int sum = 0;
    for (int i = 0; i < 5000000; i++) {
        sum += a.area(i & 7);
        sum += b.area(i & 3);
    }
    return sum;
}
