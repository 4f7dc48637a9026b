/* Objects and values of any type made, called, cast and bound by the host. */
#include "harness.h"

static const char script[] =
    "int alive = 0; int gone = 0; int log = 0;\n"
    "interface Named { string title() const; }\n"
    "class Base : Named { int id = 5; string name = \"base\"; Base@ next; Inner inner; array<int> list;\n"
    "  Base() { alive++; } ~Base() { alive--; gone++; }\n"
    "  Base(int i, const string &in n) { alive++; id = i; name = n; }\n"
    "  Base(const Base &in other) { alive++; id = other.id + 1; }\n"
    "  Base(float f) { alive++; int z = 0; z = 1 / z; }\n"
    "  Base &opAssign(const Base &in other) { id = other.id * 10; return this; }\n"
    "  string title() const { return \"B\" + name; }\n"
    "  int add(int a, int b) { return id + a + b; } int peek() { return inner.x; } uint count() { return list.length(); }\n"
    "  void pass() { take(inner); list.insertLast(1); } Inner@ give() { return inner; } int call() { return inner.get(); }\n"
    "  void hand() { grab(inner); } void copy() { Inner own = inner; log = own.x; } void put() { Inner own; own = inner; }\n"
    "  void name2() { array<int> l = list; log = l.length(); } }\n"
    "void take(Inner@ i) { log = i is null ? 1 : 2; } void grab(const Inner &in i) { log = i.x; }\n"
    "class Inner { int x = 3; int get() { return x; } }\n"
    "class Derived : Base, role { Derived() { super(); } Derived(Base@ b) { super(b.id, \"d\"); @next = b; }\n"
    "  string title() const override { return \"D\" + name; }\n"
    "  int add(int a, int b) override { return 1000; } int add(int a) const { return a + 1; }\n"
    "  Inner@ opImplCast() { return inner; } Only@ opCast() { return Only(77); } }\n"
    "abstract class Shape { Shape() {} }\n"
    "class Only { int v; Only(int n) { v = n; } }\n"
    "class Bad { Bad() { int z = 0; z = 1 / z; } }\n"
    "class Fixed { Fixed &opAssign(const Fixed &in) delete; }\n"
    "funcdef int Op(int, int); funcdef string Text();\n"
    "int apply(Op@ op) { return op is null ? -1 : op(3, 4); }\n"
    "string tell(Text@ t) { return t(); }\n"
    "int plus(int a, int b) { return a + b; }\n"
    "void change(int &out a, int &out b, string &out s) { a = 9; b = 7; s = \"hey!\"; }\n"
    "string glue(const string &in a, string b, Base@ c, Base d) { return a + b + c.name + d.id; }\n"
    "Op@ keep; void store(Op@ op) { @keep = op; }\n"
    "array<Base@>@ fam; int global = 8; int &refer() { return global; } double half(float f) { return f / 2; }\n"
    "float corner() { array<vec> a(2); vec v; a.resize(3); return a[0].x + a[2].y + v.x; }\n"
    "void endless() { while (true) {} } void fails() { int z = 0; z = 1 / z; }\n";

static as_context *context;
static as_unit *unit;
static as_vm *vm;
static int32_t *alive;

/* A host type with factories, counted by the host. */
typedef struct {
    int refs, value;
} thing;
static int things;
static thing *thing_new(int value) {
    thing *t = malloc(sizeof *t);
    t->refs = 1;
    t->value = value;
    things++;
    return t;
}
static void thing_make(as_generic *call) {
    int value = AS_ARG(call, int32_t, 0);
    if (value < 0) {
        as_vm_raise(call->vm, "no thing");
        return;
    }
    AS_RETURN(call, thing *, thing_new(value));
}
static void thing_add_ref(thing *t) { t->refs++; }
static void thing_release(thing *t) {
    if (--t->refs == 0) {
        things--;
        free(t);
    }
}
static int32_t thing_sum(thing *t, int32_t a, int32_t b) { return t->value + a + b; }
static thing *thing_same(thing *t) {
    t->refs++;
    return t;
}
static void thing_set(thing *t, const thing *from) { t->value = from->value; }

