// Whole numbers of any size by operators: sums, products, long division, powers, roots, comparison and text.

class Big {
    private array<uint> digits; // base 10000, lowest first, without leading zeros
    private bool minus = false;
    Big() {
    }
    Big(int64 v) {
        minus = v < 0;
        uint64 u = minus ? uint64(-v) : uint64(v);
        while (u > 0) {
            digits.insertLast(uint(u % 10000));
            u /= 10000;
        }
    }
    Big(const string &in text) {
        int from = 0;
        minus = text.length() > 0 && text[0] == 45;
        if (minus)
            from = 1;
        for (int end = int(text.length()); end > from; end -= 4) {
            int start = end - 4 < from ? from : end - 4;
            uint used;
            digits.insertLast(uint(parseUInt(text.substr(uint(start), end - start), 10, used)));
            if (int(used) != end - start)
                throw("no number: " + text);
        }
        trim();
    }
    private void trim() {
        while (!digits.isEmpty() && digits[digits.length() - 1] == 0)
            digits.removeLast();
        if (digits.isEmpty())
            minus = false;
    }
    private int compareSize(const Big &in o) const {
        if (digits.length() != o.digits.length())
            return digits.length() < o.digits.length() ? -1 : 1;
        for (uint i = digits.length(); i-- > 0;)
            if (digits[i] != o.digits[i])
                return digits[i] < o.digits[i] ? -1 : 1;
        return 0;
    }
    int opCmp(const Big &in o) const {
        if (minus != o.minus)
            return minus ? -1 : 1;
        return minus ? -compareSize(o) : compareSize(o);
    }
    bool opEquals(const Big &in o) const {
        return opCmp(o) == 0;
    }
    Big opNeg() const {
        Big r = this;
        r.minus = !minus;
        r.trim();
        return r;
    }
    Big opAdd(const Big &in o) const {
        Big r;
        if (minus == o.minus) {
            uint carry = 0;
            for (uint i = 0; i < digits.length() || i < o.digits.length() || carry > 0; i++) {
                carry += (i < digits.length() ? digits[i] : 0) + (i < o.digits.length() ? o.digits[i] : 0);
                r.digits.insertLast(carry % 10000);
                carry /= 10000;
            }
            r.minus = minus;
            return r;
        }
        if (compareSize(o) < 0)
            return o + this;
        int borrow = 0;
        for (uint i = 0; i < digits.length(); i++) {
            int d = int(digits[i]) - borrow - (i < o.digits.length() ? int(o.digits[i]) : 0);
            borrow = d < 0 ? 1 : 0;
            r.digits.insertLast(uint(d + borrow * 10000));
        }
        r.minus = minus;
        r.trim();
        return r;
    }
    Big opSub(const Big &in o) const {
        return this + -o;
    }
    Big opMul(const Big &in o) const {
        Big r;
        r.digits.resize(digits.length() + o.digits.length());
        for (uint i = 0; i < digits.length(); i++) {
            uint carry = 0;
            for (uint k = 0; k < o.digits.length() || carry > 0; k++) {
                carry += r.digits[i + k] + digits[i] * (k < o.digits.length() ? o.digits[k] : 0);
                r.digits[i + k] = carry % 10000;
                carry /= 10000;
            }
        }
        r.minus = minus != o.minus;
        r.trim();
        return r;
    }
    Big divide(const Big &in o, Big &out rest) const {
        if (o.digits.isEmpty())
            throw("division by zero");
        Big q, left;
        q.digits.resize(digits.length());
        Big by = o;
        by.minus = false;
        for (uint i = digits.length(); i-- > 0;) {
            left.digits.insertAt(0, digits[i]);
            left.trim();
            uint low = 0, high = 9999;
            while (low < high) {
                uint middle = (low + high + 1) / 2;
                if (by * Big(middle) <= left)
                    low = middle;
                else
                    high = middle - 1;
            }
            q.digits[i] = low;
            left = left - by * Big(low);
        }
        q.minus = minus != o.minus;
        q.trim();
        left.minus = minus;
        left.trim();
        rest = left;
        return q;
    }
    Big opDiv(const Big &in o) const {
        Big rest;
        return divide(o, rest);
    }
    Big opMod(const Big &in o) const {
        Big rest;
        divide(o, rest);
        return rest;
    }
    Big &opAddAssign(const Big &in o) {
        this = this + o;
        return this;
    }
    Big &opMulAssign(const Big &in o) {
        this = this * o;
        return this;
    }
    Big opPow(int n) const {
        Big r(1), b = this;
        for (; n > 0; n /= 2) {
            if (n % 2 == 1)
                r *= b;
            b *= b;
        }
        return r;
    }
    string opImplConv() const {
        if (digits.isEmpty())
            return "0";
        string s = (minus ? "-" : "") + digits[digits.length() - 1];
        for (uint i = digits.length() - 1; i-- > 0;)
            s += formatUInt(digits[i], "0", 4);
        return s;
    }
}
Big factorial(int n) {
    Big r(1);
    for (int i = 2; i <= n; i++)
        r *= Big(i);
    return r;
}
Big fibonacci(int n) {
    Big a(0), b(1);
    while (n-- > 0) {
        Big c = a + b;
        a = b;
        b = c;
    }
    return a;
}
void main() {
    print(factorial(30)); // expect: 265252859812191058636308480000000
    print(fibonacci(150)); // expect: 9969216677189303386214405760200
    print(Big(2) ** 128); // expect: 340282366920938463463374607431768211456
    print(Big("-123456789012345678901234567890") + Big("123456789012345678901234567891")); // expect: 1
    print(Big("100000000000000000000") - Big(1)); // expect: 99999999999999999999
    assert(factorial(25) / factorial(24) == Big(25));
    assert((factorial(20) + Big(7)) % Big(11) == Big(7));
    Big a("987654321987654321987654321"), b("-123456789123456789");
    Big rest, q = a.divide(b, rest);
    assert(q * b + rest == a);
    assert(q < Big(0) && rest >= Big(0) && rest < -b);
    assert(Big("-7") / Big(2) == Big(-3) && Big("-7") % Big(2) == Big(-1));
    assert(Big("0000") == Big() && Big("-0") == Big(0) && string(Big(0)) == "0");
    array<Big> sorted = {Big(5), Big("-10000000000"), Big("99999999999"), Big(0)};
    sorted.sortAsc();
    string order;
    foreach (Big n : sorted)
        order += string(n) + " ";
    print(order); // expect: -10000000000 0 5 99999999999 
    string why;
    try {
        Big x = a / Big(0);
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "division by zero");
    try {
        Big x("12x4");
    } catch {
        why = getExceptionInfo();
    }
    assert(why == "no number: 12x4");
}
