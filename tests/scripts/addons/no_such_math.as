// rules: MATH-07
void main() {
    double d = round(1.5); // error: E0020
    d = rand(); // error: E0020
    d = min(1.0, 2.0); // error: E0020
    d = max(1.0, 2.0); // error: E0020
    d = PI; // error: E0020
    d = exp(1.0); // error: E0020
    d = floor(1.5) + ceil(1.5) + fraction(1.5);
}
