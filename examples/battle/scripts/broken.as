// Does not compile, on purpose: the example shows what the host is told.

void march(Fighter@ fighter, float distance)
{
    fighter.positon += Vec3(distance, 0.0f, 0.0f);
    int order = fighter.name();
    retreat(fighter);
}
