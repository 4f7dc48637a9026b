class Player {
    int health;
    void damage(int amount) { helth -= amount; notify(); Notify("x"); }
    void notify(string what) {}
    int get_power() const property { return health * 2; }
    void check() const { if (power > 10) powr = 1; }
}
void main() { damage(1); health = 2; Player::damage(3); this.health = 1; super.f(); }
