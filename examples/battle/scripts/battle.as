// Sets up the field, steps it, and keeps the score.

array<Fighter@> fighters;
array<Listener@> listeners;
Chronicle@ chronicle;

// Counts what happens and remembers the best fighter.
class Chronicle : Listener
{
    int hits = 0;
    int deaths = 0;
    double damage = 0.0;
    const Fighter@ best;

    void onHit(const Fighter@ target, const Fighter@ source, float amount)
    {
        hits++;
        damage += amount;
    }

    void onDeath(const Fighter@ victim, const Fighter@ killer)
    {
        deaths++;
        if (best is null || killer.kills > best.kills)
            @best = killer;
    }
}

// Tells the host of the first few deaths, as a game would show them.
class Herald : Listener
{
    private int left;

    Herald(int left) { this.left = left; }

    void onHit(const Fighter@ target, const Fighter@ source, float amount) {}

    void onDeath(const Fighter@ victim, const Fighter@ killer)
    {
        if (left <= 0)
            return;
        left--;
        announce(killer.name() + " strikes down " + victim.name());
    }
}

Fighter@ recruit(int id, Team team, const Vec3 &in position)
{
    switch (id % 8)
    {
    case 0:
    case 1:
        return Berserker(id, team, position);
    case 2:
    case 3:
    case 4:
        return Archer(id, team, position);
    case 5:
        return Healer(id, team, position);
    }
    return Fighter(id, team, position);
}

// Called by the host once: two armies in ranks that face each other.
void setup(int count, int heralded)
{
    @chronicle = Chronicle();
    listeners.insertLast(chronicle);
    listeners.insertLast(Herald(heralded));
    const int ranks = 20;
    for (int id = 0; id < count; id++)
    {
        Team team = id < count / 2 ? RED : BLUE;
        int place = id % (count / 2);
        float side = team == RED ? -1.0f : 1.0f;
        Vec3 position(side * (10.0f + 1.5f * (place % ranks)), 1.5f * (place / ranks) + random(-0.4f, 0.4f), 0.0f);
        Fighter@ fighter = recruit(id, team, position);
        fighters.insertLast(fighter);
        joined(id, team, position);
    }
}

// Called by the host for every frame. Gives the number of fighters that are still alive.
int frame(float dt)
{
    int alive = 0;
    for (uint i = 0; i < fighters.length(); i++)
    {
        Fighter@ fighter = fighters[i];
        fighter.update(dt);
        if (fighter.isAlive())
            alive++;
    }
    return alive;
}

int survivors(Team team)
{
    int count = 0;
    for (uint i = 0; i < fighters.length(); i++)
    {
        if (fighters[i].team == team && fighters[i].isAlive())
            count++;
    }
    return count;
}

// A number that differs when anything differs.
uint64 checksum()
{
    uint64 sum = 14695981039346656037;
    for (uint i = 0; i < fighters.length(); i++)
    {
        const Fighter@ f = fighters[i];
        sum = (sum ^ uint64(int64(f.position.x * 1000.0f))) * 1099511628211;
        sum = (sum ^ uint64(int64(f.position.y * 1000.0f))) * 1099511628211;
        sum = (sum ^ uint64(int64(f.health * 1000.0f))) * 1099511628211;
    }
    return sum;
}

string report()
{
    double healed = 0.0;
    for (uint i = 0; i < fighters.length(); i++)
    {
        Healer@ healer = cast<Healer>(fighters[i]);
        if (healer !is null)
            healed += healer.given;
    }
    string text = "red " + survivors(RED) + ", blue " + survivors(BLUE) + " left; ";
    text += chronicle.hits + " hits, " + int(chronicle.damage) + " damage, " + int(healed) + " healed";
    if (chronicle.best !is null)
        text += "; best: " + chronicle.best.name() + " with " + chronicle.best.kills;
    return text;
}

// The fighter with this number, for the host to look at.
Fighter@ find(int id)
{
    return fighters[id];
}
