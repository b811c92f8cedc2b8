# SPDX-License-Identifier: MIT
# Finds the GCCs that can load a plugin of ours, and builds the plugin for each.
set(CINSTR_GCC_MIN 11)
set(CINSTR_GCC_MAX 16) # plugin/gcc.h knows what changed up to this one

# Sets GCC_MAJOR to the program that is this GCC: gcc-MAJOR, or the project's compiler.
function(cinstr_find_gcc MAJOR)
    find_program(GCC_${MAJOR} gcc-${MAJOR})
    if(NOT GCC_${MAJOR} AND CMAKE_C_COMPILER_ID STREQUAL GNU
            AND CMAKE_C_COMPILER_VERSION MATCHES "^${MAJOR}\\.")
        set(GCC_${MAJOR} ${CMAKE_C_COMPILER} CACHE FILEPATH "GCC ${MAJOR}" FORCE)
    endif()
endfunction()

# Sets OUT to the majors whose plugin headers are installed; CINSTR_GCC_MAJORS narrows it.
function(cinstr_find_gccs OUT)
    set(FOUND)
    math(EXPR NEXT "${CINSTR_GCC_MAX} + 1")
    cinstr_find_gcc(${NEXT})
    if(GCC_${NEXT})
        message(STATUS "No plugin for GCC ${NEXT}: cinstr knows GCC ${CINSTR_GCC_MIN} to ${CINSTR_GCC_MAX}")
    endif()
    foreach(MAJOR RANGE ${CINSTR_GCC_MIN} ${CINSTR_GCC_MAX})
        cinstr_find_gcc(${MAJOR})
        if(NOT GCC_${MAJOR} OR (CINSTR_GCC_MAJORS AND NOT MAJOR IN_LIST CINSTR_GCC_MAJORS))
            continue()
        endif()
        execute_process(COMMAND ${GCC_${MAJOR}} -print-file-name=plugin
            OUTPUT_VARIABLE DIRECTORY OUTPUT_STRIP_TRAILING_WHITESPACE)
        if(EXISTS ${DIRECTORY}/include/gcc-plugin.h)
            list(APPEND FOUND ${MAJOR})
            set(GCC_PLUGIN_INCLUDE_${MAJOR} ${DIRECTORY}/include PARENT_SCOPE)
        elseif(MAJOR IN_LIST CINSTR_GCC_MAJORS)
            message(FATAL_ERROR "GCC ${MAJOR} has no plugin headers: "
                "apt-get install gcc-${MAJOR}-plugin-dev")
        else()
            message(STATUS "No plugin for GCC ${MAJOR}: its headers are in gcc-${MAJOR}-plugin-dev")
        endif()
    endforeach()
    if(NOT FOUND)
        string(REGEX MATCH "^[0-9]+" MAJOR "${CMAKE_C_COMPILER_VERSION}")
        message(FATAL_ERROR "No GCC from ${CINSTR_GCC_MIN} to ${CINSTR_GCC_MAX} has its plugin headers: "
            "apt-get install gcc-${MAJOR}-plugin-dev")
    endif()
    list(JOIN FOUND ", " TEXT)
    message(STATUS "Plugin for GCC ${TEXT}")
    set(${OUT} ${FOUND} PARENT_SCOPE)
endfunction()

