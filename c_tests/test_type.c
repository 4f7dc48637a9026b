/* Types of the host: its own string, plain and counted parts, enums, funcdefs, interfaces, and what reflection tells of
   them. */

#include "harness.h"
#include <stddef.h>

/* A string as C++ libraries make them: it knows its own address, owns memory, and must never be moved as bytes. */
typedef struct text {
    const struct text *self;
    size_t size;
    char *bytes;
} text;

static int texts_alive, texts_broken, literals_alive;

static void text_check(const text *t) { texts_broken += t->self != t; }

static void text_init(text *t, const char *bytes, size_t size) {
    t->self = t;
    t->size = size;
    t->bytes = (char *)malloc(size + 1);
    memcpy(t->bytes, bytes, size);
    t->bytes[size] = 0;
    texts_alive++;
}
static void text_new(text *t) { text_init(t, "", 0); }
static void text_copy(text *t, const text *from) {
    text_check(from);
    text_init(t, from->bytes, from->size);
}
static void text_delete(text *t) {
    text_check(t);
    t->self = NULL;
    free(t->bytes);
    texts_alive--;
}
static text *text_assign(text *t, const text *from) {
    text_check(t), text_check(from);
    if (t != from) {
        char *bytes = (char *)malloc(from->size + 1);
        memcpy(bytes, from->bytes, from->size + 1);
        free(t->bytes);
        t->bytes = bytes, t->size = from->size;
    }
    return t;
}
/* By value: classes with a destructor are returned through an address, which C spells like this. */
static void text_add(as_generic *call) {
    const text *a = AS_OBJECT(call, text), *b = AS_ARG_OBJECT(call, text, 0);
    char bytes[256];
    text_check(a), text_check(b);
    memcpy(bytes, a->bytes, a->size);
    memcpy(bytes + a->size, b->bytes, b->size);
    text_init((text *)call->ret, bytes, a->size + b->size);
}
static bool text_equals(const text *a, const text *b) {
    text_check(a), text_check(b);
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}
static uint32_t text_length(const text *t) {
    text_check(t);
    return (uint32_t)t->size;
}

static const void *literal_get(const char *bytes, size_t size, void *user_data) {
    text *t = (text *)malloc(sizeof *t);
    text_init(t, bytes, size);
    texts_alive--;
    ++*(int *)user_data;
    return t;
}
static void literal_release(const void *string, void *user_data) {
    text *t = (text *)string;
    texts_alive++;
    text_delete(t);
    free(t);
    --*(int *)user_data;
}

static char printed[256];
static void print(const text *t) {
    text_check(t);
    strcat(printed, t->bytes);
    strcat(printed, ";");
}
static bool fails(int value) { return value > 3; }

static as_context *text_context(void) {
    as_context *c = as_context_new(AS_VERSION);
    uint32_t flags = AS_TYPE_VALUE | AS_TYPE_APP_CLASS | AS_TYPE_APP_CLASS_CONSTRUCTOR | AS_TYPE_APP_CLASS_DESTRUCTOR |
                     AS_TYPE_APP_CLASS_ASSIGNMENT | AS_TYPE_APP_CLASS_COPY_CONSTRUCTOR;
    as_string_factory factory = {literal_get, literal_release, NULL, &literals_alive, NULL};
    CHECK_OK(as_context_install(c, AS_ADDON_ARRAY, &error));
    CHECK_OK(as_register_type(c, "text", sizeof(text), flags, &error));
    CHECK_OK(as_register_behavior(c, "text", AS_BEHAVIOR_CONSTRUCT, "void f()", AS_NATIVE(text_new), &error));
    CHECK_OK(as_register_behavior(c, "text", AS_BEHAVIOR_CONSTRUCT, "void f(const text &in)", AS_NATIVE(text_copy),
                                  &error));
    CHECK_OK(as_register_behavior(c, "text", AS_BEHAVIOR_DESTRUCT, "void f()", AS_NATIVE(text_delete), &error));
    CHECK_OK(as_register_method(c, "text", "text &opAssign(const text &in)", AS_NATIVE(text_assign), &error));
    CHECK_OK(as_register_method(c, "text", "text opAdd(const text &in) const", AS_GENERIC(text_add), &error));
    CHECK_OK(as_register_method(c, "text", "bool opEquals(const text &in) const", AS_NATIVE(text_equals), &error));
    CHECK_OK(as_register_method(c, "text", "uint length() const", AS_NATIVE(text_length), &error));
    CHECK_OK(as_register_string_factory(c, "text", factory, &error));
    CHECK_OK(as_register_function(c, "void print(const text &in)", AS_NATIVE(print), &error));
    CHECK_OK(as_register_function(c, "bool fails(int)", AS_NATIVE(fails), &error));
    return c;
}

