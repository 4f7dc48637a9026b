/* Part of angel.hpp: debuggers. */

#ifndef ANGEL_DEBUG_HPP
#define ANGEL_DEBUG_HPP

#include "running.hpp"

namespace angel {
inline namespace ANGEL_MODE {

/** Stops scripts of a VM and looks into them; see `as_debugger`. One owner. While there is none, it costs nothing. */
class debugger {
    detail::owned<as_debugger, as_debugger_free> raw_;

public:
    explicit debugger(as_debugger *owned = nullptr) noexcept : raw_(owned) {}
    /** Attaches one to a VM; one that the VM has loses its place. */
    static debugger attach(vm_ref vm) noexcept { return debugger(as_debugger_new(vm.raw())); }
    as_debugger *raw() const noexcept { return raw_.get(); }

    /**
     * Has `as_resume f(as_debugger *, const as_stop &)` called where a script stops, in the thread that runs it; see
     * `as_stop_fn`. It is kept by the debugger. What it throws becomes an exception of the script.
     */
    template <class F> outcome<void> on_stop(F f) {
        static_assert(std::is_convertible_v<std::invoke_result_t<F &, as_debugger *, const as_stop &>, uint32_t>,
                      "it takes the debugger and the stop, and tells how to go on");
        using kept = detail::callback<F>;
        return detail::check(as_debugger_set_callback(
            raw(),
            [](as_debugger *self, const as_stop *stop, void *data) noexcept -> uint32_t {
                uint32_t how = AS_RESUME_CONTINUE;
                detail::protect([&] { how = static_cast<uint32_t>(static_cast<kept *>(data)->function(self, *stop)); },
                                [&](const char *text) { as_vm_raise(stop->vm, text); });
                return how;
            },
            new kept{std::move(f)}, kept::free));
    }
    /** Asks for a stop at the next statement. Any thread. */
    void pause() const noexcept { as_debugger_suspend(raw()); }
    /** At which exceptions to stop; at none at first. */
    outcome<void> stop_at(as_exception_stop which) {
        return detail::check(as_debugger_set_exceptions(raw(), static_cast<uint32_t>(which)));
    }

    /** Stops at a line of a source; the number of the breakpoint. */
    outcome<uint32_t> add_breakpoint(const std::string &file, uint32_t line) {
        uint32_t id = 0;
        as_error *what = nullptr;
        const as_status status = as_debugger_add_breakpoint(raw(), file.c_str(), line, &id, &what);
        return number(status, what, id);
    }
    /** Stops where a function begins; the number of the breakpoint. */
    outcome<uint32_t> add_breakpoint(const std::string &function) {
        uint32_t id = 0;
        as_error *what = nullptr;
        const as_status status = as_debugger_add_function_breakpoint(raw(), function.c_str(), &id, &what);
        return number(status, what, id);
    }
    outcome<void> remove_breakpoint(uint32_t id) { return detail::check(as_debugger_remove_breakpoint(raw(), id)); }
    outcome<void> enable_breakpoint(uint32_t id, bool enabled = true) {
        return detail::check(as_debugger_set_breakpoint_enabled(raw(), id, enabled));
    }
    /** All breakpoints. Their places live until they are asked for again. */
    std::vector<as_breakpoint> breakpoints() {
        std::vector<as_breakpoint> all(as_debugger_breakpoint_count(raw()));
        for (size_t i = 0; i < all.size(); i++) {
            all[i].size = sizeof(as_breakpoint);
            if (as_debugger_breakpoint_at(raw(), i, &all[i]) != AS_OK) {
                all.resize(i);
            }
        }
        return all;
    }

    /** The value that a path means in function `level` of the stack, while a script runs: `target.items[i].name`. */
    outcome<as_variable> find(const std::string &path, size_t level = 0) {
        as_variable found = {};
        found.size = sizeof found;
        as_error *what = nullptr;
        const as_status status = as_debugger_find_value(raw(), level, path.c_str(), &found, &what);
        if (status != AS_OK) {
            return detail::fail<as_variable>(error::take(status, what));
        }
        return found;
    }
    /** The same as text for people; `depth`: how many levels of members are shown. */
    outcome<std::string> text(const std::string &path, size_t level = 0, uint32_t depth = 1) {
        as_str found = {};
        as_error *what = nullptr;
        const as_status status = as_debugger_find_text(raw(), level, path.c_str(), depth, &found, &what);
        if (status != AS_OK) {
            return detail::fail<std::string>(error::take(status, what));
        }
        return std::string(view(found));
    }
    /** Where and why the script is stopped, with the line of the source. */
    std::string stop_text() {
        as_str found = {};
        return as_debugger_get_stop_text(raw(), &found) == AS_OK ? std::string(view(found)) : std::string();
    }
    /** What a line of text asked for; see `as_debugger_run_command`. */
    struct answer {
        std::string text; /**< Any number of whole lines. */
        uint32_t resume;  /**< What on_stop's function is to answer, or `AS_COMMAND_STAY`. */
    };
    outcome<answer> command(const std::string &line) {
        as_str said = {};
        answer made{{}, 0};
        as_error *what = nullptr;
        const as_status status = as_debugger_run_command(raw(), line.c_str(), &said, &made.resume, &what);
        if (status != AS_OK) {
            return detail::fail<answer>(error::take(status, what));
        }
        made.text = view(said);
        return made;
    }

private:
    static outcome<uint32_t> number(as_status status, as_error *what, uint32_t id) {
        if (status != AS_OK) {
            return detail::fail<uint32_t>(error::take(status, what));
        }
        return id;
    }
};

} // namespace ANGEL_MODE
} // namespace angel

#endif