/* A value type of the host. */
typedef struct {
    float x, y;
} vec;
static void vec_new(vec *v) { v->x = v->y = 1; }
static void vec_from(vec *v, float x, float y) {
    v->x = x;
    v->y = y;
}
static vec vec_sum(vec a, const vec *b) { return (vec){a.x + b->x, a.y + b->y}; }
static void many(as_generic *call) {
    int32_t sum = 0;
    for (uint32_t i = 0; i < call->arg_count; i++) {
        sum += AS_ARG(call, int32_t, i);
    }
    AS_RETURN(call, int32_t, sum);
}
static void stopping(as_generic *call) { as_vm_abort(call->vm); }
static void any_size(as_generic *call) {
    AS_RETURN(call, int32_t, (int32_t)as_type_size(as_type_of_word(call->arg_types[0]).type_));
}
/* A template of which only the argument's size matters. */
static void host_registers(as_context *c) {
    CHECK_OK(as_register_type(c, "thing", 0, AS_TYPE_REF, &error));
    CHECK_OK(as_register_behavior(c, "thing", AS_BEHAVIOR_FACTORY, "thing@ f(int value)", AS_GENERIC(thing_make), &error));
    CHECK_OK(as_register_behavior(c, "thing", AS_BEHAVIOR_ADD_REF, "void f()", AS_NATIVE(thing_add_ref), &error));
    CHECK_OK(as_register_behavior(c, "thing", AS_BEHAVIOR_RELEASE, "void f()", AS_NATIVE(thing_release), &error));
    CHECK_OK(as_register_method(c, "thing", "int sum(int a, int b)", AS_NATIVE(thing_sum), &error));
    CHECK_OK(as_register_type(c, "other", 0, AS_TYPE_REF | AS_TYPE_NOCOUNT, &error));
    CHECK_OK(as_register_method(c, "other", "void f()", AS_NATIVE(thing_add_ref), &error));
    CHECK_OK(as_register_interface(c, "role", &error));
    CHECK_OK(as_register_interface_method(c, "role", "int add(int, int)", &error));
    CHECK_OK(as_register_interface_method(c, "role", "int add(int) const", &error));
    CHECK_OK(as_register_method(c, "thing", "thing@ same()", AS_NATIVE(thing_same), &error));
    CHECK_OK(as_register_method(c, "thing", "void opAssign(const thing &in)", AS_NATIVE(thing_set), &error));
    CHECK_OK(as_register_type(c, "vec", sizeof(vec), AS_TYPE_VALUE | AS_TYPE_POD, &error));
    CHECK_OK(as_register_property(c, "vec", "float x", 0, &error));
    CHECK_OK(as_register_property(c, "vec", "float y", 4, &error));
    CHECK_OK(as_register_behavior(c, "vec", AS_BEHAVIOR_CONSTRUCT, "void f()", AS_NATIVE(vec_new), &error));
    CHECK_OK(as_register_behavior(c, "vec", AS_BEHAVIOR_CONSTRUCT, "void f(float, float)", AS_NATIVE(vec_from), &error));
    CHECK_OK(as_register_function(c, "vec sum(vec a, const vec &in b)", AS_NATIVE(vec_sum), &error));
    CHECK_OK(as_register_function(c, "int many(int, int ...)", AS_GENERIC(many), &error));
    CHECK_OK(as_register_function(c, "void stopping()", AS_GENERIC(stopping), &error));
    CHECK_OK(as_register_function(c, "int any_size(const ?&in)", AS_GENERIC(any_size), &error));
}

static const as_function *host_function(const char *name) {
    for (size_t i = 0; i < as_context_function_count(context); i++) {
        const as_function *f = as_context_function_at(context, i);
        as_str n = as_function_name(f);
        if (n.len == strlen(name) && memcmp(n.data, name, n.len) == 0) {
            return f;
        }
    }
    CHECK(!"no such function");
    return NULL;
}

static const as_function *method(const as_type *type, const char *declaration) {
    const as_function *found = as_type_find_method(type, declaration);
    CHECK(found != NULL);
    return found;
}

static const as_type *class_of(const char *name) {
    const as_type *found = as_unit_find_class(unit, name);
    CHECK(found != NULL);
    return found;
}

/* Calls with arguments; a macro, so that the arguments stand in a row. */
#define ARGS(...) (void *[]){__VA_ARGS__}
static as_status run(const as_function *f, void *object, void **args, uint32_t count, void *result, as_error **error) {
    as_invocation call = {.function = f, .object = object, .args = args, .arg_count = count, .result = result};
    return as_vm_run_function(vm, &call, error);
}

static void set_text(as_string *s, const char *text) { CHECK(as_string_set(vm, s, text, strlen(text)) == AS_OK); }

static as_type_use string_use(void) { return (as_type_use){as_context_find_type(context, "string"), 0}; }

static void constructors(void) {
    const as_type *base = class_of("Base");
    as_string text;
    CHECK_OK(as_value_new(vm, string_use(), &text, &error));
    set_text(&text, "rex");
    int32_t number = 41;
    as_object *made = NULL;
    const as_function *two = as_type_find_constructor(base, "Base(int id, const string &in)");
    CHECK(two != NULL && as_type_find_constructor(base, "(int)") == NULL && as_type_find_constructor(base, "oops") == NULL);
    CHECK_OK(run(two, NULL, ARGS(&number, &text), 2, &made, &error));
    CHECK(*alive == 1 && as_object_type(made) == base && as_object_ref_count(made) == 1);
    CHECK(*(int32_t *)as_object_find_property(made, "id") == 41);
    CHECK_STR("rex", as_string_get(as_object_find_property(made, "name")));

    /* Of another object, by its handle. */
    as_object *derived = NULL;
    CHECK_OK(run(as_type_find_constructor(class_of("Derived"), "(Base@)"), NULL, ARGS(&made), 1, &derived, &error));
    CHECK(*(as_object **)as_object_find_property(derived, "next") == made && as_object_ref_count(made) == 2);
    as_object_release(vm, derived);
    CHECK(*alive == 1);

    /* The result may be dropped; an exception leaves nothing, and no destructor runs. */
    CHECK_OK(run(two, NULL, ARGS(&number, &text), 2, NULL, &error));
    CHECK(*alive == 1);
    float f = 1;
    int32_t gone = *(int32_t *)as_vm_find_global(vm, unit, "gone");
    as_error *error = NULL;
    as_object *none = NULL;
    CHECK(run(as_type_find_constructor(base, "(float)"), NULL, ARGS(&f), 1, &none, &error) == AS_ERROR_GENERAL);
    CHECK_CONTAINS("Divide by zero", as_error_message(error));
    as_error_free(error);
    CHECK(none == NULL && *(int32_t *)as_vm_find_global(vm, unit, "gone") == gone);
    *alive = 1;

    /* Uninitialised: members are null and zero, until a constructor is called on it. */
    as_object *raw = as_object_new_uninitialized(vm, base, NULL);
    CHECK(*alive == 1 && *(int32_t *)as_object_find_property(raw, "id") == 0);
    CHECK(*(void **)as_object_find_property(raw, "inner") == NULL);
    CHECK_STR("", as_string_get(as_object_find_property(raw, "name")));
    CHECK_OK(run(two, raw, ARGS(&number, &text), 2, NULL, &error));
    CHECK(*alive == 2 && *(int32_t *)as_object_find_property(raw, "id") == 41);
    CHECK(*(void **)as_object_find_property(raw, "inner") != NULL);
    as_object_release(vm, raw);

    /* Methods that use what is not there raise exceptions. */
    raw = as_object_new_uninitialized(vm, base, NULL);
    const char *names[] = {"peek", "count", "pass", "call", "hand", "copy", "put", "name2"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        CHECK_STATUS(AS_ERROR_GENERAL, run(as_type_find_method(base, names[i]), raw, NULL, 0, &number, &error));
    }
    as_object *inner = raw;
    CHECK_OK(run(as_type_find_method(base, "give"), raw, NULL, 0, &inner, &error));
    CHECK(inner == NULL);
    as_object_release(vm, raw);
    raw = as_object_new_uninitialized(vm, class_of("Derived"), NULL);
    as_object_release(vm, raw);
    *alive = 1;

    CHECK(as_object_new_uninitialized(vm, class_of("Shape"), &error) == NULL);
    CHECK_STR("'Shape' is abstract", as_error_message(error));
    CHECK(as_error_status(error) == AS_ERROR_NO_FUNCTION);
    as_error_free(error);
    error = NULL;
    CHECK(as_object_new_uninitialized(vm, as_unit_find_type(unit, "Named"), &error) == NULL);
    CHECK(as_error_status(error) == AS_ERROR_INVALID_TYPE);
    as_error_free(error);
    CHECK_STATUS(AS_ERROR_NO_FUNCTION,
                 run(as_type_find_constructor(class_of("Shape"), "()"), NULL, NULL, 0, NULL, &error));
    as_object_release(vm, made);
    CHECK(*alive == 0);
    CHECK_OK(as_value_release(vm, string_use(), &text, &error));
}