static void own_string(void) {
    static const char script[] =
        "text global = \"g\";\n"
        "class Named { text name; text other = \"o\"; Named() {} Named(text n, bool fail) { name = n; if (fail) throwNow(); } }\n"
        "void throwNow() { array<int> a; a[1] = 2; }\n"
        "text twice(text t) { return t + t; }\n"
        "text pick(bool first, text a, const text &in b) { if (first) return a; return b; }\n"
        "funcdef text Make(text);\n"
        "class Maker { text prefix = \"<\"; text make(text t) { return prefix + t; } }\n"
        "int main() {\n"
        "    text a = \"one\", b;\n"
        "    b = a + \"two\" + global;\n"
        "    print(b);\n"
        "    print(twice(twice(\"x\")) + pick(false, a, b));\n"
        "    array<text> list = {\"p\", a, twice(b)};\n"
        "    for (int i = 0; i < 10; i++) list.insertLast(list[0] + \"q\");\n"
        "    list.insertAt(1, \"in\"); list.removeAt(0); list.reverse();\n"
        "    print(list[0] + list[list.length() - 1]);\n"
        "    Named n; n.name = \"n\"; print(n.name + n.other);\n"
        "    try { Named m(\"m\", true); } catch { print(\"caught\"); }\n"
        "    Maker@ maker = Maker(); Make@ make = Make(maker.make); print(make(a) + make(\"b\"));\n"
        "    text conditional = a == \"one\" ? \"yes\" : twice(\"no\");\n"
        "    print(conditional);\n"
        "    text[] made; made.resize(3); made[1] = \"m\"; print(made[0] + made[1]);\n"
        "    return int(list.length() + b.length());\n"
        "}\n"
        "text echo(text t) { return t + \"!\"; }\n";
    as_context *c = text_context();
    as_unit *unit = harness_build(c, script);
    as_vm *vm = harness_vm(c, unit);
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "main"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 20);
    as_call_free(call);
    CHECK(strcmp(printed, "onetwog;xxxxonetwog;pqin;no;caught;<one<b;yes;m;") == 0);
    if (strcmp(printed, "onetwog;xxxxonetwog;pqin;no;caught;<one<b;yes;m;") != 0) fprintf(stderr, "%s\n", printed);

    /* By value from and to C. */
    call = as_call_new(vm, as_unit_find_function(unit, "echo"));
    text hello;
    text_init(&hello, "hello", 5);
    CHECK(as_call_set_value(call, 0, &hello) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    const text *result = (const text *)as_call_get_value(call);
    CHECK(result != NULL && result->self == result && strcmp(result->bytes, "hello!") == 0);
    as_type_use use = as_call_result_type(call);
    CHECK(use.flags == 0);
    CHECK_STR("text", as_type_name(use.type_));
    as_call_free(call);
    text_delete(&hello);
    as_unit_release(unit);
    as_vm_free(vm);
    as_context_release(c);
    CHECK(texts_broken == 0);
    CHECK(texts_alive == 0);
    CHECK(literals_alive == 0);
}

/* A part that lies elsewhere in an object, in it or behind a pointer. */
typedef struct position {
    float x, y;
} position;
typedef struct unit_state {
    int32_t health;
    position at;
    position *target;
} unit_state;

static void parts(void) {
    as_context *c = harness_context(AS_ADDON_STRING);
    position target = {5, 6};
    unit_state state = {100, {1, 2}, &target};
    CHECK_OK(as_register_type(c, "State", sizeof state, AS_TYPE_REF | AS_TYPE_NOCOUNT, &error));
    CHECK_OK(as_register_property(c, "State", "int health", offsetof(unit_state, health), &error));
    CHECK_OK(as_register_part_property(c, "State", "float x", offsetof(unit_state, at), false, offsetof(position, x),
                                       &error));
    CHECK_OK(as_register_part_property(c, "State", "float targetY", offsetof(unit_state, target), true,
                                       offsetof(position, y), &error));
    CHECK_OK(as_register_global(c, "State state", &state, &error));
    as_unit *unit = harness_build(c, "float f() { state.x *= 3; state.targetY += 1; return state.x + state.targetY; }");
    as_vm *vm = harness_vm(c, unit);
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "f"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_float(call) == 10);
    CHECK(state.at.x == 3 && target.y == 7);
    as_call_free(call);
    as_unit_release(unit);
    as_vm_free(vm);
    as_context_release(c);
}

