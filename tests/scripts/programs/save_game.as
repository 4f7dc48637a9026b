// A world is written as lines and read back: classes by name from a table of factories, references by number – also around
// circles –, versions of what is read, and errors with their line.
funcdef Entity@ Make();
abstract class Entity {
    int id = 0;
    string type() const {
        return "Entity";
    }
    void store(Store@ s) {
    }
}
class Store {
    private dictionary fields;
    private array<string> order;
    private World@ world;
    bool reading;
    Store(World@ w, bool reading) {
        @world = w;
        this.reading = reading;
    }
    void put(const string &in name, const string &in value) {
        fields[name] = value;
        order.insertLast(name);
    }
    private string take(const string &in name, const string &in otherwise) const {
        string v;
        return fields.get(name, v) ? v : otherwise;
    }
    int number(const string &in name, int value, int otherwise = 0) {
        if (reading)
            return int(parseInt(take(name, "" + otherwise)));
        put(name, "" + value);
        return value;
    }
    string text(const string &in name, const string &in value) {
        if (reading)
            return take(name, "");
        put(name, value);
        return value;
    }
    Entity@ link(const string &in name, Entity@ value) {
        if (reading)
            return world.find(int(parseInt(take(name, "0"))));
        put(name, "" + (value is null ? 0 : value.id));
        return value;
    }
    string show() const {
        string all;
        foreach (string name : order)
            all += " " + name + "=" + string(fields[name]);
        return all;
    }
}
class Room : Entity {
    string title;
    Room@ north;
    int light = 0;
    string type() const override {
        return "Room";
    }
    void store(Store@ s) override {
        title = s.text("title", title);
        @north = cast<Room>(s.link("north", north));
        light = s.number("light", light, 50);
    }
}
class Actor : Entity {
    string name;
    Room@ place;
    Actor@ friend;
    int health = 0;
    string type() const override {
        return "Actor";
    }
    void store(Store@ s) override {
        name = s.text("name", name);
        @place = cast<Room>(s.link("place", place));
        @friend = cast<Actor>(s.link("friend", friend));
        health = s.number("health", health);
    }
}
class Hero : Actor {
    int score = 0;
    string type() const override {
        return "Hero";
    }
    void store(Store@ s) override {
        Actor::store(s);
        score = s.number("score", score);
    }
}
class World {
    array<Entity@> things;
    private dictionary makers;
    World() {
        known("Room", function() { return Room(); });
        known("Actor", function() { return Actor(); });
        known("Hero", function() { return Hero(); });
    }
    private void known(const string &in type, Make@ make) {
        @makers[type] = make;
    }
    Entity@ add(Entity@ t) {
        things.insertLast(t);
        t.id = int(things.length());
        return t;
    }
    Entity@ find(int id) const {
        if (id == 0)
            return null;
        if (id < 0 || id > int(things.length()))
            throw("no thing " + id);
        return things[id - 1];
    }
    string save() {
        string all = "version 2\n";
        foreach (Entity@ t : things) {
            Store s(this, false);
            t.store(s);
            all += t.type() + s.show() + "\n";
        }
        return all;
    }
    void load(const string &in text) {
        things.resize(0);
        array<Store@> stores;
        foreach (string line, uint n : text.split("\n")) {
            if (line.isEmpty())
                continue;
            array<string>@ words = line.split(" ");
            if (n == 0) {
                if (words[0] != "version" || parseInt(words[1]) > 2)
                    throw("line 1: no world");
                continue;
            }
            Make@ make;
            if (!makers.get(words[0], @make))
                throw("line " + (n + 1) + ": no type " + words[0]);
            add(make());
            Store s(this, true);
            for (uint i = 1; i < words.length(); i++) {
                int at = words[i].findFirst("=");
                if (at < 0)
                    throw("line " + (n + 1) + ": " + words[i]);
                s.put(words[i].substr(0, at), words[i].substr(at + 1));
            }
            stores.insertLast(s);
        }
        for (uint i = 0; i < stores.length(); i++)
            things[i].store(stores[i]);
    }
}
string load(const string &in text) {
    World w;
    try {
        w.load(text);
        return "" + w.things.length();
    } catch {
        return getExceptionInfo();
    }
}
void main() {
    World w;
    Room@ hall = cast<Room>(w.add(Room())), tower = cast<Room>(w.add(Room()));
    Hero@ hero = cast<Hero>(w.add(Hero()));
    Actor@ cat = cast<Actor>(w.add(Actor()));
    hall.title = "hall";
    tower.title = "tower";
    hall.light = 7;
    @hall.north = tower;
    @tower.north = hall;
    hero.name = "ada";
    cat.name = "tom";
    @hero.place = tower;
    @cat.place = hall;
    @hero.friend = cat;
    @cat.friend = hero;
    hero.score = 99;
    hero.health = -3;
    string text = w.save();
    print(text.split("\n")[3]); // expect: Hero name=ada place=2 friend=4 health=-3 score=99
    World other;
    other.load(text);
    assert(other.save() == text);
    Hero@ h = cast<Hero>(other.find(3));
    assert(h !is hero && h.friend.friend is h && h.place.north.north is h.place && h.place.title == "tower" && h.score == 99);
    World old;
    old.load("version 1\nRoom title=attic");
    Room@ attic = cast<Room>(old.find(1));
    assert(attic.light == 50 && attic.north is null && attic.title == "attic");
    print(load("version 3")); // expect: line 1: no world
    print(load("version 1\nTree x=1")); // expect: line 2: no type Tree
    print(load("version 1\nRoom x")); // expect: line 2: x
    print(load("version 1\n\nRoom north=9")); // expect: no thing 9
    print(load("version 1\n\nRoom north=1")); // expect: 1
}
