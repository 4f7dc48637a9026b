/* Variadic functions of the host: the repeated parameter in every kind that a declaration can have. */
#include "harness.h"

typedef struct {
    double a, b, c;
} Triple;
typedef struct {
    int32_t refs;
    int32_t value;
} Thing;

static int things_alive;

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
static void triple_make(Triple *t, double a) { *t = (Triple){a, a + 1, a + 2}; }

/* Each answers a text of what it was given, `[a,b,…]`, which the script compares. */
typedef struct {
    char text[512];
    size_t len;
} Text;
static void start(Text *t) { t->len = (size_t)snprintf(t->text, sizeof t->text, "["); }
static void finish(Text *t, as_generic *call) {
    t->text[t->len - (t->len > 1)] = ']';
    as_string made = as_string_new(call->vm, t->text, t->len);
    AS_RETURN(call, as_string, made);
}
#define ADD(...) t.len += (size_t)snprintf(t.text + t.len, sizeof t.text - t.len, __VA_ARGS__)
#define EACH(from, ...)                                                                                                \
    Text t;                                                                                                            \
    start(&t);                                                                                                         \
    for (uint32_t i = (from); i < call->arg_count; i++) {                                                              \
        __VA_ARGS__;                                                                                                   \
    }                                                                                                                  \
    finish(&t, call)

static void g_bool(as_generic *call) { EACH(0, ADD("%d,", AS_ARG(call, bool, i))); }
static void g_int8(as_generic *call) { EACH(0, ADD("%d,", AS_ARG(call, int8_t, i))); }
static void g_int(as_generic *call) { EACH(0, ADD("%d,", AS_ARG(call, int32_t, i))); }
static void g_int64(as_generic *call) { EACH(0, ADD("%lld,", (long long)AS_ARG(call, int64_t, i))); }
static void g_float(as_generic *call) { EACH(0, ADD("%g,", (double)AS_ARG(call, float, i))); }
static void g_double(as_generic *call) { EACH(0, ADD("%g,", AS_ARG(call, double, i))); }
static void g_string(as_generic *call) {
    EACH(0, ADD("%.*s,", AS_STR_ARG(as_string_get(AS_ARG_OBJECT(call, as_string, i)))));
}
static void g_triple(as_generic *call) {
    EACH(0, Triple *v = AS_ARG_OBJECT(call, Triple, i); ADD("%g %g %g,", v->a, v->b, v->c));
}
/* Handles by value are the callee's, unless it is `@+`. */
static void g_handle(as_generic *call) {
    EACH(0, Thing *v = AS_ARG(call, Thing *, i); ADD("%d,", v == NULL ? -1 : v->value); if (v != NULL) { thing_release(v); });
}
static void g_handle_kept(as_generic *call) {
    EACH(0, Thing *v = AS_ARG(call, Thing *, i); ADD("%d,", v == NULL ? -1 : v->value));
}
static void g_thing(as_generic *call) { EACH(0, ADD("%d,", AS_ARG_OBJECT(call, Thing, i)->value)); }
static void g_any(as_generic *call) {
    EACH(
        0, as_type_use use = as_type_of_word(call->arg_types[i]); as_str name = as_type_name(use.type_);
        ADD("%.*s%s:", AS_STR_ARG(name), (use.flags & AS_USE_HANDLE) != 0 ? "@" : "");
        void *at = call->args[i]; if (harness_contains(name, "string")) { ADD("%.*s,", AS_STR_ARG(as_string_get(at))); } else if (
            harness_contains(name, "double")) { ADD("%g,", *(double *)at); } else if (harness_contains(name, "int64")) {
            ADD("%lld,", (long long)*(int64_t *)at);
        } else if (harness_contains(name, "Thing")) {
            ADD("%d,", ((use.flags & AS_USE_HANDLE) != 0 ? *(Thing **)at : (Thing *)at)->value);
        } else if (harness_contains(name, "Triple")) { ADD("%g,", ((Triple *)at)->c); } else { ADD("%d,", *(int32_t *)at); });
}
/* Fixed parameters before the repeated one, of several slots, and an object. */
static void g_mixed(as_generic *call) {
    Thing *self = AS_OBJECT(call, Thing);
    Triple *first = AS_ARG_OBJECT(call, Triple, 0);
    int32_t second = AS_ARG(call, int32_t, 1);
    EACH(2, if (i == 2) { ADD("%d %g %d:", self->value, first->b, second); } ADD(
                "%.*s,", AS_STR_ARG(as_string_get(AS_ARG_OBJECT(call, as_string, i)))));
}
static void g_out(as_generic *call) {
    for (uint32_t i = 0; i < call->arg_count; i++) {
        AS_ARG(call, int64_t, i) = 10 * (int64_t)i + 7;
    }
}
static void g_raise(as_generic *call) { as_vm_raise(call->vm, "no"); }

