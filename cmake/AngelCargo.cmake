# Builds the library with cargo and gives the results two targets:
#
#   angel::angel   the shared library
#   angel::static  the static library
#
# `Debug` builds use cargo's `dev` profile, all others `release`.

find_program(ANGEL_CARGO cargo HINTS "$ENV{CARGO_HOME}/bin" "$ENV{HOME}/.cargo/bin" "$ENV{USERPROFILE}/.cargo/bin")
if(NOT ANGEL_CARGO)
  message(FATAL_ERROR "cargo was not found; install Rust from https://rustup.rs or set ANGEL_CARGO")
endif()

# File names.
if(WIN32)
  set(ANGEL_SHARED_FILE angel.dll)
  set(ANGEL_SHARED_SONAME angel.dll)
  set(ANGEL_SHARED_LINK angel.dll)
  set(ANGEL_SHARED_FROM angel.dll)
  if(MSVC)
    set(ANGEL_IMPORT_FILE angel.dll.lib)
    set(ANGEL_STATIC_FILE angel.lib)
  else()
    set(ANGEL_IMPORT_FILE libangel.dll.a)
    set(ANGEL_STATIC_FILE libangel.a)
  endif()
  set(ANGEL_STATIC_DEPENDS ws2_32 userenv ntdll bcrypt advapi32 synchronization)
elseif(APPLE)
  set(ANGEL_SHARED_FILE libangel.${PROJECT_VERSION}.dylib)
  set(ANGEL_SHARED_SONAME libangel.${PROJECT_VERSION_MAJOR}.dylib)
  set(ANGEL_SHARED_LINK libangel.dylib)
  set(ANGEL_SHARED_FROM libangel.dylib)
  set(ANGEL_STATIC_FILE libangel.a)
  set(ANGEL_STATIC_DEPENDS "")
else()
  set(ANGEL_SHARED_FILE libangel.so.${PROJECT_VERSION})
  set(ANGEL_SHARED_SONAME libangel.so.${PROJECT_VERSION_MAJOR})
  set(ANGEL_SHARED_LINK libangel.so)
  set(ANGEL_SHARED_FROM libangel.so)
  set(ANGEL_STATIC_FILE libangel.a)
  set(ANGEL_STATIC_DEPENDS pthread dl m)
endif()

set(ANGEL_PROFILE "$<IF:$<CONFIG:Debug>,dev,release>")
set(ANGEL_PROFILE_DIR "$<IF:$<CONFIG:Debug>,debug,release>")
set(angel_cargo_out "${ANGEL_CARGO_TARGET_DIR}")
set(angel_cargo_args build --lib --locked --profile "${ANGEL_PROFILE}" --target-dir "${ANGEL_CARGO_TARGET_DIR}")
if(ANGEL_CARGO_TRIPLE)
  list(APPEND angel_cargo_args --target "${ANGEL_CARGO_TRIPLE}")
  string(APPEND angel_cargo_out "/${ANGEL_CARGO_TRIPLE}")
endif()
separate_arguments(angel_cargo_more NATIVE_COMMAND "${ANGEL_CARGO_FLAGS}")
list(APPEND angel_cargo_args ${angel_cargo_more})

# Cargo's results are copied to where their names and links are those of an installation.
set(angel_lib_dir "${CMAKE_CURRENT_BINARY_DIR}/lib")
set(angel_copy "${CMAKE_COMMAND}" -E copy_if_different)
set(angel_from "${angel_cargo_out}/${ANGEL_PROFILE_DIR}")
set(angel_to "${angel_lib_dir}/${ANGEL_PROFILE_DIR}")
set(angel_link_commands "")
if(NOT WIN32)
  foreach(name IN ITEMS "${ANGEL_SHARED_SONAME}" "${ANGEL_SHARED_LINK}")
    list(APPEND angel_link_commands COMMAND "${CMAKE_COMMAND}" -E create_symlink "${ANGEL_SHARED_FILE}" "${angel_to}/${name}")
  endforeach()
else()
  list(APPEND angel_link_commands COMMAND ${angel_copy} "${angel_from}/${ANGEL_IMPORT_FILE}" "${angel_to}/${ANGEL_IMPORT_FILE}")
endif()
add_custom_target(angel_build ALL
  COMMAND "${ANGEL_CARGO}" ${angel_cargo_args}
  COMMAND "${CMAKE_COMMAND}" -E make_directory "${angel_to}"
  COMMAND ${angel_copy} "${angel_from}/${ANGEL_SHARED_FROM}" "${angel_to}/${ANGEL_SHARED_FILE}"
  COMMAND ${angel_copy} "${angel_from}/${ANGEL_STATIC_FILE}" "${angel_to}/${ANGEL_STATIC_FILE}"
  ${angel_link_commands}
  WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
  COMMENT "Building libangel with cargo"
  USES_TERMINAL VERBATIM)

function(angel_imported target kind file)
  add_library(${target} ${kind} IMPORTED GLOBAL)
  add_dependencies(${target} angel_build)
  set_target_properties(${target} PROPERTIES
    IMPORTED_LOCATION "${angel_lib_dir}/release/${file}"
    IMPORTED_LOCATION_DEBUG "${angel_lib_dir}/debug/${file}"
    INTERFACE_INCLUDE_DIRECTORIES "${CMAKE_CURRENT_SOURCE_DIR}/include")
endfunction()

angel_imported(angel_shared SHARED "${ANGEL_SHARED_FILE}")
if(WIN32)
  set_target_properties(angel_shared PROPERTIES
    IMPORTED_IMPLIB "${angel_lib_dir}/release/${ANGEL_IMPORT_FILE}"
    IMPORTED_IMPLIB_DEBUG "${angel_lib_dir}/debug/${ANGEL_IMPORT_FILE}")
else()
  set_target_properties(angel_shared PROPERTIES IMPORTED_SONAME "${ANGEL_SHARED_SONAME}")
endif()
angel_imported(angel_static STATIC "${ANGEL_STATIC_FILE}")
set_target_properties(angel_static PROPERTIES INTERFACE_LINK_LIBRARIES "${ANGEL_STATIC_DEPENDS}")

add_library(angel::angel ALIAS angel_shared)
add_library(angel::static ALIAS angel_static)
