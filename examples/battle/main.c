/*
 * A battle of a thousand fighters whose behaviour is scripted.
 *
 * The host registers a small API (a vector type, a grid that answers who is near whom, callbacks) and seals it once. Two
 * units are built from the sealed context and run in two threads, each in its own VM with its own world; as the battle is
 * deterministic, both end alike. Then two more scripts show what a host gets to see of mistakes: one that does not
 * compile, and one that fails when it runs.
 *
 *     battle [DIRECTORY [FIGHTERS]]
 */

#include <angel.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FIGHTERS = 4096, FRAMES = 400, HERALDED = 3 };
static const float FRAME_TIME = 1.0f / 20.0f;

/* ---- the world: what a game engine would have anyway ---- */

typedef struct {
    float x, y, z;
} Vec3;

typedef struct {
    Vec3 position;
    int32_t team;
    bool alive;
} Body;

enum { GRID = 64 };
static const float CELL = 4.0f;

typedef struct {
    const char *name;
    uint64_t random;
    int32_t count;
    int32_t deaths;
    Body bodies[MAX_FIGHTERS];
    int32_t next[MAX_FIGHTERS];      /* the next one in the same cell */
    int32_t cells[2][GRID * GRID];   /* by team: the first one in the cell, or -1 */
    char news[1024];
} World;

static int cell_of(float coordinate) {
    int cell = (int)floorf(coordinate / CELL) + GRID / 2;
    return cell < 0 ? 0 : cell >= GRID ? GRID - 1 : cell;
}

static void sort_into_grid(World *world) {
    memset(world->cells, 0xff, sizeof world->cells);
    for (int32_t i = world->count - 1; i >= 0; i--) {
        const Body *body = &world->bodies[i];
        if (body->alive) {
            int32_t *cell = &world->cells[body->team][cell_of(body->position.y) * GRID + cell_of(body->position.x)];
            world->next[i] = *cell;
            *cell = i;
        }
    }
}

static float distance_squared(Vec3 a, Vec3 b) {
    float x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    return x * x + y * y + z * z;
}

/* ---- functions for scripts ---- */

static void vec3_construct(Vec3 *self) { *self = (Vec3){0, 0, 0}; }
static void vec3_construct_xyz(Vec3 *self, float x, float y, float z) { *self = (Vec3){x, y, z}; }
static Vec3 vec3_add(const Vec3 *a, const Vec3 *b) { return (Vec3){a->x + b->x, a->y + b->y, a->z + b->z}; }
static Vec3 vec3_sub(const Vec3 *a, const Vec3 *b) { return (Vec3){a->x - b->x, a->y - b->y, a->z - b->z}; }
static Vec3 vec3_mul(const Vec3 *a, float f) { return (Vec3){a->x * f, a->y * f, a->z * f}; }
static float vec3_distance(const Vec3 *a, const Vec3 *b) { return sqrtf(distance_squared(*a, *b)); }

static Vec3 *vec3_add_assign(Vec3 *a, const Vec3 *b) {
    *a = vec3_add(a, b);
    return a;
}

static Vec3 vec3_normalized(const Vec3 *a) {
    float length = vec3_distance(a, &(Vec3){0, 0, 0});
    return length > 0 ? vec3_mul(a, 1 / length) : *a;
}

static float host_min(float a, float b) { return a < b ? a : b; }

/* The same numbers in every run: each world has its own sequence. */
static float host_random(as_vm *vm, float low, float high) {
    World *world = as_vm_get_user_data(vm);
    world->random = world->random * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * (float)(world->random >> 40) / (float)(1 << 24);
}

static void host_joined(as_vm *vm, int32_t id, int32_t team, const Vec3 *position) {
    World *world = as_vm_get_user_data(vm);
    if (id < 0 || id >= MAX_FIGHTERS || team < 0 || team > 1) {
        as_vm_raise(vm, "there is no room for this fighter");
        return;
    }
    world->bodies[id] = (Body){*position, team, true};
    world->count = id >= world->count ? id + 1 : world->count;
}

static bool is_fighter(const World *world, int32_t id) { return id >= 0 && id < world->count; }