static void declared(void) {
    as_context *c = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    as_module *module = as_module_new();
    CHECK_OK(as_register_typedef(c, "money", "int64", &error));
    CHECK_OK(as_register_funcdef(c, "bool Filter(int)", &error));
    CHECK_OK(as_module_register_interface(module, "Damageable", &error));
    CHECK_OK(as_module_register_interface_method(module, "Damageable", "int hit(int damage)", &error));
    CHECK_OK(as_module_register_funcdef(module, "money Price(int)", &error));
    CHECK_OK(as_context_install_module(c, module, &error));
    as_module_free(module);
    CHECK_OK(as_register_enum(c, "Color", &error));
    CHECK_OK(as_register_enum_value(c, "Color", "RED", 3, &error));
    CHECK_OK(as_register_enum_value(c, "Color", "BLUE", -4, &error));
    CHECK_OK(as_register_function(c, "bool fails(int value = 7)", AS_NATIVE(fails), &error));
    CHECK_OK(as_context_seal(c, &error));

    as_unit *unit = harness_build(c,
        "class Wall : Damageable { int left = 10; int hit(int damage) { left -= damage; return left; } }\n"
        "money price(int n) { return money(n) * 3000000000; }\n"
        "int count(Filter@ filter) { int n = 0; for (int i = 0; i < 10; i++) if (filter(i)) n++; return n; }\n"
        "int main() { Damageable@ d = Wall(); d.hit(2); Price@ p = price; array<int> a = {1};\n"
        "  return count(fails) * 100 + d.hit(3) + (p(2) == 6000000000 ? 1000 : 0) + (fails() ? 10000 : 0) + int(a[0]); }\n"
        "Color paint() { return BLUE; }");
    const as_type *color = as_function_return_type(as_unit_find_function(unit, "paint")).type_;
    CHECK(as_type_get_kind(color) == AS_KIND_ENUM);
    CHECK(as_type_enum_value_count(color) == 2);
    CHECK_STR("BLUE", as_type_enum_value_name(color, 1));
    CHECK(as_type_enum_value_at(color, 1) == -4);
    CHECK_STR("", as_type_enum_value_name(color, 2));
    CHECK(as_type_enum_value_at(color, 2) == 0);
    CHECK(as_type_size(color) == 4);
    CHECK(as_type_enum_value_count(NULL) == 0 && as_type_size(NULL) == 0);

    as_vm *vm = harness_vm(c, unit);
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "main"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 11606);
    const as_type *wall = as_unit_find_class(unit, "Wall");
    CHECK(as_type_interface_count(wall) == 1);
    CHECK(as_type_is_a(wall, as_type_interface_at(wall, 0)));
    CHECK_STR("Damageable", as_type_name(as_type_interface_at(wall, 0)));
    CHECK(!as_type_is_a(wall, color));
    as_call_free(call);
    as_unit_release(unit);
    as_vm_free(vm);
    as_context_release(c);
}

/* Template functions: the types of the call come as arguments of a type. */
static void size_of(as_generic *call) {
    const as_type_use use = as_type_arg_at(call->instance, 0);
    CHECK(as_type_arg_count(call->instance) == 1);
    *(int32_t *)call->ret = use.flags & AS_USE_HANDLE ? -1 : (int32_t)as_type_size(use.type_);
}

static void echo(as_generic *call) {
    const as_type *type = as_type_arg_at(call->instance, 0).type_;
    memcpy(call->ret, call->args[0], as_type_size(type));
}

static void convert(as_generic *call) {
    const as_type *from = as_type_arg_at(call->instance, 0).type_, *to = as_type_arg_at(call->instance, 1).type_;
    double value = as_type_size(from) == 8 ? *(double *)call->args[0] : *(int32_t *)call->args[0];
    if (as_type_size(to) == 8) *(double *)call->ret = value;
    else *(int32_t *)call->ret = (int32_t)value;
}

static void store(as_generic *call) {
    *(int32_t *)call->args[1] = *(int32_t *)call->args[0] + 1;
}

static void count_all(as_generic *call) {
    CHECK(as_type_arg_count(as_type_arg_at(call->instance, 0).type_) == 0);
    *(uint32_t *)call->ret = (uint32_t)as_array_size(call->args[0]);
}

