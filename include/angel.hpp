/*
 * libangel for C++17: a layer of templates over the C interface in angel.h. Nothing to link besides the library.
 *
 * Failures. The layer has two modes, chosen by the compiler's flags (or ANGEL_NO_EXCEPTIONS):
 *
 * - With exceptions a function declared `outcome<T>` returns a T or throws angel::exception; what a script raises comes
 *   out of a call as angel::script_exception. Registering throws at the mistake.
 * - Without exceptions `outcome<T>` is angel::result<T>: `if (r)`, `*r`, `r.error()`. Registering calls return the builder
 *   in both modes, so here the first mistake is kept: `context.ok()`, `context.error()`, and `context.seal()` gives it.
 *
 * Both need no RTTI; with RTTI bases of polymorphic types also get the cast down. The modes live in different inline
 * namespaces, so that files of both modes may be linked into one program.
 *
 * Functions given to scripts are called through functions that the compiler makes from templates. They allocate nothing
 * themselves and let no C++ exception out: it becomes a script exception with the text of its `what()`.
 *
 * Handles are used by the threads that the C handles below them allow (see angel.h).
 */

#ifndef ANGEL_HPP
#define ANGEL_HPP

#include "angel/error.hpp"
#include "angel/handles.hpp"
#include "angel/convert.hpp"
#include "angel/thunk.hpp"
#include "angel/register.hpp"
#include "angel/types.hpp"
#include "angel/script.hpp"
#include "angel/values.hpp"
#include "angel/containers.hpp"
#include "angel/serializer.hpp"
#include "angel/running.hpp"
#include "angel/debug.hpp"
#include "angel/reflection.hpp"

#endif
