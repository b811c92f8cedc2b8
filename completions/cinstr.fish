# SPDX-License-Identifier: MIT
# fish completion of cinstr: commands and flags with what they mean, as its helps tell them.

function __cinstr_commands
    cinstr help 2>/dev/null | string match -r -g '^  ([a-z]+) +(.*)$' | while read -l name
        read -l meaning
        printf '%s\t%s\n' $name $meaning
    end
end

function __cinstr_flags
    set -l words (commandline -opc)
    cinstr help $words[2] 2>/dev/null | string match -r -g '^  (--?[a-zA-Z][a-zA-Z_-]*=?)\S* +(.*)$' | while read -l name
        read -l meaning
        printf '%s\t%s\n' $name $meaning
    end
end

complete -c cinstr -n '__fish_is_first_token' -f -a '(__cinstr_commands)'
complete -c cinstr -n '__fish_is_first_token' -f -a help -d 'the flags of a command'
complete -c cinstr -n '__fish_seen_subcommand_from help' -f -a '(__cinstr_commands)'
complete -c cinstr -n 'not __fish_is_first_token; and string match -q -- "-*" (commandline -ct)' -a '(__cinstr_flags)'
