// Accounts with transactions: what a transaction did is taken back when it is left by an exception, which destructors and
// handlers see in a known order; events are audited.

array<string> audit;
string report() {
    string s = join(audit, " ");
    audit.resize(0);
    return s;
}
class Account {
    private string owner_;
    private int64 balance_ = 0;
    int64 limit = 0;
    private bool frozen = false;
    Account(const string &in owner, int64 start) {
        owner_ = owner;
        balance_ = start;
    }
    string owner {
        get const {
            return owner_;
        }
    }
    int64 balance {
        get const {
            return balance_;
        }
        set {
            if (frozen)
                throw(owner_ + " is frozen");
            if (value < -limit)
                throw(owner_ + " lacks " + (-limit - value));
            balance_ = value;
        }
    }
    void restore(int64 to) {
        balance_ = to;
    }
    void freeze(bool on = true) {
        frozen = on;
    }
}
class Change {
    Account@ account;
    int64 before;
    Change() {
    }
    Change(Account@ a) {
        @account = a;
        before = a.balance;
    }
}
class Transaction {
    private array<Change> changes;
    private bool kept = false;
    private string name;
    Transaction(const string &in name) {
        this.name = name;
        audit.insertLast("<" + name);
    }
    ~Transaction() {
        if (!kept) {
            for (uint i = changes.length(); i-- > 0;)
                changes[i].account.restore(changes[i].before);
            audit.insertLast("undo:" + changes.length());
        }
        audit.insertLast(name + ">");
    }
    void move(Account@ from, Account@ to, int64 amount) {
        if (amount <= 0)
            throw("amount " + amount);
        changes.insertLast(Change(from));
        from.balance = from.balance - amount;
        changes.insertLast(Change(to));
        to.balance = to.balance + amount;
    }
    void keep() {
        kept = true;
    }
}
int64 total(const array<Account@> &in all) {
    int64 sum = 0;
    foreach (const Account@ a : all)
        sum += a.balance;
    return sum;
}
void pay(Account@ from, array<Account@>@ to, int64 each) {
    Transaction t("pay");
    foreach (Account@ a : to)
        t.move(from, a, each);
    t.keep();
}
bool tryPay(Account@ from, array<Account@>@ to, int64 each) {
    try {
        pay(from, to, each);
        return true;
    } catch {
        audit.insertLast("!" + getExceptionInfo());
    }
    return false;
}
void nested(Account@ a, Account@ b, bool fail) {
    Transaction outer("outer");
    outer.move(a, b, 10);
    try {
        Transaction inner("inner");
        inner.move(b, a, 5);
        if (fail)
            throw("inner failed");
        inner.keep();
    } catch {
        audit.insertLast("caught");
    }
    outer.keep();
}
void main() {
    Account@ a = Account("ann", 100), b = Account("bob", 50), c = Account("cid", 0);
    array<Account@> all = {a, b, c};
    array<Account@> others = {b, c};
    assert(tryPay(a, others, 30));
    print(report()); // expect: <pay pay>
    assert(a.balance == 40 && b.balance == 80 && c.balance == 30);
    assert(!tryPay(a, others, 25));
    print(report()); // expect: <pay undo:3 pay> !ann lacks 10
    assert(a.balance == 40 && b.balance == 80 && c.balance == 30);
    a.limit = 10;
    assert(tryPay(a, others, 25) && a.balance == -10);
    print(report()); // expect: <pay pay>
    c.freeze();
    assert(!tryPay(b, {a, c}, 1));
    print(report()); // expect: <pay undo:4 pay> !cid is frozen
    c.freeze(false);
    assert(a.balance == -10 && b.balance == 105 && c.balance == 55);
    assert(!tryPay(b, {a}, 0));
    print(report()); // expect: <pay undo:0 pay> !amount 0
    nested(b, c, true);
    print(report()); // expect: <outer <inner undo:2 inner> caught outer>
    assert(b.balance == 95 && c.balance == 65);
    nested(b, c, false);
    print(report()); // expect: <outer <inner inner> outer>
    assert(b.balance == 90 && c.balance == 70 && a.balance == -10);
    assert(total(all) == 150);
    assert(!tryPay(null, all, 1));
    print(report()); // expect: <pay undo:0 pay> !Null pointer access
}
