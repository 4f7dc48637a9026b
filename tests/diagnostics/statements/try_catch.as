void main() {
    try { print("a"); } catch (string s) { }
    try { print("b"); }
    try print("c"); catch { }
    throw "x";
}
