/* SPDX-License-Identifier: MIT */
/* ubench.c - benchmarks as ubench.h documents them; the header is one of this test's own, with the
 * same shape, because Debian has no package of it. */
#include "ubench.h"
#include <math.h>
#include <stdlib.h>

int sum;
double real;

UBENCH(foo, sound) /* sound */
{
    sum = told(1, sum);
}

UBENCH(foo, dropped)
{
    work(2, 20); /* lost: result-unused; work 2 */
}

UBENCH(foo, same)
{
    sum = work(3, 20); /* lost: call-hoisted; work 3 */
}

UBENCH(foo, folded)
{
    real = pow(1.2, 3.8); /* lost: front-end-folded */
}

UBENCH_EX(foo, sound_with_setup) /* sound */
{
    int start = told(0, 1);
    UBENCH_DO_BENCHMARK()
    {
        sum ^= told(4, start);
    }
}

UBENCH_EX(foo, short_string)
{
    char *text = (char *)malloc(16);
    text[0] = 'a', text[1] = '\0';
    UBENCH_DO_BENCHMARK()
    {
        work(5, text[0]); /* lost: loop; work 5 */
    }
    free(text);
}

int main(void)
{
    work_print();
    return 0;
}
