/* Part of angel.hpp: handles that give themselves back, and borrowed views. */

#ifndef ANGEL_HANDLES_HPP
#define ANGEL_HANDLES_HPP

#include "error.hpp"

#include <memory>

namespace angel {
inline namespace ANGEL_MODE {

/** A type; borrowed, see `as_type`. Empty if made of NULL. Its members are the functions `as_type_…` of these names. */
class type {
    const as_type *raw_;

public:
    type(const as_type *raw = nullptr) noexcept : raw_(raw) {}
    const as_type *raw() const noexcept { return raw_; }
    explicit operator bool() const noexcept { return raw_ != nullptr; }
    friend bool operator==(type a, type b) noexcept { return a.raw_ == b.raw_; }
    friend bool operator!=(type a, type b) noexcept { return a.raw_ != b.raw_; }

    std::string_view name() const noexcept { return view(as_type_name(raw_)); }
    as_type_kind kind() const noexcept { return as_type_get_kind(raw_); }
    size_t size() const noexcept { return as_type_size(raw_); }
    type base() const noexcept { return as_type_base(raw_); }
    bool is_a(type other) const noexcept { return as_type_is_a(raw_, other.raw_); }
    bool is_managed() const noexcept { return as_type_is_managed(raw_); }
    size_t property_count() const noexcept { return as_type_property_count(raw_); }
    std::string_view property_name(size_t index) const noexcept { return view(as_type_property_name(raw_, index)); }
    as_type_use property_type(size_t index) const noexcept { return as_type_property_type(raw_, index); }
};

/** A function of a script or of the host; borrowed, see `as_function`. Empty if made of NULL. Its members are the functions
 * `as_function_…` of these names. */
class function {
    const as_function *raw_;

public:
    function(const as_function *raw = nullptr) noexcept : raw_(raw) {}
    const as_function *raw() const noexcept { return raw_; }
    explicit operator bool() const noexcept { return raw_ != nullptr; }

    std::string_view name() const noexcept { return view(as_function_name(raw_)); }
    std::string_view declaration() const noexcept { return view(as_function_declaration(raw_)); }
    std::string_view file() const noexcept { return view(as_function_file(raw_)); }
    unsigned line() const noexcept { return as_function_line(raw_); }
    bool is_const() const noexcept { return as_function_is_const(raw_); }
    type object_type() const noexcept { return as_function_object_type(raw_); }
    size_t param_count() const noexcept { return as_function_param_count(raw_); }
    as_type_use param_type(size_t index) const noexcept { return as_function_param_type(raw_, index); }
    as_type_use return_type() const noexcept { return as_function_return_type(raw_); }
};

/** A message of a build; borrowed from its unit. Its members are the functions `as_diagnostic_…` of these names. */
class diagnostic {
    const as_diagnostic *raw_;

public:
    explicit diagnostic(const as_diagnostic *raw) noexcept : raw_(raw) {}
    const as_diagnostic *raw() const noexcept { return raw_; }
    as_severity severity() const noexcept { return as_diagnostic_severity(raw_); }
    unsigned code() const noexcept { return as_diagnostic_code(raw_); }
    std::string_view message() const noexcept { return view(as_diagnostic_message(raw_)); }
    std::string_view file() const noexcept { return view(as_diagnostic_file(raw_)); }
    unsigned line() const noexcept { return as_diagnostic_line(raw_); }
    unsigned column() const noexcept { return as_diagnostic_column(raw_); }
    /** As people read it, with the line of the source; ends with a line feed. */
    std::string_view rendered() const noexcept { return view(as_diagnostic_rendered(raw_)); }
};

namespace detail {

template <auto Free> struct freer {
    template <class H> void operator()(H *handle) const noexcept { Free(handle); }
};
/** A handle with one owner. */
template <class H, auto Free> using owned = std::unique_ptr<H, freer<Free>>;

/** A counted handle: copies are references. */
template <class H, auto Retain, auto Release> class counted {
    H *raw_;

public:
    explicit counted(H *owned = nullptr) noexcept : raw_(owned) {}
    counted(const counted &other) noexcept : raw_(other.raw_ ? Retain(other.raw_) : nullptr) {}
    counted(counted &&other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
    counted &operator=(counted other) noexcept {
        std::swap(raw_, other.raw_);
        return *this;
    }
    ~counted() { Release(raw_); }
    H *get() const noexcept { return raw_; }
};

struct sink;
struct names;

} // namespace detail

class object;
class vm;
template <class Signature> class script_function;

/** A VM that someone else owns: what a function called by a script gets if it has a parameter of this type. */
class vm_ref {
    as_vm *raw_;

public:
    vm_ref(as_vm *raw) noexcept : raw_(raw) {}
    as_vm *raw() const noexcept { return raw_; }
    /** Raises a script exception when the function that a script called returns. */
    void raise(const std::string &text) const noexcept { as_vm_raise(raw_, text.c_str()); }
    /** Suspends the running call when the function returns. */
    void suspend() const noexcept { as_vm_suspend(raw_); }
    /** The pointer given by `vm::set_user_data`. */
    template <class T> T *user_data() const noexcept { return static_cast<T *>(as_vm_get_user_data(raw_)); }
};

/** A compilation; see `as_unit`. Copies refer to the same unit. */
class unit {
    detail::counted<as_unit, as_unit_retain, as_unit_release> raw_;
    std::shared_ptr<const detail::names> names_;

public:
    /** Takes over the reference. `names`: the C++ types that the context knows. */
    unit(as_unit *owned, std::shared_ptr<const detail::names> names) noexcept : raw_(owned), names_(std::move(names)) {}
    as_unit *raw() const noexcept { return raw_.get(); }

    /** Adds a source; `name` is what messages call it. The text is copied. */
    outcome<void> add(const std::string &name, std::string_view text) {
        return detail::check(as_unit_add_source(raw(), name.c_str(), text.data(), text.size()));
    }
    /** Lets `#if word` hold. */
    outcome<void> define(const std::string &word) {
        as_error *what = nullptr;
        as_status status = as_unit_add_word(raw(), word.c_str(), &what);
        return detail::check(status, what);
    }
    /** Whether declarations may have metadata in front: `[text]`. At first not. */
    outcome<void> allow_metadata(bool allowed = true) {
        return detail::check(as_unit_set_metadata(raw(), allowed));
    }
    /** Lets sources include files, by paths relative to the including file. */
    outcome<void> include_files() {
        as_error *what = nullptr;
        as_status status = as_unit_set_include_files(raw(), &what);
        return detail::check(status, what);
    }
    /** Compiles. On failure the error has all messages; they are also among the diagnostics. */
    outcome<void> build() {
        as_error *what = nullptr;
        as_status status = as_unit_build(raw(), &what);
        if (status == AS_OK) {
            return detail::done();
        }
        error made = error::take(status, what);
        for (const diagnostic &d : diagnostics()) {
            made.message.append("\n").append(d.rendered());
        }
        while (!made.message.empty() && made.message.back() == '\n') {
            made.message.pop_back();
        }
        return detail::fail<void>(std::move(made));
    }
    bool is_built() const noexcept { return as_unit_is_built(raw()); }
    /** The errors and warnings of the build; they live as long as the unit. */
    std::vector<diagnostic> diagnostics() const {
        std::vector<diagnostic> all;
        for (size_t i = 0; i < as_unit_diagnostic_count(raw()); i++) {
            all.emplace_back(as_unit_diagnostic_at(raw(), i));
        }
        return all;
    }
    /** The function that a declaration or a unique name denotes; empty if there is none. */
    angel::function find(const std::string &declaration) const noexcept {
        return as_unit_find_function(raw(), declaration.c_str());
    }
    /** The class of this name; empty if there is none. */
    type find_class(const std::string &name) const noexcept { return as_unit_find_class(raw(), name.c_str()); }
    /** A function to be called with C++ arguments, `function<int(float)>("int f(float)")`. Fails if there is none, or if
     * its types are others. */
    template <class Signature> outcome<script_function<Signature>> function(const std::string &declaration) const;
    /** The same for a method of a class; call it with `on(vm, object, …)`. */
    template <class Signature>
    outcome<script_function<Signature>> method(const std::string &class_name, const std::string &declaration) const;
    /** What a function handle or delegate of a script calls, which is kept as long as the result: a callback. Fails if the handle
     * calls nothing, or its types are others. `handle`: an object of a function type; the unit knows the C++ types. */
    template <class Signature> outcome<script_function<Signature>> callback(const object &handle) const;
    /** The C++ types known here; for the layer itself. */
    const std::shared_ptr<const detail::names> &names() const noexcept { return names_; }
};

/** One execution: prepared, given arguments, run; see `as_call`. */
class call {
    detail::owned<as_call, as_call_free> raw_;

public:
    explicit call(as_call *owned = nullptr) noexcept : raw_(owned) {}
    call(vm_ref vm, angel::function f) noexcept : raw_(as_call_new(vm.raw(), f.raw())) {}
    as_call *raw() const noexcept { return raw_.get(); }
    outcome<void> prepare(angel::function f) {
        as_error *what = nullptr;
        as_status status = as_call_prepare(raw(), f.raw(), &what);
        return detail::check(status, what);
    }
    /** Runs or goes on. How it ended is a result, never thrown; see `failure`. */
    as_run run() noexcept { return as_call_run(raw()); }
    as_call_state state() const noexcept { return as_call_get_state(raw()); }
    /** What the last run that did not finish has to tell. */
    error failure(as_run how) const {
        error made;
        if (how == AS_RUN_ERROR) {
            made = error::of(as_call_get_error(raw()));
            made.status = made.status == AS_OK ? AS_ERROR_GENERAL : made.status;
        } else if (how == AS_RUN_EXCEPTION) {
            made = error::make(AS_ERROR_GENERAL, std::string(view(as_call_exception_text(raw()))));
        } else {
            made = error::make(AS_ERROR_NOT_FINISHED,
                               how == AS_RUN_SUSPENDED ? "the call was suspended" : "the call was aborted");
        }
        made.run = how;
        for (size_t i = 0; i < as_call_stack_count(raw()); i++) {
            made.stack.push_back({std::string(view(as_call_stack_function(raw(), i))),
                                  std::string(view(as_call_stack_file(raw(), i))), as_call_stack_line(raw(), i)});
        }
        return made;
    }
};

/**
 * A running instance; see `as_vm`. One owner, one thread at a time.
 *
 * It keeps the calls that script_function used and uses them again; they go with it. Objects must go before it.
 */
class vm {
    detail::owned<as_vm, as_vm_free> raw_;
    std::vector<call> idle_;

public:
    explicit vm(as_vm *owned = nullptr) noexcept : raw_(owned) {}
    vm(vm &&) = default;
    vm &operator=(vm &&other) noexcept {
        idle_ = std::move(other.idle_);
        raw_ = std::move(other.raw_);
        return *this;
    }
    as_vm *raw() const noexcept { return raw_.get(); }
    operator vm_ref() const noexcept { return raw(); }

    /** Makes a unit part of the VM; its global variables are initialised. */
    outcome<void> link(const unit &u) {
        as_error *what = nullptr;
        as_status status = as_vm_link(raw(), u.raw(), &what);
        return detail::check(status, what);
    }
    /** Frees objects kept by circles only; how many. */
    uint64_t collect() noexcept { return as_vm_collect(raw()); }
    void set_fuel(uint64_t fuel) noexcept { as_vm_set_fuel(raw(), fuel); }
    /** A pointer for functions called by scripts (`vm_ref::user_data`); it stays the host's. */
    void set_user_data(void *data) noexcept { as_vm_set_user_data(raw(), data, nullptr); }
    /** A new object of a script class by its default constructor. */
    outcome<object> create(type of);
    /** The address of a global variable of type T, valid as long as the VM; fails if there is none of this type. T is a
     * number, `bool`, enum or registered value type. */
    template <class T> outcome<T *> global(const unit &u, const std::string &name);

    /** A call that nobody uses; for script_function. */
    call borrow_call() {
        if (idle_.empty()) {
            return call(*this, nullptr);
        }
        call taken = std::move(idle_.back());
        idle_.pop_back();
        return taken;
    }
    void give_back(call used) { idle_.push_back(std::move(used)); }
};

} // namespace ANGEL_MODE
} // namespace angel

#endif
