/* The collector as the host sees it: figures, lists, what it finds, and objects of the host that take part. */
#include "harness.h"

static const char script[] =
    "int gone = 0;\n"
    "class Ring { Ring@ next; int id; ~Ring() { gone++; } }\n"
    "class Wide : Ring {}\n"
    "class Owner { node@ held; ~Owner() { gone++; } }\n"
    "void rings(int n) { for (int i = 0; i < n; i++) { Ring a; Ring b; a.id = i; @a.next = b; @b.next = a; } }\n"
    "void owner() { node n; Owner o; @o.held = n; n.script(any(@o)); }\n"
    "Wide@ kept = Wide();\n";

/* A type that the host counts, with a handle to another of it and a value of the library's own `any`. */
typedef struct node {
    int refs;
    bool flag;
    struct node *next;
    void *any;
} node;
static int nodes;
static const as_context *context;
static as_type_use node_handle(void) { return (as_type_use){as_context_find_type(context, "node"), AS_USE_HANDLE}; }
static as_type_use any_handle(void) { return (as_type_use){as_context_find_type(context, "any"), AS_USE_HANDLE}; }

static node *node_new(void) {
    node *n = calloc(1, sizeof *n);
    n->refs = 1;
    nodes++;
    return n;
}
static void node_clear(as_vm *vm, node *n) {
    CHECK_OK(as_value_release(vm, node_handle(), &n->next, &error));
    CHECK_OK(as_value_release(vm, any_handle(), &n->any, &error));
}
static void node_add_ref(node *n) {
    n->flag = false;
    n->refs++;
}
static void node_release(as_vm *vm, node *n) {
    n->flag = false;
    if (--n->refs == 0) {
        node_clear(vm, n);
        nodes--;
        free(n);
    }
}
static int32_t node_refs(node *n) { return n->refs; }
static void node_set_flag(node *n) { n->flag = true; }
static bool node_get_flag(node *n) { return n->flag; }
static void node_enumerate(as_vm *vm, node *n, as_gc_visitor *visitor) {
    CHECK(as_gc_visitor_add(vm, visitor, node_handle(), &n->next) == AS_OK);
    CHECK(as_gc_visitor_add(vm, visitor, any_handle(), &n->any) == AS_OK);
    CHECK(as_gc_visitor_add(vm, visitor, any_handle(), NULL) == AS_ERROR_NULL);
    CHECK(as_gc_visitor_add(vm, NULL, any_handle(), &n->any) == AS_ERROR_NULL);
}
static void node_release_refs(as_vm *vm, node *n, void *none) {
    (void)none;
    node_clear(vm, n);
}
static void node_set_script(as_vm *vm, node *n, void *any) {
    CHECK_OK(as_value_set(vm, any_handle(), &n->any, &any, &error));
    as_object_release(vm, any);
}

static as_context *host(void) {
    as_context *c = harness_context(AS_ADDON_STRING | AS_ADDON_ANY);
    CHECK_OK(as_register_type(c, "node", 0, AS_TYPE_REF | AS_TYPE_GC, &error));
    const struct {
        uint32_t kind;
        const char *declaration;
        as_native function;
    } behaviors[] = {
        {AS_BEHAVIOR_FACTORY, "node@ f()", AS_NATIVE(node_new)},
        {AS_BEHAVIOR_ADD_REF, "void f()", AS_NATIVE(node_add_ref)},
        {AS_BEHAVIOR_RELEASE, "void f()", AS_NATIVE_VM(node_release)},
        {AS_BEHAVIOR_GET_REF_COUNT, "int f()", AS_NATIVE(node_refs)},
        {AS_BEHAVIOR_SET_GC_FLAG, "void f()", AS_NATIVE(node_set_flag)},
        {AS_BEHAVIOR_GET_GC_FLAG, "bool f()", AS_NATIVE(node_get_flag)},
        {AS_BEHAVIOR_ENUM_REFS, "void f(int &in)", AS_NATIVE_VM(node_enumerate)},
        {AS_BEHAVIOR_RELEASE_REFS, "void f(int &in)", AS_NATIVE_VM(node_release_refs)},
    };
    for (size_t i = 0; i < sizeof behaviors / sizeof *behaviors; i++) {
        CHECK_OK(as_register_behavior(c, "node", behaviors[i].kind, behaviors[i].declaration, behaviors[i].function,
                                      &error));
    }
    CHECK_OK(as_register_method(c, "node", "void script(any@ a)", AS_NATIVE_VM(node_set_script), &error));
    return c;
}

static as_vm *vm;
static as_unit *unit;

static void run(const char *name, int32_t argument) {
    as_invocation call = {.function = as_unit_find_function(unit, name)};
    void *args[] = {&argument};
    call.args = args;
    call.arg_count = (uint32_t)as_function_param_count(call.function);
    CHECK_OK(as_vm_run_function(vm, &call, &error));
}

