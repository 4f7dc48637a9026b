/* SER-01, SER-02, SER-03, SER-04, SER-05. `as_serializer`: the state of scripts as bytes and back, types of the host, damage. `ref` and comparisons of objects. */
#include "harness.h"

typedef struct buffer {
    char *data;
    size_t size;
    int refuse;
} buffer;

static bool write_to(void *user_data, const void *data, size_t size) {
    buffer *b = user_data;
    if (b->refuse) {
        return false;
    }
    b->data = realloc(b->data, b->size + size);
    memcpy(b->data + b->size, data, size);
    b->size += size;
    return true;
}

typedef struct vec {
    float x, y;
} vec;

/* A counted type of the host. */
typedef struct texture {
    int refs;
    char name[16];
} texture;

static int textures, frees;

static texture *texture_make(const char *name, size_t size) {
    texture *t = calloc(1, sizeof *t);
    t->refs = 1;
    memcpy(t->name, name, size < 15 ? size : 15);
    textures++;
    return t;
}
static texture *texture_new(const as_string *name) {
    as_str text = as_string_get(name);
    return texture_make(text.data, text.len);
}
static void texture_add(texture *t) { t->refs++; }
static void texture_release(texture *t) {
    if (--t->refs == 0) {
        textures--;
        free(t);
    }
}
static int texture_length(texture *t) { return (int)strlen(t->name); }

static bool save_vec(as_serializer *s, as_vm *vm, const as_type *type, const void *value, void *user_data) {
    (void)vm, (void)user_data;
    CHECK_STR("Vec", as_type_name(type));
    return as_serializer_write(s, value, 4) && as_serializer_write(s, (const char *)value + 4, 4);
}
static bool load_vec(as_serializer *s, as_vm *vm, const as_type *type, void *value, const void *data, size_t size, void *user_data) {
    (void)s, (void)vm, (void)type, (void)user_data;
    if (size != sizeof(vec)) {
        return false;
    }
    memcpy(value, data, size);
    return true;
}
static bool save_texture(as_serializer *s, as_vm *vm, const as_type *type, const void *value, void *user_data) {
    (void)vm, (void)type, (void)user_data;
    /* The serializer is busy. */
    CHECK(as_serializer_clear(s) == AS_ERROR_ACTIVE);
    const texture *t = value;
    return as_serializer_write(s, t->name, strlen(t->name));
}
static bool load_texture(as_serializer *s, as_vm *vm, const as_type *type, void *value, const void *data, size_t size, void *user_data) {
    (void)s, (void)vm, (void)type, (void)user_data;
    if (size == 0) {
        return false;
    }
    *(texture **)value = texture_make(data, size);
    return true;
}
static void count_free(void *user_data) {
    (void)user_data;
    frees++;
}

static as_context *new_context(void) {
    as_context *c = harness_context(AS_ADDON_ALL & ~(uint32_t)AS_ADDON_PRINT);
    CHECK_OK(as_register_type(c, "Vec", sizeof(vec), AS_TYPE_VALUE | AS_TYPE_POD | AS_TYPE_APP_CLASS | AS_TYPE_APP_CLASS_ALLFLOATS, &error));
    CHECK_OK(as_register_property(c, "Vec", "float x", 0, &error));
    CHECK_OK(as_register_property(c, "Vec", "float y", 4, &error));
    CHECK_OK(as_register_type(c, "Texture", 0, AS_TYPE_REF, &error));
    CHECK_OK(as_register_behavior(c, "Texture", AS_BEHAVIOR_FACTORY, "Texture@ f(const string &in)", AS_NATIVE(texture_new), &error));
    CHECK_OK(as_register_behavior(c, "Texture", AS_BEHAVIOR_ADD_REF, "void f()", AS_NATIVE(texture_add), &error));
    CHECK_OK(as_register_behavior(c, "Texture", AS_BEHAVIOR_RELEASE, "void f()", AS_NATIVE(texture_release), &error));
    CHECK_OK(as_register_method(c, "Texture", "int length() const", AS_NATIVE(texture_length), &error));
    CHECK_OK(as_context_seal(c, &error));
    return c;
}

