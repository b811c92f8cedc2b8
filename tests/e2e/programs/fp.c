/* SPDX-License-Identifier: MIT */
/* The program lets every floating-point exception trap and rounds upwards. */
#define _GNU_SOURCE
#include "e2e.h"

#include <cinstr/cinstr.h>
#include <fenv.h>

static volatile long sum;

PROBED void leaf(void)
{
    sum++;
}

/* In some builds this runs after the runtime's part of exit: the settings must hold there, too. */
__attribute__((destructor)) BARE static void look(void)
{
    if (fetestexcept(FE_ALL_EXCEPT) || fegetround() != FE_UPWARD)
        _Exit(3);
}

int main(void)
{
    leaf();
    expect_calls("leaf", 1);
    fesetround(FE_UPWARD);
    feclearexcept(FE_ALL_EXCEPT);
    feenableexcept(FE_ALL_EXCEPT);
    if (cinstr_write("other.pb.gz"))
        return 2;
    printf("flags %d, rounding %s\n", fetestexcept(FE_ALL_EXCEPT),
           fegetround() == FE_UPWARD ? "kept" : "changed");
    return 0;
}
