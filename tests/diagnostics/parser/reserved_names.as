void main() {
    int out = 1;
    string while = "";
    int@ in = null;
}
void cast() {}
