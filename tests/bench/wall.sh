#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wall.sh SUITE - how long measuring may take: 2.5 times -benchtime, 5 times where the timer is
# stopped inside the loop or set-up is expensive; calibration and start of the program included.
set -u
suite=$1
failed=0

# check LIMIT_MS ARGUMENT... - runs the suite, which must pass within the limit.
check() {
    local limit=$1 start end output
    shift
    start=$(date +%s%N)
    output=$("$suite" "$@") || { echo "FAIL: $*: $output"; failed=1; }
    end=$(((($(date +%s%N) - start)) / 1000000))
    echo "$*: $end ms of $limit"
    [ "$end" -le "$limit" ] || { echo "FAIL: $* took $end ms, more than $limit"; failed=1; }
}

for name in Plain Loop Long Spin; do
    check 2500 -bench="Benchmark$name\$" -benchtime=1s
    check 2500 -bench="Benchmark$name\$" -benchtime=1s -benchmin
done
check 2500 -bench='^BenchmarkParallel$' -cpu=2 -benchtime=1s
for name in StopTimer StopTimerLoop Setup; do
    check 1200 -bench="Benchmark$name\$" -benchtime=200ms
done

# What ended early says so, on a line of its own.
"$suite" -bench='StopTimer$' -benchtime=100ms | grep -q '^--- NOTE: .*: stopped after' ||
    { echo "FAIL: no note"; failed=1; }
exit $failed
