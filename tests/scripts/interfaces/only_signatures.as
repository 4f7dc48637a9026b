// rules: IFACE-01, IFACE-05, IFACE-06, GRAM-13, ERR-149, ERR-150
// What an interface cannot hold.
interface Fine { ; void f(); ; int p { get const; set; }; Fine@ next(); }
interface Variable { int v; } // error: E0010
interface Body { void f() {} } // error: E0001
interface Constructor { Constructor(); } // error: E0010
interface Child { funcdef void F(); } // error: E0010
interface Private { private void f(); } // error: E0010
interface PropertyBody { int p { get { return 1; } } } // error: E0001
