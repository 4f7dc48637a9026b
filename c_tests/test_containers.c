/* Strings, arrays, dictionaries and `any` in the hands of the host. */
#include "harness.h"

static const char script[] =
    "class Item { int id = 7; Item() {} Item(int i) { id = i; } int opCmp(const Item &in o) const { return id - o.id; } }\n"
    "class Other {}\n"
    "class Bad { Bad() { throw('no'); } }\n"
    "array<float> floats = {1, 2, 3};\n"
    "array<string> words = {'one', 'a word longer than what lies in place'};\n"
    "array<Item> items(2);\n"
    "array<Item@> handles(2);\n"
    "array<Bad> bads;\n"
    "dictionary table = {{'n', 5}, {'x', 2.5}, {'s', 'text'}, {'b', true}};\n"
    "dictionary empty;\n"
    "any box(12);\n"
    "Item single;\n"
    "float sum(const array<float> &in a) { float s = 0; for (uint i = 0; i < a.length(); i++) s += a[i]; return s; }\n"
    "int ids() { int s = 0; for (uint i = 0; i < items.length(); i++) s = s * 10 + items[i].id; return s; }\n"
    "string joined() { return join(words, '|'); }\n"
    "int read(string k) { return int(table[k]); }\n"
    "string readText(string k) { return string(table[k]); }\n"
    "int boxed() { int64 v = 0; box.retrieve(v); return int(v); }\n";

static as_object *global(as_vm *vm, as_unit *unit, const char *name) {
    return *(as_object **)as_vm_find_global(vm, unit, name);
}

static as_variant *find(as_object *dictionary, const char *key) {
    return as_dictionary_find(dictionary, key, strlen(key));
}

static as_variant *add(as_vm *vm, as_object *dictionary, const char *key) {
    return as_dictionary_add(vm, dictionary, key, strlen(key), NULL);
}

static int run_int(as_call *call, as_unit *unit, const char *name) {
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, name), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    return as_call_get_int(call);
}

