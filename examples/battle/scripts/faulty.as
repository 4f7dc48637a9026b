// Compiles, but fails when it runs: the example shows the exception and where it came from.

Fighter@ champion;

float reach(const Fighter@ fighter)
{
    return fighter.range() + 1.0f;
}

void parade()
{
    announce("the champion reaches " + reach(champion));
}