static void factories(void) {
    const as_type *type = as_context_find_type(context, "thing");
    const as_function *factory = as_type_find_constructor(type, "thing(int)");
    int32_t value = 12;
    thing *made = NULL;
    CHECK_OK(run(factory, NULL, ARGS(&value), 1, &made, &error));
    CHECK(made != NULL && made->value == 12 && made->refs == 1 && things == 1);
    CHECK_OK(run(factory, NULL, ARGS(&value), 1, NULL, &error));
    CHECK(things == 1);
    value = -1;
    as_error *error = NULL;
    CHECK(run(factory, NULL, ARGS(&value), 1, &made, &error) == AS_ERROR_GENERAL);
    CHECK_STR("no thing", as_error_message(error));
    as_error_free(error);

    /* Its methods; handles that come back own a reference. */
    int32_t a = 1, b = 2, sum = 0;
    CHECK_OK(run(method(type, "int sum(int, int x)"), made, ARGS(&a, &b), 2, &sum, &error));
    CHECK(sum == 15);
    CHECK(as_type_find_method(type, "int sum(int)") == NULL && as_type_find_method(type, "int sum(int, int) const") == NULL);
    CHECK(as_type_find_method(type, "none") == NULL && as_type_find_method(type, "float sum(int, int)") == NULL);
    CHECK(as_type_find_method(type, "sum(") == NULL && as_type_find_method(type, NULL) == NULL);
    thing *same = NULL;
    CHECK_OK(run(method(type, "same"), made, NULL, 0, &same, &error));
    CHECK(same == made && made->refs == 2);
    as_type_use handle = {type, AS_USE_HANDLE}, cell = {type, 0};
    CHECK_OK(as_value_release(vm, handle, &same, &error));
    CHECK(made->refs == 1 && same == NULL);
    CHECK_STATUS(AS_ERROR_NULL, run(method(type, "sum"), NULL, ARGS(&a, &b), 2, &sum, &error));

    /* Values of the type: no default, no copy without it; assignment by opAssign. */
    void *place = NULL;
    CHECK_STATUS(AS_ERROR_NO_FUNCTION, as_value_new(vm, cell, &place, &error));
    CHECK_STATUS(AS_ERROR_NO_FUNCTION, as_value_new_copy(vm, cell, &place, made, &error));
    thing *second = thing_new(99);
    CHECK_OK(as_value_set(vm, cell, &made, second, &error));
    CHECK(made->value == 99);
    void *copy = NULL;
    CHECK_OK(as_value_new_copy(vm, handle, &copy, &second, &error));
    CHECK(copy == second && second->refs == 2);
    CHECK_OK(as_value_set(vm, handle, &copy, &made, &error));
    CHECK(copy == made && second->refs == 1 && made->refs == 2);
    CHECK_OK(as_value_release(vm, handle, &copy, &error));
    CHECK_OK(as_value_release(vm, cell, &second, &error));
    CHECK_OK(as_value_release(vm, cell, &made, &error));
    CHECK(things == 0);

    /* Value types: constructors in memory of the host, results by value. */
    const as_type *vec_type = as_context_find_type(context, "vec");
    vec p = {0, 0}, q = {0, 0}, r = {0, 0};
    float x = 3, y = 4;
    CHECK_OK(run(as_type_find_constructor(vec_type, "(float, float)"), &p, ARGS(&x, &y), 2, NULL, &error));
    CHECK_OK(as_value_new(vm, (as_type_use){vec_type, 0}, &q, &error));
    CHECK(p.x == 3 && p.y == 4 && q.x == 1);
    CHECK_OK(run(host_function("sum"), NULL, ARGS(&p, &q), 2, &r, &error));
    CHECK(r.x == 4 && r.y == 5);
    CHECK_STATUS(AS_ERROR_NULL, run(host_function("sum"), NULL, ARGS(&p, &q), 2, NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, run(as_type_find_constructor(vec_type, "()"), NULL, NULL, 0, NULL, &error));

    /* Plain bytes with a constructor are made by it, in arrays too. */
    CHECK_OK(run(as_unit_find_function(unit, "corner"), NULL, NULL, 0, &x, &error));
    CHECK(x == 3);

    /* Any number of arguments, of any type. */
    CHECK_OK(run(host_function("many"), NULL, ARGS(&a, &b, &a, &b), 4, &sum, &error));
    CHECK(sum == 6);
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, run(host_function("many"), NULL, NULL, 0, &sum, &error));
    as_type_use told = {vec_type, 0};
    as_invocation call = {.function = host_function("any_size"), .args = ARGS(&p), .arg_count = 1, .result = &sum};
    CHECK_STATUS(AS_ERROR_INVALID_TYPE, as_vm_run_function(vm, &call, &error));
    call.arg_types = &told;
    CHECK_OK(as_vm_run_function(vm, &call, &error));
    CHECK(sum == sizeof(vec));
    /* There is nothing to abort, and nothing is aborted later. */
    CHECK_OK(run(host_function("stopping"), NULL, NULL, 0, NULL, &error));
    CHECK_OK(run(as_unit_find_function(unit, "plus"), NULL, ARGS(&a, &b), 2, &sum, &error));
    CHECK(sum == 3);
}

