/* Initialisation lists that functions of the host take: what lies in the buffer, for every kind of element. */
#include "harness.h"

typedef struct {
    float x, y;
} Vec2;
typedef struct {
    int32_t refs;
    int32_t value;
} Thing;
/* A value type that owns something, to see that what the list holds is released. */
typedef struct {
    Thing *held;
} Holder;

static int things_alive;
static int holders_alive;
static char seen[512];

static void thing_add_ref(Thing *t) { t->refs++; }
static void thing_release(Thing *t) {
    if (--t->refs == 0) {
        things_alive--;
        free(t);
    }
}
static Thing *thing_new(int32_t value) {
    Thing *t = malloc(sizeof *t);
    *t = (Thing){1, value};
    things_alive++;
    return t;
}
static void holder_make(Holder *h) {
    h->held = thing_new(0);
    holders_alive++;
}
static void holder_of(Holder *h, int32_t value) {
    h->held = thing_new(value);
    holders_alive++;
}
static void holder_copy(Holder *h, const Holder *from) {
    h->held = from->held;
    thing_add_ref(h->held);
    holders_alive++;
}
static void holder_drop(Holder *h) {
    thing_release(h->held);
    holders_alive--;
}
static Holder *holder_assign(Holder *h, const Holder *from) {
    thing_add_ref(from->held);
    thing_release(h->held);
    h->held = from->held;
    return h;
}

/* Reads a list as the header describes it. */
static const unsigned char *at;
static void take(void *to, size_t size) {
    if (size >= 4) {
        at += (4 - (uintptr_t)at % 4) % 4;
    }
    memcpy(to, at, size);
    at += size;
}
#define TAKE(type, name)                                                                                               \
    type name;                                                                                                         \
    take(&name, sizeof name)

static size_t seen_len;
#define SAY(...) (seen_len += (size_t)snprintf(seen + seen_len, sizeof seen - seen_len, __VA_ARGS__))
static void start(const void *list) {
    at = list;
    seen_len = 0;
    seen[0] = 0;
}

static void vec_from_list(Vec2 *v, const void *list) { memcpy(v, list, sizeof *v); }

static Thing *table_from_list(as_vm *vm, const void *list) {
    (void)vm;
    start(list);
    TAKE(uint32_t, count);
    for (uint32_t i = 0; i < count; i++) {
        TAKE(as_string, key);
        TAKE(size_t, word);
        as_type_use use = as_type_of_word(word);
        as_str name = as_type_name(use.type_);
        SAY("%.*s:%.*s%s=", AS_STR_ARG(as_string_get(&key)), AS_STR_ARG(name),
            (use.flags & AS_USE_HANDLE) != 0 ? "@" : "");
        if (harness_contains(name, "string")) {
            TAKE(as_string, text);
            SAY("%.*s", AS_STR_ARG(as_string_get(&text)));
        } else if (harness_contains(name, "double")) {
            TAKE(double, number);
            SAY("%g", number);
        } else if (harness_contains(name, "int64")) {
            TAKE(int64_t, number);
            SAY("%lld", (long long)number);
        } else if (harness_contains(name, "bool")) {
            TAKE(bool, truth);
            SAY("%d", truth);
        } else if (harness_contains(name, "Vec2")) {
            TAKE(Vec2, v);
            SAY("%g/%g", (double)v.x, (double)v.y);
        } else if (harness_contains(name, "Thing")) {
            TAKE(Thing *, t);
            SAY("%d", t == NULL ? -1 : t->value);
        } else {
            TAKE(int32_t, number);
            SAY("%d", number);
        }
        SAY(";");
    }
    return thing_new((int32_t)count);
}

static void grid_from_list(as_generic *call) {
    start(call->args[0]);
    TAKE(uint32_t, rows);
    for (uint32_t i = 0; i < rows; i++) {
        TAKE(uint32_t, columns);
        SAY("[");
        for (uint32_t k = 0; k < columns; k++) {
            TAKE(int16_t, cell);
            SAY("%d ", cell);
        }
        SAY("]");
    }
    AS_RETURN(call, Thing *, thing_new((int32_t)rows));
}

