/* Which library this is. */
#include "harness.h"

static void the_library_is_the_headers(void) {
    CHECK(as_version() == AS_VERSION);
    CHECK(as_version_is_compatible(AS_VERSION));
    CHECK(!as_version_is_compatible(0));
    CHECK(!as_version_is_compatible(AS_VERSION + 1));
    CHECK(!as_version_is_compatible(AS_VERSION + 10000));
    char text[32];
    snprintf(text, sizeof text, "%d.%d.%d", AS_VERSION / 10000, AS_VERSION / 100 % 100, AS_VERSION % 100);
    CHECK_STR(text, as_version_text());
}

static void a_status_has_a_name(void) {
    CHECK(strcmp(as_status_name(AS_OK), "AS_OK") == 0);
    CHECK(strcmp(as_status_name(AS_ERROR_WRONG_HANDLE), "AS_ERROR_WRONG_HANDLE") == 0);
    CHECK(strcmp(as_status_name(12345), "AS_ERROR_UNKNOWN") == 0);
}

int main(void) {
    RUN(the_library_is_the_headers);
    RUN(a_status_has_a_name);
    return harness_result();
}
