// rules: LEX-31, LEX-32, LEX-36, LEX-37, LEX-38, LEX-43, LEX-44, LEX-45, STR-01
// Quotes, escapes, joined literals and heredocs.
string bytes(const string &in s) { string r; for (uint i = 0; i < s.length(); i++) r += s[i] + " "; return r; }
void main() {
    print("it's" 'a "word"' /* joined */ """raw \n "quoted" text"""); // expect: it'sa "word"raw \n "quoted" text
    print(bytes("\0\\\'\"\n\r\t")); // expect: 0 92 39 34 10 13 9 
    print(bytes('\0\\\'\"\n\r\t')); // expect: 0 92 39 34 10 13 9 
    print(bytes("\x4\x41\x4Ag\xff")); // expect: 4 65 74 103 255 
    print(bytes("\u0041\u00e9\u20AC\U0001F600")); // expect: 65 195 169 226 130 172 240 159 152 128 
    print(bytes("""
one
  two
    """)); // expect: 111 110 101 10 32 32 116 119 111 10 
    print(bytes("""a
 """)); // expect: 97 10 32 
    print("" + """""".length() + "".length() + ''.length()); // expect: 000
    string a = "same", b = "same";
    a += "!";
    print(a + b + "same"); // expect: same!samesame
}