static void templates(void) {
    const as_type *list = NULL, *family = NULL;
    for (size_t i = 0; i < as_type_property_count(class_of("Base")); i++) {
        as_type_use use = as_type_property_type(class_of("Base"), i);
        list = use.type_ != NULL && as_type_arg_count(use.type_) == 1 ? use.type_ : list;
    }
    for (size_t i = 0; i < as_unit_global_count(unit); i++) {
        as_type_use use = as_unit_global_type(unit, i);
        family = use.type_ != NULL && as_type_arg_count(use.type_) == 1 ? use.type_ : family;
    }
    CHECK_STR("array<int>", as_type_name(list));
    CHECK_STR("array<Base@>", as_type_name(family));
    /* A number stands in for T. */
    uint32_t length = 3;
    int32_t seven = 7;
    as_object *array = NULL;
    as_invocation call = {.function = as_type_find_constructor(list, "(uint, const T &in)"),
                          .type_ = list,
                          .args = ARGS(&length, &seven),
                          .arg_count = 2,
                          .result = &array};
    CHECK_OK(as_vm_run_function(vm, &call, &error));
    CHECK(as_array_size(array) == 3 && ((int32_t *)as_array_data(array))[2] == 7);
    uint32_t at = 1, *element = NULL;
    CHECK_OK(run(method(list, "T &opIndex(uint)"), array, ARGS(&at), 1, &element, &error));
    CHECK(element == (uint32_t *)as_array_data(array) + 1);
    CHECK_OK(run(method(list, "void insertLast(const T &in)"), array, ARGS(&seven), 1, NULL, &error));
    CHECK(as_array_size(array) == 4);
    /* The instance must be known. */
    call.type_ = NULL;
    CHECK_STATUS(AS_ERROR_INVALID_TYPE, as_vm_run_function(vm, &call, &error));
    call.type_ = class_of("Base");
    CHECK_STATUS(AS_ERROR_INVALID_TYPE, as_vm_run_function(vm, &call, &error));

    /* Handles to objects of a script. */
    as_object *base = as_object_new(vm, class_of("Base"), NULL), *handles = NULL;
    call = (as_invocation){.function = as_type_find_constructor(family, "(uint, const T &in)"),
                           .type_ = family,
                           .args = ARGS(&length, &base),
                           .arg_count = 2,
                           .result = &handles};
    CHECK_OK(as_vm_run_function(vm, &call, &error));
    CHECK(as_array_size(handles) == 3 && as_object_ref_count(base) == 4);
    CHECK_STATUS(AS_ERROR_INVALID_OBJECT, run(method(list, "T &opIndex(uint)"), base, ARGS(&at), 1, &element, &error));
    call.args = ARGS(&length, &array);
    CHECK_STATUS(AS_ERROR_INVALID_TYPE, as_vm_run_function(vm, &call, &error));
    as_object_release(vm, array);
    as_object_release(vm, handles);
    CHECK(as_object_ref_count(base) == 1);
    as_object_release(vm, base);
}

