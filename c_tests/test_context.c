/* Contexts: registering, sealing, extending, and every wrong use of them. */
#include "harness.h"

static int add(int a, int b) { return a + b; }

static int freed;
static void count_free(void *user_data) {
    freed++;
    (void)user_data;
}

static void a_context_is_made_and_released(void) {
    as_context *context = as_context_new(AS_VERSION);
    CHECK(context != NULL);
    CHECK(as_context_retain(context) == context);
    as_context_release(context);
    CHECK(!as_context_is_sealed(context));
    as_context_release(context);
    as_context_release(NULL);
    CHECK(as_context_new(0) == NULL);
    CHECK(as_context_new(AS_VERSION + 10000) == NULL);
}

static void null_is_answered(void) {
    CHECK_STATUS(AS_ERROR_NULL, as_context_seal(NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_context_install_module(NULL, NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_context_set_namespace(NULL, "a", &error));
    CHECK_STATUS(AS_ERROR_NULL, as_context_set_access_mask(NULL, 1, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_context_set_option(NULL, 1, 1, &error));
    CHECK(as_context_seal(NULL, NULL) == AS_ERROR_NULL);
    CHECK(as_context_get_option(NULL, 1) == 0);
    CHECK(as_context_get_access_mask(NULL) == 0);
    CHECK_STR("", as_context_get_namespace(NULL));
    CHECK(!as_context_is_sealed(NULL));
    CHECK(as_context_retain(NULL) == NULL);
    CHECK(as_context_extend(NULL, NULL) == NULL);
    as_context *context = as_context_new(AS_VERSION);
    CHECK_STATUS(AS_ERROR_NULL, as_context_set_namespace(context, NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_context_install_module(context, NULL, &error));
    as_context_release(context);
}

static void other_handles_are_told_apart(void) {
    as_context *context = as_context_new(AS_VERSION);
    as_module *module = as_module_new();
    CHECK_STATUS(AS_ERROR_WRONG_HANDLE, as_context_seal((as_context *)module, &error));
    CHECK_STATUS(AS_ERROR_WRONG_HANDLE, as_context_install_module(context, (as_module *)context, &error));
    as_error *error = NULL;
    as_context_seal((as_context *)module, &error);
    CHECK_CONTAINS("as_module", as_error_message(error));
    CHECK(as_error_status(error) == AS_ERROR_WRONG_HANDLE);
    as_error_free(error);
    long nothing[8] = {0};
    CHECK_STATUS(AS_ERROR_WRONG_HANDLE, as_context_seal((as_context *)(void *)nothing, &error));
    CHECK_STATUS(AS_ERROR_WRONG_HANDLE, as_context_seal((as_context *)(void *)((char *)nothing + 1), &error));
    /* Giving back what is of another kind changes nothing. */
    as_context_release((as_context *)module);
    as_module_free((as_module *)context);
    as_module_free(module);
    as_context_release(context);
}

static void sealing_ends_registering(void) {
    as_context *context = as_context_new(AS_VERSION);
    CHECK_OK(as_register_function(context, "int add(int a, int b)", AS_NATIVE(add), &error));
    CHECK_OK(as_context_seal(context, &error));
    CHECK(as_context_is_sealed(context));
    CHECK_OK(as_context_seal(context, &error));
    CHECK_STATUS(AS_ERROR_ALREADY_SEALED, as_register_function(context, "int sub(int a, int b)", AS_NATIVE(add), &error));
    CHECK_STATUS(AS_ERROR_ALREADY_SEALED, as_context_set_namespace(context, "x", &error));
    CHECK_STATUS(AS_ERROR_ALREADY_SEALED, as_context_set_option(context, AS_OPTION_ALLOW_UNSAFE_REFERENCES, 1, &error));
    as_module *module = as_module_new();
    CHECK_STATUS(AS_ERROR_ALREADY_SEALED, as_context_install_module(context, module, &error));
    as_module_free(module);
    as_context_release(context);
}

static void all_that_does_not_resolve_is_reported(void) {
    as_context *context = as_context_new(AS_VERSION);
    CHECK_OK(as_register_type(context, "Foo", 0, AS_TYPE_REF | AS_TYPE_NOCOUNT, &error));
    CHECK_OK(as_register_function(context, "void one(Fooo@ f)", AS_NATIVE(add), &error));
    CHECK_OK(as_register_function(context, "Missing two()", AS_NATIVE(add), &error));
    CHECK_OK(as_register_function(context, "int three(int@ x)", AS_NATIVE(add), &error));
    as_error *error = NULL;
    CHECK(as_context_seal(context, &error) == AS_ERROR_INVALID_CONFIGURATION);
    CHECK(as_error_detail_count(error) == 3);
    CHECK_STR("void one(Fooo@ f)", as_error_detail_declaration(error, 0));
    CHECK(as_error_detail_column(error, 0) == 10);
    CHECK(as_error_detail_status(error, 0) == AS_ERROR_INVALID_DECLARATION);
    CHECK_CONTAINS("'Foo'", as_error_detail_message(error, 0));
    CHECK_CONTAINS("Missing", as_error_detail_message(error, 1));
    CHECK_CONTAINS("Missing two()", as_error_message(error));
    CHECK_STR("", as_error_detail_message(error, 3));
    as_error_free(error);
    /* Asked again, it says the same. */
    CHECK_STATUS(AS_ERROR_INVALID_CONFIGURATION, as_context_seal(context, &error));
    as_context_release(context);
}

static void user_data_is_freed_exactly_once(void) {
    freed = 0;
    as_context *context = as_context_new(AS_VERSION);
    as_native native = as_native_with(AS_NATIVE(add), &freed, count_free);
    CHECK_OK(as_register_function(context, "int add(int a, int b)", native, &error));
    CHECK(freed == 0);
    /* Calls that fail take it too. */
    CHECK_STATUS(AS_ERROR_INVALID_DECLARATION, as_register_function(context, "int add(", native, &error));
    CHECK(freed == 1);
    CHECK_STATUS(AS_ERROR_NULL, as_register_function(NULL, "int f()", native, &error));
    CHECK(freed == 2);
    CHECK_STATUS(AS_ERROR_NULL, as_register_function(context, NULL, native, &error));
    CHECK(freed == 3);
    as_context *second = as_context_extend(context, NULL);
    CHECK(second != NULL);
    as_context_release(context);
    CHECK(freed == 3);
    as_context_release(second);
    CHECK(freed == 4);
}

static void options_are_kept_and_checked(void) {
    as_context *context = as_context_new(AS_VERSION);
    CHECK(as_context_get_option(context, AS_OPTION_PROPERTY_ACCESSOR_MODE) == 3);
    CHECK_OK(as_context_set_option(context, AS_OPTION_PROPERTY_ACCESSOR_MODE, 2, &error));
    CHECK(as_context_get_option(context, AS_OPTION_PROPERTY_ACCESSOR_MODE) == 2);
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_context_set_option(context, AS_OPTION_PROPERTY_ACCESSOR_MODE, 9, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_context_set_option(context, 4711, 1, &error));
    CHECK_OK(as_context_set_option(context, AS_OPTION_SHADOWING, 2, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_context_set_option(context, AS_OPTION_SHADOWING, 3, &error));
    CHECK_OK(as_context_seal(context, &error));
    CHECK(as_context_get_option(context, AS_OPTION_SHADOWING) == 2);
    CHECK(as_context_get_option(context, 4711) == 0);
    as_context_release(context);
}

static void namespaces_and_masks_are_kept(void) {
    as_context *context = as_context_new(AS_VERSION);
    CHECK_STR("", as_context_get_namespace(context));
    CHECK_OK(as_context_set_namespace(context, "Game::Ai", &error));
    CHECK_STR("Game::Ai", as_context_get_namespace(context));
    CHECK_STATUS(AS_ERROR_INVALID_DECLARATION, as_context_set_namespace(context, "1x", &error));
    CHECK_STR("Game::Ai", as_context_get_namespace(context));
    CHECK(as_context_get_access_mask(context) == 0xffffffffu);
    CHECK_OK(as_context_set_access_mask(context, 6, &error));
    CHECK(as_context_get_access_mask(context) == 6);
    as_context_release(context);
}

static void a_context_is_extended(void) {
    as_context *base = as_context_new(AS_VERSION);
    CHECK_OK(as_register_type(base, "Foo", 0, AS_TYPE_REF | AS_TYPE_NOCOUNT, &error));
    as_context *context = as_context_extend(base, NULL);
    CHECK(as_context_is_sealed(base));
    CHECK(!as_context_is_sealed(context));
    CHECK_OK(as_register_function(context, "void use(Foo@ f)", AS_NATIVE(add), &error));
    CHECK_OK(as_context_seal(context, &error));
    as_context_release(base);
    as_context_release(context);
}

int main(void) {
    RUN(a_context_is_made_and_released);
    RUN(null_is_answered);
    RUN(other_handles_are_told_apart);
    RUN(sealing_ends_registering);
    RUN(all_that_does_not_resolve_is_reported);
    RUN(user_data_is_freed_exactly_once);
    RUN(options_are_kept_and_checked);
    RUN(namespaces_and_masks_are_kept);
    RUN(a_context_is_extended);
    return harness_result();
}
