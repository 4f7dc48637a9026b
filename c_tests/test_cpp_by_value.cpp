// Classes by value in native C++ functions: what the layer registers is enough to call them.

#include <angel.hpp>

#include "harness.h"

namespace {

// Knows its own address: C++ passes it by the address of a copy.
int alive = 0, broken = 0;
class Own {
    const Own *self_;

public:
    int value;
    Own() : self_(this), value(0) { alive++; }
    explicit Own(int v) : self_(this), value(v) { alive++; }
    Own(const Own &o) : self_(this), value(o.value) { alive++, broken += o.self_ != &o; }
    Own &operator=(const Own &o) {
        broken += self_ != this || o.self_ != &o;
        value = o.value;
        return *this;
    }
    ~Own() { alive--, broken += self_ != this; }
    bool is_whole() const { return self_ == this; }
};
struct Weight {
    double kilos;
    int count;
};

Own twice(Own o, int by) {
    broken += !o.is_whole();
    return Own(o.value * 2 + by);
}
Weight heavier(Weight w, float by) { return {w.kilos + static_cast<double>(by), w.count + 1}; }

} // namespace

int main() {
    harness_test = "classes by value";
    {
        angel::context context;
        context.value_type<Own>("Own").property("value", &Own::value);
        context.value_type<Weight>("Weight").property("count", &Weight::count).property("kilos", &Weight::kilos);
        CHECK_OK(as_register_function(context.raw(), "Own twice(Own, int)", AS_NATIVE(twice), &error));
        CHECK_OK(as_register_function(context.raw(), "Weight heavier(Weight, float)", AS_NATIVE(heavier), &error));
        CHECK_OK(as_context_seal(context.raw(), &error));
        as_unit *unit = harness_build(context.raw(),
                                      "int own() { Own o; o.value = 20; Own p = twice(o, 2); return p.value * 100 + twice(p, 0).value + o.value; }"
                                      "double weight() { Weight w; w.kilos = 1.5; w.count = 3; w = heavier(w, 0.25f); return w.kilos + w.count; }");
        as_vm *vm = harness_vm(context.raw(), unit);
        as_call *call = as_call_new(vm, as_unit_find_function(unit, "own"));
        CHECK(as_call_run(call) == AS_RUN_FINISHED);
        CHECK(as_call_get_int(call) == 4200 + 84 + 20);
        CHECK_OK(as_call_prepare(call, as_unit_find_function(unit, "weight"), &error));
        CHECK(as_call_run(call) == AS_RUN_FINISHED);
        CHECK(as_call_get_double(call) == 5.75);
        as_call_free(call);
        as_vm_free(vm);
        as_unit_release(unit);
    }
    CHECK(alive == 0);
    CHECK(broken == 0);
    return harness_result();
}
