/* Part of angel.hpp: classes as types of scripts. */

#ifndef ANGEL_TYPES_HPP
#define ANGEL_TYPES_HPP

#include "list.hpp"
#include "register.hpp"

#include <cstddef>

namespace angel {
inline namespace ANGEL_MODE {

/** A base class with a counter: T derives from `ref_counted<T>` and starts with one reference. Deletes T, whose destructor
 * must be virtual if it has derived classes. */
template <class T> class ref_counted {
    mutable std::atomic<unsigned> refs_{1};

public:
    ref_counted() = default;
    ref_counted(const ref_counted &) noexcept {}
    ref_counted &operator=(const ref_counted &) noexcept { return *this; }
    void add_ref() const noexcept { refs_.fetch_add(1, std::memory_order_relaxed); }
    void release() const noexcept {
        if (refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            delete static_cast<const T *>(this);
        }
    }
    unsigned ref_count() const noexcept { return refs_.load(std::memory_order_relaxed); }

protected:
    ~ref_counted() = default;
};

namespace detail {

/** The counter in front of a boxed object. */
struct alignas(std::max_align_t) box_head {
    std::atomic<unsigned> refs{1};
    void (*end)(box_head *) = nullptr;
};
template <class T> struct box {
    static_assert(alignof(T) <= alignof(std::max_align_t), "boxed types are not aligned beyond std::max_align_t");
    box_head head;
    T value;
    template <class... A> explicit box(A &&...a) : value(std::forward<A>(a)...) {
        head.end = [](box_head *self) { delete reinterpret_cast<box *>(self); };
    }
};
inline box_head *head_of(const void *object) noexcept {
    return static_cast<box_head *>(const_cast<void *>(object)) - 1;
}

template <class T> std::true_type counts_itself(const ref_counted<T> *);
std::false_type counts_itself(const void *);

} // namespace detail

/** A new object of a boxed type, with one reference. Only such objects may be handed to scripts by pointer. */
template <class T, class... A> T *make_boxed(A &&...a) {
    return &(new detail::box<T>(std::forward<A>(a)...))->value;
}
/** Adds a reference to a boxed object. */
inline void retain_boxed(const void *object) noexcept {
    detail::head_of(object)->refs.fetch_add(1, std::memory_order_relaxed);
}
/** Drops a reference of a boxed object; it ends with the last one. NULL is allowed. */
inline void release_boxed(const void *object) noexcept {
    if (object != nullptr && detail::head_of(object)->refs.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        detail::head_of(object)->end(detail::head_of(object));
    }
}

namespace detail {

/** Where `Base` lies in `T`, found without an object. */
template <class T, class Base> ptrdiff_t offset_of_base() noexcept {
    alignas(T) static char place[sizeof(T)];
    T *object = reinterpret_cast<T *>(place);
    return reinterpret_cast<char *>(static_cast<Base *>(object)) - place;
}
template <class T, class M> ptrdiff_t offset_of_member(M T::*member) noexcept {
    alignas(T) static char place[sizeof(T)];
    T *object = reinterpret_cast<T *>(place);
    return reinterpret_cast<char *>(const_cast<std::remove_cv_t<M> *>(std::addressof(object->*member))) - place;
}

/** What value and reference types have in common: members. */
template <class T, class Self> class type_builder {
protected:
    std::shared_ptr<sink> sink_;
    std::string name_; /* with namespace */

    Self &self() noexcept { return static_cast<Self &>(*this); }
    name_entry *entry() {
        auto at = sink_->known->types.find(&key_of<T>);
        return at == sink_->known->types.end() ? nullptr : &at->second;
    }
    void behavior(uint32_t what, const std::string &text, as_generic_fn code, block *data = nullptr) {
        sink_->behavior(name_, what, text, sink::native(code, data));
    }
    /** Registers a method and keeps it for derived types. */
    void add(const std::string &text, as_generic_fn code, block *data) {
        std::shared_ptr<block> keep;
        if (data != nullptr) {
            keep = std::shared_ptr<block>(data->retain(), [](block *b) { block::release(b); });
        }
        if (sink_->method(name_, text, sink::native(code, data)) && entry() != nullptr) {
            entry()->members.push_back({text, code, std::move(keep), 0});
        }
    }
    template <class F> Self &method_of(const std::string &text, const char *suffix, F f) {
        using info = method_info<T, F>;
        std::string full = sink_->declaration(text, suffix, [](writer &w, const std::string &n) { info::declare(w, n); });
        if (!full.empty()) {
            add(full, info::code, kept<F>::make(std::move(f)));
        }
        return self();
    }

public:
    type_builder(std::shared_ptr<sink> sink, std::string name) : sink_(std::move(sink)), name_(std::move(name)) {}

    /** A method by name or declaration: a member function, or a function or lambda that takes the object first, as
     * `T &`, `const T &`, `T *` or `const T *`. */
    template <class F> Self &method(const std::string &name_or_declaration, F &&f) {
        return method_of(name_or_declaration, "", callable(std::forward<F>(f)));
    }
    /** A method known when compiling: it can be inlined into what scripts call. */
    template <auto F> Self &method(const std::string &name_or_declaration) {
        return method_of(name_or_declaration, "", constant<F>{});
    }
    /** A property read, and written, by functions. */
    template <class G> Self &accessor(const std::string &name, G &&get) {
        return method_of("get_" + name, " property", callable(std::forward<G>(get)));
    }
    template <class G, class S> Self &accessor(const std::string &name, G &&get, S &&set) {
        accessor(name, std::forward<G>(get));
        return method_of("set_" + name, " property", callable(std::forward<S>(set)));
    }
    /** A property that lies in the object, by name or declaration (`const float x`). A `std::string` becomes a pair of
     * accessors, as scripts have strings of another kind; give it by name. For a `T *` scripts count what they store. */
    template <class M, class C> Self &property(const std::string &name_or_declaration, M C::*field) {
        static_assert(std::is_base_of_v<C, T> && !std::is_function_v<M>, "a data member of the class or a base of it");
        using V = std::remove_cv_t<M>;
        if constexpr (std::is_same_v<V, std::string>) {
            accessor(name_or_declaration, [field](const T &o) -> const std::string & { return o.*field; });
            if constexpr (!std::is_const_v<M>) {
                method_of("set_" + name_or_declaration, " property",
                          [field](T &o, const std::string &text) { o.*field = text; });
            }
            return self();
        } else {
            static_assert(!std::is_enum_v<V> || sizeof(V) == 4, "enums that scripts refer to have four bytes");
            std::string full = name_or_declaration;
            if (full.find(' ') == std::string::npos) {
                writer w{*sink_->known, std::is_const_v<M> ? "const " : "", nullptr};
                if constexpr (std::is_pointer_v<V>) {
                    w.template handle<V>(false);
                } else {
                    w.template name<V>();
                }
                if (w.wrong != nullptr) {
                    sink_->failed(error::make(AS_ERROR_INVALID_TYPE, name_ + "::" + full + ": " + w.wrong));
                    return self();
                }
                full = w.text + " " + full;
            }
            int32_t offset = static_cast<int32_t>(offset_of_member<T, M>(field));
            if (sink_->property(name_, full, offset) && entry() != nullptr) {
                entry()->members.push_back({full, nullptr, nullptr, offset});
            }
            return self();
        }
    }

#define ANGEL_BINARY(member_name, script_name, op)                                                                     \
    template <class R = T> Self &member_name() {                                                                       \
        return method(script_name, [](const T &a, const R &b) { return a op b; });                                     \
    }
#define ANGEL_ASSIGN(member_name, script_name, op)                                                                     \
    template <class R = T> Self &member_name() {                                                                       \
        return method(script_name, [](T &a, const R &b) -> T & { return a op b, a; });                                 \
    }
#define ANGEL_UNARY(member_name, script_name, op)                                                                      \
    Self &member_name() {                                                                                              \
        return method(script_name, [](const T &a) { return op a; });                                                   \
    }
    /* Operators of the C++ type, with an operand of type R on the right. */
    ANGEL_BINARY(op_add, "opAdd", +)
    ANGEL_BINARY(op_sub, "opSub", -)
    ANGEL_BINARY(op_mul, "opMul", *)
    ANGEL_BINARY(op_div, "opDiv", /)
    ANGEL_BINARY(op_mod, "opMod", %)
    ANGEL_BINARY(op_and, "opAnd", &)
    ANGEL_BINARY(op_or, "opOr", |)
    ANGEL_BINARY(op_xor, "opXor", ^)
    ANGEL_BINARY(op_equals, "opEquals", ==)
    ANGEL_ASSIGN(op_add_assign, "opAddAssign", +=)
    ANGEL_ASSIGN(op_sub_assign, "opSubAssign", -=)
    ANGEL_ASSIGN(op_mul_assign, "opMulAssign", *=)
    ANGEL_ASSIGN(op_div_assign, "opDivAssign", /=)
    ANGEL_UNARY(op_neg, "opNeg", -)
    ANGEL_UNARY(op_com, "opCom", ~)
#undef ANGEL_BINARY
#undef ANGEL_ASSIGN
#undef ANGEL_UNARY
    /** `<`, `>` and their like from the C++ type's `<`. */
    template <class R = T> Self &op_cmp() {
        return method("opCmp", [](const T &a, const R &b) -> int { return a < b ? -1 : b < a ? 1 : 0; });
    }
    /** `object[index]` from the C++ type's operator. */
    template <class I = uint32_t> Self &op_index() {
        return method("opIndex", [](T &a, I i) -> decltype(auto) { return a[i]; });
    }

protected:
    /** Registers what Base has; what this type registered itself under the same signature stays. */
    template <class Base> bool inherit() {
        static_assert(std::is_base_of_v<Base, T> && !std::is_same_v<Base, T>, "not a base class");
        const name_entry *base = sink_->known->find(&key_of<Base>);
        if (base == nullptr) {
            sink_->failed(error::make(AS_ERROR_INVALID_TYPE, name_ + ": its base is not registered"));
            return false;
        }
        const ptrdiff_t offset = offset_of_base<T, Base>();
        const std::vector<member> members = base->members;
        for (const member &m : members) {
            as_error *what = nullptr;
            as_status status;
            member own = m;
            if (m.code == nullptr) {
                own.offset += static_cast<int32_t>(offset);
                status = sink_->context != nullptr
                             ? as_register_property(sink_->context, name_.c_str(), m.declaration.c_str(), own.offset, &what)
                             : as_module_register_property(sink_->module, name_.c_str(), m.declaration.c_str(), own.offset, &what);
            } else {
                if (offset != 0) {
                    own.code = &moved_method::run;
                    own.data = std::shared_ptr<block>(new moved_method(m.code, m.data, offset),
                                                      [](block *b) { block::release(b); });
                }
                as_native native = sink::native(own.code, own.data ? own.data->retain() : nullptr);
                status = sink_->context != nullptr
                             ? as_register_method(sink_->context, name_.c_str(), m.declaration.c_str(), native, &what)
                             : as_module_register_method(sink_->module, name_.c_str(), m.declaration.c_str(), native, &what);
            }
            if (status == AS_ERROR_ALREADY_REGISTERED) {
                as_error_free(what);
            } else if (sink_->check(status, what) && entry() != nullptr) {
                entry()->members.push_back(std::move(own));
            }
        }
        return true;
    }
};

template <class T> constexpr uint32_t value_flags() noexcept {
    static_assert(alignof(T) <= 16, "values are aligned to at most 16 bytes");
    uint32_t flags = AS_TYPE_VALUE | AS_TYPE_APP_CLASS;
    flags |= std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T> ? AS_TYPE_POD : 0u;
    flags |= std::is_trivially_default_constructible_v<T> ? 0u : AS_TYPE_APP_CLASS_CONSTRUCTOR;
    flags |= std::is_trivially_destructible_v<T> ? 0u : AS_TYPE_APP_CLASS_DESTRUCTOR;
    flags |= std::is_trivially_copy_assignable_v<T> ? 0u : AS_TYPE_APP_CLASS_ASSIGNMENT;
    flags |= std::is_trivially_copy_constructible_v<T> && std::is_trivially_move_constructible_v<T>
                 ? 0u
                 : AS_TYPE_APP_CLASS_COPY_CONSTRUCTOR;
    flags |= alignof(T) == 16 ? AS_TYPE_ALIGN16 : alignof(T) == 8 ? AS_TYPE_APP_CLASS_ALIGN8 : 0u;
    return flags;
}

} // namespace detail

/** Adds members to a value type. */
template <class T> class value_type_builder : public detail::type_builder<T, value_type_builder<T>> {
    using builder = detail::type_builder<T, value_type_builder<T>>;

public:
    using builder::builder;

    /** A constructor with these parameters, or by its declaration: `void f(float x, float y = 0)`. */
    template <class... A> value_type_builder &constructor(const std::string &declaration = "f") {
        static_assert(std::is_constructible_v<T, A...>, "the C++ type has no such constructor");
        std::string full = this->sink_->declaration(declaration, "", [](detail::writer &w, const std::string &) {
            w.text = "void f(";
            (w.template param<A>(), ...);
            w.text += ")";
        });
        if (!full.empty()) {
            this->behavior(AS_BEHAVIOR_CONSTRUCT, full, &detail::thunks_of<void, void, A...>::template construct<T>);
        }
        return *this;
    }
    /** Scripts make values from lists, `V v = {1, 2};`, by `T f(angel::list_reader &)`. `pattern`: what the list is made of:
     * `{float, float}`, `{repeat int}`, `{repeat {string, ?}}`; see HOST-070. */
    template <class F> value_type_builder &list_constructor(const std::string &pattern, F f) {
        static_assert(std::is_convertible_v<std::invoke_result_t<F &, list_reader &>, T>, "it reads a list and gives a value");
        this->behavior(AS_BEHAVIOR_LIST_CONSTRUCT, "void f(const int &in) " + pattern, &detail::construct_from_list<T, F>,
                       detail::kept<F>::make(std::move(f)));
        return *this;
    }
    /** Registers the methods and properties of a registered base type for this one, too. */
    template <class Base> value_type_builder &base() {
        this->template inherit<Base>();
        return *this;
    }
    /** What the type's traits tell; called by `value_type`. */
    void basics() {
        if constexpr (std::is_default_constructible_v<T>) {
            constructor<>();
        }
        if constexpr (!std::is_trivially_copyable_v<T> || !std::is_trivially_destructible_v<T>) {
            static_assert(std::is_destructible_v<T>, "values end");
            this->behavior(AS_BEHAVIOR_DESTRUCT, "void f()", [](as_generic *c) { static_cast<T *>(c->object)->~T(); });
            if constexpr (std::is_copy_constructible_v<T>) {
                constructor<const T &>();
            }
            if constexpr (std::is_copy_assignable_v<T>) {
                this->sink_->method(
                    this->name_, this->name_ + " &opAssign(const " + this->name_ + " &in)",
                    detail::sink::native(
                        [](as_generic *c) {
                            detail::guarded(c, [c] {
                                T *self = static_cast<T *>(c->object);
                                *self = *static_cast<const T *>(c->args[0]);
                                ::new (c->ret) void *(self);
                            });
                        },
                        nullptr));
            }
        }
    }
};

/** Adds members to a reference type. */
template <class T> class ref_type_builder : public detail::type_builder<T, ref_type_builder<T>> {
    using builder = detail::type_builder<T, ref_type_builder<T>>;

    template <class F> ref_type_builder &factory_of(const std::string &text, F f) {
        using info = detail::global_info<F>;
        static_assert(std::is_convertible_v<typename info::result, T *>, "a factory returns a pointer to the object");
        std::string full = this->sink_->declaration(text, "", [this](detail::writer &w, const std::string &) {
            info::declare(w, "f");
            w.text = this->name_ + "@" + w.text.substr(w.text.find(" f("));
        });
        if (!full.empty()) {
            this->behavior(AS_BEHAVIOR_FACTORY, full, info::code, detail::kept<F>::make(std::move(f)));
        }
        return *this;
    }
    std::string counted_sign() {
        return this->entry() != nullptr && this->entry()->how == detail::life::counted ? "@+" : "@";
    }

public:
    using builder::builder;

    /** How references are counted, for `counting::own` without angel::ref_counted: member functions, or functions that
     * take the object. The second one ends the object. */
    template <class A, class R> ref_type_builder &count(A &&add_ref, R &&release) {
        using add = std::decay_t<A>;
        using drop = std::decay_t<R>;
        this->behavior(AS_BEHAVIOR_ADD_REF, "void f()", &counter<add>, detail::kept<add>::make(std::forward<A>(add_ref)));
        this->behavior(AS_BEHAVIOR_RELEASE, "void f()", &counter<drop>, detail::kept<drop>::make(std::forward<R>(release)));
        return *this;
    }
    /** Scripts make objects by `new T(args…)`, in a box if the type is boxed. The counter must start at one. Or by the
     * declaration `T@ f(int x = 3)`. */
    template <class... A> ref_type_builder &factory(const std::string &declaration = "f") {
        static_assert(std::is_constructible_v<T, A...>, "the C++ type has no such constructor");
        if (this->entry() != nullptr && this->entry()->boxed) {
            if constexpr (alignof(T) <= alignof(std::max_align_t)) {
                return factory_of(declaration, [](A... a) -> T * { return make_boxed<T>(static_cast<A &&>(a)...); });
            }
        }
        return factory_of(declaration, [](A... a) -> T * { return new T(static_cast<A &&>(a)...); });
    }
    /** Scripts make objects by this function, which returns a pointer with one reference for the script. */
    template <class F, class = std::enable_if_t<detail::is_callable<std::decay_t<F>>>> ref_type_builder &factory(F &&f) {
        return factory_of("f", detail::callable(std::forward<F>(f)));
    }
    template <class F> ref_type_builder &factory(const std::string &declaration, F &&f) {
        return factory_of(declaration, detail::callable(std::forward<F>(f)));
    }
    /** Scripts make objects from lists by `T *f(angel::list_reader &)`, which returns an object with one reference for the
     * script. `pattern`: as for value types. */
    template <class F> ref_type_builder &list_factory(const std::string &pattern, F f) {
        static_assert(std::is_convertible_v<std::invoke_result_t<F &, list_reader &>, T *>, "it reads a list and gives an object");
        this->behavior(AS_BEHAVIOR_LIST_FACTORY, this->name_ + "@ f(const int &in) " + pattern, &detail::make_from_list<T, F>,
                       detail::kept<F>::make(std::move(f)));
        return *this;
    }
    /** Registers the methods and properties of a registered base type for this one, except those whose signature this type
     * has registered itself; handles convert to the base, and with RTTI by `cast<>` from a polymorphic base. Call it last. */
    template <class Base> ref_type_builder &base() {
        if (!this->template inherit<Base>()) {
            return *this;
        }
        const detail::name_entry *to = this->sink_->known->find(&detail::key_of<Base>);
        if (this->entry() == nullptr || to->how != this->entry()->how || to->boxed != this->entry()->boxed ||
            (to->boxed && detail::offset_of_base<T, Base>() != 0)) {
            this->sink_->failed(error::make(AS_ERROR_INVALID_TYPE, this->name_ + ": is counted otherwise than its base"));
            return *this;
        }
        const std::string base_name = to->name, sign = counted_sign();
        cast_to<T, Base>(this->name_, base_name + sign + " opImplCast()");
        cast_to<T, Base>(this->name_, "const " + base_name + sign + " opImplCast() const");
#if defined(__cpp_rtti) || defined(_CPPRTTI)
        if constexpr (std::is_polymorphic_v<Base>) {
            cast_to<Base, T>(base_name, this->name_ + sign + " opCast()");
            cast_to<Base, T>(base_name, "const " + this->name_ + sign + " opCast() const");
        }
#endif
        return *this;
    }
    /** What the counting tells; called by `ref_type`. */
    void basics(counting how) {
        if (how == counting::boxed) {
            count([](T *object) { retain_boxed(object); }, [](T *object) { release_boxed(object); });
        } else if constexpr (decltype(detail::counts_itself(static_cast<T *>(nullptr)))::value) {
            if (how == counting::own) {
                count([](T *object) { object->add_ref(); }, [](T *object) { object->release(); });
            }
        }
    }

private:
    /** Counting functions may return something, which is dropped. */
    template <class F> static void counter(as_generic *c) noexcept {
        detail::guarded(c, [c] {
            static_cast<void>(detail::apply_to(detail::kept<F>::of(c->user_data), static_cast<T *>(c->object)));
        });
    }
    template <class From, class To> void cast_to(const std::string &type_name, const std::string &text) {
        this->sink_->method(type_name, text, detail::sink::native([](as_generic *c) {
            From *object = static_cast<From *>(c->object);
            if constexpr (std::is_convertible_v<From *, To *>) {
                ::new (c->ret) void *(static_cast<To *>(object));
            } else {
#if defined(__cpp_rtti) || defined(_CPPRTTI)
                ::new (c->ret) void *(dynamic_cast<To *>(object));
#endif
            }
        }, nullptr));
    }
};

template <class Self>
template <class T>
value_type_builder<T> registrar<Self>::value_type(const std::string &name, uint32_t flags) {
    value_type_builder<T> made(sink_, sink_->qualified(name));
    if (sink_->to(as_register_type, as_module_register_type, name.c_str(), sizeof(T), detail::value_flags<T>() | flags)) {
        sink_->define(&detail::key_of<T>, name, detail::life::value, false);
        made.basics();
    }
    return made;
}

template <class Self>
template <class T>
ref_type_builder<T> registrar<Self>::ref_type(const std::string &name, counting how, uint32_t flags) {
    ref_type_builder<T> made(sink_, sink_->qualified(name));
    flags |= AS_TYPE_REF | (how == counting::none ? AS_TYPE_NOCOUNT : 0);
    if (sink_->to(as_register_type, as_module_register_type, name.c_str(), sizeof(T), flags)) {
        sink_->define(&detail::key_of<T>, name, how == counting::none ? detail::life::uncounted : detail::life::counted,
                      how == counting::boxed);
        made.basics(how);
    }
    return made;
}

} // namespace ANGEL_MODE
} // namespace angel

#endif
