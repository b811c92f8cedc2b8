# SPDX-License-Identifier: MIT
# Manual pages, from docs/man, where pandoc is installed.
find_program(PANDOC pandoc)
if(NOT PANDOC)
    message(STATUS "No manual pages: they need pandoc")
    return()
endif()
file(GLOB MANUAL_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/man/*.1.md)
set(MANUAL_PAGES)
foreach(SOURCE IN LISTS MANUAL_SOURCES)
    cmake_path(GET SOURCE STEM LAST_ONLY NAME)
    set(PAGE ${PROJECT_BINARY_DIR}/man/${NAME})
    add_custom_command(OUTPUT ${PAGE}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/man
        COMMAND ${PANDOC} -s -t man -o ${PAGE} ${SOURCE}
        DEPENDS ${SOURCE} VERBATIM)
    list(APPEND MANUAL_PAGES ${PAGE})
endforeach()
add_custom_target(cinstr_manual ALL DEPENDS ${MANUAL_PAGES})
install(FILES ${MANUAL_PAGES} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