static void arrays(as_vm *vm, as_unit *unit, as_call *call) {
    as_object *floats = global(vm, unit, "floats");
    CHECK(as_array_size(floats) == 3);
    CHECK(as_array_stride(floats) == sizeof(float));
    CHECK_STR("float", as_type_name(as_array_element_type(floats).type_));
    float *data = as_array_data(floats);
    CHECK(data[0] == 1 && data[2] == 3);
    CHECK(as_array_at(floats, 1) == &data[1]);
    CHECK(as_array_at(floats, 3) == NULL);
    data[1] = 20;
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "sum"), &error));
    CHECK(as_call_set_address(call, 0, floats) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_float(call) == 24);

    CHECK_OK(as_array_resize(vm, floats, 5, &error));
    data = as_array_data(floats);
    CHECK(as_array_size(floats) == 5 && data[1] == 20 && data[3] == 0 && data[4] == 0);
    float value = 9;
    CHECK_OK(as_array_set(vm, floats, 4, &value, &error));
    CHECK_OK(as_array_insert(vm, floats, 0, &value, &error));
    CHECK_OK(as_array_insert(vm, floats, 6, &value, &error));
    data = as_array_data(floats);
    CHECK(as_array_size(floats) == 7 && data[0] == 9 && data[1] == 1 && data[5] == 9 && data[6] == 9);
    CHECK_OK(as_array_remove(vm, floats, 1, 5, &error));
    CHECK(as_array_size(floats) == 2);
    CHECK_STATUS(AS_ERROR_INDEX, as_array_set(vm, floats, 2, &value, &error));
    CHECK_STATUS(AS_ERROR_INDEX, as_array_insert(vm, floats, 3, &value, &error));
    CHECK_STATUS(AS_ERROR_INDEX, as_array_remove(vm, floats, 1, 2, &error));
    CHECK_STATUS(AS_ERROR_INDEX, as_array_remove(vm, floats, 3, 0, &error));
    CHECK_STATUS(AS_ERROR_INDEX, as_array_remove(vm, floats, 1, (size_t)-1, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_array_set(vm, floats, 0, NULL, &error));
    CHECK_OK(as_array_resize(vm, floats, 0, &error));
    CHECK(as_array_data(floats) == NULL);

    /* Strings: pointers and lengths, in place. */
    as_object *words = global(vm, unit, "words");
    as_string *strings = as_array_data(words);
    CHECK_STR("a word longer than what lies in place", as_string_get(&strings[1]));
    CHECK(as_string_set(vm, &strings[0], "changed", 7) == AS_OK);
    as_string third = as_string_new(vm, "three", 5);
    CHECK_OK(as_array_insert(vm, words, 1, &third, &error));
    CHECK_OK(as_array_set(vm, words, 2, &third, &error));
    as_string_free(vm, &third);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "joined"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK_STR("changed|three|three", as_string_get(as_call_get_string(call)));

    /* Objects by value, and handles with counts. */
    as_object *items = global(vm, unit, "items");
    as_object *single = global(vm, unit, "single");
    *(int32_t *)as_object_find_property(single, "id") = 3;
    CHECK(as_array_at(items, 0) == *(void **)as_array_data(items));
    CHECK_OK(as_array_set(vm, items, 1, single, &error));
    CHECK_OK(as_array_insert(vm, items, 0, single, &error));
    CHECK(as_object_ref_count(single) == 1);
    CHECK(run_int(call, unit, "ids") == 373);
    as_object *handles = global(vm, unit, "handles");
    CHECK((as_array_element_type(handles).flags & AS_USE_HANDLE) != 0);
    CHECK_OK(as_array_set(vm, handles, 0, &single, &error));
    CHECK(as_object_ref_count(single) == 2);
    CHECK(*(as_object **)as_array_at(handles, 0) == single);
    as_object *null = NULL;
    CHECK_OK(as_array_set(vm, handles, 0, &null, &error));
    CHECK(as_object_ref_count(single) == 1);
    as_object *other = as_object_new(vm, as_unit_find_class(unit, "Other"), NULL);
    CHECK_STATUS(AS_ERROR_INVALID_OBJECT, as_array_set(vm, handles, 0, &other, &error));
    CHECK_STATUS(AS_ERROR_INVALID_OBJECT, as_array_insert(vm, items, 0, other, &error));
    as_object_release(vm, other);

    /* Made by the host. */
    as_error *error = NULL;
    as_object *made = as_array_new(vm, "array<int64>", 3, &error);
    CHECK(made != NULL && error == NULL && as_array_size(made) == 3 && ((int64_t *)as_array_data(made))[2] == 0);
    as_object *copy = as_object_new_copy(vm, made, NULL);
    CHECK(as_array_size(copy) == 3);
    as_object_release(vm, copy);
    as_object_release(vm, made);
    made = as_array_new(vm, "string[]", 0, NULL);
    CHECK(as_array_size(made) == 0);
    as_object_release(vm, made);
    made = as_object_new(vm, as_object_type(items), NULL);
    CHECK_OK(as_array_resize(vm, made, 2, &error));
    CHECK(*(int32_t *)as_object_find_property(as_array_at(made, 1), "id") == 7);
    as_object_release(vm, made);
    CHECK(as_array_new(vm, "array<Nothing>", 0, &error) == NULL);
    CHECK(as_error_status(error) == AS_ERROR_INVALID_TYPE);
    as_error_free(error);
    CHECK(as_array_new(vm, "dictionary", 0, NULL) == NULL);
    CHECK(as_array_new(vm, "array<", 0, NULL) == NULL);
    CHECK(as_array_new(vm, NULL, 0, NULL) == NULL);
    CHECK(as_array_new(NULL, "array<int>", 0, NULL) == NULL);
    error = NULL;
    CHECK(as_array_new(vm, "array<int64>", 0xffffffff, &error) == NULL);
    CHECK_CONTAINS("Too large array size", as_error_message(error));
    as_error_free(error);
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_array_resize(vm, floats, (size_t)1 << 32, &error));
    CHECK_STATUS(AS_ERROR_GENERAL, as_array_resize(vm, global(vm, unit, "bads"), 1, &error));
    CHECK(as_array_size(global(vm, unit, "bads")) == 0);

    /* What is no array. */
    static uint64_t nothing[8];
    CHECK(as_array_size(NULL) == 0 && as_array_size(single) == 0);
    CHECK(as_array_data(NULL) == NULL && as_array_data(single) == NULL && as_array_at(single, 0) == NULL);
    CHECK(as_array_stride(single) == 0 && as_array_element_type(single).type_ == NULL);
    CHECK_STATUS(AS_ERROR_INVALID_TYPE, as_array_resize(vm, single, 1, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_array_resize(vm, NULL, 1, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_array_resize(NULL, floats, 1, &error));
    CHECK_STATUS(AS_ERROR_WRONG_HANDLE, as_array_resize(vm, (as_object *)(void *)nothing, 1, &error));
}

static void dictionaries(as_vm *vm, as_unit *unit, as_call *call) {
    as_object *table = global(vm, unit, "table");
    CHECK(as_dictionary_size(table) == 4);
    int64_t n = 0;
    double x = 0;
    as_str text;
    CHECK(as_variant_get_int64(find(table, "n"), &n) && n == 5);
    CHECK(as_variant_get_double(find(table, "x"), &x) && x == 2.5);
    CHECK(as_variant_get_int64(find(table, "x"), &n) && n == 2);
    CHECK(as_variant_get_int64(find(table, "b"), &n) && n == 1);
    CHECK(as_variant_get_string(vm, find(table, "s"), &text));
    CHECK_STR("text", text);
    CHECK_STR("string", as_type_name(as_variant_type(find(table, "s")).type_));
    CHECK(!as_variant_get_int64(find(table, "s"), &n));
    CHECK(!as_variant_get_double(find(table, "s"), &x));
    CHECK(!as_variant_get_string(vm, find(table, "n"), &text));
    CHECK(find(table, "none") == NULL);
    CHECK(as_variant_get_object(find(table, "n")) == NULL);

    /* Changed in place: the script sees it. */
    CHECK(as_variant_set_int64(vm, find(table, "n"), 41) == AS_OK);
    as_variant *kept = find(table, "n");
    for (int i = 0; i < 1000; i++) {
        char key[32];
        int len = snprintf(key, sizeof key, "key number %d", i);
        CHECK(as_variant_set_int64(vm, as_dictionary_add(vm, table, key, (size_t)len, NULL), i) == AS_OK);
    }
    CHECK(kept == find(table, "n"));
    CHECK(as_dictionary_size(table) == 1004);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "read"), &error));
    CHECK(as_call_set_string(call, 0, "key number 77", 13) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 77);
    CHECK(as_variant_set_string(vm, add(vm, table, "s"), "a text that is a bit longer", 27) == AS_OK);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "readText"), &error));
    CHECK(as_call_set_string(call, 0, "s", 1) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK_STR("a text that is a bit longer", as_string_get(as_call_get_string(call)));

    /* In the order of adding; keys may be removed on the way. */
    size_t position = 0, count = 0;
    as_str key;
    as_variant *value;
    while (as_dictionary_next(table, &position, &key, &value)) {
        if (count == 0) {
            CHECK_STR("n", key);
            CHECK(as_variant_get_int64(value, &n) && n == 41);
        }
        if (count >= 4) {
            char expected[32];
            snprintf(expected, sizeof expected, "key number %d", (int)count - 4);
            CHECK_STR(expected, key);
            CHECK(as_dictionary_remove(vm, table, expected, strlen(expected)));
        }
        count++;
    }
    CHECK(count == 1004 && as_dictionary_size(table) == 4);
    CHECK(!as_dictionary_remove(vm, table, "none", 4));

    /* Objects. */
    as_object *single = global(vm, unit, "single");
    CHECK(as_variant_set_object(vm, add(vm, table, "o"), single) == AS_OK);
    CHECK(as_object_ref_count(single) == 2);
    CHECK(as_variant_get_object(find(table, "o")) == single);
    CHECK((as_variant_type(find(table, "o")).flags & AS_USE_HANDLE) != 0);
    CHECK(*(as_object **)as_variant_address(find(table, "o")) == single);
    as_type_use by_value = {as_object_type(single), 0};
    CHECK_OK(as_variant_set(vm, find(table, "o"), by_value, single, &error));
    CHECK(as_object_ref_count(single) == 1 && as_variant_get_object(find(table, "o")) != single);
    CHECK(as_variant_address(find(table, "o")) == (void *)as_variant_get_object(find(table, "o")));
    CHECK(as_variant_set_object(vm, find(table, "o"), NULL) == AS_OK);
    CHECK(as_variant_type(find(table, "o")).type_ == NULL && as_variant_address(find(table, "o")) == NULL);
    CHECK(as_variant_set_object(vm, find(table, "o"), table) == AS_OK); /* a circle */
    CHECK(as_variant_set_bool(vm, find(table, "b"), false) == AS_OK);
    CHECK(as_variant_get_int64(find(table, "b"), &n) && n == 0);
    CHECK(as_variant_set_double(vm, find(table, "b"), 0.5) == AS_OK);
    CHECK(as_variant_clear(vm, find(table, "b")) == AS_OK);

    /* Keys with zero bytes, and none at all. */
    CHECK(as_variant_set_int64(vm, as_dictionary_add(vm, table, "a\0b", 3, NULL), 1) == AS_OK);
    CHECK(as_dictionary_find(table, "a\0b", 3) != NULL && as_dictionary_find(table, "a", 1) == NULL);
    CHECK(as_dictionary_add(vm, table, NULL, 0, NULL) == as_dictionary_find(table, "", 0));

    /* Mistakes. */
    CHECK(as_dictionary_add(vm, table, NULL, 4, NULL) == NULL);
    CHECK(as_dictionary_find(table, NULL, 4) == NULL);
    CHECK(as_dictionary_find(single, "a", 1) == NULL && as_dictionary_find(NULL, "a", 1) == NULL);
    CHECK(as_dictionary_size(single) == 0 && as_dictionary_size(NULL) == 0);
    CHECK(!as_dictionary_next(table, NULL, NULL, NULL) && !as_dictionary_next(NULL, &position, NULL, NULL));
    as_error *error = NULL;
    CHECK(as_dictionary_add(vm, single, "a", 1, &error) == NULL);
    CHECK(as_error_status(error) == AS_ERROR_INVALID_TYPE);
    as_error_free(error);
    CHECK(as_variant_set_int64(vm, NULL, 1) == AS_ERROR_NULL);
    CHECK(as_variant_set_int64(NULL, kept, 1) == AS_ERROR_NULL);
    CHECK(!as_variant_get_int64(NULL, &n) && !as_variant_get_double(NULL, &x) && !as_variant_get_string(vm, NULL, &text));
    CHECK(as_variant_get_int64(kept, NULL));
    CHECK(as_variant_type(NULL).type_ == NULL && as_variant_address(NULL) == NULL);
    as_type_use wrong = {as_array_element_type(global(vm, unit, "floats")).type_, AS_USE_HANDLE};
    CHECK_STATUS(AS_ERROR_INVALID_TYPE, as_variant_set(vm, kept, wrong, &n, &error));
    by_value.type_ = NULL;
    CHECK_STATUS(AS_ERROR_NULL, as_variant_set(vm, kept, by_value, &n, &error));
    wrong.flags = 0;
    CHECK_STATUS(AS_ERROR_NULL, as_variant_set(vm, kept, wrong, NULL, &error));
    by_value.type_ = as_unit_find_class(unit, "Other");
    CHECK_STATUS(AS_ERROR_INVALID_OBJECT, as_variant_set(vm, kept, by_value, single, &error));

    as_object *made = as_dictionary_new(vm, NULL);
    CHECK(as_variant_set_object(vm, add(vm, made, "in"), made) == AS_OK);
    CHECK(as_dictionary_clear(vm, made) == AS_OK && as_dictionary_size(made) == 0 && as_object_ref_count(made) == 1);
    as_object_release(vm, made);
    CHECK(as_dictionary_new(NULL, NULL) == NULL);
    CHECK(as_dictionary_clear(vm, single) == AS_ERROR_INVALID_TYPE);
    position = 0;
    CHECK(!as_dictionary_next(global(vm, unit, "empty"), &position, NULL, NULL));

    /* any */
    as_object *box = global(vm, unit, "box");
    CHECK(as_variant_get_int64(as_any_value(box), &n) && n == 12);
    CHECK(as_variant_set_int64(vm, as_any_value(box), 99) == AS_OK);
    CHECK(run_int(call, unit, "boxed") == 99);
    CHECK(as_any_value(single) == NULL && as_any_value(NULL) == NULL);
}

