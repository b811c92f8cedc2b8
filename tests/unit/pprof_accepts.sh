#!/bin/sh
# SPDX-License-Identifier: MIT
# pprof_accepts.sh MAKE_PROFILE DIRECTORY: `go tool pprof` reads our files and complains of nothing,
# and two runs at different addresses write the same bytes.
set -eu
make_profile=$1
directory=$2
sources=$(cd "$(dirname "$0")/../.." && pwd)

if ! command -v go >/dev/null; then
    echo "pprof_accepts: needs go: apt-get install golang-go" >&2
    exit 1
fi
rm -rf "$directory"
mkdir -p "$directory"
cd "$directory"
export PPROF_TMPDIR="$directory" HOME="$directory"

"$make_profile" one.pb.gz 1
"$make_profile" again.pb.gz 1
"$make_profile" three.pb.gz 3
cmp one.pb.gz again.pb.gz

accepts()
{
    if ! go tool pprof "$@" >out 2>err || [ -s err ]; then
        echo "pprof_accepts: go tool pprof $* said:" >&2
        cat err >&2
        exit 1
    fi
}

expects()
{
    if ! grep -q "$1" out; then
        echo "pprof_accepts: no '$1' in:" >&2
        cat out >&2
        exit 1
    fi
}

accepts -raw three.pb.gz
expects 'compare .*make_profile.c:14'
accepts -top three.pb.gz
expects '^File: make_profile'
expects '^Type: time'
expects '19500ns\|19.50us'
expects 'compare$'
accepts -top -sample_index=calls three.pb.gz
expects '^ *54 .* compare$'
# Sources are named as the build maps their directory.
accepts -trim_path /usr/src/cinstr -source_path "$sources" -list compare three.pb.gz
expects 'ROUTINE.* compare in'
expects 'returned_to = (uintptr_t)'
accepts -list main three.pb.gz
accepts -peek . three.pb.gz
expects 'qsort'
expects 'inlined'
accepts -tree three.pb.gz
accepts -tags three.pb.gz
expects 'thread'
accepts -traces three.pb.gz
expects '\[truncated\]'
accepts -top -diff_base one.pb.gz three.pb.gz
accepts -top -base one.pb.gz three.pb.gz
accepts -raw one.pb.gz three.pb.gz
echo "go tool pprof accepts our profiles"
