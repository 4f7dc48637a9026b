/* Part of angel.hpp: limits of VMs, imports, saved programs, schedulers of coroutines, profilers, callbacks before lines. */

#ifndef ANGEL_RUNNING_HPP
#define ANGEL_RUNNING_HPP

#include "script.hpp"

#include <chrono>

namespace angel {
inline namespace ANGEL_MODE {

namespace detail {

/** A C++ function that the library keeps as user data; `free` ends it. */
template <class F> struct callback {
    F function;
    static void free(void *data) noexcept { delete static_cast<callback *>(data); }
};

/** Calls what the host has given. Nothing may be thrown through the library: the function given here is told instead. */
template <class F, class Failed> void protect(F &&f, Failed &&failed) noexcept {
#if ANGEL_EXCEPTIONS
    try {
        f();
    } catch (const std::exception &e) {
        failed(e.what());
    } catch (...) {
        failed("a C++ exception");
    }
#else
    (void)failed;
    f();
#endif
}

} // namespace detail

// ---- limits ----

/** Limits the time until which scripts of a VM may run, counted from now; zero for no limit. Calls are suspended then. */
inline outcome<void> limit_time(vm_ref vm, std::chrono::nanoseconds time) {
    if (time.count() < 0) {
        return detail::fail<void>(error::make(AS_ERROR_INVALID_ARGUMENT, "the time is negative"));
    }
    return detail::check(as_vm_set_time_limit(vm.raw(), static_cast<uint64_t>(time.count())));
}
/** Limits the memory of objects and strings of scripts; 0 for no limit. What would exceed it raises an exception. */
inline outcome<void> limit_memory(vm_ref vm, size_t bytes) { return detail::check(as_vm_set_memory_limit(vm.raw(), bytes)); }
/** The memory that objects and strings of scripts take at the moment, in bytes. */
inline size_t memory_used(vm_ref vm) noexcept { return as_vm_get_memory_used(vm.raw()); }
/** Limits how deep calls of scripts may nest; 0 for as deep as the stack allows. Deeper ones raise an exception. */
inline outcome<void> limit_depth(vm_ref vm, uint32_t frames) { return detail::check(as_vm_set_max_depth(vm.raw(), frames)); }
/** What is left of the fuel given by vm::set_fuel; `UINT64_MAX` if there is no limit. */
inline uint64_t fuel_left(vm_ref vm) noexcept { return as_vm_get_fuel(vm.raw()); }

/**
 * Has `f(vm_ref)` called before each statement of the scripts of a VM, in the thread that runs them; see `as_line_fn`. It is
 * kept until another takes its place, or the VM ends. What it throws becomes an exception of the script.
 */
template <class F> outcome<void> on_line(vm_ref vm, F f) {
    using kept = detail::callback<F>;
    return detail::check(as_vm_set_line_callback(
        vm.raw(),
        [](as_vm *raw, void *data) noexcept {
            const vm_ref running(raw);
            detail::protect([&] { static_cast<kept *>(data)->function(running); },
                            [&](const char *text) { as_vm_raise(raw, text); });
        },
        new kept{std::move(f)}, kept::free));
}
/** Ends the callback before lines. */
inline outcome<void> off_line(vm_ref vm) { return detail::check(as_vm_set_line_callback(vm.raw(), nullptr, nullptr, nullptr)); }

// ---- imports ----

/** A function that a unit imports. The texts live as long as the unit. */
struct import {
    std::string_view name;        /**< Its name. */
    std::string_view declaration; /**< As `int f(const string &in)`. */
    std::string_view source;      /**< What stands behind `from`. */
};

/** The imports of a unit, by their numbers. */
inline std::vector<import> imports(const unit &u) {
    std::vector<import> all;
    for (size_t i = 0; i < as_unit_import_count(u.raw()); i++) {
        all.push_back({view(as_unit_import_name(u.raw(), i)), view(as_unit_import_declaration(u.raw(), i)),
                       view(as_unit_import_source(u.raw(), i))});
    }
    return all;
}
/** Binds import number `index` of a unit, in this VM, to a function of the same signature. */
inline outcome<void> bind_import(vm_ref vm, const unit &u, size_t index, function f) {
    as_error *what = nullptr;
    const as_status status = as_vm_bind_import(vm.raw(), u.raw(), index, f.raw(), &what);
    return detail::check(status, what);
}
/** Takes the binding away: calling the import raises an exception, as at first. */
inline outcome<void> unbind_import(vm_ref vm, const unit &u, size_t index) {
    as_error *what = nullptr;
    const as_status status = as_vm_unbind_import(vm.raw(), u.raw(), index, &what);
    return detail::check(status, what);
}
/** Whether import number `index` is bound in this VM. */
inline bool is_import_bound(vm_ref vm, const unit &u, size_t index) noexcept {
    return as_vm_is_import_bound(vm.raw(), u.raw(), index);
}
/** Binds the imports of a unit to the functions of another that have their names and signatures. `source`: only imports from
 * there; NULL for all. If some have none the error's details name them, and the others are bound. */
inline outcome<void> bind_imports(vm_ref vm, const unit &u, const unit &from, const char *source = nullptr) {
    as_error *what = nullptr;
    const as_status status = as_vm_bind_imports(vm.raw(), u.raw(), source, from.raw(), &what);
    return detail::check(status, what);
}

// ---- saved programs ----

/** The program of a built unit as bytes; see docs/units.md. `flags`: 0 or `AS_SAVE_STRIP`. */
inline outcome<std::string> save(const unit &u, uint32_t flags = 0) {
    std::string data;
    as_error *what = nullptr;
    const as_status status = as_unit_save(
        u.raw(), flags,
        [](void *to, const void *bytes, size_t size) noexcept {
            static_cast<std::string *>(to)->append(static_cast<const char *>(bytes), size);
            return true;
        },
        &data, &what);
    if (status != AS_OK) {
        return detail::fail<std::string>(error::take(status, what));
    }
    return data;
}
/** Gives a new unit the program of saved data, in place of sources and of building it. Only data from who is trusted. */
inline outcome<void> load(unit &u, std::string_view data) {
    as_error *what = nullptr;
    const as_status status = as_unit_load(u.raw(), data.data(), data.size(), &what);
    return detail::check(status, what);
}
/** Checks the code of all functions of a loaded unit at once. */
inline outcome<void> load_code(const unit &u) {
    as_error *what = nullptr;
    const as_status status = as_unit_load_code(u.raw(), &what);
    return detail::check(status, what);
}

// ---- coroutines ----

/** Runs the coroutines of a VM in turn; see `as_scheduler`. One owner; must be gone before its VM. A VM has one at most. */
class scheduler {
    detail::owned<as_scheduler, as_scheduler_free> raw_;

public:
    explicit scheduler(as_scheduler *owned = nullptr) noexcept : raw_(owned) {}
    /** Fails if the VM has a scheduler. */
    static outcome<scheduler> make(vm_ref vm) {
        as_scheduler *made = as_scheduler_new(vm.raw());
        if (made == nullptr) {
            return detail::fail<scheduler>(error::make(AS_ERROR_INVALID_ARGUMENT, "there is no VM, or it has a scheduler"));
        }
        return scheduler(made);
    }
    as_scheduler *raw() const noexcept { return raw_.get(); }

    /** Adds a coroutine that begins with `f`, and gives its call, prepared: set its arguments (`as_call_set_…`) before the
     * next round. The call is borrowed until it has ended, and is not to be run or freed. */
    outcome<as_call *> add(function f) {
        as_error *what = nullptr;
        as_call *made = as_scheduler_add(raw(), f.raw(), &what);
        if (made == nullptr) {
            return detail::fail<as_call *>(error::take(as_error_status(what), what));
        }
        return made;
    }
    /** One round; how many coroutines there are afterwards. */
    size_t run() noexcept { return as_scheduler_run(raw()); }
    /** How many coroutines there are. */
    size_t count() const noexcept { return as_scheduler_count(raw()); }
    /** Aborts all. */
    outcome<void> abort() { return detail::check(as_scheduler_abort(raw())); }
    /** Puts the coroutine of a call to sleep. */
    outcome<void> suspend(const as_call *call, std::chrono::milliseconds time) {
        if (time.count() < 0) {
            return detail::fail<void>(error::make(AS_ERROR_INVALID_ARGUMENT, "the time is negative"));
        }
        return detail::check(as_scheduler_suspend(raw(), call, static_cast<uint64_t>(time.count())));
    }
    /** Sets the clock of sleeping coroutines: `uint64_t f() noexcept`, in milliseconds. It is kept by the scheduler. */
    template <class F> outcome<void> set_clock(F f) {
        static_assert(std::is_nothrow_invocable_r_v<uint64_t, F &>, "the clock gives milliseconds, and is noexcept");
        using kept = detail::callback<F>;
        return detail::check(as_scheduler_set_clock(
            raw(), [](void *data) noexcept -> uint64_t { return static_cast<kept *>(data)->function(); },
            new kept{std::move(f)}, kept::free));
    }
    /** Has `f(as_call *, as_run) noexcept` told of each coroutine that ends; see `as_coroutine_end_fn`. It is kept. */
    template <class F> outcome<void> on_end(F f) {
        static_assert(std::is_nothrow_invocable_v<F &, as_call *, as_run>, "it takes the call and how it ended, and is noexcept");
        using kept = detail::callback<F>;
        return detail::check(as_scheduler_set_callback(
            raw(),
            [](as_scheduler *, as_call *call, as_run how, void *data) noexcept { static_cast<kept *>(data)->function(call, how); },
            new kept{std::move(f)}, kept::free));
    }
};

// ---- profilers ----

/** Finds where scripts of a VM spend their time; see `as_profiler`. One owner; it looks as long as it lives. */
class profiler {
    detail::owned<as_profiler, as_profiler_free> raw_;

public:
    explicit profiler(as_profiler *owned = nullptr) noexcept : raw_(owned) {}
    /** Looks at the stack once in an interval; 0 for a millisecond. */
    static profiler sampling(vm_ref vm, std::chrono::nanoseconds interval = std::chrono::nanoseconds(0)) noexcept {
        return profiler(as_profiler_new_sampling(vm.raw(), interval.count() < 0 ? 0 : static_cast<uint64_t>(interval.count())));
    }
    /** Counts each statement and call; scripts are several times slower meanwhile. */
    static profiler counting(vm_ref vm) noexcept { return profiler(as_profiler_new_counting(vm.raw())); }
    as_profiler *raw() const noexcept { return raw_.get(); }

    /** Forgets what was counted. */
    outcome<void> reset() { return detail::check(as_profiler_reset(raw())); }
    /** What is known by now: functions, each followed by its lines. The functions are borrowed from their units. */
    std::vector<as_profile_entry> entries() {
        std::vector<as_profile_entry> all(as_profiler_entry_count(raw()));
        for (size_t i = 0; i < all.size(); i++) {
            all[i].size = sizeof(as_profile_entry);
            if (as_profiler_entry_at(raw(), i, &all[i]) != AS_OK) {
                all.resize(i);
            }
        }
        return all;
    }
    /** The samples as folded stacks, for tools that draw flame graphs. */
    std::string folded() { return std::string(view(as_profiler_folded(raw()))); }
};

} // namespace ANGEL_MODE
} // namespace angel

#endif
