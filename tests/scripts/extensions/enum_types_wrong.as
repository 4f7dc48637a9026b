// Values that do not fit and types that are none.
// properties: 110=1
enum A : uint8 { A1 = 256, A2 = 1 }        // error: E0231
enum B : uint8 { B1 = 255, B2 }            // error: E0231
enum C : uint { C1 = -1 }                  // error: E0231
enum D : int8 { D1 = 200, D2 = -128 }      // error: E0231
enum E : float { E1 }                      // error: E0230
enum F : bool { F1 }                       // error: E0230
enum G : string { G1 }                     // error: E0230
enum H : int64 { H1 = 9223372036854775808 }          // error: E0231
enum I : uint64 { I1 = 18446744073709551615, I2 }    // error: E0231
enum J : const int8 { J1 }                 // error: E0230
enum K : int64 { K1 = 9223372036854775807, K2 }     // error: E0231
void main() {}
