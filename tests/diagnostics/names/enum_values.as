enum Color { Red, Green }
enum Light { Red, Amber }
void main() {
    int a = Red;
    Color c = Amber;
    Color d = Color::Blue;
    Red = 1;
    print("" + Gren);
}