static void chain_from_list(as_generic *call) {
    start(call->args[0]);
    TAKE(uint32_t, count);
    int32_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        TAKE(Thing *, handle);
        TAKE(Holder, holder);
        SAY("%d+%d ", handle == NULL ? -1 : handle->value, holder.held->value);
        sum += holder.held->value;
    }
    if (sum < 0) {
        as_vm_raise(call->vm, "negative");
        return;
    }
    AS_RETURN(call, Thing *, thing_new(sum));
}

static int32_t value_of(const Thing *t) { return t->value; }

static Thing *thing_of(int32_t value) { return thing_new(value); }

#define REFERENCE(name)                                                                                                \
    CHECK_OK(as_register_type(context, name, 0, AS_TYPE_REF, &error));                                                 \
    CHECK_OK(as_register_behavior(context, name, AS_BEHAVIOR_ADD_REF, "void f()", AS_NATIVE(thing_add_ref), &error)); \
    CHECK_OK(as_register_behavior(context, name, AS_BEHAVIOR_RELEASE, "void f()", AS_NATIVE(thing_release), &error)); \
    CHECK_OK(as_register_method(context, name, "int value() const", AS_NATIVE(value_of), &error))

static as_context *lists(void) {
    as_context *context = harness_context(AS_ADDON_STRING);
    CHECK_OK(as_register_type(context, "Vec2", sizeof(Vec2), AS_TYPE_VALUE | AS_TYPE_POD, &error));
    CHECK_OK(as_register_property(context, "Vec2", "float x", offsetof(Vec2, x), &error));
    CHECK_OK(as_register_property(context, "Vec2", "float y", offsetof(Vec2, y), &error));
    CHECK_OK(as_register_behavior(context, "Vec2", AS_BEHAVIOR_LIST_CONSTRUCT, "void f(const int &in) {float, float}",
                                  AS_NATIVE(vec_from_list), &error));
    REFERENCE("Thing");
    CHECK_OK(as_register_behavior(context, "Thing", AS_BEHAVIOR_FACTORY, "Thing@ f(int)", AS_NATIVE(thing_of), &error));
    CHECK_OK(as_register_type(context, "Holder", sizeof(Holder), AS_TYPE_VALUE, &error));
    CHECK_OK(as_register_behavior(context, "Holder", AS_BEHAVIOR_CONSTRUCT, "void f()", AS_NATIVE(holder_make), &error));
    CHECK_OK(as_register_behavior(context, "Holder", AS_BEHAVIOR_CONSTRUCT, "void f(int)", AS_NATIVE(holder_of), &error));
    CHECK_OK(as_register_behavior(context, "Holder", AS_BEHAVIOR_CONSTRUCT, "void f(const Holder &in)",
                                  AS_NATIVE(holder_copy), &error));
    CHECK_OK(as_register_behavior(context, "Holder", AS_BEHAVIOR_DESTRUCT, "void f()", AS_NATIVE(holder_drop), &error));
    CHECK_OK(as_register_method(context, "Holder", "Holder &opAssign(const Holder &in)", AS_NATIVE(holder_assign), &error));
    REFERENCE("Table");
    CHECK_OK(as_register_behavior(context, "Table", AS_BEHAVIOR_LIST_FACTORY, "Table@ f(const int &in) {repeat {string, ?}}",
                                  AS_NATIVE_VM(table_from_list), &error));
    REFERENCE("Grid");
    CHECK_OK(as_register_behavior(context, "Grid", AS_BEHAVIOR_LIST_FACTORY, "Grid@ f(const int &in) {repeat {repeat_same int16}}",
                                  AS_GENERIC(grid_from_list), &error));
    REFERENCE("Chain");
    CHECK_OK(as_register_behavior(context, "Chain", AS_BEHAVIOR_LIST_FACTORY, "Chain@ f(const int &in) {repeat {Thing@, Holder}}",
                                  AS_GENERIC(chain_from_list), &error));
    return context;
}