static void calls(void) {
    int32_t a = 5, b = 6;
    as_string s, t;
    CHECK_OK(as_value_new(vm, string_use(), &s, &error));
    CHECK_OK(as_value_new(vm, string_use(), &t, &error));
    set_text(&s, "hey");
    CHECK_OK(run(as_unit_find_function(unit, "change"), NULL, ARGS(&a, &b, &s), 3, NULL, &error));
    CHECK(a == 9 && b == 7);
    CHECK_STR("hey!", as_string_get(&s));
    set_text(&t, "-");
    as_object *base = as_object_new(vm, class_of("Base"), NULL);
    as_string result;
    CHECK_OK(run(as_unit_find_function(unit, "glue"), NULL, ARGS(&s, &t, &base, base), 4, &result, &error));
    CHECK_STR("hey!-base6", as_string_get(&result));
    CHECK_OK(as_value_release(vm, string_use(), &result, &error));
    int32_t *where = NULL;
    CHECK_OK(run(as_unit_find_function(unit, "refer"), NULL, NULL, 0, &where, &error));
    CHECK(where == as_vm_find_global(vm, unit, "global") && *where == 8);
    double d = 0;
    CHECK_OK(run(as_unit_find_function(unit, "half"), NULL, ARGS(&(float){3}), 1, &d, &error));
    CHECK(d == 1.5);

    /* The very method, or that of the object's class. */
    as_object *derived = as_object_new(vm, class_of("Derived"), NULL);
    const as_function *add = as_type_find_method(class_of("Base"), "add");
    int32_t sum = 0;
    CHECK_OK(run(add, derived, ARGS(&a, &b), 2, &sum, &error));
    CHECK(sum == 5 + 9 + 7);
    CHECK_OK(run(as_type_find_override(class_of("Derived"), add), derived, ARGS(&a, &b), 2, &sum, &error));
    CHECK(sum == 1000);
    CHECK(as_type_find_override(class_of("Only"), add) == NULL);
    /* Of an interface of the host. */
    const as_type *role = as_context_find_type(context, "role");
    sum = 0;
    CHECK_OK(run(as_type_find_method(role, "int add(int, int)"), derived, ARGS(&a, &b), 2, &sum, &error));
    CHECK(sum == 1000);
    CHECK_OK(run(as_type_find_method(role, "int add(int) const"), derived, ARGS(&a), 1, &sum, &error));
    CHECK(sum == 10);
    CHECK_STATUS(AS_ERROR_INVALID_OBJECT,
                 run(as_type_find_method(role, "int add(int) const"), base, ARGS(&a), 1, &sum, &error));
    CHECK_STATUS(AS_ERROR_NULL, run(as_type_find_method(role, "int add(int) const"), NULL, ARGS(&a), 1, &sum, &error));
    const as_function *title = as_type_find_method(as_unit_find_type(unit, "Named"), "string title() const");
    CHECK(title == as_type_method_at(as_unit_find_type(unit, "Named"), 0));
    CHECK(as_type_find_method(as_unit_find_type(unit, "Named"), "title") == title);
    CHECK(as_type_find_method(as_unit_find_type(unit, "Named"), "string title()") == NULL);
    CHECK_OK(run(title, derived, NULL, 0, &result, &error));
    CHECK_STR("Dbase", as_string_get(&result));
    CHECK_OK(as_value_release(vm, string_use(), &result, &error));
    CHECK(as_type_find_override(class_of("Derived"), title) == as_type_find_method(class_of("Derived"), "title"));

    /* Misuse. */
    as_object *only = as_object_new_uninitialized(vm, class_of("Only"), NULL);
    CHECK_STATUS(AS_ERROR_INVALID_OBJECT, run(title, only, NULL, 0, &result, &error));
    CHECK_STATUS(AS_ERROR_INVALID_OBJECT, run(add, only, ARGS(&a, &b), 2, &sum, &error));
    CHECK_STATUS(AS_ERROR_NULL, run(add, NULL, ARGS(&a, &b), 2, &sum, &error));
    CHECK_STATUS(AS_ERROR_NULL, run(title, NULL, NULL, 0, &result, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, run(add, derived, ARGS(&a), 1, &sum, &error));
    CHECK_STATUS(AS_ERROR_NULL, run(add, derived, ARGS(&a, NULL), 2, &sum, &error));
    CHECK_STATUS(AS_ERROR_NULL, run(add, derived, NULL, 2, &sum, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, run(as_unit_find_function(unit, "fails"), derived, NULL, 0, NULL, &error));
    CHECK_STATUS(AS_ERROR_INVALID_TYPE,
                 run(as_unit_find_function(unit, "glue"), NULL, ARGS(&s, &t, &only, base), 4, &result, &error));
    CHECK_STATUS(AS_ERROR_INVALID_TYPE,
                 run(as_unit_find_function(unit, "glue"), NULL, ARGS(&s, &t, &base, only), 4, &result, &error));
    CHECK_STATUS(AS_ERROR_GENERAL, run(as_unit_find_function(unit, "fails"), NULL, NULL, 0, NULL, &error));
    CHECK(as_vm_set_fuel(vm, 1000) == AS_OK);
    CHECK_STATUS(AS_ERROR_GENERAL, run(as_unit_find_function(unit, "endless"), NULL, NULL, 0, NULL, &error));
    CHECK(as_vm_set_fuel(vm, UINT64_MAX) == AS_OK);
    CHECK_STATUS(AS_ERROR_NULL, as_vm_run_function(vm, NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_vm_run_function(NULL, NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, run(NULL, NULL, NULL, 0, NULL, &error));
    as_invocation odd = {.function = add, .reserved = 1};
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_vm_run_function(vm, &odd, &error));
    as_unit *apart = harness_build(context, "void f() {}");
    CHECK_STATUS(AS_ERROR_NOT_LINKED, run(as_unit_find_function(apart, "f"), NULL, NULL, 0, NULL, &error));
    as_unit_release(apart);

    as_object_release(vm, only);
    as_object_release(vm, derived);
    as_object_release(vm, base);
    CHECK_OK(as_value_release(vm, string_use(), &s, &error));
    CHECK_OK(as_value_release(vm, string_use(), &t, &error));
    CHECK(*alive == 0);
}

static void values(void) {
    const as_type *base = class_of("Base");
    as_type_use cell = {base, 0}, handle = {base, AS_USE_HANDLE}, number = {as_context_find_type(context, "int"), 0};
    as_object *a = NULL, *b = NULL, *h = NULL;
    CHECK_OK(as_value_new(vm, cell, &a, &error));
    CHECK_OK(as_value_new_copy(vm, cell, &b, a, &error));
    CHECK(*alive == 2 && *(int32_t *)as_object_find_property(b, "id") == 6);
    CHECK_OK(as_value_set(vm, cell, &a, b, &error));
    CHECK(*(int32_t *)as_object_find_property(a, "id") == 60 && a != b);
    CHECK_OK(as_value_new(vm, handle, &h, &error));
    CHECK(h == NULL);
    CHECK_OK(as_value_set(vm, handle, &h, &a, &error));
    CHECK(h == a && as_object_ref_count(a) == 2);
    CHECK_OK(as_value_release(vm, handle, &h, &error));
    CHECK_OK(as_value_release(vm, cell, &a, &error));
    CHECK_OK(as_value_release(vm, cell, &b, &error));
    CHECK(*alive == 0 && a == NULL);
    CHECK_OK(as_value_release(vm, cell, &a, &error));
    if (number.type_ != NULL) {
        int32_t n = 7, m = 0;
        CHECK_OK(as_value_new_copy(vm, number, &m, &n, &error));
        CHECK(m == 7);
    }

    /* A member of an object is assigned where it lies. */
    as_object *owner = as_object_new(vm, base, NULL);
    as_string text;
    CHECK_OK(as_value_new(vm, string_use(), &text, &error));
    set_text(&text, "new name");
    CHECK_OK(as_value_set(vm, string_use(), as_object_find_property(owner, "name"), &text, &error));
    CHECK_STR("new name", as_string_get(as_object_find_property(owner, "name")));
    CHECK_OK(as_value_release(vm, string_use(), &text, &error));

    /* Misuse. */
    void *place[2] = {NULL, NULL};
    as_object *only = as_object_new_uninitialized(vm, class_of("Only"), NULL);
    CHECK_STATUS(AS_ERROR_NULL, as_value_new(vm, cell, NULL, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_value_new(vm, cell, (char *)place + 1, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_value_new(vm, (as_type_use){NULL, 0}, place, &error));
    CHECK_STATUS(AS_ERROR_INVALID_TYPE, as_value_new(vm, (as_type_use){base, AS_USE_REF_IN}, place, &error));
    CHECK_STATUS(AS_ERROR_INVALID_TYPE,
                 as_value_new(vm, (as_type_use){as_context_find_type(context, "vec"), AS_USE_HANDLE}, place, &error));
    CHECK_STATUS(AS_ERROR_NO_FUNCTION, as_value_new(vm, (as_type_use){class_of("Only"), 0}, place, &error));
    CHECK_STATUS(AS_ERROR_NO_FUNCTION, as_value_new(vm, (as_type_use){class_of("Shape"), 0}, place, &error));
    CHECK_STATUS(AS_ERROR_NO_FUNCTION, as_value_new(vm, (as_type_use){as_unit_find_type(unit, "Named"), 0}, place, &error));
    CHECK_STATUS(AS_ERROR_GENERAL, as_value_new(vm, (as_type_use){class_of("Bad"), 0}, place, &error));
    CHECK(place[0] == NULL);
    CHECK_STATUS(AS_ERROR_INVALID_OBJECT, as_value_new_copy(vm, cell, place, only, &error));
    CHECK_STATUS(AS_ERROR_INVALID_OBJECT, as_value_set(vm, handle, place, &only, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_value_set(vm, cell, &owner, NULL, &error));
    CHECK_STATUS(AS_ERROR_NOT_SUPPORTED,
                 as_value_set(vm, (as_type_use){as_context_find_type(context, "other"), 0}, place, &only, &error));
    as_object_release(vm, only);
    as_object_release(vm, owner);

    /* Of another context. */
    as_context *far = harness_context(AS_ADDON_STRING);
    as_unit *far_unit = harness_build(far, "class Far {} void f() {}");
    CHECK_STATUS(AS_ERROR_FOREIGN, as_value_new(vm, (as_type_use){as_unit_find_class(far_unit, "Far"), 0}, place, &error));
    CHECK_STATUS(AS_ERROR_NOT_LINKED, run(as_unit_find_function(far_unit, "f"), NULL, NULL, 0, NULL, &error));
    as_error *error = NULL;
    CHECK(as_object_new_uninitialized(vm, as_unit_find_class(far_unit, "Far"), &error) == NULL);
    CHECK(as_error_status(error) == AS_ERROR_FOREIGN);
    as_error_free(error);
    as_unit_release(far_unit);
    as_context_release(far);
}

static void *cast(void *object, const as_type *from, const as_type *to, bool implicit) {
    void *out = &out;
    CHECK_OK(as_object_get_cast(vm, object, from, to, implicit, &out, &error));
    return out;
}

static void casts(void) {
    as_object *derived = as_object_new(vm, class_of("Derived"), NULL);
    const as_type *named = as_unit_find_type(unit, "Named");
    as_object *as_named = cast(derived, NULL, named, true);
    CHECK(as_named == derived && as_object_ref_count(derived) == 2);
    as_object *back = cast(as_named, named, class_of("Derived"), true);
    CHECK(back == derived && as_object_ref_count(derived) == 3);
    as_object_release(vm, as_named);
    as_object_release(vm, back);
    as_object *inner = cast(derived, NULL, class_of("Inner"), true);
    CHECK(inner == *(as_object **)as_object_find_property(derived, "inner") && as_object_ref_count(inner) == 2);
    as_object_release(vm, inner);
    CHECK(cast(derived, NULL, class_of("Only"), true) == NULL);
    as_object *only = cast(derived, NULL, class_of("Only"), false);
    CHECK(*(int32_t *)as_object_find_property(only, "v") == 77);
    CHECK(cast(only, NULL, named, false) == NULL);
    CHECK_STATUS(AS_ERROR_INVALID_OBJECT,
                 as_object_get_cast(vm, only, named, class_of("Base"), false, &(void *){NULL}, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_object_get_cast(vm, NULL, NULL, named, false, &(void *){NULL}, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_object_get_cast(vm, only, NULL, named, false, NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_object_get_cast(vm, only, NULL, NULL, false, &(void *){NULL}, &error));
    as_object_release(vm, only);

    /* By the operators of a type of the library's own: a `ref` is a value with a general cast. */
    const as_type *ref_type = as_context_find_type(context, "ref");
    as_type_use ref_use = {ref_type, 0};
    void *memory[4];
    CHECK(as_type_size(ref_type) <= sizeof memory);
    CHECK_OK(as_value_new(vm, ref_use, memory, &error));
    CHECK(as_ref_set_object(vm, (as_ref *)memory, derived) == AS_OK);
    as_object *found = cast(memory, ref_type, class_of("Base"), false);
    CHECK(found == derived && as_object_ref_count(derived) == 3);
    CHECK(cast(memory, ref_type, class_of("Only"), false) == NULL);
    CHECK(cast(memory, ref_type, class_of("Base"), true) == NULL);
    as_object_release(vm, found);
    CHECK_OK(as_value_release(vm, ref_use, memory, &error));

    /* Objects that the host counts. */
    const as_type *thing_type = as_context_find_type(context, "thing");
    thing *t = thing_new(1);
    CHECK(cast(t, thing_type, thing_type, true) == t && t->refs == 2);
    CHECK(cast(t, thing_type, class_of("Base"), false) == NULL);
    thing_release(t);
    thing_release(t);
    as_object_release(vm, derived);
    CHECK(*alive == 0);
}

static int32_t applied(as_object *function) {
    int32_t result = -99;
    CHECK_OK(run(as_unit_find_function(unit, "apply"), NULL, ARGS(&function), 1, &result, &error));
    return result;
}

static void delegates(void) {
    as_object *derived = as_object_new(vm, class_of("Derived"), NULL), *base = as_object_new(vm, class_of("Base"), NULL);
    const as_function *add = as_type_find_method(class_of("Base"), "add");
    as_object *bound = as_object_new_function(vm, add, base, NULL);
    CHECK(as_object_ref_count(base) == 2 && applied(bound) == 5 + 3 + 4);
    as_type_use of = {NULL, 0};
    CHECK(as_object_bound(bound, &of) == base && of.type_ == class_of("Base") && of.flags == AS_USE_HANDLE);
    CHECK(as_object_function(vm, bound) == add);
    CHECK(as_object_function(vm, base) == NULL && as_object_bound(base, &of) == NULL && of.type_ == NULL);
    as_object_release(vm, bound);
    CHECK(as_object_ref_count(base) == 1);
    bound = as_object_new_function(vm, add, derived, NULL);
    CHECK(applied(bound) == 1000);
    as_object *by_role = as_object_new_function(
        vm, as_type_find_method(as_context_find_type(context, "role"), "int add(int, int)"), derived, NULL);
    CHECK(applied(by_role) == 1000);
    as_object_release(vm, by_role);
    /* The same object by a call; the VM keeps it where a script stores it. */
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "store"));
    CHECK(as_call_set_object(call, 0, bound) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED);
    CHECK(as_object_ref_count(bound) == 2);
    CHECK_OK(as_call_prepare_handle(call, bound, &error));
    CHECK(as_call_set_int(call, 0, 1) == AS_OK && as_call_set_int(call, 1, 1) == AS_OK);
    CHECK(as_call_run(call) == AS_RUN_FINISHED && as_call_get_int(call) == 1000);
    as_call_free(call);
    as_object_release(vm, bound);

    /* Functions of scripts and of the host, with and without object. */
    as_object *plain = as_object_new_function(vm, as_unit_find_function(unit, "plus"), NULL, NULL);
    CHECK(applied(plain) == 7);
    CHECK(as_object_function(vm, plain) == as_unit_find_function(unit, "plus") && as_object_bound(plain, NULL) == NULL);
    as_object_release(vm, plain);
    const as_type *thing_type = as_context_find_type(context, "thing");
    thing *t = thing_new(100);
    bound = as_object_new_function(vm, method(thing_type, "sum"), t, NULL);
    CHECK(bound != NULL && t->refs == 2 && applied(bound) == 107);
    CHECK(as_object_function(vm, bound) == method(thing_type, "sum") && as_object_bound(bound, NULL) == t);
    as_object_release(vm, bound);
    CHECK(t->refs == 1);

    /* Misuse: the wrong signature, object, kind. */
    as_error *error = NULL;
    as_object *title = as_object_new_function(vm, as_type_find_method(class_of("Base"), "title"), base, NULL);
    CHECK_STATUS(AS_ERROR_INVALID_TYPE,
                 run(as_unit_find_function(unit, "apply"), NULL, ARGS(&title), 1, &(int32_t){0}, &error));
    as_string text;
    CHECK_OK(run(as_unit_find_function(unit, "tell"), NULL, ARGS(&title), 1, &text, &error));
    CHECK_STR("Bbase", as_string_get(&text));
    CHECK_OK(as_value_release(vm, string_use(), &text, &error));
    as_object_release(vm, title);
    struct {
        const as_function *function;
        void *object;
        as_status status;
    } bad[] = {
        {add, NULL, AS_ERROR_NO_FUNCTION},
        {as_unit_find_function(unit, "plus"), base, AS_ERROR_INVALID_OBJECT},
        {as_type_find_constructor(class_of("Base"), "()"), base, AS_ERROR_INVALID_OBJECT},
        {method(as_context_find_type(context, "other"), "f"), t, AS_ERROR_INVALID_TYPE},
        {method(thing_type, "sum"), NULL, AS_ERROR_NO_FUNCTION},
        {as_type_find_constructor(thing_type, "(int)"), NULL, AS_ERROR_NO_FUNCTION},
        {NULL, NULL, AS_ERROR_NULL},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(as_object_new_function(vm, bad[i].function, bad[i].object, &error) == NULL);
        CHECK(as_error_status(error) == bad[i].status);
        as_error_free(error);
        error = NULL;
    }
    thing_release(t);
    as_object_release(vm, base);
    as_object_release(vm, derived);
}

static int freed;
static void count_free(void *data) { freed += *(int *)data; }

static void user_data_and_weak(void) {
    static int one = 1, ten = 10;
    as_object *object = as_object_new(vm, class_of("Base"), NULL);
    CHECK(as_object_get_user_data(vm, object) == NULL);
    CHECK(as_object_set_user_data(vm, object, &one, count_free) == AS_OK);
    CHECK(as_object_set_user_data(vm, object, &ten, count_free) == AS_OK && freed == 1);
    CHECK(as_object_get_user_data(vm, object) == &ten);
    as_weak *weak = as_weak_new(vm, object, NULL);
    as_object *again = as_weak_get(weak);
    CHECK(again == object && as_object_ref_count(object) == 2);
    as_object_release(vm, again);
    as_object_release(vm, object);
    CHECK(freed == 11 && *alive == 1);
    CHECK(as_weak_get(weak) == NULL);
    as_weak_free(weak);
    CHECK(as_object_set_user_data(vm, NULL, &one, count_free) == AS_ERROR_NULL && freed == 12);
    as_error *error = NULL;
    CHECK(as_weak_new(vm, NULL, &error) == NULL && as_error_status(error) == AS_ERROR_NULL);
    as_error_free(error);
    /* An object without members that need care, and one that lives as long as the VM. */
    object = as_object_new(vm, class_of("Inner"), NULL);
    CHECK(as_object_set_user_data(vm, object, &one, count_free) == AS_OK);
    as_object_release(vm, object);
    CHECK(freed == 13);
    object = as_object_new(vm, class_of("Inner"), NULL);
    CHECK(as_object_set_user_data(vm, object, &ten, count_free) == AS_OK);
    CHECK(as_object_get_user_data(NULL, object) == NULL && as_object_get_user_data(vm, NULL) == NULL);
}

/* Engine property 20 binds the host too: objects of reference types are not assigned; values and handles are. */
static void assignment_forbidden(void) {
    static const char source[] = "class Node { int x = 1; Node@ next; }";
    for (int forbidden = 0; forbidden < 2; forbidden++) {
        as_context *c = as_context_new(AS_VERSION);
        CHECK_OK(as_context_set_option(c, AS_OPTION_DISALLOW_VALUE_ASSIGN_FOR_REF_TYPE, (uint64_t)forbidden, &error));
        CHECK_OK(as_context_install(c, AS_ADDON_STRING, &error));
        as_unit *u = harness_build(c, source);
        as_vm *v = harness_vm(c, u);
        const as_type *node = as_unit_find_class(u, "Node");
        as_object *a = as_object_new(v, node, NULL), *b = as_object_new(v, node, NULL);
        *(int32_t *)as_object_find_property(b, "x") = 5;
        as_error *error = NULL;
        as_status status = as_value_set(v, (as_type_use){node, 0}, &a, b, &error);
        CHECK(status == (forbidden ? AS_ERROR_NOT_SUPPORTED : AS_OK));
        CHECK(*(int32_t *)as_object_find_property(a, "x") == (forbidden ? 1 : 5));
        if (forbidden) {
            CHECK_STR("objects of 'Node' cannot be assigned: property 20 forbids it for reference types",
                      as_error_message(error));
        }
        as_error_free(error);
        as_object *handle = NULL;
        CHECK_OK(as_value_set(v, (as_type_use){node, AS_USE_HANDLE}, &handle, &b, &error));
        CHECK(handle == b && as_object_ref_count(b) == 2);
        as_object_release(v, handle);
        as_string text = as_string_new(v, "a", 1), other = as_string_new(v, "b", 1);
        as_type_use string = {as_context_find_type(c, "string"), 0};
        CHECK_OK(as_value_set(v, string, &text, &other, &error));
        CHECK_STR("b", as_string_get(&text));
        CHECK_OK(as_value_release(v, string, &text, &error));
        CHECK_OK(as_value_release(v, string, &other, &error));
        as_object_release(v, a);
        as_object_release(v, b);
        as_vm_free(v);
        as_unit_release(u);
        as_context_release(c);
    }
}

int main(void) {
    RUN(assignment_forbidden);
    harness_test = "set-up";
    context = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY | AS_ADDON_REF);
    host_registers(context);
    unit = harness_build(context, script);
    vm = harness_vm(context, unit);
    alive = as_vm_find_global(vm, unit, "alive");
    RUN(constructors);
    RUN(factories);
    RUN(templates);
    RUN(calls);
    RUN(values);
    RUN(casts);
    RUN(delegates);
    RUN(user_data_and_weak);
    /* A weak reference keeps the VM, and so do objects that are still held. */
    as_object *last = as_object_new(vm, class_of("Inner"), NULL);
    as_weak *weak = as_weak_new(vm, last, NULL);
    as_vm_free(vm);
    CHECK(as_weak_get(weak) == last && as_object_ref_count(last) == 2);
    as_weak_free(weak);
    CHECK(freed == 23 && things == 0);
    as_unit_release(unit);
    as_context_release(context);
    return harness_result();
}
