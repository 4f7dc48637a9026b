/* Reflection: everything that a host has registered, and everything that a script declares. */
#include "harness.h"

static void host_stub(as_generic *call) { (void)call; }

static as_context *host(void) {
    static int32_t lives;
    as_context *c = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    CHECK_OK(as_context_set_namespace(c, "Game", &error));
    CHECK_OK(as_context_set_group(c, "world", &error));
    CHECK_STR("world", as_context_get_group(c));
    CHECK_OK(as_context_set_access_mask(c, 6, &error));
    CHECK_OK(as_register_type(c, "Entity", 24, AS_TYPE_REF | AS_TYPE_NOCOUNT, &error));
    CHECK_OK(as_register_property(c, "Entity", "const int id", 4, &error));
    CHECK_OK(as_register_part_property(c, "Entity", "float x", 8, true, 16, &error));
    CHECK_OK(as_register_method(c, "Entity", "int get_speed(const string &in unit = \"m/s\") const property",
                                AS_GENERIC(host_stub), &error));
    CHECK_OK(as_register_behavior(c, "Entity", AS_BEHAVIOR_FACTORY, "Entity@ f(int id = 3)", AS_GENERIC(host_stub),
                                  &error));
    CHECK_OK(as_register_function(c, "Entity@ spawn(const string &in name, uint count = 1)", AS_GENERIC(host_stub),
                                  &error));
    CHECK_OK(as_register_function(c, "T pick<T>(T a, T b)", AS_GENERIC(host_stub), &error));
    CHECK_OK(as_register_global(c, "const int lives", &lives, &error));
    CHECK_OK(as_context_set_group(c, NULL, &error));
    CHECK_STATUS(AS_ERROR_NAME_TAKEN, as_context_set_group(c, "world", &error));
    CHECK_OK(as_context_set_access_mask(c, UINT32_MAX, &error));
    CHECK_OK(as_register_enum(c, "Mood", &error));
    CHECK_OK(as_register_enum_value(c, "Mood", "Calm", -1, &error));
    CHECK_OK(as_register_funcdef(c, "void Event(Entity@ who)", &error));
    CHECK_OK(as_register_typedef(c, "id_t", "uint64", &error));
    CHECK(as_context_type_count(c) == 0 && as_context_find_type(c, "int") == NULL);
    CHECK_OK(as_context_seal(c, &error));
    return c;
}

static const as_type *type_of(const as_context *c, const char *name) {
    const as_type *type = as_context_find_type(c, name);
    CHECK(type != NULL);
    return type;
}

static void a_context_lists_what_is_registered(void) {
    as_context *c = host();
    CHECK(as_context_namespace_count(c) == 1);
    CHECK_STR("Game", as_context_namespace_at(c, 0));
    CHECK_STR("", as_context_namespace_at(c, 1));
    CHECK(as_context_group_count(c) == 1);
    CHECK_STR("world", as_context_group_at(c, 0));
    bool has_string = false, has_less = false;
    for (size_t i = 0; i < as_context_type_count(c); i++) {
        const as_type *type = as_context_type_at(c, i);
        has_string |= harness_contains(as_type_name(type), "string");
        if (harness_contains(as_type_short_name(type), "less")) {
            has_less = true;
            CHECK(as_type_get_kind(type) == AS_KIND_FUNCDEF);
            CHECK(as_type_owner(type) == as_context_find_type(c, "array"));
            CHECK(as_function_param_count(as_type_signature(type)) == 2);
        }
    }
    CHECK(has_string && has_less);
    CHECK(as_context_type_at(c, as_context_type_count(c)) == NULL);
    CHECK(as_context_find_type(c, "Nothing") == NULL && as_context_find_type(c, NULL) == NULL);

    const as_type *array = type_of(c, "array");
    CHECK(as_type_is_template(array) && as_type_arg_count(array) == 1);
    CHECK(as_type_get_kind(as_type_arg_at(array, 0).type_) == AS_KIND_TEMPLATE_PARAM);
    CHECK_STR("T", as_type_name(as_type_arg_at(array, 0).type_));
    const as_type *ints = type_of(c, "array<int>");
    CHECK(as_type_template(ints) == array && !as_type_is_template(ints) && as_type_template(array) == NULL);

    CHECK(as_context_typedef_count(c) == 1);
    CHECK_STR("Game::id_t", as_context_typedef_name(c, 0));
    CHECK_STR("uint64", as_type_name(as_context_typedef_type(c, 0)));
    CHECK(as_context_typedef_type(c, 1) == NULL);

    CHECK(as_context_global_count(c) == 1);
    CHECK_STR("Game::lives", as_context_global_name(c, 0));
    CHECK(as_context_global_type(c, 0).flags == AS_USE_CONST && as_context_global_access_mask(c, 0) == 6);
    CHECK_STR("world", as_context_global_group(c, 0));
    CHECK_STR("", as_context_global_group(c, 1));
    as_context_release(c);
}