/* Runs `int main()` of a script; -1000 for an exception, whose text is then in `seen`. */
static int run(as_context *context, const char *script) {
    as_unit *unit = harness_build(context, script);
    as_vm *vm = harness_vm(context, unit);
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "int main()"));
    int result = -1000;
    if (as_call_run(call) == AS_RUN_FINISHED) {
        result = (int)as_call_get_int(call);
    } else {
        snprintf(seen, sizeof seen, "%.*s", AS_STR_ARG(as_call_exception_text(call)));
    }
    as_call_free(call);
    as_vm_free(vm);
    as_unit_release(unit);
    return result;
}

/* The messages of a script that has to be rejected. */
static void rejected(as_context *context, const char *script, const char *message) {
    as_unit *unit = as_unit_new(context);
    as_unit_add_source(unit, "test.as", script, strlen(script));
    CHECK_STATUS(AS_ERROR_BUILD_FAILED, as_unit_build(unit, &error));
    CHECK(as_unit_diagnostic_count(unit) > 0);
    if (as_unit_diagnostic_count(unit) > 0) {
        CHECK_CONTAINS(message, as_diagnostic_rendered(as_unit_diagnostic_at(unit, 0)));
    }
    as_unit_release(unit);
}

static void values(void) {
    as_context *context = lists();
    CHECK_OK(as_context_seal(context, &error));
    CHECK(run(context, "int main() { Vec2 v = {1.5f, -2}; return int(v.x * 10 + v.y); }") == 13);
    CHECK(run(context, "Vec2 g = {3, 4}; int main() { return int(g.x + g.y); }") == 7);
    rejected(context, "int main() { Vec2 v = {1}; return 0; }", "list");
    rejected(context, "int main() { Vec2 v = {1, 2, 3}; return 0; }", "list");
    rejected(context, "int main() { Vec2 v = {1, \"two\"}; return 0; }", "string");
    as_context_release(context);
}

/* HOST-072, HOST-073: the count, the type word before each `?`, and what each kind of value is there. */
static void any_values(void) {
    as_context *context = lists();
    CHECK_OK(as_context_seal(context, &error));
    const char *script = "int main() {\n"
                         "    Thing@ none = null; Vec2 v = {1, 2};\n"
                         "    Table@ t = {{'a', 7}, {'bc', 2.5}, {'d', true}, {'e', 'text'}, {'f', v}, {'h', @Thing(6)},\n"
                         "                {'i', int64(1) << 40}, {'j', @none}};\n"
                         "    return t.value();\n"
                         "}\n";
    char quoted[512];
    size_t n = 0;
    for (; script[n] != 0; n++) {
        quoted[n] = script[n] == '\'' ? '"' : script[n];
    }
    quoted[n] = 0;
    CHECK(run(context, quoted) == 8);
    CHECK_STR("a:int=7;bc:double=2.5;d:bool=1;e:string=text;f:Vec2=1/2;h:Thing@=6;i:int64=1099511627776;j:Thing@=-1;",
              ((as_str){seen, seen_len}));
    CHECK(things_alive == 0);
    CHECK(run(context, "int main() { Table@ t = {}; return t.value(); }") == 0);
    CHECK_STR("", ((as_str){seen, strlen(seen)}));
    as_context_release(context);
}

/* HOST-070: `repeat_same` wants lists of one length. */
static void same_lengths(void) {
    as_context *context = lists();
    CHECK_OK(as_context_seal(context, &error));
    CHECK(run(context, "int main() { Grid@ g = {{1, 2, 3}, {-4, 5, 6}}; return g.value(); }") == 2);
    CHECK_STR("[1 2 3 ][-4 5 6 ]", ((as_str){seen, strlen(seen)}));
    CHECK(run(context, "int main() { Grid@ g = {{}, {}, {}}; return g.value(); }") == 3);
    rejected(context, "int main() { Grid@ g = {{1, 2, 3}, {4, 5}}; return 0; }", "list");
    as_context_release(context);
}