static as_context *make_context(void) {
    as_context *c = harness_context(AS_ADDON_STRING | AS_ADDON_ARRAY);
    CHECK_OK(as_register_type(c, "Triple", sizeof(Triple), AS_TYPE_VALUE | AS_TYPE_POD, &error));
    CHECK_OK(as_register_behavior(c, "Triple", AS_BEHAVIOR_CONSTRUCT, "void f(double a)", AS_NATIVE(triple_make), &error));
    CHECK_OK(as_register_type(c, "Thing", 0, AS_TYPE_REF, &error));
    CHECK_OK(as_register_behavior(c, "Thing", AS_BEHAVIOR_FACTORY, "Thing@ f(int value)", AS_NATIVE(thing_new), &error));
    CHECK_OK(as_register_behavior(c, "Thing", AS_BEHAVIOR_ADD_REF, "void f()", AS_NATIVE(thing_add_ref), &error));
    CHECK_OK(as_register_behavior(c, "Thing", AS_BEHAVIOR_RELEASE, "void f()", AS_NATIVE(thing_release), &error));
    CHECK_OK(as_register_enum(c, "Color", &error));
    CHECK_OK(as_register_enum_value(c, "Color", "red", 3, &error));
    static const struct {
        const char *declaration;
        as_generic_fn code;
    } functions[] = {
        {"string bools(bool ...)", g_bool},
        {"string bytes(int8 ...)", g_int8},
        {"string ints(int ...)", g_int},
        {"string int_refs(const int &in ...)", g_int},
        {"string colors(Color ...)", g_int},
        {"string longs(int64 ...)", g_int64},
        {"string long_refs(const int64 &in ...)", g_int64},
        {"string floats(float ...)", g_float},
        {"string doubles(double ...)", g_double},
        {"string texts(string ...)", g_string},
        {"string text_refs(const string &in ...)", g_string},
        {"string triples(Triple ...)", g_triple},
        {"string triple_refs(const Triple &in ...)", g_triple},
        {"string handles(Thing@ ...)", g_handle},
        {"string handles_kept(Thing@+ ...)", g_handle_kept},
        {"string handle_refs(Thing@ const &in ...)", g_handle_kept},
        {"string objects(const Thing &in ...)", g_thing},
        {"string anys(const ?&in ...)", g_any},
        {"void outs(int64 &out ...)", g_out},
        {"void raise_texts(string ...)", g_raise},
        {"void raise_triples(Triple ...)", g_raise},
        {"string raise_kept(string a, Thing@+ ...)", g_raise},
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        CHECK_OK(as_register_function(c, functions[i].declaration, as_native_of_generic(functions[i].code), &error));
    }
    CHECK_OK(as_register_method(c, "Thing", "string mixed(Triple, int, string ...) const", AS_GENERIC(g_mixed), &error));
    /* Every native convention refuses them, whatever is repeated. */
    const char *kinds[] = {"int", "int64", "double", "string", "const string &in", "Triple", "Thing@", "const ?&in"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char declaration[64];
        snprintf(declaration, sizeof declaration, "void f%zu(%s ...)", i, kinds[i]);
        CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_register_function(c, declaration, AS_NATIVE(thing_release), &error));
        CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_register_function(c, declaration, AS_NATIVE_VM(thing_release), &error));
        as_native last = as_native_of(AS_CODE(thing_release), AS_CALL_NATIVE_OBJECT_LAST, 0);
        CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_register_method(c, "Thing", declaration, last, &error));
    }
    return c;
}

