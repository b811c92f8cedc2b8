# SPDX-License-Identifier: MIT
# Finds the GCCs that can load a plugin of ours, and builds the plugin for each.

# Sets OUT to the majors whose plugin headers are installed; CINSTR_GCC_MAJORS narrows it.
function(cinstr_find_gccs OUT)
    set(FOUND)
    foreach(MAJOR RANGE 11 16)
        find_program(GCC_${MAJOR} gcc-${MAJOR})
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
        message(FATAL_ERROR "No GCC from 11 on has its plugin headers: "
            "apt-get install gcc-12-plugin-dev")
    endif()
    list(JOIN FOUND ", " TEXT)
    message(STATUS "Plugin for GCC ${TEXT}")
    set(${OUT} ${FOUND} PARENT_SCOPE)
endfunction()

# The plugin's C++ is GCC's own dialect: no exceptions, no RTTI. It is built by the GCC that will load
# it where that one's g++ is there, else by the project's compiler.
function(cinstr_add_plugin MAJOR SOURCES HEADERS)
    find_program(GXX_${MAJOR} g++-${MAJOR})
    if(NOT GXX_${MAJOR})
        set(GXX_${MAJOR} ${CMAKE_CXX_COMPILER})
    endif()
    set(DIRECTORY ${PROJECT_BINARY_DIR}/lib/cinstr/gcc-${MAJOR})
    set(OBJECTS)
    foreach(SOURCE IN LISTS SOURCES)
        set(OBJECT ${CMAKE_CURRENT_BINARY_DIR}/gcc-${MAJOR}/${SOURCE}.o)
        get_filename_component(OBJECT_DIRECTORY ${OBJECT} DIRECTORY)
        add_custom_command(OUTPUT ${OBJECT}
            COMMAND ${CMAKE_COMMAND} -E make_directory ${OBJECT_DIRECTORY}
            COMMAND ${GXX_${MAJOR}} -std=gnu++14 -O2 -g1 -fPIC -fvisibility=hidden -fno-exceptions
                -fno-rtti -Wall -Wextra -Werror -I${CMAKE_CURRENT_SOURCE_DIR}
                -I${PROJECT_SOURCE_DIR}/include
                -isystem ${GCC_PLUGIN_INCLUDE_${MAJOR}} -DCINSTR_VERSION="${PROJECT_VERSION}"
                -c ${CMAKE_CURRENT_SOURCE_DIR}/${SOURCE} -o ${OBJECT}
            DEPENDS ${SOURCE} ${HEADERS} VERBATIM)
        list(APPEND OBJECTS ${OBJECT})
    endforeach()
    add_custom_command(OUTPUT ${DIRECTORY}/cinstr.so
        COMMAND ${CMAKE_COMMAND} -E make_directory ${DIRECTORY}
        COMMAND ${GXX_${MAJOR}} -shared -static-libstdc++ -static-libgcc -o ${DIRECTORY}/cinstr.so
            ${OBJECTS}
        DEPENDS ${OBJECTS} VERBATIM)
    add_custom_target(cinstr_plugin_${MAJOR} ALL DEPENDS ${DIRECTORY}/cinstr.so)
    set_property(GLOBAL APPEND PROPERTY CINSTR_PLUGINS ${DIRECTORY}/cinstr.so)
    set_property(GLOBAL APPEND PROPERTY CINSTR_PLUGIN_TARGETS cinstr_plugin_${MAJOR})
    install(FILES ${DIRECTORY}/cinstr.so DESTINATION lib/cinstr/gcc-${MAJOR})
endfunction()
