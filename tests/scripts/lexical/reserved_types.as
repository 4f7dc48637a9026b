// rules: LEX-13
// Names of types are no names either.
int auto = 1; // error: E0005
int bool = 1; // error: E0005
int double = 1; // error: E0005
int float = 1; // error: E0005
int int = 1; // error: E0005
int int8 = 1; // error: E0005
int int16 = 1; // error: E0005
int int32 = 1; // error: E0005
int int64 = 1; // error: E0005
int uint = 1; // error: E0005
int uint8 = 1; // error: E0005
int uint16 = 1; // error: E0005
int uint32 = 1; // error: E0005
int uint64 = 1; // error: E0005
int void = 1; // error: E0005
void main() {}
