// Template arguments in registered signatures are kept.
void main() {
    array<string> a;
    array<array<string>> b;
    array<Thing@> c(1);
    @c[0] = Thing();
    c[0].reverseThing();
    print(takesStrings(a) + takesNested(b) + takesHandles(c)); // expect: somesomesome
    array<string>@ parts = "a,b".split(",");
    print(parts[1] + parts.length()); // expect: b2
}