# The plugin's C++ is GCC's own dialect: no exceptions, no RTTI. It is built by the GCC that will load
# it where that one's g++ is there, else by the project's compiler. GCC's headers take two thirds of
# that time, so gcc.h is compiled once.
function(cinstr_add_plugin MAJOR SOURCES)
    find_program(GXX_${MAJOR} g++-${MAJOR})
    if(NOT GXX_${MAJOR})
        set(GXX_${MAJOR} ${CMAKE_CXX_COMPILER})
    endif()
    set(OBJECTS_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/gcc-${MAJOR})
    set(COMPILE ${GXX_${MAJOR}} -std=gnu++14 -O2 -g1 -fPIC -fvisibility=hidden -fno-exceptions -fno-rtti
        -ffile-prefix-map=${PROJECT_BINARY_DIR}/= -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.
        -Wall -Wextra -Werror -I${CMAKE_CURRENT_SOURCE_DIR} -I${PROJECT_SOURCE_DIR}/include
        -isystem ${GCC_PLUGIN_INCLUDE_${MAJOR}} -DCINSTR_VERSION="${PROJECT_VERSION}")
    set(HEADER ${OBJECTS_DIRECTORY}/gcc.h)
    file(CONFIGURE OUTPUT ${HEADER} CONTENT "#include \"${CMAKE_CURRENT_SOURCE_DIR}/gcc.h\"\n")
    add_custom_command(OUTPUT ${HEADER}.gch
        COMMAND ${COMPILE} -x c++-header ${HEADER} -o ${HEADER}.gch
        DEPENDS ${HEADER} gcc.h VERBATIM)
    set(OBJECTS)
    foreach(SOURCE IN LISTS SOURCES)
        set(OBJECT ${OBJECTS_DIRECTORY}/${SOURCE}.o)
        get_filename_component(OBJECT_DIRECTORY ${OBJECT} DIRECTORY)
        file(MAKE_DIRECTORY ${OBJECT_DIRECTORY})
        add_custom_command(OUTPUT ${OBJECT}
            COMMAND ${COMPILE} -include ${HEADER} -MD -MF ${OBJECT}.d
                -c ${CMAKE_CURRENT_SOURCE_DIR}/${SOURCE} -o ${OBJECT}
            DEPENDS ${SOURCE} ${HEADER}.gch DEPFILE ${OBJECT}.d VERBATIM)
        list(APPEND OBJECTS ${OBJECT})
    endforeach()
    cinstr_link_plugin(${MAJOR} "${OBJECTS}")
endfunction()

# GCC resolves all symbols of a plugin when it loads one, and GCCs differ in theirs. So that the plugin
# of another GCC can load and say which one it is for, the symbols that it takes from GCC are weak:
# those that this GCC's cc1 exports.
function(cinstr_link_plugin MAJOR OBJECTS)
    set(DIRECTORY ${PROJECT_BINARY_DIR}/lib/cinstr/gcc-${MAJOR})
    set(WHOLE ${CMAKE_CURRENT_BINARY_DIR}/gcc-${MAJOR}/plugin.o)
    set(EXPORTED ${CMAKE_CURRENT_BINARY_DIR}/gcc-${MAJOR}/exported)
    file(MAKE_DIRECTORY ${DIRECTORY})
    execute_process(COMMAND ${GCC_${MAJOR}} -print-prog-name=cc1
        OUTPUT_VARIABLE CC1 OUTPUT_STRIP_TRAILING_WHITESPACE)
    add_custom_command(OUTPUT ${EXPORTED}
        COMMAND sh -c "'${CMAKE_NM}' -D --defined-only '${CC1}' | sed 's/.* //' >'${EXPORTED}'"
        DEPENDS ${CC1} VERBATIM)
    add_custom_command(OUTPUT ${DIRECTORY}/cinstr.so
        COMMAND ${CMAKE_LINKER} -r -o ${WHOLE} ${OBJECTS}
        COMMAND ${CMAKE_OBJCOPY} --weaken-symbols=${EXPORTED} ${WHOLE}
        COMMAND ${GXX_${MAJOR}} -shared -static-libstdc++ -static-libgcc -o ${DIRECTORY}/cinstr.so
            ${WHOLE}
        DEPENDS ${OBJECTS} ${EXPORTED} VERBATIM)
    add_custom_target(cinstr_plugin_${MAJOR} ALL DEPENDS ${DIRECTORY}/cinstr.so)
    set_property(GLOBAL APPEND PROPERTY CINSTR_PLUGINS ${DIRECTORY}/cinstr.so)
    set_property(GLOBAL APPEND PROPERTY CINSTR_PLUGIN_TARGETS cinstr_plugin_${MAJOR})
    install(FILES ${DIRECTORY}/cinstr.so DESTINATION ${CMAKE_INSTALL_LIBDIR}/cinstr/gcc-${MAJOR}
        COMPONENT plugin-${MAJOR})
endfunction()
