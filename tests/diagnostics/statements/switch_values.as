void main() {
    int a = 1;
    string s;
    switch (s) { case 1: break; }
    switch (a) { case a: break; }
    switch (a) { case 1: break; case 1: break; }
    switch (a) { case "x": break; }
}