static as_context *template_context(void) {
    as_context *c = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    CHECK_OK(as_register_function(c, "int sizeOf<T>()", AS_GENERIC(size_of), &error));
    CHECK_OK(as_register_function(c, "T echo<T>(const T &in value)", AS_GENERIC(echo), &error));
    CHECK_OK(as_register_function(c, "T echo<T>(const T &in value, int twice)", AS_GENERIC(echo), &error));
    CHECK_OK(as_register_function(c, "B convert<A, B>(A value)", AS_GENERIC(convert), &error));
    CHECK_OK(as_register_function(c, "void tools::store<T>(T value, T &out to)", AS_GENERIC(store), &error));
    CHECK_OK(as_register_function(c, "uint countAll<T>(const array<T> &in all)", AS_GENERIC(count_all), &error));
    CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_register_function(c, "T bad<T>(T)", AS_NATIVE(fails), &error));
    CHECK_OK(as_context_seal(c, &error));
    return c;
}

static void rejected(as_context *c, const char *body, const char *message) {
    as_unit *unit = as_unit_new(c);
    char source[512];
    snprintf(source, sizeof source, "class K {} void main() { int n; double d; %s }", body);
    CHECK(as_unit_add_source(unit, "a.as", source, strlen(source)) == AS_OK);
    CHECK_STATUS(AS_ERROR_BUILD_FAILED, as_unit_build(unit, &error));
    CHECK(as_unit_diagnostic_count(unit) == 1);
    CHECK_CONTAINS(message, as_diagnostic_message(as_unit_diagnostic_at(unit, 0)));
    as_unit_release(unit);
}

static bool keep_bytes(void *user_data, const void *data, size_t size) {
    struct { unsigned char bytes[16384]; size_t size; } *b = user_data;
    memcpy(b->bytes + b->size, data, size);
    b->size += size;
    return true;
}

static void template_functions(void) {
    as_context *c = template_context();
    const size_t types = as_context_type_count(c);
    for (size_t i = 0; i < types; i++) {
        const as_str name = as_type_name(as_context_type_at(c, i));
        CHECK(name.len != 4 || memcmp("echo", name.data, 4) != 0);
    }
    CHECK(as_context_find_type(c, "echo") == NULL);
    const char source[] =
        "class K { int v; } namespace N { enum E { X = 7 } }\n"
        "int sizes() { return sizeOf<int>() + 10 * sizeOf<double>() + 100 * sizeOf<int8>() + 1000 * sizeOf<K@>(); }\n"
        "int all() { int n; tools::store<int>(4, n); N::E e = echo<N::E>(N::E::X);\n"
        "  double d = convert<int, double>(3) / 2;\n"
        "  array<K> ks = {K(), K()}; array<K@> hs(5); array<string> ss(1);\n"
        "  uint count = countAll<K>(ks) + 10 * countAll<K@>(hs) + 100 * countAll<string>(ss);\n"
        "  return n + int(e) * 10 + convert<double, int>(d * 2) * 100 + echo<int>(1, 2) * 1000 + int(echo<double>(0.5) * 20000) + int(count) * 100000; }";
    as_unit *unit = harness_build(c, source);
    static struct { unsigned char bytes[16384]; size_t size; } file;
    CHECK_OK(as_unit_save(unit, 0, keep_bytes, &file, &error));
    for (int loaded = 0; loaded < 2; loaded++) {
        as_vm *vm = harness_vm(c, unit);
        as_call *call = as_call_new(vm, as_unit_find_function(unit, "sizes"));
        CHECK(as_call_run(call) == AS_RUN_FINISHED);
        CHECK(as_call_get_int(call) == 4 + 80 + 100 - 1000);
        as_call_free(call);
        call = as_call_new(vm, as_unit_find_function(unit, "all"));
        CHECK(as_call_run(call) == AS_RUN_FINISHED);
        CHECK(as_call_get_int(call) == 5 + 70 + 300 + 1000 + 10000 + 152 * 100000);
        as_call_free(call);
        as_vm_free(vm);
        as_unit_release(unit);
        if (loaded) break;
        unit = as_unit_new(c);
        CHECK_OK(as_unit_load(unit, file.bytes, file.size, &error));
        CHECK_OK(as_unit_load_code(unit, &error));
    }
    rejected(c, "echo(1);", "'echo' is a template function: write the types of the call");
    rejected(c, "echo<int, int>(1);", "'echo' takes 1 template argument, not 2");
    rejected(c, "echo<void>(1);", "'void' cannot be a template argument");
    rejected(c, "n = echo<K>(1);", "'K'");
    rejected(c, "n = convert<int, Missing>(1);", "Missing");
    as_context_release(c);

    /* Another host has no such function. */
    c = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    CHECK_OK(as_context_seal(c, &error));
    unit = as_unit_new(c);
    CHECK_STATUS(AS_ERROR_API_MISMATCH, as_unit_load(unit, file.bytes, file.size, &error));
    as_unit_release(unit);
    as_context_release(c);
}