static const as_function *function_named(const as_context *c, const char *name) {
    for (size_t i = 0; i < as_context_function_count(c); i++) {
        const as_function *function = as_context_function_at(c, i);
        as_str text = as_function_name(function);
        if (text.len == strlen(name) && memcmp(text.data, name, text.len) == 0) {
            return function;
        }
    }
    CHECK(!"found");
    return NULL;
}

static void functions_of_the_host_tell_everything(void) {
    as_context *c = host();
    const as_function *spawn = function_named(c, "spawn");
    CHECK(as_function_get_kind(spawn) == AS_FUNCTION_GLOBAL && as_function_traits(spawn) == 0);
    CHECK_STR("Game", as_function_namespace(spawn));
    CHECK_STR("world", as_function_group(spawn));
    CHECK(as_function_access_mask(spawn) == 6);
    CHECK_STR("name", as_function_param_name(spawn, 0));
    CHECK(as_function_param_type(spawn, 0).flags == (AS_USE_CONST | AS_USE_REF_IN));
    CHECK_STR("1", as_function_param_default(spawn, 1));
    CHECK(as_function_return_type(spawn).type_ == type_of(c, "Game::Entity"));
    const as_function *pick = function_named(c, "pick");
    CHECK(as_function_type_param_count(pick) == 1);
    CHECK_STR("T", as_type_name(as_function_type_param_at(pick, 0)));
    CHECK(as_function_type_param_at(pick, 1) == NULL);
    CHECK(as_function_get_kind(NULL) == AS_FUNCTION_NONE);
    as_context_release(c);
}

static void types_of_the_host_tell_everything(void) {
    as_context *c = host();
    const as_type *entity = type_of(c, "Game::Entity");
    CHECK_STR("Game", as_type_namespace(entity));
    CHECK_STR("Entity", as_type_short_name(entity));
    CHECK_STR("world", as_type_group(entity));
    CHECK(as_type_flags(entity) == (AS_TYPE_REF | AS_TYPE_NOCOUNT) && as_type_access_mask(entity) == 6);
    CHECK(as_type_size(entity) == 24 && as_type_align(entity) == 8 && as_type_traits(entity) == 0);
    CHECK(as_type_property_count(entity) == 2);
    int32_t inner = 0;
    CHECK(!as_type_property_is_behind_pointer(entity, 0, &inner) && inner == 0);
    CHECK(as_type_property_is_behind_pointer(entity, 1, &inner) && inner == 16);
    CHECK(as_type_property_offset(entity, 1) == 8 && as_type_property_access_mask(entity, 1) == 6);
    CHECK(as_type_property_access(entity, 1) == AS_ACCESS_PUBLIC);
    CHECK(as_type_behavior_count(entity) == 1 && as_type_behavior_kind(entity, 0) == AS_BEHAVIOR_FACTORY);
    CHECK(as_type_behavior_kind(entity, 1) == UINT32_MAX && as_type_behavior_at(entity, 1) == NULL);
    CHECK(as_function_get_kind(as_type_behavior_at(entity, 0)) == AS_FUNCTION_FACTORY);
    const as_function *speed = as_type_method_at(entity, 0);
    CHECK(as_function_traits(speed) == (AS_FUNCTION_IS_CONST | AS_FUNCTION_IS_PROPERTY));
    CHECK_STR("speed", as_function_property(speed));
    CHECK_STR("\"m/s\"", as_function_param_default(speed, 0));
    const as_type *mood = type_of(c, "Game::Mood");
    CHECK(as_type_enum_value_count(mood) == 1 && as_type_enum_value_at(mood, 0) == -1);
    CHECK_STR("", as_type_group(mood));
    const as_function *event = as_type_signature(type_of(c, "Game::Event"));
    CHECK_STR("who", as_function_param_name(event, 0));
    CHECK(as_function_get_kind(event) == AS_FUNCTION_SIGNATURE);
    CHECK(as_type_signature(mood) == NULL && as_type_owner(mood) == NULL);
    as_context_release(c);
}

