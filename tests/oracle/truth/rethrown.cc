/* SPDX-License-Identifier: MIT */
/* rethrown.cc - exceptions that are thrown where another is handled: GCC splits landing pads. */
#include <cstdio>

/* Names that callgrind leaves as they are. */
#define NOINLINE extern "C" __attribute__((noinline, noclone))

NOINLINE int again(int n)
{
    try {
        try {
            throw n;
        } catch (int) {
            throw;
        }
    } catch (int caught) {
        return caught;
    }
}

NOINLINE int another(int n)
{
    try {
        try {
            throw n;
        } catch (int) {
            throw 2.5;
        }
    } catch (double) {
        return 3;
    }
}

NOINLINE int inner(int n)
{
    try {
        throw n;
    } catch (int outer) {
        try {
            throw outer + 1;
        } catch (int caught) {
            return outer * caught;
        }
    }
}

NOINLINE int sometimes(int n)
{
    try {
        try {
            throw n;
        } catch (int caught) {
            if (n > 3)
                throw 2.5;
            return caught;
        }
    } catch (double) {
        return 3;
    }
}

/* GCC merges the end of two returns, of which one handles an exception. */
NOINLINE int merged(int n)
{
    struct pair {
        int first, second;
    };
    try {
        try {
            throw n;
        } catch (int outer) {
            try {
                throw outer + 1;
            } catch (int caught) {
                if (n > 3)
                    throw pair{outer, caught};
                return outer * caught;
            }
        }
    } catch (pair both) {
        return both.first - both.second;
    }
}

int main()
{
    long sum = 0;
    for (int i = 0; i < 100; i++)
        sum += again(i) + another(i) + inner(i) + sometimes(i) + merged(i);
    std::printf("%ld\n", sum);
    return 0;
}