static void host_moved(as_vm *vm, int32_t id, const Vec3 *position) {
    World *world = as_vm_get_user_data(vm);
    if (is_fighter(world, id)) {
        world->bodies[id].position = *position;
    }
}

static void host_died(as_vm *vm, int32_t id) {
    World *world = as_vm_get_user_data(vm);
    if (is_fighter(world, id)) {
        world->bodies[id].alive = false;
        world->deaths++;
    }
}

/* The nearest living fighter of a team, other than the one who asks; -1 if there is none in reach. */
static int32_t host_nearest(as_vm *vm, int32_t id, int32_t team, float reach) {
    const World *world = as_vm_get_user_data(vm);
    if (!is_fighter(world, id) || team < 0 || team > 1) {
        return -1;
    }
    Vec3 center = world->bodies[id].position;
    int column = cell_of(center.x), row = cell_of(center.y), rings = (int)(reach / CELL) + 1;
    int32_t best = -1;
    float best_squared = reach * reach;
    for (int ring = 0; ring <= rings; ring++) {
        if (best >= 0 && (float)(ring - 1) * CELL * ((float)(ring - 1) * CELL) > best_squared) {
            break;
        }
        for (int y = row - ring; y <= row + ring; y++) {
            int step = y == row - ring || y == row + ring ? 1 : 2 * ring;
            for (int x = column - ring; x <= column + ring; x += step) {
                if (x < 0 || y < 0 || x >= GRID || y >= GRID) {
                    continue;
                }
                for (int32_t i = world->cells[team][y * GRID + x]; i >= 0; i = world->next[i]) {
                    float squared = distance_squared(center, world->bodies[i].position);
                    if (i != id && world->bodies[i].alive && squared < best_squared) {
                        best = i;
                        best_squared = squared;
                    }
                }
            }
        }
    }
    return best;
}

static void host_announce(as_vm *vm, const as_string *text) {
    World *world = as_vm_get_user_data(vm);
    size_t used = strlen(world->news);
    snprintf(world->news + used, sizeof world->news - used, "  %.*s\n", AS_STR_ARG(as_string_get(text)));
}

static bool register_api(as_context *context, as_error **error) {
    const uint32_t floats = AS_TYPE_VALUE | AS_TYPE_POD | AS_TYPE_APP_CLASS | AS_TYPE_APP_CLASS_ALLFLOATS;
    return as_context_install(context, AS_ADDON_STRING | AS_ADDON_ARRAY, error) == AS_OK &&
           as_register_type(context, "Vec3", sizeof(Vec3), floats, error) == AS_OK &&
           as_register_property(context, "Vec3", "float x", offsetof(Vec3, x), error) == AS_OK &&
           as_register_property(context, "Vec3", "float y", offsetof(Vec3, y), error) == AS_OK &&
           as_register_property(context, "Vec3", "float z", offsetof(Vec3, z), error) == AS_OK &&
           as_register_behavior(context, "Vec3", AS_BEHAVIOR_CONSTRUCT, "void f()", AS_NATIVE(vec3_construct), error) == AS_OK &&
           as_register_behavior(context, "Vec3", AS_BEHAVIOR_CONSTRUCT, "void f(float x, float y, float z)",
                                AS_NATIVE(vec3_construct_xyz), error) == AS_OK &&
           as_register_method(context, "Vec3", "Vec3 opAdd(const Vec3 &in) const", AS_NATIVE(vec3_add), error) == AS_OK &&
           as_register_method(context, "Vec3", "Vec3 opSub(const Vec3 &in) const", AS_NATIVE(vec3_sub), error) == AS_OK &&
           as_register_method(context, "Vec3", "Vec3 opMul(float) const", AS_NATIVE(vec3_mul), error) == AS_OK &&
           as_register_method(context, "Vec3", "Vec3 &opAddAssign(const Vec3 &in)", AS_NATIVE(vec3_add_assign), error) == AS_OK &&
           as_register_method(context, "Vec3", "float distance(const Vec3 &in) const", AS_NATIVE(vec3_distance), error) == AS_OK &&
           as_register_method(context, "Vec3", "Vec3 normalized() const", AS_NATIVE(vec3_normalized), error) == AS_OK &&
           as_register_function(context, "float min(float, float)", AS_NATIVE(host_min), error) == AS_OK &&
           as_register_function(context, "float random(float low, float high)", AS_NATIVE_VM(host_random), error) == AS_OK &&
           as_register_function(context, "void joined(int id, int team, const Vec3 &in)", AS_NATIVE_VM(host_joined), error) == AS_OK &&
           as_register_function(context, "void moved(int id, const Vec3 &in)", AS_NATIVE_VM(host_moved), error) == AS_OK &&
           as_register_function(context, "void died(int id)", AS_NATIVE_VM(host_died), error) == AS_OK &&
           as_register_function(context, "int nearest(int id, int team, float reach)", AS_NATIVE_VM(host_nearest), error) == AS_OK &&
           as_register_function(context, "void announce(const string &in)", AS_NATIVE_VM(host_announce), error) == AS_OK &&
           as_context_seal(context, error) == AS_OK;
}

