void main() {
    if (true);
    if (true) {} else;
    while (false);
}