static as_serializer *new_serializer(void) {
    as_serializer *s = as_serializer_new();
    CHECK_OK(as_serializer_register_type(s, "Vec", save_vec, load_vec, NULL, count_free, &error));
    CHECK_OK(as_serializer_register_type(s, "Vec", save_vec, load_vec, NULL, count_free, &error));
    CHECK(frees == 1);
    CHECK_OK(as_serializer_register_type(s, "Texture", save_texture, load_texture, NULL, NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_serializer_register_type(s, "Vec", NULL, load_vec, NULL, count_free, &error));
    CHECK(frees == 2);
    return s;
}

static void run(as_vm *vm, as_unit *unit, const char *name) {
    as_call *call = as_call_new(vm, as_unit_find_function(unit, name));
    as_run how = as_call_run(call);
    if (how != AS_RUN_FINISHED) {
        harness_failed++;
        fprintf(stderr, "%s: %s: %.*s\n", harness_test, name, AS_STR_ARG(as_call_exception_text(call)));
    }
    as_call_free(call);
}

static const char before[] =
    "class Unit { string name = 'x'; int hp = 100; Unit@ target; Vec at; Texture@ skin; array<Unit@> band; }\n"
    "Unit@ leader; int score; Texture@ shared; dictionary notes; string lost = 'gone';\n"
    "void change() { @leader = Unit(); leader.name = 'Ann'; leader.hp = 40; leader.at.x = 2.5f; @leader.skin = Texture('stone');\n"
    "  @shared = leader.skin; Unit@ other = Unit(); @other.target = leader; @leader.target = other; leader.band.insertLast(other);\n"
    "  score = 9; notes['n'] = 3; notes.set('u', @other); }\n";

/* Another version: members and variables came and went, `score` became a double. */
static const char after[] =
    "class Unit { int hp = 100; int mana = 7; string name = 'x'; Unit@ target; Texture@ skin; Vec at; array<Unit@> band; }\n"
    "double score; Unit@ leader; Texture@ shared; dictionary notes; int fresh = 5; string lost2;\n"
    "void check() { assert(leader.name == 'Ann' && leader.hp == 40 && leader.mana == 7 && leader.at.x == 2.5f);\n"
    "  assert(leader.skin is shared && shared.length() == 5 && leader.target.target is leader && leader.band[0] is leader.target);\n"
    "  assert(score == 9 && fresh == 5 && int(notes['n']) == 3); Unit@ u; assert(notes.get('u', @u) && u is leader.target); }\n";

static void hot_reload(void) {
    as_context *c = new_context();
    as_serializer *s = new_serializer();
    as_unit *unit = harness_build(c, before);
    as_vm *vm = harness_vm(c, unit);
    run(vm, unit, "change");
    as_object *leader = *(as_object **)as_vm_find_global(vm, unit, "leader");
    CHECK_OK(as_serializer_add_object(s, vm, "player", leader, &error));
    CHECK(as_serializer_find_object(s, "player") == leader && as_serializer_find_object(s, "nobody") == NULL);
    buffer b = {0};
    CHECK_OK(as_serializer_save(s, vm, unit, write_to, &b, &error));
    CHECK(as_serializer_problem_count(s) == 0 && b.size > 50);

    buffer refuse = {0};
    refuse.refuse = 1;
    CHECK_STATUS(AS_ERROR_WRITE_FAILED, as_serializer_save(s, vm, unit, write_to, &refuse, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_serializer_save(s, vm, unit, NULL, NULL, &error));
    CHECK(as_serializer_clear(s) == AS_OK && as_serializer_find_object(s, "player") == NULL);

    as_unit *next = harness_build(c, after);
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_serializer_load(s, vm, next, b.data, b.size, &error));
    as_vm_free(vm);
    as_unit_release(unit);
    CHECK(textures == 0);
    vm = harness_vm(c, next);
    CHECK_OK(as_serializer_load(s, vm, next, b.data, b.size, &error));
    for (size_t i = 0; i < as_serializer_problem_count(s); i++) {
        harness_failed++;
        fprintf(stderr, "%.*s\n", AS_STR_ARG(as_serializer_problem_at(s, i)));
    }
    CHECK(textures == 1);
    run(vm, next, "check");
    leader = *(as_object **)as_vm_find_global(vm, next, "leader");
    CHECK(as_serializer_find_object(s, "player") == leader);

    /* Damage never does more than an error. */
    for (size_t i = 0; i < b.size; i++) {
        CHECK(as_serializer_load(s, vm, next, b.data, i, NULL) == AS_ERROR_BAD_DATA);
        char kept = b.data[i];
        b.data[i] ^= (char)0x55;
        as_status status = as_serializer_load(s, vm, next, b.data, b.size, NULL);
        CHECK(status == AS_OK || status == AS_ERROR_BAD_DATA);
        b.data[i] = kept;
    }
    as_error *error = NULL;
    CHECK(as_serializer_load(s, vm, next, "nothing at all", 14, &error) == AS_ERROR_BAD_DATA);
    CHECK_CONTAINS("no saved state", as_error_message(error));
    as_error_free(error);
    CHECK_OK(as_serializer_load(s, vm, next, b.data, b.size, &error));
    run(vm, next, "check");

    /* Without the functions of the types. */
    as_serializer *bare = as_serializer_new();
    CHECK_OK(as_serializer_load(bare, vm, next, b.data, b.size, &error));
    CHECK(as_serializer_problem_count(bare) > 0);
    CHECK_CONTAINS("Texture", as_serializer_problem_at(bare, 0));
    CHECK_STR("", as_serializer_problem_at(bare, 1000));
    as_serializer_free(bare);

    as_vm_free(vm);         /* the serializer keeps it, with the player */
    as_serializer_free(s);
    CHECK(frees == 3 && textures == 0);
    free(b.data);
    as_unit_release(next);
    as_context_release(c);
}

static void misuse(void) {
    CHECK_STATUS(AS_ERROR_NULL, as_serializer_save(NULL, NULL, NULL, write_to, NULL, &error));
    CHECK(as_serializer_problem_count(NULL) == 0 && as_serializer_find_object(NULL, "x") == NULL);
    CHECK(!as_serializer_write(NULL, "x", 1));
    as_serializer_free(NULL);
    as_serializer *s = as_serializer_new();
    CHECK(!as_serializer_write(s, "x", 1));
    CHECK_STATUS(AS_ERROR_NULL, as_serializer_save(s, NULL, NULL, write_to, NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_serializer_load(s, NULL, NULL, "x", 1, &error));
    CHECK_STATUS(AS_ERROR_WRONG_HANDLE, as_serializer_load(s, (as_vm *)s, NULL, "x", 1, &error));
    as_serializer_free(s);
}

static void references(void) {
    as_context *c = new_context();
    as_unit *unit = harness_build(c, "class A { int n = 1; } class B : A {} class Other {} ref r; A@ a = A(); B@ b = B(); Other@ o = Other();\n"
                                     "Texture@ t = Texture('t'); void toB() { @r = b; } void check() { A@ x = cast<A>(r); assert(x is a); }\n"
                                     "void host() { assert(cast<Texture>(r) is t); }");
    as_vm *vm = harness_vm(c, unit);
    as_ref *r = as_vm_find_global(vm, unit, "r");
    as_object *a = *(as_object **)as_vm_find_global(vm, unit, "a");
    as_object *b = *(as_object **)as_vm_find_global(vm, unit, "b");
    texture *t = *(texture **)as_vm_find_global(vm, unit, "t");
    const as_type *type_a = as_object_type(a), *type_b = as_object_type(b);
    CHECK(as_ref_get(r) == NULL && as_ref_get_object(r) == NULL && as_ref_type(r).type_ == NULL);
    CHECK(as_ref_cast(r, type_a) == NULL && as_ref_get(NULL) == NULL);
    run(vm, unit, "toB");
    CHECK(as_ref_get_object(r) == b && as_ref_cast(r, type_a) == b && as_ref_cast(r, type_b) == b);
    CHECK(as_object_ref_count(b) == 2);
    CHECK(as_ref_set_object(vm, r, a) == AS_OK);
    CHECK(as_object_ref_count(b) == 1 && as_object_ref_count(a) == 2 && as_ref_cast(r, type_b) == NULL);
    CHECK(as_ref_type(r).type_ == type_a && as_ref_type(r).flags == AS_USE_HANDLE);
    run(vm, unit, "check");
    as_type_use use = {type_b, AS_USE_HANDLE};
    CHECK_STATUS(AS_ERROR_INVALID_OBJECT, as_ref_set(vm, r, use, a, &error));
    use = as_unit_global_type(unit, as_unit_find_global(unit, "t"));
    CHECK_OK(as_ref_set(vm, r, use, t, &error));
    CHECK(as_ref_get(r) == t && as_ref_get_object(r) == NULL && t->refs == 2);
    run(vm, unit, "host");
    CHECK_STATUS(AS_ERROR_NULL, as_ref_set(vm, NULL, use, t, &error));
    CHECK_OK(as_ref_set(vm, r, use, NULL, &error));
    CHECK(as_ref_get(r) == NULL && t->refs == 1);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(c);
}

/* HELP-03 */
static void comparisons(void) {
    as_context *c = new_context();
    as_unit *unit = harness_build(c, "class A { int n; A() {} A(int i) { n = i; } int opCmp(const A &in o) const { if (o.n == 99) throw('no'); return (n - o.n) * 3; } }\n"
                                     "class D : A { D() {} } class E { int n; bool opEquals(const E@ o) const { return n == o.n; } } class None {}\n"
                                     "A@ a = A(1), b = A(2), bad = A(99); D@ d = D(); E@ e = E(), f = E(); None@ none = None(); array<int>@ x = {1}, y = {1};");
    as_vm *vm = harness_vm(c, unit);
#define GLOBAL(name) (*(as_object **)as_vm_find_global(vm, unit, name))
    int32_t order = 9;
    bool equal = false;
    CHECK_OK(as_object_get_order(vm, GLOBAL("a"), GLOBAL("b"), &order, &error));
    CHECK(order == -1);
    CHECK_OK(as_object_get_order(vm, GLOBAL("b"), GLOBAL("d"), &order, &error));
    CHECK(order == 1);
    CHECK_OK(as_object_get_order(vm, GLOBAL("d"), GLOBAL("d"), &order, &error));
    CHECK(order == 0);
    CHECK_OK(as_object_get_equal(vm, GLOBAL("a"), GLOBAL("a"), &equal, &error));
    CHECK(equal);
    CHECK_OK(as_object_get_equal(vm, GLOBAL("e"), GLOBAL("f"), &equal, &error));
    CHECK(equal);
    CHECK_OK(as_object_get_equal(vm, GLOBAL("x"), GLOBAL("y"), &equal, &error));
    CHECK(equal);
    CHECK_STATUS(AS_ERROR_GENERAL, as_object_get_order(vm, GLOBAL("a"), GLOBAL("bad"), &order, &error));
    CHECK_STATUS(AS_ERROR_NO_FUNCTION, as_object_get_order(vm, GLOBAL("e"), GLOBAL("f"), &order, &error));
    CHECK_STATUS(AS_ERROR_NO_FUNCTION, as_object_get_equal(vm, GLOBAL("none"), GLOBAL("none"), &equal, &error));
    CHECK_STATUS(AS_ERROR_NO_FUNCTION, as_object_get_equal(vm, GLOBAL("a"), GLOBAL("e"), &equal, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_object_get_equal(vm, NULL, GLOBAL("e"), &equal, &error));
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(c);
}

int main(void) {
    RUN(hot_reload);
    RUN(misuse);
    RUN(references);
    RUN(comparisons);
    return harness_result();
}
