# SPDX-License-Identifier: MIT
# cmake -P: writes one wrapper with the checksums of the plugins that it will load.
set(CHECKSUMS)
foreach(PLUGIN IN LISTS PLUGINS)
    file(SHA256 ${PLUGIN} CHECKSUM)
    string(REGEX REPLACE ".*/lib/cinstr/(.*)/cinstr.so" "\\1" GCC ${PLUGIN})
    list(APPEND CHECKSUMS "${GCC} ${CHECKSUM}")
endforeach()
list(JOIN CHECKSUMS "\n# " PLUGINS)
configure_file(${CMAKE_CURRENT_LIST_DIR}/cinstr-gcc.in ${OUTPUT} @ONLY
    FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)
file(TOUCH_NOCREATE ${OUTPUT})
