#include "other.as"
void main() {
    int a[3];
    int *p = null;
    unsigned int u = 1;
    a->x = 1;
}
