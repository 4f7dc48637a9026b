#include <angel.hpp>
#include <iostream>
#include <stdexcept>

struct Vec3 {
    float x = 0, y = 0, z = 0;
    Vec3() = default;
    Vec3(float x, float y, float z) : x(x), y(y), z(z) {}
    Vec3 operator+(const Vec3 &b) const { return {x + b.x, y + b.y, z + b.z}; }
    float dot(const Vec3 &b) const { return x * b.x + y * b.y + z * b.z; }
};

struct Enemy : angel::ref_counted<Enemy> {
    std::string name;
    int health = 100;
    explicit Enemy(const std::string &name) : name(name) {}
    void hit(int damage) {
        if (damage < 0) throw std::invalid_argument("damage is negative");   // scripts get it as their exception
        health -= damage;
    }
};

int main() try {
    angel::context context;
    context.install(AS_ADDON_STRING | AS_ADDON_ARRAY);
    context.value_type<Vec3>("Vec3")
        .constructor<float, float, float>().property("x", &Vec3::x).method("dot", &Vec3::dot).op_add();
    context.ref_type<Enemy>("Enemy")
        .factory<const std::string &>().property("name", &Enemy::name).property("health", &Enemy::health)
        .method("hit", &Enemy::hit);
    int lines = 0;
    context.function("say", [&lines](const std::string &text) { std::cout << ++lines << ": " << text << "\n"; });

    angel::unit unit = context.build("game.as", R"(
        class Score { int hits = 0; string best; }
        Score score;
        int attack(Enemy@ enemy, int damage) {
            Vec3 way = Vec3(1, 2, 2) + Vec3(1, 0, 0);
            say("attacks " + enemy.name + " from " + way.dot(Vec3(1, 1, 1)) + " away");
            enemy.hit(damage);
            score.hits++;
            score.best = enemy.name;
            return enemy.health;
        }
        Score@ result() { return score; }
    )");
    angel::vm vm = context.vm();
    vm.link(unit);

    auto attack = unit.function<int(Enemy *, int)>("int attack(Enemy@, int)");
    Enemy *troll = new Enemy("troll");
    std::cout << attack(vm, troll, 30) << " left\n";
    try {
        attack(vm, troll, -1);
    } catch (const angel::script_exception &e) {
        std::cout << e.what() << ", in " << e.function() << " line " << e.line() << "\n";
    }
    troll->release();

    angel::object score = unit.function<angel::object()>("result")(vm);
    score.set(unit, "hits", score.get<int>(unit, "hits") + 10);
    std::cout << score.get<int>(unit, "hits") << " hits, the best at " << score.get<std::string>(unit, "best") << "\n";
} catch (const angel::exception &e) {
    std::cerr << e.what() << "\n";   // with all messages of a build
    return 1;
}