static as_gc_statistics statistics(void) {
    as_gc_statistics s = {0};
    CHECK(as_vm_get_gc_statistics(vm, &s) == AS_OK);
    return s;
}

typedef struct {
    int rings, others, gone, freed;
} told;
static void garbage(as_vm *from, void *object, const as_type *type, void *user_data) {
    told *t = user_data;
    CHECK(from == vm);
    if (as_type_is_a(type, as_unit_find_class(unit, "Ring"))) {
        t->rings++;
        /* Its members are still there, and its destructor has run. */
        CHECK(*(as_object **)as_object_find_property(object, "next") != NULL);
        t->gone = *(int32_t *)as_vm_find_global(vm, unit, "gone");
    } else {
        t->others++;
    }
}
static void told_free(void *user_data) { ((told *)user_data)->freed++; }

static void circles(void) {
    static told t;
    CHECK(as_vm_set_garbage_callback(vm, garbage, &t, told_free) == AS_OK);
    as_gc_statistics before = statistics();
    CHECK(before.objects >= 1 && before.found == 0 && before.announced == 0);
    run("rings", 10);
    as_gc_statistics now = statistics();
    CHECK(now.objects == before.objects + 20 && now.candidates >= 10);
    CHECK(as_vm_find_objects(vm, as_unit_find_class(unit, "Ring"), NULL, 0) == 21);
    as_object *found[30] = {NULL};
    CHECK(as_vm_find_objects(vm, as_unit_find_class(unit, "Wide"), found, 30) == 1);
    CHECK(found[0] == *(as_object **)as_vm_find_global(vm, unit, "kept") && found[1] == NULL);
    CHECK(as_vm_find_objects(vm, NULL, found, 2) == now.objects && found[1] != NULL && found[2] == NULL);

    /* Step by step. */
    int steps = 0;
    while (as_vm_collect_step(vm, 4)) {
        steps++;
    }
    CHECK(steps > 2);
    now = statistics();
    CHECK(now.found == 20 && now.cycles == before.cycles + 1 && now.walked == 0 && now.objects == before.objects);
    CHECK(t.rings == 20 && t.gone == 20 && t.others == 0);
    CHECK(as_vm_set_garbage_callback(vm, NULL, NULL, NULL) == AS_OK && t.freed == 1);
    run("rings", 3);
    CHECK(as_vm_collect(vm) == 6 && t.rings == 20);
}

static void hosts(void) {
    static told t;
    CHECK(as_vm_set_garbage_callback(vm, garbage, &t, told_free) == AS_OK);
    /* From a script: node -> any -> Owner -> node. */
    int32_t gone = *(int32_t *)as_vm_find_global(vm, unit, "gone");
    run("owner", 0);
    CHECK(nodes == 1);
    CHECK(as_vm_collect(vm) == 3 && nodes == 0);
    CHECK(*(int32_t *)as_vm_find_global(vm, unit, "gone") == gone + 1);
    CHECK(t.others == 3);

    /* Two that no script has ever held. */
    const as_type *type = as_context_find_type(context, "node");
    node *a = node_new(), *b = node_new();
    CHECK_OK(as_value_set(vm, node_handle(), &a->next, &b, &error));
    CHECK_OK(as_value_set(vm, node_handle(), &b->next, &a, &error));
    CHECK_OK(as_vm_add_collected(vm, type, a, &error));
    CHECK(statistics().announced == 1 && as_vm_collect(vm) == 0 && statistics().announced == 1);
    CHECK(nodes == 2);
    node_release(vm, a);
    node_release(vm, b);
    CHECK(nodes == 2);
    CHECK(as_vm_collect(vm) == 2);
    CHECK(as_vm_collect(vm) == 0 && nodes == 0 && statistics().announced == 0);

    CHECK_STATUS(AS_ERROR_NULL, as_vm_add_collected(vm, type, NULL, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_vm_add_collected(vm, NULL, a, &error));
    CHECK_STATUS(AS_ERROR_INVALID_TYPE, as_vm_add_collected(vm, as_unit_find_class(unit, "Ring"), &a, &error));
    CHECK(as_vm_get_gc_statistics(vm, NULL) == AS_ERROR_NULL);
    CHECK(as_vm_find_objects(NULL, NULL, NULL, 0) == 0);
    as_vm_free(vm);
    CHECK(t.freed == 1);
}

int main(void) {
    harness_test = "set-up";
    as_context *c = host();
    context = c;
    unit = harness_build(c, script);
    vm = harness_vm(c, unit);
    RUN(circles);
    RUN(hosts);
    CHECK(nodes == 0);
    as_unit_release(unit);
    as_context_release(c);
    return harness_result();
}