/* Things of another context, and contexts that lack the types. */
static void strangers(as_vm *vm, as_unit *unit) {
    as_context *context = harness_context(AS_ADDON_ARRAY);
    as_vm *other = as_vm_new(context);
    CHECK_STATUS(AS_ERROR_FOREIGN, as_array_resize(other, global(vm, unit, "floats"), 1, &error));
    CHECK_STATUS(AS_ERROR_FOREIGN, as_array_resize(other, global(vm, unit, "items"), 1, &error));
    CHECK(as_dictionary_new(other, NULL) == NULL);
    CHECK(as_variant_set_string(other, find(global(vm, unit, "table"), "n"), "x", 1) == AS_ERROR_NOT_SUPPORTED);
    CHECK(as_variant_set_object(other, find(global(vm, unit, "table"), "n"), global(vm, unit, "box")) == AS_ERROR_FOREIGN);
    CHECK(as_dictionary_clear(other, global(vm, unit, "table")) == AS_ERROR_FOREIGN);
    as_vm_free(other);
    as_context_release(context);
}

int main(void) {
    harness_test = "containers";
    as_context *context = as_context_new(AS_VERSION);
    CHECK_OK(as_context_set_option(context, AS_OPTION_USE_CHARACTER_LITERALS, 0, &error));
    CHECK_OK(as_context_install(context, AS_ADDON_ALL, &error));
    as_unit *unit = harness_build(context, script);
    as_vm *vm = harness_vm(context, unit);
    as_call *call = as_call_new(vm, NULL);
    arrays(vm, unit, call);
    dictionaries(vm, unit, call);
    strangers(vm, unit);
    as_call_free(call);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
    return harness_result();
}