/* Each line a test: what is called, and what it answers. */
static const struct {
    const char *call, *answer;
} calls[] = {
    {"bools(true, false, true)", "[1,0,1]"},
    {"bytes(-1, 2, 127)", "[-1,2,127]"},
    {"ints(1, -2, 3, n)", "[1,-2,3,4]"},
    {"int_refs(1, -2, 3, n)", "[1,-2,3,4]"},
    {"colors(red, Color(1), Color::red)", "[3,1,3]"},
    {"longs(1, 0x1234567890, n)", "[1,78187493520,4]"},
    {"long_refs(1, 0x1234567890, n)", "[1,78187493520,4]"},
    {"floats(1, 2.5f, n)", "[1,2.5,4]"},
    {"doubles(1, 2.5, n)", "[1,2.5,4]"},
    {"texts('a')", "[a]"},
    {"texts('a', s, s + 'x', 'long enough to need memory of its own, surely')",
     "[a,text,textx,long enough to need memory of its own, surely]"},
    {"text_refs('a', s, s + 'x', 'b')", "[a,text,textx,b]"},
    {"triples(Triple(1), v, Triple(20))", "[1 2 3,5 6 7,20 21 22]"},
    {"triple_refs(Triple(1), v, Triple(20))", "[1 2 3,5 6 7,20 21 22]"},
    {"handles(t, null, Thing(3), t)", "[9,-1,3,9]"},
    {"handles_kept(t, null, Thing(3), t)", "[9,-1,3,9]"},
    {"handle_refs(t, null, Thing(3), t)", "[9,-1,3,9]"},
    {"objects(t, Thing(3), t)", "[9,3,9]"},
    {"anys(1, 2.5, 'a', s, int64(7), t, Thing(3), v)",
     "[int:1,double:2.5,string:a,string:text,int64:7,Thing:9,Thing:3,Triple:7]"},
    {"anys(@t, 1)", "[Thing@:9,int:1]"},
    {"t.mixed(v, 6, 'a', s, s + s)", "[9 6 6:a,text,texttext]"},
    {"texts(texts('a', 'b'), triples(v, v), handles_kept(t))", "[[a,b],[5 6 7,5 6 7],[9]]"},
};
static const char *const raising[] = {
    "raise_texts(s, s + 'x', 'a text that is too long to lie in the value itself')",
    "raise_triples(v, v)",
    "raise_kept(s + 'a text that is too long to lie in the value itself', t, Thing(3))",
};

static as_unit *build(as_context *c) {
    static char script[8192];
    size_t len = 0;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        len += (size_t)snprintf(script + len, sizeof script - len,
                                "string call%zu() { int n = 4; string s = 'text'; Triple v(5); Thing t(9); return %s; }\n", i,
                                calls[i].call);
    }
    for (size_t i = 0; i < sizeof raising / sizeof *raising; i++) {
        len += (size_t)snprintf(script + len, sizeof script - len,
                                "void raise%zu() { string s = 'text'; Triple v(5); Thing t(9); %s; }\n", i, raising[i]);
    }
    snprintf(script + len, sizeof script - len, "%s",
             "int64 outs_of() { int64 a, b, c; outs(a, b, c); return a * 10000 + b * 100 + c; }\n");
    return harness_build(c, script);
}

static void check_unit(as_context *c, as_unit *unit) {
    as_vm *vm = harness_vm(c, unit);
    char name[40];
    for (int again = 0; again < 2; again++) {
        for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
            snprintf(name, sizeof name, "string call%zu()", i);
            as_call *call = as_call_new(vm, as_unit_find_function(unit, name));
            CHECK(as_call_run(call) == AS_RUN_FINISHED);
            CHECK_STR(calls[i].answer, as_string_get(as_call_get_string(call)));
            as_call_free(call);
            CHECK(things_alive == 0);
        }
        for (size_t i = 0; i < sizeof raising / sizeof *raising; i++) {
            snprintf(name, sizeof name, "void raise%zu()", i);
            as_call *call = as_call_new(vm, as_unit_find_function(unit, name));
            CHECK(as_call_run(call) == AS_RUN_EXCEPTION);
            CHECK_STR("no", as_call_exception_text(call));
            as_call_free(call);
            CHECK(things_alive == 0);
        }
        as_call *call = as_call_new(vm, as_unit_find_function(unit, "int64 outs_of()"));
        CHECK(as_call_run(call) == AS_RUN_FINISHED);
        CHECK(as_call_get_int64(call) == 71727);
        as_call_free(call);
    }
    as_vm_free(vm);
}

