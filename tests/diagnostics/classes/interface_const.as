// A method that nearly is the interface's is named.
interface Drawable {
    void draw() const;
    int area();
}

class NotConst : Drawable {
    void draw() {}
    int area() { return 1; }
}

class Other : Drawable {
    void draw(int layer) const {}
    int area() { return 1; }
}

class Constant : Drawable {
    void draw() const {}
    int area() const { return 1; }
}

class Returns : Drawable {
    void draw() const {}
    float area() { return 1; }
}
