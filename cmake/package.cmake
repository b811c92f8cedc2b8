# SPDX-License-Identifier: MIT
# Run by CPack on what is about to be packed: manual pages are compressed, and the plugins, which CMake
# does not know as libraries, are stripped.
file(GLOB_RECURSE PAGES "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/*.1")
list(FILTER PAGES INCLUDE REGEX "/man1/")
file(GLOB_RECURSE PLUGINS "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/cinstr.so")
foreach(PAGE IN LISTS PAGES)
    execute_process(COMMAND gzip -9nf ${PAGE} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
foreach(PLUGIN IN LISTS PLUGINS)
    execute_process(COMMAND strip --strip-unneeded ${PLUGIN} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
