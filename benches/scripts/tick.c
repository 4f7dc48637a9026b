#include <stdlib.h>

typedef struct {
    float x, y;
} Vec;

typedef struct {
    Vec at, speed;
    int health;
} Entity;

static void update(Entity *e, float dt) {
    e->at.x += e->speed.x * dt;
    e->at.y += e->speed.y * dt;
    if (e->at.x > 100 || e->at.x < 0)
        e->speed.x = -e->speed.x;
    if (e->at.y > 100 || e->at.y < 0)
        e->speed.y = -e->speed.y;
    e->health -= 1;
    if (e->health <= 0)
        e->health = 100;
}

int run(void) {
    enum { COUNT = 10000 };
    Entity **all = malloc(COUNT * sizeof(Entity *));
    for (int i = 0; i < COUNT; i++) {
        all[i] = malloc(sizeof(Entity));
        *all[i] = (Entity){{(float)(i % 100), (float)(i % 50)}, {1, 0.5f}, 100};
    }
    for (int frame = 0; frame < 50; frame++)
        for (int i = 0; i < COUNT; i++)
            update(all[i], 0.5f);
    int sum = 0;
    for (int i = 0; i < COUNT; i++) {
        sum += (int)all[i]->at.x + (int)all[i]->at.y + all[i]->health;
        free(all[i]);
    }
    free(all);
    return sum;
}
