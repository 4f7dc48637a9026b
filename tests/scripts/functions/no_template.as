// Types in brackets behind a function that is no template are an error, whoever declares it.
// rules: ERR-053
int own(int v) {
    return v;
}
void main() {
    own<int>(4); // error: E0053
    parseInt<int>("4"); // error: E0053
    print<string>("x"); // error: E0053
}
