/* What sources ask of their host: includes, conditions, pragmas; user data; misuse. Each unit is a new one (SB-01), and the
 * host's function alone decides what is included (SB-04). */
#include "harness.h"

static const char *const files[][2] = {
    {"lib/a.as", "#include \"b.as\"\n#include \"../main.as\"\nint a() { return b() + 1; }\n"},
    {"lib/b.as", "#include \"a.as\"\n#if SLOW\nint b() { return nothing; }\n#else\nint b() { return 10; }\n#endif\n"},
};

typedef struct {
    int asked, known, freed;
    as_include *kept;
    as_unit *unit;
} host;

static void find(as_include *include, void *user_data) {
    host *h = user_data;
    h->asked++;
    h->kept = include;
    as_str path = as_include_path(include), from = as_include_from(include);
    CHECK(path.len > 0 && from.len > 0);
    CHECK(as_unit_add_source(h->unit, "late", "", 0) == AS_ERROR_BUILD_IN_PROGRESS);
    char name[256];
    size_t folder = from.len;
    while (folder > 0 && from.data[folder - 1] != '/') folder--;
    snprintf(name, sizeof name, "%.*s%.*s", (int)folder, from.data, AS_STR_ARG(path));
    if (as_include_is_known(include, name)) {
        h->known++;
        CHECK(as_include_set_source(include, name, NULL, 0) == AS_OK);
        return;
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (strcmp(files[i][0], name) == 0) {
            CHECK(as_include_set_source(include, name, files[i][1], strlen(files[i][1])) == AS_OK);
            return;
        }
    }
    if (path.data[0] == 'f') CHECK(as_include_set_failure(include, "it is forbidden") == AS_OK);
}

static void free_host(void *user_data) {
    ((host *)user_data)->freed++;
}

static bool pragma(as_str text, as_str file, uint32_t line, void *user_data) {
    host *h = user_data;
    CHECK(file.len == 7 && memcmp(file.data, "main.as", 7) == 0 && line > 0);
    h->asked += 100;
    return text.len == 4 && memcmp(text.data, "once", 4) == 0;
}

static as_status build(as_context *context, host *h, const char *text) {
    *h = (host){.unit = as_unit_new(context)};
    CHECK_OK(as_unit_set_include(h->unit, find, h, free_host, &error));
    CHECK_OK(as_unit_set_pragma(h->unit, pragma, h, free_host, &error));
    CHECK(as_unit_add_source(h->unit, "main.as", text, strlen(text)) == AS_OK);
    as_status status = as_unit_build(h->unit, NULL);
    CHECK(h->freed == 2);
    return status;
}

static bool says(const as_unit *unit, const char *text) {
    as_str all = as_diagnostic_rendered(as_unit_diagnostic_at(unit, 0));
    return all.len >= strlen(text) && strncmp(all.data, text, strlen(text)) == 0;
}

static void includes(as_context *context) {
    host h;
    CHECK(build(context, &h, "#!shebang\n#pragma once\n#include \"lib/a.as\"\nint main() { return a(); }\n") == AS_OK);
    CHECK(h.asked == 104 && h.known == 2);
    /* SB-13 */
    CHECK(as_unit_source_count(h.unit) == 3);
    CHECK_STR("main.as", as_unit_source_at(h.unit, 0));
    CHECK_STR("lib/a.as", as_unit_source_at(h.unit, 1));
    CHECK_STR("lib/b.as", as_unit_source_at(h.unit, 2));
    CHECK(as_unit_source_at(h.unit, 3).len == 0 && as_unit_source_at(NULL, 0).len == 0);
    CHECK(as_unit_source_count(NULL) == 0);
    as_vm *vm = as_vm_new(context);
    CHECK_OK(as_vm_link(vm, h.unit, &error));
    as_call *call = as_call_new(vm, as_unit_find_function(h.unit, "int main()"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 11);
    as_call_free(call);
    as_vm_free(vm);
    CHECK_STATUS(AS_ERROR_ALREADY_BUILT, as_unit_add_word(h.unit, "LATE", &error));
    as_unit_release(h.unit);
}

static void failures(as_context *context) {
    host h;
    CHECK(build(context, &h, "\n  #include \"none.as\"\n") == AS_ERROR_BUILD_FAILED);
    CHECK(says(h.unit, "main.as:2:3: error: 'none.as' cannot be included: the host has not found it"));
    as_unit_release(h.unit);
    CHECK(build(context, &h, "#include 'forbidden.as'\n") == AS_ERROR_BUILD_FAILED);
    CHECK(says(h.unit, "main.as:1:1: error: 'forbidden.as' cannot be included: it is forbidden"));
    as_unit_release(h.unit);
    CHECK(build(context, &h, "#pragma other\n") == AS_ERROR_BUILD_FAILED);
    CHECK(says(h.unit, "main.as:1:1: error: invalid pragma"));
    as_unit_release(h.unit);
    CHECK(as_include_path(NULL).len == 0);
    CHECK(as_include_set_source(NULL, "a", "", 0) == AS_ERROR_NULL);
    CHECK(as_include_set_failure(NULL, "a") == AS_ERROR_NULL);
    CHECK(!as_include_is_known(NULL, "a"));
}

static void misuse(as_context *context) {
    host h = {.unit = as_unit_new(context)};
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_unit_add_word(h.unit, "no word", &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_unit_add_word(h.unit, "", &error));
    CHECK_STATUS(AS_ERROR_NULL, as_unit_add_word(h.unit, NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_unit_set_include(h.unit, NULL, &h, free_host, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_unit_set_pragma(NULL, pragma, &h, free_host, &error));
    CHECK(h.freed == 2);
    CHECK_OK(as_unit_set_include(h.unit, find, &h, free_host, &error));
    CHECK_OK(as_unit_set_include_files(h.unit, &error));
    CHECK(h.freed == 3);
    CHECK(as_unit_add_source(h.unit, "/nowhere/main.as", "#include \"../x.as\"", 18) == AS_OK);
    CHECK(as_unit_build(h.unit, NULL) == AS_ERROR_BUILD_FAILED);
    CHECK(says(h.unit, "/nowhere/main.as:1:1: error: '../x.as' cannot be included: cannot read /x.as: "));
    as_unit_release(h.unit);
}

int main(void) {
    harness_test = "directives";
    as_context *context = as_context_new(AS_VERSION);
    CHECK_OK(as_context_seal(context, &error));
    includes(context);
    failures(context);
    misuse(context);
    as_context_release(context);
    return harness_result();
}
