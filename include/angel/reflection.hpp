/* Part of angel.hpp: everything that a context and a unit declare, as lists to go through. */

#ifndef ANGEL_REFLECTION_HPP
#define ANGEL_REFLECTION_HPP

#include "script.hpp"

namespace angel {
inline namespace ANGEL_MODE {

/** A variable of a unit, or a property that the host has registered. Its name lives as long as the unit or context. */
struct global_info {
    std::string_view name; /**< With its namespace. */
    as_type_use type;      /**< Its type. */
    size_t index;          /**< Its number there, for `as_vm_global_at` or `as_context_global_at`. */
};

/** A property of a type. Its name lives as long as the type. */
struct property_info {
    std::string_view name; /**< Its name. */
    as_type_use type;      /**< Its type. */
    as_access access;      /**< Who may use it. */
    int32_t offset;        /**< Bytes from the start of the object; see `as_type_property_offset`. */
};

/** A value of an enum. Its name lives as long as the type. */
struct enum_value_info {
    std::string_view name; /**< Its name, without the enum's. */
    int64_t value;         /**< The number. */
};

/** A parameter of a function. The texts live as long as the function. */
struct param_info {
    std::string_view name;          /**< Empty if it has none. */
    as_type_use type;               /**< Its type. */
    std::string_view default_value; /**< The default argument as it was written; empty if there is none. */
};

namespace detail {

template <class T, class Get> std::vector<T> listed(size_t count, Get &&get) {
    std::vector<T> all;
    all.reserve(count);
    for (size_t i = 0; i < count; i++) {
        all.push_back(get(i));
    }
    return all;
}

} // namespace detail

/** The types that a context has: object types, enums, interfaces and function types. */
inline std::vector<type> types(const context &c) {
    return detail::listed<type>(as_context_type_count(c.raw()), [&](size_t i) { return type(as_context_type_at(c.raw(), i)); });
}
/** The types that a unit declares: classes, interfaces, enums and function types. */
inline std::vector<type> types(const unit &u) {
    return detail::listed<type>(as_unit_type_count(u.raw()), [&](size_t i) { return type(as_unit_type_at(u.raw(), i)); });
}
/** The global functions that a context has. */
inline std::vector<function> functions(const context &c) {
    return detail::listed<function>(as_context_function_count(c.raw()),
                                    [&](size_t i) { return function(as_context_function_at(c.raw(), i)); });
}
/** The global functions of a unit. */
inline std::vector<function> functions(const unit &u) {
    return detail::listed<function>(as_unit_function_count(u.raw()),
                                    [&](size_t i) { return function(as_unit_function_at(u.raw(), i)); });
}
/** The global function of the host that a declaration or a unique name denotes; empty if there is none. */
inline function find_function(const context &c, const std::string &declaration) noexcept {
    return as_context_find_function(c.raw(), declaration.c_str());
}
/** The global properties that a context has. */
inline std::vector<global_info> globals(const context &c) {
    return detail::listed<global_info>(as_context_global_count(c.raw()), [&](size_t i) {
        return global_info{view(as_context_global_name(c.raw(), i)), as_context_global_type(c.raw(), i), i};
    });
}
/** The global variables of a unit. */
inline std::vector<global_info> globals(const unit &u) {
    return detail::listed<global_info>(as_unit_global_count(u.raw()), [&](size_t i) {
        return global_info{view(as_unit_global_name(u.raw(), i)), as_unit_global_type(u.raw(), i), i};
    });
}
/** The methods of a type; of a class inherited ones too. */
inline std::vector<function> methods(type t) {
    return detail::listed<function>(as_type_method_count(t.raw()),
                                    [&](size_t i) { return function(as_type_method_at(t.raw(), i)); });
}
/** The properties of a type; of a class inherited ones first. */
inline std::vector<property_info> properties(type t) {
    return detail::listed<property_info>(as_type_property_count(t.raw()), [&](size_t i) {
        return property_info{view(as_type_property_name(t.raw(), i)), as_type_property_type(t.raw(), i),
                             as_type_property_access(t.raw(), i), as_type_property_offset(t.raw(), i)};
    });
}
/** The values of an enum. */
inline std::vector<enum_value_info> enum_values(type t) {
    return detail::listed<enum_value_info>(as_type_enum_value_count(t.raw()), [&](size_t i) {
        return enum_value_info{view(as_type_enum_value_name(t.raw(), i)), as_type_enum_value_at(t.raw(), i)};
    });
}
/** The interfaces that a class implements. */
inline std::vector<type> interfaces(type t) {
    return detail::listed<type>(as_type_interface_count(t.raw()),
                                [&](size_t i) { return type(as_type_interface_at(t.raw(), i)); });
}
/** The arguments of an instance of a template. */
inline std::vector<as_type_use> type_args(type t) {
    return detail::listed<as_type_use>(as_type_arg_count(t.raw()), [&](size_t i) { return as_type_arg_at(t.raw(), i); });
}
/** The constructors, factories and other behaviours of a type; `as_function_get_kind` tells them apart. */
inline std::vector<function> behaviors(type t) {
    return detail::listed<function>(as_type_behavior_count(t.raw()),
                                    [&](size_t i) { return function(as_type_behavior_at(t.raw(), i)); });
}
/** The parameters of a function. */
inline std::vector<param_info> params(function f) {
    return detail::listed<param_info>(as_function_param_count(f.raw()), [&](size_t i) {
        return param_info{view(as_function_param_name(f.raw(), i)), as_function_param_type(f.raw(), i),
                          view(as_function_param_default(f.raw(), i))};
    });
}
/** The texts in brackets before the declaration of a function; see docs/units.md. */
inline std::vector<std::string_view> metadata(function f) {
    return detail::listed<std::string_view>(as_function_metadata_count(f.raw()),
                                            [&](size_t i) { return view(as_function_metadata_at(f.raw(), i)); });
}
/** The texts in brackets before the declaration of a type. */
inline std::vector<std::string_view> metadata(type t) {
    return detail::listed<std::string_view>(as_type_metadata_count(t.raw()),
                                            [&](size_t i) { return view(as_type_metadata_at(t.raw(), i)); });
}

/** Gives a type a pointer of the host; `free`, unless NULL, is called once in the end. */
inline outcome<void> set_user_data(type t, void *data, as_free_fn free = nullptr) {
    return detail::check(as_type_set_user_data(t.raw(), data, free));
}
/** The pointer given by set_user_data; NULL if there is none. */
template <class T> T *user_data(type t) noexcept { return static_cast<T *>(as_type_get_user_data(t.raw())); }
/** Gives a context a pointer of the host; `free`, unless NULL, is called once in the end. */
inline outcome<void> set_user_data(const context &c, void *data, as_free_fn free = nullptr) {
    return detail::check(as_context_set_user_data(c.raw(), data, free));
}
/** The pointer given by set_user_data; NULL if there is none. */
template <class T> T *user_data(const context &c) noexcept { return static_cast<T *>(as_context_get_user_data(c.raw())); }
/** Gives a unit a pointer of the host; `free`, unless NULL, is called once in the end. */
inline outcome<void> set_user_data(const unit &u, void *data, as_free_fn free = nullptr) {
    return detail::check(as_unit_set_user_data(u.raw(), data, free));
}
/** The pointer given by set_user_data; NULL if there is none. */
template <class T> T *user_data(const unit &u) noexcept { return static_cast<T *>(as_unit_get_user_data(u.raw())); }

} // namespace ANGEL_MODE
} // namespace angel

#endif