static void a_unit_lists_what_its_script_declares(void) {
    as_context *c = host();
    as_unit *unit = harness_build(c, "namespace World {\n"
                                     "  enum Size { Small = 1, Large = Small + 4 }\n"
                                     "  funcdef int Score(int points, float scale);\n"
                                     "  interface Base { void base(); }\n"
                                     "  interface Thing : Base { int weight(bool wet) const; }\n"
                                     "}\n"
                                     "typedef int64 number;\n"
                                     "abstract class Animal { private int age; protected float size; int legs; }\n"
                                     "final class Dog : Animal, World::Thing {\n"
                                     "  Dog(int x) {}\n"
                                     "  void base() {}\n"
                                     "  int weight(bool wet) const final { return 3; }\n"
                                     "  int get_tail() const property { return 1; }\n"
                                     "}\n"
                                     "void feed(Dog@ dog, int times = 1 + 2) {}\n");
    CHECK(as_unit_type_count(unit) == 6);
    CHECK(as_unit_type_at(unit, 6) == NULL && as_unit_find_type(unit, "Size") == NULL);
    CHECK(as_unit_namespace_count(unit) == 1);
    CHECK_STR("World", as_unit_namespace_at(unit, 0));
    CHECK(as_unit_typedef_count(unit) == 1);
    CHECK_STR("number", as_unit_typedef_name(unit, 0));
    CHECK_STR("int64", as_type_name(as_unit_typedef_type(unit, 0)));

    const as_type *size = as_unit_find_type(unit, "World::Size");
    CHECK(as_type_get_kind(size) == AS_KIND_ENUM && as_type_enum_value_count(size) == 2);
    CHECK_STR("Large", as_type_enum_value_name(size, 1));
    CHECK(as_type_enum_value_at(size, 1) == 5);
    CHECK_STR("World", as_type_namespace(size));
    CHECK_STR("Size", as_type_short_name(size));
    CHECK(as_type_line(size) == 2);
    CHECK_STR("test.as", as_type_file(size));

    const as_function *score = as_type_signature(as_unit_find_type(unit, "World::Score"));
    CHECK(as_function_param_count(score) == 2 && as_function_get_kind(score) == AS_FUNCTION_SIGNATURE);
    CHECK_STR("scale", as_function_param_name(score, 1));
    CHECK_STR("World", as_function_namespace(score));

    const as_type *thing = as_unit_find_type(unit, "World::Thing");
    CHECK(as_type_interface_count(thing) == 1 && as_type_method_count(thing) == 2);
    CHECK(as_type_interface_at(thing, 0) == as_unit_find_type(unit, "World::Base"));
    bool has_weight = false;
    for (size_t i = 0; i < as_type_method_count(thing); i++) {
        const as_function *method = as_type_method_at(thing, i);
        CHECK(as_function_get_kind(method) == AS_FUNCTION_INTERFACE_METHOD);
        if (harness_contains(as_function_name(method), "weight")) {
            has_weight = true;
            CHECK(as_function_traits(method) == AS_FUNCTION_IS_CONST && as_function_object_type(method) == thing);
            CHECK_STR("wet", as_function_param_name(method, 0));
            CHECK_CONTAINS("int", as_function_declaration(method));
        }
    }
    CHECK(has_weight);

    const as_type *animal = as_unit_find_type(unit, "Animal"), *dog = as_unit_find_type(unit, "Dog");
    CHECK(as_type_traits(animal) == AS_TRAIT_ABSTRACT && as_type_traits(dog) == AS_TRAIT_FINAL);
    CHECK(dog == as_unit_find_class(unit, "Dog") && as_type_base(dog) == animal);
    CHECK(as_type_property_access(dog, 0) == AS_ACCESS_PRIVATE);
    CHECK(as_type_property_access(dog, 1) == AS_ACCESS_PROTECTED);
    CHECK(as_type_property_access(dog, 2) == AS_ACCESS_PUBLIC);
    bool takes_int = false;
    for (size_t i = 0; i < as_type_behavior_count(dog); i++) {
        const as_function *make = as_type_behavior_at(dog, i);
        CHECK(as_function_get_kind(make) == AS_FUNCTION_CONSTRUCTOR);
        takes_int |= as_function_param_count(make) == 1 && as_function_param_type(make, 0).flags == 0;
    }
    CHECK(takes_int);
    const as_function *weight = as_type_find_method(dog, "weight"), *tail = as_type_find_method(dog, "get_tail");
    CHECK(as_function_traits(weight) == (AS_FUNCTION_IS_CONST | AS_FUNCTION_IS_FINAL));
    CHECK_STR("tail", as_function_property(tail));

    const as_function *feed = as_unit_find_function(unit, "feed");
    CHECK(as_function_get_kind(feed) == AS_FUNCTION_GLOBAL);
    CHECK_STR("times", as_function_param_name(feed, 1));
    CHECK_STR("1 + 2", as_function_param_default(feed, 1));
    CHECK_STR("", as_function_param_default(feed, 0));

    /* What has no code cannot be called. */
    as_vm *vm = harness_vm(c, unit);
    as_call *call = as_call_new(vm, score);
    CHECK(as_call_run(call) == AS_RUN_ERROR);
    as_call_free(call);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(c);
}

