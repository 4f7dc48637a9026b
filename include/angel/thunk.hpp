/* Part of angel.hpp: the functions of the generic convention that stand between scripts and C++. */

#ifndef ANGEL_THUNK_HPP
#define ANGEL_THUNK_HPP

#include "convert.hpp"

#include <functional>

namespace angel {
inline namespace ANGEL_MODE {

/** Picks an overload: `overload<int, float>(&T::f)`. */
template <class... A, class R> constexpr auto overload(R (*f)(A...)) noexcept { return f; }
template <class... A, class R, class C> constexpr auto overload(R (C::*f)(A...)) noexcept { return f; }
template <class... A, class R, class C> constexpr auto overload(R (C::*f)(A...) const) noexcept { return f; }
/** Picks the const one of two methods that differ in that. */
template <class... A, class R, class C> constexpr auto const_overload(R (C::*f)(A...) const) noexcept { return f; }

namespace detail {

template <class...> struct list {};

/** What a callable takes and returns. `self` is its class for member functions, else void. */
template <class S, bool Const, class R, class... A> struct signature_of {
    using self = S;
    using result = R;
    using params = list<A...>;
    static constexpr bool is_const = Const;
};
template <class F> struct signature : signature<decltype(&F::operator())> {
    using self = void;
};
template <class R, class... A> struct signature<R (*)(A...)> : signature_of<void, false, R, A...> {};
template <class R, class... A> struct signature<R (*)(A...) noexcept> : signature_of<void, false, R, A...> {};
template <class R, class C, class... A> struct signature<R (C::*)(A...)> : signature_of<C, false, R, A...> {};
template <class R, class C, class... A> struct signature<R (C::*)(A...) const> : signature_of<C, true, R, A...> {};
template <class R, class C, class... A> struct signature<R (C::*)(A...) noexcept> : signature_of<C, false, R, A...> {};
template <class R, class C, class... A>
struct signature<R (C::*)(A...) const noexcept> : signature_of<C, true, R, A...> {};
template <class R, class C, class... A> struct signature<R (C::*)(A...) &> : signature_of<C, false, R, A...> {};
template <class R, class C, class... A> struct signature<R (C::*)(A...) const &> : signature_of<C, true, R, A...> {};

template <class F, class = void> constexpr bool has_one_operator = false;
template <class F> constexpr bool has_one_operator<F, std::void_t<decltype(&F::operator())>> = true;
/** Whether F can be called in one way. */
template <class F>
constexpr bool is_callable = std::is_function_v<std::remove_pointer_t<F>> || has_one_operator<F>;

/** A callable that is part of its type. */
template <auto F> struct constant {};
template <auto F> struct signature<constant<F>> : signature<decltype(F)> {};

/** A callable kept by the registrations of it. */
template <class F> struct kept : block {
    F call;
    explicit kept(F f) : block(&kept::end), call(std::move(f)) {}
    static void end(block *self) noexcept { delete static_cast<kept *>(self); }
    static F &of(void *user_data) noexcept { return static_cast<kept *>(static_cast<block *>(user_data))->call; }
    static block *make(F f) { return new kept(std::move(f)); }
};
template <auto F> struct kept<constant<F>> {
    static constexpr auto of(void *) noexcept { return F; }
    static block *make(constant<F>) noexcept { return nullptr; }
};

/** Runs what a script called: no C++ exception leaves it. */
template <class Body> inline void guarded(as_generic *c, Body &&body) noexcept {
#if ANGEL_EXCEPTIONS
    try {
        body();
    } catch (const std::exception &e) {
        as_vm_raise(static_cast<as_vm *>(c->vm), e.what());
    } catch (...) {
        as_vm_raise(static_cast<as_vm *>(c->vm), "C++ exception");
    }
#else
    (void)c;
    body();
#endif
}

/** `f(object, args…)`, where `f` is a member function or takes the object as reference or pointer first. */
template <class T, class F, class... A> decltype(auto) apply_to(F &&f, T *object, A &&...args) {
    if constexpr (std::is_member_function_pointer_v<std::decay_t<F>>) {
        return (object->*f)(std::forward<A>(args)...);
    } else if constexpr (std::is_invocable_v<F &, T &, A...>) {
        return f(*object, std::forward<A>(args)...);
    } else {
        return f(object, std::forward<A>(args)...);
    }
}

template <class F, class R, class Params, class Index> struct thunks;
template <class F, class R, class... A, size_t... I> struct thunks<F, R, list<A...>, std::index_sequence<I...>> {
    using place = places<A...>;

    /** A global function. */
    static void global(as_generic *c) noexcept {
        guarded(c, [c] {
            answer<R>(c, [c]() -> R {
                auto &&f = kept<F>::of(c->user_data);
                return f(argument<A>(c, place::template at<I>()).get()...);
            });
        });
    }
    /** A method of T. */
    template <class T> static void method(as_generic *c) noexcept {
        guarded(c, [c] {
            answer<R>(c, [c]() -> R {
                auto &&f = kept<F>::of(c->user_data);
                return apply_to(f, static_cast<T *>(c->object), argument<A>(c, place::template at<I>()).get()...);
            });
        });
    }
    /** A constructor of the value type T: F is not called. */
    template <class T> static void construct(as_generic *c) noexcept {
        guarded(c, [c] { ::new (c->object) T(argument<A>(c, place::template at<I>()).get()...); });
    }
};

template <class F, class R, class... A>
using thunks_of = thunks<F, R, list<A...>, std::index_sequence_for<A...>>;

/** What there is to know of a callable as a global function. */
template <class F, class Params = typename signature<F>::params> struct global_info;
template <class F, class... A> struct global_info<F, list<A...>> {
    static_assert(std::is_void_v<typename signature<F>::self>, "a member function needs an object: register it as a method");
    using result = typename signature<F>::result;
    static constexpr as_generic_fn code = &thunks_of<F, result, A...>::global;
    static void declare(writer &w, const std::string &name) {
        w.template returned<result>();
        w.text += " " + name + "(";
        (w.template param<A>(), ...);
        w.text += ")";
    }
};

/** What there is to know of a callable as a method of T. One that is no member function gets the object first. */
template <class T, class R, bool Const, class F, class Params> struct method_shape;
template <class T, class R, bool Const, class F, class... A> struct method_shape<T, R, Const, F, list<A...>> {
    static constexpr as_generic_fn code = &thunks_of<F, R, A...>::template method<T>;
    static void declare(writer &w, const std::string &name) {
        w.template returned<R>();
        w.text += " " + name + "(";
        (w.template param<A>(), ...);
        w.text += Const ? ") const" : ")";
    }
};

template <class T, class F, class Self = typename signature<F>::self, class Params = typename signature<F>::params>
struct method_info : method_shape<T, typename signature<F>::result, signature<F>::is_const, F, Params> {
    static_assert(std::is_base_of_v<Self, T>, "a member function of another class");
};
template <class T, class F, class First, class... A>
struct method_info<T, F, void, list<First, A...>>
    : method_shape<T, typename signature<F>::result,
                   std::is_const_v<std::remove_pointer_t<std::remove_reference_t<First>>> ||
                       (!std::is_reference_v<First> && !std::is_pointer_v<First>),
                   F, list<A...>> {
    static_assert(std::is_convertible_v<T *, std::remove_pointer_t<std::remove_reference_t<First>> *> ||
                      std::is_convertible_v<T *, const bare<First> *>,
                  "the first parameter of a function used as a method is the object");
};

/** The work of a method of Base for objects of Derived that have their Base elsewhere than at their start. */
struct moved_method : block {
    as_generic_fn code;
    std::shared_ptr<block> data;
    ptrdiff_t offset;
    moved_method(as_generic_fn c, std::shared_ptr<block> d, ptrdiff_t o)
        : block(&moved_method::end), code(c), data(std::move(d)), offset(o) {}
    static void end(block *self) noexcept { delete static_cast<moved_method *>(self); }
    static void run(as_generic *c) noexcept {
        moved_method *self = static_cast<moved_method *>(static_cast<block *>(c->user_data));
        as_generic inner = *c;
        inner.object = static_cast<char *>(c->object) + self->offset;
        inner.user_data = self->data.get();
        self->code(&inner);
    }
};

} // namespace detail
} // namespace ANGEL_MODE
} // namespace angel

#endif
