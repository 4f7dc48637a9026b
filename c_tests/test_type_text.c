/* Types by their text and back, tokens of a text, registered globals by name. */
#include "harness.h"

static const char script[] = "namespace Game { class Item {} enum Mood { Calm } interface Thing {} typedef float speed;\n"
                             "  funcdef void Event(Item@); array<Item@>@ items; array<array<Item@>@> nested; }\n"
                             "class Owner { funcdef int Rate(int); Rate@ r; array<int> numbers; }\n";

static as_context *context;
static as_unit *unit;

static void check(const as_unit *from, const char *text, const char *expected) {
    as_type_use use = {NULL, 77};
    if (from != NULL) {
        CHECK_OK(as_unit_get_type_use(from, text, &use, &error));
    } else {
        CHECK_OK(as_context_get_type_use(context, text, &use, &error));
    }
    char buffer[64] = "";
    size_t len = as_type_use_declaration(use, buffer, sizeof buffer);
    if (strcmp(buffer, expected) != 0 || len != strlen(expected)) {
        fprintf(stderr, "'%s' is '%s', not '%s'\n", text, buffer, expected);
        harness_failed++;
    }
}

static void texts(void) {
    const char *both[][2] = {
        {"int", "int"},
        {"void", "void"},
        {" const  string ", "const string"},
        {"array<int>@", "array<int>@"},
        {"const array<int>@", "const array<int>@"},
        {"array<int>@ const", "array<int>@ const"},
        {"const array<int>@ const", "const array<int>@ const"},
        {"int[]", "array<int>"},
        {"string[]@[]", "array<array<string>@>"},
        {"array<array<double>>", "array<array<double>>"},
        {"Host::point", "Host::point"},
        {"::Host::point", "Host::point"},
        {"number", "uint64"},
    };
    for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
        check(NULL, both[i][0], both[i][1]);
        check(unit, both[i][0], both[i][1]);
    }
    check(unit, "Game::Item", "Game::Item");
    check(unit, "const Game::Item@", "const Game::Item@");
    check(unit, "::Game::Item@", "Game::Item@");
    check(unit, "Game::Mood", "Game::Mood");
    check(unit, "Game::Thing@", "Game::Thing@");
    check(unit, "Game::Event@", "Game::Event@");
    check(unit, "Game::speed", "float");
    check(unit, "Owner::Rate@", "Owner::Rate@");
    check(unit, "array<Game::Item@>@", "array<Game::Item@>@");
    check(unit, "Game::Item@[]", "array<Game::Item@>");
    check(unit, "array<array<Game::Item@>@>", "array<array<Game::Item@>@>");

    /* The very type of the script's variable. */
    as_type_use use = {NULL, 0};
    CHECK_OK(as_unit_get_type_use(unit, "array<Game::Item@>@", &use, &error));
    size_t index = as_unit_find_global(unit, "Game::items");
    CHECK(use.type_ == as_unit_global_type(unit, index).type_ && use.flags == AS_USE_HANDLE);
    CHECK_OK(as_context_get_type_use(context, "array<int>", &use, &error));
    as_type_use other = {NULL, 0};
    CHECK_OK(as_unit_get_type_use(unit, "array<int>", &other, &error));
    CHECK(use.type_ == other.type_ && use.type_ == as_context_find_type(context, "array<int>"));

    /* A type found so can be made. */
    as_vm *vm = harness_vm(context, unit);
    as_object *list = NULL;
    CHECK_OK(as_unit_get_type_use(unit, "array<Game::Item@>", &use, &error));
    CHECK_OK(as_value_new(vm, use, &list, &error));
    CHECK(as_array_resize(vm, list, 3, NULL) == AS_OK && as_array_size(list) == 3);
    CHECK_OK(as_value_release(vm, use, &list, &error));
    as_vm_free(vm);

    char small[5] = "xxxx";
    CHECK_OK(as_unit_get_type_use(unit, "array<Game::Item@>", &use, &error));
    CHECK(as_type_use_declaration(use, small, sizeof small) == 18 && strcmp(small, "arra") == 0);
    CHECK(as_type_use_declaration(use, NULL, 0) == 18);
    CHECK(as_type_use_declaration((as_type_use){NULL, AS_USE_CONST}, small, sizeof small) == 0);
    use.flags = AS_USE_REF_IN | AS_USE_CONST;
    char buffer[64];
    as_type_use_declaration(use, buffer, sizeof buffer);
    CHECK(strcmp(buffer, "const array<Game::Item@> &in") == 0);
    use.flags = AS_USE_REF_INOUT;
    as_type_use_declaration(use, buffer, sizeof buffer);
    CHECK(strcmp(buffer, "array<Game::Item@> &") == 0);
}

