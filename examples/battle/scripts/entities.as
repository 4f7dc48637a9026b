// The fighters. Positions and health live in the script; the host keeps the grid that answers who is near whom.

enum Team
{
    RED,
    BLUE
}

// Who wants to hear of what happens on the field.
interface Listener
{
    void onHit(const Fighter@ target, const Fighter@ source, float damage);
    void onDeath(const Fighter@ victim, const Fighter@ killer);
}

class Fighter
{
    int id;
    Team team;
    Vec3 position;
    Vec3 velocity;
    float health = 100.0f;
    float cooldown = 0.0f;
    int kills = 0;

    Fighter(int id, Team team, const Vec3 &in position)
    {
        this.id = id;
        this.team = team;
        this.position = position;
    }

    bool isAlive() const { return health > 0.0f; }
    string name() const { return "fighter " + id; }

    // What kinds of fighters differ in.
    float maxHealth() const { return 100.0f; }
    float speed() const { return 4.0f; }
    float range() const { return 2.0f; }
    float power() const { return 8.0f; }
    float pause() const { return 0.8f; }

    // One step of time. Called by the host's frame through `frame()`.
    void update(float dt)
    {
        if (!isAlive())
            return;
        cooldown -= dt;
        Fighter@ enemy = findEnemy();
        if (enemy is null)
        {
            velocity = Vec3();
            return;
        }
        if (position.distance(enemy.position) > range())
            approach(enemy, dt);
        else if (cooldown <= 0.0f)
            attack(enemy);
    }

    // The nearest living enemy that the host's grid finds.
    Fighter@ findEnemy() const
    {
        int found = nearest(id, team == RED ? BLUE : RED, 60.0f);
        if (found < 0)
            return null;
        return fighters[found];
    }

    void approach(const Fighter@ enemy, float dt)
    {
        Vec3 way = enemy.position - position;
        velocity = way.normalized() * speed();
        position += velocity * dt;
        moved(id, position);
    }

    void attack(Fighter@ enemy)
    {
        cooldown = pause();
        float damage = power() * random(0.5f, 1.5f);
        enemy.suffer(damage, this);
    }

    void suffer(float damage, Fighter@ source)
    {
        if (!isAlive())
            return;
        health -= damage;
        for (uint i = 0; i < listeners.length(); i++)
            listeners[i].onHit(this, source, damage);
        if (isAlive())
            return;
        health = 0.0f;
        source.kills++;
        died(id);
        for (uint i = 0; i < listeners.length(); i++)
            listeners[i].onDeath(this, source);
    }

    void heal(float amount)
    {
        if (isAlive())
            health = min(health + amount, maxHealth());
    }
}

// Fights hand to hand, and hits harder the worse it fares.
class Berserker : Fighter
{
    private int strokes = 0;

    Berserker(int id, Team team, const Vec3 &in position)
    {
        super(id, team, position);
        health = maxHealth();
    }

    string name() const override { return "berserker " + id; }
    float maxHealth() const override { return 140.0f; }
    float speed() const override { return 5.5f; }
    float power() const override { return 10.0f + 12.0f * (1.0f - health / maxHealth()); }

    void attack(Fighter@ enemy) override
    {
        strokes++;
        Fighter::attack(enemy);
        // Every third stroke is a double one.
        if (strokes % 3 == 0 && enemy.isAlive())
            Fighter::attack(enemy);
    }
}

// Shoots from afar and keeps its distance.
class Archer : Fighter
{
    private int arrows = 40;

    Archer(int id, Team team, const Vec3 &in position)
    {
        super(id, team, position);
        health = maxHealth();
    }

    string name() const override { return "archer " + id; }
    float maxHealth() const override { return 70.0f; }
    float range() const override { return arrows > 0 ? 14.0f : 2.0f; }
    float power() const override { return arrows > 0 ? 11.0f : 4.0f; }
    float pause() const override { return 1.2f; }

    void attack(Fighter@ enemy) override
    {
        Fighter::attack(enemy);
        if (arrows > 0)
            arrows--;
    }

    void update(float dt) override
    {
        Fighter@ enemy = findEnemy();
        if (isAlive() && enemy !is null && arrows > 0 && position.distance(enemy.position) < 4.0f)
        {
            Vec3 away = position - enemy.position;
            position += away.normalized() * (speed() * dt);
            moved(id, position);
        }
        Fighter::update(dt);
    }
}

// Looks after its own.
class Healer : Fighter
{
    float given = 0.0f;

    Healer(int id, Team team, const Vec3 &in position)
    {
        super(id, team, position);
        health = maxHealth();
    }

    string name() const override { return "healer " + id; }
    float maxHealth() const override { return 80.0f; }
    float power() const override { return 3.0f; }

    void update(float dt) override
    {
        if (!isAlive())
            return;
        cooldown -= dt;
        int found = nearest(id, team, 10.0f);
        if (found < 0)
        {
            Fighter::update(0.0f);
            return;
        }
        Fighter@ friend = fighters[found];
        if (friend.health >= friend.maxHealth() * 0.9f)
        {
            Fighter::update(0.0f);
            return;
        }
        if (cooldown > 0.0f)
            return;
        cooldown = 0.5f;
        float before = friend.health;
        friend.heal(9.0f);
        given += friend.health - before;
    }
}
