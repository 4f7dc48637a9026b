class Entity {
    Vec2 at;
    Vec2 speed;
    int health = 100;
    Entity(float x, float y) {
        at = Vec2(x, y);
        speed = Vec2(1, 0.5f);
    }
    void update(float dt) {
        at += speed * dt;
        if (at.x > 100)
            speed.x = -speed.x;
        else if (at.x < 0)
            speed.x = -speed.x;
        if (at.y > 100 || at.y < 0)
            speed.y = -speed.y;
        health -= 1;
        if (health <= 0)
            health = 100;
    }
}

int run() {
    array<Entity@> all;
    for (int i = 0; i < 10000; i++) {
        all.insertLast(Entity(i % 100, i % 50));
    }
    for (int frame = 0; frame < 50; frame++) {
        for (uint i = 0; i < all.length(); i++) {
            all[i].update(0.5f);
        }
    }
    int sum = 0;
    for (uint i = 0; i < all.length(); i++) {
        sum += int(all[i].at.x) + int(all[i].at.y) + all[i].health;
    }
    return sum;
}
