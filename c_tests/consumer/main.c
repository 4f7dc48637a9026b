#include <angel.h>
#include <stdio.h>

int main(void) {
    as_str version = as_version_text();
    if (!as_version_is_compatible(AS_VERSION)) {
        fprintf(stderr, "the library %.*s does not fit the header\n", AS_STR_ARG(version));
        return 1;
    }
    printf("libangel %.*s\n", AS_STR_ARG(version));
    return 0;
}
