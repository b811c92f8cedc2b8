# SPDX-License-Identifier: MIT
# bash completion of cinstr: commands and flags as its helps tell them.

_cinstr_commands() {
    "$1" help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p'
}

# The flags of command $2, with as many dashes as the word has so far.
_cinstr_flags() {
    local dashes=
    [[ $3 == --* ]] && dashes=-
    "$1" help "$2" 2>/dev/null | sed -n "s/^  -\{1,2\}\([a-zA-Z][a-zA-Z_-]*=\{0,1\}\).*/$dashes-\1/p"
}

_cinstr() {
    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}
    COMPREPLY=()
    if [[ $COMP_CWORD == 1 || $command == help ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_cinstr_commands "$1") help --version --help" -- "$word")
    elif [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_cinstr_flags "$1" "$command" "$word") --help" -- "$word")
        [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
    elif [[ $command == run || $command == bench || $command == stat || $command == audit ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    else # profiles, and directories on the way to them
        mapfile -t COMPREPLY < <(compgen -f -X '!*.pb?(.gz)' -- "$word"; compgen -d -- "$word")
    fi
}

complete -o filenames -F _cinstr cinstr
