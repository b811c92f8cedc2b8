# SPDX-License-Identifier: MIT
# cpack -G DEB: the packages of debian/control, of a build that was configured for them:
#   cmake -B BUILD -DCMAKE_INSTALL_PREFIX=/usr -DCMAKE_INSTALL_LIBDIR=lib/$(gcc -print-multiarch)
# debian/ makes the same packages with Debian's own tools.
set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_NAME cinstr)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "cinstr developers <cinstr@example.org>")
set(CPACK_PACKAGE_HOMEPAGE_URL "https://example.org/cinstr")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSES/MIT.txt)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/package.cmake)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/lib)
file(STRINGS debian/control DESCRIPTIONS)

# Declares the package of a component: its name, section, what it needs, and the description that
# debian/control has of it.
function(cinstr_add_package COMPONENT NAME SECTION DEPENDS)
    string(TOUPPER ${COMPONENT} UPPER)
    set(DESCRIPTION)
    set(HERE OFF)
    foreach(LINE IN LISTS DESCRIPTIONS)
        if(LINE MATCHES "^Package: (.*)")
            string(REPLACE "-12-" "-[0-9]+-" PATTERN "${CMAKE_MATCH_1}")
            if(NAME MATCHES "^${PATTERN}$")
                set(HERE ON)
            else()
                set(HERE OFF)
            endif()
        elseif(HERE AND LINE MATCHES "^Description: ")
            set(DESCRIPTION " ") # CPack puts the project's line above
        elseif(HERE AND LINE MATCHES "^ (.*)" AND DESCRIPTION)
            string(APPEND DESCRIPTION "\n${CMAKE_MATCH_1}")
        endif()
    endforeach()
    set(CPACK_DEBIAN_${UPPER}_PACKAGE_NAME ${NAME} PARENT_SCOPE)
    set(CPACK_DEBIAN_${UPPER}_PACKAGE_SECTION ${SECTION} PARENT_SCOPE)
    set(CPACK_DEBIAN_${UPPER}_PACKAGE_DEPENDS "${DEPENDS}" PARENT_SCOPE)
    string(STRIP "${DESCRIPTION}" DESCRIPTION)
    set(CPACK_DEBIAN_${UPPER}_DESCRIPTION "${DESCRIPTION}" PARENT_SCOPE)
    cinstr_install_documents(${COMPONENT} ${NAME})
endfunction()

# What Debian wants beside each package: its copyright and its changelog.
function(cinstr_install_documents COMPONENT NAME)
    set(DIRECTORY ${PROJECT_BINARY_DIR}/package/${NAME})
    file(MAKE_DIRECTORY ${DIRECTORY})
    execute_process(COMMAND gzip -9n INPUT_FILE ${PROJECT_SOURCE_DIR}/debian/changelog
        OUTPUT_FILE ${DIRECTORY}/changelog.gz COMMAND_ERROR_IS_FATAL ANY)
    install(FILES debian/copyright ${DIRECTORY}/changelog.gz DESTINATION share/doc/${NAME}
        COMPONENT ${COMPONENT} EXCLUDE_FROM_ALL)
endfunction()

set(LIBRARIES "libcinstr1 (= ${PROJECT_VERSION})")
set(PLUGIN_PACKAGES)
foreach(MAJOR IN LISTS GCCS)
    cinstr_add_package(plugin-${MAJOR} gcc-${MAJOR}-plugin-cinstr devel
        "gcc-${MAJOR}, libcinstr-dev (= ${PROJECT_VERSION})")
    list(APPEND PLUGIN_PACKAGES gcc-${MAJOR}-plugin-cinstr)
endforeach()
list(JOIN PLUGIN_PACKAGES " | " PLUGIN_PACKAGES)
cinstr_add_package(runtime libcinstr1 libs "")
cinstr_add_package(development libcinstr-dev libdevel "${LIBRARIES}")
cinstr_add_package(command cinstr devel "${LIBRARIES}")
set(CPACK_DEBIAN_COMMAND_PACKAGE_RECOMMENDS "${PLUGIN_PACKAGES}")
set(CPACK_DEBIAN_COMMAND_PACKAGE_SUGGESTS "graphviz")

# What a cross compiler needs: its plugin, and the libraries that it links with, on which no program here depends.
set(CROSS_COMPONENTS)
foreach(TARGET IN LISTS CINSTR_CROSSED)
    if(NOT "${TARGET}" STREQUAL aarch64-linux-gnu)
        continue() # debian/control tells of no other
    endif()
    cinstr_add_package(runtime-${TARGET} libcinstr-dev-arm64-cross libdevel
        "libcinstr-dev (= ${PROJECT_VERSION}), libc6-dev-arm64-cross")
    string(TOUPPER runtime-${TARGET} UPPER)
    set(CPACK_DEBIAN_${UPPER}_PACKAGE_SHLIBDEPS OFF)
    install(FILES debian/libcinstr-dev-arm64-cross.lintian-overrides RENAME libcinstr-dev-arm64-cross
        DESTINATION share/lintian/overrides COMPONENT runtime-${TARGET} EXCLUDE_FROM_ALL)
    list(APPEND CROSS_COMPONENTS runtime-${TARGET})
    foreach(CROSS IN LISTS CINSTR_CROSSES)
        string(REGEX REPLACE ".*/gcc-" "" MAJOR ${CROSS})
        cinstr_add_package(plugin-${MAJOR}-${TARGET} gcc-${MAJOR}-plugin-cinstr-${TARGET} devel
            "gcc-${MAJOR}-${TARGET}, libcinstr-dev-arm64-cross (= ${PROJECT_VERSION})")
        list(APPEND CROSS_COMPONENTS plugin-${MAJOR}-${TARGET})
    endforeach()
endforeach()
# The loader hears of new libraries by a trigger, as Debian wants it; CPack's own script calls ldconfig besides.
file(WRITE ${PROJECT_BINARY_DIR}/package/triggers "activate-noawait ldconfig\n")
set(SHLIBS)
foreach(NAME libcinstr libcinstr-bench libcinstr-malloc)
    string(APPEND SHLIBS "${NAME} 1 libcinstr1 (>= ${PROJECT_VERSION})\n")
endforeach()
file(WRITE ${PROJECT_BINARY_DIR}/package/shlibs "${SHLIBS}")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/package/triggers
    ${PROJECT_BINARY_DIR}/package/shlibs)
# lintian's error about the private zlib, and why it is there.
install(FILES debian/libcinstr1.lintian-overrides RENAME libcinstr1 DESTINATION share/lintian/overrides
    COMPONENT runtime EXCLUDE_FROM_ALL)
set(CPACK_COMPONENTS_ALL command runtime development ${CROSS_COMPONENTS})
foreach(MAJOR IN LISTS GCCS)
    list(APPEND CPACK_COMPONENTS_ALL plugin-${MAJOR})
endforeach()
include(CPack)
