class Inventory {
    array<Item@> items;
    void add(Item@ item, int count = 1) {
        for (int i = 0; i < count; i++ {
            items.insertLast(item);
        }
    }
    Item@ find(const string &in name) const {
        foreach (Item@ item : items) {
            if (item.name == name) return item;
        }
        return null;
    }
}
class Item { string name; }
void main() {}
