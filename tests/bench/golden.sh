#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# golden.sh PROGRAM CASE [--update] - runs PROGRAM with the words in CASE/args and compares what it
# prints with CASE/expected.out, CASE/expected.err (absent: empty) and CASE/status (absent: 0). CASE/retries
# (absent: 0) is how often a case that the clock decides may fail.
# What differs from run to run is masked: measured values, the machine's own header lines, times.
set -u
program=$1 case=$2 update=${3-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mask() {
    sed -E \
        -e 's/^(cpu|goarch): .*/\1: MACHINE/' \
        -e 's/(\\n|"Output":")(cpu|goarch): [^"\\]*/\1\2: MACHINE/g' \
        -e '/^(governor|aslr|load|timer-ns|loop-ns): /d' \
        -e '/"Output":"(governor: |aslr: |# |--- NOTE: [^ ]*: disturbed)/d' -e '/^# /d' \
        -e '/^--- NOTE: [^ ]*: disturbed/d' \
        -e 's/ *[0-9.]+ ((cpu-|min-)?ns\/op|MB\/s)/ VALUE \1/g' \
        -e 's/takes [0-9.]+$/takes VALUE/; s/\t *[0-9]{4,9}\t/\t ITERATIONS\t/' \
        -e 's/"Time":"[^"]*"/"Time":"TIME"/; s/"Elapsed":[0-9.e-]+/"Elapsed":0/' \
        -e 's/stopped after [0-9.]+s, [0-9.]+s/stopped after 0s, 0s/'
}

read -ra arguments < "$case/args"
[ ! -e "$case/env" ] || export "$(cat "$case/env")"
run() {
    "$program" "${arguments[@]}" > "$work/out" 2> "$work/err"
    status=$?
    mask < "$work/out" > "$work/expected.out"
    cp "$work/err" "$work/expected.err"
    echo $status > "$work/status"
}
run

if [ "$update" = --update ]; then
    cp "$work/expected.out" "$case/"
    if [ -s "$work/err" ]; then cp "$work/expected.err" "$case/"; else rm -f "$case/expected.err"; fi
    if [ $status != 0 ]; then cp "$work/status" "$case/"; else rm -f "$case/status"; fi
    exit 0
fi
compare() {
    failed=0
    diff -u "$case/expected.out" "$work/expected.out" || failed=1
    diff -u "$(ls "$case/expected.err" 2> "$work/none" || echo /dev/null)" "$work/expected.err" || failed=1
    diff -u <(cat "$case/status" 2> "$work/none" || echo 0) "$work/status" || failed=1
}
compare
# What the clock decides (iterations, "optimised away?") may come out otherwise on a busy machine, once.
for ((more = $(cat "$case/retries" 2> "$work/none" || echo 0); failed && more > 0; more--)); do
    echo "once more: the machine may be busy"
    run
    compare
done
exit $failed