static void mistakes(void) {
    const char *bad[] = {"",      "Item",      "Game::Nothing",     "array<", "array<Nothing>", "array<int, int>", "int@",
                         "int &", "int name",  "array<Game::Mood>", "auto",   "int<int>",       "Game::Item@@",    "const",
                         "\"",    "array<void>", "Host::"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        as_type_use use = {NULL, 77};
        as_error *error = NULL;
        as_status status = as_unit_get_type_use(unit, bad[i], &use, &error);
        if (status == AS_OK || error == NULL || use.flags != 77 || as_error_message(error).len == 0) {
            fprintf(stderr, "'%s' gives %s\n", bad[i], as_status_name(status));
            harness_failed++;
        }
        as_error_free(error);
    }
    as_type_use use;
    CHECK_STATUS(AS_ERROR_INVALID_TYPE, as_context_get_type_use(context, "Game::Item", &use, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_context_get_type_use(context, NULL, &use, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_context_get_type_use(context, "int", NULL, &error));
    as_context *open = harness_context(0);
    CHECK_STATUS(AS_ERROR_NOT_SEALED, as_context_get_type_use(open, "int", &use, &error));
    as_unit *unbuilt = as_unit_new(open);
    CHECK_STATUS(AS_ERROR_NOT_BUILT, as_unit_get_type_use(unbuilt, "int", &use, &error));
    as_unit_release(unbuilt);
    as_context_release(open);
}

static void tokens(void) {
    const char *text = "if (a1 /* b */ >>= \"c\\\"d\") // e\n\t x.y = 1.5e3;";
    const char kinds[] = "KSKISCSKSVKSCSIKISKSVK", *letters = "?KVICS";
    size_t at = 0, size = strlen(text), i = 0;
    while (at < size && i < sizeof kinds) {
        size_t len = 0;
        as_token_kind kind = as_context_token_at(context, text + at, size - at, &len);
        CHECK(kinds[i] == letters[kind] && len > 0);
        at += len;
        i++;
    }
    CHECK(at == size && kinds[i] == 0);
    size_t len = 9;
    CHECK(as_context_token_at(context, "", 0, &len) == AS_TOKEN_UNKNOWN && len == 0);
    CHECK(as_context_token_at(context, NULL, 3, &len) == AS_TOKEN_UNKNOWN && len == 0);
    CHECK(as_context_token_at(context, "\xC3\xA9" "a", 3, &len) == AS_TOKEN_UNKNOWN && len == 2);
    CHECK(as_context_token_at(context, "\xFF", 1, NULL) == AS_TOKEN_UNKNOWN);
    CHECK(as_context_token_at(NULL, "a", 1, &len) == AS_TOKEN_UNKNOWN);
    /* A long text is not read whole for each token. */
    size_t many = 1 << 20;
    char *big = malloc(many);
    memset(big, ';', many);
    for (at = 0; at < many; at += len) {
        as_context_token_at(context, big + at, many - at, &len);
        CHECK(len == 1);
        if (len != 1) {
            break;
        }
    }
    free(big);
}

int main(void) {
    static int32_t lives = 3;
    harness_test = "set-up";
    context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    CHECK_OK(as_context_set_namespace(context, "Host", &error));
    CHECK_OK(as_register_type(context, "point", 8, AS_TYPE_VALUE | AS_TYPE_POD, &error));
    CHECK_OK(as_register_global(context, "int lives", &lives, &error));
    CHECK_OK(as_context_set_namespace(context, "", &error));
    CHECK_OK(as_register_typedef(context, "number", "uint64", &error));
    CHECK_OK(as_register_default_array(context, "array<T>", &error));
    CHECK(as_context_find_global(context, "Host::lives") == AS_NOT_FOUND);
    CHECK_OK(as_context_seal(context, &error));
    unit = harness_build(context, script);
    RUN(texts);
    RUN(mistakes);
    RUN(tokens);
    harness_test = "globals";
    CHECK(as_context_global_at(context, as_context_find_global(context, "Host::lives")) == &lives);
    CHECK(as_context_find_global(context, "lives") == AS_NOT_FOUND);
    CHECK(as_context_find_global(context, NULL) == AS_NOT_FOUND);
    CHECK(as_context_global_at(context, 1) == NULL && as_context_global_at(context, AS_NOT_FOUND) == NULL);
    as_unit_release(unit);
    as_context_release(context);
    return harness_result();
}