/* HOST-074, HOST-075: what is left in the buffer is released, also after an exception in the function or in an element. */
static void what_is_left_is_released(void) {
    as_context *context = lists();
    CHECK_OK(as_context_seal(context, &error));
    CHECK(run(context, "int main() { Chain@ c = {{null, Holder(3)}, {Thing(8), Holder(4)}}; return c.value(); }") == 7);
    CHECK_STR("-1+3 8+4 ", ((as_str){seen, strlen(seen)}));
    CHECK(things_alive == 0 && holders_alive == 0);
    CHECK(run(context, "int main() { Chain@ c = {{Thing(1), Holder(3)}, {Thing(8), Holder(-4)}}; return c.value(); }") == -1000);
    CHECK_STR("negative", ((as_str){seen, strlen(seen)}));
    CHECK(things_alive == 0 && holders_alive == 0);
    const char *thrown = "int zero = 0; int fail() { return 1 / zero; }\n"
                         "int main() { Chain@ c = {{Thing(1), Holder(3)}, {Thing(8), Holder(fail())}}; return c.value(); }";
    CHECK(run(context, thrown) == -1000);
    CHECK_STR("Divide by zero", ((as_str){seen, strlen(seen)}));
    CHECK(things_alive == 0 && holders_alive == 0);
    const char *caught = "int main() {\n"
                         "    int sum = 0;\n"
                         "    for (int i = -2; i < 3; i++) {\n"
                         "        try { Chain@ c = {{Thing(i), Holder(i)}}; sum += c.value(); } catch { sum += 100; }\n"
                         "    }\n"
                         "    return sum;\n"
                         "}";
    CHECK(run(context, caught) == 203);
    CHECK(things_alive == 0 && holders_alive == 0);
    as_context_release(context);
}

/* HOST-070: what is no pattern is refused at once, what names nothing that there is when the context is sealed. */
static void wrong_patterns(void) {
    static const struct {
        const char *declaration, *message;
    } wrong[] = {
        {"Other@ f(const int &in)", "has a list pattern"},
        {"Other@ f(const int &in) {", "column 26"},
        {"Other@ f(const int &in) {}", "expected a type, found '}'"},
        {"Other@ f(const int &in) {repeat}", "column 32"},
        {"Other@ f(const int &in) {int,}", "column 30"},
        {"Other@ f(const int &in) {repeat int, int}", "'repeat' must be the last of its list"},
        {"Other@ f(const int &in) {repeat repeat int}", "column 40"},
        {"Other@ f(const int &in) {int} int", "expected the end of the declaration"},
        {"Other@ f() {int}", "takes 'int &in'"},
        {"Other@ f(int) {int}", "takes 'int &in'"},
    };
    as_context *context = lists();
    REFERENCE("Other");
    as_native native = AS_GENERIC(grid_from_list);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        as_error *error = NULL;
        const char *text = wrong[i].declaration;
        CHECK(as_register_behavior(context, "Other", AS_BEHAVIOR_LIST_FACTORY, text, native, &error) ==
              AS_ERROR_INVALID_DECLARATION);
        CHECK_CONTAINS(wrong[i].message, as_error_message(error));
        as_error_free(error);
    }
    /* None of them has left anything behind. */
    CHECK_OK(as_context_seal(context, &error));
    CHECK(run(context, "int main() { Vec2 v = {1, 2}; return int(v.y); }") == 2);
    as_context_release(context);

    context = lists();
    REFERENCE("Other");
    const char *unknown = "Other@ f(const int &in) {Unknown}", *second = "Other@ f(const int &in) {int}";
    CHECK_OK(as_register_behavior(context, "Other", AS_BEHAVIOR_LIST_FACTORY, unknown, native, &error));
    CHECK_OK(as_register_behavior(context, "Other", AS_BEHAVIOR_LIST_FACTORY, second, native, &error));
    CHECK_OK(as_register_behavior(context, "Other", AS_BEHAVIOR_LIST_CONSTRUCT, "void f(const int &in) {int}", native, &error));
    as_error *error = NULL;
    CHECK(as_context_seal(context, &error) == AS_ERROR_INVALID_CONFIGURATION);
    CHECK_CONTAINS("unknown type 'Unknown'", as_error_message(error));
    CHECK_CONTAINS("'Other' has a list factory already", as_error_message(error));
    CHECK_CONTAINS("'Other' cannot have a list constructor: it is a reference type", as_error_message(error));
    as_error_free(error);
    as_context_release(context);
}

int main(void) {
    RUN(values);
    RUN(any_values);
    RUN(same_lengths);
    RUN(what_is_left_is_released);
    RUN(wrong_patterns);
    return harness_result();
}
