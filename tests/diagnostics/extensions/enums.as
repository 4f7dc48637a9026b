// properties: 110=1
enum A : uint8 { P = 256, Q = 255, R }
enum B : float { S }
enum C : uint64 { T = -1 }
