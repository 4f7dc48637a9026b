// rules: GLOB-14, ERR-071
// The host's properties look like globals; its constants are read-only.
namespace N { int hostValue = 1; }
void main() {
    print("" + hostValue + N::hostValue);
    hostValue = 3; // error: E0071
    hostValue++; // error: E0071
    N::hostValue = 3;
    int hostValue = 4;
    hostValue = 5;
}
