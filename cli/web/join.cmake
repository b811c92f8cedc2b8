# SPDX-License-Identifier: MIT
# Joins the modules of page/ into one page, as a C file: cmake -DPAGE=DIRECTORY -DOUT=FILE -P join.cmake
#
# The modules are joined in the order in which they need each other; their imports and the word export
# are left out, for all share one scope then. The page allows the script and the style of these hashes
# alone, so nothing in a profile can ever run.
set(MODULES names dom format data tree colors tip flame flameview table graph source header notes app)

# Reads a file without CMake's lists in the way: they take ';' and brackets for their own.
function(read_text FILE RESULT)
    file(READ "${FILE}" TEXT)
    string(REPLACE ";" "@SEMICOLON@" TEXT "${TEXT}")
    set(${RESULT} "${TEXT}" PARENT_SCOPE)
endfunction()

# SHA-256 of a text, in base64.
function(hash_text TEXT RESULT)
    string(REPLACE "@SEMICOLON@" ";" TEXT "${TEXT}")
    string(SHA256 HEX "${TEXT}")
    set(DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    set(HASH "")
    string(APPEND HEX "00") # 33 bytes: a whole number of groups of three
    foreach(AT RANGE 0 65 6)
        string(SUBSTRING "${HEX}" ${AT} 6 GROUP)
        foreach(SHIFT 18 12 6 0)
            math(EXPR DIGIT "(0x${GROUP} >> ${SHIFT}) & 63")
            string(SUBSTRING "${DIGITS}" ${DIGIT} 1 LETTER)
            string(APPEND HASH "${LETTER}")
        endforeach()
    endforeach()
    string(REGEX REPLACE ".$" "=" HASH "${HASH}")
    set(${RESULT} "${HASH}" PARENT_SCOPE)
endfunction()

set(SCRIPT "'use strict';\n(() => {\n")
foreach(MODULE ${MODULES})
    read_text("${PAGE}/${MODULE}.js" TEXT)
    string(REGEX REPLACE "(^|\n)import [^\n]*" "\\1" TEXT "${TEXT}")
    string(REGEX REPLACE "(^|\n)export " "\\1" TEXT "${TEXT}")
    string(APPEND SCRIPT "${TEXT}")
endforeach()
string(APPEND SCRIPT "})()@SEMICOLON@\n")
read_text("${PAGE}/style.css" STYLE)
hash_text("${SCRIPT}" SCRIPT_HASH)
hash_text("${STYLE}" STYLE_HASH)

read_text("${PAGE}/page.html" HTML)
foreach(NAME SCRIPT_HASH STYLE_HASH STYLE SCRIPT)
    string(REPLACE "@${NAME}@" "${${NAME}}" HTML "${HTML}")
endforeach()
string(REPLACE "@SEMICOLON@" ";" HTML "${HTML}")

# Head and tail of the page as arrays of C: what is before the data, and what is after them.
function(write_array NAME TEXT)
    file(WRITE "${OUT}.text" "${TEXT}")
    file(READ "${OUT}.text" HEX HEX)
    file(REMOVE "${OUT}.text")
    string(REGEX REPLACE "(................................)" "\\1\n" HEX "${HEX}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," HEX "${HEX}")
    file(APPEND "${OUT}" "const unsigned char ${NAME}[] = {\n${HEX}};\nconst size_t ${NAME}_size = sizeof ${NAME};\n")
endfunction()

string(FIND "${HTML}" "@DATA@" AT)
string(SUBSTRING "${HTML}" 0 ${AT} HEAD)
math(EXPR AT "${AT} + 6")
string(SUBSTRING "${HTML}" ${AT} -1 TAIL)
file(WRITE "${OUT}" "/* Made by cli/web/join.cmake. */\n#include \"web/page.h\"\n\n")
write_array(ci_page_head "${HEAD}")
write_array(ci_page_tail "${TAIL}")
