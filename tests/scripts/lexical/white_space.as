// rules: LEX-02, LEX-03, LEX-04
// White space is what it is anywhere; comments end where the rules say.
void main() {
    int a	=	1;
    int﻿b =﻿2; // /* this opens nothing
    print("" +
        a + /* in between */ b); // expect: 12
    /* a block comment /* does not nest */ print("after"); // expect: after
    print("/* no */ //comment"); // expect: /* no */ //comment
    /**/ print("e" /***/ + "f"); // expect: ef
} // and the section may end in a comment
