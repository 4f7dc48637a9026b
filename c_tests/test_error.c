/* Errors: owned, with text; every function answers for NULL. */
#include "harness.h"

static void no_error_is_an_empty_one(void) {
    as_error_free(NULL);
    CHECK(as_error_status(NULL) == AS_OK);
    CHECK_STR("", as_error_message(NULL));
    CHECK(as_error_detail_count(NULL) == 0);
    CHECK(as_error_detail_status(NULL, 0) == AS_OK);
    CHECK_STR("", as_error_detail_message(NULL, 0));
    CHECK_STR("", as_error_detail_declaration(NULL, 0));
    CHECK(as_error_detail_column(NULL, 0) == 0);
}

int main(void) {
    RUN(no_error_is_an_empty_one);
    return harness_result();
}
