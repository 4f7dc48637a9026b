# Installs the header, both libraries, the CMake package and the pkg-config file. What is installed can be moved: paths in
# the package files are relative to the files themselves.

include(CMakePackageConfigHelpers)

install(DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
set(angel_built "${angel_lib_dir}/${ANGEL_PROFILE_DIR}")
install(FILES "${angel_built}/${ANGEL_STATIC_FILE}" DESTINATION "${CMAKE_INSTALL_LIBDIR}")
if(WIN32)
  install(PROGRAMS "${angel_built}/${ANGEL_SHARED_FILE}" DESTINATION "${CMAKE_INSTALL_BINDIR}")
  install(FILES "${angel_built}/${ANGEL_IMPORT_FILE}" DESTINATION "${CMAKE_INSTALL_LIBDIR}")
else()
  install(PROGRAMS "${angel_built}/${ANGEL_SHARED_FILE}" DESTINATION "${CMAKE_INSTALL_LIBDIR}")
  install(FILES "${angel_built}/${ANGEL_SHARED_SONAME}" "${angel_built}/${ANGEL_SHARED_LINK}" DESTINATION "${CMAKE_INSTALL_LIBDIR}")
endif()

set(angel_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/angel")
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/angelConfig.cmake.in" "${CMAKE_CURRENT_BINARY_DIR}/angelConfig.cmake"
  INSTALL_DESTINATION "${angel_package_dir}"
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_BINDIR)
# Before 1.0 a minor version may break what stands on it.
set(angel_compatibility SameMajorVersion)
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(angel_compatibility SameMinorVersion)
endif()
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/angelConfigVersion.cmake" COMPATIBILITY ${angel_compatibility})
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/angelConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/angelConfigVersion.cmake"
  DESTINATION "${angel_package_dir}")

file(RELATIVE_PATH ANGEL_PC_PREFIX "/p/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/p")
string(REGEX REPLACE "/$" "" ANGEL_PC_PREFIX "${ANGEL_PC_PREFIX}")
set(ANGEL_PC_PRIVATE "")
foreach(name IN LISTS ANGEL_STATIC_DEPENDS)
  string(APPEND ANGEL_PC_PRIVATE " -l${name}")
endforeach()
configure_file("${CMAKE_CURRENT_LIST_DIR}/angel.pc.in" "${CMAKE_CURRENT_BINARY_DIR}/angel.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/angel.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