typedef struct {
    char *bytes;
    size_t size;
} Buffer;
static bool keep(void *user_data, const void *data, size_t size) {
    Buffer *b = user_data;
    b->bytes = realloc(b->bytes, b->size + size);
    memcpy(b->bytes + b->size, data, size);
    b->size += size;
    return true;
}

static void from_scripts(void) {
    as_context *c = make_context();
    as_unit *unit = build(c);
    check_unit(c, unit);
    /* The same from a file. */
    Buffer saved = {NULL, 0};
    CHECK_OK(as_unit_save(unit, 0, keep, &saved, &error));
    as_unit_release(unit);
    unit = as_unit_new(c);
    CHECK_OK(as_unit_load(unit, saved.bytes, saved.size, &error));
    CHECK_OK(as_unit_load_code(unit, &error));
    check_unit(c, unit);
    free(saved.bytes);
    as_unit_release(unit);
    as_context_release(c);
}

static const as_function *host_function(as_context *c, const char *name) {
    for (size_t i = 0; i < as_context_function_count(c); i++) {
        const as_function *f = as_context_function_at(c, i);
        as_str found = as_function_name(f);
        if (found.len == strlen(name) && memcmp(found.data, name, found.len) == 0) {
            return f;
        }
    }
    CHECK(!"no such function");
    return NULL;
}

/* The host calls them itself. */
static void from_host(void) {
    as_context *c = make_context();
    as_unit *unit = harness_build(c, "");
    as_vm *vm = harness_vm(c, unit);
    Triple a = {1, 2, 3}, b = {4, 5, 6};
    as_string x = as_string_new(vm, "x", 1), y = as_string_new(vm, "another text that is rather long, is it not?", 44);
    int64_t big = INT64_C(1) << 40, small = -1;
    Thing *t = thing_new(5);
    const struct {
        const char *function, *answer;
        void *args[2];
    } table[] = {
        {"triples", "[1 2 3,4 5 6]", {&a, &b}},
        {"triple_refs", "[1 2 3,4 5 6]", {&a, &b}},
        {"texts", "[x,another text that is rather long, is it not?]", {&x, &y}},
        {"text_refs", "[x,another text that is rather long, is it not?]", {&x, &y}},
        {"longs", "[1099511627776,-1]", {&big, &small}},
        {"long_refs", "[1099511627776,-1]", {&big, &small}},
        {"handles", "[5,5]", {&t, &t}},
        {"handles_kept", "[5,5]", {&t, &t}},
        {"handle_refs", "[5,5]", {&t, &t}},
        {"objects", "[5,5]", {t, t}},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        as_string result = as_string_new(vm, "", 0);
        as_value_release(vm, (as_type_use){as_context_find_type(c, "string"), 0}, &result, NULL);
        as_invocation call = {.function = host_function(c, table[i].function),
                              .args = table[i].args,
                              .arg_count = 2,
                              .result = &result};
        CHECK_OK(as_vm_run_function(vm, &call, &error));
        CHECK_STR(table[i].answer, as_string_get(&result));
        CHECK_OK(as_value_release(vm, (as_type_use){as_context_find_type(c, "string"), 0}, &result, &error));
        CHECK(t->refs == 1);
    }
    CHECK_OK(as_value_release(vm, (as_type_use){as_context_find_type(c, "string"), 0}, &x, &error));
    CHECK_OK(as_value_release(vm, (as_type_use){as_context_find_type(c, "string"), 0}, &y, &error));
    thing_release(t);
    CHECK(things_alive == 0);
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(c);
}

int main(void) {
    RUN(from_scripts);
    RUN(from_host);
    return harness_result();
}
