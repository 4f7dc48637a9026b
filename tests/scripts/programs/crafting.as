// Making things out of things: recipes with several ways, the cheapest by search with what is known kept, what is missing, orders
// carried out step by step, and recipes that need themselves.
class Stack {
    string item;
    int count = 0;
    Stack() {
    }
    Stack(const string &in item, int count) {
        this.item = item;
        this.count = count;
    }
}
class Recipe {
    string result;
    int yields = 1;
    array<Stack> needs;
    int work = 0;
    Recipe(const string &in result, int yields, int work) {
        this.result = result;
        this.yields = yields;
        this.work = work;
    }
    Recipe@ from(const string &in item, int count = 1) {
        needs.insertLast(Stack(item, count));
        return this;
    }
}
class Chest {
    private dictionary counts;
    int opIndex(const string &in item) const {
        int n = 0;
        counts.get(item, n);
        return n;
    }
    Chest &opShlAssign(const Stack &in s) {
        counts[s.item] = this[s.item] + s.count;
        return this;
    }
    bool take(const string &in item, int n) {
        if (this[item] < n)
            return false;
        counts[item] = this[item] - n;
        return true;
    }
    string show() const {
        array<string> keys = counts.getKeys();
        keys.sortAsc();
        string all;
        foreach (string k : keys)
            if (this[k] != 0)
                all += k + this[k] + " ";
        return all;
    }
}
class Book {
    private array<Recipe@> recipes;
    private dictionary prices, known, busy;
    int asked = 0;
    Recipe@ add(const string &in result, int yields = 1, int work = 1) {
        Recipe@ r = Recipe(result, yields, work);
        recipes.insertLast(r);
        known.deleteAll();
        return r;
    }
    void price(const string &in item, double p) {
        prices[item] = p;
        known.deleteAll();
    }
    // What one costs at least, or a huge number.
    double cost(const string &in item) {
        if (known.exists(item))
            return double(known[item]);
        if (busy.exists(item))
            return 1e18;
        asked++;
        double best = prices.exists(item) ? double(prices[item]) : 1e18;
        busy[item] = true;
        foreach (Recipe@ r : recipes) {
            if (r.result != item)
                continue;
            double sum = r.work;
            foreach (Stack s : r.needs)
                sum += cost(s.item) * s.count;
            if (sum / r.yields < best)
                best = sum / r.yields;
        }
        busy.delete(item);
        if (busy.isEmpty() || best < 1e18)
            known[item] = best;
        return best;
    }
    // Makes so many of an item out of what is in the chest; gives the work, and what is missing.
    int make(Chest@ chest, const string &in item, int count, Chest@ missing, int depth = 0) {
        if (depth > 20)
            throw(item + " needs itself");
        int work = 0;
        while (!chest.take(item, count)) {
            Recipe@ best;
            foreach (Recipe@ r : recipes)
                if (r.result == item && (best is null || value(r) < value(best)))
                    @best = r;
            if (best is null) {
                missing <<= Stack(item, count - chest[item]);
                chest.take(item, chest[item]);
                return work;
            }
            foreach (Stack s : best.needs)
                work += make(chest, s.item, s.count, missing, depth + 1);
            work += best.work;
            chest <<= Stack(item, best.yields);
        }
        return work;
    }
    private double value(Recipe@ r) {
        double sum = r.work;
        foreach (Stack s : r.needs)
            sum += cost(s.item) * s.count;
        return sum / r.yields;
    }
}
void main() {
    Book book;
    book.price("log", 4);
    book.price("ore", 10);
    book.price("coal", 3);
    book.add("plank", 4).from("log");
    book.add("stick", 4).from("plank", 2);
    book.add("charcoal", 1, 2).from("log");
    book.add("iron", 1, 5).from("ore").from("coal");
    book.add("iron", 1, 5).from("ore").from("charcoal");
    book.add("pick", 1, 3).from("iron", 3).from("stick", 2);
    assert(closeTo(book.cost("plank"), 1.25) && closeTo(book.cost("stick"), 0.875));
    assert(book.cost("iron") == 18 && closeTo(book.cost("pick"), 58.75));
    int asked = book.asked;
    book.cost("pick");
    assert(book.asked == asked);
    book.price("coal", 50);
    assert(book.cost("iron") == 21 && book.asked > asked);
    Chest chest, missing;
    chest <<= Stack("log", 6);
    chest <<= Stack("ore", 2);
    int work = book.make(chest, "pick", 1, missing);
    print(work + " " + chest.show() + "/ " + missing.show()); // expect: 26 log2 plank2 stick2 / ore1 
    assert(book.cost("gold") == 1e18);
    book.add("egg").from("hen");
    book.add("hen").from("egg");
    assert(book.cost("egg") == 1e18);
    book.price("hen", 8);
    assert(book.cost("egg") == 9 && book.cost("hen") == 8);
    string why;
    try {
        book.make(Chest(), "egg", 1, missing);
    } catch {
        why = getExceptionInfo();
    }
    print(why); // expect: hen needs itself
}