/* ---- building and running ---- */

static const char *directory = BATTLE_DIRECTORY;
static int32_t fighters = 1000;

static bool add_file(as_unit *unit, const char *name) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "cannot read %s\n", path);
        return false;
    }
    char *text = malloc(1 << 16);
    size_t size = fread(text, 1, 1 << 16, file);
    fclose(file);
    bool ok = as_unit_add_source(unit, name, text, size) == AS_OK;
    free(text);
    return ok;
}

/* The unit made of these scripts; NULL after telling what is wrong with them. */
static as_unit *build(as_context *context, const char *const *names, FILE *complaints) {
    as_unit *unit = as_unit_new(context);
    bool ok = true;
    for (; ok && *names != NULL; names++) {
        ok = add_file(unit, *names);
    }
    as_error *error = NULL;
    if (ok && as_unit_build(unit, &error) == AS_OK) {
        return unit;
    }
    for (size_t i = 0; i < as_unit_diagnostic_count(unit); i++) {
        fprintf(complaints, "%.*s", AS_STR_ARG(as_diagnostic_rendered(as_unit_diagnostic_at(unit, i))));
    }
    fprintf(complaints, "%.*s\n", AS_STR_ARG(as_error_message(error)));
    as_error_free(error);
    as_unit_release(unit);
    return NULL;
}

/* Runs a prepared call to its end. An exception is told with the call stack. */
static bool run(as_call *call, FILE *complaints) {
    switch (as_call_run(call)) {
    case AS_RUN_FINISHED:
        return true;
    case AS_RUN_EXCEPTION:
        fprintf(complaints, "exception: %.*s\n", AS_STR_ARG(as_call_exception_text(call)));
        for (size_t i = 0; i < as_call_stack_count(call); i++) {
            fprintf(complaints, "  in %.*s at %.*s:%u\n", AS_STR_ARG(as_call_stack_function(call, i)),
                    AS_STR_ARG(as_call_stack_file(call, i)), as_call_stack_line(call, i));
        }
        return false;
    default:
        fprintf(complaints, "the call did not end: %.*s\n", AS_STR_ARG(as_error_message(as_call_get_error(call))));
        return false;
    }
}

typedef struct {
    as_context *context;
    const char *name;
    World *world;
    uint64_t checksum;
    bool ok;
    char report[2048];
} Battle;

static void tell(Battle *battle, const char *form, ...) {
    size_t used = strlen(battle->report);
    va_list arguments;
    va_start(arguments, form);
    vsnprintf(battle->report + used, sizeof battle->report - used, form, arguments);
    va_end(arguments);
}

