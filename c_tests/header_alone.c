/* The header needs nothing before it and may be included twice. */
#include <angel.h>
#include <angel.h>

int main(void) {
    return as_version() == AS_VERSION ? 0 : 1;
}
