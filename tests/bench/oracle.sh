#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# oracle.sh SUITE DIRECTORY - the same benchmarks in Go print the same bytes, but for measured values,
# places in the source and the "Unit" lines, which Go does not have.
set -u
suite=$1 directory=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GOCACHE=$work/cache GOFLAGS=-mod=mod HOME=$work
(cd "$directory" && go test -c -o "$work/oracle.test" .) || exit 1

mask() {
    sed -E -e '/^(Unit |# |governor: |aslr: |--- NOTE: [^ ]*: disturbed)/d' -e 's/^pkg: .*/pkg: X/' \
        -e 's/^( *)(suite\.c|oracle_test\.go):[0-9]+:/\1FILE:/' \
        -e 's/ *[0-9.]+ (ns\/op|MB\/s)/ VALUE \1/g'
}

failed=0
while read -ra arguments; do
    "$work/oracle.test" "${arguments[@]}" 2>&1 | mask > "$work/go"
    "$suite" "${arguments[@]}" 2>&1 | mask > "$work/ours"
    diff -u "$work/go" "$work/ours" || { echo "FAIL: ${arguments[*]}"; failed=1; }
done << 'END'
-test.bench=^Benchmark(Plain|Sub|Skip|Log|Metric|End)$ -test.benchtime=5x
-test.bench=^Benchmark(Plain|Sub|Skip|Log|Fail|End)$ -test.benchtime=5x -test.v
-test.bench=^Benchmark(Plain|Sub|Log|Fail|Metric)$ -test.benchtime=3x -test.cpu=1,2,16 -test.count=2
-test.bench=^Benchmark(Sub)$/a -test.benchtime=5x -test.v -test.count=2
-test.bench=^Benchmark(Plain|Sub)$/(b|very) -test.benchtime=1x
-test.bench=^Benchmark(Sub|End)$/#\d+|End -test.benchtime=1x -test.cpu=1
-test.list=^Benchmark(Plain|Sub|End)$
END
exit $failed