static void fight(Battle *battle, as_unit *unit, as_vm *vm) {
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "void setup(int, int)"));
    as_call_set_int(call, 0, fighters);
    as_call_set_int(call, 1, HERALDED);
    battle->ok = run(call, stderr);
    for (int frame = 0; battle->ok && frame < FRAMES; frame++) {
        sort_into_grid(battle->world);
        as_call_prepare(call, as_unit_find_function(unit, "int frame(float)"), NULL);
        as_call_set_float(call, 0, FRAME_TIME);
        battle->ok = run(call, stderr);
    }
    tell(battle, "%s", battle->world->news);
    /* An object of a script class in the hands of the host: a method is called, a property read in place. */
    as_call_prepare(call, as_unit_find_function(unit, "Fighter@ find(int)"), NULL);
    as_call_set_int(call, 0, fighters / 2);
    as_object *fighter = battle->ok && run(call, stderr) ? as_object_retain(vm, as_call_get_object(call)) : NULL;
    as_call_prepare(call, as_type_find_method(as_object_type(fighter), "string name() const"), NULL);
    as_call_set_this(call, fighter);
    if (fighter != NULL && run(call, stderr)) {
        const float *health = as_object_find_property(fighter, "health");
        as_str name = as_string_get(as_call_get_string(call));
        tell(battle, "  %.*s ends with %.1f health\n", AS_STR_ARG(name), *health);
    }
    as_object_release(vm, fighter);
    as_call_prepare(call, as_unit_find_function(unit, "string report()"), NULL);
    if (battle->ok && run(call, stderr)) {
        tell(battle, "  %.*s\n", AS_STR_ARG(as_string_get(as_call_get_string(call))));
    }
    as_call_prepare(call, as_unit_find_function(unit, "uint64 checksum()"), NULL);
    if (battle->ok && run(call, stderr)) {
        battle->checksum = as_call_get_uint64(call);
    }
    as_call_free(call);
}

static void *battle_main(void *argument) {
    static const char *const scripts[] = {"entities.as", "battle.as", NULL};
    Battle *battle = argument;
    battle->world = calloc(1, sizeof(World));
    battle->world->random = 42;
    as_unit *unit = build(battle->context, scripts, stderr);
    if (unit == NULL) {
        return NULL;
    }
    as_vm *vm = as_vm_new(battle->context);
    as_vm_set_user_data(vm, battle->world, free);
    as_error *error = NULL;
    if (as_vm_link(vm, unit, &error) == AS_OK) {
        fight(battle, unit, vm);
    } else {
        fprintf(stderr, "%.*s\n", AS_STR_ARG(as_error_message(error)));
        as_error_free(error);
    }
    as_vm_free(vm);
    as_unit_release(unit);
    return NULL;
}

/* Two mistakes, and what the host is told. */
static bool show_mistakes(as_context *context) {
    static const char *const broken[] = {"entities.as", "battle.as", "broken.as", NULL};
    static const char *const faulty[] = {"entities.as", "battle.as", "faulty.as", NULL};
    printf("\na script that does not compile:\n");
    as_unit *unit = build(context, broken, stdout);
    if (unit != NULL) {
        as_unit_release(unit);
        return false;
    }
    printf("\na script that fails when it runs:\n");
    unit = build(context, faulty, stderr);
    World *world = calloc(1, sizeof(World));
    as_vm *vm = as_vm_new(context);
    as_vm_set_user_data(vm, world, free);
    bool ok = as_vm_link(vm, unit, NULL) == AS_OK;
    as_call *call = as_call_new(vm, as_unit_find_function(unit, "void parade()"));
    ok = ok && !run(call, stdout);
    as_call_free(call);
    as_vm_free(vm);
    as_unit_release(unit);
    return ok;
}

int main(int argc, char **argv) {
    directory = argc > 1 ? argv[1] : directory;
    fighters = argc > 2 ? atoi(argv[2]) : fighters;
    as_context *context = as_context_new(AS_VERSION);
    as_error *error = NULL;
    if (context == NULL || !register_api(context, &error)) {
        fprintf(stderr, "%.*s\n", AS_STR_ARG(as_error_message(error)));
        as_error_free(error);
        return EXIT_FAILURE;
    }
    Battle battles[2] = {{.context = context, .name = "first thread"}, {.context = context, .name = "second thread"}};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, battle_main, &battles[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        printf("%s:\n%s  checksum %016llx\n", battles[i].name, battles[i].report, (unsigned long long)battles[i].checksum);
    }
    bool equal = battles[0].ok && battles[1].ok && battles[0].checksum == battles[1].checksum;
    printf("the two battles are %s\n", equal ? "equal" : "DIFFERENT");
    bool shown = show_mistakes(context);
    as_context_release(context);
    return equal && shown ? EXIT_SUCCESS : EXIT_FAILURE;
}
