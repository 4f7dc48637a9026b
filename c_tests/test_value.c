/* Script objects in the hands of the host. */
#include "harness.h"

static const char script[] =
    "int alive = 0;\n"
    "class Item { int id = 7; float weight = 1.5f; string name = \"thing\"; Item@ next;\n"
    "  Item() { alive++; } ~Item() { alive--; }\n"
    "  Item(const Item &in other) { alive++; id = other.id + 1; }\n"
    "  int doubled() const { return id * 2; }\n"
    "  void setNext(Item@ n) { @next = n; } }\n"
    "class Special : Item { int extra = 9; int doubled() const override { return -1; } }\n"
    "class Failing { Failing() { int z = 0; z = 1 / z; } }\n"
    "class NoDefault { NoDefault(int x) {} }\n"
    "Item@ make() { return Special(); }\n"
    "int read(Item@ item) { return item is null ? -5 : item.doubled(); }\n"
    "int readRef(const Item &in item) { return item.id; }\n"
    "int readValue(Item item) { return item.id; }\n"
    "array<int>@ list() { return {1, 2, 3}; }\n";

int main(void) {
    harness_test = "objects";
    as_context *context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    as_unit *unit = harness_build(context, script);
    as_vm *vm = harness_vm(context, unit);
    int32_t *alive = as_vm_find_global(vm, unit, "alive");
    as_call *call = as_call_new(vm, NULL);

    /* Made by the host. */
    const as_type *item_type = as_unit_find_class(unit, "Item");
    as_object *item = as_object_new(vm, item_type, NULL);
    CHECK(item != NULL && *alive == 1);
    CHECK(as_object_type(item) == item_type);
    CHECK(as_object_ref_count(item) == 1);
    CHECK(as_object_retain(vm, item) == item);
    CHECK(as_object_ref_count(item) == 2);
    as_object_release(vm, item);
    int32_t *id = as_object_find_property(item, "id");
    CHECK(*id == 7);
    CHECK(*(float *)as_object_find_property(item, "weight") == 1.5f);
    CHECK_STR("thing", as_string_get(as_object_find_property(item, "name")));
    CHECK(*(void **)as_object_find_property(item, "next") == NULL);
    CHECK(as_object_find_property(item, "none") == NULL);
    CHECK(as_object_property_at(item, 0) == (void *)id);
    CHECK(as_object_property_at(item, 4) == NULL);
    *id = 30;

    /* Methods. */
    CHECK_OK(as_call_prepare(call, as_type_find_method(item_type, "int doubled() const"), &error));
    CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
    CHECK_OK(as_call_prepare(call, as_type_find_method(item_type, "int doubled() const"), &error));
    CHECK(as_call_set_this(call, item) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 60);

    /* As arguments: by handle, by reference, by value. */
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "read"), &error));
    CHECK(as_call_set_object(call, 0, item) == AS_OK);
    CHECK(as_object_ref_count(item) == 2);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 60);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "read"), &error));
    CHECK(as_object_ref_count(item) == 1);
    CHECK(as_call_set_object(call, 0, NULL) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == -5);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "readRef"), &error));
    CHECK(as_call_set_address(call, 0, item) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 30);
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "readValue"), &error));
    CHECK(as_call_set_object(call, 0, item) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 31);
    CHECK(*alive == 1);

    /* As results: kept by the call until it is prepared again. */
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "make"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    as_object *special = as_object_retain(vm, as_call_get_object(call));
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "read"), &error));
    CHECK(*alive == 2);
    CHECK_STR("Special", as_type_name(as_object_type(special)));
    CHECK(*(int32_t *)as_object_find_property(special, "extra") == 9);
    CHECK(as_call_set_object(call, 0, special) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == -1);
    as_object *copy = as_object_new_copy(vm, item, NULL);
    CHECK(copy != NULL && *(int32_t *)as_object_find_property(copy, "id") == 31 && *alive == 3);
    as_object_release(vm, copy);
    CHECK(*alive == 2);

    /* Objects of add-ons. */
    CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "list"), &error));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    const as_type *list = as_object_type(as_call_get_object(call));
    CHECK_STR("array<int>", as_type_name(list));
    CHECK(as_type_get_kind(list) == AS_KIND_REFERENCE);
    CHECK_STR("int", as_type_name(as_type_arg_at(list, 0).type_));
    CHECK(as_type_method_count(list) > 5);
    CHECK(as_function_declaration(as_type_method_at(list, 0)).len > 0);

    /* What cannot be done. */
    as_error *error = NULL;
    CHECK(as_object_new(vm, as_unit_find_class(unit, "Failing"), &error) == NULL);
    CHECK_CONTAINS("ivide by zero", as_error_message(error));
    as_error_free(error);
    error = NULL;
    CHECK(as_object_new(vm, as_type_arg_at(list, 0).type_, &error) == NULL);
    CHECK(as_error_status(error) == AS_ERROR_INVALID_TYPE);
    as_error_free(error);
    CHECK(as_object_new(vm, NULL, NULL) == NULL);
    CHECK(as_object_new(NULL, item_type, NULL) == NULL);
    CHECK(as_object_new_copy(vm, NULL, NULL) == NULL);
    CHECK(as_object_retain(vm, NULL) == NULL);
    as_object_release(vm, NULL);
    CHECK(as_object_type(NULL) == NULL);
    CHECK(as_object_ref_count(NULL) == 0);
    CHECK(as_object_find_property(NULL, "x") == NULL);
    CHECK(as_object_find_property(item, NULL) == NULL);
    CHECK_OK(as_call_prepare(call, as_type_find_method(as_object_type(special), "int doubled() const"), &error));
    CHECK(as_call_set_this(call, item) == AS_ERROR_INVALID_OBJECT);

    /* Objects keep their class alive; the VM ends them. */
    as_unit_release(unit);
    as_context_release(context);
    CHECK(as_type_name(as_object_type(special)).len > 0);
    as_object_release(vm, special);
    CHECK(*alive == 1);
    as_object_release(vm, item);
    CHECK(*alive == 0);
    as_call_free(call);
    as_vm_free(vm);
    return harness_result();
}
