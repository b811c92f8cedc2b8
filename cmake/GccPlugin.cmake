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

# Sets OUT to TARGET/gcc-MAJOR of the cross compilers of CINSTR_CROSS_TARGETS that have plugin headers
# and whose runtime can be built: libprotobuf-c.a and libz.a are there for the target.
function(cinstr_find_crosses MAJORS OUT)
    set(FOUND)
    foreach(TARGET IN LISTS CINSTR_CROSS_TARGETS)
        set(PLACES ${PROJECT_BINARY_DIR}/foreign/${TARGET}/usr/lib/${TARGET} /usr/lib/${TARGET}
            /usr/${TARGET}/lib)
        find_library(PROTOBUF_C_ARCHIVE_${TARGET} libprotobuf-c.a PATHS ${PLACES} NO_DEFAULT_PATH)
        find_library(ZLIB_ARCHIVE_${TARGET} libz.a PATHS ${PLACES} NO_DEFAULT_PATH)
        if(NOT PROTOBUF_C_ARCHIVE_${TARGET} OR NOT ZLIB_ARCHIVE_${TARGET})
            message(STATUS "Nothing for ${TARGET}: scripts/foreign ${PROJECT_BINARY_DIR} gets its libraries")
            continue()
        endif()
        foreach(MAJOR IN LISTS MAJORS)
            find_program(GCC_${TARGET}_${MAJOR} ${TARGET}-gcc-${MAJOR})
            if(NOT GCC_${TARGET}_${MAJOR})
                continue()
            endif()
            execute_process(COMMAND ${GCC_${TARGET}_${MAJOR}} -print-file-name=plugin
                OUTPUT_VARIABLE DIRECTORY OUTPUT_STRIP_TRAILING_WHITESPACE)
            if(NOT EXISTS ${DIRECTORY}/include/gcc-plugin.h)
                message(STATUS "No plugin for GCC ${MAJOR} to ${TARGET}: "
                    "its headers are in gcc-${MAJOR}-plugin-dev-${TARGET}")
                continue()
            endif()
            list(APPEND FOUND ${TARGET}/gcc-${MAJOR})
            set(GCC_PLUGIN_INCLUDE_${TARGET}_${MAJOR} ${DIRECTORY}/include PARENT_SCOPE)
        endforeach()
    endforeach()
    set(${OUT} ${FOUND} PARENT_SCOPE)
endfunction()

# The plugin's C++ is GCC's own dialect: no exceptions, no RTTI. It is built by the GCC that will load
# it where that one's g++ is there, else by the project's compiler; that for a cross compiler by the
# GCC of the same version for this machine. GCC's headers take two thirds of that time, so gcc.h is
# compiled once. PLACE is where the plugin goes, below lib/cinstr: gcc-MAJOR, TARGET/gcc-MAJOR.
function(cinstr_add_plugin MAJOR GCC INCLUDE PLACE COMPONENT SOURCES)
    find_program(GXX_${MAJOR} g++-${MAJOR})
    if(NOT GXX_${MAJOR})
        set(GXX_${MAJOR} ${CMAKE_CXX_COMPILER})
    endif()
    set(OBJECTS_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/${PLACE})
    set(COMPILE ${GXX_${MAJOR}} -std=gnu++14 -O2 -g1 -fPIC -fvisibility=hidden -fno-exceptions -fno-rtti
        -ffile-prefix-map=${PROJECT_BINARY_DIR}/= -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.
        -Wall -Wextra -Werror -I${CMAKE_CURRENT_SOURCE_DIR} -I${PROJECT_SOURCE_DIR}/include
        -isystem ${INCLUDE} -DCINSTR_VERSION="${PROJECT_VERSION}")
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
    cinstr_link_plugin(${MAJOR} ${GCC} ${PLACE} ${COMPONENT} "${OBJECTS}")
endfunction()

# GCC resolves all symbols of a plugin when it loads one, and GCCs differ in theirs. So that the plugin
# of another GCC can load and say which one it is for, the symbols that it takes from GCC are weak:
# those that this GCC's cc1 exports.
function(cinstr_link_plugin MAJOR GCC PLACE COMPONENT OBJECTS)
    set(DIRECTORY ${PROJECT_BINARY_DIR}/lib/cinstr/${PLACE})
    set(WHOLE ${CMAKE_CURRENT_BINARY_DIR}/${PLACE}/plugin.o)
    set(EXPORTED ${CMAKE_CURRENT_BINARY_DIR}/${PLACE}/exported)
    string(REPLACE / _ NAME cinstr_plugin/${PLACE})
    file(MAKE_DIRECTORY ${DIRECTORY})
    execute_process(COMMAND ${GCC} -print-prog-name=cc1
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
    add_custom_target(${NAME} ALL DEPENDS ${DIRECTORY}/cinstr.so)
    set_property(GLOBAL APPEND PROPERTY CINSTR_PLUGINS ${DIRECTORY}/cinstr.so)
    set_property(GLOBAL APPEND PROPERTY CINSTR_PLUGIN_TARGETS ${NAME})
    install(FILES ${DIRECTORY}/cinstr.so DESTINATION ${CMAKE_INSTALL_LIBDIR}/cinstr/${PLACE}
        COMPONENT ${COMPONENT})
endfunction()