static void members_must_be_in_the_group_of_their_type(void) {
    as_context *c = as_context_new(AS_VERSION);
    CHECK_OK(as_register_type(c, "A", 4, AS_TYPE_VALUE | AS_TYPE_POD, &error));
    CHECK_OK(as_context_set_group(c, "one", &error));
    CHECK_OK(as_register_property(c, "A", "int x", 0, &error));
    as_error *error = NULL;
    CHECK(as_context_seal(c, &error) == AS_ERROR_INVALID_CONFIGURATION);
    CHECK(as_error_detail_status(error, 0) == AS_ERROR_WRONG_GROUP);
    as_error_free(error);
    as_context_release(c);

    as_module *module = as_module_new();
    CHECK_OK(as_module_set_group(module, "two", &error));
    CHECK_OK(as_module_register_enum(module, "E", &error));
    c = as_context_new(AS_VERSION);
    CHECK_OK(as_context_install_module(c, module, &error));
    as_module_free(module);
    CHECK_OK(as_context_seal(c, &error));
    CHECK_STR("two", as_type_group(as_context_find_type(c, "E")));
    as_context *over = as_context_extend(c, NULL);
    CHECK_STATUS(AS_ERROR_NAME_TAKEN, as_context_set_group(over, "two", &error));
    CHECK_OK(as_context_set_group(over, "three", &error));
    CHECK_OK(as_register_enum(over, "F", &error));
    CHECK_OK(as_context_seal(over, &error));
    CHECK(as_context_group_count(over) == 2 && as_context_type_count(over) == 2);
    CHECK_STR("two", as_type_group(as_context_find_type(over, "E")));
    CHECK_STR("three", as_type_group(as_context_find_type(over, "F")));
    as_context_release(over);
    as_context_release(c);
}

int main(void) {
    RUN(a_context_lists_what_is_registered);
    RUN(functions_of_the_host_tell_everything);
    RUN(types_of_the_host_tell_everything);
    RUN(a_unit_lists_what_its_script_declares);
    RUN(members_must_be_in_the_group_of_their_type);
    return harness_result();
}
