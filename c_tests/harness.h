/* What the C tests share: checks that count, and a main that reports. */

#ifndef ANGEL_TEST_HARNESS_H
#define ANGEL_TEST_HARNESS_H

#include <angel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int harness_failed;
static const char *harness_test;

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            harness_failed++;                                                                                          \
            fprintf(stderr, "%s:%d: %s: not true: %s\n", __FILE__, __LINE__, harness_test, #condition);                \
        }                                                                                                              \
    } while (0)

/* A status, with the text of the error if it is another than expected. */
#define CHECK_STATUS(expected, call)                                                                                   \
    do {                                                                                                               \
        as_error *error = NULL;                                                                                        \
        as_status status_ = (call);                                                                                    \
        if (status_ != (expected)) {                                                                                   \
            harness_failed++;                                                                                          \
            fprintf(stderr, "%s:%d: %s: %s gives %s, not %s: %.*s\n", __FILE__, __LINE__, harness_test, #call,         \
                    as_status_name(status_), #expected, AS_STR_ARG(as_error_message(error)));                          \
        }                                                                                                              \
        if ((status_ == AS_OK) != (error == NULL)) {                                                                   \
            harness_failed++;                                                                                          \
            fprintf(stderr, "%s:%d: %s: status and error of %s disagree\n", __FILE__, __LINE__, harness_test, #call);  \
        }                                                                                                              \
        as_error_free(error);                                                                                          \
    } while (0)

/* In the calls given to these, `&error` is the place for the error. */
#define CHECK_OK(call) CHECK_STATUS(AS_OK, call)

#define CHECK_STR(expected, str)                                                                                       \
    do {                                                                                                               \
        as_str str_ = (str);                                                                                           \
        const char *expected_ = (expected);                                                                            \
        if (str_.len != strlen(expected_) || memcmp(str_.data, expected_, str_.len) != 0) {                            \
            harness_failed++;                                                                                          \
            fprintf(stderr, "%s:%d: %s: '%.*s' is not '%s'\n", __FILE__, __LINE__, harness_test, AS_STR_ARG(str_),     \
                    expected_);                                                                                        \
        }                                                                                                              \
    } while (0)

#define CHECK_CONTAINS(part, str)                                                                                      \
    do {                                                                                                               \
        as_str str_ = (str);                                                                                           \
        if (!harness_contains(str_, (part))) {                                                                         \
            harness_failed++;                                                                                          \
            fprintf(stderr, "%s:%d: %s: '%s' is not in '%.*s'\n", __FILE__, __LINE__, harness_test, (part),            \
                    AS_STR_ARG(str_));                                                                                 \
        }                                                                                                              \
    } while (0)

static inline int harness_contains(as_str text, const char *part) {
    size_t len = strlen(part);
    for (size_t i = 0; i + len <= text.len; i++) {
        if (memcmp(text.data + i, part, len) == 0) {
            return 1;
        }
    }
    return 0;
}

#define RUN(test)                                                                                                      \
    do {                                                                                                               \
        harness_test = #test;                                                                                          \
        test();                                                                                                        \
    } while (0)

/* A sealed context with these add-ons. */
static inline as_context *harness_context(uint32_t addons) {
    as_context *context = as_context_new(AS_VERSION);
    as_error *error = NULL;
    if (as_context_install(context, addons, &error) != AS_OK) {
        fprintf(stderr, "%.*s\n", AS_STR_ARG(as_error_message(error)));
        exit(EXIT_FAILURE);
    }
    return context;
}

/* A unit built from one source; ends the program if it has errors. */
static inline as_unit *harness_build(as_context *context, const char *script) {
    as_unit *unit = as_unit_new(context);
    as_unit_add_source(unit, "test.as", script, strlen(script));
    as_error *error = NULL;
    if (as_unit_build(unit, &error) != AS_OK) {
        for (size_t i = 0; i < as_unit_diagnostic_count(unit); i++) {
            fprintf(stderr, "%.*s", AS_STR_ARG(as_diagnostic_rendered(as_unit_diagnostic_at(unit, i))));
        }
        fprintf(stderr, "%s: %.*s\n", harness_test, AS_STR_ARG(as_error_message(error)));
        exit(EXIT_FAILURE);
    }
    return unit;
}

/* A VM with a unit linked to it. */
static inline as_vm *harness_vm(as_context *context, as_unit *unit) {
    as_vm *vm = as_vm_new(context);
    as_error *error = NULL;
    if (as_vm_link(vm, unit, &error) != AS_OK) {
        fprintf(stderr, "%s: %.*s\n", harness_test, AS_STR_ARG(as_error_message(error)));
        exit(EXIT_FAILURE);
    }
    return vm;
}

static inline int harness_result(void) {
    if (harness_failed != 0) {
        fprintf(stderr, "%d checks failed\n", harness_failed);
    }
    return harness_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
