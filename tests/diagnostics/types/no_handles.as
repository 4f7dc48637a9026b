void main() {
    int@ a;
    string@ b = "x";
    array<int>@@ c;
}
