#!/bin/sh
# SPDX-License-Identifier: MIT
# register.sh BUILD - benchmarks are known to the harness in every kind of compilation.
build=$1
here=$(dirname "$(readlink -f "$0")")
source=$here/../../..
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
want="BenchmarkOne Benchmark_static Benchmark2 BenchmarkAnonymous BenchmarkHeader BenchmarkMember \
BenchmarkTemplate BenchmarkC BenchmarkInline "

fail() {
    echo "register.sh: $*"
    exit 1
}

# compile MAJOR MODE FLAGS...
compile() {
    major=$1 mode=$2
    shift 2
    plugin="-fplugin=$build/lib/cinstr/gcc-$major/cinstr.so -fplugin-arg-cinstr-mode=$mode"
    flags="$plugin -I$source/include -Wall -Wextra -Werror -Wno-lto-type-mismatch $*"
    gcc-"$major" $flags -c "$here/register/suite.c" -o "$scratch/suite.o" &&
        gcc-"$major" $flags -c "$here/register/work.c" -o "$scratch/work.o" &&
        g++-"$major" $flags -c "$here/register/suite.cc" -o "$scratch/suite_cxx.o" &&
        g++-"$major" $flags "$scratch/suite.o" "$scratch/suite_cxx.o" "$scratch/work.o" \
            -o "$scratch/suite" -L"$build/lib" -lcinstr-bench -lcinstr -Wl,-rpath,"$build/lib" ||
        fail "GCC $major mode=$mode $*: does not build"
    have=$("$scratch/suite" -list=. | tr '\n' ' ')
    [ "$have" = "$want" ] || fail "GCC $major mode=$mode $*: has '$have' and not '$want'"
}

count=0
for plugin in "$build"/lib/cinstr/gcc-*/cinstr.so; do
    major=${plugin%/cinstr.so}
    major=${major##*gcc-}
    while read -r flags; do
        for mode in guard count; do
            compile "$major" $mode $flags
            count=$((count + 1))
        done
    done <<END
-O0
-O2
-O2 -flto=1
-O2 -fPIE -pie -g
-O2 -fno-pie -no-pie
-O2 -ffunction-sections -fdata-sections -Wl,--gc-sections
-O2 -fno-toplevel-reorder
END
    compile "$major" time -O2 -fplugin-arg-cinstr-guard=check
    compile "$major" time -O2 -fplugin-arg-cinstr-guard=off
done
[ $count -gt 0 ] || fail "no plugin under $build"
