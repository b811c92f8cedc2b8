# SPDX-License-Identifier: MIT
# What is installed, and the same layout in the build tree, so that tests use what users get.

install(TARGETS cinstr_malloc LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS cinstr_shared cinstr_static EXPORT cinstr
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/cinstr DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT cinstr NAMESPACE cinstr:: DESTINATION lib/cmake/cinstr FILE cinstr-targets.cmake)

include(CMakePackageConfigHelpers)
configure_package_config_file(cmake/cinstr-config.cmake.in
    ${PROJECT_BINARY_DIR}/cinstr-config.cmake INSTALL_DESTINATION lib/cmake/cinstr)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cinstr-config-version.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/cinstr-config.cmake
    ${PROJECT_BINARY_DIR}/cinstr-config-version.cmake DESTINATION lib/cmake/cinstr)

# pkg-config has no way to ask for the user's compiler, so its file names the plugin of the system's.
execute_process(COMMAND ${CMAKE_C_COMPILER} -dumpversion OUTPUT_VARIABLE GCC_VERSION
    OUTPUT_STRIP_TRAILING_WHITESPACE)
string(REGEX MATCH "^[0-9]+" GCC_MAJOR "${GCC_VERSION}")
configure_file(cmake/cinstr.pc.in ${PROJECT_BINARY_DIR}/cinstr.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/cinstr.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

include(Manual)
