/* SPDX-License-Identifier: MIT */
/* A register that the program keeps for itself. compile with: -fno-lto */
extern int external(int);

register long pinned __asm__("r15");

long uses_pinned(long x)
{
    pinned += external((int)x);
    return pinned;
}

/* A tail call, and a leaf, with one register less. */
int tail(int x)
{
    pinned++;
    return external(x);
}

long leaf(long a, long b, long c, long d, long e, long f)
{
    return a * b + c * d + e * f + pinned;
}
