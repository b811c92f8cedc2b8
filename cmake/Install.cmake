# SPDX-License-Identifier: MIT
# What is installed, in components that are the packages: runtime, development, command, and the
# plugin of each GCC. The build tree has the same layout, so that tests use what users get.

# Shared libraries are the runtime's, archives and the links that the linker follows the development's.
install(TARGETS cinstr_shared cinstr_static cinstr_bench_shared cinstr_bench_static cinstr_malloc
    EXPORT cinstr
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT development
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(DIRECTORY include/cinstr DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
set(CINSTR_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/cinstr)
install(EXPORT cinstr NAMESPACE cinstr:: DESTINATION ${CINSTR_CMAKE_DIR} FILE cinstr-targets.cmake
    COMPONENT development)

include(CMakePackageConfigHelpers)
configure_package_config_file(cmake/cinstr-config.cmake.in
    ${PROJECT_BINARY_DIR}/cinstr-config.cmake INSTALL_DESTINATION ${CINSTR_CMAKE_DIR}
    PATH_VARS CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cinstr-config-version.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/cinstr-config.cmake
    ${PROJECT_BINARY_DIR}/cinstr-config-version.cmake DESTINATION ${CINSTR_CMAKE_DIR}
    COMPONENT development)

# pkg-config has no way to ask for the user's compiler, so its file names the plugin of the system's.
execute_process(COMMAND ${CMAKE_C_COMPILER} -dumpversion OUTPUT_VARIABLE GCC_VERSION
    OUTPUT_STRIP_TRAILING_WHITESPACE)
string(REGEX MATCH "^[0-9]+" GCC_MAJOR "${GCC_VERSION}")
# The prefix, from where the file is: the tree may be moved as a whole.
file(RELATIVE_PATH PC_TO_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
set(PC_RPATH " -Wl,-rpath,\${libdir}")
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
    set(PC_RPATH) # the loader looks there anyway
endif()
configure_file(cmake/cinstr.pc.in ${PROJECT_BINARY_DIR}/cinstr.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/cinstr.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
    COMPONENT development)

install(FILES LICENSES/MIT.txt LICENSES/GPL-3.0-or-later.txt CHANGELOG.md
    DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT command)

include(Manual)
include(Completions)

# cmake --build BUILD --target uninstall
configure_file(cmake/uninstall.cmake.in ${PROJECT_BINARY_DIR}/uninstall.cmake @ONLY)
add_custom_target(uninstall COMMAND ${CMAKE_COMMAND} -P ${PROJECT_BINARY_DIR}/uninstall.cmake)