/* The host's own template for `T[]`. */
typedef struct own_list {
    int refs, count;
} own_list;
static own_list *own_list_new(size_t type_word) {
    own_list *list = (own_list *)malloc(sizeof *list);
    CHECK(as_type_of_word(type_word).type_ != NULL);
    list->refs = 1, list->count = 0;
    return list;
}
static void own_list_add_ref(own_list *list) { list->refs++; }
static void own_list_release(own_list *list) {
    if (--list->refs == 0) free(list);
}
static int32_t own_list_push(own_list *list) { return ++list->count; }

static void own_array(void) {
    as_context *c = as_context_new(AS_VERSION);
    CHECK_OK(as_register_type(c, "list<class T>", 0, AS_TYPE_REF | AS_TYPE_TEMPLATE, &error));
    CHECK_OK(as_register_behavior(c, "list<T>", AS_BEHAVIOR_FACTORY, "list<T>@ f(int &in)", AS_NATIVE(own_list_new),
                                  &error));
    CHECK_OK(as_register_behavior(c, "list<T>", AS_BEHAVIOR_ADD_REF, "void f()", AS_NATIVE(own_list_add_ref), &error));
    CHECK_OK(as_register_behavior(c, "list<T>", AS_BEHAVIOR_RELEASE, "void f()", AS_NATIVE(own_list_release), &error));
    CHECK_OK(as_register_method(c, "list<T>", "int push()", AS_NATIVE(own_list_push), &error));
    CHECK_OK(as_register_default_array(c, "list<T>", &error));
    as_unit *unit = harness_build(c, "int main() { int[] a; a.push(); list<float> b; b.push(); b.push();"
                                     " return a.push() * 10 + b.push(); }");
    as_vm *vm = harness_vm(c, unit);
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "main"));
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_call_get_int(call) == 23);
    as_call_free(call);
    as_unit_release(unit);
    as_vm_free(vm);
    as_context_release(c);
}

static int freed;

static void count_freed(void *user_data) {
    (void)user_data;
    freed++;
}

/* HOST-008, HOST-009: contexts and types carry a pointer of the host, which is given back once. */
static void user_data(void) {
    int one = 1, two = 2;
    freed = 0;
    as_context *c = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    CHECK(as_context_get_user_data(c) == NULL);
    CHECK(as_context_set_user_data(c, &one, count_freed) == AS_OK);
    CHECK(as_context_set_user_data(c, &two, count_freed) == AS_OK);
    CHECK(freed == 1 && as_context_get_user_data(c) == &two);
    CHECK_OK(as_context_seal(c, &error));
    const as_type *string = as_context_find_type(c, "string");
    CHECK(as_type_get_user_data(string) == NULL);
    CHECK(as_type_set_user_data(string, &one, count_freed) == AS_OK);
    as_unit *unit = harness_build(c, "class A {} enum E { V } array<A> all; string s;");
    const as_type *class = as_unit_find_class(unit, "A");
    CHECK(as_type_set_user_data(class, &one, count_freed) == AS_OK);
    CHECK(as_type_set_user_data(class, &two, count_freed) == AS_OK);
    CHECK(freed == 2 && as_type_get_user_data(class) == &two && as_type_get_user_data(string) == &one);
    CHECK(as_type_set_user_data(as_unit_find_type(unit, "E"), &two, NULL) == AS_OK);
    CHECK(as_type_get_user_data(as_unit_find_type(unit, "E")) == &two);
    /* Objects lead to their type, and so to what the host keeps there. */
    as_vm *vm = harness_vm(c, unit);
    as_object *made = as_object_new(vm, class, NULL);
    CHECK(as_type_get_user_data(as_object_type(made)) == &two);
    as_object_release(vm, made);
    CHECK(as_type_set_user_data(NULL, &one, count_freed) == AS_ERROR_NULL && freed == 3);
    CHECK(as_context_set_user_data(NULL, &one, count_freed) == AS_ERROR_NULL && freed == 4);
    CHECK(as_type_get_user_data(NULL) == NULL && as_context_get_user_data(NULL) == NULL);
    as_unit_release(unit);
    as_context_release(c);
    CHECK(freed == 5);
    /* The VM still has the types. */
    as_vm_free(vm);
    CHECK(freed == 7);
}

int main(void) {
    RUN(user_data);
    RUN(own_string);
    RUN(parts);
    RUN(declared);
    RUN(template_functions);
    RUN(own_array);
    return harness_result();
}
