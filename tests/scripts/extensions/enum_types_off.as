// rules: ENUM-02
enum A : uint8 { A1 }       // error: E0001
void main() {}
