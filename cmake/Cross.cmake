# SPDX-License-Identifier: MIT
# The runtimes of cross compilers, which get the plugins of plugin/CMakeLists.txt: the same sources, configured anew
# for the target. In lib/cinstr/TARGET are the plugins, the libraries in lib/, and what the driver reads to link.
include(ExternalProject)

function(cinstr_add_cross_runtime TARGET GCC)
    set(DIRECTORY ${PROJECT_BINARY_DIR}/cross/${TARGET})
    string(REGEX MATCH "^[^-]+" PROCESSOR ${TARGET})
    ExternalProject_Add(cinstr_runtime_${TARGET}
        SOURCE_DIR ${PROJECT_SOURCE_DIR} BINARY_DIR ${DIRECTORY} PREFIX ${DIRECTORY}/steps
        CMAKE_ARGS -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=${PROCESSOR} -DCMAKE_C_COMPILER=${GCC}
            -DCINSTR_RUNTIME_ONLY=ON -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE}
            -DCMAKE_C_COMPILER_LAUNCHER=${CMAKE_C_COMPILER_LAUNCHER}
            -DPROTOBUF_C_ARCHIVE=${PROTOBUF_C_ARCHIVE_${TARGET}} -DZLIB_ARCHIVE=${ZLIB_ARCHIVE_${TARGET}}
        BUILD_ALWAYS ON INSTALL_COMMAND "" LOG_CONFIGURE ON LOG_BUILD ON LOG_OUTPUT_ON_FAILURE ON)
    file(MAKE_DIRECTORY ${DIRECTORY}/lib ${PROJECT_BINARY_DIR}/lib/cinstr/${TARGET})
    file(CREATE_LINK ${DIRECTORY}/lib ${PROJECT_BINARY_DIR}/lib/cinstr/${TARGET}/lib SYMBOLIC)
    install(DIRECTORY ${DIRECTORY}/lib/ DESTINATION ${CMAKE_INSTALL_LIBDIR}/cinstr/${TARGET}/lib
        COMPONENT runtime-${TARGET} FILES_MATCHING PATTERN "libcinstr*")
endfunction()

list(TRANSFORM CINSTR_CROSSES REPLACE "/gcc-.*" "" OUTPUT_VARIABLE CINSTR_CROSSED)
list(REMOVE_DUPLICATES CINSTR_CROSSED)
foreach(TARGET IN LISTS CINSTR_CROSSED)
    set(CROSSES ${CINSTR_CROSSES})
    list(FILTER CROSSES INCLUDE REGEX "^${TARGET}/")
    list(GET CROSSES -1 NEWEST)
    string(REGEX REPLACE ".*/gcc-" "" MAJOR ${NEWEST})
    cinstr_add_cross_runtime(${TARGET} ${GCC_${TARGET}_${MAJOR}})
endforeach()
list(JOIN CINSTR_CROSSES ", " TEXT)
if(TEXT)
    message(STATUS "Cross compilers: ${TEXT}")
endif()
