# SPDX-License-Identifier: MIT
"""
Floating-point operations against a count by hand: flops.py BUILD

mix/flops.c has kernels with loops of known length, in float and double. What the processor does is
what the source says, also with vectors and with fused multiply-adds, which are two operations.
-Ofast adds up a sum in several lanes, which it adds together at the end: SSE2 takes one addition of
two doubles for that, two of four floats.

The code is what it is without mix= and external=: only the records are longer.
"""
import os
import sys

import oracle
import pprof

sys.path.insert(0, os.path.join(oracle.HERE, ".."))
import versions  # noqa: E402

N, BODIES = 64, 5
PAIRS = BODIES * (BODIES - 1) // 2
BUTTERFLIES = 6 * (N // 2)  # 6 is log2 N

# A butterfly: four products, two sums of these, four results.
KERNELS = {
    "dot": 2 * N * N,
    "axpy": 2 * N * N,
    "gemm": 2 * N**3,
    "fft": BUTTERFLIES * (4 + 2 + 4),
    # Differences, their squares' sum, force, six velocities; then the places.
    "nbody": PAIRS * (3 + 5 + 3 + 6 * 3) + BODIES * 3 * 2,
}
FLAGS = {
    "-O1": {},
    "-O2": {},
    "-O3 -march=x86-64-v3": {},
    # A butterfly's re[low] - (a - b) becomes re[low] - a + b, though a - b is needed as well.
    "-Ofast": {"dot_f32": 2 * 4, "dot_f64": 2, "fft_f32": BUTTERFLIES, "fft_f64": BUTTERFLIES},
}


def told(profile, measure):
    """{function: value}, clones by their function's name."""
    index, result = profile.types.index(measure), {}
    for leaf, (_, values) in zip(profile.leaves, profile.samples):
        name = leaf[-1].system_name.split(".")[0]
        result[name] = result.get(name, 0) + values[index]
    return result


def expected(said, extra, flags):
    """By function: of the kernels, and of the mandelbrots by the steps that the program prints."""
    steps, of_gcc = {"f32": said[0:2], "f64": said[2:4]}, versions.of_gcc()
    result = {}
    for kind in ("f32", "f64"):
        for kernel, count in KERNELS.items():
            name = "%s_%s" % (kernel, kind)
            result[name] = count + extra.get(name, 0)
        # Two squares and their sum; then the two new coordinates: five more.
        result["mandelbrot_" + kind] = 8 * steps[kind][0] + 3 * steps[kind][1]
        if flags != "-Ofast":
            stay = N * N - steps[kind][1]
            result["mandelbrot_" + kind] -= of_gcc.free_operations * N * N + of_gcc.sunk_operations * stay
    if flags == "-Ofast":
        result["nbody_f64"] += of_gcc.doubled_operations * PAIRS
    return result


def judge(shop, flags, extra):
    source = os.path.join(oracle.HERE, "mix", "flops.c")
    binary, prof = shop.path("flops"), shop.path("flops.prof")
    options = flags.split() + ["-g", "-fplugin-arg-cinstr-mix=all"]
    shop.compile("count", binary, [source], options, ["-lm"])
    said = oracle.run([binary], env=oracle.environment(CINSTR_OUT=prof), stderr=None)
    profile = pprof.Profile(prof)
    flops, by_type = told(profile, "flops"), {t: told(profile, "flops_" + t) for t in ("f32", "f64")}
    failed = 0
    for name, count in expected([int(word) for word in said.split()], extra, flags).items():
        kind = name[-3:]
        other = {"f32": "f64", "f64": "f32"}[kind]
        good = flops.get(name, 0) == by_type[kind].get(name)
        most = 2 * count if name == "nbody_f32" and versions.of_gcc().padded_pairs else count
        good = good and count <= flops.get(name, 0) <= most
        good = good and not by_type[other].get(name)
        print("%s %-22s %-16s %10d %10d" % ("ok    " if good else "MISSED", flags, name, count,
                                            flops.get(name, 0)))
        failed += not good
    return failed


def code(shop, flags, *options):
    """The bytes of the functions, in which addresses are not filled in yet."""
    source = os.path.join(oracle.HERE, "mix", "flops.c")
    made, text = shop.path("flops.o"), shop.path("text")
    shop.compile("count", made, [source], flags.split() + ["-g", "-c", *options])
    oracle.run(["objcopy", "-O", "binary", "-j", ".text*", made, text])
    with open(text, "rb") as file:
        return file.read()


def check_code(shop, flags):
    plain = code(shop, flags, "-fplugin-arg-cinstr-external=off")
    same = plain == code(shop, flags) == code(shop, flags, "-fplugin-arg-cinstr-mix=all")
    print("%s %-22s code is the same with mix=all, and without external=" %
          ("ok    " if same else "MISSED", flags))
    return not same


def main(build):
    oracle.need(gcc="gcc", objcopy="binutils")
    shop = oracle.Workshop(build, "flops")
    failed = sum(judge(shop, flags, extra) for flags, extra in FLAGS.items())
    failed += sum(check_code(shop, flags) for flags in FLAGS)
    if failed:
        oracle.fail("%d of the above" % failed)


if __name__ == "__main__":
    main(*sys.argv[1:])
