# SPDX-License-Identifier: MIT
# What cinstr builds on; each missing piece is named with the Debian package that has it.

function(cinstr_require FOUND WHAT PACKAGE)
    if(NOT ${FOUND})
        message(FATAL_ERROR "cinstr needs ${WHAT}: apt-get install ${PACKAGE}")
    endif()
endfunction()

# What the runtime is made of.
find_library(PROTOBUF_C_ARCHIVE libprotobuf-c.a)
cinstr_require(PROTOBUF_C_ARCHIVE "protobuf-c (static)" libprotobuf-c-dev)
find_program(PROTOC_C protoc-c)
cinstr_require(PROTOC_C "protoc-c" protobuf-c-compiler)
find_library(ZLIB_ARCHIVE libz.a)
cinstr_require(ZLIB_ARCHIVE "zlib (static)" zlib1g-dev)
find_path(DWARF_INCLUDE libdwarf.h PATH_SUFFIXES libdwarf)
cinstr_require(DWARF_INCLUDE "libdwarf's header" libdwarf-dev)
set(DWARF_INCLUDES ${DWARF_INCLUDE} ${PROJECT_SOURCE_DIR}/deps) # libdwarf_api.h

# profile.proto, compiled once; the runtime writes with it and the command reads with it.
set(CINSTR_PROTO ${PROJECT_SOURCE_DIR}/runtime/pprof/profile.proto)
set(CINSTR_PROTO_DIR ${PROJECT_BINARY_DIR}/proto)
file(MAKE_DIRECTORY ${CINSTR_PROTO_DIR})
add_custom_command(
    OUTPUT ${CINSTR_PROTO_DIR}/profile.pb-c.c ${CINSTR_PROTO_DIR}/profile.pb-c.h
    COMMAND ${PROTOC_C} --c_out=${CINSTR_PROTO_DIR} --proto_path=${PROJECT_SOURCE_DIR}/runtime/pprof
        ${CINSTR_PROTO}
    DEPENDS ${CINSTR_PROTO})
add_library(cinstr_proto STATIC ${CINSTR_PROTO_DIR}/profile.pb-c.c)
target_include_directories(cinstr_proto PUBLIC ${CINSTR_PROTO_DIR})

if(CINSTR_RUNTIME_ONLY)
    return()
endif()

# What the command is made of.
find_library(PROTOBUF_C_LIBRARY protobuf-c)
cinstr_require(PROTOBUF_C_LIBRARY "protobuf-c" libprotobuf-c-dev)
find_library(ZLIB_LIBRARY z)
cinstr_require(ZLIB_LIBRARY "zlib" zlib1g-dev)
find_library(DWARF_LIBRARY dwarf)
cinstr_require(DWARF_LIBRARY "libdwarf" libdwarf-dev)
find_library(ELF_LIBRARY elf)
cinstr_require(ELF_LIBRARY "libelf" libelf-dev)
find_library(PCRE2_LIBRARY pcre2-8)
cinstr_require(PCRE2_LIBRARY "PCRE2" libpcre2-dev)
find_path(PCRE2_INCLUDE pcre2.h)
cinstr_require(PCRE2_INCLUDE "PCRE2's header" libpcre2-dev)
find_library(MICROHTTPD_LIBRARY microhttpd)
cinstr_require(MICROHTTPD_LIBRARY "libmicrohttpd" libmicrohttpd-dev)
find_library(JANSSON_LIBRARY jansson)
cinstr_require(JANSSON_LIBRARY "Jansson" libjansson-dev)

# The demangler's function that hands a name out in parts is in the static C++ runtime alone.
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libstdc++.a
    OUTPUT_VARIABLE STDCXX_ARCHIVE OUTPUT_STRIP_TRAILING_WHITESPACE)
