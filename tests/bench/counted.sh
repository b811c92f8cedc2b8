#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# counted.sh SUITE_COUNTED SUITE - counts of the runtime: exact values repeat, profiles get the
# measured loops only and are put together; without a runtime a profile is refused. And output that
# gets lost is no success.
set -u
suite=$1 plain=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
fail() {
    echo "FAIL: $*"
    failed=1
}

values=$(FAKE_EXACT=1 "$suite" -bench=Work -benchtime=100x -count=20 | grep '^Benchmark')
[ "$(wc -l <<< "$values")" = 20 ] || fail "not 20 results: $values"
[ "$(sort -u <<< "$values" | wc -l)" = 1 ] || fail "results differ: $values"

"$suite" -bench=Work -benchtime=10x -cpuprofile=cpu -outputdir="$work" > "$work/out" ||
    fail "-cpuprofile: $(cat "$work/out")"
[ "$(cat "$work/cpu")" = "prof BenchmarkWork 10" ] || fail "profile: $(cat "$work/cpu")"

"$suite" -bench=. -benchtime=10x -cpuprofile="$work/c" -memprofile="$work/m" > "$work/out" ||
    fail "both profiles: $(cat "$work/out")"
for file in c:prof m:heap; do
    expected=$(printf "${file#*:} Benchmark%s 10\n" Stopped Sub/one Sub/two Work)
    [ "$(sort "$work/${file%:*}")" = "$expected" ] || fail "$file: $(cat "$work/${file%:*}")"
done
left=$(find "$work" -name '*parts*')
[ -z "$left" ] || fail "parts stay: $left"

if "$plain" -bench=Plain -cpuprofile="$work/none" > "$work/out" 2> "$work/err"; then
    fail "a profile without a runtime"
elif [ $? != 2 ] || [ "$(wc -l < "$work/err")" != 1 ]; then
    fail "no runtime: $(cat "$work/err")"
fi

"$plain" -bench=Plain -benchtime=1x > /dev/full 2> "$work/err" && fail "no error on a full device"
grep -q 'cannot write' "$work/err" || fail "full device: $(cat "$work/err")"
exit $failed
