# SPDX-License-Identifier: MIT
# Run by CPack on what is about to be packed: manual pages are compressed, and the plugins, which CMake
# does not know as libraries, are stripped. So are the libraries for other processors, by their own strip.
file(GLOB_RECURSE PAGES "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/*.1")
list(FILTER PAGES INCLUDE REGEX "/man1/")
file(GLOB_RECURSE PLUGINS "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/cinstr.so")
foreach(PAGE IN LISTS PAGES)
    execute_process(COMMAND gzip -9nf ${PAGE} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
foreach(PLUGIN IN LISTS PLUGINS)
    execute_process(COMMAND strip --strip-unneeded ${PLUGIN} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(GLOB PLACES "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/runtime-*")
foreach(PLACE IN LISTS PLACES)
    string(REGEX REPLACE ".*/runtime-" "" TARGET ${PLACE})
    file(GLOB_RECURSE LIBRARIES "${PLACE}/*.so.*.*")
    file(GLOB_RECURSE ARCHIVES "${PLACE}/*.a")
    execute_process(COMMAND ${TARGET}-strip --strip-unneeded ${LIBRARIES} COMMAND_ERROR_IS_FATAL ANY)
    execute_process(COMMAND ${TARGET}-strip --strip-debug --enable-deterministic-archives ${ARCHIVES}
        COMMAND_ERROR_IS_FATAL ANY)
endforeach()
