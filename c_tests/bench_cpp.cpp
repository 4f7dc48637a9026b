/*
 * What calling a method of a host type costs: through functions written by hand for the C interface, and through the C++
 * layer.
 *
 *     bench_cpp [ROUNDS [LIMIT]]
 *
 * Prints nanoseconds of processor time for each call, the script's loop included; run it on a quiet machine. With a LIMIT it fails if a way of the layer takes more
 * than LIMIT times the time of the generic function written by hand.
 */

#include <angel.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace {

struct Vec3 {
    float x = 1, y = 2, z = 3;
    float dot(float a, float b) const { return x * a + y * b + z; }
};

void dot_generic(as_generic *call) {
    const Vec3 *self = AS_OBJECT(call, const Vec3);
    AS_RETURN(call, float, self->dot(AS_ARG(call, float, 0), AS_ARG(call, float, 1)));
}
/** Processor time, which other programs disturb less, in nanoseconds. */
double now() { return static_cast<double>(std::clock()) * (1e9 / CLOCKS_PER_SEC); }
float dot_native(const Vec3 *self, float a, float b) { return self->dot(a, b); }

} // namespace

int main(int argc, char **argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 5000000;
    const double limit = argc > 2 ? std::atof(argv[2]) : 0;
    struct way {
        const char *method, *text;
        double best;
    } ways[] = {{"byHand", "generic function written by hand", 1e9},
                {"native", "native function written by hand", 1e9},
                {"layer", "method(\"dot\", &Vec3::dot)", 1e9},
                {"fixed", "method<&Vec3::dot>(\"dot\")", 1e9},
                {"lambda", "method(\"dot\", lambda)", 1e9}};

    angel::context c;
    c.value_type<Vec3>("Vec3")
        .method("layer", &Vec3::dot)
        .method<&Vec3::dot>("fixed")
        .method("lambda", [](const Vec3 &v, float a, float b) { return v.dot(a, b); });
    as_register_method(c.raw(), "Vec3", "float byHand(float, float) const", AS_GENERIC(dot_generic), nullptr);
    as_register_method(c.raw(), "Vec3", "float native(float, float) const", AS_NATIVE(dot_native), nullptr);
    std::string script;
    for (const way &w : ways) {
        script += std::string("float ") + w.method + "(int n) { Vec3 v; float s = 0; for (int i = 0; i < n; i++) s += v." +
                  w.method + "(2, 3); return s; }\n";
    }
    angel::unit u = c.build("bench.as", script);
    angel::vm vm = c.vm();
    vm.link(u);
    float sum = 0;
    for (int repeat = 0; repeat < 9; repeat++) {
        for (way &w : ways) {
            auto f = u.function<float(int)>(w.method);
            const double start = now();
            sum += f(vm, rounds);
            w.best = std::min(w.best, (now() - start) / rounds);
        }
    }
    bool ok = sum > 0;
    for (const way &w : ways) {
        std::printf("%-34s %6.2f ns  %5.2f\n", w.text, w.best, w.best / ways[0].best);
        ok = ok && (limit <= 0 || w.best <= limit * ways[0].best);
    }

    /* And the other way: a script function called from C++. */
    auto same = c.build("same.as", "int same(int x) { return x; }");
    vm.link(same);
    auto f = same.function<int(int)>("same");
    as_call *call = as_call_new(vm.raw(), f.raw().raw());
    double by_hand = 1e9, layer = 1e9;
    int32_t check = 0;
    const int calls = rounds / 10 + 1;
    for (int repeat = 0; repeat < 9; repeat++) {
        const double start = now();
        for (int i = 0; i < calls; i++) {
            as_call_prepare(call, f.raw().raw(), nullptr);
            as_call_set_int(call, 0, i & 1);
            check += as_call_run(call) == AS_RUN_FINISHED ? as_call_get_int(call) : 0;
        }
        const double middle = now();
        for (int i = 0; i < calls; i++) {
            check -= f(vm, i & 1);
        }
        const double end = now();
        by_hand = std::min(by_hand, (middle - start) / calls);
        layer = std::min(layer, (end - middle) / calls);
    }
    as_call_free(call);
    std::printf("%-34s %6.2f ns  %5.2f\n", "script function by as_call", by_hand, 1.0);
    std::printf("%-34s %6.2f ns  %5.2f\n", "script function by the layer", layer, layer / by_hand);
    ok = ok && check == 0 && (limit <= 0 || layer <= limit * by_hand);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
