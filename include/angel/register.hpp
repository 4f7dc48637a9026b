/* Part of angel.hpp: contexts and bundles, and what is registered in them: functions, globals, enums. */

#ifndef ANGEL_REGISTER_HPP
#define ANGEL_REGISTER_HPP

#include "thunk.hpp"

namespace angel {
inline namespace ANGEL_MODE {

template <class T> class value_type_builder;
template <class T> class ref_type_builder;
template <class E> class enum_builder;

/** How handles to a reference type are counted. */
enum class counting {
    own,   /**< By the type: from angel::ref_counted, or by functions given to `count`. */
    boxed, /**< By a counter in front of objects made by `factory` or angel::make_boxed. */
    none   /**< Not at all: the host sees to it that objects live long enough. */
};

namespace detail {

/** Where registrations go: a context or a bundle. */
struct sink {
    as_context *context = nullptr;
    as_module *module = nullptr;
    std::shared_ptr<names> known = std::make_shared<names>();
    std::string space;
    error first;

    sink() = default;
    sink(const sink &) = delete;
    sink &operator=(const sink &) = delete;
    ~sink() {
        as_context_release(context);
        as_module_free(module);
    }

    void failed(error what) {
#if ANGEL_EXCEPTIONS
        throw exception(std::move(what));
#else
        if (first.status == AS_OK) {
            first = std::move(what);
        }
#endif
    }
    bool check(as_status status, as_error *what) {
        if (status != AS_OK) {
            failed(error::take(status, what));
        }
        return status == AS_OK;
    }
    /** Calls the function of the C interface that does it for a context, or the one for a bundle. */
    template <class C, class M, class... A> bool to(C for_context, M for_module, A... a) {
        as_error *what = nullptr;
        as_status status = context != nullptr ? for_context(context, a..., &what) : for_module(module, a..., &what);
        return check(status, what);
    }
    std::string qualified(const std::string &name) const { return space.empty() ? name : space + "::" + name; }

    void enter(const std::string &path) {
        if (to(as_context_set_namespace, as_module_set_namespace, path.c_str())) {
            space = path;
        }
    }
    const name_entry *define(const void *key, const std::string &name, life how, bool boxed) {
        return &(known->types[key] = name_entry{qualified(name), how, boxed, {}});
    }

    static as_native native(as_generic_fn code, block *data) noexcept {
        return as_native_with(as_native_of_generic(code), data, data == nullptr ? nullptr : &block::release);
    }

    /** The text of a declaration: what was given, or one made for a name. Empty after a failure. */
    template <class Declare> std::string declaration(const std::string &text, const char *suffix, Declare declare) {
        if (text.find('(') != std::string::npos) {
            return text;
        }
        writer w{*known, {}, nullptr};
        declare(w, text);
        if (w.wrong != nullptr) {
            failed(error::make(AS_ERROR_INVALID_TYPE, "'" + text + "': " + w.wrong));
            return {};
        }
        return w.text + suffix;
    }

    template <class F> void function(const std::string &text, F f) {
        using info = global_info<F>;
        std::string full = declaration(text, "", [](writer &w, const std::string &name) { info::declare(w, name); });
        if (!full.empty()) {
            to(as_register_function, as_module_register_function, full.c_str(), native(info::code, kept<F>::make(std::move(f))));
        }
    }
    bool behavior(const std::string &type_name, uint32_t what, const std::string &text, as_native f) {
        return to(as_register_behavior, as_module_register_behavior, type_name.c_str(), what, text.c_str(), f);
    }
    bool method(const std::string &type_name, const std::string &text, as_native f) {
        return to(as_register_method, as_module_register_method, type_name.c_str(), text.c_str(), f);
    }
    bool property(const std::string &type_name, const std::string &text, int32_t offset) {
        return to(as_register_property, as_module_register_property, type_name.c_str(), text.c_str(), offset);
    }
};

/** What can be passed as a function: function pointers and objects with one `operator()`. */
template <class F> auto callable(F &&f) { return std::decay_t<F>(std::forward<F>(f)); }

} // namespace detail

/**
 * What contexts and bundles have in common. All functions return the same object, so that they can be chained.
 *
 * Functions are given with their name, and their declaration follows from their C++ type; or with the whole declaration
 * as text, which is not compared with the C++ type:
 *
 *     context.function("clamp", &clamp).function("int pow(int base, int exponent = 2)", &power);
 *
 * | C++ | scripts |
 * |---|---|
 * | `bool`, integers, `float`, `double`, registered enums | the same, integers by their size |
 * | `std::string`, `const std::string &`, `std::string_view` | `const string &in`; as result `string` (also `const char *`) |
 * | `T`, `const T &` of a registered type | `const T &in`; as result `T`, `const T &` |
 * | `T &` | objects of reference types `T &inout`; all others `T &out`, or `&inout` with unsafe references; as result `T &` |
 * | `T *`, `const T *` of a reference type | `T@+`, `const T@+` (`T@` for uncounted types): the function owns no reference |
 * | `angel::object` | script objects, only with a declaration as text: parameters `T@+`, results `T@` |
 * | `angel::any_value` | `const ?&in` |
 * | `angel::vm_ref`, `as_vm *` | nothing: the calling VM |
 *
 * Types must be registered before functions that have them in a deduced declaration. Callables with state are kept as long
 * as the context and what was made from it, and may be called from several VMs at once if those run in several threads.
 */
template <class Self> class registrar {
protected:
    std::shared_ptr<detail::sink> sink_ = std::make_shared<detail::sink>();
    Self &self() noexcept { return static_cast<Self &>(*this); }

public:
    /** Whether no registration failed. With exceptions always true: mistakes are thrown. */
    bool ok() const noexcept { return sink_->first.status == AS_OK; }
    /** The first registration that failed. */
    const angel::error &error() const noexcept { return sink_->first; }

    /** The namespace of what is registered next: `A::B`; empty for the global one. */
    Self &set_namespace(const std::string &path) {
        sink_->enter(path);
        return self();
    }
    /** The access mask of what is registered next. */
    Self &set_access_mask(uint32_t mask) {
        sink_->to(as_context_set_access_mask, as_module_set_access_mask, mask);
        return self();
    }
    /** A function: a pointer to one, or an object with one `operator()`, as lambdas are. */
    template <class F> Self &function(const std::string &name_or_declaration, F &&f) {
        sink_->function(name_or_declaration, detail::callable(std::forward<F>(f)));
        return self();
    }
    /** A function known when compiling, `function<&f>("f")`: it can be inlined into what scripts call. */
    template <auto F> Self &function(const std::string &name_or_declaration) {
        sink_->function(name_or_declaration, detail::constant<F>{});
        return self();
    }
    /** A function of the generic convention, by its declaration. */
    Self &generic(const std::string &declaration, as_generic_fn f, void *user_data = nullptr, as_free_fn end = nullptr) {
        sink_->to(as_register_function, as_module_register_function, declaration.c_str(),
                  as_native_with(as_native_of_generic(f), user_data, end));
        return self();
    }
    /** A global variable of the host: by name, or `const float gravity`. It must live as long as scripts can run. */
    template <class T> Self &global(const std::string &name_or_declaration, T *variable) {
        using V = std::remove_cv_t<T>;
        static_assert(!detail::is_text<V>, "scripts cannot refer to a std::string: register functions that get and set it");
        static_assert(!std::is_enum_v<V> || sizeof(V) == 4, "enums that scripts refer to have four bytes");
        std::string full = name_or_declaration;
        if (full.find(' ') == std::string::npos) {
            detail::writer w{*sink_->known, std::is_const_v<T> ? "const " : "", nullptr};
            if constexpr (std::is_pointer_v<V>) {
                w.template handle<V>(false);
            } else {
                w.template name<V>();
            }
            if (w.wrong != nullptr) {
                sink_->failed(angel::error::make(AS_ERROR_INVALID_TYPE, "'" + full + "': " + w.wrong));
                return self();
            }
            full = w.text + " " + full;
        }
        sink_->to(as_register_global, as_module_register_global, full.c_str(),
                  static_cast<void *>(const_cast<V *>(variable)));
        return self();
    }
    /** A function type: `bool Filter(int)`. */
    Self &funcdef(const std::string &declaration) {
        sink_->to(as_register_funcdef, as_module_register_funcdef, declaration.c_str());
        return self();
    }
    /** An interface for script classes, with the declarations of its methods. */
    Self &interface_type(const std::string &name, const std::vector<std::string> &methods) {
        if (sink_->to(as_register_interface, as_module_register_interface, name.c_str())) {
            for (const std::string &m : methods) {
                sink_->to(as_register_interface_method, as_module_register_interface_method, name.c_str(), m.c_str());
            }
        }
        return self();
    }
    /** Another name for a primitive type. */
    Self &type_alias(const std::string &name, const std::string &of) {
        sink_->to(as_register_typedef, as_module_register_typedef, name.c_str(), of.c_str());
        return self();
    }
    /** An enum; add values to what is returned. */
    template <class E> enum_builder<E> enum_type(const std::string &name) {
        static_assert(std::is_enum_v<E>, "not an enum");
        if (sink_->to(as_register_enum, as_module_register_enum, name.c_str())) {
            sink_->define(&detail::key_of<E>, name, detail::life::enumeration, false);
        }
        return enum_builder<E>(sink_, sink_->qualified(name));
    }
    /** A type whose objects live where they are declared. Copying, assignment and destruction follow from T, a default
     * constructor too; `flags`: further `AS_TYPE_*`. */
    template <class T> value_type_builder<T> value_type(const std::string &name, uint32_t flags = 0);
    /** A type whose objects are reached by pointer. */
    template <class T>
    ref_type_builder<T> ref_type(const std::string &name, counting how = counting::own, uint32_t flags = 0);
};

/** Adds values to an enum. */
template <class E> class enum_builder {
    std::shared_ptr<detail::sink> sink_;
    std::string name_;

public:
    enum_builder(std::shared_ptr<detail::sink> sink, std::string name) : sink_(std::move(sink)), name_(std::move(name)) {}
    enum_builder &value(const std::string &name, E value) {
        sink_->to(as_register_enum_value, as_module_register_enum_value, name_.c_str(), name.c_str(),
                  static_cast<int32_t>(value));
        return *this;
    }
};

/** A bundle of registrations that can be installed into any number of contexts. Copies refer to the same bundle. */
class module : public registrar<module> {
    friend class context;

public:
    module() { sink_->module = as_module_new(); }
    as_module *raw() const noexcept { return sink_->module; }
};

/** A host's API; see `as_context`. Copies refer to the same context. */
class context : public registrar<context> {
    explicit context(as_context *owned, const detail::names &known) {
        sink_->context = owned;
        *sink_->known = known;
    }

public:
    /** A context without anything. Fails if the library that is loaded does not fit this header. */
    context() {
        sink_->context = as_context_new(AS_VERSION);
        if (sink_->context == nullptr) {
            sink_->failed(angel::error::make(AS_ERROR_NOT_SUPPORTED, "the library that is loaded does not fit angel.h"));
        }
    }
    as_context *raw() const noexcept { return sink_->context; }

    /** Add-ons of the library: `AS_ADDON_*`. */
    context &install(uint32_t addons) {
        as_error *what = nullptr;
        as_status status = as_context_install(raw(), addons, &what);
        sink_->check(status, what);
        return *this;
    }
    /** Everything of a bundle, whose own mistakes are taken over. Its C++ types are known here then. */
    context &install(const module &bundle) {
        if (!bundle.ok()) {
            sink_->failed(bundle.error());
            return *this;
        }
        as_error *what = nullptr;
        as_status status = as_context_install_module(raw(), bundle.raw(), &what);
        if (sink_->check(status, what)) {
            sink_->known->types.insert(bundle.sink_->known->types.begin(), bundle.sink_->known->types.end());
        }
        return *this;
    }
    /** Sets an option: `AS_OPTION_*`. */
    context &option(uint32_t which, uint64_t value) {
        as_error *what = nullptr;
        as_status status = as_context_set_option(raw(), which, value, &what);
        if (sink_->check(status, what) && which == AS_OPTION_ALLOW_UNSAFE_REFERENCES) {
            sink_->known->unsafe_references = value != 0;
        }
        return *this;
    }
    /** Ends the registration phase. The error lists all problems (`error::details`). */
    outcome<void> seal() {
        if (!ok()) {
            return detail::fail<void>(error());
        }
        as_error *what = nullptr;
        as_status status = as_context_seal(raw(), &what);
        return detail::check(status, what);
    }
    /** A new context that has everything of this one, which is sealed if it is not yet. */
    outcome<context> extend() {
        if (!ok()) {
            return detail::fail<context>(error());
        }
        as_error *what = nullptr;
        as_context *made = as_context_extend(raw(), &what);
        if (made == nullptr) {
            return detail::fail<context>(angel::error::take(as_error_status(what), what));
        }
        return context(made, *sink_->known);
    }
    /** A new unit without sources. Seals the context. */
    outcome<angel::unit> unit() {
        if (auto failure = sealed()) {
            return detail::fail<angel::unit>(std::move(*failure));
        }
        return angel::unit(as_unit_new(raw()), sink_->known);
    }
    /** A unit built of one source. */
    outcome<angel::unit> build(const std::string &name, std::string_view text) {
        if (auto failure = sealed()) {
            return detail::fail<angel::unit>(std::move(*failure));
        }
        angel::unit made(as_unit_new(raw()), sink_->known);
#if ANGEL_EXCEPTIONS
        made.add(name, text);
        made.build();
#else
        auto added = made.add(name, text);
        auto built = added ? made.build() : std::move(added);
        if (!built) {
            return built.error();
        }
#endif
        return made;
    }
    /** A new VM. Seals the context. */
    outcome<angel::vm> vm() {
        if (auto failure = sealed()) {
            return detail::fail<angel::vm>(std::move(*failure));
        }
        return angel::vm(as_vm_new(raw()));
    }

private:
    /** Seals; what went wrong. */
    std::optional<angel::error> sealed() {
        if (!ok()) {
            return error();
        }
        as_error *what = nullptr;
        as_status status = as_context_seal(raw(), &what);
        if (status != AS_OK) {
            return angel::error::take(status, what);
        }
        return std::nullopt;
    }
};

} // namespace ANGEL_MODE
} // namespace angel

#endif
